//! `sources`: what is in the index, and what its records lack.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::Path,
};

use anyhow::{Context, Result};
use clap::Args;
use roledex::{
    index::{Reader, record::SourceRecord},
    present,
};

use super::format::{Format, FormatArgs};
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `sources` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example: roledex sources --missing --write-sidecars, fill the files in, ingest again")]
pub(crate) struct SourcesArgs {
    /// Only sources whose name or path matches
    #[arg(value_name = "GLOB")]
    which: Option<String>,
    /// Only sources that lack an author, a date or a URL
    #[arg(long)]
    missing: bool,
    /// Write a `NAME.meta.toml` to fill in beside each file listed with --missing; none is overwritten
    #[arg(long, requires = "missing")]
    write_sidecars: bool,
    /// With --write-sidecars: say which files it would write, and write none
    #[arg(long, requires = "write_sidecars")]
    dry_run: bool,
    #[command(flatten)]
    output: FormatArgs,
}

pub(super) fn run(args: &SourcesArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let mut records = reader.sources()?;
    let names = present::names_of(&records);
    super::retain_named(&mut records, args.which.as_deref())?;
    if args.missing {
        records.retain(|record| !present::missing(&record.source).is_empty());
    }
    if args.write_sidecars {
        write_sidecars(&records, args.dry_run, terminal)?;
    }
    match args.output.format() {
        Format::Text => {
            let page = present::sources_text(&records, &names, present::Columns(terminal.columns()));
            terminal.page(&page)?;
            terminal.note(&present::plural(records.len() as u64, "source"));
        }
        Format::Json => terminal.json(&present::SourcesView::of(&records))?,
        Format::Jsonl => {
            for source in present::SourcesView::of(&records).sources {
                terminal.json_line(&source)?;
            }
        }
        Format::Csv => terminal.print(&present::csv_of_sources(&records, &names))?,
        Format::Md => terminal.print(&present::markdown_of_sources(&records, &names))?,
    }
    Ok(if records.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

fn write_sidecars(records: &[SourceRecord], dry_run: bool, terminal: &mut Terminal) -> Result<()> {
    let all = records.iter().filter_map(|record| Some((record, record.sidecar_path()?)));
    let (there, new): (Vec<_>, Vec<_>) = all.partition(|(_, path)| path.exists());
    let verb = if dry_run { "would write" } else { "writing" };
    let left =
        if there.is_empty() { String::new() } else { format!("; {} there already stay as they are", there.len()) };
    terminal.note(&format!("{verb} {}{left}", present::plural(new.len() as u64, "sidecar")));
    for (record, path) in new {
        if dry_run {
            terminal.note(&format!("would write `{}`", path.display()));
            continue;
        }
        match write_new(&path, &present::sidecar_skeleton(&record.source)) {
            Ok(()) => terminal.note(&format!("wrote `{}`", path.display())),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                terminal.note(&format!("left `{}` as it is", path.display()));
            }
            Err(error) => return Err(error).with_context(|| format!("cannot write `{}`", path.display())),
        }
    }
    Ok(())
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
