//! Counts of right, wrong and missing decisions, and what follows from them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// Counts of right, wrong and missing decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Given and judged.
    pub right: u32,
    /// Given, not judged.
    pub wrong: u32,
    /// Judged, not given.
    pub missing: u32,
}

impl Score {
    pub(super) fn count<'id>(&mut self, given: &BTreeSet<&'id str>, judged: &BTreeSet<&'id str>) {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.right += narrow(given.intersection(judged).count());
        self.wrong += narrow(given.difference(judged).count());
        self.missing += narrow(judged.difference(given).count());
    }

    /// Share of what was given that is right, 0 to 1; 1 where nothing was given.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// Share of what was judged that was given, 0 to 1; 1 where nothing was judged.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missing)
    }

    /// Harmonic mean of precision and recall, 0 to 1.
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missing)
    }
}

pub(in crate::eval) fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { right, wrong, missing } = self;
        let (precision, recall, f1) = (self.precision(), self.recall(), self.f1());
        write!(
            formatter,
            "P {precision:.3}  R {recall:.3}  F1 {f1:.3}   {right} right, {wrong} wrong, {missing} missing"
        )
    }
}
pub(super) fn count_each(scores: &mut BTreeMap<String, Score>, given: &BTreeSet<&str>, judged: &BTreeSet<&str>) {
    for id in given.union(judged) {
        let only = |set: &BTreeSet<&'_ str>| u32::from(set.contains(id));
        let (given, judged) = (only(given), only(judged));
        let score = scores.entry((*id).to_owned()).or_default();
        score.right += given * judged;
        score.wrong += given * (1 - judged);
        score.missing += (1 - given) * judged;
    }
}

pub(super) fn macro_f1(scores: &BTreeMap<String, Score>) -> f64 {
    let judged: Vec<f64> = scores.values().filter(|score| score.right + score.missing > 0).map(Score::f1).collect();
    judged.iter().sum::<f64>() / f64::from(u32::try_from(judged.len().max(1)).unwrap_or(u32::MAX))
}
