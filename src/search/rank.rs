//! Ranking: the first run's best passages are scored by every clause, learned from, and put in order.
//!
//! Always: a passage's score is the sum of its contributions, in the order of the clauses; passages of the same score
//! stand in the order of their ids. The result depends on the passages in the index alone.

use super::{
    SearchError,
    collect::{self, Found, Matches},
    explain::{Contribution, Part},
    feedback,
    profile::Profiles,
    smooth,
    translate::{Clause, Plan, term_query},
    weights::Weights,
};
use crate::{
    discourse::Stance,
    index::{Reader, analyser::Stems},
};

/// A passage in its place.
#[derive(Clone, Debug)]
pub(super) struct Ranked {
    pub(super) found: Found,
    pub(super) score: f32,
    pub(super) contributions: Vec<Contribution>,
}

/// One passage of the pool while it is scored.
struct Scored {
    found: Found,
    /// Index of the clause and what it adds.
    parts: Vec<(usize, f32)>,
    sum: f32,
    penalty: Option<(Stance, f32)>,
    /// What smoothing adds.
    step: f32,
}

impl Scored {
    fn score(&self) -> f32 {
        self.penalty.map_or(self.sum, |(_, share)| self.sum - self.sum * share) + self.step
    }
}

/// Puts matches in order. Those beyond the pool follow it in the order of the first run.
pub(super) fn rank(
    reader: &Reader,
    plan: &Plan,
    weights: &Weights,
    stems: &mut Stems,
    matches: &Matches,
) -> Result<Vec<Ranked>, SearchError> {
    let (pool, rest) = matches.best.split_at(weights.pool.min(matches.best.len()));
    let mut found = pool.to_vec();
    found.sort_by_key(|found| found.address);
    let mut scored: Vec<Scored> =
        found.iter().map(|&found| Scored { found, parts: Vec::new(), sum: 0.0, penalty: None, step: 0.0 }).collect();
    add_clauses(reader, &plan.clauses, 0, &found, &mut scored)?;
    for (stance, share) in [(Stance::Question, weights.question), (Stance::Rejected, weights.rejected)] {
        let query = term_query(reader.fields().stance, super::filter::stance_name(stance));
        collect::score_all(reader, query.as_ref(), &found, |at, _| {
            if let Some(scored) = scored.get_mut(at).filter(|_| share > 0.0) {
                scored.penalty = Some((stance, share));
            }
        })
        .map_err(|error| SearchError::engine(reader, error))?;
    }
    let mut profiles = Profiles::new(reader, stems);
    let learned = feedback::learn(reader, plan, weights, &mut profiles, &in_order(&scored))?;
    add_clauses(reader, &learned, plan.clauses.len(), &found, &mut scored)?;
    for (key, step) in smooth::moves(weights, &mut profiles, &in_order(&scored))? {
        if let Some(scored) = scored.iter_mut().find(|scored| scored.found.key == key) {
            scored.step = step;
        }
    }
    let clauses: Vec<&Clause> = plan.clauses.iter().chain(&learned).collect();
    let mut ranked: Vec<Ranked> = scored.iter().map(|scored| explained(scored, &clauses, weights.smooth)).collect();
    ranked.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.found.key.cmp(&other.found.key)));
    ranked.extend(rest.iter().map(|&found| Ranked { found, score: found.score, contributions: Vec::new() }));
    Ok(ranked)
}

/// The passages of the pool with their scores so far, best first.
fn in_order(scored: &[Scored]) -> Vec<(Found, f32)> {
    let mut order: Vec<(Found, f32)> = scored.iter().map(|scored| (scored.found, scored.score())).collect();
    order.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.key.cmp(&other.0.key)));
    order
}

fn add_clauses(
    reader: &Reader,
    clauses: &[Clause],
    first: usize,
    found: &[Found],
    scored: &mut [Scored],
) -> Result<(), SearchError> {
    for (number, clause) in (first..).zip(clauses) {
        collect::score_all(reader, clause.query.as_ref(), found, |at, score| {
            if let Some(scored) = scored.get_mut(at) {
                scored.parts.push((number, score * clause.weight));
                scored.sum += score * clause.weight;
            }
        })
        .map_err(|error| SearchError::engine(reader, error))?;
    }
    Ok(())
}

fn explained(scored: &Scored, clauses: &[&Clause], smooth: f32) -> Ranked {
    let mut contributions: Vec<Contribution> = scored
        .parts
        .iter()
        .filter_map(|&(number, score)| {
            let clause = clauses.get(number)?;
            let part = &clause.part;
            Some(Contribution { field: part.field(), words: part.to_string(), weight: clause.weight, score })
        })
        .collect();
    if let Some((stance, share)) = scored.penalty {
        let part = Part::Stance(stance);
        contributions.push(Contribution {
            field: part.field(),
            words: part.to_string(),
            weight: -share,
            score: -scored.sum * share,
        });
    }
    if scored.step != 0.0 {
        let (field, words) = (Part::Neighbours.field(), Part::Neighbours.to_string());
        contributions.push(Contribution { field, words, weight: smooth, score: scored.step });
    }
    Ranked { found: scored.found, score: scored.score(), contributions }
}
