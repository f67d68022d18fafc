//! Why a hit ranks where it does.

use std::fmt;

use serde::Serialize;

use crate::{
    discourse::Stance,
    taxonomy::{RoleId, TopicId},
};

/// What can add to a score.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// A stem in the passage, its headings and lead-in.
    Stem(String),
    /// A word in the form of the query.
    Exact(String),
    /// A stem in the headings.
    Heading(String),
    /// A stem in the title.
    Title(String),
    /// Two words one after the other.
    Pair(String),
    /// Two words close together.
    Near(String),
    /// A phrase of the query.
    Phrase(String),
    /// A prefix or fuzzy word.
    Loose(String),
    /// A role of the query that the passage is about.
    About(RoleId),
    /// A role of the query that the passage names.
    Mentioned(RoleId),
    /// A topic of the query.
    Topic(TopicId),
    /// Two roles of the query, the passage about both.
    Both(String),
    /// The one word of the query, in a form that outranks others.
    Form(String),
    /// So few words that it is hardly a statement.
    Fragment(u32),
    /// A stem that the best passages have in common.
    Feedback(String),
    /// How the passage holds what it says.
    Stance(Stance),
    /// Passages like it score higher, or lower.
    Neighbours,
}

impl Part {
    /// Where it was looked up.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Stem(_) => "text",
            Self::Exact(_) => "exact",
            Self::Heading(_) => "heading",
            Self::Title(_) => "title",
            Self::Pair(_) => "pair",
            Self::Near(_) => "near",
            Self::Phrase(_) => "phrase",
            Self::Loose(_) => "loose",
            Self::About(_) => "about",
            Self::Mentioned(_) => "mentioned",
            Self::Topic(_) => "topic",
            Self::Both(_) => "both",
            Self::Form(_) => "form",
            Self::Fragment(_) => "fragment",
            Self::Feedback(_) => "feedback",
            Self::Stance(_) => "stance",
            Self::Neighbours => "neighbours",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stem(words)
            | Self::Exact(words)
            | Self::Heading(words)
            | Self::Title(words)
            | Self::Pair(words)
            | Self::Near(words)
            | Self::Phrase(words)
            | Self::Loose(words)
            | Self::Both(words)
            | Self::Form(words)
            | Self::Feedback(words) => formatter.write_str(words),
            Self::About(role) | Self::Mentioned(role) => role.fmt(formatter),
            Self::Topic(topic) => topic.fmt(formatter),
            Self::Fragment(1) => formatter.write_str("1 word"),
            Self::Fragment(words) => write!(formatter, "{words} words"),
            Self::Neighbours => formatter.write_str("passages like it"),
            Self::Stance(stance) => formatter.write_str(stance.word()),
        }
    }
}

/// One line of an explanation. All lines of a hit add up to its score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contribution {
    /// Where it was looked up: `text`, `exact`, `heading`, `title`, `pair`, `near`, `phrase`, `loose`, `about`, `mentioned`,
    /// `both`, `form`, `fragment`, `topic`, `feedback`, `stance`, `neighbours`.
    pub field: &'static str,
    /// The words, stem or tag.
    pub words: String,
    /// The clause's weight.
    pub weight: f32,
    /// What it adds; negative for a stance or a fragment that takes away and for poor company.
    pub score: f32,
}
