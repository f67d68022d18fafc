//! The five articles that started the project, line by line: what cleaning must decide on each.
//!
//! The articles are not part of the repository. Only line numbers, outcomes and rules are written here, no words.
//! The same troubles in texts of our own: `tests/cleaning.rs`.

use std::{fmt::Write as _, path::Path};

use roledex::{
    clean::{Article, Block, BlockKind, CleanOptions, Outcome, clean},
    source::{Capture, MediaType, Origin, Reference},
};

/// Cleans the seed article whose name starts with `number`; nothing where the articles are not here.
#[expect(clippy::print_stdout, reason = "a test that is skipped must be seen to be")]
fn seed(number: &str) -> Option<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/seeds");
    let Ok(entries) = folder.read_dir() else {
        println!("skipped: ../shared is not here");
        return None;
    };
    let path = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number)))
        .expect("the folder of seeds holds every seed");
    let capture = Capture {
        origin: Origin::StandardInput,
        media_type: MediaType::Plain,
        text: std::fs::read_to_string(path).expect("a seed can be read"),
        charset: "UTF-8",
        sidecar: Reference::default(),
    };
    Some(clean(&capture, &CleanOptions::default()).expect("a seed can be cleaned"))
}

/// Lines, kind, outcome and rule of every block, neighbours that agree on one line. No words of the article.
fn verdicts(article: &Article) -> String {
    let kind = |block: &Block| match block.kind {
        BlockKind::Heading { level } => format!("heading {level}"),
        BlockKind::ListItem { .. } => "item".to_owned(),
        BlockKind::TableRow { header: true } => "head row".to_owned(),
        BlockKind::TableRow { header: false } => "row".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    let mut rows: Vec<(u32, u32, String)> = Vec::new();
    for block in &article.blocks {
        let edits: Vec<&str> =
            block.edits.iter().map(|edit| edit.rule.0).filter(|&rule| rule != "citation-marker").collect();
        let edits = if edits.is_empty() { String::new() } else { format!(" less {}", edits.join(", ")) };
        let outcome = format!("{:?}", block.verdict.outcome).to_lowercase();
        let said = format!("{} {outcome} {}{edits}", kind(block), block.verdict.rule);
        match rows.last_mut() {
            Some((_, last, same)) if *same == said => *last = block.raw_lines.last,
            _ => rows.push((block.raw_lines.first, block.raw_lines.last, said)),
        }
    }
    let mut shown = String::new();
    for (first, last, said) in rows {
        let _ = writeln!(shown, "{first}-{last} {said}");
    }
    for damage in &article.damage {
        let _ = writeln!(shown, "damage {} {}-{}", damage.kind, damage.lines.first, damage.lines.last);
    }
    shown
}

fn block(article: &Article, line: u32) -> &Block {
    article
        .blocks
        .iter()
        .find(|block| block.raw_lines.contains(line))
        .expect("every line that is not blank is in a block")
}

fn assert_dropped(article: &Article, lines: impl IntoIterator<Item = u32>, rule: &str) {
    for line in lines {
        let verdict = &block(article, line).verdict;
        assert_eq!((verdict.outcome, verdict.rule.0), (Outcome::Dropped, rule), "line {line}");
    }
}

fn assert_kept(article: &Article, lines: impl IntoIterator<Item = u32>, is: fn(BlockKind) -> bool) {
    for line in lines {
        let block = block(article, line);
        assert!(block.is_kept() && is(block.kind), "line {line}: {:?} {:?}", block.kind, block.verdict);
    }
}

const fn paragraph(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph)
}

const fn heading(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Heading { .. })
}

const fn item(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::ListItem { .. })
}

const fn row(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::TableRow { .. })
}

fn damage(article: &Article, kind: &str) -> Vec<(u32, u32)> {
    let of_kind = article.damage.iter().filter(|damage| damage.kind == kind);
    of_kind.map(|damage| (damage.lines.first, damage.lines.last)).collect()
}

#[test]
fn seed_000_loses_its_empty_headings_and_its_closing_pitch() {
    let Some(article) = seed("000") else { return };
    assert!(article.reference.title.is_some());
    assert!(article.reference.author.is_empty() && article.reference.issued.is_none());
    assert_dropped(&article, [1], "title");
    assert_dropped(&article, (5..=7).chain(9..=11).chain(13..=15), "empty-heading");
    assert_kept(&article, [2, 3, 4, 8, 12, 17, 18, 19, 21], paragraph);
    assert_kept(&article, [16, 20], heading);
    assert!(!block(&article, 22).is_kept());
    assert_eq!(damage(&article, "lost-list"), [(5, 7), (9, 11), (13, 15), (18, 18)]);
    // Line 2 names the author's firm and stays whole.
    assert!(block(&article, 2).edits.is_empty());
    insta::assert_snapshot!("seed-000", verdicts(&article));
}

