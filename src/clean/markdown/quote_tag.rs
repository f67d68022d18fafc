//! Quotations in template tags: words and who said them, as values of a tag; or who said what stands up to its end.
//!
//! In:  one tag as it stands in the file. Out: where its words and its names stand. The keys are data
//! (`quote_tag.toml`).

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use serde::Deserialize;

/// What a tag tells of a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum QuoteTag {
    /// It holds the words and who said them.
    Whole {
        /// The words.
        words: Range<usize>,
        /// Speaker, title, organisation, as they stand.
        names: Vec<Range<usize>>,
    },
    /// It says who said what follows up to the tag that closes it.
    Opens(Vec<Range<usize>>),
    /// It closes such a tag.
    Closes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    names: HashSet<String>,
    own: HashSet<String>,
    words: HashSet<String>,
    speakers: Vec<String>,
    details: HashSet<String>,
}

static KEYS: LazyLock<Keys> =
    LazyLock::new(|| toml::from_str(include_str!("quote_tag.toml")).expect("the embedded keys are valid TOML"));

/// Words of a tag before its first value that may be its name: `include`, `partial` and the name itself.
const MAX_NAME_WORDS: usize = 3;

/// Reads a tag of `text`; nothing where it is none of a quotation.
pub(super) fn read(text: &str, tag: &Range<usize>) -> Option<QuoteTag> {
    let keys = &*KEYS;
    let inner = text.get(tag.clone())?;
    let body = inner.trim_matches(|mark: char| {
        matches!(mark, '{' | '}' | '%' | '<' | '>' | '-' | '=' | '#') || mark.is_whitespace()
    });
    let closing = body.strip_prefix('/').or_else(|| body.strip_prefix("end"));
    if let Some(name) = closing {
        return is_named(name.trim()).then_some(QuoteTag::Closes);
    }
    let values = values(text, tag);
    let head_end = values.first().map_or(tag.end, |value| value.key.start);
    let is_quote = is_named(text.get(tag.start..head_end)?);
    let key_of = |value: &Value| -> String {
        let key = text.get(value.key.clone()).unwrap_or_default();
        key.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let filled: Vec<(String, Range<usize>)> = values
        .iter()
        .filter(|value| text.get(value.words.clone()).is_some_and(|words| !words.trim().is_empty()))
        .map(|value| (key_of(value), value.words.clone()))
        .collect();
    let with =
        |wanted: &dyn Fn(&str) -> bool| filled.iter().find(|(key, _)| wanted(key)).map(|(_, words)| words.clone());
    let speaker = keys.speakers.iter().find_map(|speaker| with(&|key| key == speaker))?;
    let mut names: Vec<Range<usize>> =
        filled.iter().filter(|(key, _)| keys.details.contains(key)).map(|(_, words)| words.clone()).collect();
    // A signature begins with the name.
    names.retain(|detail| detail.start > speaker.start);
    names.push(speaker);
    names.sort_by_key(|name| name.start);
    let words = with(&|key| keys.own.contains(key)).or_else(|| with(&|key| is_quote && keys.words.contains(key)));
    match words {
        Some(words) if !names.contains(&words) => Some(QuoteTag::Whole { words, names }),
        Some(_) => None,
        None => is_quote.then_some(QuoteTag::Opens(names)),
    }
}

/// Whether one of the first words is the name of a quotation: `include "testimonial.html"`, `quote`.
fn is_named(head: &str) -> bool {
    let words = head.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '/')));
    let mut words = words.filter(|word| word.contains(char::is_alphanumeric)).take(MAX_NAME_WORDS);
    words.any(|word| {
        let mut parts = word.split(|letter: char| !letter.is_alphanumeric());
        parts.any(|part| KEYS.names.contains(part.to_lowercase().as_str()))
    })
}

/// A key with its value, as places in the file.
struct Value {
    key: Range<usize>,
    words: Range<usize>,
}

