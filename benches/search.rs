//! What a search costs beside plain BM25 over the same index.
//!
//! `cargo bench --bench search INDEX`, where INDEX was made by `roledex ingest`. One thread, CPU time, the index warm.
//! Queries are drawn by a fixed seed: three words of a passage; words of the field around a role's name; strings of
//! query syntax and noise. Each is run plain and with everything on, facets and copies as the command has them.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a measurement that cannot go on says so by a panic")]
#![expect(clippy::print_stdout, reason = "figures are printed")]

mod common;

use std::{env, hint::black_box, path::Path, time::Duration};

use common::Clock;
use roledex::{
    index::Reader,
    search::{Request, Weights, search},
    taxonomy::Taxonomy,
};

const QUERIES: usize = 400;
const STRINGS: usize = 10_000;
/// Shortest word that is drawn from a passage, in characters: shorter ones are mostly stop words.
const MIN_WORD: usize = 4;

const FIELD: [&str; 12] = [
    "product owner duties",
    "scrum master role",
    "who decides priorities",
    "product manager skills",
    "chief product officer",
    "product vision roadmap",
    "product owner availability",
    "stakeholder trust conflict",
    "business analyst requirements",
    "sprint review feedback",
    "project manager budget",
    "product backlog order",
];

const PIECES: [&str; 32] = [
    "owner",
    "back",
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
    "product",
    "own*",
    "é",
    "产",
    "\0",
    "🙂",
    "^",
    "s",
];

fn main() {
    let index = env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let index = index.expect("give the folder of an index: cargo bench --bench search INDEX");
    let reader = Reader::open(Path::new(&index)).unwrap();
    let taxonomy = Taxonomy::built_in();
    let mut random = Random(88_172_645_463_325_252);
    let drawn = drawn(&reader, &mut random);
    let field: Vec<String> = FIELD.iter().cycle().take(QUERIES).map(|&query| query.to_owned()).collect();
    let strings: Vec<String> =
        (0..STRINGS).map(|_| (0..random.below(12)).map(|_| PIECES[random.below(PIECES.len())]).collect()).collect();
    let plain = Request { weights: Weights::plain(), facets: false, all_copies: true, ..Request::default() };
    let without_facets = Request { facets: false, ..Request::default() };
    let settings = [("plain BM25", plain), ("no facets", without_facets), ("everything", Request::default())];

    println!("{:<28} {:<11} {:>8} {:>8} {:>8} {:>8}", "CPU time, milliseconds", "", "mean", "p50", "p99", "most");
    for (name, queries) in
        [("three words of a passage", &drawn), ("of the field", &field), ("random strings", &strings)]
    {
        let (mut means, mut slowest) = (Vec::new(), None);
        for (setting, request) in &settings {
            let mut times: Vec<(Duration, &str)> = queries
                .iter()
                .map(|query| {
                    let request = Request { query: query.clone(), ..request.clone() };
                    let clock = Clock::start();
                    black_box(search(&reader, &taxonomy, &request).unwrap());
                    (clock.elapsed(), query.as_str())
                })
                .collect();
            times.sort_unstable();
            let sum: Duration = times.iter().map(|(time, _)| *time).sum();
            let mean = milliseconds(sum) / f64::from(u32::try_from(times.len()).unwrap());
            let at = |share: usize| milliseconds(times[(times.len() - 1) * share / 100].0);
            slowest = times.last().map(|(_, query)| (*query).to_owned());
            println!("{name:<28} {setting:<11} {mean:>8.2} {:>8.2} {:>8.2} {:>8.2}", at(50), at(99), at(100));
            means.push(mean);
        }
        println!("{name:<28} {:<11} {:>8.2} {:>8.2}", "ratios", means[1] / means[0], means[2] / means[0]);
        println!("{name:<28} the slowest: {}", slowest.unwrap_or_default().escape_debug());
    }
}

/// Three words of a passage each, from sources all over the index.
fn drawn(reader: &Reader, random: &mut Random) -> Vec<String> {
    let sources = reader.sources().unwrap();
    let mut queries = Vec::new();
    while queries.len() < QUERIES {
        let passages = reader.passages(&sources[random.below(sources.len())].source.id).unwrap();
        if passages.is_empty() {
            continue;
        }
        let text = &passages[random.below(passages.len())].text;
        let words: Vec<&str> = text
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| word.chars().count() >= MIN_WORD)
            .collect();
        if words.len() >= 3 {
            queries.push([(); 3].map(|()| words[random.below(words.len())]).join(" "));
        }
    }
    queries
}

/// Xorshift: the same numbers on every machine (Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
