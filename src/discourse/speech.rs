use std::{collections::HashSet, sync::LazyLock};

use serde::Deserialize;

/// The words of `speech.toml`: see the comments there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Speech {
    verbs: HashSet<String>,
    views: HashSet<String>,
    adverbs: HashSet<String>,
    hypothetical: HashSet<String>,
    pronouns: HashSet<String>,
    particles: HashSet<String>,
    honorifics: HashSet<String>,
    not_names: HashSet<String>,
    titles: HashSet<String>,
    title_openers: HashSet<String>,
    heads_of_organisations: HashSet<String>,
    persons: HashSet<String>,
    determiners: HashSet<String>,
    conditions: HashSet<String>,
    months: HashSet<String>,
    joining: HashSet<String>,
    utterances: HashSet<String>,
    pasts: HashSet<String>,
    with_hearer: HashSet<String>,
    passives: HashSet<String>,
    suppositions: HashSet<String>,
    first_persons: HashSet<String>,
    writings: HashSet<String>,
    groups: HashSet<String>,
    documents: HashSet<String>,
    numbered: HashSet<String>,
    occasions: HashSet<String>,
    leading_phrases: Vec<String>,
    label_openings: Vec<String>,
    leading_back: Vec<String>,
    spoken_of: HashSet<String>,
    copulas: HashSet<String>,
    directories: HashSet<String>,
    farewells: HashSet<String>,
    works: HashSet<String>,
    somebodies: HashSet<String>,
    owners: HashSet<String>,
    disowning: HashSet<String>,
    unheard: HashSet<String>,
    giving_words: HashSet<String>,
    owned_words: HashSet<String>,
    loose_openings: HashSet<String>,
}

static SPEECH: LazyLock<Speech> =
    LazyLock::new(|| toml::from_str(include_str!("speech.toml")).expect("the embedded word list is valid"));

/// A word as the lists have it: lower case, straight apostrophe, no punctuation around it.
pub(super) fn plain(word: &str) -> String {
    word.trim_matches(|character: char| !character.is_alphanumeric() && character != '.')
        .trim_end_matches('.')
        .to_lowercase()
        .replace('’', "'")
}

fn has(list: &HashSet<String>, word: &str) -> bool {
    list.contains(plain(word).as_str())
}

/// Whether `word` (or two words) says that somebody speaks.
pub(super) fn is_verb(word: &str) -> bool {
    has(&SPEECH.verbs, word)
}

/// Whether the verb gives a view rather than an act of the one who is named.
pub(super) fn is_view(word: &str) -> bool {
    has(&SPEECH.views, word)
}

pub(super) fn is_adverb(word: &str) -> bool {
    has(&SPEECH.adverbs, word) || (word.ends_with("ly") && word.len() > 4)
}

pub(super) fn is_hypothetical(word: &str) -> bool {
    has(&SPEECH.hypothetical, word)
}

pub(super) fn is_pronoun(word: &str) -> bool {
    has(&SPEECH.pronouns, word)
}

pub(super) fn is_particle(word: &str) -> bool {
    SPEECH.particles.contains(word)
}

pub(super) fn is_honorific(word: &str) -> bool {
    SPEECH.honorifics.contains(word.to_lowercase().as_str())
}

pub(super) fn is_no_name(word: &str) -> bool {
    has(&SPEECH.not_names, word)
}

pub(super) fn is_title(words: &str) -> bool {
    words.split([' ', '/', '&']).any(|word| has(&SPEECH.titles, word))
}

pub(super) fn heads_an_organisation(title: &str) -> bool {
    title.rsplit(' ').next().is_some_and(|last| has(&SPEECH.heads_of_organisations, last))
}

/// Whether a title may begin with the word: a title itself, or one that qualifies it ("Deputy", "Managing").
pub(super) fn opens_title(word: &str) -> bool {
    has(&SPEECH.title_openers, word) || is_title(word)
}

/// Whether the word is a title or stands for a person in another way.
pub(super) fn is_person(word: &str) -> bool {
    is_title(word) || has(&SPEECH.persons, word)
}

pub(super) fn is_determiner(word: &str) -> bool {
    has(&SPEECH.determiners, word)
}

pub(super) fn is_condition(word: &str) -> bool {
    has(&SPEECH.conditions, word)
}

/// Whether the word goes on with the sentence behind a name that is whole.
pub(super) fn joins(word: &str) -> bool {
    has(&SPEECH.joining, word)
}

/// Whether the words are a day: "March 25", "7 June 2020".
pub(super) fn is_date(words: &str) -> bool {
    let mut numbers = 0;
    words.split(' ').all(|word| {
        let digits = word.starts_with(|first: char| first.is_ascii_digit());
        numbers += usize::from(digits);
        digits || has(&SPEECH.months, word)
    }) && numbers > 0
}

pub(super) fn is_utterance(word: &str) -> bool {
    has(&SPEECH.utterances, word)
}

/// Whether the verb of speech has neither an ending of the third person nor one of the past: "answer", not "answers".
pub(super) fn is_bare(verb: &str) -> bool {
    let verb = plain(verb);
    !verb.split(' ').next().is_some_and(|first| first.ends_with('s')) && !is_past(&verb)
}

/// Whether the verb of speech stands in the past tense.
pub(super) fn is_past(verb: &str) -> bool {
    verb.ends_with("ed") || has(&SPEECH.pasts, verb)
}

