//! What the index promises, tried with made-up records.

use std::{collections::BTreeMap, fs, path::Path};

use tantivy::{Term, query::Bm25StatisticsProvider};

use super::{
    Entry, IndexError, Manifest, Reader, Writer, WriterOptions,
    record::{DroppedRecord, LedgerSummary, PassageRecord, Source, SourceRecord, SpanRecord, Stamp},
};
use crate::{
    clean::Layer,
    corpus::Profile,
    discourse::Stance,
    passage::{PassageId, PassageKind},
    source::{MediaType, SourceId},
    tag::{Relation, RoleTag},
    taxonomy::RoleId,
    text::{Lines, Span},
};

fn passage(source: &Source, line: u32, text: &str) -> PassageRecord {
    PassageRecord {
        id: PassageId::of(&source.id, text, 0),
        reference: format!("{}:{line}", source.name),
        kind: PassageKind::Paragraph,
        text: text.to_owned(),
        context: Vec::new(),
        heading: vec!["Duties".to_owned()],
        source: source.id.clone(),
        edits: Vec::new(),
        span: SpanRecord {
            layer: Layer::Raw,
            bytes: Span::of_bytes(0..text.len()).expect("a passage has text"),
            lines: Lines { first: line, last: line + 1 },
        },
        roles: vec![RoleTag {
            id: RoleId::new("po"),
            relation: Relation::About,
            confidence: 0.9,
            evidence: Vec::new(),
        }],
        topics: Vec::new(),
        stance: Stance::Asserted,
        quotations: Vec::new(),
        sentences: Vec::new(),
        post: None,
        runs: Vec::new(),
        parts: Vec::new(),
    }
}

fn entry(name: &str, texts: &[&str]) -> Entry {
    let source = Source {
        id: SourceId::of(name),
        name: name.to_owned(),
        path: format!("{name}.txt"),
        title: Some(format!("On {name}")),
        author: Vec::new(),
        poster: None,
        site: None,
        issued: None,
        url: None,
        language: None,
        copies_of: None,
        damage: Vec::new(),
    };
    let passages: Vec<_> =
        (0..).map(|at| 10 * at + 1).zip(texts).map(|(line, text)| passage(&source, line, text)).collect();
    let dropped = vec![DroppedRecord {
        source: source.id.clone(),
        text: format!("Subscribe to {name}"),
        rule: "call-to-action".to_owned(),
        evidence: "“Subscribe”".to_owned(),
        lines: Lines { first: 99, last: 99 },
    }];
    let source = SourceRecord {
        source,
        root: "/articles".to_owned(),
        location: format!("/articles/{name}.txt"),
        identity: name.to_owned(),
        stamp: Stamp::default(),
        media_type: MediaType::Plain,
        layer: Layer::Raw,
        passages: u32::try_from(passages.len()).expect("few"),
        ledger: LedgerSummary { kept: 1, dropped: BTreeMap::new(), edited: 0 },
        first_seen: 0,
        ingested_at: 0,
        group: None,
        repeated: Vec::new(),
        corrections: Vec::new(),
    };
    Entry { source, passages, dropped, profile: Profile::default(), shingles: Vec::new() }
}

fn write(dir: &Path, change: impl FnOnce(&mut Writer)) {
    let mut writer = Writer::open(dir, &WriterOptions::default()).expect("it opens");
    change(&mut writer);
    writer.commit(Manifest::default()).expect("it commits");
}

fn put(dir: &Path, entries: &[(&str, &[&str])]) {
    write(dir, |writer| {
        for (name, texts) in entries {
            writer.add(entry(name, texts)).expect("it is added");
        }
    });
}

fn texts(reader: &Reader, name: &str) -> Vec<String> {
    let source = reader.find_source(name).expect("it is there");
    let passages = reader.passages(&source.source.id).expect("they are read");
    passages.into_iter().map(|passage| passage.text).collect()
}

