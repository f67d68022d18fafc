//! The query language.
//!
//! In:  any string. Out: a [`Query`] and [`Warning`]s that point at what was not understood.
//!
//! Always: parsing succeeds, in time linear in the string; [`Query`] prints as a string that parses to the same
//! tree; no type of the search engine appears in the tree.

mod brackets;
mod lex;
mod parse;
#[cfg(test)]
mod properties;
mod slips;
mod tree;

pub use parse::{Parsed, parse, words};
pub use tree::{Field, Query, Warning};
