//! Template tags: what site makers put into Markdown and replace before anybody reads it.
//!
//! In:  the text of a file. Out: a copy of the same length, with the tags blanked so that the parser sees neither
//! their braces nor their blanks, and where they stood.
//!
//! Liquid, Jinja, Nunjucks, Hugo, Handlebars (`{{ … }}`, `{% … %}`, `{# … #}`), ERB (`<% … %>`), kramdown and Pandoc
//! attributes (`{: .note}`, `{.note}`), MDX (`import`, `export`, `{/* … */}`, component tags with expressions),
//! directives (`:::note`, `!!! note`).

use std::ops::Range;

use super::quote_tag::{self, QuoteTag};

/// Longest tag, in bytes. A brace that is not closed within is a brace.
const MAX_TAG_BYTES: usize = 4000;

/// How far before a tag the `<` of an HTML tag around it is looked for, in bytes.
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
    let mut finder = Finder { text, bytes: text.as_bytes(), closers: [from; CLOSERS.len()], no_component_before: from };
    let mut blanked = Blanked::default();
    let mut copy = text.as_bytes().to_vec();
    let mut tags = finder.tags(from);
    finder.line_tags(from, &mut tags, &mut blanked, &mut copy);

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

/// What closes a tag; positions of the next ones are remembered, so that all searches together are linear.
const CLOSERS: [&str; 5] = ["}}", "%}", "#}", "*/}", "%>"];

struct Finder<'text> {
    text: &'text str,
    bytes: &'text [u8],
    /// For each closer, where the next one at or after the last search stands.
    closers: [usize; CLOSERS.len()],
    /// A search for the end of a component's tag has come this far in vain.
    no_component_before: usize,
}