#[test]
fn what_was_committed_is_found_again() {
    let dir = tempfile::tempdir().expect("a directory");
    put(dir.path(), &[("one", &["The owner decides.", "The owner orders."]), ("two", &["The manager plans."])]);
    let reader = Reader::open(dir.path()).expect("it opens");
    assert_eq!(reader.sources().expect("they are read").len(), 2);
    assert_eq!(texts(&reader, "one"), ["The owner decides.", "The owner orders."]);
    assert_eq!(texts(&reader, "two.txt"), ["The manager plans."]);
    let id = PassageId::of(&SourceId::of("one"), "The owner orders.", 0);
    assert_eq!(reader.passage(&id).expect("it is there").reference, "one:11");
    assert_eq!(reader.resolve(id.as_str()).expect("it is there").reference, "one:11");
    let dropped = reader.dropped(&SourceId::of("two")).expect("they are read");
    assert_eq!(dropped.first().map(|block| block.text.as_str()), Some("Subscribe to two"));
    assert_eq!(reader.manifest().statistics.passages, 3);
}

#[test]
fn any_line_inside_a_passage_resolves_to_it() {
    let dir = tempfile::tempdir().expect("a directory");
    put(dir.path(), &[("004", &["The owner decides.", "The owner orders."])]);
    let reader = Reader::open(dir.path()).expect("it opens");
    assert_eq!(reader.resolve("004:12").expect("it is there").reference, "004:11");
    let missing = reader.resolve("004:14").expect_err("no passage is there");
    assert_eq!(missing.hint().as_deref(), Some("did you mean `004:11`?"));
    assert!(
        matches!(reader.resolve("04:11"), Err(IndexError::NoSuchSource { nearest: Some(name), .. }) if name == "004")
    );
}

#[test]
fn a_writer_that_does_not_commit_leaves_all_as_it_was() {
    let dir = tempfile::tempdir().expect("a directory");
    put(dir.path(), &[("one", &["The owner decides."])]);
    let mut writer = Writer::open(dir.path(), &WriterOptions::default()).expect("it opens");
    writer.add(entry("one", &["Something else."])).expect("it is added");
    writer.add(entry("two", &["The manager plans."])).expect("it is added");
    drop(writer);
    assert_eq!(texts(&Reader::open(dir.path()).expect("it opens"), "one"), ["The owner decides."]);
    put(dir.path(), &[("two", &["The manager plans."])]);
    let reader = Reader::open(dir.path()).expect("it opens");
    assert_eq!(reader.sources().expect("they are read").len(), 2);
}

#[test]
fn a_reader_keeps_its_commit_while_a_writer_commits() {
    let dir = tempfile::tempdir().expect("a directory");
    put(dir.path(), &[("one", &["The owner decides."])]);
    let reader = Reader::open(dir.path()).expect("it opens");
    put(dir.path(), &[("one", &["Something else."])]);
    assert_eq!(texts(&reader, "one"), ["The owner decides."]);
}

#[test]
fn a_second_writer_is_told_of_the_lock() {
    let dir = tempfile::tempdir().expect("a directory");
    let writer = Writer::open(dir.path(), &WriterOptions::default()).expect("it opens");
    let error = Writer::open(dir.path(), &WriterOptions::default()).expect_err("it is locked");
    assert!(matches!(&error, IndexError::Locked { lock } if lock.starts_with(dir.path())), "{error:?}");
    assert!(error.hint().is_some());
    drop(writer);
    Writer::open(dir.path(), &WriterOptions::default()).expect("the lock is gone");
}

#[test]
fn statistics_do_not_depend_on_what_happened_before() {
    let long = "The owner of the product orders the backlog. ".repeat(20);
    let (fresh, used) = (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("a directory"));
    put(fresh.path(), &[("one", &[&long, "The owner decides."]), ("two", &["The manager plans."])]);
    put(used.path(), &[("one", &["Old words of the owner."]), ("three", &[&long])]);
    put(used.path(), &[("two", &["The manager sleeps."])]);
    write(used.path(), |writer| writer.remove(&SourceId::of("three")).expect("it is removed"));
    put(used.path(), &[("two", &["The manager plans."]), ("one", &[&long, "The owner decides."])]);
    let (fresh, used) = (Reader::open(fresh.path()).expect("opens"), Reader::open(used.path()).expect("opens"));
    assert_eq!(fresh.manifest().statistics, used.manifest().statistics);
    assert!(fresh.manifest().statistics.tokens.text > 100);
    for word in ["owner", "manager", "sleep", "word"] {
        let term = Term::from_field_text(fresh.fields().stem, word);
        let frequency = |reader: &Reader| reader.statistics().doc_freq(&term).expect("it is counted");
        assert_eq!(frequency(&fresh), frequency(&used), "{word}");
    }
    assert!(used.searcher().segment_readers().iter().all(|segment| !segment.has_deletes()));
}

