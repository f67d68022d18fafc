//! Transcripts: `tests/cli/*.md`, the README and the page on the query language are run as they stand: manual and
//! test in one. After a wanted change: `TRYCMD=overwrite cargo test --test transcripts`, then read `git diff`.
//!
//! The bundled articles are ingested once into a folder of the test's own; the transcripts read that index. Those in
//! `CHANGING` change theirs, and have one of their own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

use std::{path::Path, process::Command};

fn roledex() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roledex"));
    for name in ["ROLEDEX_INDEX", "ROLEDEX_TAXONOMY", "ROLEDEX_CONFIG", "ROLEDEX_THREADS", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("NO_COLOR", "1").env("XDG_CONFIG_HOME", "/nonexistent");
    command
}

/// Transcripts of commands that change the index.
const CHANGING: &[&str] = &["tests/cli/correct.md", "tests/cli/dupes.md"];

/// Runner of transcripts over an index of the bundled articles in `folder`.
fn over_the_articles(folder: &Path) -> trycmd::TestCases {
    let index = folder.join("index");
    let ingested = roledex().args(["ingest", "corpus/articles", "--quiet", "--index"]).arg(&index).output().unwrap();
    assert!(ingested.status.success(), "{}", String::from_utf8_lossy(&ingested.stderr));
    let cases = trycmd::TestCases::new();
    cases
        .env("ROLEDEX_INDEX", index.display().to_string())
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env("XDG_CONFIG_HOME", "/nonexistent");
    cases
}

#[test]
fn the_transcripts_hold() {
    let folder = tempfile::tempdir().unwrap();
    let cases = over_the_articles(folder.path());
    cases.case("tests/cli/*.md").case("docs/query-language.md").case("README.md");
    for changing in CHANGING {
        cases.skip(changing);
    }
}

#[test]
fn the_transcripts_that_change_the_index_hold() {
    for changing in CHANGING {
        let folder = tempfile::tempdir().unwrap();
        over_the_articles(folder.path()).case(changing);
    }
}
