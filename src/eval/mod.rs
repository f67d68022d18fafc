//! Evaluation: the pipeline's output against human judgements.
//!
//! In:  judged data. Out: measures as plain data. Nothing but front ends imports it.

pub mod clean;
pub mod copies;
mod place;
pub mod quotations;
pub mod retrieval;
pub mod search;
pub mod tags;
