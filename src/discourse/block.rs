//! Quotations that a block makes without quotation marks: words and who signs them, or a sentence that names who
//! speaks and words.

use std::ops::Range;

use super::{
    Attribution, Form, Quotation,
    credit::{Speaker, is_dash, nothing_but_marks, reference},
    dash::{dash, whole_signature},
    lead_in, marks,
    names::{self, Antecedent},
    quotations::{Found, MAX_BEFORE_BYTES, boundary, trimmed},
    signature::{Place, description, signature_lines},
    speech, utterance,
    wording::{count, is_user_story},
};
use crate::text::sentences;

/// A signature is no longer than this.
const MAX_SIGNATURE_BYTES: usize = 120;
/// Nor is what stands behind a dash.
const MAX_TAIL_BYTES: usize = 200;
/// Lines that sign, at most.
const MAX_LINES: usize = 3;

/// The quotation that a text is as a whole; `parts` are the blocks that it was put together from.
pub(super) fn block_quotation(text: &str, parts: &[Range<usize>]) -> Option<Found> {
    let whole = 0..text.len();
    let parts = if parts.is_empty() { std::slice::from_ref(&whole) } else { parts };
    let lines: Vec<&str> = parts.iter().map(|part| text.get(part.clone()).unwrap_or_default()).collect();
    let lead = lines.first().filter(|_| lines.len() > 1).and_then(|first| introduction(first));
    let from = usize::from(lead.is_some());
    let made = |words: Range<usize>, attribution: Attribution| {
        let quotation = Quotation { range: unmarked(text, &words), attribution, form: Form::BlockQuote };
        let said = text.get(words)?;
        (count(said) >= 2 && !is_user_story(said)).then_some(Found { quotation, whole: 0..text.trim_end().len() })
    };
    let start = parts.get(from)?.start;
    if let Some((end, attribution)) = signed_below(&lines, parts, from, Place::Inside) {
        return made(start..end, attribution);
    }
    let last = parts.last()?;
    if let Some((end, attribution)) = tail(text.get(last.clone())?) {
        return made(start..last.start + end, attribution);
    }
    if let Some(attribution) = lead {
        return made(start..text.len(), attribution);
    }
    if let Some((attribution, used)) = signature_lines(&lines, Place::Inside)
        && let Some(words) = parts.get(used)
    {
        return made(words.start..text.len(), attribution);
    }
    // "A customer" in the markup of an attribution.
    if let Some((end, attribution)) = signed_below(&lines, parts, from, Place::Marked) {
        return made(start..end, attribution);
    }
    let colon = text.find(": ").filter(|&colon| colon < MAX_BEFORE_BYTES)?;
    match lead_in::before(text.get(..=colon)?)?.speaker {
        Speaker::Named(attribution) => made(colon + 1..text.len(), attribution),
        Speaker::Pronoun => None,
    }
}

/// The lines at the end that sign; gives where the words before them end.
fn signed_below(lines: &[&str], parts: &[Range<usize>], from: usize, place: Place) -> Option<(usize, Attribution)> {
    (1..=MAX_LINES).rev().find_map(|taken| {
        let first = lines.len().checked_sub(taken).filter(|&first| first > from)?;
        let (attribution, used) = signature_lines(lines.get(first..)?, place)?;
        (used == taken).then_some(())?;
        Some((parts.get(first - 1)?.end, attribution))
    })
}

/// Who speaks by the sentence before a block of quotation, or by the last one of several; whom a pronoun stands for is
/// named in those before it.
pub(super) fn introduction(text: &str) -> Option<Attribution> {
    let last = sentences(text).last()?;
    let sentence = text.get(last.clone())?;
    let before = text.get(..last.start)?;
    let credit = lead_in::before_block(sentence)
        .or_else(|| utterance::from_the_work(before, sentence))
        .or_else(|| utterance::tells(sentence))?;
    match credit.speaker {
        Speaker::Named(attribution) => Some(attribution),
        Speaker::Pronoun => {
            let Antecedent::One(name) = names::taken_up(before) else { return None };
            let speaker = before.get(name)?.to_owned();
            Some(Attribution { speaker, ..Attribution::default() })
        }
    }
}

