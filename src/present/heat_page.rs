//! A heat map on a page complete in itself: its cells open their passages below it, without a script.

use super::{
    heat_map::{HeatMap, matrix_svg},
    html::safe,
    layout::plural,
    source::source_line,
};

/// Most passages that a cell opens.
const MAX_SHOWN: usize = 12;

/// Bytes of passages that a page carries, about: the more cells, the fewer passages each opens. One it always does.
const MAX_BYTES: usize = 1_000_000;

/// Characters of a passage that are shown; the rest is `roledex show REF`.
const MAX_CHARACTERS: usize = 600;

const STYLE: &str = "body{font:16px/1.5 sans-serif;margin:2rem;color:#1a1a1a}h1{font-size:1.4rem;margin:0}h2{font-size:1.15rem}\
.map{overflow-x:auto}section{display:none;max-width:60rem}section:target{display:block}\
blockquote{margin:.5rem 0 1rem;padding-left:1rem;border-left:3px solid #888}small,.facts{color:#555}\
@media(max-width:900px){body{margin:1rem}}";

/// A matrix as a page: the heat map, and below it the passages of the cell that was chosen.
#[must_use]
pub fn matrix_html(map: &HeatMap<'_>) -> String {
    let title = safe(&map.title());
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1 id=\"map\">{title}</h1>\n<p class=\"facts\">{}</p>\n<p>Choose a cell to read its passages.</p>\n\
         <div class=\"map\">\n{}</div>\n",
        safe(&map.subtitle()),
        matrix_svg(map, true)
    );
    let matrix = map.matrix;
    let cells: Vec<_> = map.cells().into_iter().filter(|(.., cell)| !cell.passages.is_empty()).collect();
    let most = (MAX_BYTES / (cells.len().max(1) * MAX_CHARACTERS)).clamp(1, MAX_SHOWN);
    for (row, col, cell) in cells {
        page.push_str(&format!(
            "<section id=\"cell-{row}-{col}\">\n<h2>{}</h2>\n<p class=\"facts\">{} of {}, the best first · <a href=\"#map\">to the map</a></p>\n",
            safe(&map.name(row, col)),
            plural(cell.passages.len() as u64, "passage"),
            plural(cell.coverage as u64, "independent source"),
        ));
        for (passage, source) in cell.passages.iter().take(most).filter_map(|&number| matrix.passages.get(number)) {
            let mut text: String = passage.text.chars().take(MAX_CHARACTERS).collect();
            if text.len() < passage.text.len() {
                text.push('…');
            }
            page.push_str(&format!(
                "<blockquote>{}<br><small>{} · {} · {}</small></blockquote>\n",
                safe(&text),
                safe(&passage.reference),
                safe(&source_line(source)),
                passage.stance.word()
            ));
        }
        let rest: Vec<String> = cell
            .passages
            .iter()
            .skip(most)
            .take(MAX_SHOWN)
            .filter_map(|&number| matrix.passages.get(number))
            .map(|(passage, _)| safe(&passage.reference))
            .collect();
        if !rest.is_empty() {
            let more = cell.passages.len() - most - rest.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            page.push_str(&format!("<p class=\"facts\">Also {}{more}: roledex show REF</p>\n", rest.join(", ")));
        }
        page.push_str("</section>\n");
    }
    page.push_str("</body>\n</html>\n");
    page
}
