//! What each stage costs, beside what parsing the same files costs.
//!
//! `cargo bench --bench stages [FOLDER]`; without a folder: `../shared/corpus`, else the bundled articles. One thread.
//! Prints CPU time of the thread for each stage, the best of several rounds, and the multiple of parsing alone:
//! html5ever into scraper's tree for HTML, pulldown-cmark's events for Markdown; plain text has nothing to parse.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on says so by a panic")]
#![expect(clippy::print_stdout, reason = "figures are printed")]

mod common;

use std::{
    env,
    hint::black_box,
    path::{Path, PathBuf},
    time::Duration,
};

use common::Clock;
use pulldown_cmark::{Options, Parser};
use roledex::{
    clean::{Article, CleanOptions, Draft, clean, draft},
    corpus::{Member, Profile, pass},
    corrections::Corrections,
    passage::{Passage, SplitOptions, split},
    source::{Capture, Found, MediaType, ReadOptions, WalkOptions, read, walk},
    tag::Tagger,
    taxonomy::Taxonomy,
};
use scraper::Html;

/// Rounds of each stage; the fastest counts, the others were disturbed.
const ROUNDS: usize = 5;

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = here.join("../shared/corpus");
    let default = if shared.exists() { shared } else { here.join("corpus/articles") };
    let folder = env::args().skip(1).find(|argument| !argument.starts_with('-')).map_or(default, PathBuf::from);
    let found = walk(std::slice::from_ref(&folder), &WalkOptions::default()).unwrap().files;
    let captures = readable(&found);
    let articles: Vec<Article> =
        captures.iter().filter_map(|capture| clean(capture, &CleanOptions::default()).ok()).collect();
    let passages: Vec<Vec<Passage>> = articles.iter().map(|article| split(article, &SplitOptions::default())).collect();
    let tagger = Tagger::new(&Taxonomy::built_in());
    let drafts: Vec<Draft> =
        captures.iter().filter_map(|capture| draft(capture, &CleanOptions::default()).ok()).collect();
    let profiled: Vec<(Profile, Vec<u32>)> = drafts.iter().map(profile).collect();
    let members: Vec<Member<'_>> =
        profiled.iter().map(|(profile, _)| Member { profile, identity: &profile.site }).collect();

    let parsing = best(|| captures.iter().for_each(parse));
    let stages = [
        ("read", best(|| drop(black_box(readable(&found))))),
        (
            "clean",
            best(|| {
                for capture in &captures {
                    black_box(clean(capture, &CleanOptions::default()).ok());
                }
            }),
        ),
        (
            "split",
            best(|| {
                for article in &articles {
                    black_box(split(article, &SplitOptions::default()));
                }
            }),
        ),
        (
            "tag",
            best(|| {
                for (article, passages) in articles.iter().zip(&passages) {
                    black_box(tagger.tag(article, passages));
                }
            }),
        ),
        (
            "profile",
            best(|| {
                for draft in &drafts {
                    black_box(profile(draft));
                }
            }),
        ),
        (
            "pass",
            best(|| {
                let shingles = |at: usize| Ok::<_, ()>(profiled[at].1.clone());
                black_box(pass(&members, &Corrections::default(), shingles).ok());
            }),
        ),
    ];

    let bytes: usize = captures.iter().map(|capture| capture.text.len()).sum();
    let count: usize = passages.iter().map(Vec::len).sum();
    println!("{} files, {bytes} bytes, {count} passages, one thread", captures.len());
    println!("{:<10} {:>9} {:>9} {:>9}", "stage", "ms", "MB/s", "x parse");
    let all = stages.iter().map(|&(_, time)| time).sum();
    for (name, time) in [("parse", parsing)].into_iter().chain(stages).chain([("all", all)]) {
        let seconds = time.as_secs_f64();
        println!(
            "{name:<10} {:>9.1} {:>9.1} {:>9.2}",
            seconds * 1e3,
            megabytes(bytes) / seconds,
            seconds / parsing.as_secs_f64()
        );
    }
    println!("{:.0} passages per CPU-second", thousands(count) * 1e3 / all.as_secs_f64());
}

fn readable(found: &[Found]) -> Vec<Capture> {
    found.iter().filter_map(|found| read(found, &ReadOptions::default()).ok()).collect()
}

/// As if all were of one site: the most that the pass can have to count.
fn profile(draft: &Draft) -> (Profile, Vec<u32>) {
    Profile::of(draft, "site".to_owned())
}

fn parse(capture: &Capture) {
    match capture.media_type {
        MediaType::Html => drop(black_box(Html::parse_document(&capture.text))),
        MediaType::Markdown => {
            black_box(Parser::new_ext(&capture.text, Options::all()).into_offset_iter().count());
        }
        _ => {}
    }
}

fn best(mut stage: impl FnMut()) -> Duration {
    let mut fastest = Duration::MAX;
    for _ in 0..ROUNDS {
        let clock = Clock::start();
        stage();
        fastest = fastest.min(clock.elapsed());
    }
    fastest
}

fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes / 1000).unwrap_or(u32::MAX)) / 1e3
}

fn thousands(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / 1e3
}
