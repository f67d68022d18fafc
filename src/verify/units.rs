//! Words and marks of a text in the form in which verification compares them.
//!
//! Quotation marks, dashes, white space and invisible characters do not tell texts apart; every letter, its case and
//! all other marks do.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::text::{fold_char, is_invisible};

/// A word or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// As it is compared.
    pub(super) form: String,
    /// Whether it is a word.
    pub(super) word: bool,
}

/// The form of an ellipsis.
pub(super) const ELLIPSIS: &str = "…";

/// The units of a text, in order.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let mut found: Vec<Unit> = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character.is_whitespace() || is_invisible(character) {
            continue;
        }
        let mut end = at + character.len_utf8();
        if character.is_alphanumeric() {
            while let Some(&(next_at, next)) = characters.peek() {
                let behind = text.get(next_at + next.len_utf8()..).and_then(|rest| rest.chars().next());
                let joins = fold_char(next) == '\'' && behind.is_some_and(char::is_alphabetic);
                if !(next.is_alphanumeric() || joins || is_combining_mark(next) || is_invisible(next)) {
                    break;
                }
                end = next_at + next.len_utf8();
                characters.next();
            }
            let raw = text.get(at..end).unwrap_or_default();
            let form = if raw.is_ascii() {
                raw.replace('`', "'")
            } else {
                raw.chars().filter(|&one| !is_invisible(one)).map(fold_char).nfc().collect()
            };
            found.push(Unit { range: at..end, form, word: true });
            continue;
        }
        let form = match fold_char(character) {
            '\'' | '"' | '‹' | '›' | '‚' | '„' => "\"".to_owned(),
            '.' if is_ellipsis(found.as_slice(), text, at) => {
                found.truncate(found.len().saturating_sub(2));
                let start = dots_start(text, at);
                found.push(Unit { range: start..end, form: ELLIPSIS.to_owned(), word: false });
                continue;
            }
            other => other.to_string(),
        };
        // "--" and "—" are one dash; "''" is one mark; a fourth dot belongs to the ellipsis.
        if let Some(last) = found.last_mut()
            && last.range.end == at
            && !last.word
            && ((last.form == form && matches!(form.as_str(), "-" | "\"")) || (last.form == ELLIPSIS && form == "."))
        {
            last.range.end = end;
            continue;
        }
        found.push(Unit { range: at..end, form, word: false });
    }
    found
}

/// Whether the dot at `at` is the third in a row.
fn is_ellipsis(found: &[Unit], text: &str, at: usize) -> bool {
    let [.., one, two] = found else { return false };
    let near = |unit: &Unit| unit.form == "." && at - unit.range.start <= 4;
    near(one)
        && near(two)
        && text.get(one.range.start..at).is_some_and(|dots| dots.chars().all(|c| c == '.' || c == ' '))
}

fn dots_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let mut start = at;
    let mut dots = 0;
    for (index, character) in before.char_indices().rev() {
        match character {
            '.' => {
                start = index;
                dots += 1;
                if dots == 2 {
                    break;
                }
            }
            ' ' => {}
            _ => break,
        }
    }
    start
}

/// How many words.
pub(super) fn count_words(units: &[Unit]) -> usize {
    units.iter().filter(|unit| unit.word).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        units(text).into_iter().map(|unit| unit.form).collect()
    }

    #[test]
    fn marks_and_white_space_do_not_tell_texts_apart() {
        assert_eq!(forms("“Owner’s”—now"), forms("\"Owner's\" -- now"));
        assert_eq!(forms("framework , that"), forms("framework, that"));
        assert_eq!(forms("so ... it"), forms("so… it"));
        assert_eq!(forms("so . . . it"), forms("so… it"));
    }

    #[test]
    fn letters_case_and_other_marks_do() {
        assert_ne!(forms("owner's"), forms("owners"));
        assert_ne!(forms("Owner"), forms("owner"));
        assert_ne!(forms("one, two"), forms("one two"));
    }

    proptest::proptest! {
        #[test]
        fn units_are_ranges_in_order(text in proptest::prelude::any::<String>()) {
            let mut last = 0;
            for unit in units(&text) {
                proptest::prop_assert!(unit.range.start >= last && text.get(unit.range.clone()).is_some());
                last = unit.range.end;
            }
        }
    }
}
