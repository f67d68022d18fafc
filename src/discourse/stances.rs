use std::ops::Range;

use super::{
    Stance,
    cues::{CUES, Cue, Effect},
    marks, quotations,
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
    credit_quotations(text, &mut held);
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

/// The stretches of one paragraph, as bytes of it, each with the number of its strand.
pub type Stretches = Vec<(Range<usize>, u32)>;

/// Where the stance of neighbouring paragraphs changes so that they must not share a passage: for each paragraph its
/// stretches, numbered over all of them so that equal numbers may stand together.
///
/// It changes where a view begins to be rejected or ceases to be, inside a paragraph too; with `parts_reports`, also
/// between a paragraph that mostly reports and one that does not. Nothing where it does not change.
#[must_use]
pub fn strands(paragraphs: &[&str], parts_reports: bool) -> Option<Vec<Stretches>> {
    if !parts_reports && !paragraphs.iter().any(|paragraph| CUES.may_deny(paragraph)) {
        return None;
    }
    let mut held = Vec::new();
    let mut of_paragraph = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let from = held.len();
        read_part(paragraph, 0, &mut held);
        of_paragraph.push(from..held.len());
    }
    resolve(&mut held);
    let mut strand = 0;
    let mut before = None;
    let mut stretches = Vec::with_capacity(paragraphs.len());
    for sentences in of_paragraph {
        let sentences = held.get(sentences).unwrap_or_default();
        let reports = parts_reports && mostly_reports(sentences);
        let mut of_this: Vec<(Range<usize>, u32)> = Vec::new();
        for sentence in sentences {
            // The sentence that denies stays with what it denies.
            let after_rejected = before.is_some_and(|(rejects, _)| rejects);
            let rejects = sentence.view == View::Rejected || (after_rejected && sentence.denial != Denial::None);
            let now = (rejects, reports && !rejects);
            if before.is_some_and(|before| before != now) {
                strand += 1;
            }
            before = Some(now);
            match of_this.last_mut() {
                Some((range, last)) if *last == strand => range.end = sentence.range.end,
                _ => of_this.push((sentence.range.clone(), strand)),
            }
        }
        stretches.push(of_this);
    }
    (strand > 0).then_some(stretches)
}

fn mostly_reports(sentences: &[Sentence]) -> bool {
    let bytes = |reports: bool| -> usize {
        let of_kind =
            sentences.iter().filter(|sentence| matches!(sentence.view, View::Reported | View::Belief) == reports);
        of_kind.map(|sentence| sentence.range.len()).sum()
    };
    bytes(true) > bytes(false)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Asserted,
    Hedged,
    Reported,
    /// Reported as what people think: a denial rejects it.
    Belief,
    Rejected,
    Question,
}

impl View {
    const fn stance(self) -> Stance {
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
enum Denial {
    None,
    Weak,
    Strong,
}

#[derive(Debug)]
struct Sentence {
    range: Range<usize>,
    view: View,
    denial: Denial,
}

/// A denial reaches back over so many reported sentences.
const MAX_DENIED_SENTENCES: usize = 3;

fn read_part(text: &str, offset: usize, held: &mut Vec<Sentence>) {
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

enum Label {
    Myth,
    Fact,
}

/// `Myth:`, `Myth 3 –`, `Misconception #2:`; `Fact:`, `Reality:`.
fn label_of(sentence: &str) -> Option<Label> {
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

fn view_of(text: &str, sentence: &Range<usize>, cues: &[Cue]) -> (View, Denial) {
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
    super::lead_in::speaks_indirectly(sentence)
}

/// Turns what is denied into rejected views.
fn resolve(held: &mut [Sentence]) {
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
fn credit_quotations(text: &str, held: &mut [Sentence]) {
    if !marks::any(text) {
        return;
    }
    let found = quotations::find(text);
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
    fn strands_part_what_is_rejected_from_what_is_held() {
        let found = strands(
            &["Owners decide.", "A myth is that they code.", "That's not so. They order.", "They serve."],
            false,
        )
        .expect("a view is rejected");
        let numbers: Vec<Vec<u32>> =
            found.iter().map(|stretches| stretches.iter().map(|(_, strand)| *strand).collect()).collect();
        assert_eq!(numbers, [vec![0], vec![1], vec![1, 2], vec![2]]);
        assert_eq!(strands(&["Owners decide.", "They order."], true), None);
        assert!(strands(&["Owners decide.", "Some say they order."], true).is_some());
    }

    #[test]
    fn sentences_do_not_run_over_the_end_of_a_part() {
        let text = "Orders the backlog May lead Speaks to customers";
        let found = stances_in(text, &[0..18, 19..27, 28..47]);
        assert_eq!(found.iter().map(|(_, stance)| *stance).collect::<Vec<_>>(), [Asserted, Hedged, Asserted]);
    }
}
