//! Tables: each row is a passage, with the names of its columns; a caption belongs to its table.
//!
//! In:  the rows or captions that ended at a block. Out: passages of the rows, with what stands over or under the table
//! as their context; a caption that belongs to no table is a passage of its own.

use super::Splitter;
use crate::{
    clean::{Block, BlockKind},
    passage::{Cell, PassageKind, Piece},
};

/// A table is looked for so many blocks after its caption; keeps the walk linear.
const MAX_LOOK_AHEAD_BLOCKS: usize = 16;

impl<'article> Splitter<'article> {
    /// Whether the captions from block `at` on stand over a table.
    pub(super) fn introduces_table(&self, at: usize) -> bool {
        self.article
            .blocks
            .iter()
            .skip(at)
            .take(MAX_LOOK_AHEAD_BLOCKS)
            .filter(|block| block.is_kept() && !block.text.is_empty())
            .find(|block| block.kind != BlockKind::Caption)
            .is_some_and(|block| matches!(block.kind, BlockKind::TableRow { .. }))
    }

    pub(super) fn close_captions(&mut self, pieces: Vec<Piece<'article>>, at: usize) {
        let over_table = self.introduces_table(at);
        let under_table = !over_table
            && self.passages.last().is_some_and(|last| last.kind == PassageKind::TableRow)
            && !self.columns.is_empty();
        for piece in pieces {
            if over_table {
                self.lead_in.push(piece.text().to_owned());
            } else if !under_table {
                self.emit(&[piece], PassageKind::Paragraph);
            }
        }
    }

    pub(super) fn close_table(&mut self, pieces: Vec<Piece<'article>>, at: usize) {
        let under = self.next_kept(at).filter(|next| next.kind == BlockKind::Caption && !self.introduces_table(at));
        if let Some(caption) = under {
            self.lead_in.push(caption.text.as_str().to_owned());
        }
        let names = self.columns.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join(" | ");
        for piece in pieces {
            let Some(mut passage) = self.passage(std::slice::from_ref(&piece), PassageKind::TableRow) else { continue };
            passage.cells = piece
                .block
                .cells
                .iter()
                .enumerate()
                .map(|(column, range)| Cell {
                    header: self.columns.get(column).filter(|name| !name.is_empty()).cloned(),
                    range: range.clone(),
                })
                .collect();
            if !names.is_empty() {
                passage.context.push(names.clone());
            }
            self.push(passage);
        }
    }
}

/// The words of each cell of a row.
pub(super) fn cell_texts(row: &Block) -> Vec<String> {
    let text = row.text.as_str();
    row.cells.iter().map(|cell| text.get(cell.clone()).unwrap_or_default().trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use crate::passage::fixture::passages;

    #[test]
    fn a_table_row_is_a_passage_with_its_columns() {
        let found = passages(
            "Compared:\n^ Two roles\n|! Aspect | PM | PO\n| Scope | Product | Backlog\n| Time | Years | Weeks",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].text.as_str(), "Scope Product Backlog");
        assert_eq!(found[0].context, ["Compared:", "Two roles", "Aspect | PM | PO"]);
        assert_eq!(found[0].cells[2].header.as_deref(), Some("PO"));
        assert_eq!(found[0].text.as_str().get(found[0].cells[2].range.clone()), Some("Backlog"));
    }
}
