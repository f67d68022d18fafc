//! Drafting: the parser's events become blocks.
//!
//! In:  events with their places in the text. Out: blocks in reading order, and what was taken as it is. What stands in
//! the block at hand is gathered in [`open`]; HTML among the events is read in [`raw_html`].

mod markup;
mod open;
mod raw_html;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::{
    emit::{EMBEDDED_CODE, TEMPLATE_TAG},
    html, push_visible,
    template::{Blanked, TagKind},
};
use crate::{
    clean::{Block, BlockKind, RuleId, spans::Spans},
    text,
};

use markup::{item, language};
use open::Open;
use raw_html::RawHtml;

/// What the parser has open around the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Quote,
    /// A note, which is set apart but is nobody else's words.
    Note,
    Item,
    Footnote,
    Term,
    Description,
}

/// Turns the parser's events into blocks.
pub(super) struct Draft<'text> {
    text: &'text str,
    blanked: &'text Blanked,
    blocks: Vec<Block>,
    /// Ranges whose text stands in a block as it is, template tags and all.
    opaque: Vec<Range<usize>>,
    containers: Vec<Container>,
    /// A block quotation began, and no block of it has been taken yet.
    quotation_opens: bool,
    /// Lists open: whether each is numbered.
    lists: Vec<bool>,
    /// The number of the next item, where it is the first of a numbered list.
    number: Option<u32>,
    /// The language of the code that is open.
    language: Option<String>,
    open: Option<Open>,
    /// Links open: where their words start in the open block, and their targets.
    links: Vec<(usize, String)>,
    /// Pictures open: where each starts; and the words that stand for the outermost.
    images: Vec<usize>,
    image_words: String,
    cell: Option<usize>,
    spans: Spans,
    code: bool,
    html: RawHtml,
}

impl<'text> Draft<'text> {
    pub(super) fn new(text: &'text str, blanked: &'text Blanked) -> Self {
        Self {
            text,
            blanked,
            blocks: Vec::new(),
            opaque: Vec::new(),
            containers: Vec::new(),
            quotation_opens: false,
            lists: Vec::new(),
            number: None,
            language: None,
            open: None,
            links: Vec::new(),
            images: Vec::new(),
            image_words: String::new(),
            cell: None,
            spans: Spans::default(),
            code: false,
            html: RawHtml::default(),
        }
    }

