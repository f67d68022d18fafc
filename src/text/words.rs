use std::ops::Range;

/// A word of a text: letters and digits, with apostrophes inside ("owner's" is one word).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'text> {
    /// As it stands in the text.
    pub text: &'text str,
    /// First byte in the text.
    pub start: usize,
}

impl Word<'_> {
    /// One past the last byte in the text.
    #[must_use]
    pub const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Bytes in the text.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start..self.end()
    }
}

/// Iterator over the words of a text; see [`words`].
#[derive(Clone, Debug)]
pub struct Words<'text> {
    text: &'text str,
    at: usize,
}

/// The words of a text, in order. Hyphens, slashes and all other punctuation end a word.
#[must_use]
pub const fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

const fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}')
}

impl<'text> Iterator for Words<'text> {
    type Item = Word<'text>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.next_start()?;
        let end = self.end_of(start);
        self.at = end;
        Some(Word { text: self.text.get(start..end)?, start })
    }
}

impl Words<'_> {
    /// Where the next word begins.
    fn next_start(&self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            let byte = *bytes.get(at)?;
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    return Some(at);
                }
                at += 1;
            } else {
                let character = self.text.get(at..)?.chars().next()?;
                if character.is_alphanumeric() {
                    return Some(at);
                }
                at += character.len_utf8();
            }
        }
    }

    /// Where the word ends that begins at `start`.
    fn end_of(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            if byte.is_ascii() && *byte != b'\'' {
                break;
            }
            let mut characters = self.text.get(at..).unwrap_or_default().chars();
            let Some(character) = characters.next() else { break };
            let inside = is_apostrophe(character) && characters.next().is_some_and(char::is_alphabetic);
            if !character.is_alphanumeric() && !inside {
                break;
            }
            at += character.len_utf8();
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apostrophes_stay_inside_words() {
        let found: Vec<_> = words("The owner’s 'backlog' isn't re-used.").map(|word| word.text).collect();
        assert_eq!(found, ["The", "owner’s", "backlog", "isn't", "re", "used"]);
    }
}
