use std::borrow::Cow;

use super::source::{Names, missing, original_of};
use crate::{
    clean::Layer,
    index::record::{PassageRecord, Source, SourceRecord, SpanRecord},
    tag::Relation,
};

/// A cell that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it.
fn cell(text: &str) -> Cow<'_, str> {
    let text = super::visible(text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{text}")) } else { text }
}

/// Columns that say where words stand.
pub(super) const PLACE: [&str; 5] = ["first_line", "last_line", "layer", "first_byte", "end_byte"];

/// Cells for [`PLACE`].
pub(super) fn place(span: SpanRecord) -> [String; 5] {
    let layer = match span.layer {
        Layer::Raw => "raw",
        Layer::Article => "article",
    };
    [
        span.lines.first.to_string(),
        span.lines.last.to_string(),
        layer.to_owned(),
        span.bytes.start().to_string(),
        span.bytes.end().to_string(),
    ]
}

pub(super) fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: &[&str]| writer.write_record(row.iter().map(|text| cell(text).into_owned()));
    let mut result = write(header);
    for row in rows {
        let row: Vec<&str> = row.iter().map(String::as_str).collect();
        result = result.and_then(|()| write(&row));
    }
    debug_assert!(result.is_ok(), "writing to memory fails only where rows differ in length");
    writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// Sources as CSV, a line each. `names` has all of the index.
#[must_use]
pub fn csv_of_sources(records: &[SourceRecord], names: &Names) -> String {
    table(
        &[
            "name", "path", "title", "author", "site", "issued", "url", "language", "passages", "damage", "missing",
            "copy_of",
        ],
        records.iter().map(|record| {
            let source = &record.source;
            let text = |known: &Option<String>| known.clone().unwrap_or_default();
            let damage: Vec<_> = source.damage.iter().map(|damage| damage.kind.as_str()).collect();
            vec![
                source.name.clone(),
                source.path.clone(),
                text(&source.title),
                source.author.join("; "),
                text(&source.site),
                source.issued.as_ref().map(ToString::to_string).unwrap_or_default(),
                text(&source.url),
                text(&source.language),
                record.passages.to_string(),
                damage.join("; "),
                missing(source).join("; "),
                original_of(source, names).unwrap_or_default(),
            ]
        }),
    )
}

/// Passages with rank, score and source as CSV, a line each.
#[must_use]
pub fn csv_of_hits<'record>(
    hits: impl Iterator<Item = (usize, f32, &'record PassageRecord, &'record Source)>,
) -> String {
    let header = [
        "rank", "score", "ref", "id", "text", "heading", "about", "mentions", "topics", "stance", "source", "title",
        "author", "site", "issued", "url",
    ];
    table(
        &[&header, PLACE.as_slice()].concat(),
        hits.map(|(rank, score, passage, source)| {
            let roles = |relation| {
                let ids: Vec<_> =
                    passage.roles.iter().filter(|tag| tag.relation == relation).map(|tag| tag.id.as_str()).collect();
                ids.join("; ")
            };
            let topics: Vec<_> = passage.topics.iter().map(|tag| tag.id.as_str()).collect();
            let text = |known: &Option<String>| known.clone().unwrap_or_default();
            let mut row = vec![
                rank.to_string(),
                format!("{score:.4}"),
                passage.reference.clone(),
                passage.id.to_string(),
                passage.text.clone(),
                passage.heading.join(" > "),
                roles(Relation::About),
                roles(Relation::Mentioned),
                topics.join("; "),
                passage.stance.word().to_owned(),
                source.path.clone(),
                text(&source.title),
                source.author.join("; "),
                text(&source.site),
                source.issued.as_ref().map(ToString::to_string).unwrap_or_default(),
                text(&source.url),
            ];
            row.extend(place(passage.span));
            row
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_start_a_formula() {
        assert_eq!(cell("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(cell("a = b"), "a = b");
        assert_eq!(table(&["a"], [vec!["@x, \"y\"".to_owned()]].into_iter()), "a\n\"'@x, \"\"y\"\"\"\n");
    }
}
