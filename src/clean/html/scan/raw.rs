//! Elements whose inside is no HTML, or is left out: where they end.

use memchr::{memchr_iter, memmem};

use super::Scanner;

/// Parts of a drawing.
const DRAWN: [&str; 24] = [
    "path",
    "g",
    "rect",
    "circle",
    "line",
    "polygon",
    "polyline",
    "ellipse",
    "use",
    "defs",
    "title",
    "desc",
    "clipPath",
    "mask",
    "linearGradient",
    "radialGradient",
    "stop",
    "symbol",
    "text",
    "tspan",
    "filter",
    "image",
    "animate",
    "animateTransform",
];

impl Scanner<'_> {
    /// Where the end tag of a drawing begins, if it holds nothing but parts of drawings.
    pub(super) fn end_of_drawing(&self, from: usize) -> Option<usize> {
        for found in memchr_iter(b'<', self.rest(from)) {
            let open = from + found;
            let name = self.rest(open + 1);
            if name.starts_with(b"/svg>") {
                return Some(open);
            }
            let name = name.strip_prefix(b"/").unwrap_or(name);
            let end = name.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(name.len());
            let name = name.get(..end).unwrap_or_default();
            if !DRAWN.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name)) {
                return None;
            }
        }
        None
    }

    /// Where the end tag of a raw element begins.
    pub(super) fn end_of_raw(&self, from: usize, name: &str) -> Option<usize> {
        memmem::find_iter(self.rest(from), b"</").map(|found| from + found).find(|&close| {
            self.rest(close + 2).get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && matches!(self.byte(close + 2 + name.len()), b'>' | b'/' | b' ' | b'\t' | b'\n' | 0x0c)
        })
    }
}

/// Whether a script holds a comment in which another `<script>` would hide the end tag.
pub(super) fn hides_end(script: &str) -> bool {
    let Some(comment) = memmem::find(script.as_bytes(), b"<!--") else { return false };
    let after = script.as_bytes().get(comment..).unwrap_or_default();
    memmem::find_iter(after, b"<")
        .any(|at| after.get(at + 1..at + 7).is_some_and(|name| name.eq_ignore_ascii_case(b"script")))
}
