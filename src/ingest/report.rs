use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    clean::Damage,
    index::record::{LedgerSummary, SourceRecord},
};

/// A file that could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Path below the root.
    pub path: String,
    /// What was wrong, and why, for a person.
    pub error: String,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A file or folder that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skip {
    /// Path below the root.
    pub path: String,
    /// Why, for a person.
    pub reason: String,
}

/// What became of one source.
#[derive(Debug)]
pub(super) enum Outcome {
    Added,
    Changed,
    Unchanged,
    Failed(Failure),
    Skipped(Skip),
}

/// What became of the sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sources {
    /// New in the index.
    pub added: usize,
    /// Read again and replaced.
    pub changed: usize,
    /// As they were.
    pub unchanged: usize,
    /// Gone from below the given roots.
    pub removed: usize,
    /// As they were, but cleaned again: others of their site have come to share blocks with them, or do so no longer.
    pub cleaned_again: usize,
    /// As they were, but in another group of copies than before, or in none.
    pub regrouped: usize,
    /// Not taken in, by path.
    pub failed: Vec<Failure>,
    /// Passed over, by path.
    pub skipped: Vec<Skip>,
}

/// What cleaning did to the blocks of all sources of the index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Blocks {
    /// Stand as they were.
    pub kept: u64,
    /// Do not stand in the articles, by rule.
    pub dropped: BTreeMap<String, u64>,
    /// Stand less a few words.
    pub edited: u64,
}

impl Blocks {
    fn add(&mut self, ledger: &LedgerSummary) {
        self.kept += u64::from(ledger.kept);
        self.edited += u64::from(ledger.edited);
        for (rule, count) in &ledger.dropped {
            match self.dropped.get_mut(rule) {
                Some(sum) => *sum += u64::from(*count),
                None => {
                    self.dropped.insert(rule.clone(), u64::from(*count));
                }
            }
        }
    }
}

/// What an ingestion did, and what the index holds after it: the contract's `ingest` object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// `roledex/1`.
    pub schema: &'static str,
    /// What became of the sources.
    pub sources: Sources,
    /// Passages in the index.
    pub passages: u64,
    /// Blocks of all sources in the index.
    pub blocks: Blocks,
    /// Short names of the sources in the index that have no passage: cleaning left nothing of them.
    pub empty: Vec<String>,
    /// Short names of the pages in the index whose words are not in the file ([`Damage::is_of_all`]).
    pub not_rendered: Vec<String>,
    /// Groups of sources that hold the same text.
    pub groups: u64,
    /// Sources in them besides those that look original.
    pub copies: u64,
    /// From start to commit.
    pub seconds: f64,
    /// What a person should know besides.
    pub notes: Vec<String>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            schema: "roledex/1",
            sources: Sources::default(),
            passages: 0,
            blocks: Blocks::default(),
            empty: Vec::new(),
            not_rendered: Vec::new(),
            groups: 0,
            copies: 0,
            seconds: 0.0,
            notes: Vec::new(),
        }
    }
}

impl Report {
    /// Whether all that was named is in the index now.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.sources.failed.is_empty()
    }

    /// Whether the index is another than before.
    #[must_use]
    pub const fn is_change(&self) -> bool {
        let sources = &self.sources;
        sources.added + sources.changed + sources.removed + sources.cleaned_again + sources.regrouped > 0
    }

    /// Takes down what became of the source at `path`, which the index had before or not.
    pub(super) fn take(&mut self, outcome: Outcome, had_before: bool, path: &str) {
        let sources = &mut self.sources;
        match outcome {
            Outcome::Added => sources.added += 1,
            Outcome::Changed => sources.changed += 1,
            Outcome::Unchanged => sources.unchanged += 1,
            Outcome::Skipped(skip) => sources.skipped.push(skip),
            Outcome::Failed(failure) => {
                if had_before {
                    self.notes.push(format!("the earlier copy of `{path}` stays in the index"));
                }
                sources.failed.push(failure);
            }
        }
    }

    pub(super) fn count(&mut self, record: &SourceRecord) {
        self.passages += u64::from(record.passages);
        self.blocks.add(&record.ledger);
        let name = &record.source.name;
        let name_in = |names: &mut Vec<String>| names.insert(names.partition_point(|other| other < name), name.clone());
        if record.passages == 0 {
            name_in(&mut self.empty);
        }
        if record.source.damage.iter().any(Damage::is_of_all) {
            name_in(&mut self.not_rendered);
        }
        if record.group.is_some() {
            let count = if record.source.copies_of.is_some() { &mut self.copies } else { &mut self.groups };
            *count += 1;
        }
    }
}
