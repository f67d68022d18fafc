//! Bad input of every kind: one clear message that names the thing and what to do, the right exit code, nothing lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by a panic")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A folder with two good articles and an index made of them.
struct Desk {
    folder: tempfile::TempDir,
}

const GOOD: &str =
    "# Owners\n\nA product owner decides what the team builds next and keeps the product backlog in order.\n";

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let articles = folder.path().join("articles");
        fs::create_dir(&articles).unwrap();
        fs::write(articles.join("good.md"), GOOD).unwrap();
        fs::write(
            articles.join("other.txt"),
            "A product manager sets the strategy and talks to the market every week.\n",
        )
        .unwrap();
        let desk = Self { folder };
        assert_eq!(code(&desk.run(&["ingest", "articles"])), 0);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roledex"));
        for name in ["ROLEDEX_INDEX", "ROLEDEX_TAXONOMY", "ROLEDEX_CONFIG", "ROLEDEX_THREADS", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command.current_dir(self.folder.path()).env("XDG_CONFIG_HOME", self.path("config"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// The index still answers.
    fn still_answers(&self) {
        let output = self.run(&["search", "backlog"]);
        assert_eq!(code(&output), 0, "{}", talk(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains("good:3"));
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Exit 2, and an error that holds each of `words`.
#[track_caller]
fn refuses(output: &Output, words: &[&str]) {
    let talk = talk(output);
    assert_eq!(code(output), 2, "{talk}");
    assert!(talk.contains("error: "), "{talk}");
    for word in words {
        assert!(talk.contains(word), "`{word}` is not in: {talk}");
    }
    assert!(!talk.contains("panicked"), "{talk}");
}

#[test]
fn a_missing_path_is_named() {
    let desk = Desk::new();
    refuses(&desk.run(&["ingest", "no-such-folder"]), &["no-such-folder", "hint: "]);
    desk.still_answers();
}

#[test]
fn an_empty_folder_says_what_to_put_there() {
    let desk = Desk::new();
    fs::create_dir(desk.path("empty")).unwrap();
    refuses(&desk.run(&["ingest", "empty"]), &["empty", "hint: "]);
    desk.still_answers();
}

#[test]
fn a_folder_of_which_all_was_passed_over_says_why() {
    let desk = Desk::new();
    desk.write("scans/one.pdf", b"%PDF-1.7\n\x00\x01\x02binary");
    refuses(&desk.run(&["ingest", "scans"]), &["one.pdf", "no reader for `.pdf`", "hint: "]);
    desk.still_answers();
}

#[test]
fn the_folder_of_the_index_is_never_read_as_articles() {
    let desk = Desk::new();
    desk.write(
        "index/demo/articles/invented.md",
        b"# Invented\n\nNo product owner ever wrote this invented sentence.\n",
    );
    let output = desk.run(&["ingest", "."]);
    assert_eq!(code(&output), 0, "{}", talk(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("the folder of the index: index"));
    assert_eq!(code(&desk.run(&["search", "invented sentence"])), 1);
    desk.still_answers();
}

#[test]
fn an_index_that_was_tagged_with_another_taxonomy_says_so() {
    let desk = Desk::new();
    desk.write(
        "more.toml",
        b"[[topic]]\nid = \"pricing\"\nname = \"Pricing\"\nphrases = [{ phrase = \"price\", weight = 0.9 }]\n",
    );
    assert_eq!(code(&desk.run(&["--taxonomy", "more.toml", "ingest", "articles"])), 0);
    assert!(talk(&desk.run(&["search", "owner"])).contains("tagged with another taxonomy"));
    refuses(&desk.run(&["search", "owner", "--topic", "pricing"]), &["pricing", "tagged with another taxonomy"]);
    assert!(!talk(&desk.run(&["--taxonomy", "more.toml", "search", "owner"])).contains("another taxonomy"));
}

#[test]
fn a_limit_that_no_text_can_have_is_refused() {
    let desk = Desk::new();
    for limit in ["0", "17592186044416"] {
        desk.write("roledex.toml", format!("max-file-mib = {limit}\n").as_bytes());
        refuses(&desk.run(&["ingest", "articles"]), &["max-file-mib", limit]);
    }
}

#[test]
fn a_page_past_the_last_hit_says_so() {
    let desk = Desk::new();
    let output = desk.run(&["search", "owner", "--offset", "9999"]);
    assert_eq!(code(&output), 1);
    assert!(talk(&output).contains("past the last one"), "{}", talk(&output));
}

#[test]
fn a_binary_file_is_refused_when_named_and_skipped_in_a_folder() {
    let desk = Desk::new();
    desk.write("articles/scan.txt", b"%PDF-1.7\n\x00\x01\x02binary");
    refuses(&desk.run(&["ingest", "articles/scan.txt"]), &["scan.txt", "hint: "]);
    let output = desk.run(&["ingest", "articles"]);
    assert_eq!(code(&output), 0, "{}", talk(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("scan.txt"));
    desk.still_answers();
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_the_rest_goes_in() {
    let desk = Desk::new();
    std::os::unix::fs::symlink("/nonexistent/target", desk.path("articles/broken.md")).unwrap();
    let output = desk.run(&["ingest", "articles"]);
    let all = format!("{}{}", String::from_utf8_lossy(&output.stdout), talk(&output));
    assert!(all.contains("broken.md"), "{all}");
    desk.still_answers();
}

#[test]
fn broken_and_foreign_character_sets_are_read() {
    let desk = Desk::new();
    let cases: &[(&str, Vec<u8>)] = &[
        ("broken.txt", b"The scrum master \xff\xfe coaches the team and removes impediments every day.\n".to_vec()),
        (
            "utf16.txt",
            "\u{feff}The scrum master coaches the team in UTF sixteen.\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
        ),
        (
            "sjis.txt",
            b"scrum master \x83\x58\x83\x4e\x83\x89\x83\x80\x82\xcc\x90\xd3\x94\x43\x8e\xd2 coaches the team.\n"
                .to_vec(),
        ),
        ("bom.txt", "\u{feff}The scrum master coaches the team after a mark.\n".into()),
        ("cr.txt", b"The scrum master coaches the team.\rHe removes impediments.\r".to_vec()),
    ];
    for (name, bytes) in cases {
        desk.write(&format!("articles/{name}"), bytes);
    }
    let output = desk.run(&["ingest", "articles", "--json"]);
    assert_eq!(code(&output), 0, "{}", talk(&output));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["sources"]["added"], cases.len());
    for (name, _) in cases {
        let found = desk.run(&["search", "scrum master", "--source", name]);
        assert_eq!(code(&found), 0, "{name}: {}", talk(&found));
    }
}

#[test]
fn a_line_of_a_hundred_megabytes_is_over_the_limit_and_said_so() {
    let desk = Desk::new();
    desk.write("articles/huge.txt", &b"product owner backlog ".repeat(5_000_000));
    refuses(&desk.run(&["ingest", "articles/huge.txt"]), &["huge.txt", "larger than the limit", "hint: "]);
    let output = desk.run(&["ingest", "articles"]);
    assert_eq!(code(&output), 0, "{}", talk(&output));
    desk.still_answers();
}

#[test]
fn a_hundred_thousand_nested_tags_do_not_sink_the_batch() {
    let desk = Desk::new();
    let page =
        format!("<html><body>{}<p>A product owner keeps the backlog.</p></body></html>", "<div>".repeat(100_000));
    desk.write("articles/deep.html", page.as_bytes());
    let quotes = format!("{}a product owner keeps the backlog", "> ".repeat(100_000));
    desk.write("articles/deep.md", quotes.as_bytes());
    let output = desk.run(&["ingest", "articles"]);
    assert!(matches!(code(&output), 0 | 2), "{}", talk(&output));
    assert!(!talk(&output).contains("panicked"), "{}", talk(&output));
    desk.still_answers();
}

#[test]
fn no_index_yet_says_how_to_make_one() {
    let desk = Desk::new();
    for arguments in [
        &["search", "x"][..],
        &["show", "x"],
        &["sources"],
        &["stats"],
        &["forget", "x"],
        &["dupes"],
        &["dupes", "split", "x"],
        &["dupes", "join", "x", "y"],
    ] {
        let output = desk.command().args(arguments).args(["--index", "nowhere"]).output().unwrap();
        refuses(&output, &["nowhere", "roledex ingest"]);
    }
    assert!(!desk.path("nowhere").exists(), "looking must not make anything");
}

#[test]
fn decisions_on_copies_that_cannot_be_are_refused_and_nothing_is_written() {
    let desk = Desk::new();
    for (arguments, words) in [
        (&["dupes", "split", "goood"][..], &["no source is called `goood`", "did you mean `good`"][..]),
        (&["dupes", "split", "good"], &["`good` is no copy", "roledex dupes"]),
        (&["dupes", "split", "good", "nobody"], &["`good` is no copy"]),
        (&["dupes", "join", "good", "articles:9"], &["no source is called `articles:9`"]),
        (&["dupes", "join", "good", "good:3"], &["`good` cannot be joined to itself"]),
    ] {
        refuses(&desk.run(arguments), words);
    }
    for arguments in [&["dupes", "join", "good"][..], &["dupes", "split"], &["dupes", "merge", "good", "other"]] {
        assert_eq!(code(&desk.run(arguments)), 2);
    }
    assert!(!desk.path("index/corrections.jsonl").exists());
    assert_eq!(code(&desk.run(&["dupes", "join", "good", "other"])), 0);
    refuses(&desk.run(&["dupes", "join", "other", "good"]), &["`other` and `good` are in one group already"]);
    let decided = fs::read_to_string(desk.path("index/corrections.jsonl")).unwrap();
    assert_eq!(decided.lines().count(), 1, "{decided}");
    desk.still_answers();
}

#[test]
fn a_damaged_file_of_corrections_is_named_and_the_rest_of_it_counts() {
    let desk = Desk::new();
    desk.write(
        "index/corrections.jsonl",
        b"not a decision\n{\"action\":\"join\",\"target\":{\"source\":\"good.md\"},\"with\":\"other.txt\"}\n\
          {\"action\":\"join\",\"target\":{\"source\":\"good.md\"}}\n",
    );
    let output = desk.run(&["ingest", "articles"]);
    assert_eq!(code(&output), 0, "{}", talk(&output));
    for line in ["line 1 of `corrections.jsonl`", "line 3 of `corrections.jsonl`"] {
        assert!(talk(&output).contains(line), "{}", talk(&output));
    }
    let listed = desk.run(&["dupes", "--format", "md"]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("| good | other |"), "{listed:?}");
    desk.write(
        "index/corrections.jsonl",
        b"{\"action\":\"split\",\"target\":{\"source\":\"nobody.md\"}}\n{\"action\":\"join\",\"target\":{\"source\":\"good.md\"},\"with\":\"other.txt\"}\n",
    );
    let listed = desk.run(&["dupes"]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("split nobody.md: not in the index"), "{listed:?}");
    // A decision that is taken back by hand counts no longer, though no file has changed.
    desk.write("index/corrections.jsonl", b"");
    assert_eq!(code(&desk.run(&["ingest", "articles"])), 0);
    assert_eq!(code(&desk.run(&["dupes"])), 1);
    fs::remove_file(desk.path("index/corrections.jsonl")).unwrap();
    fs::create_dir(desk.path("index/corrections.jsonl")).unwrap();
    refuses(&desk.run(&["ingest", "articles"]), &["corrections.jsonl", "cannot read"]);
    fs::remove_dir(desk.path("index/corrections.jsonl")).unwrap();
    desk.still_answers();
}

#[test]
fn decisions_may_be_there_before_the_index_is() {
    let desk = Desk::new();
    let line = b"{\"action\":\"join\",\"target\":{\"source\":\"good.md\"},\"with\":\"other.txt\"}\n";
    desk.write("new/corrections.jsonl", line);
    assert_eq!(code(&desk.run(&["ingest", "articles", "--index", "new"])), 0);
    assert_eq!(code(&desk.run(&["dupes", "--index", "new"])), 0);
}

#[test]
fn a_folder_that_is_no_index_is_left_alone() {
    let desk = Desk::new();
    fs::create_dir(desk.path("thesis")).unwrap();
    desk.write("thesis/chapter.docx", b"work of years");
    refuses(&desk.run(&["--index", "thesis", "ingest", "articles"]), &["thesis", "chapter.docx", "hint: "]);
    assert_eq!(fs::read_dir(desk.path("thesis")).unwrap().count(), 1);
}

#[test]
fn an_index_of_another_version_is_named_and_left_alone() {
    let desk = Desk::new();
    let meta = desk.path("index/meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let mut parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
    let payload = parsed["payload"].as_str().unwrap().to_owned();
    let mut manifest: serde_json::Value = serde_json::from_str(&payload).unwrap();
    manifest["format"] = serde_json::json!(9999);
    parsed["payload"] = serde_json::json!(manifest.to_string());
    fs::write(&meta, parsed.to_string()).unwrap();
    for arguments in [&["search", "backlog"][..], &["ingest", "articles"]] {
        refuses(&desk.run(arguments), &["9999", "--rebuild"]);
    }
    let output = desk.run(&["ingest", "--rebuild", "articles"]);
    assert_eq!(code(&output), 0, "{}", talk(&output));
    desk.still_answers();
}

#[test]
fn unknown_roles_and_topics_are_errors_with_a_suggestion() {
    let desk = Desk::new();
    refuses(&desk.run(&["search", "backlog", "--role", "product-onwer"]), &["product-onwer", "did you mean `po`"]);
    refuses(&desk.run(&["search", "backlog", "--topic", "baklog"]), &["baklog", "did you mean `backlog`"]);
}

#[test]
fn unknown_fields_and_broken_syntax_are_searched_as_words_with_a_warning() {
    let desk = Desk::new();
    let output = desk.run(&["search", "titel:backlog"]);
    assert_eq!(code(&output), 0, "{}", talk(&output));
    assert!(talk(&output).contains("warning: ") && talk(&output).contains("titel"), "{}", talk(&output));
    let output = desk.run(&["search", "(backlog AND \"product owner"]);
    assert_eq!(code(&output), 0, "{}", talk(&output));
    assert!(talk(&output).contains("warning: "), "{}", talk(&output));
}

#[test]
fn a_query_of_punctuation_finds_nothing_and_one_of_ten_thousand_words_ends() {
    let desk = Desk::new();
    assert_eq!(code(&desk.run(&["search", "!!! ??? ((( :::"])), 1);
    let long = "backlog owner ".repeat(5_000);
    let output = desk.run(&["search", &long]);
    assert_eq!(code(&output), 0, "{}", talk(&output));
}

#[test]
fn nothing_to_look_for_is_an_error() {
    refuses(&Desk::new().run(&["search"]), &["give a query"]);
}

#[test]
fn a_broken_settings_file_or_taxonomy_is_named() {
    let desk = Desk::new();
    desk.write("roledex.toml", b"indx = \"other\"\n");
    refuses(&desk.run(&["search", "backlog"]), &["roledex.toml", "indx"]);
    fs::remove_file(desk.path("roledex.toml")).unwrap();
    desk.write("roles.toml", b"[[role]\nid=1\n");
    refuses(&desk.run(&["--taxonomy", "roles.toml", "search", "backlog"]), &["roles.toml"]);
    refuses(&desk.run(&["--taxonomy", "absent.toml", "taxonomy"]), &["absent.toml"]);
    desk.write("topics.toml", b"[[topic]]\nid = \"paper\"\nname = \"Paper\"\nphrases = [{ text = \"on paper\" }]\n");
    refuses(&desk.run(&["taxonomy", "try", "topics.toml"]), &["topics.toml", "[\"words\", weight]"]);
}

#[test]
fn a_rule_that_does_not_exist_cannot_be_switched_off() {
    let desk = Desk::new();
    desk.write("roledex.toml", b"rules-off = [\"no-such-rule\"]\n");
    refuses(&desk.run(&["clean", "articles/good.md"]), &["no-such-rule", "hint: "]);
}

#[test]
fn a_rule_that_is_switched_off_in_the_settings_drops_nothing() {
    let desk = Desk::new();
    desk.write(
        "credit.txt",
        b"The product owner orders the list.\n\nImage by @lamp on Unsplash\n\nNobody else may do that.\n",
    );
    let text = |desk: &Desk| String::from_utf8(desk.run(&["clean", "credit.txt"]).stdout).unwrap();
    assert!(!text(&desk).contains("@lamp"));
    desk.write("roledex.toml", b"rules-off = [\"image-credit\"]\n");
    assert!(text(&desk).contains("@lamp"));
}

#[test]
fn standard_input_is_a_source() {
    let desk = Desk::new();
    let mut child = desk
        .command()
        .args(["ingest", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"An agile coach helps product owners to say no.\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", talk(&output));
    assert_eq!(code(&desk.run(&["search", "agile coach"])), 0);
    desk.still_answers();
}

#[test]
fn what_vanished_under_a_root_is_removed_and_other_roots_stay() {
    let desk = Desk::new();
    fs::create_dir(desk.path("more")).unwrap();
    desk.write("more/third.md", b"# Coach\n\nAn agile coach helps product owners to say no to their stakeholders.\n");
    assert_eq!(code(&desk.run(&["ingest", "more"])), 0);
    fs::remove_file(desk.path("articles/other.txt")).unwrap();
    let output = desk.run(&["ingest", "articles", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["sources"]["removed"], &report["sources"]["unchanged"]), (&1.into(), &1.into()));
    assert_eq!(code(&desk.run(&["search", "agile coach"])), 0);
    desk.still_answers();
}

#[cfg(unix)]
#[test]
fn an_index_that_cannot_be_written_is_named_and_stays() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    // Root may write anywhere: the test says so and stops.
    let probe = desk.path("probe");
    fs::create_dir(&probe).unwrap();
    fs::set_permissions(&probe, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(probe.join("file"), b"").is_ok() {
        println!("skipped: this user may write to read-only folders");
        return;
    }
    desk.write("articles/new.md", GOOD.as_bytes());
    set_writable(&desk.path("index"), false);
    refuses(&desk.run(&["ingest", "articles"]), &["index", "hint: "]);
    set_writable(&desk.path("index"), true);
    desk.still_answers();
}

#[cfg(unix)]
fn set_writable(folder: &Path, writable: bool) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(if writable { 0o755 } else { 0o555 })).unwrap();
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_named_and_the_last_commit_stays() {
    // A limit on the size of files stands for a full disk: writing fails in the same way at the same places.
    let desk = Desk::new();
    for number in 0..40 {
        desk.write(&format!("articles/new-{number}.md"), GOOD.repeat(40).as_bytes());
    }
    let output = Command::new("sh")
        .current_dir(desk.folder.path())
        .env("XDG_CONFIG_HOME", desk.path("config"))
        .arg("-c")
        .arg(format!("trap '' XFSZ; ulimit -f 1; exec '{}' ingest articles", env!("CARGO_BIN_EXE_roledex")))
        .output()
        .unwrap();
    refuses(&output, &["index"]);
    desk.still_answers();
}

#[test]
fn a_closed_pipe_is_success() {
    let desk = Desk::new();
    let mut child =
        desk.command().args(["taxonomy", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", talk(&output));
    assert!(talk(&output).is_empty(), "{}", talk(&output));
}
