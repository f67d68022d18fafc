//! Spans: cells of a data table that reach over several columns or rows.
//!
//! In:  the `colspan` and `rowspan` of cells, in the order of the walk. Out: which columns before and beside a cell are covered, so that what
//! stands below a column's name stays there; and what the cells of earlier rows say there.

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
    /// Bytes said again so far.
    repeated: usize,
}

impl Spans {
    /// Begins a table.
    pub(super) fn start_table(&mut self) {
        *self = Self { repeated: self.repeated, ..Self::default() };
    }

    /// Begins a row.
    pub(super) const fn start_row(&mut self) {
        self.column = 0;
    }

    /// What the cells of earlier rows say in the columns from here on; goes past them.
    pub(super) fn covered(&mut self) -> Vec<String> {
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
    pub(super) fn take(&mut self, columns: Option<u32>, rows: Option<u32>) {
        let columns = columns.and_then(|columns| usize::try_from(columns).ok()).unwrap_or(1);
        self.columns = columns.clamp(1, MOST_COLUMNS.saturating_sub(self.column).max(1));
        self.rows = rows.unwrap_or(1).clamp(1, MOST_ROWS);
    }

    /// Ends the cell at hand, which says `words`; how many columns it covers besides its own.
    pub(super) fn end(&mut self, words: &str) -> usize {
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
        self.columns.saturating_sub(1)
    }
}
