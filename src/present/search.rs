use serde::Serialize;

use super::{
    SCHEMA,
    layout::{Columns, marked, plural},
    passage::{PassageView, body_text},
    source::source_line,
    style::{FAINT, MATCH, NAME, STRONG, paint},
    visible::visible_line,
};
use crate::{
    search::{Contribution, Count, DroppedHit, Facets, Hit, Results},
    source::SourceId,
};

/// The contract's `search`.
#[derive(Debug, Serialize)]
pub struct SearchView<'results> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// What was asked, as typed and as understood.
    pub query: QueryView<'results>,
    /// Passages that match.
    pub total: u64,
    /// The page of hits.
    pub hits: Vec<HitView<'results>>,
    /// What the matches are about.
    pub facets: &'results Facets,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// A query as typed and as understood.
#[derive(Debug, Serialize)]
pub struct QueryView<'results> {
    /// As typed.
    pub text: &'results str,
    /// As understood.
    pub understood: &'results str,
    /// Filters in force, as flags: `--role po`.
    pub filters: &'results [String],
}

/// The contract's `Hit`.
#[derive(Debug, Serialize)]
pub struct HitView<'results> {
    /// Place among all hits, from 1.
    pub rank: usize,
    /// Comparable within one search only.
    pub score: f32,
    /// The passage.
    pub passage: PassageView<'results>,
    /// Byte ranges of the passage's text that the query finds.
    pub highlights: &'results [(usize, usize)],
    /// Other sources that hold the same passage.
    pub copies: &'results [SourceId],
    /// What adds up to the score, with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<&'results [Contribution]>,
}

impl<'results> HitView<'results> {
    /// The view of a hit; `explain` adds what its score is made of.
    #[must_use]
    pub fn new(hit: &'results Hit, explain: bool) -> Self {
        Self {
            rank: hit.rank,
            score: hit.score,
            passage: PassageView::new(&hit.passage, &hit.source),
            highlights: &hit.highlights,
            copies: &hit.copies,
            explanation: explain.then_some(hit.explanation.as_slice()),
        }
    }
}

impl<'results> SearchView<'results> {
    /// The view of `results` for the query as typed under `filters`.
    #[must_use]
    pub fn new(text: &'results str, filters: &'results [String], results: &'results Results, explain: bool) -> Self {
        let warnings = results.warnings.iter().map(ToString::to_string);
        Self {
            schema: SCHEMA,
            query: QueryView { text, understood: &results.understood, filters },
            total: results.total,
            hits: results.hits.iter().map(|hit| HitView::new(hit, explain)).collect(),
            facets: &results.facets,
            notes: warnings.chain(results.notes.iter().cloned()).collect(),
        }
    }
}

/// Copies of a hit that are named where not all are.
const NAMED: usize = 3;

/// A hit for a terminal. `name` gives the short name of a source.
#[must_use]
pub fn hit_text(hit: &Hit, explain: bool, name: &dyn Fn(&str) -> String, columns: Columns) -> String {
    let rank = format!("{:>2}.", hit.rank);
    let reference = visible_line(&hit.passage.reference);
    let (reference, source) = columns.beside(rank.len() + 1, &reference, &source_line(&hit.source));
    let mut page = format!("{} {}  {}\n", paint(STRONG, &rank), paint(NAME, &reference), paint(FAINT, &source));
    page.push_str(&body_text(&hit.passage, &hit.highlights, columns));
    if !hit.copies.is_empty() {
        let names: Vec<_> = hit.copies.iter().take(NAMED).map(|id| visible_line(&name(id.as_str()))).collect();
        let more = hit.copies.len() - names.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        page.push_str(&columns.wrap(&paint(FAINT, &format!("also in {}{more}", names.join(", "))), 4));
    }
    if explain {
        page.push_str(&explanation_text(hit.score, &hit.explanation));
    }
    page
}

