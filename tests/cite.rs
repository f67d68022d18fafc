//! Citations as readers outside read them: BibTeX by a parser of its own, CSL-JSON by the schema's names, RIS by a
//! small reader, and the law that words with a place are their source's own bytes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use biblatex::{Bibliography, ChunksExt, PermissiveType, Type};
use roledex::{
    cite::{Cited, Name, Page, Selector, Work, bibtex, csl, ris, text_fragment},
    clean::{CleanOptions, Layer, clean},
    index::{
        Reader,
        record::{PassageRecorder, Source, dropped_blocks},
    },
    ingest::{IngestOptions, ingest},
    passage::split,
    source::{ReadOptions, SourceId, WalkOptions},
    tag::Tagger,
    taxonomy::Taxonomy,
    text::collapse_white_space,
};
use serde_json::Value;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The bundled articles, indexed once.
fn index() -> &'static Path {
    static INDEX: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = INDEX.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        let options = IngestOptions::new(path.clone());
        ingest(&[here().join("corpus/articles")], &Taxonomy::built_in(), &options, &()).unwrap();
        (folder, path)
    });
    path
}

fn roledex(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_roledex"))
        .env("ROLEDEX_INDEX", index())
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .args(arguments)
        .output()
        .unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = roledex(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn sources() -> Vec<Source> {
    Reader::open(index()).unwrap().sources().unwrap().into_iter().map(|record| record.source).collect()
}

/// A source whose every field tries to break out of its format.
fn hostile() -> Source {
    Source {
        title: Some("50% of {braces} & $sums_ #1 ~ ^ \\end{document} \"quoted\"".to_owned()),
        author: vec!["Ada Quill".to_owned(), "Salt & Sons {Ltd}".to_owned(), "Bo van der Lind".to_owned()],
        site: Some("Site\nTY  - BOOK".to_owned()),
        url: Some("https://example.org/a_b%20c{d}?x=1&y=~z".to_owned()),
        poster: Some("poster_1".to_owned()),
        ..sources().swap_remove(0)
    }
}

#[test]
fn bibtex_of_all_sources_is_read_by_a_parser_and_says_the_same() {
    let bibliography = Bibliography::parse(&printed(&["export", "--bib"])).unwrap();
    let sources = sources();
    assert_eq!(bibliography.len(), sources.len());
    for source in &sources {
        let work = Work::of(source);
        let entry = bibliography.get(&work.key).unwrap();
        let title = entry.title().map(ChunksExt::format_verbatim).ok();
        assert_eq!(title, source.title.as_deref().map(collapse_white_space), "{}", work.key);
        assert_eq!(entry.author().map_or(0, |authors| authors.len()), source.author.len(), "{}", work.key);
        assert_eq!(entry.url().ok(), source.url, "{}", work.key);
        let year = match entry.date() {
            Ok(PermissiveType::Typed(date)) => {
                date.to_chunks().format_verbatim().get(..4).and_then(|year| year.parse().ok())
            }
            _ => None,
        };
        assert_eq!(year, source.issued.as_ref().map(roledex::source::Issued::year), "{}", work.key);
    }
}

#[test]
fn nothing_in_a_source_breaks_out_of_bibtex_or_ris() {
    let source = hostile();
    let work = Work::of(&source);
    let entry = bibtex(&work);
    let bibliography = Bibliography::parse(&entry).unwrap();
    assert_eq!(bibliography.len(), 1);
    let read = bibliography.get(&work.key).unwrap();
    let families: Vec<String> = read.author().unwrap().into_iter().map(|person| person.name).collect();
    assert_eq!(families, ["Quill", "Salt & Sons {Ltd}", "Lind"]);
    let record = ris(&work);
    assert_eq!(record.lines().filter(|line| line.starts_with("TY  - ")).count(), 1, "{record}");
}

#[test]
fn csl_json_uses_the_schemas_names_and_types() {
    let list = |name: &str| -> BTreeSet<String> {
        let text = std::fs::read_to_string(here().join("tests/data").join(name)).unwrap();
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    };
    let (fields, types) = (list("csl-fields.txt"), list("csl-types.txt"));
    let names: BTreeSet<&str> =
        ["family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"].into();
    let items: Vec<Value> = serde_json::from_str(&printed(&["export", "--bib", "csl"])).unwrap();
    let items = items.into_iter().chain([csl(&Work::of(&hostile()))]);
    for item in items {
        for (name, value) in item.as_object().unwrap() {
            assert!(fields.contains(name), "`{name}` is no field of CSL");
            assert!(!value.is_null(), "`{name}` is unknown and must stay out");
        }
        assert!(types.contains(item["type"].as_str().unwrap()), "{item}");
        for author in item["author"].as_array().into_iter().flatten() {
            assert!(author.as_object().unwrap().keys().all(|name| names.contains(name.as_str())), "{author}");
        }
        for part in item["issued"]["date-parts"].as_array().into_iter().flatten() {
            let parts = part.as_array().unwrap();
            assert!((1..=3).contains(&parts.len()) && parts.iter().all(Value::is_i64), "{item}");
        }
    }
}

#[test]
fn ris_comes_back_as_it_went() {
    let text = printed(&["export", "--bib", "ris"]);
    let records: Vec<Vec<(&str, &str)>> = text
        .split("ER  - ")
        .map(|record| record.lines().filter_map(|line| line.split_once("  - ")).collect::<Vec<_>>())
        .filter(|record| !record.is_empty())
        .collect();
    let sources = sources();
    assert_eq!(records.len(), sources.len());
    for (record, source) in records.iter().zip(&sources) {
        let one = |tag: &str| record.iter().find(|(known, _)| *known == tag).map(|&(_, value)| value.to_owned());
        assert_eq!(record.first().map(|&(tag, _)| tag), Some("TY"));
        assert_eq!(one("TI"), source.title.as_deref().map(collapse_white_space));
        assert_eq!(one("UR"), source.url);
        assert_eq!(one("T2"), source.site);
        let date = one("DA").map(|date| date.trim_end_matches('/').replace('/', "-"));
        assert_eq!(date.as_deref(), source.issued.as_ref().map(roledex::source::Issued::as_str));
        let authors: Vec<String> =
            record.iter().filter(|(tag, _)| *tag == "AU").map(|&(_, name)| name.to_owned()).collect();
        let wanted: Vec<String> = source.author.iter().map(|name| Name::read(name).inverted()).collect();
        assert_eq!(authors, wanted);
    }
}

#[test]
fn the_poster_is_never_the_author_and_what_is_unknown_is_said() {
    let source = sources().into_iter().find(|source| source.poster.is_some() && source.author.is_empty()).unwrap();
    let (work, poster) = (Work::of(&source), source.poster.unwrap());
    assert!(csl(&work).get("author").is_none());
    assert!(!ris(&work).contains("AU  - "), "{}", ris(&work));
    assert!(!bibtex(&work).contains("author ="), "{}", bibtex(&work));
    let note = work.note().unwrap();
    assert!(note.contains(&poster) && note.contains("Not known: ") && note.contains("author"), "{note}");
}

#[test]
fn keys_are_unique_and_do_not_hang_on_other_sources() {
    let sources = sources();
    let keys: BTreeSet<String> = sources.iter().map(|source| Work::of(source).key).collect();
    assert_eq!(keys.len(), sources.len());
    let named = |name: &str, id: &str| {
        let id: SourceId = serde_json::from_value(Value::String(id.to_owned())).unwrap();
        Work::of(&Source { name: name.to_owned(), id, ..sources.first().unwrap().clone() }).key
    };
    assert_eq!(named("004", "46062c193bc5b006"), "004");
    assert_ne!(named("a b", "0000000000000001"), named("a_b", "1000000000000000"));
    let odd = named("über/“x”", "46062c193bc5b006");
    assert!(odd.chars().all(|character| character.is_ascii_alphanumeric() || character == '-'), "{odd}");
}

#[test]
fn an_annotation_has_quote_and_position_and_names_no_url_that_is_not_known() {
    let annotation: Value =
        serde_json::from_str(&printed(&["cite", "two-chairs-compared:17#1", "--format", "w3c"])).unwrap();
    assert_eq!(annotation["type"], "Annotation");
    let target = &annotation["target"];
    assert!(target["source"].as_str().unwrap().starts_with("urn:roledex:source:"));
    let text: Vec<char> =
        std::fs::read_to_string(here().join("corpus/articles/two-chairs-compared.txt")).unwrap().chars().collect();
    let (quote, position) = (&target["selector"][0], &target["selector"][1]);
    let at = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
    let words: String = text.get(at("start")..at("end")).unwrap().iter().collect();
    assert_eq!(quote["exact"], words);
    let before: String = text.get(..at("start")).unwrap().iter().collect();
    assert!(before.ends_with(quote["prefix"].as_str().unwrap()), "{quote}");
}

/// Every kept word of a layer text that the place of words covers, white space and what is not a letter left out.
fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).collect()
}

