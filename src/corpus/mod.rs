//! The corpus pass: what the sources say of one another.
//!
//! In:  a [`Profile`] of each source, made of its draft alone, and what people decided. Out: for each source its group of
//! sources that hold the same text, with the one that looks original ([`copies`]), and its blocks that stand in several
//! sources of its site ([`mod@repeated`]).
//!
//! Always: the result depends on the set of sources alone, not on their order or on what stood in the index before;
//! no step compares every source with every other. Sizes and thresholds: `docs/decisions/0005-copies.md`.

mod candidates;
pub mod copies;
pub(crate) mod hex;
pub mod packed;
mod pass;
mod profile;
pub mod repeated;

pub use candidates::{Candidate, candidates};
pub use pass::{Found, Member, Standing, pass};
pub use profile::{Profile, Signs, shingles_of};
