//! What a whole block is to the quotations around it.

use super::{
    block::{introduction, tail},
    credit::{Speaker, nothing_but_marks},
    dash::dash,
    lead_in, marks,
    signature::{Place, signature_lines, whole_dash},
    speech, utterance,
    wording::count,
};

/// How many of the lines, from the first, say who is quoted beside them; 0 where they do not.
#[must_use]
pub fn signs(lines: &[&str], place: Place) -> usize {
    signature_lines(lines, place).map_or(0, |(_, used)| used)
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
        return if is_epigraph(text) { Standing::Quotation } else { Standing::Other };
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
    match dash(rest) {
        Some(credit) if rest.get(credit.at..).is_some_and(nothing_but_marks) => Standing::Quotation,
        _ => Standing::Other,
    }
}

/// Whether a quotation opens in the text, behind other words, that is not closed in it: its first paragraph.
#[must_use]
pub fn leaves_open(text: &str) -> bool {
    let Some(at) = text.rfind('“').filter(|&at| at > 0) else { return false };
    let ends = text.trim_end().ends_with(['.', '!', '?', '…']);
    ends && !text.get(at..).unwrap_or_default().contains(['”', '"'])
}

/// Whether the text is a few sentences without marks, a long dash and a name: `The order is the plan. — Ann Lee`.
fn is_epigraph(text: &str) -> bool {
    /// A longer text is the writer's own, and the name the writer's.
    const MAX_BYTES: usize = 500;
    let Some(at) = text.rfind(['—', '–', '―']).filter(|_| text.len() < MAX_BYTES) else { return false };
    let (words, signature) = text.split_at(at);
    let full = whole_dash(signature).is_some_and(|found| found.speaker.contains(' '));
    full && words.trim_end().ends_with(['.', '!', '?', '…']) && count(words) >= 6 && !speaks_to_reader(words)
}

/// Whether the words are those with which a writer takes leave.
fn speaks_to_reader(words: &str) -> bool {
    words.split(' ').any(speech::is_farewell)
}

/// Whether the text is `– Name, Title, Organisation` and nothing else.
#[must_use]
pub fn is_attribution(text: &str) -> bool {
    text.len() < 160 && whole_dash(text).is_some()
}

/// Whether a block of quotation ends with its attribution.
#[must_use]
pub fn ends_with_attribution(text: &str) -> bool {
    tail(text).is_some_and(|(end, _)| text.get(..end).is_some_and(|words| count(words) >= 2))
}

/// What a sentence before a block of quotation tells of its speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Introduction {
    /// It names or describes who speaks.
    Named,
    /// "She puts it this way:"; the name stands before.
    Pronoun,
    /// Nothing.
    None,
}

/// Tells whether a sentence says who speaks in the block of quotation behind it.
#[must_use]
pub fn introduces(sentence: &str) -> Introduction {
    match lead_in::before_block(sentence).or_else(|| utterance::tells(sentence)).map(|credit| credit.speaker) {
        Some(Speaker::Named(_)) => Introduction::Named,
        Some(Speaker::Pronoun) => Introduction::Pronoun,
        None if utterance::points_at_a_work(sentence) => Introduction::Pronoun,
        None => Introduction::None,
    }
}

/// Whether the last of some sentences says who speaks in the block of quotation behind it, a pronoun resolved.
#[must_use]
pub fn introduces_speech(text: &str) -> bool {
    introduction(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discourse::block::block_quotation;

    #[test]
    fn a_name_alone_behind_the_last_sentence_signs_a_block() {
        assert!(ends_with_attribution("The order is the plan. Ann Lee"));
        assert!(ends_with_attribution("“The order is the plan.” Ann Lee, Head of Product, Acme"));
        assert!(!ends_with_attribution("The order is the plan. We met Ann Lee"));
        assert!(!ends_with_attribution("The order is the plan. Ann Lee wrote it"));
        assert!(!ends_with_attribution("The order is the plan. Product Owner"));
        assert!(!ends_with_attribution("Who orders plans in the U.S. Tax Court"));
        assert!(!ends_with_attribution("The order is the plan of Dr. Ann Lee"));
        let found = block_quotation("“The order is the plan.” Ann Lee, Acme", &[]).expect("a signed block");
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
