use serde::Serialize;

use super::{
    SCHEMA,
    csv::table,
    layout::Columns,
    markdown::escape,
    style::{FAINT, STRONG, paint},
    visible::visible_line,
};
use crate::search::{Axis, Cell, Key, Matrix};

/// What a cell shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellContent {
    /// Passages.
    #[default]
    Count,
    /// Independent sources.
    Coverage,
    /// The best passage.
    Quote,
}

/// The contract's `matrix`.
#[derive(Debug, Serialize)]
pub struct MatrixView<'a> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// What rows are.
    pub row_axis: Axis,
    /// What columns are.
    pub col_axis: Axis,
    /// Rows: ids.
    pub rows: Vec<&'a str>,
    /// Columns: ids.
    pub cols: Vec<&'a str>,
    /// Names of rows.
    pub row_names: Vec<&'a str>,
    /// Names of columns.
    pub col_names: Vec<&'a str>,
    /// Cells, row by row.
    pub cells: Vec<Vec<CellView<'a>>>,
}

/// A cell.
#[derive(Debug, Serialize)]
pub struct CellView<'a> {
    /// Passages.
    pub count: usize,
    /// Independent sources that speak.
    pub coverage: usize,
    /// Reference of the best passage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<&'a str>,
    /// No passage, though sources could have spoken.
    pub silent: bool,
    /// No passage, and the copies have lost text.
    pub damaged: bool,
}

impl<'a> MatrixView<'a> {
    /// The view of a matrix.
    #[must_use]
    pub fn new(matrix: &'a Matrix, row_axis: Axis, col_axis: Axis) -> Self {
        let ids = |keys: &'a [Key]| keys.iter().map(|key| key.id.as_str()).collect();
        let names = |keys: &'a [Key]| keys.iter().map(|key| key.name.as_str()).collect();
        let cell = |cell: &Cell| CellView {
            count: cell.passages.len(),
            coverage: cell.coverage,
            quote: best(matrix, cell).map(|(passage, _)| passage.reference.as_str()),
            silent: cell.silent,
            damaged: cell.damaged,
        };
        Self {
            schema: SCHEMA,
            row_axis,
            col_axis,
            rows: ids(&matrix.rows),
            cols: ids(&matrix.cols),
            row_names: names(&matrix.rows),
            col_names: names(&matrix.cols),
            cells: matrix.cells.iter().map(|row| row.iter().map(cell).collect()).collect(),
        }
    }
}

pub(super) fn best<'a>(
    matrix: &'a Matrix,
    cell: &Cell,
) -> Option<&'a (crate::index::record::PassageRecord, crate::index::record::Source)> {
    matrix.passages.get(*cell.passages.first()?)
}

pub(super) fn number(cell: &Cell, content: CellContent) -> usize {
    if content == CellContent::Coverage { cell.coverage } else { cell.passages.len() }
}

pub(super) fn largest(matrix: &Matrix, content: CellContent) -> usize {
    matrix.cells.iter().flatten().map(|cell| number(cell, content)).max().unwrap_or(0)
}

/// Steps of shade from 1 to 5, on a scale of roots: a few large cells must not make all others look empty.
pub(super) fn shade(number: usize, largest: usize) -> usize {
    #[expect(clippy::cast_precision_loss, reason = "counts of passages, for a shade")]
    let share = (number as f64 / largest.max(1) as f64).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 5")]
    let step = (share * 5.0).ceil() as usize;
    step.clamp(1, 5)
}

/// The sign of a cell without passages.
pub(super) const fn absence(cell: &Cell) -> &'static str {
    match (cell.silent, cell.damaged) {
        (_, true) => "?",
        (true, false) => "·",
        (false, false) => "",
    }
}

const SHADES: [&str; 5] = ["░", "▒", "▓", "█", "█"];

/// Widest name of a row in a table.
const MAX_NAME: usize = 34;

