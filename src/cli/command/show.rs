//! `show`: a passage with what stands around it, or a whole source.

use anyhow::Result;
use clap::Args;
use roledex::{
    index::{IndexError, Reader, record::PassageRecord},
    present::{self, Columns, PassageView},
};
use serde::Serialize;

use super::format::JsonArgs;
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `show` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example: roledex show 004:26 --context 2")]
pub(crate) struct ShowArgs {
    /// A passage (`004:26`, any line inside it, or its id) or a source (name, path or id)
    #[arg(value_name = "REF|SOURCE")]
    what: String,
    /// Passages to show before and after
    #[arg(long, value_name = "N", default_value_t = 1)]
    context: usize,
    #[command(flatten)]
    output: JsonArgs,
}

/// What `show --json` prints.
#[derive(Serialize)]
struct Shown<'record> {
    schema: &'static str,
    source: &'record roledex::index::record::Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    passage: Option<&'record str>,
    passages: Vec<PassageView<'record>>,
}

pub(super) fn run(args: &ShowArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let (source, passages, wanted) = match reader.resolve(&args.what) {
        Ok(passage) => {
            let source = reader.source(&passage.source)?;
            let passages = around(reader.passages(&passage.source)?, &passage, args.context);
            (source, passages, Some(passage))
        }
        Err(IndexError::NoSuchPassage { .. }) if !args.what.contains(':') => {
            let source = reader.find_source(&args.what)?;
            let passages = reader.passages(&source.source.id)?;
            (source, passages, None)
        }
        Err(error) => return Err(error.into()),
    };
    if args.output.json {
        terminal.json(&Shown {
            schema: present::SCHEMA,
            source: &source.source,
            passage: wanted.as_ref().map(|passage| passage.reference.as_str()),
            passages: passages.iter().map(|passage| PassageView::new(passage, &source.source)).collect(),
        })?;
        return Ok(Outcome::Done);
    }
    let columns = Columns(terminal.columns());
    if wanted.is_none() {
        let original = source.source.copies_of.as_ref().and_then(|original| reader.source(original).ok());
        let names = present::names_of(original.as_slice());
        terminal.page(&present::sources_text(std::slice::from_ref(&source), &names, columns))?;
        terminal.line("")?;
    }
    for (number, passage) in passages.iter().enumerate() {
        if number > 0 {
            terminal.line("")?;
        }
        let is_wanted = wanted.as_ref().is_some_and(|wanted| wanted.id == passage.id);
        let mark = if is_wanted && passages.len() > 1 { "» " } else { "" };
        terminal.page(&format!("{mark}{}", present::passage_text(passage, &source.source, &[], columns)))?;
    }
    Ok(Outcome::Done)
}

/// `passage` with `context` passages of its source on either side.
fn around(passages: Vec<PassageRecord>, passage: &PassageRecord, context: usize) -> Vec<PassageRecord> {
    let at = passages.iter().position(|other| other.id == passage.id).unwrap_or(0);
    let first = at.saturating_sub(context);
    passages.into_iter().skip(first).take(at - first + 1 + context).collect()
}
