use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::reading::Reading;
use crate::taxonomy::{Role, Taxonomy, as_regex};

/// What a phrase of the taxonomy stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// Names these roles.
    Roles(Vec<u16>),
    /// Holds a name without meaning the role.
    Excluded,
    /// An abbreviation to be resolved: index into [`Matcher::abbreviations`].
    Abbreviation(u16),
    /// Speaks for (or against) one reading of an abbreviation: abbreviation, candidate.
    Company { abbreviation: u16, candidate: u16, speaks_for: bool },
    /// Written-out form of something else that the abbreviation may stand for.
    Rival { abbreviation: u16, candidate: u16 },
    /// Evidence for a topic, in the text or in a heading, or against it.
    Topic { topic: u16, weight: f32, zone: Zone },
}

/// Where a topic's phrase counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Text,
    Heading,
    Against,
}

/// An abbreviation and the roles that it may stand for.
#[derive(Clone, Debug)]
pub(super) struct Abbreviation {
    /// As written: `PM`.
    pub alias: String,
    /// Roles, in the order of the taxonomy.
    pub candidates: Vec<u16>,
}

/// A phrase found: what it means and its tokens, first and last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit<'matcher> {
    pub meaning: &'matcher Meaning,
    pub first: usize,
    pub last: usize,
    /// Which phrase, so that repetitions can be told.
    pub phrase: u32,
}

/// All names and phrases of a taxonomy in one automaton.
#[derive(Debug)]
pub(super) struct Matcher {
    automaton: AhoCorasick,
    /// Meanings of each pattern of the automaton.
    meanings: Vec<Vec<Meaning>>,
    /// Patterns that count only in capitals.
    capitals: Vec<bool>,
    pub abbreviations: Vec<Abbreviation>,
    /// By role: whether its names also name people outside the field.
    pub generic: Vec<bool>,
    /// Regular expressions: what they match in a passage's text names (or does not name) a role.
    pub regexes: Vec<(regex::Regex, Meaning)>,
}

#[derive(Default)]
struct Phrases {
    by_text: BTreeMap<String, (Vec<Meaning>, bool)>,
}

impl Phrases {
    /// Adds a phrase in its written form; a `*` at the end matches any ending, one inside the usual ones.
    fn add(&mut self, phrase: &str, meaning: &Meaning, capitals: bool) {
        /// Endings that a `*` inside a phrase stands for; at its end it takes any.
        const ENDINGS: [&str; 7] = ["", "s", "es", "d", "ed", "ing", "e"];
        let mut forms = vec![String::from(" ")];
        let trimmed = phrase.trim();
        let open = trimmed.ends_with('*');
        let body = trimmed.strip_suffix('*').unwrap_or(trimmed);
        for (at, part) in body.split('*').enumerate() {
            if at > 0 {
                forms = forms.iter().flat_map(|form| ENDINGS.map(|ending| format!("{form}{ending}"))).collect();
            }
            let folded = fold_phrase(part);
            for form in &mut forms {
                if at == 0 {
                    form.push_str(folded.trim_start());
                } else {
                    form.push_str(&folded);
                }
            }
        }
        for mut form in forms {
            if form.trim().is_empty() {
                continue;
            }
            if !open {
                form.truncate(form.trim_end().len());
                form.push(' ');
            }
            let (meanings, _) = self.by_text.entry(form).or_insert_with(|| (Vec::new(), capitals));
            if !meanings.contains(meaning) {
                meanings.push(meaning.clone());
            }
        }
    }
}

/// A phrase as it stands in a reading's buffer, less the spaces around it; a space at the head of `part` stays.
fn fold_phrase(part: &str) -> String {
    let mut reading = Reading::default();
    reading.push(part);
    let folded = reading.buffer.trim().to_owned();
    let head = if part.starts_with(' ') { " " } else { "" };
    format!("{head}{folded}")
}

/// English plural of a name, by its last word.
fn plural(name: &str) -> String {
    let sibilant = ["ch", "sh", "s", "x"].iter().any(|ending| name.ends_with(ending));
    format!("{name}{}", if sibilant { "es" } else { "s" })
}

fn written_in_capitals(alias: &str) -> bool {
    alias.len() > 1 && alias.chars().filter(|character| character.is_alphabetic()).all(char::is_uppercase)
}

/// The forms of a written pattern, plural included, as they stand in a reading's buffer.
pub(super) fn forms(pattern: &str) -> Vec<String> {
    let mut phrases = Phrases::default();
    let anything = Meaning::Excluded;
    phrases.add(pattern, &anything, false);
    if !pattern.ends_with('*') {
        phrases.add(&plural(pattern), &anything, false);
    }
    phrases.by_text.into_keys().collect()
}

