use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::LazyLock,
};

use serde::Deserialize;

use crate::text;

/// Longest word that is indexed, in bytes of its folded form; the rest of a longer one is cut off, in texts and in
/// queries alike. No word of a language is longer; base64 and minified code are.
const MAX_WORD_BYTES: usize = 100;

/// Letters in front of a British ending below which the word is another one (`rise`, `wise`).
const MIN_LETTERS_BEFORE_ENDING: usize = 3;

#[derive(Deserialize)]
struct Spelling {
    endings: Vec<(String, String)>,
    keep: HashSet<String>,
    words: HashMap<String, String>,
}

static SPELLING: LazyLock<Spelling> =
    LazyLock::new(|| toml::from_str(include_str!("spelling.toml")).expect("the built-in spelling table is valid TOML"));

/// The words of a text as byte ranges, in order: letters and digits, apostrophes inside ("owner's" is one word), each
/// Chinese or Japanese character by itself. All other punctuation ends a word.
pub(super) struct RawWords<'text> {
    text: &'text str,
    at: usize,
}

impl<'text> RawWords<'text> {
    pub(super) const fn new(text: &'text str) -> Self {
        Self { text, at: 0 }
    }
}

/// Characters that are words by themselves: Han, Hiragana, Katakana.
const fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

const fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '`' | '\u{b4}')
}

impl Iterator for RawWords<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let start = loop {
            let byte = *bytes.get(self.at)?;
            if byte.is_ascii_alphanumeric() {
                break self.at;
            }
            if byte.is_ascii() {
                self.at += 1;
                continue;
            }
            let character = self.text.get(self.at..)?.chars().next()?;
            if is_ideograph(character) {
                let start = self.at;
                self.at += character.len_utf8();
                return Some(start..self.at);
            }
            if character.is_alphanumeric() {
                break self.at;
            }
            self.at += character.len_utf8();
        };
        self.at = end_of_word(self.text, start);
        Some(start..self.at)
    }
}

fn end_of_word(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        match bytes.get(at) {
            Some(byte) if byte.is_ascii_alphanumeric() => at += 1,
            Some(b'\'') if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => at += 2,
            Some(byte) if !byte.is_ascii() || *byte == b'\'' || *byte == b'`' => {
                let mut characters = text.get(at..).unwrap_or_default().chars();
                let Some(character) = characters.next() else { return at };
                let joins = is_apostrophe(character)
                    && characters.next().is_some_and(|next| next.is_alphabetic() && !is_ideograph(next));
                let belongs = character.is_alphanumeric() && !is_ideograph(character)
                    || joins
                    || text::is_invisible(character) && character != '\u{2028}'
                    || unicode_normalization::char::is_combining_mark(character);
                if !belongs {
                    return at;
                }
                at += character.len_utf8();
            }
            _ => return at,
        }
    }
}

/// Writes the form of a word in which it is compared into `folded`: lower case, no accents, no possessive, plural
/// abbreviations in the singular (`POs`, `PO's`: `po`), American spelling. May be empty for a word of marks alone.
pub(super) fn fold_word(raw: &str, folded: &mut String) {
    folded.clear();
    let mut apostrophe = false;
    if raw.is_ascii() {
        folded.push_str(raw);
        folded.make_ascii_lowercase();
        apostrophe = raw.contains(['\'', '`']);
    } else {
        for character in text::fold(raw).chars() {
            let character = if is_apostrophe(character) { '\'' } else { character };
            apostrophe |= character == '\'';
            folded.push(character);
        }
    }
    if apostrophe {
        let stem = folded.len() - usize::from(folded.ends_with("'s")) * 2;
        folded.truncate(stem);
        folded.retain(|character| !matches!(character, '\'' | '`'));
    }
    if is_plural_abbreviation(raw) && folded.len() == raw.len() {
        folded.pop();
    }
    respell(folded);
    if folded.len() > MAX_WORD_BYTES {
        let end = (0..=MAX_WORD_BYTES).rev().find(|&end| folded.is_char_boundary(end)).unwrap_or_default();
        folded.truncate(end);
    }
}

