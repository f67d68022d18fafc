//! Ingestion of folders made for the purpose, from files to the index.

mod interruption;

use std::{fs, num::NonZeroUsize};

use super::{
    IngestError,
    fixture::{MANAGER, OWNER, Place, counts, dump},
};
use crate::index::{IndexError, Writer, WriterOptions};

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
