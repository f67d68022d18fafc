//! Facets: what the matches are about and where they stand, counted.
//!
//! In:  the matches of each segment. Out: [`Facets`]. Two columns are read, one number a match each: the source, and
//! roles, topics and stance together ([`tags`]). Values are named and taken apart once for all matches of a segment.

use rustc_hash::FxHashMap;
use serde::Serialize;
use tantivy::{DocId, SegmentReader, columnar::StrColumn};

use crate::index::{
    schema::{SOURCE_COLUMN, TAGS},
    tags,
};

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

/// The sums over the segments so far.
#[derive(Default)]
pub(super) struct Counting {
    /// Of roles, topics and stances.
    tags: [FxHashMap<Box<str>, u64>; 3],
    /// In the order of the ids within a segment.
    sources: Vec<Count>,
    segments: usize,
}

impl Counting {
    /// Counts the matches of a segment, alive documents in ascending order.
    pub(super) fn add(&mut self, segment: &SegmentReader, matched: &[DocId]) -> tantivy::Result<()> {
        let columns = segment.fast_fields();
        if let Some(column) = columns.str(TAGS)? {
            each_value(&column, matched, |packed, count| {
                for (values, sums) in tags::unpack(packed).into_iter().zip(&mut self.tags) {
                    for value in values {
                        match sums.get_mut(value) {
                            Some(sum) => *sum += count,
                            None => drop(sums.insert(value.into(), count)),
                        }
                    }
                }
            })?;
        }
        if let Some(column) = columns.str(SOURCE_COLUMN)? {
            let before = self.sources.len();
            each_value(&column, matched, |id, count| self.sources.push(Count { id: id.to_owned(), count }))?;
            self.segments += usize::from(self.sources.len() > before);
        }
        Ok(())
    }

    pub(super) fn facets(self) -> Facets {
        let [role, topic, stance] = self.tags.map(|sums| {
            let mut counts: Vec<Count> =
                sums.into_iter().map(|(id, count)| Count { id: id.into_string(), count }).collect();
            counts.sort_unstable_by(|one, other| one.id.cmp(&other.id));
            by_count(counts)
        });
        let mut sources = self.sources;
        if self.segments > 1 {
            sources.sort_by(|one, other| one.id.cmp(&other.id));
            sources.dedup_by(|later, first| {
                let same = later.id == first.id;
                if same {
                    first.count += later.count;
                }
                same
            });
        }
        Facets { role, topic, source: by_count(sources), stance }
    }
}

/// Puts counts that stand in the order of their ids in the order of facets.
fn by_count(mut counts: Vec<Count>) -> Vec<Count> {
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}

/// Matches whose values are read in one go.
const BLOCK: usize = 512;

/// Gives each value that documents have in a column of at most one value a document, in the order of the dictionary, with the
/// number of documents.
fn each_value(column: &StrColumn, docs: &[DocId], mut give: impl FnMut(&str, u64)) -> tantivy::Result<()> {
    let mut counts = vec![0_u32; column.num_terms()];
    let mut block = [None; BLOCK];
    for docs in docs.chunks(BLOCK) {
        let Some(ords) = block.get_mut(..docs.len()) else { continue };
        column.ords().first_vals(docs, ords);
        for ord in ords.iter_mut().filter_map(Option::take) {
            if let Some(count) = usize::try_from(ord).ok().and_then(|ord| counts.get_mut(ord)) {
                *count += 1;
            }
        }
    }
    let (ords, counts): (Vec<u64>, Vec<u32>) = (0..).zip(counts).filter(|&(_, count)| count > 0).unzip();
    let mut counts = counts.into_iter();
    // The dictionary holds values one after the other: in its order they are read in one pass.
    column.dictionary().sorted_ords_to_term_cb(&ords, |value| {
        let count = u64::from(counts.next().unwrap_or_default());
        give(std::str::from_utf8(value).unwrap_or_default(), count);
    })?;
    Ok(())
}
