//! Corrections: what people decided outlives ingestion, finds its words or has no effect, and can be taken back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use roledex::{
    corrections::{FILE, Given},
    discourse::Stance,
    index::{Reader, record::PassageRecord},
    ingest::{self, IngestError, IngestOptions, Report, State, Wish},
    search,
    tag::{Relation, Tagger},
    taxonomy::Taxonomy,
};

const ARTICLE: &str = "# Who orders the list\n\n\
    The product owner orders the list every Tuesday, and nobody else on the quay may do that.\n\n\
    Subscribe to our newsletter and get a free template for your backlog every week!\n\n\
    A harbour master signs what the product owner has ordered before the tide turns.\n";

struct Place {
    dir: tempfile::TempDir,
    options: IngestOptions,
    taxonomy: Taxonomy,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = IngestOptions::new(dir.path().join("index"));
        fs::create_dir(dir.path().join("articles")).unwrap();
        let place = Self { dir, options, taxonomy: Taxonomy::built_in() };
        place.write(ARTICLE);
        place.ingest();
        place
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("articles/list.md")
    }

    fn write(&self, text: &str) {
        fs::write(self.file(), text).unwrap();
    }

    fn ingest(&self) -> Report {
        ingest::ingest(&[self.dir.path().join("articles")], &self.taxonomy, &self.options, &()).unwrap()
    }

    fn correct(&self, place: &str, wish: &Wish) -> Result<ingest::Corrected, IngestError> {
        ingest::correct(&[place.to_owned()], wish, None, None, &self.taxonomy, &self.options, &())
    }

    fn undo(&self) {
        ingest::undo(&[], &self.taxonomy, &self.options, &()).unwrap();
    }

    fn passages(&self) -> Vec<PassageRecord> {
        let reader = Reader::open(&self.options.index).unwrap();
        let source = reader.find_source("list").unwrap().source.id;
        reader.passages(&source).unwrap()
    }

    fn words(&self) -> String {
        self.passages().into_iter().map(|passage| passage.text).collect::<Vec<_>>().join("\n")
    }

    fn states(&self) -> Vec<State> {
        let reader = Reader::open(&self.options.index).unwrap();
        ingest::states(&reader).unwrap().into_iter().map(|(.., state)| state).collect()
    }

    fn decisions(&self) -> PathBuf {
        self.options.index.join(FILE)
    }

    fn role(&self, name: &str) -> roledex::taxonomy::RoleId {
        search::role_named(&self.taxonomy, name).unwrap()
    }
}

fn relation(passages: &[PassageRecord], role: &str) -> Option<Relation> {
    passages.iter().flat_map(|passage| &passage.roles).find(|tag| tag.id.as_str() == role).map(|tag| tag.relation)
}

#[test]
fn a_restored_line_stands_in_the_article_after_every_ingestion() {
    let place = Place::new();
    assert!(!place.words().contains("newsletter"));
    place.correct("list:5", &Wish::Restore).unwrap();
    assert!(place.words().contains("newsletter"));
    fs::remove_file(place.file()).unwrap();
    fs::write(place.dir.path().join("articles/zebra.md"), "# Z\n\nThe zebra of the harbour master eats no paper.\n")
        .unwrap();
    place.ingest();
    assert_eq!(place.states(), [State::NoSource]);
    place.write(ARTICLE);
    place.ingest();
    assert!(place.words().contains("newsletter"), "the file was away and came back");
    place.write(&format!("{ARTICLE}\nOne more sentence about the harbour and its many lamps.\n"));
    place.ingest();
    assert!(place.words().contains("newsletter"), "another paragraph was added");
    assert_eq!(place.states(), [State::Applied]);
}

