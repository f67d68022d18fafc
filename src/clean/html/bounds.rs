//! Bounds: what keeps a page of a million open elements from taking more time than its bytes.
//!
//! In:  tokens. Out: the same to the tree builder, less the tags that lie too deep; nothing more once there are too many nodes.
//!
//! Always: time is linear in the page for a given depth limit. html5ever walks its stack of open elements at almost every tag, and
//! rebuilds unclosed formatting elements in every new block, so both must be kept short while parsing, not after.

use std::cell::{Cell, RefCell};

use html5ever::{
    LocalName, local_name,
    tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult},
    tree_builder::{TreeBuilder, TreeBuilderOpts},
};

use super::sink::{Handle, Sink};
use crate::clean::Limits;

/// Stands between tokenizer and tree builder and keeps the stack of open elements short.
pub(super) struct Bounded {
    builder: TreeBuilder<Handle, Sink>,
    /// Names of the elements that are open as far as tags tell, and whether each was handed on.
    open: RefCell<Vec<(LocalName, bool)>>,
    max_depth: usize,
    max_nodes: usize,
    full: Cell<bool>,
}

/// Elements that have no content, or only text.
fn is_leaf(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
            | local_name!("script")
            | local_name!("style")
            | local_name!("title")
            | local_name!("textarea")
            | local_name!("iframe")
            | local_name!("xmp")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("plaintext")
    )
}

/// Elements whose end tag is often left out and that close their like.
fn closes_its_like(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("p")
            | local_name!("li")
            | local_name!("dd")
            | local_name!("dt")
            | local_name!("option")
            | local_name!("tr")
            | local_name!("td")
            | local_name!("th")
            | local_name!("tbody")
            | local_name!("thead")
            | local_name!("tfoot")
            | local_name!("optgroup")
            | local_name!("colgroup")
    )
}

fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}

impl Bounded {
    /// `nodes` are likely to come.
    pub(super) fn new(limits: &Limits, nodes: usize) -> Self {
        // Without scripting, what stands in `<noscript>` becomes a tree too: some forums keep the whole thread there.
        let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
        Self {
            builder: TreeBuilder::new(Sink::new(nodes), options),
            open: RefCell::default(),
            max_depth: limits.max_depth,
            max_nodes: limits.max_nodes,
            full: Cell::new(false),
        }
    }

    /// Whether there are more nodes than the limit.
    pub(super) const fn is_full(&self) -> bool {
        self.full.get()
    }

    pub(super) fn into_sink(self) -> Sink {
        self.builder.sink
    }

    /// Whether a tag goes on to the tree builder.
    fn takes(&self, tag: &Tag) -> bool {
        if is_leaf(&tag.name) {
            return true;
        }
        let mut open = self.open.borrow_mut();
        match tag.kind {
            TagKind::StartTag => {
                if tag.self_closing && !is_formatting(&tag.name) && tag.name.contains('-') {
                    return open.len() < self.max_depth;
                }
                if closes_its_like(&tag.name) && open.last().is_some_and(|(last, _)| *last == tag.name) {
                    return open.last().is_none_or(|&(_, taken)| taken);
                }
                let deep = open.len() >= self.max_depth
                    || (is_formatting(&tag.name) && self.builder.sink.deepest() > self.max_depth);
                if open.len() < self.max_depth * 2 {
                    open.push((tag.name.clone(), !deep));
                }
                !deep
            }
            TagKind::EndTag => {
                let Some(at) = open.iter().rposition(|(name, _)| *name == tag.name) else {
                    return open.len() < self.max_depth;
                };
                let taken = open.get(at).is_none_or(|&(_, taken)| taken);
                open.truncate(at);
                taken
            }
        }
    }
}

impl TokenSink for Bounded {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if self.full.get() {
            return TokenSinkResult::Continue;
        }
        if let Token::TagToken(tag) = &token
            && !self.takes(tag)
        {
            return TokenSinkResult::Continue;
        }
        let result = self.builder.process_token(token, line);
        if self.builder.sink.nodes() > self.max_nodes {
            self.full.set(true);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
