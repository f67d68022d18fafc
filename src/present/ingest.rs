use std::collections::BTreeMap;

use super::{
    dupes::of_copies,
    layout::{Columns, plural},
    style::{FAINT, STRONG, paint},
    visible::visible_line,
};
use crate::ingest::{Report, Skip};

/// Skipped files that are named where not all are asked for.
const NAMED: usize = 5;

/// What an ingestion did, for a terminal.
#[must_use]
pub fn report_text(report: &Report, name_all_skipped: bool, columns: Columns) -> String {
    let sources = &report.sources;
    let mut page = if report.is_change() || !sources.failed.is_empty() {
        let counts = [
            ("added", sources.added),
            ("changed", sources.changed),
            ("unchanged", sources.unchanged),
            ("removed", sources.removed),
            ("cleaned again", sources.cleaned_again),
            ("grouped anew", sources.regrouped),
            ("failed", sources.failed.len()),
            ("skipped", sources.skipped.len()),
        ];
        let counts: Vec<_> =
            counts.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{count} {what}")).collect();
        format!("{} {}\n", paint(STRONG, "sources"), counts.join(" · "))
    } else {
        format!("{} nothing changed: {} unchanged\n", paint(STRONG, "sources"), sources.unchanged)
    };
    let blocks = &report.blocks;
    let dropped: u64 = blocks.dropped.values().sum();
    page.push_str(&format!(
        "{}  {} from {} kept, {} edited; {} dropped\n",
        paint(STRONG, "index"),
        plural(report.passages, "passage"),
        plural(blocks.kept, "block"),
        blocks.edited,
        plural(dropped, "block"),
    ));
    if report.is_change() {
        page.push_str(&dropped_by_rule(blocks.dropped.iter().map(|(rule, &count)| (rule.as_str(), count)), columns));
    }
    if report.is_change() && report.groups > 0 {
        let groups = plural(report.groups, "group");
        let copies = of_copies(report.copies);
        page.push_str(&format!("{} {copies} of the same text in {groups}: `roledex dupes`\n", paint(STRONG, "copies")));
    }
    if report.is_change() && !report.empty.is_empty() {
        let verb = if report.empty.len() == 1 { "has" } else { "have" };
        let count = plural(report.empty.len() as u64, "source");
        let names = named(report.empty.iter().map(String::as_str), name_all_skipped);
        page.push_str(&format!("{}  {count} {verb} no passage: {names}\n", paint(STRONG, "empty")));
    }
    if report.is_change() && !report.not_rendered.is_empty() {
        let (is, words) = if report.not_rendered.len() == 1 {
            ("is a page", "words are not in its file")
        } else {
            ("are pages", "words are not in their files")
        };
        let count = plural(report.not_rendered.len() as u64, "source");
        let names = named(report.not_rendered.iter().map(String::as_str), name_all_skipped);
        page.push_str(&format!(
            "{}  {count} {is} whose {words}: save the page from a browser once it is shown: {names}\n",
            paint(STRONG, "not rendered")
        ));
    }
    page.push_str(&skipped_text(&sources.skipped, name_all_skipped));
    page
}

/// Dropped blocks by rule, most first, as many a line as fit, three at most.
pub(super) fn dropped_by_rule<'rule>(dropped: impl Iterator<Item = (&'rule str, u64)>, columns: Columns) -> String {
    const CELL: usize = 32;
    let mut rules: Vec<_> = dropped.collect();
    rules.sort_by_key(|&(rule, count)| (std::cmp::Reverse(count), rule));
    let cells: Vec<_> = rules.iter().map(|(rule, count)| format!("{count:>7} {rule:<24}")).collect();
    let lines = cells
        .chunks((columns.0 / CELL).clamp(1, 3))
        .map(|line| format!("{}\n", paint(FAINT, line.concat().trim_end())));
    lines.collect()
}

fn skipped_text(skipped: &[Skip], name_all: bool) -> String {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for skip in skipped {
        by_reason.entry(&skip.reason).or_default().push(&skip.path);
    }
    let mut page = String::new();
    for (reason, paths) in by_reason {
        page.push_str(&format!("skipped  {reason}: {}\n", named(paths.into_iter(), name_all)));
    }
    page
}

/// The first names, or all of them, and how many others there are.
fn named<'name>(names: impl ExactSizeIterator<Item = &'name str>, name_all: bool) -> String {
    let count = names.len();
    let shown = if name_all { count } else { count.min(NAMED) };
    let mut shown_names: Vec<_> = names.take(shown).map(visible_line).collect();
    if shown < count {
        shown_names.push(format!("and {} (--verbose names all)", plural((count - shown) as u64, "other")));
    }
    shown_names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stand_in_as_many_columns_as_fit() {
        let counts = || [("navigation", 3), ("outside-main-content", 2), ("title", 1), ("byline", 1)].into_iter();
        let widest = |columns| {
            let page = anstream::adapter::strip_str(&dropped_by_rule(counts(), Columns(columns))).to_string();
            page.lines().map(|line| line.chars().count()).max().unwrap_or_default()
        };
        for columns in [40, 80, 100, 110] {
            assert!(widest(columns) <= columns, "{columns}");
        }
        assert!(widest(40) < widest(80) && widest(80) < widest(100));
    }
}
