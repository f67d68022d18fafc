//! `clean`: the article alone. Needs no index.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use roledex::{
    clean::{Article, CleanOptions},
    present::{self, CleanView},
    source::{self, Found},
};

use super::preview;
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `clean` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example: roledex clean --jsonl saved-pages > articles.jsonl")]
pub(crate) struct CleanArgs {
    /// A file, or `-` for standard input; with --jsonl any number of files and folders
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// How to print a single article
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: CleanFormat,
    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// One line a file: {"id": the file's name up to the first dot, "text": the article}
    #[arg(long, conflicts_with_all = ["format", "json"])]
    jsonl: bool,
}

/// How a single article is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CleanFormat {
    /// Text, paragraphs apart
    Text,
    /// Markdown, structure kept
    Md,
    /// One JSON object with the blocks and their spans
    Json,
}

/// A line of `--jsonl`.
#[derive(serde::Serialize)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) text: String,
}

pub(super) fn run(args: &CleanArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let options = preview::clean_options(settings)?;
    if args.jsonl {
        return lines(&args.paths, &options, settings, terminal);
    }
    let [path] = args.paths.as_slice() else {
        anyhow::bail!("{} paths were given: `clean` prints one article, `clean --jsonl` any number", args.paths.len());
    };
    let cleaned = preview::cleaned(&preview::read(path, settings)?, &options)?;
    if let Some(why) = what_is_wrong(&cleaned.article) {
        terminal.note(&format!("`{}`: {why}", path.display()));
    }
    match if args.json { CleanFormat::Json } else { args.format } {
        CleanFormat::Text => terminal.line(&present::visible(&cleaned.article.text()))?,
        CleanFormat::Md => terminal.line(&present::visible(&cleaned.article.markdown()))?,
        CleanFormat::Json => terminal.json(&CleanView::new(&cleaned.source, &cleaned.article))?,
    }
    Ok(Outcome::Done)
}

/// What is said of a file whose article is empty, or not that of the page.
fn what_is_wrong(article: &Article) -> Option<String> {
    let lost = article.damage.iter().find(|damage| damage.is_of_all()).map(|damage| damage.detail.as_str());
    match (article.kept().next(), lost) {
        (Some(_), lost) => lost.map(str::to_owned),
        (None, Some(lost)) => Some(format!("cleaning leaves nothing: {lost}")),
        (None, None) => Some("cleaning leaves nothing; `roledex why FILE` shows by which rules".to_owned()),
    }
}

/// Files that are cleaned at once before their lines are printed: enough for every core, little memory.
const BATCH: usize = 64;

fn lines(paths: &[PathBuf], options: &CleanOptions, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let mut out = std::io::stdout().lock();
    each_article(paths, options, settings, terminal, &mut |line| {
        serde_json::to_writer(&mut out, &line).map_err(std::io::Error::from)?;
        Ok(out.write_all(b"\n")?)
    })
}

/// Cleans all files below `paths` on all cores and hands each article's text to `take`, in the order of the names.
pub(super) fn each_article(
    paths: &[PathBuf],
    options: &CleanOptions,
    settings: &Settings,
    terminal: &mut Terminal,
    take: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<Outcome> {
    let walk = source::walk(paths, &preview::walk_options(settings))?;
    let mut outcome = Outcome::Done;
    for skipped in &walk.skipped {
        terminal.note(&format!("skipped `{}`: {}", skipped.origin, skipped.reason));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(settings.threads.unwrap_or(0)).build()?;
    for batch in walk.files.chunks(BATCH) {
        let cleaned: Vec<Result<(Line, Option<String>)>> =
            pool.install(|| batch.par_iter().map(|found| line(found, options, settings)).collect());
        for (found, line) in batch.iter().zip(cleaned) {
            match line {
                Ok((line, why)) => {
                    if let Some(why) = why {
                        terminal.note(&format!("`{}`: {why}", found.path.display()));
                    }
                    take(line)?;
                }
                Err(error) => {
                    outcome = Outcome::Trouble;
                    let hint = super::hint(&error);
                    terminal.failure(&format!("`{}` failed: {error:#}", found.path.display()), hint.as_deref());
                }
            }
        }
    }
    Ok(outcome)
}

/// The line of a file, and what is wrong with it.
fn line(found: &Found, options: &CleanOptions, settings: &Settings) -> Result<(Line, Option<String>)> {
    let capture = source::read(found, &preview::read_options(settings))?;
    let article = roledex::clean::clean(&capture, options)?;
    let line = Line { id: id_of(&found.path), text: article.text() };
    let why = what_is_wrong(&article);
    Ok((line, why))
}

/// The file's name up to the first dot.
fn id_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}
