//! Parsing: one pass of html5ever into scraper's tree, bounded, with the source lines of every element.
//!
//! In:  a slimmed page. Out: a [`Parsed`] tree.
//!
//! Always: time is linear in the page for a given depth limit. html5ever walks its stack of open elements at almost every tag, and
//! rebuilds unclosed formatting elements in every new block, so both must be kept short while parsing, not after.

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
};

use ego_tree::NodeId;
use html5ever::{
    Attribute, LocalName, QualName, TokenizerResult,
    buffer_queue::BufferQueue,
    local_name,
    tendril::StrTendril,
    tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink},
};
use scraper::{Html, HtmlTreeSink};

use super::slim::Slimmed;
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
pub(super) fn parse(page: Slimmed, limits: &Limits) -> Result<Parsed, Excess> {
    let sink = Sink {
        inner: HtmlTreeSink::new(Html::new_document()),
        line: Cell::new(1),
        page_lines: page.lines,
        made: RefCell::default(),
        nodes: Cell::new(0),
        deepest: Cell::new(0),
    };
    // Without scripting, what stands in `<noscript>` becomes a tree too: some forums keep the whole thread there.
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let bounded = Bounded {
        builder: TreeBuilder::new(sink, options),
        open: RefCell::default(),
        max_depth: limits.max_depth,
        max_nodes: limits.max_nodes,
        full: Cell::new(false),
    };
    let tokenizer = Tokenizer::new(bounded, TokenizerOpts::default());
    let input = BufferQueue::default();
    for piece in pieces(&page.text) {
        input.push_back(StrTendril::from_slice(&piece));
        while let TokenizerResult::Script(_) | TokenizerResult::EncodingIndicator(_) = tokenizer.feed(&input) {}
        if tokenizer.sink.full.get() {
            return Err(Excess::Nodes);
        }
    }
    tokenizer.end();
    let sink = tokenizer.sink.builder.sink;
    let mut lines: Vec<(NodeId, Lines)> = sink.made.into_inner().iter().map(|made| (made.id, made.lines)).collect();
    lines.sort_unstable_by_key(|&(id, _)| id);
    Ok(Parsed { html: sink.inner.finish(), lines })
}

/// Bytes handed to the tokenizer at once: small enough to stop soon after a limit is crossed.
const PIECE_BYTES: usize = 1 << 20;

/// The page in pieces.
fn pieces(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let mut end = rest.len().min(PIECE_BYTES);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        at += end;
        rest.get(..end).map(Cow::Borrowed)
    })
}

#[derive(Clone, Copy)]
struct Made {
    id: NodeId,
    lines: Lines,
    depth: u32,
}

/// A node of the tree and, for an element, where its record stands.
#[derive(Clone, Copy, Debug)]
struct Handle {
    id: NodeId,
    record: u32,
}

const NO_RECORD: u32 = u32::MAX;

/// Builds scraper's tree and keeps a record of each element.
struct Sink {
    inner: HtmlTreeSink,
    line: Cell<u32>,
    /// For each line that the tokenizer counts the line of the page; nothing where they are the same.
    page_lines: Vec<u32>,
    made: RefCell<Vec<Made>>,
    nodes: Cell<usize>,
    deepest: Cell<usize>,
}

impl Sink {
    fn unrecorded(&self, id: NodeId) -> Handle {
        self.count();
        Handle { id, record: NO_RECORD }
    }

    fn count(&self) {
        self.nodes.set(self.nodes.get() + 1);
    }

    fn placed(&self, parent: &Handle, child: &NodeOrText<Handle>) {
        match child {
            NodeOrText::AppendNode(child) => {
                let mut made = self.made.borrow_mut();
                let depth = made.get(parent.record as usize).map_or(0, |parent| parent.depth) + 1;
                if let Some(record) = made.get_mut(child.record as usize) {
                    record.depth = depth;
                    self.deepest.set(self.deepest.get().max(depth as usize));
                }
            }
            NodeOrText::AppendText(_) => {
                self.count();
                if let Some(record) = self.made.borrow_mut().get_mut(parent.record as usize) {
                    record.lines.last = record.lines.last.max(self.line.get());
                }
            }
        }
    }
}

fn plain(child: NodeOrText<Handle>) -> NodeOrText<NodeId> {
    match child {
        NodeOrText::AppendNode(handle) => NodeOrText::AppendNode(handle.id),
        NodeOrText::AppendText(text) => NodeOrText::AppendText(text),
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Html;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Html {
        self.inner.finish()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }

    fn set_current_line(&self, line: u64) {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let of_page = self.page_lines.get(line.saturating_sub(1) as usize);
        self.line.set(of_page.copied().unwrap_or(line));
    }

    fn get_document(&self) -> Handle {
        Handle { id: self.inner.get_document(), record: NO_RECORD }
    }

    fn same_node(&self, left: &Handle, right: &Handle) -> bool {
        left.id == right.id
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.inner.elem_name(&target.id)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        self.count();
        let id = self.inner.create_element(name, attributes, flags);
        let mut made = self.made.borrow_mut();
        let record = u32::try_from(made.len()).unwrap_or(NO_RECORD);
        let line = self.line.get();
        made.push(Made { id, lines: Lines { first: line, last: line }, depth: 0 });
        Handle { id, record }
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.unrecorded(self.inner.create_comment(text))
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.unrecorded(self.inner.create_pi(target, data))
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.inner.append_doctype_to_document(name, public_id, system_id);
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.placed(parent, &child);
        self.inner.append(&parent.id, plain(child));
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        self.placed(sibling, &child);
        self.inner.append_before_sibling(&sibling.id, plain(child));
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        self.placed(previous, &child);
        self.inner.append_based_on_parent_node(&element.id, &previous.id, plain(child));
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.inner.remove_from_parent(&target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.inner.reparent_children(&node.id, &new_parent.id);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        self.inner.add_attrs_if_missing(&target.id, attributes);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        Handle { id: self.inner.get_template_contents(&target.id), record: NO_RECORD }
    }

    fn pop(&self, node: &Handle) {
        if let Some(record) = self.made.borrow_mut().get_mut(node.record as usize) {
            record.lines.last = record.lines.last.max(self.line.get());
        }
    }
}

/// Stands between tokenizer and tree builder and keeps the stack of open elements short.
struct Bounded {
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
                    || (is_formatting(&tag.name) && self.builder.sink.deepest.get() > self.max_depth);
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
        if self.builder.sink.nodes.get() > self.max_nodes {
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
