//! Judged files: every quotation that a careful reader found in one.

use std::{fs, path::Path};

use serde::Deserialize;

use crate::{
    eval::tags::{EvalError, is_speaker},
    text::fold,
};

/// A file that was read whole, and the quotations in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedFile {
    /// `own` where the path counts from the folder of the bundled articles' repository, `shared` from the corpus.
    pub root: String,
    /// Path below the root, with `/`.
    pub path: String,
    /// First 16 hexadecimal digits of the BLAKE3 hash of the file's lines joined by line feeds.
    pub hash: String,
    /// `tune` or `held-out`.
    pub split: String,
    /// The quotations in order; none is a judgement, too.
    pub quotations: Vec<JudgedWords>,
}

/// A quotation as judged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedWords {
    /// First and last raw line that its words stand in, from 1.
    pub lines: (u32, u32),
    /// Who is quoted, where the file names somebody.
    pub speaker: Option<String>,
    /// Title or function, where the file gives one; how the speaker is described, where nobody is named.
    #[serde(default)]
    pub title: Option<String>,
    /// Organisation, where the file gives one.
    #[serde(default)]
    pub organisation: Option<String>,
    /// How it is attributed, in a word.
    #[serde(default)]
    pub form: Option<String>,
    /// The judge was in doubt.
    #[serde(default)]
    pub uncertain: bool,
}

impl JudgedWords {
    /// Whether the name is that of the speaker. Where the file names nobody: whether it is none but a description,
    /// as is the judged title ("a customer").
    pub(super) fn is_said_by(&self, given: &str) -> bool {
        let described = self.speaker.is_none() && self.title.as_deref().is_some_and(|title| is_same_name(title, given));
        described || is_speaker(self.speaker.as_deref(), given)
    }
}

/// Reads judged files, one JSON object a line; blank lines are skipped.
pub fn read_judged_files(path: &Path) -> Result<Vec<JudgedFile>, EvalError> {
    let text = fs::read_to_string(path).map_err(|source| EvalError::Unreadable { path: path.to_owned(), source })?;
    let rows = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    rows.map(|(row, line)| {
        serde_json::from_str(row).map_err(|source| EvalError::Syntax { path: path.to_owned(), line, source })
    })
    .collect()
}

/// Whether one name holds the other, however they are spelled.
pub(super) fn is_same_name(judged: &str, given: &str) -> bool {
    let (judged, given) = (fold(judged), fold(given));
    !given.is_empty() && (judged.contains(given.as_ref()) || given.contains(judged.as_ref()))
}
