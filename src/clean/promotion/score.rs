//! Scores: how much the words of one sentence speak for promotion, sign by sign.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::{
    clean::sieve::{Anywhere, Passed},
    text::fold,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    group: String,
    weight: f32,
    rule: Option<String>,
    r#match: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    threshold: f32,
    core: Vec<String>,
    companion: f32,
    block_share: f32,
    edge_weight: f32,
    head: String,
    joined: String,
    sign: Vec<Sign>,
}

struct Table {
    data: Data,
    /// For each sign the place of its group in the list of groups.
    groups: Vec<usize>,
    group_count: usize,
    /// One automaton a sign: one for all has too many states to keep.
    signs: Vec<Regex>,
    /// Tells which signs are worth a look.
    sieve: Anywhere,
    /// The signs of the core groups, without one of which no sentence is promotion.
    core: Passed,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let data: Data = toml::from_str(include_str!("promotion.toml")).expect("`promotion.toml` is well formed");
    let mut names: Vec<&str> = data.sign.iter().map(|sign| sign.group.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let groups = data.sign.iter().map(|sign| names.binary_search(&sign.group.as_str()).unwrap_or_default()).collect();
    let group_count = names.len();
    // Word boundaries of bytes: sentences are folded, and an automaton can only be built ahead for these.
    let pattern = |sign: &Sign, head: &str, joined: &str| {
        sign.r#match.replace("{head}", head).replace("{joined}", joined).replace(r"\b", r"(?-u:\b)")
    };
    let is_core = |&(_, sign): &(usize, &Sign)| data.core.contains(&sign.group);
    let core =
        data.sign.iter().enumerate().filter(is_core).fold(Passed::default(), |all, (at, _)| all.with(Passed::of(at)));
    let built = |pattern: &str| {
        let limited = RegexBuilder::new(pattern).size_limit(64 << 20).dfa_size_limit(32 << 20).build();
        limited.expect("the signs of `promotion.toml` are well formed")
    };
    let signs = data.sign.iter().map(|sign| built(&pattern(sign, &data.head, &data.joined))).collect();
    // Where a clause begins is left to the automaton: the words behind it are rarer.
    let behind_heads: Vec<String> = data.sign.iter().map(|sign| pattern(sign, "", "")).collect();
    let sieve = Anywhere::new(behind_heads.iter().map(String::as_str));
    Table { data, groups, group_count, signs, sieve, core }
});

/// What was seen in one sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Score {
    /// Sum of the weights; promotion from [`threshold`] on.
    pub(super) total: f32,
    /// The rule of the heaviest sign that names one.
    pub(super) rule: Option<&'static str>,
    /// Groups of the signs that speak for promotion.
    pub(super) signs: Vec<&'static str>,
}

impl Score {
    /// Whether somebody asks or praises, and for something that is sold: of such words alone the article around
    /// them may decide.
    pub(super) fn asks_for_something(&self) -> bool {
        let any = |groups: &[&str]| self.signs.iter().any(|sign| groups.contains(sign));
        self.total > 0.0 && any(&["verb", "hook", "brag"]) && any(&["offer", "deal", "free", "urgency", "puff"])
    }
}

/// The score from which a sentence is promotion.
pub(super) fn threshold() -> f32 {
    TABLE.data.threshold
}

/// The score from which a sentence beside promotion goes with it.
pub(super) fn companion() -> f32 {
    TABLE.data.companion
}

/// Share of a block, 0 to 1, that must be promotion for the whole block to go.
pub(super) fn block_share() -> f32 {
    TABLE.data.block_share
}

/// What a sentence near the start or the end of an article gets on top.
pub(super) fn edge_weight() -> f32 {
    TABLE.data.edge_weight
}

/// A sentence as the signs see it.
struct Seen<'sentence> {
    folded: &'sentence str,
    /// Where its first word begins.
    head: usize,
}

