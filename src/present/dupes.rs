use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    SCHEMA,
    csv::table,
    layout::{Columns, plural},
    markdown::escape,
    source::source_line,
    style::{FAINT, NAME, paint},
    visible::visible_line,
};
use crate::{
    corpus::copies::{Method, Reason},
    corrections::{Action, Corrections},
    index::record::{GroupRecord, Source, SourceRecord},
    source::SourceId,
};

/// Groups of sources that hold the same text, and what people decided on them.
#[derive(Debug, Serialize)]
pub struct DupesView<'records> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// The groups, by the path of the source that looks original.
    pub groups: Vec<CopiesView<'records>>,
    /// Decisions on copies, in the order in which they were made.
    pub decisions: Vec<DecisionView<'records>>,
}

/// One group.
#[derive(Debug, Serialize)]
pub struct CopiesView<'records> {
    /// The source that looks original.
    pub original: &'records SourceId,
    /// Why.
    pub reason: Reason,
    /// All sources of the group: the original, then the others, most alike first.
    pub members: Vec<MemberView<'records>>,
}

/// A source of a group.
#[derive(Debug, Serialize)]
pub struct MemberView<'records> {
    /// The contract's `Source`.
    #[serde(flatten)]
    pub source: &'records Source,
    /// How many passages it gave.
    pub passages: u32,
    /// Jaccard similarity to the original, 0 to 1.
    pub similarity: f64,
    /// How it is known to hold the same text.
    pub method: Method,
}

/// What a person decided.
#[derive(Debug, Serialize)]
pub struct DecisionView<'records> {
    /// Name of the decision.
    pub id: &'records str,
    /// `split` or `join`.
    pub action: &'static str,
    /// The source, by its URL or path.
    pub source: &'records str,
    /// The other source of a join.
    pub with: Option<&'records str>,
    /// Date on which it was made.
    pub made: Option<&'records str>,
    /// Whether the index holds what it is about; else it waits.
    pub in_index: bool,
}

impl<'records> DupesView<'records> {
    /// The groups that `records`, all sources of an index, are in.
    #[must_use]
    pub fn of(records: &'records [SourceRecord], corrections: &'records Corrections) -> Self {
        let mut members: BTreeMap<&SourceId, Vec<(&SourceRecord, &GroupRecord)>> = BTreeMap::new();
        for record in records {
            if let Some(group) = &record.group {
                members.entry(&group.original).or_default().push((record, group));
            }
        }
        let mut groups: Vec<CopiesView<'_>> = members
            .into_iter()
            .filter_map(|(original, mut members)| {
                let is_copy = |record: &SourceRecord| record.source.id != *original;
                members.sort_by_key(|(record, group)| {
                    (is_copy(record), u16::MAX - group.permille, &record.source.path, &record.source.id)
                });
                let reason = members.first()?.1.reason;
                let members = members.into_iter().map(|(record, group)| MemberView {
                    source: &record.source,
                    passages: record.passages,
                    similarity: f64::from(group.permille) / 1000.0,
                    method: group.method,
                });
                Some(CopiesView { original, reason, members: members.collect() })
            })
            .collect();
        groups.sort_by_key(|group| group.members.first().map(|first| (&first.source.path, &first.source.id)));
        let on_copies =
            corrections.iter().filter(|(_, correction)| matches!(correction.action, Action::Split | Action::Join));
        let known: BTreeSet<&str> = records.iter().map(|record| record.identity.as_str()).collect();
        let decisions = on_copies.map(|(id, correction)| DecisionView {
            id,
            action: correction.action.as_str(),
            source: &correction.target.source,
            with: correction.with.as_deref(),
            made: correction.made.as_deref(),
            in_index: known.contains(correction.target.source.as_str())
                && correction.with.as_deref().is_none_or(|with| known.contains(with)),
        });
        Self { schema: SCHEMA, groups, decisions: decisions.collect() }
    }

