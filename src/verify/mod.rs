//! Verification: are the quotations of a draft really in the sources?
//!
//! In:  a draft's text and an index. Out: [`Report`]: every quotation and block quote in order, each with a verdict, the
//! reason for it, the passage that it stands in or comes near to, and what differs.
//!
//! Always: every quotation gets exactly one verdict; [`Verdict::Exact`] means that the words are the passage's own, byte
//! for byte; the draft is only read. Candidates come from the index's posting lists, never from a scan.

mod align;
mod context;
mod credit;
mod draft;
mod fix;
mod judge;
mod marks;
mod markup;
mod near;
mod pattern;
mod quoted;
mod stretch;
mod units;

use std::ops::Range;

use serde::Serialize;

pub use align::{Difference, Side};
pub use fix::{Fixed, fix};

use crate::{
    index::{
        Reader,
        record::{PassageRecord, Source},
    },
    search::SearchError,
    source::MediaType,
    text::{LineIndex, Lines},
};

/// What became of a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The source's own words, to the byte.
    Exact,
    /// The same but for quotation marks, dashes, white space, the first letter's case, a stop or comma before the closing
    /// mark, cuts (`…`) and words in brackets.
    Normalised,
    /// Words differ.
    Altered,
    /// The words stand in another source, or somebody else says them, than the draft has it.
    WrongSource,
    /// The source reports or rejects it, and the draft cuts that away.
    OutOfContext,
    /// Several sources have the words, and the draft names none.
    Ambiguous,
    /// Too few words to tell.
    TooShort,
    /// No source has it.
    NotFound,
}

impl Verdict {
    /// All verdicts, from best to worst.
    pub const ALL: [Self; 8] = [
        Self::Exact,
        Self::Normalised,
        Self::TooShort,
        Self::Ambiguous,
        Self::OutOfContext,
        Self::WrongSource,
        Self::Altered,
        Self::NotFound,
    ];

    /// Whether the quotation may stand as it is.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(self, Self::Exact | Self::Normalised | Self::TooShort)
    }

    /// The word in the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Normalised => "normalised",
            Self::Altered => "altered",
            Self::WrongSource => "wrong-source",
            Self::OutOfContext => "out-of-context",
            Self::Ambiguous => "ambiguous",
            Self::TooShort => "too-short",
            Self::NotFound => "not-found",
        }
    }
}

/// What a quotation looks like in the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuotationKind {
    /// In quotation marks.
    Quotation,
    /// A block quote.
    BlockQuote,
}

/// A quotation of a draft that was looked up.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Lines of the draft.
    pub lines: Lines,
    /// What it looks like.
    pub kind: QuotationKind,
    /// The words as the draft has them, white space normalised.
    pub text: String,
    /// Whom or what the draft credits, as it says it.
    pub credited: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// Why, for a person.
    pub reason: String,
    /// The passage that it stands in or comes near to, and its source.
    pub passage: Option<(PassageRecord, Source)>,
    /// Bytes of the passage's text that are quoted.
    pub bytes: Option<Range<usize>>,
    /// References of other passages that hold the words.
    pub also: Vec<String>,
    /// What differs from the nearest words.
    pub diff: Vec<Difference>,
    /// Bytes of the draft that are the words.
    raw: Range<usize>,
    /// The source's words that may replace them.
    exact: Option<String>,
}

/// A draft that was checked.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its quotations in order.
    pub quotations: Vec<Checked>,
    /// What is good to know: marks that are never closed.
    pub notes: Vec<String>,
}

impl Report {
    /// How many quotations have a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.quotations.iter().filter(|quotation| quotation.verdict == verdict).count()
    }

    /// Whether every quotation may stand.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.quotations.iter().all(|quotation| quotation.verdict.passes())
    }
}

/// Checks every quotation of a draft against the index.
pub fn verify(reader: &Reader, text: &str, media_type: MediaType) -> Result<Report, SearchError> {
    let draft = draft::read(text, media_type);
    let (found, unclosed) = quoted::quoted(&draft, text);
    let lines = LineIndex::new(text);
    let mut judge = judge::Judge::new(reader, &draft)?;
    let mut quotations = Vec::with_capacity(found.len());
    for quoted in found {
        quotations.extend(judge.check(&quoted, text, &lines)?);
    }
    let note = |at| format!("line {}: a quotation mark opens here and never closes", lines.line_of(at));
    Ok(Report { quotations, notes: unclosed.into_iter().map(note).collect() })
}
