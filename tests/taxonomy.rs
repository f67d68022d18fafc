//! `taxonomy try`: what another taxonomy would tag differently.

use std::{fs, path::Path};

use assert_cmd::Command;
use serde_json::Value;

fn roledex(folder: &Path, args: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("roledex").expect("it is built");
    command.current_dir(folder).env("XDG_CONFIG_HOME", "/nonexistent").args(args).output().expect("it runs")
}

fn trial(folder: &Path) -> Value {
    let output = roledex(folder, &["taxonomy", "try", "own.toml", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

fn ready() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("articles")).expect("it is new");
    fs::write(
        at("articles/a.md"),
        "# Lamps\n\nThe lamp lighter trims every wick before the sun goes down on the quay.\n",
    )
    .expect("it is written");
    fs::write(
        at("articles/b.md"),
        "# Oil\n\nA product owner orders the barrels by what the next ship will burn first.\n",
    )
    .expect("it is written");
    fs::write(at("own.toml"), "[[role]]\nid = \"lamp-lighter\"\nname = \"Lamp Lighter\"\n").expect("it is written");
    assert!(roledex(folder.path(), &["ingest", "articles"]).status.success());
    folder
}

#[test]
fn a_new_role_is_shown_where_it_would_be_tagged_and_the_index_stays_as_it_is() {
    let folder = ready();
    let shown = trial(folder.path());
    assert_eq!(shown["passages"], 2);
    assert_eq!(shown["totals"][0]["id"], "lamp-lighter");
    assert_eq!(shown["changed"][0]["changes"][0]["before"], "none");
    assert_eq!(shown["changed"][0]["changes"][0]["after"], "about");
    let found = roledex(folder.path(), &["--taxonomy", "own.toml", "search", "--role", "lamp-lighter", "--quiet"]);
    assert_eq!(found.status.code(), Some(1), "nothing was tagged");
}

#[test]
fn after_ingestion_with_the_taxonomy_nothing_is_left_to_change() {
    let folder = ready();
    assert!(roledex(folder.path(), &["--taxonomy", "own.toml", "ingest", "articles"]).status.success());
    assert_eq!(trial(folder.path())["changed"], Value::Array(Vec::new()));
}

#[test]
fn a_source_that_has_changed_or_gone_is_left_out_by_name() {
    let folder = ready();
    fs::write(folder.path().join("articles/a.md"), "# Lamps\n\nNobody trims the wicks any more.\n")
        .expect("it is written");
    fs::remove_file(folder.path().join("articles/b.md")).expect("it was there");
    let shown = trial(folder.path());
    assert_eq!(shown["passages"], 0);
    let reasons: Vec<&str> =
        shown["left_out"].as_array().expect("a list").iter().filter_map(|out| out["reason"].as_str()).collect();
    assert_eq!(reasons.len(), 2);
    assert!(reasons[0].contains("changed"), "{reasons:?}");
    assert!(reasons[1].contains("b.md"), "{reasons:?}");
}

#[test]
fn a_taxonomy_that_cannot_be_read_is_named() {
    let folder = ready();
    fs::write(folder.path().join("torn.toml"), "[[role]\nid = ").expect("it is written");
    for (file, says) in [("torn.toml", "torn.toml"), ("gone.toml", "gone.toml")] {
        let output = roledex(folder.path(), &["taxonomy", "try", file]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(says));
    }
}
