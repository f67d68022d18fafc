use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Whether a character has no width and no place in a text that is read or matched: byte order mark,
/// zero-width space and joiners, soft hyphen, bidirectional controls.
#[must_use]
pub const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{ad}')
        && !matches!(character, '\u{2028}' | '\u{2029}')
}

/// Each stretch of white space as one space, none at either end, invisible characters left out.
#[must_use]
pub fn collapse_white_space(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() {
            if !collapsed.is_empty() && !collapsed.ends_with(' ') {
                collapsed.push(' ');
            }
        } else if !is_invisible(character) {
            collapsed.push(character);
        }
    }
    collapsed.truncate(collapsed.trim_end().len());
    collapsed
}

/// The plain form of one punctuation mark: curly quotes to straight, dashes to `-`, special spaces to a space.
#[must_use]
pub const fn fold_char(character: char) -> char {
    match character {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{b4}' | '`' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => ' ',
        _ => character,
    }
}

/// The form in which words are compared: lower case, straight quotes, plain dashes, no accents.
///
/// Not for offsets: lengths change. Borrowed where nothing had to change.
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase() && byte != b'`') {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase().replace('`', "'"));
    }
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().filter(|&character| !is_invisible(character)) {
        let plain = fold_char(character);
        if plain.is_ascii() {
            folded.push(plain.to_ascii_lowercase());
        } else {
            for lower in plain.to_lowercase() {
                folded.extend(lower.nfkd().filter(|&part| !is_combining_mark(part)));
            }
        }
    }
    Cow::Owned(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_dashes_accents_and_case_are_folded() {
        assert_eq!(fold("“Café”—the Owner’s"), "\"cafe\"-the owner's");
    }

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(fold("product owner"), Cow::Borrowed(_)));
    }
}