#[test]
fn words_cut_out_of_a_sentence_come_back_and_stay() {
    let place = Place::new();
    let spliced = "It reports to the Chief peru phone number list Technology Officer, as the harbour master said.";
    place.write(&format!("{ARTICLE}\n{spliced}\n"));
    place.ingest();
    assert!(place.words().contains("the Chief Technology Officer"), "{}", place.words());
    place.correct("list:9", &Wish::Restore).unwrap();
    assert!(place.words().contains(spliced));
    place.write(&format!("{ARTICLE}\n{spliced}\n\nOne more sentence about the harbour and its many lamps.\n"));
    place.ingest();
    assert!(place.words().contains(spliced), "another paragraph was added");
    assert_eq!(place.states(), [State::Applied]);
    place.undo();
    assert!(place.words().contains("the Chief Technology Officer"));
}

#[test]
fn a_correction_whose_words_are_gone_is_reported_and_goes_to_no_look_alike() {
    let place = Place::new();
    place.correct("list:5", &Wish::Restore).unwrap();
    place.write(&ARTICLE.replace("free template", "cheap template"));
    let report = place.ingest();
    assert!(!place.words().contains("newsletter"));
    assert_eq!(place.states(), [State::Orphaned]);
    assert!(report.notes.iter().any(|note| note.contains("correct check")), "{:?}", report.notes);
}

#[test]
fn tags_and_stance_are_as_the_person_says_and_say_so() {
    let place = Place::new();
    let before = place.passages();
    let last = before.last().unwrap().reference.clone();
    place.correct(&last, &Wish::TagRole(place.role("cpo"), Given::Mentioned)).unwrap();
    place.correct(&last, &Wish::UntagRole(place.role("po"))).unwrap();
    place.correct(&last, &Wish::TagTopic(search::topic_named(&place.taxonomy, "salary").unwrap())).unwrap();
    place.correct(&last, &Wish::Stance(Stance::Rejected)).unwrap();
    let corrected = place.passages().pop().unwrap();
    assert_eq!(relation(std::slice::from_ref(&corrected), "cpo"), Some(Relation::Mentioned));
    assert_eq!(relation(std::slice::from_ref(&corrected), "po"), None);
    assert!(corrected.topics.iter().any(|topic| topic.id.as_str() == "salary"));
    assert_eq!(corrected.stance, Stance::Rejected);
    assert!(corrected.roles.iter().all(|tag| tag.id.as_str() != "cpo" || tag.evidence[0].text.contains("a person")));
    for _ in 0..4 {
        place.undo();
    }
    assert_eq!(place.passages(), before, "all taken back");
}

#[test]
fn the_later_of_two_decisions_on_the_same_thing_overrules_the_earlier_until_it_is_taken_back() {
    let place = Place::new();
    let first = place.passages()[0].reference.clone();
    place.correct(&first, &Wish::TagRole(place.role("pm"), Given::About)).unwrap();
    place.correct(&first, &Wish::UntagRole(place.role("pm"))).unwrap();
    assert_eq!(place.states(), [State::Overruled, State::Applied]);
    assert_eq!(relation(&place.passages(), "pm"), None);
    place.undo();
    assert_eq!(place.states(), [State::Applied]);
    assert_eq!(relation(&place.passages(), "pm"), Some(Relation::About));
}

#[test]
fn a_line_of_a_passage_is_dropped_alone_and_what_was_done_at_once_is_taken_back_at_once() {
    let place = Place::new();
    place.write(
        "# Who orders the list\n\nThe product owner orders the list every Tuesday.\n\n\
         The tide table hangs beside it, and it has the last word.\n",
    );
    place.ingest();
    let before = place.passages();
    assert_eq!(before.len(), 1, "both paragraphs stand in one passage");
    assert_eq!(before[0].reference, "list:3");
    place.correct("list:5", &Wish::Drop).unwrap();
    assert!(place.words().contains("Tuesday") && !place.words().contains("tide"), "{}", place.words());
    place.undo();
    assert_eq!(place.passages(), before);
    place.correct("list:3", &Wish::Drop).unwrap();
    assert!(place.passages().is_empty(), "the passage as its hit names it is dropped whole");
    assert_eq!(place.states(), [State::Applied, State::Applied]);
    place.undo();
    assert_eq!(place.passages(), before);
    let holding = |words| {
        let places = ["list:3-5".to_owned()];
        ingest::correct(&places, &Wish::Drop, Some(words), None, &place.taxonomy, &place.options, &())
    };
    assert!(holding("harbour").is_err(), "no block there holds the word");
    holding("Tide  table").unwrap();
    assert!(place.words().contains("Tuesday") && !place.words().contains("tide"), "{}", place.words());
}

