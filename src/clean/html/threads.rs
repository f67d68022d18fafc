//! Threads: pages made of posts.
//!
//! In:  a page and, where its software is known, the platform's rules. Out: the posts, in order, each with the
//! elements that hold its words, its poster and date.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashSet, FxHasher};

use super::{
    names::flag,
    page::{ElementId, Page, to_f32},
    platforms::{Platform, Selector},
    tags::Tag,
};
use crate::text::words;

/// Longest poster's name or date line, in characters.
const MAX_LINE_CHARS: usize = 60;

/// One post as found.
#[derive(Clone, Debug, Default)]
pub(super) struct FoundPost {
    pub(super) element: ElementId,
    pub(super) poster: Option<String>,
    pub(super) dated: Option<String>,
    /// Which alternative of the rule found them: lower is surer.
    pub(super) poster_rank: usize,
    pub(super) dated_rank: usize,
}

/// The posts of a page and which blocks are their words.
#[derive(Clone, Debug, Default)]
pub(super) struct Thread {
    pub(super) posts: Vec<FoundPost>,
    /// For each block: the post whose words it is.
    pub(super) post_of: Vec<Option<u32>>,
    /// What told, for evidence.
    pub(super) by: String,
}

/// The posts that a platform's rules select.
pub(super) fn by_platform(page: &Page, platform: &Platform) -> Option<Thread> {
    if platform.post.is_empty() {
        return None;
    }
    let marks = Marks {
        post: select(page, &platform.post),
        body: select(page, &platform.body),
        drop: select(page, &platform.drop),
        author: ranks(page, &platform.author),
        date: ranks(page, &platform.date),
        whole: platform.body.is_empty(),
        author_by_link: platform.author.is_empty() && !platform.unsigned,
        date_by_time: platform.date.is_empty() && !platform.unsigned,
    };
    marks.thread(page, format!("the layout of {}", platform.name))
}

fn select(page: &Page, selector: &Selector) -> Vec<bool> {
    if selector.is_empty() {
        return vec![false; page.elements.len()];
    }
    (0..page.elements.len()).map(|at| selector.matches(page, at)).collect()
}

fn ranks(page: &Page, selector: &Selector) -> Vec<Option<usize>> {
    if selector.is_empty() {
        return Vec::new();
    }
    (0..page.elements.len()).map(|at| selector.rank(page, at)).collect()
}

/// For each element, which part of a post it is.
pub(super) struct Marks {
    pub(super) post: Vec<bool>,
    pub(super) body: Vec<bool>,
    pub(super) drop: Vec<bool>,
    pub(super) author: Vec<Option<usize>>,
    pub(super) date: Vec<Option<usize>>,
    /// The words are all of the post.
    pub(super) whole: bool,
    /// No rule for names: the first link to a user is the poster. No rule for dates: the first `time` is.
    pub(super) author_by_link: bool,
    pub(super) date_by_time: bool,
}

#[derive(Clone, Copy, Default)]
struct Here {
    post: Option<u32>,
    in_body: bool,
    dropped: bool,
}

