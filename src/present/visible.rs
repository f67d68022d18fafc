use std::borrow::Cow;

use crate::text::is_invisible;

/// A text that can go to a terminal: control and escape characters shown as `\u{fffd}`, invisible and bidirectional
/// ones left out. Line breaks and tabs stay.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let hostile = |character: char| character.is_control() && !matches!(character, '\n' | '\t');
    if text.chars().any(|character| hostile(character) || is_invisible(character)) {
        let seen = text.chars().filter(|&character| !is_invisible(character));
        Cow::Owned(seen.map(|character| if hostile(character) { '\u{fffd}' } else { character }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same on one line: every stretch of white space is one space.
#[must_use]
pub fn visible_line(text: &str) -> String {
    crate::text::collapse_white_space(&visible(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_bidirectional_controls_do_not_reach_a_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\n"), "a\u{fffd}[31mbc\n");
    }

    #[test]
    fn plain_text_passes_untouched() {
        assert!(matches!(visible("Ünï — “ok”"), Cow::Borrowed(_)));
    }
}
