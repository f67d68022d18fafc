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
    profiles.read(top)?;
    let alike = likenesses(profiles, top);
    let mut moves = Vec::with_capacity(top.len());
    for (at, (found, score)) in top.iter().enumerate() {
        let row = alike.get(at * top.len()..(at + 1) * top.len()).unwrap_or_default();
        let mut alike: Vec<(f32, f32)> = row
            .iter()
            .zip(top)
            .enumerate()
            .filter(|&(other, _)| other != at)
            .map(|(_, (&likeness, &(_, score)))| (likeness, score))
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

/// The cosine of every passage with every other, row by row; each word is looked at once for all passages that hold it,
/// words in the order of their numbers.
fn likenesses(profiles: &Profiles<'_>, top: &[(Found, f32)]) -> Vec<f32> {
    let mut places: Vec<(usize, usize, f32)> = Vec::new();
    for (at, (found, _)) in top.iter().enumerate() {
        places.extend(vector(profiles, found).into_iter().map(|(number, weight)| (number, at, weight)));
    }
    places.sort_unstable_by_key(|&(number, at, _)| (number, at));
    let mut cosines = vec![0.0_f32; top.len() * top.len()];
    for holders in places.chunk_by(|one, other| one.0 == other.0) {
        for &(_, one, weight) in holders {
            for &(_, other, other_weight) in holders {
                if let Some(cosine) = cosines.get_mut(one * top.len() + other) {
                    *cosine += weight * other_weight;
                }
            }
        }
    }
    cosines
}

/// Stems with (1 + ln tf) × idf, of length 1.
fn vector(profiles: &Profiles<'_>, found: &Found) -> Vec<(usize, f32)> {
    let mut vector = profiles.bag(found).to_vec();
    for (number, weight) in &mut vector {
        *weight = (1.0 + weight.ln()) * -profiles.chance(*number).ln();
    }
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::EPSILON);
    for (_, weight) in &mut vector {
        *weight /= length;
    }
    vector
}
