use serde::{Deserialize, Serialize};

use super::hex;
use crate::{
    clean::{Draft, HashedBlock},
    text::{mix, run_hash},
};

/// Words of a shingle. With 5 the pairs of `../shared/corpus` that are copies lie at .78 and above, those that are
/// not below .68; with 3 and 8 the gap is narrower (`docs/decisions/0005-copies.md`).
const SHINGLE_WORDS: usize = 5;
/// Bits of a shingle's hash: two articles of a thousand words share one by chance in one pair of twenty.
const SHINGLE_BITS: u32 = 24;
/// Fewer shingles say nothing of a source.
const MIN_SHINGLES: usize = 20;
/// Length of a sketch. The estimate's standard deviation is at most 1/√128 / 2 = .044.
pub(super) const SKETCH: usize = 128;

/// What a draft shows on whether it is the original of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signs {
    /// Its page names an address on another site as the canonical one.
    pub republished: bool,
    /// It shows that it is a repost.
    pub repost: bool,
    /// Date of publication.
    pub issued: Option<String>,
    /// How much the copy is known to have lost.
    pub damage: usize,
}

impl Signs {
    fn of(draft: &Draft) -> Self {
        let reference = draft.reference();
        Self {
            republished: reference.own_url.is_some(),
            repost: draft.is_repost(),
            issued: reference.issued.as_ref().map(ToString::to_string),
            damage: draft.damage(),
        }
    }
}

/// What the corpus pass needs to know of a source; stored with it, so that an unchanged source is not read again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Host of the URL, else the top folder; empty where there is neither.
    pub site: String,
    /// Hashes of blocks that could be furniture of the site, sorted.
    #[serde(with = "hex")]
    pub blocks: Vec<u64>,
    /// `MinHash` of the body's shingles; empty where the body is too short to tell.
    #[serde(with = "hex")]
    pub sketch: Vec<u32>,
    /// Digest of the body's shingles: sources with the same one hold the same words. Empty like the sketch.
    #[serde(with = "hex")]
    pub body: Vec<u64>,
    /// What tells an original from its copies.
    pub signs: Signs,
}

impl Profile {
    /// Of a draft on `site`, with the shingles of its body.
    #[must_use]
    pub fn of(draft: &Draft, site: String) -> (Self, Vec<u32>) {
        let hashed: Vec<HashedBlock> = draft.hashed().collect();
        let shingles = shingles_in(&hashed, SHINGLE_WORDS);
        let mut blocks: Vec<u64> = hashed.iter().filter(|block| block.may_repeat).map(HashedBlock::hash).collect();
        blocks.sort_unstable();
        blocks.dedup();
        (Self { site, blocks, signs: Signs::of(draft), ..profile_of(&shingles) }, shingles)
    }
}

/// The part of a profile that shingles alone give.
pub(super) fn profile_of(shingles: &[u32]) -> Profile {
    let comparable = shingles.len() >= MIN_SHINGLES;
    Profile {
        sketch: if comparable { sketch(shingles) } else { Vec::new() },
        body: if comparable { vec![digest(shingles)] } else { Vec::new() },
        ..Profile::default()
    }
}

/// Hashes of all runs of `length` words of a draft's body, sorted, each once.
#[must_use]
pub fn shingles_of(draft: &Draft, length: usize) -> Vec<u32> {
    shingles_in(&draft.hashed().collect::<Vec<_>>(), length)
}

/// Blocks run on into one another, so that it does not matter how a copy breaks its paragraphs.
fn shingles_in(blocks: &[HashedBlock], length: usize) -> Vec<u32> {
    let words: Vec<u64> = blocks.iter().filter(|block| block.is_body).flat_map(|block| &block.words).copied().collect();
    let runs = words.windows(length.max(1));
    let mut shingles: Vec<u32> = runs.map(|run| (run_hash(run) >> (u64::BITS - SHINGLE_BITS)) as u32).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// `MinHash` sketch in time that grows with the number of shingles, not with it times the length of the sketch (Dahlgaard,
/// Knudsen, Thorup: Fast Similarity Sketching, 2017). Each round throws all shingles into the places of the sketch;
/// a place keeps the least value of the first round that reaches it. Two sketches agree in a place with the
/// probability of the Jaccard similarity, and spread no more than with as many hash functions.
pub(super) fn sketch(shingles: &[u32]) -> Vec<u32> {
    let mut sketch: Vec<Option<u32>> = vec![None; SKETCH];
    let mut empty = SKETCH;
    for round in 0..2 * SKETCH {
        let mut reached: Vec<Option<u32>> = vec![None; SKETCH];
        for &shingle in shingles {
            let thrown = mix((round as u64) << 32 | u64::from(shingle));
            // The last rounds fill what chance has left empty, one place each.
            let place = if round < SKETCH { (thrown & 0xffff) as usize % SKETCH } else { round - SKETCH };
            let value = (thrown >> 32) as u32;
            if let Some(slot) = reached.get_mut(place) {
                *slot = Some(slot.map_or(value, |least| least.min(value)));
            }
        }
        for (slot, reached) in sketch.iter_mut().zip(reached) {
            if slot.is_none() && reached.is_some() {
                *slot = reached;
                empty -= 1;
            }
        }
        if empty == 0 || shingles.is_empty() {
            break;
        }
    }
    sketch.into_iter().map(|slot| slot.unwrap_or(u32::MAX)).collect()
}

fn digest(shingles: &[u32]) -> u64 {
    shingles.iter().fold(0, |digest, &shingle| mix(digest ^ u64::from(shingle)))
}
