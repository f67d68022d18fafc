//! The formats that commands with several of them share.

use clap::{Args, ValueEnum};

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Laid out for reading
    #[default]
    Text,
    /// One JSON object
    Json,
    /// One JSON object a line, one line a hit
    Jsonl,
    /// Comma-separated values with a header line
    Csv,
    /// Markdown
    Md,
}

/// Flags that choose a format.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct FormatArgs {
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Format,
    /// Short for --format json
    #[arg(long, conflicts_with_all = ["format", "jsonl"])]
    json: bool,
    /// Short for --format jsonl
    #[arg(long, conflicts_with = "format")]
    jsonl: bool,
}

impl FormatArgs {
    /// The format asked for.
    pub(crate) const fn format(&self) -> Format {
        match (self.json, self.jsonl) {
            (true, _) => Format::Json,
            (_, true) => Format::Jsonl,
            _ => self.format,
        }
    }
}

/// Flag of commands that print text or JSON.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct JsonArgs {
    /// Print one JSON object (docs/formats.md)
    #[arg(long, global = true)]
    pub(crate) json: bool,
}