#[test]
fn what_two_commands_did_is_taken_back_one_by_one() {
    let place = Place::new();
    let references: Vec<String> = place.passages().into_iter().map(|passage| passage.reference).collect();
    let tag = |references: &[String], topic| {
        let wish = Wish::TagTopic(search::topic_named(&place.taxonomy, topic).unwrap());
        ingest::correct(references, &wish, None, None, &place.taxonomy, &place.options, &()).unwrap();
    };
    assert!(references.len() > 1, "{references:?}");
    tag(&references, "salary");
    tag(&references, "hiring");
    place.undo();
    assert_eq!(place.states().len(), references.len(), "the second command alone");
    place.undo();
    assert!(place.states().is_empty());
}

#[test]
fn of_two_lines_on_the_same_thing_the_later_counts_and_the_earlier_says_so() {
    let place = Place::new();
    place.correct("list:5", &Wish::Restore).unwrap();
    let restore = fs::read_to_string(place.decisions()).unwrap();
    let drop = restore.replace("\"restore\"", "\"drop\"");
    fs::write(place.decisions(), format!("{restore}{drop}")).unwrap();
    place.ingest();
    assert_eq!(place.states(), [State::Overruled, State::Applied]);
    assert!(!place.words().contains("newsletter"));
    fs::write(place.decisions(), format!("{drop}{restore}")).unwrap();
    place.ingest();
    assert_eq!(place.states(), [State::Overruled, State::Applied], "only their order was changed");
    assert!(place.words().contains("newsletter"));
}

#[test]
fn a_reason_is_kept_with_the_correction_and_is_evidence_for_the_tag() {
    let place = Place::new();
    let passage = place.passages().pop().unwrap();
    let wish = Wish::TagRole(place.role("cpo"), Given::About);
    let reference = std::slice::from_ref(&passage.reference);
    ingest::correct(reference, &wish, None, Some(" she is one "), &place.taxonomy, &place.options, &()).unwrap();
    place.correct(&passage.reference, &Wish::UntagRole(place.role("po"))).unwrap();
    let corrected = place.passages().pop().unwrap();
    let tag = corrected.roles.iter().find(|tag| tag.id.as_str() == "cpo").unwrap();
    assert!(tag.evidence[0].text.ends_with(": she is one"), "{tag:?}");
    let reader = Reader::open(&place.options.index).unwrap();
    let on = ingest::corrections_on(&reader, &corrected).unwrap();
    let reasons: Vec<_> = on.iter().map(|(_, correction, _)| correction.reason.as_deref()).collect();
    assert_eq!(reasons, [Some("she is one"), None], "a tag that was taken away leaves a trace, too");
    let other = &place.passages()[0];
    assert_ne!(other.id, corrected.id, "the article has two passages");
    assert!(ingest::corrections_on(&reader, other).unwrap().is_empty());
}

#[test]
fn a_source_read_again_as_it_is_indexed_has_the_passages_of_the_index() {
    let place = Place::new();
    place.correct("list:5", &Wish::Restore).unwrap();
    let last = place.passages().pop().unwrap().reference;
    place.correct(&last, &Wish::Stance(Stance::Rejected)).unwrap();
    let reader = Reader::open(&place.options.index).unwrap();
    let source = reader.find_source("list").unwrap();
    let tagger = Tagger::new(&place.taxonomy);
    let again = ingest::as_indexed(&reader, &source, &tagger, &place.options).unwrap();
    assert_eq!(again.passages, place.passages());
    assert_eq!(again.corrections, source.corrections);
    place.write(&ARTICLE.replace("Tuesday", "Friday"));
    let changed = ingest::as_indexed(&reader, &source, &tagger, &place.options);
    assert!(matches!(changed, Err(IngestError::FileChanged { .. })), "{changed:?}");
}

