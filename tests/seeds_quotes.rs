//! Quotations and own words of the seed articles, by reference and without their sentences. Skipped where
//! `../shared` is absent.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::path::Path;

use roledex::{
    discourse::Stance,
    index::Reader,
    ingest::{IngestOptions, ingest},
    search::{Filters, Quote, QuoteRequest, Quotes, quotes},
    taxonomy::Taxonomy,
};

fn seeds() -> Option<(tempfile::TempDir, Reader)> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/seeds");
    if !seeds.is_dir() {
        eprintln!("skipped: ../shared is not here");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let options = IngestOptions::new(folder.path().join("index"));
    ingest(&[seeds], &Taxonomy::built_in(), &options, &()).unwrap();
    let reader = Reader::open(&options.index).unwrap();
    Some((folder, reader))
}

fn ask(reader: &Reader, query: &str, filters: Filters, own_words: bool) -> Quotes {
    let request = QuoteRequest { query: query.to_owned(), filters, own_words, limit: 500, ..QuoteRequest::default() };
    quotes(reader, &Taxonomy::built_in(), &request).unwrap()
}

fn of_source(source: &str) -> Filters {
    Filters { source: vec![source.to_owned()], ..Filters::default() }
}

/// `004:85`: the source and the line on which the words begin.
fn places(quotes: &[Quote]) -> Vec<String> {
    let mut places: Vec<(String, u32)> =
        quotes.iter().map(|quote| (quote.source.name.clone(), quote.cited.place.lines.first)).collect();
    places.sort();
    places.iter().map(|(name, line)| format!("{name}:{line}")).collect()
}

#[test]
fn a_quotation_has_the_topics_of_its_own_words() {
    let Some((_folder, reader)) = seeds() else { return };
    let found = ask(&reader, "", Filters { topic: vec!["backlog".to_owned()], ..Filters::default() }, false);
    assert_eq!(found.total, 0, "{:?}", places(&found.quotes));
    assert!(places(&found.nearest).contains(&"004:85".to_owned()), "{:?}", places(&found.nearest));
    assert!(found.nearest.iter().all(|quote| !quote.lacks.is_empty()));
}

#[test]
fn the_six_quotations_are_listed_and_the_indirect_one_is_not() {
    let Some((_folder, reader)) = seeds() else { return };
    let found = ask(&reader, "", Filters::default(), false);
    assert_eq!(places(&found.quotes), ["004:20", "004:45", "004:69", "004:76", "004:85", "004:95"]);
    let taken = ask(&reader, "taking priorities", Filters::default(), false);
    assert_eq!(places(&taken.quotes).first().map(String::as_str), Some("004:85"));
}

#[test]
fn own_words_are_no_rejected_view_no_fragment_and_nobody_elses() {
    let Some((_folder, reader)) = seeds() else { return };
    let lines = |source: &str| -> Vec<u32> {
        let found = ask(&reader, "", of_source(source), true);
        assert!(found.quotes.iter().all(|quote| quote.stance == Stance::Asserted));
        found.quotes.iter().map(|quote| quote.cited.place.lines.first).collect()
    };
    let second = lines("002");
    assert!(second.contains(&6), "{second:?}");
    // The misconception with its denial, the fragments, and the promotion.
    assert!([3, 4, 5, 16, 19, 25].iter().all(|line| !second.contains(line)), "{second:?}");
    let fourth = lines("004");
    assert!(fourth.len() > 20, "{fourth:?}");
    // Words of persons, tables, and the closing promotion.
    let foreign = [5, 10, 40, 45, 69, 76, 85, 95, 117];
    assert!(foreign.iter().all(|line| !fourth.contains(line)), "{fourth:?}");
}

#[test]
fn a_rejected_view_is_given_only_when_asked_for_and_as_such() {
    let Some((_folder, reader)) = seeds() else { return };
    let filters = Filters { stance: vec![Stance::Rejected], ..of_source("002") };
    let found = ask(&reader, "", filters, true);
    assert!(found.quotes.iter().all(|quote| quote.stance == Stance::Rejected));
    assert!(places(&found.quotes).contains(&"002:3".to_owned()), "{:?}", places(&found.quotes));
}
