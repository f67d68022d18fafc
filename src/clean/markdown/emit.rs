use std::ops::Range;

use super::template::{Line, LineKind};
use crate::{
    clean::{Block, BlockKind, Markup, Outcome, RuleId, Section, Verdict},
    text::{Aligned, Lines},
};

/// Keeps a paragraph.
pub(super) const PARAGRAPH: RuleId = RuleId("paragraph");
/// Keeps what the markup tells to be a heading, an item, a row, a quotation, code.
pub(super) const MARKUP: RuleId = RuleId("markup");
/// Drops the lines of keys at the head of a file.
pub(super) const FRONT_MATTER: RuleId = RuleId("front-matter");
/// Drops or cuts what a site maker replaces.
pub(super) const TEMPLATE_TAG: RuleId = RuleId("template-tag");
/// Drops comments.
pub(super) const HTML_COMMENT: RuleId = RuleId("html-comment");
/// Drops scripts, styles, frames.
pub(super) const EMBEDDED_CODE: RuleId = RuleId("embedded-code");
/// Drops or cuts the words that stand for a picture.
pub(super) const IMAGE: RuleId = RuleId("image");
/// Drops the mark where a site maker puts a table of contents.
pub(super) const CONTENTS_MARK: RuleId = RuleId("contents-mark");

/// Longest evidence, in characters.
const MAX_EVIDENCE: usize = 60;

pub(super) fn block(kind: BlockKind, text: Aligned, outcome: Outcome, rule: RuleId) -> Block {
    let evidence = if outcome == Outcome::Kept { String::new() } else { quoted(text.as_str()) };
    Block {
        kind,
        text,
        section: Section::Body,
        quoted: None,
        verdict: Verdict { outcome, rule, evidence },
        edits: Vec::new(),
        links: Vec::new(),
        cells: Vec::new(),
        opens_quotation: false,
        uncut: None,
        markup: Markup::default(),
        raw_lines: Lines { first: 1, last: 1 },
    }
}

/// The start of a text in quotation marks, as evidence.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(MAX_EVIDENCE) {
        Some((end, _)) => format!("“{}…”", text.get(..end).unwrap_or_default().trim_end()),
        None => format!("“{text}”"),
    }
}

/// Blocks that no event of the parser gives.
pub(super) struct Emitter<'text> {
    text: &'text str,
    pub(super) blocks: Vec<Block>,
}

impl<'text> Emitter<'text> {
    pub(super) const fn new(text: &'text str) -> Self {
        Self { text, blocks: Vec::new() }
    }

    pub(super) fn furniture(&mut self, range: Range<usize>, rule: RuleId) {
        let aligned = Aligned::of(self.text, range);
        if !aligned.is_empty() {
            self.blocks.push(block(BlockKind::Furniture, aligned, Outcome::Dropped, rule));
        }
    }

    /// A line that was blanked: its tag as furniture, the title of a note as a paragraph, a quotation as what it is.
    pub(super) fn line(&mut self, line: &Line) {
        match line.kind {
            LineKind::Tag => self.furniture(line.range.clone(), TEMPLATE_TAG),
            LineKind::NoteTitle => {
                let aligned = Aligned::of(self.text, line.range.clone());
                if !aligned.is_empty() {
                    self.blocks.push(block(BlockKind::Paragraph, aligned, Outcome::Kept, PARAGRAPH));
                }
            }
            LineKind::Quote | LineKind::Speaker => {
                let aligned = Aligned::of(self.text, line.range.clone());
                let kind = if line.kind == LineKind::Quote { BlockKind::Quote } else { BlockKind::Caption };
                if !aligned.is_empty() {
                    self.blocks.push(block(kind, aligned, Outcome::Kept, MARKUP));
                }
            }
        }
    }
}
