//! The walk: one pass over the tree that makes the tables of a [`Page`]; `blocks` writes its text.
//!
//! In:  a parsed page. Out: its elements, and its text cut into blocks where a browser would break the line.

mod blocks;
mod spans;

use ego_tree::iter::Edge;
use scraper::{Node, node::Element as Source};

use super::{
    attributes::Attributes,
    names::{Effect, Flags, Reader, flag, flags_of},
    page::{Element, ElementId, Page, Sight},
    parse::Parsed,
    signs::{is_date_property, is_hidden_style, is_layout, is_place, is_reference_mark, is_user_link, shape},
    tags::Tag,
};
use crate::clean::{BlockKind, Link, spans::Spans};

/// Walks a parsed page.
pub(super) fn walk(parsed: &Parsed) -> Page {
    let mut walker = Walker::new(parsed);
    let mut unseen = 0_u32;
    for edge in parsed.html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(source) => {
                    if unseen > 0 || Tag::of(source.name()) == Tag::Unseen {
                        if unseen == 0 && source.name() == "head" {
                            walker.read_head(node);
                        }
                        if unseen == 0 && source.name() == "script" && walker.page.article_body.is_empty() {
                            walker.read_script(node, source);
                        }
                        if unseen == 0 && source.name() == "meta" {
                            walker.read_meta(source);
                        }
                        unseen += 1;
                    } else {
                        walker.open(node.id(), source);
                    }
                }
                Node::Text(text) if unseen == 0 => walker.text(text),
                _ => {}
            },
            Edge::Close(node) => {
                if node.value().is_element() {
                    if unseen > 0 {
                        unseen -= 1;
                    } else {
                        walker.close();
                    }
                }
            }
        }
    }
    walker.finish()
}

/// The number that an attribute holds.
fn number_in(source: &Source, attribute: &str) -> Option<u32> {
    source.attr(attribute).and_then(|value| value.trim().parse().ok())
}

/// What the walk knows of an open element.
struct Open {
    element: ElementId,
    /// Blocks and block-like boundaries seen when it opened.
    first_block: usize,
    list_depth: u8,
    quote: bool,
    preformatted: bool,
    /// A number that points to a reference: written in brackets, as in plain text.
    reference: bool,
    /// The nesting of the list item around.
    item: Option<u8>,
    /// The number of the first item of a numbered list, until that has come.
    first_number: Option<u32>,
}

struct Walker<'page> {
    parsed: &'page Parsed,
    page: Page,
    names: Reader<'page>,
    stack: Vec<Open>,
    hidden_flags: Flags,
    quote_source: Flags,
    // The block at hand.
    start: usize,
    inner: Option<ElementId>,
    chars: u32,
    link_chars: u32,
    words: u32,
    links: Vec<Link>,
    cells: Vec<std::ops::Range<usize>>,
    in_word: bool,
    breaks: u8,
    /// Element whose first text makes an item, term, description or caption.
    kind: Option<(BlockKind, ElementId)>,
    /// Depth of links and controls that are open, and the outermost link.
    linked: u32,
    link: Option<(usize, String)>,
    /// The number of the item whose first text is to come.
    number: Option<u32>,
    /// The list item around what is just being closed.
    closing: Option<u8>,
    /// A row of a data table that is open: its element.
    row: Option<ElementId>,
    cell_start: usize,
    spans: Spans,
    /// Characters in the row at hand that cells of earlier rows say.
    repeated_chars: u32,
}

impl<'page> Walker<'page> {
    fn new(parsed: &'page Parsed) -> Self {
        Self {
            parsed,
            page: Page::default(),
            names: Reader::new(),
            stack: Vec::new(),
            hidden_flags: flags_of(Effect::Hidden),
            quote_source: flag("quote-source"),
            start: 0,
            inner: None,
            chars: 0,
            link_chars: 0,
            words: 0,
            links: Vec::new(),
            cells: Vec::new(),
            in_word: false,
            breaks: 0,
            kind: None,
            linked: 0,
            link: None,
            number: None,
            closing: None,
            row: None,
            cell_start: 0,
            spans: Spans::default(),
            repeated_chars: 0,
        }
    }

    fn read_head(&mut self, head: ego_tree::NodeRef<'page, Node>) {
        for node in head.children() {
            let Some(element) = node.value().as_element() else { continue };
            match element.name() {
                "link" if element.attr("rel") == Some("canonical") => {
                    element.attr("href").unwrap_or_default().clone_into(&mut self.page.url);
                }
                "meta" if self.page.url.is_empty() && element.attr("property") == Some("og:url") => {
                    element.attr("content").unwrap_or_default().clone_into(&mut self.page.url);
                }
                "script" => self.read_script(node, element),
                _ => {}
            }
        }
    }

