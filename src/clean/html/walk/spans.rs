//! Spans: cells of a data table that reach over several columns or rows.
//!
//! In:  the `colspan` and `rowspan` of cells, in the order of the walk. Out: which columns before and beside a cell are covered, so that what
//! stands below a column's name stays there. A cell that reaches down is said again in each row, as a reader reads it; one that reaches to the
//! right has cells without words beside it.

use super::Walker;
use crate::clean::html::page::ElementId;

/// Columns and rows that a cell covers at most: more is a slip of the pen, and every covered place costs memory.
const MOST_COLUMNS: usize = 32;
const MOST_ROWS: u32 = 1000;
/// Bytes that a page may say again, and of one cell: a longer one holds more than the name of a row.
const MOST_REPEATED: usize = 1 << 16;
const MOST_REPEATED_OF_CELL: usize = 160;

/// A cell of an earlier row.
#[derive(Clone, Debug, Default)]
struct Above {
    /// Rows below that it covers.
    left: u32,
    words: String,
}

/// The cells of a table that reach on.
#[derive(Debug, Default)]
pub(super) struct Spans {
    above: Vec<Above>,
    /// The next column.
    column: usize,
    /// Columns and rows that the cell at hand covers.
    columns: usize,
    rows: u32,
    /// Bytes said again on the page so far, and characters in the row at hand.
    repeated: usize,
    in_row: u32,
}

impl Spans {
    /// Begins a table.
    pub(super) fn start_table(&mut self) {
        *self = Self { repeated: self.repeated, ..Self::default() };
    }

    /// Begins a row.
    pub(super) const fn start_row(&mut self) {
        (self.column, self.in_row) = (0, 0);
    }

    /// What the cells of earlier rows say in the columns from here on; goes past them.
    fn covered(&mut self) -> Vec<String> {
        let mut words = Vec::new();
        while let Some(above) = self.above.get_mut(self.column).filter(|above| above.left > 0) {
            above.left -= 1;
            self.column += 1;
            let repeats = self.repeated + above.words.len() <= MOST_REPEATED;
            self.repeated += if repeats { above.words.len() } else { 0 };
            words.push(if repeats { above.words.clone() } else { String::new() });
        }
        words
    }

    /// Takes the next cell, of so many columns and rows.
    fn take(&mut self, columns: Option<u32>, rows: Option<u32>) {
        let columns = columns.and_then(|columns| usize::try_from(columns).ok()).unwrap_or(1);
        self.columns = columns.clamp(1, MOST_COLUMNS.saturating_sub(self.column).max(1));
        self.rows = rows.unwrap_or(1).clamp(1, MOST_ROWS);
    }

    /// Ends the cell at hand, which says `words`; how many columns it covers besides its own.
    fn end(&mut self, words: &str) -> usize {
        let (first, end) = (self.column, self.column + self.columns);
        self.column = end;
        if self.rows > 1 && end <= MOST_COLUMNS {
            self.above.resize(self.above.len().max(end), Above::default());
            let words = if words.len() <= MOST_REPEATED_OF_CELL { words } else { "" };
            for (column, above) in self.above.iter_mut().enumerate().take(end).skip(first) {
                let words = if column == first { words } else { "" };
                *above = Above { left: self.rows - 1, words: words.to_owned() };
            }
        }
        self.columns - 1
    }
}

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
        let has_words = self.chars > self.spans.in_row;
        self.cover(None);
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
                self.spans.in_row += chars;
                self.words += u32::try_from(words.split_whitespace().count()).unwrap_or_default();
            }
            self.cells.push(start - self.start..self.page.text.len() - self.start);
            self.space();
        }
    }
}