impl Marks {
    /// Builds the thread in one pass over elements and blocks.
    pub(super) fn thread(&self, page: &Page, by: String) -> Option<Thread> {
        let signature = flag("signature").with(flag("link-preview"));
        let is = |marks: &[bool], at: usize| marks.get(at).copied().unwrap_or(false);
        let mut posts: Vec<FoundPost> = Vec::new();
        let mut here: Vec<Here> = Vec::with_capacity(page.elements.len());
        let mut with_words: Vec<bool> = Vec::new();
        for (at, element) in page.elements.iter().enumerate() {
            let mut state = if element.parent == at {
                Here::default()
            } else {
                here.get(element.parent).copied().unwrap_or_default()
            };
            // A post inside the words of another, with no words mark of its own, is a quotation of it.
            if is(&self.post, at) && (self.whole || !state.in_body) {
                state = Here { post: u32::try_from(posts.len()).ok(), in_body: self.whole, dropped: false };
                posts.push(FoundPost { element: at, ..FoundPost::default() });
                with_words.push(false);
            }
            if state.post.is_some() {
                state.in_body |= is(&self.body, at);
                state.dropped |=
                    is(&self.drop, at) || (element.flags.any(signature) && !matches!(element.tag, Tag::Body));
                let post = state.post.and_then(|post| posts.get_mut(post as usize));
                if let Some(post) = post.filter(|_| !state.in_body || self.whole) {
                    let found = rank(&self.author, at, self.author_by_link && element.user_link);
                    better(page, at, found, &mut post.poster, &mut post.poster_rank);
                    let found = rank(&self.date, at, self.date_by_time && element.tag == Tag::Time);
                    better(page, at, found, &mut post.dated, &mut post.dated_rank);
                }
            }
            here.push(state);
        }
        let mut post_of = vec![None; page.blocks.len()];
        for (index, block) in page.blocks.iter().enumerate() {
            let state = here.get(block.element).copied().unwrap_or_default();
            if let Some(post) = state.post
                && state.in_body
                && !state.dropped
            {
                if let Some(slot) = post_of.get_mut(index) {
                    *slot = Some(post);
                }
                if let Some(slot) = with_words.get_mut(post as usize) {
                    *slot = true;
                }
            }
        }
        posts.iter_mut().for_each(tidy);
        with_words.contains(&true).then_some(Thread { posts, post_of, by })
    }
}

/// Leaves of the lines of name and date what is name and date: “by Ada » Tue Mar 3, 2020” is both in one.
fn tidy(post: &mut FoundPost) {
    if let Some(name) = &post.poster {
        let alone = name.split('»').next().unwrap_or_default().trim();
        let alone = alone.strip_prefix("by ").or_else(|| alone.strip_prefix("Post by ")).unwrap_or(alone).trim();
        // Software that knows a full name repeats the short one where there is none: “ada (ada)”.
        let alone = match alone.strip_suffix(')').and_then(|line| line.split_once(" (")) {
            Some((short, full)) if short.eq_ignore_ascii_case(full) => short,
            _ => alone,
        };
        post.poster = (!alone.is_empty()).then(|| alone.to_owned());
    }
    if let Some((_, date)) = post.dated.as_deref().and_then(|line| line.split_once('»')) {
        post.dated = Some(date.trim().to_owned()).filter(|date| !date.is_empty());
    }
}

/// The alternative that an element matches; the last resort where only `otherwise` holds.
fn rank(ranks: &[Option<usize>], at: ElementId, otherwise: bool) -> Option<usize> {
    ranks.get(at).copied().flatten().or(otherwise.then_some(usize::MAX))
}

/// Takes the line of an element where none was found or the rule is surer of this one.
fn better(page: &Page, at: ElementId, found: Option<usize>, known: &mut Option<String>, known_rank: &mut usize) {
    let Some(rank) = found.filter(|&rank| known.is_none() || rank < *known_rank) else { return };
    if let Some(text) = line(page, at) {
        *known = Some(text);
        *known_rank = rank;
    }
}

/// The text of a small element on one line.
pub(super) fn line(page: &Page, at: ElementId) -> Option<String> {
    let element = page.elements.get(at)?;
    let text = page.node_text(element, MAX_LINE_CHARS);
    (!text.is_empty()).then_some(text)
}

/// Words in a row that are compared.
const SHINGLE: usize = 4;
/// A quotation with at least this share of its shingles in earlier posts repeats them.
const MIN_REPEATED: f32 = 0.7;

/// For each block: whether it belongs to a quotation of an earlier post of the same page.
///
/// The quoted words stand in the thread already, under their own poster: said twice they would count twice.
pub(super) fn repeated_quotations(page: &Page, thread: &Thread) -> Vec<bool> {
    let mut repeated = vec![false; page.blocks.len()];
    let mut seen: FxHashSet<u64> = FxHashSet::default();
    let quote_of = |at: usize| {
        let block = page.blocks.get(at)?;
        page.ancestors(block.element)
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
fn shingles(page: &Page, blocks: std::ops::Range<usize>) -> Vec<u64> {
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
