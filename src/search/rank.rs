//! Ranking: the first run's best passages are scored by every clause, learned from, and put in order.
//!
//! Always: a passage's score is the sum of its contributions, in the order of the clauses; passages of the same score
//! stand in the order of their ids. The result depends on the passages in the index alone.

use super::{
    SearchError,
    collect::{self, Found, Matches},
    explain::{Contribution, Part},
    feedback::{self, ClauseScore, Learned},
    node::term_query,
    profile::Profiles,
    smooth,
    translate::{Clause, Only, Plan},
    weights::Weights,
};
use crate::{discourse::Stance, index::Reader};

/// The matches in order, and what put them there.
pub(super) struct Ranking<'plan> {
    /// Best first.
    pub(super) passages: Vec<Ranked>,
    plan: &'plan Plan,
    learned: Vec<Clause>,
    pool: Vec<Scored>,
    smooth: f32,
}

/// A passage in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    pub(super) found: Found,
    pub(super) score: f32,
    /// Its index in the pool; nothing beyond.
    at: Option<usize>,
}

/// One passage of the pool while it is scored.
struct Scored {
    found: Found,
    /// Index of the clause and what it adds.
    parts: Vec<(usize, f32)>,
    sum: f32,
    /// Shares of the sum that are taken away.
    taken: Vec<(Part, f32)>,
    /// What smoothing adds.
    step: f32,
    /// What lifts it above passages with other forms of the one word.
    lifts: Vec<(Part, f32)>,
}

impl Scored {
    fn add(&mut self, clause: usize, score: f32) {
        self.parts.push((clause, score));
        self.sum += score;
    }

    fn score(&self) -> f32 {
        self.sum - self.taken.iter().map(|(_, share)| self.sum * share).sum::<f32>() + self.step
    }
}

/// Puts matches in order. Those beyond the pool follow it in the order of the first run.
pub(super) fn rank<'plan>(
    reader: &Reader,
    plan: &'plan Plan,
    weights: &Weights,
    matches: &Matches,
) -> Result<Ranking<'plan>, SearchError> {
    let (pool, rest) = matches.best.split_at(weights.pool.min(matches.best.len()));
    let mut found = pool.to_vec();
    found.sort_by_key(|found| found.address);
    let mut scored: Vec<Scored> = found
        .iter()
        .map(|&found| Scored { found, parts: Vec::new(), sum: 0.0, taken: Vec::new(), step: 0.0, lifts: Vec::new() })
        .collect();
    add_clauses(reader, &plan.clauses, &found, &mut scored)?;
    for (stance, share) in [(Stance::Question, weights.question), (Stance::Rejected, weights.rejected)] {
        let query = term_query(reader.fields().stance, super::filter::stance_name(stance));
        collect::score_all(reader, query.as_ref(), &found, |at, _| {
            if let Some(scored) = scored.get_mut(at).filter(|_| share > 0.0) {
                scored.taken.push((Part::Stance(stance), share));
            }
        })
        .map_err(|error| SearchError::engine(reader, error))?;
    }
    take_from_fragments(reader, weights, &mut scored)?;
    let mut profiles = Profiles::new(reader);
    let learned = feedback::learn(reader, plan, weights, &mut profiles, &in_order(&scored), &found)?;
    add_learned(&learned, plan.clauses.len(), &mut scored);
    for (key, step) in smooth::moves(weights, &mut profiles, &in_order(&scored))? {
        if let Some(scored) = scored.iter_mut().find(|scored| scored.found.key == key) {
            scored.step = step;
        }
    }
    let place = |(at, scored): (usize, &Scored)| Ranked { found: scored.found, score: scored.score(), at: Some(at) };
    let mut passages: Vec<Ranked> = scored.iter().enumerate().map(place).collect();
    if let Some(only) = &plan.only {
        put_forms_in_order(reader, only, &mut passages, &mut scored)?;
    }
    passages.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.found.key.cmp(&other.found.key)));
    passages.extend(rest.iter().map(|&found| Ranked { found, score: found.score, at: None }));
    Ok(Ranking { passages, plan, learned: learned.clauses, pool: scored, smooth: weights.smooth })
}

/// A scrap of a few words says less than a statement.
fn take_from_fragments(reader: &Reader, weights: &Weights, scored: &mut [Scored]) -> Result<(), SearchError> {
    if weights.fragment <= 0.0 {
        return Ok(());
    }
    for scored in scored {
        let address = scored.found.address;
        let lengths = reader.searcher().segment_reader(address.segment_ord).get_fieldnorms_reader(reader.fields().text);
        let words = lengths.map_err(|error| SearchError::engine(reader, error))?.fieldnorm(address.doc_id);
        // A document of a collection may be its title alone.
        if (1..weights.whole).contains(&words) {
            #[expect(clippy::cast_precision_loss, reason = "a few words")]
            let share = weights.fragment * (1.0 - (words - 1) as f32 / (weights.whole - 1).max(1) as f32);
            scored.taken.push((Part::Fragment(words), share));
        }
    }
    Ok(())
}

