//! Cells of a data table that reach over several columns or rows: one that reaches down is said again in each row, as a reader reads it; one that
//! reaches to the right has cells without words beside it.

use super::Walker;
use crate::clean::html::page::ElementId;

impl Walker<'_> {
    /// Begins a cell of a row.
    pub(super) fn start_cell(&mut self, cell: ElementId, columns: Option<u32>, rows: Option<u32>) {
        self.cover(Some(cell));
        self.spans.take(columns, rows);
        self.cell_start = self.page.text.len();
    }

    /// Ends a cell of a row.
    pub(super) fn end_cell(&mut self) {
        self.trim();
        let (start, end) = (self.cell_start.max(self.start), self.page.text.len());
        let words = self.page.text.get(start..end).unwrap_or_default().trim().to_owned();
        self.cells.push(start.min(end) - self.start..end - self.start);
        for _ in 0..self.spans.end(&words) {
            self.cells.push(end - self.start..end - self.start);
        }
        self.space();
    }

    /// Ends a row; whether it says anything of its own.
    pub(super) fn end_cells(&mut self) -> bool {
        let has_words = self.chars > self.repeated_chars;
        self.cover(None);
        self.repeated_chars = 0;
        has_words
    }

    /// Enters what cells of earlier rows say in the columns from here on; `cell` is the one behind them.
    fn cover(&mut self, cell: Option<ElementId>) {
        for words in self.spans.covered() {
            self.trim();
            self.inner = self.inner.or(cell);
            self.space();
            let start = self.page.text.len();
            if self.inner.is_some() {
                self.page.text.push_str(&words);
                let chars = words.chars().filter(|next| !next.is_whitespace()).count();
                let chars = u32::try_from(chars).unwrap_or_default();
                self.chars += chars;
                self.repeated_chars += chars;
                self.words += u32::try_from(words.split_whitespace().count()).unwrap_or_default();
            }
            self.cells.push(start - self.start..self.page.text.len() - self.start);
            self.space();
        }
    }
}
