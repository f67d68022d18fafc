//! `eval`: measures a stage against judged data.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use roledex::{
    eval::{
        clean::{Overlap, read_pages, score},
        tags::{candidates, evaluate, read_judgements},
    },
    present,
    tag::{Tagger, feature_names},
};

use super::{
    clean::each_article,
    eval_copies::{self, CopiesArgs},
    eval_quotations::{self, QuotationsArgs},
    eval_ranking::{self, RetrievalArgs, SearchArgs},
    preview,
};
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `eval` takes.
#[derive(Debug, Args)]
#[command(after_help = "docs/evaluation.md describes the forms of the judged data and the figures reached.")]
pub(crate) struct EvalArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Ranking on a retrieval collection: corpus.jsonl or corpus.jsonl.gz, queries.jsonl, qrels.txt
    Retrieval(RetrievalArgs),
    /// Ranking of one's own articles against judged passages, a JSON object a query
    Search(SearchArgs),
    /// Roles and topics against judged passages, a JSON object a line
    Tags(TagsArgs),
    /// Quotations and their speakers against whole judged articles, a JSON object a file
    Quotations(QuotationsArgs),
    /// Sources that hold the same text: every pair compared, beside what ingestion looks at
    Copies(CopiesArgs),
    /// Main content against judged pages: an object with id, kind, and what is and is not content a line
    Clean(CleanArgs),
}

#[derive(Debug, Args)]
struct CleanArgs {
    /// The judged pages
    #[arg(value_name = "TRUTH")]
    truth: PathBuf,
    /// Folder of the pages; a page's id is its file's name up to the first dot
    #[arg(value_name = "PAGES")]
    pages: PathBuf,
    /// Name the N pages with the lowest F1
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
}

#[derive(Debug, Args)]
struct TagsArgs {
    /// The judgements
    #[arg(value_name = "FILE")]
    judgements: PathBuf,
    /// Folder that the judgements' paths count from
    #[arg(long, value_name = "DIR")]
    corpus: PathBuf,
    /// Folder that the paths of judgements of root `own` count from
    #[arg(long, value_name = "DIR", default_value = ".")]
    own: PathBuf,
    /// Only judgements of this split: `tune` or `held-out`
    #[arg(long, value_name = "SPLIT")]
    split: Option<String>,
    /// Show the N texts that were tagged worst; not for held-out data
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
    /// Print the features of each role that comes into question for a judged text, a JSON object a line, names first
    #[arg(long, conflicts_with = "worst")]
    features: bool,
}

pub(super) fn run(args: &EvalArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    match &args.what {
        What::Retrieval(args) => eval_ranking::retrieval(args, terminal),
        What::Search(args) => eval_ranking::search(args, settings, terminal),
        What::Tags(args) => tags(args, settings, terminal),
        What::Quotations(args) => eval_quotations::quotations(args, settings, terminal),
        What::Copies(args) => eval_copies::copies(args, terminal),
        What::Clean(args) => clean(args, settings, terminal),
    }
}

fn clean(args: &CleanArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let judged = read_pages(&args.truth)?;
    if judged.is_empty() {
        bail!("`{}` holds no judged page", args.truth.display());
    }
    let mut outputs = BTreeMap::new();
    let options = preview::clean_options(settings)?;
    let outcome = each_article(std::slice::from_ref(&args.pages), &options, settings, terminal, &mut |line| {
        outputs.insert(line.id, line.text);
        Ok(())
    })?;
    let report = score(&judged, &outputs);
    terminal.print(&report.to_string())?;
    for (id, kind, overlap) in report.pages.iter().take(args.worst) {
        let Overlap { precision, recall, f1 } = overlap;
        terminal.line(&format!("{f1:.4} (P {precision:.4}, R {recall:.4})  {kind}  {id}"))?;
    }
    Ok(outcome)
}

fn tags(args: &TagsArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let mut judgements = read_judgements(&args.judgements)?;
    if let Some(split) = &args.split {
        judgements.retain(|judgement| judgement.split.as_ref() == Some(split));
    }
    if judgements.is_empty() {
        bail!("`{}` holds no judgement of that split", args.judgements.display());
    }
    let tagger = Tagger::new(&super::taxonomy_of(settings)?);
    if args.features {
        terminal.line(&serde_json::to_string(&feature_names())?)?;
        for row in candidates(&judgements, &args.corpus, &args.own, &tagger)? {
            terminal.line(&serde_json::to_string(&row)?)?;
        }
        return Ok(Outcome::Done);
    }
    let report = evaluate(&judgements, &args.corpus, &args.own, &tagger)?;
    terminal.print(&present::visible(&report.to_string()))?;
    for miss in report.misses.iter().take(args.worst) {
        let text = format!("\n{} {}: {}\n{}", miss.id, miss.place, miss.differences.join(" "), miss.text);
        terminal.line(&present::visible(&text))?;
        for evidence in &miss.evidence {
            terminal.line(&format!("    {}", present::visible_line(evidence)))?;
        }
    }
    Ok(Outcome::Done)
}
