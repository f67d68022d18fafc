//! HTML inside Markdown: tags, text and what is never shown, in one pass over one stretch of the source.

use std::ops::Range;

use crate::source::entities;

/// Elements whose content is never shown as words.
const HIDDEN: [&str; 12] = [
    "script", "style", "iframe", "svg", "noscript", "object", "video", "audio", "template", "canvas", "select", "math",
];

/// One part of a stretch of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text as it stands.
    Text(Range<usize>),
    /// A character reference and what it stands for.
    Entity(Range<usize>, String),
    /// A tag; the name is lower case.
    Tag { name: String, closes: bool, range: Range<usize> },
    /// A comment, or `<!…>` and `<?…>`.
    Comment(Range<usize>),
    /// The content of an element that is never shown.
    Hidden(Range<usize>),
}

/// Whether the content of an element is never shown.
pub(super) fn is_hidden(name: &str) -> bool {
    HIDDEN.contains(&name)
}

/// An image in the form of Markdown, `![words](address)`, among the text of an HTML block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Image {
    /// All of it.
    pub(super) whole: Range<usize>,
    /// Its description.
    pub(super) words: Range<usize>,
}

/// The images in a stretch of text, in order. Neither part runs over the end of a line.
pub(super) fn images(text: &str, range: Range<usize>) -> Vec<Image> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = part.get(from..).and_then(|rest| rest.find("![")).map(|at| from + at) {
        from = start + 2;
        let line = part.get(from..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let Some(words) = line.find("](") else { continue };
        let Some(address) = line.get(words + 2..).and_then(|rest| rest.find(')')) else { continue };
        let end = from + words + 2 + address + 1;
        let (base, words) = (range.start, from..from + words);
        found.push(Image { whole: base + start..base + end, words: base + words.start..base + words.end });
        from = end;
    }
    found
}

/// Elements that start a block of HTML where nothing but white space stands before them.
const BLOCKS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "iframe",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Whether a text starts with a tag of an element that is a block.
pub(super) fn starts_with_block(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix('<') else { return false };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let name_len = rest.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    let (Some(name), Some(after)) = (rest.get(..name_len), rest.as_bytes().get(name_len)) else { return false };
    matches!(after, b' ' | b'>' | b'/' | b'\t' | b'\n' | b'\r') && BLOCKS.contains(&name.to_ascii_lowercase().as_str())
}

/// Stands for a comment that a stretch leaves open, where else the name of an element stands.
const COMMENT: &str = "!--";

/// Takes a stretch of HTML apart. `hidden` is the element, or comment, that an earlier stretch left open, if its
/// content is hidden.
pub(super) fn pieces(source: &str, range: Range<usize>, hidden: &mut Option<String>) -> Vec<Piece> {
    let mut reader =
        Reader { source, at: range.start, end: range.end.min(source.len()), no_tags: false, no_quotes: false };
    let mut pieces = Vec::new();
    while reader.at < reader.end {
        if let Some(name) = hidden.take() {
            let is_comment = name == COMMENT;
            let (content, closed) = if is_comment { reader.until("-->") } else { reader.until_close(&name) };
            if !closed {
                *hidden = Some(name);
            }
            if !content.is_empty() {
                pieces.push(if is_comment { Piece::Comment(content) } else { Piece::Hidden(content) });
            }
            continue;
        }
        let piece = reader.next_piece();
        if let Piece::Tag { name, closes: false, range } = &piece
            && is_hidden(name)
            && !source.get(range.clone()).is_some_and(|tag| tag.ends_with("/>"))
        {
            *hidden = Some(name.clone());
        }
        if let Piece::Comment(range) = &piece
            && source.get(range.clone()).is_some_and(|comment| comment.starts_with("<!--") && !comment.ends_with("-->"))
        {
            *hidden = Some(COMMENT.to_owned());
        }
        pieces.push(piece);
    }
    pieces
}

/// The value of an attribute of a tag, as it is written.
pub(super) fn attribute<'tag>(tag: &'tag str, name: &str) -> Option<&'tag str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest.get(..at)?.chars().next_back();
        rest = rest.get(at + name.len()..)?;
        let Some(value) = rest.trim_start().strip_prefix('=') else { continue };
        if !before.is_some_and(char::is_whitespace) {
            continue;
        }
        let value = value.trim_start();
        return match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value.get(1..)?.split(quote).next(),
            _ => value.split(|next: char| next.is_whitespace() || next == '>').next(),
        };
    }
    None
}

struct Reader<'text> {
    source: &'text str,
    at: usize,
    end: usize,
    /// No `>` follows any more.
    no_tags: bool,
    /// A quotation mark in a tag is never closed any more.
    no_quotes: bool,
}

