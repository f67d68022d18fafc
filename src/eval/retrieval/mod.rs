//! Ranking on public collections with relevance judgements.
//!
//! In:  a folder with `corpus.jsonl` or `corpus.jsonl.gz` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`) and
//! `qrels.txt` (TREC: query 0 document gain). Out: a run and its measures.
//!
//! Every document is one passage, its title the heading, in an index made by the same schema and analyser and ranked
//! by the same function as any other. The questions are not written in the query language: they are taken as words.

mod collection;
mod measure;

use std::{collections::BTreeMap, io, path::Path};

pub use collection::{Collection, CollectionError, Question};
pub use measure::{Measures, average, randomisation};

use crate::{
    index::Reader,
    search::{self, Weights, query},
    taxonomy::Taxonomy,
};

/// Documents in the ranking of a question, as in TREC runs.
const DEPTH: usize = 1000;

/// A ranking: documents with scores, best first.
pub type Ranking = Vec<(String, f32)>;

/// What one setting of the weights gives on a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// By id of the question.
    pub rankings: BTreeMap<String, Ranking>,
    /// The same for the measures; questions without a relevant document are left out.
    pub measures: BTreeMap<String, Measures>,
}

impl Run {
    /// Answers all judged questions of a collection from the index that was made of it.
    pub fn of(collection: &Collection, reader: &Reader, weights: &Weights) -> Result<Self, CollectionError> {
        let taxonomy = Taxonomy::empty();
        let documents = collection.documents_by_key();
        let mut run = Self { rankings: BTreeMap::new(), measures: BTreeMap::new() };
        for question in &collection.questions {
            let Some(gains) = collection.gains.get(&question.id) else { continue };
            let ranked = search::ranking(reader, &taxonomy, &query::words(&question.text), weights, DEPTH)?;
            let ranking: Ranking = ranked
                .into_iter()
                .filter_map(|(key, score)| Some(((*documents.get(&key)?).to_owned(), score)))
                .collect();
            if gains.values().any(|&gain| gain > 0) {
                run.measures.insert(question.id.clone(), Measures::of(&ranking, gains));
            }
            run.rankings.insert(question.id.clone(), ranking);
        }
        Ok(run)
    }

    /// Means over the questions.
    #[must_use]
    pub fn mean(&self) -> Measures {
        average(self.measures.values())
    }

    /// Writes the run in TREC's format. Scores are made to fall strictly, so that any reader sees the same order.
    pub fn write_trec(&self, name: &str, out: &mut impl io::Write) -> io::Result<()> {
        for (question, ranking) in &self.rankings {
            let mut last = f64::INFINITY;
            for (rank, (document, score)) in (1..).zip(ranking) {
                let step = if last.is_finite() { last - last.abs().max(1e-6) * 1e-6 } else { last };
                last = f64::from(*score).min(step);
                writeln!(out, "{question} Q0 {document} {rank} {last:.9} {name}")?;
            }
        }
        Ok(())
    }
}

/// Makes an index of a collection in `scratch`, an empty directory that the caller removes.
pub fn index(collection: &Collection, scratch: &Path) -> Result<Reader, CollectionError> {
    collection.index(scratch)
}
