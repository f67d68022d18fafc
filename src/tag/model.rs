use std::{cmp::Ordering, ops::Range};

use serde::{Deserialize, Serialize};

use crate::{
    discourse::{Quotation, Stance},
    taxonomy::{RoleId, TopicId},
};

/// How a passage relates to a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// It makes a claim on the role.
    About,
    /// It names the role in passing.
    Mentioned,
}

/// Why a tag was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The rule, in words joined by hyphens (`heading`, `subject`, `pronoun`).
    pub rule: String,
    /// What it saw, for a person: `heading "What is a Product Owner?"`.
    pub text: String,
    /// Bytes of the passage's text, where the evidence stands in it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bytes: Option<(u32, u32)>,
}

/// A role applied to a passage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleTag {
    /// Which role.
    pub id: RoleId,
    /// About it or only mentioned.
    pub relation: Relation,
    /// 0 to 1.
    pub confidence: f32,
    /// Why, strongest first.
    pub evidence: Vec<Evidence>,
}

impl RoleTag {
    /// The order in which a passage's roles stand: `about` first, then by confidence, then by id.
    pub(crate) fn order(one: &Self, other: &Self) -> Ordering {
        let by_confidence = other.confidence.total_cmp(&one.confidence);
        one.relation.cmp(&other.relation).then(by_confidence).then_with(|| one.id.cmp(&other.id))
    }
}

impl TopicTag {
    /// The order in which a passage's topics stand: by confidence, then by id.
    pub(crate) fn order(one: &Self, other: &Self) -> Ordering {
        other.confidence.total_cmp(&one.confidence).then_with(|| one.id.cmp(&other.id))
    }
}

/// A topic applied to a passage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicTag {
    /// Which topic.
    pub id: TopicId,
    /// 0 to 1.
    pub confidence: f32,
    /// Why, strongest first.
    pub evidence: Vec<Evidence>,
}

/// All that is said of one passage.
#[derive(Clone, Debug, Default)]
pub struct Tags {
    /// Roles, `about` first, then by confidence, then by id.
    pub roles: Vec<RoleTag>,
    /// Topics, by confidence, then by id.
    pub topics: Vec<TopicTag>,
    /// How the passage holds what it says.
    pub stance: Stance,
    /// Sentences of the passage's text with their stance, in order.
    pub sentences: Vec<(Range<usize>, Stance)>,
    /// Quotations in the passage, in order.
    pub quotations: Vec<Quotation>,
}

/// What the decision on a role of a passage was drawn from; for training and for looking at.
#[derive(Clone, Debug)]
pub struct NamedFeatures {
    /// Which role.
    pub role: RoleId,
    /// Values, in the order of [`feature_names`](super::feature_names).
    pub values: Vec<f32>,
}