/// The values in quotation marks behind a key: `key="…"`, `key: '…'`, `:key => "…"`, `key={"…"}`. One pass.
fn values(text: &str, tag: &Range<usize>) -> Vec<Value> {
    let bytes = text.as_bytes();
    let byte = |at: usize| if at < tag.end { bytes.get(at).copied().unwrap_or_default() } else { 0 };
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let mut found = Vec::new();
    let mut at = tag.start;
    let mut unclosed = 0;
    let mut key: Option<Range<usize>> = None;
    while at < tag.end {
        let next = byte(at);
        if next.is_ascii_alphabetic() {
            let start = at;
            while is_key(byte(at)) {
                at += 1;
            }
            key = Some(start..at);
            continue;
        }
        if matches!(next, b'"' | b'\'') && next != unclosed {
            let end = end_of_value(text, at, tag.end);
            // A mark that nothing closes is not looked for again.
            if end.is_none() {
                unclosed = next;
            }
            if let (Some(key), Some(end)) = (key.take(), end) {
                let between = text.get(key.end..at).unwrap_or_default();
                if between.contains([':', '=']) {
                    found.push(Value { key, words: at + 1..end });
                }
            }
            at = end.map_or(at + 1, |end| end + 1);
            continue;
        }
        if !(next.is_ascii_whitespace() || matches!(next, b':' | b'=' | b'>' | b'{')) {
            key = None;
        }
        at += 1;
    }
    found
}

/// Where the mark at `open` is closed: by the same mark, not escaped, with no letter behind.
fn end_of_value(text: &str, open: usize, limit: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mark = bytes.get(open)?;
    let mut at = open + 1;
    while at < limit {
        match bytes.get(at)? {
            b'\\' => at += 1,
            byte if byte == mark && !bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric) => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words and names, or names alone.
    fn told(tag: &str) -> Option<(String, Vec<String>)> {
        let said = |range: Range<usize>| tag.get(range).unwrap_or_default().to_owned();
        match read(tag, &(0..tag.len()))? {
            QuoteTag::Whole { words, names } => Some((said(words), names.into_iter().map(said).collect())),
            QuoteTag::Opens(names) => Some((String::new(), names.into_iter().map(said).collect())),
            QuoteTag::Closes => None,
        }
    }

    #[test]
    fn values_of_a_tag_are_words_and_who_said_them() {
        let whole = Some(("It's done.".to_owned(), vec!["Ann Lee".to_owned(), "Head of Product".to_owned()]));
        for tag in [
            "{% include \"testimonial.html\",\n  size: \"md\", quote: \"It's done.\", attribution: \"Ann Lee\",\n organization: \"\", position: \"Head of Product\" %}",
            "{% include quote.html text=\"It's done.\" author='Ann Lee' role=\"Head of Product\" %}",
            "<%= partial 'quote', locals: { text: \"It's done.\", :name => \"Ann Lee\", title: \"Head of Product\" } %>",
            "<Testimonial quote={\"It's done.\"} author=\"Ann Lee\" job-title=\"Head of Product\" />",
        ] {
            assert_eq!(told(tag), whole, "{tag}");
        }
        assert_eq!(told("{{< quote author=\"Ann Lee\" >}}"), Some((String::new(), vec!["Ann Lee".to_owned()])));
        assert_eq!(read("{{< /quote >}}", &(0..14)), Some(QuoteTag::Closes));
        assert_eq!(read("{% endblockquote %}", &(0..19)), Some(QuoteTag::Closes));
    }

    #[test]
    fn other_tags_are_none() {
        for tag in [
            "{% include card.html text=\"It is done.\" name=\"Ann Lee\" %}",
            "{% include quote.html text=\"It is done.\" %}",
            "{% image \"ann-lee.png\" \"Ann Lee\" %}",
            "{{ \"ann-lee\" | team_link }}",
            "{% endif %}",
        ] {
            assert_eq!(told(tag), None, "{tag}");
        }
    }

    #[test]
    fn marks_that_are_never_closed_take_one_pass() {
        let tag = format!("{{% quote {} %}}", "a=\"b ".repeat(1_000));
        assert_eq!(told(&tag), None);
    }
}
