use std::{
    fmt, fs,
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use super::Origin;

/// Size and time of change of a file, to tell whether it is still the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub bytes: u64,
    /// Time of change: whole seconds since 1970, negative before.
    pub seconds: i64,
    /// Time of change: nanoseconds within the second.
    pub nanos: u32,
}

impl Stamp {
    pub(super) fn of(metadata: &fs::Metadata) -> Self {
        let (seconds, nanos) = metadata.modified().map_or((0, 0), since_epoch);
        Self { bytes: metadata.len(), seconds, nanos }
    }
}

fn since_epoch(time: SystemTime) -> (i64, u32) {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (i64::try_from(after.as_secs()).unwrap_or(i64::MAX), after.subsec_nanos()),
        Err(before) => (-i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX), 0),
    }
}

/// A `NAME.meta.toml` beside a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSidecar {
    /// Where it is.
    pub path: PathBuf,
    /// Its size and time of change.
    pub stamp: Stamp,
}

/// A file that a reader takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The root and the path below it.
    pub origin: Origin,
    /// Where to open it.
    pub path: PathBuf,
    /// Its size and time of change.
    pub stamp: Stamp,
    /// The sidecar beside it.
    pub sidecar: Option<FoundSidecar>,
    /// Whether the file itself was named, not only a folder above it: then a failure to read it is an error.
    pub named: bool,
}

/// Why an entry was not taken. Displays in words that fit after "skipped: ".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
#[non_exhaustive]
pub enum SkipReason {
    /// Its name starts with a dot.
    Hidden,
    /// A pattern of an ignore file leaves it out.
    Ignored {
        /// The pattern.
        pattern: String,
    },
    /// Its extension belongs to no reader.
    NoReader {
        /// The extension, without the dot.
        extension: String,
    },
    /// It is no text.
    Binary {
        /// What it is instead.
        kind: &'static str,
    },
    /// It is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        max_bytes: u64,
    },
    /// It has no text.
    Empty,
    /// It holds the reference of the file beside it and was read with that.
    Sidecar,
    /// It is a sidecar, but the file that it belongs to is not here.
    StraySidecar,
    /// It is a symbolic link to something outside the roots.
    LinkLeavesRoots,
    /// It is a symbolic link to something that does not exist.
    BrokenLink,
    /// It is a symbolic link to something that is taken under its own name.
    LinkToTaken,
    /// It is neither a file nor a folder.
    NotAFile,
    /// It is the folder of the index.
    OwnFolder,
    /// The system does not let it be read.
    Unreadable {
        /// What the system said.
        error: String,
    },
}

impl fmt::Display for SkipReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hidden => formatter.write_str("hidden"),
            Self::Ignored { pattern } => write!(formatter, "ignored by the pattern `{pattern}`"),
            Self::NoReader { extension } => write!(formatter, "no reader for `.{extension}`"),
            Self::Binary { kind } => write!(formatter, "not text but {kind}"),
            Self::TooLarge { max_bytes } => write!(formatter, "larger than {max_bytes} bytes"),
            Self::Empty => formatter.write_str("empty"),
            Self::Sidecar => formatter.write_str("sidecar, read with its file"),
            Self::StraySidecar => formatter.write_str("sidecar without its file"),
            Self::LinkLeavesRoots => formatter.write_str("symbolic link that leaves the given folders"),
            Self::BrokenLink => formatter.write_str("symbolic link to nothing"),
            Self::LinkToTaken => formatter.write_str("symbolic link to what is read under its own name"),
            Self::NotAFile => formatter.write_str("neither a file nor a folder"),
            Self::OwnFolder => formatter.write_str("the folder of the index"),
            Self::Unreadable { error } => write!(formatter, "unreadable: {error}"),
        }
    }
}

/// An entry that was not taken. A folder stands for all that is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The root and the path below it.
    #[serde(serialize_with = "as_words")]
    pub origin: Origin,
    /// Why.
    #[serde(flatten)]
    pub reason: SkipReason,
}

fn as_words<S: serde::Serializer>(origin: &Origin, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(origin)
}
