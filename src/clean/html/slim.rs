//! Slimming: the page's source less what no rule ever looks at, so that the parser has less to chew.
//!
//! In:  the text of a page. Out: the same text without the contents of scripts and styles (structured data stays),
//! without comments, with only those attributes that a rule reads and one line end for white space with line ends in it,
//! but in preformatted text.
//!
//! Always: one pass, linear; each line knows which line of the page it begins in; where the source is not as plain as
//! expected (an element that never closes, a self-closed script), the rest of the page is handed on as it is. On the
//! judged pages more than half of all bytes go, and with them half of the time of parsing.

use memchr::{memchr, memchr2, memchr3, memmem};

/// Attributes that some rule reads; those of `meta`, `link` and `script` stay whole.
const READ: [&str; 25] = [
    "class",
    "id",
    "itemprop",
    "itemtype",
    "itemscope",
    "role",
    "component",
    "style",
    "hidden",
    "aria-hidden",
    "aria-level",
    "href",
    "rel",
    "property",
    "content",
    "type",
    "datetime",
    "lang",
    "pubdate",
    "title",
    "data-time",
    "data-quote",
    "data-username",
    "data-author",
    "data-ipsquote-username",
];

/// Elements whose content is text up to their end tag.
const RAW: [&str; 9] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// How comments begin that programs write into the pages they save: they tell where a page is from.
const SAVED: [&str; 3] = ["saved from url=(", "Page saved with SingleFile", "Mirrored from "];

/// Elements that show no words and hold nothing.
const EMPTY: [&str; 3] = ["img", "source", "track"];

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

/// A slimmed page.
pub(super) struct Slimmed {
    pub(super) text: String,
    /// For each line of the text the line of the page that it begins in, counted from 1; nothing where they are the same.
    pub(super) lines: Vec<u32>,
}

/// Whether white space shows in an element.
fn is_preformatted(name: &str) -> bool {
    name.eq_ignore_ascii_case("pre") || name.eq_ignore_ascii_case("listing")
}

/// Slims a page.
pub(super) fn slim(text: &str) -> Slimmed {
    let mut slimmer = Slimmer {
        text,
        out: String::with_capacity(text.len() / 2),
        lines: vec![1],
        at: 0,
        line: 1,
        preformatted: 0,
        // A carriage return alone ends a line, too: such pages keep their white space.
        collapses: memchr::memchr_iter(b'\r', text.as_bytes()).all(|at| text.as_bytes().get(at + 1) == Some(&b'\n')),
    };
    while slimmer.step() {}
    slimmer.copy_to(text.len());
    Slimmed { text: slimmer.out, lines: if slimmer.collapses { slimmer.lines } else { Vec::new() } }
}

struct Slimmer<'page> {
    text: &'page str,
    out: String,
    lines: Vec<u32>,
    /// All before it has been written.
    at: usize,
    /// The line that it stands in.
    line: u32,
    /// Open elements of preformatted text.
    preformatted: u32,
    /// Whether white space with line ends becomes one of them.
    collapses: bool,
}