#[test]
fn quotations_and_places_are_their_sources_own_bytes() {
    let mut roots = vec![here().join("corpus/articles")];
    let shared = here().join("../shared/corpus");
    if shared.is_dir() {
        roots.push(shared);
    } else {
        println!("skipped: ../shared is not here; only the bundled articles are checked");
    }
    let (mut quotations, mut sentences) = (0, 0);
    let tagger = Tagger::new(&Taxonomy::built_in());
    for found in roledex::source::walk(&roots, &WalkOptions::default()).unwrap().files {
        let Ok(capture) = roledex::source::read(&found, &ReadOptions::default()) else { continue };
        let Ok(article) = clean(&capture, &CleanOptions::default()) else { continue };
        let passages = split(&article, &roledex::passage::SplitOptions::default());
        let tags = tagger.tag(&article, &passages);
        let id: SourceId = serde_json::from_value(Value::String("0000000000000000".to_owned())).unwrap();
        let _ = dropped_blocks(&id, &article);
        let mut recorder = PassageRecorder::new(id, "source".to_owned(), &article);
        let layer = &article.layer_text;
        let path = found.path.display();
        for (passage, tags) in passages.into_iter().zip(tags) {
            let record = recorder.record(passage, tags);
            for quotation in &record.quotations {
                quotations += 1;
                let span = quotation.span.unwrap();
                let own = span.bytes.of(layer).unwrap();
                if article.layer == Layer::Raw && matches!(capture.media_type, roledex::source::MediaType::Plain) {
                    let mut rest = collapse_white_space(own);
                    for edit in &record.edits {
                        rest = collapse_white_space(&rest.replacen(edit.removed.trim(), "", 1));
                    }
                    assert!(
                        collapse_white_space(own) == quotation.text || rest == quotation.text,
                        "{path}: {own:?} is not {:?}",
                        quotation.text
                    );
                } else {
                    assert!(is_inside(&letters(&quotation.text), &letters(own)), "{path}: {own:?}");
                }
                let cited = Cited::quotation(&record, quotation).unwrap();
                assert_eq!(cited.words, quotation.text);
            }
            for range in roledex::text::sentences(&record.text) {
                sentences += 1;
                let words = record.text.get(range.clone()).unwrap();
                let Some(place) = record.place_of(range.clone()) else {
                    assert!(record.runs.is_empty(), "{path}: no place for {words:?}");
                    continue;
                };
                let own = place.bytes.of(layer).unwrap();
                let verbatim = record.runs.iter().filter_map(|run| {
                    let (from, to) = (run.at as usize, (run.at + run.len) as usize);
                    record.text.get(from.max(range.start)..to.min(range.end))
                });
                assert!(is_inside(&letters(&verbatim.collect::<String>()), &letters(own)), "{path}: {own:?} {words:?}");
                let index = roledex::text::LineIndex::new(layer);
                assert_eq!(place.lines.first, index.line_of(place.bytes.start()), "{path}: {words:?}");
                if let Some((start, _)) = record.characters_of(range) {
                    let before = layer.get(..place.bytes.start()).unwrap().chars().count();
                    assert_eq!(start as usize, before, "{path}: {words:?}");
                }
            }
        }
    }
    assert!(quotations > 10 && sentences > 500, "only {quotations} quotations, {sentences} sentences");
}

