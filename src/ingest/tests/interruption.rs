//! Ingestion that does not come to its end: stopped, killed, out of space. The last commit stays whole.

use std::{
    env,
    path::PathBuf,
    process::{Command, abort},
    sync::atomic::{AtomicUsize, Ordering},
};

use crate::{
    index::IndexError,
    ingest::{
        IngestError, IngestOptions, Progress,
        fixture::{MANAGER, OWNER, Place, counts, dump},
        ingest,
    },
    taxonomy::Taxonomy,
};

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

/// The name by which this test program runs one test of this module, `test`.
fn full_name(test: &str) -> String {
    let module = module_path!().split_once("::").map_or(module_path!(), |(_, inside)| inside);
    format!("{module}::{test}")
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
fn after_a_crash_at_any_moment_the_last_commit_is_whole_and_the_next_run_goes_on() {
    let place = Place::new(&[("a.txt", OWNER), ("b.txt", MANAGER)]);
    place.ingest(&["."]);
    let before = dump(&place.reader());
    place.write("a.txt", MANAGER);
    place.write("c.txt", OWNER);
    for after in ["0", "2", "4", "at the commit"] {
        let after = if after.len() == 1 { after } else { "-" };
        let child = Command::new(env::current_exe().expect("it has a path"))
            .args(["--exact", &full_name("a_child_process_dies_when_it_is_told_to")])
            .env(CRASH, format!("{after} {}", place.dir.path().display()))
            .output()
            .expect("it runs");
        assert!(!child.status.success(), "it was to die");
        assert_eq!(dump(&place.reader()), before, "{after}");
    }
    let report = place.ingest(&["."]);
    assert_eq!(counts(&report), [1, 1, 1, 0, 0, 0]);
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
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" --exact \"$1\""])
        .arg(env::current_exe().expect("it has a path"))
        .arg(full_name("a_child_process_meets_a_full_disk"))
        .env("ROLEDEX_TEST_FULL", place.dir.path())
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
    assert_eq!(dump(&place.reader()), before);
    assert_eq!(counts(&place.ingest(&["."])), [200, 0, 1, 0, 0, 0]);
}
