//! Sidecars: `NAME.meta.toml`, a reference written by a person beside a file. It wins over all that the file says.

use std::{fs, io, path::Path};

use toml::de::{DeTable, DeValue};

use super::{FoundSidecar, Issued, Reference, SourceError, Stamp, date, file_type};

/// End of a sidecar's name.
const SUFFIX: &str = ".meta.toml";

/// A sidecar is a few lines; more than this is some other file.
const MAX_BYTES: u64 = 1 << 20;

/// What may be set, by the names that are understood; the first of each row is the one to write.
const KEYS: [(Key, &[&str]); 8] = [
    (Key::Title, &["title"]),
    (Key::Author, &["author", "authors"]),
    (Key::ContainerTitle, &["container-title", "container_title", "site"]),
    (Key::Issued, &["issued", "date"]),
    (Key::Url, &["url", "URL"]),
    (Key::Language, &["language"]),
    (Key::Accessed, &["accessed"]),
    (Key::Poster, &["poster"]),
];

#[derive(Clone, Copy)]
enum Key {
    Title,
    Author,
    ContainerTitle,
    Issued,
    Url,
    Language,
    Accessed,
    Poster,
}

/// Whether a file of this name holds a reference beside its source.
pub(super) fn is_name(name: &str) -> bool {
    name.ends_with(SUFFIX)
}

/// Names that the sidecar of a file may have: with the whole name, without one extension, without two.
pub(super) fn names(name: &str) -> [String; 3] {
    let stem = file_type::stem(name);
    [name, stem, file_type::stem(stem)].map(|name| format!("{name}{SUFFIX}"))
}

/// The sidecar beside the file at `path`, whose name as text is `name`.
pub(super) fn beside(path: &Path, name: &str) -> Option<FoundSidecar> {
    let folder = path.parent()?;
    names(name).iter().find_map(|name| found(&folder.join(name)))
}

/// The sidecar at `path`, where there is a file.
pub(super) fn found(path: &Path) -> Option<FoundSidecar> {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(FoundSidecar { path: path.to_path_buf(), stamp: Stamp::of(&metadata) })
}

/// Reads a sidecar file. Errors name the line.
pub fn read(path: &Path) -> Result<Reference, SourceError> {
    let failed = |source: io::Error| SourceError::Read { path: path.to_path_buf(), source };
    if fs::metadata(path).map_err(failed)?.len() > MAX_BYTES {
        return Err(failed(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 1 MiB")));
    }
    let text = fs::read_to_string(path).map_err(failed)?;
    parse(&text, path)
}

/// The reference that the text of a sidecar gives; `path` is named in errors.
///
/// The keys are those of [`Reference`]. `author` may be one name; dates may be TOML dates, years, or texts whose day
/// and month cannot be confused. An empty value says nothing, so that a skeleton may stand half filled in.
pub fn parse(text: &str, path: &Path) -> Result<Reference, SourceError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let wrong = |at: usize, detail: String| {
        let line = text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        SourceError::Sidecar { path: path.to_path_buf(), line, detail }
    };
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        wrong(at, error.message().trim().replace('\n', ", "))
    })?;
    let mut reference = Reference::default();
    for (name, value) in table.get_ref() {
        let at = name.span().start;
        let name = name.get_ref().as_ref();
        let Some((key, _)) = KEYS.iter().find(|(_, names)| names.contains(&name)) else {
            return Err(wrong(at, unknown_key(name)));
        };
        let text_value = || match value.get_ref() {
            DeValue::String(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            _ => Err(wrong(at, format!("`{name}` must be a text in quotation marks"))),
        };
        match key {
            Key::Title => reference.title = text_value()?,
            Key::ContainerTitle => reference.container_title = text_value()?,
            Key::Url => reference.url = text_value()?,
            Key::Language => reference.language = text_value()?,
            Key::Poster => reference.poster = text_value()?,
            Key::Author => {
                reference.author = authors(value.get_ref())
                    .ok_or_else(|| wrong(at, format!("`{name}` must be a name or a list of names")))?;
            }
            Key::Issued | Key::Accessed => {
                let issued = issued(value.get_ref()).ok_or_else(|| {
                    wrong(at, format!("`{name}` must be a date as `2021`, `2021-12` or `2021-12-15`"))
                })?;
                if matches!(key, Key::Issued) {
                    reference.issued = issued;
                } else {
                    reference.accessed = issued;
                }
            }
        }
    }
    Ok(reference)
}

fn unknown_key(name: &str) -> String {
    let known = KEYS.iter().filter_map(|(_, names)| names.first());
    let nearest = known
        .map(|known| (strsim::damerau_levenshtein(known, &name.to_lowercase()), *known))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    match nearest {
        Some((_, known)) => format!("unknown key `{name}`; did you mean `{known}`?"),
        None => format!("unknown key `{name}`"),
    }
}

fn authors(value: &DeValue<'_>) -> Option<Vec<String>> {
    let names: Vec<&str> = match value {
        DeValue::String(name) => vec![name.as_ref()],
        DeValue::Array(names) => names.iter().map(|name| name.get_ref().as_str()).collect::<Option<_>>()?,
        _ => return None,
    };
    Some(names.into_iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect())
}

/// The date that a value gives: none for an empty text; nothing where the value is no date.
#[expect(clippy::option_option, reason = "no date and not a date are two things: an unfilled skeleton and an error")]
fn issued(value: &DeValue<'_>) -> Option<Option<Issued>> {
    let text = match value {
        DeValue::String(text) if text.trim().is_empty() => return Some(None),
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(datetime) => datetime.to_string(),
        DeValue::Integer(year) => year.as_str().to_owned(),
        _ => return None,
    };
    date::parse(&text).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Reference, String> {
        parse(text, Path::new("a.meta.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn every_key_is_understood() {
        let reference = parsed(
            "title = \"Who decides\"\nauthor = [\"A. One\", \"B. Two\"]\nsite = \"A blog\"\nissued = 2021-12-15\n\
             url = \"https://blog.example/a\"\nlanguage = \"en-GB\"\naccessed = \"2024-01\"\nposter = \"\"\n",
        )
        .expect("it is a reference");
        assert_eq!(reference.title.as_deref(), Some("Who decides"));
        assert_eq!(reference.author, ["A. One", "B. Two"]);
        assert_eq!(reference.container_title.as_deref(), Some("A blog"));
        assert_eq!(reference.issued.map(|issued| issued.to_string()).as_deref(), Some("2021-12-15"));
        assert_eq!(reference.accessed.map(|issued| issued.to_string()).as_deref(), Some("2024-01"));
        assert_eq!(reference.poster, None);
    }

    #[test]
    fn a_year_may_be_a_number_and_an_author_one_name() {
        let reference = parsed("issued = 2019\nauthor = \"A. One\"\n").expect("it is a reference");
        assert_eq!(reference.issued.map(|issued| issued.year()), Some(2019));
        assert_eq!(reference.author, ["A. One"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let unknown = parsed("title = \"x\"\nautor = \"y\"\n").expect_err("the key is unknown");
        assert_eq!(unknown, "line 2 of `a.meta.toml` is not a reference: unknown key `autor`; did you mean `author`?");
        let date = parsed("issued = \"some day\"\n").expect_err("that is no date");
        assert!(date.contains("line 1 ") && date.contains("`issued` must be a date"), "{date}");
        let syntax = parsed("title = \"x\"\nurl = https\n").expect_err("that is no TOML");
        assert!(syntax.contains("line 2 "), "{syntax}");
    }
}