#[test]
fn many_small_commits_leave_few_segments() {
    let dir = tempfile::tempdir().expect("a directory");
    for at in 0..20 {
        put(dir.path(), &[(&format!("source {at}"), &["The owner decides."])]);
    }
    let reader = Reader::open(dir.path()).expect("it opens");
    assert!(reader.searcher().segment_readers().len() < 8);
    assert_eq!(reader.manifest().statistics.passages, 20);
}

#[test]
fn an_index_of_another_version_is_named_and_rebuilt_only_when_asked() {
    let dir = tempfile::tempdir().expect("a directory");
    put(dir.path(), &[("one", &["The owner decides."])]);
    let meta = dir.path().join("meta.json");
    let current = format!(r#"\"format\":{},"#, super::FORMAT);
    let text = fs::read_to_string(&meta).expect("it is there").replace(&current, r#"\"format\":7,"#);
    fs::write(&meta, text).expect("it is written");
    let error = Reader::open(dir.path()).expect_err("it is of another version");
    assert!(matches!(&error, IndexError::OtherVersion { found, .. } if found.starts_with("7.")), "{error:?}");
    assert!(error.hint().is_some_and(|hint| hint.contains("--rebuild")));
    let error = Writer::open(dir.path(), &WriterOptions::default()).expect_err("it is of another version");
    assert!(matches!(error, IndexError::OtherVersion { .. }));
    let mut writer = Writer::open(dir.path(), &WriterOptions { rebuild: true }).expect("it opens");
    writer.add(entry("two", &["The manager plans."])).expect("it is added");
    assert!(matches!(Reader::open(dir.path()), Err(IndexError::OtherVersion { .. })), "the old one stands");
    writer.commit(Manifest::default()).expect("it commits");
    let reader = Reader::open(dir.path()).expect("it opens");
    assert_eq!(texts(&reader, "two"), ["The manager plans."]);
    assert_eq!(reader.sources().expect("they are read").len(), 1);
    put(dir.path(), &[("three", &["The team builds."])]);
    assert_eq!(Reader::open(dir.path()).expect("it opens").sources().expect("they are read").len(), 2);
}

#[test]
fn a_folder_of_other_things_is_not_written_to() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::write(dir.path().join("thesis.docx"), "precious").expect("it is written");
    let error = Writer::open(dir.path(), &WriterOptions::default()).expect_err("it holds something else");
    assert!(matches!(&error, IndexError::NotAnIndex { found, .. } if found == "thesis.docx"), "{error:?}");
    assert_eq!(fs::read_dir(dir.path()).expect("it is read").count(), 1);
}

#[test]
fn no_index_yet_says_how_to_make_one() {
    let dir = tempfile::tempdir().expect("a directory");
    for dir in [dir.path().to_path_buf(), dir.path().join("deeper")] {
        let error = Reader::open(&dir).expect_err("there is none");
        assert!(matches!(error, IndexError::Missing { .. }));
        assert!(error.hint().is_some_and(|hint| hint.contains("roledex ingest")));
    }
}

#[test]
fn what_is_indexed_of_a_stance_and_a_kind_is_what_is_printed() {
    use super::document::{kind_term, stance_term};
    for stance in [Stance::Asserted, Stance::Reported, Stance::Rejected, Stance::Hedged, Stance::Question] {
        assert_eq!(serde_json::to_value(stance).expect("it is plain"), stance_term(stance));
    }
    for kind in [
        PassageKind::Paragraph,
        PassageKind::List,
        PassageKind::TableRow,
        PassageKind::Quotation,
        PassageKind::Code,
        PassageKind::Comment,
    ] {
        assert_eq!(serde_json::to_value(kind).expect("it is plain"), kind_term(kind));
    }
}
