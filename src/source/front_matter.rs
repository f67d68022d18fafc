//! Front matter: the block of `key: value` lines at the head of a Markdown file, in YAML (`---`) or TOML (`+++`).
//!
//! In:  the text of a file. Out: the [`Reference`] that the block gives, and where the block stands.
//!
//! Always: a block that is broken, or full of template tags, gives what its lines give one by one, and never an
//! error: it is the writer's tool that reads it, not the reader.

use std::{collections::BTreeMap, ops::Range};

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::{Issued, Reference, address, author, date, entities};
use crate::text;

/// Longer blocks are read line by line only, in bytes.
const MAX_PARSED_BYTES: usize = 256 << 10;

/// Keys that name each part of a reference, most trusted first; lower case, `-` and blanks as `_`.
const TITLE: [&str; 1] = ["title"];
const AUTHOR: [&str; 6] = ["author", "authors", "by", "byline", "creator", "post_author"];
const ISSUED: [&str; 17] = [
    "date",
    "date_published",
    "datepublished",
    "published",
    "published_at",
    "published_date",
    "publish_date",
    "publishdate",
    "pubdate",
    "issued",
    "posted",
    "created",
    "created_at",
    "lastmod",
    "last_modified",
    "updated",
    "modified",
];
const URL: [&str; 8] =
    ["canonical_url", "canonicalurl", "canonical", "url", "original_url", "source_url", "permalink", "link"];
const LANGUAGE: [&str; 3] = ["lang", "language", "locale"];
const SITE: [&str; 5] = ["site", "site_name", "publication", "container_title", "website"];

/// How a block is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatterFormat {
    /// Between lines of `---`.
    Yaml,
    /// Between lines of `+++`.
    Toml,
}

/// The block at the head of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// What it says of the work.
    pub reference: Reference,
    /// Its bytes in the text, from the first fence to the end of the line of the last.
    pub range: Range<usize>,
    /// How it is written.
    pub format: FrontMatterFormat,
}

/// The front matter of a text, where it has one: the first line is a fence, a later line is its match, and between
/// them stand keys with values, or nothing.
#[must_use]
pub fn front_matter(text: &str) -> Option<FrontMatter> {
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r']).len();
    let mut lines = lines(text, start);
    let first = lines.next()?;
    let fence = text.get(first.clone())?.trim_end();
    let format = match fence {
        "---" => FrontMatterFormat::Yaml,
        "+++" => FrontMatterFormat::Toml,
        _ => return None,
    };
    let last = lines.find(|line| {
        let line = text.get(line.clone()).unwrap_or_default();
        line.starts_with(fence) && line.trim_end() == fence
            || format == FrontMatterFormat::Yaml && line.starts_with("...") && line.trim_end() == "..."
    })?;
    let inner = text.get(first.end..last.start)?;
    let record = read(inner, format)?;
    Some(FrontMatter { reference: reference(&record), range: start..last.end, format })
}

/// The lines of `text` from byte `from` on, line ends included; a lone CR ends a line too.
fn lines(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let len = match rest.find(['\n', '\r']) {
            Some(end) if rest.get(end..).is_some_and(|rest| rest.starts_with("\r\n")) => end + 2,
            Some(end) => end + 1,
            None => rest.len(),
        };
        let line = at..at + len;
        at = line.end;
        Some(line)
    })
}

type Record = BTreeMap<String, Value>;

fn key_form(key: &str) -> String {
    key.trim().trim_matches(['"', '\'']).to_lowercase().replace(['-', ' '], "_")
}

/// The keys and values of a block; nothing where it is no block of keys but text between two rules.
fn read(inner: &str, format: FrontMatterFormat) -> Option<Record> {
    if inner.trim().is_empty() {
        return Some(Record::new());
    }
    let parsed = if inner.len() > MAX_PARSED_BYTES {
        None
    } else {
        match format {
            FrontMatterFormat::Yaml => yaml(inner),
            FrontMatterFormat::Toml => toml_record(inner),
        }
    };
    parsed.or_else(|| by_lines(inner, format))
}

fn yaml(inner: &str) -> Option<Record> {
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::FirstWins,
        with_snippet: false,
    };
    let record: BTreeMap<String, Value> = serde_saphyr::from_str_with_options(inner, options).ok()?;
    Some(record.into_iter().map(|(key, value)| (key_form(&key), value)).collect())
}

fn toml_record(inner: &str) -> Option<Record> {
    let (table, errors) = DeTable::parse_recoverable(inner);
    let table = table.get_ref();
    if table.is_empty() && !errors.is_empty() {
        return None;
    }
    Some(table.iter().map(|(key, value)| (key_form(key.get_ref()), toml_value(value.get_ref()))).collect())
}