/// A matrix for a terminal, columns numbered where their names do not fit.
#[must_use]
pub fn matrix_text(matrix: &Matrix, content: CellContent, columns: Columns) -> String {
    let largest = largest(matrix, content);
    let label = |key: &Key| Columns(MAX_NAME.min(columns.0 / 3)).middle(&visible_line(&key.name), 0);
    let first = matrix.rows.iter().map(|key| textwrap::core::display_width(&label(key))).max().unwrap_or(0);
    let text = |cell: &Cell| match content {
        _ if cell.passages.is_empty() => absence(cell).to_owned(),
        CellContent::Quote => {
            // Two columns at least stand beside one another.
            let room = Columns((columns.0.saturating_sub(first) / 2).saturating_sub(1));
            best(matrix, cell).map(|(passage, _)| room.middle(&visible_line(&passage.reference), 0)).unwrap_or_default()
        }
        _ => {
            let number = number(cell, content);
            let shade = SHADES.get(shade(number, largest) - 1).copied().unwrap_or_default();
            format!("{number}{shade}")
        }
    };
    let widest = matrix.cells.iter().flatten().map(|cell| text(cell).chars().count()).max().unwrap_or(1).max(3);
    let names_fit = first + matrix.cols.iter().map(|key| widest.max(key.id.chars().count()) + 1).sum::<usize>()
        <= columns.0
        && matrix.cols.iter().all(|key| key.id.chars().count() <= 16);
    let head = |at: usize, key: &Key| if names_fit { visible_line(&key.id) } else { (at + 1).to_string() };
    let widths: Vec<usize> =
        matrix.cols.iter().enumerate().map(|(at, key)| widest.max(head(at, key).chars().count())).collect();
    // What does not fit beside one another stands in tables below one another.
    let mut page = String::new();
    let mut from = 0;
    while from < matrix.cols.len() {
        let mut used = first;
        let mut to = from;
        while let Some(width) = widths.get(to).filter(|width| to == from || used + *width < columns.0) {
            used += width + 1;
            to += 1;
        }
        let mut line = " ".repeat(first);
        for (at, key) in matrix.cols.iter().enumerate().take(to).skip(from) {
            line.push_str(&format!(" {:>width$}", head(at, key), width = widths.get(at).copied().unwrap_or(3)));
        }
        page.push_str(&format!("{}\n", paint(STRONG, &line)));
        for (key, cells) in matrix.rows.iter().zip(&matrix.cells) {
            let name = label(key);
            let gap = " ".repeat(first.saturating_sub(textwrap::core::display_width(&name)));
            let mut line = format!("{name}{gap}");
            for (at, cell) in cells.iter().enumerate().take(to).skip(from) {
                line.push_str(&format!(" {:>width$}", text(cell), width = widths.get(at).copied().unwrap_or(3)));
            }
            page.push_str(line.trim_end());
            page.push('\n');
        }
        page.push('\n');
        from = to;
    }
    if !names_fit {
        let legend: Vec<String> =
            matrix.cols.iter().enumerate().map(|(at, key)| format!("{} {}", at + 1, visible_line(&key.name))).collect();
        page.push_str(&columns.wrap_names(&paint(FAINT, &legend.join(" · ")), 0, 0));
    }
    let what = match content {
        CellContent::Count => "passages",
        CellContent::Coverage => "independent sources",
        CellContent::Quote => "best passage",
    };
    page.push_str(&format!("{}\n", paint(FAINT, &format!("{what}; · silent, ? silent but the copy has lost text"))));
    page
}

fn plain(matrix: &Matrix, cell: &Cell, content: CellContent) -> String {
    match content {
        CellContent::Count | CellContent::Coverage if !cell.passages.is_empty() => number(cell, content).to_string(),
        CellContent::Quote if !cell.passages.is_empty() => best(matrix, cell)
            .map(|(passage, _)| format!("“{}” ({})", passage.text, passage.reference))
            .unwrap_or_default(),
        _ if cell.damaged => "damaged".to_owned(),
        _ if cell.silent => "silent".to_owned(),
        _ => String::new(),
    }
}

/// A matrix as CSV: a line a row; cells without passages say why.
#[must_use]
pub fn matrix_csv(matrix: &Matrix, content: CellContent) -> String {
    let header: Vec<&str> = std::iter::once("").chain(matrix.cols.iter().map(|key| key.name.as_str())).collect();
    let rows = matrix.rows.iter().zip(&matrix.cells).map(|(key, cells)| {
        std::iter::once(key.name.clone()).chain(cells.iter().map(|cell| plain(matrix, cell, content))).collect()
    });
    table(&header, rows)
}

/// A matrix as a Markdown table.
#[must_use]
pub fn matrix_markdown(matrix: &Matrix, content: CellContent) -> String {
    let mut page = String::from("| |");
    for key in &matrix.cols {
        page.push_str(&format!(" {} |", escape(&key.name)));
    }
    page.push_str("\n| --- |");
    page.push_str(&" ---: |".repeat(matrix.cols.len()));
    page.push('\n');
    for (key, cells) in matrix.rows.iter().zip(&matrix.cells) {
        page.push_str(&format!("| {} |", escape(&key.name)));
        for cell in cells {
            page.push_str(&format!(" {} |", escape(&plain(matrix, cell, content))));
        }
        page.push('\n');
    }
    page
}
