//! `taxonomy`: the roles and topics in force, and what is wrong with them.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};
use roledex::{
    index::Reader,
    ingest::try_taxonomy,
    present::{self, style},
    tag::{Tagger, unused, weak},
    taxonomy::{Severity, Taxonomy},
};

use super::format::JsonArgs;
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `taxonomy` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  roledex --taxonomy my-roles.toml taxonomy check\n  roledex taxonomy try my-roles.toml"
)]
pub(crate) struct TaxonomyArgs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    output: JsonArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List roles and topics (what `taxonomy` alone does)
    List,
    /// Find aliases that clash, unknown parents, patterns that cannot match, and patterns of your own that match nowhere
    /// in the index or weigh too little; exit 1 where there is more than notes
    Check,
    /// Show what a new or changed file of roles and topics would tag differently; nothing is written
    Try(TryArgs),
}

#[derive(Debug, Args)]
struct TryArgs {
    /// File or folder of roles and topics, laid over those in force
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Passages to show; all are counted
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    output: JsonArgs,
}

pub(super) fn run(args: &TaxonomyArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let taxonomy = super::taxonomy_of(settings)?;
    match &args.action {
        None | Some(Action::List) => list(&taxonomy, args.output, terminal),
        Some(Action::Check) => check(&taxonomy, settings, args.output, terminal),
        Some(Action::Try(args)) => attempt(args, settings, terminal),
    }
}

fn list(taxonomy: &Taxonomy, output: JsonArgs, terminal: &mut Terminal) -> Result<Outcome> {
    if output.json {
        terminal.json(&present::TaxonomyView::of(taxonomy))?;
    } else {
        terminal.page(&present::taxonomy_text(taxonomy, present::Columns(terminal.columns())))?;
    }
    Ok(Outcome::Done)
}

fn check(taxonomy: &Taxonomy, settings: &Settings, output: JsonArgs, terminal: &mut Terminal) -> Result<Outcome> {
    let mut findings = taxonomy.check();
    if !settings.taxonomy.is_empty() {
        findings.extend(weak(taxonomy, &Taxonomy::built_in()));
        match Reader::open(&settings.index) {
            Ok(reader) => {
                findings.extend(unused(taxonomy, &Taxonomy::built_in(), texts(&reader)?.iter().map(String::as_str)));
            }
            Err(_) => terminal.note("there is no index here, so patterns were not tried against one"),
        }
    }
    if output.json {
        terminal.json(&present::FindingsView::of(&findings))?;
    } else {
        for finding in &findings {
            let kind = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            let style = style::of_message(kind);
            terminal.line(&format!("{style}{kind}:{style:#} {}", present::visible(&finding.message)))?;
        }
        let (roles, topics) = (taxonomy.roles.len() as u64, taxonomy.topics.len() as u64);
        terminal.line(&format!(
            "{}, {}: {}",
            present::plural(roles, "role"),
            present::plural(topics, "topic"),
            if findings.is_empty() {
                "nothing wrong".into()
            } else {
                present::plural(findings.len() as u64, "finding")
            }
        ))?;
    }
    let nothing_wrong = findings.iter().all(|finding| finding.severity == Severity::Note);
    Ok(if nothing_wrong { Outcome::Done } else { Outcome::Nothing })
}

/// The texts in which patterns can match: passages, their lead-ins and headings, titles of sources.
fn texts(reader: &Reader) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for record in reader.sources()? {
        for passage in reader.passages(&record.source.id)? {
            texts.push(passage.text);
            texts.extend(passage.context);
            texts.extend(passage.heading);
        }
        texts.extend(record.source.title);
    }
    Ok(texts)
}

fn attempt(args: &TryArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let mut paths: Vec<PathBuf> = settings.taxonomy.iter().filter(|path| !args.paths.contains(path)).cloned().collect();
    paths.extend(args.paths.iter().cloned());
    let taxonomy = Taxonomy::load(&paths)?;
    for finding in taxonomy.check() {
        terminal.note(&finding.message);
    }
    let reader = Reader::open(&settings.index)?;
    let options = super::ingest::options(settings, false)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(settings.threads.unwrap_or(0)).build()?;
    let trial = pool.install(|| try_taxonomy(&reader, &Tagger::new(&taxonomy), &options))?;
    if args.output.json {
        terminal.json(&present::TrialView::of(&trial))?;
    } else {
        let columns = present::Columns(terminal.columns());
        terminal.page(&present::trial_text(&trial, args.limit, columns))?;
    }
    Ok(Outcome::Done)
}
