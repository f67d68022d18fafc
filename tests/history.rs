//! The state of an index depends on what is in it, not on how that came in: in one go, one by one, in any order, with
//! sources forgotten and taken in again in between.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::*;
use roledex::{
    index::Reader,
    ingest::{self, IngestOptions, Report},
    taxonomy::Taxonomy,
};

/// A folder of articles, and an index beside it.
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
        Self { dir, options, taxonomy: Taxonomy::built_in() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join("articles").join(name)
    }

    fn ingest(&self, names: &[&str]) -> Report {
        let roots: Vec<PathBuf> = names.iter().map(|name| self.file(name)).collect();
        let report = ingest::ingest(&roots, &self.taxonomy, &self.options, &()).unwrap();
        assert!(report.is_complete(), "{:?}", report.sources.failed);
        report
    }

    fn forget(&self, names: &[&str]) {
        let wanted: Vec<String> = names.iter().map(|name| self.file(name).display().to_string()).collect();
        ingest::forget(&wanted, &self.taxonomy, &self.options, &()).unwrap();
    }

    /// All that a reader can see of the sources, times apart, one line a thing.
    fn state(&self) -> Vec<String> {
        state(&self.options.index)
    }

    /// The same of a fresh index of the files called `names`.
    fn state_in_one_go(&self, names: &[&str]) -> Vec<String> {
        let options = IngestOptions::new(self.dir.path().join("fresh"));
        let roots: Vec<PathBuf> = names.iter().map(|name| self.file(name)).collect();
        ingest::ingest(&roots, &self.taxonomy, &options, &()).unwrap();
        let state = state(&options.index);
        fs::remove_dir_all(&options.index).unwrap();
        state
    }
}

fn state(index: &Path) -> Vec<String> {
    let reader = Reader::open(index).unwrap();
    let mut records = reader.sources().unwrap();
    records.sort_by(|one, other| one.source.id.cmp(&other.source.id));
    let profiles = reader.profiles().unwrap();
    let mut state = vec![format!("{:?}", reader.manifest().statistics)];
    for record in records {
        let id = &record.source.id;
        state.push(format!("{:?} {:?} {:?} {:?}", record.source, record.group, record.ledger, record.repeated));
        state.push(format!("{:?} {:?}", profiles.get(id), reader.shingles(id).unwrap()));
        let passages = reader.passages(id).unwrap();
        state.extend(passages.iter().map(|passage| serde_json::to_string(passage).unwrap()));
        let dropped = reader.dropped(id).unwrap();
        state.extend(dropped.iter().map(|block| serde_json::to_string(block).unwrap()));
    }
    state
}

/// Says where two states part; whole ones fill the screen.
fn assert_same(one: &[String], other: &[String], what: &str) {
    let differ = one.iter().zip(other).find(|(one, other)| one != other);
    assert!(differ.is_none() && one.len() == other.len(), "{what}: {differ:#?}");
}

/// The bundled articles, by name.
fn bundled(place: &Place) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/articles");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        fs::copy(entry.path(), place.file(&name)).unwrap();
        if !name.ends_with(".meta.toml") {
            names.push(name);
        }
    }
    names.sort_unstable();
    names
}

#[test]
fn the_bundled_articles_give_one_index_in_whatever_order_they_come() {
    let place = Place::new();
    let names = bundled(&place);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    place.ingest(&["."]);
    let wanted = place.state();
    assert!(wanted.iter().any(|line| line.contains("GroupRecord")), "there is a reprint among them");
    fs::remove_dir_all(&place.options.index).unwrap();

    for name in names.iter().rev() {
        place.ingest(&[name]);
    }
    assert_same(&wanted, &place.state(), "one by one, backwards");
    // Every third goes and comes back, the copies of one text and pages of one site among them.
    let some: Vec<&str> = names.iter().copied().step_by(3).collect();
    place.forget(&some);
    let rest: Vec<&str> = names.iter().copied().filter(|name| !some.contains(name)).collect();
    assert_same(&place.state_in_one_go(&rest), &place.state(), "a third forgotten");
    for name in &some {
        place.ingest(&[name]);
    }
    assert_same(&wanted, &place.state(), "a third forgotten and taken in again");
    fs::remove_dir_all(&place.options.index).unwrap();

    let (odd, even): (Vec<_>, Vec<_>) = names.iter().zip(0..).partition(|(_, at)| at % 2 == 1);
    place.ingest(&odd.iter().map(|(name, _)| **name).collect::<Vec<_>>());
    place.ingest(&even.iter().map(|(name, _)| **name).collect::<Vec<_>>());
    assert_same(&wanted, &place.state(), "in two halves");
}

