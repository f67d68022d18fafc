use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{Lines, Span};

/// Name of a rule of cleaning or tagging, in words joined by hyphens (`forum-post-count`).
///
/// Every rule stands in a table with a description; `why` prints the name, `docs/rules.md` the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

/// What became of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It stands in the article as it was.
    Kept,
    /// It does not stand in the article.
    Dropped,
    /// It stands in the article less a few words.
    Edited,
}

/// What cleaning decided on a block, by which rule, on what evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The decision.
    pub outcome: Outcome,
    /// The rule that made it.
    pub rule: RuleId,
    /// What the rule saw, in words for a person (`“Posts: 313”`, `link density 0.92`).
    pub evidence: String,
}

/// Words cut out of a block that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where they stand in the article's layer; nothing for HTML, whose article text is without them.
    pub span: Option<Span>,
    /// The words; for a word that a line end broke its two parts as they stood.
    pub removed: String,
    /// The rule that cut them.
    pub rule: RuleId,
}

/// Kind of [`Damage`] of a page whose words are not in the file: as a rule scripts fetch them when a browser shows it.
pub const NOT_RENDERED: &str = "not-rendered";

/// Kind of [`Damage`] of a page that stands before the one that was asked for: a check for robots, a demand to log in.
pub const ACCESS_WALL: &str = "access-wall";

/// Something that the copy lost or that shows that it is not the original.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// What kind (`lost-list`, `truncated`, [`NOT_RENDERED`], [`ACCESS_WALL`], `repost`, `dangling-citations`).
    pub kind: String,
    /// What was seen, for a person.
    pub detail: String,
    /// Lines of the capture's text.
    pub lines: Lines,
}

impl Damage {
    /// Whether it says that the words of the page are not in the file.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        self.kind == NOT_RENDERED || self.kind == ACCESS_WALL
    }
}
