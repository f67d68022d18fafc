use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    SCHEMA,
    layout::{Columns, plural},
    style::{FAINT, NAME, STRONG, paint},
    visible::{visible, visible_line},
};
use crate::ingest::{ChangedPassage, LeftOut, Standing, TagChange, TagKind, Trial};

/// A trial of another taxonomy, as front ends get it.
#[derive(Debug, Serialize)]
pub struct TrialView<'trial> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// Passages that were tagged anew.
    pub passages: u64,
    /// What would change, by role and topic.
    pub totals: Vec<TotalView<'trial>>,
    /// Each passage that would be tagged differently.
    pub changed: &'trial [ChangedPassage],
    /// Sources whose passages could not be compared.
    pub left_out: &'trial [LeftOut],
}

/// How many passages would gain, lose or keep a tag with another relation.
#[derive(Debug, Serialize)]
pub struct TotalView<'trial> {
    /// Role or topic.
    pub kind: TagKind,
    /// Its id.
    pub id: &'trial str,
    /// Passages that would get the tag.
    pub gained: u64,
    /// Passages that would lose it.
    pub lost: u64,
    /// Passages that name the role and would be about it.
    pub to_about: u64,
    /// Passages that are about the role and would only name it.
    pub to_mentioned: u64,
}

impl<'trial> TrialView<'trial> {
    /// The view of a trial.
    #[must_use]
    pub fn of(trial: &'trial Trial) -> Self {
        let mut totals: BTreeMap<(TagKind, &str), TotalView<'trial>> = BTreeMap::new();
        for change in trial.changed.iter().flat_map(|passage| &passage.changes) {
            let total = totals.entry((change.kind, &change.id)).or_insert_with(|| TotalView {
                kind: change.kind,
                id: &change.id,
                gained: 0,
                lost: 0,
                to_about: 0,
                to_mentioned: 0,
            });
            let count = match (change.before, change.after) {
                (Standing::None, _) => &mut total.gained,
                (_, Standing::None) => &mut total.lost,
                (_, Standing::About) => &mut total.to_about,
                (_, Standing::Mentioned) => &mut total.to_mentioned,
            };
            *count += 1;
        }
        Self {
            schema: SCHEMA,
            passages: trial.passages,
            totals: totals.into_values().collect(),
            changed: &trial.changed,
            left_out: &trial.left_out,
        }
    }
}

/// A trial for a terminal: totals, then the first `limit` passages.
#[must_use]
pub fn trial_text(trial: &Trial, limit: usize, columns: Columns) -> String {
    let mut page = String::new();
    let view = TrialView::of(trial);
    for total in &view.totals {
        let counts = [
            (total.gained, "more"),
            (total.lost, "fewer"),
            (total.to_about, "from mentioned to about"),
            (total.to_mentioned, "from about to mentioned"),
        ];
        let counts: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        let kind = if total.kind == TagKind::Role { "role " } else { "topic" };
        let padding = " ".repeat(26_usize.saturating_sub(total.id.chars().count()));
        page.push_str(&format!("{kind}  {}{padding}{}\n", paint(NAME, &visible(total.id)), counts.join(" · ")));
    }
    for passage in trial.changed.iter().take(limit) {
        page.push_str(&format!("\n{}\n", paint(STRONG, &visible(&passage.reference))));
        page.push_str(&columns.wrap(&columns.fit(&visible_line(&passage.text), 4), 4));
        for change in &passage.changes {
            page.push_str(&columns.wrap(&change_line(change), 4));
        }
    }
    if !trial.changed.is_empty() {
        page.push('\n');
    }
    if let Some(more) = trial.changed.len().checked_sub(limit).filter(|&more| more > 0) {
        let more = plural(more as u64, "more passage");
        page.push_str(&columns.wrap(&paint(FAINT, &format!("{more}: --limit {}, or --json", trial.changed.len())), 0));
    }
    for left_out in &trial.left_out {
        page.push_str(&columns.wrap(&format!("not compared: {}: {}", visible(&left_out.source), left_out.reason), 0));
    }
    let changed = trial.changed.len() as u64;
    let verb = if changed == 1 { "is" } else { "are" };
    page.push_str(&columns.wrap(
        &format!(
            "{} tagged anew, of which {} {verb} tagged differently; the index is as it was",
            plural(trial.passages, "passage"),
            if changed == 0 { "none".to_owned() } else { changed.to_string() },
        ),
        0,
    ));
    page
}

fn change_line(change: &TagChange) -> String {
    let id = paint(NAME, &visible(&change.id));
    let tag = match (change.kind, change.before, change.after) {
        (TagKind::Topic, Standing::None, _) => format!("+ topic {id}"),
        (TagKind::Topic, ..) => format!("- topic {id}"),
        (TagKind::Role, Standing::None, after) => format!("+ {} {id}", word(after)),
        (TagKind::Role, before, Standing::None) => format!("- {} {id}", word(before)),
        (TagKind::Role, before, after) => format!("{id}: {} → {}", word(before), word(after)),
    };
    let why: Vec<String> = change.evidence.iter().take(2).map(|evidence| visible_line(&evidence.text)).collect();
    if why.is_empty() { tag } else { format!("{tag}: {}", why.join(" · ")) }
}

const fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::None => "none",
        Standing::Mentioned => "mentions",
        Standing::About => "about",
    }
}
