//! `forget`: takes sources out of the index. The files stay where they are.

use anyhow::Result;
use clap::Args;
use roledex::{ingest, present};

use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `forget` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example: roledex forget articles/old\nThe files stay; only the index forgets them.")]
pub(crate) struct ForgetArgs {
    /// Sources (name, path or id) or folders that were ingested
    #[arg(value_name = "SOURCE|ROOT", required = true)]
    what: Vec<String>,
}

pub(super) fn run(args: &ForgetArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let taxonomy = super::taxonomy_of(settings)?;
    let options = super::ingest::options(settings, false)?;
    let (forgotten, report) = ingest::forget(&args.what, &taxonomy, &options, &())?;
    for record in &forgotten {
        terminal.line(&format!("forgot {}", present::visible_line(&record.source.path)))?;
    }
    for note in &report.notes {
        terminal.note(note);
    }
    Ok(Outcome::Done)
}
