//! `export`: the sources as a bibliography.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use roledex::{
    cite::{self, Work},
    index::Reader,
    present,
};

use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `export` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples: roledex export --bib bibtex > sources.bib
          roledex export --bib csl '004*'")]
pub(crate) struct ExportArgs {
    /// Only sources whose name or path matches
    #[arg(value_name = "GLOB")]
    which: Option<String>,
    /// The bibliography, as csl, bibtex or ris [default: bibtex]
    #[arg(long, value_name = "FORMAT", required = true, num_args = 0..=1, default_missing_value = "bibtex")]
    bib: String,
}

/// Forms of a bibliography.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum BibFormat {
    /// CSL-JSON
    Csl,
    /// BibTeX
    Bibtex,
    /// RIS
    Ris,
}

/// The format and the sources: `--bib 004` means the source 004 in the format that is usual.
fn asked(args: &ExportArgs) -> Result<(BibFormat, Option<&str>)> {
    match (BibFormat::from_str(&args.bib, true), args.which.as_deref()) {
        (Ok(format), which) => Ok((format, which)),
        (Err(_), None) => Ok((BibFormat::Bibtex, Some(&args.bib))),
        (Err(_), Some(_)) => bail!("`{}` is no format of a bibliography: csl, bibtex or ris", args.bib),
    }
}

pub(super) fn run(args: &ExportArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let (format, which) = asked(args)?;
    let reader = Reader::open(&settings.index)?;
    let mut records = reader.sources()?;
    let is_empty = records.is_empty();
    super::retain_named(&mut records, which)?;
    if records.is_empty() && !is_empty && which != args.which.as_deref() {
        bail!("`{}` is neither a format (csl, bibtex, ris) nor a source: `roledex sources` lists them", args.bib);
    }
    let works: Vec<Work> = records.iter().map(|record| Work::of(&record.source)).collect();
    match format {
        BibFormat::Csl => terminal.json(&works.iter().map(cite::csl).collect::<Vec<_>>())?,
        BibFormat::Bibtex => {
            let entries: Vec<String> = works.iter().map(cite::bibtex).collect();
            terminal.print(&present::visible(&entries.join("\n")))?;
        }
        BibFormat::Ris => {
            let entries: Vec<String> = works.iter().map(cite::ris).collect();
            terminal.print(&present::visible(&entries.join("\n")))?;
        }
    }
    let lacking = |what: &str| works.iter().filter(|work| work.missing.contains(&what)).count();
    let lacks: Vec<String> = ["title", "author", "date", "URL"]
        .into_iter()
        .filter(|what| lacking(what) > 0)
        .map(|what| format!("{what} {}", lacking(what)))
        .collect();
    if !lacks.is_empty() {
        terminal.note(&format!(
            "of {}, so many lack: {}; `roledex sources --missing` names them",
            present::plural(works.len() as u64, "source"),
            lacks.join(", ")
        ));
    }
    if works.is_empty() {
        terminal.note(if is_empty { super::EMPTY } else { "there is no such source: `roledex sources` lists them" });
    }
    Ok(if works.is_empty() { Outcome::Nothing } else { Outcome::Done })
}
