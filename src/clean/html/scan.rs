//! The scan: the source of a page as the tokens that html5ever's tree builder takes, less what no rule ever looks at.
//!
//! In:  the source. Out: start tags with those attributes that a rule reads, end tags, text, and comments without their words. The
//! contents of scripts and styles (but structured data), drawings and pictures are left out, and outside preformatted text one line
//! end stands for white space with line ends in it. On the judged pages that is less than half of all bytes.
//!
//! Always: one pass, linear; a tag has the line in which it ends, text that in which its first words stand (html5ever gives all lines of a
//! text the last one); where the source is not as plain as expected (an element that never closes, a script that hides its own end), the
//! rest of the page goes to html5ever's own tokenizer.

mod fallback;
mod raw;
mod text;

use html5ever::{
    LocalName, local_name,
    tendril::StrTendril,
    tokenizer::{
        CharacterTokens, CommentToken, DoctypeToken, EOFToken, Tag, TagKind, TagToken, Token, TokenSink,
        TokenSinkResult, states::RawKind,
    },
};
use memchr::{memchr, memchr_iter, memmem};
use rustc_hash::FxHashMap;

use self::{fallback::doctype, raw::hides_end};
use super::{
    bounds::Bounded,
    references,
    sink::Handle,
    start_tag::{AttributeNames, Content, Kind, StartTag, shared},
};

/// How comments begin that programs write into the pages they save: they tell where a page is from.
const SAVED: [&str; 3] = ["saved from url=(", "Page saved with SingleFile", "Mirrored from "];

/// Scans a page, whose line ends are `\n`, into `sink`.
pub(super) fn scan(page: &StrTendril, sink: &Bounded) {
    let mut scanner = Scanner {
        page,
        text: page,
        sink,
        // A byte order mark is no text.
        at: if page.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
        line: 1,
        preformatted: 0,
        kinds: FxHashMap::default(),
        attribute_names: AttributeNames::default(),
        words: String::new(),
        raw_end: None,
    };
    if memchr(0, page.as_bytes()).is_some() {
        scanner.hand_over();
        return;
    }
    while scanner.step() {
        if sink.is_full() {
            return;
        }
    }
}

struct Scanner<'page> {
    page: &'page StrTendril,
    text: &'page str,
    sink: &'page Bounded,
    /// All before it has been taken.
    at: usize,
    /// The line that it stands in, counted from 1.
    line: u64,
    /// Open elements of preformatted text.
    preformatted: u32,
    /// Names of elements seen, as written.
    kinds: FxHashMap<&'page str, Kind>,
    attribute_names: AttributeNames<'page>,
    /// Text being put together.
    words: String,
    /// The last raw element, by its name, and where its end tag was found.
    raw_end: Option<(&'page str, usize)>,
}

