//! Who is meant by a pronoun or a surname alone, from what stands before.

use std::ops::Range;

use super::{
    Attribution,
    credit::{Credit, Speaker},
    names::{self, Antecedent},
    quotations::{Found, MAX_BEFORE_BYTES, boundary},
    speech,
};

/// Names the speaker in full, and whom a pronoun stands for: the full name since who spoke last, else who spoke last.
pub(super) fn resolve(text: &str, mut credit: Credit, open: usize, last: Option<&Found>) -> Option<Credit> {
    let near = boundary(text, open.saturating_sub(2 * MAX_BEFORE_BYTES));
    let attribution = match &credit.speaker {
        Speaker::Named(found) => whole_name(text, found, near..open, last),
        Speaker::Pronoun => pronoun(text, near..open, last)?,
    };
    credit.speaker = Speaker::Named(attribution);
    Some(credit)
}

/// The speaker with the full name that the text has before (`range`) for one by which nothing else is known: "Lee" is
/// Ann Lee.
fn whole_name(text: &str, found: &Attribution, range: Range<usize>, last: Option<&Found>) -> Attribution {
    let name = found.speaker.as_str();
    if name.contains(' ') || found.title.is_some() || found.organisation.is_some() || !is_surname(name) {
        return found.clone();
    }
    let ends = |full: &str| full.strip_suffix(name).is_some_and(|first| first.ends_with(' '));
    let reference = found.reference.clone();
    let last = last.map(|last| &last.quotation.attribution).filter(|last| ends(&last.speaker));
    let before = text.get(range).unwrap_or_default();
    let mut full = before.match_indices(name).filter_map(|(at, _)| {
        let words = before.get(..at + name.len())?;
        let rest = before.get(at + name.len()..)?;
        let next = rest.strip_prefix(' ').unwrap_or(rest);
        // "Ann Lee Street" is named after somebody.
        let end = !rest.starts_with(char::is_alphanumeric) && !next.starts_with(char::is_uppercase);
        let full = names::at_end(words).and_then(|full| words.get(full)).filter(|full| end && ends(full))?;
        let other = |word: &str| speech::is_no_name(word) || speech::is_title(word) || speech::is_verb(word);
        (!full.split(' ').any(other)).then_some(full)
    });
    // Two who share the surname: which of them is not told.
    let Some(first) = last.map(|last| last.speaker.as_str()).or_else(|| full.next()) else { return found.clone() };
    if full.any(|other| other != first) {
        return found.clone();
    }
    match last {
        Some(last) => Attribution { reference, ..last.clone() },
        None => Attribution { speaker: first.to_owned(), ..found.clone() },
    }
}

/// Whether the word may be the last of a name.
fn is_surname(word: &str) -> bool {
    word.chars().count() > 2 && word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase)
}

/// The speaker that a pronoun behind `range` stands for.
fn pronoun(text: &str, range: Range<usize>, last: Option<&Found>) -> Option<Attribution> {
    let since = last.map(|last| last.whole.end).filter(|&end| end >= range.start).unwrap_or(range.start);
    let between = text.get(since..range.end)?;
    match names::taken_up(between) {
        Antecedent::One(name) => Some(Attribution { speaker: between.get(name)?.to_owned(), ..Attribution::default() }),
        Antecedent::Several => None,
        Antecedent::Nobody => Some(Attribution { reference: None, ..last?.quotation.attribution.clone() }),
    }
}
