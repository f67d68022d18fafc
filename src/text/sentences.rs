use std::ops::Range;

/// Iterator over the sentences of a text; see [`sentences`].
#[derive(Clone, Debug)]
pub struct Sentences<'text> {
    text: &'text str,
    at: usize,
}

/// The sentences of a text as byte ranges, in order, white space between them left out.
///
/// A sentence ends at `.`, `!`, `?` or `…` with the closing quotes, brackets and citation markers after it, where
/// white space and a new start (capital, digit, opening quote or bracket) follow. Abbreviations, initials, list
/// numbers and decimal points do not end one; where an abbreviation may ("5 p.m.", "etc."), a word behind it that
/// only begins sentences decides. Linear in the text.
#[must_use]
pub const fn sentences(text: &str) -> Sentences<'_> {
    Sentences { text, at: 0 }
}

/// Words before a full stop that lead to the next word and never end a sentence.
const LEADING: &[&str] = &[
    "approx", "ca", "cf", "dept", "dr", "e.g", "eds", "esp", "i.e", "messrs", "mr", "mrs", "ms", "prof", "resp", "st",
    "viz", "vs",
];
/// Words before a full stop that are abbreviations where a number follows ("no. 5", "Dec. 15").
const BEFORE_NUMBERS: &[&str] = &[
    "apr", "art", "aug", "ch", "chap", "dec", "ed", "eq", "feb", "fig", "figs", "jan", "jul", "jun", "mar", "no",
    "nos", "nov", "oct", "p", "par", "pp", "sec", "sep", "sept", "v", "vol",
];
/// Words before a full stop that may end a sentence or not, as may initials and dotted letters ("U.S.", "p.m.").
const EITHER: &[&str] =
    &["al", "bros", "co", "corp", "etc", "est", "gen", "gov", "hon", "inc", "jr", "llc", "ltd", "rev", "sen", "sr"];
/// Words that, written with a capital, nearly always begin a sentence.
const STARTERS: &[&str] = &[
    "A", "After", "All", "Also", "An", "And", "Another", "As", "At", "Because", "Both", "But", "By", "Each", "Even",
    "Every", "For", "From", "He", "Her", "Here", "His", "How", "However", "I", "If", "In", "It", "Its", "Many", "Most",
    "My", "No", "Not", "On", "One", "Other", "Our", "Out", "She", "Since", "So", "Some", "Such", "That", "The",
    "Their", "Then", "There", "These", "They", "This", "Those", "Thus", "To", "We", "What", "When", "Where", "While",
    "Who", "Why", "With", "Yet", "You", "Your",
];
/// No abbreviation is longer; what is looked at before a full stop, in bytes.
const MAX_ABBREVIATION_BYTES: usize = 12;

/// The last word of `before`, or nothing where it is too long for an abbreviation.
fn short_word(before: &str) -> Option<&str> {
    let from = before.len().saturating_sub(MAX_ABBREVIATION_BYTES + 4);
    let from = (from..=before.len()).find(|&at| before.is_char_boundary(at))?;
    let tail = before.get(from..)?;
    let separated =
        |character: char| character.is_whitespace() || matches!(character, '(' | '[' | '"' | '“' | '/' | '-');
    let start = tail
        .rfind(separated)
        .map(|at| at + tail.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    match start {
        Some(start) => tail.get(start..),
        None => (from == 0).then_some(tail),
    }
}

/// Whether the full stop behind `before` belongs to its last word, given what comes next.
fn is_abbreviation(before: &str, next: &str) -> bool {
    let Some(word) = short_word(before).filter(|word| !word.is_empty()) else { return false };
    let is = |list: &[&str]| list.iter().any(|entry| entry.eq_ignore_ascii_case(word));
    let at_start = before.len() == word.len();
    // "1. Define", "b. Build": the number of a list item.
    if at_start && (word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()) || word.len() == 1 && word != "I")
    {
        return true;
    }
    if is(LEADING) {
        return true;
    }
    if is(BEFORE_NUMBERS) && next.starts_with(|character: char| character.is_ascii_digit()) {
        return true;
    }
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none() && word != "I";
    let dotted = word.contains('.') && word.split('.').all(|letter| letter.chars().count() == 1);
    (initial || dotted || is(EITHER)) && !starts_sentence(next)
}

/// Whether `next` begins with a word that begins sentences.
fn starts_sentence(next: &str) -> bool {
    let next = next.trim_start_matches(['"', '“', '‘', '(', '[']);
    let end = next.find(|character: char| !character.is_alphabetic()).unwrap_or(next.len().min(16));
    next.get(..end).is_some_and(|word| STARTERS.contains(&word))
}

/// Whether a full stop without white space behind it ends a sentence all the same: "is done.The next".
fn is_glued(before: &str, after: &str) -> bool {
    let small = before.bytes().rev().take(3).all(|byte| byte.is_ascii_lowercase()) && before.len() >= 3;
    small && after.starts_with(|character: char| character.is_ascii_uppercase()) && starts_sentence(after) && {
        let word_end = after.find(|character: char| !character.is_alphabetic()).unwrap_or(after.len());
        after.get(word_end..).is_some_and(|rest| rest.starts_with([' ', ',', '’', '\'']))
    }
}

const fn closes(character: char) -> bool {
    matches!(character, '"' | '\'' | '”' | '’' | ')' | ']' | '»' | '*' | '_')
}

