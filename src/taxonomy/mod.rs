//! The taxonomy: who passages are about (roles) and what they are about (topics), as data.
//!
//! In:  TOML files, built in or the user's. Out: a [`Taxonomy`] that is checked and ready to match.
//!
//! Always: ids are unique (a later file replaces what an earlier one said of an id), weights lie between 0 and 1,
//! and the digest changes with the data and with nothing else.

mod check;
mod error;
mod load;
mod model;
mod suggest;

pub use check::{Finding, Severity};
pub use error::TaxonomyError;
pub(crate) use load::as_regex;
pub use load::built_in_sources;
pub use model::{Ambiguous, Role, RoleId, Taxonomy, Topic, TopicId, Weighted};
