//! Captions: what stands under a picture says little without it.
//!
//! In:  a page. Out: whether an element is the caption of a picture. That of a table, of code or of a quotation is none, nor is one with a
//! number: the text refers to it.

use super::{
    page::{Element, ElementId, Page, RawBlock},
    score::is_prose,
    tags::Tag,
};
use crate::clean::BlockKind;

/// The figure is one of so many elements around its caption.
const MAX_DEPTH: usize = 4;
/// How a numbered caption begins.
const NUMBERED: [&str; 6] = ["figure ", "fig. ", "fig ", "table ", "listing ", "chart "];

/// Whether an element is the caption of a picture.
pub(super) fn is_of_picture(page: &Page, at: ElementId, element: &Element) -> bool {
    if element.tag != Tag::Caption || element.blocks.is_empty() {
        return false;
    }
    let figure = page.ancestors(at).skip(1).take(MAX_DEPTH).find(|(_, around)| around.tag == Tag::Figure);
    let Some((_, figure)) = figure else { return false };
    let blocks = |range| page.blocks.get(range).unwrap_or_default();
    let others =
        blocks(figure.blocks.start..element.blocks.start).iter().chain(blocks(element.blocks.end..figure.blocks.end));
    !others.clone().any(|block| has_caption(page, block)) && !is_numbered(page, element)
}

/// Whether a block is what a caption other than a picture's speaks of.
fn has_caption(page: &Page, block: &RawBlock) -> bool {
    matches!(block.kind, BlockKind::Code | BlockKind::Quote | BlockKind::TableRow { .. }) || is_prose(page, block)
}

fn is_numbered(page: &Page, element: &Element) -> bool {
    let text = page.blocks.get(element.blocks.start).map_or("", |first| page.text_of(first));
    let lower: String = text.chars().take(12).flat_map(char::to_lowercase).collect();
    NUMBERED
        .iter()
        .any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
}