impl<'sentence> Seen<'sentence> {
    fn new(folded: &'sentence str) -> Self {
        let head = folded.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '"');
        Self { folded, head: folded.len() - head.len() }
    }

    /// The words from the first on: clauses are told by it.
    fn head(&self) -> &'sentence str {
        self.folded.get(self.head..).unwrap_or_default()
    }

    /// Marks before the first word (an emoji, an arrow), which are signs too.
    fn marks(&self) -> Option<&'sentence str> {
        self.folded.get(..self.head).filter(|marks| !marks.trim().is_empty())
    }

    /// What a sign matches.
    fn find(&self, sign: &Regex) -> Option<&'sentence str> {
        let found = sign.find(self.head()).or_else(|| sign.find(self.marks()?))?;
        Some(found.as_str())
    }

    /// The places of the signs that match, of those among `signs`.
    fn matching(&self, table: &'static Table, signs: Passed) -> Vec<usize> {
        let is_match = |at: &usize| {
            table.signs.get(*at).is_some_and(|sign| {
                sign.is_match(self.head()) || self.marks().is_some_and(|marks| sign.is_match(marks))
            })
        };
        signs.places().filter(is_match).collect()
    }
}

/// For each group of signs the heaviest of those at `places`; of equals the first.
fn heaviest(table: &'static Table, mut places: Vec<usize>) -> impl Iterator<Item = usize> {
    let weight = |at: usize| table.data.sign.get(at).map_or(0.0, |sign| sign.weight.abs());
    let mut best: Vec<Option<usize>> = vec![None; table.group_count];
    places.sort_unstable();
    for at in places {
        if let Some(slot) = table.groups.get(at).and_then(|&group| best.get_mut(group))
            && slot.is_none_or(|other| weight(at) > weight(other))
        {
            *slot = Some(at);
        }
    }
    best.into_iter().flatten()
}

/// The words that speak for promotion in a sentence, each behind the name of its group of signs; for evidence.
pub(super) fn words_of_signs(sentence: &str) -> Vec<(&'static str, String)> {
    let table = &*TABLE;
    let folded = fold(sentence);
    let seen = Seen::new(&folded);
    let best = heaviest(table, seen.matching(table, table.sieve.pass(&folded)));
    let speaking = best.filter_map(|at| Some((table.data.sign.get(at)?, table.signs.get(at)?)));
    speaking
        .filter(|(sign, _)| sign.weight > 0.0)
        .map(|(sign, pattern)| (sign.group.as_str(), seen.find(pattern).unwrap_or_default().trim().to_owned()))
        .collect()
}

/// Scores one sentence by the signs in its words.
pub(super) fn score(sentence: &str) -> Score {
    let table = &*TABLE;
    let folded = fold(sentence);
    let seen = Seen::new(&folded);
    let passed = table.sieve.pass(&folded);
    let mut found = seen.matching(table, passed.and(table.core));
    // Most sentences have no sign of a core group, and would end at 0 or below.
    if found.is_empty() {
        return Score::default();
    }
    found.extend(seen.matching(table, passed.without(table.core)));
    let best = heaviest(table, found).filter_map(|at| table.data.sign.get(at));
    let mut score = Score::default();
    let mut heaviest = 0.0;
    for sign in best {
        score.total += sign.weight;
        if sign.weight > 0.0 {
            score.signs.push(&sign.group);
        }
        if let Some(rule) = sign.rule.as_deref().filter(|_| sign.weight > heaviest) {
            heaviest = sign.weight;
            score.rule = Some(rule);
        }
    }
    if !score.signs.iter().any(|sign| table.data.core.iter().any(|core| core == sign)) {
        score.total = score.total.min(0.0);
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Case {
        text: String,
    }

    #[derive(Deserialize)]
    struct Set {
        case: Vec<Case>,
    }

    #[test]
    fn the_sieve_lets_every_sign_through_that_matches() {
        let set: Set = toml::from_str(include_str!("../../../eval/promotion.toml")).expect("the set is well formed");
        let every = (0..TABLE.signs.len()).fold(Passed::default(), |all, at| all.with(Passed::of(at)));
        let mut matched = 0;
        for case in &set.case {
            let folded = fold(&case.text);
            let seen = Seen::new(&folded);
            let through = TABLE.sieve.pass(&folded);
            let all = seen.matching(&TABLE, every);
            assert_eq!(all, seen.matching(&TABLE, through), "{}", case.text);
            matched += all.len();
        }
        assert!(matched > set.case.len(), "the set holds adverts");
        let plain = TABLE.sieve.pass("the owner of the backlog decides what the team builds");
        assert_eq!(plain.and(TABLE.core), Passed::default(), "no core sign is worth a look here");
    }
}
