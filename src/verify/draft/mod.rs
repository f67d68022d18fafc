//! Reading a draft: blocks of text that know their bytes in the file, with the links and notes that stand in them.
//!
//! Nothing is cleaned away: a draft is its writer's own. Code is no prose and quotes nobody.

mod html;
mod markdown;
mod plain;

use std::{collections::BTreeMap, ops::Range};

use crate::{source::MediaType, text::Aligned};

/// A paragraph, an item, a heading or a cell of a draft; or a paragraph of a block quote.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub(super) text: Aligned,
    /// Number of the block quote that it belongs to.
    pub(super) quote: Option<u32>,
    /// Links: bytes of the text, address.
    pub(super) links: Vec<(Range<usize>, String)>,
    /// Notes: byte of the text that they stand at, label.
    pub(super) notes: Vec<(usize, String)>,
    /// Words that markup says are quoted (`<q>`).
    pub(super) quoted: Vec<Range<usize>>,
    /// Words that markup says are code.
    pub(super) code: Vec<Range<usize>>,
    /// Address of the work that markup says is quoted (`<blockquote cite>`).
    pub(super) cite: Option<String>,
}

/// A draft in its parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) blocks: Vec<Block>,
    /// What the notes say, by label.
    pub(super) notes: BTreeMap<String, Vec<Block>>,
}

/// Reads the text of a draft.
pub(super) fn read(text: &str, media_type: MediaType) -> Draft {
    match media_type {
        MediaType::Markdown => markdown::read(text),
        MediaType::Html => html::read(text),
        MediaType::Plain => plain::read(text),
    }
}

/// Puts blocks together while a reader goes through a draft.
#[derive(Debug, Default)]
struct Builder {
    draft: Draft,
    open: Block,
    /// Label of the note that is being read.
    note: Option<String>,
}

impl Builder {
    /// Ends the block, where there is one.
    fn end(&mut self) {
        let mut block = std::mem::take(&mut self.open);
        let (quote, cite) = (block.quote, block.cite.clone());
        block.text.trim_end();
        self.open = Block { quote, cite, ..Block::default() };
        if block.text.is_empty() {
            return;
        }
        match &self.note {
            Some(label) => self.draft.notes.entry(label.clone()).or_default().push(block),
            None => self.draft.blocks.push(block),
        }
    }

    fn at(&self) -> usize {
        self.open.text.as_str().len()
    }
}
