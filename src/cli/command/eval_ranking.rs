//! `eval retrieval` and `eval search`: rankings under settings of the weights, measured and compared.

use std::{
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use roledex::{
    eval::{
        retrieval::{self, Collection, Measures, Run, randomisation},
        search::{self as judged, Report},
    },
    index::Reader,
    ingest::{IngestOptions, ingest},
    present,
    search::Weights,
};

use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// Which weights to rank with.
#[derive(Debug, Args)]
#[command(next_help_heading = "Weights")]
struct SettingArgs {
    /// Weights other than the shipped ones: "heading=0.2 pool=100"
    #[arg(long, value_name = "NAME=VALUE…", default_value = "", hide_default_value = true)]
    set: String,
    /// A second setting to compare with, by a paired randomisation test
    #[arg(long, value_name = "NAME=VALUE…")]
    against: Option<String>,
    /// A setting a line: measure each, print a row a setting
    #[arg(long, value_name = "FILE", conflicts_with = "against")]
    settings: Option<PathBuf>,
}

/// What `eval retrieval` takes.
#[derive(Debug, Args)]
pub(super) struct RetrievalArgs {
    /// Folder of the collection
    #[arg(value_name = "DIR")]
    collection: PathBuf,
    /// Print the measures of every query, too
    #[arg(long)]
    per_query: bool,
    /// Write the ranking in TREC form, for other tools to score
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    #[command(flatten)]
    setting: SettingArgs,
}

/// What `eval search` takes.
#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// The judgements
    #[arg(value_name = "FILE")]
    judgements: PathBuf,
    /// Folder that the judgements' paths count from
    #[arg(long, value_name = "DIR")]
    corpus: PathBuf,
    /// The index (`--index`) holds the folder already: do not read it again
    #[arg(long)]
    indexed: bool,
    /// Only queries of this split: `tune` or `held-out`
    #[arg(long, value_name = "SPLIT")]
    split: Option<String>,
    /// Print every query with the grades of its hits; not for held-out data
    #[arg(long)]
    per_query: bool,
    /// Print what is not judged among the first N hits of this setting, of plain BM25 and of --pool-with, without ranks
    #[arg(long, value_name = "N")]
    pool: Option<usize>,
    /// A further setting for --pool
    #[arg(long, value_name = "NAME=VALUE…", requires = "pool")]
    pool_with: Vec<String>,
    #[command(flatten)]
    setting: SettingArgs,
}

/// A setting and its name in the table.
struct Setting {
    name: String,
    weights: Weights,
}

impl SettingArgs {
    /// What to measure, plain BM25 first, and whether the last is to be compared with the one before.
    fn all(&self) -> Result<Vec<Setting>> {
        let setting = |name: &str, text: &str| -> Result<Setting> {
            Ok(Setting { name: name.to_owned(), weights: Weights::default().with(text)? })
        };
        if let Some(path) = &self.settings {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            return text.lines().map(|line| setting(line, line)).collect();
        }
        let mut all = vec![Setting { name: "plain BM25".to_owned(), weights: Weights::plain() }];
        if let Some(against) = &self.against {
            all.push(setting(if against.is_empty() { "shipped" } else { against }, against)?);
        }
        all.push(setting(if self.set.is_empty() { "shipped" } else { &self.set }, &self.set)?);
        Ok(all)
    }
}

/// How sure it is that two settings differ, a line for each pair that is compared.
fn significance(settings: &[Setting], each: &[Vec<f64>], terminal: &mut Terminal) -> Result<()> {
    let (Some(last), Some(name)) = (each.last(), settings.last()) else { return Ok(()) };
    for (other, setting) in each.iter().zip(settings).take(each.len() - 1) {
        let mean =
            |values: &[f64]| values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).unwrap_or(1).max(1));
        let (one, two) = (mean(last), mean(other));
        let p = randomisation(last, other);
        terminal.line(&format!(
            "nDCG@10 of `{}` is {:.3} times that of `{}`, difference {:+.4}, p = {p:.4}",
            name.name,
            one / two,
            setting.name,
            one - two
        ))?;
    }
    Ok(())
}

