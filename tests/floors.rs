//! Floors: what was reached on judged data stays reached. The figures are in `eval/floors.toml`.
//!
//! Data in `../shared` is read there; where it is absent the test says so and measures on the bundled articles alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]
#![expect(clippy::print_stdout, reason = "what is skipped is said")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use roledex::{
    clean::{CleanOptions, clean},
    eval::{
        clean::{read_pages, score},
        copies, quotations,
        retrieval::{self, Collection, Run},
        search::{self, read_queries},
        tags::{Report, evaluate, read_judgements},
    },
    index::Reader,
    ingest::{IngestOptions, ingest},
    search::Weights,
    source::{self, ReadOptions, WalkOptions},
    tag::Tagger,
    taxonomy::Taxonomy,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Floors {
    tags: TagFloors,
    quotations: QuotationFloors,
    clean: CleanFloors,
    adverts: AdvertFloors,
    copies: CopyFloors,
    retrieval: BTreeMap<String, f64>,
    search: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct TagFloors {
    roles_about_f1: f64,
    topics_f1: f64,
    stance_accuracy: f64,
    own_roles_about_f1: f64,
    own_topics_f1: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct QuotationFloors {
    precision: f64,
    recall_with_speaker: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct CleanFloors {
    article_f1: f64,
    forum_f1: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AdvertFloors {
    linked_call: f64,
    plain_call: f64,
    linked_phrase: f64,
    bare_phrase: f64,
    own_words: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct CopyFloors {
    recall: f64,
    precision: f64,
    gap: f64,
}

#[path = "floors/adverts.rs"]
mod adverts;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn floors() -> Floors {
    toml::from_str(&fs::read_to_string(here().join("eval/floors.toml")).unwrap()).unwrap()
}

/// A folder of the shared data, or nothing and a word about it.
fn shared(name: &str) -> Option<PathBuf> {
    let path = here().parent().unwrap().join("shared").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: ../shared/{name} is not here");
    None
}

#[track_caller]
fn holds(what: &str, reached: f64, floor: f64) {
    println!("{what}: {reached:.4} (floor {floor})");
    assert!(reached >= floor, "{what} is {reached:.4}, below its floor of {floor}");
}

fn tags(only_own: bool, corpus: &Path) -> Report {
    let mut judgements = read_judgements(&here().join("eval/tags.jsonl")).unwrap();
    judgements.retain(|judgement| !only_own || judgement.root.as_deref() == Some("own"));
    assert!(judgements.len() > 100, "only {} judgements", judgements.len());
    evaluate(&judgements, corpus, here(), &Tagger::new(&Taxonomy::built_in())).unwrap()
}

#[test]
fn tags_of_the_bundled_articles_stay_above_their_floors() {
    let (report, floors) = (tags(true, here()), floors().tags);
    holds("roles about, bundled articles", report.about.f1(), floors.own_roles_about_f1);
    holds("topics, bundled articles", report.topics.f1(), floors.own_topics_f1);
}

#[test]
fn tags_of_the_shared_corpus_stay_above_their_floors() {
    let Some(corpus) = shared("corpus") else { return };
    let (report, floors) = (tags(false, &corpus), floors().tags);
    holds("roles about", report.about.f1(), floors.roles_about_f1);
    holds("topics", report.topics.f1(), floors.topics_f1);
    holds("stance", report.stance_accuracy(), floors.stance_accuracy);
}

#[test]
fn quotations_of_whole_files_stay_above_their_floors() {
    let Some(corpus) = shared("corpus") else { return };
    let mut judged = quotations::read_judged_files(&here().join("eval/quotations.jsonl")).unwrap();
    judged.retain(|file| file.split == "tune");
    assert!(judged.len() > 40, "only {} files", judged.len());
    let tagger = Tagger::new(&Taxonomy::built_in());
    let report = quotations::evaluate(&judged, &corpus, here(), &tagger).unwrap();
    let floors = floors().quotations;
    holds("precision of quotations", report.quotations.precision(), floors.precision);
    holds("quotations with the right speaker", report.recall_with_speaker(), floors.recall_with_speaker);
}

#[test]
fn main_content_stays_above_its_floors() {
    let Some(pages) = shared("pages") else { return };
    let walk = source::walk(&[pages.join("html")], &WalkOptions::default()).unwrap();
    let outputs = walk.files.iter().map(|found| {
        let name = found.path.file_name().unwrap().to_string_lossy().into_owned();
        let capture = source::read(found, &ReadOptions::default()).unwrap();
        let article = clean(&capture, &CleanOptions::default()).unwrap();
        (name.split('.').next().unwrap().to_owned(), article.text())
    });
    let report = score(&read_pages(&pages.join("truth.jsonl")).unwrap(), &outputs.collect());
    assert_eq!(report.missing, 0, "every judged page has an output");
    let f1 = |kind: &str| report.kinds.get(kind).unwrap().mean().f1;
    holds("main content of articles", f1("article"), floors().clean.article_f1);
    holds("main content of threads", f1("forum"), floors().clean.forum_f1);
}

#[test]
fn adverts_in_the_bundled_articles_are_taken_out() {
    let found = adverts::measure(here());
    let floors = floors().adverts;
    holds("calls to action with a link", found.linked_call.share(), floors.linked_call);
    holds("calls to action without", found.plain_call.share(), floors.plain_call);
    holds("phrases with a link", found.linked_phrase.share(), floors.linked_phrase);
    holds("bare phrases", found.bare_phrase.share(), floors.bare_phrase);
    holds("words of the articles that stay", found.own_words.share(), floors.own_words);
}

#[test]
fn copies_are_told_from_other_sources() {
    let mut folders = vec![here().join("corpus/articles")];
    folders.extend(shared("corpus"));
    let texts = copies::read(&folders).unwrap();
    let mut judgements = copies::read_judgements(&here().join("eval/copies.toml")).unwrap();
    let is_here = |name: &str| texts.iter().any(|text| text.name == name);
    judgements.copies.retain(|[one, other]| {
        assert_eq!(is_here(one), is_here(other), "half of a pair is missing: `{one}`, `{other}`");
        is_here(one)
    });
    assert!(!judgements.copies.is_empty());
    let (report, floors) = (copies::evaluate(&texts, Some(&judgements)), floors().copies);
    let share = |(part, whole): (usize, usize)| {
        f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
    };
    assert_eq!(report.recall().1, judgements.copies.len(), "every judged pair shares some words");
    holds("copies found", share(report.recall()), floors.recall);
    holds("copies among those found", share(report.precision()), floors.precision);
    let (least, most) = report.gap(1);
    holds("gap between copies and others", least - most, floors.gap);
}

#[test]
fn ranking_stays_above_its_floors() {
    let Some(collections) = shared("collections") else { return };
    for (name, floor) in floors().retrieval {
        let collection = Collection::read(&collections.join(&name)).unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let reader = retrieval::index(&collection, scratch.path()).unwrap();
        let run = Run::of(&collection, &reader, &Weights::default()).unwrap();
        holds(&format!("nDCG@10 on {name}"), run.mean().ndcg_10, floor);
    }
}

#[test]
fn search_over_the_shared_corpus_stays_above_its_floors() {
    let Some(corpus) = shared("corpus") else { return };
    let mut queries = read_queries(&here().join("eval/search.jsonl")).unwrap();
    queries.retain(|query| query.split == "held-out");
    assert!(queries.len() > 20, "only {} queries", queries.len());
    let scratch = tempfile::tempdir().unwrap();
    let (options, taxonomy) = (IngestOptions::new(scratch.path().join("index")), Taxonomy::built_in());
    ingest(std::slice::from_ref(&corpus), &taxonomy, &options, &()).unwrap();
    let reader = Reader::open(&options.index).unwrap();
    let report = search::evaluate(&queries, &corpus, &reader, &taxonomy, &Weights::default()).unwrap();
    let floors = floors().search;
    holds("nDCG@10 of the held-out questions", report.ndcg_10(), *floors.get("ndcg").unwrap());
    holds("P@5 of the held-out questions", report.p_5(), *floors.get("p5").unwrap());
}
