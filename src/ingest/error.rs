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
    /// A source was to be split off that is in no group.
    #[error("`{name}` is no copy: no other source holds the same text")]
    NoCopy {
        /// Its short name.
        name: String,
    },
    /// A source was to be joined to itself.
    #[error("`{name}` cannot be joined to itself")]
    JoinedToItself {
        /// Its short name.
        name: String,
    },
    /// Two sources were to be joined that are in one group.
    #[error("`{one}` and `{other}` are in one group already")]
    AlreadyJoined {
        /// Short name of the first.
        one: String,
        /// Short name of the second.
        other: String,
    },
}

impl IngestError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Index(error) => error.hint(),
            Self::Source(error) => error.hint().map(str::to_owned),
            Self::NoCopy { .. } | Self::AlreadyJoined { .. } => Some("`roledex dupes` lists the groups".to_owned()),
            Self::JoinedToItself { .. } => Some("name two sources; `roledex sources` lists them".to_owned()),
            Self::Stopped => Some("run it again to go on".to_owned()),
        }
    }
}
