//! What the index stores of a passage, a source and a dropped block.
//!
//! In:  values of the stages before. Out: plain records whose JSON is the contract of every front end
//! (`docs/formats.md`). Always: field names and their order are part of the format; new fields only at the end.

mod passage;
mod recorder;
mod source;

use serde::{Deserialize, Serialize};

pub use passage::{EditRecord, PassageRecord, QuotationRecord, RunRecord, SentenceRecord, SpanRecord};
pub use recorder::PassageRecorder;
pub use source::{CorrectionRecord, GroupRecord, LedgerSummary, Source, SourceRecord, Stamp, host};

use crate::{clean::Article, corpus::Profile, source::SourceId, text::Lines};

/// What the corpus pass needs of a source, stored apart from its record, which every command reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRecord {
    /// The source.
    pub source: SourceId,
    /// Its profile.
    pub profile: Profile,
}

/// A block that cleaning dropped: search never serves it, but can say that only it holds the words asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedRecord {
    /// The source that it stood in.
    pub source: SourceId,
    /// Its words.
    pub text: String,
    /// The rule that dropped it.
    pub rule: String,
    /// What the rule saw.
    pub evidence: String,
    /// Lines of the capture's text.
    pub lines: Lines,
}

/// All dropped blocks of an article, in reading order; blocks without words left out.
#[must_use]
pub fn dropped_blocks(source: &SourceId, article: &Article) -> Vec<DroppedRecord> {
    let dropped = article.blocks.iter().filter(|block| !block.is_kept() && !block.text.is_empty());
    dropped
        .map(|block| DroppedRecord {
            source: source.clone(),
            text: block.text.as_str().to_owned(),
            rule: block.verdict.rule.0.to_owned(),
            evidence: block.verdict.evidence.clone(),
            lines: block.raw_lines,
        })
        .collect()
}
