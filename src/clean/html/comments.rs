//! Readers' comments under an article: whose they are, and of when.
//!
//! In:  a page and the elements that hold the words of comments, in page order. Out: the comments, each with its poster and date
//! where the page says so.

use std::ops::Range;

use super::{
    credits::{FoundPost, read_marks, written},
    names::flag,
    page::{Element, ElementId, Page, RawBlock},
    score::is_prose,
    tags::Tag,
};
use crate::clean::BlockKind;

/// How many elements around the words of a comment may hold its name and date.
const MAX_AROUND: usize = 4;

/// Readers' comments, told apart by the elements that the page calls posts or comments.
#[derive(Default)]
pub(super) struct Comments {
    pub(super) posts: Vec<FoundPost>,
    /// How many blocks before each are prose.
    prose: Vec<u32>,
}

impl Comments {
    /// The number of the comment that an element belongs to.
    pub(super) fn number_of(&mut self, page: &Page, element: ElementId) -> u32 {
        let mark = flag("post");
        let words = page.ancestors(element).find(|(_, around)| around.tag.is_block() && around.flags.any(mark));
        let words = words.map_or(element, |(at, _)| at);
        if self.posts.last().is_none_or(|post| post.element != words) {
            if self.prose.is_empty() {
                self.prose = prose_before(page);
            }
            let post = self.comment(page, words);
            self.posts.push(post);
        }
        u32::try_from(self.posts.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// A comment whose words stand in an element: name and date stand in that, or in one around it that holds no other
    /// comment. What is marked as a comment inside it, an answer, has its own.
    fn comment(&self, page: &Page, words: ElementId) -> FoundPost {
        let mut post = FoundPost { element: words, ..FoundPost::default() };
        let mut inner: Option<(ElementId, &Element)> = None;
        for (at, around) in page.ancestors(words).take(MAX_AROUND + 1) {
            if matches!(around.tag, Tag::Body | Tag::Main | Tag::Html)
                || inner.is_some_and(|inner| self.holds_others(page, (at, around), inner))
            {
                break;
            }
            for own in own_parts(page, at, around, words) {
                read_marks(page, &mut post, own.clone());
                read_line(page, &mut post, around, &own);
            }
            if around.tag == Tag::Description {
                for own in beside_description(page, at) {
                    read_marks(page, &mut post, own);
                }
            }
            if post.poster.is_some() && post.dated.is_some() {
                break;
            }
            inner = Some((at, around));
        }
        post.tidy();
        post
    }

    /// Whether an element holds more comments than the one in `inner`: prose besides, or another element of its shape
    /// beside it.
    fn holds_others(&self, page: &Page, around: (ElementId, &Element), inner: (ElementId, &Element)) -> bool {
        let prose = |element: &Element| {
            let before = |at: usize| self.prose.get(at).copied().unwrap_or_default();
            before(element.blocks.end) - before(element.blocks.start)
        };
        let is_like = |element: &&Element| {
            element.shape == inner.1.shape && !element.blocks.is_empty() && element.tag != Tag::Paragraph
        };
        prose(around.1) > prose(inner.1)
            || children(page, around.0 + 1, around.1.end)
                .filter(|&(at, _)| at != inner.0)
                .map(|(_, child)| child)
                .any(|child| is_like(&child))
            || children(page, inner.1.end, around.1.end).map(|(_, child)| child).any(|child| is_like(&child))
    }
}

/// Fewer words in an item of a list among comments are a button.
const MIN_ITEM_WORDS: u32 = 4;

/// Whether a block among comments is words of one: prose, and in what the page calls a comment's words also quotations, code and items of lists.
pub(super) fn is_said_in_comment(page: &Page, block: &RawBlock) -> bool {
    let is_part = match block.kind {
        BlockKind::Quote | BlockKind::Code => true,
        BlockKind::ListItem { .. } => block.words >= MIN_ITEM_WORDS && block.link_chars == 0,
        _ => false,
    };
    let body = flag("post-body");
    is_prose(page, block) || is_part && page.ancestors(block.element).any(|(_, around)| around.flags.any(body))
}

/// How many blocks before each are prose.
fn prose_before(page: &Page) -> Vec<u32> {
    let mut count = 0;
    let counts = page.blocks.iter().map(|block| {
        count += u32::from(is_prose(page, block));
        count
    });
    std::iter::once(0).chain(counts).collect()
}

/// Few enough children tell whether an element is a list of comments.
const MAX_CHILDREN: usize = 8;

/// The first elements between two places that do not lie in one another.
fn children(page: &Page, from: ElementId, end: ElementId) -> impl Iterator<Item = (ElementId, &Element)> {
    let next = move |at: ElementId| (at < end).then(|| page.elements.get(at).map(|element| (at, element))).flatten();
    std::iter::successors(next(from), move |(at, element)| next(element.end.max(at + 1))).take(MAX_CHILDREN)
}

/// The term before a description, and the descriptions up to the next term: Blogger lists comments so, the name over the words, the date below.
fn beside_description(page: &Page, words: ElementId) -> Vec<Range<ElementId>> {
    let Some(element) = page.elements.get(words) else { return Vec::new() };
    let list = element.parent;
    let is_of =
        |at: ElementId, tag: Tag| page.elements.get(at).is_some_and(|found| found.parent == list && found.tag == tag);
    let before = (list + 1..words).rev().take(MAX_BESIDE).find(|&at| is_of(at, Tag::Term));
    let list_end = page.elements.get(list).map_or(words, |list| list.end);
    let after = (element.end..list_end).take(MAX_BESIDE).find(|&at| is_of(at, Tag::Term)).unwrap_or(list_end);
    let end = after.min(element.end + MAX_BESIDE);
    let before = before.map(|before| before..words);
    before.into_iter().chain(std::iter::once(element.end..end)).collect()
}

/// How many elements before and behind the words of a comment in a list of descriptions are looked at.
const MAX_BESIDE: usize = 32;

/// Most parts of a comment between its answers.
const MAX_PARTS: usize = 16;

/// The elements of `around` without the other comments in it: those marked as comments that are items or articles, or of
/// the shape of one around the words. Others that are so marked are parts of the comment.
fn own_parts(page: &Page, start: ElementId, around: &Element, words: ElementId) -> Vec<Range<ElementId>> {
    let mark = flag("post");
    let frames = page.ancestors(words).take(MAX_AROUND + 1).filter(|(_, frame)| frame.flags.any(mark));
    let shapes: Vec<u32> = frames.map(|(_, frame)| frame.shape).collect();
    let is_other = |at: ElementId, element: &Element| {
        element.flags.any(mark)
            && (matches!(element.tag, Tag::Item | Tag::Article) || shapes.contains(&element.shape))
            && !(at <= words && words < element.end)
    };
    let mut parts = Vec::new();
    let (mut from, mut at) = (start, start + 1);
    while at < around.end && parts.len() < MAX_PARTS {
        let Some(element) = page.elements.get(at) else { break };
        if is_other(at, element) {
            parts.push(from..at);
            from = element.end;
            at = element.end.max(at + 1);
        } else {
            at += 1;
        }
    }
    parts.push(from..around.end);
    parts
}

/// Takes a bare name that stands beside the date: “Ada, 3 May 2023”, “Posted by Ada on 3 May 2023”.
fn read_line(page: &Page, post: &mut FoundPost, around: &Element, own: &Range<ElementId>) {
    if post.poster.is_some() {
        return;
    }
    let credits = |line: &str| match &post.dated {
        Some(dated) => line.contains(dated.as_str()),
        None => line.split_whitespace().take(2).any(|word| word.trim_end_matches(':').eq_ignore_ascii_case("by")),
    };
    let lines = around.blocks.clone().filter_map(|at| page.blocks.get(at)).filter(|block| own.contains(&block.element));
    let mut lines = lines.map(|block| page.text_of(block)).filter(|line| credits(line)).filter_map(written);
    if let Some(found) = lines.find(|found| found.poster.as_deref().is_some_and(is_name)) {
        post.poster = found.poster;
        post.dated.get_or_insert(found.dated);
    }
}

/// Whether words beside a date can be a name: one word, or several with capitals, none of which says what was done when.
fn is_name(words: &str) -> bool {
    const NO_NAMES: [&str; 28] = [
        "by",
        "edited",
        "updated",
        "published",
        "posted",
        "permalink",
        "like",
        "likes",
        "comment",
        "comments",
        "date",
        "response",
        "reply",
        "replies",
        "readers",
        "approved",
        "reviewed",
        "last",
        "top",
        "pinned",
        "featured",
        "submitted",
        "written",
        "modified",
        "created",
        "joined",
        "since",
        "share",
    ];
    let parts: Vec<&str> = words.split_whitespace().collect();
    let says_no = |part: &&str| NO_NAMES.iter().any(|no| no.eq_ignore_ascii_case(part));
    words.starts_with(char::is_alphabetic)
        && !words.contains(['(', ')', '#', ',', ':'])
        && !parts.iter().any(says_no)
        && (parts.len() == 1 || parts.iter().all(|part| part.starts_with(char::is_uppercase)))
}
