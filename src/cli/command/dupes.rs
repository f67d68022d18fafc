//! `dupes`: sources that hold the same text, and people's decisions on them.

use anyhow::Result;
use clap::{Args, Subcommand};
use roledex::{
    index::Reader,
    ingest::{self, Decided},
    present::{self, DupesView},
};

use super::format::{Format, FormatArgs};
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `dupes` takes.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Example: roledex dupes split ceo-of-the-product-reprint\nDecisions stand in `corrections.jsonl` in the \
                  folder of the index. They take effect at once and at every later ingestion."
)]
pub(crate) struct DupesArgs {
    #[command(subcommand)]
    action: Option<DupesAction>,
    #[command(flatten)]
    output: FormatArgs,
}

/// What a person decides.
#[derive(Debug, Subcommand)]
enum DupesAction {
    /// Take sources out of their group: each holds a text of its own
    #[command(after_help = "Example: roledex dupes split ceo-of-the-product-reprint")]
    Split {
        /// Sources, by name, path, id or URL, or by one of their passages
        #[arg(value_name = "REF", required = true)]
        sources: Vec<String>,
        #[command(flatten)]
        output: FormatArgs,
    },
    /// Say that two sources hold the same text
    #[command(after_help = "Example: roledex dupes join faq-with-answers faq-open-questions")]
    Join {
        /// One source
        #[arg(value_name = "A")]
        one: String,
        /// The other
        #[arg(value_name = "B")]
        other: String,
        #[command(flatten)]
        output: FormatArgs,
    },
}

pub(super) fn run(args: &DupesArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let Some(action) = &args.action else { return list(args.output.format(), settings, terminal) };
    let taxonomy = super::taxonomy_of(settings)?;
    let options = super::ingest::options(settings, false)?;
    let (decided, output) = match action {
        DupesAction::Split { sources, output } => (ingest::split(sources, &taxonomy, &options, &())?, output),
        DupesAction::Join { one, other, output } => (ingest::join(one, other, &taxonomy, &options, &())?, output),
    };
    if output.format() == Format::Text {
        terminal.page(&said(action, &decided))?;
        for note in &decided.report.notes {
            terminal.note(note);
        }
        return Ok(Outcome::Done);
    }
    list(output.format(), settings, terminal)?;
    Ok(Outcome::Done)
}

/// What a decision did, a line a source.
fn said(action: &DupesAction, decided: &Decided) -> String {
    let names: Vec<_> = decided.sources.iter().map(|record| present::visible_line(&record.source.name)).collect();
    match action {
        DupesAction::Split { .. } => {
            let lines: Vec<_> =
                names.iter().map(|name| format!("split {name}: it counts as a text of its own\n")).collect();
            lines.concat()
        }
        DupesAction::Join { .. } => format!("joined {}: they count as one text\n", names.join(" and ")),
    }
}

fn list(format: Format, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let (records, mut notes) = (reader.sources()?, Vec::new());
    let decisions = ingest::decisions(&settings.index, &mut notes)?;
    let view = DupesView::of(&records, &decisions);
    match format {
        Format::Text => {
            terminal.page(&view.text(present::Columns(terminal.columns())))?;
            terminal.note(&view.count());
        }
        Format::Json => terminal.json(&view)?,
        Format::Jsonl => {
            for group in &view.groups {
                terminal.json_line(group)?;
            }
        }
        Format::Csv => terminal.print(&view.csv())?,
        Format::Md => terminal.print(&view.markdown())?,
    }
    for note in &notes {
        terminal.note(note);
    }
    Ok(if view.groups.is_empty() { Outcome::Nothing } else { Outcome::Done })
}