/// A TOML value of at most two levels; what lies deeper says nothing of the work.
fn toml_value(value: &DeValue<'_>) -> Value {
    fn plain(value: &DeValue<'_>) -> Value {
        match value {
            DeValue::String(text) => Value::from(text.as_ref()),
            DeValue::Integer(number) => Value::from(number.as_str()),
            DeValue::Datetime(datetime) => Value::from(datetime.to_string()),
            DeValue::Table(table) => {
                let plain_texts = table.iter().filter_map(|(key, value)| {
                    Some((key.get_ref().to_string(), Value::from(value.get_ref().as_str()?)))
                });
                Value::Object(plain_texts.collect())
            }
            _ => Value::Null,
        }
    }
    match value {
        DeValue::Array(items) => items.iter().map(|item| plain(item.get_ref())).collect(),
        _ => plain(value),
    }
}

/// The keys at the start of a line, each with the text after it or the `- items` below it.
fn by_lines(inner: &str, format: FrontMatterFormat) -> Option<Record> {
    let separator = match format {
        FrontMatterFormat::Yaml => ':',
        FrontMatterFormat::Toml => '=',
    };
    let mut record = Record::new();
    let mut open: Option<String> = None;
    let (mut known, mut foreign) = (0_usize, 0_usize);
    for line in lines(inner, 0).filter_map(|line| inner.get(line)) {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') || bare.starts_with("{%") || bare.starts_with("{{") {
            continue;
        }
        if let Some(item) = bare.strip_prefix("- ") {
            let list = open.as_ref().and_then(|key| record.get_mut(key));
            match list {
                Some(Value::Array(items)) => items.push(scalar(item)),
                Some(value) if value.as_str().is_some_and(str::is_empty) => *value = Value::from(vec![scalar(item)]),
                _ => {}
            }
            continue;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        match line.split_once(separator) {
            Some((key, value)) if is_key(key) => {
                known += 1;
                let key = key_form(key);
                record.entry(key.clone()).or_insert_with(|| value_of_line(value));
                open = Some(key);
            }
            _ => foreign += 1,
        }
    }
    (known > 0 && known >= foreign).then_some(record)
}

fn is_key(key: &str) -> bool {
    let key = key.trim().trim_matches(['"', '\'']);
    !key.is_empty()
        && key.len() <= 40
        && key.chars().all(|next| next.is_alphanumeric() || matches!(next, '_' | '-' | '.'))
}

fn scalar(text: &str) -> Value {
    let text = text.trim();
    let unquoted = ['"', '\'']
        .iter()
        .find_map(|&quote| text.strip_prefix(quote)?.split_once(quote).map(|(inner, _)| inner))
        .unwrap_or_else(|| text.split(" #").next().unwrap_or_default().trim());
    Value::from(unquoted)
}

fn value_of_line(text: &str) -> Value {
    let text = text.trim();
    match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        Some(items) => items.split(',').map(scalar).collect(),
        None => scalar(text),
    }
}

/// What the record says of the work.
fn reference(record: &Record) -> Reference {
    let texts = |keys: &'static [&'static str]| keys.iter().filter_map(|key| record.get(*key)).filter_map(plain_text);
    let title = texts(&TITLE).next().or_else(|| {
        // Static site makers keep a second title for their menus; it is all there is on some pages.
        let menu = record.get("eleventynavigation").or_else(|| record.get("seo"))?;
        plain_text(menu.get("title")?)
    });
    let title = title.map(|title| text::collapse_white_space(&entities::decode(&title)));
    Reference {
        title,
        author: AUTHOR
            .iter()
            .filter_map(|key| record.get(*key))
            .map(authors)
            .find(|names| !names.is_empty())
            .unwrap_or_default(),
        container_title: texts(&SITE).find(|site| !site.contains("://")),
        issued: texts(&ISSUED).find_map(|text| issued(&text)),
        url: texts(&URL).find_map(|text| address::of_work(&text)),
        language: texts(&LANGUAGE).find_map(|text| super::language::tag(&text)),
        ..Reference::default()
    }
}

/// A date, unless it is the zero of a clock.
fn issued(text: &str) -> Option<Issued> {
    date::parse(text).filter(|issued| issued.as_str() != "1970-01-01")
}

/// The value as one text; nothing for an empty one or a template tag.
fn plain_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text::collapse_white_space(text),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => return items.first().filter(|first| !first.is_array()).and_then(plain_text),
        _ => return None,
    };
    (!text.is_empty() && !text.contains("{{") && !text.contains("{%")).then_some(text)
}

