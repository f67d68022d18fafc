use serde::Serialize;

use super::{
    SCHEMA,
    csv::table,
    html::safe,
    layout::Columns,
    markdown::escape,
    source::source_line,
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

fn best<'a>(
    matrix: &'a Matrix,
    cell: &Cell,
) -> Option<&'a (crate::index::record::PassageRecord, crate::index::record::Source)> {
    matrix.passages.get(*cell.passages.first()?)
}

fn number(cell: &Cell, content: CellContent) -> usize {
    if content == CellContent::Coverage { cell.coverage } else { cell.passages.len() }
}

fn largest(matrix: &Matrix, content: CellContent) -> usize {
    matrix.cells.iter().flatten().map(|cell| number(cell, content)).max().unwrap_or(0)
}

/// Steps of shade from 1 to 5, on a scale of roots: a few large cells must not make all others look empty.
fn shade(number: usize, largest: usize) -> usize {
    #[expect(clippy::cast_precision_loss, reason = "counts of passages, for a shade")]
    let share = (number as f64 / largest.max(1) as f64).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 5")]
    let step = (share * 5.0).ceil() as usize;
    step.clamp(1, 5)
}

/// The sign of a cell without passages.
const fn absence(cell: &Cell) -> &'static str {
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
    let label = |key: &Key| Columns(MAX_NAME).fit(&visible_line(&key.name), 0);
    let first = matrix.rows.iter().map(|key| textwrap::core::display_width(&label(key))).max().unwrap_or(0);
    let text = |cell: &Cell| match content {
        _ if cell.passages.is_empty() => absence(cell).to_owned(),
        CellContent::Quote => {
            best(matrix, cell).map(|(passage, _)| visible_line(&passage.reference)).unwrap_or_default()
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
        page.push_str(&columns.wrap(&paint(FAINT, &legend.join(" · ")), 0));
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

/// One hue, each step darker than the one before, so that a grey print reads the same. The last two carry white text.
const STYLE: &str = "text{font:12px sans-serif;fill:#1a1a1a}.s1{fill:#e3edf7}.s2{fill:#b5cfe8}.s3{fill:#7fa9d3}.s4{fill:#3f73ab}\
.s5{fill:#153e70}.d{fill:#fff}.silent{fill:#fff;stroke:#bbb}.empty{fill:#f2f2f2;stroke:none}.damaged{fill:url(#torn);stroke:#888}\
a:hover rect,a:focus rect{stroke:#000;stroke-width:2}";

const SIDE: usize = 44;
const HEIGHT: usize = 26;
/// Width of a letter of the names, in pixels, rounded up.
const LETTER: usize = 7;

/// A matrix as a heat map in SVG, complete in itself. With `links`, cells lead to `#cell-ROW-COL`.
#[must_use]
pub fn matrix_svg(matrix: &Matrix, content: CellContent, links: bool) -> String {
    let largest = largest(matrix, content);
    let longest = |keys: &[Key]| keys.iter().map(|key| key.name.chars().count().min(40)).max().unwrap_or(0) * LETTER;
    let (left, top) = (longest(&matrix.rows) + 12, longest(&matrix.cols) * 7 / 10 + 24);
    let width = left + matrix.cols.len() * SIDE + longest(&matrix.cols) * 7 / 10 + 20;
    let height = top + matrix.rows.len() * HEIGHT + 46;
    let mut page = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n\
         <title>Heat map</title>\n<style>{STYLE}</style>\n\
         <defs><pattern id=\"torn\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect width=\"6\" height=\"6\" fill=\"#fff\"/><rect width=\"2\" height=\"6\" fill=\"#999\"/></pattern></defs>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (at, key) in matrix.cols.iter().enumerate() {
        let (x, y) = (left + at * SIDE + SIDE / 2, top - 6);
        let name = Columns(40).fit(&visible_line(&key.name), 0);
        page.push_str(&format!("<text transform=\"translate({x} {y}) rotate(-45)\">{}</text>\n", safe(&name)));
    }
    for (row, (key, cells)) in matrix.rows.iter().zip(&matrix.cells).enumerate() {
        let y = top + row * HEIGHT;
        let name = Columns(40).fit(&visible_line(&key.name), 0);
        page.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n",
            left - 8,
            y + 17,
            safe(&name)
        ));
        for (col, cell) in cells.iter().enumerate() {
            let column = matrix.cols.get(col).map(|key| key.name.as_str()).unwrap_or_default();
            page.push_str(&cell_svg(
                matrix,
                cell,
                content,
                largest,
                (left + col * SIDE, y),
                &format!("{} × {column}", key.name),
                links.then(|| format!("#cell-{row}-{col}")).as_deref(),
            ));
        }
    }
    page.push_str(&legend(12, height - 30, largest));
    page.push_str("</svg>\n");
    page
}