impl Slimmer<'_> {
    fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes().get(at).copied().unwrap_or_default()
    }

    fn rest(&self, from: usize) -> &[u8] {
        self.bytes().get(from..).unwrap_or_default()
    }

    /// Writes the source from where writing stopped up to `end`.
    fn copy_to(&mut self, end: usize) {
        let copied = self.text.get(self.at..end).unwrap_or_default();
        self.out.push_str(copied);
        for _ in memchr::memchr_iter(b'\n', copied.as_bytes()) {
            self.line += 1;
            self.lines.push(self.line);
        }
        self.at = end;
    }

    /// Writes the same of visible text.
    fn copy_text_to(&mut self, end: usize) {
        if !self.collapses || self.preformatted > 0 {
            return self.copy_to(end);
        }
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        while let Some(found) = memchr(b'\n', self.bytes().get(self.at..end).unwrap_or_default()) {
            let line_end = self.at + found;
            let words = self.bytes().get(self.at..line_end).unwrap_or_default();
            let blank_before = words.iter().rev().take_while(|byte| is_blank(byte)).count();
            let after = self.bytes().get(line_end..end).unwrap_or_default();
            let blank_after = after.iter().take_while(|byte| is_blank(byte)).count();
            self.copy_to(line_end - blank_before);
            self.skip_to(line_end + blank_after);
        }
        self.copy_to(end);
    }

    /// Leaves out the source up to `end`, but for a line end if there was one.
    fn skip_to(&mut self, end: usize) {
        let left_out = self.text.get(self.at..end).unwrap_or_default();
        let line_ends = memchr::memchr_iter(b'\n', left_out.as_bytes()).count();
        if self.collapses {
            self.line += u32::try_from(line_ends).unwrap_or_default();
            if line_ends > 0 {
                self.end_line();
            }
        } else {
            for _ in 0..line_ends {
                self.line += 1;
                self.end_line();
            }
        }
        self.at = end;
    }

    /// Writes a line end; the next line begins in the page's line at hand.
    fn end_line(&mut self) {
        self.out.push('\n');
        self.lines.push(self.line);
    }

    /// Takes the text up to the next tag or comment, and that; false where the rest is to be left as it is.
    fn step(&mut self) -> bool {
        let Some(open) = memchr(b'<', self.rest(self.at)).map(|found| self.at + found) else { return false };
        self.copy_text_to(open);
        match self.byte(open + 1) {
            b'!' if self.rest(open).starts_with(b"<!--") => self.comment(open),
            b'!' | b'?' => {
                let Some(end) = memchr(b'>', self.rest(open)) else { return false };
                self.copy_to(open + end + 1);
                true
            }
            b'a'..=b'z' | b'A'..=b'Z' => self.start_tag(open),
            b'/' if self.byte(open + 2).is_ascii_alphabetic() => {
                let Some(end) = memchr(b'>', self.rest(open)) else { return false };
                let name = self.text.get(open + 2..open + end).unwrap_or_default();
                if is_preformatted(name.trim_end()) {
                    self.preformatted = self.preformatted.saturating_sub(1);
                }
                self.copy_to(open + end + 1);
                true
            }
            _ => {
                self.copy_to(open + 1);
                true
            }
        }
    }

    fn comment(&mut self, open: usize) -> bool {
        let inside = open + 4;
        if matches!(self.rest(inside), [b'>', ..] | [b'-', b'>', ..]) {
            self.copy_to(inside);
            return true;
        }
        let Some(end) = memmem::find(self.rest(inside), b"-->").map(|found| inside + found) else { return false };
        // `--!>` ends a comment too: then it is shorter than it looks.
        if memmem::find(self.bytes().get(inside..end).unwrap_or_default(), b"--!>").is_some() {
            return false;
        }
        self.copy_to(inside);
        let said = self.text.get(inside..end).unwrap_or_default().trim_start();
        if !SAVED.iter().any(|start| said.starts_with(start)) {
            self.skip_to(end);
        }
        self.copy_to(end + 3);
        true
    }

    fn start_tag(&mut self, open: usize) -> bool {
        let name_end = self
            .rest(open + 1)
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
            .map_or(self.text.len(), |found| open + 1 + found);
        let name = self.text.get(open + 1..name_end).unwrap_or_default();
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if EMPTY.iter().any(|known| is(known)) {
            self.leave_out_tag();
            return true;
        }
        self.preformatted += u32::from(is_preformatted(name));
        let whole = is("meta") || is("link") || is("script");
        self.copy_to(name_end);
        let Some((end, self_closed)) = self.attributes(whole) else { return false };
        if is("svg")
            && !self_closed
            && let Some(close) = self.end_of_drawing(end)
        {
            self.skip_to(close);
            return true;
        }
        let Some(raw) = RAW.iter().find(|known| is(known)) else { return true };
        if self_closed || is("plaintext") {
            return false;
        }
        let tag = self.text.get(open..end).unwrap_or_default();
        let Some(close) = self.end_of_raw(end, raw) else { return false };
        let inside = self.text.get(end..close).unwrap_or_default();
        let data = is("script") && (tag.contains("json") || tag.contains("JSON"));
        let left_out = is("style") || (is("script") && !data);
        // Inside a comment in a script another `<script>` would hide the end tag.
        if is("script") && inside.contains("<!--") {
            return false;
        }
        if left_out {
            self.skip_to(close);
        } else {
            self.copy_to(close);
        }
        true
    }

    /// Leaves out the start tag at hand, but for its line ends.
    fn leave_out_tag(&mut self) {
        let (bytes, lines) = (self.out.len(), self.lines.len());
        self.attributes(false);
        self.out.truncate(bytes);
        let ended = self.lines.len() - lines;
        self.out.extend(std::iter::repeat_n('\n', ended));
    }

    /// Where the end tag of a drawing begins, if it holds nothing but parts of drawings.
    fn end_of_drawing(&self, from: usize) -> Option<usize> {
        for found in memchr::memchr_iter(b'<', self.rest(from)) {
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
    fn end_of_raw(&self, from: usize, name: &str) -> Option<usize> {
        memmem::find_iter(self.rest(from), b"</").map(|found| from + found).find(|&close| {
            self.rest(close + 2).get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && matches!(self.byte(close + 2 + name.len()), b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
        })
    }

    /// Takes the attributes of a start tag and its `>`; tells where the tag ends and whether it closed itself.
    fn attributes(&mut self, whole: bool) -> Option<(usize, bool)> {
        loop {
            let mut next = self.at;
            while self.byte(next).is_ascii_whitespace() || self.byte(next) == b'/' && self.byte(next + 1) != b'>' {
                next += 1;
            }
            match self.rest(next) {
                [] => return None,
                [b'>', ..] => {
                    self.skip_to(next);
                    self.copy_to(next + 1);
                    return Some((next + 1, false));
                }
                [b'/', b'>', ..] => {
                    self.skip_to(next);
                    // A space, or an unquoted value before it would take the slash.
                    self.out.push(' ');
                    self.copy_to(next + 2);
                    return Some((next + 2, true));
                }
                _ => {}
            }
            let name_end = self.name_end(next)?;
            let name = self.text.get(next..name_end)?;
            let value_end = self.value_end(name_end)?;
            let value = self.text.get(name_end..value_end).unwrap_or_default();
            let read = READ.iter().any(|known| name.eq_ignore_ascii_case(known));
            // Styles are asked for one thing: whether they hide.
            let shows = name.eq_ignore_ascii_case("style") && !value.contains("none") && !value.contains("hidden");
            if whole || (read && !shows) {
                self.copy_to(value_end);
            } else {
                self.skip_to(value_end);
            }
        }
    }

    /// Where an attribute's name ends.
    fn name_end(&self, from: usize) -> Option<usize> {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/');
        // An equals sign at the head belongs to the name.
        self.rest(from + 1)
            .iter()
            .position(ends)
            .map(|found| from + 1 + found)
            .filter(|&at| self.text.is_char_boundary(at))
    }

    /// Where the value after a name ends; right there if there is none.
    fn value_end(&self, name_end: usize) -> Option<usize> {
        let mut at = name_end;
        while self.byte(at).is_ascii_whitespace() {
            at += 1;
        }
        if self.byte(at) != b'=' {
            return Some(name_end);
        }
        at += 1;
        while self.byte(at).is_ascii_whitespace() {
            at += 1;
        }
        match self.byte(at) {
            quote @ (b'"' | b'\'') => memchr(quote, self.rest(at + 1)).map(|found| at + 1 + found + 1),
            b'>' => Some(at),
            _ => {
                let white = memchr3(b' ', b'\n', b'\t', self.rest(at)).unwrap_or(usize::MAX);
                let other = memchr2(b'>', b'\r', self.rest(at)).unwrap_or(usize::MAX);
                let end = white.min(other);
                (end != usize::MAX).then(|| at + end)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    fn slim(text: &str) -> String {
        super::slim(text).text
    }

    #[test]
    fn what_no_rule_reads_is_left_out() {
        let cases = [
            ("<p onclick='a > b' class=x data-y>one</p>", "<p class=x>one</p>"),
            ("<a href=\"/a?b=c\" target=_blank>two</a>", "<a href=\"/a?b=c\">two</a>"),
            ("<br data-a=1 />x", "<br />x"),
            ("<script>if (a < b) {\n}</script>three", "<script>\n</script>three"),
            ("<STYLE>p > a { }</STYLE>four", "<STYLE></STYLE>four"),
            ("five<!-- <p>\n -->six", "five<!--\n-->six"),
            ("<p>a<img src=a alt=\"b > c\">b</p>", "<p>ab</p>"),
            ("<svg viewBox=\"0\"><g><path d=\"M0\"/></g></svg>seven", "<svg></svg>seven"),
            ("<b style=\"color: red\">eight</b>", "<b>eight</b>"),
            ("a < b and 1 <2 <3", "a < b and 1 <2 <3"),
            ("<p>nine \n\n  ten</p>\r\n\t<p>\n", "<p>nine\nten</p>\n<p>\n"),
            ("<pre>a\n\n b</pre> \n c<b>", "<pre>a\n\n b</pre>\nc<b>"),
        ];
        for (source, slimmed) in cases {
            assert_eq!(slim(source), slimmed);
        }
    }

    #[test]
    fn lines_know_where_they_begin_in_the_page() {
        let source = "<p\n\ndata-a>one\n\n two<script>\n\n\n</script><img\n\nalt=\"\n\"><b>three\n four";
        let slimmed = super::slim(source);
        for word in ["<p", "one", "two", "<b>", "three", "four"] {
            let line_at = |text: &str| text.split(word).next().map_or(0, |before| before.matches('\n').count());
            let line = slimmed.lines.get(line_at(&slimmed.text)).copied();
            assert_eq!(line, u32::try_from(line_at(source) + 1).ok(), "{word} in {:?}", slimmed.text);
        }
    }

    #[test]
    fn structured_data_and_raw_text_stay() {
        for source in [
            "<script type=\"application/ld+json\">{\"a\": \"<b>\"}</script>",
            "<title>a <b> c</title><textarea><script></textarea>text",
            "<meta name=\"author\" content=\"Ada\">",
            "<!-- saved from url=(0019)https://example.org/ -->",
            "<svg><foreignObject><p>text</p></foreignObject></svg>",
            "<p style=\"display: none\">text</p>",
        ] {
            assert_eq!(slim(source), source);
        }
    }

    #[test]
    fn an_unusual_page_is_handed_on_as_it_is() {
        for source in [
            "one <!-- two <b data-x=1>",
            "one <script> two <b data-x=1>",
            "<svg><script href=\"a\" /></svg><b data-x=1>",
            "one <b data-x",
            "one <b title=\"",
            "<p class=\"a\" ",
        ] {
            assert!(slim(source).contains(source.get(source.len() - 4..).unwrap_or_default()), "{source}");
        }
    }
}
