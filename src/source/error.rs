use std::{io, path::PathBuf};

use super::{Origin, SkipReason};

/// Why something that was named or found could not become a [`Capture`](super::Capture).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// A path that was named does not exist.
    #[error("no such file or folder: `{}`", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// A folder that was named holds nothing that a reader takes.
    #[error("nothing to read in `{}`: {}", path.display(), emptiness(*skipped, first.as_deref()))]
    NothingToRead {
        /// The folder.
        path: PathBuf,
        /// How many files and folders below it were passed over.
        skipped: usize,
        /// The first of them and why it was passed over.
        first: Option<String>,
    },
    /// A path that was named is neither a file nor a folder (a pipe, a socket, a device).
    #[error("`{}` is neither a file nor a folder", path.display())]
    NotAFile {
        /// The path as given.
        path: PathBuf,
    },
    /// A file or folder cannot be opened or read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file was there when the folder was walked and is gone now.
    #[error("`{}` vanished before it was read", path.display())]
    Vanished {
        /// The file.
        path: PathBuf,
    },
    /// The bytes end or break where a compressed stream should go on.
    #[error("cannot decompress `{}`", path.display())]
    Decompress {
        /// The file.
        path: PathBuf,
        /// What the decompressor said.
        source: io::Error,
    },
    /// The bytes are no text.
    #[error("`{origin}` is not text but {kind}")]
    Binary {
        /// Where the bytes came from.
        origin: Origin,
        /// What they are (`a PDF document`).
        kind: &'static str,
    },
    /// The text is larger than the limit.
    #[error("`{origin}` is larger than the limit of {max_bytes} bytes")]
    TooLarge {
        /// Where the bytes came from.
        origin: Origin,
        /// The limit, after decompression.
        max_bytes: u64,
    },
    /// There is no text: no bytes, or white space alone.
    #[error("`{origin}` is empty")]
    Empty {
        /// Where the bytes came from.
        origin: Origin,
    },
    /// A sidecar cannot be understood.
    #[error("line {line} of `{}` is not a reference: {detail}", path.display())]
    Sidecar {
        /// The sidecar.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What was expected there.
        detail: String,
    },
}

fn emptiness(skipped: usize, first: Option<&str>) -> String {
    let first = first.map(|first| format!(": {first}")).unwrap_or_default();
    match skipped {
        0 => "the folder is empty".to_owned(),
        1 => format!("the only entry was passed over{first}"),
        _ => format!("all {skipped} entries were passed over{first}, and so on"),
    }
}

impl SourceError {
    /// What to do next, where there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Missing { .. } => Some(
                "check the spelling; the path is taken from the current folder; `roledex forget PATH` takes out what an \
                 index has of a folder that is gone",
            ),
            Self::NothingToRead { .. } => Some(
                "save articles there as .html, .md or .txt; hidden and ignored files are not read; `roledex forget \
                     PATH` takes out what an index has of it",
            ),
            Self::NotAFile { .. } => Some("use `-` to read standard input"),
            Self::Read { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                Some("check who may read it")
            }
            Self::Vanished { .. } => Some("run the command again when nothing else changes the folder"),
            Self::Decompress { .. } => Some("the file may be cut off: save or download it again"),
            Self::Binary { .. } => Some("save it as HTML, Markdown or text"),
            Self::TooLarge { .. } => Some("split it, or raise `max-file-mib` in the settings"),
            Self::Sidecar { .. } => Some(
                "keys are title, author (a list), container-title, issued, url, language, accessed, poster; \
                 values stand in quotation marks",
            ),
            Self::Read { .. } | Self::Empty { .. } => None,
        }
    }

    /// The reason to name where the file was met in a folder and the batch goes on; nothing where it must stop.
    #[must_use]
    pub fn skip_reason(&self) -> Option<SkipReason> {
        match self {
            Self::Binary { kind, .. } => Some(SkipReason::Binary { kind }),
            Self::TooLarge { max_bytes, .. } => Some(SkipReason::TooLarge { max_bytes: *max_bytes }),
            Self::Empty { .. } => Some(SkipReason::Empty),
            Self::Read { source, .. } => Some(SkipReason::Unreadable { error: source.to_string() }),
            Self::NotAFile { .. } => Some(SkipReason::NotAFile),
            _ => None,
        }
    }
}
