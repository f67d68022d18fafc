//! The open block: words, cells, links and cuts as they come, until it is closed.
//!
//! In:  ranges of the text, by what they are. Out: one block, or nothing. A block of which only cuts are left is
//! furniture; so is one that is but a mark for the table of contents.

use std::ops::Range;

use crate::{
    clean::{
        Block, BlockKind, Edit, Link, Outcome, RuleId,
        markdown::emit::{self, CONTENTS_MARK, IMAGE, MARKUP, PARAGRAPH, TEMPLATE_TAG},
    },
    text::{self, Aligned, Span},
};

/// A block whose words are still coming.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) kind: BlockKind,
    pub(super) text: Aligned,
    links: Vec<Link>,
    cells: Vec<Range<usize>>,
    edits: Vec<Edit>,
    /// What was cut out of it, for the case that nothing else is in it.
    cut: Aligned,
    cut_rule: RuleId,
    /// Whether words that a reader would have seen were cut.
    edited: bool,
}

impl Open {
    pub(super) fn new(kind: BlockKind) -> Self {
        Self {
            kind,
            text: Aligned::new(),
            links: Vec::new(),
            cells: Vec::new(),
            edits: Vec::new(),
            cut: Aligned::new(),
            cut_rule: TEMPLATE_TAG,
            edited: false,
        }
    }

    /// Records that `range` of the source is left out.
    pub(super) fn cut(&mut self, text: &str, range: Range<usize>, rule: RuleId, edited: bool) {
        // A tag that spans two pieces of text is cut once.
        if self.edits.last().and_then(|edit| edit.span).is_some_and(|last| last.end() >= range.end) {
            return;
        }
        let removed = text::collapse_white_space(text.get(range.clone()).unwrap_or_default());
        if removed.is_empty() {
            return;
        }
        self.edited |= edited;
        self.record(text, range, removed, rule);
    }

    /// Records that an image is left out, whose description is `words`.
    pub(super) fn cut_image(&mut self, text: &str, range: Range<usize>, words: String) {
        self.record(text, range, words, IMAGE);
    }

    fn record(&mut self, text: &str, range: Range<usize>, removed: String, rule: RuleId) {
        if self.cut.is_empty() {
            self.cut_rule = rule;
        }
        self.cut.append(&Aligned::of(text, range.clone()));
        self.edits.push(Edit { span: Span::of_bytes(range), removed, rule });
    }

    /// Where the words of a cell begin that starts at byte `at` of the source.
    pub(super) fn start_cell(&mut self, text: &str, at: usize) -> usize {
        // The pipe between two cells stays, as in a table of plain text: two cells are no phrase.
        if let Some(end) = self.text.span().map(Span::end)
            && !self.cells.is_empty()
        {
            let blanks = text.get(at..).map_or(0, |cell| cell.len() - cell.trim_start_matches([' ', '\t']).len());
            let between = text.get(end..at + blanks).unwrap_or_default();
            if between.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'|')) {
                self.text.push(text, end..at + blanks);
            }
            self.text.push_break(at + blanks);
        }
        self.text.as_str().len()
    }

    /// Ends the cell whose words begin at `start`.
    pub(super) fn end_cell(&mut self, start: usize) {
        let words = self.text.as_str();
        let end = words.trim_end().len().max(start.min(words.len()));
        let start = start.min(end);
        let lead = words.get(start..end).map_or(0, |cell| cell.len() - cell.trim_start().len());
        self.cells.push(start + lead..end);
    }

    /// Enters cells without words.
    pub(super) fn empty_cells(&mut self, count: usize) {
        let at = self.text.as_str().trim_end().len();
        self.cells.extend(std::iter::repeat_n(at..at, count));
    }

    /// Ends the link whose words begin at `start`.
    pub(super) fn end_link(&mut self, start: usize, href: String) {
        let range = start..self.text.as_str().len();
        self.links.push(Link { range, href });
    }

    /// The block. `links_open` are links that end with it: where their words start, and their targets.
    pub(super) fn close(mut self, links_open: Vec<(usize, String)>) -> Option<Block> {
        self.text.trim_end();
        let len = self.text.as_str().len();
        for (start, href) in links_open.into_iter().rev() {
            self.end_link(start, href);
        }
        if self.text.is_empty() {
            self.cut.trim_end();
            if self.cut.is_empty() {
                return None;
            }
            return Some(emit::block(BlockKind::Furniture, self.cut, Outcome::Dropped, self.cut_rule));
        }
        if is_contents_mark(self.text.as_str()) {
            return Some(emit::block(BlockKind::Furniture, self.text, Outcome::Dropped, CONTENTS_MARK));
        }
        let rule = if self.kind == BlockKind::Paragraph { PARAGRAPH } else { MARKUP };
        let mut block = emit::block(self.kind, self.text, Outcome::Kept, rule);
        if self.edited {
            block.verdict.outcome = Outcome::Edited;
            block.verdict.rule = self.cut_rule;
            block.verdict.evidence = self.edits.first().map(|edit| emit::quoted(&edit.removed)).unwrap_or_default();
        }
        let words = block.text.as_str();
        block.links = self.links.into_iter().filter_map(|link| trimmed_link(words, link)).collect();
        block.links.sort_by_key(|link| (link.range.start, link.range.end));
        block.cells = self.cells.into_iter().map(|cell| cell.start.min(len)..cell.end.min(len)).collect();
        block.edits = self.edits;
        Some(block)
    }
}

fn is_contents_mark(words: &str) -> bool {
    const MARKS: [&str; 6] = ["toc", "[toc]", "[[toc]]", "[[_toc_]]", "{:toc}", "${toc}"];
    words.len() <= 9 && MARKS.contains(&words.to_ascii_lowercase().as_str())
}

/// A link whose words are what is left of them in the text; nothing where none are.
fn trimmed_link(words: &str, link: Link) -> Option<Link> {
    let end = link.range.end.min(words.len());
    let start = link.range.start.min(end);
    let inner = words.get(start..end)?;
    let lead = inner.len() - inner.trim_start().len();
    let kept = inner.trim();
    (!kept.is_empty()).then(|| Link { range: start + lead..start + lead + kept.len(), href: link.href })
}
