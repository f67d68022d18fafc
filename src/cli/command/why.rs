//! `why`: what cleaning dropped and edited, why a tag, why a rank.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use roledex::{
    clean::Article,
    index::{
        IndexError, Reader,
        record::{PassageRecord, Source, SourceRecord},
    },
    ingest::{self, IngestError},
    present::{self, Columns, CorrectionView, PassageView, WhyView},
    search::{self, Contribution, Filters, Request},
    tag::Tagger,
};
use serde::Serialize;

use super::preview;
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `why` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples: roledex why saved.html            the ledger of a file, without an index
          roledex why saved.html --format html > ledger.html
          roledex why 004:26                why this passage carries its tags
          roledex why 004:26 \"po duties\"    why it ranks where it does for a query")]
pub(crate) struct WhyArgs {
    /// A file (read anew, without an index), `-`, a source as the index has it, or a passage (`004:26`)
    #[arg(value_name = "FILE|SOURCE|REF")]
    what: String,
    /// A query: explains the passage's score for it
    #[arg(value_name = "QUERY")]
    query: Option<String>,
    /// Show the blocks that were kept as they are, too
    #[arg(long)]
    all: bool,
    /// How to print; `html` is a page of a file's ledger, with the file and the article side by side
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true, help_heading = "Output")]
    format: WhyFormat,
    /// Short for --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    json: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum WhyFormat {
    /// Laid out for reading
    #[default]
    Text,
    /// One JSON object (docs/formats.md)
    Json,
    /// A page complete in itself, of the ledger of a file or source
    Html,
}

impl WhyArgs {
    const fn format(&self) -> WhyFormat {
        if self.json { WhyFormat::Json } else { self.format }
    }
}

pub(super) fn run(args: &WhyArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let path = Path::new(&args.what);
    if path == Path::new("-") || path.exists() {
        return why_file(path, args, settings, terminal);
    }
    let reader = Reader::open(&settings.index)?;
    match reader.resolve(&args.what) {
        Ok(passage) => why_passage(&reader, &passage, args, settings, terminal),
        Err(IndexError::NoSuchPassage { .. }) if !args.what.contains(':') => {
            why_source(&reader, &reader.find_source(&args.what)?, args, settings, terminal)
        }
        Err(error) => Err(error.into()),
    }
}

/// The ledger of a file and its passages, made now.
fn why_file(path: &Path, args: &WhyArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let capture = preview::read(path, settings)?;
    let cleaned = preview::cleaned(&capture, &preview::clean_options(settings)?)?;
    let taxonomy = super::taxonomy_of(settings)?;
    let passages = preview::passages(&cleaned, &Tagger::new(&taxonomy));
    print_ledger(&cleaned.source, &cleaned.article, &passages, args, terminal)?;
    if let Some(name) = differs_in_index(path, settings) {
        terminal.note(&format!(
            "this is what the file alone says; with what its site repeats and people corrected: `roledex why {name}`"
        ));
    }
    Ok(Outcome::Done)
}

/// The name of the source that the index has of a file, where more than the file bore on its cleaning. An index that
/// is not there or cannot be read has no say: a file is explained without one.
fn differs_in_index(path: &Path, settings: &Settings) -> Option<String> {
    let location = path.canonicalize().ok()?;
    let sources = Reader::open(&settings.index).ok()?.sources().ok()?;
    let known = sources.into_iter().find(|source| Path::new(&source.location) == location)?;
    (!known.repeated.is_empty() || !known.corrections.is_empty()).then_some(known.source.name)
}

