//! The analyser: texts and queries become the terms that are indexed and searched.
//!
//! In:  any text. Out: tokens with byte offsets. The *exact* form keeps every word, folded, with its position; the
//! *stem* form leaves stop words out and gives stems, for ranking.
//!
//! Always: one pass, linear in the text; the same word gives the same term in a text and in a query.
//! A change to anything here needs a new [`VERSION`]: an index keeps the terms it was made with.

mod stems;
mod tokenizer;
mod words;

use std::ops::Range;

use tantivy::tokenizer::TokenizerManager;

pub use stems::{Stems, is_stop_word};
use tokenizer::{ExactTokenizer, StemTokenizer};
use words::{RawWords, fold_word};

/// Version of the terms; an index made with another one must be rebuilt.
pub const VERSION: u32 = 1;

/// Name of the tokenizer that keeps all words as they are, folded.
pub const EXACT: &str = "exact";

/// Name of the tokenizer that stems and leaves stop words out.
pub const STEM: &str = "stem";

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::tokenizer::{TokenStream, Tokenizer};

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