fn is_inside(inner: &str, outer: &str) -> bool {
    let mut outer = outer.chars();
    inner.chars().all(|wanted| outer.any(|found| found == wanted))
}

#[test]
fn a_text_fragment_is_encoded_and_widens_where_its_beginning_is_not_unique() {
    let reader = Reader::open(index()).unwrap();
    let passage = reader.resolve("agile-kitchen-who-owns-the-vision:3").unwrap();
    let passages = reader.passages(&passage.source).unwrap();
    let page = Page::of(None, &passages, &[]);
    let owner = passage.text.find("product owner").unwrap();
    let link = text_fragment("https://example.org/a#b", &passage, owner..owner + 13, &page).unwrap();
    assert!(link.starts_with("https://example.org/a#b:~:text="), "{link}");
    assert!(link.contains("-,product%20owner"), "no context: {link}");
    let selector = Selector::of(&passage.text, owner..owner + 13);
    assert_eq!((selector.exact.as_str(), selector.suffix.is_empty()), ("product owner", false));
}

/// Runs the program over one article of its own.
fn over(article: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), article).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roledex"));
        command.current_dir(folder.path()).env("ROLEDEX_INDEX", folder.path().join("index"));
        command.env("XDG_CONFIG_HOME", "/nonexistent").env("COLUMNS", "80").args(arguments).output().unwrap()
    };
    assert!(run(&["ingest", "notes.txt", "--quiet"]).status.success());
    String::from_utf8(run(arguments).stdout).unwrap()
}