impl Matcher {
    pub(super) fn new(taxonomy: &Taxonomy) -> Self {
        let mut phrases = Phrases::default();
        let mut regexes = Vec::new();
        for (role, index) in taxonomy.roles.iter().zip(0_u16..) {
            add_role(&mut phrases, &mut regexes, role, index);
        }
        add_coordinated(&mut phrases, taxonomy);
        let abbreviations = add_abbreviations(&mut phrases, taxonomy);
        for (topic, index) in taxonomy.topics.iter().zip(0_u16..) {
            for (list, zone) in
                [(&topic.phrases, Zone::Text), (&topic.headings, Zone::Heading), (&topic.against, Zone::Against)]
            {
                for weighted in list {
                    let meaning = Meaning::Topic { topic: index, weight: weighted.weight, zone };
                    phrases.add(&weighted.phrase, &meaning, false);
                }
            }
        }
        let mut patterns = Vec::with_capacity(phrases.by_text.len());
        let (mut meanings, mut capitals) = (Vec::new(), Vec::new());
        for (pattern, (meaning, capital)) in phrases.by_text {
            patterns.push(pattern);
            meanings.push(meaning);
            capitals.push(capital);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .expect("a taxonomy's phrases fit an automaton");
        let generic = taxonomy.roles.iter().map(|role| role.generic).collect();
        Self { automaton, meanings, capitals, abbreviations, generic, regexes }
    }

    /// All phrases in a reading, with all their meanings, by their last token.
    pub(super) fn hits<'matcher>(&'matcher self, reading: &Reading) -> Vec<Hit<'matcher>> {
        let mut hits = Vec::new();
        for found in self.automaton.find_overlapping_iter(reading.buffer.as_str()) {
            let pattern = found.pattern().as_usize();
            let Some(meanings) = self.meanings.get(pattern) else { continue };
            let first = reading.token_at(found.start());
            let last = first + spaces_inside(reading.buffer.as_bytes(), found.start() + 1, found.end());
            if self.capitals.get(pattern).copied().unwrap_or_default()
                && !reading.tokens.get(last).is_some_and(|token| token.shape.upper)
            {
                continue;
            }
            let phrase = found.pattern().as_u32();
            hits.extend(meanings.iter().map(|meaning| Hit { meaning, first, last, phrase }));
        }
        hits
    }
}

/// Word ends inside a match: how many tokens it holds beyond its first. A space at its very end closes the last one.
fn spaces_inside(buffer: &[u8], from: usize, to: usize) -> usize {
    let inside = buffer.get(from..to).unwrap_or_default();
    let inside = inside.strip_suffix(b" ").unwrap_or(inside);
    memchr::memchr_iter(b' ', inside).count()
}

fn add_role(phrases: &mut Phrases, regexes: &mut Vec<(regex::Regex, Meaning)>, role: &Role, index: u16) {
    let named = Meaning::Roles(vec![index]);
    for name in role.names() {
        let capitals = written_in_capitals(name);
        phrases.add(name, &named, capitals);
        phrases.add(&plural(name), &named, capitals);
    }
    for (list, meaning) in [(&role.include, &named), (&role.exclude, &Meaning::Excluded)] {
        for pattern in list {
            if let Some(inner) = as_regex(pattern) {
                let compiled = regex::RegexBuilder::new(inner).case_insensitive(true).build();
                regexes.extend(compiled.ok().map(|regex| (regex, meaning.clone())));
            } else if pattern.contains("{}") {
                let aliases = role.ambiguous.iter().map(|ambiguous| ambiguous.alias.as_str());
                for name in role.names().chain(aliases) {
                    phrases.add(&pattern.replace("{}", name), meaning, false);
                    phrases.add(&pattern.replace("{}", &plural(name)), meaning, false);
                }
            } else {
                phrases.add(pattern, meaning, false);
            }
        }
    }
}

/// Names that share a word: "product and project managers", "product owner/manager".
fn add_coordinated(phrases: &mut Phrases, taxonomy: &Taxonomy) {
    const CONNECTORS: [&str; 5] = ["and", "or", "/", "&", "and / or"];
    let split = |role: &Role| {
        let name = role.name.to_lowercase();
        name.rsplit_once(' ').map(|(first, last)| (first.to_owned(), last.to_owned()))
    };
    let names: Vec<(u16, String, String)> = taxonomy
        .roles
        .iter()
        .zip(0_u16..)
        .filter_map(|(role, index)| split(role).map(|(first, last)| (index, first, last)))
        .collect();
    for (a, first_a, last_a) in &names {
        for (b, first_b, last_b) in names.iter().filter(|(b, ..)| b != a) {
            let meaning = Meaning::Roles(vec![*a, *b]);
            for connector in CONNECTORS {
                if last_a == last_b {
                    phrases.add(&format!("{first_a} {connector} {first_b} {last_b}"), &meaning, false);
                    phrases.add(&format!("{first_a} {connector} {first_b} {}", plural(last_b)), &meaning, false);
                }
                if first_a == first_b {
                    phrases.add(&format!("{first_a} {last_a} {connector} {last_b}"), &meaning, false);
                    phrases.add(
                        &format!("{first_a} {} {connector} {}", plural(last_a), plural(last_b)),
                        &meaning,
                        false,
                    );
                }
            }
        }
    }
}

fn add_abbreviations(phrases: &mut Phrases, taxonomy: &Taxonomy) -> Vec<Abbreviation> {
    let mut abbreviations: Vec<Abbreviation> = Vec::new();
    for (role, index) in taxonomy.roles.iter().zip(0_u16..) {
        for ambiguous in &role.ambiguous {
            let known = abbreviations.iter().position(|abbreviation| abbreviation.alias == ambiguous.alias);
            let at = known.unwrap_or_else(|| {
                abbreviations.push(Abbreviation { alias: ambiguous.alias.clone(), candidates: Vec::new() });
                abbreviations.len() - 1
            });
            let Some(abbreviation) = abbreviations.get_mut(at) else { continue };
            let candidate = u16::try_from(abbreviation.candidates.len()).unwrap_or(u16::MAX);
            abbreviation.candidates.push(index);
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            phrases.add(&ambiguous.alias, &Meaning::Abbreviation(at), true);
            phrases.add(&plural(&ambiguous.alias), &Meaning::Abbreviation(at), true);
            for (list, speaks_for) in [(&ambiguous.with, true), (&ambiguous.without, false)] {
                for word in list {
                    phrases.add(word, &Meaning::Company { abbreviation: at, candidate, speaks_for }, false);
                }
            }
            for rival in &ambiguous.rivals {
                let meaning = Meaning::Rival { abbreviation: at, candidate };
                phrases.add(rival, &meaning, false);
                phrases.add(&plural(rival), &meaning, false);
            }
        }
    }
    abbreviations
}
