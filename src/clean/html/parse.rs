//! Parsing: one pass of html5ever's tree builder into scraper's tree, bounded, with the source lines of every element.
//!
//! In:  the text of a page. Out: a [`Parsed`] tree.

use std::borrow::Cow;

use ego_tree::NodeId;
use html5ever::tendril::StrTendril;
use memchr::memchr_iter;
use scraper::Html;

use super::{bounds::Bounded, scan::scan};
use crate::{clean::Limits, text::Lines};

/// A parsed page.
pub(super) struct Parsed {
    /// The tree.
    pub(super) html: Html,
    /// First and last source line of each element, in the order of their ids.
    lines: Vec<(NodeId, Lines)>,
}

impl Parsed {
    /// The source lines of an element.
    pub(super) fn lines_of(&self, id: NodeId) -> Lines {
        let found = self.lines.binary_search_by_key(&id, |&(id, _)| id).ok();
        found.and_then(|at| self.lines.get(at)).map_or(Lines { first: 1, last: 1 }, |&(_, lines)| lines)
    }
}

/// Why a page was not parsed to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// More nodes than the limit.
    Nodes,
}

/// Parses a page; nodes nested deeper than the limit are read as if they lay at it.
pub(super) fn parse(text: &str, limits: &Limits) -> Result<Parsed, Excess> {
    let text = with_plain_line_ends(text);
    // A start tag makes a node and an end tag none, but most have text behind them.
    let nodes = memchr_iter(b'<', text.as_bytes()).count().min(limits.max_nodes).min(MOST_ROOM);
    let bounded = Bounded::new(limits, nodes);
    scan(&StrTendril::from_slice(&text), &bounded);
    if bounded.is_full() {
        return Err(Excess::Nodes);
    }
    let (html, lines) = bounded.into_sink().into_tree();
    Ok(Parsed { html, lines })
}

/// Nodes that room is made for at most: 10 MiB. Whatever has more may grow.
const MOST_ROOM: usize = 1 << 16;

/// The text with `\n` for each line end.
fn with_plain_line_ends(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let plain = text.replace("\r\n", "\n");
    Cow::Owned(if plain.contains('\r') { plain.replace('\r', "\n") } else { plain })
}
