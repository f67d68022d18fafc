use std::ops::Range;

use super::{Span, fold::is_invisible};

/// A stretch of an [`Aligned`] text and the bytes of the layer that it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First byte in the aligned text.
    pub at: u32,
    /// Length in the aligned text, in bytes.
    pub len: u32,
    /// First byte in the layer.
    pub source: u32,
    /// Length in the layer, in bytes. Equal to `len` and the same bytes when `verbatim`.
    pub source_len: u32,
    /// The bytes are the layer's own; otherwise they stand for it: one space for white space, `&` for `&amp;`.
    pub verbatim: bool,
}

/// A text made from a longer one (its *layer*) by leaving things out and normalising white space, with the
/// way back to the layer's bytes.
///
/// Always: runs are in order and do not overlap, in either text; no two spaces in a row; no white space at the
/// start. A text made elsewhere, with no layer, has no runs ([`Aligned::detached`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aligned {
    text: String,
    runs: Vec<Run>,
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("texts are bounded far below 4 GiB by the readers")
}

/// How many bytes from the first on are plain letters and signs with single spaces between: by far the commonest
/// case, which stays one run.
fn plain_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    while let Some(&byte) = bytes.get(len) {
        if byte.is_ascii_graphic() {
            len += 1;
        } else if byte == b' ' && bytes.get(len + 1).is_some_and(u8::is_ascii_graphic) {
            len += 2;
        } else {
            break;
        }
    }
    len
}

impl Aligned {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A text that has no layer to point back to. White space is normalised all the same.
    #[must_use]
    pub fn detached(text: &str) -> Self {
        Self { text: super::collapse_white_space(text), runs: Vec::new() }
    }

    /// The whole of `range` of `layer`, white space normalised.
    #[must_use]
    pub fn of(layer: &str, range: Range<usize>) -> Self {
        let mut aligned = Self::new();
        aligned.push(layer, range);
        aligned.trim_end();
        aligned
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The stretches, in order; none for a detached text.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Appends `range` of `layer`: words as they are, each stretch of white space as one space, invisible
    /// characters (byte order mark, zero-width, bidirectional controls) left out.
    pub fn push(&mut self, layer: &str, range: Range<usize>) {
        let Some(piece) = layer.get(range.clone()) else { return };
        let bytes = piece.as_bytes();
        let mut verbatim_from: Option<usize> = None;
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii_graphic() {
                verbatim_from.get_or_insert(at);
                at += plain_len(bytes.get(at..).unwrap_or_default());
                continue;
            }
            let Some(character) = piece.get(at..).and_then(|rest| rest.chars().next()) else { break };
            let next_at = at + character.len_utf8();
            let blank = character.is_whitespace();
            if !blank && !is_invisible(character) {
                verbatim_from.get_or_insert(at);
                at = next_at;
                continue;
            }
            let next = piece.get(next_at..).and_then(|rest| rest.chars().next());
            if character == ' '
                && verbatim_from.is_some()
                && next.is_some_and(|next| !next.is_whitespace() && !is_invisible(next))
            {
                at = next_at;
                continue;
            }
            if let Some(from) = verbatim_from.take() {
                self.push_verbatim(piece.get(from..at).unwrap_or_default(), range.start + from);
            }
            if blank {
                self.push_space(range.start + at, character.len_utf8());
            }
            at = next_at;
        }
        if let Some(from) = verbatim_from {
            self.push_verbatim(piece.get(from..).unwrap_or_default(), range.start + from);
        }
    }

    fn push_verbatim(&mut self, words: &str, source: usize) {
        if words.is_empty() {
            return;
        }
        let (at, len, source) = (offset(self.text.len()), offset(words.len()), offset(source));
        self.text.push_str(words);
        match self.runs.last_mut() {
            Some(run) if run.verbatim && run.source + run.source_len == source => {
                run.len += len;
                run.source_len += len;
            }
            _ => self.runs.push(Run { at, len, source, source_len: len, verbatim: true }),
        }
    }

    fn push_space(&mut self, source: usize, source_len: usize) {
        if self.text.is_empty() {
            return;
        }
        if self.text.ends_with(' ') {
            if let Some(run) = self.runs.last_mut().filter(|run| !run.verbatim) {
                run.source_len = offset(source + source_len).saturating_sub(run.source);
            }
            return;
        }
        let at = offset(self.text.len());
        self.text.push(' ');
        self.runs.push(Run { at, len: 1, source: offset(source), source_len: offset(source_len), verbatim: false });
    }

