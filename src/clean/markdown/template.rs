//! Template tags: what site makers put into Markdown and replace before anybody reads it.
//!
//! In:  the text of a file. Out: a copy of the same length, with the tags blanked so that the parser sees neither
//! their braces nor their blanks, and where they stood.
//!
//! Liquid, Jinja, Nunjucks, Hugo, Handlebars (`{{ … }}`, `{% … %}`, `{# … #}`), ERB (`<% … %>`), kramdown and Pandoc
//! attributes (`{: .note}`, `{.note}`), MDX (`import`, `export`, `{/* … */}`, component tags with expressions),
//! directives (`:::note`, `!!! note`).
//!
//! Tags are found by what they stand between ([`delimiters`]) or by how their line starts ([`directives`]).

mod delimiters;
mod directives;

use std::ops::Range;

use super::quote_tag::{self, QuoteTag};

/// How far before a tag the `<` of an HTML tag around it, or the start of its line, is looked for, in bytes.
const LOOK_BACK_BYTES: usize = 400;

/// What stands for a tag inside a line: it opens and closes nothing in Markdown.
const FILL: u8 = b',';

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagKind {
    /// It is replaced by words that the file does not hold, or steers the site maker.
    Template,
    /// It sets the looks of what stands beside it.
    Attributes,
}

/// A blanked tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) range: Range<usize>,
    pub(super) kind: TagKind,
}

/// What a blanked line held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Tags and nothing else.
    Tag,
    /// The title of a note.
    NoteTitle,
    /// Words that a tag quotes.
    Quote,
    /// Who said them.
    Speaker,
}

/// Part of a line that was blanked whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) range: Range<usize>,
    pub(super) kind: LineKind,
}

/// A text with its tags blanked.
#[derive(Debug, Default)]
pub(super) struct Blanked {
    /// As long as the text, byte for byte.
    pub(super) text: String,
    /// Tags inside lines, in order.
    tags: Vec<Tag>,
    /// Lines that were blanked whole, in order.
    pub(super) lines: Vec<Line>,
    /// Starts of block quotes that stand for an indented note, in order.
    notes: Vec<usize>,
    /// What stands between tags that open and close a quotation, in order.
    pub(super) quoted: Vec<Range<usize>>,
    /// A tag that opens a quotation and is not closed yet: its end, and the number of its first line.
    open_quote: Option<(usize, usize)>,
}

impl Blanked {
    /// A tag that stands alone: as one line, or what stands before the values of a quotation, and these.
    fn line_of(&mut self, text: &str, tag: &Range<usize>) {
        let mut values: Vec<Line> = Vec::new();
        match quote_tag::read(text, tag) {
            Some(QuoteTag::Whole { words, names }) => {
                values.extend(names.into_iter().map(|range| Line { range, kind: LineKind::Speaker }));
                values.push(Line { range: words, kind: LineKind::Quote });
                values.sort_by_key(|line| line.range.start);
            }
            Some(QuoteTag::Opens(names)) => {
                self.forget_open_quote();
                self.open_quote = Some((tag.end, self.lines.len()));
                values.extend(names.into_iter().map(|range| Line { range, kind: LineKind::Speaker }));
            }
            Some(QuoteTag::Closes) => {
                self.quoted.extend(self.open_quote.take().map(|(from, _)| from..tag.start));
            }
            None => {}
        }
        // Keys and marks between the values are markup, as those around the words of a link are.
        let first = values.first().map_or(tag.end, |value| value.range.start);
        self.lines.push(Line { range: tag.start..first, kind: LineKind::Tag });
        self.lines.extend(values);
    }

    /// A tag that opens a quotation which nothing closes is a tag like others.
    fn forget_open_quote(&mut self) {
        let Some((end, first)) = self.open_quote.take() else { return };
        let own = self.lines.get_mut(first..).unwrap_or_default().iter_mut();
        own.filter(|line| line.range.end <= end).for_each(|line| line.kind = LineKind::Tag);
    }

    /// The tags that touch a range, in order.
    pub(super) fn tags_in(&self, range: &Range<usize>) -> impl Iterator<Item = &Tag> {
        let (start, end) = (range.start, range.end);
        let first = self.tags.partition_point(|tag| tag.range.end <= start);
        self.tags.get(first..).unwrap_or_default().iter().take_while(move |tag| tag.range.start < end)
    }

