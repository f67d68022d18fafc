//! Feedback: words that the best passages have in common raise the passages that share them.
//!
//! Bo1 of the divergence-from-randomness family (Amati 2003): a word is worth more the more often the top passages
//! hold it and the rarer it is elsewhere. The learned words make a second run, which is added to the first with both
//! spread over the same range: feedback alone helps where many passages are relevant and hurts where one is.

use std::collections::BTreeMap;

use super::{
    SearchError,
    collect::{self, Found},
    explain::Part,
    node::term_query,
    profile::Profiles,
    translate::{Clause, Plan},
    weights::Weights,
};
use crate::index::Reader;

/// Passages over which both runs are spread to the same range.
const RANGE_PASSAGES: usize = 100;

/// The second run.
#[derive(Default)]
pub(super) struct Learned {
    /// The learned words, with weights that put the run on the first's range.
    pub(super) clauses: Vec<Clause>,
    /// What BM25 says of each clause, in the order of the clauses, then of the pool.
    pub(super) scores: Vec<ClauseScore>,
}

/// What BM25 says of a clause and a passage, before the clause's weight.
#[derive(Clone, Copy)]
pub(super) struct ClauseScore {
    /// Index of the clause.
    pub(super) clause: usize,
    /// Index of the passage in the pool.
    pub(super) at: usize,
    pub(super) score: f32,
}

/// Learns words from `order`, the pool best first, and looks for them in `found`, the same pool in the order of the index.
pub(super) fn learn(
    reader: &Reader,
    plan: &Plan,
    weights: &Weights,
    profiles: &mut Profiles<'_>,
    order: &[(Found, f32)],
    found: &[Found],
) -> Result<Learned, SearchError> {
    let top = order.get(..weights.feedback_passages).unwrap_or(order);
    if weights.feedback <= 0.0 || plan.stems.is_empty() || top.len() < 2 {
        return Ok(Learned::default());
    }
    let best = top.first().map_or(1.0, |&(_, score)| score.max(f32::EPSILON));
    let mut frequencies: BTreeMap<usize, f32> = BTreeMap::new();
    profiles.read(top)?;
    for (found, score) in top {
        for &(number, count) in profiles.bag(found) {
            // A passage teaches as much as it is worth itself.
            *frequencies.entry(number).or_default() += count * (score / best).max(0.0);
        }
    }
    let words = best_words(weights, profiles, frequencies);
    let expansion = expand(plan, weights, &words);
    let field = reader.fields().stem;
    let mut clauses: Vec<Clause> = expansion
        .into_iter()
        .map(|(stem, weight)| Clause { query: term_query(field, &stem), part: Part::Feedback(stem), weight })
        .collect();
    let scores = scores(reader, &clauses, found)?;
    let scale = weights.feedback * scale(&clauses, &scores, order);
    for clause in &mut clauses {
        clause.weight *= scale;
    }
    Ok(Learned { clauses, scores })
}

fn scores(reader: &Reader, clauses: &[Clause], found: &[Found]) -> Result<Vec<ClauseScore>, SearchError> {
    let mut scores = Vec::new();
    for (number, clause) in clauses.iter().enumerate() {
        collect::score_all(reader, clause.query.as_ref(), found, |at, score| {
            scores.push(ClauseScore { clause: number, at, score });
        })
        .map_err(|error| SearchError::engine(reader, error))?;
    }
    Ok(scores)
}

/// The learned words with their Bo1 weights, heaviest first.
fn best_words(weights: &Weights, profiles: &Profiles<'_>, frequencies: BTreeMap<usize, f32>) -> Vec<(String, f32)> {
    let mut words = Vec::with_capacity(frequencies.len());
    for (number, frequency) in frequencies {
        let chance = profiles.chance(number);
        let weight = frequency * ((1.0 + chance) / chance).log2() + (1.0 + chance).log2();
        words.push((profiles.word(number).to_owned(), weight));
    }
    words.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    words.truncate(weights.feedback_words);
    words
}

/// The query's own words and the learned ones, each part with its heaviest at 1 and at β.
fn expand(plan: &Plan, weights: &Weights, words: &[(String, f32)]) -> Vec<(String, f32)> {
    let heaviest = words.first().map_or(1.0, |&(_, weight)| weight);
    let most = plan.stems.iter().map(|&(_, count)| count).fold(1.0, f32::max);
    let mut expansion: Vec<(String, f32)> =
        plan.stems.iter().map(|(stem, count)| (stem.clone(), count / most)).collect();
    for (stem, weight) in words {
        let weight = weights.feedback_beta * weight / heaviest;
        match expansion.iter_mut().find(|(known, _)| known == stem) {
            Some((_, known)) => *known += weight,
            None => expansion.push((stem.clone(), weight)),
        }
    }
    expansion
}

/// What the second run must be multiplied by to spread over the range of the first.
fn scale(clauses: &[Clause], scores: &[ClauseScore], order: &[(Found, f32)]) -> f32 {
    let mut sums = vec![0.0_f32; order.len()];
    for &ClauseScore { clause, at, score } in scores {
        if let (Some(sum), Some(clause)) = (sums.get_mut(at), clauses.get(clause)) {
            *sum += score * clause.weight;
        }
    }
    sums.sort_by(|one, other| other.total_cmp(one));
    let last = RANGE_PASSAGES.min(order.len()) - 1;
    let range = |first: Option<f32>, last: Option<f32>| first.unwrap_or_default() - last.unwrap_or_default();
    let own = range(order.first().map(|&(_, score)| score), order.get(last).map(|&(_, score)| score));
    let learned = range(sums.first().copied(), sums.get(last).copied());
    if learned > f32::EPSILON { own / learned } else { 0.0 }
}
