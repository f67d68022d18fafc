//! Quotations of earlier posts of a thread.
//!
//! In:  a page and its thread. Out: which blocks say again what an earlier post of the page has said.
//!
//! A quotation is what the page marks as one, and what stands in one element under a line such as “Quote:” or “ada wrote:”.

use std::{
    hash::{Hash, Hasher},
    ops::Range,
};

use rustc_hash::{FxHashSet, FxHasher};

use super::{
    names::{Flags, flag},
    page::{ElementId, Page, to_f32},
    tags::Tag,
    threads::Thread,
};
use crate::text::words;

/// Words in a row that are compared.
const SHINGLE: usize = 4;
/// A quotation with at least this share of its shingles in earlier posts repeats them.
const MIN_REPEATED: f32 = 0.7;
/// Longest line that tells whose words follow, in bytes.
const MAX_LABEL_BYTES: usize = 120;

/// Lines that are nothing but that, and how others begin and end.
const LABELS: [&str; 3] = ["quote", "zitat", "cita"];
const POSTED: &str = "originally posted by ";
const SAID: [&str; 7] = ["said", "wrote", "writes", "posted", "schrieb", "écrit", "escribió"];

/// Whether a line tells whose words follow: “Quote:”, “Originally posted by ada”, “ada wrote:”.
fn is_label(text: &str) -> bool {
    if text.len() > MAX_LABEL_BYTES {
        return false;
    }
    if text.get(..POSTED.len()).is_some_and(|head| head.eq_ignore_ascii_case(POSTED)) {
        return true;
    }
    let line = text.trim_end_matches([':', '↑', ' ']);
    if LABELS.iter().any(|label| line.eq_ignore_ascii_case(label)) {
        return true;
    }
    line.len() < text.len() && line.rsplit_once(' ').is_some_and(|(_, last)| SAID.contains(&last))
}

/// For each block: whether it belongs to a quotation of an earlier post of the same page.
///
/// The quoted words stand in the thread already, under their own poster: said twice they would count twice.
pub(super) fn repeated(page: &Page, thread: &Thread) -> Vec<bool> {
    let mut repeated = vec![false; page.blocks.len()];
    let mut seen: FxHashSet<u64> = FxHashSet::default();
    let quotations = Quotations::of(page, thread);
    let mut at = 0;
    while at < page.blocks.len() {
        let post = thread.post_of.get(at).copied().flatten();
        let quote = post.and_then(|_| quotations.around(at));
        let mut end = at + 1;
        if quote.is_some() {
            while end < page.blocks.len() && quotations.around(end) == quote {
                end += 1;
            }
        }
        if post.is_some() {
            let shingles = shingles(page, at..end);
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

/// What is a quotation on a page.
struct Quotations<'a> {
    page: &'a Page,
    thread: &'a Thread,
    marks: Flags,
    /// Elements that begin with a line that tells whose words follow.
    labelled: FxHashSet<ElementId>,
}

impl<'a> Quotations<'a> {
    fn of(page: &'a Page, thread: &'a Thread) -> Self {
        let mut found = Self { page, thread, marks: flag("quote"), labelled: FxHashSet::default() };
        let posts = page.blocks.iter().enumerate().zip(&thread.post_of).filter(|(_, post)| post.is_some());
        for ((at, block), _) in posts {
            let text = page.text_of(block);
            if !is_label(text) {
                continue;
            }
            // The smallest element that the line begins and does not fill.
            let around = page.ancestors(block.element).take_while(|(at, _)| !thread.bodies.contains(at));
            let holder = around.map(|(id, element)| (id, element.blocks.clone())).find(|(_, blocks)| blocks.len() > 1);
            if let Some((id, blocks)) = holder
                && blocks.start == at
            {
                found.labelled.insert(id);
            }
        }
        found
    }

    /// The outermost quotation that a block lies in.
    fn around(&self, at: usize) -> Option<ElementId> {
        let block = self.page.blocks.get(at)?;
        // Software calls the words of a whole post a quotation, or what can be quoted: only what lies in them is one.
        let body = self.page.ancestors(block.element).find(|(at, _)| self.thread.bodies.contains(at))?.1;
        self.page
            .ancestors(block.element)
            .take_while(|(at, _)| !self.thread.bodies.contains(at))
            .filter(|(at, element)| {
                element.tag == Tag::Quote
                    || self.labelled.contains(at)
                    || element.flags.any(self.marks) && element.blocks != body.blocks
            })
            .last()
            .map(|(at, _)| at)
    }
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

#[cfg(test)]
mod tests {
    use super::is_label;

    #[test]
    fn lines_that_tell_whose_words_follow_are_known() {
        for label in ["Quote:", "Originally Posted by tomek", "ada said:", "On 3 May 2023, mira wrote:", "Zitat"] {
            assert!(is_label(label), "{label}");
        }
        for text in ["Quote of the day: keep the list short", "He said: stop", "I wrote it"] {
            assert!(!is_label(text), "{text}");
        }
    }
}
