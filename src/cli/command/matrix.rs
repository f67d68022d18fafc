//! `matrix`: how often and how widely two things meet.

use anyhow::Result;
use clap::{Args, ValueEnum};
use roledex::{
    index::Reader,
    present::{self, CellContent, Columns, HeatMap, MatrixView},
    search::{self, Axis, MatrixRequest},
};

use super::search::FilterArgs;
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `matrix` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples: roledex matrix --rows topic --cols role
          roledex matrix --rows source --cols topic --cell coverage --format html > map.html
          roledex matrix vision --rows role --cols year --format csv")]
pub(crate) struct MatrixArgs {
    /// Count only passages that this finds
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// What rows are
    #[arg(long, value_name = "AXIS", default_value = "topic")]
    rows: AxisArg,
    /// What columns are
    #[arg(long, value_name = "AXIS", default_value = "role")]
    cols: AxisArg,
    /// What cells show
    #[arg(long, value_name = "WHAT", default_value = "count")]
    cell: CellArg,
    #[command(flatten)]
    filters: FilterArgs,
    /// How to print
    #[arg(long, help_heading = "Output", value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: MatrixFormat,
    /// Short for --format json
    #[arg(long, help_heading = "Output", conflicts_with = "format")]
    json: bool,
}

/// What rows or columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AxisArg {
    /// Roles that passages are about
    Role,
    /// Topics
    Topic,
    /// Sources
    Source,
    /// Years of publication
    Year,
    /// asserted, hedged, reported, rejected, question
    Stance,
    /// Sites
    Site,
}

/// What cells show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CellArg {
    /// Passages
    Count,
    /// Independent sources
    Coverage,
    /// The best passage
    Quote,
}

/// How a matrix is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MatrixFormat {
    /// A shaded table
    Text,
    /// One JSON object
    Json,
    /// Comma-separated values with a header line
    Csv,
    /// A Markdown table
    Md,
    /// A heat map
    Svg,
    /// A heat map whose cells open their passages
    Html,
}

impl From<AxisArg> for Axis {
    fn from(axis: AxisArg) -> Self {
        match axis {
            AxisArg::Role => Self::Role,
            AxisArg::Topic => Self::Topic,
            AxisArg::Source => Self::Source,
            AxisArg::Year => Self::Year,
            AxisArg::Stance => Self::Stance,
            AxisArg::Site => Self::Site,
        }
    }
}

pub(super) fn run(args: &MatrixArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let taxonomy = super::taxonomy_for(&reader, settings, terminal)?;
    let request = MatrixRequest {
        query: args.query.join(" "),
        filters: args.filters.filters(&reader)?,
        rows: args.rows.into(),
        cols: args.cols.into(),
    };
    let matrix = search::matrix(&reader, &taxonomy, &request)?;
    let content = match args.cell {
        CellArg::Count => CellContent::Count,
        CellArg::Coverage => CellContent::Coverage,
        CellArg::Quote => CellContent::Quote,
    };
    let flags = args.filters.flags();
    let map = HeatMap {
        matrix: &matrix,
        content,
        rows: request.rows,
        cols: request.cols,
        query: &request.query,
        filters: &flags,
    };
    match if args.json { MatrixFormat::Json } else { args.format } {
        MatrixFormat::Text => terminal.page(&present::matrix_text(&matrix, content, Columns(terminal.columns())))?,
        MatrixFormat::Json => terminal.json(&MatrixView::new(&matrix, request.rows, request.cols))?,
        MatrixFormat::Csv => terminal.print(&present::matrix_csv(&matrix, content))?,
        MatrixFormat::Md => terminal.print(&present::matrix_markdown(&matrix, content))?,
        MatrixFormat::Svg => terminal.print(&present::matrix_svg(&map, false))?,
        MatrixFormat::Html => terminal.print(&present::matrix_html(&map))?,
    }
    if matrix.passages.is_empty() {
        let is_empty = reader.sources()?.is_empty();
        terminal.note(if is_empty { super::EMPTY } else { "no passage answers: every cell is empty" });
    }
    Ok(if matrix.passages.is_empty() { Outcome::Nothing } else { Outcome::Done })
}