    /// The lines that were blanked whole and touch a range, in order.
    pub(super) fn lines_in(&self, range: &Range<usize>) -> impl Iterator<Item = &Line> {
        let (start, end) = (range.start, range.end);
        let first = self.lines.partition_point(|line| line.range.end <= start);
        self.lines.get(first..).unwrap_or_default().iter().take_while(move |line| line.range.start < end)
    }

    /// Whether the block quote at a byte stands for a note.
    pub(super) fn is_note(&self, at: usize) -> bool {
        self.notes.binary_search(&at).is_ok()
    }
}

/// Blanks the tags of `text` from byte `from` on.
pub(super) fn blank(text: &str, from: usize) -> Blanked {
    let mut blanked = Blanked::default();
    let mut copy = text.as_bytes().to_vec();
    let mut tags = delimiters::tags(text, from);
    directives::blank(text, from, &mut tags, &mut blanked, &mut copy);

    // A lone CR ends a line; the parser is given the LF it knows.
    for at in memchr::memchr_iter(b'\r', text.as_bytes()) {
        if text.as_bytes().get(at + 1) != Some(&b'\n')
            && let Some(byte) = copy.get_mut(at)
        {
            *byte = b'\n';
        }
    }
    let mut rest = tags.into_iter().peekable();
    while let Some(tag) = rest.next() {
        let mut group = vec![tag];
        let mut end = group.first().map_or(0, |tag| tag.range.end);
        // Tags that share a line with nothing else between are judged together.
        while let Some(next) = rest.next_if(|next| is_blank_line_part(text, end..next.range.start)) {
            end = next.range.end;
            group.push(next);
        }
        let start = group.first().map_or(0, |tag| tag.range.start);
        if stands_alone(text, start..end) {
            fill_with_blanks(&mut copy, start..end);
            match group.as_slice() {
                [tag] if tag.kind == TagKind::Template => blanked.line_of(text, &tag.range),
                _ => blanked.lines.push(Line { range: start..end, kind: LineKind::Tag }),
            }
            continue;
        }
        for tag in group {
            if is_inside_html_tag(text, tag.range.start) {
                fill_with_blanks(&mut copy, tag.range);
            } else {
                if let Some(bytes) = copy.get_mut(tag.range.clone()) {
                    bytes.fill(FILL);
                }
                blanked.tags.push(tag);
            }
        }
    }
    blanked.forget_open_quote();
    blanked.lines.sort_by_key(|line| line.range.start);
    // Blanked ranges start and end at ASCII characters, so nothing is ever replaced here.
    blanked.text = String::from_utf8(copy).unwrap_or_else(|_| text.to_owned());
    blanked
}

fn fill_with_blanks(copy: &mut [u8], range: Range<usize>) {
    for byte in copy.get_mut(range).unwrap_or_default() {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn is_blank_line_part(text: &str, range: Range<usize>) -> bool {
    text.as_bytes().get(range).is_some_and(|between| between.iter().all(|byte| matches!(byte, b' ' | b'\t')))
}

/// Whether nothing but blanks stands before and after a range in its lines.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let blank_to_end = |mut bytes: std::slice::Iter<'_, u8>, backwards: bool| loop {
        let next = if backwards { bytes.next_back() } else { bytes.next() };
        match next {
            None => return true,
            Some(&byte) if is_line_end(byte) => return true,
            Some(b' ' | b'\t') => {}
            Some(_) => return false,
        }
    };
    let bytes = text.as_bytes();
    blank_to_end(bytes.get(..range.start).unwrap_or_default().iter(), true)
        && blank_to_end(bytes.get(range.end..).unwrap_or_default().iter(), false)
}

/// Whether a byte stands between the `<` and the `>` of an HTML tag.
fn is_inside_html_tag(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let before = bytes.get(at.saturating_sub(LOOK_BACK_BYTES)..at).unwrap_or_default();
    let Some(open) = memchr::memrchr2(b'<', b'>', before) else { return false };
    let next = before.get(open + 1).or_else(|| bytes.get(at));
    before.get(open) == Some(&b'<') && next.is_some_and(|&next| next.is_ascii_alphabetic() || next == b'/')
}
