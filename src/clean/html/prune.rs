//! Pruning: what of the root is the article, and what is furniture inside it.
//!
//! In:  a page with its root, or its posts. Out: one [`Decision`] a block.

use rustc_hash::FxHashSet;

use super::{
    generic,
    names::{Effect, flag, groups},
    page::{ElementId, Page, RawBlock, Sight},
    platforms::Platform,
    score::{self, is_prose},
    tags::Tag,
    threads::{self, FoundPost, Thread},
};
use crate::clean::{BlockKind, RuleId, Section};

/// What becomes of one block.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) dropped: bool,
    pub(super) rule: RuleId,
    pub(super) evidence: String,
    pub(super) section: Section,
}

impl Decision {
    fn keep(rule: &'static str, section: Section) -> Self {
        Self { dropped: false, rule: RuleId(rule), evidence: String::new(), section }
    }

    /// Whether the block stands in the article so far.
    fn is_body(&self) -> bool {
        !self.dropped && self.section == Section::Body
    }

    fn drop(rule: &'static str, evidence: String) -> Self {
        Self { dropped: true, rule: RuleId(rule), evidence, section: Section::Body }
    }
}

/// Decides on the blocks of a thread.
pub(super) fn of_thread(page: &Page, thread: &Thread) -> Vec<Decision> {
    let repeated = threads::repeated_quotations(page, thread);
    page.blocks
        .iter()
        .enumerate()
        .map(|(at, block)| match thread.post_of.get(at).copied().flatten() {
            Some(_) if block.kind == BlockKind::Furniture => Decision::drop("control", "a button or label".to_owned()),
            Some(_) if block.sight == Sight::Hidden => Decision::drop("hidden", hidden_evidence(page, block)),
            Some(post) if repeated.get(at).copied().unwrap_or(false) => Decision {
                section: Section::Post(post),
                ..Decision::drop("quoted-post", "its words stand in an earlier post of this page".to_owned())
            },
            Some(post) => Decision::keep("post", Section::Post(post)),
            None => Decision::drop("outside-posts", format!("not in the words of a post, by {}", thread.by)),
        })
        .collect()
}

fn hidden_evidence(page: &Page, block: &RawBlock) -> String {
    format!("out of sight in {}", describe(page, block.element))
}

/// An element in words for a person: its tag's kind and place.
fn describe(page: &Page, element: ElementId) -> String {
    let Some(found) = page.elements.get(element) else { return "the page".to_owned() };
    format!("a {:?} at depth {}", found.tag, found.depth)
}

/// Decides on the blocks of an article.
pub(super) fn of_article(page: &Page, sight: &[Sight], platform: Option<&Platform>) -> (Vec<Decision>, Vec<FoundPost>) {
    let mut comments = Comments::default();
    let mut scored = score::score(page, sight);
    if let Some(platform) = platform.filter(|platform| !platform.article.is_empty())
        && let Some(root) = (0..page.elements.len()).find(|&at| platform.article.matches(page, at))
    {
        scored.root = root;
    }
    let dropped_by_platform: Vec<bool> = match platform {
        Some(platform) if !platform.drop.is_empty() => {
            let mut marks: Vec<bool> = Vec::with_capacity(page.elements.len());
            for (at, element) in page.elements.iter().enumerate() {
                let above = element.parent != at && marks.get(element.parent).copied().unwrap_or(false);
                marks.push(above || platform.drop.matches(page, at));
            }
            marks
        }
        _ => Vec::new(),
    };
    let mut decisions: Vec<Decision> = page
        .blocks
        .iter()
        .map(|block| {
            if !sight.contains(&block.sight) {
                return Decision::drop("hidden", hidden_evidence(page, block));
            }
            let inside = page.is_within(block.element, scored.root);
            if let Some(group) = scored.furniture.get(block.element).copied().flatten()
                && let Some(group) = groups().get(usize::from(group))
            {
                let evidence = format!("the names of {}", describe(page, block.element));
                if group.effect == Effect::Comments && is_prose(page, block) {
                    let index = comments.index(page, block.element);
                    return Decision { evidence, ..Decision::keep("comment", Section::Comment(index)) };
                }
                return Decision { dropped: true, rule: RuleId(&group.id), evidence, section: Section::Body };
            }
            if !inside {
                return Decision::drop("outside-main-content", format!("outside {}", describe(page, scored.root)));
            }
            if dropped_by_platform.get(block.element).copied().unwrap_or(false) {
                return Decision::drop("platform-furniture", "furniture of the site's software".to_owned());
            }
            if block.kind == BlockKind::Furniture {
                return Decision::drop("control", "a button or label".to_owned());
            }
            Decision::keep("main-content", Section::Body)
        })
        .collect();
    drop_link_lists(page, &mut decisions);
    drop_repeated(page, &mut decisions);
    (decisions, comments.posts)
}

