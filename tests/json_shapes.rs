//! One snapshot of each JSON shape, on a small article written here: the contract of every front end.
//!
//! Only the shape is kept: every value is replaced by its type, lists by their first element.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};

const ARTICLE: &str = "---\ntitle: Owners and managers\nauthor: Ada Quill\ndate: 2021-04-02\n\
url: https://example.org/owners\n---\n\n# Owners and managers\n\nShare this post with your friends and subscribe to our newsletter!\n\n\
## What is a Product Owner?\n\nA Product Owner decides what the team builds next and keeps the product backlog in order, \
so that the most valuable work is done first and nobody has to guess.\n\n\
\"A backlog is a list of promises that somebody has to keep.\" – Bo Lind, Product Coach, Fjordworks\n";

fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("null"),
        Value::Bool(_) => json!("bool"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("text"),
        Value::Array(values) if values.len() == 2 && values.iter().all(Value::is_number) => json!("[start, end]"),
        Value::Array(values) => Value::Array(values.first().map(shape).into_iter().collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect())
        }
    }
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_roledex"))
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", folder)
        .env_remove("ROLEDEX_INDEX")
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_command_keeps_its_json_shape() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("articles")).unwrap();
    fs::write(folder.path().join("articles/owners.md"), ARTICLE).unwrap();
    let draft = "He says \"A backlog is a list of promises that somebody has to keep\" (`owners`).\n";
    fs::write(folder.path().join("draft.md"), draft).unwrap();
    let commands: &[&[&str]] = &[
        &["ingest", "articles", "--json"],
        &["search", "backlog", "--json", "--explain"],
        &["search", "backlog", "--jsonl", "--limit", "1"],
        &["quotes", "promises", "--json"],
        &["quotes", "--own-words", "backlog", "--json"],
        &["concordance", "backlog", "--json"],
        &["cite", "owners:16#1", "--json"],
        &["cite", "owners:16#1", "--format", "w3c"],
        &["export", "--bib", "csl"],
        &["compare", "who orders the backlog", "--json"],
        &["compare", "--pair", "owners", "owners", "--json"],
        &["matrix", "--rows", "source", "--cols", "stance", "--json"],
        &["verify", "draft.md", "--json"],
        &["show", "owners", "--json"],
        &["why", "articles/owners.md", "--json"],
        &["why", "owners:14", "backlog", "--json"],
        &["clean", "articles/owners.md", "--json"],
        &["clean", "--jsonl", "articles"],
        &["sources", "--json"],
        &["stats", "--json"],
        &["taxonomy", "check", "--json"],
    ];
    for arguments in commands {
        snapshot(folder.path(), arguments);
    }
    let reprint = ARTICLE.replace("example.org/owners", "example.org/reprint");
    fs::write(folder.path().join("articles/reprint.md"), reprint).unwrap();
    run(folder.path(), &["ingest", "articles"]);
    run(folder.path(), &["dupes", "split", "reprint"]);
    snapshot(folder.path(), &["dupes", "join", "reprint", "owners", "--json"]);
}

fn snapshot(folder: &Path, arguments: &[&str]) {
    let printed = run(folder, arguments);
    let value: Value = serde_json::from_str(&printed).unwrap();
    let mut shape = shape(&value);
    // What is dropped depends on the rules, not on the shape.
    for path in ["/blocks/dropped", "/sources/0/blocks/dropped", "/media_types", "/years", "/missing", "/damage"] {
        if let Some(counts) = shape.pointer_mut(path) {
            *counts = json!({ "name": "number" });
        }
    }
    let name = arguments.join(" ").replace("articles/", "").replace("--", "").replace([' ', '.', ':', '#'], "-");
    insta::assert_json_snapshot!(name, shape);
}
