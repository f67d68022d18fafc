//! What kind of text a file holds, from its name first and its first bytes where the name does not tell.

use super::MediaType;

/// What a file's name says of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameSays {
    /// The extension belongs to a reader.
    Type(MediaType),
    /// There is no extension: the content decides.
    Nothing,
    /// The extension belongs to no reader.
    Other,
}

const HTML_EXTENSIONS: [&str; 5] = ["html", "htm", "xhtml", "xht", "shtml"];
const MARKDOWN_EXTENSIONS: [&str; 6] = ["md", "markdown", "mdown", "mkd", "mdx", "qmd"];
const PLAIN_EXTENSIONS: [&str; 2] = ["txt", "text"];

/// Extension of a compressed file; the extension before it tells the type.
const COMPRESSED: &str = "gz";

/// How many bytes of the start are looked at to tell what a file is.
const SNIFFED_BYTES: usize = 8192;

/// More control characters than one in this many bytes of the start are not text.
const BYTES_PER_CONTROL: usize = 20;

/// Bytes that files of one format start with, and what to call the format.
const SIGNATURES: [(&[u8], &str); 22] = [
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive (perhaps DOCX or EPUB)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"WARC/1", "a web archive (WARC)"),
    (b"From: <Saved by ", "a web archive (MHTML)"),
    (b"bplist00", "a web archive (property list)"),
    (b"RIFF", "a media file (RIFF)"),
    (b"OggS", "a media file (Ogg)"),
    (b"ID3", "an MP3 file"),
    (b"\x7fELF", "a program (ELF)"),
    (b"SQLite format 3\0", "an SQLite database"),
];

/// The extension of a file name, lower case: letters and digits after the last dot, at most eight, not digits alone
/// ("notes v1.2" and "Mr. Smith" have none). What follows a `?` (a page saved under its whole address) does not count.
pub(super) fn extension(name: &str) -> Option<String> {
    let name = name.split_once('?').map_or(name, |(path, _)| path);
    let (stem, extension) = name.rsplit_once('.')?;
    let fits = !stem.is_empty()
        && (1..=8).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    fits.then(|| extension.to_ascii_lowercase())
}

/// Whether the name says that the bytes are compressed.
pub(super) fn is_compressed(name: &str) -> bool {
    extension(name).is_some_and(|extension| extension == COMPRESSED)
}

/// The name less its extension, where it has one.
pub(super) fn stem(name: &str) -> &str {
    match extension(name) {
        Some(_) => name.rsplit_once('.').map_or(name, |(stem, _)| stem),
        None => name,
    }
}

/// What the name says of the content; `.html.gz` says HTML.
pub(super) fn by_name(name: &str) -> NameSays {
    let Some(mut found) = extension(name) else { return NameSays::Nothing };
    if found == COMPRESSED {
        let Some(inner) = extension(stem(name)) else { return NameSays::Other };
        found = inner;
    }
    let is_one_of = |known: &[&str]| known.contains(&found.as_str());
    if is_one_of(&HTML_EXTENSIONS) {
        NameSays::Type(MediaType::Html)
    } else if is_one_of(&MARKDOWN_EXTENSIONS) {
        NameSays::Type(MediaType::Markdown)
    } else if is_one_of(&PLAIN_EXTENSIONS) {
        NameSays::Type(MediaType::Plain)
    } else {
        NameSays::Other
    }
}

/// What the text is, by name and content: a page is a page under any name but `.html.markdown` and its like.
pub(super) fn media_type(name: Option<&str>, text: &str) -> MediaType {
    match name.map_or(NameSays::Nothing, by_name) {
        NameSays::Type(MediaType::Html) => MediaType::Html,
        NameSays::Type(named) if starts_a_page(text) => {
            let inner = name.map_or(NameSays::Nothing, |name| by_name(stem(name)));
            if inner == NameSays::Type(MediaType::Html) && !is_compressed(name.unwrap_or_default()) {
                named
            } else {
                MediaType::Html
            }
        }
        NameSays::Type(named) => named,
        NameSays::Nothing | NameSays::Other => {
            if starts_a_page(text) || starts_a_fragment(text) {
                MediaType::Html
            } else if looks_like_markdown(text) {
                MediaType::Markdown
            } else {
                MediaType::Plain
            }
        }
    }
}

/// What the bytes are when they are no text; `None` for text of any character set but UTF-16, whose byte order mark
/// the caller has looked for.
pub(super) fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Some(kind);
    }
    let start = bytes.get(..SNIFFED_BYTES).unwrap_or(bytes);
    let page = std::str::from_utf8(start.get(..256).unwrap_or(start)).is_ok_and(starts_a_page);
    let nulls = memchr::memchr_iter(0, start).count();
    // Escape starts the shifts of ISO-2022-JP; the rest is white space.
    let controls = start.iter().filter(|&&byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b));
    let too_many = controls.count() > start.len() / BYTES_PER_CONTROL;
    ((nulls > 0 && !page) || too_many).then_some("binary data")
}

