//! Laws that hold for every article, checked on all of `../shared/corpus` where it is present.
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use roledex::{
    clean::{Article, BlockKind, CleanOptions, Layer, Section, clean},
    discourse,
    passage::{Passage, PassageKind, SplitOptions, split},
    source::{Capture, MediaType, Origin, Reference},
    text::{Aligned, collapse_white_space},
};

fn shared_corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: ../shared is not here");
    None
}

fn captures(folder: &Path) -> Vec<(PathBuf, Capture)> {
    let mut folders = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let media_type = match path.extension().and_then(|extension| extension.to_str()) {
                Some("html") => MediaType::Html,
                Some("md" | "markdown") => MediaType::Markdown,
                Some("txt") => MediaType::Plain,
                _ => continue,
            };
            let bytes = std::fs::read(&path).expect("the file can be read");
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let origin = Origin::StandardInput;
            let sidecar = Reference::default();
            found.push((path, Capture { origin, media_type, text, charset: "UTF-8", sidecar }));
        }
    }
    found.sort_by(|(left, _), (right, _)| left.cmp(right));
    found
}

/// What a passage must be, whatever it was made of.
fn check(path: &Path, article: &Article, passages: &[Passage]) {
    let path = path.display();
    let mut last_end = 0;
    let mut words_in_passages = 0;
    for passage in passages {
        let text = passage.text.as_str();
        assert!(!text.trim().is_empty(), "{path}: an empty passage");
        assert_eq!(collapse_white_space(text), text, "{path}: white space is not normalised");
        assert!(passage.span.start() >= last_end, "{path}: passages overlap at line {}", passage.lines.first);
        last_end = passage.span.end();
        let covered = passage.span.of(&article.layer_text).expect("the span lies in the layer");
        for part in &passage.parts {
            assert!(text.get(part.clone()).is_some_and(|part| !part.is_empty()), "{path}: a part outside the text");
        }
        for run in passage.text.runs().iter().filter(|run| run.verbatim) {
            let (at, from, len) = (run.at as usize, run.source as usize, run.len as usize);
            assert_eq!(text.get(at..at + len), article.layer_text.get(from..from + len), "{path}: changed words");
        }
        let skeleton = |text: &str| text.chars().filter(|character| character.is_alphanumeric()).collect::<String>();
        // An entity is written out in the text; every other word is the source's own bytes.
        let verbatim = passage.text.runs().iter().filter(|run| run.verbatim);
        let own: String = verbatim.filter_map(|run| text.get(run.at as usize..(run.at + run.len) as usize)).collect();
        let (of_text, of_span) = (skeleton(&own), skeleton(covered));
        if passage.edits.is_empty() && article.layer == Layer::Article {
            assert_eq!(of_text, of_span, "{path}:{}: words of the span are not in the text", passage.lines.first);
        } else {
            assert!(is_subsequence(&of_text, &of_span), "{path}:{}: {text}", passage.lines.first);
        }
        for quotation in discourse::quotations_in(
            &passage.text,
            &passage.parts,
            &article.layer_text,
            passage.kind == PassageKind::Quotation,
        ) {
            let words = text.get(quotation.range.clone()).expect("a quotation lies in its passage");
            let source = passage.text.source_of(quotation.range).expect("a quotation has a source");
            assert!(
                is_subsequence(&skeleton(words), &skeleton(source.of(&article.layer_text).unwrap_or_default())),
                "{path}: changed quotation"
            );
            assert!(!quotation.attribution.speaker.is_empty(), "{path}: nobody speaks");
        }
        words_in_passages += text.split(' ').count();
    }
    let context: HashSet<&str> = passages.iter().flat_map(|passage| &passage.context).map(String::as_str).collect();
    let mut words_kept = 0;
    for block in article.kept() {
        let leaves = block.is_heading() || block.kind == (BlockKind::TableRow { header: true });
        let text = block.text.as_str();
        if leaves || text.is_empty() || block.text.span().is_none() || context.contains(text) {
            continue;
        }
        let lead_in =
            context.iter().find(|&&context| text.ends_with(context)).map_or(0, |lead_in| lead_in.split(' ').count());
        words_kept += text.split(' ').count() - lead_in;
    }
    assert!(
        words_in_passages >= words_kept,
        "{path}: {words_kept} words are kept, {words_in_passages} are in passages"
    );
}

