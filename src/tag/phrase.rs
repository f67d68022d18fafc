use std::ops::Range;

use super::{
    grammar::{Class, class},
    reading::Reading,
};

/// What stands before a noun phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing, or a mark that starts a clause.
    Start {
        parenthesis: bool,
    },
    /// A subordinating word, at this token.
    Clause(usize),
    /// "while", "whereas", at this token.
    Contrast(usize),
    Coordinator,
    Preposition(usize),
    Auxiliary(usize),
    Verb(usize),
    /// A noun that the name may belong to.
    Noun,
}

/// What stands after a noun phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    Verb,
    /// A verb after a prepositional phrase or the like.
    LaterVerb,
    Relative,
    Colon,
    Nothing,
}

/// As many things in a row are a list, in which a name is one among others.
pub(super) const FEWEST_LISTED: usize = 3;

/// Words between commas after a name, at most: "the owner, a trained nurse, decides".
const LONGEST_APPOSITION: usize = 14;

/// An item of a list is no longer than this; what is longer is a clause.
const MOST_ITEM_WORDS: usize = 4;

/// A noun phrase in its sentence: joined names, by their first and last token.
pub(super) struct Phrase<'reading> {
    pub reading: &'reading Reading,
    pub sentence: &'reading Range<usize>,
    pub first: usize,
    pub last: usize,
    pub starts_block: bool,
}

