//! What passages near the top consist of: their stems, numbered and counted.

use std::{collections::BTreeMap, sync::Arc};

use rustc_hash::FxHashMap;
use tantivy::DocAddress;

use super::{SearchError, collect::Found};
use crate::index::{Reader, Stem};

/// A stem, by its number in [`Profiles`], and how often a passage has it; in the order of the numbers.
pub(super) type Bag = Vec<(usize, f32)>;

/// The stems of passages that were looked at, each passage read once.
///
/// Stems are numbered in the order in which they are met, so that sums over a bag do not depend on the segments that the
/// index happens to have.
pub(super) struct Profiles<'a> {
    reader: &'a Reader,
    numbers: FxHashMap<Arc<Stem>, usize>,
    stems: Vec<Arc<Stem>>,
    bags: BTreeMap<u64, Bag>,
}

impl<'a> Profiles<'a> {
    pub(super) fn new(reader: &'a Reader) -> Self {
        Self { reader, numbers: FxHashMap::default(), stems: Vec::new(), bags: BTreeMap::new() }
    }

    /// Reads the stems of passages, their headings and lead-ins; those first that stand first.
    pub(super) fn read(&mut self, passages: &[(Found, f32)]) -> Result<(), SearchError> {
        let fresh = passages.iter().map(|(found, _)| found).filter(|found| !self.bags.contains_key(&found.key));
        let fresh: Vec<&Found> = fresh.collect();
        let addresses: Vec<DocAddress> = fresh.iter().map(|found| found.address).collect();
        for (found, stems) in fresh.into_iter().zip(self.reader.stems_at(&addresses)?) {
            let bag = self.count(stems);
            self.bags.insert(found.key, bag);
        }
        Ok(())
    }

    fn count(&mut self, stems: Vec<Arc<Stem>>) -> Bag {
        let mut numbers: Vec<usize> = Vec::with_capacity(stems.len());
        for stem in stems {
            let next = self.stems.len();
            let number = *self.numbers.entry(stem).or_insert_with_key(|stem| {
                self.stems.push(Arc::clone(stem));
                next
            });
            numbers.push(number);
        }
        numbers.sort_unstable();
        let mut bag = Bag::new();
        for number in numbers {
            match bag.last_mut().filter(|(last, _)| *last == number) {
                Some((_, count)) => *count += 1.0,
                None => bag.push((number, 1.0)),
            }
        }
        bag
    }

    /// The stems of a passage that was read; none of any other.
    pub(super) fn bag(&self, found: &Found) -> &[(usize, f32)] {
        self.bags.get(&found.key).map_or(&[], Vec::as_slice)
    }

    /// The stem of a number.
    pub(super) fn word(&self, number: usize) -> &str {
        self.stems.get(number).map_or("", |stem| &stem.name)
    }

    /// Share of all passages that have a stem, above 0 and at most 1.
    pub(super) fn chance(&self, number: usize) -> f32 {
        let all = self.reader.statistics().sums().passages.max(1);
        let passages = self.stems.get(number).map_or(0, |stem| stem.passages);
        #[expect(clippy::cast_precision_loss, reason = "a share need not be exact to the last of 2^24 passages")]
        let share = passages.clamp(1, all) as f32 / all as f32;
        share
    }
}