/// Whether who is named behind the verb is the one who hears it: "told Ann Lee".
pub(super) fn has_hearer(verb: &str) -> bool {
    has(&SPEECH.with_hearer, verb)
}

/// Whether the word makes the verb behind it one that is done to its subject: "was told".
pub(super) fn is_passive(word: &str) -> bool {
    has(&SPEECH.passives, word)
}

/// Whether a sentence that begins with the word tells what was never said: "Suppose Ann Lee says".
pub(super) fn is_supposition(word: &str) -> bool {
    has(&SPEECH.suppositions, word)
}

/// Whether the word shows that who speaks speaks of themselves.
pub(super) fn is_first_person(word: &str) -> bool {
    has(&SPEECH.first_persons, word)
        || plain(word).split_once('\'').is_some_and(|(word, _)| SPEECH.first_persons.contains(word))
}

/// Whether the word is for something that bears words which nobody speaks: "a sign on her door:".
pub(super) fn is_writing(word: &str) -> bool {
    has(&SPEECH.writings, word)
}

/// Whether the word is for a person or, in a signature, for several who speak as one: "panel".
pub(super) fn is_someone(word: &str) -> bool {
    let one = |word: &str| is_person(word) || has(&SPEECH.groups, word);
    let word = plain(word);
    one(&word) || word.strip_suffix('s').is_some_and(one) || word.split('-').any(one)
}

/// Whether the word is for a text: "Ann Lee's book".
pub(super) fn is_document(word: &str) -> bool {
    has(&SPEECH.documents, word) || has(&SPEECH.works, word)
}

/// Whether the word is for a text that speaks for who made it: "a recent Acme study states".
pub(super) fn speaks_for_its_maker(word: &str) -> bool {
    has(&SPEECH.documents, word)
}

/// Whether the word is for a person of whom nothing is known.
pub(super) fn is_somebody(word: &str) -> bool {
    has(&SPEECH.somebodies, word)
}

/// Whether the word says whose somebody is, behind "of": "a friend of mine".
pub(super) fn is_owner(word: &str) -> bool {
    has(&SPEECH.owners, word)
}

/// Whether a number behind the word belongs to its name: "Part 2.1".
pub(super) fn is_numbered(word: &str) -> bool {
    has(&SPEECH.numbered, word)
}

/// Whether the word begins to tell where or when something was said.
pub(super) fn tells_occasion(word: &str) -> bool {
    has(&SPEECH.occasions, word)
}

/// Whether the word joins a subject to what it is.
pub(super) fn is_copula(word: &str) -> bool {
    has(&SPEECH.copulas, word)
}

/// The last phrase in a sentence that leads to who is credited, and where it begins: "according to".
pub(super) fn leading_phrase(sentence: &str) -> Option<(usize, &'static str)> {
    let lower = sentence.to_ascii_lowercase();
    let found = SPEECH.leading_phrases.iter().filter_map(|phrase| {
        let at = lower.rfind(phrase.as_str())?;
        let whole = lower.get(..at).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
        whole.then_some((at, phrase.as_str()))
    });
    found.max_by_key(|&(at, phrase)| (at, phrase.len()))
}

/// Phrases behind a quotation that lead back from it to who spoke, with the space behind: "is how ".
pub(super) fn leads_back() -> impl Iterator<Item = &'static str> {
    SPEECH.leading_back.iter().map(String::as_str)
}

/// Whether the word says that the words are not of who is named, or not what they stand for: "a fake Ann Lee quote".
pub(super) fn is_disowning(word: &str) -> bool {
    has(&SPEECH.disowning, word)
}

/// Whether nobody was heard behind the word: "never heard Ann Lee say".
pub(super) fn is_unheard(word: &str) -> bool {
    has(&SPEECH.unheard, word)
}

/// Whether what the verb takes up was said in these words: "That is what Ann Lee told us", but not "what she believed".
pub(super) fn gives_words(verb: &str) -> bool {
    has(&SPEECH.giving_words, verb)
}

/// Whether words are somebody's own who has the word for them: "is Ann Lee's motto".
pub(super) fn is_owned_word(word: &str) -> bool {
    has(&SPEECH.owned_words, word)
}

/// Whether an opening leads to a place or a thing as well as to a speaker: "Here is New York:".
pub(super) fn is_loose_opening(opening: &str) -> bool {
    SPEECH.loose_openings.contains(opening)
}

/// Whether words in marks right behind the word are only spoken of: "the phrase “as soon as possible”".
pub(super) fn is_spoken_of(word: &str) -> bool {
    has(&SPEECH.spoken_of, word)
}

/// How long the words are that lead to a label of a speaker at the start of a sentence, with the space behind: "Here is ".
pub(super) fn label_opening(sentence: &str) -> usize {
    let found = SPEECH
        .label_openings
        .iter()
        .find(|opening| sentence.strip_prefix(opening.as_str()).is_some_and(|rest| rest.starts_with(' ')));
    found.map_or(0, |opening| opening.len() + 1)
}

/// Whether a filter of a site maker with the word in its name makes a person of a key.
pub(super) fn is_directory(word: &str) -> bool {
    has(&SPEECH.directories, word)
}

/// Whether the word is one with which a writer takes leave of the reader.
pub(super) fn is_farewell(word: &str) -> bool {
    has(&SPEECH.farewells, word)
}