    /// A date in microdata: of the thing that the element around it is.
    fn read_meta(&mut self, meta: &Source) {
        if meta.attr("itemprop").is_some_and(is_date_property)
            && let Some(content) = meta.attr("content")
            && let Some(open) = self.stack.last()
        {
            self.page.published.push((open.element, content.to_owned()));
        }
    }

    fn read_script(&mut self, node: ego_tree::NodeRef<'page, Node>, element: &Source) {
        if element.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"))
            && let Some(text) = node.first_child().and_then(|child| child.value().as_text())
            && let Some(body) = super::evidence::article_body(text)
        {
            self.page.article_body = body;
        }
    }

    fn open(&mut self, node: ego_tree::NodeId, source: &'page Source) {
        let id = self.page.elements.len();
        let parent = self.stack.last().map_or(id, |open| open.element);
        let Attributes { tag, class, style, names, mut hidden, unspoken, is_forum } =
            Attributes::read(source, &mut self.names);
        self.page.is_forum |= is_forum;
        let flags = self.names.flags_of(names);
        let (tag, flags) = self.of_quote(tag, flags, source.name() == "cite");
        // What is only hidden from screen readers is a separator or an icon where it stands in a line, else it is seen.
        hidden |= unspoken && !tag.is_block();
        hidden |= is_hidden_style(style) || flags.any(self.hidden_flags);
        let above = self.page.elements.get(parent).map_or(Sight::Shown, |parent| parent.sight);
        let sight = match above {
            Sight::Shown if tag == Tag::NoScript => Sight::NoScript,
            Sight::Shown if hidden => Sight::Hidden,
            above => above,
        };
        if tag == Tag::Break {
            self.line_break();
        } else if tag.is_block() {
            self.boundary(tag);
        } else if sight != above {
            self.flush();
        }
        let linked = self.link.as_ref().is_some_and(|(_, href)| is_place(href));
        let reference = source.name() == "sup"
            && self.parsed.html.tree.get(node).is_some_and(|element| is_reference_mark(element, linked));
        if reference {
            self.text(" [");
        }
        let depth = self.page.elements.get(parent).map_or(0, |parent| parent.depth + 1);
        self.page.elements.push(Element {
            tag,
            node,
            parent,
            depth,
            end: id + 1,
            blocks: 0..0,
            text: self.page.text.len()..self.page.text.len(),
            flags,
            names,
            shape: shape(source.name(), class),
            sight,
            layout: false,
            user_link: tag == Tag::Anchor && source.attr("href").is_some_and(is_user_link),
        });
        let (list_depth, quote, preformatted) =
            self.stack.last().map_or((0, false, false), |open| (open.list_depth, open.quote, open.preformatted));
        let item = self.stack.last().and_then(|open| open.item);
        let first_number = (tag == Tag::List { ordered: true }).then(|| number_in(source, "start").unwrap_or(1));
        self.stack.push(Open {
            element: id,
            first_block: self.page.blocks.len(),
            list_depth: list_depth.saturating_add(u8::from(matches!(tag, Tag::List { .. }))),
            quote: quote || tag == Tag::Quote,
            preformatted: preformatted || tag == Tag::Preformatted,
            reference,
            item: if tag == Tag::Item { Some(list_depth.saturating_sub(1)) } else { item },
            first_number,
        });
        // Scripts of the page put the words of such an element in, so that a saved one may have none.
        if tag == Tag::Box && source.name() == "relative-time" {
            self.page.published.extend(source.attr("datetime").map(|time| (id, time.to_owned())));
        }
        self.enter(tag, id, source);
    }

    /// An element as it is by its place: the footer of a block quote, or what is marked as its source, says whose words
    /// they are, in it or right behind it, and is no furniture.
    fn of_quote(&self, tag: Tag, flags: Flags, is_cite: bool) -> (Tag, Flags) {
        let names_source = flags.any(self.quote_source);
        let kept = || Flags(flags.0 & !(flags_of(Effect::Drop).0 | flags_of(Effect::Weak).0));
        if self.stack.last().is_some_and(|open| open.quote) && (tag == Tag::Footer || (names_source && tag.is_block()))
        {
            return (if tag == Tag::Footer { Tag::Box } else { tag }, kept());
        }
        let behind_quote = self.inner.is_none()
            && (names_source || is_cite)
            && self.page.blocks.last().is_some_and(|last| last.kind == BlockKind::Quote);
        if behind_quote { (Tag::Caption, kept()) } else { (tag, flags) }
    }

