//! The fields of the index.
//!
//! Five kinds of document share it, told apart by `doc`: passages; sources (stored only); the dropped blocks of a
//! source, one document a source; for the corpus pass a source's profile and its shingles (stored only). Everything that belongs to a source carries its id in `source`.

use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};

use super::analyser::{EXACT, STEM};

/// Value of [`Fields::doc`] for a passage.
pub const PASSAGE: &str = "passage";
/// Value of [`Fields::doc`] for a source.
pub const SOURCE: &str = "source";
/// Value of [`Fields::doc`] for the dropped blocks of a source.
pub const DROPPED: &str = "dropped";
/// Value of [`Fields::doc`] for the profile of a source.
pub const PROFILE: &str = "profile";
/// Value of [`Fields::doc`] for the shingles of a source, packed.
pub const SHINGLES: &str = "shingles";

/// Name of the column of [`Fields::source`].
pub const SOURCE_COLUMN: &str = "source";
/// Name of the column of [`Fields::stem`].
pub const STEM_COLUMN: &str = "stem";
/// Name of the column of [`Fields::tags`].
pub const TAGS: &str = "tags";

/// Handles of the fields. All but `doc`, `source`, `record`, `tags`, `group` and `dropped` stand on passages alone.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// What kind of document it is: [`PASSAGE`], [`SOURCE`], [`DROPPED`], [`PROFILE`] or [`SHINGLES`]. Whole words,
    /// indexed.
    pub doc: Field,
    /// Id of the source. Whole, indexed; fast (a string column).
    pub source: Field,
    /// The record as JSON, stored; see [`super::record`]. Of shingles their bytes as
    /// [`pack`](crate::corpus::packed::pack) gives them.
    pub record: Field,
    /// The passage's text, exact words with positions.
    pub text: Field,
    /// The passage's headings, lead-in and text together, stems with frequencies: what ranking counts. A string column,
    /// too, which holds a passage's stems in their order: what feedback and smoothing read.
    pub stem: Field,
    /// Headings above the passage, stems with frequencies.
    pub heading: Field,
    /// Lead-in or table header, stems with frequencies.
    pub context: Field,
    /// Title of the source, stems with frequencies.
    pub title: Field,
    /// Roles that the passage is about. Whole, indexed.
    pub about: Field,
    /// Roles that the passage mentions or is about. Whole, indexed.
    pub mentioned: Field,
    /// Topics. Whole, indexed.
    pub topic: Field,
    /// Stance. Whole, indexed.
    pub stance: Field,
    /// Roles that the passage is about, topics and stance as one text; see [`super::tags`]. A string column alone, on
    /// every document: a column without gaps is read fastest.
    pub tags: Field,
    /// Kind of passage. Whole, indexed.
    pub kind: Field,
    /// Short name of the source. Whole, indexed.
    pub name: Field,
    /// Path of the source below its root. Whole, indexed.
    pub path: Field,
    /// Name of the site and host of the URL, lower case, whole, indexed.
    pub site: Field,
    /// Authors of the source, exact words with positions.
    pub author: Field,
    /// Date of the source as the number `YYYYMMDD`, unknown parts 0; fast. None where the date is unknown.
    pub issued: Field,
    /// When the source was first taken in, seconds since 1970; fast.
    pub first_seen: Field,
    /// Position in the source, from 0; fast.
    pub ordinal: Field,
    /// First 64 bits of the passage's id: breaks ties, finds a passage by id; fast.
    pub key: Field,
    /// How many attributed quotations the passage holds; fast.
    pub quotations: Field,
    /// On a source that others hold the text of: id of the one that looks original. Whole, indexed.
    pub group: Field,
    /// Words of dropped blocks, exact with positions; one value a block.
    pub dropped: Field,
}

fn whole() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing)
}

fn words(tokenizer: &str, option: IndexRecordOption, norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_fieldnorms(norms).set_index_option(option);
    TextOptions::default().set_indexing_options(indexing)
}

/// The schema and the handles of its fields.
#[must_use]
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let number = || NumericOptions::default().set_fast();
    let positions = IndexRecordOption::WithFreqsAndPositions;
    let frequencies = IndexRecordOption::WithFreqs;
    let fields = Fields {
        doc: builder.add_text_field("doc", whole()),
        source: builder.add_text_field(SOURCE_COLUMN, whole().set_fast("raw")),
        record: builder.add_bytes_field("record", STORED),
        text: builder.add_text_field("text", words(EXACT, positions, true)),
        stem: builder.add_text_field(STEM_COLUMN, words(STEM, frequencies, true).set_fast(STEM)),
        heading: builder.add_text_field("heading", words(STEM, frequencies, true)),
        context: builder.add_text_field("context", words(STEM, frequencies, true)),
        title: builder.add_text_field("title", words(STEM, frequencies, true)),
        about: builder.add_text_field("about", whole()),
        mentioned: builder.add_text_field("mentioned", whole()),
        topic: builder.add_text_field("topic", whole()),
        stance: builder.add_text_field("stance", whole()),
        tags: builder.add_text_field(TAGS, TextOptions::default().set_fast("raw")),
        kind: builder.add_text_field("kind", whole()),
        name: builder.add_text_field("name", whole()),
        path: builder.add_text_field("path", whole()),
        site: builder.add_text_field("site", whole()),
        author: builder.add_text_field("author", words(EXACT, positions, false)),
        issued: builder.add_u64_field("issued", number()),
        first_seen: builder.add_u64_field("first_seen", number()),
        ordinal: builder.add_u64_field("ordinal", FAST),
        key: builder.add_u64_field("key", FAST),
        quotations: builder.add_u64_field("quotations", FAST),
        group: builder.add_text_field("group", whole()),
        dropped: builder.add_text_field("dropped", words(EXACT, positions, false)),
    };
    (builder.build(), fields)
}

/// A date as the number that [`Fields::issued`] holds; `end` fills unknown parts with the last that can be.
#[must_use]
pub fn date_number(date: &str, end: bool) -> Option<u64> {
    let mut parts = date.split('-').map(str::parse::<u64>);
    let unknown = if end { 99 } else { 0 };
    let year = parts.next()?.ok().filter(|year| (1000..3000).contains(year))?;
    let mut rest = [unknown; 2];
    for (slot, part) in rest.iter_mut().zip(parts) {
        *slot = part.ok()?;
    }
    let [month, day] = rest;
    Some(year * 10_000 + month * 100 + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_orders_as_a_number_however_precise_it_is() {
        assert_eq!(date_number("2021-12-15", false), Some(20_211_215));
        assert_eq!(date_number("2021", false), Some(20_210_000));
        assert_eq!(date_number("2021", true), Some(20_219_999));
        assert_eq!(date_number("soon", false), None);
    }

    #[test]
    fn the_handles_are_those_of_the_names() {
        let (schema, fields) = schema();
        for (name, field) in [("record", fields.record), ("dropped", fields.dropped), ("key", fields.key)] {
            assert_eq!(schema.get_field(name).ok(), Some(field));
        }
    }
}
