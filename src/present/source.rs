use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    SCHEMA,
    layout::{Columns, plural},
    style::{FAINT, NAME, paint},
    visible::visible_line,
};
use crate::{
    index::record::{LedgerSummary, Source, SourceRecord},
    source::SourceId,
};

/// A source on one line: title, authors, site, date; the path where there is no title.
#[must_use]
pub fn source_line(source: &Source) -> String {
    let mut parts = vec![source.title.as_deref().map_or_else(|| visible_line(&source.path), visible_line)];
    if !source.author.is_empty() {
        parts.push(visible_line(&source.author.join(", ")));
    }
    parts.extend(source.site.as_deref().map(visible_line));
    parts.extend(source.issued.as_ref().map(ToString::to_string));
    parts.join(" · ")
}

/// What a source lacks for a citation: `author`, `date`, `URL`.
#[must_use]
pub fn missing(source: &Source) -> Vec<&'static str> {
    let lacks =
        [(source.author.is_empty(), "author"), (source.issued.is_none(), "date"), (source.url.is_none(), "URL")];
    lacks.iter().filter(|(is_missing, _)| *is_missing).map(|&(_, what)| what).collect()
}

/// Short names of sources by their ids.
pub type Names = BTreeMap<SourceId, String>;

/// Short names of all sources of an index.
#[must_use]
pub fn names_of(records: &[SourceRecord]) -> Names {
    records.iter().map(|record| (record.source.id.clone(), record.source.name.clone())).collect()
}

/// The name of the source that a source is a copy of; nothing where it is none.
pub(super) fn original_of(source: &Source, names: &Names) -> Option<String> {
    let original = source.copies_of.as_ref()?;
    Some(names.get(original).map_or_else(|| original.to_string(), |name| visible_line(name)))
}

/// Sources for a terminal, two lines each. `names` has all of the index.
#[must_use]
pub fn sources_text(records: &[SourceRecord], names: &Names, columns: Columns) -> String {
    let mut page = String::new();
    for record in records {
        let source = &record.source;
        let (name, line) = columns.beside(0, &visible_line(&source.name), &source_line(source));
        page.push_str(&format!("{}  {line}\n", paint(NAME, &name)));
        let mut facts = vec![visible_line(&source.path), plural(record.passages.into(), "passage")];
        facts.extend(original_of(source, names).map(|original| format!("copy of {original}")));
        if !record.source.damage.is_empty() {
            facts.push(format!("damaged: {}", damage_kinds(source)));
        }
        let missing = missing(source);
        if !missing.is_empty() {
            facts.push(format!("no {}", missing.join(", no ")));
        }
        page.push_str(&format!("    {}\n", paint(FAINT, &columns.fit(&facts.join(" · "), 4))));
    }
    page
}

fn damage_kinds(source: &Source) -> String {
    let mut kinds: Vec<_> = source.damage.iter().map(|damage| damage.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.join(", ")
}

/// A list of sources as front ends get it.
#[derive(Debug, Serialize)]
pub struct SourcesView<'record> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// The sources, each with its counts.
    pub sources: Vec<SourceView<'record>>,
}

/// A source with what ingestion counted.
#[derive(Debug, Serialize)]
pub struct SourceView<'record> {
    /// The contract's `Source`.
    #[serde(flatten)]
    pub source: &'record Source,
    /// How many passages it gave.
    pub passages: u32,
    /// What it lacks for a citation.
    pub missing: Vec<&'static str>,
    /// What cleaning did.
    pub blocks: &'record LedgerSummary,
}

impl<'record> SourcesView<'record> {
    /// The view of `records`, in their order.
    #[must_use]
    pub fn of(records: &'record [SourceRecord]) -> Self {
        let sources = records
            .iter()
            .map(|record| SourceView {
                source: &record.source,
                passages: record.passages,
                missing: missing(&record.source),
                blocks: &record.ledger,
            })
            .collect();
        Self { schema: SCHEMA, sources }
    }
}

/// A sidecar to fill in: what is known as a comment, what is unknown as an empty field that is commented out.
#[must_use]
pub fn sidecar_skeleton(source: &Source) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let field = |name: &str, known: Option<&str>, example: &str| match known {
        Some(known) => format!("# {name} = {} # from the source\n", quoted(known)),
        None => format!("# {name} = {}\n", quoted(example)),
    };
    let mut text =
        format!("# Reference of {}. Take the `#` away where you know better; this file wins.\n", source.path);
    text.push_str(&field("title", source.title.as_deref(), "Title of the article"));
    if source.author.is_empty() {
        text.push_str("# author = [\"Given Family\"]\n");
    } else {
        let authors: Vec<_> = source.author.iter().map(|author| quoted(author)).collect();
        text.push_str(&format!("# author = [{}] # from the source\n", authors.join(", ")));
    }
    text.push_str(&field("container-title", source.site.as_deref(), "Name of the site"));
    text.push_str(&field("issued", source.issued.as_ref().map(crate::source::Issued::as_str), "2021-12-15"));
    text.push_str(&field("url", source.url.as_deref(), "https://example.org/the-article"));
    text
}
