use std::ops::Range;

use super::{
    document::Document,
    grammar::{Class, class},
    subject::Name,
};

/// How a sentence speaks: of whom, to whom, in which time.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of one sentence")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Manner {
    /// "I", "we", "our".
    pub first_person: bool,
    /// "you".
    pub second_person: bool,
    /// A verb in the past.
    pub past: bool,
    /// "must", "should" and the like.
    pub modal: bool,
    /// It ends with a question mark.
    pub question: bool,
    /// Capitalised words inside the sentence that name no role: persons, firms, places.
    pub proper: u16,
}

/// How the name of a role is introduced in its sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Article {
    #[default]
    None,
    /// "a", "an", "any", "every": any holder of the role.
    Indefinite,
    /// "the", "this".
    Definite,
    /// "our", "my", "their": a certain one.
    Owned,
}

/// Reads the manner of the sentence in `tokens`; `names` are the names of roles in it.
pub(super) fn manner(document: &Document<'_, '_>, tokens: &Range<usize>, names: &[Name<'_>]) -> Manner {
    let reading = &document.reading;
    let mut manner = Manner::default();
    for token in tokens.clone() {
        let word = reading.word(token);
        let class = class(word);
        let is_first_person = class.is(Class::FIRST_PERSON);
        manner.first_person |= is_first_person;
        manner.second_person |= class.is(Class::SECOND_PERSON);
        manner.past |= class.is(Class::PAST) || word.len() > 4 && word.ends_with("ed");
        manner.modal |= class.is(Class::MODAL);
        manner.question |= word == "?";
        let Some(shape) = reading.tokens.get(token).map(|token| token.shape) else { continue };
        let names_role = names.iter().any(|name| (name.first..=name.last).contains(&token));
        let proper = token > tokens.start && shape.capital && !shape.upper && !names_role && !is_first_person;
        manner.proper += u16::from(proper);
    }
    manner
}

/// The article before the name that begins at `first`, words like "good" or "senior" passed over.
pub(super) fn article(document: &Document<'_, '_>, tokens: &Range<usize>, first: usize) -> Article {
    /// Words between an article and its noun, at most.
    const FARTHEST: usize = 4;
    let before = (tokens.start.max(first.saturating_sub(FARTHEST))..first).rev();
    for token in before {
        let word = document.reading.word(token);
        match word {
            "a" | "an" | "any" | "every" | "each" | "no" => return Article::Indefinite,
            "the" | "this" | "that" | "these" | "those" => return Article::Definite,
            "our" | "my" | "their" | "his" | "her" | "your" | "its" => return Article::Owned,
            _ if class(word).is(Class::MODIFIER) => {}
            _ => return Article::None,
        }
    }
    Article::None
}
