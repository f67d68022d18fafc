use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Half-open range of UTF-8 bytes in one text: not empty, made to end on character boundaries of that text.
///
/// Serialised as `[start, end]`. Texts are at most 4 GiB; readers bound files far below that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "[u32; 2]", from = "[u32; 2]")]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span of `range` in `text`, or nothing where the range is empty, out of bounds or cuts a character.
    #[must_use]
    pub fn new(text: &str, range: Range<usize>) -> Option<Self> {
        text.get(range.clone()).filter(|covered| !covered.is_empty())?;
        Self::of_bytes(range)
    }

    /// A span of bytes whose text is not at hand. Nothing where the range is empty or beyond 4 GiB.
    #[must_use]
    pub fn of_bytes(range: Range<usize>) -> Option<Self> {
        let (start, end) = (u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?);
        (start < end).then_some(Self { start, end })
    }

    /// First byte.
    #[must_use]
    pub const fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    #[must_use]
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes, at least 1.
    #[must_use]
    pub const fn bytes(self) -> usize {
        (self.end - self.start) as usize
    }

    /// As a standard range.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The text covered, or nothing where `text` is not the text that the span was made for.
    #[must_use]
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether the two share a byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Span> for [u32; 2] {
    fn from(span: Span) -> Self {
        [span.start, span.end]
    }
}

impl From<[u32; 2]> for Span {
    fn from([start, end]: [u32; 2]) -> Self {
        Self { start, end: end.max(start.saturating_add(1)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_never_cuts_a_character() {
        assert!(Span::new("naïve", 0..3).is_none());
        assert_eq!(Span::new("naïve", 2..4).and_then(|span| span.of("naïve")), Some("ï"));
    }

    #[test]
    fn an_empty_or_foreign_range_is_no_span() {
        assert!(Span::new("owner", 2..2).is_none());
        assert!(Span::new("owner", 3..9).is_none());
    }
}
