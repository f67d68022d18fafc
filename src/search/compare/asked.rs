//! What a comparison asks for, and how much of it a passage has.

use std::collections::BTreeSet;

use super::super::{
    Lookup,
    claims::{self, Verb, stance_at},
    intent::Intent,
    query::Query,
};
use crate::{
    discourse::Stance,
    index::{
        analyser::{self, Stems},
        record::PassageRecord,
    },
    taxonomy::{RoleId, Taxonomy},
};

/// Share of a query's words, by rarity, that a passage must have to speak to it; measured on the seeds: the two
/// passages that call the owner a CEO have all, the next one 0.2.
pub(super) const MIN_COVERED: f32 = 0.6;

/// What a query asks for, to be looked for in passages.
pub(super) struct Asked {
    /// Stems that must be there, each with its rarity and whether a tag stands for it.
    pub(super) words: Vec<(String, f32)>,
    /// Roles that it names, each with the stems of its names.
    pub(super) roles: Vec<(RoleId, BTreeSet<String>)>,
    /// Stems of what is had: neither role nor verb.
    pub(super) focus: BTreeSet<String>,
    /// What one does who has it.
    pub(super) verb: Verb,
}

pub(super) fn asked(query: &Query, taxonomy: &Taxonomy, stems: &mut Stems, lookup: &mut Lookup) -> Asked {
    let intent = Intent::read(query, taxonomy, stems);
    let mut roles = Vec::new();
    for role in intent.roles.iter().filter_map(|id| taxonomy.role(id.as_str())) {
        let names =
            std::iter::once(&role.name).chain(&role.aliases).chain(role.ambiguous.iter().map(|short| &short.alias));
        let mut role_words = BTreeSet::new();
        for token in names.flat_map(|name| analyser::exact_tokens(name)) {
            role_words.extend(stems.stem(&token.term).map(str::to_owned));
        }
        roles.push((role.id.clone(), role_words));
    }
    let mut words: Vec<(String, f32)> = Vec::new();
    let mut focus = BTreeSet::new();
    let mut verb = Verb::default();
    query.visit(&mut |node, negated| {
        let found = match node {
            Query::Word(word) | Query::Fuzzy { word, .. } => std::slice::from_ref(word),
            Query::Phrase(words) => words,
            _ => return,
        };
        for token in found.iter().filter(|_| !negated).flat_map(|word| analyser::exact_tokens(word)) {
            let asks = claims::asks_whose(&token.term);
            if let Some(asks) = asks {
                verb = asks;
            }
            // Who orders is told by the word itself; who owns is told in many ways.
            if asks.is_some_and(|asks| asks != Verb::Order) {
                continue;
            }
            let Some(stem) = stems.stem(&token.term).map(str::to_owned) else { continue };
            if words.iter().all(|(known, _)| *known != stem) {
                words.push((stem.clone(), lookup.rarity(&token.term)));
                if asks.is_none() && !roles.iter().any(|(_, words)| words.contains(&stem)) {
                    focus.insert(stem);
                }
            }
        }
    });
    // "Product" in "product vision" is the field's own word and tells nothing by itself.
    focus.remove("product");
    Asked { words, roles, focus, verb }
}

fn stems_of(texts: impl Iterator<Item = impl AsRef<str>>, stems: &mut Stems) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts {
        for token in analyser::exact_tokens(text.as_ref()) {
            found.extend(stems.stem(&token.term).map(str::to_owned));
        }
    }
    found
}

/// Share of the query's words that a passage has, by rarity; a role's tag stands for its name.
pub(super) fn covered(asked: &Asked, passage: &PassageRecord, stems: &mut Stems) -> f32 {
    let all: f32 = asked.words.iter().map(|(_, rarity)| rarity).sum();
    if asked.words.is_empty() || all <= 0.0 {
        return 1.0;
    }
    let tagged: Vec<&BTreeSet<String>> = asked
        .roles
        .iter()
        .filter(|(role, _)| passage.roles.iter().any(|tag| tag.id == *role))
        .map(|(_, words)| words)
        .collect();
    if !asked.roles.is_empty() && tagged.is_empty() {
        return 0.0;
    }
    let texts = passage.heading.iter().chain(&passage.context).chain(std::iter::once(&passage.text));
    let known = stems_of(texts, stems);
    let has = |word: &str| known.contains(word) || tagged.iter().any(|words| words.contains(word));
    asked.words.iter().filter(|(word, _)| has(word)).map(|(_, rarity)| rarity).sum::<f32>() / all
}

/// How the sentence that has most of the query's words is held.
pub(super) fn stance_of(asked: &Asked, passage: &PassageRecord, stems: &mut Stems) -> Stance {
    let mut best: Option<(f32, usize)> = None;
    for sentence in passage.sentences() {
        let words = stems_of(passage.text.get(sentence.clone()).into_iter(), stems);
        let score: f32 = asked.words.iter().filter(|(word, _)| words.contains(word)).map(|(_, rarity)| rarity).sum();
        if score > best.map_or(0.0, |(best, _)| best) {
            best = Some((score, sentence.start));
        }
    }
    best.map_or(passage.stance, |(_, start)| stance_at(passage, start))
}
