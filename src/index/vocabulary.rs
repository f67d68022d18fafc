//! The stems of passages, from the column that keeps them in their order, and how many passages have each.
//!
//! In:  addresses that the engine gave. Out: a passage's stems, repeats too. Names and frequencies stand in the
//! engine's dictionaries, where a look-up costs more than the sums that it is made for: a [`Reader`] looks each stem up
//! once. Always: what comes out does not depend on what was asked before.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, SegmentReader, Term};

use super::{IndexError, Reader, schema::STEM_COLUMN};

/// Stems that a reader remembers at most, some 100 bytes each. English text uses some 50,000; the rest is names and
/// noise.
const MAX_KNOWN: usize = 200_000;

/// A stem of the index.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Stem {
    /// As it is indexed.
    pub name: Box<str>,
    /// Documents that have it in their text, headings or lead-in.
    pub passages: u64,
}

/// The stems that were looked up.
#[derive(Default)]
pub(super) struct Vocabulary(Mutex<Known>);

#[derive(Default)]
struct Known {
    by_place: FxHashMap<Place, Arc<Stem>>,
    by_name: FxHashMap<Box<str>, Arc<Stem>>,
}

/// A segment and the ordinal of a stem in its column.
type Place = (u32, u64);

impl fmt::Debug for Vocabulary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Vocabulary")
    }
}

impl Reader {
    /// The stems of each of some passages: its headings, its lead-in, its text, each stem as often as it stands there.
    pub fn stems_at(&self, passages: &[DocAddress]) -> Result<Vec<Vec<Arc<Stem>>>, IndexError> {
        self.read_stems(passages).map_err(|error| IndexError::of_engine(self.dir(), error))
    }

    fn read_stems(&self, passages: &[DocAddress]) -> tantivy::Result<Vec<Vec<Arc<Stem>>>> {
        let places = self.places(passages)?;
        let mut stems: FxHashMap<Place, Arc<Stem>> = FxHashMap::default();
        let mut unknown: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        {
            let known = self.vocabulary.0.lock().unwrap_or_else(PoisonError::into_inner);
            for &place in places.iter().flatten() {
                if stems.contains_key(&place) {
                    continue;
                }
                match known.by_place.get(&place) {
                    Some(stem) => drop(stems.insert(place, Arc::clone(stem))),
                    None => unknown.entry(place.0).or_default().push(place.1),
                }
            }
        }
        if !unknown.is_empty() {
            stems.extend(self.look_up(unknown)?);
        }
        let stems_of = |places: Vec<Place>| places.iter().filter_map(|place| stems.get(place).cloned()).collect();
        Ok(places.into_iter().map(stems_of).collect())
    }

    /// Where the stems of passages stand in the columns.
    fn places(&self, passages: &[DocAddress]) -> tantivy::Result<Vec<Vec<Place>>> {
        let mut columns = BTreeMap::new();
        for &DocAddress { segment_ord, .. } in passages {
            if let std::collections::btree_map::Entry::Vacant(place) = columns.entry(segment_ord) {
                place.insert(self.searcher().segment_reader(segment_ord).fast_fields().str(STEM_COLUMN)?);
            }
        }
        let places = |address: &DocAddress| -> Vec<Place> {
            let column = columns.get(&address.segment_ord).into_iter().flatten();
            let ords = column.flat_map(|column| column.ords().values_for_doc(address.doc_id));
            ords.map(|ord| (address.segment_ord, ord)).collect()
        };
        Ok(passages.iter().map(places).collect())
    }

    /// Names and frequencies of ordinals, from the dictionaries: each is read in its own order.
    fn look_up(&self, unknown: BTreeMap<u32, Vec<u64>>) -> tantivy::Result<Vec<(Place, Arc<Stem>)>> {
        let mut named: Vec<(String, Place)> = Vec::new();
        for (segment_ord, mut ords) in unknown {
            ords.sort_unstable();
            ords.dedup();
            let segment = self.searcher().segment_reader(segment_ord);
            each_name(segment, &ords, |ord, name| named.push((name.to_owned(), (segment_ord, ord))))?;
        }
        named.sort_unstable();
        let groups: Vec<&[(String, Place)]> = named.chunk_by(|one, other| one.0 == other.0).collect();
        let mut stems: Vec<Option<Arc<Stem>>> = {
            let known = self.vocabulary.0.lock().unwrap_or_else(PoisonError::into_inner);
            groups.iter().map(|group| known.by_name.get(group.first()?.0.as_str()).cloned()).collect()
        };
        let fresh: Vec<(usize, &str)> = (0..)
            .zip(groups.iter().zip(&stems))
            .filter_map(|(at, (group, known))| Some((at, group.first().filter(|_| known.is_none())?.0.as_str())))
            .collect();
        for ((at, name), passages) in fresh.iter().zip(self.frequencies(&fresh)?) {
            if let Some(stem) = stems.get_mut(*at) {
                *stem = Some(Arc::new(Stem { name: (*name).into(), passages }));
            }
        }
        let found: Vec<(Place, Arc<Stem>)> = groups
            .iter()
            .zip(stems)
            .filter_map(|(group, stem)| Some((*group, stem?)))
            .flat_map(|(group, stem)| group.iter().map(move |&(_, place)| (place, Arc::clone(&stem))))
            .collect();
        let mut known = self.vocabulary.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, stem) in &found {
            if known.by_place.len() >= MAX_KNOWN {
                break;
            }
            known.by_place.insert(*place, Arc::clone(stem));
            known.by_name.entry(stem.name.clone()).or_insert_with(|| Arc::clone(stem));
        }
        Ok(found)
    }

    /// Documents that have each of some stems, in alphabetical order: one dictionary after the other.
    fn frequencies(&self, stems: &[(usize, &str)]) -> tantivy::Result<Vec<u64>> {
        let field = self.fields().stem;
        let mut sums = vec![0; stems.len()];
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(field)?;
            for (sum, (_, stem)) in sums.iter_mut().zip(stems) {
                *sum += u64::from(inverted.doc_freq(&Term::from_field_text(field, stem))?);
            }
        }
        Ok(sums)
    }
}

/// Gives the names of ordinals, sorted: in their order the dictionary is read in one pass.
fn each_name(segment: &SegmentReader, ords: &[u64], mut give: impl FnMut(u64, &str)) -> tantivy::Result<()> {
    let Some(column) = segment.fast_fields().str(STEM_COLUMN)? else { return Ok(()) };
    let mut next = ords.iter();
    column.dictionary().sorted_ords_to_term_cb(ords, |name| {
        if let (Some(&ord), Ok(name)) = (next.next(), std::str::from_utf8(name)) {
            give(ord, name);
        }
    })?;
    Ok(())
}
