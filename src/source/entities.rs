//! Character references of HTML (`&amp;`, `&#8217;`), for the places that no HTML parser has read.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;

/// Longest reference that is looked for, in bytes, `&` and `;` included. The longest name there is has 32 letters.
const MAX_BYTES: usize = 34;

/// The character that the reference at the start of `text` stands for, and the bytes that the reference takes.
/// Only references that end in `;` count.
pub(crate) fn at_start(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let end = bytes.iter().take(MAX_BYTES).position(|&byte| byte == b';')?;
    let inner = text.get(1..end).filter(|_| bytes.first() == Some(&b'&'))?;
    let decoded = if let Some(number) = inner.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        // As the HTML standard asks for code points that are no characters.
        char::from_u32(code.ok()?).filter(|&character| character != '\0').unwrap_or('\u{fffd}').to_string()
    } else {
        if !inner.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let &(first, second) = NAMED_ENTITIES.get(text.get(1..=end)?)?;
        [first, second].into_iter().filter(|&code| code != 0).filter_map(char::from_u32).collect()
    };
    (!decoded.is_empty()).then_some((decoded, end + 1))
}

/// The text with its references decoded once.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let len = if let Some((characters, len)) = at_start(rest) {
            decoded.push_str(&characters);
            len
        } else {
            decoded.push('&');
            1
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_decoded() {
        assert_eq!(decode("R&amp;D &#8217;s &#x201C;q&rdquo; &eacute;"), "R&D ’s “q” é");
        assert_eq!(decode("&#0;&#xD800;"), "\u{fffd}\u{fffd}");
    }

    #[test]
    fn an_ampersand_that_is_no_reference_stays() {
        assert_eq!(decode("Q&A; R&D & more &nosuch; &"), "Q&A; R&D & more &nosuch; &");
        assert!(matches!(decode("plain"), Cow::Borrowed(_)));
    }
}
