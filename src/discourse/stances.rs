use std::ops::Range;

use super::{
    Stance,
    cues::CUES,
    marks, quotations,
    view::{Denial, Label, Sentence, View, label_of, view_of},
};
use crate::text::sentences;

/// How each sentence of a text holds what it says, in order.
///
/// A sentence is read with its neighbours: one that denies ("This is false.") turns the reported sentences before it
/// into rejected ones. Linear in the text.
#[must_use]
pub fn stances(text: &str) -> Vec<(Range<usize>, Stance)> {
    stances_in(text, &[])
}

/// The same, where `parts` are the paragraphs or items that the text was put together from: no sentence runs over
/// the end of a part. Without parts the text is one.
#[must_use]
pub fn stances_in(text: &str, parts: &[Range<usize>]) -> Vec<(Range<usize>, Stance)> {
    let whole = 0..text.len();
    let parts = if parts.is_empty() { std::slice::from_ref(&whole) } else { parts };
    let mut held = Vec::new();
    for part in parts {
        if let Some(piece) = text.get(part.clone()) {
            read_part(piece, part.start, &mut held);
        }
    }
    resolve(&mut held);
    credit_quotations(text, parts, &mut held);
    held.into_iter().map(|sentence| (sentence.range, sentence.view.stance())).collect()
}

/// The stance of a passage from those of its sentences.
///
/// Rejected where any sentence is: a view that the source denies must never be served as its own. Else the stance
/// that holds the most bytes; questions count only where they are most of it and the last word, for what follows
/// answers them.
#[must_use]
pub fn stance_of_passage(sentences: &[(Range<usize>, Stance)]) -> Stance {
    /// A "may" in passing does not make a passage hedged: so many times more of it must be.
    const HEDGED_TO_ASSERTED: usize = 3;
    if sentences.iter().any(|(_, stance)| *stance == Stance::Rejected) {
        return Stance::Rejected;
    }
    let bytes = |wanted: Stance| -> usize {
        sentences.iter().filter(|(_, stance)| *stance == wanted).map(|(range, _)| range.len()).sum()
    };
    let (asserted, reported, hedged) = (bytes(Stance::Asserted), bytes(Stance::Reported), bytes(Stance::Hedged));
    let open = sentences.last().is_some_and(|(_, stance)| *stance == Stance::Question);
    if open && bytes(Stance::Question) > asserted + reported + hedged {
        return Stance::Question;
    }
    if reported > asserted && reported >= hedged {
        Stance::Reported
    } else if hedged > asserted * HEDGED_TO_ASSERTED {
        Stance::Hedged
    } else {
        Stance::Asserted
    }
}

/// A denial reaches back over so many reported sentences.
const MAX_DENIED_SENTENCES: usize = 3;

pub(super) fn read_part(text: &str, offset: usize, held: &mut Vec<Sentence>) {
    let cues = CUES.find(text);
    let mut next = 0;
    let mut myth_until_fact = false;
    let has_fact =
        text.contains("Fact:") || text.contains("Reality:") || text.contains("Truth:") || text.contains("FACT:");
    for range in sentences(text) {
        let from = next;
        while cues.get(next).is_some_and(|cue| cue.range.start < range.end) {
            next += 1;
        }
        let inside = cues.get(from..next).unwrap_or_default();
        let words = text.get(range.clone()).unwrap_or_default();
        let (mut view, denial) = view_of(text, &range, inside);
        match label_of(words) {
            Some(Label::Myth) => {
                view = View::Rejected;
                myth_until_fact = has_fact;
            }
            Some(Label::Fact) => myth_until_fact = false,
            None if myth_until_fact => view = View::Rejected,
            None => {}
        }
        held.push(Sentence { range: offset + range.start..offset + range.end, view, denial });
    }
}

/// Turns what is denied into rejected views.
pub(super) fn resolve(held: &mut [Sentence]) {
    for at in 1..held.len() {
        let Some(denial) = held.get(at).map(|sentence| sentence.denial) else { continue };
        if denial == Denial::None {
            continue;
        }
        let mut denied = 0;
        for before in held.get_mut(..at).unwrap_or_default().iter_mut().rev().take(MAX_DENIED_SENTENCES) {
            match before.view {
                View::Rejected => denied += 1,
                View::Belief => {
                    before.view = View::Rejected;
                    denied += 1;
                }
                View::Reported | View::Asserted | View::Hedged if denial == Denial::Strong && denied == 0 => {
                    before.view = View::Rejected;
                    denied += 1;
                    break;
                }
                _ => break,
            }
        }
        if let Some(sentence) = held.get_mut(at)
            && denied == 0
            && denial == Denial::Weak
        {
            sentence.denial = Denial::None;
        }
    }
}

