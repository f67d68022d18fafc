//! Which roles and topics a query's own words ask for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use serde::Deserialize;

use super::query::Query;
use crate::{
    index::analyser::{self, Stems},
    taxonomy::{RoleId, Taxonomy, TopicId},
    text,
};

/// Most words that a `*` in a form stands for.
const MAX_GAP: usize = 6;

/// The roles and topics that a query names, by the taxonomy's aliases and by the form of its question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Intent {
    /// Roles, in the order of the taxonomy.
    pub(super) roles: Vec<RoleId>,
    /// Topics, in the order of the taxonomy.
    pub(super) topics: Vec<TopicId>,
    /// Folded words that a tag stands for: that a passage lacks them says little.
    pub(super) covered: Vec<String>,
    /// Folded abbreviations of roles and the names of the roles that each may stand for. Rare as words, common as roles,
    /// so that their rarity must not count.
    pub(super) abbreviations: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Forms {
    frame: Frame,
    form: Vec<Form>,
}

#[derive(Deserialize)]
struct Frame {
    nouns: Vec<String>,
    followers: Vec<String>,
}

#[derive(Deserialize)]
struct Form {
    words: String,
    topics: Vec<String>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    toml::from_str(include_str!("questions.toml")).expect("the built-in forms of questions are valid TOML")
});

/// How many words from the head of `words`, folded, only frame a question: "articles about", "papers dealing with".
pub(super) fn frame(words: &[String]) -> usize {
    let frame = &FORMS.frame;
    match words {
        [noun, follower, ..] if frame.nouns.contains(noun) && frame.followers.contains(follower) => 2,
        _ => 0,
    }
}

/// A word of the query: folded, and as aliases are compared.
struct Seen {
    folded: String,
    stem: String,
}

fn seen(text: &str, stems: &mut Stems) -> Vec<Seen> {
    analyser::exact_tokens(text)
        .into_iter()
        .map(|token| {
            let stem = stems.stem(&token.term).unwrap_or(&token.term).to_owned();
            Seen { folded: token.term, stem }
        })
        .collect()
}

impl Intent {
    pub(super) fn read(query: &Query, taxonomy: &Taxonomy, stems: &mut Stems) -> Self {
        let mut runs: Vec<String> = vec![String::new()];
        query.visit(&mut |node, negated| {
            let words = match node {
                Query::Word(word) | Query::Fuzzy { word, .. } => std::slice::from_ref(word),
                Query::Phrase(words) => words,
                _ => return,
            };
            if let Some(run) = runs.last_mut().filter(|_| !negated) {
                run.push_str(&words.join(" "));
                run.push(' ');
            }
        });
        let words = seen(&runs.concat(), stems);
        let mut taken = vec![false; words.len()];
        let aliases = aliases_of(taxonomy, stems);
        let (mut roles, mut topics, mut covered) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut abbreviations: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut length = usize::MAX;
        let mut fresh: Vec<usize> = Vec::new();
        for (alias, target) in &*aliases {
            if alias.len() != length {
                length = alias.len();
                mark(&mut taken, &mut fresh);
            }
            if alias.is_empty() || alias.iter().all(|word| analyser::is_stop_word(&word.folded)) {
                continue;
            }
            for start in places(&words, alias) {
                let range = start..start + alias.len();
                if taken.get(range.clone()).is_some_and(|taken| taken.contains(&true)) {
                    continue;
                }
                covered.extend(words.get(range.clone()).unwrap_or_default().iter().map(|word| word.folded.clone()));
                match *target {
                    // Topics leave their words to others: "product roadmap" is a topic, "product" still counts.
                    Target::Topic(at) => {
                        topics.insert(at);
                    }
                    Target::Role(at) => {
                        roles.insert(at);
                        let is_short = |name: &str| alias.len() == 1 && alias.iter().all(|word| word.folded == name);
                        let Some(role) = taxonomy.roles.get(at) else { continue };
                        let shorts = role.ambiguous.iter().map(|short| text::fold(&short.alias).into_owned());
                        for short in shorts.filter(|short| is_short(short)) {
                            let names = abbreviations.entry(short).or_default();
                            if !names.contains(&role.name) {
                                names.push(role.name.clone());
                            }
                        }
                        fresh.extend(range);
                    }
                }
            }
        }
        for form in FORMS.form.iter().filter(|form| matches_form(&words, &form.words)) {
            topics.extend(
                taxonomy
                    .topics
                    .iter()
                    .enumerate()
                    .filter(|(_, topic)| form.topics.iter().any(|id| id == topic.id.as_str()))
                    .map(|(at, _)| at),
            );
        }
        let roles = roles.into_iter().filter_map(|at| taxonomy.roles.get(at)).map(|role| role.id.clone()).collect();
        let topics =
            topics.into_iter().filter_map(|at| taxonomy.topics.get(at)).map(|topic| topic.id.clone()).collect();
        Self { roles, topics, covered: covered.into_iter().collect(), abbreviations }
    }
}

