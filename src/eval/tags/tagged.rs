//! Files of a corpus with their passages and tags, and which of them a judged text is.

use std::{
    collections::BTreeSet,
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

use super::{
    judgement::{EvalError, Judgement, hash_of},
    score::share,
};
use crate::{
    clean::{self, Article, CleanOptions},
    eval::place::whole_path,
    passage::{self, Passage, SplitOptions},
    source::{self, Capture, Origin, ReadOptions},
    tag::{Evidence, NamedFeatures, Tagger, Tags},
    text::{LineIndex, fold, words},
};

/// Share of the shorter text's word trigrams that a passage must hold to count as the judged text.
const LEAST_SHARED: f64 = 0.5;

/// A file of the corpus with its passages and their tags.
pub(in crate::eval) struct Tagged {
    path: PathBuf,
    raw: String,
    lines: LineIndex,
    article: Article,
    split: Vec<Passage>,
    pub(in crate::eval) passages: Vec<TaggedPassage>,
}

pub(in crate::eval) struct TaggedPassage {
    pub(in crate::eval) text: String,
    pub(super) trigrams: BTreeSet<Trigram>,
    /// Folded words with their bytes in the passage's text.
    words: Vec<(String, Range<usize>)>,
    pub(in crate::eval) tags: Tags,
}

impl TaggedPassage {
    fn new(passage: &Passage, tags: Tags) -> Self {
        let text = passage.text.as_str();
        let words =
            words(text).map(|word| (fold(word.text).into_owned(), word.start..word.start + word.text.len())).collect();
        Self { text: text.to_owned(), trigrams: trigrams(text), words, tags }
    }

    /// Bytes of the passage's text that hold the judged words.
    pub(super) fn judged_bytes(&self, judged: &BTreeSet<Trigram>) -> Vec<Range<usize>> {
        /// Words between two judged stretches, at most: a marker or a link.
        const MOST_BETWEEN: usize = 6;
        /// Shorter agreements are by chance.
        const FEWEST_WORDS: usize = 5;
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (at, window) in self.words.windows(3).enumerate() {
            let trigram = [0, 1, 2].map(|step| window.get(step).map(|(word, _)| word.clone()).unwrap_or_default());
            if judged.contains(&trigram) {
                match runs.last_mut() {
                    Some(run) if at <= run.end => run.end = at + 3,
                    _ => runs.push(at..at + 3),
                }
            }
        }
        let longest = runs.iter().map(Range::len).max().unwrap_or_default();
        runs.retain(|run| run.len() >= FEWEST_WORDS.min(longest));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for run in runs {
            match joined.last_mut() {
                Some(last) if run.start <= last.end + MOST_BETWEEN => last.end = run.end,
                _ => joined.push(run),
            }
        }
        let byte = |at: usize| self.words.get(at).map(|(_, bytes)| bytes.clone()).unwrap_or_default();
        joined.into_iter().map(|run| byte(run.start).start..byte(run.end - 1).end).collect()
    }
}

/// Whether a tag speaks of the judged bytes: its evidence stands in them, or comes from a heading and the like.
pub(super) fn speaks_of(evidence: &[Evidence], judged: &[Range<usize>]) -> bool {
    evidence.is_empty()
        || evidence.iter().any(|evidence| {
            evidence.bytes.is_none_or(|(start, end)| {
                judged.iter().any(|range| (start as usize) < range.end && end as usize > range.start)
            })
        })
}

pub(in crate::eval) type Trigram = [String; 3];

pub(in crate::eval) fn trigrams(text: &str) -> BTreeSet<Trigram> {
    let folded: Vec<String> = words(text).map(|word| fold(word.text).into_owned()).collect();
    if folded.len() < 3 {
        return std::iter::once([0, 1, 2].map(|at| folded.get(at).cloned().unwrap_or_default())).collect();
    }
    folded.windows(3).filter_map(|window| <Trigram>::try_from(window.to_vec()).ok()).collect()
}

/// The words that a reader sees: without tags and the targets of links.
pub(in crate::eval) fn visible(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let (mut in_tag, mut in_target) = (false, false);
    let mut before = ' ';
    for character in raw.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            '(' if before == ']' => in_target = true,
            ')' if in_target => in_target = false,
            _ if !in_tag && !in_target => text.push(character),
            _ => {}
        }
        before = character;
    }
    text
}

