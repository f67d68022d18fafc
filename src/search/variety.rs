//! Variety: what says nearly the same as a hit above is folded into it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{index::analyser, source::SourceId, text};

/// Share of their words, taken together, that two passages must have in common to say nearly the same.
const LEAST_SHARED: f32 = 0.8;

/// The same for two passages of one text: that it is one text is known, what is left open is which passage is which.
/// Of the bundled reprint, spelt the American way and its contractions undone, passages share .77 to 1 with their own
/// counterparts and at most .19 with any other.
const LEAST_SHARED_BY_COPIES: f32 = 0.5;

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

/// A passage as it is compared.
#[derive(Debug)]
pub(super) struct SeenWords {
    whole: String,
    different: BTreeSet<String>,
}

impl SeenWords {
    pub(super) fn of(passage: &str) -> Self {
        let different = analyser::exact_tokens(passage).into_iter().map(|token| token.term).collect();
        Self { whole: text::fold(passage).into_owned(), different }
    }

    /// Whether two passages of one text are the same passage.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        self.whole == other.whole || self.shares(other, LEAST_SHARED_BY_COPIES)
    }

    fn shares(&self, other: &Self, least: f32) -> bool {
        let (one, other) = (&self.different, &other.different);
        #[expect(clippy::cast_precision_loss, reason = "words of two passages")]
        let number = |count: usize| count as f32;
        let (fewer, more) = (one.len().min(other.len()), one.len().max(other.len()));
        if one.len() < MIN_WORDS || number(fewer) < least * number(more) {
            return false;
        }
        let shared = one.intersection(other).count();
        number(shared) >= least * number(one.len() + other.len() - shared)
    }
}

/// A hit that was noted.
#[derive(Debug)]
struct Noted {
    words: SeenWords,
    /// The group of copies that its source is in.
    group: Option<SourceId>,
    place: Place,
}

/// The passages of the hits so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    whole: BTreeMap<String, Place>,
    noted: Vec<Noted>,
}

impl Seen {
    /// The place of a hit that says nearly the same as a passage, whose source is in `group`; nothing where there is
    /// none.
    pub(super) fn like(&self, words: &SeenWords, group: Option<&SourceId>) -> Option<Place> {
        if let Some(&place) = self.whole.get(&words.whole) {
            return Some(place);
        }
        let alike = |noted: &&Noted| {
            let is_copy = group.is_some() && noted.group.as_ref() == group;
            words.shares(&noted.words, if is_copy { LEAST_SHARED_BY_COPIES } else { LEAST_SHARED })
        };
        self.noted.iter().find(alike).map(|noted| noted.place)
    }

    /// Notes a hit.
    pub(super) fn add(&mut self, words: SeenWords, group: Option<SourceId>, place: Place) {
        self.whole.insert(words.whole.clone(), place);
        if self.noted.len() < MAX_COMPARED {
            self.noted.push(Noted { words, group, place });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_a_word_or_two_is_the_same_and_what_shares_half_is_not() {
        let mut seen = Seen::default();
        let text = "The owner of a small bakery orders the list of wishes every Monday before the ovens are warm";
        seen.add(SeenWords::of(text), None, Place::OnPage(3));
        let like = |text: &str| seen.like(&SeenWords::of(text), None);
        let changed = "The owner of a small bakery orders the list of wishes every Tuesday before the ovens are warm";
        assert_eq!(like(changed), Some(Place::OnPage(3)));
        assert_eq!(like("The owner of a large mill orders grain and sells flour every Monday at noon"), None);
        assert_eq!(like("The owner of a small bakery"), None);
    }

    #[test]
    fn copies_of_one_text_may_differ_more() {
        let group = SourceId::of("https://a.example/post");
        let mut seen = Seen::default();
        let text = "We've told the owner that she can't colour the list without the team's favour, and she won't";
        seen.add(SeenWords::of(text), Some(group.clone()), Place::Before);
        let edited = SeenWords::of(
            "We have told the owner that she cannot color the list without the team's favor, and she will not",
        );
        assert_eq!(seen.like(&edited, Some(&group)), Some(Place::Before));
        assert_eq!(seen.like(&edited, None), None);
    }
}
