use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::LazyLock,
};

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

/// Words whose stems are remembered by one analyser. English text uses some 50,000; the rest is names and noise.
const MAX_CACHED_STEMS: usize = 100_000;

static STOP_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("stop_words.txt").lines().filter(|line| !line.starts_with('#')).map(str::trim).collect()
});

static OWN_STEMS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let table: std::collections::BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("stems.toml")).expect("the built-in table of stems is valid TOML");
    table.into_iter().flat_map(|(stem, words)| words.into_iter().map(move |word| (word, stem.clone()))).collect()
});

/// Stems folded words and remembers them.
pub struct Stems {
    stemmer: Stemmer,
    known: FxHashMap<Box<str>, Option<Box<str>>>,
    /// For a word that finds no place in the full cache.
    last: String,
}

impl Default for Stems {
    fn default() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), known: FxHashMap::default(), last: String::new() }
    }
}

impl fmt::Debug for Stems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stems").field("known", &self.known.len()).finish_non_exhaustive()
    }
}

impl Stems {
    /// The stem of a folded word, or nothing for a stop word.
    pub fn stem(&mut self, folded: &str) -> Option<&str> {
        if self.known.len() >= MAX_CACHED_STEMS && !self.known.contains_key(folded) {
            let stem = stem_of(&self.stemmer, folded)?;
            self.last.clear();
            self.last.push_str(&stem);
            return Some(&self.last);
        }
        // Two look-ups on a hit would cost more than the clone of a key on a miss.
        if !self.known.contains_key(folded) {
            self.known.insert(folded.into(), stem_of(&self.stemmer, folded));
        }
        self.known.get(folded)?.as_deref()
    }
}

fn stem_of(stemmer: &Stemmer, folded: &str) -> Option<Box<str>> {
    if STOP_WORDS.contains(folded) {
        return None;
    }
    if let Some(own) = OWN_STEMS.get(folded) {
        return Some(own.as_str().into());
    }
    Some(stemmer.stem(folded).into())
}

/// Whether the ranking field leaves a folded word out.
#[must_use]
pub fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.contains(folded)
}