/// What a score is made of, a line a part.
#[must_use]
pub fn explanation_text(score: f32, explanation: &[Contribution]) -> String {
    let mut page = format!("    {}\n", paint(FAINT, &format!("score {score:.4} =")));
    for part in explanation {
        let line = format!("{:+9.4}  {:<9} {} × {}", part.score, part.field, visible_line(&part.words), part.weight);
        page.push_str(&format!("    {}\n", paint(FAINT, &line)));
    }
    page
}

/// Values of a facet that fit a line.
const SHOWN_VALUES: usize = 6;

/// Facet counts, a line a facet; an empty facet is left out. `source_name` gives the short name of a source's id.
#[must_use]
pub fn facets_text(facets: &Facets, source_name: &dyn Fn(&str) -> String, columns: Columns) -> String {
    let mut page = String::new();
    let named =
        [("about", &facets.role), ("topic", &facets.topic), ("stance", &facets.stance), ("source", &facets.source)];
    for (name, counts) in named {
        if counts.is_empty() {
            continue;
        }
        let label = |id: &str| if name == "source" { source_name(id) } else { id.to_owned() };
        let shown = counts.iter().take(SHOWN_VALUES);
        let mut all: Vec<_> =
            shown.map(|Count { id, count }| format!("{} {count}", visible_line(&label(id)))).collect();
        if counts.len() > SHOWN_VALUES {
            all.push(format!("and {} more", counts.len() - SHOWN_VALUES));
        }
        page.push_str(&format!("{name:<7} {}\n", paint(FAINT, &columns.fit(&all.join(" · "), 8))));
    }
    page
}

/// A page of hits for a terminal, with facets and the way to the next page; `grouped` says that each source has one hit.
#[must_use]
pub fn search_text(
    results: &Results,
    explain: bool,
    grouped: bool,
    source_name: &dyn Fn(&str) -> String,
    columns: Columns,
) -> String {
    let mut page = String::new();
    for hit in &results.hits {
        page.push_str(&hit_text(hit, explain, source_name, columns));
        page.push('\n');
    }
    page.push_str(&facets_text(&results.facets, source_name, columns));
    if let (Some(first), Some(last)) = (results.hits.first(), results.hits.last()) {
        let total = plural(results.total, "passage");
        let by_source = if grouped { ", one a source" } else { "" };
        let next = if results.more {
            format!("; next page: --offset {}", last.rank)
        } else if !grouped && (last.rank as u64) < results.total {
            "; the others say nearly the same: --all".to_owned()
        } else {
            String::new()
        };
        page.push_str(&columns.wrap(&format!("{}–{} of {total}{by_source}{next}", first.rank, last.rank), 0));
    }
    page
}

/// Dropped blocks for a terminal: source and lines, rule, words.
#[must_use]
pub fn dropped_hits_text(hits: &[DroppedHit], columns: Columns) -> String {
    let mut page = String::new();
    for hit in hits {
        let block = &hit.block;
        let place = format!("{} line {}", visible_line(&hit.name), block.lines.first);
        let why = format!("dropped by {}: {}", block.rule, visible_line(&block.evidence));
        // Why it was dropped matters more than the end of a long name.
        let (place, why) = columns.beside(0, &Columns(columns.0 / 2).middle(&place, 0), &why);
        page.push_str(&format!("{}  {}\n", paint(NAME, &place), paint(FAINT, &why)));
        let ranges: Vec<_> = hit.highlights.iter().map(|&(start, end)| start..end).collect();
        page.push_str(&columns.wrap(&marked(&block.text, &ranges, MATCH), 4));
    }
    page
}

/// A line of `search --jsonl`: a hit with the version of the JSON.
#[derive(Debug, Serialize)]
pub struct HitLine<'results> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// The hit.
    #[serde(flatten)]
    pub hit: HitView<'results>,
}

impl<'results> HitLine<'results> {
    /// The line of a hit.
    #[must_use]
    pub const fn new(hit: HitView<'results>) -> Self {
        Self { schema: SCHEMA, hit }
    }
}
