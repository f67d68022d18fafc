//! `eval quotations`: quotations and speakers over whole judged articles.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use roledex::{
    eval::quotations::{evaluate, read_judged_files},
    present,
    tag::Tagger,
};

use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

#[derive(Debug, Args)]
pub(super) struct QuotationsArgs {
    /// The judged files (eval/quotations.jsonl; eval/README.md describes the form)
    #[arg(value_name = "FILE")]
    judged: PathBuf,
    /// Folder that the paths of root `shared` count from
    #[arg(long, value_name = "DIR")]
    corpus: PathBuf,
    /// Folder that the paths of root `own` count from
    #[arg(long, value_name = "DIR", default_value = ".")]
    own: PathBuf,
    /// Only files of this split: `tune` or `held-out`
    #[arg(long, value_name = "SPLIT")]
    split: Option<String>,
    /// Show N quotations that were missed, invented or given to another speaker, files with most of them first; not
    /// for held-out data
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
}

pub(super) fn quotations(args: &QuotationsArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let mut judged = read_judged_files(&args.judged)?;
    if let Some(split) = &args.split {
        judged.retain(|file| file.split == *split);
    }
    if judged.is_empty() {
        bail!("`{}` holds no file of that split", args.judged.display());
    }
    let tagger = Tagger::new(&super::taxonomy_of(settings)?);
    let report = evaluate(&judged, &args.corpus, &args.own, &tagger)?;
    terminal.print(&present::visible(&report.to_string()))?;
    for miss in report.misses.iter().take(args.worst) {
        terminal.line(&present::visible(&format!("\n{miss}")))?;
    }
    Ok(Outcome::Done)
}
