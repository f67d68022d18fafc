//! Search over one's own articles against judgements of passages.
//!
//! In:  judgements (JSON lines: a query, a role to filter by, judged lines with grades 0 to 3), the folder that their
//! paths count from, an index of that folder. Out: a [`Report`], or a pool of passages that wait for a grade.
//!
//! A hit is a judged passage where both stand in the same file and share at least half of the word trigrams of the
//! shorter of the two, so that judgements outlive small changes of cleaning and splitting. Each judgement counts once
//! a ranking, copies of the same words as one.

mod judged;
mod pool;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

pub use judged::{Graded, JudgedQuery, read_queries};
pub use pool::{Candidate, pool};

use super::{
    retrieval::Measures,
    tags::{EvalError, Trigram, shares_words, trigrams},
};
use crate::{
    index::Reader,
    search::{self, Filters, Request, SearchError, Weights},
    taxonomy::Taxonomy,
};
use judged::{Files, JudgedText};

/// Hits of a query that are looked at.
const DEPTH: usize = 10;

/// Hits that `P@5` looks at.
const FIRST: usize = 5;

/// Grade from which on a passage is a good answer.
const GOOD: i32 = 2;

/// Why an evaluation could not be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchEvalError {
    /// The judgements cannot be used.
    #[error(transparent)]
    Judgements(#[from] EvalError),
    /// A search failed.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// One query under one setting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// nDCG@10 with the grade as gain.
    pub ndcg_10: f64,
    /// Share of the first five that have grade 2 or 3.
    pub p_5: f64,
    /// Passages among the first ten that were judged to be boilerplate.
    pub boilerplate: u32,
    /// Passages among the first ten that nobody has judged.
    pub unjudged: u32,
    /// Hits looked at, ten at most.
    pub hits: u32,
    /// Reference of each hit and its grade, best first; no grade where it is not judged.
    pub ranking: Vec<(String, Option<i32>)>,
}

/// All queries under one setting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// By id of the query.
    pub answers: BTreeMap<String, Answer>,
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Report {
    fn mean(&self, of: impl Fn(&Answer) -> f64) -> f64 {
        let sum: f64 = self.answers.values().map(of).sum();
        sum / f64::from(count(self.answers.len()).max(1))
    }

    /// Mean nDCG@10.
    #[must_use]
    pub fn ndcg_10(&self) -> f64 {
        self.mean(|answer| answer.ndcg_10)
    }

    /// Mean share of good answers among the first five.
    #[must_use]
    pub fn p_5(&self) -> f64 {
        self.mean(|answer| answer.p_5)
    }

    /// Boilerplate among the first ten of all queries.
    #[must_use]
    pub fn boilerplate(&self) -> u32 {
        self.answers.values().map(|answer| answer.boilerplate).sum()
    }

    /// Share of the hits looked at that nobody has judged.
    #[must_use]
    pub fn unjudged(&self) -> f64 {
        let hits: u32 = self.answers.values().map(|answer| answer.hits).sum();
        f64::from(self.answers.values().map(|answer| answer.unjudged).sum::<u32>()) / f64::from(hits.max(1))
    }

    /// nDCG@10 of each query, by id.
    #[must_use]
    pub fn each(&self) -> Vec<f64> {
        self.answers.values().map(|answer| answer.ndcg_10).collect()
    }
}

/// Answers every query under a setting of the weights and compares with the judgements of files below `corpus`.
pub fn evaluate(
    queries: &[JudgedQuery],
    corpus: &Path,
    reader: &Reader,
    taxonomy: &Taxonomy,
    weights: &Weights,
) -> Result<Report, SearchEvalError> {
    let mut files = Files::new(corpus);
    let mut report = Report::default();
    for query in queries {
        let mut judged = Vec::new();
        for graded in &query.judged {
            judged.push(files.text_of(graded)?);
        }
        report.answers.insert(query.id.clone(), answer(query, &judged, reader, taxonomy, weights)?);
    }
    Ok(report)
}

fn hits_of(
    query: &JudgedQuery,
    reader: &Reader,
    taxonomy: &Taxonomy,
    weights: &Weights,
    limit: usize,
) -> Result<Vec<search::Hit>, SearchError> {
    let filters = Filters { role: query.role.iter().cloned().collect(), ..Filters::default() };
    let request = Request {
        query: query.query.clone(),
        filters,
        limit,
        facets: false,
        weights: weights.clone(),
        ..Request::default()
    };
    Ok(search::search(reader, taxonomy, &request)?.hits)
}

fn answer(
    query: &JudgedQuery,
    judged: &[JudgedText],
    reader: &Reader,
    taxonomy: &Taxonomy,
    weights: &Weights,
) -> Result<Answer, SearchError> {
    let mut answer = Answer::default();
    let mut gains: BTreeMap<String, i32> = BTreeMap::new();
    for (words, grade) in distinct(judged) {
        gains.insert(words.to_owned(), grade);
    }
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut ranking = Vec::new();
    for hit in hits_of(query, reader, taxonomy, weights, DEPTH)? {
        let words = trigrams(&hit.passage.text);
        let found = matching(judged, &hit.source.path, &words);
        let best =
            found.iter().filter(|judged| !used.contains(judged.words.as_str())).max_by_key(|judged| judged.grade);
        answer.boilerplate += u32::from(found.iter().any(|judged| judged.boilerplate));
        answer.unjudged += u32::from(found.is_empty());
        let grade = match (best, found.first()) {
            (Some(best), _) => {
                used.insert(&best.words);
                ranking.push((best.words.clone(), hit.score));
                Some(best.grade)
            }
            // A second piece of a passage that counted already.
            (None, Some(again)) => {
                ranking.push((String::new(), hit.score));
                Some(again.grade)
            }
            (None, None) => {
                ranking.push((String::new(), hit.score));
                None
            }
        };
        answer.ranking.push((hit.passage.reference.clone(), grade));
    }
    answer.hits = count(answer.ranking.len());
    answer.ndcg_10 = Measures::of(&ranking, &gains).ndcg_10;
    let good = answer.ranking.iter().take(FIRST).filter(|(_, grade)| grade.is_some_and(|grade| grade >= GOOD)).count();
    answer.p_5 = f64::from(count(good)) / f64::from(count(FIRST));
    Ok(answer)
}

/// The judged texts of a file that a passage of it is part of, or that are part of it.
fn matching<'a>(judged: &'a [JudgedText], path: &str, words: &BTreeSet<Trigram>) -> Vec<&'a JudgedText> {
    judged.iter().filter(|judged| judged.path == path && shares_words(&judged.trigrams, words)).collect()
}

/// Each judged text once, with the best grade that its words were given.
fn distinct(judged: &[JudgedText]) -> BTreeMap<&str, i32> {
    let mut grades: BTreeMap<&str, i32> = BTreeMap::new();
    for judged in judged {
        let grade = grades.entry(judged.words.as_str()).or_insert(judged.grade);
        *grade = (*grade).max(judged.grade);
    }
    grades
}
