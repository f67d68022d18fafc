//! Passages: the unit that is tagged, ranked and cited.
//!
//! In:  one [`Article`](crate::clean::Article). Out: [`Passage`]s in reading order.
//!
//! Always: passages do not overlap, never cut a sentence, never cross a heading, post, speaker or dropped block,
//! and together cover every kept word that is not a heading, lead-in or table header.

#[cfg(test)]
mod fixture;
mod headings;
mod lead_in;
mod model;
mod options;
mod pack;
mod piece;
mod quoted;
mod speaker;
mod split;
mod strand;

use piece::Piece;

pub use model::{Cell, Passage, PassageId, PassageKind};
pub use options::SplitOptions;
pub use split::split;
