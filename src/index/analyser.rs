//! The analyser: texts and queries become the terms that are indexed and searched.
//!
//! In:  any text. Out: tokens with byte offsets. The *exact* form keeps every word, folded, with its position; the
//! *stem* form leaves stop words out and gives stems, for ranking.
//!
//! Always: one pass, linear in the text; the same word gives the same term in a text and in a query.
//! A change to anything here needs a new [`VERSION`]: an index keeps the terms it was made with.

mod words;

use std::{
    collections::{HashMap, HashSet},
    fmt,
    ops::Range,
    sync::LazyLock,
};

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use words::{RawWords, fold_word};

/// Version of the terms; an index made with another one must be rebuilt.
pub const VERSION: u32 = 1;

/// Name of the tokenizer that keeps all words as they are, folded.
pub const EXACT: &str = "exact";

/// Name of the tokenizer that stems and leaves stop words out.
pub const STEM: &str = "stem";

/// Words whose stems are remembered by one analyser. English text uses some 50,000; the rest is names and noise.
const MAX_CACHED_STEMS: usize = 100_000;

static STOP_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("analyser/stop_words.txt").lines().filter(|line| !line.starts_with('#')).map(str::trim).collect()
});

static OWN_STEMS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let table: std::collections::BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("analyser/stems.toml")).expect("the built-in table of stems is valid TOML");
    table.into_iter().flat_map(|(stem, words)| words.into_iter().map(move |word| (word, stem.clone()))).collect()
});

/// Makes both tokenizers known to an index.
pub fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(EXACT, ExactTokenizer::default());
    tokenizers.register(STEM, StemTokenizer::default());
}

/// The words of a text as they are written, as byte ranges, in order: letters and digits, apostrophes inside, each
/// Chinese or Japanese character by itself.
pub fn raw_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    RawWords::new(text)
}

/// A word of a text and the term it is in the exact field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactToken {
    /// The folded word.
    pub term: String,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// The words of a text as the exact field has them; the index in the list is the position.
#[must_use]
pub fn exact_tokens(text: &str) -> Vec<ExactToken> {
    let mut term = String::new();
    RawWords::new(text)
        .filter_map(|range| {
            fold_word(text.get(range.clone())?, &mut term);
            (!term.is_empty()).then(|| ExactToken { term: term.clone(), range })
        })
        .collect()
}

/// Calls `visit` with each folded word of a text, in order, written into `folded`.
pub fn each_folded(text: &str, folded: &mut String, mut visit: impl FnMut(&str)) {
    for range in RawWords::new(text) {
        fold_word(text.get(range).unwrap_or_default(), folded);
        if !folded.is_empty() {
            visit(folded);
        }
    }
}

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

/// Tokenizer of the exact field.
#[derive(Clone, Debug, Default)]
pub struct ExactTokenizer {
    token: Token,
}

/// Tokenizer of the ranking field.
#[derive(Debug, Default)]
pub struct StemTokenizer {
    token: Token,
    folded: String,
    stems: Stems,
}

impl Clone for StemTokenizer {
    /// A new tokenizer: what the other has remembered is not worth copying.
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Tokens of the exact field.
pub struct ExactStream<'a> {
    text: &'a str,
    words: RawWords<'a>,
    token: &'a mut Token,
}

/// Tokens of the ranking field. Positions count the words that are left, so lengths are those that BM25 sees.
pub struct StemStream<'a> {
    text: &'a str,
    words: RawWords<'a>,
    token: &'a mut Token,
    folded: &'a mut String,
    stems: &'a mut Stems,
}

impl Tokenizer for ExactTokenizer {
    type TokenStream<'a> = ExactStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ExactStream<'a> {
        self.token.reset();
        ExactStream { text, words: RawWords::new(text), token: &mut self.token }
    }
}

impl Tokenizer for StemTokenizer {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
        self.token.reset();
        StemStream {
            text,
            words: RawWords::new(text),
            token: &mut self.token,
            folded: &mut self.folded,
            stems: &mut self.stems,
        }
    }
}

fn place(token: &mut Token, range: &Range<usize>) {
    token.offset_from = range.start;
    token.offset_to = range.end;
    token.position = token.position.wrapping_add(1);
}

impl TokenStream for ExactStream<'_> {
    fn advance(&mut self) -> bool {
        for range in self.words.by_ref() {
            fold_word(self.text.get(range.clone()).unwrap_or_default(), &mut self.token.text);
            if !self.token.text.is_empty() {
                place(self.token, &range);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        for range in self.words.by_ref() {
            fold_word(self.text.get(range.clone()).unwrap_or_default(), self.folded);
            if let Some(stem) = self.stems.stem(self.folded).filter(|stem| !stem.is_empty()) {
                self.token.text.clear();
                self.token.text.push_str(stem);
                place(self.token, &range);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(mut tokenizer: impl Tokenizer, text: &str) -> Vec<String> {
        let mut stream = tokenizer.token_stream(text);
        let mut terms = Vec::new();
        while let Some(token) = stream.next() {
            assert_eq!(token.position, terms.len());
            terms.push(token.text.clone());
        }
        terms
    }

    #[test]
    fn exact_terms_keep_all_words_in_their_places() {
        assert_eq!(
            terms(ExactTokenizer::default(), "The PO’s – “organisation” of the backlog"),
            ["the", "po", "organization", "of", "the", "backlog"]
        );
    }

    #[test]
    fn stem_terms_leave_stop_words_out() {
        assert_eq!(terms(StemTokenizer::default(), "What do the Product Owners do?"), ["product", "owner"]);
    }

    #[test]
    fn stems_keep_apart_what_the_field_keeps_apart() {
        let mut stems = Stems::default();
        let mut stem = |word: &str| stems.stem(word).map(str::to_owned);
        for (one, other) in
            [("product", "production"), ("manager", "management"), ("business", "busy"), ("organize", "organic")]
        {
            assert_ne!(stem(one), stem(other), "{one} and {other}");
        }
        for (one, other) in
            [("product", "products"), ("manager", "managers"), ("owner", "owners"), ("prioritize", "prioritizing")]
        {
            assert_eq!(stem(one), stem(other), "{one} and {other}");
        }
    }

    #[test]
    fn the_stop_list_is_folded_and_sorted() {
        let words: Vec<_> =
            include_str!("analyser/stop_words.txt").lines().filter(|line| !line.starts_with('#')).collect();
        assert!(words.is_sorted());
        let mut folded = String::new();
        for word in words {
            fold_word(word, &mut folded);
            assert_eq!(folded, word);
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_tokens_at_character_boundaries(text in any::<String>()) {
            let mut last = 0;
            for token in exact_tokens(&text) {
                prop_assert!(token.range.start >= last && text.get(token.range.clone()).is_some());
                last = token.range.end;
            }
            prop_assert_eq!(terms(ExactTokenizer::default(), &text).len(), exact_tokens(&text).len());
            let _ = terms(StemTokenizer::default(), &text);
        }
    }
}
