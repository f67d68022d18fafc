use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{matcher::forms, reading::Reading};
use crate::{
    taxonomy::{Finding, Severity, Taxonomy, as_regex},
    text::fold,
};

/// A pattern of a taxonomy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Written {
    /// Role or topic.
    id: String,
    kind: &'static str,
    /// Without regard to case, so that one written twice counts once.
    folded: String,
}

/// The patterns of `taxonomy` that match in none of `texts`, less those that `known` has as well: aliases, patterns
/// that name a role, phrases of topics. Texts are those of passages, headings and titles.
///
/// Patterns that exclude are left out: that they never match is no slip.
///
/// # Panics
/// Where the patterns are more than an automaton holds (two thousand million bytes).
pub fn unused<'text>(taxonomy: &Taxonomy, known: &Taxonomy, texts: impl Iterator<Item = &'text str>) -> Vec<Finding> {
    let known = written(known);
    let own = written(taxonomy).into_iter().filter(|(written, _)| !known.contains_key(written));
    let own: Vec<(Written, String)> = own.collect();
    let mut owners = Vec::new();
    let mut patterns = Vec::new();
    let mut regexes = Vec::new();
    for (at, (_, pattern)) in own.iter().enumerate() {
        if let Some(inner) = as_regex(pattern) {
            regexes
                .extend(regex::RegexBuilder::new(inner).case_insensitive(true).build().ok().map(|regex| (at, regex)));
            continue;
        }
        for form in forms(pattern) {
            owners.push(at);
            patterns.push(form);
        }
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(&patterns)
        .expect("a taxonomy's phrases fit an automaton");
    let mut seen = vec![false; own.len()];
    for text in texts {
        let mut reading = Reading::default();
        reading.push(text);
        let found = automaton.find_overlapping_iter(reading.buffer.as_str());
        let matched = found.filter_map(|found| owners.get(found.pattern().as_usize()).copied());
        let by_regex = regexes.iter().filter(|(_, regex)| regex.is_match(text)).map(|(at, _)| *at);
        for at in matched.chain(by_regex) {
            if let Some(seen) = seen.get_mut(at) {
                *seen = true;
            }
        }
    }
    let unseen = own.into_iter().zip(seen).filter(|(_, seen)| !seen).map(|(one, _)| one);
    unseen
        .map(|(Written { id, kind, .. }, pattern)| {
            let message = format!("{kind} `{pattern}` of `{id}` matches nowhere in the index");
            Finding { severity: Severity::Warning, id, message }
        })
        .collect()
}

/// The patterns of a taxonomy, each as it is first written.
fn written(taxonomy: &Taxonomy) -> BTreeMap<Written, String> {
    let mut written = BTreeMap::new();
    let mut add = |id: &str, kind, pattern: &str| {
        // In a regular expression the case of a letter may carry meaning (`\S`).
        let folded = if as_regex(pattern).is_some() { pattern.to_owned() } else { fold(pattern).into_owned() };
        written.entry(Written { id: id.to_owned(), kind, folded }).or_insert_with(|| pattern.to_owned());
    };
    for role in &taxonomy.roles {
        for name in role.names() {
            add(role.id.as_str(), "alias", name);
        }
        for pattern in role.include.iter().filter(|pattern| !pattern.contains("{}")) {
            add(role.id.as_str(), "pattern", pattern);
        }
        for ambiguous in &role.ambiguous {
            add(role.id.as_str(), "alias", &ambiguous.alias);
        }
    }
    for topic in &taxonomy.topics {
        for weighted in topic.phrases.iter().chain(&topic.headings) {
            add(topic.id.as_str(), "phrase", &weighted.phrase);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_match_nowhere_are_named_and_those_of_the_known_taxonomy_are_not() {
        let mut known = Taxonomy::empty();
        known.add("known.toml", "[[role]]\nid = \"b\"\nname = \"Bell Ringer\"\n").expect("it is a taxonomy");
        let mut taxonomy = known.clone();
        taxonomy
            .add(
                "own.toml",
                "[[role]]\nid = \"a\"\nname = \"Lamp Lighter\"\naliases = [\"wick trimmer\"]\ninclude = [\"/lamp.?keeper/\"]\n\
                 [[topic]]\nid = \"t\"\nname = \"T\"\nphrases = [[\"oil*\", 0.6], [\"tallow\", 0.5], [\"Tallow\", 0.6]]\n",
            )
            .expect("it is a taxonomy");
        let texts = ["The lamp-lighters came late.", "He is a lamp keeper.", "Oiling takes an hour."];
        let found: Vec<String> =
            unused(&taxonomy, &known, texts.into_iter()).into_iter().map(|finding| finding.message).collect();
        assert_eq!(
            found,
            [
                "alias `wick trimmer` of `a` matches nowhere in the index",
                "phrase `tallow` of `t` matches nowhere in the index"
            ]
        );
    }
}