#[test]
fn a_file_of_corrections_that_came_from_elsewhere_takes_effect_at_the_next_ingestion() {
    let place = Place::new();
    place.correct("list:5", &Wish::Restore).unwrap();
    let (text, state) = (fs::read_to_string(place.decisions()).unwrap(), place.passages());
    place.undo();
    fs::write(place.decisions(), &text).unwrap();
    assert_eq!(place.states(), [State::Waiting]);
    place.ingest();
    assert_eq!(place.states(), [State::Applied]);
    assert_eq!(place.passages(), state);
    let other = Place::new();
    fs::write(other.decisions(), &text).unwrap();
    other.ingest();
    assert_eq!(other.words(), place.words(), "an index made elsewhere");
}

#[test]
fn what_is_not_understood_is_noted_and_stays_in_the_file() {
    let place = Place::new();
    let strange = "{\"action\":\"praise\",\"target\":{\"source\":\"list.md\"}}\n{\"action\":\"rest";
    fs::write(place.decisions(), strange).unwrap();
    let report = place.ingest();
    assert_eq!(report.notes.iter().filter(|note| note.contains("is not understood")).count(), 2, "{:?}", report.notes);
    place.correct("list:5", &Wish::Restore).unwrap();
    place.undo();
    assert_eq!(fs::read_to_string(place.decisions()).unwrap().trim_end(), strange);
}

#[test]
fn a_file_that_is_gone_or_changed_cannot_be_corrected_by_its_lines() {
    let place = Place::new();
    place.write(&ARTICLE.replace("Tuesday", "Friday"));
    assert!(matches!(place.correct("list:5", &Wish::Restore), Err(IngestError::FileChanged { .. })));
    fs::remove_file(place.file()).unwrap();
    assert!(matches!(place.correct("list:5", &Wish::Restore), Err(IngestError::FileChanged { .. })));
    assert!(
        !place.decisions().exists() || fs::read_to_string(place.decisions()).unwrap().is_empty(),
        "nothing was written"
    );
}

#[test]
fn a_tag_for_a_dropped_line_points_to_what_brings_it_back() {
    let place = Place::new();
    let words = "The harbour master signs what the owner orders, and the clerk keeps the list of it. ".repeat(4);
    let page = format!(
        "<html><body><article>\n<h1>Who signs</h1>\n<p>{words}</p>\n\n\n<div class=\"social share\">Share this page</div>\n</article></body></html>"
    );
    fs::write(place.dir.path().join("articles/page.html"), page).unwrap();
    place.ingest();
    let wish = Wish::TagRole(place.role("product owner"), Given::About);
    for (line, rule) in [("list:5", "newsletter"), ("page:6", "share")] {
        let error = place.correct(line, &wish).unwrap_err();
        let hint = error.hint().unwrap_or_default();
        assert!(hint.contains(rule) && hint.contains(&format!("correct restore {line}")), "{hint}");
    }
}

#[test]
fn several_places_are_corrected_all_or_none() {
    let place = Place::new();
    let places = ["list:5".to_owned(), "list:3".to_owned()];
    let failed = ingest::correct(&places, &Wish::Restore, None, None, &place.taxonomy, &place.options, &());
    assert!(matches!(failed, Err(IngestError::NothingDropped { first: 3, nearest: Some(_), .. })), "{failed:?}");
    assert!(!place.words().contains("newsletter"));
    assert!(!Path::new(&place.decisions()).exists());
}