impl<'page> Scanner<'page> {
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or_default()
    }

    fn rest(&self, from: usize) -> &'page [u8] {
        self.text.as_bytes().get(from..).unwrap_or_default()
    }

    fn between(&self, from: usize, to: usize) -> &'page str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn line_ends(&self, from: usize, to: usize) -> u64 {
        memchr_iter(b'\n', self.between(from, to).as_bytes()).count() as u64
    }

    /// Takes the source up to `end`.
    fn advance(&mut self, end: usize) {
        self.line += self.line_ends(self.at, end);
        self.at = end;
    }

    fn give(&self, token: Token) -> TokenSinkResult<Handle> {
        self.sink.process_token(token, self.line)
    }

    /// Takes the text up to the next tag or comment, and that; false at the end.
    fn step(&mut self) -> bool {
        let mut from = self.at;
        let open = loop {
            let Some(found) = memchr(b'<', self.rest(from)) else { break self.text.len() };
            if matches!(self.byte(from + found + 1), b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?') {
                break from + found;
            }
            from += found + 1;
        };
        self.text_to(open);
        let taken = match self.byte(open + 1) {
            _ if open == self.text.len() => {
                let _ = self.give(EOFToken);
                self.sink.end();
                return false;
            }
            b'/' => self.end_tag(open),
            b'!' | b'?' => self.declaration(open),
            _ => self.start_tag(open),
        };
        if taken.is_none() {
            self.hand_over();
        }
        taken.is_some()
    }

    fn end_tag(&mut self, open: usize) -> Option<()> {
        let inside = open + 2;
        match self.byte(inside) {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'>' => {
                self.advance(inside + 1);
                return Some(());
            }
            // As html5ever does: a comment.
            _ => return self.bogus_comment(open),
        }
        let name = self.name(inside);
        let mut end = inside + name.len();
        if self.byte(end) == b'>' {
            end += 1;
        } else {
            end = StartTag::end(self.text, end)?;
        }
        let kind = self.kind(name);
        if kind.is_preformatted {
            self.preformatted = self.preformatted.saturating_sub(1);
        }
        self.advance(end);
        let _ = self.give(tag(TagKind::EndTag, kind.name, StartTag::default()));
        Some(())
    }

    /// The name of a tag, as written.
    fn name(&self, from: usize) -> &'page str {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let end = self.rest(from).iter().position(ends).map_or(self.text.len(), |found| from + found);
        self.between(from, end)
    }

    fn kind(&mut self, name: &'page str) -> Kind {
        self.kinds.entry(name).or_insert_with(|| Kind::of(name)).clone()
    }

    fn start_tag(&mut self, open: usize) -> Option<()> {
        let name = self.name(open + 1);
        let kind = self.kind(name);
        let from = open + 1 + name.len();
        if kind.content == Content::LeftOut {
            let end = StartTag::end(self.text, from)?;
            let line = self.line;
            self.advance(end);
            // Its line ends part words.
            if self.line > line {
                let _ = self.give(CharacterTokens(StrTendril::from_char('\n')));
            }
            return Some(());
        }
        let found = StartTag::read(self.page, from, kind.is_whole, &mut self.attribute_names)?;
        let (end, self_closing) = (found.end, found.self_closing);
        let raw = match kind.content {
            Content::Endless => return None,
            Content::Raw => {
                // The end is looked for once, also where the tree builder takes no notice of the element.
                let known = self.raw_end.filter(|&(of, close)| of == name && close >= end).map(|(_, close)| close);
                let close = known.or_else(|| self.end_of_raw(end, name))?;
                self.raw_end = Some((name, close));
                let is_script = kind.name == local_name!("script");
                if is_script && hides_end(self.between(end, close)) {
                    return None;
                }
                let is_data = || ["json", "JSON"].iter().any(|word| self.between(open, end).contains(word));
                Some((close, kind.name == local_name!("style") || (is_script && !is_data())))
            }
            Content::Drawing if !self_closing => self.end_of_drawing(end).map(|close| (close, true)),
            _ => None,
        };
        if kind.is_preformatted {
            self.preformatted += 1;
        }
        self.advance(end);
        let result = self.give(tag(TagKind::StartTag, kind.name, found));
        match (raw, result) {
            // In a drawing, a tag that closes itself has no content.
            (Some(_), TokenSinkResult::Continue) if self_closing => {}
            (Some((close, true)), _) => self.advance(close),
            (Some((close, false)), TokenSinkResult::RawData(raw)) => {
                self.advance(close);
                if raw == RawKind::Rcdata {
                    self.give_stretch(end, close);
                } else {
                    self.give_text(shared(self.page, end, close));
                }
            }
            _ => {}
        }
        Some(())
    }

    fn declaration(&mut self, open: usize) -> Option<()> {
        let rest = self.rest(open);
        if rest.starts_with(b"<!--") {
            return self.comment(open + 4);
        }
        if rest.starts_with(b"<![CDATA[") && self.sink.adjusted_current_node_present_but_not_in_html_namespace() {
            return None;
        }
        let is_doctype = rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!doctype"));
        if !is_doctype {
            return self.bogus_comment(open);
        }
        let end = open + memchr(b'>', rest)? + 1;
        let doctype = doctype(self.between(open, end));
        self.advance(end);
        let _ = self.give(DoctypeToken(doctype));
        Some(())
    }

    /// What looks like a tag and is none, up to its `>`.
    fn bogus_comment(&mut self, open: usize) -> Option<()> {
        let end = open + memchr(b'>', self.rest(open))? + 1;
        self.advance(end);
        let _ = self.give(CommentToken(StrTendril::new()));
        Some(())
    }

    fn comment(&mut self, inside: usize) -> Option<()> {
        let at_once = match self.rest(inside) {
            [b'>', ..] => Some(1),
            [b'-', b'>', ..] => Some(2),
            _ => None,
        };
        let (said, end) = if let Some(len) = at_once {
            ("", inside + len)
        } else {
            let end = inside + memmem::find(self.rest(inside), b"-->")?;
            let said = self.between(inside, end);
            // `--!>` ends a comment too: then it is shorter than it looks.
            if said.contains("--!>") {
                return None;
            }
            (said, end + 3)
        };
        let saved = SAVED.iter().any(|start| said.trim_start().starts_with(start));
        self.advance(end);
        let _ = self.give(CommentToken(StrTendril::from_slice(if saved { said } else { "" })));
        Some(())
    }
}

fn tag(kind: TagKind, name: LocalName, found: StartTag) -> Token {
    TagToken(Tag {
        kind,
        name,
        self_closing: found.self_closing,
        attrs: found.attributes,
        had_duplicate_attributes: false,
    })
}

#[cfg(test)]
mod tests;
