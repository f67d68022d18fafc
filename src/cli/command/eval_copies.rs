//! `eval copies`: every pair of sources compared, beside what the corpus pass looks at.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use roledex::{
    eval::copies::{evaluate, read, read_judgements},
    present,
};

use crate::cli::{Outcome, terminal::Terminal};

#[derive(Debug, Args)]
pub(super) struct CopiesArgs {
    /// Folders and files of sources
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Pairs that are copies (eval/copies.toml); without it those that are alike enough count as such
    #[arg(long, value_name = "FILE")]
    judged: Option<PathBuf>,
    /// Show the N pairs that are most alike, with their similarity by runs of 3, 5 and 8 words
    #[arg(long, value_name = "N", default_value_t = 0)]
    list: usize,
}

pub(super) fn copies(args: &CopiesArgs, terminal: &mut Terminal) -> Result<Outcome> {
    let judgements = args
        .judged
        .as_ref()
        .map(|path| read_judgements(path).with_context(|| format!("cannot read the judgements `{}`", path.display())));
    let judgements = judgements.transpose()?;
    let report = evaluate(&read(&args.paths)?, judgements.as_ref());
    terminal.print(&report.to_string())?;
    terminal.print(&present::visible(&report.list(args.list)))?;
    Ok(Outcome::Done)
}
