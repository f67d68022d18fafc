//! Markdown: blocks as the markup tells them.
//!
//! In:  a capture of Markdown; MDX, and the template tags of site makers, are tolerated. Out: a draft [`Article`]:
//! all blocks in reading order, kept but for what is no prose (front matter, template tags, comments, pictures), and
//! the [`Reference`] that the front matter gives.
//!
//! Always: every visible word belongs to exactly one block; blocks do not overlap; a block's verbatim runs are bytes
//! of the capture's text; nothing recurses, so no nesting is too deep.
//!
//! Template tags are blanked out of a copy before it is parsed (`template`), byte for byte, so that offsets hold;
//! quotations in them are found by `quote_tag`; the parser's events become blocks in `draft`; HTML inside is taken apart
//! by `html` and becomes blocks in `draft/raw_html`.

mod draft;
mod emit;
#[cfg(test)]
mod fixture;
mod html;
#[cfg(test)]
mod properties;
mod quote_tag;
mod template;

use std::ops::Range;

use pulldown_cmark::{Options, Parser};

use super::{Article, Block, BlockKind, Layer};
use crate::{
    source::{Capture, Origin, Reference, date, front_matter},
    text::{Aligned, LineIndex},
};
use draft::Draft;
use emit::Emitter;

/// Reads the blocks of a Markdown text.
#[must_use]
pub fn read(capture: &Capture) -> Article {
    let text = capture.text.as_str();
    let front = front_matter(text);
    let body = front.as_ref().map_or_else(|| bom_len(text), |front| front.range.end);
    let template = template::blank(text, body);

    let mut draft = Draft::new(text, &template);
    let parser = Parser::new_ext(template.text.get(body..).unwrap_or_default(), options());
    for (event, range) in parser.into_offset_iter() {
        draft.event(event, range.start + body..range.end + body);
    }
    let (mut blocks, opaque) = draft.finish();

    let mut emitter = Emitter::new(text);
    if let Some(front) = &front {
        emitter.furniture(front.range.clone(), emit::FRONT_MATTER);
    }
    // What was blanked as whole lines comes back as blocks of its own, except from within code.
    for line in &template.lines {
        let at = opaque.partition_point(|code: &Range<usize>| code.end <= line.range.start);
        if opaque.get(at).is_none_or(|code| code.start >= line.range.end) {
            emitter.line(line);
        }
    }
    blocks = merged(blocks, emitter.blocks);
    mark_quoted(&mut blocks, &template.quoted);
    let lines = LineIndex::new(text);
    for block in &mut blocks {
        if let Some(span) = block.text.span() {
            block.raw_lines = lines.lines_of(span);
        }
    }

    let mut reference = Reference::default();
    if let Some(front) = front {
        reference = front.reference;
        if reference.issued.is_none()
            && let Origin::File { relative, .. } = &capture.origin
        {
            reference.issued = relative.rsplit('/').next().and_then(date::of_post_name);
        }
    }
    if reference.title.is_none() {
        let title = blocks.iter().find(|block| block.kind == BlockKind::Heading { level: 1 } && block.is_kept());
        reference.title = title.map(|title| title.text.as_str().to_owned());
    }
    Article {
        reference,
        layer: Layer::Raw,
        layer_text: capture.text.clone(),
        blocks,
        posts: Vec::new(),
        damage: Vec::new(),
    }
}

fn bom_len(text: &str) -> usize {
    text.len() - text.trim_start_matches('\u{feff}').len()
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// Two lists of blocks, each in the order of the text, as one. Of `others`, those in the midst of a block, as where the
/// parser lets a paragraph go on over a blank line, are left out: the block's span holds them already.
fn merged(blocks: Vec<Block>, others: Vec<Block>) -> Vec<Block> {
    if others.is_empty() {
        return blocks;
    }
    let start = |block: &Block| block.text.span().map_or(0, crate::text::Span::start);
    let mut merged = Vec::with_capacity(blocks.len() + others.len());
    let mut others = others.into_iter().peekable();
    for block in blocks {
        while let Some(other) = others.next_if(|other| start(other) <= start(&block)) {
            merged.push(other);
        }
        let end = block.text.span().map_or(0, crate::text::Span::end);
        merged.push(block);
        while others.next_if(|other| start(other) < end).is_some() {}
    }
    merged.extend(others);
    merged
}

/// Paragraphs between tags that open and close a quotation are quoted.
fn mark_quoted(blocks: &mut [Block], quoted: &[Range<usize>]) {
    for block in blocks.iter_mut().filter(|block| block.kind == BlockKind::Paragraph && !quoted.is_empty()) {
        let start = block.text.span().map_or(0, crate::text::Span::start);
        let at = quoted.partition_point(|range| range.end <= start);
        if quoted.get(at).is_some_and(|range| range.contains(&start)) {
            block.kind = BlockKind::Quote;
            block.verdict.rule = emit::MARKUP;
        }
    }
}

/// `range` of `text` less the blanked ranges of `template`, appended to `aligned`; says which of them were left out.
fn push_visible(
    aligned: &mut Aligned,
    text: &str,
    range: Range<usize>,
    template: &template::Blanked,
    mut left_out: impl FnMut(&template::Tag),
) {
    let mut at = range.start;
    for tag in template.tags_in(&range) {
        aligned.push(text, at..tag.range.start.max(at));
        left_out(tag);
        at = tag.range.end.max(at);
    }
    if at < range.end {
        aligned.push(text, at..range.end);
    }
}

#[cfg(test)]
mod tests;
