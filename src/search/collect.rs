//! Which passages match: all of them counted, the best of them kept, facets counted.

use std::{cmp::Reverse, collections::BinaryHeap};

use rustc_hash::FxHashMap;
use serde::Serialize;
use tantivy::{
    DocAddress, DocId, DocSet, SegmentReader, TERMINATED,
    columnar::{Column, StrColumn},
    query::{EnableScoring, Query as EngineQuery, Weight},
    schema::{Field, IndexRecordOption},
};

use crate::index::{Fields, Reader};

/// A value and how many matches have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Id of the role, topic or source; name of the stance.
    pub id: String,
    /// Matches, before copies are folded.
    pub count: u64,
}

/// What the matches are about and where they stand: by count, then by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// Roles that they are about.
    pub role: Vec<Count>,
    /// Topics.
    pub topic: Vec<Count>,
    /// Sources.
    pub source: Vec<Count>,
    /// Stances.
    pub stance: Vec<Count>,
}

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

/// One column of strings and how often each was met.
struct Counter {
    column: Option<StrColumn>,
    ords: Option<Column<u64>>,
    counts: Vec<u32>,
}

impl Counter {
    fn new(segment: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(name)?;
        let counts = vec![0; column.as_ref().map_or(0, |column| column.num_terms())];
        let ords = column.as_ref().map(|column| column.ords().clone());
        Ok(Self { column, ords, counts })
    }

    fn count(&mut self, docs: &[DocId]) {
        let Some(ords) = &self.ords else { return };
        for &doc in docs {
            for ord in ords.values_for_doc(doc) {
                if let Some(count) = usize::try_from(ord).ok().and_then(|ord| self.counts.get_mut(ord)) {
                    *count += 1;
                }
            }
        }
    }

    /// Names are read in the order of the dictionary, which holds them one after the other.
    fn add_to(&self, sums: &mut Sums) -> tantivy::Result<()> {
        let Some(column) = &self.column else { return Ok(()) };
        let (ords, counts): (Vec<u64>, Vec<u32>) =
            (0..).zip(self.counts.iter().copied()).filter(|&(_, count)| count > 0).unzip();
        let mut counts = counts.into_iter();
        column.dictionary().sorted_ords_to_term_cb(&ords, |name| {
            let count = u64::from(counts.next().unwrap_or_default());
            match sums.get_mut(name) {
                Some(sum) => *sum += count,
                None => drop(sums.insert(name.into(), count)),
            }
        })?;
        Ok(())
    }
}

/// A value's bytes and how many matches have it.
type Sums = FxHashMap<Box<[u8]>, u64>;

/// From this share of a segment's passages on, one in so many, matches are counted by walking the passages of each value
/// instead of the values of each match: a list of passages is read several times faster.
const DENSE: usize = 8;

/// Counts the values of a field over `matched`, alive documents in ascending order.
fn count_values(segment: &SegmentReader, facet: Facet, matched: &[DocId], sums: &mut Sums) -> tantivy::Result<()> {
    let max_doc = usize::try_from(segment.max_doc()).unwrap_or(usize::MAX);
    if facet.few_values && matched.len().saturating_mul(DENSE) >= max_doc {
        return count_by_value(segment, facet.field, matched, sums);
    }
    let mut counter = Counter::new(segment, facet.name)?;
    counter.count(matched);
    counter.add_to(sums)
}

fn count_by_value(segment: &SegmentReader, field: Field, matched: &[DocId], sums: &mut Sums) -> tantivy::Result<()> {
    let place = |doc: DocId| (usize::try_from(doc / 64).unwrap_or(usize::MAX), 1_u64 << (doc % 64));
    let mut is_matched = vec![0_u64; usize::try_from(segment.max_doc()).unwrap_or_default() / 64 + 1];
    for &doc in matched {
        let (word, bit) = place(doc);
        if let Some(word) = is_matched.get_mut(word) {
            *word |= bit;
        }
    }
    let inverted = segment.inverted_index(field)?;
    let mut values = inverted.terms().stream()?;
    while values.advance() {
        let mut passages = inverted.read_postings_from_terminfo(values.value(), IndexRecordOption::Basic)?;
        let mut count = 0;
        while passages.doc() != TERMINATED {
            let (word, bit) = place(passages.doc());
            count += u64::from(is_matched.get(word).is_some_and(|word| word & bit != 0));
            passages.advance();
        }
        if count > 0 {
            *sums.entry(values.key().into()).or_default() += count;
        }
    }
    Ok(())
}

/// A field whose values are counted.
#[derive(Clone, Copy)]
struct Facet {
    name: &'static str,
    field: Field,
    /// Whether it has some dozens of values, as tags have, not one or more a source.
    few_values: bool,
}

fn facets_of(fields: &Fields) -> [Facet; 4] {
    [
        Facet { name: "about", field: fields.about, few_values: true },
        Facet { name: "topic", field: fields.topic, few_values: true },
        Facet { name: "source", field: fields.source, few_values: false },
        Facet { name: "stance", field: fields.stance, few_values: true },
    ]
}

/// Runs a query over all segments, one after the other.
pub(super) fn collect(reader: &Reader, query: &dyn EngineQuery, keep: usize, facets: bool) -> tantivy::Result<Matches> {
    let statistics = reader.statistics();
    let searcher = reader.searcher();
    let weight = query.weight(EnableScoring::enabled_from_statistics_provider(&statistics, searcher))?;
    let mut heap: BinaryHeap<Reverse<Candidate>> = BinaryHeap::with_capacity(keep.min(10_000) + 1);
    let mut total = 0;
    let mut sums: [Sums; 4] = Default::default();
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
            for (facet, sums) in facets_of(reader.fields()).into_iter().zip(&mut sums) {
                count_values(segment, facet, &matched, sums)?;
            }
        }
    }
    let best = heap.into_sorted_vec().into_iter().map(|Reverse(Candidate(found))| found).collect();
    let [role, topic, source, stance] = sums.map(by_count);
    Ok(Matches { total, best, facets: Facets { role, topic, source, stance } })
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

fn by_count(sums: Sums) -> Vec<Count> {
    let mut counts: Vec<Count> = sums.into_iter().map(|(id, count)| Count { id: named(id), count }).collect();
    counts.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.id.cmp(&other.id)));
    counts
}

/// The bytes of a term of a text field as text, without a copy: they were text when they were indexed.
fn named(bytes: Box<[u8]>) -> String {
    String::from_utf8(bytes.into_vec()).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
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
