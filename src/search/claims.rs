//! Whose something is, by a passage: a claim gives it to a role, or says that the role has it not.

use std::{ops::Range, sync::LazyLock};

use serde::Deserialize;

use crate::{
    discourse::Stance,
    index::{
        analyser::{self, ExactToken},
        record::PassageRecord,
    },
    passage::PassageKind,
    tag::{Relation, RoleTag},
    taxonomy::RoleId,
};

#[derive(Deserialize)]
struct Words {
    own: Vec<String>,
    make: Vec<String>,
    order: Vec<String>,
    belongs: Vec<String>,
    not: Vec<String>,
    but: Vec<String>,
    asks: Asks,
}

#[derive(Deserialize)]
struct Asks {
    own: Vec<String>,
    make: Vec<String>,
    order: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("claims.toml")).expect("the built-in words of claims are valid TOML"));

/// What one does who has something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Verb {
    /// Owns, sets, decides it, in whatever way.
    #[default]
    Own,
    /// Makes or writes it.
    Make,
    /// Puts it in order.
    Order,
}

impl Words {
    fn is_verb(&self, folded: &str) -> bool {
        [&self.own, &self.make, &self.order].into_iter().flatten().any(|word| word == folded)
    }
}

impl Verb {
    /// Whether a word of a passage says so.
    fn is_said_by(self, folded: &str) -> bool {
        let has = |list: &[String]| list.iter().any(|word| word == folded);
        has(&WORDS.own) || (self != Self::Order && has(&WORDS.make)) || (self != Self::Make && has(&WORDS.order))
    }
}

/// Evidence that makes a role the one who has something. A role that is an object or compared has nothing.
const SUBJECTS: &[&str] = &["subject", "pronoun", "claim", "label", "definition", "carried", "column"];

/// Evidence that makes a role the one whom a sentence without a subject is about: "Define the product vision".
const HANDED_DOWN: &[&str] =
    &["heading", "lead-in", "label", "column", "row-label", "subject", "definition", "fragment"];

/// Words between the one who has something and the verb, and between the verb and what is had: beyond them it is
/// another statement. Chosen by reading the claims on vision, backlog, roadmap and user stories over the web articles.
const MAX_BEFORE_VERB: usize = 10;
const MAX_BEHIND_VERB: usize = 10;

/// Words from the first of several verbs to the last.
const MAX_VERBS: usize = 4;

/// That a role has something, or has it not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) role: RoleId,
    pub(super) denied: bool,
    /// Bytes of the sentence that says so.
    pub(super) sentence: Range<usize>,
}

/// What a word of a question asks, where it asks whose something is.
pub(super) fn asks_whose(folded: &str) -> Option<Verb> {
    let asks = &WORDS.asks;
    let kinds = [(&asks.own, Verb::Own), (&asks.make, Verb::Make), (&asks.order, Verb::Order)];
    kinds.into_iter().find(|(words, _)| words.iter().any(|word| word == folded)).map(|(_, verb)| verb)
}

/// How a passage holds the sentence at `byte`.
pub(super) fn stance_at(passage: &PassageRecord, byte: usize) -> Stance {
    let held = passage.sentences.iter().find(|held| held.bytes.range().contains(&byte));
    held.map_or(passage.stance, |held| held.stance)
}

/// The claims of a passage on what stands at `focus` (bytes of its text). What it only reports or asks is no claim.
pub(super) fn claims(passage: &PassageRecord, focus: &[Range<usize>], verb: Verb) -> Vec<Claim> {
    let mut found: Vec<Claim> = Vec::new();
    for unit in units(passage) {
        let stance = stance_at(passage, unit.start);
        if matches!(stance, Stance::Reported | Stance::Question) {
            continue;
        }
        for focus in focus.iter().filter(|focus| unit.start <= focus.start && focus.end <= unit.end) {
            let Some((role, denied)) = holder(passage, &unit, focus, verb) else { continue };
            let denied = denied || stance == Stance::Rejected;
            if !found.iter().any(|known| known.role == role && known.denied == denied) {
                found.push(Claim { role, denied, sentence: unit.clone() });
            }
        }
    }
    found
}

/// What may make one claim: a sentence; in a table a cell, because what stands beside it is another statement.
fn units(passage: &PassageRecord) -> Vec<Range<usize>> {
    let text = passage.text.as_str();
    if passage.kind != PassageKind::TableRow {
        return passage.sentences().collect();
    }
    let mut at = 0;
    text.split('|')
        .map(|cell| {
            let range = at..at + cell.len();
            at = range.end + 1;
            range
        })
        .collect()
}

