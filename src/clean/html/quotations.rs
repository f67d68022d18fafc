//! Quotations in the posts of a thread.
//!
//! In:  a page and its thread. Out: which blocks say again what an earlier post of the page has said; which are somebody
//! else's words, and whose.
//!
//! A quotation is what the page marks as one, and what stands in one element under a line such as “Quote:” or “ada wrote:”.

use std::{
    collections::BTreeMap,
    hash::{Hash, Hasher},
    ops::Range,
};

use rustc_hash::{FxHashSet, FxHasher};
use scraper::Html;

use super::{
    credits::written,
    labels::{self, label},
    names::{Flags, flag},
    page::{Element, ElementId, Page, to_f32},
    tags::Tag,
    threads::Thread,
};
use crate::{clean::Quoted, text::words};

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
            if label(text).is_none_or(|label| label.end < text.len()) {
                continue;
            }
            // The smallest element that the line begins and does not fill.
            let around = page.ancestors(block.element).take_while(|(at, _)| !thread.bodies.contains(at));
            let holder = around.map(|(id, element)| (id, element.blocks.clone())).find(|(_, blocks)| blocks.len() > 1);
            if let Some((id, blocks)) = holder
                && blocks.start == at
                && !found.is_beside(at, blocks.end)
            {
                found.labelled.insert(id);
            }
        }
        found
    }

    /// Whether the line at `at` stands before what is marked as a quotation, up to block `end`, not in it.
    fn is_beside(&self, at: usize, end: usize) -> bool {
        let Some(next) = self.page.blocks.get(at + 1) else { return false };
        let mut around = self.page.ancestors(next.element).take_while(|(_, around)| !around.blocks.contains(&at));
        around.any(|(_, around)| (around.tag == Tag::Quote || around.flags.any(self.marks)) && around.blocks.end < end)
    }

    /// Whether all that an element holds says whose words follow.
    fn is_label(&self, element: &Element) -> bool {
        let lines = self.page.blocks.get(element.blocks.clone()).unwrap_or_default();
        let mut lines = lines.iter().map(|block| self.page.text_of(block));
        let is_label = |text: &str| label(text).is_some_and(|label| label.end == text.len());
        element.tag != Tag::Quote
            && element.blocks.len() <= MAX_LABELS
            && lines.next().is_some_and(is_label)
            && lines.all(|text| is_label(text) || written(text).is_some())
    }

    /// The outermost quotation that a block lies in.
    fn around(&self, at: usize) -> Option<ElementId> {
        self.chain(at).last().map(|(at, _)| at)
    }

    /// The quotations that a block lies in, innermost first.
    fn chain(&self, at: usize) -> impl Iterator<Item = (ElementId, &Element)> {
        let block = self.page.blocks.get(at).map(|block| block.element);
        // Software calls the words of a whole post a quotation, or what can be quoted: only what lies in them is one.
        let mut around = block.into_iter().flat_map(|element| self.page.ancestors(element));
        let body = around.find(|(at, _)| self.thread.bodies.contains(at)).map(|(_, body)| body.blocks.clone());
        let inside = block.into_iter().flat_map(|element| self.page.ancestors(element));
        inside.take_while(|(at, _)| !self.thread.bodies.contains(at)).filter(move |(at, element)| {
            let is_part = body.as_ref().is_some_and(|body| element.blocks != *body);
            (element.tag == Tag::Quote && (is_part || self.begins_with_label(element)))
                || self.labelled.contains(at) && is_part
                || element.flags.any(self.marks) && is_part
        })
    }

    /// Whether the first line of an element is, or begins with, one that tells whose words follow.
    fn begins_with_label(&self, element: &Element) -> bool {
        self.page.blocks.get(element.blocks.start).is_some_and(|first| label(self.page.text_of(first)).is_some())
    }
}

