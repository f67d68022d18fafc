//! The company that words keep: how far all the words of a passage speak for or against a topic.
//!
//! A list of phrases knows what names a topic; the words around say whether the passage is about it ("velocity" beside
//! "points" and "team"). Each word that is known has a weight for each topic, trained by `scripts/train-topics` as a
//! correction to what the phrases say.

use std::{collections::BTreeMap, sync::LazyLock};

use rustc_hash::FxHashMap;

use super::{document::Segment, reading::Reading};
use crate::taxonomy::Taxonomy;

/// Units of the weights in `topic_words.csv`.
const UNIT: f32 = 0.01;

/// Weights of words for topics.
#[derive(Debug)]
struct Model {
    /// Ids of the topics, in the order of the weights.
    topics: Vec<&'static str>,
    words: FxHashMap<&'static str, Word>,
}

#[derive(Debug)]
struct Word {
    /// How rare the word is: the logarithm of all training passages over those that hold it.
    rarity: f32,
    weights: Vec<f32>,
}

/// The model in use; the file has a column a topic, an empty cell where a weight is nothing.
static MODEL: LazyLock<Model> = LazyLock::new(|| read(include_str!("topic_words.csv")));

fn read(text: &'static str) -> Model {
    let mut lines = text.lines().map(|line| line.split(','));
    let topics = lines.next().map(|header| header.skip(2).collect()).unwrap_or_default();
    let number = |cell: &str| cell.parse::<f32>().unwrap_or_default() * UNIT;
    let words = lines.filter_map(|mut cells| {
        let (word, rarity) = (cells.next()?, number(cells.next()?));
        Some((word, Word { rarity, weights: cells.map(number).collect() }))
    });
    Model { topics, words: words.collect() }
}

/// The model made ready for a taxonomy. Topics that it does not know are left to their phrases.
#[derive(Debug)]
pub(super) struct Company {
    /// For each topic of the taxonomy its place in the model.
    columns: Vec<Option<usize>>,
}

/// The words of a passage that the model knows.
pub(super) struct Kept<'model> {
    /// The word, its first token in the reading, and its share of the passage: how often it stands there and how rare
    /// it is, so that the squares of all add up to 1.
    words: Vec<(&'model Word, usize, f32)>,
}

impl Company {
    pub(super) fn new(taxonomy: &Taxonomy) -> Self {
        let column = |id: &str| MODEL.topics.iter().position(|topic| *topic == id);
        Self { columns: taxonomy.topics.iter().map(|topic| column(topic.id.as_str())).collect() }
    }

    /// Looks the words of a passage's parts up.
    pub(super) fn of(reading: &Reading, parts: &[Segment<'_>]) -> Kept<'static> {
        let mut counts: FxHashMap<&str, (usize, f32)> = FxHashMap::default();
        for token in parts.iter().flat_map(|part| part.tokens.clone()) {
            counts.entry(reading.word(token)).or_insert((token, 0.0)).1 += 1.0;
        }
        let known = counts.iter().filter_map(|(word, &(first, count))| Some((MODEL.words.get(*word)?, first, count)));
        let mut words: Vec<_> =
            known.map(|(word, first, count)| (word, first, (1.0 + count.ln()) * word.rarity)).collect();
        // In the order of the text: a sum of rounded numbers depends on the order.
        words.sort_unstable_by_key(|&(_, first, _)| first);
        let length = words.iter().map(|(_, _, share)| share * share).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        for (_, _, share) in &mut words {
            *share /= length;
        }
        Kept { words }
    }

    /// What the words add to the strength of a topic (an index of the taxonomy), and the tokens of the words that speak
    /// for it most, strongest first.
    pub(super) fn speaks_for(&self, topic: u16, kept: &Kept<'_>) -> (f32, Vec<usize>) {
        /// A person reads no more than this.
        const MOST_WORDS: usize = 3;
        /// A word that adds less is no reason.
        const LEAST: f32 = 0.05;
        let Some(column) = self.columns.get(usize::from(topic)).copied().flatten() else { return (0.0, Vec::new()) };
        let adds = |&(word, first, share): &(&Word, usize, f32)| {
            (first, share * word.weights.get(column).copied().unwrap_or_default())
        };
        let sum = kept.words.iter().map(adds).map(|(_, adds)| adds).sum();
        if sum < LEAST {
            return (sum, Vec::new());
        }
        let mut strongest: Vec<(usize, f32)> = kept.words.iter().map(adds).filter(|&(_, adds)| adds >= LEAST).collect();
        strongest.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        (sum, strongest.into_iter().take(MOST_WORDS).map(|(first, _)| first).collect())
    }

    /// Topics of the taxonomy that the model knows.
    pub(super) fn known(&self) -> impl Iterator<Item = u16> {
        (0_u16..).zip(&self.columns).filter(|(_, column)| column.is_some()).map(|(topic, _)| topic)
    }
}

/// Each word of a passage's parts and how often it stands there: what the model is trained on.
pub(super) fn counts(reading: &Reading, parts: &[Segment<'_>]) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for token in parts.iter().flat_map(|part| part.tokens.clone()) {
        if reading.tokens.get(token).is_some_and(|token| !token.shape.mark) {
            *counts.entry(reading.word(token).to_owned()).or_default() += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_has_a_weight_a_topic_and_knows_the_topics_built_in() {
        let ids: Vec<String> = Taxonomy::built_in().topics.iter().map(|topic| topic.id.as_str().to_owned()).collect();
        assert_eq!(MODEL.topics, ids);
        assert!(MODEL.words.len() > 500, "{} words", MODEL.words.len());
        for (text, word) in &MODEL.words {
            assert_eq!(word.weights.len(), ids.len(), "{text}");
            assert!(word.rarity > 0.0 && word.weights.iter().all(|weight| weight.is_finite()), "{text}");
        }
    }
}
