//! Search over small indexes made from text: what is found, what is said, and that nothing depends on chance.

use std::{collections::BTreeMap, fs, num::NonZeroUsize, path::Path};

use roledex::{
    index::Reader,
    ingest::{IngestOptions, forget, ingest},
    search::{Count, Facets, Hit, QuoteRequest, Request, Results, Sort, concordance, quotes, search, search_dropped},
    tag::Relation,
    taxonomy::Taxonomy,
};

fn indexed(root: &Path, threads: usize) -> (tempfile::TempDir, Reader) {
    let dir = tempfile::tempdir().expect("a scratch directory");
    let options = IngestOptions { threads: NonZeroUsize::new(threads), ..IngestOptions::new(dir.path().join("index")) };
    ingest(&[root.to_path_buf()], &Taxonomy::built_in(), &options, &()).expect("the folder is readable");
    let reader = Reader::open(&options.index).expect("an index was made");
    (dir, reader)
}

fn ask(reader: &Reader, query: &str) -> Results {
    let request = Request { query: query.to_owned(), ..Request::default() };
    search(reader, &Taxonomy::built_in(), &request).expect("a query never fails")
}

const ARTICLES: [(&str, &str); 3] = [
    (
        "orchard.md",
        "# Who does what\n\n## Product Owner\n\nThe Product Owner orders the backlog every Monday and is responsible for \
         what the team builds next. She turns wishes into stories that a developer can finish within a week.\n\n\
         ## Scrum Master\n\nThe Scrum Master keeps meetings short and removes what blocks the crew. He answers to nobody \
         on matters of scope, and likes it that way.\n",
    ),
    (
        "harbour.md",
        "# Notes from the harbour\n\nOur product manager watches the market and sets prices. A roadmap hangs behind the \
         counter, with three quarters drawn on it and a fourth left blank on purpose.\n",
    ),
    (
        "copy.md",
        "# The same notes again\n\nOur product manager watches the market and sets prices. A roadmap hangs behind the \
         counter, with three quarters drawn on it and a fourth left blank on purpose.\n",
    ),
];

fn articles() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a scratch directory");
    for (name, text) in ARTICLES {
        fs::write(dir.path().join(name), text).expect("the scratch directory is writable");
    }
    dir
}

#[test]
fn a_field_leaves_the_words_beside_it_what_they_ask_for() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    let results = ask(&reader, "role:po duties");
    let first = results.hits.first().expect("no passage says `duties`, one is on them");
    assert!(first.passage.text.contains("orders the backlog"), "{}", first.passage.text);
    assert!(ask(&reader, "role:po zeppelins").hits.is_empty(), "a field alone is not enough where words are asked for");
}

#[test]
fn an_abbreviation_finds_the_name_of_its_role() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    let found = |query| ask(&reader, query).hits.into_iter().map(|hit| hit.passage.reference).next();
    assert_eq!(found("PO monday"), found("product owner monday"));
    assert!(ask(&reader, "PO").hits.first().is_some_and(|hit| hit.passage.text.contains("Product Owner orders")));
}

#[test]
fn a_value_that_is_none_of_its_field_is_words_wherever_it_stands() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    let results = ask(&reader, "backlog role:baker");
    assert_eq!(results.understood, "backlog baker");
    assert_eq!(results.hits.len(), 1);
    assert!(results.notes.iter().any(|note| note.contains("no role `baker`")), "{:?}", results.notes);
    // One of the two words is there, both are not: nothing is shut out.
    assert_eq!(ask(&reader, "backlog -role:\"backlog baker\"").total, ask(&reader, "backlog").total);
    let request = Request { query: "backlog role:baker".to_owned(), ..Request::default() };
    let lines = concordance(&reader, &Taxonomy::built_in(), &request, Sort::Source).expect("a query never fails");
    assert!(lines.total > 0);
    assert!(lines.notes.iter().any(|note| note.contains("no role `baker`")), "{:?}", lines.notes);
}

#[test]
fn an_empty_result_says_which_field_of_the_query_left_nothing() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    for (query, field) in [("backlog year:1999", "year:1999"), ("backlog AND site:none", "site:\"none\"")] {
        let results = ask(&reader, query);
        assert_eq!(results.total, 0);
        let said = format!("`{field}` leaves none of");
        assert!(results.notes.iter().any(|note| note.starts_with(&said)), "{query}: {:?}", results.notes);
    }
}

#[test]
fn there_is_no_next_page_where_all_that_is_left_is_folded() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    let page = |all_copies| {
        let request = Request { query: "market prices".to_owned(), limit: 1, all_copies, ..Request::default() };
        search(&reader, &Taxonomy::built_in(), &request).expect("a query never fails")
    };
    assert_eq!((page(false).total, page(false).more), (2, false));
    assert!(page(true).more);
}