/// Whether at least half of some words stand in others, as trigrams.
pub(in crate::eval) fn is_held(words: &BTreeSet<Trigram>, all: &BTreeSet<Trigram>) -> bool {
    words.intersection(all).count() * 2 >= words.len().max(1)
}

pub(in crate::eval) fn shares_words(a: &BTreeSet<Trigram>, b: &BTreeSet<Trigram>) -> bool {
    let shorter = a.len().min(b.len());
    let shared = a.intersection(b).count();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    shared > 0 && share(count(shared), count(shorter)) >= LEAST_SHARED
}

fn cleaned(corpus: &Path, relative: &str) -> Result<(Capture, Article), EvalError> {
    let path = corpus.join(relative);
    let bytes = fs::read(&path).map_err(|source| EvalError::Unreadable { path: path.clone(), source })?;
    let unreadable = |source: Box<dyn std::error::Error + Send + Sync>| EvalError::Unreadable {
        path: path.clone(),
        source: io::Error::other(source),
    };
    let origin = Origin::File { root: corpus.to_owned(), relative: relative.to_owned() };
    let capture = source::read_bytes(origin, bytes, Some(&path), &ReadOptions::default())
        .map_err(|error| unreadable(Box::new(error)))?;
    let article = clean::clean(&capture, &CleanOptions::default()).map_err(|error| unreadable(Box::new(error)))?;
    Ok((capture, article))
}

impl Tagged {
    pub(in crate::eval) fn read(corpus: &Path, relative: &str, tagger: &Tagger) -> Result<Self, EvalError> {
        let relative = &whole_path(corpus, relative)?;
        let path = corpus.join(relative);
        let (capture, article) = cleaned(corpus, relative)?;
        let split = passage::split(&article, &SplitOptions::default());
        let tags = tagger.tag(&article, &split);
        let passages = split.iter().zip(tags).map(|(passage, tags)| TaggedPassage::new(passage, tags)).collect();
        let lines = LineIndex::new(&capture.text);
        Ok(Self { path, raw: capture.text, lines, article, split, passages })
    }

    /// The roles that come into question for each passage.
    pub(super) fn candidates(&self, tagger: &Tagger) -> Vec<Vec<NamedFeatures>> {
        tagger.candidates(&self.article, &self.split)
    }

    /// Fails where the file is not the one that was judged.
    pub(in crate::eval) fn expect_hash(&self, hash: &str) -> Result<(), EvalError> {
        if hash_of(&self.raw) == hash { Ok(()) } else { Err(EvalError::FileChanged { path: self.path.clone() }) }
    }

    /// The words of some lines, those that a reader sees and those in attributes of tags.
    pub(in crate::eval) fn words_in(&self, (first, last): (u32, u32)) -> BTreeSet<Trigram> {
        let mut words = trigrams(&self.visible_lines(first, last));
        words.append(&mut trigrams(self.raw_lines(first, last)));
        words
    }

    fn raw_lines(&self, first: u32, last: u32) -> &str {
        let start = self.lines.range_of(first).map_or(0, |range| range.start);
        let end = self.lines.range_of(last).map_or(start, |range| range.end);
        self.raw.get(start..end).unwrap_or_default()
    }

    pub(in crate::eval) fn visible_lines(&self, first: u32, last: u32) -> String {
        visible(self.raw_lines(first, last))
    }

    pub(super) fn judged_text(&self, judgement: &Judgement) -> Result<&str, EvalError> {
        let changed = || EvalError::Changed {
            id: judgement.id.clone(),
            path: self.path.clone(),
            first: judgement.line_start,
            last: judgement.line_end,
        };
        let first = self.lines.range_of(judgement.line_start).ok_or_else(changed)?;
        let last = self.lines.range_of(judgement.line_end).ok_or_else(changed)?;
        let text = self.raw.get(first.start..last.end).ok_or_else(changed)?;
        match &judgement.hash {
            Some(hash) if *hash != hash_of(text) => Err(changed()),
            _ => Ok(text),
        }
    }
}
