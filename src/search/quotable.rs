//! Which sentences of a passage can be quoted as the source's own words: complete, and understandable alone.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use serde::Deserialize;

use crate::{
    discourse::Stance,
    index::record::PassageRecord,
    passage::PassageKind,
    tag::Relation,
    taxonomy::Taxonomy,
    text::{fold, words},
};

/// Fewer words say too little, more are no sentence that anybody prints: 95 % of the bundled articles' own
/// sentences lie between.
const MIN_WORDS: usize = 6;
const MAX_WORDS: usize = 60;

#[derive(Deserialize)]
struct Data {
    continues: String,
    persons: String,
    points: Vec<String>,
    contracted: String,
    openers: String,
}

/// The word classes of the tagger's grammar that tell a verb.
#[derive(Deserialize)]
struct Grammar {
    auxiliary: String,
    verb: String,
}

struct Lists {
    continues: HashSet<String>,
    persons: HashSet<String>,
    points: Vec<String>,
    contracted: Vec<String>,
    verbs: HashSet<String>,
    auxiliaries: HashSet<String>,
    openers: HashSet<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let data: Data = toml::from_str(include_str!("quotable.toml")).expect("the built-in lists are valid TOML");
    let grammar: Grammar =
        toml::from_str(include_str!("../tag/grammar.toml")).expect("the built-in grammar is valid TOML");
    let set = |words: &str| words.split_whitespace().map(str::to_owned).collect();
    Lists {
        continues: set(&data.continues),
        persons: set(&data.persons),
        points: data.points.iter().map(|phrase| format!(" {phrase} ")).collect(),
        contracted: data.contracted.split_whitespace().map(str::to_owned).collect(),
        verbs: set(&grammar.verb),
        auxiliaries: set(&grammar.auxiliary),
        openers: set(&data.openers),
    }
});

/// A sentence that can be quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quotable {
    /// Bytes of the passage's text.
    pub(super) range: Range<usize>,
    /// How the source holds it.
    pub(super) stance: Stance,
    /// Whom its first pronoun stands for, where it begins with one: the name of a role.
    pub(super) antecedent: Option<String>,
}

/// The quotable sentences of a passage, in order. Without `stances`, plainly asserted ones of passages that reject
/// nothing; with them, those that the source holds in one of these ways.
pub(super) fn quotable(passage: &PassageRecord, taxonomy: &Taxonomy, stances: &[Stance]) -> Vec<Quotable> {
    let is_prose = matches!(passage.kind, PassageKind::Paragraph | PassageKind::List | PassageKind::Comment);
    if !is_prose || (stances.is_empty() && passage.stance == Stance::Rejected) {
        return Vec::new();
    }
    let quoted: Vec<Range<usize>> =
        passage.quotations.iter().filter_map(|quotation| crate::cite::range_of(passage, quotation)).collect();
    let mut found = Vec::new();
    for range in passage.sentences() {
        let stance = stance_of(passage, &range);
        let wanted = if stances.is_empty() { stance == Stance::Asserted } else { stances.contains(&stance) };
        let foreign = quoted.iter().any(|quoted| quoted.start < range.end && range.start < quoted.end);
        let Some(words) = passage.text.get(range.clone()) else { continue };
        if !wanted || foreign || !is_complete(words) {
            continue;
        }
        match opening(words) {
            Opening::Continues => {}
            Opening::Alone => found.push(Quotable { range, stance, antecedent: None }),
            Opening::Person => {
                if let Some(name) = antecedent(passage, taxonomy, range.start) {
                    found.push(Quotable { range, stance, antecedent: Some(name) });
                }
            }
        }
    }
    found
}

fn stance_of(passage: &PassageRecord, range: &Range<usize>) -> Stance {
    let of_sentence = passage.sentences.iter().find(|sentence| {
        let bytes = sentence.bytes.range();
        bytes.start < range.end && range.start < bytes.end
    });
    of_sentence.map_or(passage.stance, |sentence| sentence.stance)
}

/// Whether the words are a whole statement: begin and end like one, and have a verb of their own.
fn is_complete(sentence: &str) -> bool {
    let count = words(sentence).count();
    let body = sentence.trim_end_matches(['"', '”', '’', '\'', ')', '»']);
    let begins = sentence.starts_with(|first: char| first.is_uppercase() || first.is_numeric());
    let balanced = sentence.matches('(').count() == sentence.matches(')').count()
        && sentence.matches('“').count() == sentence.matches('”').count()
        && sentence.matches('"').count().is_multiple_of(2);
    (MIN_WORDS..=MAX_WORDS).contains(&count)
        && begins
        && balanced
        && body.ends_with(['.', '!'])
        && !body.ends_with("...")
        && has_verb(sentence)
        && !is_labelled(sentence)
        && !points_outside(sentence)
}

