use std::{fmt, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::Reference;

/// What kind of text a capture holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MediaType {
    /// A saved web page.
    Html,
    /// Markdown, with or without front matter; MDX is tolerated.
    Markdown,
    /// Text without markup.
    Plain,
}

/// Where a capture came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// A file: the root that was given and the path below it (the file's own name where the root is the file).
    File {
        /// The file or folder that was named for ingestion, made absolute.
        root: PathBuf,
        /// The path below the root, with `/` between parts.
        relative: String,
    },
    /// Standard input.
    StandardInput,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { relative, .. } => formatter.write_str(relative),
            Self::StandardInput => formatter.write_str("-"),
        }
    }
}

/// Identity of a source: 16 hexadecimal digits of the BLAKE3 hash of its URL, else of its path below the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(String);

impl SourceId {
    /// The identity that belongs to a URL or a path below a root.
    #[must_use]
    pub fn of(identity: &str) -> Self {
        let hash = blake3::hash(identity.as_bytes()).to_hex();
        Self(hash.chars().take(16).collect())
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// One saved copy of a citable work as received, decoded to UTF-8.
#[derive(Clone, Debug)]
pub struct Capture {
    /// Where it came from.
    pub origin: Origin,
    /// What kind of text it is.
    pub media_type: MediaType,
    /// The whole text. Offsets called *raw* index this; it equals the file's bytes where the file is UTF-8.
    pub text: String,
    /// Name of the character set that the bytes were decoded from (`UTF-8`, `windows-1252`, …).
    pub charset: &'static str,
    /// What a sidecar beside the file says; wins over everything found inside.
    pub sidecar: Reference,
}

impl Capture {
    /// A text that is there already, as if it had come in UTF-8 without a sidecar.
    #[must_use]
    pub fn of_text(origin: Origin, media_type: MediaType, text: String) -> Self {
        Self { origin, media_type, text, charset: "UTF-8", sidecar: Reference::default() }
    }
}