/// `POs`, `KPIs`: two to six capitals and a small s.
fn is_plural_abbreviation(raw: &str) -> bool {
    raw.as_bytes()
        .strip_suffix(b"s")
        .is_some_and(|letters| (2..=6).contains(&letters.len()) && letters.iter().all(u8::is_ascii_uppercase))
}

fn respell(word: &mut String) {
    // Every British form in the table holds one of these; most words hold none and need no look-up.
    let bytes = word.as_bytes();
    let (first, length) = (bytes.first().copied().unwrap_or_default(), bytes.len());
    if !(4..=20).contains(&length) || !first.is_ascii_lowercase() {
        return;
    }
    let candidate = bytes.windows(2).any(|pair| {
        matches!(
            pair,
            b"is"
                | b"ys"
                | b"ou"
                | b"re"
                | b"ll"
                | b"mm"
                | b"gu"
                | b"ce"
                | b"me"
                | b"ol"
                | b"ey"
                | b"qu"
                | b"ei"
                | b"ef"
                | b"il"
                | b"sc"
                | b"gs"
                | b"ge"
        )
    });
    if !candidate {
        return;
    }
    let spelling = &*SPELLING;
    if let Some(american) = spelling.words.get(word.as_str()) {
        word.clone_from(american);
        return;
    }
    for (british, american) in &spelling.endings {
        if let Some(before) = word.strip_suffix(british.as_str()) {
            if before.len() >= MIN_LETTERS_BEFORE_ENDING && !spelling.keep.contains(before) {
                let end = before.len();
                word.truncate(end);
                word.push_str(american);
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(raw: &str) -> String {
        let mut word = String::new();
        fold_word(raw, &mut word);
        word
    }

    #[test]
    fn plural_and_possessive_abbreviations_are_the_abbreviation() {
        for raw in ["PO", "POs", "PO's", "PO’s", "po", "Po"] {
            assert_eq!(folded(raw), "po", "{raw}");
        }
        assert_eq!(folded("This"), "this");
        assert_eq!(folded("As"), "as");
        assert_eq!(folded("KPIs"), "kpi");
    }

    #[test]
    fn british_spelling_is_folded_and_look_alikes_are_not() {
        let pairs = [
            ("organisation", "organization"),
            ("Prioritising", "prioritizing"),
            ("prioritised", "prioritized"),
            ("analyse", "analyze"),
            ("behaviour", "behavior"),
            ("realises", "realizes"),
        ];
        for (british, american) in pairs {
            assert_eq!(folded(british), american);
        }
        let same = [
            "enterprise",
            "advise",
            "supervisor",
            "revised",
            "exercise",
            "promise",
            "otherwise",
            "expertise",
            "wise",
            "rise",
            "raised",
            "surprise",
            "this",
            "analysis",
            "basis",
            "crisis",
            "analyses",
            "comprised",
            "precise",
            "praise",
            "franchise",
            "hypotheses",
        ];
        for word in same {
            assert_eq!(folded(word), word);
        }
    }

    #[test]
    fn accents_case_and_apostrophes_are_folded() {
        assert_eq!(folded("Café"), "cafe");
        assert_eq!(folded("DON’T"), "dont");
        assert_eq!(folded("owner’s"), "owner");
        assert_eq!(folded("O'Reilly"), "oreilly");
    }

    #[test]
    fn words_split_at_punctuation_and_ideographs() {
        let text = "The owner’s 'backlog' (re-used) 产品 node.js";
        let found: Vec<_> = RawWords::new(text).filter_map(|range| text.get(range)).collect();
        assert_eq!(found, ["The", "owner’s", "backlog", "re", "used", "产", "品", "node", "js"]);
    }

    #[test]
    fn a_very_long_word_is_cut() {
        assert_eq!(folded(&"é".repeat(5000)).len(), MAX_WORD_BYTES);
    }
}
