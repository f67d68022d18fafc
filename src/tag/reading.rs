use std::ops::Range;

use crate::text::{fold, fold_char, words};

/// What a token looked like before it was folded.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of one word")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Begins with a capital.
    pub capital: bool,
    /// All letters are capitals, a plural `s` at the end aside (`PO`, `PMs`).
    pub upper: bool,
    /// Carried a possessive `'s` or `'`, which is not part of the folded word; may also be a contracted "is".
    pub possessive: bool,
    /// A mark, not a word.
    pub mark: bool,
}

/// A word or a mark of a segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// First byte in the segment's text.
    pub start: u32,
    /// One past the last byte in the segment's text.
    pub end: u32,
    /// First byte of the folded word in the reading's buffer; a space stands before it and after its end.
    pub at: u32,
    /// Bytes of the folded word.
    pub len: u32,
    /// What it looked like.
    pub shape: Shape,
}

/// A document as folded words: what names and phrases are looked for in, once for all of them.
///
/// Words stand in one buffer with a single space on each side, so that a phrase with a space on each side matches
/// whole words only. Hyphens, line ends, emphasis and quotation marks vanish; marks that part clauses are tokens of
/// their own, so that no phrase runs over them. Segments end with a line feed.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub buffer: String,
    pub tokens: Vec<Token>,
}

impl Reading {
    /// Reads a text; returns its tokens as a range.
    pub(super) fn push(&mut self, text: &str) -> Range<usize> {
        self.push_part(text, 0..text.len())
    }

    /// Reads a part of a text; offsets of its tokens count in the whole.
    pub(super) fn push_part(&mut self, text: &str, part: Range<usize>) -> Range<usize> {
        let first = self.tokens.len();
        let mut end = part.start;
        for word in words(text.get(part.clone()).unwrap_or_default()) {
            let start = part.start + word.start;
            self.push_gap(text, end..start);
            self.push_word(word.text, start);
            end = start + word.text.len();
        }
        self.push_gap(text, end..part.end);
        self.buffer.push_str(" \n");
        first..self.tokens.len()
    }

    /// The folded word of a token.
    pub(super) fn word(&self, token: usize) -> &str {
        self.tokens
            .get(token)
            .and_then(|token| self.buffer.get(token.at as usize..(token.at + token.len) as usize))
            .unwrap_or_default()
    }

    /// The token whose leading space stands at byte `at` of the buffer.
    pub(super) fn token_at(&self, at: usize) -> usize {
        self.tokens.partition_point(|token| (token.at as usize) < at + 1)
    }

    fn push_word(&mut self, word: &str, start: usize) {
        self.buffer.push(' ');
        let at = self.buffer.len();
        let mut shape = Shape::default();
        let ascii = word.is_ascii();
        if ascii {
            self.buffer.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        } else {
            self.buffer.push_str(&fold(word));
        }
        if self.buffer.ends_with("'s") {
            self.buffer.truncate(self.buffer.len() - 2);
            shape.possessive = true;
        }
        shape.capital = word.chars().next().is_some_and(char::is_uppercase);
        shape.upper = shape.capital && is_abbreviation(word);
        self.tokens.push(Token {
            start: narrow(start),
            end: narrow(start + word.len()),
            at: narrow(at),
            len: narrow(self.buffer.len() - at),
            shape,
        });
    }

    fn push_gap(&mut self, text: &str, range: Range<usize>) {
        let Some(gap) = text.get(range.clone()).filter(|gap| *gap != " " && !gap.is_empty()) else { return };
        let spaced = gap.contains(' ');
        for (at, character) in gap.char_indices() {
            let mark = match fold_char(character) {
                mark @ ('.' | '!' | '?' | ',' | ';' | ':' | '(' | ')' | '/' | '&' | '|') => mark,
                '…' => '.',
                '-' if character == '—' || spaced => '-',
                '\'' if at == 0 && range.start > 0 => {
                    if let Some(last) = self.tokens.last_mut() {
                        last.shape.possessive = true;
                    }
                    continue;
                }
                _ => continue,
            };
            self.buffer.push(' ');
            self.tokens.push(Token {
                start: narrow(range.start + at),
                end: narrow(range.start + at + character.len_utf8()),
                at: narrow(self.buffer.len()),
                len: 1,
                shape: Shape { mark: true, ..Shape::default() },
            });
            self.buffer.push(mark);
        }
    }
}

fn is_abbreviation(word: &str) -> bool {
    let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let stem = stem.strip_suffix('s').unwrap_or(stem);
    stem.len() > 1 && stem.chars().all(|character| character.is_uppercase() || character.is_numeric())
}

fn narrow(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut reading = Reading::default();
        reading.push(text);
        reading.buffer
    }

    #[test]
    fn hyphens_emphasis_and_quotes_vanish_and_clause_marks_stay() {
        assert_eq!(folded("The **Product\u{2011}Owner’s** “job”, really."), " the product owner job , really . \n");
        assert_eq!(folded("scope—not size - wins"), " scope - not size - wins \n");
    }

    #[test]
    fn shapes_tell_abbreviations_and_possessives() {
        let mut reading = Reading::default();
        reading.push("POs owners' Owner's pm");
        let shapes: Vec<(bool, bool)> =
            reading.tokens.iter().map(|token| (token.shape.upper, token.shape.possessive)).collect();
        assert_eq!(shapes, [(true, false), (false, true), (false, true), (false, false)]);
    }

    #[test]
    fn a_token_is_found_by_its_place_in_the_buffer() {
        let mut reading = Reading::default();
        reading.push("one two three");
        let at = reading.buffer.find(" three").expect("it is there");
        assert_eq!(reading.word(reading.token_at(at)), "three");
    }
}