/// What a name stands for, and the name.
type Alias = (Vec<Seen>, Target);

/// The names of the taxonomy that was asked for last, by its digest.
static ALIASES: Mutex<Option<(String, Arc<[Alias]>)>> = Mutex::new(None);

/// All names in a taxonomy, longest first: "technical product manager" is not also a product manager.
///
/// They are hundreds, and stemming them costs more than reading a query: whoever searches again with the same taxonomy
/// finds them ready.
fn aliases_of(taxonomy: &Taxonomy, stems: &mut Stems) -> Arc<[Alias]> {
    let mut last = ALIASES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = last.as_ref().filter(|(digest, _)| *digest == taxonomy.digest) {
        return Arc::clone(known);
    }
    let mut aliases = Vec::new();
    for (at, role) in taxonomy.roles.iter().enumerate() {
        let names = std::iter::once(&role.name)
            .chain(&role.aliases)
            .chain(role.ambiguous.iter().map(|ambiguous| &ambiguous.alias));
        aliases.extend(names.map(|name| (seen(name, stems), Target::Role(at))));
    }
    for (at, topic) in taxonomy.topics.iter().enumerate() {
        let names = std::iter::once(&topic.name).chain(&topic.aliases);
        aliases.extend(names.map(|name| (seen(name, stems), Target::Topic(at))));
    }
    aliases.sort_by_key(|(alias, _)| std::cmp::Reverse(alias.len()));
    let aliases: Arc<[Alias]> = aliases.into();
    *last = Some((taxonomy.digest.clone(), Arc::clone(&aliases)));
    aliases
}

#[derive(Clone, Copy)]
enum Target {
    Role(usize),
    Topic(usize),
}

fn mark(taken: &mut [bool], fresh: &mut Vec<usize>) {
    for at in fresh.drain(..) {
        if let Some(taken) = taken.get_mut(at) {
            *taken = true;
        }
    }
}

fn places<'a>(words: &'a [Seen], alias: &'a [Seen]) -> impl Iterator<Item = usize> + 'a {
    words
        .windows(alias.len())
        .enumerate()
        .filter(move |(_, window)| window.iter().zip(alias).all(|(word, alias)| word.stem == alias.stem))
        .map(|(at, _)| at)
}

/// Whether the words of a form stand in order, `*` bridging one to [`MAX_GAP`] words.
fn matches_form(words: &[Seen], form: &str) -> bool {
    (0..words.len()).any(|start| {
        let mut at = start;
        let mut gap = false;
        for part in form.split(' ') {
            if part == "*" {
                gap = true;
                continue;
            }
            let reach = if gap { at + 1..(at + 1 + MAX_GAP).min(words.len()) } else { at..at + 1 };
            let found = reach.clone().find(|&at| words.get(at).is_some_and(|word| word.folded == part));
            let Some(found) = found else { return false };
            at = found + 1;
            gap = false;
        }
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::parse;

    fn intent(text: &str) -> (Vec<String>, Vec<String>) {
        let intent = Intent::read(&parse(text).query, &Taxonomy::built_in(), &mut Stems::default());
        let roles = intent.roles.iter().map(ToString::to_string).collect();
        (roles, intent.topics.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn aliases_of_roles_and_topics_are_understood() {
        let (roles, topics) = intent("PO duties");
        assert_eq!(roles, ["po"]);
        assert!(topics.contains(&"responsibilities".to_owned()));
        assert_eq!(intent("scrum master vs product owner").0, ["po", "scrum-master"]);
        assert_eq!(intent("Technical Product Managers").0, ["tpm"]);
    }

    #[test]
    fn the_form_of_a_question_asks_for_a_topic() {
        let (roles, topics) = intent("what do product owners do");
        assert_eq!(roles, ["po"]);
        assert_eq!(topics, ["responsibilities"]);
        assert!(intent("difference between PM and PO").1.contains(&"comparison-of-roles".to_owned()));
    }

    #[test]
    fn excluded_words_ask_for_nothing() {
        assert_eq!(intent("vision -\"product owner\"").0, Vec::<String>::new());
    }
}
