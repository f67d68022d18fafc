//! Whose something is, by a passage: a claim gives it to a role, or says that the role has it not.

use std::{ops::Range, sync::LazyLock};

use serde::Deserialize;

use crate::{
    discourse::Stance,
    index::{
        analyser::{self, ExactToken},
        record::PassageRecord,
    },
    tag::Relation,
    taxonomy::RoleId,
    text,
};

#[derive(Deserialize)]
struct Words {
    has: Vec<String>,
    belongs: Vec<String>,
    not: Vec<String>,
    asks: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("claims.toml")).expect("the built-in words of claims are valid TOML"));

/// Evidence that makes a role the one who has something. A role that is an object or compared has nothing.
const SUBJECTS: &[&str] = &["subject", "pronoun", "claim", "label", "definition", "carried"];

/// That a role has something, or has it not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) role: RoleId,
    pub(super) denied: bool,
    /// Bytes of the sentence that says so.
    pub(super) sentence: Range<usize>,
}

/// Whether a word of a question asks whose something is.
pub(super) fn asks_whose(folded: &str) -> bool {
    WORDS.asks.iter().any(|word| word == folded)
}

/// How a passage holds the sentence at `byte`.
pub(super) fn stance_at(passage: &PassageRecord, byte: usize) -> Stance {
    let held = passage.sentences.iter().find(|held| held.bytes.range().contains(&byte));
    held.map_or(passage.stance, |held| held.stance)
}

/// The claims of a passage on what stands at `focus` (bytes of its text). What it only reports or asks is no claim.
pub(super) fn claims(passage: &PassageRecord, focus: &[Range<usize>]) -> Vec<Claim> {
    let text = passage.text.as_str();
    let mut found: Vec<Claim> = Vec::new();
    for sentence in text::sentences(text) {
        let stance = stance_at(passage, sentence.start);
        if matches!(stance, Stance::Reported | Stance::Question) {
            continue;
        }
        for focus in focus.iter().filter(|focus| sentence.start <= focus.start && focus.end <= sentence.end) {
            let Some((role, denied)) = holder(passage, &sentence, focus) else { continue };
            let denied = denied || stance == Stance::Rejected;
            if !found.iter().any(|known| known.role == role && known.denied == denied) {
                found.push(Claim { role, denied, sentence: sentence.clone() });
            }
        }
    }
    found
}

fn holder(passage: &PassageRecord, sentence: &Range<usize>, focus: &Range<usize>) -> Option<(RoleId, bool)> {
    let text = passage.text.get(sentence.clone())?;
    let tokens = analyser::exact_tokens(text);
    let at =
        |byte: usize| tokens.iter().position(|token| sentence.start + token.range.end > byte).unwrap_or(tokens.len());
    let focus = at(focus.start)..at(focus.end.saturating_sub(1)) + 1;
    let mut subjects: Vec<(usize, &RoleId, bool)> = Vec::new();
    for tag in &passage.roles {
        for evidence in &tag.evidence {
            let Some((start, _)) = evidence.bytes else { continue };
            let start = start as usize;
            if sentence.contains(&start) {
                subjects.push((at(start), &tag.id, SUBJECTS.contains(&evidence.rule.as_str())));
            }
        }
    }
    subjects.sort_by_key(|&(at, ..)| at);
    if let Some(verb) = passive(&tokens, focus.end) {
        let role = subjects.iter().find(|&&(at, ..)| at >= verb)?.1.clone();
        return Some((role, negated(tokens.get(focus.end..verb).unwrap_or_default())));
    }
    let subject = subjects.iter().rev().find(|&&(at, _, acts)| at < focus.start && acts);
    let (from, role) = match subject {
        Some(&(at, role, _)) => (at, role.clone()),
        None => (0, only_role(passage)?),
    };
    let between = tokens.get(from..focus.start)?;
    let verb = between.iter().position(|token| WORDS.has.contains(&token.term))?;
    // A preposition between makes it another thing: "drives the team towards the vision".
    let away = between
        .get(verb..)?
        .iter()
        .any(|token| matches!(token.term.as_str(), "towards" | "into" | "from" | "with" | "against"));
    (!away).then(|| (role, negated(between)))
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
    between.iter().any(|token| WORDS.not.contains(&token.term))
}

fn only_role(passage: &PassageRecord) -> Option<RoleId> {
    let mut about = passage.roles.iter().filter(|tag| tag.relation == Relation::About);
    let only = about.next()?;
    about.next().is_none().then(|| only.id.clone())
}
