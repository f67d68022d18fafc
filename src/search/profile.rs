//! What passages near the top consist of: the engine keeps no vectors of its documents, so they are analysed again.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::Term;

use super::{SearchError, collect::Found};
use crate::index::{
    Reader,
    analyser::{self, Stems},
};

/// A stem, by its number in [`Profiles`], and how often a passage has it; in the order of the numbers.
pub(super) type Bag = Vec<(usize, f32)>;

/// The stems of passages that were looked at, each passage read once.
pub(super) struct Profiles<'a> {
    reader: &'a Reader,
    stems: &'a mut Stems,
    numbers: FxHashMap<String, usize>,
    words: Vec<String>,
    /// Passages in the index that have the word; looked up once.
    frequencies: Vec<Option<u64>>,
    bags: BTreeMap<u64, Bag>,
}

impl<'a> Profiles<'a> {
    pub(super) fn new(reader: &'a Reader, stems: &'a mut Stems) -> Self {
        let (words, frequencies) = (Vec::new(), Vec::new());
        Self { reader, stems, numbers: FxHashMap::default(), words, frequencies, bags: BTreeMap::new() }
    }

    /// The stems of a passage, its headings and lead-in.
    pub(super) fn bag(&mut self, found: &Found) -> Result<&Bag, SearchError> {
        if !self.bags.contains_key(&found.key) {
            let passage = self.reader.words_at(found.address)?;
            let texts = passage.heading.iter().chain(&passage.context).chain(std::iter::once(&passage.text));
            let mut numbers = Vec::new();
            let mut folded = String::new();
            for text in texts {
                analyser::each_folded(text, &mut folded, |word| {
                    if let Some(stem) = self.stems.stem(word) {
                        let known = self.numbers.get(stem).copied();
                        numbers.push(known.unwrap_or_else(|| {
                            let number = self.words.len();
                            self.numbers.insert(stem.to_owned(), number);
                            self.words.push(stem.to_owned());
                            self.frequencies.push(None);
                            number
                        }));
                    }
                });
            }
            numbers.sort_unstable();
            let mut bag = Bag::new();
            for number in numbers {
                match bag.last_mut().filter(|(last, _)| *last == number) {
                    Some((_, count)) => *count += 1.0,
                    None => bag.push((number, 1.0)),
                }
            }
            self.bags.insert(found.key, bag);
        }
        Ok(self.bags.entry(found.key).or_default())
    }

    /// The stem of a number.
    pub(super) fn word(&self, number: usize) -> &str {
        self.words.get(number).map_or("", String::as_str)
    }

    /// Share of all passages that have a stem, above 0 and at most 1.
    pub(super) fn chance(&mut self, number: usize) -> Result<f32, SearchError> {
        let known = self.frequencies.get(number).copied().flatten();
        let passages = if let Some(known) = known {
            known
        } else {
            let term = Term::from_field_text(self.reader.fields().stem, self.word(number));
            let passages =
                self.reader.searcher().doc_freq(&term).map_err(|error| SearchError::engine(self.reader, error))?;
            if let Some(slot) = self.frequencies.get_mut(number) {
                *slot = Some(passages);
            }
            passages
        };
        let all = self.reader.statistics().sums().passages.max(1);
        #[expect(clippy::cast_precision_loss, reason = "a share need not be exact to the last of 2^24 passages")]
        Ok(passages.clamp(1, all) as f32 / all as f32)
    }
}