/// Who signs at the very end of a line, behind a dash or the last sentence; and where the words before end.
pub(super) fn tail(line: &str) -> Option<(usize, Attribution)> {
    behind_a_dash(line).or_else(|| in_brackets(line)).or_else(|| signed(line))
}

/// `The order is the plan. (Ann Lee, CEO of Acme)`, `(– Ann Lee)`: a name alone may be a place or a note.
fn in_brackets(line: &str) -> Option<(usize, Attribution)> {
    let inside = line.trim_end().strip_suffix(')')?;
    let open = inside.rfind('(').filter(|open| inside.len() - open < MAX_SIGNATURE_BYTES)?;
    let words = inside.get(..open)?.trim_end();
    words.ends_with(['.', '!', '?', '…', '”', '"']).then_some(())?;
    let signed = inside.get(open + 1..)?;
    let name = signed.trim_start_matches(is_dash);
    let attribution = whole_signature(name.trim_start())?;
    (attribution.title.is_some() || name.len() < signed.len()).then_some((words.len(), attribution))
}

fn behind_a_dash(line: &str) -> Option<(usize, Attribution)> {
    let start = boundary(line, line.len().saturating_sub(MAX_TAIL_BYTES));
    let tail = line.get(start..)?;
    tail.char_indices().rev().filter(|&(_, mark)| is_dash(mark)).find_map(|(at, _)| {
        let (head, behind) = (tail.get(..at)?, tail.get(at..)?);
        (start + at > 0 && head.ends_with([' ', '.', '!', '?', '…', '”', '"'])).then_some(())?;
        if let Some(credit) = dash(behind)
            && let Speaker::Named(mut attribution) = credit.speaker
            && let Some(rest) = behind.get(credit.at..).filter(|rest| nothing_but_marks(rest))
        {
            attribution.reference = reference(rest).0;
            return Some((start + at, attribution));
        }
        let ends = head.trim_end().ends_with(['.', '!', '?', '…', '”', '"', '’', ')']);
        let attribution = description(behind.trim_start_matches(is_dash)).filter(|_| ends)?;
        Some((start + at, attribution))
    })
}

/// Sentences and, behind the last of them, nothing but who said them: `The order is the plan. Ann Lee, Acme`.
fn signed(line: &str) -> Option<(usize, Attribution)> {
    let tail_start = boundary(line, line.len().saturating_sub(MAX_SIGNATURE_BYTES));
    let tail = line.get(tail_start..)?;
    tail.match_indices(char::is_whitespace).find_map(|(at, _)| {
        let before = line.get(..tail_start + at)?.trim_end();
        let words = before.trim_end_matches(['"', '”', '“', '’', '»']);
        let ends = words.ends_with(['.', '!', '?', '…']) && count(words) >= 4;
        let last = words.trim_end_matches(['.', '!', '?', '…']).rsplit(' ').next()?;
        // "U.S. Tax Court" ends no sentence.
        if !ends || last.chars().count() < 3 || last.contains('.') || speech::is_honorific(last) {
            return None;
        }
        Some((before.len(), whole_signature(tail.get(at..)?.trim())?))
    })
}

/// The range less white space and the quotation marks around the whole of it.
fn unmarked(text: &str, range: &Range<usize>) -> Range<usize> {
    let range = trimmed(text, range);
    let inner = text.get(range.clone()).unwrap_or_default();
    let Some(opening) = inner.chars().next().filter(|&first| marks::is_double(first) || first == '‘') else {
        return range;
    };
    let words = inner.get(opening.len_utf8()..).unwrap_or_default();
    let closing = words.chars().next_back().filter(|&last| marks::is_double(last) || (opening == '‘' && last == '’'));
    range.start + opening.len_utf8()..range.end - closing.map_or(0, char::len_utf8)
}