/// A verb that is not that of a clause which only describes ("a person who owns …").
fn has_verb(sentence: &str) -> bool {
    let lists = &*LISTS;
    let folded: Vec<String> = words(sentence).map(|word| fold(word.text).into_owned()).collect();
    let describes = |word: &str| matches!(word, "who" | "that" | "which" | "whose" | "where" | "when" | "if");
    // "Owns the backlog." has lost its subject to a label or a heading.
    let second = folded.get(1).map(String::as_str).unwrap_or_default();
    let lost_subject = |first: &String| {
        let object = ["a", "an", "the", "its", "their", "his", "her", "what", "how", "new", "no"].contains(&second);
        first.ends_with('s') && (lists.verbs.contains(first) || (object && !lists.openers.contains(first)))
    };
    if folded.first().is_some_and(lost_subject) {
        return false;
    }
    let mut blocked = false;
    for (at, word) in folded.iter().enumerate() {
        if describes(word) {
            blocked = at > 0;
            continue;
        }
        let contracted =
            at > 0 && lists.contracted.iter().any(|ending| word.ends_with(ending.as_str()) && ending != "'s");
        let is = lists.contracted.contains(&"'s".to_owned())
            && ["it's", "that's", "there's", "he's", "she's", "what's", "who's", "here's", "let's"]
                .contains(&word.as_str());
        let auxiliary = lists.auxiliaries.contains(word);
        // "needs" behind an article is a noun.
        let noun = at.checked_sub(1).and_then(|before| folded.get(before)).is_none_or(|before| {
            matches!(
                before.as_str(),
                "the"
                    | "a"
                    | "an"
                    | "of"
                    | "for"
                    | "their"
                    | "its"
                    | "his"
                    | "her"
                    | "our"
                    | "your"
                    | "my"
                    | "in"
                    | "with"
                    | "on"
                    | "between"
                    | "and"
                    | "to"
            )
        });
        let imperative = at == 0 && lists.verbs.contains(word) && !word.ends_with('s');
        let verb = imperative || (lists.verbs.contains(word) && !noun) || auxiliary || contracted || is;
        if !verb {
            continue;
        }
        // "A person who owns …" may end without a verb of its own: what cannot be told is left out.
        return !blocked;
    }
    false
}

/// Whether a label stands before something that is no statement: "Research: Analyse the market."
fn is_labelled(sentence: &str) -> bool {
    /// Words that a label has at most.
    const LABEL_WORDS: usize = 6;
    let Some((label, rest)) = sentence.split_once(": ") else { return false };
    let first = words(rest).next().map(|word| fold(word.text).into_owned()).unwrap_or_default();
    words(label).count() <= LABEL_WORDS && (LISTS.verbs.contains(&first) || first.ends_with("ing"))
}

fn points_outside(sentence: &str) -> bool {
    let folded: Vec<String> = words(sentence).map(|word| fold(word.text).into_owned()).collect();
    let line = format!(" {} ", folded.join(" "));
    LISTS.points.iter().any(|phrase| line.contains(phrase.as_str()))
}

enum Opening {
    Alone,
    Person,
    Continues,
}

/// How a sentence begins. A pronoun among its first words, before any name, points back as well.
fn opening(sentence: &str) -> Opening {
    /// Words from the first in which a pronoun is read as the subject: "In the end they …".
    const HEAD_WORDS: usize = 4;
    let lists = &*LISTS;
    let folded: Vec<String> = words(sentence).take(HEAD_WORDS).map(|word| fold(word.text).into_owned()).collect();
    let bare = |word: &str| word.split('\'').next().unwrap_or_default().to_owned();
    let Some(first) = folded.first().map(|first| bare(first)) else { return Opening::Continues };
    if lists.persons.contains(&first) {
        return Opening::Person;
    }
    if lists.continues.contains(&first) {
        return Opening::Continues;
    }
    let head = || folded.iter().skip(1).map(|word| bare(word));
    if head().any(|word| lists.persons.contains(&word)) {
        return Opening::Person;
    }
    if head().any(|word| matches!(word.as_str(), "it" | "this" | "these" | "those")) {
        return Opening::Continues;
    }
    Opening::Alone
}

/// The one role that the passage is about, where it is named before byte `at` of the text or in the heading.
fn antecedent(passage: &PassageRecord, taxonomy: &Taxonomy, at: usize) -> Option<String> {
    let mut about = passage.roles.iter().filter(|role| role.relation == Relation::About);
    let role = about.next()?;
    if about.next().is_some() {
        return None;
    }
    let known = taxonomy.role(role.id.as_str())?;
    let before = fold(passage.text.get(..at)?).into_owned();
    let heading = passage.heading.last().map(|heading| fold(heading).into_owned()).unwrap_or_default();
    let mut names = known.names().map(fold);
    let named = names.any(|name| before.contains(name.as_ref()) || heading.contains(name.as_ref()));
    named.then(|| known.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_is_no_sentence() {
        assert!(is_complete("The product owner orders the backlog with care."));
        assert!(is_complete("Keep the list short and the order plain."));
        for fragment in [
            "A conduit for the needs of the people upstairs.",
            "A person who owns the list of all that waits.",
            "Short and plain.",
            "Market Research: Analyze what the market wants and does.",
            "Approves the plan once and does not write it.",
            "who owns the backlog and its order today.",
            "The owner has three things to do each day:",
            "The owner said (and nobody in the room heard it.",
        ] {
            assert!(!is_complete(fragment), "{fragment}");
        }
    }

    #[test]
    fn what_points_outside_cannot_stand_alone() {
        assert!(matches!(opening("But the owner decides alone."), Opening::Continues));
        assert!(matches!(opening("It's the owner who decides."), Opening::Continues));
        assert!(matches!(opening("They decide alone."), Opening::Person));
        assert!(matches!(opening("Owners decide alone."), Opening::Alone));
        assert!(points_outside("The former decides, the latter builds."));
    }
}
