//! Judgements: what a person said of some lines of a file.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::discourse::Stance;

/// What a person said of some lines of a file.
#[derive(Clone, Debug, Deserialize)]
pub struct Judgement {
    /// Name of the judgement.
    pub id: String,
    /// Path below the corpus root, with `/`.
    pub path: String,
    /// First line, from 1.
    pub line_start: u32,
    /// Last line, included.
    pub line_end: u32,
    /// First 16 hexadecimal digits of the BLAKE3 hash of the lines joined by line feeds, where it was noted.
    #[serde(default)]
    pub hash: Option<String>,
    /// Roles that it makes a claim on.
    pub roles_about: BTreeSet<String>,
    /// Roles that it only names.
    pub roles_mentioned: BTreeSet<String>,
    /// Topics.
    pub topics: BTreeSet<String>,
    /// No content: furniture or promotion.
    #[serde(default)]
    pub boilerplate: bool,
    /// What makes it hard.
    #[serde(default)]
    pub hard_case: Vec<String>,
    /// The judge was in doubt.
    #[serde(default)]
    pub uncertain: bool,
    /// `tune` or `held-out`.
    #[serde(default)]
    pub split: Option<String>,
    /// `own` where the path counts from the folder of the bundled articles' repository, else from the corpus.
    #[serde(default)]
    pub root: Option<String>,
    /// How the text holds what it says, where it was judged.
    #[serde(default)]
    pub stance: Option<Stance>,
    /// Words of persons in it, where they were judged.
    #[serde(default)]
    pub quotations: Option<Vec<JudgedQuotation>>,
}

/// A quotation as judged.
#[derive(Clone, Debug, Deserialize)]
pub struct JudgedQuotation {
    /// Who is quoted, where the passage names somebody.
    pub speaker: Option<String>,
    /// First line.
    pub line_start: u32,
    /// Last line, included.
    pub line_end: u32,
    /// How it begins, where that was noted.
    #[serde(default)]
    pub first_words: Option<String>,
}

/// Why an evaluation could not be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// The judgements or a file of the corpus could not be read.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A line of the judgements is not of their form.
    #[error("cannot parse judgement in `{path}`, line {line}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What the parser said.
        #[source]
        source: serde_json::Error,
    },
    /// The lines of the corpus are not those that were judged.
    #[error("`{path}` lines {first} to {last} have changed since judgement `{id}`")]
    Changed {
        /// The judgement.
        id: String,
        /// The file of the corpus.
        path: PathBuf,
        /// First line.
        first: u32,
        /// Last line.
        last: u32,
    },
    /// A file of the corpus is not the one that was judged.
    #[error("`{path}` has changed since it was judged")]
    FileChanged {
        /// The file.
        path: PathBuf,
    },
}

/// Reads judgements, one JSON object a line; blank lines are skipped.
pub fn read_judgements(path: &Path) -> Result<Vec<Judgement>, EvalError> {
    let text = fs::read_to_string(path).map_err(|source| EvalError::Unreadable { path: path.to_owned(), source })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|source| EvalError::Syntax {
                path: path.to_owned(),
                line: at + 1,
                source,
            })
        })
        .collect()
}

/// The hash that a judgement notes of its lines: 16 hexadecimal digits of BLAKE3 over the lines, joined by line
/// feeds, without the line end after the last.
#[must_use]
pub fn hash_of(lines: &str) -> String {
    let joined = lines.lines().collect::<Vec<_>>().join("\n");
    blake3::hash(joined.as_bytes()).to_hex().chars().take(16).collect()
}
