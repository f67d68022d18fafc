use std::collections::BTreeMap;

/// Measures of one ranking, or their means; all between 0 and 1, the more the better.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measures {
    /// Normalised discounted cumulative gain of the first ten, gain = judgement (as `trec_eval` and `ir_measures`).
    pub ndcg_10: f64,
    /// Share of the relevant documents among the first hundred.
    pub recall_100: f64,
    /// Average precision.
    pub ap: f64,
    /// One over the rank of the first relevant document.
    pub rr: f64,
}

fn discounted(gains: impl Iterator<Item = i32>) -> f64 {
    gains.take(10).zip(2_u32..).map(|(gain, place)| f64::from(gain.max(0)) / f64::from(place).log2()).sum()
}

fn count(of: usize) -> f64 {
    f64::from(u32::try_from(of).unwrap_or(u32::MAX))
}

impl Measures {
    /// Of a ranking against the gains of its question. All 0 where nothing is relevant.
    #[must_use]
    pub fn of(ranking: &[(String, f32)], gains: &BTreeMap<String, i32>) -> Self {
        let mut ideal: Vec<i32> = gains.values().copied().filter(|&gain| gain > 0).collect();
        if ideal.is_empty() {
            return Self::default();
        }
        ideal.sort_unstable_by(|one, other| other.cmp(one));
        let relevant = count(ideal.len());
        let gain = |document: &str| gains.get(document).copied().unwrap_or(0);
        let hits: Vec<usize> =
            ranking.iter().enumerate().filter(|(_, (document, _))| gain(document) > 0).map(|(at, _)| at + 1).collect();
        let precisions = (1_usize..).zip(&hits).map(|(found, &rank)| count(found) / count(rank));
        Self {
            ndcg_10: discounted(ranking.iter().map(|(document, _)| gain(document))) / discounted(ideal.into_iter()),
            recall_100: count(hits.iter().filter(|&&rank| rank <= 100).count()) / relevant,
            ap: precisions.sum::<f64>() / relevant,
            rr: hits.first().map_or(0.0, |&rank| 1.0 / count(rank)),
        }
    }
}

/// The means.
#[must_use]
pub fn average<'a>(all: impl Iterator<Item = &'a Measures>) -> Measures {
    let mut sum = Measures::default();
    let mut number: u32 = 0;
    for measures in all {
        sum.ndcg_10 += measures.ndcg_10;
        sum.recall_100 += measures.recall_100;
        sum.ap += measures.ap;
        sum.rr += measures.rr;
        number += 1;
    }
    let number = f64::from(number.max(1));
    Measures {
        ndcg_10: sum.ndcg_10 / number,
        recall_100: sum.recall_100 / number,
        ap: sum.ap / number,
        rr: sum.rr / number,
    }
}

/// Rounds of the randomisation test; p is then exact to about a hundredth.
const ROUNDS: u32 = 10_000;

/// Fisher's paired randomisation test, two-sided: how often chance alone makes a mean difference as large as that of
/// `one` and `other`, per question in the same order (Smucker, Allan and Carterette 2007). Deterministic.
#[must_use]
pub fn randomisation(one: &[f64], other: &[f64]) -> f64 {
    let differences: Vec<f64> = one.iter().zip(other).map(|(one, other)| one - other).collect();
    let seen = differences.iter().sum::<f64>().abs();
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut at_least: u32 = 1;
    for _ in 0..ROUNDS {
        let mut sum = 0.0;
        for difference in &differences {
            // xorshift64: any even coin will do.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            sum += if state & (1 << 33) == 0 { *difference } else { -difference };
        }
        at_least += u32::from(sum.abs() >= seen - 1e-12);
    }
    f64::from(at_least) / f64::from(ROUNDS + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(ids: &[&str]) -> Vec<(String, f32)> {
        ids.iter().map(|&id| (id.to_owned(), 0.0)).collect()
    }

    #[test]
    fn measures_are_those_of_the_textbook() {
        let gains: BTreeMap<String, i32> =
            [("a", 3), ("b", 1), ("c", -1), ("d", 1)].map(|(id, gain)| (id.to_owned(), gain)).into();
        let measures = Measures::of(&ranking(&["b", "c", "a"]), &gains);
        let ideal = 3.0 + 1.0 / 3_f64.log2() + 0.5;
        assert!((measures.ndcg_10 - (1.0 + 1.5) / ideal).abs() < 1e-12);
        assert!((measures.recall_100 - 2.0 / 3.0).abs() < 1e-12);
        assert!((measures.ap - (1.0 + 2.0 / 3.0) / 3.0).abs() < 1e-12);
        assert!((measures.rr - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_ranking_of_nothing_relevant_scores_nothing() {
        assert_eq!(Measures::of(&ranking(&["a"]), &BTreeMap::new()), Measures::default());
    }

    #[test]
    fn chance_explains_noise_and_not_a_steady_gain() {
        let one: Vec<f64> = (0..50).map(|at| f64::from(at % 7) / 7.0).collect();
        let better: Vec<f64> = one.iter().map(|value| value + 0.1).collect();
        assert!(randomisation(&better, &one) < 0.01);
        assert!(randomisation(&one, &one) > 0.9);
    }
}