    /// Appends `words` that stand for `source` of the layer without being its bytes (an entity, an escape).
    pub fn push_replaced(&mut self, words: &str, source: Range<usize>) {
        let words = if self.text.is_empty() || self.text.ends_with(' ') { words.trim_start() } else { words };
        if words.is_empty() {
            return;
        }
        let at = offset(self.text.len());
        self.text.push_str(&words.replace(|character: char| character.is_whitespace(), " "));
        let len = offset(self.text.len()) - at;
        let source_len = offset(source.end.saturating_sub(source.start));
        self.runs.push(Run { at, len, source: offset(source.start), source_len, verbatim: false });
    }

    /// Appends one space that stands for nothing in particular (a line break in markup), where a word went before.
    pub fn push_break(&mut self, source: usize) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            let at = offset(self.text.len());
            self.text.push(' ');
            self.runs.push(Run { at, len: 1, source: offset(source), source_len: 0, verbatim: false });
        }
    }

    /// Appends another text of the same layer, with one space between.
    pub fn append(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        if !self.is_empty() && !self.text.ends_with(' ') {
            match (self.span(), other.span()) {
                (Some(before), Some(after)) if before.end() <= after.start() => {
                    let at = offset(self.text.len());
                    self.text.push(' ');
                    let (source, source_len) = (offset(before.end()), offset(after.start() - before.end()));
                    self.runs.push(Run { at, len: 1, source, source_len, verbatim: false });
                }
                _ => self.text.push(' '),
            }
        }
        let shift = offset(self.text.len());
        self.text.push_str(&other.text);
        self.runs.extend(other.runs.iter().map(|run| Run { at: run.at + shift, ..*run }));
    }

    /// Removes white space at the end.
    pub fn trim_end(&mut self) {
        let kept = self.text.trim_end().len();
        if kept == self.text.len() {
            return;
        }
        self.text.truncate(kept);
        let kept = offset(kept);
        while let Some(run) = self.runs.last_mut() {
            if run.at >= kept {
                self.runs.pop();
                continue;
            }
            if run.at + run.len > kept {
                run.len = kept - run.at;
                if run.verbatim {
                    run.source_len = run.len;
                }
            }
            break;
        }
    }

    /// The part `range` (bytes of this text) as a text of its own, trimmed.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let covered = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (covered.len() - covered.trim_start().len());
        let end = start + covered.trim().len();
        let mut part = Self { text: covered.trim().to_owned(), runs: Vec::new() };
        let (from, to) = (offset(start), offset(end));
        let first = self.runs.partition_point(|run| run.at + run.len <= from);
        for run in self.runs.iter().skip(first).take_while(|run| run.at < to) {
            let (cut_start, cut_end) = (from.max(run.at), to.min(run.at + run.len));
            let (source, source_len) = if run.verbatim {
                (run.source + (cut_start - run.at), cut_end - cut_start)
            } else {
                (run.source, run.source_len)
            };
            part.runs.push(Run {
                at: cut_start - from,
                len: cut_end - cut_start,
                source,
                source_len,
                verbatim: run.verbatim,
            });
        }
        part
    }

    /// This text without `range`, white space around the cut normalised, and what was cut.
    ///
    /// The cut takes the white space on its right side with it (on its left at the end of the text), so that the
    /// words around it stand as they would have without it.
    #[must_use]
    pub fn without(&self, range: Range<usize>) -> (Self, Self) {
        let cut = self.slice(range.clone());
        let mut rest = self.slice(0..range.start);
        let tail = self.slice(range.end..self.text.len());
        let glued = self.text.get(..range.start).is_some_and(|head| !head.ends_with(' '))
            && self.text.get(range.end..).is_some_and(|tail| !tail.starts_with(' '));
        if glued && !rest.is_empty() {
            let shift = offset(rest.text.len());
            rest.text.push_str(&tail.text);
            rest.runs.extend(tail.runs.iter().map(|run| Run { at: run.at + shift, ..*run }));
        } else {
            rest.append(&tail);
        }
        (rest, cut)
    }

    /// This text without `cuts` (bytes of this text, in order, not overlapping), to the byte: white space around
    /// them is the caller's to cut or to leave. Linear in the text.
    #[must_use]
    pub fn without_all(&self, cuts: &[Range<usize>]) -> Self {
        let mut rest = Self { text: String::with_capacity(self.text.len()), runs: Vec::new() };
        let mut runs = self.runs.iter().peekable();
        let mut from = 0;
        let ends = cuts.iter().map(|cut| (cut.start, cut.end)).chain([(self.text.len(), self.text.len())]);
        for (to, next) in ends {
            let Some(piece) = self.text.get(from..to) else { continue };
            let (start, end, shift) = (offset(from), offset(to), offset(rest.text.len()));
            rest.text.push_str(piece);
            while let Some(&&run) = runs.peek() {
                let (cut_start, cut_end) = (start.max(run.at), end.min(run.at + run.len));
                if cut_start < cut_end {
                    let (source, source_len) = if run.verbatim {
                        (run.source + (cut_start - run.at), cut_end - cut_start)
                    } else {
                        (run.source, run.source_len)
                    };
                    let (at, len) = (shift + cut_start - start, cut_end - cut_start);
                    rest.runs.push(Run { at, len, source, source_len, verbatim: run.verbatim });
                }
                if run.at + run.len > end {
                    break;
                }
                runs.next();
            }
            from = next;
        }
        rest
    }

    /// The span of the layer that `range` of this text came from; nothing for a detached or empty range.
    #[must_use]
    pub fn source_of(&self, range: Range<usize>) -> Option<Span> {
        let (from, to) = (offset(range.start), offset(range.end));
        let first = self.runs.partition_point(|run| run.at + run.len <= from);
        let end = self.runs.partition_point(|run| run.at < to);
        let touched = self.runs.get(first..end)?;
        let (head, tail) = (touched.first()?, touched.last()?);
        let start = if head.verbatim { head.source + from.max(head.at) - head.at } else { head.source };
        let end = if tail.verbatim {
            tail.source + to.min(tail.at + tail.len) - tail.at
        } else {
            tail.source + tail.source_len
        };
        Span::of_bytes(start as usize..end as usize)
    }

    /// The span of the layer from the first to the last byte that this text came from.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.source_of(0..self.text.len())
    }

    /// The byte of this text that byte `source` of the layer became, or the next one that is kept.
    #[must_use]
    pub fn position_of(&self, source: usize) -> Option<usize> {
        let source = offset(source);
        let at = self.runs.partition_point(|run| run.source + run.source_len.max(1) <= source);
        let run = self.runs.get(at)?;
        let inside = if run.verbatim { source.saturating_sub(run.source) } else { 0 };
        Some((run.at + inside) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_becomes_one_space_and_the_way_back_is_kept() {
        let layer = "  The \n\t owner  decides. ";
        let aligned = Aligned::of(layer, 0..layer.len());
        assert_eq!(aligned.as_str(), "The owner decides.");
        let owner = aligned.as_str().find("owner").expect("the word is there");
        let span = aligned.source_of(owner..owner + 5).expect("it has a source");
        assert_eq!(span.of(layer), Some("owner"));
    }

    #[test]
    fn a_cut_leaves_the_sentence_whole() {
        let layer = "the Chief cheap flights Technology Officer";
        let (rest, cut) = Aligned::of(layer, 0..layer.len()).without(10..24);
        assert_eq!(rest.as_str(), "the Chief Technology Officer");
        assert_eq!(cut.span().and_then(|span| span.of(layer)), Some("cheap flights"));
    }

    #[test]
    fn several_cuts_leave_the_rest_pointing_at_its_own_bytes() {
        let layer = "one two  three four five";
        let rest = Aligned::of(layer, 0..layer.len()).without_all(&[0..4, 8..14]);
        assert_eq!(rest.as_str(), "two four five");
        let at = |word: &str| {
            let start = rest.as_str().find(word).expect("the word is there");
            rest.source_of(start..start + word.len()).and_then(|span| span.of(layer))
        };
        assert_eq!([at("two"), at("four"), at("five")], [Some("two"), Some("four"), Some("five")]);
    }

    #[test]
    fn a_byte_order_mark_is_left_out() {
        let layer = "\u{feff}Owner";
        let aligned = Aligned::of(layer, 0..layer.len());
        assert_eq!(aligned.as_str(), "Owner");
        assert_eq!(aligned.span().map(Span::range), Some(3..8));
    }

    #[test]
    fn a_slice_points_at_its_own_bytes() {
        let layer = "one  two   three";
        let aligned = Aligned::of(layer, 0..layer.len());
        let two = aligned.slice(3..8);
        assert_eq!(two.as_str(), "two");
        assert_eq!(two.span().map(Span::range), Some(5..8));
    }
}
