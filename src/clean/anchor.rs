//! Anchoring: the blocks of an HTML page take the article's text as their layer.
//!
//! In:  a judged draft whose runs point into the page's visible text. Out: an article whose layer is the text that
//! `clean` prints, comments after it; runs of kept blocks point there, dropped blocks and edits point nowhere.

use std::ops::Range;

use super::{Article, Block, BlockKind, Layer, render};
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
        if block.kind == BlockKind::Code && block.quoted.is_some() {
            push_quoted_code(&mut anchored, &rendered.text, place);
        } else {
            push_words(&mut anchored, &rendered.text, place, block);
        }
        if anchored.as_str() == block.text.as_str() {
            block.text = anchored;
        }
    }
    article.layer_text = rendered.text;
}

/// The words of a block; the pipes between the cells of a row stand for spaces.
fn push_words(anchored: &mut Aligned, text: &str, place: Range<usize>, block: &Block) {
    let (mut from, mut taken) = (place.start, 0);
    for gap in render::gaps(block) {
        let end = from + (gap.start - taken);
        anchored.push(text, from..end);
        anchored.push_replaced(" ", end..end + render::CELL_GAP.len());
        (from, taken) = (end + render::CELL_GAP.len(), gap.end);
    }
    anchored.push(text, from..place.end);
}

/// The lines of code in a quotation; the line ends with the marks behind them stand for spaces.
fn push_quoted_code(anchored: &mut Aligned, text: &str, place: Range<usize>) {
    let mut from = place.start;
    while let Some(end) = text.get(from..place.end).and_then(|rest| rest.find('\n')).map(|at| from + at) {
        anchored.push(text, from..end);
        // Empty lines go with the line end before them. What looks like a mark behind the mark is the code's own.
        let mut rest = text.get(end..place.end).unwrap_or_default();
        while let Some(line) = rest.strip_prefix('\n') {
            rest = line.strip_prefix(render::QUOTED).unwrap_or(line).trim_start_matches([' ', '\t']);
        }
        from = place.end - rest.len();
        anchored.push_replaced(" ", end..from);
    }
    anchored.push(text, from..place.end);
}