/// Readers' comments, told apart by the elements that the page calls posts or comments.
#[derive(Default)]
struct Comments {
    posts: Vec<FoundPost>,
}

impl Comments {
    /// The number of the comment that an element belongs to.
    fn index(&mut self, page: &Page, element: ElementId) -> u32 {
        let mark = flag("post");
        let frame = page.ancestors(element).find(|(_, around)| around.tag.is_block() && around.flags.any(mark));
        let frame = frame.map_or(element, |(at, _)| at);
        if self.posts.last().is_none_or(|post| post.element != frame) {
            let end = page.elements.get(frame).map_or(frame, |element| element.end);
            let mut post = FoundPost { element: frame, ..FoundPost::default() };
            generic::read_marks(page, &mut post, frame..end);
            self.posts.push(post);
        }
        u32::try_from(self.posts.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }
}

/// Fewer words may well be said twice.
const MIN_REPEATED_WORDS: u32 = 8;

/// Drops what the page shows twice: once for wide screens, once for narrow ones.
fn drop_repeated(page: &Page, decisions: &mut [Decision]) {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut in_repeat = false;
    for (block, decision) in page.blocks.iter().zip(decisions).filter(|(_, decision)| decision.is_body()) {
        let new = seen.insert(page.text_of(block));
        if !new && (in_repeat || block.words >= MIN_REPEATED_WORDS) {
            *decision = Decision::drop("repeated-block", "the same words stand earlier on the page".to_owned());
            in_repeat = true;
        } else {
            in_repeat = false;
        }
    }
}

/// Most of an element's characters stand in links.
const MIN_LINK_LIST_DENSITY: f32 = 0.7;

/// Drops elements that are nothing but links, and single blocks that are one.
fn drop_link_lists(page: &Page, decisions: &mut [Decision]) {
    // Between paragraphs of the article a list of links is part of it.
    let kept_prose = |(block, decision): &(&RawBlock, &Decision)| decision.is_body() && is_prose(page, block);
    let first = page.blocks.iter().zip(&*decisions).position(|pair| kept_prose(&pair)).unwrap_or(0);
    let last = page.blocks.len()
        - page.blocks.iter().rev().zip(decisions.iter().rev()).position(|pair| kept_prose(&pair)).unwrap_or(0);
    for element in &page.elements {
        if !matches!(element.tag, Tag::List { .. } | Tag::Box | Tag::Section | Tag::Paragraph | Tag::Table) {
            continue;
        }
        let Some(blocks) = page.blocks.get(element.blocks.clone()) else { continue };
        let Some(inside) = decisions.get_mut(element.blocks.clone()) else { continue };
        let within = element.blocks.start > first && element.blocks.end < last;
        if within && matches!(element.tag, Tag::List { .. } | Tag::Paragraph | Tag::Table) {
            continue;
        }
        if inside.iter().all(|decision| !decision.is_body()) {
            continue;
        }
        let (mut chars, mut linked, mut prose) = (0_u32, 0_u32, false);
        for (block, _) in blocks.iter().zip(inside.iter()).filter(|(_, decision)| decision.is_body()) {
            chars += block.chars;
            linked += block.link_chars;
            prose |= is_prose(page, block);
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of characters")]
        let density = if chars == 0 { 0.0 } else { linked as f32 / chars as f32 };
        if prose || density < MIN_LINK_LIST_DENSITY {
            continue;
        }
        for decision in inside.iter_mut().filter(|decision| decision.is_body()) {
            *decision = Decision::drop("link-list", format!("link density {density:.2}"));
        }
    }
}
