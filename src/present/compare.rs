use serde::Serialize;

use super::{
    SCHEMA,
    csv::table,
    layout::{Columns, plural},
    markdown::markdown_of_passage,
    passage::body_text,
    search::{HitView, QueryView},
    source::source_line,
    style::{EDITED, FAINT, NAME, STRONG, paint},
    visible::visible_line,
};
use crate::{
    search::{By, Comparison, Group, Position, Silent, Stances},
    source::SourceId,
};

/// The contract's `compare`.
#[derive(Debug, Serialize)]
pub struct CompareView<'a> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// What was asked.
    pub query: QueryView<'a>,
    /// Groups in order.
    pub groups: Vec<GroupView<'a>>,
    /// Sources that say nothing.
    pub silent: Vec<SilentView<'a>>,
    /// Sources that say something.
    pub sources: usize,
    /// The same with copies of one text counted once.
    pub independent: usize,
    /// Positions that sources take; empty where they do not differ.
    pub disagreement: &'a [Position],
    /// What is good to know.
    pub notes: &'a [String],
}

/// Passages of one source, role or year.
#[derive(Debug, Serialize)]
pub struct GroupView<'a> {
    /// What groups are made by.
    pub by: By,
    /// Id of the source or role, or the year.
    pub id: &'a str,
    /// For people.
    pub name: &'a str,
    /// How often it is held in which way.
    pub stance: Stances,
    /// All its passages.
    pub total: usize,
    /// Its sources.
    pub sources: usize,
    /// The same with copies counted once.
    pub independent: usize,
    /// Its best passages.
    pub passages: Vec<HitView<'a>>,
}

/// A source that says nothing.
#[derive(Debug, Serialize)]
pub struct SilentView<'a> {
    /// Its id.
    pub source: &'a SourceId,
    /// Its short name.
    pub name: &'a str,
    /// Its copy has lost something.
    pub damaged: bool,
}

impl<'a> CompareView<'a> {
    /// The view of a comparison.
    #[must_use]
    pub fn new(text: &'a str, filters: &'a [String], by: By, comparison: &'a Comparison) -> Self {
        let group = |group: &'a Group| GroupView {
            by,
            id: &group.id,
            name: &group.name,
            stance: group.stances,
            total: group.total,
            sources: group.sources,
            independent: group.independent,
            passages: group.statements.iter().map(|statement| HitView::new(&statement.hit, false)).collect(),
        };
        let silent = |silent: &'a Silent| SilentView {
            source: &silent.source.id,
            name: &silent.source.name,
            damaged: silent.damaged,
        };
        Self {
            schema: SCHEMA,
            query: QueryView { text, understood: &comparison.understood, filters },
            groups: comparison.groups.iter().map(group).collect(),
            silent: comparison.silent.iter().map(silent).collect(),
            sources: comparison.sources,
            independent: comparison.independent,
            disagreement: &comparison.disagreement,
            notes: &comparison.notes,
        }
    }
}

fn stances_text(stances: Stances) -> String {
    let named = [
        (stances.asserted, "asserted"),
        (stances.hedged, "hedged"),
        (stances.reported, "reported"),
        (stances.rejected, "rejected"),
        (stances.question, "question"),
    ];
    let parts: Vec<String> =
        named.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{name} {count}")).collect();
    parts.join(" · ")
}

fn voices_text(sources: usize, independent: usize) -> String {
    let all = plural(sources as u64, "source");
    if sources == independent { all } else { format!("{all}, {independent} of them independent") }
}

/// How much of a comparison a terminal shows. What is left out is counted and named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Groups.
    pub groups: usize,
    /// Sentences of each position in a disagreement.
    pub words: usize,
    /// Names of silent sources, and as many of damaged ones.
    pub silent: usize,
}

impl Bounds {
    /// What two or three screens hold.
    pub const SHORT: Self = Self { groups: 8, words: 4, silent: 10 };
    /// All there is.
    pub const ALL: Self = Self { groups: usize::MAX, words: usize::MAX, silent: usize::MAX };
}

/// A comparison for a terminal.
#[must_use]
pub fn compare_text(by: By, comparison: &Comparison, bounds: Bounds, columns: Columns) -> String {
    let mut page = String::new();
    if comparison.groups.is_empty() {
        page.push_str("no source says so\n");
    }
    let mut left_out = false;
    for group in comparison.groups.iter().take(bounds.groups) {
        let mut count = plural(group.total as u64, "passage");
        if group.statements.len() < group.total {
            count.push_str(&format!(", {} shown", group.statements.len()));
            left_out = true;
        }
        let mut facts = vec![count, stances_text(group.stances)];
        if by != By::Source {
            facts.insert(0, voices_text(group.sources, group.independent));
        }
        let (name, facts) = columns.beside(0, &visible_line(&group.name), &facts.join(" · "));
        page.push_str(&format!("{}  {}\n", paint(STRONG, &name), paint(FAINT, &facts)));
        for statement in &group.statements {
            let hit = &statement.hit;
            let copy = if hit.source.copies_of.is_some() { ", a copy" } else { "" };
            let line = format!("{}{copy} · {}", statement.stance.word(), source_line(&hit.source));
            let (reference, line) = columns.beside(2, &visible_line(&hit.passage.reference), &line);
            page.push_str(&format!("  {}  {}\n", paint(NAME, &reference), paint(FAINT, &line)));
            page.push_str(&body_text(&hit.passage, &hit.highlights, columns));
        }
        page.push('\n');
    }
    page.push_str(&left_out_text(by, comparison, bounds, left_out, columns));
    page.push_str(&disagreement_text(&comparison.disagreement, bounds, columns));
    if !comparison.groups.is_empty() {
        let verb = if comparison.sources == 1 { "speaks" } else { "speak" };
        let (sources, independent) = (comparison.sources, comparison.independent);
        let voices =
            if sources == independent { String::new() } else { format!(", {independent} of them independent") };
        page.push_str(&format!("{} {verb} to it{voices}\n", plural(sources as u64, "source")));
    }
    page.push_str(&silent_text(&comparison.silent, bounds, columns));
    page
}

