use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::{
    stems::Stems,
    words::{RawWords, fold_word},
};

/// What a field keeps of a word.
pub(super) trait Form: Clone + Default + Send + Sync + 'static {
    /// Writes the term of a word into `term`; empty where the field leaves the word out.
    fn write(&mut self, word: &str, term: &mut String);
}

/// Every word, folded: the exact field.
#[derive(Clone, Debug, Default)]
pub(super) struct Exact;

impl Form for Exact {
    fn write(&mut self, word: &str, term: &mut String) {
        fold_word(word, term);
    }
}

/// Stems without stop words: the ranking field. Positions count the words that are left, so lengths are those that BM25 sees.
#[derive(Debug, Default)]
pub(super) struct Stemmed {
    folded: String,
    stems: Stems,
}

impl Clone for Stemmed {
    /// A new one: what the other has remembered is not worth copying.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Form for Stemmed {
    fn write(&mut self, word: &str, term: &mut String) {
        term.clear();
        fold_word(word, &mut self.folded);
        term.push_str(self.stems.stem(&self.folded).unwrap_or_default());
    }
}

/// Cuts a text into the terms of one form.
#[derive(Clone, Debug, Default)]
pub(super) struct WordTokenizer<F> {
    token: Token,
    form: F,
}

/// Tokenizer of the exact field.
pub(super) type ExactTokenizer = WordTokenizer<Exact>;

/// Tokenizer of the ranking field.
pub(super) type StemTokenizer = WordTokenizer<Stemmed>;

/// The terms of a text.
pub(super) struct WordStream<'a, F> {
    text: &'a str,
    words: RawWords<'a>,
    token: &'a mut Token,
    form: &'a mut F,
}

impl<F: Form> Tokenizer for WordTokenizer<F> {
    type TokenStream<'a> = WordStream<'a, F>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a, F> {
        self.token.reset();
        WordStream { text, words: RawWords::new(text), token: &mut self.token, form: &mut self.form }
    }
}

impl<F: Form> TokenStream for WordStream<'_, F> {
    fn advance(&mut self) -> bool {
        for range in self.words.by_ref() {
            self.form.write(self.text.get(range.clone()).unwrap_or_default(), &mut self.token.text);
            if !self.token.text.is_empty() {
                self.token.offset_from = range.start;
                self.token.offset_to = range.end;
                self.token.position = self.token.position.wrapping_add(1);
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
