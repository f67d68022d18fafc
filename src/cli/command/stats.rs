//! `stats`: what is in the index, counted.

use anyhow::Result;
use clap::Args;
use roledex::{
    index::Reader,
    present::{self, Columns},
};

use super::format::JsonArgs;
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `stats` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example: roledex stats --json | jq .passages")]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    output: JsonArgs,
}

pub(super) fn run(args: &StatsArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let stats = present::StatsView::of(&reader.sources()?);
    if args.output.json {
        terminal.json(&stats)?;
    } else {
        terminal.page(&stats.text(Columns(terminal.columns())))?;
    }
    Ok(Outcome::Done)
}
