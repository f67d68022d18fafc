//! A page as flat tables: elements and blocks of text in document order.
//!
//! Always: an element's descendants follow it without a gap; a block's text is its own stretch of `text`; blocks are
//! in the order of their stretches.

use std::ops::Range;

use ego_tree::NodeId;

use super::{
    names::{Flags, Names},
    tags::Tag,
};
use crate::{
    clean::{BlockKind, Link, Markup},
    text::{Lines, collapse_white_space},
};

/// Index of an element.
pub(super) type ElementId = usize;

/// Whether a reader of the page sees a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sight {
    /// Seen.
    #[default]
    Shown,
    /// Taken out of sight by an attribute or a style.
    Hidden,
    /// For browsers without scripts.
    NoScript,
}

/// One element.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) tag: Tag,
    pub(super) node: NodeId,
    pub(super) parent: ElementId,
    pub(super) depth: u32,
    /// One past its last descendant.
    pub(super) end: ElementId,
    /// Blocks that begin in it.
    pub(super) blocks: Range<usize>,
    /// Bytes of [`Page::text`] that it covers.
    pub(super) text: Range<usize>,
    /// What its names say.
    pub(super) flags: Flags,
    /// Entries of [`Page::names`] for class, id, itemprop or role, own name or component, and itemtype.
    pub(super) names: [u32; 5],
    /// Hash of its own name and classes, digits left out: elements made by one template share it.
    pub(super) shape: u32,
    pub(super) sight: Sight,
    /// A link to the page of a user.
    pub(super) user_link: bool,
    /// A table that lays out the page rather than holding data.
    pub(super) layout: bool,
}

/// One stretch of text between block-level boundaries.
#[derive(Clone, Debug)]
pub(super) struct RawBlock {
    pub(super) kind: BlockKind,
    /// Innermost element that holds all of it.
    pub(super) element: ElementId,
    /// Bytes of [`Page::text`].
    pub(super) text: Range<usize>,
    /// Characters that are no white space, and how many of them stand in links or controls.
    pub(super) chars: u32,
    pub(super) link_chars: u32,
    pub(super) words: u32,
    /// Links, ranges relative to the block's text.
    pub(super) links: Vec<Link>,
    /// Cells of a row, relative to the block's text.
    pub(super) cells: Vec<Range<usize>>,
    pub(super) markup: Markup,
    pub(super) lines: Lines,
    pub(super) sight: Sight,
}

impl RawBlock {
    /// Whether it has a link to another page: one within the page opens or shows a part of it.
    pub(super) fn leads_away(&self) -> bool {
        let stays = |href: &str| href.is_empty() || href.starts_with('#') || href.starts_with("javascript:");
        self.links.iter().any(|link| !stays(link.href.trim()))
    }

    /// Share of its characters that stand in links, 0 to 1.
    pub(super) fn link_density(&self) -> f32 {
        if self.chars == 0 { 0.0 } else { to_f32(self.link_chars) / to_f32(self.chars) }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of characters need no more than 24 bits")]
pub(super) const fn to_f32(count: u32) -> f32 {
    count as f32
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) elements: Vec<Element>,
    pub(super) blocks: Vec<RawBlock>,
    pub(super) names: Vec<Names>,
    /// All text, blocks separated by line ends.
    pub(super) text: String,
    /// Text of JSON-LD `articleBody`, if the page has one.
    pub(super) article_body: String,
    /// Dates that no reader sees, as microdata (`datePublished`) and `<relative-time>` give them, each with the element that holds it.
    pub(super) published: Vec<(ElementId, String)>,
    /// Canonical address, as the page gives it.
    pub(super) url: String,
    /// The page says in its address or structured data that it is a discussion.
    pub(super) is_forum: bool,
}

impl Page {
    pub(super) fn text_of(&self, block: &RawBlock) -> &str {
        self.text.get(block.text.clone()).unwrap_or_default()
    }

    /// The element and its ancestors, innermost first.
    pub(super) fn ancestors(&self, element: ElementId) -> impl Iterator<Item = (ElementId, &Element)> {
        let mut next = Some(element);
        std::iter::from_fn(move || {
            let at = next?;
            let found = self.elements.get(at)?;
            next = (found.parent != at).then_some(found.parent);
            Some((at, found))
        })
    }

    /// Whether `inner` is `outer` or lies in it.
    pub(super) fn is_within(&self, inner: ElementId, outer: ElementId) -> bool {
        self.elements.get(outer).is_some_and(|element| (outer..element.end).contains(&inner))
    }

    /// Whether an element has the platform name `id`.
    pub(super) fn has_name(&self, element: &Element, id: u16) -> bool {
        element
            .names
            .iter()
            .any(|&at| at != 0 && self.names.get(at as usize).is_some_and(|names| names.known.contains(&id)))
    }

    /// The text of an element, white space normalised, if it is at most `max_chars` long; else nothing.
    pub(super) fn node_text(&self, element: &Element, max_chars: usize) -> String {
        let text = self.text.get(element.text.clone()).unwrap_or_default();
        if text.len() > max_chars * 4 {
            return String::new();
        }
        let text = collapse_white_space(text);
        if text.chars().count() > max_chars { String::new() } else { text }
    }
}
