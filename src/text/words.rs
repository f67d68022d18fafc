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
        let rest = self.text.get(self.at..)?;
        let start = self.at + rest.char_indices().find(|(_, character)| character.is_alphanumeric())?.0;
        let word = self.text.get(start..)?;
        let mut end = word.len();
        let mut characters = word.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let inside = is_apostrophe(character) && characters.peek().is_some_and(|(_, next)| next.is_alphabetic());
            if !character.is_alphanumeric() && !inside {
                end = at;
                break;
            }
        }
        self.at = start + end;
        Some(Word { text: word.get(..end)?, start })
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
