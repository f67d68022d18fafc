//! Texts for the tests of cleaning, as they would be read from a file.

use super::{Article, CleanOptions, clean};
use crate::source::{Capture, MediaType, Origin, Reference};

/// A text, read as `media_type`.
pub(super) fn capture(media_type: MediaType, text: &str) -> Capture {
    Capture {
        origin: Origin::StandardInput,
        media_type,
        text: text.to_owned(),
        charset: "UTF-8",
        sidecar: Reference::default(),
    }
}

/// Its article.
pub(super) fn cleaned(media_type: MediaType, text: &str) -> Article {
    clean(&capture(media_type, text), &CleanOptions::default()).expect("a short text can be cleaned")
}
