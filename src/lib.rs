//! Roledex: a passage search engine for what sources say about product roles.
//!
//! In:  files and folders of saved articles. Out: ranked passages that know their source, their bytes, and why.
//!
//! ```
//! use roledex::{IngestOptions, Reader, Request, Taxonomy, ingest, search};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let article = folder.path().join("owners.md");
//! std::fs::write(&article, "# Owners\n\nThe product owner decides in which order the team builds.\n")?;
//!
//! let taxonomy = Taxonomy::built_in();
//! let options = IngestOptions::new(folder.path().join("index"));
//! let report = ingest::ingest(&[article], &taxonomy, &options, &())?;
//! assert_eq!(report.sources.added, 1);
//!
//! let reader = Reader::open(&options.index)?;
//! let request = Request { query: "who decides the order".to_owned(), ..Request::default() };
//! let results = search::search(&reader, &taxonomy, &request)?;
//! assert_eq!(results.hits[0].passage.reference, "owners:3");
//! # Ok(())
//! # }
//! ```

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

pub use clean::{Article, CleanOptions};
pub use index::Reader;
pub use ingest::IngestOptions;
pub use passage::Passage;
pub use search::{Hit, Request, Results};
pub use source::{Capture, Reference};
pub use tag::Tagger;
pub use taxonomy::Taxonomy;
