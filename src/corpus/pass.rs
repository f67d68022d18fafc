//! The pass itself: groups of copies first, then what several voices of a site repeat.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::{
    Profile,
    candidates::candidates,
    copies::{self, Links, MIN_SIMILARITY, Method, Reason},
    repeated::{Blocks, repeated},
};
use crate::corrections::Corrections;

/// A source of the index. Give them in an order that depends on the sources alone.
#[derive(Clone, Copy, Debug)]
pub struct Member<'source> {
    /// What its draft shows.
    pub profile: &'source Profile,
    /// Its URL or path.
    pub identity: &'source str,
}

/// Where a source stands in a group of copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The one of the group that looks original, as a place in the list.
    pub original: usize,
    /// Similarity to the original, in thousandths, rounded; 1000 for the original itself.
    pub permille: u16,
    /// How it is known to hold the same text.
    pub method: Method,
    /// Why that one is taken for the original.
    pub reason: Reason,
}

/// What the pass found on a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Its group; nothing where no other holds the same text.
    pub standing: Option<Standing>,
    /// Its blocks that stand in three or more voices of its site, sorted.
    pub repeated: Vec<u64>,
}

/// Looks over all sources. `shingles` gives the shingles of one, as [`Profile::of`] made them, and is asked for
/// sources that may be copies alone.
pub fn pass<E>(
    members: &[Member<'_>],
    decisions: &Corrections,
    shingles: impl FnMut(usize) -> Result<Vec<u32>, E>,
) -> Result<Vec<Found>, E> {
    let mut comparer = Comparer { members, shingles, known: FxHashMap::default() };
    let mut alike = comparer.alike(&decisions.split().into_keys().collect())?;
    let mut together = alike.clone();
    let places: BTreeMap<&str, usize> = members.iter().zip(0..).map(|(member, at)| (member.identity, at)).collect();
    for (one, other) in decisions.joined() {
        if let (Some(&one), Some(&other)) = (places.get(one), places.get(other)) {
            together.link(one, other);
        }
    }
    let voices: Vec<usize> = (0..members.len()).map(|at| together.first(at)).collect();
    let blocks = members.iter().zip(&voices).map(|(member, &voice)| Blocks {
        site: &member.profile.site,
        blocks: &member.profile.blocks,
        voice,
    });
    let repeated = repeated(&blocks.collect::<Vec<_>>());
    let mut found: Vec<Found> = repeated.into_iter().map(|repeated| Found { standing: None, repeated }).collect();
    for group in in_groups(&voices) {
        let signs = group.iter().filter_map(|&at| {
            let member = members.get(at)?;
            Some((at, &member.profile.signs, member.identity))
        });
        let Some((original, reason)) = copies::original(signs) else { continue };
        for at in group {
            let is_alike = alike.first(at) == alike.first(original);
            let (permille, method) = comparer.compare_with(at, original, is_alike)?;
            if let Some(slot) = found.get_mut(at) {
                slot.standing = Some(Standing { original, permille, method, reason });
            }
        }
    }
    Ok(found)
}

/// Places that have the same first one, two and more together.
fn in_groups(firsts: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, &first) in firsts.iter().enumerate() {
        groups.entry(first).or_default().push(at);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

struct Comparer<'pass, F> {
    members: &'pass [Member<'pass>],
    shingles: F,
    known: FxHashMap<usize, Vec<u32>>,
}

