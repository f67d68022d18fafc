//! Start tags: the name, and those attributes that a rule reads.
//!
//! In:  the source of a page and where a tag stands in it. Out: its attributes and where it ends; nothing where it does not end.
//!
//! Always: names and values are cut as the HTML standard's tokenizer cuts them; of two attributes of one name the first counts.

use html5ever::{Attribute, LocalName, QualName, ns, tendril::StrTendril};
use memchr::memchr;
use rustc_hash::FxHashMap;

use super::references::{self, Place};

/// Attributes that some rule reads; those of `meta`, `link` and `script` stay whole.
const READ: [&str; 33] = [
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
    "data-tippy-content",
    "data-quote",
    "data-username",
    "data-author",
    "data-ipsquote-username",
    "author",
    "created",
    "created-timestamp",
    "start",
    "value",
    "rowspan",
    "colspan",
];

/// What the inside of an element is to the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Text and elements.
    Flow,
    /// Text up to its end tag.
    Raw,
    /// Text up to the end of the page.
    Endless,
    /// Shapes.
    Drawing,
    /// The element shows no words and holds nothing: its tag is left out.
    LeftOut,
}

/// What the name of an element tells the scan.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    /// In lower case.
    pub(super) name: LocalName,
    pub(super) content: Content,
    /// Whether all its attributes are read.
    pub(super) is_whole: bool,
    /// Whether white space shows in it.
    pub(super) is_preformatted: bool,
}

impl Kind {
    /// The kind of an element, by its name as written.
    pub(super) fn of(written: &str) -> Self {
        let lower = written.to_ascii_lowercase();
        let content = match lower.as_str() {
            "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" => Content::Raw,
            "plaintext" => Content::Endless,
            "svg" => Content::Drawing,
            "img" | "source" | "track" => Content::LeftOut,
            _ => Content::Flow,
        };
        Self {
            content,
            is_whole: matches!(lower.as_str(), "meta" | "link" | "script"),
            is_preformatted: matches!(lower.as_str(), "pre" | "listing"),
            name: LocalName::from(lower),
        }
    }
}

/// Names of attributes seen on a page, as written, with what they are in lower case where a rule reads them.
#[derive(Default)]
pub(super) struct AttributeNames<'page> {
    read: FxHashMap<&'page str, Option<LocalName>>,
    all: FxHashMap<&'page str, LocalName>,
}

impl<'page> AttributeNames<'page> {
    fn of(&mut self, written: &'page str, whole: bool) -> Option<LocalName> {
        let lower = || LocalName::from(written.to_ascii_lowercase());
        if whole {
            return Some(self.all.entry(written).or_insert_with(lower).clone());
        }
        let is_read = || READ.iter().any(|known| written.eq_ignore_ascii_case(known)).then(lower);
        self.read.entry(written).or_insert_with(is_read).clone()
    }
}

/// A start tag behind its name.
#[derive(Default)]
pub(super) struct StartTag {
    pub(super) attributes: Vec<Attribute>,
    pub(super) self_closing: bool,
    /// Where it ends in the source.
    pub(super) end: usize,
}

impl StartTag {
    /// Reads the attributes from `from` on, all where the tag is `whole`.
    pub(super) fn read<'page>(
        page: &'page StrTendril,
        from: usize,
        whole: bool,
        names: &mut AttributeNames<'page>,
    ) -> Option<Self> {
        let mut found = Self::default();
        let mut styled = false;
        let (end, self_closing) = each_attribute(page, from, |name, start, end| {
            let Some(name) = names.of(name, whole) else { return };
            // Of two attributes of one name the first counts, be it left out or not.
            if &*name == "style" && std::mem::replace(&mut styled, true) {
                return;
            }
            if found.attributes.iter().any(|known| known.name.local == name) {
                return;
            }
            let value = page.get(start..end).unwrap_or_default();
            // Styles are asked for one thing: whether they hide.
            if !whole && &*name == "style" && !value.contains("none") && !value.contains("hidden") {
                return;
            }
            let value = match references::decode(value, Place::Attribute) {
                std::borrow::Cow::Owned(decoded) => StrTendril::from_slice(&decoded),
                std::borrow::Cow::Borrowed(_) => shared(page, start, end),
            };
            found.attributes.push(Attribute { name: QualName::new(None, ns!(), name), value });
        })?;
        Some(Self { self_closing, end, ..found })
    }

    /// Where a tag ends whose attributes count for nothing.
    pub(super) fn end(page: &str, from: usize) -> Option<usize> {
        each_attribute(page, from, |_, _, _| ()).map(|(end, _)| end)
    }
}

/// A stretch of the page that shares its memory.
pub(super) fn shared(page: &StrTendril, start: usize, end: usize) -> StrTendril {
    let stretch = u32::try_from(start).ok().zip(u32::try_from(end.saturating_sub(start)).ok());
    stretch.and_then(|(start, len)| page.try_subtendril(start, len).ok()).unwrap_or_default()
}

/// Finds the attributes of a tag, each with its name as written and where its value stands; tells where the tag ends
/// and whether it closes itself.
fn each_attribute<'page>(
    page: &'page str,
    from: usize,
    mut take: impl FnMut(&'page str, usize, usize),
) -> Option<(usize, bool)> {
    let bytes = page.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let white = |mut at: usize| {
        while byte(at).is_ascii_whitespace() {
            at += 1;
        }
        at
    };
    let mut at = from;
    loop {
        at = white(at);
        match byte(at) {
            b'>' => return Some((at + 1, false)),
            b'/' if byte(at + 1) == b'>' => return Some((at + 2, true)),
            b'/' => {
                at += 1;
                continue;
            }
            _ => {}
        }
        // An equals sign at the head belongs to the name.
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/');
        let name_end = at + 1 + bytes.get(at + 1..)?.iter().position(ends)?;
        let name = page.get(at..name_end)?;
        let equals = white(name_end);
        if byte(equals) != b'=' {
            take(name, name_end, name_end);
            at = name_end;
            continue;
        }
        let value = white(equals + 1);
        let (start, end, next) = match byte(value) {
            quote @ (b'"' | b'\'') => {
                let end = value + 1 + memchr(quote, bytes.get(value + 1..)?)?;
                (value + 1, end, end + 1)
            }
            b'>' => (value, value, value),
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
                let end = value + bytes.get(value..)?.iter().position(ends)?;
                (value, end, end)
            }
        };
        take(name, start, end);
        at = next;
    }
}