    /// Sets up what the inside of an element needs.
    fn enter(&mut self, tag: Tag, id: ElementId, source: &Source) {
        match tag {
            Tag::Anchor => {
                self.linked += 1;
                if self.linked == 1
                    && let Some(href) = source.attr("href")
                {
                    self.link = Some((self.page.text.len(), href.to_owned()));
                }
            }
            Tag::Control => self.linked += 1,
            Tag::Table => {
                let node = self.page.elements.get(id).and_then(|element| self.parsed.html.tree.get(element.node));
                let layout = node.is_none_or(is_layout);
                if let Some(element) = self.page.elements.get_mut(id) {
                    element.layout = layout;
                }
                self.spans.start_table();
            }
            Tag::Item => {
                let ordered = self
                    .stack
                    .iter()
                    .rev()
                    .nth(1)
                    .and_then(|open| self.page.elements.get(open.element))
                    .is_some_and(|parent| parent.tag == (Tag::List { ordered: true }));
                let depth = self.stack.last().map_or(0, |open| open.list_depth.saturating_sub(1));
                self.kind = Some((BlockKind::ListItem { depth, ordered }, id));
                let first = self.stack.iter_mut().rev().nth(1).and_then(|list| list.first_number.take());
                self.number = number_in(source, "value").filter(|_| ordered).or(first);
            }
            Tag::Term => self.kind = Some((BlockKind::Term, id)),
            Tag::Description => self.kind = Some((BlockKind::Description, id)),
            Tag::Row if self.row.is_none() && !self.in_layout_table() => {
                self.row = Some(id);
                self.cells.clear();
                self.spans.start_row();
            }
            Tag::Cell { .. } if self.row.is_some() => {
                self.start_cell(id, number_in(source, "colspan"), number_in(source, "rowspan"));
            }
            _ => {}
        }
    }

    /// Whether the innermost table lays out the page.
    fn in_layout_table(&self) -> bool {
        let Some(table) = self
            .stack
            .iter()
            .rev()
            .map(|open| open.element)
            .find(|&at| self.page.elements.get(at).is_some_and(|element| element.tag == Tag::Table))
        else {
            return true;
        };
        self.page.elements.get(table).is_none_or(|element| element.layout)
    }

    fn close(&mut self) {
        let Some(open) = self.stack.pop() else { return };
        let Some(element) = self.page.elements.get(open.element) else { return };
        let tag = element.tag;
        self.closing = open.item;
        match tag {
            Tag::Anchor | Tag::Control => {
                self.end_link();
                self.linked = self.linked.saturating_sub(1);
                if tag == Tag::Control {
                    self.boundary(tag);
                }
            }
            Tag::Cell { .. } if self.row.is_some() => {
                self.end_cell();
            }
            Tag::Row if self.row == Some(open.element) => {
                self.row = None;
                if !self.end_cells() {
                    self.inner = None;
                }
                let head = self.page.elements.get(open.element + 1..).unwrap_or_default();
                let mut cells = head.iter().filter(|below| below.parent == open.element);
                let header = cells.clone().any(|cell| matches!(cell.tag, Tag::Cell { .. }))
                    && cells.all(|cell| !matches!(cell.tag, Tag::Cell { head: false }));
                self.flush_as(BlockKind::TableRow { header });
            }
            Tag::Break | Tag::Inline | Tag::Time | Tag::Unseen | Tag::NoScript => {
                let parent = element.parent;
                if self.page.elements.get(parent).is_some_and(|parent| parent.sight != element.sight) {
                    self.flush();
                }
            }
            tag => self.boundary(tag),
        }
        self.closing = None;
        if self.kind.is_some_and(|(_, holder)| holder == open.element) {
            self.kind = None;
        }
        if open.reference {
            self.text("]");
        }
        let (end, last_block, text_end) = (self.page.elements.len(), self.page.blocks.len(), self.page.text.len());
        // A block still being written belongs to no element but those that are still open.
        if let Some(element) = self.page.elements.get_mut(open.element) {
            element.end = end;
            element.blocks = open.first_block..last_block;
            element.text.end = text_end;
        }
    }

    /// A block-level boundary: ends the line, or inside a data row the word.
    fn boundary(&mut self, tag: Tag) {
        if self.row.is_some() && !matches!(tag, Tag::Row | Tag::Table | Tag::RowGroup { .. }) {
            if !matches!(tag, Tag::Cell { .. }) {
                self.space();
            }
        } else if self.row.is_none() || !matches!(tag, Tag::Row) {
            self.flush();
        }
    }

    fn preformatted(&self) -> bool {
        self.stack.last().is_some_and(|open| open.preformatted)
    }
}