/// What a block of a post is to a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A line that tells whose words follow.
    Label,
    /// Somebody's words; so many bytes at their head only say whose they are.
    Words { quoted: Quoted, cut: usize },
}

/// For each block what it is to a quotation, if it belongs to one that a post makes.
///
/// Words in a quotation in a quotation are the innermost speaker's. What is called a quotation by the names of its
/// element alone is one only where it says whose.
pub(super) fn parts(page: &Page, thread: &Thread, tree: &Html) -> Vec<Option<Part>> {
    let quotations = Quotations::of(page, thread);
    let mut readings: BTreeMap<ElementId, Reading> = BTreeMap::new();
    let mut parts = vec![None; page.blocks.len()];
    for (at, slot) in parts.iter_mut().enumerate() {
        if thread.post_of.get(at).copied().flatten().is_none() {
            continue;
        }
        let chain: Vec<(ElementId, &Element)> = quotations.chain(at).collect();
        for &(id, element) in &chain {
            readings.entry(id).or_insert_with(|| quotations.read(id, element, tree));
        }
        // Software that marks the line of a quotation and its words alike leaves the line to the words' reading.
        let is_label = chain.iter().any(|(id, _)| readings.get(id).is_some_and(|read| read.labels.contains(&at)));
        *slot = if is_label { Some(Part::Label) } else { quotations.words(at, &chain, &readings) };
    }
    // A line before a quotation is outside of it.
    for reading in readings.values() {
        if let Some(slot) = reading.before.and_then(|at| parts.get_mut(at)) {
            *slot = Some(Part::Label);
        }
    }
    parts
}

/// Enters in each post whom it quotes, in the order of the quotations, be their words said again or not.
pub(super) fn name_quoted(thread: &mut Thread, parts: &[Option<Part>]) {
    for (post, part) in thread.post_of.iter().zip(parts) {
        if let (Some(post), Some(Part::Words { quoted: Quoted { speaker: Some(speaker), .. }, .. })) = (post, part)
            && let Some(post) = thread.posts.get_mut(*post as usize)
            && !post.quotes.contains(speaker)
        {
            post.quotes.push(speaker.clone());
        }
    }
}

/// What a quotation says of its speaker.
#[derive(Debug, Default)]
struct Reading {
    speaker: Option<String>,
    /// The line that names the speaker.
    line: Option<String>,
    /// Blocks in it that only say whose words it has.
    labels: Vec<usize>,
    /// The block before it that does.
    before: Option<usize>,
    /// The block that begins with a label, and how long that is.
    inline: Option<(usize, usize)>,
}

/// Lines of a label, at most: “Quote:”, who, when.
const MAX_LABELS: usize = 4;

