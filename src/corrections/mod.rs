//! Corrections: what people decided against the program, kept in a text file that `diff` and `git` like.
//!
//! In:  the text of `corrections.jsonl`, one JSON object a line. Out: [`Corrections`], each with the source that it is
//! about, what to do, and where ([`Selector`]).
//!
//! Always: a correction is applied where its words stand in the context that they stood in, or not at all; a line that
//! is not understood is named and stays in the file.

mod file;
mod selector;

pub use file::{Action, Correction, Corrections, FILE, Given, Problem, Target};
pub use selector::Selector;
