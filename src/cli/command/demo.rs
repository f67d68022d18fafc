//! `demo`: the main job on the bundled articles, as a short guided tour.
//!
//! The tour types real commands: each is parsed and run like the user's own, so what is shown can be typed again.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use clap::{Args as ClapArgs, Parser};
use include_dir::{Dir, include_dir};
use roledex::present::style::{FAINT, NAME, STRONG, paint};

use crate::cli::{Outcome, args::Args, settings::Settings, terminal::Terminal};

/// The bundled articles, in the binary, so that the tour needs nothing else.
static ARTICLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpus/articles");

/// What `demo` takes.
#[derive(Debug, ClapArgs)]
#[command(after_help = "The tour's articles and index go to `demo` in the index folder; nothing else is touched.")]
pub(crate) struct DemoArgs {}

/// A stop of the tour: what to say, and what to type. `{articles}` stands for the folder of the articles.
struct Stop {
    say: &'static str,
    argv: &'static [&'static str],
}

const TOUR: &[Stop] = &[
    Stop {
        say: "First the articles are read: cleaned of navigation, forum furniture, promotion and adverts, cut into \
              passages, tagged with roles and topics, and committed to an index on disk.",
        argv: &["ingest", "{articles}"],
    },
    Stop {
        say: "Now a question, only of passages that are about the Product Owner.",
        argv: &["search", "who owns the product vision", "--role", "po", "--limit", "3"],
    },
    Stop {
        say: "Why does the first file below look the way it does? The ledger names every block that was dropped or \
              edited, the rule that did it, and what the rule saw.",
        argv: &["why", "{articles}/repost-analyst-turned-owner.txt"],
    },
];

pub(super) fn run(_: &DemoArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let folder = settings.index.join(roledex::index::TOUR);
    let (articles, index) = (folder.join("articles"), folder.join("index"));
    unpack(&articles)?;
    terminal.line(&format!(
        "{} {} articles, written for this tour\n",
        paint(STRONG, "Roledex"),
        articles_in_binary().count()
    ))?;
    for stop in TOUR {
        let argv: Vec<String> =
            stop.argv.iter().map(|word| word.replace("{articles}", &articles.display().to_string())).collect();
        terminal.line(&textwrap::fill(stop.say, terminal.columns()))?;
        terminal.line(&format!("\n{} {}\n", paint(FAINT, "$"), paint(NAME, &typed(&index, &argv))))?;
        let words = ["roledex".to_owned(), "--index".to_owned(), index.display().to_string()].into_iter().chain(argv);
        super::run(&Args::try_parse_from(words)?, terminal)?;
        terminal.line("")?;
    }
    terminal.line(&paint(STRONG, "What to type next"))?;
    for (argv, say) in NEXT {
        let argv: Vec<String> = argv.iter().map(|&word| word.to_owned()).collect();
        terminal.line(&format!("  {}\n      {say}", paint(NAME, &typed(&index, &argv))))?;
    }
    terminal.line(&format!(
        "  {}\n      your own articles, into `{}`",
        paint(NAME, "roledex ingest FOLDER"),
        settings.index.display()
    ))?;
    terminal.line(&textwrap::fill(
        "`roledex` is the program that runs now; from a checkout, `cargo install --path .` puts it on your path.",
        terminal.columns(),
    ))?;
    Ok(Outcome::Done)
}

/// What the tour ends on.
const NEXT: &[(&[&str], &str)] = &[
    (
        &["search", "\"ceo of the product\" -scrum", "--explain"],
        "a phrase, a word that must not be there, and why each hit ranks",
    ),
    (
        &["search", "stakeholders", "--role", "pm", "--topic", "stakeholders", "--group", "source"],
        "the best passage of each source",
    ),
    (&["sources", "--missing"], "which articles lack an author, a date or a URL"),
    (&["stats"], "what was kept and what was dropped, by rule"),
];

/// The articles without their sidecars.
fn articles_in_binary() -> impl Iterator<Item = &'static include_dir::File<'static>> {
    ARTICLES.files().filter(|file| file.path().extension().is_none_or(|extension| extension != "toml"))
}

/// A command as a person would type it.
fn typed(index: &Path, argv: &[String]) -> String {
    let quoted = |word: &str| {
        let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:".contains(character);
        if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{word}'") }
    };
    let words = argv.iter().map(|word| quoted(word));
    let index = ["roledex".to_owned(), "--index".to_owned(), quoted(&index.display().to_string())];
    index.into_iter().chain(words).collect::<Vec<_>>().join(" ")
}

/// Writes the articles out, so that they can be looked at; files that are there as they should be are left alone.
fn unpack(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    for file in ARTICLES.files() {
        let path = folder.join(file.path());
        if fs::read(&path).is_ok_and(|there| there == file.contents()) {
            continue;
        }
        fs::write(&path, file.contents()).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}