/// What a text is that is no article though it is text: `None` for prose. A name that promises a reader's type is
/// believed.
pub(super) fn data_kind(name: Option<&str>, text: &str) -> Option<&'static str> {
    if matches!(name.map_or(NameSays::Nothing, by_name), NameSays::Type(_)) {
        return None;
    }
    let text = text.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    // JSON Lines are values one after the other.
    let is_json = text.starts_with(['{', '['])
        && serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>().all(|value| value.is_ok());
    is_json.then_some("JSON data")
}

/// The text after what may stand before a page's first tag: white space, a byte order mark, comments, `<?xml … ?>`.
fn after_prolog(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|at| at + 2)
        } else {
            None
        };
        match end.and_then(|end| rest.get(end..)) {
            Some(after) => rest = after,
            None => return rest,
        }
    }
}

/// The name of the tag that the text starts with, lower case; `!doctype` for a document type.
fn first_tag(text: &str) -> Option<String> {
    let rest = after_prolog(text).strip_prefix('<')?;
    let name: String = rest.chars().take(12).take_while(|&next| next.is_ascii_alphanumeric() || next == '!').collect();
    Some(name.to_ascii_lowercase())
}

fn starts_a_page(text: &str) -> bool {
    let Some(tag) = first_tag(text) else { return false };
    match tag.as_str() {
        "html" | "head" | "body" => true,
        "!doctype" => after_prolog(text)
            .get(9..)
            .and_then(|rest| rest.trim_start().get(..4))
            .is_some_and(|kind| kind.eq_ignore_ascii_case("html")),
        _ => false,
    }
}

fn starts_a_fragment(text: &str) -> bool {
    const TAGS: [&str; 14] =
        ["article", "div", "h1", "h2", "header", "main", "meta", "ol", "p", "section", "span", "table", "title", "ul"];
    first_tag(text).is_some_and(|tag| TAGS.contains(&tag.as_str()))
}

/// Text under a name without extension is Markdown where it has front matter, or a `#` heading with a link or a
/// second heading. Plain text rarely has either; where it does, nothing is lost but the marks.
fn looks_like_markdown(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with("---\n") || text.starts_with("+++\n") || text.starts_with("---\r\n") {
        return true;
    }
    let headings = text
        .lines()
        .filter(|line| line.starts_with('#') && line.trim_start_matches('#').starts_with(' ') && !line.contains("#!"))
        .take(2)
        .count();
    headings == 2 || (headings == 1 && text.contains("]("))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_short_and_not_a_number() {
        assert_eq!(extension("page.HTML").as_deref(), Some("html"));
        assert_eq!(extension("notes v1.2"), None);
        assert_eq!(extension("a talk by Mr. Smith"), None);
        assert_eq!(extension(".hidden"), None);
        assert_eq!(extension("page.html?id=3.5").as_deref(), Some("html"));
    }

    #[test]
    fn the_name_tells_the_type() {
        assert_eq!(by_name("a.htm"), NameSays::Type(MediaType::Html));
        assert_eq!(by_name("a.html.markdown"), NameSays::Type(MediaType::Markdown));
        assert_eq!(by_name("a.html.gz"), NameSays::Type(MediaType::Html));
        assert_eq!(by_name("a.tar.gz"), NameSays::Other);
        assert_eq!(by_name("a.gz"), NameSays::Other);
        assert_eq!(by_name("README"), NameSays::Nothing);
        assert_eq!(by_name("a.png"), NameSays::Other);
    }

    #[test]
    fn a_saved_page_is_a_page_under_the_name_of_a_text() {
        let page = "\u{feff}\n<!-- saved from url=(0021)https://a.example/b/c --><!DOCTYPE html><p>x";
        assert_eq!(media_type(Some("a.txt"), page), MediaType::Html);
        assert_eq!(media_type(Some("a.md"), "<html><body>x"), MediaType::Html);
        assert_eq!(media_type(Some("a.html.markdown"), "<html><body>x"), MediaType::Markdown);
        assert_eq!(media_type(Some("a.txt"), "<p>a fragment"), MediaType::Plain);
        assert_eq!(media_type(None, "<p>a fragment"), MediaType::Html);
        assert_eq!(media_type(None, "# One\n\ntext\n\n## Two\n"), MediaType::Markdown);
        assert_eq!(media_type(Some("README"), "One line."), MediaType::Plain);
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert_eq!(binary_kind(b"%PDF-1.7 ..."), Some("a PDF document"));
        assert_eq!(binary_kind(b"some\0thing"), Some("binary data"));
        assert_eq!(binary_kind(b"<!doctype html>\0<p>a page with a slip"), None);
        assert_eq!(binary_kind(b"\x01\x02\x03\x04 x"), Some("binary data"));
        assert_eq!(binary_kind("größer".as_bytes()), None);
        assert_eq!(binary_kind(b"\x1b$B%W\x1b(B text"), None);
    }
}
