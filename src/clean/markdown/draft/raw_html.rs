//! HTML inside Markdown: its tags open and close blocks, its text is words, its comments are not.

use std::ops::Range;

use super::{Draft, item};
use crate::{
    clean::{
        Block, BlockKind, Outcome, RuleId,
        html::{code_language, names_quote_source},
        markdown::{
            emit::{self, EMBEDDED_CODE, HTML_COMMENT, TEMPLATE_TAG},
            html::{self, Piece},
        },
    },
    text::Aligned,
};

/// The raw HTML that is open.
#[derive(Debug, Default)]
pub(super) struct RawHtml {
    /// The kind that its tags give to the words inside.
    pub(super) kind: Option<BlockKind>,
    /// Block quotes open; they may hold Markdown, so they outlive the stretch of HTML.
    pub(super) quotes: u32,
    /// Lists open: whether each is numbered.
    pub(super) lists: Vec<bool>,
    /// How many lists are open around an item whose words have begun.
    pub(super) item: Option<usize>,
    /// Whether a table row is open.
    pub(super) row: bool,
    /// Whether it comes as indented code.
    pub(super) indented: bool,
    /// The element whose hidden content goes on.
    pub(super) hidden: Option<String>,
    /// Where the lines stand that have come and are not yet read.
    pub(super) waiting: Option<Range<usize>>,
}

