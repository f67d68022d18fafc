//! The index: passages, sources and dropped blocks in one directory, committed together.
//!
//! In:  records of sources that were read, cleaned, split and tagged. Out: a [`Reader`] on the last commit, through
//! which they are found again. Together with `search` the only place that names the engine.
//!
//! Always: a commit is whole or did not happen; a reader sees one commit and blocks nobody; one writer at a time;
//! after a commit no deleted document is left to count in the statistics, so the same sources rank the same after
//! any history; an index of another version is named as such and left alone.

pub mod analyser;
mod batch;
mod compact;
mod directory;
mod document;
mod error;
mod look;
mod manifest;
mod names;
mod reader;
mod rebuild;
pub mod record;
mod removal;
mod resolve;
pub mod schema;
mod statistics;
pub mod tags;
mod vocabulary;
mod writer;

pub use batch::{Batch, Entry, Finished};
pub use error::IndexError;
pub use look::TOUR;
pub use manifest::{FORMAT, FieldTokens, Manifest, Statistics};
pub use names::assign_names;
pub use reader::Reader;
pub use schema::Fields;
pub use statistics::CollectionStatistics;
pub use vocabulary::Stem;
pub use writer::{Writer, WriterOptions};

#[cfg(test)]
mod tests;
