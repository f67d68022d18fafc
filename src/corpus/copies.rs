//! Sources that hold the same text.
//!
//! Candidates come from bands of the sketches, are estimated by the sketches and decided by the shingles themselves.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Profile, profile::SKETCH};

/// Jaccard similarity of bodies from which two sources hold the same text. Measured on `../shared/corpus`: copies
/// lie at .78 and above, pages made from one template below .68 (`docs/decisions/0005-copies.md`).
pub const MIN_SIMILARITY: f64 = 0.7;
/// Pairs whose estimate lies this far below are not compared: three standard deviations of the estimate.
const MARGIN: f64 = 0.13;
/// Values of a sketch that make a band. Two sources at .7 share one of the 32 bands but for 2 pairs in 10,000.
const BAND: usize = 4;

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

/// Pairs to compare, of which one at least is `fresh`; in order. Sources without a sketch have none. Give it one
/// source for each set of words ([`Profile::body`]), or a thousand equal ones give half a million pairs.
#[must_use]
pub fn candidates(sources: &[(&Profile, bool)]) -> Vec<Candidate> {
    let bands = |profile: &Profile| -> Vec<(usize, Vec<u32>)> {
        profile.sketch.chunks(BAND).map(<[u32]>::to_vec).enumerate().collect()
    };
    let mut buckets: FxHashMap<(usize, Vec<u32>), Vec<usize>> = FxHashMap::default();
    for (at, (profile, _)) in sources.iter().enumerate().filter(|(_, (_, fresh))| *fresh) {
        for band in bands(profile) {
            buckets.entry(band).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for (at, (profile, _)) in sources.iter().enumerate() {
        for band in bands(profile) {
            let others = buckets.get(&band).into_iter().flatten().filter(|&&other| other != at);
            pairs.extend(others.map(|&other| (at.min(other), at.max(other))));
        }
    }
    let estimated = pairs.into_iter().filter_map(|(one, other)| {
        let estimate = estimate(&sources.get(one)?.0.sketch, &sources.get(other)?.0.sketch);
        (estimate >= MIN_SIMILARITY - MARGIN).then_some(Candidate { one, other, estimate })
    });
    estimated.collect()
}

fn estimate(one: &[u32], other: &[u32]) -> f64 {
    let equal = one.iter().zip(other).filter(|(one, other)| one == other).count();
    share(equal, SKETCH)
}

/// Jaccard similarity of two sorted lists without repetitions, to three digits.
#[must_use]
pub fn similarity(one: &[u32], other: &[u32]) -> f64 {
    let (mut at, mut against, mut common) = (0, 0, 0);
    while let (Some(mine), Some(theirs)) = (one.get(at), other.get(against)) {
        common += usize::from(mine == theirs);
        at += usize::from(mine <= theirs);
        against += usize::from(theirs <= mine);
    }
    share(common, one.len() + other.len() - common)
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1000.0).round() / 1000.0 }
}

