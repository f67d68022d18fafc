use std::collections::BTreeMap;

use super::{
    dupes::of_copies,
    layout::plural,
    style::{FAINT, STRONG, paint},
    visible::visible_line,
};
use crate::ingest::{Report, Skip};

/// Skipped files that are named where not all are asked for.
const NAMED: usize = 5;

/// What an ingestion did, for a terminal.
#[must_use]
pub fn report_text(report: &Report, name_all_skipped: bool) -> String {
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
        page.push_str(&dropped_by_rule(blocks.dropped.iter().map(|(rule, &count)| (rule.as_str(), count))));
    }
    if report.is_change() && report.groups > 0 {
        let groups = plural(report.groups, "group");
        let copies = of_copies(report.copies);
        page.push_str(&format!("{} {copies} of the same text in {groups}: `roledex dupes`\n", paint(STRONG, "copies")));
    }
    page.push_str(&skipped_text(&sources.skipped, name_all_skipped));
    page
}

/// Dropped blocks by rule, most first, three a line.
pub(super) fn dropped_by_rule<'rule>(dropped: impl Iterator<Item = (&'rule str, u64)>) -> String {
    let mut rules: Vec<_> = dropped.collect();
    rules.sort_by_key(|&(rule, count)| (std::cmp::Reverse(count), rule));
    let cells: Vec<_> = rules.iter().map(|(rule, count)| format!("{count:>7} {rule:<24}")).collect();
    let lines = cells.chunks(3).map(|line| format!("{}\n", paint(FAINT, line.concat().trim_end())));
    lines.collect()
}

fn skipped_text(skipped: &[Skip], name_all: bool) -> String {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for skip in skipped {
        by_reason.entry(&skip.reason).or_default().push(&skip.path);
    }
    let mut page = String::new();
    for (reason, paths) in by_reason {
        let shown = if name_all { paths.len() } else { paths.len().min(NAMED) };
        let mut names: Vec<_> = paths.iter().take(shown).map(|path| visible_line(path)).collect();
        if shown < paths.len() {
            names.push(format!("and {} (--verbose names all)", plural((paths.len() - shown) as u64, "other")));
        }
        page.push_str(&format!("skipped  {reason}: {}\n", names.join(", ")));
    }
    page
}
