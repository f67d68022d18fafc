//! What a whole block is to the quotations around it.

use super::{
    block::{block_quotation, signed},
    credit::{Speaker, reference},
    dash::{dash, whole_signature},
    lead_in, marks, speech,
    wording::count,
};

/// Whether a line is the name of a person with title or organisation, as below a quotation: `Ann Lee, CEO, Acme`.
#[must_use]
pub fn is_signature(text: &str) -> bool {
    whole_signature(text.trim()).is_some()
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
    match dash(rest) {
        Some(credit) if rest.get(credit.at..).is_some_and(nothing_but_marks) => Standing::Quotation,
        _ => Standing::Other,
    }
}

/// Whether the text is `– Name, Title, Organisation` and nothing else.
#[must_use]
pub fn is_attribution(text: &str) -> bool {
    dash(text).is_some_and(|credit| text.get(credit.at..).is_some_and(nothing_but_marks)) && text.len() < 160
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
    let (_, markers) = reference(rest);
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