/// What stands in an attributed quotation is its speaker's view.
fn credit_quotations(text: &str, parts: &[Range<usize>], held: &mut [Sentence]) {
    if !marks::any(text) {
        return;
    }
    let found = quotations::find(text, parts);
    let mut next = 0;
    for sentence in held {
        while found.get(next).is_some_and(|found| found.whole.end <= sentence.range.start) {
            next += 1;
        }
        let covered: usize = found
            .get(next..)
            .unwrap_or_default()
            .iter()
            .take_while(|found| found.whole.start < sentence.range.end)
            .map(|found| found.whole.end.min(sentence.range.end) - found.whole.start.max(sentence.range.start))
            .sum();
        let mostly = covered * 2 > sentence.range.len();
        if mostly && matches!(sentence.view, View::Asserted | View::Hedged | View::Question) {
            sentence.view = View::Reported;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stance::{Asserted, Hedged, Question, Rejected, Reported};

    fn read(text: &str) -> Vec<Stance> {
        stances(text).into_iter().map(|(_, stance)| stance).collect()
    }

    #[test]
    fn a_misconception_is_rejected_with_all_that_belongs_to_it() {
        let text = "A common misconception is that the owner writes every story. The thinking is that nobody else may. \
                    That's not what we need. The owner orders the backlog.";
        assert_eq!(read(text), [Rejected, Rejected, Asserted, Asserted]);
    }

    #[test]
    fn a_denial_turns_the_view_before_it() {
        assert_eq!(read("Many people think the manager ranks above. This is wrong."), [Rejected, Asserted]);
        assert_eq!(read("The manager ranks above. This is false."), [Rejected, Asserted]);
        assert_eq!(read("Some say the owner is a clerk, but in reality she decides."), [Rejected]);
        assert_eq!(read("The manager ranks above. This is not the manager of old."), [Asserted, Asserted]);
    }

    #[test]
    fn myths_run_until_the_fact() {
        assert_eq!(read("Myth: The owner commands. He rules all. Fact: She serves."), [Rejected, Rejected, Asserted]);
        assert_eq!(read("Myth 3: The owner commands. She serves."), [Rejected, Asserted]);
    }

    #[test]
    fn views_of_others_are_reported() {
        for text in [
            "According to the survey the two roles merge.",
            "Some might say this is an outdated way to work.",
            "Ann Lee argues that owners need a mandate.",
            "As Ann Lee notes, owners need a mandate.",
            "Studies show that roles differ.",
            "The Scrum Guide defines the owner as one person.",
            "The owner is perceived to be internal.",
        ] {
            assert_eq!(read(text), [Reported], "{text}");
        }
        assert_eq!(stance_of_passage(&stances("\"Owners need a mandate.\" – Ann Lee")), Reported);
    }

    #[test]
    fn reserve_is_hedged_but_not_in_a_clause_that_only_describes() {
        for text in [
            "The owner may also lead.",
            "A product owner could just as easily be a developer.",
            "Managers tend to look further ahead.",
            "Typically reporting to a manager, owners order the backlog.",
            "In some organisations the two are one.",
        ] {
            assert_eq!(read(text), [Hedged], "{text}");
        }
        assert_eq!(read("They look for changes that might help."), [Asserted]);
        assert_eq!(read("In May 2021 the guide changed."), [Asserted]);
        assert_eq!(read("I argue that owners decide."), [Asserted]);
    }

    #[test]
    fn a_question_asks() {
        assert_eq!(read("Who may order the backlog? The owner."), [Question, Asserted]);
    }

    #[test]
    fn a_passage_is_what_most_of_it_is_but_rejected_if_any_is() {
        let stance = |text: &str| stance_of_passage(&stances(text));
        assert_eq!(stance("It is a myth that owners rule. They serve and they serve and they serve."), Rejected);
        assert_eq!(stance("Who orders it? The owner does."), Asserted);
        assert_eq!(stance("Who orders it?"), Question);
        assert_eq!(stance("The owner may lead the whole team. She may."), Hedged);
        assert_eq!(stance_of_passage(&[]), Asserted);
    }

    #[test]
    fn sentences_do_not_run_over_the_end_of_a_part() {
        let text = "Orders the backlog May lead Speaks to customers";
        let found = stances_in(text, &[0..18, 19..27, 28..47]);
        assert_eq!(found.iter().map(|(_, stance)| *stance).collect::<Vec<_>>(), [Asserted, Hedged, Asserted]);
    }
}
