//! Tags by their delimiters: `{{ … }}`, `{% … %}`, `{# … #}`, `{/* … */}`, `<% … %>`, attributes, tags of components.
//!
//! In:  a text. Out: its tags in order. Always: linear in the text; what is not closed near enough is no tag.

use super::{LOOK_BACK_BYTES, Tag, TagKind};

/// Longest tag, in bytes. A brace that is not closed within is a brace.
const MAX_TAG_BYTES: usize = 4000;

/// What closes a tag; positions of the next ones are remembered, so that all searches together are linear.
const CLOSERS: [&str; 5] = ["}}", "%}", "#}", "*/}", "%>"];

/// All tags of `text` from byte `from` on, in order, apart.
pub(super) fn tags(text: &str, from: usize) -> Vec<Tag> {
    Finder { text, bytes: text.as_bytes(), closers: [from; CLOSERS.len()], no_component_before: from }.tags(from)
}

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
}