#[test]
fn a_question_finds_its_passage_and_every_contribution_adds_up() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    let results = ask(&reader, "who orders the backlog?");
    let first = results.hits.first().expect("a hit");
    assert!(first.passage.text.contains("orders the backlog"), "{}", first.passage.text);
    for hit in &results.hits {
        let sum: f32 = hit.explanation.iter().map(|part| part.score).sum();
        assert!((sum - hit.score).abs() < 1e-3, "{sum} is not {}", hit.score);
        assert!(hit.highlights.iter().all(|&(start, end)| hit.passage.text.get(start..end).is_some()));
    }
}

#[test]
fn a_phrase_is_required_and_its_absence_is_not_papered_over() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    assert_eq!(ask(&reader, "\"watches the market\"").hits.len(), 1);
    let none = ask(&reader, "\"market watches\" product manager");
    assert_eq!((none.total, none.hits.len()), (0, 0));
}

#[test]
fn copies_fold_into_one_hit_that_names_them() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    let results = ask(&reader, "roadmap behind the counter");
    assert_eq!(results.hits.len(), 1);
    assert_eq!(results.hits.first().map(|hit| hit.copies.len()), Some(1));
}

#[test]
fn a_misspelt_word_gets_a_suggestion() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    let results = ask(&reader, "roadmpa");
    assert_eq!(results.total, 0);
    assert!(results.notes.iter().any(|note| note.contains("did you mean `roadmap`?")), "{:?}", results.notes);
}

#[test]
fn the_same_sources_give_the_same_results_on_any_number_of_threads() {
    let articles = articles();
    let (_one, first) = indexed(articles.path(), 1);
    let (_other, second) = indexed(articles.path(), 4);
    for query in
        ["what do product owners do", "market OR backlog", "scrum master vs product owner", "-roadmap", "own* baklog~"]
    {
        let (one, other) = (ask(&first, query), ask(&second, query));
        assert_eq!(one, other, "{query}");
    }
}

/// Articles in which every passage holds `wander` in one form or a look-alike; the weaker forms are shorter and more
/// frequent, so that BM25 alone would put them first.
const FORMS: [(&str, &str); 4] = [
    (
        "exact.md",
        "The shepherd likes to wander over the long hills behind the old chapel when the light is low and the valley lies quiet, \
                  and tells nobody of the paths that lead from there to the sea.\n",
    ),
    ("stem.md", "Wandering, wandered, wanders: wandering all day.\n"),
    ("alike.md", "Wonder of wonders: a wonder.\n"),
    ("other.md", "Nothing of the kind stands here, only rain on a tin roof.\n"),
];

#[test]
fn the_word_itself_outranks_its_forms_and_these_outrank_look_alikes() {
    let dir = tempfile::tempdir().expect("a scratch directory");
    for (name, text) in FORMS {
        fs::write(dir.path().join(name), text).expect("the scratch directory is writable");
    }
    let (_dir, reader) = indexed(dir.path(), 1);
    let order = |query: &str| -> Vec<String> {
        let results = ask(&reader, query);
        for hit in &results.hits {
            let sum: f32 = hit.explanation.iter().map(|part| part.score).sum();
            assert!((sum - hit.score).abs() < 1e-3, "{sum} is not {}", hit.score);
        }
        results.hits.iter().map(|hit| hit.source.name.clone()).collect()
    };
    assert_eq!(order("wander"), ["exact", "stem"]);
    assert_eq!(order("wander~1"), ["exact", "stem", "alike"]);
    assert_eq!(order("wander~1 -rain"), ["exact", "stem", "alike"]);
}

#[test]
fn what_was_there_before_leaves_no_trace_in_the_ranking() {
    let articles = articles();
    let (_fresh, fresh) = indexed(articles.path(), 1);
    let dir = tempfile::tempdir().expect("a scratch directory");
    let options = IngestOptions::new(dir.path().join("index"));
    let folder = tempfile::tempdir().expect("a scratch directory");
    let take_in = || ingest(&[folder.path().to_path_buf()], &Taxonomy::built_in(), &options, &()).expect("readable");
    for round in 0..4 {
        for (name, text) in ARTICLES {
            let text = format!("{text}\n\nRound {round} of the backlog and the product owner, soon to be gone.\n");
            fs::write(folder.path().join(name), text).expect("writable");
        }
        fs::write(folder.path().join("gone.md"), "A product owner and a roadmap that will be taken away.\n")
            .expect("writable");
        take_in();
    }
    fs::remove_file(folder.path().join("gone.md")).expect("writable");
    for (name, text) in ARTICLES {
        fs::write(folder.path().join(name), text).expect("writable");
    }
    take_in();
    let reader = Reader::open(&options.index).expect("an index was made");
    for query in ["what do product owners do", "market OR backlog", "roadmap", "own* baklog~"] {
        assert_eq!(ask(&fresh, query), ask(&reader, query), "{query}");
    }
}

