use serde::{Deserialize, Serialize};

use super::hex;
use crate::{
    clean::Draft,
    text::{fold, words},
};

/// Words of a shingle. With 5 the pairs of `../shared/corpus` that are copies lie at .78 and above, those that are
/// not below .68; with 3 and 8 the gap is narrower (`docs/decisions/0005-copies.md`).
const SHINGLE_WORDS: usize = 5;
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
    /// Of a draft whose body has these `shingles`.
    #[must_use]
    pub fn of(draft: &Draft, site: String, shingles: &[u32]) -> Self {
        Self { site, blocks: draft.block_hashes(), signs: Signs::of(draft), ..profile_of(shingles) }
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

/// Hashes of all runs of five words of the body, sorted, each once. Blocks run on into one another, so that it does not
/// matter how a copy breaks its paragraphs.
#[must_use]
pub fn shingles(draft: &Draft) -> Vec<u32> {
    shingles_of(draft, SHINGLE_WORDS)
}

/// The same of runs of `length` words, at least one.
#[must_use]
pub fn shingles_of(draft: &Draft, length: usize) -> Vec<u32> {
    let mut run = vec![0_u64; length];
    let mut shingles = Vec::new();
    let mut seen = 0;
    for block in draft.body() {
        for word in words(&fold(block)) {
            run.rotate_left(1.min(length));
            if let Some(last) = run.last_mut() {
                *last = hash(word.text);
            }
            seen += 1;
            if seen >= length {
                let joined = run.iter().fold(0, |joined, &word| mix(joined ^ word));
                shingles.push(high_half(joined));
            }
        }
    }
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

/// FNV-1a: short, the same on every machine and in every version.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finisher of `SplitMix64`.
pub(super) const fn mix(mut number: u64) -> u64 {
    number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

const fn high_half(number: u64) -> u32 {
    (number >> 32) as u32
}

/// The least value of each of [`SKETCH`] hash functions (Broder 1997); each is `a·x + b` with odd `a`.
pub(super) fn sketch(shingles: &[u32]) -> Vec<u32> {
    let functions = (0..SKETCH as u64).map(|at| (mix(2 * at) | 1, mix(2 * at + 1)));
    functions
        .map(|(a, b)| {
            let values = shingles.iter().map(|&shingle| high_half(u64::from(shingle).wrapping_mul(a).wrapping_add(b)));
            values.min().unwrap_or(u32::MAX)
        })
        .collect()
}

fn digest(shingles: &[u32]) -> u64 {
    shingles.iter().fold(0, |digest, &shingle| mix(digest ^ u64::from(shingle)))
}