/// Where one word is looked for, what holds it as it is stands above what holds another form, and that above what holds
/// a look-alike or only its tag: each class is lifted as a whole above the best of the class below.
fn put_forms_in_order(
    reader: &Reader,
    only: &Only,
    ranked: &mut [Ranked],
    pool: &mut [Scored],
) -> Result<(), SearchError> {
    let fields = reader.fields();
    let found: Vec<Found> = ranked.iter().map(|ranked| ranked.found).collect();
    let mut classes = vec![0_u8; ranked.len()];
    for (class, query) in [(1, term_query(fields.stem, &only.stem)), (2, term_query(fields.text, &only.folded))] {
        collect::score_all(reader, query.as_ref(), &found, |at, _| {
            if let Some(slot) = classes.get_mut(at) {
                *slot = class;
            }
        })
        .map_err(|error| SearchError::engine(reader, error))?;
    }
    for class in 1..=2 {
        let scores = |wanted: &dyn Fn(u8) -> bool| -> Vec<f32> {
            let of = ranked.iter().zip(&classes).filter(|(_, class)| wanted(**class));
            of.map(|(ranked, _)| ranked.score).collect()
        };
        let below = scores(&|other| other < class).into_iter().max_by(f32::total_cmp);
        let lowest = scores(&|other| other == class).into_iter().min_by(f32::total_cmp);
        let (Some(below), Some(lowest)) = (below, lowest) else { continue };
        if lowest > below {
            continue;
        }
        // A hundredth above, so that no rounding brings them level.
        let lift = below - lowest + below.abs().max(1.0) / 100.0;
        let words = if class == 2 { only.folded.clone() } else { only.stem.clone() };
        let part = Part::Form(words);
        for ((ranked, scored), _) in
            ranked.iter_mut().zip(&mut *pool).zip(&classes).filter(|(_, other)| **other == class)
        {
            ranked.score += lift;
            scored.lifts.push((part.clone(), lift));
        }
    }
    Ok(())
}

/// The passages of the pool with their scores so far, best first.
fn in_order(scored: &[Scored]) -> Vec<(Found, f32)> {
    let mut order: Vec<(Found, f32)> = scored.iter().map(|scored| (scored.found, scored.score())).collect();
    order.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.key.cmp(&other.0.key)));
    order
}

fn add_clauses(reader: &Reader, clauses: &[Clause], found: &[Found], scored: &mut [Scored]) -> Result<(), SearchError> {
    for (number, clause) in clauses.iter().enumerate() {
        collect::score_all(reader, clause.query.as_ref(), found, |at, score| {
            if let Some(scored) = scored.get_mut(at) {
                scored.add(number, score * clause.weight);
            }
        })
        .map_err(|error| SearchError::engine(reader, error))?;
    }
    Ok(())
}

/// Adds the second run; its clauses are numbered from `first`.
fn add_learned(learned: &Learned, first: usize, scored: &mut [Scored]) {
    for &ClauseScore { clause: number, at, score } in &learned.scores {
        if let (Some(scored), Some(clause)) = (scored.get_mut(at), learned.clauses.get(number)) {
            scored.add(first + number, score * clause.weight);
        }
    }
}

impl Ranking<'_> {
    /// What adds up to a passage's score; nothing for one beyond the pool.
    pub(super) fn contributions(&self, ranked: &Ranked) -> Vec<Contribution> {
        let Some(scored) = ranked.at.and_then(|at| self.pool.get(at)) else { return Vec::new() };
        let clause = |number: usize| match number.checked_sub(self.plan.clauses.len()) {
            None => self.plan.clauses.get(number),
            Some(number) => self.learned.get(number),
        };
        let line = |part: &Part, weight, score| {
            let (field, words) = (part.field(), part.to_string());
            Contribution { field, words, weight, score }
        };
        let parts = scored.parts.iter().filter_map(|&(number, score)| {
            let clause = clause(number)?;
            Some(line(&clause.part, clause.weight, score))
        });
        let taken = scored.taken.iter().map(|(part, share)| line(part, -share, -scored.sum * share));
        let step = (scored.step != 0.0).then(|| line(&Part::Neighbours, self.smooth, scored.step));
        let lifts = scored.lifts.iter().map(|(part, lift)| line(part, 1.0, *lift));
        parts.chain(taken).chain(step).chain(lifts).collect()
    }
}