impl<'text> Reader<'text> {
    fn rest(&self) -> &'text str {
        self.source.get(self.at..self.end).unwrap_or_default()
    }

    fn take(&mut self, len: usize) -> Range<usize> {
        let start = self.at;
        self.at = (start + len).min(self.end);
        start..self.at
    }

    fn next_piece(&mut self) -> Piece {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        match bytes.first() {
            Some(b'<') => {
                if rest.starts_with("<!--") {
                    return Piece::Comment(self.until("-->").0);
                }
                if rest.starts_with("<!") || rest.starts_with("<?") {
                    let len = rest.find('>').map_or(rest.len(), |at| at + 1);
                    return Piece::Comment(self.take(len));
                }
                if let Some(tag) = self.tag() {
                    return tag;
                }
            }
            Some(b'&') => {
                if let Some((characters, len)) = entities::at_start(rest) {
                    return Piece::Entity(self.take(len), characters);
                }
            }
            _ => {}
        }
        // At least one byte, so that a lone `<` or `&` is text.
        let len = memchr::memchr2(b'<', b'&', bytes.get(1..).unwrap_or_default()).map_or(rest.len(), |at| at + 1);
        Piece::Text(self.take(len))
    }

    fn tag(&mut self) -> Option<Piece> {
        let rest = self.rest();
        let closes = rest.starts_with("</");
        let name_from = if closes { 2 } else { 1 };
        let name: String = rest
            .get(name_from..)?
            .chars()
            .take_while(|next| next.is_ascii_alphanumeric() || matches!(next, '-' | '.' | ':'))
            .take(64)
            .collect();
        if self.no_tags || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return None;
        }
        let len = self.tag_len()?;
        Some(Piece::Tag { name: name.to_ascii_lowercase(), closes, range: self.take(len) })
    }

    /// Bytes of the tag that starts here: up to a `>` that stands in no quoted value.
    fn tag_len(&mut self) -> Option<usize> {
        let bytes = self.rest().as_bytes();
        let (mut quote, mut last) = (None, b' ');
        let mut quoted_end = None;
        if !self.no_quotes {
            for (at, &byte) in bytes.iter().enumerate() {
                match quote {
                    Some(open) if byte == open => quote = None,
                    None if byte == b'>' => {
                        quoted_end = Some(at + 1);
                        break;
                    }
                    None if matches!(byte, b'"' | b'\'') && last == b'=' => quote = Some(byte),
                    _ => {}
                }
                if !byte.is_ascii_whitespace() {
                    last = byte;
                }
            }
        }
        let unclosed_quote = quoted_end.is_none() && quote.is_some();
        let plain_end = || memchr::memchr(b'>', bytes).map(|at| at + 1);
        let end = quoted_end.or_else(plain_end);
        self.no_quotes |= unclosed_quote;
        self.no_tags |= end.is_none();
        end
    }

    /// The content up to the closing tag of `name`, which is read next, or all that is left; and whether the tag was there.
    fn until_close(&mut self, name: &str) -> (Range<usize>, bool) {
        let rest = self.rest();
        for at in memchr::memmem::find_iter(rest.as_bytes(), b"</") {
            let found = rest.get(at + 2..at + 2 + name.len());
            if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                return (self.take(at), true);
            }
        }
        (self.take(rest.len()), false)
    }

    /// All up to the end of the next `mark`, or all that is left; and whether the mark was there.
    fn until(&mut self, mark: &str) -> (Range<usize>, bool) {
        let rest = self.rest();
        match rest.find(mark) {
            Some(at) => (self.take(at + mark.len()), true),
            None => (self.take(rest.len()), false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let mut hidden = None;
        let pieces = pieces(source, 0..source.len(), &mut hidden);
        let shown = pieces.into_iter().map(|piece| match piece {
            Piece::Text(range) => source.get(range).expect("ranges are of the source").to_owned(),
            Piece::Entity(_, characters) => characters,
            Piece::Tag { name, closes, .. } => format!("[{}{name}]", if closes { "/" } else { "" }),
            Piece::Comment(_) | Piece::Hidden(_) => "#".to_owned(),
        });
        shown.collect()
    }

    #[test]
    fn text_tags_and_what_is_hidden_are_told_apart() {
        assert_eq!(shown("<p class=\"a>b\">One &amp; two<br/>three</P>"), "[p]One & two[br]three[/p]");
        assert_eq!(shown("a<!-- b > c -->d<script>if (a < b) </p></script>e"), "a#d[script]#[/script]e");
        assert_eq!(shown("<iframe src=x /> after"), "[iframe] after");
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(shown("a < b & c <3 <p"), "a < b & c <3 <p");
        assert_eq!(shown("<a href=\"never closed>text</a>"), "[a]text[/a]");
        assert_eq!(shown("<style>never closed"), "[style]#");
    }

    #[test]
    fn an_attribute_is_found_by_its_whole_name() {
        assert_eq!(attribute("<a data-href='x' href = \"y z\">", "href"), Some("y z"));
        assert_eq!(attribute("<a href=y>", "href"), Some("y"));
        assert_eq!(attribute("<a hrefs=y>", "href"), None);
    }

    #[test]
    fn a_flood_of_broken_tags_is_read_in_linear_time() {
        for flood in ["<a b=\"", "<", "<a ", "&", "<!", "</"] {
            let source = flood.repeat(200_000);
            let mut hidden = None;
            assert!(!pieces(&source, 0..source.len(), &mut hidden).is_empty());
        }
    }
}
