//! How one sentence holds what it says, from the phrases in it.

use std::ops::Range;

use super::{
    Stance,
    cues::{CUES, Cue, Effect},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Asserted,
    Hedged,
    Reported,
    /// Reported as what people think: a denial rejects it.
    Belief,
    Rejected,
    Question,
}

impl View {
    pub(super) const fn stance(self) -> Stance {
        match self {
            Self::Asserted => Stance::Asserted,
            Self::Hedged => Stance::Hedged,
            Self::Reported | Self::Belief => Stance::Reported,
            Self::Rejected => Stance::Rejected,
            Self::Question => Stance::Question,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Denial {
    None,
    Weak,
    Strong,
}

#[derive(Debug)]
pub(super) struct Sentence {
    pub(super) range: Range<usize>,
    pub(super) view: View,
    pub(super) denial: Denial,
}

pub(super) enum Label {
    Myth,
    Fact,
}

/// `Myth:`, `Myth 3 –`, `Misconception #2:`; `Fact:`, `Reality:`.
pub(super) fn label_of(sentence: &str) -> Option<Label> {
    let body = sentence.trim_start_matches(['*', '_', '"', '“', ' ']);
    let word_end = body.find(|character: char| !character.is_alphabetic())?;
    let (word, rest) = (body.get(..word_end)?, body.get(word_end..)?);
    let rest = rest.trim_start_matches(|character: char| {
        character == ' ' || character == '#' || character.is_ascii_digit() || matches!(character, '*' | '_')
    });
    if !rest.starts_with([':', '–', '—', '-']) {
        return None;
    }
    match word.to_ascii_lowercase().as_str() {
        "myth" | "misconception" | "fallacy" | "wrong" => Some(Label::Myth),
        "fact" | "reality" | "truth" | "right" | "correct" => Some(Label::Fact),
        _ => None,
    }
}

pub(super) fn view_of(text: &str, sentence: &Range<usize>, cues: &[Cue]) -> (View, Denial) {
    let words = text.get(sentence.clone()).unwrap_or_default();
    let asks =
        words.trim_end_matches(|character: char| !character.is_alphanumeric() && character != '?').ends_with('?');
    let start =
        sentence.start + words.len() - words.trim_start_matches(|character: char| !character.is_alphanumeric()).len();
    let (mut rejected, mut belief, mut reported, mut halves, mut denial) = (false, false, false, 0_u8, Denial::None);
    let (mut denied_inside, mut opens_with_denial) = (false, false);
    for cue in cues {
        let at_start = cue.range.start == start || follows_connective(text.get(start..cue.range.start));
        if cue.at_start && !at_start {
            continue;
        }
        match cue.effect {
            Effect::Rejected => rejected |= !follows_negation(text, sentence.start, cue.range.start),
            Effect::StrongDenial => {
                denial = Denial::Strong;
                opens_with_denial |= at_start;
            }
            Effect::Denial => {
                denied_inside |= belief && !at_start;
                opens_with_denial |= at_start;
                if denial == Denial::None && (at_start || !cue.at_start) {
                    denial = Denial::Weak;
                }
            }
            Effect::Belief => belief = true,
            Effect::Reported => reported |= !is_own_view(text, sentence.start, cue.range.start),
            Effect::Hedged(weight) => halves = halves.saturating_add(weight),
            Effect::Modal => halves = halves.saturating_add(modal_weight(text, sentence.start, &cue.range)),
        }
    }
    // "This is a myth" denies what stands before it and holds its own words.
    let denies_only = denial != Denial::None && !denied_inside;
    let view = if asks {
        View::Question
    } else if (rejected && !opens_with_denial) || (belief && denied_inside) {
        View::Rejected
    } else if belief {
        View::Belief
    } else if reported || speaks_by_name(words) {
        View::Reported
    } else if halves >= 2 && !denies_only {
        View::Hedged
    } else {
        View::Asserted
    };
    (view, denial)
}

/// Whether what stands between the start of a sentence and a phrase is only a connective: "But", "And so".
fn follows_connective(between: Option<&str>) -> bool {
    between.is_some_and(|between| {
        !between.is_empty()
            && between.split_whitespace().all(|word| {
                let word = word.trim_end_matches(',');
                [
                    "but",
                    "and",
                    "so",
                    "yet",
                    "well",
                    "however",
                    "no",
                    "sorry",
                    "unfortunately",
                    "obviously",
                    "clearly",
                    "of",
                    "course",
                ]
                .iter()
                .any(|connective| connective.eq_ignore_ascii_case(word))
            })
    })
}

fn word_before(text: &str, from: usize, at: usize) -> &str {
    let before = text.get(from..at).unwrap_or_default().trim_end();
    before
        .rsplit(|character: char| character.is_whitespace() || matches!(character, '(' | ',' | '“' | '"'))
        .next()
        .unwrap_or_default()
}

fn is_own_view(text: &str, from: usize, at: usize) -> bool {
    CUES.is_own(word_before(text, from, at))
}

/// "It is not a myth that …" asserts.
fn follows_negation(text: &str, from: usize, at: usize) -> bool {
    matches!(word_before(text, from, at).to_lowercase().as_str(), "not" | "no" | "isn't" | "isn’t" | "never")
}

/// In halves: 2 in a main clause, 1 in a clause that describes something, 0 for the month.
fn modal_weight(text: &str, from: usize, modal: &Range<usize>) -> u8 {
    let word = text.get(modal.clone()).unwrap_or_default();
    let behind = text.get(modal.end..).unwrap_or_default().trim_start();
    let before = text.get(from..modal.start).unwrap_or_default();
    if word.starts_with('M')
        && (behind.starts_with(|next: char| next.is_ascii_digit() || next == ',') || !before.is_empty())
    {
        return 0;
    }
    let clause = before.rsplit([',', ';', ':', '–', '—', '(']).next().unwrap_or_default();
    let describes = clause.split_whitespace().rev().take(6).any(|word| CUES.is_subordinate(word));
    if describes { 1 } else { 2 }
}

/// "As Ann Lee notes, …", "Ann Lee says the owner …": speech without quotation marks.
fn speaks_by_name(sentence: &str) -> bool {
    super::utterance::speaks_indirectly(sentence)
}
