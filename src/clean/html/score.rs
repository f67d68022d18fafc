//! Scoring: which element holds the article.
//!
//! In:  a page. Out: the root of its main content and, within it, what is furniture by its names.
//!
//! Every block gets a weight: characters of prose for, links and scraps against. The element with the greatest sum is
//! the root: an ancestor loses by the furniture it adds, a descendant by the prose it leaves out.

use std::sync::LazyLock;

use super::{
    captions,
    names::{Effect, Flags, flags_of, groups},
    page::{Element, ElementId, Page, RawBlock, Sight, to_f32},
    tags::Tag,
};
use crate::clean::BlockKind;

/// A block of fewer words that ends no sentence is a scrap: a label, a menu entry, a caption.
const MIN_PROSE_WORDS: u32 = 10;
/// Cost of a scrap, in characters of prose.
const SCRAP_COST: f32 = 4.0;
/// A block with more of its characters in links is a link.
const MAX_PROSE_LINK_DENSITY: f32 = 0.5;
/// Share of the page's prose that makes an element the article, whatever its names say.
const MAX_FURNITURE_SHARE: f32 = 0.4;
/// The same for names that are also given to parts of articles.
const MAX_DOUBTFUL_SHARE: f32 = 0.15;
/// The same for notices on consent, which are longer than a short article.
const MAX_CONSENT_SHARE: f32 = 0.8;
/// Groups of such names.
const DOUBTFUL: [&str; 8] =
    ["navigation", "table-of-contents", "advert", "tag-list", "overlay", "promotion-box", "byline", "rating"];

/// Share of the page's prose up to which an element of a group is furniture, by group.
static MAX_SHARES: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let share = |id: &str| match id {
        "cookie-notice" => MAX_CONSENT_SHARE,
        id if DOUBTFUL.contains(&id) => MAX_DOUBTFUL_SHARE,
        _ => MAX_FURNITURE_SHARE,
    };
    groups().iter().map(|group| share(&group.id)).collect()
});

fn max_share(group: usize) -> f32 {
    MAX_SHARES.get(group).copied().unwrap_or(MAX_FURNITURE_SHARE)
}

/// Whether a block reads as prose: enough words, or a sentence's end, mostly outside links.
pub(super) fn is_prose(page: &Page, block: &RawBlock) -> bool {
    if matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Furniture) {
        return false;
    }
    if block.link_density() > MAX_PROSE_LINK_DENSITY {
        return false;
    }
    block.words >= MIN_PROSE_WORDS
        || (block.words >= 4 && page.text_of(block).ends_with(['.', '!', '?', ':', '"', '”', '…', '。', ';']))
}

/// Characters of prose in a block, outside links.
pub(super) fn prose_of(page: &Page, block: &RawBlock) -> f32 {
    if is_prose(page, block) { to_f32(block.chars) - 1.2 * to_f32(block.link_chars) } else { 0.0 }
}

/// Share of the page's prose that makes a whole group of names mean something else on this page.
const MAX_GROUP_SHARE: f32 = 0.5;

/// What scoring found.
pub(super) struct Scored {
    /// Root of the main content.
    pub(super) root: ElementId,
    /// For each element: the group of names (index) that makes it furniture, itself or an ancestor.
    pub(super) furniture: Vec<Option<u8>>,
}

/// Sums of a block measure, so that any element's total is one subtraction.
struct Sums(Vec<f32>);

impl Sums {
    fn new(values: impl Iterator<Item = f32>) -> Self {
        let mut sums = vec![0.0];
        let mut total = 0.0;
        for value in values {
            total += value;
            sums.push(total);
        }
        Self(sums)
    }

    fn of(&self, element: &Element) -> f32 {
        let at = |index: usize| self.0.get(index).copied().unwrap_or_default();
        at(element.blocks.end) - at(element.blocks.start)
    }
}

/// What the names of an element say, less what its identifier says where that is the heading of a section of prose:
/// `respond-to-comments-on-a-patch`.
fn flags_of_element(page: &Page, element: &Element, prose: &Sums) -> Flags {
    let [_, id, ..] = element.names;
    let of = |at: u32| page.names.get(at as usize);
    if id == 0 || !of(id).is_some_and(|names| names.is_slug) {
        return element.flags;
    }
    let headed =
        page.blocks.get(element.blocks.start).is_some_and(|first| matches!(first.kind, BlockKind::Heading { .. }));
    if !headed || prose.of(element) <= 0.0 {
        return element.flags;
    }
    let others = element.names.iter().filter(|&&at| at != id).filter_map(|&at| of(at));
    others.fold(Flags::default(), |all, names| all.with(names.flags))
}

