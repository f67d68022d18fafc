use std::ops::Range;

use super::{
    Attribution, Form, Quotation,
    behind::behind,
    block::block_quotation,
    credit::{Credit, Speaker, reference},
    dash::{dash, signature},
    lead_in,
    marks::{self, Quoted},
    names, utterance,
    wording::{count, ends_there, is_speech, is_title_of_a_work, is_user_story, is_whole_sentences, speaks_of_self},
};
use crate::text::{Aligned, sentences};

/// A quotation and the bytes of text that it takes with its attribution.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) quotation: Quotation,
    pub(super) whole: Range<usize>,
}

/// How far before a quotation its speaker is looked for, in bytes: a long sentence.
pub(super) const MAX_BEFORE_BYTES: usize = 300;

/// The attributed quotations of a text, in order.
///
/// Words in quotation marks are a quotation when the text credits them to somebody by name: behind a dash, in the
/// sentence that leads to them, or by a verb of speech around them. Terms, titles and what nobody or anybody "might
/// say" are none. Linear in the text.
#[must_use]
pub fn quotations(text: &str) -> Vec<Quotation> {
    find(text).into_iter().map(|found| found.quotation).collect()
}

/// The same for a text that knows its layer, so that a reference marker which cleaning cut out right behind an
/// attribution still gives its number; with `is_quotation`, the text is known to be one block of quotation and
/// attribution, and needs no marks around the words.
#[must_use]
pub fn quotations_in(text: &Aligned, layer: &str, is_quotation: bool) -> Vec<Quotation> {
    let mut found = find(text.as_str());
    if found.is_empty() && is_quotation {
        found.extend(block_quotation(text.as_str()));
    }
    for found in &mut found {
        if found.quotation.attribution.reference.is_none() {
            found.quotation.attribution.reference = [found.whole.end, found.quotation.range.end]
                .into_iter()
                .find_map(|end| cut_reference(text, layer, end));
        }
    }
    found.into_iter().map(|found| found.quotation).collect()
}

/// The reference that stood in the layer right behind byte `end` of the text.
fn cut_reference(text: &Aligned, layer: &str, end: usize) -> Option<String> {
    let before = text.as_str().get(..end)?;
    let last = before.chars().next_back()?.len_utf8();
    let at = text.source_of(end - last..end)?.end();
    let behind = layer.get(at..)?.trim_start_matches(['"', '”', '“', '»', '’', '\'', '.', '*', '_', ' ']);
    reference(behind).0
}

pub(super) fn find(text: &str) -> Vec<Found> {
    if !marks::any(text) {
        return Vec::new();
    }
    let pairs = marks::pairs(text);
    let mut found: Vec<Found> = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        let from = index.checked_sub(1).and_then(|before| pairs.get(before)).map_or(0, |before| before.end);
        let until = pairs.get(index + 1).map_or(text.len(), |next| next.open);
        if let Some(quotation) = read(text, pair, from, until, found.last()) {
            found.push(quotation);
        }
    }
    found
}

/// Reads the attribution of one pair; `from..until` is the text around it that belongs to no other pair.
fn read(text: &str, pair: &Quoted, from: usize, until: usize, last: Option<&Found>) -> Option<Found> {
    let words_in = text.get(pair.words.clone())?;
    let after = text.get(pair.end..until)?;
    if let Some(credit) = dash(after)
        && count(words_in) >= 2
    {
        return Some(found(text, pair, credit, pair.end));
    }
    if until == text.len()
        && is_whole_sentences(words_in)
        && let Some(credit) = signature(after)
    {
        return Some(found(text, pair, credit, pair.end));
    }
    let end_mark = words_in.trim_end().chars().next_back();
    if let Some(credit) = behind(after, end_mark)
        && is_speech(words_in, 0)
        && let Some(credit) = resolve(text, credit, pair.open, last)
    {
        return Some(found(text, pair, credit, pair.end));
    }
    let near = boundary(text, pair.open.saturating_sub(MAX_BEFORE_BYTES).max(from));
    let before = text.get(near..pair.open)?;
    // `"First part," she said, "second part."` and `"One." "Two."` go on with the same speaker.
    let gap = last.and_then(|last| text.get(last.whole.end..pair.open));
    if let (Some(last), Some(gap)) = (last, gap)
        && gap.chars().all(|character| character.is_whitespace() || matches!(character, ',' | '.' | ';' | ':'))
        && last.quotation.form != Form::Dash
        && is_speech(words_in, 0)
    {
        let quotation = Quotation { range: trimmed(text, &pair.words), ..last.quotation.clone() };
        return Some(Found { quotation, whole: pair.open..pair.end });
    }
    let start = sentences(before).last().map_or(0, |sentence| sentence.start);
    let sentence = before.get(start..)?;
    let credit = lead_in::before(sentence).or_else(|| {
        let whole = is_whole_sentences(words_in) && ends_there(after);
        whole.then(|| utterance::continued(sentence, speaks_of_self(words_in))).flatten()
    })?;
    if !is_speech(words_in, credit.between_words) || is_title_of_a_work(words_in) || is_user_story(words_in) {
        return None;
    }
    // Whom a pronoun stands for is named before it: "they told Ann Lee" is not said by her.
    let named_before = if credit.speaker == Speaker::Pronoun { near + start + credit.at } else { pair.open };
    let credit = resolve(text, credit, named_before, last)?;
    let Speaker::Named(mut attribution) = credit.speaker else { return None };
    attribution.reference = reference(after).0;
    let quotation = Quotation { range: trimmed(text, &pair.words), attribution, form: credit.form };
    Some(Found { quotation, whole: near + start + credit.at..pair.end })
}

/// A quotation whose attribution stands behind it.
fn found(text: &str, pair: &Quoted, credit: Credit, behind: usize) -> Found {
    let end = behind + credit.at;
    let (behind_all, _) = reference(text.get(end..).unwrap_or_default());
    let (between, _) = reference(text.get(behind..).unwrap_or_default());
    let mut attribution = match credit.speaker {
        Speaker::Named(attribution) => attribution,
        Speaker::Pronoun => Attribution::default(),
    };
    attribution.reference = between.or(behind_all);
    let quotation = Quotation { range: trimmed(text, &pair.words), attribution, form: credit.form };
    Found { quotation, whole: pair.open..end }
}

/// Names the speaker that a pronoun stands for: the full name since who spoke last, else who spoke last.
fn resolve(text: &str, credit: Credit, open: usize, last: Option<&Found>) -> Option<Credit> {
    if credit.speaker != Speaker::Pronoun {
        return Some(credit);
    }
    let near = boundary(text, open.saturating_sub(2 * MAX_BEFORE_BYTES));
    let since = last.map(|last| last.whole.end).filter(|&end| end >= near).unwrap_or(near);
    let between = text.get(since..open)?;
    let attribution = match names::taken_up(between) {
        Some(name) => Attribution { speaker: between.get(name)?.to_owned(), ..Attribution::default() },
        None => Attribution { reference: None, ..last?.quotation.attribution.clone() },
    };
    Some(Credit { speaker: Speaker::Named(attribution), ..credit })
}

pub(super) fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let inner = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (inner.len() - inner.trim_start().len());
    start..start + inner.trim().len()
}

/// The next character boundary at or behind `at`.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests;