fn holder(passage: &PassageRecord, unit: &Range<usize>, focus: &Range<usize>, verb: Verb) -> Option<(RoleId, bool)> {
    let text = passage.text.get(unit.clone())?;
    let tokens = analyser::exact_tokens(text);
    let at = |byte: usize| tokens.iter().position(|token| unit.start + token.range.end > byte).unwrap_or(tokens.len());
    let focus = at(focus.start)..at(focus.end.saturating_sub(1)) + 1;
    let mut subjects: Vec<(usize, usize, &RoleId, bool)> = Vec::new();
    for tag in &passage.roles {
        for evidence in &tag.evidence {
            let Some((start, end)) = evidence.bytes else { continue };
            let start = start as usize;
            if unit.contains(&start) {
                // "Tech lead" is a name: its "lead" leads nothing.
                let behind =
                    if evidence.rule == "subject" { at((end as usize).saturating_sub(1)) + 1 } else { at(start) };
                subjects.push((at(start), behind, &tag.id, SUBJECTS.contains(&evidence.rule.as_str())));
            }
        }
    }
    subjects.sort_by_key(|&(at, ..)| at);
    if let Some(verb) = passive(&tokens, focus.end) {
        let role = subjects.iter().find(|&&(at, ..)| at >= verb)?.2.clone();
        return Some((role, negated(tokens.get(focus.end..verb).unwrap_or_default())));
    }
    let subject = subjects.iter().rev().find(|&&(at, _, _, acts)| at < focus.start && acts);
    let says = |token: &ExactToken| verb.is_said_by(&token.term);
    let (from, role, said) = if let Some(&(from, behind, role, _)) = subject {
        let between = tokens.get(behind..focus.start)?;
        // The nearest verb: "owners work with managers, who set the vision" is found by its own subject.
        let said = behind + between.iter().rposition(says)?;
        let first = behind + between.iter().position(says)?;
        (first <= from + MAX_BEFORE_VERB).then_some(())?;
        (from, role.clone(), said)
    } else {
        // Without a subject the verb begins the clause: "Define the vision", "Strategy: set the vision".
        let said = tokens.get(..focus.start)?.iter().rposition(says)?;
        // "Create, manage and order the list": the first of several verbs does.
        let from = said.saturating_sub(MAX_VERBS);
        let begins = (from..=said).rev().any(|at| {
            let is_verb = tokens.get(at).is_some_and(|token| WORDS.is_verb(&token.term));
            is_verb && (at <= 1 || begins_clause(text, &tokens, at))
        });
        (begins && passage.kind != PassageKind::TableRow).then_some(())?;
        (said.saturating_sub(1), only_role(passage).or_else(|| role_before(passage, unit.start))?, said)
    };
    (focus.start - said <= MAX_BEHIND_VERB).then_some(())?;
    let between = tokens.get(from..focus.start)?;
    // A preposition between makes it another thing: "drives the team towards the vision".
    let away = tokens
        .get(said..focus.start)?
        .iter()
        .any(|token| matches!(token.term.as_str(), "towards" | "into" | "from" | "with" | "against"));
    (!away).then(|| (role, negated(between)))
}

/// Whether a mark that ends a clause or opens an item stands right before the token, or a word before that.
fn begins_clause(text: &str, tokens: &[ExactToken], at: usize) -> bool {
    let mark_before = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before)).map_or(0, |before| before.range.end);
        let gap = tokens.get(at).and_then(|token| text.get(before..token.range.start)).unwrap_or_default();
        gap.contains([':', ';', '•', '–', '—', '\n', '.'])
    };
    mark_before(at) || (at > 0 && mark_before(at - 1))
}

fn passive(tokens: &[ExactToken], from: usize) -> Option<usize> {
    const REACH: usize = 8;
    let rest = tokens.get(from..(from + REACH).min(tokens.len()))?;
    let words: Vec<&str> = rest.iter().map(|token| token.term.as_str()).collect();
    WORDS.belongs.iter().find_map(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        let at = words.windows(phrase.len()).position(|window| window == phrase.as_slice())?;
        Some(from + at + phrase.len())
    })
}

fn negated(between: &[ExactToken]) -> bool {
    let takes_back = |at: usize| between.get(at + 1).is_some_and(|next| WORDS.but.contains(&next.term));
    between.iter().enumerate().any(|(at, token)| WORDS.not.contains(&token.term) && !takes_back(at))
}

/// The role that was named last before `byte` as the one whom the words behind it are about: in a list of definitions,
/// the one that is defined.
fn role_before(passage: &PassageRecord, byte: usize) -> Option<RoleId> {
    const HEADS: &[&str] = &["subject", "definition", "label", "fragment"];
    let about = passage.roles.iter().filter(|tag| tag.relation == Relation::About);
    let heads = about.flat_map(|tag| {
        let evidence = tag.evidence.iter().filter(|evidence| HEADS.contains(&evidence.rule.as_str()));
        evidence.filter_map(move |evidence| Some((evidence.bytes?.0 as usize, &tag.id)))
    });
    heads.filter(|(start, _)| *start < byte).max_by_key(|(start, _)| *start).map(|(_, role)| role.clone())
}

fn only_role(passage: &PassageRecord) -> Option<RoleId> {
    let handed_down = |tag: &RoleTag| tag.evidence.iter().any(|evidence| HANDED_DOWN.contains(&evidence.rule.as_str()));
    let mut about = passage.roles.iter().filter(|tag| tag.relation == Relation::About && handed_down(tag));
    let only = about.next()?;
    about.next().is_none().then(|| only.id.clone())
}
