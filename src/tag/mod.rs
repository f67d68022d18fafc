//! Tags: who each passage is about, what it is about, how it holds it, whom it quotes.
//!
//! In:  an article's [`Passage`](crate::passage::Passage)s and the [`Taxonomy`](crate::taxonomy::Taxonomy).
//! Out: one [`Tags`] a passage. Every tag carries its evidence.
//!
//! Always: the work is linear in the text; the same input gives the same tags; an abbreviation that nothing in the
//! source decides makes no passage *about* a role.

mod abbreviation;
mod anaphor;
mod document;
mod features;
mod grammar;
mod manner;
mod matcher;
mod model;
mod phrase;
mod reading;
mod role;
mod role_model;
mod subject;
mod tagger;
mod topic;
mod unused;
mod verdict;
mod weak;
mod weights;

pub use model::{Evidence, NamedFeatures, Relation, RoleTag, Tags, TopicTag};
pub use tagger::{Tagger, feature_names};
pub use unused::unused;
pub use weak::weak;

#[cfg(test)]
mod tests;