/// Words of one page: a text of its own, or a copy of another's, with blocks that all pages of the site may share.
fn page(number: usize, variant: usize) -> String {
    let text = |seed: usize| {
        (0..6)
            .map(|at| {
                format!(
                    "In week {seed} of year {at} the product owner of team {} ordered the backlog anew, because \
                     customer {} had asked for feature {} and the product manager wanted metric {} to rise.",
                    seed * 7 + at,
                    seed * 3 + at,
                    seed + 11 * at,
                    seed * 5 + 2 * at,
                )
            })
            .collect::<Vec<_>>()
    };
    // Pages 0 and 1 are copies of one another in most variants; 2 is a copy of 0 in one.
    let own = match (number, variant) {
        (1, 0 | 1) | (2, 2) => text(0),
        _ => text(number),
    };
    let mut blocks = own;
    if variant != 2 {
        blocks.insert(2, "The harbour desk answers letters from readers on Tuesdays and Fridays alone.".to_owned());
    }
    if variant == 1 {
        blocks.push("All tables in this series were drawn by hand in the old customs house.".to_owned());
        blocks[1].push_str(" Nobody else was asked.");
    }
    blocks.join("\n\n") + "\n"
}

/// Something that happens to an index.
#[derive(Clone, Debug)]
enum Step {
    /// A page is written in a variant and taken in.
    Put(usize, usize),
    /// Several pages are written and taken in together.
    PutMany(Vec<(usize, usize)>),
    /// A page is forgotten.
    Forget(usize),
}

const PAGES: usize = 6;

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..PAGES, 0..3_usize).prop_map(|(page, variant)| Step::Put(page, variant)),
        2 => proptest::collection::vec((0..PAGES, 0..3_usize), 2..5).prop_map(Step::PutMany),
        2 => (0..PAGES).prop_map(Step::Forget),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn pages_of_one_site_give_one_index_after_any_history(steps in proptest::collection::vec(step(), 3..10)) {
        let place = Place::new();
        let mut inside = [false; PAGES];
        let name = |page: usize| format!("page{page}.txt");
        let write = |page_number: usize, variant: usize| {
            let file = place.file(&name(page_number));
            fs::write(&file, page(page_number, variant)).unwrap();
            let url = format!("url = \"https://harbour.example/{page_number}\"\n");
            fs::write(file.with_extension("meta.toml"), url).unwrap();
        };
        for step in steps {
            match step {
                Step::Put(page, variant) => {
                    write(page, variant);
                    place.ingest(&[&name(page)]);
                    inside[page] = true;
                }
                Step::PutMany(pages) => {
                    for &(page, variant) in &pages {
                        write(page, variant);
                        inside[page] = true;
                    }
                    let names: Vec<String> = pages.iter().map(|&(page, _)| name(page)).collect();
                    place.ingest(&names.iter().map(String::as_str).collect::<Vec<_>>());
                }
                Step::Forget(page) if inside[page] => {
                    place.forget(&[&name(page)]);
                    inside[page] = false;
                }
                Step::Forget(_) => {}
            }
        }
        let names: Vec<String> = (0..PAGES).filter(|&page| inside[page]).map(name).collect();
        if !names.is_empty() {
            let fresh = place.state_in_one_go(&names.iter().map(String::as_str).collect::<Vec<_>>());
            assert_same(&fresh, &place.state(), "after a history");
        }
    }
}

#[test]
fn a_block_becomes_furniture_with_the_third_page_and_content_again_without_it() {
    let place = Place::new();
    let holds = |name: &str| {
        let reader = Reader::open(&place.options.index).unwrap();
        let record = reader.find_source(name).unwrap();
        let passages = reader.passages(&record.source.id).unwrap();
        let dropped = reader.dropped(&record.source.id).unwrap();
        let is_furniture = dropped.iter().any(|block| {
            assert!(block.evidence.chars().all(|character| !character.is_ascii_digit()), "{}", block.evidence);
            block.rule == "repeated-on-site" && block.text.contains("harbour desk")
        });
        (passages.iter().any(|passage| passage.text.contains("harbour desk")), is_furniture)
    };
    for (number, name) in [(3, "a.txt"), (4, "b.txt"), (5, "c.txt")] {
        fs::write(place.file(name), page(number, 0)).unwrap();
        let url = format!("url = \"https://harbour.example/{name}\"\n");
        fs::write(place.file(name).with_extension("meta.toml"), url).unwrap();
    }
    place.ingest(&["a.txt", "b.txt"]);
    assert_eq!(holds("a"), (true, false));
    let report = place.ingest(&["c.txt"]);
    assert_eq!((report.sources.added, report.sources.cleaned_again), (1, 2));
    assert_eq!([holds("a"), holds("b"), holds("c")], [(false, true); 3]);
    // A file that is gone cannot be cleaned again: its passages stay as they were, and the report says so.
    fs::remove_file(place.file("b.txt")).unwrap();
    let wanted = [place.file("c.txt").display().to_string()];
    let (_, report) = ingest::forget(&wanted, &place.taxonomy, &place.options, &()).unwrap();
    assert_eq!((holds("a"), holds("b")), ((true, false), (false, true)));
    assert!(report.notes.iter().any(|note| note.contains("`b.txt`") && note.contains("stays as it was")), "{report:?}");
    let again = place.ingest(&["a.txt"]);
    assert!(again.notes.iter().any(|note| note.contains("`b.txt`")), "it is said as long as it is so: {again:?}");
    fs::write(place.file("b.txt"), page(4, 0)).unwrap();
    assert_eq!(place.ingest(&["a.txt"]).sources.cleaned_again, 1);
    assert_eq!(holds("b"), (true, false));
}
