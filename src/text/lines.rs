use serde::{Deserialize, Serialize};

use super::Span;

/// Lines of a text, counted from 1, both ends included. Serialised as `[first, last]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "[u32; 2]", from = "[u32; 2]")]
pub struct Lines {
    /// First line.
    pub first: u32,
    /// Last line, at least `first`.
    pub last: u32,
}

impl Lines {
    /// Whether `line` is one of them.
    #[must_use]
    pub const fn contains(self, line: u32) -> bool {
        self.first <= line && line <= self.last
    }

    /// The smallest range that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl From<Lines> for [u32; 2] {
    fn from(lines: Lines) -> Self {
        [lines.first, lines.last]
    }
}

impl From<[u32; 2]> for Lines {
    fn from([first, last]: [u32; 2]) -> Self {
        Self { first, last: last.max(first) }
    }
}

/// Where the lines of a text start. A line ends with LF, CR LF or a lone CR.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    text_len: usize,
}

impl LineIndex {
    /// Reads the line starts of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let lone_or_last = bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n');
            if lone_or_last {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Self { starts, text_len: bytes.len() }
    }

    /// The line of a byte, from 1.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> u32 {
        let line = self.starts.partition_point(|&start| start as usize <= byte);
        u32::try_from(line).unwrap_or(u32::MAX).max(1)
    }

    /// The lines that a span touches.
    #[must_use]
    pub fn lines_of(&self, span: Span) -> Lines {
        Lines { first: self.line_of(span.start()), last: self.line_of(span.end() - 1) }
    }

    /// The byte range of a line (from 1), line end included; nothing beyond the last line.
    #[must_use]
    pub fn range_of(&self, line: u32) -> Option<std::ops::Range<usize>> {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        let start = *self.starts.get(at)? as usize;
        let end = self.starts.get(at + 1).map_or(self.text_len, |&next| next as usize);
        Some(start..end)
    }

    /// How many lines there are, at least 1.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let index = LineIndex::new("a\nb\r\nc\rd");
        assert_eq!(index.count(), 4);
        assert_eq!([0, 2, 5, 7].map(|byte| index.line_of(byte)), [1, 2, 3, 4]);
        assert_eq!(index.range_of(2), Some(2..5));
    }
}