pub(super) fn retrieval(args: &RetrievalArgs, terminal: &mut Terminal) -> Result<Outcome> {
    let settings = args.setting.all()?;
    let collection = Collection::read(&args.collection)?;
    let scratch = tempfile::tempdir().context("cannot make a folder for the collection's index")?;
    let reader = retrieval::index(&collection, scratch.path())?;
    terminal.line(&format!("{:>8}{:>12}{:>8}{:>8}", "nDCG@10", "Recall@100", "MAP", "MRR"))?;
    let row = |name: &str, measures: &Measures| {
        let Measures { ndcg_10, recall_100, ap, rr } = measures;
        format!("{ndcg_10:>8.4}{recall_100:>12.4}{ap:>8.4}{rr:>8.4}  {name}")
    };
    let mut each = Vec::new();
    let mut last = None;
    for setting in &settings {
        let run = Run::of(&collection, &reader, &setting.weights)?;
        terminal.line(&row(&setting.name, &run.mean()))?;
        each.push(run.measures.values().map(|measures| measures.ndcg_10).collect());
        last = Some(run);
    }
    let Some(run) = last else { bail!("there is no setting to measure") };
    if args.per_query {
        for (question, measures) in &run.measures {
            terminal.line(&row(question, measures))?;
        }
    }
    if args.setting.settings.is_none() {
        significance(&settings, &each, terminal)?;
    }
    terminal.note(&format!("{} documents, {} judged queries", collection.len(), run.measures.len()));
    if let Some(path) = &args.run {
        write_run(&run, path)?;
    }
    Ok(Outcome::Done)
}

fn write_run(run: &Run, path: &Path) -> Result<()> {
    let context = || format!("cannot write the run `{}`", path.display());
    let file = File::create(path).with_context(context)?;
    run.write_trec("roledex", &mut BufWriter::new(file)).with_context(context)
}

pub(super) fn search(args: &SearchArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let mut queries = judged::read_queries(&args.judgements)?;
    queries.retain(|query| args.split.as_ref().is_none_or(|split| query.split == *split));
    if queries.is_empty() {
        bail!("`{}` holds no query of that split", args.judgements.display());
    }
    let taxonomy = super::taxonomy_of(settings)?;
    let scratch = tempfile::tempdir().context("cannot make a folder for the index")?;
    let reader = if args.indexed {
        Reader::open(&settings.index)?
    } else {
        let options = IngestOptions { index: scratch.path().join("index"), ..super::ingest::options(settings, false)? };
        ingest(std::slice::from_ref(&args.corpus), &taxonomy, &options, &())?;
        Reader::open(&options.index)?
    };
    let all = args.setting.all()?;
    if let Some(depth) = args.pool {
        let mut weights: Vec<Weights> = all.into_iter().map(|setting| setting.weights).collect();
        for setting in &args.pool_with {
            weights.push(Weights::default().with(setting)?);
        }
        for query in &queries {
            for candidate in judged::pool(query, &args.corpus, &reader, &taxonomy, &weights, depth)? {
                terminal.json_line(&candidate)?;
            }
        }
        return Ok(Outcome::Done);
    }
    terminal.line(&format!("{:>8}{:>8}{:>13}{:>10}", "nDCG@10", "P@5", "boilerplate", "unjudged"))?;
    let mut each = Vec::new();
    for setting in &all {
        let report = judged::evaluate(&queries, &args.corpus, &reader, &taxonomy, &setting.weights)?;
        let (ndcg, p, unjudged) = (report.ndcg_10(), report.p_5(), report.unjudged() * 100.0);
        terminal.line(&format!("{ndcg:>8.4}{p:>8.4}{:>13}{unjudged:>9.1}%  {}", report.boilerplate(), setting.name))?;
        if args.per_query {
            per_query(&report, &queries, terminal)?;
        }
        each.push(report.each());
    }
    if args.setting.settings.is_none() {
        significance(&all, &each, terminal)?;
    }
    let number: usize = queries.iter().map(|query| query.judged.len()).sum();
    terminal.note(&format!("{} queries, {number} judged passages", queries.len()));
    Ok(Outcome::Done)
}

fn per_query(report: &Report, queries: &[judged::JudgedQuery], terminal: &mut Terminal) -> Result<()> {
    for query in queries {
        let Some(answer) = report.answers.get(&query.id) else { continue };
        let grade = |(_, grade): &(String, Option<i32>)| {
            grade.map_or('-', |grade| char::from_digit(grade.unsigned_abs(), 10).unwrap_or('?'))
        };
        let grades: String = answer.ranking.iter().map(grade).collect();
        let role = query.role.as_ref().map(|role| format!(" --role {role}")).unwrap_or_default();
        let line = format!("  {:.4}  {:.1}  {grades:<10}  {}{role}", answer.ndcg_10, answer.p_5, query.query);
        terminal.line(&present::visible_line(&line))?;
    }
    Ok(())
}
