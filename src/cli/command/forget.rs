//! `forget`: takes sources out of the index. The files stay where they are.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Args;
use roledex::{
    index::{Reader, record::SourceRecord},
    ingest, present,
};

use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `forget` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples: roledex forget 004
          roledex forget 'articles/old/*' --yes

The files stay; only the index forgets them. Where more than one source would go, they are listed and nothing
happens until you say --yes.")]
pub(crate) struct ForgetArgs {
    /// Sources (name, path, id or a pattern of names and paths) or folders that were ingested
    #[arg(value_name = "SOURCE|GLOB|ROOT", required = true)]
    what: Vec<String>,
    /// Forget them though they are more than one
    #[arg(short, long)]
    yes: bool,
}

pub(super) fn run(args: &ForgetArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let mut found: BTreeMap<String, SourceRecord> = BTreeMap::new();
    for what in &args.what {
        for record in ingest::matching(&reader, what)? {
            found.insert(record.source.path.clone(), record);
        }
    }
    let count = present::plural(found.len() as u64, "source");
    if found.len() > 1 && !args.yes {
        for path in found.keys() {
            terminal.page(&format!("would forget {}\n", present::visible_line(path)))?;
        }
        terminal.note(&format!("nothing was forgotten: `--yes` forgets these {count}"));
        return Ok(Outcome::Nothing);
    }
    let taxonomy = super::taxonomy_of(settings)?;
    let options = super::ingest::options(settings, false)?;
    let (forgotten, report) = ingest::forget(&args.what, &taxonomy, &options, &())?;
    for record in &forgotten {
        terminal.page(&format!("forgot {}\n", present::visible_line(&record.source.path)))?;
    }
    if found.len() > 1 {
        terminal.note(&format!("forgot {count}; the files stay"));
    }
    for note in &report.notes {
        terminal.note(note);
    }
    Ok(Outcome::Done)
}
