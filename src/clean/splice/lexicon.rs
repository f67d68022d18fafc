use std::{borrow::Cow, sync::LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::{
    clean::vocabulary::stem,
    text::{Word, fold},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    weight: f32,
    list: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    bare: f32,
    short: f32,
    marked: f32,
    linked: f32,
    openers: String,
    closers: String,
    doers: String,
    modals: String,
    inner: String,
    determiners: String,
    prepositions: String,
    conjunctions: String,
    auxiliaries: String,
    pronouns: String,
    relatives: String,
    common: String,
    words: Vec<Words>,
}

/// A word's closed class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Determiner,
    Preposition,
    Conjunction,
    Auxiliary,
    Modal,
    Pronoun,
}

/// The words of adverts with their weights, and the closed classes.
pub(super) struct Lexicon {
    /// Sum from which a phrase in bare text is cut.
    pub(super) bare: f32,
    /// The same for three words that may well be the author's.
    pub(super) short: f32,
    /// Sum from which a phrase is cut that a link or a broken term marks.
    pub(super) marked: f32,
    /// Sum from which a link's words are cut that has no word and no address of the document's own.
    pub(super) linked: f32,
    openers: FxHashSet<String>,
    closers: FxHashSet<String>,
    doers: FxHashSet<String>,
    weights: FxHashMap<String, f32>,
    inner: FxHashSet<String>,
    classes: FxHashMap<String, Class>,
    common: FxHashSet<String>,
    relatives: FxHashSet<String>,
    /// Finds the words that are heavy enough to make a phrase an advert: without one a block needs no second look.
    heavy: AhoCorasick,
}

/// Words lighter than this are in every text.
const HEAVY: f32 = 0.5;

/// Words from this weight on are said of goods.
const GOODS: f32 = 0.45;

/// Words no heavier than this name a place.
const PLACE: f32 = 0.3;
/// Words this heavy are hardly said but by adverts.
const STRONG: f32 = 1.0;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let data: Data = toml::from_str(include_str!("splice.toml")).expect("`splice.toml` is well formed");
    let mut weights = FxHashMap::default();
    for words in &data.words {
        for word in words.list.split_whitespace() {
            weights.entry(stem(word).into_owned()).or_insert(words.weight);
        }
    }
    let classes = [
        (&data.pronouns, Class::Pronoun),
        (&data.conjunctions, Class::Conjunction),
        (&data.prepositions, Class::Preposition),
        (&data.auxiliaries, Class::Auxiliary),
        (&data.modals, Class::Modal),
        (&data.determiners, Class::Determiner),
    ];
    let mut of_class = FxHashMap::default();
    for (list, class) in classes {
        of_class.extend(list.split_whitespace().map(|word| (word.to_owned(), class)));
    }
    let set = |list: &str| list.split_whitespace().map(str::to_owned).collect();
    let stems = |list: &str| list.split_whitespace().map(|word| stem(word).into_owned()).collect();
    let mut heavy: Vec<&str> =
        weights.iter().filter(|&(_, &weight)| weight >= GOODS).map(|(word, _)| word.as_str()).collect();
    heavy.sort_unstable();
    let heavy = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(&heavy)
        .expect("a few hundred words make a small automaton");
    Lexicon {
        bare: data.bare,
        short: data.short,
        marked: data.marked,
        linked: data.linked,
        openers: stems(&data.openers),
        closers: stems(&data.closers),
        doers: stems(&data.doers),
        inner: set(&data.inner),
        common: set(&data.common),
        relatives: set(&data.relatives),
        classes: of_class,
        heavy,
        weights,
    }
});

