use crate::{index::IndexError, source::SourceError};

/// Why an ingestion came to nothing. The index is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The index cannot be opened or written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// What was named cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// It was asked to stop.
    #[error("stopped; the index is as it was before")]
    Stopped,
}

impl IngestError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Index(error) => error.hint(),
            Self::Source(error) => error.hint().map(str::to_owned),
            Self::Stopped => Some("run it again to go on".to_owned()),
        }
    }
}
