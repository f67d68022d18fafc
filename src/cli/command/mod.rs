//! The commands, one file each: arguments, work, output.

pub(crate) mod cite;
pub(crate) mod clean;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod concordance;
pub(crate) mod correct;
pub(crate) mod demo;
pub(crate) mod dupes;
pub(crate) mod eval;
mod eval_copies;
mod eval_quotations;
mod eval_ranking;
pub(crate) mod export;
pub(crate) mod forget;
mod format;
mod hint;
pub(crate) mod ingest;
pub(crate) mod man;
pub(crate) mod matrix;
mod preview;
pub(crate) mod quotes;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod sources;
pub(crate) mod stats;
pub(crate) mod taxonomy;
pub(crate) mod verify;
pub(crate) mod why;

use anyhow::{Context, Result};
use roledex::{
    index::{Reader, record::SourceRecord},
    taxonomy::Taxonomy,
};

use super::{
    Outcome,
    args::{Args, Command},
    settings::Settings,
    terminal::Terminal,
};

pub(crate) use hint::hint;

/// Runs the command that was asked for.
pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Result<Outcome> {
    match &args.command {
        Command::Completions(args) => return completions::run(args, terminal),
        Command::Man(args) => return man::run(args, terminal),
        _ => {}
    }
    let settings = Settings::load(&args.global)?;
    match &args.command {
        Command::Demo(args) => demo::run(args, &settings, terminal),
        Command::Ingest(args) => ingest::run(args, &settings, terminal),
        Command::Search(args) => search::run(args, &settings, terminal),
        Command::Quotes(args) => quotes::run(args, &settings, terminal),
        Command::Concordance(args) => concordance::run(args, &settings, terminal),
        Command::Cite(args) => cite::run(args, &settings, terminal),
        Command::Export(args) => export::run(args, &settings, terminal),
        Command::Show(args) => show::run(args, &settings, terminal),
        Command::Why(args) => why::run(args, &settings, terminal),
        Command::Sources(args) => sources::run(args, &settings, terminal),
        Command::Correct(args) => correct::run(args, &settings, terminal),
        Command::Dupes(args) => dupes::run(args, &settings, terminal),
        Command::Forget(args) => forget::run(args, &settings, terminal),
        Command::Clean(args) => clean::run(args, &settings, terminal),
        Command::Taxonomy(args) => taxonomy::run(args, &settings, terminal),
        Command::Stats(args) => stats::run(args, &settings, terminal),
        Command::Compare(args) => compare::run(args, &settings, terminal),
        Command::Matrix(args) => matrix::run(args, &settings, terminal),
        Command::Verify(args) => verify::run(args, &settings, terminal),
        Command::Eval(args) => eval::run(args, &settings, terminal),
        Command::Completions(_) | Command::Man(_) => Ok(Outcome::Done),
    }
}

/// What to say of an index that holds nothing.
const EMPTY: &str = "the index is empty: `roledex ingest FOLDER` fills it";

/// The roles and topics in force.
fn taxonomy_of(settings: &Settings) -> Result<Taxonomy> {
    Ok(if settings.taxonomy.is_empty() { Taxonomy::built_in() } else { Taxonomy::load(&settings.taxonomy)? })
}

/// The roles and topics in force, for reading an index. Says so where the index was tagged with others.
fn taxonomy_for(reader: &Reader, settings: &Settings, terminal: &mut Terminal) -> Result<Taxonomy> {
    let taxonomy = taxonomy_of(settings)?;
    let tagged_with = &reader.manifest().taxonomy;
    if !tagged_with.is_empty() && *tagged_with != taxonomy.digest {
        terminal.note(
            "the index was tagged with another taxonomy than the one in force: name that one with `--taxonomy`, or run \
             `roledex ingest` again",
        );
    }
    Ok(taxonomy)
}

/// Keeps the sources whose name or path a pattern matches.
fn retain_named(records: &mut Vec<SourceRecord>, which: Option<&str>) -> Result<()> {
    let Some(which) = which else { return Ok(()) };
    let glob = globset::GlobBuilder::new(which)
        .literal_separator(false)
        .build()
        .with_context(|| format!("`{which}` is not a pattern"))?
        .compile_matcher();
    records.retain(|record| {
        let source = &record.source;
        glob.is_match(&source.name) || glob.is_match(&source.path) || source.name == which
    });
    Ok(())
}
