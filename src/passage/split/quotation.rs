//! Quotations: words of somebody that stand apart as such make passages of their own.
//!
//! In:  the place of a block. Out: whether a quotation begins there, its passages, and how many blocks it takes.

use super::Splitter;
use crate::{
    clean::{Block, BlockKind, Quoted},
    passage::{Passage, PassageKind, Piece, pack, quoted, strand},
};

/// So many pictures, at most, stand between a quotation and what leads to it; keeps the walk linear.
const MAX_PICTURES: usize = 16;

impl Splitter<'_> {
    /// Whether what was dropped at `at` is no more than a picture between a quotation and the sentence that leads to it.
    pub(super) fn leads_to_quotation(&self, at: usize) -> bool {
        let Some(last) = self.run.pieces.last().filter(|last| quoted::leads(last.text())) else { return false };
        let is_picture = |block: &&Block| block.kind == BlockKind::Furniture && !block.is_kept();
        let behind = self.article.blocks.get(at..).unwrap_or_default();
        let pictures = behind.iter().take(MAX_PICTURES).take_while(is_picture).count();
        let quotation = behind.get(pictures..).filter(|_| pictures > 0).and_then(quoted::group);
        quotation.is_some_and(|group| !group.attributed) && quoted::introduction_start(last.text()).is_some()
    }

    /// A quotation is a passage of its own, with the sentence before it that names its speaker.
    pub(super) fn take_quotation(&mut self, at: usize) -> Option<usize> {
        let blocks = self.article.blocks.get(at..)?;
        let group = quoted::group(blocks)?;
        let introduction = quoted::take_introduction(&mut self.run.pieces, group.attributed);
        if !group.attributed && introduction.is_none() {
            return None;
        }
        self.close(at);
        let mut pieces: Vec<Piece> = introduction.into_iter().collect();
        pieces.extend(blocks.iter().take(group.blocks).filter(|block| !block.text.is_empty()).map(Piece::whole));
        self.emit(&pieces, PassageKind::Quotation);
        Some(group.blocks)
    }

    /// Somebody's words that a post quotes are passages of their own, however they are made.
    pub(super) fn take_quoted(&mut self, at: usize, quoted: &Quoted) -> usize {
        self.close(at);
        self.leave_list_and_table();
        let section = self.section;
        let blocks = self.article.blocks.get(at..).unwrap_or_default();
        let same = |block: &&Block| {
            block.is_kept() && !block.is_heading() && block.section == section && block.quoted.as_ref() == Some(quoted)
        };
        let taken = blocks.iter().take_while(same).count();
        let words = blocks.iter().take(taken).filter(|block| !block.text.is_empty());
        let pieces = strand::parted(words.map(Piece::whole).collect(), true);
        for group in pack::paragraphs(pieces, self.options) {
            if let Some(passage) = self.passage(&group, PassageKind::Quotation) {
                self.push(Passage { quoted: Some(quoted.clone()), ..passage });
            }
        }
        taken
    }
}
