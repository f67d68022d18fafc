//! The sink: what html5ever's tree builder writes to: scraper's tree, and a record of each element.
//!
//! In:  calls of the tree builder. Out: the tree, and for each element the lines of the page that it covers.

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
};

use ego_tree::{NodeId, Tree};
use html5ever::{
    Attribute, QualName,
    tendril::StrTendril,
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
};
use scraper::{Html, HtmlTreeSink, Node};

use crate::text::Lines;

/// What is known of an element besides its node.
#[derive(Clone, Copy)]
struct Made {
    id: NodeId,
    lines: Lines,
    depth: u32,
}

/// A node of the tree and, for an element, where its record stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handle {
    id: NodeId,
    record: u32,
}

const NO_RECORD: u32 = u32::MAX;

/// Builds scraper's tree and keeps a record of each element.
pub(super) struct Sink {
    inner: HtmlTreeSink,
    line: Cell<u32>,
    made: RefCell<Vec<Made>>,
    nodes: Cell<usize>,
    deepest: Cell<usize>,
}

impl Sink {
    /// An empty tree with room for so many nodes.
    pub(super) fn new(nodes: usize) -> Self {
        let mut html = Html::new_document();
        html.tree = Tree::with_capacity(Node::Document, nodes);
        Self {
            inner: HtmlTreeSink::new(html),
            line: Cell::new(1),
            made: RefCell::new(Vec::with_capacity(nodes / 2)),
            nodes: Cell::new(0),
            deepest: Cell::new(0),
        }
    }

    /// How many nodes there are.
    pub(super) const fn nodes(&self) -> usize {
        self.nodes.get()
    }

    /// How deep the deepest element lies.
    pub(super) const fn deepest(&self) -> usize {
        self.deepest.get()
    }

    /// The tree, and the source lines of each element in the order of their ids.
    pub(super) fn into_tree(self) -> (Html, Vec<(NodeId, Lines)>) {
        let mut lines: Vec<_> = self.made.into_inner().iter().map(|made| (made.id, made.lines)).collect();
        lines.sort_unstable_by_key(|&(id, _)| id);
        (self.inner.finish(), lines)
    }

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
        self.line.set(u32::try_from(line).unwrap_or(u32::MAX));
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
