//! `concordance`: a keyword in its contexts, one under the other.

use anyhow::Result;
use clap::{Args, ValueEnum};
use roledex::{
    index::Reader,
    present::{self, Columns, ConcordanceView},
    search::{self, Request, Sort, query::Query},
};

use super::search::FilterArgs;
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `concordance` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples: roledex concordance vision --role po
          roledex concordance '\"product owner\"' --sort left
          roledex concordance 'own*' --format csv")]
pub(crate) struct ConcordanceArgs {
    /// Words, a phrase in quotation marks, or any query
    #[arg(value_name = "TERM", required = true)]
    term: Vec<String>,
    /// Sort by the words left or right of the keyword, or by source
    #[arg(long, value_name = "BY", default_value = "right", hide_default_value = true)]
    sort: By,
    #[command(flatten)]
    filters: FilterArgs,
    /// Lines to show [default: 50]
    #[arg(long, help_heading = "Output", value_name = "N", default_value_t = 50, hide_default_value = true)]
    limit: usize,
    /// Lines to pass over at the top
    #[arg(long, help_heading = "Output", value_name = "N", default_value_t = 0, hide_default_value = true)]
    offset: usize,
    /// Readers' comments under articles, too
    #[arg(long, help_heading = "Output")]
    comments: bool,
    /// Copies of a passage as lines of their own
    #[arg(long, help_heading = "Output")]
    all: bool,
    /// How to print
    #[arg(long, help_heading = "Output", value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: ConcordanceFormat,
    /// Short for --format json
    #[arg(long, help_heading = "Output", conflicts_with = "format")]
    json: bool,
}

/// What lines are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// The words left of the keyword
    Left,
    /// The words right of the keyword
    Right,
    /// Source and place
    Source,
}

/// How a concordance is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ConcordanceFormat {
    /// Aligned for reading
    Text,
    /// One JSON object
    Json,
    /// Comma-separated values with a header line
    Csv,
}

pub(super) fn run(args: &ConcordanceArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let taxonomy = super::taxonomy_for(&reader, settings, terminal)?;
    let query = args.term.join(" ");
    let flags = args.filters.flags();
    let request = Request {
        query: query.clone(),
        filters: args.filters.filters(&reader)?,
        limit: args.limit,
        offset: args.offset,
        comments: args.comments,
        all_copies: args.all,
        ..Request::default()
    };
    let sort = match args.sort {
        By::Left => Sort::Left,
        By::Right => Sort::Right,
        By::Source => Sort::Source,
    };
    let found = search::concordance(&reader, &taxonomy, &request, sort)?;
    let format = if args.json { ConcordanceFormat::Json } else { args.format };
    match format {
        ConcordanceFormat::Text => {
            terminal.print(&present::concordance_text(&found, Columns(terminal.columns())))?;
        }
        ConcordanceFormat::Json => terminal.json(&ConcordanceView::new(&query, &flags, &found))?,
        ConcordanceFormat::Csv => terminal.print(&present::csv_of_concordance(&found))?,
    }
    if format != ConcordanceFormat::Json {
        for warning in &found.warnings {
            terminal.warn(&warning.to_string());
        }
        for note in &found.notes {
            terminal.note(note);
        }
        if let Query::Best(parts) = search::query::parse(&query).query
            && parts.len() > 1
            && parts.iter().all(|part| matches!(part, Query::Word(_)))
        {
            let words = query.trim();
            terminal.note(&format!("a line for each of the words; side by side they are '\"{words}\"'"));
        }
        if found.is_empty() {
            terminal.note("nothing found");
        }
    }
    Ok(if found.lines.is_empty() { Outcome::Nothing } else { Outcome::Done })
}
