use serde::{Deserialize, Serialize};

use super::analyser;

/// Version of the schema and of the stored records. Changes with either.
pub const FORMAT: u32 = 5;

/// Sums over all passages of the index, exact whatever happened before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Sources.
    pub sources: u64,
    /// Passages.
    pub passages: u64,
    /// Tokens by field.
    pub tokens: FieldTokens,
}

/// Tokens in each ranked field, as the engine's length table has them (exact up to 39 a passage, then rounded down
/// within 12 %): a sum that depends on the passages alone, where the engine's own estimates it after deletions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldTokens {
    /// Exact words of the text.
    pub text: u64,
    /// Stems of the text.
    pub stem: u64,
    /// Headings.
    pub heading: u64,
    /// Lead-ins and table headers.
    pub context: u64,
    /// Titles, counted once a passage.
    pub title: u64,
}

impl Statistics {
    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.combine(other, u64::saturating_add)
    }

    /// What is left without the other.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        self.combine(other, u64::saturating_sub)
    }

    fn combine(self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        let (mine, theirs) = (self.tokens, other.tokens);
        Self {
            sources: with(self.sources, other.sources),
            passages: with(self.passages, other.passages),
            tokens: FieldTokens {
                text: with(mine.text, theirs.text),
                stem: with(mine.stem, theirs.stem),
                heading: with(mine.heading, theirs.heading),
                context: with(mine.context, theirs.context),
                title: with(mine.title, theirs.title),
            },
        }
    }
}

/// What a commit says of itself; written together with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`] of the program that wrote it.
    pub format: u32,
    /// Version of the analyser.
    pub analyser: u32,
    /// Digest of the taxonomy that the passages were tagged with.
    pub taxonomy: String,
    /// Digest of all other settings that decide what passages there are and how they are tagged.
    pub settings: String,
    /// Sums.
    pub statistics: Statistics,
    /// Files and folders that were named for ingestion, absolute, in order.
    pub roots: Vec<String>,
    /// When sources were last added, seconds since 1970: what `--new-since last` means.
    pub ingested_at: i64,
    /// Digest of people's decisions on copies that the sources were grouped by; empty where something is left to do.
    #[serde(default)]
    pub copies: String,
}

impl Manifest {
    /// An empty index of this version.
    pub(super) fn empty() -> Self {
        Self { format: FORMAT, analyser: analyser::VERSION, ..Self::default() }
    }

    /// The same, said to be of this version.
    pub(super) fn of_this_version(self) -> Self {
        Self { format: FORMAT, analyser: analyser::VERSION, ..self }
    }

    /// Whether another says the same of all that is not counted from the sources.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        let plain = |manifest: &Self| Self { statistics: Statistics::default(), ..manifest.clone() }.of_this_version();
        plain(self) == plain(other)
    }

    /// Reads a commit's payload; nothing where it is none of ours.
    pub(super) fn parse(payload: Option<&str>) -> Option<Self> {
        serde_json::from_str(payload?).ok()
    }

    /// Whether this program can read and write the index.
    pub(super) const fn is_current(&self) -> bool {
        self.format == FORMAT && self.analyser == analyser::VERSION
    }

    /// The version, for a person: format and analyser.
    pub(super) fn version(&self) -> String {
        format!("{}.{}", self.format, self.analyser)
    }
}
