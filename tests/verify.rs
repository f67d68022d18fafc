//! `verify` over the seed articles: a draft of thirty quotations is put together from their lines and judged. No
//! sentence of theirs stands here.

use std::{collections::BTreeSet, fs, path::Path, sync::LazyLock};

use proptest::prelude::*;

use roledex::{
    discourse::Stance,
    index::Reader,
    ingest::{IngestOptions, ingest},
    source::MediaType,
    taxonomy::Taxonomy,
    verify::{
        Report,
        Verdict::{self, Altered, Ambiguous, Exact, Normalised, NotFound, OutOfContext, TooShort, WrongSource},
        fix, verify,
    },
};

fn indexed(root: &Path) -> (tempfile::TempDir, Reader) {
    let dir = tempfile::tempdir().expect("a scratch directory");
    let options = IngestOptions::new(dir.path().join("index"));
    ingest(&[root.to_path_buf()], &Taxonomy::built_in(), &options, &()).expect("the folder is readable");
    let reader = Reader::open(&options.index).expect("an index was made");
    (dir, reader)
}

/// Lines of the seeds, by number.
struct Seeds(Vec<(String, Vec<String>)>);

impl Seeds {
    fn read(folder: &Path) -> Self {
        let mut seeds: Vec<(String, Vec<String>)> = fs::read_dir(folder)
            .expect("the seeds are readable")
            .map(|entry| {
                let path = entry.expect("an entry").path();
                let name = path.file_name().unwrap_or_default().to_string_lossy().chars().take(3).collect();
                let text = fs::read_to_string(&path).expect("a seed is text");
                (name, text.lines().map(str::to_owned).collect())
            })
            .collect();
        seeds.sort();
        Self(seeds)
    }

    fn line(&self, name: &str, number: usize) -> &str {
        let lines = &self.0.iter().find(|(known, _)| known == name).expect("a seed of this name").1;
        lines.get(number - 1).expect("a line of this number").trim()
    }

    /// Words `from..to` of a line.
    fn words(&self, name: &str, number: usize, from: usize, to: usize) -> String {
        let words: Vec<&str> = self.line(name, number).split_whitespace().skip(from).take(to - from).collect();
        words.join(" ")
    }

    /// What stands in quotation marks on a line.
    fn spoken(&self, name: &str, number: usize) -> &str {
        self.line(name, number).split('"').nth(1).expect("a line with a quotation")
    }
}

fn curly(text: &str) -> String {
    text.replace('\'', "’").replace(" - ", " — ")
}

fn words_of(report: &Report) -> Vec<(u32, &'static str)> {
    report.quotations.iter().map(|checked| (checked.lines.first, checked.verdict.word())).collect()
}

