//! What the engine understands, put together from small parts.

use std::ops::Bound;

use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, PhraseQuery, Query as EngineQuery, RangeQuery,
        TermQuery,
    },
    schema::{Field as EngineField, IndexRecordOption},
};

use crate::text;

/// A query of the engine.
pub(super) type Node = Box<dyn EngineQuery>;

/// A term, with its frequencies where the field has them.
pub(super) fn term_query(field: EngineField, text: &str) -> Node {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

/// Matches without a score.
pub(super) fn unscored(query: Node) -> Node {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// Scores by so much.
pub(super) fn boosted(query: Node, weight: f32) -> Node {
    Box::new(BoostQuery::new(query, weight))
}

/// Any of these; nothing for none.
pub(super) fn union(mut queries: Vec<Node>) -> Option<Node> {
    if queries.len() > 1 { Some(Box::new(BooleanQuery::union(queries))) } else { queries.pop() }
}

/// All of these; nothing for none.
pub(super) fn intersection(mut queries: Vec<Node>) -> Option<Node> {
    if queries.len() > 1 { Some(Box::new(BooleanQuery::intersection(queries))) } else { queries.pop() }
}

/// Words in this order in a field with positions; nothing for no words.
pub(super) fn phrase_query(field: EngineField, words: &[String], slop: u32) -> Option<Node> {
    match words {
        [] => None,
        [word] => Some(term_query(field, word)),
        words => {
            let terms = words.iter().map(|word| Term::from_field_text(field, word)).enumerate().collect();
            Some(Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop)))
        }
    }
}

/// Words that begin so. Nothing where the prefix is several words by the analyser.
pub(super) fn prefix_query(field: EngineField, prefix: &str) -> Option<Node> {
    let folded = text::fold(prefix).replace('\'', "");
    if folded.is_empty() {
        return Some(Box::new(EmptyQuery));
    }
    // The index has American spelling: "organis*" means "organiz…" too.
    let american = ["is", "ys"].iter().find_map(|british| {
        let stem = folded.strip_suffix(british)?;
        Some(format!("{stem}{}z", british.chars().next()?))
    });
    let ranges = std::iter::once(folded).chain(american).map(|prefix| {
        let below = Term::from_field_text(field, &format!("{prefix}\u{10ffff}"));
        let range: Node =
            Box::new(RangeQuery::new(Bound::Included(Term::from_field_text(field, &prefix)), Bound::Excluded(below)));
        range
    });
    union(ranges.collect())
}

/// Everything.
pub(super) fn everything() -> Node {
    Box::new(AllQuery)
}
