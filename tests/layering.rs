//! Data flows one way: a stage imports from its left and from the base modules, never from its right.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

use std::{fs, path::Path};

/// Stages in the order of the flow. What stands in one group may import from groups before it and from itself.
const FLOW: &[&[&str]] = &[
    &["text"],
    &["taxonomy", "discourse"],
    &["corrections"],
    &["source"],
    &["clean"],
    &["corpus"],
    &["passage"],
    &["tag"],
    &["index"],
    &["cite"],
    &["ingest", "search"],
    &["verify"],
    &["present", "eval"],
];

/// The only places that may name the engine.
const ENGINE: &[&str] = &["index", "search"];

fn rank(module: &str) -> Option<usize> {
    FLOW.iter().position(|group| group.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(at, line)| (at + 1, line))
}

/// Top-level modules of the crate that a line of code names: `crate::tag::…`, also inside `use crate::{…}`.
fn named_modules(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut group = false;
    for (number, line) in code(text) {
        for piece in line.split("crate::").skip(1) {
            let name: String =
                piece.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
            if !name.is_empty() {
                found.push((number, name));
            }
        }
        if line.contains("use crate::{") {
            group = true;
        } else if group && line.starts_with("    ") && !line.starts_with("        ") {
            let name: String =
                line.trim().chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
            found.push((number, name));
        }
        if group && line.contains("};") {
            group = false;
        }
    }
    found
}

#[test]
fn a_stage_imports_only_from_its_left() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (path, text) in &files {
        let inside = Path::new(path).strip_prefix(&root).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        let Some(own) = rank(&first) else { continue };
        for (line, module) in named_modules(text) {
            let Some(other) = rank(&module) else { continue };
            checked += 1;
            if module != first && other >= own && !(other == own && FLOW[own].len() == 1) {
                wrong.push(format!("{}:{line}: `{first}` imports `{module}`", inside.display()));
            }
        }
    }
    assert!(checked > 20, "the test found only {checked} imports: does it still read the code?");
    assert!(wrong.is_empty(), "against the flow:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_index_and_the_search_name_the_engine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for (path, text) in &files {
        let inside = Path::new(path).strip_prefix(&root).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        let allowed = ENGINE.contains(&first.as_str()) && !inside.starts_with("search/query");
        for (line, text) in code(text).filter(|(_, text)| text.contains("tantivy::")) {
            if !allowed {
                wrong.push(format!("{}:{line}: {}", inside.display(), text.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "the engine is named in:\n{}", wrong.join("\n"));
}

#[test]
fn the_library_neither_prints_nor_uses_the_programs_crates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for (path, text) in &files {
        let inside = Path::new(path).strip_prefix(&root).unwrap();
        let is_test = inside.file_stem().is_some_and(|stem| stem == "tests");
        if inside.starts_with("cli") || inside.ends_with("main.rs") || is_test {
            continue;
        }
        for (line, text) in code(text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()) {
            if ["anyhow::", "clap::", "indicatif::", "println!", "eprintln!"].iter().any(|name| text.contains(name)) {
                wrong.push(format!("{}:{line}: {}", inside.display(), text.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "only `cli` may do this:\n{}", wrong.join("\n"));
}