#[test]
fn seed_001_is_read_through_the_furniture_of_its_forum() {
    let Some(article) = seed("001") else { return };
    assert_dropped(&article, [1, 9, 15], "title");
    assert_dropped(&article, [3], "forum-tagline");
    assert_dropped(&article, [4, 41], "forum-chrome");
    assert_dropped(&article, [5], "forum-user-name");
    assert_dropped(&article, [6], "forum-post-count");
    assert_dropped(&article, [7], "forum-joined");
    assert_dropped(&article, [11], "forum-post-by");
    assert_dropped(&article, [14], "date-line");
    assert_dropped(&article, [16], "image-credit");
    assert_dropped(&article, [40], "empty-heading");
    assert_kept(&article, [13, 17, 21, 31], paragraph);
    assert_kept(&article, [19, 20, 23, 30, 33], heading);
    assert_kept(&article, (25..=29).chain(35..=39), item);
    assert_eq!(article.reference.poster.as_deref(), Some("Fgjklf"));
    assert!(article.reference.author.is_empty());
    assert_eq!(article.reference.issued.as_ref().map(ToString::to_string).as_deref(), Some("2024-07-02"));
    assert_eq!(damage(&article, "repost"), [(7, 7)]);
    assert_eq!(damage(&article, "truncated"), [(40, 40)]);
    insta::assert_snapshot!("seed-001", verdicts(&article));
}

#[test]
fn seed_001_keeps_the_sentence_and_loses_the_advert_in_it() {
    let Some(article) = seed("001") else { return };
    let spliced = block(&article, 17);
    assert_eq!(spliced.verdict.outcome, Outcome::Edited);
    let [edit] = spliced.edits.as_slice() else { panic!("{:?}", spliced.edits) };
    assert_eq!(edit.rule.0, "splice-in-term");
    let span = edit.span.expect("a plain text has spans");
    assert_eq!((span.start(), span.end()), (711, 742));
    assert!(spliced.text.as_str().contains("Chief Technology Officer (CTO)"));
}

#[test]
fn seed_002_loses_its_questions_without_answers_and_its_course_pitch() {
    let Some(article) = seed("002") else { return };
    assert!(article.reference.title.is_none());
    assert_kept(&article, 1..=24, paragraph);
    assert!(!block(&article, 25).is_kept());
    assert_dropped(&article, 26..=59, "unanswered-questions");
    assert!(article.damage.is_empty(), "{:?}", article.damage);
    insta::assert_snapshot!("seed-002", verdicts(&article));
}

#[test]
fn seed_003_reads_its_date_beside_a_category() {
    let Some(article) = seed("003") else { return };
    assert_dropped(&article, [1], "title");
    assert_dropped(&article, [3], "date-line");
    assert_eq!(article.reference.issued.as_ref().map(ToString::to_string).as_deref(), Some("2021-12-15"));
    assert_kept(&article, [11, 14, 18], heading);
    assert_kept(&article, [5, 7, 9, 12, 16, 20, 22, 24, 26, 28], paragraph);
    insta::assert_snapshot!("seed-003", verdicts(&article));
}

#[test]
fn seed_004_keeps_tables_answers_and_quotations_and_loses_its_pitches() {
    let Some(article) = seed("004") else { return };
    assert!(article.reference.title.is_none() && article.reference.url.is_none());
    for line in [5, 117] {
        assert!(!block(&article, line).is_kept(), "line {line}");
    }
    assert_dropped(&article, [8, 37], "table-separator");
    assert_kept(&article, (9..=13).chain(38..=43).chain([7, 36]), row);
    assert_kept(&article, [6, 34, 35], |kind| kind == BlockKind::Caption);
    assert!(
        (7..=13)
            .chain(36..=43)
            .filter(|&line| line != 8 && line != 37)
            .all(|line| block(&article, line).cells.len() == 3)
    );
    assert_kept(&article, [15, 16, 18, 24, 103, 104, 105, 109, 113], heading);
    assert_kept(&article, (106..=108).chain(110..=112).chain(114..=116), paragraph);
    assert_kept(&article, [2, 3, 72, 73, 74, 75], item);
    let quotation = block(&article, 45);
    assert_eq!((quotation.raw_lines.first, quotation.raw_lines.last), (45, 46));
    let bullet = block(&article, 74);
    assert_eq!((bullet.raw_lines.first, bullet.raw_lines.last), (74, 75));
    assert_eq!(damage(&article, "dangling-citations").len(), 1);
    let markers = article.blocks.iter().flat_map(|block| &block.edits).filter(|edit| edit.rule.0 == "citation-marker");
    assert_eq!(markers.map(|edit| edit.removed.matches('[').count()).sum::<usize>(), 57);
    assert!(article.blocks.iter().all(|block| !block.text.as_str().contains("[1")));
    insta::assert_snapshot!("seed-004", verdicts(&article));
}