/// What of the groups and their passages is not shown, and how to see it.
fn left_out_text(by: By, comparison: &Comparison, bounds: Bounds, passages: bool, columns: Columns) -> String {
    let groups = comparison.groups.len().saturating_sub(bounds.groups);
    let mut left_out = Vec::new();
    if groups > 0 {
        let what = match by {
            By::Source => "source",
            By::Role => "role",
            By::Year => "year",
        };
        left_out.push(format!("{} more that speak to it are not shown: --all", plural(groups as u64, what)));
    }
    if passages {
        left_out.push("more passages of each: --limit N".to_owned());
    }
    if left_out.is_empty() {
        return String::new();
    }
    format!("{}\n", columns.wrap(&paint(FAINT, &left_out.join("; ")), 0))
}

fn disagreement_text(positions: &[Position], bounds: Bounds, columns: Columns) -> String {
    if positions.is_empty() {
        return String::new();
    }
    let mut page = format!("{}\n", paint(EDITED, "They disagree:"));
    for position in positions {
        let who = position.role.as_ref().map_or("it", |role| role.as_str());
        for (list, denied) in [(&position.asserted, false), (&position.rejected, true)] {
            if list.is_empty() {
                continue;
            }
            let verb = if denied { "denied" } else { "held" };
            let said: Vec<_> =
                position.words.iter().filter(|words| words.denied == denied && !words.text.is_empty()).collect();
            if said.is_empty() {
                let line =
                    format!("{who}: {verb} by {}", named(list.iter().map(String::as_str), bounds.words, columns));
                page.push_str(&columns.wrap_names(&line, 4, 8));
                continue;
            }
            page.push_str(&format!("    {who}: {verb} in {}\n", plural(list.len() as u64, "passage")));
            for words in said.iter().take(bounds.words) {
                let half = Columns(columns.0 / 2).middle(&visible_line(&words.reference), 0);
                let (reference, text) = columns.beside(8, &half, &visible_line(&words.text));
                page.push_str(&format!("{:8}{}  {text}\n", "", paint(NAME, &reference)));
            }
            if said.len() > bounds.words {
                let more = format!("and {} more: --all", said.len() - bounds.words);
                page.push_str(&format!("{:8}{}\n", "", paint(FAINT, &more)));
            }
        }
    }
    page.push('\n');
    page
}

/// Names in a row, the first of them where there are many.
fn named<'a>(names: impl Iterator<Item = &'a str>, most: usize, columns: Columns) -> String {
    let half = Columns(columns.0 / 2);
    let all: Vec<String> = names.map(|name| half.middle(&visible_line(name), 0)).collect();
    let mut shown: Vec<String> = all.iter().take(most).cloned().collect();
    if shown.len() < all.len() {
        shown.push(format!("and {} more (--all)", all.len() - shown.len()));
    }
    shown.join(", ")
}

fn silent_text(silent: &[Silent], bounds: Bounds, columns: Columns) -> String {
    let mut page = String::new();
    for (damaged, label) in [(false, "silent"), (true, "silent, but the copy has lost text")] {
        let names = || silent.iter().filter(|one| one.damaged == damaged).map(|one| one.source.name.as_str());
        let count = names().count();
        if count > 0 {
            let count = if count > bounds.silent { format!(" ({count} sources)") } else { String::new() };
            let line = format!("{label}{count}: {}", named(names(), bounds.silent, columns));
            page.push_str(&columns.wrap_names(&line, 0, 4));
        }
    }
    page
}

/// A comparison as Markdown: a heading a group, passages as block quotes.
#[must_use]
pub fn compare_markdown(title: &str, comparison: &Comparison) -> String {
    let mut page = format!("# {}\n", super::markdown::escape(title));
    for group in &comparison.groups {
        page.push_str(&format!("\n## {}\n\n{}\n", super::markdown::escape(&group.name), stances_text(group.stances)));
        for statement in &group.statements {
            page.push_str(&format!("\n{}", markdown_of_passage(&statement.hit.passage, &statement.hit.source)));
        }
    }
    let plain = format!(
        "{}{}",
        disagreement_text(&comparison.disagreement, Bounds::ALL, Columns(10_000)),
        silent_text(&comparison.silent, Bounds::ALL, Columns(10_000))
    );
    for line in anstream::adapter::strip_str(&plain).to_string().lines() {
        page.push_str(&format!("\n{}\n", super::markdown::escape(line)));
    }
    page
}

/// A comparison as CSV, a line a passage; silent sources follow without one.
#[must_use]
pub fn compare_csv(comparison: &Comparison) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for group in &comparison.groups {
        for statement in &group.statements {
            let hit = &statement.hit;
            rows.push(vec![
                group.name.clone(),
                statement.stance.word().to_owned(),
                hit.passage.reference.clone(),
                hit.passage.text.clone(),
                hit.source.name.clone(),
                hit.source.copies_of.is_some().to_string(),
                String::new(),
            ]);
        }
    }
    for silent in &comparison.silent {
        let state = if silent.damaged { "silent, damaged" } else { "silent" };
        let empty = String::new;
        rows.push(vec![empty(), empty(), empty(), empty(), silent.source.name.clone(), empty(), state.to_owned()]);
    }
    table(&["group", "stance", "ref", "text", "source", "copy", "silent"], rows.into_iter())
}
