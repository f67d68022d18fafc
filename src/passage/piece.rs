use std::ops::Range;

use crate::{
    clean::{Block, Edit},
    text::{Aligned, sentences},
};

/// A block of the article, or the sentences of one, that go into a passage.
#[derive(Clone, Debug)]
pub(super) struct Piece<'article> {
    /// Where it comes from.
    pub(super) block: &'article Block,
    /// Bytes of the block's text, from the first byte of a sentence to the last of one.
    pub(super) range: Range<usize>,
    /// Length in words.
    pub(super) words: usize,
    /// Pieces of different strands never share a passage: the stance changes between them.
    pub(super) strand: u32,
}

impl<'article> Piece<'article> {
    pub(super) fn whole(block: &'article Block) -> Self {
        Self::part(block, 0..block.text.as_str().len())
    }

    pub(super) fn part(block: &'article Block, range: Range<usize>) -> Self {
        let mut piece = Self { block, range, words: 0, strand: 0 };
        piece.words = count_words(piece.text());
        piece
    }

    pub(super) fn text(&self) -> &'article str {
        self.block.text.as_str().get(self.range.clone()).unwrap_or_default()
    }

    pub(super) fn is_whole(&self) -> bool {
        self.range == (0..self.block.text.as_str().len())
    }

    pub(super) fn aligned(&self) -> Aligned {
        if self.is_whole() { self.block.text.clone() } else { self.block.text.slice(self.range.clone()) }
    }

    /// The edits of the block that belong to this piece of it: those whose place in the block's text lies in the piece
    /// or in the gap before it. What lies before or behind the whole text goes to the first or last piece.
    pub(super) fn edits(&self) -> impl Iterator<Item = Edit> + use<'article> {
        let block = self.block;
        let range = self.range.clone();
        let is_last = range.end == block.text.as_str().len();
        block
            .edits
            .iter()
            .filter(move |edit| {
                let at = edit.span.map_or(Some(0), |span| block.text.position_of(span.start()));
                at.map_or(is_last, |at| (at + 1 >= range.start || range.start == 0) && (at < range.end || is_last))
            })
            .cloned()
    }

    /// Cuts what is longer than `max_words` at the sentence ends nearest to even shares of about `target_words`.
    ///
    /// A stretch of `2 * max_words` without a sentence end is no prose (a pasted log, a text without full stops); it
    /// is cut between words, so that no passage is unbounded.
    pub(super) fn cut(self, target_words: usize, max_words: usize, pieces: &mut Vec<Self>) {
        if self.words <= max_words {
            pieces.push(self);
            return;
        }
        let text = self.text();
        let target_words = target_words.max(1);
        let shares = ((self.words + target_words / 2) / target_words).max(2);
        let share = self.words.div_ceil(shares);
        let mut start = 0;
        let mut end = 0;
        let mut words = 0;
        for sentence in sentences(text).flat_map(|sentence| bounded(text, sentence, max_words * 2)) {
            let length = text.get(sentence.clone()).map_or(0, count_words);
            let nearer_without = words > 0 && (words + length).saturating_sub(share) > share.saturating_sub(words);
            if nearer_without || (words > 0 && words + length > max_words) {
                pieces.push(self.sub(start..end, words));
                (start, words) = (sentence.start, 0);
            }
            words += length;
            end = sentence.end;
        }
        if words > 0 {
            pieces.push(self.sub(start..end, words));
        }
    }

    pub(super) fn sub(&self, range: Range<usize>, words: usize) -> Self {
        let range = self.range.start + range.start..self.range.start + range.end;
        Self { block: self.block, range, words, strand: self.strand }
    }
}

/// Words of a text whose white space is normalised.
pub(super) fn count_words(text: &str) -> usize {
    if text.is_empty() { 0 } else { memchr::memchr_iter(b' ', text.as_bytes()).count() + 1 }
}

/// `range` of `text` whole, or cut between words where it has more than `max_words`.
fn bounded(text: &str, range: Range<usize>, max_words: usize) -> Vec<Range<usize>> {
    let Some(covered) = text.get(range.clone()) else { return Vec::new() };
    let mut parts = Vec::new();
    let mut start = 0;
    for (count, space) in memchr::memchr_iter(b' ', covered.as_bytes()).enumerate() {
        if (count + 1) % max_words.max(1) == 0 {
            parts.push(range.start + start..range.start + space);
            start = space + 1;
        }
    }
    if start < covered.len() {
        parts.push(range.start + start..range.end);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_without_sentence_ends_is_cut_between_words() {
        let text = "word ".repeat(1_000);
        let parts = bounded(text.trim_end(), 0..text.len() - 1, 400);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|part| text.get(part.clone()).is_some_and(|part| part.trim() == part)));
    }
}
