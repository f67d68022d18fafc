//! Text output fits the terminal: every command that lays text out is run over the bundled articles, and one with a very
//! long name, at 80 and at 120 columns.
//!
//! Not held to a width: what is copied or read by programs (JSON, CSV, Markdown, bibliographies, completions, the
//! article that `clean` prints), and a word that is wider than the page by itself, such as an address.

use std::{fs, path::Path, process::Command};

const LONG: &str = "2017-05-22-what-a-harbour-town-taught-us-about-product-owners-who-write-every-user-story-by-hand-and-why-they-stopped";

/// Commands that lay text out.
const COMMANDS: &[&[&str]] = &[
    &["search", "who owns the product vision"],
    &["search", "harbour", "--explain"],
    &["search", "subscribe", "--dropped"],
    &["search", "vision", "--group", "source", "--limit", "40"],
    &["quotes", "vision"],
    &["quotes", "vision", "--own-words"],
    &["quotes", "--topic", "backlog"],
    &["concordance", "product owner"],
    &["compare", "who owns the product vision"],
    &["compare", "who writes user stories", "--by", "year"],
    &["compare", "who owns the backlog", "--by", "role", "--all"],
    &["compare", "--topic", "prioritization"],
    &["compare", "--pair", "two-chairs-compared", "ledgerline-who-does-what"],
    &["matrix"],
    &["matrix", "--rows", "role", "--cols", "year"],
    &["matrix", "--rows", "source", "--cols", "topic"],
    &["matrix", "--rows", "topic", "--cols", "source", "--cell", "coverage"],
    &["matrix", "--rows", "topic", "--cols", "role", "--cell", "quote"],
    &["matrix", "--rows", "topic", "--cols", "source", "--cell", "quote"],
    &["verify", "tests/cli/drafts/who-owns-the-vision.md"],
    &["show", "two-chairs-compared:23", "--context", "1"],
    &["sources"],
    &["sources", "--missing"],
    &["stats"],
    &["taxonomy", "list"],
    &["forget", "*"],
];

fn roledex(index: &Path, columns: usize, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roledex"));
    for name in ["ROLEDEX_TAXONOMY", "ROLEDEX_CONFIG", "ROLEDEX_THREADS", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("XDG_CONFIG_HOME", "/nonexistent").env("ROLEDEX_INDEX", index);
    let output = command.env("COLUMNS", columns.to_string()).args(arguments).output().expect("the program runs");
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let folder = tempfile::tempdir().expect("a scratch directory");
    let (articles, index) = (folder.path().join("long"), folder.path().join("index"));
    fs::create_dir(&articles).expect("the scratch directory is writable");
    let text = "---\ntitle: A harbour story\ndate: 2017-05-22\n---\n\n## Product Owner\n\nThe product owner writes user stories \
                and owns the product vision of the harbour.\n\nSubscribe to our newsletter now and never miss a post.\n";
    fs::write(articles.join(format!("{LONG}.md")), text).expect("the scratch directory is writable");
    let articles = articles.display().to_string();
    let mut wide = Vec::new();
    for columns in [80, 120] {
        let ingested = roledex(&index, columns, &["ingest", "corpus/articles", &articles]);
        let reference = format!("{LONG}:8");
        let found = [&["cite", &reference][..], &["show", &reference], &["why", &reference]];
        let outputs = std::iter::once((vec!["ingest"], ingested)).chain(
            COMMANDS.iter().copied().chain(found).map(|command| (command.to_vec(), roledex(&index, columns, command))),
        );
        for (command, output) in outputs {
            assert!(!output.is_empty(), "{command:?} says nothing");
            let is_wide = |line: &&str| textwrap::core::display_width(line) > columns && line.trim().contains(' ');
            let lines = output.lines().filter(is_wide).map(|line| format!("{columns}: {command:?}: {line}"));
            wide.extend(lines.take(3));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

#[test]
fn a_name_whose_middle_was_cut_out_is_understood() {
    let folder = tempfile::tempdir().expect("a scratch directory");
    let index = folder.path().join("index");
    let article = folder.path().join(format!("{LONG}.md"));
    fs::write(article, "# Harbour\n\nThe product owner keeps the list of ships.\n").expect("writable");
    roledex(&index, 80, &["ingest", &folder.path().display().to_string()]);
    let listed = roledex(&index, 80, &["search", "ships"]);
    let shown = listed.split_whitespace().find(|word| word.contains('…')).expect("a reference that was cut").to_owned();
    assert!(roledex(&index, 80, &["show", &shown]).contains("keeps the list of ships"), "{shown}");
}