#[test]
fn a_reference_is_resolved_where_the_copy_has_its_entry_and_dangling_where_not() {
    let text = "Notes on the order of work\n\nA plan is as good as the person who keeps it, and most plans are kept by nobody.\n\n\
                \"A backlog is a row of promises, and somebody has to keep every one of them.\" – Bo Lind, Coach, Fjordworks [2].\n";
    let state = |text: &str| -> Value {
        let answer: Value = serde_json::from_str(&over(text, &["quotes", "promises", "--json"])).unwrap();
        answer["quotations"][0]["reference_state"].clone()
    };
    assert_eq!(state(text)["state"], "dangling");
    let listed = format!(
        "{text}\nReferences\n\n[1] Ada Quill, On order, Harbour Press, 2019.\n\n[2] Bo Lind, Promises, Harbour Press, 2020.\n"
    );
    let resolved = state(&listed);
    assert_eq!(resolved["state"], "resolved", "{resolved}");
    assert_eq!(resolved["entry"], "Bo Lind, Promises, Harbour Press, 2020.");
}

#[test]
fn hostile_words_reach_neither_the_terminal_nor_a_formula() {
    let text = "On promises\n\nThe owner keeps the list of promises \u{1b}[31mred\u{202e} and nobody else keeps it today.\n\n\
                \"=SUM(A1) is no promise to \u{1b}]0;x\u{7} anybody here.\" – Bo Lind, Coach, Fjordworks.\n";
    for arguments in [
        &["quotes"] as &[&str],
        &["quotes", "--format", "md"],
        &["quotes", "--format", "csv"],
        &["quotes", "--own-words", "promises"],
        &["concordance", "promise"],
        &["concordance", "promise", "--format", "csv"],
        &["cite", "notes:3"],
        &["cite", "notes:3", "--format", "md"],
        &["cite", "notes:3", "--format", "pandoc"],
        &["export", "--bib"],
    ] {
        let printed = over(text, arguments);
        assert!(!printed.is_empty(), "{arguments:?}");
        assert!(!printed.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{arguments:?}: {printed:?}");
    }
    let csv = over(text, &["quotes", "--format", "csv"]);
    assert!(csv.contains("'=SUM(A1)") && !csv.contains(",=SUM"), "{csv}");
}

#[test]
fn keywords_stand_one_under_the_other_beside_wide_characters() {
    let text = "Notes\n\nThe team of 製品の所有者 keeps the backlog short all year round.\n\n\
                Nobody but the owner orders the backlog, and she does it daily.\n";
    let printed = over(text, &["concordance", "backlog"]);
    let columns: BTreeSet<usize> = printed
        .lines()
        .filter_map(|line| line.split_once("backlog"))
        .map(|(left, _)| textwrap::core::display_width(left))
        .collect();
    assert_eq!((columns.len(), printed.matches("backlog").count()), (1, 2), "{printed}");
}