impl Finder<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    /// All tags from byte `from` on, in order, apart.
    fn tags(&mut self, from: usize) -> Vec<Tag> {
        let mut tags = Vec::new();
        let mut at = from;
        while let Some(found) =
            self.bytes.get(at..).and_then(|rest| memchr::memchr2(b'{', b'<', rest)).map(|found| at + found)
        {
            match self.tag_at(found) {
                Some(tag) if tag.range.end > found => {
                    at = tag.range.end;
                    tags.push(tag);
                }
                _ => at = found + 1,
            }
        }
        tags
    }

    fn tag_at(&mut self, at: usize) -> Option<Tag> {
        let tag = |end: usize, kind: TagKind| Some(Tag { range: at..end, kind });
        if at > 0 && self.byte(at - 1) == b'\\' {
            return None;
        }
        match (self.byte(at), self.byte(at + 1)) {
            (b'{', b'{') => {
                let end = self.close(0, at + 2)?;
                // `{{{ … }}}`
                let end = if self.byte(at + 2) == b'{' && self.byte(end) == b'}' { end + 1 } else { end };
                tag(end, TagKind::Template)
            }
            (b'{', b'%') => {
                let end = self.close(1, at + 2)?;
                tag(self.end_of_comment(at, end).unwrap_or(end), TagKind::Template)
            }
            (b'{', b'#') if self.byte(at + 2).is_ascii_whitespace() => tag(self.close(2, at + 2)?, TagKind::Template),
            (b'{', b'/') if self.byte(at + 2) == b'*' => tag(self.close(3, at + 3)?, TagKind::Template),
            (b'<', b'%') => tag(self.close(4, at + 2)?, TagKind::Template),
            (b'{', b':' | b'.' | b'#') => tag(self.attributes_end(at)?, TagKind::Attributes),
            (b'{', next) if next.is_ascii_alphabetic() && at > 0 && matches!(self.byte(at - 1), b')' | b']') => {
                tag(self.attributes_end(at)?, TagKind::Attributes)
            }
            (b'<', next) if next.is_ascii_uppercase() => tag(self.component_end(at)?, TagKind::Template),
            _ => None,
        }
    }

    /// The end of the closer of number `which` after `from`: near enough, and in the same paragraph.
    fn close(&mut self, which: usize, from: usize) -> Option<usize> {
        let closer = CLOSERS.get(which)?;
        let next = self.closers.get_mut(which)?;
        if *next < from {
            let found = self.bytes.get(from..).and_then(|rest| memchr::memmem::find(rest, closer.as_bytes()));
            *next = found.map_or(usize::MAX, |found| from + found);
        }
        let start = *next;
        if start == usize::MAX || start - from > MAX_TAG_BYTES {
            return None;
        }
        let inside = self.text.get(from..start)?;
        let paragraph_ends = inside.contains("\n\n") || inside.contains("\n\r\n") || inside.contains("\r\r");
        (!paragraph_ends).then_some(start + closer.len())
    }

    /// Where `{% comment %}` at `at` takes all up to its end with it.
    fn end_of_comment(&mut self, at: usize, end: usize) -> Option<usize> {
        let name = self.text.get(at + 2..end - 2)?.trim_matches(|next: char| next.is_whitespace() || next == '-');
        if name != "comment" {
            return None;
        }
        let close = memchr::memmem::find(self.bytes.get(end..)?, b"endcomment")?;
        let rest = memchr::memmem::find(self.bytes.get(end + close..)?, b"%}")?;
        Some(end + close + rest + 2)
    }

    /// The end of `{: .class key="value"}`, `{.class}`, `{#id}`, `{target="_blank"}`: on one line, no braces inside.
    /// The attributes of a heading are the parser's to read.
    fn attributes_end(&self, at: usize) -> Option<usize> {
        let rest = self.bytes.get(at + 1..)?;
        let rest = rest.get(..MAX_TAG_BYTES.min(400)).unwrap_or(rest);
        let len = memchr::memchr3(b'}', b'{', b'\n', rest)?;
        if rest.get(len) != Some(&b'}') {
            return None;
        }
        let inner = self.text.get(at + 1..at + 1 + len)?;
        let is_attribute = |part: &str| part.starts_with(['.', '#', ':']) || part.contains('=');
        let fits = match inner.chars().next()? {
            ':' => true,
            _ => inner.split_whitespace().all(is_attribute),
        };
        let in_heading = || {
            let before = self.text.get(at.saturating_sub(LOOK_BACK_BYTES)..at);
            let line = before.and_then(|before| before.rsplit(['\n', '\r']).next());
            line.is_some_and(|line| line.trim_start().starts_with('#'))
        };
        (fits && !(inner.starts_with(['.', '#']) && in_heading())).then_some(at + len + 2)
    }

    /// The end of a component's tag whose attributes hold expressions, which no parser of HTML understands.
    fn component_end(&mut self, at: usize) -> Option<usize> {
        if at < self.no_component_before {
            return None;
        }
        let rest = self.bytes.get(at + 1..)?;
        let (mut depth, mut braces, mut quote) = (0_usize, false, None);
        for (offset, &byte) in rest.iter().enumerate().take(MAX_TAG_BYTES) {
            if let Some(open) = quote {
                if byte == open {
                    quote = None;
                }
                continue;
            }
            match byte {
                b'"' | b'`' => quote = Some(byte),
                b'{' => {
                    depth += 1;
                    braces = true;
                }
                b'}' => depth = depth.saturating_sub(1),
                b'>' if depth == 0 => return braces.then_some(at + offset + 2),
                b'<' if depth == 0 => return None,
                b'\n' if rest.get(offset + 1) == Some(&b'\n') => return None,
                _ => {}
            }
        }
        self.no_component_before = at + MAX_TAG_BYTES;
        None
    }

    /// Lines that are tags by how they start: directives, notes, MDX imports and exports.
    fn line_tags(&self, from: usize, tags: &mut Vec<Tag>, blanked: &mut Blanked, copy: &mut [u8]) {
        let mut found = Vec::new();
        let mut at = from;
        while at < self.bytes.len() {
            let line = self.line_at(at);
            let words = self.text.get(line.clone()).unwrap_or_default();
            let next = self.after_line(line.end);
            at = next;
            if words.starts_with(":::") {
                self.directive(line, 3, blanked, copy);
            } else if words.starts_with("!!! ") || words.starts_with("??? ") || words.starts_with("???+ ") {
                self.directive(line, 3, blanked, copy);
                self.indented_note(next, blanked, copy);
            } else if is_import(words) || is_export(words) {
                let end = self.end_of_statement(&line);
                found.push(Tag { range: line.start..end, kind: TagKind::Template });
                at = self.after_line(end);
            }
        }
        if !found.is_empty() {
            let swallowed = |tag: &Tag| {
                let after = found.partition_point(|line: &Tag| line.range.end <= tag.range.start);
                found.get(after).is_some_and(|line| line.range.start < tag.range.end)
            };
            tags.retain(|tag| !swallowed(tag));
            tags.append(&mut found);
            tags.sort_by_key(|tag| tag.range.start);
        }
        let overlaps = |tag: &Tag| {
            let after = blanked.lines.partition_point(|line| line.range.end <= tag.range.start);
            blanked.lines.get(after).is_some_and(|line| line.range.start < tag.range.end)
        };
        tags.retain(|tag| !overlaps(tag));
    }

    fn line_at(&self, at: usize) -> Range<usize> {
        let len = self.bytes.get(at..).and_then(|rest| memchr::memchr2(b'\n', b'\r', rest));
        at..len.map_or(self.bytes.len(), |len| at + len)
    }

    fn after_line(&self, end: usize) -> usize {
        if self.byte(end) == b'\r' && self.byte(end + 1) == b'\n' { end + 2 } else { end + 1 }
    }

    /// Blanks a directive's line and keeps its title: `::: tip Title`, `:::tip[Title]`, `!!! note "Title"`.
    fn directive(&self, line: Range<usize>, marks: usize, blanked: &mut Blanked, copy: &mut [u8]) {
        let words = self.text.get(line.clone()).unwrap_or_default();
        let after_marks = words.get(marks..).unwrap_or_default().trim_start_matches([':', '+', ' ']);
        let name = after_marks.find(|next: char| !next.is_alphanumeric() && !matches!(next, '-' | '_'));
        let after_name = name.and_then(|end| after_marks.get(end..)).unwrap_or_default();
        let title = after_name.split('{').next().unwrap_or_default();
        let is_trim = |next: char| next.is_whitespace() || matches!(next, '"' | '[' | ']');
        let trimmed = title.trim_matches(is_trim);
        let start = line.end - after_name.len() + (title.len() - title.trim_start_matches(is_trim).len());
        if trimmed.is_empty() {
            blanked.lines.push(Line { range: line.start..line.end, kind: LineKind::Tag });
        } else {
            blanked.lines.push(Line { range: line.start..start, kind: LineKind::Tag });
            blanked.lines.push(Line { range: start..start + trimmed.len(), kind: LineKind::NoteTitle });
        }
        fill_with_blanks(copy, line);
    }

    /// Turns the indented lines under `!!! note` into a block quote, which the parser can tell from code.
    fn indented_note(&self, from: usize, blanked: &mut Blanked, copy: &mut [u8]) {
        let mut at = from;
        let mut first = true;
        while at < self.bytes.len() {
            let line = self.line_at(at);
            let words = self.text.get(line.clone()).unwrap_or_default();
            if words.starts_with("    ") || words.starts_with('\t') {
                if let Some(byte) = copy.get_mut(line.start) {
                    *byte = b'>';
                }
                if first {
                    blanked.notes.push(line.start);
                    first = false;
                }
            } else if !words.trim().is_empty() {
                break;
            } else if !first {
                // A blank line ends the quote; the next indented line starts another.
                first = true;
            }
            at = self.after_line(line.end);
        }
    }

    /// The end of the last line of a statement of MDX: its own, or the line before the next blank one.
    fn end_of_statement(&self, line: &Range<usize>) -> usize {
        let words = self.text.get(line.clone()).unwrap_or_default().trim_end();
        let whole = words.ends_with([';', '"', '\'']) && words.matches('{').count() == words.matches('}').count();
        if whole {
            return line.end;
        }
        let mut end = line.end;
        for _ in 0..200 {
            let next = self.line_at(self.after_line(end).min(self.bytes.len()));
            let words = self.text.get(next.clone()).unwrap_or_default();
            if words.trim().is_empty() || words.starts_with('#') {
                break;
            }
            end = next.end;
        }
        end
    }
}

fn is_import(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("import ") else { return false };
    let rest = rest.trim();
    let quoted = |text: &str| text.trim_end_matches(';').trim_end().ends_with(['"', '\'']);
    (rest.starts_with(['"', '\'']) && quoted(rest))
        || (rest.contains(" from ") && quoted(rest))
        || (rest.starts_with('{') && !rest.contains('.'))
}

fn is_export(line: &str) -> bool {
    ["export const ", "export default ", "export function ", "export let ", "export {"]
        .iter()
        .any(|start| line.starts_with(start))
        && line.contains(['=', '{', '(', ';'])
}
