use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    SCHEMA,
    dupes::of_copies,
    ingest::dropped_by_rule,
    layout::{Columns, plural},
    source::missing,
    style::{STRONG, paint},
};
use crate::index::record::{LedgerSummary, SourceRecord};

/// What is in an index, counted.
#[derive(Debug, Serialize)]
pub struct StatsView {
    /// Version of the JSON.
    pub schema: &'static str,
    /// Sources.
    pub sources: u64,
    /// Passages.
    pub passages: u64,
    /// Sources by media type.
    pub media_types: BTreeMap<String, u64>,
    /// Sources by year of publication; those without a date under `unknown`.
    pub years: BTreeMap<String, u64>,
    /// Sources that lack an author, date or URL.
    pub missing: BTreeMap<&'static str, u64>,
    /// Damage found, by kind, in sources.
    pub damage: BTreeMap<String, u64>,
    /// What cleaning did.
    pub blocks: LedgerSummary,
    /// Groups of sources that hold the same text.
    pub groups: u64,
    /// Sources in them besides those that look original.
    pub copies: u64,
}

impl StatsView {
    /// Counts `records`.
    #[must_use]
    pub fn of(records: &[SourceRecord]) -> Self {
        let mut stats = Self {
            schema: SCHEMA,
            sources: records.len() as u64,
            passages: 0,
            media_types: BTreeMap::new(),
            years: BTreeMap::new(),
            missing: BTreeMap::new(),
            damage: BTreeMap::new(),
            blocks: LedgerSummary::default(),
            groups: 0,
            copies: 0,
        };
        for record in records {
            let source = &record.source;
            stats.passages += u64::from(record.passages);
            *stats.media_types.entry(format!("{:?}", record.media_type).to_lowercase()).or_default() += 1;
            let year = source.issued.as_ref().map_or_else(|| "unknown".into(), |issued| issued.year().to_string());
            *stats.years.entry(year).or_default() += 1;
            for what in missing(source) {
                *stats.missing.entry(what).or_default() += 1;
            }
            let mut kinds: Vec<_> = source.damage.iter().map(|damage| damage.kind.clone()).collect();
            kinds.sort_unstable();
            kinds.dedup();
            for kind in kinds {
                *stats.damage.entry(kind).or_default() += 1;
            }
            stats.blocks.add(&record.ledger);
            if record.group.is_some() {
                let count = if source.copies_of.is_some() { &mut stats.copies } else { &mut stats.groups };
                *count += 1;
            }
        }
        stats
    }

    /// The same for a terminal.
    #[must_use]
    pub fn text(&self, columns: Columns) -> String {
        let list = |counts: &BTreeMap<String, u64>| {
            let parts: Vec<_> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
            parts.join(" · ")
        };
        let mut page =
            format!("{} in {}\n", paint(STRONG, &plural(self.passages, "passage")), plural(self.sources, "source"));
        let missing = self.missing.iter().map(|(&name, &count)| (name.to_owned(), count)).collect();
        for (label, counts) in
            [("read as", &self.media_types), ("years", &self.years), ("lacking", &missing), ("damage", &self.damage)]
        {
            if !counts.is_empty() {
                let lines = Columns(columns.0.saturating_sub(9)).wrap(&list(counts), 0);
                for (number, line) in lines.lines().enumerate() {
                    page.push_str(&format!("{:<9}{line}\n", if number == 0 { label } else { "" }));
                }
            }
        }
        if self.groups > 0 {
            let groups = plural(self.groups, "group");
            page.push_str(&format!("copies   {} of the same text in {groups}\n", of_copies(self.copies)));
        }
        page.push_str(&format!(
            "blocks   kept {} · edited {} · dropped {}\n",
            self.blocks.kept,
            self.blocks.edited,
            self.blocks.dropped_total()
        ));
        let dropped = self.blocks.dropped.iter().map(|(rule, &count)| (rule.as_str(), u64::from(count)));
        page.push_str(&dropped_by_rule(dropped, columns));
        page
    }
}