/// The lexicon.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    /// Whether a text holds a heavy word at the start of a word.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        self.heavy.find_iter(text).any(|found| {
            found
                .start()
                .checked_sub(1)
                .and_then(|before| bytes.get(before))
                .is_none_or(|byte| !byte.is_ascii_alphanumeric())
        })
    }

    /// The weight of one word, 0 where it is no word of adverts.
    pub(super) fn of(&self, word: &str) -> f32 {
        self.weights.get(&*stem(word)).copied().unwrap_or_default()
    }

    /// Whether a word is hardly said but by adverts, or names what they sell.
    pub(super) fn is_heavy(&self, word: &str) -> bool {
        self.of(word) >= HEAVY
    }

    /// Whether a word is said of what is sold, if of much else too.
    pub(super) fn is_goods(&self, word: &str) -> bool {
        self.of(word) >= GOODS
    }

    /// Whether a word belongs to a closed class.
    pub(super) fn is_small(&self, word: &str) -> bool {
        self.classes.contains_key(&*fold(word))
    }

    /// Whether a word names a place: the lightest words of the lexicon.
    pub(super) fn is_place(&self, word: &str) -> bool {
        (f32::EPSILON..=PLACE).contains(&self.of(word))
    }

    /// Whether a word says how or where a thing is sold, or is an advert's by itself.
    pub(super) fn is_pitch(&self, word: &str) -> bool {
        let weight = self.of(word);
        weight > 0.0 && weight < HEAVY || weight >= STRONG
    }

    /// The sum over the different words of a phrase.
    pub(super) fn weight(&self, words: &[Word<'_>]) -> f32 {
        let mut stems: Vec<Cow<'_, str>> = words.iter().map(|word| stem(word.text)).collect();
        stems.sort_unstable();
        stems.dedup();
        stems.iter().filter_map(|stem| self.weights.get(&**stem)).sum()
    }

    /// Whether a word may stand inside a phrase between two others.
    pub(super) fn is_inner(&self, word: &str) -> bool {
        self.inner.contains(&*fold(word))
    }

    /// Whether sharing a word tells that a phrase belongs to a document: words of goods and all rare words do.
    pub(super) fn tells(&self, word: &str) -> bool {
        let weight = self.of(word);
        let folded = fold(word);
        (weight >= HEAVY || weight == 0.0 && folded.len() > 2)
            && !self.classes.contains_key(&*folded)
            && !self.inner.contains(&*folded)
            && !self.common.contains(&*folded)
    }

    /// Whether a phrase of adverts is likely to begin with a word: how it is sold comes before what is sold.
    pub(super) fn opens(&self, word: &str) -> bool {
        self.openers.contains(&*stem(word))
    }

    /// Whether a phrase of adverts is likely to end with a word, or with a place.
    pub(super) fn closes(&self, word: &str) -> bool {
        self.closers.contains(&*stem(word)) || self.is_place(word)
    }

    /// Whether `next` is a verb that `before` asks for: “to buy”, “you can order”.
    pub(super) fn governs(&self, before: &str, next: &str) -> bool {
        let folded = fold(before);
        let class = self.classes.get(&*folded).copied();
        (&*folded == "to" || matches!(class, Some(Class::Modal | Class::Pronoun))) && self.doers.contains(&*stem(next))
    }

    /// Whether `next` may stand right after `before`, told by their closed classes; words of no class may always.
    pub(super) fn may_follow(&self, before: &str, next: &str) -> bool {
        use Class::{Auxiliary, Conjunction, Determiner, Modal, Preposition, Pronoun};
        let class = |word: &str| self.classes.get(&*fold(word)).copied();
        match (class(before), class(next)) {
            (Some(Determiner), other) => other.is_none(),
            (Some(Preposition), Some(Conjunction)) => self.relatives.contains(&*fold(next)),
            (Some(Preposition), other) => !matches!(other, Some(Preposition | Auxiliary | Modal)),
            (Some(Modal), other) => matches!(other, None | Some(Auxiliary)),
            (Some(Auxiliary | Conjunction), other) => other != Some(Conjunction),
            (Some(Pronoun) | None, _) => true,
        }
    }
}