#[test]
fn an_excluded_phrase_whose_words_stand_apart_everywhere_excludes_nothing() {
    let dir = tempfile::tempdir().expect("a scratch directory");
    for number in 1..=3 {
        let text =
            format!("The ferry number {number} leaves the harbour when the captain has counted everybody on board.\n");
        fs::write(dir.path().join(format!("{number}.txt")), text).expect("the scratch directory is writable");
    }
    let (_dir, reader) = indexed(dir.path(), 1);
    let found = |query: &str| ask(&reader, query).total;
    assert_eq!(found("ferry"), 3);
    // Both words stand in all passages, never side by side: the phrase is at its end before the first question.
    for excluded in ["-\"harbour ferry\"", "NOT \"captain ferry\"", "-\"ferry ferry\"", "-(harbour NEAR/1 board)"] {
        assert_eq!(found(&format!("ferry {excluded}")), 3, "{excluded}");
    }
    assert_eq!(found("ferry -\"ferry number 2\""), 2);
}

#[test]
fn ten_thousand_random_strings_are_queries() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    let pieces = [
        "owner",
        "back",
        "log",
        "the",
        " ",
        " ",
        " ",
        " AND ",
        " OR ",
        " NOT ",
        " NEAR/3 ",
        "(",
        ")",
        "\"",
        "“",
        "”",
        "'",
        "’",
        "-",
        "*",
        "~1",
        "~",
        ":",
        "title:",
        "role:po",
        "year:2020..",
        "year:",
        "..",
        "c++",
        "é",
        "产",
        "\u{200b}",
        "\0",
        "🙂",
        "/",
        "\\",
        "s",
        "source:",
        "[",
        "{",
        "heading:\"",
        "^",
        "&&",
        "||",
        "9",
        "%",
    ];
    let mut state: u64 = 88_172_645_463_325_252;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    for _ in 0..10_000 {
        let length = random(12);
        let query: String = (0..length).map(|_| pieces[random(pieces.len())]).collect();
        let results = ask(&reader, &query);
        for warning in &results.warnings {
            assert!(query.get(warning.span.clone()).is_some(), "{query:?}: {warning:?}");
        }
    }
}

#[test]
fn no_query_is_an_error() {
    let articles = articles();
    let (_dir, reader) = indexed(articles.path(), 1);
    for query in [
        "",
        "?!",
        "\"",
        "((",
        "title:",
        "title:the",
        "-",
        "a* ",
        "the of",
        "year:2020..",
        "source:*x*",
        "NOT x",
        "role:nobody",
        "x NEAR/3",
    ] {
        let _ = ask(&reader, query);
    }
    assert_eq!(ask(&reader, "?!").total, 0);
    let long = ask(&reader, &"word ".repeat(10_000));
    assert_eq!(long.warnings.len(), 1);
}

#[test]
fn over_the_seeds_a_phrase_of_dropped_lines_is_said_to_be_there() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/seeds");
    if !seeds.exists() {
        eprintln!("skipped: ../shared is not here");
        return;
    }
    let (_dir, reader) = indexed(&seeds, 1);
    let results = ask(&reader, "\"project manager\"");
    assert_eq!(results.total, 0);
    assert!(results.notes.iter().any(|note| note.contains("roledex search --dropped")), "{:?}", results.notes);
    assert!(!search_dropped(&reader, "\"project manager\"").expect("the index is readable").is_empty());
}

#[test]
fn a_hit_names_the_copies_of_its_passage_whatever_the_page_holds() {
    let (_dir, reader) = indexed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/articles"), 1);
    let query = "I own the vision of a small accounting product";
    let one = Request { query: query.to_owned(), limit: 1, ..Request::default() };
    let of = |request: &Request| search(&reader, &Taxonomy::built_in(), request).expect("a query never fails").hits;
    let is_copy = |hit: &roledex::search::Hit| hit.source.name.starts_with("ceo-of-the-product");
    let hits = of(&one);
    let names = |hit: &roledex::search::Hit| -> Vec<String> {
        hit.copies.iter().map(|id| reader.source(id).expect("it is there").source.name).collect()
    };
    let first = hits.first().expect("it is found");
    // The reprint undoes contractions and spells the American way: the passages share .77 of their words.
    assert!(is_copy(first), "{}", first.source.name);
    let other = if first.source.copies_of.is_some() { "ceo-of-the-product" } else { "ceo-of-the-product-reprint" };
    assert_eq!(names(first), [other]);
    let many = of(&Request { limit: 20, ..one.clone() });
    assert_eq!(
        many.iter().filter(|hit| is_copy(hit) && hit.passage.text.contains("own the vision of a small")).count(),
        1
    );
    let all = of(&Request { limit: 20, all_copies: true, ..one });
    assert_eq!(
        all.iter().filter(|hit| is_copy(hit) && hit.passage.text.contains("own the vision of a small")).count(),
        2
    );
    assert!(all.iter().all(|hit| hit.copies.is_empty()));
}

