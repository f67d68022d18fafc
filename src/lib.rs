//! Roledex: a passage search engine for what sources say about product roles.

pub mod cite;
pub mod clean;
pub mod corpus;
pub mod corrections;
pub mod discourse;
pub mod eval;
pub mod index;
pub mod ingest;
pub mod passage;
pub mod present;
pub mod search;
pub mod source;
pub mod tag;
pub mod taxonomy;
pub mod text;
pub mod verify;