    /// The blocks, and the ranges that were taken as they are; both in order.
    pub(super) fn finish(mut self) -> (Vec<Block>, Vec<Range<usize>>) {
        self.flush();
        (self.blocks, self.opaque)
    }

    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(words) | Event::InlineMath(words) | Event::DisplayMath(words) => self.words(&words, range),
            Event::Code(words) => self.code_span(&words, range),
            Event::SoftBreak => self.line_break(range),
            Event::HardBreak => self.break_at(range.start),
            Event::Html(_) => self.html_line(range),
            Event::InlineHtml(_) => self.inline_html(range),
            Event::Rule => self.flush(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.paragraph(range.start),
            Tag::Heading { level, .. } => {
                self.flush();
                self.html.quotes = 0;
                // A heading inside a quotation is part of it and opens no section.
                let kind = match self.kind_here() {
                    BlockKind::Quote => BlockKind::Quote,
                    _ => BlockKind::Heading { level: level as u8 },
                };
                self.open_block(kind);
            }
            Tag::BlockQuote(note) => {
                self.flush();
                let is_note = note.is_some() || self.blanked.is_note(range.start);
                self.quotation_opens |= !is_note && !self.containers.contains(&Container::Quote);
                self.containers.push(if is_note { Container::Note } else { Container::Quote });
            }
            // Indented HTML is HTML whose indent nobody meant: site makers read it so.
            Tag::CodeBlock(CodeBlockKind::Indented)
                if self.blanked.text.get(range.clone()).is_some_and(html::starts_with_block) =>
            {
                self.flush();
                self.html.indented = true;
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                self.language = language(&kind);
                self.code = true;
                self.opaque.push(range);
                self.open_block(BlockKind::Code);
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first.is_some());
                self.number = first.and_then(|first| u32::try_from(first).ok());
            }
            Tag::Item => self.container(Container::Item),
            Tag::FootnoteDefinition(_) => self.container(Container::Footnote),
            Tag::DefinitionListTitle => self.container(Container::Term),
            Tag::DefinitionListDefinition => self.container(Container::Description),
            Tag::TableHead => {
                self.flush();
                self.open_block(BlockKind::TableRow { header: true });
            }
            Tag::TableRow => {
                self.flush();
                self.open_block(BlockKind::TableRow { header: false });
            }
            Tag::TableCell => self.start_cell(range.start),
            Tag::Link { dest_url, .. } => self.start_link(&dest_url, &range),
            Tag::Image { .. } => self.images.push(range.start),
            Tag::HtmlBlock | Tag::Table(_) | Tag::DefinitionList | Tag::MetadataBlock(_) => self.flush(),
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                self.html.hidden = None;
                if !self.joins_paragraphs() {
                    self.flush();
                }
            }
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::CodeBlock if self.html.indented => self.end_html(),
            TagEnd::CodeBlock => {
                self.flush();
                self.code = false;
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::BlockQuote(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => {
                self.flush();
                self.containers.pop();
            }
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(range.end),
            TagEnd::Heading(_)
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::Table
            | TagEnd::DefinitionList
            | TagEnd::MetadataBlock(_) => self.flush(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
        }
    }

    fn container(&mut self, container: Container) {
        self.flush();
        self.containers.push(container);
    }

    /// Whether the paragraphs of what is open here are one block.
    fn joins_paragraphs(&self) -> bool {
        matches!(self.containers.last(), Some(Container::Item | Container::Description | Container::Term))
    }

    fn paragraph(&mut self, at: usize) {
        if self.joins_paragraphs() && self.open.is_some() {
            self.break_at(at);
        } else {
            self.flush();
        }
    }

    /// The kind of a block of plain words that starts here.
    fn kind_here(&self) -> BlockKind {
        match self.containers.last() {
            Some(Container::Item) => item(&self.lists),
            Some(Container::Quote) => BlockKind::Quote,
            Some(Container::Term) => BlockKind::Term,
            Some(Container::Description) => BlockKind::Description,
            _ if self.html.quotes > 0 => BlockKind::Quote,
            Some(Container::Footnote | Container::Note) | None => BlockKind::Paragraph,
        }
    }

    fn open_block(&mut self, kind: BlockKind) {
        self.open = Some(Open::new(kind));
    }

    fn opened(&mut self) -> &mut Open {
        if self.open.is_none() {
            let kind = match self.html.kind {
                Some(kind) => kind,
                None if self.html.row => BlockKind::TableRow { header: false },
                None => self.kind_here(),
            };
            self.open_block(kind);
        }
        self.open.as_mut().expect("a block was opened in the line above")
    }

    /// Closes the open block.
    fn flush(&mut self) {
        self.cell = None;
        let links_open = std::mem::take(&mut self.links);
        if let Some(open) = self.open.take() {
            let block = open.close(links_open);
            if let Some(mut block) = block {
                block.opens_quotation = block.kind == BlockKind::Quote && std::mem::take(&mut self.quotation_opens);
                block.markup = self.markup(block.kind);
                self.blocks.push(block);
            }
        }
    }

    /// Words of the parser; `range` is where they stand, less escapes.
    fn words(&mut self, words: &str, range: Range<usize>) {
        if !self.images.is_empty() {
            self.image_words.push_str(words);
            return;
        }
        if self.html.hidden.is_some() {
            self.cut(range, EMBEDDED_CODE, true);
            return;
        }
        if self.html.indented {
            self.html_line(range);
        } else if self.code {
            let text = self.text;
            self.opened().text.push(text, range);
        } else if self.blanked.text.get(range.clone()).is_some_and(|there| std::ptr::eq(there, words) || there == words)
        {
            self.visible(range);
        } else {
            self.opened().text.push_replaced(words, range);
        }
    }

    /// Text of the source less the template tags in it.
    fn visible(&mut self, range: Range<usize>) {
        let (text, blanked) = (self.text, self.blanked);
        let mut tags = Vec::new();
        push_visible(&mut self.opened().text, text, range, blanked, |tag| tags.push(tag.clone()));
        for tag in tags {
            self.cut(tag.range, TEMPLATE_TAG, tag.kind == TagKind::Template);
        }
    }

    /// Leaves `range` of the source out of the open block.
    fn cut(&mut self, range: Range<usize>, rule: RuleId, edited: bool) {
        let text = self.text;
        self.opened().cut(text, range, rule, edited);
    }

    fn code_span(&mut self, words: &str, range: Range<usize>) {
        if !self.images.is_empty() {
            self.image_words.push_str(words);
            return;
        }
        let raw = self.text.get(range.clone()).unwrap_or_default();
        let ticks = raw.len() - raw.trim_start_matches('`').len();
        let inner = range.start + ticks..range.end.saturating_sub(ticks).max(range.start + ticks);
        let blanked = self.blanked.text.get(inner.clone()).unwrap_or_default();
        let text = self.text;
        if text::collapse_white_space(blanked) == text::collapse_white_space(words) {
            self.opened().text.push(text, inner);
        } else {
            self.opened().text.push_replaced(&text::collapse_white_space(words), range);
        }
    }

    fn line_break(&mut self, range: Range<usize>) {
        if self.images.is_empty() {
            let is_blank = self.text.get(range.clone()).is_some_and(|ends| ends.trim().is_empty());
            let text = self.text;
            match &mut self.open {
                Some(open) if is_blank => open.text.push(text, range),
                Some(open) => open.text.push_break(range.start),
                None => {}
            }
        } else {
            self.image_words.push(' ');
        }
    }

    fn break_at(&mut self, at: usize) {
        if let Some(open) = &mut self.open {
            open.text.push_break(at);
        }
    }

    fn start_cell(&mut self, at: usize) {
        let text = self.text;
        self.cell = Some(self.opened().start_cell(text, at));
    }

    fn end_cell(&mut self) {
        if let (Some(start), Some(open)) = (self.cell.take(), &mut self.open) {
            open.end_cell(start);
        }
    }

    fn start_link(&mut self, target: &str, range: &Range<usize>) {
        let href = self.as_written(target, range);
        let start = self.open.as_ref().map_or(0, |open| open.text.as_str().len());
        self.links.push((start, href));
    }

    /// The target of a link with its template tags back in place.
    fn as_written(&self, target: &str, range: &Range<usize>) -> String {
        if target.contains(",,") {
            let blanked = self.blanked.text.get(range.clone()).unwrap_or_default();
            if let Some(at) = blanked.rfind(target) {
                let start = range.start + at;
                return self.text.get(start..start + target.len()).unwrap_or(target).to_owned();
            }
        }
        target.to_owned()
    }

    fn end_link(&mut self) {
        if let (Some((start, href)), Some(open)) = (self.links.pop(), &mut self.open) {
            open.end_link(start, href);
        }
    }

    fn end_image(&mut self, end: usize) {
        let Some(start) = self.images.pop() else { return };
        if !self.images.is_empty() {
            return;
        }
        let words = std::mem::take(&mut self.image_words);
        self.cut_image(start..end, &words);
    }

    /// Leaves an image out of the open block, where its description has words.
    fn cut_image(&mut self, range: Range<usize>, words: &str) {
        let words = text::collapse_white_space(words);
        if !words.is_empty() {
            let text = self.text;
            self.opened().cut_image(text, range, words);
        }
    }
}
