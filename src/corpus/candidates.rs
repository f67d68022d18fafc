//! Pairs of sources that may hold the same text, without comparing every source with every other.

use super::{copies::MIN_SIMILARITY, profile::SKETCH};
use crate::text::mix;

/// Pairs whose estimate lies this far below the least similarity of copies are not compared: three standard
/// deviations of the estimate.
const MARGIN: f64 = 0.13;
/// Values of a sketch that make a band. Two sources at .7 share one of the 32 bands but for 2 pairs in 10,000.
const BAND: usize = 4;
const BANDS: usize = SKETCH / BAND;
/// Sources in a bucket that are all paired with one another. Of a larger one each is paired with the first few, which
/// is enough where all are copies of one text, and it is parted by the next band as well, for texts that share no more
/// than a band. So the pairs grow with the number of sources, not with its square, whatever the sources are.
const MAX_BUCKET: usize = 32;
/// How many those first few are.
const HUBS: usize = 4;
/// Most bands that a large bucket is parted by.
const MAX_WIDTH: usize = 8;

/// Two sources that may hold the same text, as places in the list; the lower one first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The first.
    pub one: usize,
    /// The second.
    pub other: usize,
    /// Estimate of their similarity.
    pub estimate: f64,
}

/// Pairs to compare, likeliest first, of the sources with these sketches. Sources whose sketch is empty have none.
/// Give it one source for each set of words ([`Profile::body`](super::Profile::body)): equal ones tell nothing.
#[must_use]
pub fn candidates(sketches: &[&[u32]]) -> Vec<Candidate> {
    let all: Vec<usize> = (0..sketches.len()).filter(|&at| sketches.get(at).is_some_and(|s| !s.is_empty())).collect();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for band in 0..BANDS {
        for bucket in buckets(sketches, &all, band) {
            pair(sketches, &bucket, band, 1, &mut pairs);
        }
        pairs.sort_unstable();
        pairs.dedup();
    }
    let estimated = pairs.into_iter().filter_map(|(one, other)| {
        let estimate = estimate(sketches.get(one)?, sketches.get(other)?);
        (estimate >= MIN_SIMILARITY - MARGIN).then_some(Candidate { one, other, estimate })
    });
    let mut candidates: Vec<Candidate> = estimated.collect();
    candidates.sort_by(|one, other| {
        other.estimate.total_cmp(&one.estimate).then((one.one, one.other).cmp(&(other.one, other.other)))
    });
    candidates
}

/// Those of `members` that agree on a band, two and more together.
fn buckets(sketches: &[&[u32]], members: &[usize], band: usize) -> Vec<Vec<usize>> {
    let key = |at: usize| {
        let values = sketches.get(at).into_iter().flat_map(|sketch| sketch.iter().skip(band * BAND).take(BAND));
        values.fold(0, |key, &value| mix(key ^ u64::from(value)))
    };
    let mut keyed: Vec<(u64, usize)> = members.iter().map(|&at| (key(at), at)).collect();
    keyed.sort_unstable();
    let agreeing = keyed.chunk_by(|(one, _), (other, _)| one == other).filter(|bucket| bucket.len() > 1);
    agreeing.map(|bucket| bucket.iter().map(|&(_, at)| at).collect()).collect()
}

/// Pairs the members of a bucket, which agree on `width` bands from `band` on.
fn pair(sketches: &[&[u32]], bucket: &[usize], band: usize, width: usize, pairs: &mut Vec<(usize, usize)>) {
    let is_small = bucket.len() <= MAX_BUCKET;
    let hubs = if is_small { bucket.len() } else { HUBS };
    for (at, &one) in bucket.iter().enumerate().take(hubs) {
        pairs.extend(bucket.iter().skip(at + 1).map(|&other| (one, other)));
    }
    if !is_small && width < MAX_WIDTH {
        for part in buckets(sketches, bucket, (band + width) % BANDS) {
            pair(sketches, &part, band, width + 1, pairs);
        }
    }
}

fn estimate(one: &[u32], other: &[u32]) -> f64 {
    let equal = one.iter().zip(other).filter(|(one, other)| one == other).count();
    #[expect(clippy::cast_precision_loss, reason = "at most the length of a sketch")]
    let estimate = equal as f64 / SKETCH as f64;
    estimate
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{copies::similarity, profile::sketch};

    /// Hashes of words numbered `from` to `to`, of some text.
    fn shingles(text: u64, from: u32, to: u32) -> Vec<u32> {
        let mut shingles: Vec<u32> = (from..to).map(|at| (mix(text << 32 | u64::from(at)) >> 32) as u32).collect();
        shingles.sort_unstable();
        shingles
    }

    fn found(texts: &[Vec<u32>]) -> Vec<Candidate> {
        let sketches: Vec<Vec<u32>> = texts.iter().map(|text| sketch(text)).collect();
        let sketches: Vec<&[u32]> = sketches.iter().map(Vec::as_slice).collect();
        candidates(&sketches)
    }

    #[test]
    fn a_near_copy_is_a_candidate_and_another_text_is_not() {
        let texts = [shingles(1, 0, 200), shingles(1, 20, 200), shingles(2, 0, 200), Vec::new()];
        let found = found(&texts);
        assert_eq!(found.iter().map(|pair| (pair.one, pair.other)).collect::<Vec<_>>(), [(0, 1)]);
        let exact = similarity(&texts[0], &texts[1]);
        assert!((exact - 0.9).abs() < 0.001, "{exact}");
        assert!(found.iter().all(|pair| (pair.estimate - exact).abs() < MARGIN), "{found:?}");
    }

    #[test]
    fn of_many_pairs_just_above_the_line_none_is_missed() {
        for text in 0..300 {
            // 240 of 320 in common, and 24 of 32: .75.
            for few in [1, 10] {
                let found = found(&[shingles(text, 0, 280 / few), shingles(text, 40 / few, 320 / few)]);
                assert_eq!(found.len(), 1, "{text}, {few}");
            }
        }
    }

    #[test]
    fn a_thousand_pages_of_one_mould_give_few_pairs_and_still_hang_together() {
        // Each has 300 shingles in common with all others and 20 of its own: .88.
        let texts: Vec<Vec<u32>> = (0..1000_u32)
            .map(|at| {
                let mut own = shingles(7, 0, 300);
                own.extend(shingles(8, 20 * at, 20 * at + 20));
                own.sort_unstable();
                own
            })
            .collect();
        let found = found(&texts);
        assert!(found.len() < 100_000, "{} of 499,500 pairs", found.len());
        let groups = crate::corpus::copies::groups(1000, found.iter().map(|pair| (pair.one, pair.other)));
        assert!(groups.iter().all(|&first| first == 0));
    }
}