/// Groups that `pairs` of `count` sources hang together in: for each source the lowest place in its group.
#[must_use]
pub fn groups(count: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut first: Vec<usize> = (0..count).collect();
    let root = |first: &mut Vec<usize>, mut at: usize| {
        while let Some(&up) = first.get(at).filter(|&&up| up != at) {
            let above = first.get(up).copied().unwrap_or(up);
            if let Some(slot) = first.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    };
    for (one, other) in pairs {
        let (one, other) = (root(&mut first, one), root(&mut first, other));
        if let Some(slot) = first.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
    (0..count).map(|at| root(&mut first, at)).collect()
}

/// Why a copy looks original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The others name another page as the canonical one.
    CanonicalLink,
    /// The others show that they are reposts.
    NoRepost,
    /// It has the earliest date.
    EarliestDate,
    /// The others have lost more of the text.
    LessDamage,
    /// Nothing tells; it comes first by its address or path.
    FirstByName,
}

/// What a source shows on whether it is the original. Lower is likelier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signs<'source> {
    /// Its page names an address on another site as the canonical one.
    pub republished: bool,
    /// It shows that it is a repost.
    pub repost: bool,
    /// Date of publication; unknown dates stand behind all others.
    pub issued: (bool, &'source str),
    /// How much the copy has lost.
    pub damage: usize,
    /// Its URL or path.
    pub identity: &'source str,
}

/// The one of a group that looks original, and what tells it from the next.
#[must_use]
pub fn original(group: &BTreeMap<usize, Signs<'_>>) -> Option<(usize, Reason)> {
    let mut ranked: Vec<(&Signs<'_>, usize)> = group.iter().map(|(&at, signs)| (signs, at)).collect();
    ranked.sort_unstable();
    let (best, at) = ranked.first().copied()?;
    let next = ranked.get(1).map_or(best, |(signs, _)| signs);
    let reason = if best.republished != next.republished {
        Reason::CanonicalLink
    } else if best.repost != next.repost {
        Reason::NoRepost
    } else if best.issued != next.issued {
        Reason::EarliestDate
    } else if best.damage != next.damage {
        Reason::LessDamage
    } else {
        Reason::FirstByName
    };
    Some((at, reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clean::{CleanOptions, draft},
        corpus::shingles,
        source::{Capture, MediaType, Origin},
    };

    fn profile(text: &str) -> (Profile, Vec<u32>) {
        let capture = Capture::of_text(Origin::StandardInput, MediaType::Plain, text.to_owned());
        let draft = draft(&capture, &CleanOptions::default()).expect("it is clean");
        let shingles = shingles(&draft);
        (Profile::of(&draft, String::new(), &shingles), shingles)
    }

    fn text(from: usize, to: usize) -> String {
        (from..to).map(|at| format!("word{at}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_near_copy_is_a_candidate_and_another_text_is_not() {
        let (one, mine) = profile(&text(0, 200));
        let (near, theirs) = profile(&text(20, 200));
        let (other, _) = profile(&text(400, 600));
        let found = candidates(&[(&one, true), (&near, false), (&other, true)]);
        assert_eq!(found.iter().map(|pair| (pair.one, pair.other)).collect::<Vec<_>>(), [(0, 1)]);
        let exact = similarity(&mine, &theirs);
        assert!((exact - 0.898).abs() < 0.001, "{exact}");
        assert!(found.iter().all(|pair| (pair.estimate - exact).abs() < MARGIN), "{found:?}");
        assert!(candidates(&[(&one, false), (&near, false)]).is_empty(), "what was compared is not compared again");
    }

    #[test]
    fn a_text_too_short_to_tell_has_no_sketch() {
        let (short, _) = profile("The owner orders the backlog.");
        assert!(short.sketch.is_empty());
        assert!(candidates(&[(&short, true), (&short, true)]).is_empty());
    }

    #[test]
    fn pairs_hang_together_in_groups() {
        assert_eq!(groups(6, [(4, 5), (1, 2), (2, 4)]), [0, 1, 1, 3, 1, 1]);
    }

    #[test]
    fn the_canonical_link_tells_more_than_a_date() {
        let signs = |republished, issued: &'static str, identity| Signs {
            republished,
            repost: false,
            issued: (issued.is_empty(), issued),
            damage: 0,
            identity,
        };
        let choose = |list: &[Signs<'static>]| original(&list.iter().copied().enumerate().collect());
        assert_eq!(choose(&[signs(true, "2017", "a"), signs(false, "2018", "b")]), Some((1, Reason::CanonicalLink)));
        assert_eq!(choose(&[signs(false, "", "a"), signs(false, "2018", "b")]), Some((1, Reason::EarliestDate)));
        assert_eq!(choose(&[signs(false, "2018", "b"), signs(false, "2018", "a")]), Some((1, Reason::FirstByName)));
    }
}
