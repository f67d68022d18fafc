use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::text::fold;

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
    /// The signs of the core groups, without one of which no sentence is promotion: as one pattern…
    core: Regex,
    /// …but for those that skip words of any kind: in one pattern with others each skip multiplies its states. Alone, each is
    /// looked for by the words that it begins with.
    skipping: Vec<usize>,
}

impl Table {
    fn has_core(&self, text: &str) -> bool {
        let mut skipping = self.skipping.iter().filter_map(|&at| self.signs.get(at));
        self.core.is_match(text) || skipping.any(|sign| sign.is_match(text))
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let data: Data = toml::from_str(include_str!("promotion.toml")).expect("`promotion.toml` is well formed");
    let mut names: Vec<&str> = data.sign.iter().map(|sign| sign.group.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let groups = data.sign.iter().map(|sign| names.binary_search(&sign.group.as_str()).unwrap_or_default()).collect();
    let group_count = names.len();
    // Word boundaries of bytes: sentences are folded, and an automaton can only be built ahead for these.
    let pattern = |sign: &Sign| {
        sign.r#match.replace("{head}", &data.head).replace("{joined}", &data.joined).replace(r"\b", r"(?-u:\b)")
    };
    let is_core = |sign: &Sign| data.core.contains(&sign.group);
    let skips = |sign: &Sign| sign.r#match.contains(".{") || sign.r#match.contains(".*");
    let core: Vec<String> = data
        .sign
        .iter()
        .filter(|sign| is_core(sign) && !skips(sign))
        .map(|sign| format!("(?:{})", pattern(sign)))
        .collect();
    let skipping = data.sign.iter().enumerate().filter(|(_, sign)| is_core(sign) && skips(sign));
    let skipping = skipping.map(|(at, _)| at).collect();
    let built = |pattern: &str| {
        let limited = RegexBuilder::new(pattern).size_limit(64 << 20).dfa_size_limit(32 << 20).build();
        limited.expect("the signs of `promotion.toml` are well formed")
    };
    let core = built(&core.join("|"));
    let signs = data.sign.iter().map(|sign| built(&pattern(sign))).collect();
    Table { data, groups, group_count, signs, core, skipping }
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

    /// For each group of signs the heaviest that matches, by its place among the signs.
    fn best(&self, table: &'static Table) -> Vec<Option<usize>> {
        let weight = |at: usize| table.data.sign.get(at).map_or(0.0, |sign| sign.weight.abs());
        let mut best: Vec<Option<usize>> = vec![None; table.group_count];
        let is_match =
            |sign: &Regex| sign.is_match(self.head()) || self.marks().is_some_and(|marks| sign.is_match(marks));
        for (at, _) in table.signs.iter().enumerate().filter(|(_, sign)| is_match(sign)) {
            if let Some(slot) = table.groups.get(at).and_then(|&group| best.get_mut(group))
                && slot.is_none_or(|other| weight(at) > weight(other))
            {
                *slot = Some(at);
            }
        }
        best
    }
}

/// The words that speak for promotion in a sentence, each behind the name of its group of signs; for evidence.
pub(super) fn words_of_signs(sentence: &str) -> Vec<(&'static str, String)> {
    let table = &*TABLE;
    let folded = fold(sentence);
    let seen = Seen::new(&folded);
    let best = seen.best(table).into_iter().flatten();
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
    // The whole set is dear: most sentences have no sign of a core group, and would end at 0 or below.
    if !(table.has_core(seen.head()) || seen.marks().is_some_and(|marks| table.has_core(marks))) {
        return Score::default();
    }
    let best = seen.best(table).into_iter().flatten().filter_map(|at| table.data.sign.get(at));
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
