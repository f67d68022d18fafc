//! Variety: what says nearly the same as a hit above is folded into it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{index::analyser, text};

/// Share of their words, taken together, that two passages must have in common to say nearly the same.
const LEAST_SHARED: f32 = 0.8;

/// Different words below which passages are compared as a whole: short ones share most of their words by chance.
const MIN_WORDS: usize = 8;

/// Hits that are compared word by word, the first ones: it is the first pages that must not be filled.
const MAX_COMPARED: usize = 100;

/// Where a hit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On the page, so many below its first.
    OnPage(usize),
    /// On a page before.
    Before,
}

/// The passages of the hits so far.
#[derive(Default)]
pub(super) struct Seen {
    whole: BTreeMap<String, Place>,
    words: Vec<(BTreeSet<String>, Place)>,
}

impl Seen {
    /// The place of a hit that says nearly the same as `passage`; nothing where there is none.
    pub(super) fn like(&self, passage: &str) -> Option<Place> {
        if let Some(&place) = self.whole.get(text::fold(passage).as_ref()) {
            return Some(place);
        }
        let words = words(passage);
        if words.len() < MIN_WORDS {
            return None;
        }
        self.words.iter().find(|(other, _)| is_alike(&words, other)).map(|&(_, place)| place)
    }

    /// Notes a hit.
    pub(super) fn add(&mut self, passage: &str, place: Place) {
        self.whole.insert(text::fold(passage).into_owned(), place);
        if self.words.len() < MAX_COMPARED {
            self.words.push((words(passage), place));
        }
    }
}

fn words(passage: &str) -> BTreeSet<String> {
    analyser::exact_tokens(passage).into_iter().map(|token| token.term).collect()
}

fn is_alike(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "words of two passages")]
    let number = |count: usize| count as f32;
    let (fewer, more) = (one.len().min(other.len()), one.len().max(other.len()));
    if number(fewer) < LEAST_SHARED * number(more) {
        return false;
    }
    let shared = one.intersection(other).count();
    number(shared) >= LEAST_SHARED * number(one.len() + other.len() - shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_a_word_or_two_is_the_same_and_what_shares_half_is_not() {
        let mut seen = Seen::default();
        seen.add(
            "The owner of a small bakery orders the list of wishes every Monday before the ovens are warm",
            Place::OnPage(3),
        );
        let changed = "The owner of a small bakery orders the list of wishes every Tuesday before the ovens are warm";
        assert_eq!(seen.like(changed), Some(Place::OnPage(3)));
        assert_eq!(seen.like("The owner of a large mill orders grain and sells flour every Monday at noon"), None);
        assert_eq!(seen.like("The owner of a small bakery"), None);
    }
}
