//! Citation: a source, and words in it, as other programs and people cite them.
//!
//! In:  records of the index. Out: CSL-JSON, BibTeX, RIS, Markdown, pandoc, W3C selectors, text fragments: strings and
//! JSON values. Pure functions.
//!
//! Always: what is unknown (author, date, URL) stays out and is named in [`Work::missing`]; a poster is never the
//! author; a key is the same for the same source and differs from that of any other in the index.

mod bibtex;
mod csl;
mod fragment;
mod name;
mod passage;
mod prose;
mod ris;
mod selector;
mod work;

pub use bibtex::bibtex;
pub use csl::{citation_item, csl};
pub use fragment::{Page, text_fragment};
pub use name::Name;
pub(crate) use passage::range_of;
pub use passage::{Cited, ReferenceState, reference_state};
pub use prose::{markdown, pandoc, plain};
pub use ris::ris;
pub use selector::{Selector, annotation};
pub use work::Work;
