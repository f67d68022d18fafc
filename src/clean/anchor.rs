//! Anchoring: the blocks of an HTML page take the article's text as their layer.
//!
//! In:  a judged draft whose runs point into the page's visible text. Out: an article whose layer is the text that
//! `clean` prints, comments after it; runs of kept blocks point there, dropped blocks and edits point nowhere.

use super::{Article, Layer, render};
use crate::text::Aligned;

/// Renders the kept blocks and points them into the rendered text.
pub(super) fn anchor(article: &mut Article) {
    if article.layer != Layer::Article {
        return;
    }
    let rendered = render::plain(article, true);
    let mut places = rendered.places;
    places.sort_by_key(|&(index, _)| index);
    let mut places = places.into_iter().peekable();
    for (index, block) in article.blocks.iter_mut().enumerate() {
        for edit in &mut block.edits {
            edit.span = None;
        }
        let Some((_, place)) = places.next_if(|&(at, _)| at == index) else {
            block.text = Aligned::detached(block.text.as_str());
            continue;
        };
        let mut anchored = Aligned::new();
        let (mut from, mut taken) = (place.start, 0);
        for gap in render::gaps(block) {
            let end = from + (gap.start - taken);
            anchored.push(&rendered.text, from..end);
            anchored.push_replaced(" ", end..end + render::CELL_GAP.len());
            (from, taken) = (end + render::CELL_GAP.len(), gap.end);
        }
        anchored.push(&rendered.text, from..place.end);
        if anchored.as_str() == block.text.as_str() {
            block.text = anchored;
        }
    }
    article.layer_text = rendered.text;
}
