//! Quotations that a block makes without quotation marks.

use std::ops::Range;

use super::{
    Attribution, Form, Quotation,
    credit::{Speaker, reference},
    dash::{dash, whole_signature},
    lead_in,
    quotations::{Found, MAX_BEFORE_BYTES, boundary, trimmed},
    speech,
    wording::count,
};

/// A signature is no longer than this.
const MAX_SIGNATURE_BYTES: usize = 120;

/// A block of quotation without marks: words and a dash with a name, or a sentence that names who speaks and words.
pub(super) fn block_quotation(text: &str) -> Option<Found> {
    let tail_start = boundary(text, text.len().saturating_sub(200));
    let tail = text.get(tail_start..)?;
    for (at, _) in tail.rmatch_indices(['–', '—', '-', '―']) {
        let behind = tail.get(at..)?;
        let apart = at == 0 || tail.get(..at).is_some_and(|head| head.ends_with([' ', '.', '!', '?', '…']));
        let Some(credit) = dash(behind).filter(|_| apart) else { continue };
        let rest = behind.get(credit.at..)?;
        if rest.chars().any(char::is_alphabetic) || tail_start + at == 0 {
            continue;
        }
        let Speaker::Named(mut attribution) = credit.speaker else { continue };
        attribution.reference = reference(rest).0;
        let quotation = Quotation { range: trimmed(text, &(0..tail_start + at)), attribution, form: Form::BlockQuote };
        return Some(Found { quotation, whole: 0..tail_start + at + credit.at });
    }
    if let Some((range, attribution)) = signed(text) {
        return Some(Found {
            quotation: Quotation { range, attribution, form: Form::BlockQuote },
            whole: 0..text.trim_end().len(),
        });
    }
    let colon = text.find(": ").filter(|&colon| colon < MAX_BEFORE_BYTES)?;
    let credit = lead_in::before(text.get(..=colon)?)?;
    let Speaker::Named(attribution) = credit.speaker else { return None };
    let quotation = Quotation { range: trimmed(text, &(colon + 1..text.len())), attribution, form: Form::BlockQuote };
    Some(Found { quotation, whole: credit.at..text.len() })
}

/// Sentences and, behind the last of them, nothing but who said them: `The order is the plan. Ann Lee, Acme`.
pub(super) fn signed(text: &str) -> Option<(Range<usize>, Attribution)> {
    let tail_start = boundary(text, text.len().saturating_sub(MAX_SIGNATURE_BYTES));
    let tail = text.get(tail_start..)?;
    tail.match_indices(char::is_whitespace).find_map(|(at, _)| {
        let before = text.get(..tail_start + at)?.trim_end();
        let words = before.trim_end_matches(['"', '”', '“', '’', '»']);
        let ends = words.ends_with(['.', '!', '?', '…']) && count(words) >= 4;
        let last = words.trim_end_matches(['.', '!', '?', '…']).rsplit(' ').next()?;
        // "U.S. Tax Court" ends no sentence.
        if !ends || last.chars().count() < 3 || last.contains('.') || speech::is_honorific(last) {
            return None;
        }
        let attribution = whole_signature(tail.get(at..)?.trim())?;
        let opening = words.len() - words.trim_start_matches(['"', '“', '„', '«', '‘']).len();
        Some((trimmed(text, &(opening..words.len())), attribution))
    })
}
