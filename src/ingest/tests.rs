//! Ingestion of folders made for the purpose, from files to the index.

use std::{
    env, fs,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{Command, abort},
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{IngestError, IngestOptions, Progress, Report, forget, ingest};
use crate::{
    index::{IndexError, Reader, Writer, WriterOptions, record::SourceRecord},
    taxonomy::Taxonomy,
};

/// A folder of articles and a place for an index beside it.
struct Place {
    dir: tempfile::TempDir,
    options: IngestOptions,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let options = IngestOptions::new(dir.path().join("index"));
        let place = Self { dir, options };
        for (path, text) in files {
            place.write(path, text);
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join("articles").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        fs::write(path, text).expect("it is written");
    }

    fn try_ingest(&self, roots: &[&str]) -> Result<Report, IngestError> {
        let roots: Vec<PathBuf> = roots.iter().map(|root| self.path(root)).collect();
        ingest(&roots, &Taxonomy::built_in(), &self.options, &())
    }

    fn ingest(&self, roots: &[&str]) -> Report {
        self.try_ingest(roots).expect("it goes in")
    }

    fn forget(&self, wanted: &str) -> Result<Vec<SourceRecord>, IngestError> {
        forget(&[wanted.to_owned()], &Taxonomy::built_in(), &self.options, &()).map(|(gone, _)| gone)
    }

    fn reader(&self) -> Reader {
        Reader::open(&self.options.index).expect("there is an index")
    }

    fn names(&self) -> Vec<String> {
        self.reader().sources().expect("they are read").into_iter().map(|record| record.source.name).collect()
    }
}

const OWNER: &str = "The product owner orders the backlog and decides what is built next. Nobody else in the company \
                     may change that order, and the team asks her when a story is not clear to them.\n";
const MANAGER: &str = "A product manager looks at the market and at what customers pay for. She writes the strategy \
                       down, argues for it with the board, and measures in every quarter whether it holds.\n";

fn counts(report: &Report) -> [usize; 6] {
    let sources = &report.sources;
    [sources.added, sources.changed, sources.unchanged, sources.removed, sources.failed.len(), sources.skipped.len()]
}

/// What a reader sees, as one text.
fn dump(reader: &Reader) -> String {
    let mut lines = Vec::new();
    for record in reader.sources().expect("they are read") {
        lines.push(format!("{} {} {}", record.source.name, record.source.id, record.passages));
        lines.push(format!("{:?} {:?} {:?}", record.source, record.group, record.repeated));
        for passage in reader.passages(&record.source.id).expect("they are read") {
            lines.push(serde_json::to_string(&passage).expect("it is plain"));
        }
        for block in reader.dropped(&record.source.id).expect("they are read") {
            lines.push(serde_json::to_string(&block).expect("it is plain"));
        }
    }
    lines.join("\n")
}

#[test]
fn a_second_run_changes_nothing_and_says_so() {
    let place = Place::new(&[("001_a.txt", OWNER), ("deep/b.txt", MANAGER)]);
    let first = place.ingest(&["."]);
    assert_eq!(counts(&first), [2, 0, 0, 0, 0, 0]);
    assert_eq!((first.passages, first.is_change()), (2, true));
    let meta = fs::read(place.options.index.join("meta.json")).expect("it is there");
    let second = place.ingest(&["."]);
    assert_eq!(counts(&second), [0, 0, 2, 0, 0, 0]);
    assert_eq!((second.passages, second.is_change()), (2, false));
    assert_eq!(fs::read(place.options.index.join("meta.json")).expect("it is there"), meta, "nothing was committed");
}

#[test]
fn a_file_that_was_only_touched_is_unchanged() {
    let place = Place::new(&[("a.txt", OWNER)]);
    place.ingest(&["."]);
    let file = fs::File::options().append(true).open(place.path("a.txt")).expect("it opens");
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("it is touched");
    assert_eq!(counts(&place.ingest(&["."])), [0, 0, 1, 0, 0, 0]);
}

#[test]
fn changed_files_are_replaced_and_vanished_ones_removed_below_the_given_roots_alone() {
    let place = Place::new(&[("x/a.txt", OWNER), ("x/b.txt", MANAGER), ("y/c.txt", MANAGER)]);
    place.ingest(&["x", "y"]);
    place.write("x/a.txt", MANAGER);
    fs::remove_file(place.path("x/b.txt")).expect("it is removed");
    fs::remove_file(place.path("y/c.txt")).expect("it is removed");
    assert_eq!(counts(&place.ingest(&["x"])), [0, 1, 0, 1, 0, 0]);
    assert_eq!(place.names(), ["a", "c"]);
    let reader = place.reader();
    let passage = reader.resolve("a:1").expect("it is there");
    assert!(passage.text.starts_with("A product manager"), "{}", passage.text);
    assert_eq!(reader.manifest().statistics.passages, 2);
}

#[test]
fn a_folder_below_one_that_was_ingested_is_not_taken_twice() {
    let place = Place::new(&[("x/a.txt", OWNER), ("b.txt", MANAGER)]);
    place.ingest(&["."]);
    assert_eq!(counts(&place.ingest(&["x"])), [0, 0, 1, 0, 0, 0]);
    assert_eq!(counts(&place.ingest(&["x/a.txt"])), [0, 0, 1, 0, 0, 0]);
    fs::remove_file(place.path("x/a.txt")).expect("it is removed");
    place.write("x/c.txt", OWNER);
    assert_eq!(counts(&place.ingest(&["x"])), [1, 0, 0, 1, 0, 0]);
    assert_eq!(place.names(), ["b", "c"]);
}

#[test]
fn one_bad_file_does_not_sink_the_rest_and_its_earlier_copy_stays() {
    let place = Place::new(&[("a.txt", OWNER), ("b.txt", MANAGER)]);
    place.ingest(&["."]);
    place.write("a.txt.meta.toml", "title = ");
    place.write("c.txt", MANAGER);
    let report = place.ingest(&["."]);
    assert_eq!(counts(&report)[..5], [1, 0, 1, 0, 1]);
    assert_eq!(report.sources.failed.first().map(|failure| failure.path.as_str()), Some("a.txt"));
    assert!(report.notes.iter().any(|note| note.contains("earlier copy of `a.txt`")), "{:?}", report.notes);
    assert_eq!(place.names(), ["a", "b", "c"]);
}

#[test]
fn a_name_once_given_is_kept_whatever_comes_later() {
    let place = Place::new(&[("x/post_1.txt", OWNER)]);
    place.ingest(&["."]);
    assert_eq!(place.names(), ["post"]);
    place.write("a/post_0.txt", MANAGER);
    place.write("x/post_1.txt", MANAGER);
    place.ingest(&["."]);
    assert_eq!(place.names(), ["post_0", "post"]);
}

#[test]
fn two_copies_of_one_page_are_both_kept() {
    let url = "url = \"https://example.org/owner\"\n";
    let files = [("a.txt", OWNER), ("a.txt.meta.toml", url), ("b.txt", MANAGER), ("b.txt.meta.toml", url)];
    let place = Place::new(&files);
    let report = place.ingest(&["."]);
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 0]);
    assert_eq!(report.notes.len(), 1, "{:?}", report.notes);
    assert_eq!(counts(&place.ingest(&["."])), [0, 0, 2, 0, 0, 0]);
    assert_eq!(place.names(), ["a", "b"]);
}

