//! Lines that are tags by how they start: directives (`:::note`), notes (`!!! note`), imports and exports of MDX.
//!
//! In:  a text, and the tags found in it by their delimiters. Out: directives and notes blanked, statements of MDX among
//! the tags, and none of these twice.

use std::ops::Range;

use super::{Blanked, Line, LineKind, Tag, TagKind, fill_with_blanks};

/// Lines that a statement of MDX goes on for at most.
const MAX_STATEMENT_LINES: usize = 200;

/// Blanks directives and notes of `text` from byte `from` on; puts statements of MDX in their place among `tags`.
pub(super) fn blank(text: &str, from: usize, tags: &mut Vec<Tag>, blanked: &mut Blanked, copy: &mut [u8]) {
    let lines = Lines { text, bytes: text.as_bytes() };
    let mut statements = Vec::new();
    let mut at = from;
    while at < lines.bytes.len() {
        let line = lines.line_at(at);
        let words = lines.words(&line);
        let next = lines.after_line(line.end);
        at = next;
        if words.starts_with(":::") {
            lines.directive(line, blanked, copy);
        } else if words.starts_with("!!! ") || words.starts_with("??? ") || words.starts_with("???+ ") {
            lines.directive(line, blanked, copy);
            lines.indented_note(next, blanked, copy);
        } else if is_import(words) || is_export(words) {
            let end = lines.end_of_statement(&line);
            statements.push(Tag { range: line.start..end, kind: TagKind::Template });
            at = lines.after_line(end);
        }
    }
    if !statements.is_empty() {
        let swallowed = |tag: &Tag| {
            let after = statements.partition_point(|line: &Tag| line.range.end <= tag.range.start);
            statements.get(after).is_some_and(|line| line.range.start < tag.range.end)
        };
        tags.retain(|tag| !swallowed(tag));
        tags.append(&mut statements);
        tags.sort_by_key(|tag| tag.range.start);
    }
    let overlaps = |tag: &Tag| {
        let after = blanked.lines.partition_point(|line| line.range.end <= tag.range.start);
        blanked.lines.get(after).is_some_and(|line| line.range.start < tag.range.end)
    };
    tags.retain(|tag| !overlaps(tag));
}

/// The lines of a text, whatever ends them.
struct Lines<'text> {
    text: &'text str,
    bytes: &'text [u8],
}

impl<'text> Lines<'text> {
    fn words(&self, line: &Range<usize>) -> &'text str {
        self.text.get(line.clone()).unwrap_or_default()
    }

    fn line_at(&self, at: usize) -> Range<usize> {
        let len = self.bytes.get(at..).and_then(|rest| memchr::memchr2(b'\n', b'\r', rest));
        at..len.map_or(self.bytes.len(), |len| at + len)
    }

    fn after_line(&self, end: usize) -> usize {
        if self.bytes.get(end..end + 2) == Some(b"\r\n") { end + 2 } else { end + 1 }
    }

    /// Blanks a directive's line and keeps its title: `::: tip Title`, `:::tip[Title]`, `!!! note "Title"`.
    fn directive(&self, line: Range<usize>, blanked: &mut Blanked, copy: &mut [u8]) {
        /// Bytes of `:::`, `!!!`, `???`.
        const MARKS: usize = 3;
        let words = self.words(&line);
        let after_marks = words.get(MARKS..).unwrap_or_default().trim_start_matches([':', '+', ' ']);
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
            let words = self.words(&line);
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
        let words = self.words(line).trim_end();
        let whole = words.ends_with([';', '"', '\'']) && words.matches('{').count() == words.matches('}').count();
        if whole {
            return line.end;
        }
        let mut end = line.end;
        for _ in 0..MAX_STATEMENT_LINES {
            let next = self.line_at(self.after_line(end).min(self.bytes.len()));
            let words = self.words(&next);
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
