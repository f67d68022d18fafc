//! `compare`: who says what, who says otherwise, who is silent.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use roledex::{
    index::Reader,
    present::{self, Bounds, Columns, CompareView, PairView},
    search::{self, By, CompareRequest},
};

use super::{
    format::{Format, FormatArgs},
    search::FilterArgs,
};
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `compare` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples: roledex compare \"who owns the product vision\"
          roledex compare --topic prioritization --role po --by year
          roledex compare --pair two-chairs-compared ledgerline-who-does-what")]
pub(crate) struct CompareArgs {
    /// A statement or question; may be left out where a filter or --pair is given
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// What to group by
    #[arg(long, value_name = "BY", default_value = "source", hide_default_value = true)]
    by: ByArg,
    /// Two sources side by side, statement against statement on each topic
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    pair: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Passages to show of each group
    #[arg(long, help_heading = "Output", value_name = "N", default_value_t = 2)]
    limit: usize,
    /// Every group, passage and silent source; as text only the first of them show
    #[arg(long, help_heading = "Output", conflicts_with = "limit")]
    all: bool,
    #[command(flatten)]
    output: FormatArgs,
}

/// What passages are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ByArg {
    /// A group a source
    Source,
    /// A group a role
    Role,
    /// A group a year of publication
    Year,
}

pub(super) fn run(args: &CompareArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let query = args.query.join(" ");
    let flags = args.filters.flags();
    if query.is_empty() && flags.is_empty() && args.pair.is_empty() {
        bail!("nothing to compare: give a query, `--topic`, or `--pair A B`");
    }
    let reader = Reader::open(&settings.index)?;
    let taxonomy = super::taxonomy_for(&reader, settings, terminal)?;
    let by = match args.by {
        ByArg::Source => By::Source,
        ByArg::Role => By::Role,
        ByArg::Year => By::Year,
    };
    let request = CompareRequest {
        query: query.clone(),
        filters: args.filters.filters(&reader)?,
        by,
        limit: if args.all { usize::MAX } else { args.limit },
    };
    let columns = Columns(terminal.columns());
    let format = args.output.format();
    if let [one, other] = args.pair.as_slice() {
        let both = search::side_by_side(&reader, &taxonomy, &request, [one, other])?;
        match format {
            Format::Text => terminal.page(&present::pair_text(&both, columns))?,
            Format::Json => terminal.json(&PairView::new(&both))?,
            Format::Jsonl | Format::Csv | Format::Md => bail!("`--pair` prints text or JSON"),
        }
        return Ok(if both.topics.is_empty() { Outcome::Nothing } else { Outcome::Done });
    }
    let bounds = if args.all { Bounds::ALL } else { Bounds::SHORT };
    let comparison = search::compare(&reader, &taxonomy, &request)?;
    if comparison.groups.is_empty() && comparison.silent.is_empty() && reader.sources()?.is_empty() {
        terminal.note(super::EMPTY);
    }
    match format {
        Format::Text => terminal.page(&present::compare_text(by, &comparison, bounds, columns))?,
        Format::Json => terminal.json(&CompareView::new(&query, &flags, by, &comparison))?,
        Format::Jsonl => {
            for group in CompareView::new(&query, &flags, by, &comparison).groups {
                terminal.json_line(&group)?;
            }
        }
        Format::Csv => terminal.print(&present::compare_csv(&comparison))?,
        Format::Md => {
            let title = if query.is_empty() { flags.join(" ") } else { query.clone() };
            terminal.print(&present::compare_markdown(&title, &comparison))?;
        }
    }
    if format != Format::Json {
        for note in &comparison.notes {
            terminal.note(note);
        }
    }
    Ok(if comparison.groups.is_empty() { Outcome::Nothing } else { Outcome::Done })
}