fn cell_svg(
    matrix: &Matrix,
    cell: &Cell,
    content: CellContent,
    largest: usize,
    (x, y): (usize, usize),
    name: &str,
    link: Option<&str>,
) -> String {
    let step = shade(number(cell, content), largest);
    let (class, text) = if cell.passages.is_empty() {
        let class = if cell.damaged {
            "damaged"
        } else if cell.silent {
            "silent"
        } else {
            "empty"
        };
        (class.to_owned(), absence(cell).to_owned())
    } else {
        (format!("s{step}"), number(cell, content).to_string())
    };
    let tip = if cell.passages.is_empty() {
        format!(
            "{name}: {}",
            if cell.damaged {
                "silent, and the copy has lost text"
            } else if cell.silent {
                "silent"
            } else {
                "no source"
            }
        )
    } else {
        let quoted = best(matrix, cell)
            .map(|(passage, _)| format!("{}: {}", passage.reference, passage.text))
            .unwrap_or_default();
        format!("{name}: {} passages, {} sources. {quoted}", cell.passages.len(), cell.coverage)
    };
    let dark = if step >= 4 && !cell.passages.is_empty() { " class=\"d\"" } else { "" };
    let (wide, high) = (SIDE - 2, HEIGHT - 2);
    let drawn = format!(
        "<title>{}</title><rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\"/><text{dark} x=\"{}\" y=\"{}\" text-anchor=\"middle\">{text}</text>",
        safe(&tip),
        x + SIDE / 2 - 1,
        y + 17
    );
    match link.filter(|_| !cell.passages.is_empty()) {
        Some(link) => format!("<a href=\"{link}\">{drawn}</a>\n"),
        None => format!("<g>{drawn}</g>\n"),
    }
}

fn legend(x: usize, y: usize, largest: usize) -> String {
    let mut legend = String::new();
    let mut at = x;
    let mut entry = |class: &str, name: &str| {
        legend.push_str(&format!("<rect class=\"{class}\" x=\"{at}\" y=\"{y}\" width=\"18\" height=\"14\"/><text x=\"{}\" y=\"{}\">{name}</text>\n", at + 23, y + 12));
        at += 33 + name.chars().count() * LETTER;
    };
    entry("s1", "few");
    entry("s3", "");
    entry("s5", &largest.to_string());
    entry("silent", "silent");
    entry("damaged", "silent, copy has lost text");
    entry("empty", "no source");
    legend
}

/// Passages that a cell of the page shows.
const SHOWN: usize = 12;

/// A matrix as a page complete in itself: the heat map, and below it the passages of the cell that was chosen.
#[must_use]
pub fn matrix_html(matrix: &Matrix, content: CellContent) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Heat map</title>\n\
         <style>body{{font:16px/1.5 sans-serif;margin:2rem}}.map{{overflow-x:auto}}section{{display:none;max-width:60rem}}section:target{{display:block}}\
         blockquote{{margin:.5rem 0 1rem;padding-left:1rem;border-left:3px solid #888}}small{{color:#555}}</style>\n</head>\n<body>\n\
         <p>Choose a cell to read its passages.</p>\n<div class=\"map\">\n{}</div>\n",
        matrix_svg(matrix, content, true)
    );
    for (row, (key, cells)) in matrix.rows.iter().zip(&matrix.cells).enumerate() {
        for (col, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.passages.is_empty()) {
            let column = matrix.cols.get(col).map(|key| key.name.as_str()).unwrap_or_default();
            page.push_str(&format!(
                "<section id=\"cell-{row}-{col}\">\n<h2>{} × {}</h2>\n",
                safe(&key.name),
                safe(column)
            ));
            let shown = cell.passages.iter().take(SHOWN).filter_map(|&number| matrix.passages.get(number));
            for (passage, source) in shown {
                page.push_str(&format!(
                    "<blockquote>{}<br><small>{} · {} · {}</small></blockquote>\n",
                    safe(&passage.text),
                    safe(&passage.reference),
                    safe(&source_line(source)),
                    passage.stance.word()
                ));
            }
            if cell.passages.len() > SHOWN {
                page.push_str(&format!("<p>and {} more</p>\n", cell.passages.len() - SHOWN));
            }
            page.push_str("</section>\n");
        }
    }
    page.push_str("</body>\n</html>\n");
    page
}