impl Draft<'_> {
    /// A tag, a comment or the like among words.
    pub(super) fn inline_html(&mut self, range: Range<usize>) {
        if !self.images.is_empty() {
            return;
        }
        let mut hidden = None;
        for piece in html::pieces(&self.blanked.text, range, &mut hidden) {
            let Piece::Tag { name, closes, range } = piece else { continue };
            if closes && self.html.hidden.as_ref() == Some(&name) {
                self.html.hidden = None;
            } else if self.html.hidden.is_none() {
                match name.as_str() {
                    "a" => self.anchor(closes, &range),
                    "br" | "p" | "div" | "li" => self.break_at(range.start),
                    _ => {}
                }
            }
        }
        self.html.hidden = self.html.hidden.take().or(hidden);
    }

    fn anchor(&mut self, closes: bool, range: &Range<usize>) {
        if closes {
            self.end_link();
        } else if let Some(href) = self.text.get(range.clone()).and_then(|tag| html::attribute(tag, "href")) {
            let start = self.open.as_ref().map_or(0, |open| open.text.as_str().len());
            self.links.push((start, href.to_owned()));
        }
    }

    /// A line of an HTML block. Lines are read together, for tags and comments run over their ends; but not where the
    /// marks of a quotation stand between them.
    pub(super) fn html_line(&mut self, line: Range<usize>) {
        let between = self.html.waiting.as_ref().and_then(|waiting| self.text.get(waiting.end..line.start));
        if between.is_some_and(|between| between.trim().is_empty()) {
            self.html.waiting = self.html.waiting.take().map(|waiting| waiting.start..line.end);
        } else {
            self.read_html();
            self.html.waiting = Some(line);
        }
    }

    pub(super) fn end_html(&mut self) {
        self.read_html();
        self.flush();
        let quotes = self.html.quotes;
        self.html = RawHtml { quotes, ..RawHtml::default() };
    }

    pub(super) fn read_html(&mut self) {
        let Some(range) = self.html.waiting.take() else { return };
        let mut hidden = self.html.hidden.take();
        for piece in html::pieces(&self.blanked.text, range, &mut hidden) {
            match piece {
                Piece::Text(range) => {
                    let blank = self.text.get(range.clone()).is_some_and(|text| text.trim().is_empty());
                    if !blank {
                        self.html_text(range);
                    } else if let Some(open) = &mut self.open {
                        open.text.push(self.text, range);
                    }
                }
                Piece::Entity(range, characters) => self.opened().text.push_replaced(&characters, range),
                Piece::Tag { name, closes, range } => self.html_tag(&name, closes, &range),
                Piece::Comment(range) => self.unseen(range, HTML_COMMENT),
                Piece::Hidden(range) => self.unseen(range, EMBEDDED_CODE),
            }
        }
        self.html.hidden = hidden;
    }

    /// Text of an HTML block: as it is in `<pre>`, else less the lines that were blanked whole and less images in the
    /// form of Markdown. No reader makes pictures of these, but their writers meant none to be words.
    fn html_text(&mut self, range: Range<usize>) {
        if self.opened().kind == BlockKind::Code {
            self.opaque.push(range.clone());
            let text = self.text;
            return self.opened().text.push(text, range);
        }
        let lines: Vec<_> = self.blanked.lines_in(&range).map(|line| line.range.clone()).collect();
        let mut at = range.start;
        for line in lines {
            self.html_words(at..line.start);
            self.opaque.push(line.clone());
            at = line.end;
            self.cut(line, TEMPLATE_TAG, true);
        }
        self.html_words(at..range.end.max(at));
    }

    fn html_words(&mut self, range: Range<usize>) {
        let text = self.text;
        let mut at = range.start;
        for image in html::images(text, range.clone()) {
            self.visible(at..image.whole.start);
            at = image.whole.end;
            self.opaque.push(image.whole.clone());
            self.cut_image(image.whole, text.get(image.words).unwrap_or_default());
        }
        self.visible(at..range.end);
    }

    /// What a page holds without showing it: a block of its own, unless words are open around it.
    fn unseen(&mut self, range: Range<usize>, rule: RuleId) {
        self.opaque.push(range.clone());
        if self.open.is_none() {
            let aligned = Aligned::of(self.text, range);
            match self.blocks.last_mut() {
                // The lines of one comment come one by one.
                Some(last)
                    if last.verdict.rule == rule
                        && self.html.hidden.is_none()
                        && adjoins(last, &aligned, self.text) =>
                {
                    last.text.append(&aligned);
                }
                _ if aligned.is_empty() => {}
                _ => self.blocks.push(emit::block(BlockKind::Furniture, aligned, Outcome::Dropped, rule)),
            }
        }
    }

    fn html_tag(&mut self, name: &str, closes: bool, range: &Range<usize>) {
        match name {
            "a" => return self.anchor(closes, range),
            "br" => return self.break_at(range.start),
            "tr" | "table" | "thead" | "tbody" | "tfoot" => {
                self.end_html_cell();
                if closes && self.html.row {
                    let covered = self.spans.covered().len();
                    self.open.iter_mut().for_each(|open| open.empty_cells(covered));
                }
                self.flush();
                match name {
                    "table" if !closes => self.spans.start_table(),
                    "tr" if !closes => self.spans.start_row(),
                    _ => {}
                }
                self.html.row = name == "tr" && !closes;
                self.html.kind = None;
                return;
            }
            "td" | "th" => return self.html_cell(name == "th", closes, range),
            _ if !closes && self.names_source(name, range) => {
                self.flush();
                self.html.kind = Some(BlockKind::Caption);
                return;
            }
            "code" if !closes && self.html.kind == Some(BlockKind::Code) => return self.name_language(range),
            _ if is_inline(name) => return,
            // Code in a cell keeps its lines: the table lays it out.
            "pre" if self.html.row => self.html.row = false,
            // Blocks inside a cell are parts of the cell.
            _ if self.html.row => return self.break_at(range.start),
            _ => {}
        }
        self.flush();
        if closes {
            match name {
                "blockquote" => self.html.quotes = self.html.quotes.saturating_sub(1),
                "ul" | "ol" => {
                    self.html.lists.pop();
                    self.html.item = None;
                }
                "li" => self.html.item = None,
                _ => {}
            }
            self.html.kind = None;
            return;
        }
        self.language = None;
        self.html.kind = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes().get(1).map_or(1, |digit| digit - b'0');
                Some(BlockKind::Heading { level })
            }
            "blockquote" => {
                self.quotation_opens |= self.html.quotes == 0;
                self.html.quotes += 1;
                None
            }
            "ul" | "ol" => {
                self.html.lists.push(name == "ol");
                self.html.item = None;
                self.number = (name == "ol").then(|| self.number_in(range, "start").unwrap_or(1));
                None
            }
            "li" => {
                self.number = self.number_in(range, "value").or(self.number);
                self.html.item = None;
                Some(item(&self.html.lists))
            }
            // The first paragraph of an item is the item.
            "p" if self.html.item.is_none() && matches!(self.html.kind, Some(BlockKind::ListItem { .. })) => {
                self.html.kind
            }
            "pre" => {
                self.name_language(range);
                Some(BlockKind::Code)
            }
            "figcaption" | "caption" => Some(BlockKind::Caption),
            "dt" => Some(BlockKind::Term),
            "dd" => Some(BlockKind::Description),
            _ => None,
        };
    }

    /// The number that an attribute of a tag holds.
    fn number_in(&self, tag: &Range<usize>, attribute: &str) -> Option<u32> {
        html::attribute(self.text.get(tag.clone())?, attribute)?.trim().parse().ok()
    }

    /// Takes the language that the class of a tag names.
    fn name_language(&mut self, tag: &Range<usize>) {
        let class = self.text.get(tag.clone()).and_then(|tag| html::attribute(tag, "class"));
        self.language = class.and_then(code_language).map(str::to_owned).or(self.language.take());
    }

    /// Whether an element right behind a block quote says whose words it holds.
    fn names_source(&self, name: &str, range: &Range<usize>) -> bool {
        let behind_quote = self.html.quotes == 0
            && self.open.is_none()
            && self.blocks.last().is_some_and(|last| last.kind == BlockKind::Quote);
        let tag = || self.text.get(range.clone()).unwrap_or_default();
        behind_quote && (name == "cite" || html::attribute(tag(), "class").is_some_and(names_quote_source))
    }

    /// Ends the cell at hand, with cells without words for the columns beside it that it covers.
    fn end_html_cell(&mut self) {
        if self.cell.is_some() && self.html.row {
            self.end_cell();
            let beside = self.spans.end("");
            self.open.iter_mut().for_each(|open| open.empty_cells(beside));
        }
    }

    fn html_cell(&mut self, names: bool, closes: bool, tag: &Range<usize>) {
        self.end_html_cell();
        if closes {
            return;
        }
        let covered = self.spans.covered().len();
        self.spans.take(self.number_in(tag, "colspan"), self.number_in(tag, "rowspan"));
        if self.open.is_none() {
            self.open_block(BlockKind::TableRow { header: names });
        }
        self.html.row = true;
        let open = self.opened();
        if let BlockKind::TableRow { header } = &mut open.kind {
            *header &= names;
        }
        open.empty_cells(covered);
        open.text.push_break(tag.start);
        self.cell = Some(open.text.as_str().len());
    }
}

/// Elements that stand in a line of words. What is not known is set apart: components mostly are.
fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 34] = [
        "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
        "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
        "tt", "u", "var", "wbr", "input",
    ];
    INLINE.contains(&name)
}

/// Whether nothing but white space stands between the end of a block and the start of a text.
fn adjoins(block: &Block, next: &Aligned, text: &str) -> bool {
    let (Some(before), Some(after)) = (block.text.span(), next.span()) else { return false };
    text.get(before.end()..after.start()).is_some_and(|between| between.trim().is_empty())
}
