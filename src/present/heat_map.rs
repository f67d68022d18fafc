//! A matrix as a heat map in SVG, complete in itself.
//!
//! Always: a cell says its count, its shade and in its title what it holds, so that nothing is told by colour alone; a
//! grey print reads the same; a cell that no source could fill, one of silent sources and one of damaged copies look
//! different. A map has [`MAX_KEYS`] rows and columns at most and says what it leaves out.

use super::{
    html::safe,
    layout::{Columns, plural},
    matrix::{CellContent, absence, best, largest, number, shade},
    visible::visible_line,
};
use crate::search::{Axis, Cell, Key, Matrix};

/// A matrix with what it shows and what it was made from.
#[derive(Clone, Copy, Debug)]
pub struct HeatMap<'a> {
    /// Rows, columns, cells.
    pub matrix: &'a Matrix,
    /// What cells show.
    pub content: CellContent,
    /// What rows are.
    pub rows: Axis,
    /// What columns are.
    pub cols: Axis,
    /// The query, empty for all passages.
    pub query: &'a str,
    /// Filters in force, as flags.
    pub filters: &'a [String],
}

/// Most rows, and most columns: more than this no screen shows, and CSV has all.
const MAX_KEYS: usize = 48;

/// Sides of a cell in pixels; one that shows a reference is wider.
const SIDE: usize = 44;
const WIDE_SIDE: usize = 132;
const HEIGHT: usize = 26;

/// Width of a letter of the names, in pixels, rounded up, and the longest name.
const LETTER: usize = 7;
const MAX_LETTERS: usize = 38;
/// Letters of a reference that fit a wide cell.
const REFERENCE_LETTERS: usize = 19;

/// References that the title of a cell names.
const TITLE_REFERENCES: usize = 6;

/// One hue, each step darker than the one before, so that a grey print reads the same. The last two carry white text.
const STYLE: &str = "text{font:12px sans-serif;fill:#1a1a1a}.t{font-size:16px;font-weight:bold}.f{fill:#555}.r{font-size:11px}\
.s1{fill:#dce8f4}.s2{fill:#b5cfe8}.s3{fill:#7fa9d3}.s4{fill:#3f73ab}.s5{fill:#153e70}.d{fill:#fff}\
.silent{fill:#fff;stroke:#999}.empty{fill:none;stroke:#ccc;stroke-dasharray:2 3}.damaged{fill:url(#torn);stroke:#666}\
.q{paint-order:stroke;stroke:#fff;stroke-width:4px}a{cursor:pointer}a:hover rect,a:focus rect{stroke:#000;stroke-width:2}";

const PATTERN: &str = "<defs><pattern id=\"torn\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/><rect width=\"2\" height=\"6\" fill=\"#999\"/>\
</pattern></defs>\n";

impl<'a> HeatMap<'a> {
    /// What it shows, on one line: `Passages on “vision” by topic and role`.
    #[must_use]
    pub fn title(&self) -> String {
        let what = match self.content {
            CellContent::Count => "Passages",
            CellContent::Coverage => "Independent sources",
            CellContent::Quote => "Best passages",
        };
        let query = visible_line(self.query);
        let query = if query.is_empty() { String::new() } else { format!(" on “{query}”") };
        format!("{what}{query} by {} and {}", self.rows.word(), self.cols.word())
    }

    /// What it was made from, and what it leaves out.
    #[must_use]
    pub fn subtitle(&self) -> String {
        let mut facts: Vec<String> = self.filters.iter().map(|filter| visible_line(filter)).collect();
        let passages = &self.matrix.passages;
        let sources: std::collections::BTreeSet<_> = passages.iter().map(|(_, source)| &source.id).collect();
        facts.push(format!(
            "{} of {}",
            plural(passages.len() as u64, "passage"),
            plural(sources.len() as u64, "source")
        ));
        for (axis, all, shown) in [
            (self.rows, self.matrix.rows.len(), self.shown_rows().len()),
            (self.cols, self.matrix.cols.len(), self.shown_cols().len()),
        ] {
            if shown < all {
                facts
                    .push(format!("the {shown} fullest of {} (--format csv has all)", plural(all as u64, axis.word())));
            }
        }
        facts.join(" · ")
    }

    /// Places of the rows that are shown, in order: where there are too many, those with most passages.
    pub(super) fn shown_rows(&self) -> Vec<usize> {
        let weights = self.matrix.cells.iter().map(|row| row.iter().map(|cell| cell.passages.len()).sum());
        fullest(&weights.collect::<Vec<_>>())
    }

    /// The same of columns.
    pub(super) fn shown_cols(&self) -> Vec<usize> {
        let weight = |col: usize| -> usize {
            self.matrix.cells.iter().filter_map(|row| row.get(col)).map(|cell| cell.passages.len()).sum()
        };
        fullest(&(0..self.matrix.cols.len()).map(weight).collect::<Vec<_>>())
    }

