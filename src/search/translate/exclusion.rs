//! What a query must not match.
//!
//! In:  a node. Out: the same as a clause of exclusion.
//!
//! The engine asks an excluded part about passages in order from the first on, also those before the part's own first, which the
//! scorer of a phrase in tantivy 0.27 does not allow for (`seek_danger` in `phrase_scorer.rs`). Here such a question is answered
//! from where the part stands.

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TantivyError,
    query::{EnableScoring, Explanation, Occur, Query, Scorer, Weight},
};

use crate::search::node::Node;

/// The clause that excludes what `node` matches.
pub(super) fn without(node: Node) -> (Occur, Node) {
    (Occur::MustNot, Box::new(Excluded(node)))
}

#[derive(Debug)]
struct Excluded(Node);

impl Clone for Excluded {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for Excluded {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ExcludedWeight(self.0.weight(scoring)?)))
    }
}

struct ExcludedWeight(Box<dyn Weight>);

impl Weight for ExcludedWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(FromWhereItStands(self.0.scorer(segment, boost)?)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("an exclusion has no score to explain".to_owned()))
    }
}

/// A scorer that keeps [`DocSet`]'s own `seek_danger`: it moves only forward and never past a valid state.
struct FromWhereItStands(Box<dyn Scorer>);

impl DocSet for FromWhereItStands {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }

    fn cost(&self) -> u64 {
        self.0.cost()
    }
}

impl Scorer for FromWhereItStands {
    fn score(&mut self) -> Score {
        self.0.score()
    }
}