#[test]
fn the_original_stands_for_a_quotation_that_its_copy_holds_too() {
    let (_dir, reader) = indexed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/articles"), 1);
    let request =
        QuoteRequest { query: "the title and the corner office".to_owned(), limit: 10, ..QuoteRequest::default() };
    let found = quotes(&reader, &Taxonomy::built_in(), &request).expect("a query never fails");
    let first = found.quotes.first().expect("it is found");
    let copies: Vec<String> =
        first.copies.iter().map(|id| reader.source(id).expect("it is there").source.name).collect();
    assert_eq!(
        (first.source.name.as_str(), copies),
        ("ceo-of-the-product", vec!["ceo-of-the-product-reprint".to_owned()])
    );
}

/// Facets by another way: from the tags of every hit.
fn counted(hits: &[Hit]) -> Facets {
    let mut counts: [BTreeMap<String, u64>; 4] = Default::default();
    let [roles, topics, sources, stances] = &mut counts;
    for hit in hits {
        let passage = &hit.passage;
        for role in passage.roles.iter().filter(|role| role.relation == Relation::About) {
            *roles.entry(role.id.to_string()).or_default() += 1;
        }
        for topic in &passage.topics {
            *topics.entry(topic.id.to_string()).or_default() += 1;
        }
        *sources.entry(passage.source.to_string()).or_default() += 1;
        let stance = serde_json::to_value(passage.stance).expect("a stance has a name");
        *stances.entry(stance.as_str().expect("a name").to_owned()).or_default() += 1;
    }
    let [role, topic, source, stance] = counts.map(|counts| {
        let mut counts: Vec<Count> = counts.into_iter().map(|(id, count)| Count { id, count }).collect();
        counts.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.id.cmp(&other.id)));
        counts
    });
    Facets { role, topic, source, stance }
}

#[test]
fn facets_are_the_tags_of_all_hits_counted() {
    const WHO: [&str; 4] = ["product owner", "product manager", "scrum master", "baker"];
    const WHAT: [&str; 5] = [
        "orders the product backlog before sprint planning",
        "draws a roadmap and a product vision on the wall",
        "never talks to customers in an interview",
        "might keep the budget, some say",
        "sweeps the yard",
    ];
    let dir = tempfile::tempdir().expect("a scratch directory");
    let articles = dir.path().join("articles");
    fs::create_dir(&articles).expect("the scratch directory is writable");
    let name = |number: usize| articles.join(format!("{number}.md"));
    for number in 0..40 {
        let paragraph = |at: usize| {
            let (who, what) = (WHO[(number + at) % 4], WHAT[(number * 3 + at) % 5]);
            let stop = if at % 4 == 3 { "?" } else { "." };
            format!(
                "In town {number} the {who} {what} on day {at}{stop} That is how street {at} of it has worked for {number} years.\n\n"
            )
        };
        let text: String = (0..number % 6 + 2).map(paragraph).collect();
        fs::write(name(number), format!("# Town {number}\n\n{text}")).expect("the scratch directory is writable");
    }
    let options = IngestOptions::new(dir.path().join("index"));
    let taxonomy = Taxonomy::built_in();
    // Some sources come by themselves, so that there are several segments; some go again.
    for number in 0..5 {
        ingest(&[name(number)], &taxonomy, &options, &()).expect("the file is readable");
    }
    ingest(std::slice::from_ref(&articles), &taxonomy, &options, &()).expect("the folder is readable");
    forget(&[name(3).display().to_string(), name(20).display().to_string()], &taxonomy, &options, &())
        .expect("the sources are known");
    let reader = Reader::open(&options.index).expect("an index was made");
    assert!(reader.searcher().segment_readers().len() > 1, "one segment alone tests less");
    let mut seen = Facets::default();
    for query in ["town", "product owner", "roadmap", "scrum master sprint", "\"town 7\"", "customers -owner", "yard"] {
        let request =
            Request { query: query.to_owned(), limit: 1000, all_copies: true, comments: true, ..Request::default() };
        let results = search(&reader, &taxonomy, &request).expect("a query never fails");
        assert_eq!(results.hits.len() as u64, results.total, "{query}");
        assert_eq!(results.facets, counted(&results.hits), "{query}");
        if query == "town" {
            seen = results.facets;
        }
    }
    let kinds = [seen.role.len(), seen.topic.len(), seen.source.len(), seen.stance.len()];
    assert!(kinds.iter().zip([3, 2, 38, 2]).all(|(&kinds, least)| kinds >= least), "{kinds:?}");
}