fn authors(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => author::names(text),
        Value::Array(items) => items.iter().filter_map(one_author).collect(),
        Value::Object(_) => one_author(value).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn one_author(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => author::name(text),
        Value::Object(map) => {
            ["name", "display_name", "full_name", "title"].iter().find_map(|key| author::name(map.get(*key)?.as_str()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_front(text: &str) -> FrontMatter {
        front_matter(text).expect("there is front matter")
    }

    fn date_of(front: &FrontMatter) -> Option<&str> {
        front.reference.issued.as_ref().map(Issued::as_str)
    }

    #[test]
    fn yaml_gives_the_reference() {
        let text = "---\ntitle: \"Who: decides\"\nauthors:\n  - Ada One\n  - name: Bo Two\n    role: editor\n\
                    date: 2021-12-15\nlastmod: 2023-01-01\ncanonical_url: https://a.example/post\nlang: en_GB\n\
                    site: A blog\ntags: [x, y]\n---\n# Body\n";
        let front = read_front(text);
        assert_eq!(front.format, FrontMatterFormat::Yaml);
        assert_eq!(text.get(front.range.end..), Some("# Body\n"));
        assert_eq!(front.reference.title.as_deref(), Some("Who: decides"));
        assert_eq!(front.reference.author, ["Ada One", "Bo Two"]);
        assert_eq!(date_of(&front), Some("2021-12-15"));
        assert_eq!(front.reference.url.as_deref(), Some("https://a.example/post"));
        assert_eq!(front.reference.language.as_deref(), Some("en-GB"));
        assert_eq!(front.reference.container_title.as_deref(), Some("A blog"));
    }

    #[test]
    fn toml_gives_the_reference() {
        let front =
            read_front("+++\ntitle = 'Who decides'\ndate = 2021-12-15T08:00:00Z\nauthors = [\"Ada One\"]\n+++\nx");
        assert_eq!(front.format, FrontMatterFormat::Toml);
        assert_eq!((front.reference.title.as_deref(), date_of(&front)), (Some("Who decides"), Some("2021-12-15")));
        assert_eq!(front.reference.author, ["Ada One"]);
    }

    #[test]
    fn broken_yaml_gives_what_its_lines_give() {
        let front = read_front(
            "---\ntitle: Who: decides: \"what\nauthor: {{ site.author }}\nauthors: [Ada One, Bo Two]\n{% if x %}\n\
             date: 2 July 2024 # when\nbad: [1, 2\n---\nBody",
        );
        assert_eq!(front.reference.title.as_deref(), Some("Who: decides: \"what"));
        assert_eq!(front.reference.author, ["Ada One", "Bo Two"]);
        assert_eq!(date_of(&front), Some("2024-07-02"));
        let listed = read_front("---\nauthors:\n- Ada One\n- \"Bo Two\"\n\ttab: x\n---\n");
        assert_eq!(listed.reference.author, ["Ada One", "Bo Two"]);
    }

    #[test]
    fn duplicate_keys_numbers_and_switches_do_not_fail() {
        let front = read_front("---\ntitle: 2021\ntitle: other\npublished: true\ndate: 2019\nurl: /about/\n---\n");
        assert_eq!((front.reference.title.as_deref(), date_of(&front)), (Some("2021"), Some("2019")));
        assert_eq!(front.reference.url, None);
    }

    #[test]
    fn text_between_two_rules_is_no_front_matter() {
        assert_eq!(front_matter("---\n\nThe owner decides, and that is all there is to say.\n\n---\n\nMore."), None);
        assert_eq!(front_matter("---\ntitle: never closed\n"), None);
        assert_eq!(front_matter("# A heading\n---\ntitle: x\n---\n"), None);
        assert!(front_matter("---\n---\ntext").is_some());
        assert!(front_matter("\u{feff}---\r\ntitle: x\r\n---\r\ntext").is_some());
    }

    #[test]
    fn a_bomb_of_aliases_is_survived() {
        let levels = (1..40).map(|level| format!("a{level}: &a{level} [*a{0}, *a{0}, *a{0}, *a{0}]\n", level - 1));
        let text = format!("---\ntitle: kept\na0: &a0 [x, x]\n{}---\n", levels.collect::<String>());
        assert_eq!(read_front(&text).reference.title.as_deref(), Some("kept"));
        let deep = format!("---\ntitle: kept\nx: {}\n---\n", "[".repeat(100_000));
        assert_eq!(read_front(&deep).reference.title.as_deref(), Some("kept"));
    }
}
