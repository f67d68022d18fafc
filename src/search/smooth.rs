//! Smoothing: passages that are alike should score alike.
//!
//! A passage's score moves towards the mean of the passages most like it near the top, weighed by likeness (score
//! regularisation, Diaz 2005): what stands among good company rises, a lone match of words falls. Where nothing is
//! really like it, as with passages of one line, little moves.

use super::{SearchError, collect::Found, profile::Profiles, weights::Weights};

/// How far each of the passages at the top of `order` moves: the passage's key and what to add to its score.
pub(super) fn moves(
    weights: &Weights,
    profiles: &mut Profiles<'_>,
    order: &[(Found, f32)],
) -> Result<Vec<(u64, f32)>, SearchError> {
    let top = order.get(..weights.smooth_passages).unwrap_or(order);
    if weights.smooth <= 0.0 || top.len() < 2 {
        return Ok(Vec::new());
    }
    let mut vectors = Vec::with_capacity(top.len());
    for (found, _) in top {
        vectors.push(vector(profiles, found)?);
    }
    let mut moves = Vec::with_capacity(top.len());
    for (at, (found, score)) in top.iter().enumerate() {
        let mut alike: Vec<(f32, f32)> = (0..top.len())
            .filter(|&other| other != at)
            .filter_map(|other| Some((cosine(vectors.get(at)?, vectors.get(other)?), top.get(other)?.1)))
            .collect();
        alike.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.total_cmp(&one.1)));
        alike.truncate(weights.smooth_neighbours);
        let likeness: f32 = alike.iter().map(|(likeness, _)| likeness).sum();
        if likeness <= f32::EPSILON {
            continue;
        }
        let mean = alike.iter().map(|(likeness, score)| likeness * score).sum::<f32>() / likeness;
        #[expect(clippy::cast_precision_loss, reason = "a handful of neighbours")]
        let trust = (likeness / alike.len() as f32 / weights.smooth_likeness).min(1.0);
        moves.push((found.key, weights.smooth * trust * (mean - score)));
    }
    Ok(moves)
}

/// Stems with (1 + ln tf) × idf, of length 1.
fn vector(profiles: &mut Profiles<'_>, found: &Found) -> Result<Vec<(usize, f32)>, SearchError> {
    let mut vector = profiles.bag(found)?.clone();
    for (number, weight) in &mut vector {
        *weight = (1.0 + weight.ln()) * -profiles.chance(*number)?.ln();
    }
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::EPSILON);
    for (_, weight) in &mut vector {
        *weight /= length;
    }
    Ok(vector)
}

fn cosine(one: &[(usize, f32)], other: &[(usize, f32)]) -> f32 {
    let mut sum = 0.0;
    let mut others = other.iter().peekable();
    for (number, weight) in one {
        while others.next_if(|(other, _)| other < number).is_some() {}
        if let Some((_, other)) = others.next_if(|(other, _)| other == number) {
            sum += weight * other;
        }
    }
    sum
}