#[test]
fn thirty_quotations_from_the_seeds_are_judged_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/seeds");
    if !folder.exists() {
        eprintln!("skipped: ../shared is not here");
        return;
    }
    let (_dir, reader) = indexed(&folder);
    let s = Seeds::read(&folder);
    let altered = |text: &str, word: usize, by: &str| {
        let mut words: Vec<&str> = text.split(' ').collect();
        if let Some(slot) = words.get_mut(word) {
            *slot = by;
        }
        words.join(" ")
    };
    let vision = s.line("002", 15);
    let framework = s.words("001", 31, 6, 13);
    let cases: Vec<(String, Verdict)> = vec![
        // Exact, with and without a credit.
        (format!("It says \"{vision}\" (002:15)."), Exact),
        (format!("\"{}\" – Sherif Mansour, Atlassian (004)", s.spoken("004", 20)), Exact),
        (format!("As 003 puts it: \"{}\"", s.words("003", 16, 2, 12)), Exact),
        (format!("> {}\n\n(001)", s.line("001", 21)), Exact),
        (format!("\"{}\" – Jon Kowieski", s.spoken("004", 45)), Exact),
        (format!("\"{}\" [@002, p. 1]", s.line("002", 6)), Exact),
        (format!("One source writes \"{}\"", s.words("004", 2, 1, 11).replace('"', "'")), Normalised),
        // Curly marks, dashes, white space.
        (format!("“{}” – Paul Lister (004)", curly(s.spoken("004", 85))), Normalised),
        (format!("\"{}\" (000)", s.line("000", 8).replace('—', " -- ").replace('’', "'")), Normalised),
        (format!("\"{}\" (001)", framework.replace(" ,", ",").replace(" .", "")), Normalised),
        (format!("\"{}\" (002)", s.line("002", 13).replacen(' ', "\n", 5)), Normalised),
        (format!("> {}\n> {}\n>\n> — 002", s.words("002", 15, 0, 8), s.words("002", 15, 8, 40)), Normalised),
        // Cut and bracketed.
        (format!("\"{} … {}\" (002)", s.words("002", 15, 0, 6), s.words("002", 15, 9, 40)), Normalised),
        (format!("\"{} [...] {}\" (004)", s.words("004", 21, 9, 16), s.words("004", 21, 22, 27)), Normalised),
        (format!("\"[Owners] {}\" (002)", s.words("002", 15, 1, 40)), Normalised),
        (format!("\"[t]{} (002)", s.words("002", 15, 0, 7).replacen('T', "", 1) + "\""), Normalised),
        // Altered.
        (format!("\"{}\" (002)", altered(vision, 3, "strategy")), Altered),
        (format!("\"{}\" (002)", altered(s.line("002", 6), 5, "boss")), Altered),
        (format!("\"{}\" – Maziar Adl", altered(s.spoken("004", 69), 7, "similar")), Altered),
        (format!("\"{} … {}\" (002)", s.words("002", 15, 9, 17), s.words("002", 15, 0, 8)), Altered),
        // Another source, another speaker.
        (format!("\"{vision}\" (003)"), WrongSource),
        (format!("As 001 has it, \"{}\"", s.line("002", 6)), WrongSource),
        (format!("\"{}\" – Paul Lister", s.spoken("004", 20)), WrongSource),
        (format!("\"{}\" – Sherif Mansour", s.spoken("004", 76)), WrongSource),
        // Invented.
        ("\"Every owner keeps a lighthouse and counts the ships that pass\" (004)".to_owned(), NotFound),
        ("\"A product owner is the heart of every team\" (002)".to_owned(), NotFound),
        // A view that the source rejects or only reports, without the clause that says so and with it.
        (format!("002 holds that \"{}\"", s.words("002", 3, 5, 40)), OutOfContext),
        (format!("002 holds that \"{}\"", s.words("002", 4, 4, 60)), OutOfContext),
        (format!("\"{}\" (002)", s.line("002", 3)), Exact),
        // Too short to tell.
        (format!("the \"{}\" (002)", s.words("002", 6, 5, 6)), TooShort),
    ];
    assert_eq!(cases.len(), 30);
    let texts: Vec<&str> = cases.iter().map(|(text, _)| text.as_str()).collect();
    let draft = texts.join("\n\n");
    let report = verify(&reader, &draft, MediaType::Markdown).expect("the index is readable");
    let judged: Vec<Verdict> = report.quotations.iter().map(|checked| checked.verdict).collect();
    let wrong: Vec<String> = cases
        .iter()
        .zip(&report.quotations)
        .enumerate()
        .filter(|(_, ((_, wanted), checked))| *wanted != checked.verdict)
        .map(|(number, ((_, wanted), checked))| {
            format!(
                "{number}: {} is {}, not {}: {}",
                checked.text.len(),
                checked.verdict.word(),
                wanted.word(),
                checked.reason
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(judged.len(), cases.len(), "{:?}", words_of(&report));
    assert_eq!(report.count(Ambiguous), 0);
    // The copy with the exact words fails only where nobody knows what was meant.
    let fixed = fix(&report, &draft, MediaType::Markdown);
    let again = verify(&reader, &fixed.text, MediaType::Markdown).expect("the index is readable");
    let cut =
        again.quotations.iter().filter(|checked| checked.verdict == Altered).all(|checked| checked.text.contains('…'));
    assert!(cut, "{:?}", words_of(&again));
    assert_eq!(again.count(WrongSource), report.count(WrongSource));
}

#[test]
fn the_same_words_in_two_sources_are_ambiguous_until_one_is_named() {
    let folder = tempfile::tempdir().expect("a scratch directory");
    let shared = "The lamp keeper orders the list by what the harbour needs before the next tide comes in.";
    let filler = |seed: &str| {
        let line = format!("speaks of {seed} ropes, {seed} tides and of {seed} nights number");
        let paragraphs: Vec<String> = (0..12).map(|n| format!("Paragraph {n} of {seed} {line} {n}.\n\n")).collect();
        paragraphs.concat()
    };
    for (name, text) in [("one", filler("amber")), ("two", filler("cobalt"))] {
        fs::write(folder.path().join(format!("{name}.md")), format!("# On {name}\n\n{text}{shared}\n"))
            .expect("writable");
    }
    let (_dir, reader) = indexed(folder.path());
    let draft = format!("They say \"{shared}\" And again: \"{shared}\" (`two`)");
    let report = verify(&reader, &draft, MediaType::Markdown).expect("the index is readable");
    assert_eq!(words_of(&report), [(1, "ambiguous"), (1, "exact")]);
    let page = format!("<p>They say &ldquo;{shared}&rdquo; (`two`)</p><blockquote>{shared}</blockquote><p>(`one`)</p>");
    let report = verify(&reader, &page, MediaType::Html).expect("the index is readable");
    assert_eq!(words_of(&report), [(1, "exact"), (1, "exact")]);
    let plain = format!("They say \"{shared}\"[^1] and more.\n\n[^1]: See `one`.\n");
    for media_type in [MediaType::Plain, MediaType::Markdown] {
        let report = verify(&reader, &plain, media_type).expect("the index is readable");
        assert_eq!(words_of(&report), [(1, "exact")]);
    }
}

#[test]
fn no_draft_makes_verification_fail() {
    let folder = tempfile::tempdir().expect("a scratch directory");
    fs::write(folder.path().join("one.md"), "# One\n\nThe keeper orders the list and lights the lamp.\n")
        .expect("writable");
    let (_dir, reader) = indexed(folder.path());
    let parts = [
        "\"",
        "“",
        "’",
        "[",
        "]",
        "…",
        "> ",
        "\n",
        "<q>",
        "</q",
        "&amp",
        "[^1]",
        "é",
        "a b c d e ",
        "- ",
        "@",
        "http://",
        "(",
        "\u{202e}",
    ];
    for seed in 0..400_usize {
        let mut state = seed;
        let draft: String = (0..30)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                parts.get((state >> 33) % parts.len()).copied().unwrap_or_default()
            })
            .collect();
        for media_type in [MediaType::Markdown, MediaType::Html, MediaType::Plain] {
            verify(&reader, &draft, media_type).expect("a draft never fails");
        }
    }
}

