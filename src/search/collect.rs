//! Which passages match: all of them counted, the best of them kept, facets counted.

use std::{cmp::Reverse, collections::BinaryHeap};

use tantivy::{
    DocAddress, DocId,
    query::{EnableScoring, Query as EngineQuery, Weight},
};

use super::facets::{Counting, Facets};
use crate::index::Reader;

/// Where a matching passage is, and the first score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) address: DocAddress,
    pub(super) score: f32,
    /// Orders passages of the same score.
    pub(super) key: u64,
}

pub(super) struct Matches {
    pub(super) total: u64,
    /// Best first, ties by key; at most as many as were asked for.
    pub(super) best: Vec<Found>,
    pub(super) facets: Facets,
}

/// A candidate in the heap: the worst on top.
#[derive(PartialEq)]
struct Candidate(Found);

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.score.total_cmp(&other.0.score).then(other.0.key.cmp(&self.0.key))
    }
}

/// Runs a query over all segments, one after the other.
pub(super) fn collect(reader: &Reader, query: &dyn EngineQuery, keep: usize, facets: bool) -> tantivy::Result<Matches> {
    let statistics = reader.statistics();
    let searcher = reader.searcher();
    let weight = query.weight(EnableScoring::enabled_from_statistics_provider(&statistics, searcher))?;
    let mut heap: BinaryHeap<Reverse<Candidate>> = BinaryHeap::with_capacity(keep.min(10_000) + 1);
    let mut total = 0;
    let mut counting = Counting::default();
    let mut matched: Vec<DocId> = Vec::new();
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let keys = segment.fast_fields().u64("key")?;
        matched.clear();
        let alive = segment.alive_bitset();
        let mut threshold = heap_threshold(&heap, keep);
        weight.for_each(segment, &mut |doc, score| {
            if alive.is_some_and(|alive| !alive.is_alive(doc)) {
                return;
            }
            total += 1;
            if facets {
                matched.push(doc);
            }
            if keep == 0 || threshold.is_some_and(|threshold| score < threshold) {
                return;
            }
            let key = keys.first(doc).unwrap_or(0);
            heap.push(Reverse(Candidate(Found { address: DocAddress::new(ordinal, doc), score, key })));
            if heap.len() > keep {
                heap.pop();
            }
            threshold = heap_threshold(&heap, keep);
        })?;
        if facets {
            counting.add(segment, &matched)?;
        }
    }
    let best = heap.into_sorted_vec().into_iter().map(|Reverse(Candidate(found))| found).collect();
    Ok(Matches { total, best, facets: counting.facets() })
}

/// How many passages match, without a score.
pub(super) fn count(reader: &Reader, query: &dyn EngineQuery) -> tantivy::Result<u64> {
    let searcher = reader.searcher();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut total = 0;
    for segment in searcher.segment_readers() {
        total += u64::from(weight.count(segment)?);
    }
    Ok(total)
}

fn heap_threshold(heap: &BinaryHeap<Reverse<Candidate>>, keep: usize) -> Option<f32> {
    (heap.len() >= keep).then(|| heap.peek().map(|Reverse(worst)| worst.0.score)).flatten()
}

/// Scores `found`, which is in the order of the index, by one clause; 0 where the clause does not match.
pub(super) fn score_all(
    reader: &Reader,
    query: &dyn EngineQuery,
    found: &[Found],
    mut add: impl FnMut(usize, f32),
) -> tantivy::Result<()> {
    let statistics = reader.statistics();
    let searcher = reader.searcher();
    let weight: Box<dyn Weight> =
        query.weight(EnableScoring::enabled_from_statistics_provider(&statistics, searcher))?;
    let mut at = 0;
    while let Some(segment_ord) = found.get(at).map(|found| found.address.segment_ord) {
        let mut scorer = weight.scorer(searcher.segment_reader(segment_ord), 1.0)?;
        while let Some(candidate) = found.get(at).filter(|found| found.address.segment_ord == segment_ord) {
            let target = candidate.address.doc_id;
            let doc = if scorer.doc() < target { scorer.seek(target) } else { scorer.doc() };
            if doc == target {
                add(at, scorer.score());
            }
            at += 1;
        }
    }
    Ok(())
}

/// Where all documents are that match, in the order of the index.
pub(super) fn collect_addresses(reader: &Reader, query: &dyn EngineQuery) -> tantivy::Result<Vec<DocAddress>> {
    let searcher = reader.searcher();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut found = Vec::new();
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let alive = segment.alive_bitset();
        weight.for_each_no_score(segment, &mut |docs| {
            let alive = docs.iter().filter(|&&doc| alive.is_none_or(|alive| alive.is_alive(doc)));
            found.extend(alive.map(|&doc| DocAddress::new(ordinal, doc)));
        })?;
    }
    Ok(found)
}