/// The ledger of a source of the index, with all that bore on its cleaning.
fn why_source(
    reader: &Reader,
    source: &SourceRecord,
    args: &WhyArgs,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Outcome> {
    let taxonomy = super::taxonomy_of(settings)?;
    let options = super::ingest::options(settings, false)?;
    let file = source.file().filter(|file| file.exists());
    match ingest::as_indexed(reader, source, &Tagger::new(&taxonomy), &options) {
        Ok(finished) => {
            print_ledger(&source.source, &finished.article, &finished.passages, args, terminal)?;
            Ok(Outcome::Done)
        }
        Err(IngestError::FileChanged { .. }) if file.is_some() => {
            let outcome = why_file(&file.unwrap_or_default(), args, settings, terminal)?;
            terminal.note("the file has changed since it was ingested; this is what it alone says now");
            Ok(outcome)
        }
        Err(IngestError::FileChanged { .. }) => bail!(
            "the file of `{}` is gone: `roledex show {}` shows what the index holds of it",
            source.source.path,
            source.source.name
        ),
        Err(error) => Err(error.into()),
    }
}

fn print_ledger(
    source: &Source,
    article: &Article,
    passages: &[PassageRecord],
    args: &WhyArgs,
    terminal: &mut Terminal,
) -> Result<()> {
    if args.format() == WhyFormat::Html {
        terminal.print(&present::ledger_html(source, article, passages.len()))?;
        return Ok(());
    }
    if args.format() == WhyFormat::Json {
        let views = passages.iter().map(|passage| PassageView::new(passage, source)).collect();
        terminal.json(&WhyView::new(source, article, views))?;
        return Ok(());
    }
    let columns = Columns(terminal.columns());
    terminal.print(&present::ledger_head(source, article, passages.len(), columns))?;
    terminal.print(&present::ledger_text(article, !args.all, columns))?;
    if !args.all {
        terminal.note("blocks that were kept as they are: `--all`; the tags of a passage: `roledex why REF`");
    }
    Ok(())
}

/// The tags of a passage with their evidence, and its score for a query.
fn why_passage(
    reader: &Reader,
    passage: &PassageRecord,
    args: &WhyArgs,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Outcome> {
    let source = reader.source(&passage.source)?;
    if args.format() == WhyFormat::Html {
        bail!("a page shows the ledger of a whole file: `roledex why {} --format html`", source.source.name);
    }
    let explanation = match &args.query {
        Some(query) => explain(reader, passage, query, settings)?,
        None => None,
    };
    let corrections = ingest::corrections_on(reader, passage)?;
    let names = BTreeMap::from([(source.identity.clone(), source.source.name.clone())]);
    if args.format() == WhyFormat::Json {
        terminal.json(&PassageWhy {
            schema: present::SCHEMA,
            source: &source.source,
            passages: vec![PassageView::new(passage, &source.source)],
            corrections: corrections
                .iter()
                .map(|(id, correction, state)| CorrectionView::new(id, correction, &names, Some(*state)))
                .collect(),
            explanation: explanation.as_ref(),
        })?;
        return Ok(Outcome::Done);
    }
    let columns = Columns(terminal.columns());
    terminal.print(&present::passage_text(passage, &source.source, &[], columns))?;
    terminal.print(&present::evidence_text(passage, columns))?;
    for (id, correction, _) in &corrections {
        let view = CorrectionView::new(id, correction, &names, None);
        terminal.print(&format!("    corrected: {}\n", columns.fit(&view.on_passage(), 15)))?;
    }
    match (&args.query, &explanation) {
        (Some(query), Some(rank)) => {
            terminal.line(&format!("    rank {} for `{}`", rank.rank, present::visible_line(query)))?;
            terminal.print(&present::explanation_text(rank.score, &rank.parts))?;
        }
        (Some(query), None) => {
            let query_shown = present::visible_line(query);
            terminal.line(&if is_found(reader, passage, query, settings)? {
                format!("    found by `{query_shown}`, but not among the first {RANKS} hits")
            } else {
                format!("    not found by `{query_shown}`: it holds none of the words, or the query asks for more or shuts it out")
            })?;
            return Ok(Outcome::Nothing);
        }
        (None, _) => {}
    }
    Ok(Outcome::Done)
}

/// What `why REF --json` prints.
#[derive(Serialize)]
struct PassageWhy<'record> {
    schema: &'static str,
    source: &'record Source,
    passages: Vec<PassageView<'record>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<CorrectionView<'record>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'record Standing>,
}

/// Where a passage ranks for a query, and what its score is made of.
#[derive(Serialize)]
struct Standing {
    rank: usize,
    score: f32,
    parts: Vec<Contribution>,
}

/// How far down a passage is looked for: as far as scores are explained.
const RANKS: usize = 100;

fn explain(reader: &Reader, passage: &PassageRecord, query: &str, settings: &Settings) -> Result<Option<Standing>> {
    let request = Request {
        query: query.to_owned(),
        limit: RANKS,
        all_copies: true,
        comments: true,
        facets: false,
        ..Request::default()
    };
    let results = search::search(reader, &super::taxonomy_of(settings)?, &request)?;
    let hit = results.hits.into_iter().find(|hit| hit.passage.id == passage.id);
    Ok(hit.map(|hit| Standing { rank: hit.rank, score: hit.score, parts: hit.explanation }))
}

/// Whether a query finds a passage at all, however far down.
fn is_found(reader: &Reader, passage: &PassageRecord, query: &str, settings: &Settings) -> Result<bool> {
    let source = Filters { source: vec![passage.source.as_str().to_owned()], ..Filters::default() };
    let request = Request {
        query: query.to_owned(),
        filters: source,
        limit: usize::MAX,
        all_copies: true,
        comments: true,
        facets: false,
        ..Request::default()
    };
    let results = search::search(reader, &super::taxonomy_of(settings)?, &request)?;
    Ok(results.hits.iter().any(|hit| hit.passage.id == passage.id))
}
