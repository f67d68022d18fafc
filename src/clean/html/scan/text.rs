//! Text between tags: its white space and its character references.

use std::borrow::Cow;

use html5ever::{tendril::StrTendril, tokenizer::CharacterTokens};
use memchr::memchr;

use super::{
    Scanner,
    references::{self, Place},
    shared,
};

impl<'page> Scanner<'page> {
    /// Takes text up to `end`.
    pub(super) fn text_to(&mut self, end: usize) {
        let run = self.between(self.at, end);
        if run.is_empty() {
            return;
        }
        let Some(first) = memchr(b'\n', run.as_bytes()) else {
            self.at = end;
            return self.give_stretch(self.at - run.len(), end);
        };
        if self.preformatted > 0 {
            // Whatever the first line opens or closes begins there; what follows only adds to it.
            let from = if first == 0 { 1 } else { first };
            let next = memchr(b'\n', run.as_bytes().get(from..).unwrap_or_default()).map_or(run.len(), |at| from + at);
            let split = self.at + if first == 0 { next } else { first };
            let start = self.at;
            self.advance(split);
            self.give_stretch(start, split);
            self.advance(end);
            return self.give_stretch(split, end);
        }
        self.collapsed(run, first);
        self.at = end;
    }

    /// Takes text with line ends: one stands for all white space around it.
    fn collapsed(&mut self, run: &'page str, first: usize) {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n');
        let bytes = run.as_bytes();
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        let (mut from, mut line_end, mut begun) = (0, Some(first), false);
        while let Some(at) = line_end {
            let line = bytes.get(from..at).unwrap_or_default();
            let kept = line.iter().rposition(|byte| !is_blank(byte)).map_or(0, |last| last + 1);
            words.push_str(run.get(from..from + kept).unwrap_or_default());
            // Whatever the first words open or close begins there; what follows only adds to it.
            if kept > 0 && !begun {
                begun = true;
                self.give_words(&words);
                words.clear();
            }
            let blank = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is_blank(byte));
            let (mut len, mut lines) = (0, 0);
            for byte in blank {
                len += 1;
                lines += u64::from(*byte == b'\n');
            }
            self.line += lines;
            words.push('\n');
            from = at + len;
            line_end = memchr(b'\n', bytes.get(from..).unwrap_or_default()).map(|found| from + found);
        }
        words.push_str(run.get(from..).unwrap_or_default());
        self.give_words(&words);
        self.words = words;
    }

    /// Gives a stretch of the page as text.
    pub(super) fn give_stretch(&self, start: usize, end: usize) {
        let text = match references::decode(self.between(start, end), Place::Text) {
            Cow::Owned(decoded) => StrTendril::from_slice(&decoded),
            Cow::Borrowed(_) => shared(self.page, start, end),
        };
        self.give_text(text);
    }

    fn give_words(&self, words: &str) {
        self.give_text(StrTendril::from_slice(&references::decode(words, Place::Text)));
    }

    pub(super) fn give_text(&self, text: StrTendril) {
        if !text.is_empty() {
            let _ = self.give(CharacterTokens(text));
        }
    }
}