fn is_subsequence(inner: &str, outer: &str) -> bool {
    let mut outer = outer.chars();
    inner.chars().all(|wanted| outer.any(|found| found == wanted))
}

#[test]
fn every_passage_of_the_shared_corpus_is_its_sources_own_words() {
    let Some(folder) = shared_corpus() else { return };
    let mut count = 0;
    for (path, capture) in captures(&folder) {
        let Ok(article) = clean(&capture, &CleanOptions::default()) else { continue };
        let passages = split(&article, &SplitOptions::default());
        check(&path, &article, &passages);
        count += passages.len();
    }
    assert!(count > 5_000, "only {count} passages");
}

#[test]
fn the_seeds_give_exactly_six_quotations() {
    let Some(folder) = shared_corpus() else { return };
    let mut found = Vec::new();
    for (path, capture) in captures(&folder.join("seeds")) {
        let article = clean(&capture, &CleanOptions::default()).expect("a seed can be cleaned");
        for passage in split(&article, &SplitOptions::default()) {
            let is_quotation = passage.kind == PassageKind::Quotation;
            for quotation in discourse::quotations_in(&passage.text, &passage.parts, &article.layer_text, is_quotation)
            {
                let seed: String = path.file_name().unwrap_or_default().to_string_lossy().chars().take(3).collect();
                let said = quotation.attribution;
                let span = passage.text.source_of(quotation.range).expect("a quotation has a source");
                let line = roledex::text::LineIndex::new(&article.layer_text).line_of(span.start());
                found.push(format!("{seed}:{line} {} [{}]", said.speaker, said.reference.unwrap_or_default()));
            }
        }
    }
    assert_eq!(
        found,
        [
            "004:20 Sherif Mansour [5]",
            "004:45 Jon Kowieski [7]",
            "004:69 Maziar Adl [8]",
            "004:76 Yazan Sehwail [4]",
            "004:85 Paul Lister [16]",
            "004:95 Paul Lister [16]",
        ]
    );
}

#[test]
fn the_misconception_of_the_third_seed_is_a_rejected_passage_of_its_own() {
    let Some(folder) = shared_corpus() else { return };
    let (_, capture) = captures(&folder.join("seeds")).swap_remove(2);
    let article = clean(&capture, &CleanOptions::default()).expect("a seed can be cleaned");
    let rejected: Vec<[u32; 2]> = split(&article, &SplitOptions::default())
        .iter()
        .filter(|passage| {
            let sentences = discourse::stances_in(passage.text.as_str(), &passage.parts);
            discourse::stance_of_passage(&sentences) == discourse::Stance::Rejected
        })
        .map(|passage| passage.lines.into())
        .collect();
    assert_eq!(rejected, [[3, 5]]);
}

proptest::proptest! {
    #[test]
    fn any_text_is_split_without_loss(text in "(([A-Za-z]{1,8}[ .:?\"-]{1,3}){1,30}\n){1,12}") {
        let capture = Capture {
            origin: Origin::StandardInput,
            media_type: MediaType::Plain,
            text,
            charset: "UTF-8",
            sidecar: Reference::default(),
        };
        let article = clean(&capture, &CleanOptions::default()).expect("plain text can be cleaned");
        let passages = split(&article, &SplitOptions::default());
        check(Path::new("generated"), &article, &passages);
    }

    #[test]
    fn stance_and_quotations_point_into_the_text(text in "\\PC{0,200}") {
        let text = Aligned::detached(&text);
        for (range, _) in discourse::stances(text.as_str()) {
            proptest::prop_assert!(text.as_str().get(range).is_some());
        }
        for quotation in discourse::quotations_in(&text, &[], "", true) {
            proptest::prop_assert!(text.as_str().get(quotation.range).is_some());
        }
        for line in text.as_str().split(' ') {
            let _ = discourse::standing(line);
        }
    }
}

#[test]
fn a_comment_is_never_in_a_passage_of_the_article() {
    let Some(folder) = shared_corpus() else { return };
    for (_, capture) in
        captures(&folder).into_iter().filter(|(_, capture)| capture.media_type == MediaType::Html).take(40)
    {
        let Ok(article) = clean(&capture, &CleanOptions::default()) else { continue };
        let has_comments = article.kept().any(|block| matches!(block.section, Section::Comment(_)));
        let comments = split(&article, &SplitOptions::default())
            .iter()
            .filter(|passage| passage.kind == PassageKind::Comment)
            .count();
        assert!(has_comments || comments == 0);
    }
}
