use std::ops::Range;

use super::{
    document::Document,
    grammar::{Class, class},
};

/// A pronoun or "this role" that opens a clause.
pub(super) struct Anaphor {
    /// First token.
    pub(super) first: usize,
    /// Last token.
    pub(super) last: usize,
    /// It stands for the two roles that are compared.
    pub(super) both: bool,
}

/// The first pronoun or "this role" of a sentence that opens a clause.
pub(super) fn anaphor(document: &Document<'_, '_>, tokens: &Range<usize>) -> Option<Anaphor> {
    let reading = &document.reading;
    let word = |token: usize| if tokens.contains(&token) { reading.word(token) } else { "" };
    let is_role_noun =
        |word: &str| matches!(word, "role" | "roles" | "position" | "positions" | "job" | "title" | "titles");
    for token in tokens.clone() {
        let this = word(token);
        let next = word(token + 1);
        let opens = token == tokens.start || {
            let before = word(token - 1);
            reading.tokens.get(token - 1).is_some_and(|token| token.shape.mark)
                || class(before).is(Class::SUBORDINATOR
                    .or(Class::CONTRAST)
                    .or(Class::COORDINATOR)
                    .or(Class::ADVERB)
                    .or(Class::PREPOSITION))
        };
        if !opens && !matches!(this, "both" | "these" | "two") {
            continue;
        }
        let both = match this {
            "both" => {
                next == "roles" || next == "the" || class(next).is(Class::AUXILIARY.or(Class::VERB)) || next == "aim"
            }
            "these" | "two" | "the" => next == "roles" || this == "the" && next == "two",
            "each" => next == "role",
            _ => false,
        };
        if both {
            return Some(Anaphor { first: token, last: token + 1, both });
        }
        let refers = class(this).is(Class::PRONOUN.or(Class::PRONOUN_CONTRACTED));
        if refers {
            return Some(Anaphor { first: token, last: token, both: false });
        }
        if matches!(this, "this" | "that" | "the" | "such") && is_role_noun(next) {
            return Some(Anaphor { first: token, last: token + 1, both: false });
        }
    }
    None
}
