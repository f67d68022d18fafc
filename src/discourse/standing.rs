//! What a whole block is to the quotations around it.

use std::ops::Range;

use super::{
    Attribution, Form, Quotation,
    attribution::{self, Speaker},
    lead_in, marks,
    quotations::{Found, MAX_BEFORE_BYTES, boundary, count, trimmed},
    speech,
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
        let Some(credit) = attribution::dash(behind).filter(|_| apart) else { continue };
        let rest = behind.get(credit.at..)?;
        if rest.chars().any(char::is_alphabetic) || tail_start + at == 0 {
            continue;
        }
        let Speaker::Named(mut attribution) = credit.speaker else { continue };
        attribution.reference = attribution::reference(rest).0;
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
fn signed(text: &str) -> Option<(Range<usize>, Attribution)> {
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
        let attribution = attribution::whole_signature(tail.get(at..)?.trim())?;
        let opening = words.len() - words.trim_start_matches(['"', '“', '„', '«', '‘']).len();
        Some((trimmed(text, &(opening..words.len())), attribution))
    })
}

/// Whether a line is the name of a person with title or organisation, as below a quotation: `Ann Lee, CEO, Acme`.
#[must_use]
pub fn is_signature(text: &str) -> bool {
    attribution::whole_signature(text.trim()).is_some()
}

/// What a block of an article is to the quotations around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Words in quotation marks and their attribution, nothing else.
    Quotation,
    /// Words in quotation marks, nothing else: an attribution may stand before or behind.
    Quoted,
    /// Begins with an opening mark that is not closed here: the first paragraphs of a longer quotation.
    Opens,
    /// A line of attribution: `– Name, Title`.
    Attribution,
    /// Anything else.
    Other,
}

/// Tells what a whole block is, from its text alone.
#[must_use]
pub fn standing(text: &str) -> Standing {
    let Some(first) = text.chars().next() else { return Standing::Other };
    if matches!(first, '-' | '–' | '—' | '―') {
        return if is_attribution(text) { Standing::Attribution } else { Standing::Other };
    }
    if !marks::is_double(first) && first != '‘' {
        return Standing::Other;
    }
    let pairs = marks::pairs(text);
    let Some(pair) = pairs.first().filter(|pair| pair.open == 0) else {
        return if pairs.is_empty() { Standing::Opens } else { Standing::Other };
    };
    if count(text.get(pair.words.clone()).unwrap_or_default()) < 4 {
        return Standing::Other;
    }
    let whole_end = pairs.iter().fold(pair.end, |end, next| {
        let gap = text.get(end..next.open).unwrap_or("x");
        if gap.trim().is_empty() { next.end } else { end }
    });
    let rest = text.get(whole_end..).unwrap_or_default();
    if nothing_but_marks(rest) {
        return Standing::Quoted;
    }
    match attribution::dash(rest) {
        Some(credit) if rest.get(credit.at..).is_some_and(nothing_but_marks) => Standing::Quotation,
        _ => Standing::Other,
    }
}

/// Whether the text is `– Name, Title, Organisation` and nothing else.
#[must_use]
pub fn is_attribution(text: &str) -> bool {
    attribution::dash(text).is_some_and(|credit| text.get(credit.at..).is_some_and(nothing_but_marks))
        && text.len() < 160
}

/// Whether a block of quotation without marks ends with its attribution.
#[must_use]
pub fn ends_with_attribution(text: &str) -> bool {
    signed(text).is_some() || block_quotation(text).is_some_and(|found| found.quotation.range.start == 0)
}

/// Whether a sentence that ends with a colon names who is about to speak.
#[must_use]
pub fn introduces_speech(sentence: &str) -> bool {
    let names_somebody = lead_in::before(sentence).is_some_and(|credit| matches!(credit.speaker, Speaker::Named(_)));
    sentence.trim_end().ends_with(':')
        && names_somebody
        && sentence.split(' ').any(|word| speech::is_verb(word) || word == "words")
}

fn nothing_but_marks(rest: &str) -> bool {
    let (_, markers) = attribution::reference(rest);
    rest.get(markers..).unwrap_or_default().chars().all(|character| !character.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_alone_behind_the_last_sentence_signs_a_block() {
        assert!(ends_with_attribution("The order is the plan. Ann Lee"));
        assert!(ends_with_attribution("“The order is the plan.” Ann Lee, Head of Product, Acme"));
        assert!(!ends_with_attribution("The order is the plan. We met Ann Lee"));
        assert!(!ends_with_attribution("The order is the plan. Ann Lee wrote it"));
        assert!(!ends_with_attribution("The order is the plan. Product Owner"));
        assert!(!ends_with_attribution("Who orders plans in the U.S. Tax Court"));
        assert!(!ends_with_attribution("The order is the plan of Dr. Ann Lee"));
        let found = block_quotation("“The order is the plan.” Ann Lee, Acme").expect("a signed block");
        assert_eq!(found.quotation.range, "“".len().."“The order is the plan.".len());
        assert_eq!(found.quotation.attribution.speaker, "Ann Lee");
    }

    #[test]
    fn blocks_tell_what_they_are_to_a_quotation() {
        assert_eq!(standing("\"A whole quotation here.\" – Ann Lee"), Standing::Quotation);
        assert_eq!(standing("\"A whole quotation here.\""), Standing::Quoted);
        assert_eq!(standing("– Ann Lee, Head of Product at Acme"), Standing::Attribution);
        assert_eq!(standing("“The first paragraph of two."), Standing::Opens);
        assert_eq!(standing("- one point of a list"), Standing::Other);
        assert_eq!(standing("\"Scope\" is a word of many uses."), Standing::Other);
    }
}
