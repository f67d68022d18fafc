//! Markup at the edges of words that are replaced in a draft.

use std::sync::LazyLock;

use regex::Regex;

use crate::source::MediaType;

/// What opens or closes markup in Markdown: emphasis, code, links and pictures.
static MARKDOWN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\\.|\*+|_+|~~|`+|!?\[|\]\([^()\s]*\)|\]\[[^\]]*\]").expect("the pattern is valid"));

static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*?(/?)>").expect("the pattern is valid"));

static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?i)^(?:</[a-z]+>|[*_~])*(?:[”“\"’'»]|&(?:[lr]dquo|quot|rsquo|raquo|apos|#39|#34|#8217|#8220|#8221);|</q>)(?:</[a-z]+>|[*_~])*")
        .expect("the pattern is valid")
});

/// Elements that have no end tag.
const VOID: &[&str] = &["br", "hr", "img", "wbr", "input", "meta", "link"];

/// The markup in `raw` that reaches over its edges: what it opens and does not close, and what it closes and does not
/// open. Without them the text around it would lose its other halves.
pub(super) fn across(raw: &str, media_type: MediaType) -> (String, String) {
    match media_type {
        MediaType::Plain => (String::new(), String::new()),
        MediaType::Html => across_tags(raw),
        MediaType::Markdown => across_marks(raw),
    }
}

fn across_tags(raw: &str) -> (String, String) {
    let (mut open, mut closing): (Vec<(String, &str)>, String) = (Vec::new(), String::new());
    for tag in TAG.captures_iter(raw) {
        let part = |number| tag.get(number).map_or("", |part: regex::Match<'_>| part.as_str());
        let name = part(2).to_lowercase();
        if part(1).is_empty() {
            if part(3).is_empty() && !VOID.contains(&name.as_str()) {
                open.push((name, part(0)));
            }
        } else if let Some(at) = open.iter().rposition(|(known, _)| *known == name) {
            open.truncate(at);
        } else {
            closing.push_str(part(0));
        }
    }
    (open.into_iter().map(|(_, tag)| tag).collect(), closing)
}

fn across_marks(raw: &str) -> (String, String) {
    let (mut open, mut closing): (Vec<&str>, String) = (Vec::new(), String::new());
    for found in MARKDOWN.find_iter(raw) {
        let mark = found.as_str();
        if mark.starts_with('\\') {
            continue;
        }
        if mark.ends_with('[') && !mark.starts_with(']') {
            open.push(mark);
        } else if mark.starts_with(']') {
            match open.iter().rposition(|known| known.ends_with('[')) {
                Some(at) => open.truncate(at),
                None => closing.push_str(mark),
            }
        } else if let Some(at) = open.iter().rposition(|known| *known == mark) {
            open.truncate(at);
        } else {
            let side = |text: Option<char>| text.is_some_and(|next| !next.is_whitespace());
            let before = side(raw.get(..found.start()).and_then(|text| text.chars().next_back()));
            let after = side(raw.get(found.end()..).and_then(|text| text.chars().next()));
            match (before, after) {
                (true, false) => closing.push_str(mark),
                (false, true) => open.push(mark),
                // A mark between two letters or two spaces is text.
                _ => {}
            }
        }
    }
    // A bracket that no link follows is text.
    (open.concat(), closing)
}

/// Writes a character so that a reader of `media_type` takes it for itself.
pub(super) fn escape(character: char, media_type: MediaType, written: &mut String) {
    match (media_type, character) {
        (MediaType::Markdown, '*' | '_' | '[' | ']' | '<' | '`' | '\\') => written.extend(['\\', character]),
        (MediaType::Html, '&') => written.push_str("&amp;"),
        (MediaType::Html, '<') => written.push_str("&lt;"),
        _ => written.push(character),
    }
}

/// The length of the closing quotation mark that `rest` begins with, with the end of markup around it.
pub(super) fn closing_mark(rest: &str, media_type: MediaType) -> Option<usize> {
    let found = CLOSING.find(rest)?.as_str();
    (media_type == MediaType::Html || !found.contains(['<', '&'])).then_some(found.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_that_is_whole_goes_and_halves_stay() {
        let markdown = |raw| across(raw, MediaType::Markdown);
        assert_eq!(markdown("a *b* [c](https://d.example) e"), (String::new(), String::new()));
        assert_eq!(markdown("the owner** decides"), (String::new(), "**".to_owned()));
        assert_eq!(markdown("decides on the *order"), ("*".to_owned(), String::new()));
        assert_eq!(markdown("the [owner"), ("[".to_owned(), String::new()));
        assert_eq!(markdown("owner](https://d.example) decides"), (String::new(), "](https://d.example)".to_owned()));
        let html = |raw| across(raw, MediaType::Html);
        assert_eq!(html("a <b>b</b><br> c</i> <em class=x>d"), ("<em class=x>".to_owned(), "</i>".to_owned()));
    }

    #[test]
    fn closing_marks_are_known_as_characters_names_and_tags() {
        assert_eq!(closing_mark("” and", MediaType::Plain), Some(3));
        assert_eq!(closing_mark("*\" and", MediaType::Markdown), Some(2));
        assert_eq!(closing_mark("&rdquo; and", MediaType::Html), Some(7));
        assert_eq!(closing_mark("</em></q>.", MediaType::Html), Some(9));
        assert_eq!(closing_mark(" and", MediaType::Html), None);
    }
}
