//! Blocks: the text of a page, cut where a browser would break the line.
//!
//! In:  pieces of text and breaks, in the order of the walk. Out: the page's text, and its blocks with their links and cells.

use super::Walker;
use crate::clean::{
    BlockKind, Link, Markup,
    html::{
        page::{ElementId, Page, RawBlock, Sight},
        signs::{code_language, is_forum_address, is_line_numbers},
        tags::Tag,
    },
};

/// How many elements around code may name its language.
const MAX_CODE_FRAMES: usize = 6;

impl Walker<'_> {
    pub(super) fn line_break(&mut self) {
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

    pub(super) fn space(&mut self) {
        self.in_word = false;
        if self.inner.is_some() && !self.page.text.ends_with([' ', '\n']) {
            self.page.text.push(' ');
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let Some(open) = self.stack.last() else { return };
        let current = open.element;
        let preformatted = open.preformatted;
        if !preformatted && text.chars().all(char::is_whitespace) {
            self.space();
            return;
        }
        if preformatted && self.inner.is_none() && text.trim().is_empty() {
            return self.indent(text);
        }
        self.breaks = 0;
        if !preformatted && self.inner.is_some() && text.starts_with(char::is_whitespace) {
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

    /// White space before the first word of code: what stands on its line is its indent.
    fn indent(&mut self, space: &str) {
        if space.contains('\n') {
            self.page.text.truncate(self.start);
        }
        self.page.text.push_str(space.rsplit('\n').next().unwrap_or_default());
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

    pub(super) fn end_link(&mut self) {
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

    pub(super) fn trim(&mut self) {
        let kept = self.page.text.trim_end().len().max(self.start);
        self.page.text.truncate(kept);
    }

    pub(super) fn flush(&mut self) {
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
                // The first paragraph of an item is the item.
                Tag::Paragraph
                    if self.kind.is_some_and(|(kind, holder)| {
                        holder == element.parent && matches!(kind, BlockKind::ListItem { .. })
                    }) => {}
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

    pub(super) fn flush_as(&mut self, kind: BlockKind) {
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
            let markup = self.markup(kind, inner);
            if matches!(kind, BlockKind::ListItem { .. } | BlockKind::Term | BlockKind::Description) {
                self.kind = None;
            }
            let code = self.page.text.get(start..end).filter(|_| kind == BlockKind::Code);
            let kind = if code.is_some_and(is_line_numbers) { BlockKind::Furniture } else { kind };
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
                markup,
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

    /// What the markup tells of a block besides its kind.
    fn markup(&mut self, kind: BlockKind, inner: ElementId) -> Markup {
        if matches!(kind, BlockKind::ListItem { .. }) {
            return Markup { number: self.number.take(), ..Markup::default() };
        }
        let goes_on = matches!(kind, BlockKind::Paragraph | BlockKind::Code | BlockKind::Quote);
        let begun = goes_on && !matches!(self.kind, Some((BlockKind::ListItem { .. }, _)));
        let item = self.closing.or_else(|| self.stack.last().and_then(|open| open.item)).filter(|_| begun);
        let language = (kind == BlockKind::Code).then(|| self.language_around(inner)).flatten();
        Markup { item, language, number: None }
    }

    /// The language of code, as an element near around it names it.
    fn language_around(&self, inner: ElementId) -> Option<String> {
        let classes = self.page.ancestors(inner).take(MAX_CODE_FRAMES).filter_map(|(_, element)| {
            self.parsed.html.tree.get(element.node).and_then(|node| node.value().as_element()?.attr("class"))
        });
        classes.filter_map(code_language).map(str::to_owned).next()
    }

    pub(super) fn finish(mut self) -> Page {
        self.flush();
        self.page.names = self.names.names;
        self.page.is_forum |= is_forum_address(&self.page.url);
        self.page
    }
}