#[test]
fn the_index_does_not_depend_on_the_number_of_threads() {
    let files: Vec<(String, String)> = (0..40)
        .map(|at| (format!("{at}_x.txt"), format!("{OWNER}\nNumber {at} says it in its own words.\n\n{MANAGER}")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let dumps = [1, 4].map(|threads| {
        let mut place = Place::new(&files);
        place.options.threads = NonZeroUsize::new(threads);
        place.ingest(&["."]);
        dump(&place.reader())
    });
    assert_eq!(dumps[0], dumps[1]);
}

#[test]
fn drafts_that_cannot_wait_give_the_same_index() {
    let files = [("a.txt", OWNER), ("b.txt", MANAGER), ("c.txt", OWNER)];
    let dumps = [usize::MAX, 0].map(|max_draft_bytes| {
        let mut place = Place::new(&files);
        place.options.max_draft_bytes = max_draft_bytes;
        let report = place.ingest(&["."]);
        assert_eq!((counts(&report), report.groups, report.copies), ([3, 0, 0, 0, 0, 0], 1, 1));
        dump(&place.reader())
    });
    assert_eq!(dumps[0], dumps[1]);
}

#[test]
fn forgetting_an_original_makes_another_copy_of_it_the_original() {
    let place = Place::new(&[("a.txt", OWNER), ("b.txt", OWNER), ("c.txt", OWNER)]);
    place.ingest(&["."]);
    let copies = || -> Vec<Option<String>> {
        let records = place.reader().sources().expect("they are read");
        records.into_iter().map(|record| Some(record.source.copies_of?.to_string())).collect()
    };
    let id = |name: &str| place.reader().find_source(name).expect("it is there").source.id.to_string();
    assert_eq!(copies(), [None, Some(id("a")), Some(id("a"))]);
    place.forget("a").expect("it is taken out");
    assert_eq!(copies(), [None, Some(id("b"))]);
    place.forget("b").expect("it is taken out");
    assert_eq!(copies(), [None]);
}

#[test]
fn with_other_settings_forgetting_groups_but_does_not_clean_some_sources_otherwise_than_the_rest() {
    let mut place = Place::new(&[]);
    let desk = "The desk of this paper answers letters on Tuesdays.";
    for at in 0..3 {
        place.write(&format!("site/{at}.txt"), &format!("{}\n\n{desk}\n", MANAGER.replace("market", &words(at))));
    }
    place.write("copy.txt", OWNER);
    place.write("other.txt", OWNER);
    let report = place.ingest(&["."]);
    assert_eq!((report.groups, report.blocks.dropped.get("repeated-on-site")), (1, Some(&3)), "{report:?}");
    place.options.clean.switched_off.insert("repeated-title".to_owned());
    let wanted = ["site/0", "copy"].map(str::to_owned);
    let wanted = wanted.map(|name| place.path(&format!("{name}.txt")).display().to_string());
    let (gone, report) = forget(&wanted, &Taxonomy::built_in(), &place.options, &()).expect("they are taken out");
    assert_eq!((gone.len(), report.groups, report.sources.removed), (2, 0, 2));
    assert_eq!(report.blocks.dropped.get("repeated-on-site"), Some(&2), "what is left is still as it was cleaned");
    assert!(report.notes.iter().any(|note| note.contains("other settings")), "{:?}", report.notes);
    place.ingest(&["other.txt"]);
    fs::remove_file(place.path("copy.txt")).expect("it is removed");
    fs::remove_file(place.path("site/0.txt")).expect("it is removed");
    assert_eq!(place.ingest(&["."]).blocks.dropped.get("repeated-on-site"), None);
}

/// So many words that no other number gives, long enough that two texts which differ in them are no copies.
fn words(number: usize) -> String {
    (0..30).map(|at| format!("word{number}x{at}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn other_settings_read_all_sources_again() {
    let mut place = Place::new(&[("x/a.txt", OWNER), ("y/b.txt", MANAGER)]);
    place.ingest(&["x"]);
    place.ingest(&["y"]);
    place.options.clean.switched_off.insert("repeated-title".to_owned());
    let report = place.ingest(&["x"]);
    assert_eq!(counts(&report), [0, 2, 0, 0, 0, 0]);
    assert!(report.notes.iter().any(|note| note.contains("settings")), "{:?}", report.notes);
    assert_eq!(counts(&place.ingest(&["x"])), [0, 0, 1, 0, 0, 0]);
}

/// Stops after the first file.
struct Impatient(AtomicUsize);

impl Progress for Impatient {
    fn advance(&self, _: &str) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}

#[test]
fn a_run_that_is_stopped_leaves_the_last_commit_and_the_next_goes_on() {
    let place = Place::new(&[("a.txt", OWNER)]);
    place.ingest(&["."]);
    let before = dump(&place.reader());
    place.write("b.txt", MANAGER);
    place.write("c.txt", MANAGER);
    let impatient = Impatient(AtomicUsize::new(0));
    let stopped = ingest(&[place.path(".")], &Taxonomy::built_in(), &place.options, &impatient);
    assert!(matches!(stopped, Err(IngestError::Stopped)));
    assert_eq!(dump(&place.reader()), before);
    assert_eq!(counts(&place.ingest(&["."])), [2, 0, 1, 0, 0, 0]);
}

#[test]
fn what_cannot_be_read_at_all_changes_nothing() {
    let place = Place::new(&[("a.txt", OWNER)]);
    place.ingest(&["."]);
    assert!(matches!(place.try_ingest(&["nowhere"]), Err(IngestError::Source(_))));
    fs::remove_file(place.path("a.txt")).expect("it is removed");
    assert!(matches!(place.try_ingest(&["."]), Err(IngestError::Source(_))), "an empty folder is not a wish");
    assert_eq!(place.names(), ["a"]);
}

#[test]
fn a_second_ingestion_at_the_same_time_is_told_of_the_lock() {
    let place = Place::new(&[("a.txt", OWNER)]);
    place.ingest(&["."]);
    let _writer = Writer::open(&place.options.index, &WriterOptions::default()).expect("it opens");
    assert!(matches!(place.try_ingest(&["."]), Err(IngestError::Index(IndexError::Locked { .. }))));
}

#[test]
fn forgetting_takes_out_a_source_or_a_folder() {
    let place = Place::new(&[("x/a.txt", OWNER), ("x/b.txt", MANAGER), ("y/c.txt", MANAGER)]);
    place.ingest(&["x", "y"]);
    let gone = place.forget("b").expect("it is taken out");
    assert_eq!(gone.len(), 1);
    assert_eq!(place.names(), ["a", "c"]);
    let folder = place.path("x").to_string_lossy().into_owned();
    place.forget(&folder).expect("it is taken out");
    assert_eq!(place.names(), ["c"]);
    assert_eq!(place.reader().manifest().roots.len(), 1);
    let unknown = place.forget("nobody").expect_err("there is no such source");
    assert!(matches!(unknown, IngestError::Index(IndexError::NoSuchSource { .. })));
    assert!(Path::new(&place.path("x/a.txt")).exists(), "the file itself stays");
}

/// Says to a child process of this test program where to ingest, and when to die.
const CRASH: &str = "ROLEDEX_TEST_CRASH";

/// Dies without a farewell: after so many files, or at the commit.
struct Dying {
    after: Option<usize>,
    files: AtomicUsize,
}

impl Progress for Dying {
    fn advance(&self, _: &str) {
        if self.after == Some(self.files.fetch_add(1, Ordering::Relaxed)) {
            abort();
        }
    }

    fn committing(&self) {
        if self.after.is_none() {
            abort();
        }
    }
}

/// What the child of the test below does; alone it does nothing.
#[test]
fn a_child_process_dies_when_it_is_told_to() {
    let Ok(told) = env::var(CRASH) else { return };
    let (after, dir) = told.split_once(' ').expect("a number and a directory");
    let dying = Dying { after: after.parse().ok(), files: AtomicUsize::new(0) };
    let dir = PathBuf::from(dir);
    let mut options = IngestOptions::new(dir.join("index"));
    options.rebuild = true;
    let _ = ingest(&[dir.join("articles")], &Taxonomy::built_in(), &options, &dying);
}

#[test]
fn a_url_that_is_filled_in_later_does_not_leave_a_second_copy() {
    let place = Place::new(&[("a.txt", OWNER), ("b.txt", MANAGER)]);
    place.ingest(&["."]);
    place.write("a.txt.meta.toml", "url = \"https://example.org/owner\"\n");
    assert_eq!(counts(&place.ingest(&["."])), [0, 1, 1, 0, 0, 0]);
    assert_eq!(place.names(), ["a", "b"]);
    fs::remove_file(place.dir.path().join("articles/a.txt.meta.toml")).expect("it is removed");
    place.ingest(&["."]);
    assert_eq!(place.names(), ["a", "b"]);
}

#[test]
fn after_a_crash_at_any_moment_the_last_commit_is_whole_and_the_next_run_goes_on() {
    let place = Place::new(&[("a.txt", OWNER), ("b.txt", MANAGER)]);
    place.ingest(&["."]);
    let before = dump(&place.reader());
    place.write("a.txt", MANAGER);
    place.write("c.txt", OWNER);
    for after in ["0", "2", "4", "at the commit"] {
        let after = if after.len() == 1 { after } else { "-" };
        let child = Command::new(env::current_exe().expect("it has a path"))
            .args(["--exact", "ingest::tests::a_child_process_dies_when_it_is_told_to"])
            .env(CRASH, format!("{after} {}", place.dir.path().display()))
            .output()
            .expect("it runs");
        assert!(!child.status.success(), "it was to die");
        assert_eq!(dump(&place.reader()), before, "{after}");
    }
    let report = place.ingest(&["."]);
    assert_eq!(counts(&report), [1, 1, 1, 0, 0, 0]);
}

#[cfg(unix)]
#[test]
fn a_read_only_index_can_be_read_and_says_why_it_cannot_be_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new(&[("a.txt", OWNER)]);
    place.ingest(&["."]);
    let (index, mode) = (place.options.index.clone(), |mode| fs::Permissions::from_mode(mode));
    for file in [".tantivy-meta.lock", ".tantivy-writer.lock"] {
        fs::set_permissions(index.join(file), mode(0o444)).expect("it is set");
    }
    fs::set_permissions(&index, mode(0o555)).expect("it is set");
    if fs::write(index.join("probe"), "").is_ok() {
        println!("skipped: this user may write anywhere");
        return;
    }
    place.write("b.txt", MANAGER);
    assert_eq!(place.names(), ["a"]);
    let error = place.try_ingest(&["."]).expect_err("it cannot be written");
    assert!(error.hint().is_some_and(|hint| hint.contains("may write")), "{error:?}");
    assert_eq!(place.names(), ["a"]);
    fs::set_permissions(&index, mode(0o755)).expect("it is set");
}

/// The child of the test below ingests on a disk that takes no file beyond a size.
#[test]
fn a_child_process_meets_a_full_disk() {
    let Ok(dir) = env::var("ROLEDEX_TEST_FULL") else { return };
    let dir = PathBuf::from(dir);
    let options = IngestOptions::new(dir.join("index"));
    let error = ingest(&[dir.join("articles")], &Taxonomy::built_in(), &options, &()).expect_err("the disk is full");
    assert!(matches!(&error, IngestError::Index(IndexError::File { path, .. }) if path.starts_with(&dir)), "{error:?}");
}

#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_leaves_the_last_commit() {
    let place = Place::new(&[("a.txt", OWNER)]);
    place.ingest(&["."]);
    let before = dump(&place.reader());
    for at in 0..200 {
        place.write(&format!("{at}.txt"), &format!("{OWNER}\n{at} {MANAGER}"));
    }
    // 16 blocks of 512 bytes a file; the signal that would end the process is ignored, so that writing fails instead.
    let child = Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 16; exec \"$0\" --exact ingest::tests::a_child_process_meets_a_full_disk",
        ])
        .arg(env::current_exe().expect("it has a path"))
        .env("ROLEDEX_TEST_FULL", place.dir.path())
        .output()
        .expect("it runs");
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    assert_eq!(dump(&place.reader()), before);
    assert_eq!(counts(&place.ingest(&["."])), [200, 0, 1, 0, 0, 0]);
}