    /// The cells that are shown, each with its row and column.
    pub(super) fn cells(&self) -> Vec<(usize, usize, &'a Cell)> {
        let cols = self.shown_cols();
        let of = |row: usize| cols.iter().map(move |&col| (row, col));
        let places = self.shown_rows().into_iter().flat_map(of);
        places.filter_map(|(row, col)| Some((row, col, self.matrix.cells.get(row)?.get(col)?))).collect()
    }

    /// `Backlog × Product Owner`.
    pub(super) fn name(&self, row: usize, col: usize) -> String {
        let name = |keys: &[Key], at: usize| keys.get(at).map(|key| visible_line(&key.name)).unwrap_or_default();
        format!("{} × {}", name(&self.matrix.rows, row), name(&self.matrix.cols, col))
    }
}

fn fullest(weights: &[usize]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..weights.len()).collect();
    places.sort_by_key(|&at| (std::cmp::Reverse(weights.get(at)), at));
    // Where not all can be shown, those without a passage go first.
    if places.len() > MAX_KEYS {
        let full = weights.iter().filter(|&&weight| weight > 0).count();
        places.truncate(full.clamp(1, MAX_KEYS));
    }
    places.sort_unstable();
    places
}

/// A matrix as a heat map in SVG. Within a page (`linked`) its cells lead to `#cell-ROW-COL` and the page has the title.
#[must_use]
pub fn matrix_svg(map: &HeatMap<'_>, linked: bool) -> String {
    let matrix = map.matrix;
    let (rows, cols) = (map.shown_rows(), map.shown_cols());
    let label = |keys: &[Key], at: usize| {
        keys.get(at).map(|key| Columns(MAX_LETTERS).middle(&visible_line(&key.name), 0)).unwrap_or_default()
    };
    let longest = |keys: &[Key], places: &[usize]| {
        places.iter().map(|&at| label(keys, at).chars().count()).max().unwrap_or(0) * LETTER
    };
    let side = if map.content == CellContent::Quote { WIDE_SIDE } else { SIDE };
    // Names of columns stand at 45 degrees.
    let slant = longest(&matrix.cols, &cols) * 7 / 10;
    let head = if linked { 0 } else { 48 };
    let left = longest(&matrix.rows, &rows).max(map.rows.word().len() * LETTER) + 16;
    let top = head + slant + 26;
    let legend = Legend::new(map);
    let (title, subtitle) = (map.title(), map.subtitle());
    let head_width = 24 + (title.chars().count() * (LETTER + 2)).max(subtitle.chars().count() * LETTER);
    let width = (left + cols.len() * side + slant + 20).max(legend.width + 24).max(if linked { 0 } else { head_width });
    let height = top + rows.len() * HEIGHT + 64;
    let mut page = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"{}\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n{PATTERN}<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n",
        if linked { "group" } else { "img" },
        safe(&title),
    );
    if !linked {
        page.push_str(&format!(
            "<text class=\"t\" x=\"12\" y=\"22\">{}</text>\n<text class=\"f\" x=\"12\" y=\"42\">{}</text>\n",
            safe(&title),
            safe(&subtitle)
        ));
    }
    page.push_str(&format!(
        "<text class=\"f\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{} ↓  {} →</text>\n",
        left - 8,
        top - 8,
        map.rows.word(),
        map.cols.word()
    ));
    for (place, &col) in cols.iter().enumerate() {
        let (x, y) = (left + place * side + side / 2, top - 6);
        let name = safe(&label(&matrix.cols, col));
        page.push_str(&format!("<text transform=\"translate({x} {y}) rotate(-45)\">{name}</text>\n"));
    }
    for (place, &row) in rows.iter().enumerate() {
        let y = top + place * HEIGHT + 17;
        let name = safe(&label(&matrix.rows, row));
        page.push_str(&format!("<text x=\"{}\" y=\"{y}\" text-anchor=\"end\">{name}</text>\n", left - 8));
    }
    let largest = largest(matrix, map.content);
    for (at, (row, col, cell)) in map.cells().into_iter().enumerate() {
        let place = (left + at % cols.len() * side, top + at / cols.len() * HEIGHT);
        let link = linked.then(|| format!("#cell-{row}-{col}"));
        page.push_str(&cell_svg(map, cell, largest, (place, side), &map.name(row, col), link.as_deref()));
    }
    page.push_str(&legend.drawn(12, height - 40));
    page.push_str("</svg>\n");
    page
}

