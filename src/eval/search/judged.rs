use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    eval::{
        place::whole_path,
        tags::{EvalError, Trigram, hash_of, trigrams, visible},
    },
    source::{self, Origin, ReadOptions},
    text::{LineIndex, fold, words},
};

/// A query with the passages that were judged for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedQuery {
    /// Short and stable.
    pub id: String,
    /// `tune` or `held-out`.
    pub split: String,
    /// As a researcher types it.
    pub query: String,
    /// Only passages about this role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What was judged; what is not here was not looked at.
    #[serde(default)]
    pub judged: Vec<Graded>,
}

/// Lines of a file and how well they answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graded {
    /// Path below the corpus root, with `/`.
    pub path: String,
    /// First and last line of the file, from 1, both ends in.
    pub lines: [u32; 2],
    /// Of those lines; see [`hash_of`].
    pub hash: String,
    /// 0 no answer, 1 touches the matter, 2 a good answer, 3 what the researcher was looking for.
    pub grade: i32,
    /// Cleaning should have dropped it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub boilerplate: bool,
}

/// Reads judged queries, one JSON object a line.
pub fn read_queries(path: &Path) -> Result<Vec<JudgedQuery>, EvalError> {
    let text = fs::read_to_string(path).map_err(|source| EvalError::Unreadable { path: path.to_owned(), source })?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(line, text)| {
            serde_json::from_str(text).map_err(|source| EvalError::Syntax { path: path.to_owned(), line, source })
        })
        .collect()
}

/// The words behind a judgement.
pub(super) struct JudgedText {
    pub(super) path: String,
    pub(super) grade: i32,
    pub(super) boilerplate: bool,
    pub(super) trigrams: BTreeSet<Trigram>,
    /// Folded, one space between: tells copies.
    pub(super) words: String,
}

/// A file as its lines.
pub(super) struct Raw {
    pub(super) text: String,
    pub(super) lines: LineIndex,
}

/// The files of a corpus, each read once.
pub(super) struct Files<'a> {
    corpus: &'a Path,
    known: BTreeMap<String, Raw>,
}

impl<'a> Files<'a> {
    pub(super) const fn new(corpus: &'a Path) -> Self {
        Self { corpus, known: BTreeMap::new() }
    }

    pub(super) fn raw(&mut self, relative: &str) -> Result<&Raw, EvalError> {
        if !self.known.contains_key(relative) {
            let raw = read(self.corpus, relative)?;
            self.known.insert(relative.to_owned(), raw);
        }
        let raw = self.known.get(relative);
        raw.ok_or_else(|| unreadable(&self.corpus.join(relative), io::ErrorKind::NotFound.into()))
    }

    /// The text that was judged. Fails where its lines are no longer those.
    pub(super) fn text_of(&mut self, graded: &Graded) -> Result<JudgedText, EvalError> {
        let relative = whole_path(self.corpus, &graded.path)?;
        let path = self.corpus.join(&relative);
        let raw = self.raw(&relative)?;
        let [first, last] = graded.lines;
        let text = raw.between(first, last).filter(|text| hash_of(text) == graded.hash);
        let id = format!("{}:{first}", graded.path);
        let text = visible(text.ok_or(EvalError::Changed { id, path, first, last })?);
        let folded: Vec<String> = words(&text).map(|word| fold(word.text).into_owned()).collect();
        Ok(JudgedText {
            path: relative,
            grade: graded.grade,
            boilerplate: graded.boilerplate,
            trigrams: trigrams(&text),
            words: folded.join(" "),
        })
    }
}

impl Raw {
    pub(super) fn between(&self, first: u32, last: u32) -> Option<&str> {
        self.text.get(self.lines.range_of(first)?.start..self.lines.range_of(last)?.end)
    }
}

fn unreadable(path: &Path, source: io::Error) -> EvalError {
    EvalError::Unreadable { path: PathBuf::from(path), source }
}

fn read(corpus: &Path, relative: &str) -> Result<Raw, EvalError> {
    let path = corpus.join(relative);
    let bytes = fs::read(&path).map_err(|source| unreadable(&path, source))?;
    let origin = Origin::File { root: corpus.to_owned(), relative: relative.to_owned() };
    let capture = source::read_bytes(origin, bytes, Some(&path), &ReadOptions::default())
        .map_err(|error| unreadable(&path, io::Error::other(error)))?;
    let lines = LineIndex::new(&capture.text);
    Ok(Raw { text: capture.text, lines })
}
