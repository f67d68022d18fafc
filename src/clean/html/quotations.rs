//! Quotations of earlier posts of a thread.
//!
//! In:  a page and its thread. Out: which blocks say again what an earlier post of the page has said.

use std::{
    hash::{Hash, Hasher},
    ops::Range,
};

use rustc_hash::{FxHashSet, FxHasher};

use super::{
    names::flag,
    page::{Page, to_f32},
    tags::Tag,
    threads::Thread,
};
use crate::text::words;

/// Words in a row that are compared.
const SHINGLE: usize = 4;
/// A quotation with at least this share of its shingles in earlier posts repeats them.
const MIN_REPEATED: f32 = 0.7;

/// For each block: whether it belongs to a quotation of an earlier post of the same page.
///
/// The quoted words stand in the thread already, under their own poster: said twice they would count twice.
pub(super) fn repeated(page: &Page, thread: &Thread) -> Vec<bool> {
    let mut repeated = vec![false; page.blocks.len()];
    let mut seen: FxHashSet<u64> = FxHashSet::default();
    let quote_of = |at: usize| {
        let block = page.blocks.get(at)?;
        // Software calls the words of a whole post a quotation, or what can be quoted: only what lies in them is one.
        page.ancestors(block.element)
            .take_while(|(at, _)| !thread.bodies.contains(at))
            .filter(|(_, element)| element.tag == Tag::Quote || element.flags.any(flag("quote")))
            .last()
            .map(|(at, _)| at)
    };
    let mut at = 0;
    while at < page.blocks.len() {
        let post = thread.post_of.get(at).copied().flatten();
        let quote = post.and_then(|_| quote_of(at));
        let mut end = at + 1;
        if quote.is_some() {
            while end < page.blocks.len() && quote_of(end) == quote {
                end += 1;
            }
        }
        let shingles = shingles(page, at..end);
        if post.is_some() {
            let known = shingles.iter().filter(|shingle| seen.contains(shingle)).count();
            let share =
                to_f32(u32::try_from(known).unwrap_or(0)) / to_f32(u32::try_from(shingles.len()).unwrap_or(1).max(1));
            if quote.is_some() && !shingles.is_empty() && share >= MIN_REPEATED {
                repeated.get_mut(at..end).unwrap_or_default().fill(true);
            }
            seen.extend(shingles);
        }
        at = end;
    }
    repeated
}

/// Hashes of each few words in a row of some blocks.
fn shingles(page: &Page, blocks: Range<usize>) -> Vec<u64> {
    let mut hashes: Vec<u64> = Vec::new();
    for block in page.blocks.get(blocks).unwrap_or_default() {
        hashes.extend(words(page.text_of(block)).map(|word| {
            let mut hasher = FxHasher::default();
            word.text.hash(&mut hasher);
            hasher.finish()
        }));
    }
    hashes
        .windows(SHINGLE)
        .map(|window| window.iter().fold(0_u64, |all, &hash| all.rotate_left(7).wrapping_mul(31) ^ hash))
        .collect()
}