fn cell_svg(
    map: &HeatMap<'_>,
    cell: &Cell,
    largest: usize,
    ((x, y), side): ((usize, usize), usize),
    name: &str,
    link: Option<&str>,
) -> String {
    let (wide, high) = (side - 2, HEIGHT - 2);
    let rect =
        |class: &str| format!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\"/>");
    let text = |class: &str, text: &str| {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        format!("<text{class} x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>", x + wide / 2, y + 17, safe(text))
    };
    if cell.passages.is_empty() {
        let (class, why) = if cell.damaged {
            ("damaged", "silent, and most copies have lost text")
        } else if cell.silent {
            ("silent", "silent")
        } else {
            ("empty", "no source could have spoken")
        };
        let mark = absence(cell);
        let mark = if mark.is_empty() { String::new() } else { text(if cell.damaged { "q" } else { "" }, mark) };
        return format!("<g><title>{}: {why}</title>{}{mark}</g>\n", safe(name), rect(class));
    }
    let step = shade(number(cell, map.content), largest);
    let dark = if step >= 4 { "d" } else { "" };
    let best = best(map.matrix, cell).map(|(passage, _)| passage);
    let (shown, class) = match (map.content, best) {
        (CellContent::Quote, Some(passage)) => {
            let reference = Columns(REFERENCE_LETTERS).middle(&visible_line(&passage.reference), 0);
            (reference, format!("r {dark}").trim_end().to_owned())
        }
        _ => (number(cell, map.content).to_string(), dark.to_owned()),
    };
    let drawn = format!(
        "<title>{}</title>{}{}",
        safe(&cell_title(map, cell, name)),
        rect(&format!("s{step}")),
        text(&class, &shown)
    );
    match link {
        Some(link) => format!("<a href=\"{link}\">{drawn}</a>\n"),
        None => format!("<g>{drawn}</g>\n"),
    }
}

/// What a cell holds: counts, the first references, and where cells show passages its words.
fn cell_title(map: &HeatMap<'_>, cell: &Cell, name: &str) -> String {
    let passages =
        || cell.passages.iter().filter_map(|&number| map.matrix.passages.get(number)).map(|(passage, _)| passage);
    let mut references: Vec<String> =
        passages().take(TITLE_REFERENCES).map(|passage| passage.reference.clone()).collect();
    if cell.passages.len() > TITLE_REFERENCES {
        references.push(format!("and {} more", cell.passages.len() - TITLE_REFERENCES));
    }
    let counts = format!(
        "{name}: {}, {}",
        plural(cell.passages.len() as u64, "passage"),
        plural(cell.coverage as u64, "independent source")
    );
    match passages().next().filter(|_| map.content == CellContent::Quote) {
        Some(passage) => format!("{counts}. {}: “{}”", passage.reference, passage.text),
        None => format!("{counts}: {}", references.join(", ")),
    }
}

/// Boxes with what they mean.
struct Legend {
    label: String,
    entries: Vec<(String, &'static str, String)>,
    width: usize,
}

impl Legend {
    fn new(map: &HeatMap<'_>) -> Self {
        let largest = largest(map.matrix, map.content);
        let label = match map.content {
            CellContent::Count => "Passages in a cell:",
            CellContent::Coverage => "Independent sources in a cell:",
            CellContent::Quote => "Reference of the best passage, shaded by passages in the cell:",
        };
        let mut entries: Vec<(String, &'static str, String)> = Vec::new();
        for step in 1..=5 {
            let mut counts = (1..=largest).filter(|&count| shade(count, largest) == step);
            let Some(first) = counts.next() else { continue };
            let last = counts.next_back().unwrap_or(first);
            let range = if first == last { first.to_string() } else { format!("{first}–{last}") };
            entries.push((format!("s{step}"), "", range));
        }
        let cells = || map.cells().into_iter().map(|(.., cell)| cell).filter(|cell| cell.passages.is_empty());
        let absences = [
            ("silent", "·", "silent", cells().any(|cell| cell.silent && !cell.damaged)),
            ("damaged", "?", "silent, but most copies have lost text", cells().any(|cell| cell.damaged)),
            ("empty", "", "no source could have spoken", cells().any(|cell| !cell.silent)),
        ];
        for (class, mark, name, _) in absences.iter().filter(|(.., is_there)| *is_there) {
            entries.push(((*class).to_owned(), mark, (*name).to_owned()));
        }
        let width = entries.iter().map(|(.., name)| 37 + name.chars().count() * LETTER).sum();
        Self { label: label.to_owned(), entries, width }
    }

    fn drawn(&self, x: usize, y: usize) -> String {
        let mut drawn = format!("<text class=\"f\" x=\"{x}\" y=\"{y}\">{}</text>\n", self.label);
        let (mut at, y) = (x, y + 10);
        for (class, mark, name) in &self.entries {
            drawn.push_str(&format!(
                "<rect class=\"{class}\" x=\"{at}\" y=\"{y}\" width=\"18\" height=\"14\"/>\
                 <text{} x=\"{}\" y=\"{}\" text-anchor=\"middle\">{mark}</text><text x=\"{}\" y=\"{}\">{name}</text>\n",
                if class == "damaged" { " class=\"q\"" } else { "" },
                at + 9,
                y + 12,
                at + 24,
                y + 12
            ));
            at += 37 + name.chars().count() * LETTER;
        }
        drawn
    }
}