impl Quotations<'_> {
    /// Reads whose words an element has.
    fn read(&self, id: ElementId, element: &Element, tree: &Html) -> Reading {
        let mut reading = Reading { speaker: named(element, tree), ..Reading::default() };
        let by_attribute = reading.speaker.is_some();
        let mut is_named = false;
        for at in element.blocks.clone().take(MAX_LABELS) {
            let Some(block) = self.page.blocks.get(at) else { break };
            let text = self.page.text_of(block);
            let deeper = self.chain(at).find(|&(inner, inside)| {
                inner > id
                    && !self.is_label(inside)
                    && (inside.tag == Tag::Quote || self.labelled.contains(&inner) || inside.blocks.len() > 1)
            });
            if deeper.is_some_and(|(_, inside)| inside.blocks != element.blocks) {
                break;
            }
            match label(text) {
                Some(found) if !(is_named && found.speaker.is_some()) => {
                    if found.speaker.is_some() {
                        is_named = true;
                        reading.line = text.get(..found.end).map(line_of);
                    }
                    reading.speaker = reading.speaker.or(found.speaker);
                    if found.end < text.len() {
                        reading.inline = Some((at, found.end));
                        break;
                    }
                    reading.labels.push(at);
                    continue;
                }
                Some(_) => break,
                None => {}
            }
            let short = text.len() <= labels::MAX_BYTES;
            let is_date = !reading.labels.is_empty() && written(text).is_some();
            // Discourse: the line with the name, or the title of another thread, over the block quote.
            let over_quote = by_attribute && element.tag != Tag::Quote && {
                let mut inside = self.page.elements.get(id + 1..element.end).into_iter().flatten();
                inside.any(|inside| inside.tag == Tag::Quote && inside.blocks.start > at)
            };
            let is_name = reading.speaker.as_deref() == Some(text.trim_end_matches([':', ' ']));
            if !short || !(is_date || over_quote || is_name) {
                break;
            }
            if is_name {
                reading.line = Some(line_of(text));
            }
            reading.labels.push(at);
        }
        if reading.speaker.is_none() && reading.labels.is_empty() {
            self.read_before(element, &mut reading);
        }
        reading
    }

    /// Reads the line before a quotation, in the same post: “Quote from: ada”.
    fn read_before(&self, element: &Element, reading: &mut Reading) {
        let Some(at) = element.blocks.start.checked_sub(1) else { return };
        let post = |at: usize| self.thread.post_of.get(at).copied().flatten();
        let Some(block) = self.page.blocks.get(at).filter(|_| post(at).is_some() && post(at) == post(at + 1)) else {
            return;
        };
        let text = self.page.text_of(block);
        let Some(found) = label(text).filter(|found| found.end == text.len() && found.speaker.is_some()) else {
            return;
        };
        let marked = self.chain(at).any(|(_, around)| around.blocks.len() == 1 && around.tag != Tag::Quote);
        if found.made || marked {
            (reading.speaker, reading.line, reading.before) = (found.speaker, Some(line_of(text)), Some(at));
        }
    }

    /// What words in some quotations, innermost first, are.
    fn words(
        &self,
        at: usize,
        chain: &[(ElementId, &Element)],
        readings: &BTreeMap<ElementId, Reading>,
    ) -> Option<Part> {
        let mut unnamed: Option<&Element> = None;
        for (id, element) in chain {
            let Some(reading) = readings.get(id) else { continue };
            // Nobody is named within; the quotation around it is another one where it has words of its own.
            let is_other = |inner: &Element| {
                let before = element.blocks.start..inner.blocks.start.min(element.blocks.end);
                let mut others = before.chain(inner.blocks.end.max(element.blocks.start)..element.blocks.end);
                others.any(|other| {
                    self.thread.post_of.get(other).copied().flatten().is_some() && !reading.labels.contains(&other)
                })
            };
            if unnamed.is_some_and(is_other) {
                break;
            }
            if reading.speaker.is_some() {
                let cut = reading.inline.filter(|&(block, _)| block == at).map_or(0, |(_, end)| end);
                let quoted = Quoted { speaker: reading.speaker.clone(), label: reading.line.clone() };
                return Some(Part::Words { quoted, cut });
            }
            let is_made = reading.labels.iter().any(|&at| {
                let text = self.page.blocks.get(at).map(|block| self.page.text_of(block));
                text.and_then(label).is_some_and(|label| label.made)
            });
            if element.tag == Tag::Quote || is_made {
                unnamed = Some(element);
            }
        }
        unnamed.map(|_| Part::Words { quoted: Quoted::default(), cut: 0 })
    }
}

/// A line that says whose words follow, without the arrow that leads to them.
fn line_of(text: &str) -> String {
    text.trim_end_matches(['↑', ' ']).to_owned()
}

/// The speaker that an attribute of an element names.
fn named(element: &Element, tree: &Html) -> Option<String> {
    let node = tree.tree.get(element.node)?;
    let source = node.value().as_element()?;
    let values = labels::attributes().iter().filter_map(|name| source.attr(name));
    values.map(str::trim).find(|value| !value.is_empty()).map(str::to_owned)
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
