//! Which judged quotation is meant by each that was given.

use std::collections::BTreeSet;

use super::judgement::JudgedWords;
use crate::{
    discourse::{Attribution, Quotation},
    eval::tags::{Trigram, is_held, trigrams},
    text::fold,
};

/// A quotation as the program gives it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'passage> {
    pub(super) text: &'passage str,
    pub(super) attribution: &'passage Attribution,
}

impl<'passage> Given<'passage> {
    /// `text` is that of the passage which holds it.
    pub(super) fn new(text: &'passage str, found: &'passage Quotation) -> Self {
        Self { text: text.get(found.range.clone()).unwrap_or_default(), attribution: &found.attribution }
    }
}

/// A judged quotation and what was given for it: the first part, where it was given in parts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paired<'passage> {
    pub(super) given: Given<'passage>,
    pub(super) right_speaker: bool,
}

/// What was given, beside what was judged.
#[derive(Debug)]
pub(super) struct Pairing<'passage> {
    /// For each judged quotation, in their order.
    pub(super) found: Vec<Option<Paired<'passage>>>,
    /// Given, and nowhere judged.
    pub(super) invented: Vec<Given<'passage>>,
}

/// Gives each quotation to a judged one whose lines hold its words (`held`, for each judged one): an open one with its
/// speaker, else one that has a part by the same speaker, else any that is open.
pub(super) fn pair<'passage>(
    judged: &[JudgedWords],
    held: &[BTreeSet<Trigram>],
    given: &[Given<'passage>],
) -> Pairing<'passage> {
    let mut found: Vec<Option<Paired>> = vec![None; judged.len()];
    let mut invented = Vec::new();
    for &given in given {
        let words = trigrams(given.text);
        let speaker = given.attribution.speaker.as_str();
        let says = |at: &usize| judged.get(*at).is_some_and(|judged| judged.is_said_by(speaker));
        let part_by_the_same = |at: &usize| {
            found
                .get(*at)
                .and_then(Option::as_ref)
                .is_some_and(|first: &Paired| fold(&first.given.attribution.speaker) == fold(speaker))
        };
        let is_open = |at: &usize| matches!(found.get(*at), Some(None));
        let lines: Vec<usize> =
            held.iter().enumerate().filter(|(_, held)| is_held(&words, held)).map(|(at, _)| at).collect();
        let own = lines.iter().copied().find(|at| is_open(at) && says(at));
        if own.is_none() && lines.iter().any(part_by_the_same) {
            continue;
        }
        let Some(at) = own.or_else(|| lines.iter().copied().find(is_open)) else {
            invented.push(given);
            continue;
        };
        let right_speaker = says(&at);
        if let Some(slot) = found.get_mut(at) {
            *slot = Some(Paired { given, right_speaker });
        }
    }
    Pairing { found, invented }
}
