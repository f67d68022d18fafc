//! `correct`: people's decisions on blocks and passages.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::{ArgGroup, Args, Subcommand};
use roledex::{
    corrections::Given,
    discourse::Stance,
    index::Reader,
    ingest::{self, Corrected, State, Wish},
    present::{self, CorrectionView, CorrectionsView},
    search,
    taxonomy::Taxonomy,
};

use super::{format::JsonArgs, search::word};
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `correct` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples: roledex correct restore faq-with-answers:12     a dropped line stands in the article after all\n          \
                  roledex correct untag 004:26 --role pm\n          \
                  roledex correct undo                            take back what the last command did\n\
                  Corrections stand in `corrections.jsonl` in the folder of the index, a line each. They take effect at once \
                  and at every later ingestion; `roledex why REF` shows them."
)]
pub(crate) struct CorrectArgs {
    #[command(subcommand)]
    action: CorrectAction,
}

#[derive(Debug, Subcommand)]
enum CorrectAction {
    /// Bring back what cleaning dropped at lines of a file
    #[command(
        after_help = "Example: roledex correct restore faq-with-answers:12\n`roledex why FILE` shows the lines of what was dropped."
    )]
    Restore {
        /// Source and line, or lines: `004:5`, `004:5-9`
        #[arg(value_name = "SOURCE:LINES", required = true)]
        places: Vec<String>,
        #[command(flatten)]
        only: Only,
        #[command(flatten)]
        why: Reason,
    },
    /// Drop passages, or lines of them, that cleaning should have dropped
    #[command(
        after_help = "Examples: roledex correct drop 004:26        the whole passage, as a hit names it\n          \
                      roledex correct drop 004:30-31     only what stands at these lines"
    )]
    Drop {
        /// Passages, or lines: `004:26`, `004:30-31`
        #[arg(value_name = "REF", required = true)]
        places: Vec<String>,
        #[command(flatten)]
        only: Only,
        #[command(flatten)]
        why: Reason,
    },
    /// Give passages a role or topic
    #[command(after_help = "Example: roledex correct tag 004:26 --role po")]
    Tag {
        #[command(flatten)]
        what: TagArgs,
        /// The passages only name the role
        #[arg(long, requires = "role", conflicts_with = "topic")]
        mentioned: bool,
    },
    /// Take a role or topic from passages
    #[command(after_help = "Example: roledex correct untag 004:26 --topic backlog")]
    Untag {
        #[command(flatten)]
        what: TagArgs,
    },
    /// Say how passages hold what they say
    #[command(after_help = "Example: roledex correct stance 002:3 --to rejected")]
    Stance {
        /// Passages
        #[arg(value_name = "REF", required = true)]
        places: Vec<String>,
        /// asserted, reported, rejected, hedged or question
        #[arg(long, value_name = "STANCE", value_parser = word::<Stance>)]
        to: Stance,
        #[command(flatten)]
        why: Reason,
    },
    /// List all corrections
    List(JsonArgs),
    /// Name corrections that have no effect, and why; exit 1 where there are any
    Check(JsonArgs),
    /// Take corrections back; those of the last command where none is named
    #[command(after_help = "Example: roledex correct undo 3f9a1c77")]
    Undo {
        /// Names of corrections, as `list` shows them
        #[arg(value_name = "ID")]
        ids: Vec<String>,
    },
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("tag").required(true).args(["role", "topic"]))]
struct TagArgs {
    /// Passages
    #[arg(value_name = "REF", required = true)]
    places: Vec<String>,
    /// A role, by its id, name or an alias (`roledex taxonomy` lists them)
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// A topic
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,
    #[command(flatten)]
    why: Reason,
}

#[derive(Debug, Args)]
struct Only {
    /// Of several blocks on a line only those that hold these words
    #[arg(long, value_name = "WORDS")]
    holding: Option<String>,
}