fn opens(character: char) -> bool {
    character.is_uppercase()
        || character.is_numeric()
        || matches!(character, '"' | '\'' | '“' | '‘' | '(' | '[' | '«' | '-' | '–' | '—' | '*')
        || !character.is_ascii() && !character.is_alphanumeric()
}

/// One past a citation marker such as `[12]` that starts at the head of `rest`, with the space before it.
fn marker_len(rest: &str) -> Option<usize> {
    let trimmed = rest.trim_start_matches(' ');
    let inner = trimmed.strip_prefix('[')?;
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits).then_some(())?;
    inner.get(digits..)?.starts_with(']').then(|| rest.len() - trimmed.len() + digits + 2)
}

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..)?;
        let start = self.at + (rest.len() - rest.trim_start().len());
        let body = self.text.get(start..).filter(|body| !body.is_empty())?;
        let mut end = body.len();
        let mut characters = body.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            if matches!(character, '。' | '！' | '？') {
                end = at + character.len_utf8();
                break;
            }
            if !matches!(character, '.' | '!' | '?' | '…') {
                continue;
            }
            let mut stop = at + character.len_utf8();
            while let Some(&(next_at, next)) = characters.peek() {
                if !closes(next) && !matches!(next, '.' | '!' | '?' | '…') {
                    break;
                }
                stop = next_at + next.len_utf8();
                characters.next();
            }
            while let Some(len) = body.get(stop..).and_then(marker_len) {
                stop += len;
            }
            while characters.peek().is_some_and(|&(next_at, _)| next_at < stop) {
                characters.next();
            }
            let after = body.get(stop..).unwrap_or_default();
            let next_word = after.trim_start();
            let apart = next_word.len() < after.len();
            let before = body.get(..at).unwrap_or_default();
            let glued = !apart && character == '.' && stop == at + 1 && is_glued(before, after);
            let starts_new = next_word.chars().next().is_none_or(opens);
            if !next_word.is_empty() && !glued && (!apart || !starts_new) {
                continue;
            }
            if !next_word.is_empty() && character == '.' && stop == at + 1 && is_abbreviation(before, next_word) {
                continue;
            }
            end = stop;
            break;
        }
        self.at = start + end;
        Some(start..start + body.get(..end)?.trim_end().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn ends_with_their_quotes_and_markers() {
        assert_eq!(
            split("He said \"no.\" They agreed [5]. Then [6] it ended [7] [8]. Fine."),
            ["He said \"no.\"", "They agreed [5].", "Then [6] it ended [7] [8].", "Fine."]
        );
    }

    #[test]
    fn abbreviations_and_numbers_do_not_end_one() {
        assert_eq!(
            split("E.g. Dr. Smith paid 3.5 vs. Ann. Then left."),
            ["E.g. Dr. Smith paid 3.5 vs. Ann.", "Then left."]
        );
    }

    #[test]
    fn an_abbreviation_may_end_a_sentence_where_the_next_word_begins_one() {
        assert_eq!(split("It ended at 5 p.m. Monday came."), ["It ended at 5 p.m. Monday came."]);
        assert_eq!(split("It ended at 5 p.m. The team left."), ["It ended at 5 p.m.", "The team left."]);
        assert_eq!(
            split("Made in the U.S. Senate. They left the U.S. They came."),
            ["Made in the U.S. Senate.", "They left the U.S.", "They came."]
        );
        assert_eq!(split("Stories, tasks, etc. The rest waits."), ["Stories, tasks, etc.", "The rest waits."]);
        assert_eq!(
            split("J. P. Miller and Acme Inc. agreed. See no. 5 and fig. 2 there."),
            ["J. P. Miller and Acme Inc. agreed.", "See no. 5 and fig. 2 there."]
        );
        assert_eq!(split("She said no. The team left."), ["She said no.", "The team left."]);
        assert_eq!(split("Choose plan B. It works."), ["Choose plan B.", "It works."]);
    }

    #[test]
    fn list_numbers_addresses_and_versions_stay_inside() {
        assert_eq!(split("1. Order it. 2. Build it."), ["1. Order it.", "2. Build it."]);
        assert_eq!(
            split("See www.example.org/a.b?c=D or v2.Next for more."),
            ["See www.example.org/a.b?c=D or v2.Next for more."]
        );
        assert_eq!(split("It is Node.Js. And more."), ["It is Node.Js.", "And more."]);
    }

    #[test]
    fn ellipses_and_lost_spaces_end_one_where_a_sentence_begins() {
        assert_eq!(split("Well... perhaps not. Wait… Then go."), ["Well... perhaps not.", "Wait…", "Then go."]);
        assert_eq!(split("It is done.The next one waits."), ["It is done.", "The next one waits."]);
        assert_eq!(split("\"Stop!\" she said. ‘No.’ They went."), ["\"Stop!\" she said.", "‘No.’", "They went."]);
    }

    #[test]
    fn a_word_of_many_stops_takes_linear_time() {
        assert_eq!(split(&"a.b".repeat(200_000)).len(), 1);
        assert_eq!(split(&"x. Y".repeat(50_000)).len(), 50_000);
    }

    #[test]
    fn text_without_an_end_is_one_sentence() {
        assert_eq!(split("no end here"), ["no end here"]);
        assert!(split("  \n ").is_empty());
    }
}
