//! Sources that hold the same text.

use serde::{Deserialize, Serialize};

use super::Signs;

/// Jaccard similarity of bodies from which two sources hold the same text. Measured on `../shared/corpus`: copies
/// lie at .78 and above, pages made from one template below .68 (`docs/decisions/0005-copies.md`).
pub const MIN_SIMILARITY: f64 = 0.7;

/// Jaccard similarity of two sorted lists without repetitions; 0 where both are empty.
#[must_use]
pub fn similarity(one: &[u32], other: &[u32]) -> f64 {
    let (mut at, mut against, mut common) = (0, 0, 0);
    while let (Some(mine), Some(theirs)) = (one.get(at), other.get(against)) {
        common += usize::from(mine == theirs);
        at += usize::from(mine <= theirs);
        against += usize::from(theirs <= mine);
    }
    let whole = one.len() + other.len() - common;
    #[expect(clippy::cast_precision_loss, reason = "counts of words")]
    let share = if whole == 0 { 0.0 } else { common as f64 / whole as f64 };
    share
}

/// Sets of places that hang together by links (union and find).
#[derive(Clone, Debug)]
pub(super) struct Links(Vec<usize>);

impl Links {
    /// So many places, each by itself.
    pub(super) fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The lowest place of the set that `at` is in.
    pub(super) fn first(&mut self, mut at: usize) -> usize {
        while let Some(&up) = self.0.get(at).filter(|&&up| up != at) {
            let above = self.0.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    pub(super) fn link(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        if let Some(slot) = self.0.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}

/// Groups that `pairs` of `count` sources hang together in: for each source the lowest place in its group.
#[must_use]
pub fn groups(count: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut links = Links::new(count);
    for (one, other) in pairs {
        links.link(one, other);
    }
    (0..count).map(|at| links.first(at)).collect()
}

/// How it is known that a source holds the same text as the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Its body has the same shingles.
    SameWords,
    /// It shares most shingles with it, or with another of the group.
    Shingles,
    /// A person joined the two.
    Joined,
}

/// Why a copy looks original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The others name another page as the canonical one.
    CanonicalLink,
    /// The others show that they are reposts.
    NoRepost,
    /// It has the earliest date, or the only one.
    EarliestDate,
    /// The others have lost more of the text.
    LessDamage,
    /// Nothing tells; it comes first by its address or path.
    FirstByName,
}

/// The one of a group that looks original, and what tells it from the next. Each member is its place, what it shows,
/// and its URL or path.
#[must_use]
pub fn original<'source>(
    group: impl IntoIterator<Item = (usize, &'source Signs, &'source str)>,
) -> Option<(usize, Reason)> {
    let rank = |(at, signs, identity): (usize, &'source Signs, &'source str)| {
        let issued = (signs.issued.is_none(), signs.issued.as_deref());
        (signs.republished, signs.repost, issued, signs.damage, identity, at)
    };
    let mut ranked: Vec<_> = group.into_iter().map(rank).collect();
    ranked.sort_unstable();
    let best = ranked.first()?;
    let next = ranked.get(1).unwrap_or(best);
    let reason = if best.0 != next.0 {
        Reason::CanonicalLink
    } else if best.1 != next.1 {
        Reason::NoRepost
    } else if best.2 != next.2 {
        Reason::EarliestDate
    } else if best.3 != next.3 {
        Reason::LessDamage
    } else {
        Reason::FirstByName
    };
    Some((best.5, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_hang_together_in_groups() {
        assert_eq!(groups(6, [(4, 5), (1, 2), (2, 4)]), [0, 1, 1, 3, 1, 1]);
    }

    #[test]
    fn similarity_is_the_share_of_what_is_in_either() {
        assert!((similarity(&[1, 2, 3], &[2, 3, 4]) - 0.5).abs() < 1e-9);
        assert!(similarity(&[], &[]).abs() < 1e-9);
    }

    #[test]
    fn the_canonical_link_tells_more_than_a_date() {
        let signs = |republished, issued: &str| Signs {
            republished,
            repost: false,
            issued: (!issued.is_empty()).then(|| issued.to_owned()),
            damage: 0,
        };
        let choose = |list: &[(Signs, &'static str)]| {
            original(list.iter().enumerate().map(|(at, (signs, identity))| (at, signs, *identity)))
        };
        let two = |one, other| [(one, "b"), (other, "a")];
        assert_eq!(choose(&two(signs(true, "2017"), signs(false, "2018"))), Some((1, Reason::CanonicalLink)));
        assert_eq!(choose(&two(signs(false, "2017"), signs(false, "2018"))), Some((0, Reason::EarliestDate)));
        assert_eq!(choose(&two(signs(false, ""), signs(false, "2018"))), Some((1, Reason::EarliestDate)));
        assert_eq!(choose(&two(signs(false, "2018"), signs(false, "2018"))), Some((1, Reason::FirstByName)));
        assert_eq!(choose(&[]), None);
    }
}
