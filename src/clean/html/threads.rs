//! Threads: pages made of posts.
//!
//! In:  a page and, where its software is known, the platform's rules. Out: the posts, in order, each with the
//! elements that hold its words, its poster and date.

use std::ops::Range;

use rustc_hash::FxHashSet;
use scraper::Html;

use super::{
    credits::FoundPost,
    names::flag,
    page::{ElementId, Page},
    platforms::{Platform, Selector},
    tags::Tag,
};

/// The posts of a page and which blocks are their words.
#[derive(Clone, Debug, Default)]
pub(super) struct Thread {
    pub(super) posts: Vec<FoundPost>,
    /// For each block: the post whose words it is.
    pub(super) post_of: Vec<Option<u32>>,
    /// Elements that hold the words of a post.
    pub(super) bodies: FxHashSet<ElementId>,
    /// What told, for evidence.
    pub(super) by: String,
}

/// The posts that a platform's rules select.
pub(super) fn by_platform(page: &Page, platform: &Platform, tree: &Html) -> Option<Thread> {
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
        author_by_link: platform.author.is_empty(),
        date_by_time: platform.date.is_empty(),
        unsigned: platform.unsigned,
    };
    let mut thread = marks.thread(page, format!("the layout of {}", platform.name))?;
    if !(platform.author_in.is_empty() && platform.date_in.is_empty()) {
        thread.posts.iter_mut().for_each(|post| post.read_attributes(page, platform, tree));
    }
    Some(thread)
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
#[expect(clippy::struct_excessive_bools, reason = "each says of one rule whether the software has it")]
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
    /// The text has no line with poster and date above a post.
    pub(super) unsigned: bool,
}

/// Where the words of a post begin as long as none were seen.
const FRESH: ElementId = ElementId::MAX;

/// Elements before a post that name its poster and date, and how sure the rule is of them.
#[derive(Clone, Copy, Default)]
struct Ahead {
    author: Option<(ElementId, usize)>,
    date: Option<(ElementId, usize)>,
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
        // For each post the elements from the first that holds words of it to the end of the last.
        let mut words: Vec<Range<ElementId>> = Vec::new();
        let mut bodies = FxHashSet::default();
        // What names a poster or a date outside all posts: it is of the next, where that names none itself.
        let mut ahead = Ahead::default();
        let mut aheads: Vec<Ahead> = Vec::new();
        for (at, element) in page.elements.iter().enumerate() {
            let mut state = if element.parent == at {
                Here::default()
            } else {
                here.get(element.parent).copied().unwrap_or_default()
            };
            // A post inside the words of another, with no words mark of its own, is a quotation of it.
            if is(&self.post, at) && (self.whole || !state.in_body) {
                state = Here { post: u32::try_from(posts.len()).ok(), in_body: self.whole, dropped: false };
                words.push(FRESH..at);
                if self.whole {
                    bodies.insert(at);
                }
                posts.push(FoundPost { element: at, unsigned: self.unsigned, ..FoundPost::default() });
                with_words.push(false);
                aheads.push(std::mem::take(&mut ahead));
            }
            if state.post.is_none() {
                ahead.author = rank(&self.author, at, false).map(|rank| (at, rank)).or(ahead.author);
                ahead.date = rank(&self.date, at, false).map(|rank| (at, rank)).or(ahead.date);
            }
            if state.post.is_some() {
                if !state.in_body && is(&self.body, at) {
                    state.in_body = true;
                    bodies.insert(at);
                    if let Some(words) = state.post.and_then(|post| words.get_mut(post as usize)) {
                        words.end = element.end.max(words.end);
                        words.start = if words.start == FRESH { at } else { words.start };
                    }
                }
                state.dropped |=
                    is(&self.drop, at) || (element.flags.any(signature) && !matches!(element.tag, Tag::Body));
                let post = state.post.and_then(|post| posts.get_mut(post as usize));
                if let Some(post) = post.filter(|_| !state.in_body || self.whole) {
                    if let Some(rank) = rank(&self.author, at, self.author_by_link && element.user_link) {
                        post.offer_poster(page, at, rank);
                    }
                    if let Some(rank) = rank(&self.date, at, self.date_by_time && element.tag == Tag::Time) {
                        post.offer_date(page, at, rank);
                    }
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
        if !with_words.contains(&true) {
            return None;
        }
        let framed = framed(page, &posts, &with_words);
        for (frame, inner) in framed.iter().enumerate().filter_map(|(frame, inner)| Some((frame, (*inner)?))) {
            let Some((outside, inside)) = posts.split_at_mut_checked(inner) else { continue };
            if let (Some(frame), Some(inner)) = (outside.get(frame), inside.first_mut()) {
                inner.take_credits(frame);
            }
        }
        for ((post, words), ahead) in posts.iter_mut().zip(&words).zip(&aheads) {
            if let Some((at, rank)) = ahead.author.filter(|_| post.poster.is_none()) {
                post.offer_poster(page, at, rank);
            }
            if let Some((at, rank)) = ahead.date.filter(|_| post.dated.is_none()) {
                post.offer_date(page, at, rank);
            }
            post.complete(page, words);
        }
        // Posts without their frames, and their new numbers.
        let mut kept = 0_u32;
        let mut numbers = Vec::with_capacity(framed.len());
        for inner in &framed {
            numbers.push(kept);
            kept += u32::from(inner.is_none());
        }
        for slot in post_of.iter_mut().flatten() {
            *slot = numbers.get(*slot as usize).copied().unwrap_or(*slot);
        }
        let posts = posts.into_iter().zip(&framed).filter(|(_, inner)| inner.is_none()).map(|(post, _)| post).collect();
        Some(Thread { posts, post_of, bodies, by })
    }
}

/// For each post that has no words itself and holds one other that has: which. Software that nests its widgets frames a post twice.
fn framed(page: &Page, posts: &[FoundPost], with_words: &[bool]) -> Vec<Option<usize>> {
    // How many posts before each have words.
    let mut count = 0_usize;
    let mut before = vec![0];
    before.extend(with_words.iter().map(|&has| {
        count += usize::from(has);
        count
    }));
    let at = |index: usize| before.get(index).copied().unwrap_or(count);
    let frame = |(number, post): (usize, &FoundPost)| {
        let end = page.elements.get(post.element)?.end;
        let after = posts.partition_point(|other| other.element < end);
        let is_frame = at(number + 1) == at(number) && at(after) == at(number) + 1;
        is_frame.then(|| before.partition_point(|&known| known <= at(number)) - 1)
    };
    posts.iter().enumerate().map(frame).collect()
}

/// The alternative that an element matches; the last resort where only `otherwise` holds.
fn rank(ranks: &[Option<usize>], at: ElementId, otherwise: bool) -> Option<usize> {
    ranks.get(at).copied().flatten().or(otherwise.then_some(usize::MAX))
}