impl<E, F: FnMut(usize) -> Result<Vec<u32>, E>> Comparer<'_, F> {
    /// Sources that hold the same text by their own words, those left out that people have split off.
    fn alike(&mut self, split: &BTreeSet<&str>) -> Result<Links, E> {
        let mut links = Links::new(self.members.len());
        let mut bodies: BTreeMap<u64, usize> = BTreeMap::new();
        for (at, member) in self.members.iter().enumerate().filter(|(_, member)| !split.contains(member.identity)) {
            let Some(&body) = member.profile.body.first() else { continue };
            let first = *bodies.entry(body).or_insert(at);
            links.link(first, at);
        }
        let mut distinct: Vec<usize> = bodies.into_values().collect();
        distinct.sort_unstable();
        let sketches: Vec<&[u32]> =
            distinct.iter().filter_map(|&at| Some(self.members.get(at)?.profile.sketch.as_slice())).collect();
        for pair in candidates(&sketches) {
            let (Some(&one), Some(&other)) = (distinct.get(pair.one), distinct.get(pair.other)) else { continue };
            if links.first(one) != links.first(other) && self.similarity(one, other)? >= MIN_SIMILARITY {
                links.link(one, other);
            }
        }
        Ok(links)
    }

    fn compare_with(&mut self, at: usize, original: usize, is_alike: bool) -> Result<(u16, Method), E> {
        let body = |at: usize| self.members.get(at).and_then(|member| member.profile.body.first());
        let same = at == original || body(at).is_some() && body(at) == body(original);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
        let permille = if same { 1000 } else { (self.similarity(at, original)? * 1000.0).round() as u16 };
        let method = match (is_alike, same) {
            (false, _) => Method::Joined,
            (true, true) => Method::SameWords,
            (true, false) => Method::Shingles,
        };
        Ok((permille, method))
    }

    fn similarity(&mut self, one: usize, other: usize) -> Result<f64, E> {
        for at in [one, other] {
            if !self.known.contains_key(&at) {
                self.known.insert(at, (self.shingles)(at)?);
            }
        }
        let of = |at: usize| self.known.get(&at).map_or(&[][..], Vec::as_slice);
        Ok(copies::similarity(of(one), of(other)))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::corpus::{Signs, profile::profile_of};

    /// A source of these words, on a site, with blocks.
    struct Text {
        identity: &'static str,
        profile: Profile,
        shingles: Vec<u32>,
    }

    fn text(identity: &'static str, from: u32, to: u32) -> Text {
        let shingles: Vec<u32> = (from..to).map(|at| at * 7_919).collect();
        let profile =
            Profile { site: "a.example".to_owned(), blocks: vec![5], signs: Signs::default(), ..profile_of(&shingles) };
        Text { identity, profile, shingles }
    }

    fn found(texts: &[Text], decisions: &str) -> Vec<Found> {
        let members: Vec<Member<'_>> =
            texts.iter().map(|text| Member { profile: &text.profile, identity: text.identity }).collect();
        let shingles = |at: usize| Ok::<_, Infallible>(texts[at].shingles.clone());
        pass(&members, &Corrections::parse(decisions), shingles).unwrap_or_default()
    }

    fn originals(found: &[Found]) -> Vec<Option<usize>> {
        found.iter().map(|found| found.standing.map(|standing| standing.original)).collect()
    }

    fn split(source: &str) -> String {
        format!("{{\"action\":\"split\",\"target\":{{\"source\":\"{source}\"}}}}\n")
    }

    fn join(source: &str, with: &str) -> String {
        format!("{{\"action\":\"join\",\"target\":{{\"source\":\"{source}\"}},\"with\":\"{with}\"}}\n")
    }

    #[test]
    fn copies_hang_together_and_the_rest_stands_alone() {
        let texts = [text("a", 0, 200), text("b", 20, 220), text("c", 500, 700), text("d", 0, 200)];
        let found = found(&texts, "");
        assert_eq!(originals(&found), [Some(0), Some(0), None, Some(0)]);
        let methods: Vec<_> = found
            .iter()
            .filter_map(|found| found.standing)
            .map(|standing| (standing.permille, standing.method))
            .collect();
        assert_eq!(methods, [(1000, Method::SameWords), (818, Method::Shingles), (1000, Method::SameWords)]);
    }

    #[test]
    fn three_copies_of_one_text_are_one_voice_and_repeat_nothing() {
        let copies = [text("a", 0, 200), text("b", 20, 220), text("d", 0, 200)];
        assert!(found(&copies, "").iter().all(|found| found.repeated.is_empty()));
        assert!(found(&copies, &(split("a") + &split("b"))).iter().all(|found| found.repeated == [5]));
    }

    #[test]
    fn people_split_and_join_and_the_later_word_counts() {
        let texts = [text("a", 0, 200), text("b", 20, 220), text("c", 500, 700)];
        assert_eq!(originals(&found(&texts, &split("b"))), [None, None, None]);
        let joined = found(&texts, &join("c", "a"));
        assert_eq!(originals(&joined), [Some(0), Some(0), Some(0)]);
        assert_eq!(joined[2].standing.map(|standing| (standing.permille, standing.method)), Some((0, Method::Joined)));
        assert_eq!(originals(&found(&texts, &(join("c", "a") + &split("c")))), [Some(0), Some(0), None]);
        assert_eq!(originals(&found(&texts, &(split("b") + &join("b", "c")))), [None, Some(1), Some(1)]);
        assert_eq!(originals(&found(&texts, &join("c", "nobody"))), [Some(0), Some(0), None]);
    }
}
