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
    /// What was to be restored is not named by lines.
    #[error("`{wanted}` names no lines")]
    NoLines {
        /// What was named.
        wanted: String,
    },
    /// Cleaning took nothing at the lines.
    #[error("nothing was dropped or cut at {} of `{name}`", place(*first, *last))]
    NothingDropped {
        /// Short name of the source.
        name: String,
        /// First line.
        first: u32,
        /// Last line.
        last: u32,
        /// The nearest line at which something was.
        nearest: Option<u32>,
    },
    /// The file of a source is gone or another than it was when it was read.
    #[error("the file of `{name}` is gone or has changed since it was ingested")]
    FileChanged {
        /// Short name of the source.
        name: String,
    },
    /// The words of a passage stand in the same context elsewhere in its source.
    #[error("`{reference}` cannot be told from a look-alike in its source")]
    NotToldApart {
        /// The passage.
        reference: String,
    },
    /// No decision has the name.
    #[error("there is no correction `{id}`")]
    NoSuchCorrection {
        /// The name.
        id: String,
    },
    /// There is nothing to take back.
    #[error("there are no corrections")]
    NoCorrections,
}

fn place(first: u32, last: u32) -> String {
    if first == last { format!("line {first}") } else { format!("lines {first}–{last}") }
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
            Self::NoLines { .. } => Some(
                "name lines of the file in which something was dropped: `004:5` or `004:5-9`; `roledex why` shows them"
                    .to_owned(),
            ),
            Self::NothingDropped { name, nearest: Some(line), .. } => {
                Some(format!("the nearest is line {line}; `roledex why {name}` shows all that was dropped"))
            }
            Self::NothingDropped { name, .. } => Some(format!("`roledex why {name} --all` shows the whole ledger")),
            Self::FileChanged { .. } => Some("ingest it again first: `roledex ingest PATH`".to_owned()),
            Self::NotToldApart { .. } => Some("change the file itself, or give it a sidecar".to_owned()),
            Self::NoSuchCorrection { .. } => Some("`roledex correct list` shows all with their names".to_owned()),
            Self::NoCorrections => None,
            Self::Stopped => Some("run it again to go on".to_owned()),
        }
    }
}
