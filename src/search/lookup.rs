//! Looking passages up by their words, without a query: for checking a text against the index.

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocSet, SegmentReader, TERMINATED, Term, schema::IndexRecordOption};

use super::{SearchError, collect, node::phrase_query};
use crate::index::{
    Reader,
    analyser::{self, Stems},
    record::PassageRecord,
};

/// Entries of posting lists that looking for the likest passages may read. Rare words come first, so that what is left
/// out says little; a list entry takes some nanoseconds.
const MAX_ENTRIES: u64 = 60_000;

/// Words that the likest passages are looked for by, at most; the rarest of a text.
const MAX_WORDS: usize = 24;

/// Finds passages by words.
#[derive(Debug)]
pub struct Lookup<'reader> {
    reader: &'reader Reader,
    stems: Stems,
    rarities: FxHashMap<String, f32>,
}

impl<'reader> Lookup<'reader> {
    /// Over all passages of an index.
    #[must_use]
    pub fn new(reader: &'reader Reader) -> Self {
        Self { reader, stems: Stems::default(), rarities: FxHashMap::default() }
    }

    /// Passages that hold the words of `text` one after the other, case, accents, punctuation and British spelling
    /// aside; at most `most`, those that `prefers` (by the source's id) first. In the order of the passages' ids.
    pub fn holding(
        &self,
        text: &str,
        most: usize,
        prefers: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<PassageRecord>, SearchError> {
        let words: Vec<String> = analyser::exact_tokens(text).into_iter().map(|token| token.term).collect();
        let Some(query) = phrase_query(self.reader.fields().text, &words, 0) else { return Ok(Vec::new()) };
        let mut found = collect::collect_addresses(self.reader, query.as_ref()).map_err(|error| self.engine(error))?;
        if found.len() > most {
            let mut keyed = self.keyed(&found, prefers).map_err(|error| self.engine(error))?;
            keyed.sort_unstable();
            found = keyed.into_iter().take(most).map(|(_, _, address)| address).collect();
        }
        self.records(&found)
    }

    /// For each address: whether its source is not preferred, its key, the address.
    fn keyed(
        &self,
        found: &[DocAddress],
        prefers: &dyn Fn(&str) -> bool,
    ) -> tantivy::Result<Vec<(bool, u64, DocAddress)>> {
        let mut keyed = Vec::with_capacity(found.len());
        let mut id = String::new();
        for (ordinal, segment) in (0..).zip(self.reader.searcher().segment_readers()) {
            let keys = segment.fast_fields().u64("key")?;
            let sources = segment.fast_fields().str("source")?;
            for &address in found.iter().filter(|address| address.segment_ord == ordinal) {
                id.clear();
                if let Some(sources) = &sources
                    && let Some(ord) = sources.ords().first(address.doc_id)
                {
                    sources.ord_to_str(ord, &mut id)?;
                }
                keyed.push((!prefers(&id), keys.first(address.doc_id).unwrap_or(0), address));
            }
        }
        Ok(keyed)
    }

    /// The passages that share most with `text`: by the sum of the rarities of the words that they, their headings or
    /// their lead-ins hold in any form; ties by id. At most `most`.
    pub fn likest(&mut self, text: &str, most: usize) -> Result<Vec<PassageRecord>, SearchError> {
        let scored = self.scored(text).map_err(|error| SearchError::engine(self.reader, error))?;
        let best: Vec<DocAddress> = scored.into_iter().take(most).map(|(_, _, address)| address).collect();
        best.iter().map(|&address| Ok(self.reader.passage_at(address)?)).collect()
    }

    fn scored(&mut self, text: &str) -> tantivy::Result<Vec<(f32, u64, DocAddress)>> {
        let (field, searcher) = (self.reader.fields().stem, self.reader.searcher());
        let mut terms: Vec<(u64, String)> = Vec::new();
        for token in analyser::exact_tokens(text) {
            let Some(stem) = self.stems.stem(&token.term) else { continue };
            if terms.iter().all(|(_, known)| known != stem) {
                let frequency = searcher.doc_freq(&Term::from_field_text(field, stem))?;
                terms.push((frequency, stem.to_owned()));
            }
        }
        terms.retain(|(frequency, _)| *frequency > 0);
        terms.sort_unstable();
        let mut entries = 0;
        let mut chosen: Vec<(f32, Term)> = Vec::new();
        for (frequency, stem) in terms.into_iter().take(MAX_WORDS) {
            entries += frequency;
            if entries > MAX_ENTRIES && chosen.len() >= 2 {
                break;
            }
            chosen.push((self.rarity_of(frequency), Term::from_field_text(field, &stem)));
        }
        let mut scored = Vec::new();
        for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
            let keys = segment.fast_fields().u64("key")?;
            for (doc, score) in sums(segment, &chosen)? {
                scored.push((score, keys.first(doc).unwrap_or(0), DocAddress::new(ordinal, doc)));
            }
        }
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        Ok(scored)
    }

    /// How rare a word is among the passages: the inverse document frequency of BM25. 0 for no word.
    pub fn rarity(&mut self, word: &str) -> f32 {
        if let Some(&known) = self.rarities.get(word) {
            return known;
        }
        let rarity = analyser::exact_tokens(word).into_iter().map(|token| {
            let term = Term::from_field_text(self.reader.fields().text, &token.term);
            self.rarity_of(self.reader.searcher().doc_freq(&term).unwrap_or(0))
        });
        let rarity = rarity.fold(0.0, f32::max);
        self.rarities.insert(word.to_owned(), rarity);
        rarity
    }

    /// Whether any passage holds a word.
    pub fn knows(&mut self, word: &str) -> bool {
        self.rarity(word) < self.rarity_of(0)
    }

    #[expect(clippy::cast_precision_loss, reason = "a weight; counts are far below 2^24 where it matters")]
    fn rarity_of(&self, frequency: u64) -> f32 {
        let passages = self.reader.statistics().sums().passages.max(frequency) as f32;
        let frequency = frequency as f32;
        (1.0 + (passages - frequency + 0.5) / (frequency + 0.5)).ln()
    }

    fn records(&self, found: &[DocAddress]) -> Result<Vec<PassageRecord>, SearchError> {
        let mut records = Vec::with_capacity(found.len());
        for &address in found {
            records.push(self.reader.passage_at(address)?);
        }
        records.sort_by(|one: &PassageRecord, other| one.id.cmp(&other.id));
        Ok(records)
    }

    fn engine(&self, error: tantivy::TantivyError) -> SearchError {
        SearchError::engine(self.reader, error)
    }
}

fn sums(segment: &SegmentReader, terms: &[(f32, Term)]) -> tantivy::Result<Vec<(u32, f32)>> {
    let mut sums: FxHashMap<u32, f32> = FxHashMap::default();
    for (weight, term) in terms {
        let inverted = segment.inverted_index(term.field())?;
        let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else { continue };
        let mut doc = postings.doc();
        while doc != TERMINATED {
            *sums.entry(doc).or_default() += weight;
            doc = postings.advance();
        }
    }
    let mut sums: Vec<(u32, f32)> = sums.into_iter().filter(|&(doc, _)| !segment.is_deleted(doc)).collect();
    sums.sort_unstable_by_key(|&(doc, _)| doc);
    Ok(sums)
}