#[derive(Debug, Args)]
struct Reason {
    /// Why, in your words; it is kept with the correction and shown as evidence
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub(super) fn run(args: &CorrectArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let taxonomy = super::taxonomy_of(settings)?;
    let mut holding = None;
    let (places, wish, why) = match &args.action {
        CorrectAction::List(output) => return list(*output, settings, terminal),
        CorrectAction::Check(output) => return check(*output, settings, terminal),
        CorrectAction::Undo { ids } => {
            let options = super::ingest::options(settings, false)?;
            let undone = ingest::undo(ids, &taxonomy, &options, &())?;
            return said(&undone, true, settings, terminal);
        }
        CorrectAction::Restore { places, only, why } => {
            holding = only.holding.as_deref();
            (places, Wish::Restore, why)
        }
        CorrectAction::Drop { places, only, why } => {
            holding = only.holding.as_deref();
            (places, Wish::Drop, why)
        }
        CorrectAction::Tag { what, mentioned } => (&what.places, tag(what, *mentioned, &taxonomy)?, &what.why),
        CorrectAction::Untag { what } => (&what.places, untag(what, &taxonomy)?, &what.why),
        CorrectAction::Stance { places, to, why } => (places, Wish::Stance(*to), why),
    };
    let options = super::ingest::options(settings, false)?;
    let corrected = ingest::correct(places, &wish, holding, why.reason.as_deref(), &taxonomy, &options, &())?;
    said(&corrected, false, settings, terminal)
}

fn tag(what: &TagArgs, mentioned: bool, taxonomy: &Taxonomy) -> Result<Wish> {
    let relation = if mentioned { Given::Mentioned } else { Given::About };
    Ok(match (&what.role, &what.topic) {
        (Some(role), _) => Wish::TagRole(search::role_named(taxonomy, role)?, relation),
        (None, topic) => Wish::TagTopic(search::topic_named(taxonomy, topic.as_deref().unwrap_or_default())?),
    })
}

fn untag(what: &TagArgs, taxonomy: &Taxonomy) -> Result<Wish> {
    Ok(match (&what.role, &what.topic) {
        (Some(role), _) => Wish::UntagRole(search::role_named(taxonomy, role)?),
        (None, topic) => Wish::UntagTopic(search::topic_named(taxonomy, topic.as_deref().unwrap_or_default())?),
    })
}

/// Short names of the index's sources by what they are known by.
fn names(reader: &Reader) -> Result<BTreeMap<String, String>> {
    Ok(reader.sources()?.into_iter().map(|record| (record.identity, record.source.name)).collect())
}

/// Says what was written down or taken back, and what followed.
fn said(done: &Corrected, undone: bool, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let (names, states) = (names(&reader)?, ingest::states(&reader)?);
    let prefix = if undone { "taken back: " } else { "" };
    let columns = present::Columns(terminal.columns() - prefix.len());
    for (id, correction) in &done.corrections {
        let state = states.iter().find(|(known, ..)| known == id).map(|(.., state)| *state);
        let view = CorrectionView::new(id, correction, &names, state);
        terminal.page(&format!("{prefix}{}", view.text(columns)))?;
    }
    for note in &done.report.notes {
        terminal.note(note);
    }
    Ok(Outcome::Done)
}

fn list(output: JsonArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let (names, states) = (names(&reader)?, ingest::states(&reader)?);
    let view = CorrectionsView::of(&states, &names, &[]);
    if output.json {
        terminal.json(&view)?;
    } else {
        terminal.page(&view.text(present::Columns(terminal.columns())))?;
        terminal.note(&present::plural(states.len() as u64, "correction"));
    }
    Ok(if states.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

fn check(output: JsonArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let mut notes = Vec::new();
    let decisions = ingest::decisions(reader.dir(), &mut notes)?;
    let (names, states) = (names(&reader)?, ingest::states(&reader)?);
    let all = states.len() as u64;
    let overruled = states.iter().filter(|(.., state)| *state == State::Overruled).count();
    // That somebody thought better of it later is no fault.
    let is_amiss = |state: State| !matches!(state, State::Applied | State::Overruled);
    let amiss: Vec<_> = states.into_iter().filter(|(.., state)| is_amiss(*state)).collect();
    let view = CorrectionsView::of(&amiss, &names, decisions.problems());
    if output.json {
        terminal.json(&view)?;
    } else {
        terminal.page(&view.text(present::Columns(terminal.columns())))?;
        let wrong = (amiss.len() + view.problems.len()) as u64;
        terminal.line(&format!(
            "{}: {}",
            present::plural(all, "correction"),
            match (wrong, overruled) {
                (0, 0) => "all in force".to_owned(),
                (0, overruled) => format!("all in force but {overruled} that later ones overrule"),
                (wrong, _) => format!("{wrong} without effect"),
            }
        ))?;
    }
    Ok(if amiss.is_empty() && view.problems.is_empty() { Outcome::Done } else { Outcome::Nothing })
}
