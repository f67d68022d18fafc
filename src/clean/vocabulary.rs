use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashMap;

use super::Article;
use crate::text::{fold, word_hash, words};

/// A word in the form in which it is compared: folded, without a plural `s` or a possessive.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    let folded = fold(word);
    let len = match folded.as_bytes() {
        [base @ .., b'\'', b's'] => stem_len(base),
        all => stem_len(all),
    };
    match folded {
        Cow::Borrowed(folded) => Cow::Borrowed(folded.get(..len).unwrap_or(folded)),
        Cow::Owned(mut folded) => {
            folded.truncate(len);
            Cow::Owned(folded)
        }
    }
}

/// The length of a word without its plural `s`.
const fn stem_len(word: &[u8]) -> usize {
    match word {
        [.., b's', b's'] => word.len(),
        [_, _, _, .., b's'] => word.len() - 1,
        _ => word.len(),
    }
}

fn hash(word: &str) -> u64 {
    word_hash(&stem(word))
}

/// A word that stands this often in suspected places is the document's own all the same.
const MAX_SUSPECTED: usize = 2;

/// How often words stand in an article outside the places that are in question.
pub(super) struct Vocabulary {
    /// By the hash of the stem: the words are needed no more.
    counts: FxHashMap<u64, usize>,
    total: usize,
}

impl Vocabulary {
    /// Counts the words of the kept blocks and of the title, less those of `places`: bytes of a block's text.
    ///
    /// An advert may stand in an article twice; what stands there more often is what the article is about.
    pub(super) fn of<'places>(article: &Article, places: impl Iterator<Item = (usize, &'places Range<usize>)>) -> Self {
        let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
        let title = article.reference.title.as_deref().unwrap_or_default();
        let texts = article.kept().map(|block| block.text.as_str()).chain([title]);
        let mut total = 0;
        for word in texts.flat_map(words) {
            total += 1;
            *counts.entry(hash(word.text)).or_default() += 1;
        }
        let mut suspected: FxHashMap<u64, usize> = FxHashMap::default();
        for (block, range) in places {
            let text = article.blocks.get(block).and_then(|block| block.text.as_str().get(range.clone()));
            for word in words(text.unwrap_or_default()) {
                let hash = hash(word.text);
                let seen = suspected.entry(hash).or_default();
                *seen += 1;
                if *seen <= MAX_SUSPECTED
                    && let Some(count) = counts.get_mut(&hash)
                {
                    *count = count.saturating_sub(1);
                }
            }
        }
        Self { counts, total }
    }

    /// How many words the article has.
    pub(super) const fn total(&self) -> usize {
        self.total
    }

    /// How often a word stands elsewhere.
    pub(super) fn count(&self, word: &str) -> usize {
        self.counts.get(&hash(word)).copied().unwrap_or_default()
    }
}
