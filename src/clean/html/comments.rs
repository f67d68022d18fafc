//! Readers' comments under an article: whose they are, and of when.
//!
//! In:  a page and the elements that hold the words of comments, in page order. Out: the comments, each with its poster and date
//! where the page says so.

use super::{
    credits::{FoundPost, read_marks, written},
    names::flag,
    page::{Element, ElementId, Page},
    score::is_prose,
    tags::Tag,
};

/// How many elements around the words of a comment may hold its name and date.
const MAX_AROUND: usize = 4;

/// Readers' comments, told apart by the elements that the page calls posts or comments.
#[derive(Default)]
pub(super) struct Comments {
    pub(super) posts: Vec<FoundPost>,
}

impl Comments {
    /// The number of the comment that an element belongs to.
    pub(super) fn index(&mut self, page: &Page, element: ElementId) -> u32 {
        let mark = flag("post");
        let words = page.ancestors(element).find(|(_, around)| around.tag.is_block() && around.flags.any(mark));
        let words = words.map_or(element, |(at, _)| at);
        if self.posts.last().is_none_or(|post| post.element != words) {
            self.posts.push(comment(page, words));
        }
        u32::try_from(self.posts.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }
}

/// A comment whose words stand in an element: name and date stand in that, or in one around it that holds no other comment.
fn comment(page: &Page, words: ElementId) -> FoundPost {
    let mut post = FoundPost { element: words, ..FoundPost::default() };
    let mut inner: Option<(ElementId, &Element)> = None;
    for (at, around) in page.ancestors(words).take(MAX_AROUND + 1) {
        if matches!(around.tag, Tag::Body | Tag::Main | Tag::Html)
            || inner.is_some_and(|(inner, element)| holds_others(page, (at, around), (inner, element)))
        {
            break;
        }
        read_marks(page, &mut post, at..around.end);
        read_line(page, &mut post, around);
        if post.poster.is_some() && post.dated.is_some() {
            break;
        }
        inner = Some((at, around));
    }
    post.tidy();
    post
}

/// Takes a bare name that stands beside the date, or after “by”: “Posted by Ada on 3 May 2023”.
fn read_line(page: &Page, post: &mut FoundPost, around: &Element) {
    if post.poster.is_some() {
        return;
    }
    let credits = |line: &str| match &post.dated {
        Some(dated) => line.contains(dated.as_str()),
        None => line.split_whitespace().take(2).any(|word| word.trim_end_matches(':').eq_ignore_ascii_case("by")),
    };
    let mut lines = around.blocks.clone().filter_map(|at| Some(page.text_of(page.blocks.get(at)?)));
    let found = lines.find(|line| credits(line)).and_then(written);
    if let Some(found) = found {
        post.poster = found.poster;
        post.dated.get_or_insert(found.dated);
    }
}

/// Whether an element holds more comments than the one in `inner`: prose besides, or another element of its shape.
fn holds_others(page: &Page, around: (ElementId, &Element), inner: (ElementId, &Element)) -> bool {
    let mut besides = around.1.blocks.clone().filter(|at| !inner.1.blocks.contains(at));
    let is_like =
        |element: &Element| element.parent == around.0 && element.shape == inner.1.shape && !element.blocks.is_empty();
    besides.any(|at| page.blocks.get(at).is_some_and(|block| is_prose(page, block)))
        || inner.1.tag != Tag::Paragraph
            && (around.0 + 1..around.1.end).any(|at| at != inner.0 && page.elements.get(at).is_some_and(is_like))
}
