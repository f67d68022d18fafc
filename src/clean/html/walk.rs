//! The walk: one pass over the tree that makes the tables of a [`Page`].
//!
//! In:  a parsed page. Out: its elements, and its text cut into blocks where a browser would break the line.

use ego_tree::iter::Edge;
use scraper::{Node, node::Element as Source};

use super::{
    attributes::Attributes,
    names::{Effect, Flags, Reader, flag, flags_of},
    page::{Element, ElementId, Page, RawBlock, Sight},
    parse::Parsed,
    signs::{is_forum_address, is_hidden_style, is_layout, is_user_link, shape},
    tags::Tag,
};
use crate::clean::{BlockKind, Link};

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

/// What the walk knows of an open element.
struct Open {
    element: ElementId,
    /// Blocks and block-like boundaries seen when it opened.
    first_block: usize,
    list_depth: u8,
    quote: bool,
    preformatted: bool,
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
    /// A row of a data table that is open: its element.
    row: Option<ElementId>,
    cell_start: usize,
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
            row: None,
            cell_start: 0,
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
        self.stack.push(Open {
            element: id,
            first_block: self.page.blocks.len(),
            list_depth: list_depth.saturating_add(u8::from(matches!(tag, Tag::List { .. }))),
            quote: quote || tag == Tag::Quote,
            preformatted: preformatted || tag == Tag::Preformatted,
        });
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
            }
            Tag::Term => self.kind = Some((BlockKind::Term, id)),
            Tag::Description => self.kind = Some((BlockKind::Description, id)),
            Tag::Row if self.row.is_none() && !self.in_layout_table() => {
                self.row = Some(id);
                self.cells.clear();
            }
            Tag::Cell { .. } if self.row.is_some() => self.cell_start = self.page.text.len(),
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
        match tag {
            Tag::Anchor | Tag::Control => {
                self.end_link();
                self.linked = self.linked.saturating_sub(1);
                if tag == Tag::Control {
                    self.boundary(tag);
                }
            }
            Tag::Cell { .. } if self.row.is_some() => {
                self.trim();
                let (start, end) = (self.cell_start.max(self.start), self.page.text.len());
                self.cells.push(start.min(end) - self.start..end - self.start);
                self.space();
            }
            Tag::Row if self.row == Some(open.element) => {
                self.row = None;
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
        if self.kind.is_some_and(|(_, holder)| holder == open.element) {
            self.kind = None;
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

    fn line_break(&mut self) {
        if self.preformatted() {
            if self.inner.is_some() {
                self.page.text.push('\n');
                self.in_word = false;
            }
            return;
        }
        self.breaks = self.breaks.saturating_add(1);
        if self.breaks >= 2 && self.row.is_none() && !self.inside_heading() {
            self.flush();
        } else {
            self.space();
        }
    }

    fn inside_heading(&self) -> bool {
        self.stack.iter().rev().take(4).any(|open| {
            self.page.elements.get(open.element).is_some_and(|element| matches!(element.tag, Tag::Heading(_)))
        })
    }

    fn space(&mut self) {
        self.in_word = false;
        if self.inner.is_some() && !self.page.text.ends_with([' ', '\n']) {
            self.page.text.push(' ');
        }
    }

    fn text(&mut self, text: &str) {
        let Some(open) = self.stack.last() else { return };
        let current = open.element;
        let preformatted = open.preformatted;
        if !preformatted && text.chars().all(char::is_whitespace) {
            self.space();
            return;
        }
        if preformatted && self.inner.is_none() && text.trim().is_empty() {
            return;
        }
        self.breaks = 0;
        if self.inner.is_some() && text.starts_with(char::is_whitespace) {
            self.space();
        }
        self.inner = Some(match self.inner {
            None => current,
            Some(inner) => self.common(inner, current),
        });
        let (mut chars, mut words) = (0_u32, 0_u32);
        let mut blank = self.page.text.ends_with([' ', '\n']) || self.page.text.len() == self.start;
        for character in text.chars() {
            if character.is_whitespace() {
                if preformatted {
                    if self.page.text.len() > self.start || !matches!(character, '\n' | '\r') {
                        self.page.text.push(if character == '\r' { '\n' } else { character });
                    }
                    blank = true;
                } else if !blank {
                    self.page.text.push(' ');
                    blank = true;
                }
                self.in_word = false;
                continue;
            }
            blank = false;
            self.page.text.push(character);
            chars += 1;
            let alphanumeric = character.is_alphanumeric();
            words += u32::from(alphanumeric && !self.in_word);
            self.in_word = alphanumeric || (self.in_word && matches!(character, '\'' | '’' | '-'));
        }
        self.chars += chars;
        self.words += words;
        if self.linked > 0 {
            self.link_chars += chars;
        }
    }

    /// The innermost element that holds both.
    fn common(&self, mut left: ElementId, mut right: ElementId) -> ElementId {
        while left != right {
            let (Some(one), Some(other)) = (self.page.elements.get(left), self.page.elements.get(right)) else { break };
            if one.depth >= other.depth {
                left = one.parent;
            } else {
                right = other.parent;
            }
        }
        left
    }

    fn end_link(&mut self) {
        if self.linked != 1 {
            return;
        }
        let Some((from, href)) = self.link.take() else { return };
        let from = from.max(self.start);
        let words = self.page.text.get(from..).unwrap_or_default();
        let lead = words.len() - words.trim_start().len();
        let range = from + lead - self.start..from + words.trim_end().len().max(lead) - self.start;
        if !range.is_empty() {
            self.links.push(Link { range, href });
        }
    }

    fn trim(&mut self) {
        let kept = self.page.text.trim_end().len().max(self.start);
        self.page.text.truncate(kept);
    }

    fn flush(&mut self) {
        let kind = self.kind_here();
        self.flush_as(kind);
    }

    /// What a block that ends here is: by the innermost element that gives text a kind.
    fn kind_here(&mut self) -> BlockKind {
        let Some(inner) = self.inner else { return BlockKind::Paragraph };
        let quoted = self.stack.last().is_some_and(|open| open.quote);
        let mut found = None;
        for (at, element) in self.page.ancestors(inner) {
            match element.tag {
                Tag::Heading(level) => found = Some(BlockKind::Heading { level }),
                Tag::Preformatted => found = Some(BlockKind::Code),
                Tag::Caption => found = Some(BlockKind::Caption),
                Tag::Control => found = Some(BlockKind::Furniture),
                Tag::Item | Tag::Term | Tag::Description => {
                    if let Some((kind, holder)) = self.kind
                        && holder == at
                    {
                        found = Some(kind);
                    } else {
                        break;
                    }
                }
                Tag::Quote => found = Some(BlockKind::Quote),
                Tag::Paragraph => break,
                Tag::Box
                | Tag::Section
                | Tag::Article
                | Tag::Main
                | Tag::Body
                | Tag::Html
                | Tag::Table
                | Tag::List { .. }
                | Tag::DefinitionList => {
                    if matches!(element.tag, Tag::Box | Tag::Section) {
                        continue;
                    }
                    break;
                }
                _ => continue,
            }
            if found.is_some() {
                break;
            }
        }
        found.unwrap_or(if quoted { BlockKind::Quote } else { BlockKind::Paragraph })
    }

    fn flush_as(&mut self, kind: BlockKind) {
        self.trim();
        let (start, end) = (self.start, self.page.text.len());
        let links_open = self.link.take();
        if let Some((from, href)) = links_open {
            let from = from.max(start).min(end);
            if from < end {
                self.links.push(Link { range: from - start..end - start, href: href.clone() });
            }
            self.link = Some((end, href));
        }
        if let Some(inner) = self.inner.take()
            && end > start
        {
            if matches!(kind, BlockKind::ListItem { .. } | BlockKind::Term | BlockKind::Description) {
                self.kind = None;
            }
            let (node, sight) = self
                .page
                .elements
                .get(inner)
                .map_or((None, Sight::Shown), |element| (Some(element.node), element.sight));
            let lines = node.map_or(crate::text::Lines { first: 1, last: 1 }, |node| self.parsed.lines_of(node));
            self.links.retain_mut(|link| {
                link.range.end = link.range.end.min(end - start);
                link.range.start < link.range.end
            });
            for cell in &mut self.cells {
                cell.end = cell.end.min(end - start);
                cell.start = cell.start.min(cell.end);
            }
            let is_row = matches!(kind, BlockKind::TableRow { .. });
            self.page.blocks.push(RawBlock {
                kind,
                element: inner,
                text: start..end,
                chars: self.chars,
                link_chars: self.link_chars,
                words: self.words,
                links: std::mem::take(&mut self.links),
                cells: if is_row { std::mem::take(&mut self.cells) } else { Vec::new() },
                lines,
                sight,
            });
            self.page.text.push('\n');
        }
        self.start = self.page.text.len();
        self.inner = None;
        if let Some((from, _)) = &mut self.link {
            *from = self.start;
        }
        self.links.clear();
        self.cells.clear();
        (self.chars, self.link_chars, self.words, self.in_word, self.breaks) = (0, 0, 0, false, 0);
    }

    fn finish(mut self) -> Page {
        self.flush();
        self.page.names = self.names.names;
        self.page.is_forum |= is_forum_address(&self.page.url);
        self.page
    }
}
