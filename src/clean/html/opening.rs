//! The opening post of a thread, where it is laid out unlike the answers.
//!
//! In:  a page and its thread. Out: the same thread; what stands between the title and the first post, if it is prose in
//! one place, as a post before all others.

use super::{
    credits::{FoundPost, read_marks},
    names::{Effect, flags_of},
    page::{ElementId, Page, Sight},
    score::is_prose,
    tags::Tag,
    threads::Thread,
};
use crate::clean::BlockKind;

/// Fewer words of prose are a notice or a button.
const MIN_WORDS: u32 = 15;
/// Share of the prose above the first post that stands in one place.
const MIN_SHARE: f32 = 0.8;

/// Adds the opening post, if there is one outside the posts.
pub(super) fn add(page: &Page, thread: &mut Thread) {
    let Some(first) = thread.post_of.iter().position(Option::is_some) else { return };
    let Some((title, body)) = body(page, first) else { return };
    let Some(element) = page.elements.get(body) else { return };
    let frame = page
        .ancestors(body)
        .take_while(|(_, around)| {
            around.blocks.end <= first && !matches!(around.tag, Tag::Body | Tag::Main | Tag::Html)
        })
        .last()
        .map_or(body, |(at, _)| at);
    let frame_end = page.elements.get(frame).map_or(element.end, |frame| frame.end);
    let mut post = FoundPost { element: frame, ..FoundPost::default() };
    read_marks(page, &mut post, frame..body);
    read_marks(page, &mut post, element.end..frame_end);
    if post.poster.is_none() && post.dated.is_none() {
        // Who asks, and when, may stand with the title, in a box of its own; but there a page also names again whose
        // the first post below is.
        read_marks(page, &mut post, title..frame);
        let named = &post.poster;
        // A summary or a notice above the thread is nobody's.
        if named.is_none() || thread.posts.first().is_some_and(|first| first.poster == *named) {
            return;
        }
    }
    for slot in thread.post_of.iter_mut().flatten() {
        *slot += 1;
    }
    for at in element.blocks.clone() {
        let furniture = page.blocks.get(at).is_none_or(|block| is_furniture(page, block.element, body));
        if let Some(slot) = thread.post_of.get_mut(at).filter(|_| !furniture) {
            *slot = Some(0);
        }
    }
    thread.posts.insert(0, post);
    thread.bodies.insert(body);
}

/// The element of the title, and the smallest element that holds nearly all prose between it and the block `first`.
fn body(page: &Page, first: usize) -> Option<(ElementId, ElementId)> {
    let above = page.blocks.get(..first)?;
    let title = above.iter().rposition(|block| block.kind == BlockKind::Heading { level: 1 })?;
    let candidates: Vec<usize> = above
        .iter()
        .enumerate()
        .skip(title + 1)
        .filter(|(_, block)| {
            block.sight == Sight::Shown && is_prose(page, block) && !is_furniture(page, block.element, 0)
        })
        .map(|(at, _)| at)
        .collect();
    let words = |from: usize, to: usize| -> u32 {
        let within = candidates.iter().filter(|&&at| (from..to).contains(&at));
        within.filter_map(|&at| page.blocks.get(at)).map(|block| block.words).sum()
    };
    let all = words(0, first);
    let longest = candidates.iter().filter_map(|&at| page.blocks.get(at)).max_by_key(|block| block.words)?;
    if all < MIN_WORDS {
        return None;
    }
    let enough = |count: u32| f64::from(count) >= f64::from(MIN_SHARE) * f64::from(all);
    page.ancestors(longest.element)
        .take_while(|(_, around)| around.blocks.end <= first && around.blocks.start > title)
        .find(|(_, around)| enough(words(around.blocks.start, around.blocks.end)))
        .and_then(|(at, _)| Some((page.blocks.get(title)?.element, at)))
}

/// Whether names or tags below `outer` say that an element is no part of the words.
fn is_furniture(page: &Page, element: ElementId, outer: ElementId) -> bool {
    let drops = flags_of(Effect::Drop).with(flags_of(Effect::Comments));
    page.ancestors(element).take_while(|&(at, _)| at > outer).any(|(at, around)| {
        matches!(around.tag, Tag::Nav | Tag::Footer | Tag::Aside | Tag::Form)
            || (around.flags.any(drops) && around.end - at < page.elements.len() / 3)
    })
}
