use serde::Serialize;

use super::{
    SCHEMA,
    csv::table,
    layout::{Columns, plural},
    markdown::markdown_of_passage,
    passage::{PassageView, body_text},
    search::{HitView, QueryView},
    source::source_line,
    style::{EDITED, FAINT, NAME, STRONG, paint},
    visible::visible_line,
};
use crate::{
    index::record::Source,
    search::{By, Comparison, Group, Pairing, Position, SideBySide, Silent, Stances},
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

/// A comparison for a terminal.
#[must_use]
pub fn compare_text(by: By, comparison: &Comparison, columns: Columns) -> String {
    let mut page = String::new();
    if comparison.groups.is_empty() {
        page.push_str("no source says so\n");
    }
    for group in &comparison.groups {
        let mut facts = vec![plural(group.total as u64, "passage"), stances_text(group.stances)];
        if by != By::Source {
            facts.insert(0, voices_text(group.sources, group.independent));
        }
        let facts = facts.join(" · ");
        page.push_str(&format!("{}  {}\n", paint(STRONG, &visible_line(&group.name)), paint(FAINT, &facts)));
        for statement in &group.statements {
            let hit = &statement.hit;
            let copy = if hit.source.copies_of.is_some() { ", a copy" } else { "" };
            let head = format!("  {}  ", visible_line(&hit.passage.reference));
            let stance = format!("{}{copy}", statement.stance.word());
            let line = columns.fit(&source_line(&hit.source), head.len() + stance.len() + 3);
            page.push_str(&format!("  {}  {stance} · {}\n", paint(NAME, head.trim()), paint(FAINT, &line)));
            page.push_str(&body_text(&hit.passage, &hit.highlights, columns));
        }
        page.push('\n');
    }
    page.push_str(&disagreement_text(&comparison.disagreement, columns));
    if !comparison.groups.is_empty() {
        let verb = if comparison.sources == 1 { "speaks" } else { "speak" };
        let (sources, independent) = (comparison.sources, comparison.independent);
        let voices =
            if sources == independent { String::new() } else { format!(", {independent} of them independent") };
        page.push_str(&format!("{} {verb} to it{voices}\n", plural(sources as u64, "source")));
    }
    page.push_str(&silent_text(&comparison.silent, columns));
    page
}

fn disagreement_text(positions: &[Position], columns: Columns) -> String {
    if positions.is_empty() {
        return String::new();
    }
    let mut page = format!("{}\n", paint(EDITED, "They disagree:"));
    for position in positions {
        let who = position.role.as_ref().map_or("it", |role| role.as_str());
        for (list, verb) in [(&position.asserted, "held"), (&position.rejected, "denied")] {
            if !list.is_empty() {
                let line = format!("{who}: {verb} by {}", visible_line(&list.join(", ")));
                page.push_str(&columns.wrap(&line, 4));
            }
        }
    }
    page.push('\n');
    page
}

fn silent_text(silent: &[Silent], columns: Columns) -> String {
    let names = |damaged: bool| -> Vec<String> {
        silent.iter().filter(|one| one.damaged == damaged).map(|one| visible_line(&one.source.name)).collect()
    };
    let mut page = String::new();
    let (whole, torn) = (names(false), names(true));
    if !whole.is_empty() {
        page.push_str(&columns.wrap(&format!("silent: {}", whole.join(", ")), 0));
    }
    if !torn.is_empty() {
        page.push_str(&columns.wrap(&format!("silent, but the copy has lost text: {}", torn.join(", ")), 0));
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
        disagreement_text(&comparison.disagreement, Columns(10_000)),
        silent_text(&comparison.silent, Columns(10_000))
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

/// Two sources side by side, as JSON.
#[derive(Debug, Serialize)]
pub struct PairView<'a> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// The two.
    pub pair: [&'a Source; 2],
    /// Topics with what either says.
    pub topics: Vec<PairingView<'a>>,
}

/// What two sources say on one topic.
#[derive(Debug, Serialize)]
pub struct PairingView<'a> {
    /// The topic.
    pub topic: &'a str,
    /// The passage of the first source and of the second; nothing for silence.
    pub statements: [Option<PassageView<'a>>; 2],
}

impl<'a> PairView<'a> {
    /// The view of two sources side by side.
    #[must_use]
    pub fn new(both: &'a SideBySide) -> Self {
        let [one, other] = &both.sources;
        let view = |pairing: &'a Pairing| {
            let [left, right] = &pairing.statements;
            let left = left.as_ref().map(|passage| PassageView::new(passage, one));
            let right = right.as_ref().map(|passage| PassageView::new(passage, other));
            PairingView { topic: pairing.topic.as_str(), statements: [left, right] }
        };
        Self { schema: SCHEMA, pair: [one, other], topics: both.topics.iter().map(view).collect() }
    }
}

/// Two sources for a terminal, in two columns.
#[must_use]
pub fn pair_text(both: &SideBySide, columns: Columns) -> String {
    let width = columns.0.saturating_sub(3) / 2;
    let [one, other] = &both.sources;
    let mut page = beside(&visible_line(&one.name), &visible_line(&other.name), width);
    page.push_str(&beside(
        &Columns(width).fit(&source_line(one), 0),
        &Columns(width).fit(&source_line(other), 0),
        width,
    ));
    for pairing in &both.topics {
        page.push_str(&format!("\n{}\n", paint(STRONG, pairing.topic.as_str())));
        let [left, right] = pairing.statements.each_ref().map(|statement| {
            statement.as_ref().map_or_else(
                || "– silent –".to_owned(),
                |passage| {
                    let text = visible_line(&passage.text);
                    format!("{} ({}): {text}", visible_line(&passage.reference), passage.stance.word())
                },
            )
        });
        page.push_str(&beside(&left, &right, width));
    }
    page
}

/// Two texts in columns of `width`.
fn beside(left: &str, right: &str, width: usize) -> String {
    let (left, right) = (textwrap::wrap(left, width), textwrap::wrap(right, width));
    let mut page = String::new();
    for number in 0..left.len().max(right.len()) {
        let cell = |lines: &[std::borrow::Cow<'_, str>]| lines.get(number).map(ToString::to_string).unwrap_or_default();
        let (one, other) = (cell(&left), cell(&right));
        let gap = " ".repeat(width.saturating_sub(textwrap::core::display_width(&one)));
        page.push_str(format!("{one}{gap} │ {other}").trim_end());
        page.push('\n');
    }
    page
}
