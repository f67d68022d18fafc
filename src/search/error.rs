use crate::index::{IndexError, Reader};

use super::filter::Unknown;

/// What can go wrong in a search. A query never does.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// A filter names a role or topic that the taxonomy does not have.
    #[error("there is no {what} `{wanted}`")]
    Unknown {
        /// `role` or `topic`.
        what: &'static str,
        /// As given.
        wanted: String,
        /// The id that was perhaps meant.
        nearest: Option<String>,
    },
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl SearchError {
    pub(super) fn engine(reader: &Reader, error: tantivy::TantivyError) -> Self {
        Self::Index(IndexError::of_engine(reader.dir(), error))
    }

    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { nearest: Some(nearest), .. } => Some(format!("did you mean `{nearest}`?")),
            Self::Unknown { .. } => Some("`roledex taxonomy list` shows all".to_owned()),
            Self::Index(error) => error.hint(),
        }
    }
}

impl From<Unknown> for SearchError {
    fn from(unknown: Unknown) -> Self {
        Self::Unknown { what: unknown.what, wanted: unknown.wanted, nearest: unknown.nearest }
    }
}