/// The index of the group that makes an element furniture by its own names or tag.
fn own_furniture(page: &Page, at: ElementId, flags: Flags, drops: Flags) -> Option<u8> {
    let element = page.elements.get(at)?;
    let by_tag = match element.tag {
        Tag::Caption if captions::is_of_picture(page, at, element) => Some("picture-caption"),
        Tag::Nav => Some("navigation"),
        Tag::Footer => Some("page-footer"),
        Tag::Aside => Some("sidebar"),
        Tag::Form => Some("overlay"),
        _ => None,
    };
    if matches!(element.tag, Tag::Body | Tag::Html | Tag::Main | Tag::Article | Tag::Heading(_)) {
        return None;
    }
    let bits = flags.0 & drops.0;
    let index = match by_tag {
        Some(id) => groups().iter().position(|group| group.id == id)?,
        None if bits != 0 => bits.trailing_zeros() as usize,
        None => return None,
    };
    u8::try_from(index).ok()
}

/// The groups of names whose elements do not together hold most of the prose: a site may call every paragraph a
/// `widget`.
fn without_mistaken(page: &Page, prose: &Sums, page_prose: f32, drops: Flags) -> Flags {
    let comments = flags_of(Effect::Comments);
    let mut held = [(0.0_f32, 0_usize); 32];
    for (at, element) in page.elements.iter().enumerate() {
        let mut bits = element.flags.0 & drops.0 & !comments.0;
        if matches!(element.tag, Tag::Body | Tag::Html) {
            continue;
        }
        while bits != 0 {
            let bit = bits.trailing_zeros();
            bits &= bits - 1;
            // One that holds more is none of its group; those within may be.
            if let Some((sum, end)) = held.get_mut(bit as usize)
                && at >= *end
            {
                *sum += prose.of(element);
                *end = element.end;
            }
        }
    }
    let mistaken =
        held.iter().enumerate().filter(|(bit, (sum, _))| *sum > max_share(*bit).max(MAX_GROUP_SHARE) * page_prose);
    Flags(drops.0 & !mistaken.fold(0, |bits, (bit, _)| bits | 1 << bit))
}

/// Scores a page.
pub(super) fn score(page: &Page, use_sight: &[Sight]) -> Scored {
    let counts = |block: &RawBlock| use_sight.contains(&block.sight);
    let prose = Sums::new(page.blocks.iter().map(|block| if counts(block) { prose_of(page, block) } else { 0.0 }));
    let page_prose = prose.0.last().copied().unwrap_or_default();
    let mut drops = flags_of(Effect::Drop);
    if !page.is_forum {
        drops = drops.with(flags_of(Effect::Comments));
    }
    let drops = without_mistaken(page, &prose, page_prose, drops);
    let mut furniture: Vec<Option<u8>> = Vec::with_capacity(page.elements.len());
    for (at, element) in page.elements.iter().enumerate() {
        let above = if element.parent == at { None } else { furniture.get(element.parent).copied().flatten() };
        let own = above.or_else(|| {
            own_furniture(page, at, flags_of_element(page, element, &prose), drops)
                .filter(|&group| prose.of(element) <= max_share(usize::from(group)) * page_prose)
        });
        furniture.push(own);
    }
    let is_furniture = |element: ElementId| furniture.get(element).copied().flatten().is_some();
    let weights = Sums::new(page.blocks.iter().map(|block| {
        if !counts(block) {
            return 0.0;
        }
        if is_furniture(block.element) {
            return -SCRAP_COST - 0.1 * to_f32(block.chars);
        }
        if is_prose(page, block) {
            prose_of(page, block)
        } else if matches!(block.kind, BlockKind::Heading { .. }) && block.link_density() < 0.5 {
            0.0
        } else {
            -SCRAP_COST - to_f32(block.link_chars) * 0.3
        }
    }));
    let mut root = 0;
    let mut best = f32::MIN;
    for (at, element) in page.elements.iter().enumerate() {
        if !element.tag.is_block() || element.tag == Tag::Paragraph || is_furniture(at) {
            continue;
        }
        let sum = weights.of(element);
        if sum >= best {
            best = sum;
            root = at;
        }
    }
    Scored { root, furniture }
}
