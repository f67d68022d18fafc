use serde::Serialize;
use textwrap::core::display_width;

use super::{
    SCHEMA,
    csv::table,
    layout::Columns,
    search::QueryView,
    style::{FAINT, MATCH, NAME, paint},
    visible::visible_line,
};
use crate::{
    index::record::{Source, SpanRecord},
    search::{Concordance, ConcordanceLine},
};

/// What `concordance --json` prints.
#[derive(Debug, Serialize)]
pub struct ConcordanceView<'lines> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// What was asked.
    pub query: QueryView<'lines>,
    /// How many places there are.
    pub total: usize,
    /// Sources with a place.
    pub sources: usize,
    /// The page of lines.
    pub lines: Vec<LineView<'lines>>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// A place where the keyword stands.
#[derive(Debug, Serialize)]
pub struct LineView<'lines> {
    /// The passage: `004:26`.
    #[serde(rename = "ref")]
    pub reference: &'lines str,
    /// What stands before the keyword in the passage.
    pub left: &'lines str,
    /// The keyword as it stands.
    pub keyword: &'lines str,
    /// What stands behind it.
    pub right: &'lines str,
    /// Where the keyword stands.
    pub span: SpanRecord,
    /// The source.
    pub source: &'lines Source,
}

impl<'lines> LineView<'lines> {
    fn new(line: &'lines ConcordanceLine) -> Self {
        let text = &line.passage.text;
        Self {
            reference: &line.passage.reference,
            left: text.get(..line.range.start).unwrap_or_default(),
            keyword: text.get(line.range.clone()).unwrap_or_default(),
            right: text.get(line.range.end..).unwrap_or_default(),
            span: line.place,
            source: &line.source,
        }
    }
}

impl<'lines> ConcordanceView<'lines> {
    /// The view of a concordance for the query as typed under `filters`.
    #[must_use]
    pub fn new(text: &'lines str, filters: &'lines [String], found: &'lines Concordance) -> Self {
        let warnings = found.warnings.iter().map(ToString::to_string);
        Self {
            schema: SCHEMA,
            query: QueryView { text, understood: &found.understood, filters },
            total: found.total,
            sources: found.sources,
            lines: found.lines.iter().map(LineView::new).collect(),
            notes: warnings.chain(found.notes.iter().cloned()).collect(),
        }
    }
}

/// Widest column of references; longer ones are cut at their beginning, where the line number is not.
const MAX_REFERENCE_COLUMNS: usize = 28;
/// Widest column of keywords.
const MAX_KEYWORD_COLUMNS: usize = 30;

/// Keywords one under the other, context on both sides. Wide characters take two columns.
#[must_use]
pub fn concordance_text(found: &Concordance, columns: Columns) -> String {
    let lines: Vec<LineView<'_>> = found.lines.iter().map(LineView::new).collect();
    let widest = |texts: &mut dyn Iterator<Item = String>, most: usize| {
        texts.map(|text| display_width(&text)).max().unwrap_or(0).min(most)
    };
    let reference_columns = widest(&mut lines.iter().map(|line| visible_line(line.reference)), MAX_REFERENCE_COLUMNS);
    let keyword_columns = widest(&mut lines.iter().map(|line| visible_line(line.keyword)), MAX_KEYWORD_COLUMNS);
    let room = columns.0.saturating_sub(reference_columns + 2 + keyword_columns + 2);
    let (left_columns, right_columns) = (room / 2, room - room / 2);
    let mut page = String::new();
    for line in &lines {
        let reference = tail(&visible_line(line.reference), reference_columns);
        let left = tail(&side(line.left), left_columns);
        let keyword = head(&visible_line(line.keyword), keyword_columns);
        let rest = keyword_columns - display_width(&keyword);
        let right = head(&side(line.right), right_columns + rest);
        let glued = !line.right.is_empty() && !line.right.starts_with(char::is_whitespace);
        let pad = |text: &str, wide: usize| " ".repeat(wide.saturating_sub(display_width(text)));
        let text = format!(
            "{}{}  {}{} {}{}{}",
            paint(NAME, &reference),
            pad(&reference, reference_columns),
            pad(&left, left_columns),
            left,
            paint(MATCH, &keyword),
            if glued { "" } else { " " },
            right
        );
        page.push_str(text.trim_end());
        page.push('\n');
    }
    if !lines.is_empty() {
        let places = super::plural(found.total as u64, "place");
        let sources = super::plural(found.sources as u64, "source");
        let shown = if lines.len() < found.total { format!("{} of ", lines.len()) } else { String::new() };
        page.push_str(&paint(FAINT, &format!("{shown}{places} in {sources}")));
        page.push('\n');
    }
    page
}

/// Context on one line.
fn side(text: &str) -> String {
    visible_line(text)
}

/// The end of `text` that fits, `…` before it where something is left out.
fn tail(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut wide = 1;
    let mut from = text.len();
    for (at, character) in text.char_indices().rev() {
        wide += display_width(character.encode_utf8(&mut [0; 4]));
        if wide > columns {
            break;
        }
        from = at;
    }
    format!("…{}", text.get(from..).unwrap_or_default().trim_start())
}

/// The beginning of `text` that fits, `…` behind it where something is left out.
fn head(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut wide = 1;
    let mut to = 0;
    for (at, character) in text.char_indices() {
        wide += display_width(character.encode_utf8(&mut [0; 4]));
        if wide > columns {
            break;
        }
        to = at + character.len_utf8();
    }
    format!("{}…", text.get(..to).unwrap_or_default().trim_end())
}

/// A concordance as CSV, a line a place.
#[must_use]
pub fn csv_of_concordance(found: &Concordance) -> String {
    let header =
        ["ref", "left", "keyword", "right", "source", "title", "author", "issued", "line", "first_byte", "end_byte"];
    table(
        &header,
        found.lines.iter().map(|line| {
            let view = LineView::new(line);
            vec![
                view.reference.to_owned(),
                view.left.to_owned(),
                view.keyword.to_owned(),
                view.right.to_owned(),
                line.source.path.clone(),
                line.source.title.clone().unwrap_or_default(),
                line.source.author.join("; "),
                line.source.issued.as_ref().map(ToString::to_string).unwrap_or_default(),
                line.place.lines.first.to_string(),
                line.place.bytes.start().to_string(),
                line.place.bytes.end().to_string(),
            ]
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns_on_both_sides() {
        assert_eq!(tail("製品の所有者", 7), "…所有者");
        assert_eq!(head("製品の所有者", 7), "製品の…");
        assert!(display_width(&tail("製品の所有者", 6)) <= 6);
        assert_eq!(tail("short", 7), "short");
    }
}
