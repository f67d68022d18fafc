//! `ingest`: reads files and folders into the index.

use std::{num::NonZeroUsize, path::PathBuf};

use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use roledex::{
    ingest::{self, IngestOptions, Progress},
    present,
};

use super::{format::JsonArgs, preview};
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `ingest` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: roledex ingest articles            run it again after you add, change or remove files"
)]
pub(crate) struct IngestArgs {
    /// Files and folders of HTML, Markdown and text; `-` reads standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Read every file again, and make an index of another version anew
    #[arg(long)]
    rebuild: bool,
    /// Name every file that was skipped
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    output: JsonArgs,
}

pub(super) fn run(args: &IngestArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let taxonomy = super::taxonomy_of(settings)?;
    let options = options(settings, args.rebuild)?;
    let progress = Bar::new(terminal.shows_progress());
    let report = ingest::ingest(&args.paths, &taxonomy, &options, &progress);
    progress.bar.finish_and_clear();
    let report = report?;
    if args.output.json {
        terminal.json(&report)?;
    } else {
        terminal.page(&present::report_text(&report, args.verbose, present::Columns(terminal.columns())))?;
        for failure in &report.sources.failed {
            terminal.failure(&format!("`{}` failed: {}", failure.path, failure.error), failure.hint.as_deref());
        }
        for note in &report.notes {
            terminal.note(note);
        }
        if args.paths.iter().any(|path| path.as_os_str() == "-") {
            terminal.note("what came from standard input is the source `stdin`; the next `ingest -` replaces it");
        }
    }
    Ok(if report.is_complete() { Outcome::Done } else { Outcome::Trouble })
}

/// How to ingest under these settings.
pub(super) fn options(settings: &Settings, rebuild: bool) -> Result<IngestOptions> {
    Ok(IngestOptions {
        walk: preview::walk_options(settings),
        read: preview::read_options(settings),
        clean: preview::clean_options(settings)?,
        threads: settings.threads.and_then(NonZeroUsize::new),
        rebuild,
        ..IngestOptions::new(settings.index.clone())
    })
}

/// A bar on stderr, where stderr is a terminal.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar that is seen, or not.
    pub(super) fn new(is_shown: bool) -> Self {
        let bar = if is_shown { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        bar.set_message("looking for files");
        Self { bar }
    }
}

impl Progress for Bar {
    fn total(&self, steps: usize) {
        // Where nothing changed there is nothing to count.
        if steps == 0 {
            return;
        }
        self.bar.set_length(steps as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} % {wide_msg}") {
            self.bar.set_style(style);
        }
    }

    fn advance(&self, path: &str) {
        self.bar.set_message(present::visible_line(path));
        self.bar.inc(1);
    }

    fn committing(&self) {
        self.bar.set_message("writing the index");
    }
}