    /// The groups for a terminal: the original, why it is taken for it, and under it its copies.
    #[must_use]
    pub fn text(&self, columns: Columns) -> String {
        let mut page = String::new();
        let mut line = |indent: &str, source: &Source, fact: &str| {
            let name = format!("{indent}{}", visible_line(&source.name));
            let used = name.chars().count() + 2;
            page.push_str(&format!("{}  {}\n", paint(NAME, &name), columns.fit(&source_line(source), used)));
            page.push_str(&format!("{indent}    {}\n", paint(FAINT, &columns.fit(fact, indent.len() + 4))));
        };
        for group in &self.groups {
            for member in &group.members {
                if member.source.id == *group.original {
                    line("", member.source, &format!("looks original: {}", because(group.reason, member.source)));
                } else {
                    line("  ", member.source, &known_by(member));
                }
            }
        }
        for decision in &self.decisions {
            let with = decision.with.map(|with| format!(" with {}", visible_line(with))).unwrap_or_default();
            let waits = if decision.in_index { "" } else { ": not in the index" };
            let source = visible_line(decision.source);
            page.push_str(&format!("decided  {} {source}{with}{waits}\n", decision.action));
        }
        page
    }

    /// The groups as CSV, a line a source.
    #[must_use]
    pub fn csv(&self) -> String {
        let rows = self.groups.iter().flat_map(|group| group.members.iter().map(move |member| (group, member)));
        table(
            &["group", "name", "path", "title", "similarity", "method", "reason"],
            rows.map(|(group, member)| {
                let is_original = member.source.id == *group.original;
                vec![
                    group.original.to_string(),
                    member.source.name.clone(),
                    member.source.path.clone(),
                    member.source.title.clone().unwrap_or_default(),
                    format!("{:.3}", member.similarity),
                    if is_original { String::new() } else { code(&member.method) },
                    if is_original { code(&group.reason) } else { String::new() },
                ]
            }),
        )
    }

    /// The groups as a Markdown table.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut page = String::from("| original | copy | similarity | method |\n| --- | --- | ---: | --- |\n");
        for group in &self.groups {
            let original = group.members.first().map_or("", |first| first.source.name.as_str());
            for member in group.members.iter().filter(|member| member.source.id != *group.original) {
                page.push_str(&format!(
                    "| {} | {} | {:.3} | {} |\n",
                    escape(original),
                    escape(&member.source.name),
                    member.similarity,
                    code(&member.method)
                ));
            }
        }
        page
    }

    /// How many there are, for a person.
    #[must_use]
    pub fn count(&self) -> String {
        let copies: usize = self.groups.iter().map(|group| group.members.len() - 1).sum();
        format!(
            "{} of sources that hold the same text, {}",
            plural(self.groups.len() as u64, "group"),
            of_copies(copies as u64)
        )
    }
}

/// A number of copies: `1 copy`, `2 copies`.
pub(super) fn of_copies(copies: u64) -> String {
    format!("{copies} {}", if copies == 1 { "copy" } else { "copies" })
}

/// A value as it stands in the JSON.
fn code(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn because(reason: Reason, original: &Source) -> String {
    match reason {
        Reason::CanonicalLink => "the others name another page as the canonical one".to_owned(),
        Reason::NoRepost => "the others show that they are reposts".to_owned(),
        Reason::EarliestDate => {
            let issued = original.issued.as_ref().map(|issued| format!(", {issued}")).unwrap_or_default();
            format!("it has the earliest date{issued}")
        }
        Reason::LessDamage => "the others have lost more of the text".to_owned(),
        Reason::FirstByName => "nothing tells; it comes first by its address or path".to_owned(),
    }
}

fn known_by(member: &MemberView<'_>) -> String {
    let percent = format!("{:.1} %", member.similarity * 100.0);
    match member.method {
        Method::SameWords => "the same words".to_owned(),
        Method::Shingles => format!("{percent} alike, by runs of five words"),
        Method::Joined => format!("joined by a person; {percent} alike, by runs of five words"),
    }
}
