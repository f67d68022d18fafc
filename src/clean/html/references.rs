//! Character references (`&amp;`, `&#8217;`) as the HTML standard's tokenizer reads them.
//!
//! In:  text or the value of an attribute. Out: the same with its references decoded, each once.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::memchr;

/// Where a reference stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In text: `&copy 2020` is one.
    Text,
    /// In a value: `?a=b&copy=1` is none, for a name without `;` counts only before what cannot go on with it.
    Attribute,
}

/// Decodes the references of a text.
pub(super) fn decode(text: &str, place: Place) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    let mut next = Some(first);
    while let Some(at) = next {
        decoded.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let taken = match rest.as_bytes().first() {
            Some(b'#') => number(rest, &mut decoded),
            Some(byte) if byte.is_ascii_alphanumeric() => name(rest, place, &mut decoded),
            _ => None,
        };
        match taken {
            Some(len) => rest = rest.get(len..).unwrap_or_default(),
            None => decoded.push('&'),
        }
        next = memchr(b'&', rest.as_bytes());
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Decodes a reference by number, the `&` left out; tells how many bytes it takes.
fn number(text: &str, decoded: &mut String) -> Option<usize> {
    let bytes = text.as_bytes();
    let (base, start) = if matches!(bytes.get(1), Some(b'x' | b'X')) { (16, 2) } else { (10, 1) };
    let digits = bytes.get(start..)?.iter().map_while(|&byte| char::from(byte).to_digit(base));
    let (mut code, mut len) = (0_u32, 0);
    for digit in digits {
        code = code.saturating_mul(base).saturating_add(digit);
        len += 1;
    }
    if len == 0 {
        return None;
    }
    let windows_1252 = code.checked_sub(0x80).and_then(|at| *C1_REPLACEMENTS.get(at as usize)?);
    let character = windows_1252.or_else(|| char::from_u32(code)).filter(|&character| character != '\0');
    decoded.push(character.unwrap_or('\u{fffd}'));
    let end = start + len;
    Some(if bytes.get(end) == Some(&b';') { end + 1 } else { end })
}

/// Decodes a reference by name, the `&` left out; tells how many bytes it takes.
fn name(text: &str, place: Place, decoded: &mut String) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut found = None;
    // The table holds all beginnings of names, too.
    for end in 1..=bytes.len() {
        let Some(&codes) = text.get(..end).and_then(|name| NAMED_ENTITIES.get(name)) else { break };
        if codes.0 != 0 {
            found = Some((codes, end));
        }
    }
    let ((first, second), end) = found?;
    let goes_on = bytes.get(end).is_some_and(|&byte| byte == b'=' || byte.is_ascii_alphanumeric());
    if place == Place::Attribute && bytes.get(end - 1) != Some(&b';') && goes_on {
        return None;
    }
    decoded.extend([first, second].into_iter().filter(|&code| code != 0).filter_map(char::from_u32));
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_decoded() {
        let cases = [
            ("R&amp;D &#8217;s &#x201C;q&rdquo; &eacute;", "R&D ’s “q” é"),
            ("&#0;&#xD800;&#x110000;&#150;&#128;&#x81;", "\u{fffd}\u{fffd}\u{fffd}–€\u{81}"),
            ("&copy 2020 &notit; &notin; &ampamp;", "© 2020 ¬it; ∉ &amp;"),
            ("Q&A; & more &nosuch; &#; &#x; &", "Q&A; & more &nosuch; &#; &#x; &"),
        ];
        for (source, decoded) in cases {
            assert_eq!(decode(source, Place::Text), decoded);
        }
        assert!(matches!(decode("plain", Place::Text), Cow::Borrowed(_)));
    }

    #[test]
    fn a_query_in_an_address_is_no_reference() {
        assert_eq!(decode("?a=b&copy=1&amp;c&lt2&lt;", Place::Attribute), "?a=b&copy=1&c&lt2<");
    }
}