/// The bundled corpus.
struct Held {
    _dir: tempfile::TempDir,
    reader: Reader,
    /// Words and the name of their source.
    sentences: Vec<(String, String)>,
}

/// Sentences of the bundled corpus that their source holds, each with the name of the source.
static HELD: LazyLock<Held> = LazyLock::new(|| {
    let (dir, reader) = indexed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
    let mut sentences = Vec::new();
    for record in reader.sources().expect("the index is readable") {
        for passage in reader.passages(&record.source.id).expect("the index is readable") {
            for sentence in passage.sentences.iter().filter(|held| held.stance == Stance::Asserted) {
                let words = passage.text.get(sentence.bytes.range()).unwrap_or_default().trim().to_owned();
                if (8..40).contains(&words.split(' ').count()) && passage.quotations.is_empty() {
                    sentences.push((words, record.source.name.clone()));
                }
            }
        }
    }
    Held { _dir: dir, reader, sentences }
});

/// A way to set words of a source in a draft.
struct Form {
    media_type: MediaType,
    before: &'static str,
    /// A stop or comma of the draft's own.
    stop: &'static str,
    close: &'static str,
    behind: &'static str,
}

const fn form(
    media_type: MediaType,
    before: &'static str,
    [stop, close]: [&'static str; 2],
    behind: &'static str,
) -> Form {
    Form { media_type, before, stop, close, behind }
}

const FORMS: [Form; 12] = [
    form(MediaType::Markdown, "It says \"", ["", "\""], " (SOURCE)."),
    form(MediaType::Markdown, "It says “", [",", "”"], " and more (SOURCE)."),
    form(MediaType::Markdown, "It says '", ["", "'"], " (SOURCE)."),
    form(MediaType::Markdown, "> ", ["", ""], "\n>\n> — SOURCE"),
    form(MediaType::Markdown, "> ", ["", ""], " (SOURCE)"),
    form(MediaType::Markdown, "> \"", [".", "\""], "\n\n(SOURCE)"),
    form(MediaType::Markdown, "* an item\n  > ", ["", ""], "\n\n  (SOURCE)"),
    form(MediaType::Html, "<p>It says &ldquo;", [".", "&rdquo;"], " (SOURCE)</p>"),
    form(MediaType::Html, "<p>It says <q>", ["", "</q>"], " (SOURCE)</p>"),
    form(MediaType::Html, "<blockquote><p>", ["", ""], "</p></blockquote><p>(SOURCE)</p>"),
    form(MediaType::Plain, "It says \"", ["", "\""], " (SOURCE)."),
    form(MediaType::Plain, "It says «", [".", "»"], " (SOURCE)."),
];

/// Words with one of them altered, set on two lines, marked up in part, or cut at the end, as `how` has it.
fn misquoted(words: &str, at: usize, how: usize, media_type: MediaType) -> String {
    let mut words: Vec<String> = words.split(' ').map(str::to_owned).collect();
    let at = 1 + at % (words.len() - 2);
    if let Some(word) = words.get_mut(at) {
        "lanterns".clone_into(word);
    }
    match (how % 5, media_type) {
        (1, _) => words.truncate(words.len() - 1),
        (2, MediaType::Markdown) => words.iter_mut().take(1).for_each(|word| *word = format!("**{word}**")),
        (3, MediaType::Markdown) => words.iter_mut().rev().take(1).for_each(|word| *word = format!("*{word}*")),
        (2 | 3, MediaType::Html) => words.iter_mut().take(2).for_each(|word| *word = format!("<b>{word}</b>")),
        _ => {}
    }
    words.join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_fixed_copy_is_exact_where_it_was_fixed_and_untouched_elsewhere(
        picks in prop::collection::vec((0..10_000_usize, 0..40_usize, 0..5_usize, 0..FORMS.len()), 1..6),
    ) {
        let Held { reader, sentences: held, .. } = &*HELD;
        let Some(&(.., first)) = picks.first() else { return Ok(()) };
        let media_type = FORMS[first].media_type;
        let picks: Vec<_> = picks.into_iter().filter(|&(.., form)| FORMS[form].media_type == media_type).collect();
        let (mut draft, mut around) = (String::new(), Vec::new());
        for (number, &(sentence, word, how, form)) in picks.iter().enumerate() {
            let (words, source) = &held[sentence % held.len()];
            let Form { before, stop, close, behind, .. } = &FORMS[form];
            let words = misquoted(words, word, how, media_type);
            let gap = format!("Paragraph {number}  has  its own\twords. ");
            let behind = format!("{}\n\n", behind.replace("SOURCE", &format!("`{source}`")));
            let begin = match media_type {
                MediaType::Html => format!("<p>{gap}</p>\n{before}"),
                _ => format!("{gap}\n\n{before}"),
            };
            draft.push_str(&format!("{begin}{words}{stop}{close}{behind}"));
            // The stop goes where the source's words have none in its place, or behind the mark.
            let ends = [format!("{close}{stop}{behind}"), format!("{stop}{close}{behind}"), format!("{close}{behind}")];
            around.push((begin, ends));
        }
        let report = verify(reader, &draft, media_type).expect("the index is readable");
        let fixed = fix(&report, &draft, media_type);
        let again = verify(reader, &fixed.text, media_type).expect("the index is readable");
        prop_assert_eq!(again.quotations.len(), report.quotations.len(), "{}\n{}", draft, fixed.text);
        let altered = report.quotations.iter().filter(|checked| checked.verdict == Altered).count();
        let left: BTreeSet<u32> = fixed.left.iter().copied().collect();
        for (before, after) in report.quotations.iter().zip(&again.quotations) {
            if before.verdict == Altered && !left.contains(&before.lines.first) {
                prop_assert_eq!(after.verdict, Exact, "{}\n{}\n{}", after.reason, draft, fixed.text);
            }
        }
        prop_assert!(fixed.replaced >= altered - left.len().min(altered));
        let mut rest = fixed.text.as_str();
        for (begin, ends) in &around {
            let inside = rest.strip_prefix(begin.as_str());
            prop_assert!(inside.is_some(), "{}\n{}", draft, fixed.text);
            let inside = inside.unwrap_or_default();
            let end = ends.iter().filter_map(|end| Some(inside.find(end.as_str())? + end.len())).min();
            prop_assert!(end.is_some(), "{}\n{}", draft, fixed.text);
            rest = inside.split_at(end.unwrap_or_default()).1;
        }
        prop_assert_eq!(rest, "", "{}\n{}", draft, fixed.text);
    }
}

#[test]
fn what_ends_a_quotation_stays_right_in_the_fixed_copy() {
    let Held { reader, .. } = &*HELD;
    let fixed = |draft: &str| {
        let report = verify(reader, draft, MediaType::Markdown).expect("the index is readable");
        let fixed = fix(&report, draft, MediaType::Markdown);
        let again = verify(reader, &fixed.text, MediaType::Markdown).expect("the index is readable");
        (fixed.text, again.quotations.iter().map(|checked| checked.verdict.word()).collect::<Vec<_>>())
    };
    let source = "agile-kitchen-who-owns-the-vision";
    // A comma of the draft's goes behind the mark.
    let (text, verdicts) =
        fixed(&format!("\"Refinement on Tuesday, a review on Tuesday, two stakeholders,\" says {source}."));
    assert_eq!(text, format!("\"Refinement on Monday, a review on Tuesday, two stakeholders\", says {source}."));
    assert_eq!(verdicts, ["exact"]);
    // A credit at the end of a block quote is none of its words.
    let (text, verdicts) = fixed(&format!("> The product owner owns the product vision ({source})."));
    assert_eq!(text, format!("> The product manager owns the product vision ({source})."));
    assert_eq!(verdicts, ["exact"]);
    // A block quote does not break off in mid-sentence.
    let (text, _) = fixed(&format!(
        "> She uses it as a spoon. A good vision is mostly a list of things you’ll never build.\n\n({source})"
    ));
    assert!(
        text.contains("you’ll never build, and the product owner is the one who makes those cuts in public."),
        "{text}"
    );
    // Markup that reaches over the edge keeps both its halves.
    let (text, verdicts) = fixed(&format!("\"**The product** manager owns the produce vision\" ({source})"));
    assert_eq!(text, format!("\"**The product manager owns the product vision**\" ({source})"));
    assert_eq!(verdicts, ["exact"]);
}
