//! The corpus pass: what the sources say of one another.
//!
//! In:  a [`Profile`] of each source, made of its draft alone. Out: pairs and groups of sources that hold the same text
//! ([`copies`]), with the one that looks original; blocks that stand in several sources of a site ([`repeated`]).
//!
//! Always: the result depends on the set of sources alone, not on their order or on what stood in the index before;
//! no step compares every source with every other. Sizes and thresholds: `docs/decisions/0005-copies.md`.

pub mod copies;
mod hex;
mod profile;
pub mod repeated;

pub use profile::{Profile, shingles};