impl Phrase<'_> {
    pub(super) fn word(&self, token: usize) -> &str {
        if self.sentence.contains(&token) { self.reading.word(token) } else { "" }
    }

    pub(super) fn class(&self, token: usize) -> Class {
        class(self.word(token))
    }

    pub(super) fn before(&self, token: usize) -> &str {
        token.checked_sub(1).map(|before| self.word(before)).unwrap_or_default()
    }

    pub(super) fn is_plural(&self) -> bool {
        self.word(self.last).ends_with('s') || (self.first..=self.last).any(|token| self.word(token) == "and")
    }

    pub(super) fn is_mark(&self, token: usize) -> bool {
        self.sentence.contains(&token) && self.reading.tokens.get(token).is_some_and(|token| token.shape.mark)
    }

    pub(super) fn left(&self) -> Left {
        /// A noun phrase has few words before its head.
        const MOST_SKIPPED: usize = 6;
        const MOST_NOUNS: usize = 2;
        let mut nouns = 0;
        let mut opened = false;
        let mut at = self.first;
        for _ in 0..=MOST_SKIPPED {
            let Some(token) = at.checked_sub(1).filter(|token| self.sentence.contains(token)) else {
                return Left::Start { parenthesis: false };
            };
            if self.is_mark(token) {
                return match self.word(token) {
                    "/" | "&" => Left::Coordinator,
                    mark => Left::Start { parenthesis: mark == "(" },
                };
            }
            let word = self.word(token);
            let class = class(word);
            if class.is(Class::SUBORDINATOR) && !class.is(Class::DETERMINER.or(Class::ADVERB)) {
                return Left::Clause(token);
            }
            if word == "that" && (nouns > 0 || token + 1 < self.first) {
                return Left::Clause(token);
            }
            if class.is(Class::CONTRAST) {
                return Left::Contrast(token);
            }
            if class.is(Class::COORDINATOR) {
                return Left::Coordinator;
            }
            if class.is(Class::PREPOSITION) {
                return Left::Preposition(token);
            }
            if class.is(Class::DETERMINER.or(Class::MODIFIER).or(Class::ADVERB)) {
                opened |=
                    nouns == 0 && matches!(word, "a" | "an" | "the" | "our" | "their" | "your" | "my" | "its" | "each");
                at = token;
                continue;
            }
            if class.is(Class::AUXILIARY) {
                return Left::Auxiliary(token);
            }
            if class.is(Class::VERB) || class.is_unknown() && (word.ends_with("ing") || word.ends_with("ed")) {
                return Left::Verb(token);
            }
            if self.reading.tokens.get(token).is_some_and(|token| token.shape.possessive) {
                at = token;
                continue;
            }
            nouns += 1;
            // "In our experience the product manager decides": the noun before "the" belongs to a phrase of its own.
            if opened || nouns > MOST_NOUNS {
                return Left::Noun;
            }
            at = token;
        }
        Left::Noun
    }

    /// What follows, and whether the name is part of a longer noun phrase ("product owner role").
    pub(super) fn right(&self) -> (Right, bool) {
        let mut at = self.last + 1;
        let mut compound = false;
        if self.word(at) == "(" {
            at = self.skip_to(at, ")", 8).unwrap_or(at);
        }
        while self.class(at).is(Class::COMPOUND) && !(self.class(at).is(Class::VERB) && self.is_plural()) {
            compound = true;
            at += 1;
        }
        let plural = self.is_plural() || compound && self.word(at.saturating_sub(1)).ends_with('s');
        let interrupted = self.word(at) == ",";
        if interrupted && matches!(self.word(at + 1), "who" | "whose") {
            return (Right::Relative, compound);
        }
        if interrupted {
            match self.skip_to(at + 1, ",", LONGEST_APPOSITION) {
                Some(after) => at = after,
                None => return (Right::Nothing, compound),
            }
        }
        while self.class(at).is(Class::ADVERB) || self.word(at).len() > 4 && self.word(at).ends_with("ly") {
            at += 1;
        }
        // Behind a second comma only a word known for a verb goes on: "owners, testers, designers" is a list.
        if interrupted && !self.class(at).is(Class::AUXILIARY.or(Class::VERB)) {
            return (Right::Nothing, compound);
        }
        (self.verb_at(at, plural), compound)
    }

    /// The word right after the name and its adverbs.
    pub(super) fn verb_after(&self) -> Option<usize> {
        const FARTHEST: usize = 3;
        (self.last + 1..=self.last + FARTHEST).find(|&token| !self.class(token).is(Class::ADVERB.or(Class::COMPOUND)))
    }

    fn verb_at(&self, at: usize, plural: bool) -> Right {
        let word = self.word(at);
        let class = class(word);
        match word {
            "" => return Right::Nothing,
            ":" | "-" => return Right::Colon,
            "who" | "that" | "which" | "whose" => return Right::Relative,
            _ => {}
        }
        if self.is_mark(at) {
            return Right::Nothing;
        }
        if class.is(Class::AUXILIARY.or(Class::VERB)) {
            return Right::Verb;
        }
        if class.is(Class::PREPOSITION.or(Class::COORDINATOR)) {
            return self.later_verb(at, plural);
        }
        let third_person = !plural && word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
        let past = word.len() > 4 && word.ends_with("ed");
        if class.is_unknown() && (plural && !word.ends_with("ing") || third_person || past) {
            return Right::Verb;
        }
        Right::Nothing
    }

    /// "Product owners in large companies must …", "the product owner and her team decide".
    /// The verb behind "of the ferry line": an auxiliary, a form in "-ed", or one that agrees with the name and goes on with
    /// "the …" or "what …" and so is no noun of the phrase.
    fn later_verb(&self, from: usize, plural: bool) -> Right {
        const FARTHEST: usize = 7;
        for at in from..from + FARTHEST {
            if self.word(at).is_empty() || self.is_mark(at) && self.word(at) != "." {
                break;
            }
            let past = self.class(at).is(Class::VERB) && self.word(at).ends_with("ed");
            if self.class(at).is(Class::AUXILIARY) || past || at > from + 1 && self.governs(at, plural) {
                return Right::LaterVerb;
            }
        }
        Right::Nothing
    }

    /// Whether a word is a verb in the present that agrees with a name, with an object or a clause behind it.
    fn governs(&self, at: usize, plural: bool) -> bool {
        let agrees = self.word(at).ends_with('s') != plural;
        let before = self.class(at - 1);
        agrees
            && self.class(at).is(Class::VERB)
            && !before.is(Class::DETERMINER.or(Class::MODIFIER).or(Class::PREPOSITION).or(Class::COORDINATOR))
            // "the works that the city closed": there "that" hangs on a noun.
            && !matches!(self.word(at + 1), "that" | "which" | "who" | "whose")
            && self.class(at + 1).is(Class::DETERMINER.or(Class::SUBORDINATOR))
    }

    fn skip_to(&self, from: usize, mark: &str, most: usize) -> Option<usize> {
        (from..from + most).find(|&at| self.word(at) == mark).map(|at| at + 1)
    }

    /// Things that a list names before and after these names: "designers, testers and product owners".
    pub(super) fn items_beside(&self) -> usize {
        let connects = |token: usize| matches!(self.word(token), "," | "and" | "or" | "/" | "&");
        let is_item = |token: usize| {
            !self.word(token).is_empty()
                && !self.is_mark(token)
                && !self.class(token).is(Class::AUXILIARY.or(Class::SUBORDINATOR).or(Class::PRONOUN))
                && !matches!(self.word(token), "i" | "you" | "we" | "it")
        };
        let mut items = 0;
        let mut at = self.last + 1;
        while connects(at) {
            while connects(at) {
                at += 1;
            }
            let start = at;
            // "… is led by the owner, and includes designers": a verb goes on with the sentence.
            if self.class(at).is(Class::VERB) && !self.class(at).is(Class::COMPOUND.or(Class::CLAIM)) {
                break;
            }
            while at < start + MOST_ITEM_WORDS && is_item(at) && !connects(at) {
                at += 1;
            }
            let ends = connects(at) || self.word(at).is_empty() || self.is_mark(at);
            if at == start || items == 0 && !ends {
                break;
            }
            items += 1;
            if items >= FEWEST_LISTED {
                return items;
            }
        }
        let mut at = self.first;
        let before_name =
            |at: usize| self.class(at).is(Class::DETERMINER.or(Class::MODIFIER)) && self.word(at) != "that";
        while at > self.sentence.start && before_name(at - 1) {
            at -= 1;
        }
        while at > self.sentence.start && connects(at - 1) {
            while at > self.sentence.start && connects(at - 1) {
                at -= 1;
            }
            let start = at;
            while at > self.sentence.start && start - at < MOST_ITEM_WORDS && is_item(at - 1) && !connects(at - 1) {
                at -= 1;
            }
            if at == start || items >= FEWEST_LISTED {
                break;
            }
            items += 1;
        }
        items
    }

    /// Whether a verb of duty follows, through "must", "will" and the like.
    pub(super) fn has_duty(&self) -> bool {
        const FARTHEST: usize = 5;
        (self.last + 1..=self.last + FARTHEST)
            .take_while(|&token| !self.word(token).is_empty())
            .any(|token| self.class(token).is(Class::DUTY))
    }

    /// Whether the name only modifies another noun ("project management framework").
    pub(super) fn modifies(&self) -> bool {
        let next = self.word(self.last + 1);
        !next.is_empty()
            && !self.is_mark(self.last + 1)
            && class(next).is_unknown()
            && !next.ends_with("ing")
            && !next.ends_with("ed")
    }

    pub(super) fn opens_sentence(&self) -> bool {
        (self.sentence.start..self.first).all(|token| self.class(token).is(Class::DETERMINER.or(Class::MODIFIER)))
    }

    /// Whether the noun at `token` opens its clause or follows "is": "the role of …" does, "fulfil the role of …" not.
    pub(super) fn leads_clause(&self, token: usize) -> bool {
        let mut at = token;
        while at > self.sentence.start {
            let class = self.class(at - 1);
            if self.is_mark(at - 1)
                || class.is(Class::AUXILIARY.or(Class::SUBORDINATOR).or(Class::CONTRAST))
                || self.is_contracted(at - 1)
            {
                return true;
            }
            let continues = class.is(Class::DETERMINER.or(Class::MODIFIER).or(Class::COORDINATOR).or(Class::CLAIM));
            if !continues {
                return false;
            }
            at -= 1;
        }
        true
    }

    /// "it's", "that's", "here's", of which folding leaves the first word.
    pub(super) fn is_contracted(&self, token: usize) -> bool {
        self.reading.tokens.get(token).is_some_and(|token| token.shape.possessive)
            && matches!(self.word(token), "it" | "that" | "this" | "here" | "there" | "what" | "who" | "he" | "she")
    }

    pub(super) fn in_parenthesis(&self) -> bool {
        let before = (self.sentence.start..self.first).rev().map(|token| self.word(token));
        before.take(12).find(|word| matches!(*word, "(" | ")")) == Some("(")
    }
}
