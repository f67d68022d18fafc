use serde::Serialize;

use super::{
    SCHEMA,
    layout::{Columns, plural},
    passage::PassageView,
    source::source_line,
    style::{DROPPED, EDITED, FAINT, KEPT, NAME, STRONG, paint},
    visible::visible_line,
};
use crate::{
    text::Lines,
    verify::{Checked, Difference, QuotationKind, Report, Side, Verdict},
};

/// The contract's `verify`.
#[derive(Debug, Serialize)]
pub struct VerifyView<'report> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// The draft as it was named.
    pub draft: &'report str,
    /// Whether every quotation may stand.
    pub passes: bool,
    /// Its quotations in order.
    pub quotations: Vec<CheckedView<'report>>,
    /// What is good to know.
    pub notes: &'report [String],
}

/// A quotation of a draft.
#[derive(Debug, Serialize)]
pub struct CheckedView<'report> {
    /// Lines of the draft.
    pub lines: Lines,
    /// In marks or a block quote.
    pub kind: QuotationKind,
    /// The words as the draft has them.
    pub text: &'report str,
    /// Whom or what the draft credits.
    pub credited: Option<&'report str>,
    /// What became of it.
    pub verdict: Verdict,
    /// Why.
    pub reason: &'report str,
    /// Where it stands or comes near to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage: Option<PassageView<'report>>,
    /// Bytes of the passage's text that are quoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<(usize, usize)>,
    /// Other passages that hold the words.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub also: &'report [String],
    /// What differs.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub diff: &'report [Difference],
}

impl<'report> VerifyView<'report> {
    /// The view of the report on `draft`.
    #[must_use]
    pub fn new(draft: &'report str, report: &'report Report) -> Self {
        let view = |checked: &'report Checked| CheckedView {
            lines: checked.lines,
            kind: checked.kind,
            text: &checked.text,
            credited: checked.credited.as_deref(),
            verdict: checked.verdict,
            reason: &checked.reason,
            passage: checked.passage.as_ref().map(|(record, source)| PassageView::new(record, source)),
            bytes: checked.bytes.as_ref().map(|range| (range.start, range.end)),
            also: &checked.also,
            diff: &checked.diff,
        };
        let quotations = report.quotations.iter().map(view).collect();
        Self { schema: SCHEMA, draft, passes: report.passes(), quotations, notes: &report.notes }
    }
}

/// Margin of what belongs to a quotation, in columns.
const MARGIN: usize = 4;

/// A report for a terminal: a line a quotation that stands, more for one that does not, and the counts.
#[must_use]
pub fn verify_text(report: &Report, columns: Columns) -> String {
    let mut page = String::new();
    for checked in &report.quotations {
        let style = match checked.verdict {
            verdict if verdict.passes() => KEPT,
            Verdict::Ambiguous | Verdict::OutOfContext => EDITED,
            _ => DROPPED,
        };
        let head = format!("{:>5}  {:<14} ", checked.lines.first, checked.verdict.word());
        let words = columns.fit(&format!("“{}”", visible_line(&checked.text)), head.len());
        page.push_str(&format!(
            "{:>5}  {} {words}\n",
            checked.lines.first,
            paint(style, &format!("{:<14}", checked.verdict.word()))
        ));
        page.push_str(&details(checked, columns));
    }
    page.push_str(&counts(report, columns));
    page
}

fn details(checked: &Checked, columns: Columns) -> String {
    let mut page = String::new();
    if !checked.diff.is_empty() {
        page.push_str(&columns.wrap(&difference(&checked.diff), 2 * MARGIN));
    }
    let mut facts = Vec::new();
    if !checked.reason.is_empty() && checked.verdict != Verdict::TooShort {
        facts.push(visible_line(&checked.reason));
    }
    if let Some(credited) = &checked.credited
        && !checked.verdict.passes()
    {
        facts.push(format!("the draft credits {}", visible_line(credited)));
    }
    if !checked.also.is_empty() && checked.verdict == Verdict::Ambiguous {
        facts.push(format!("also in {}", visible_line(&checked.also.join(", "))));
    }
    if !facts.is_empty() {
        page.push_str(&columns.wrap(&paint(FAINT, &facts.join("; ")), 2 * MARGIN));
    }
    if let Some((record, source)) = &checked.passage {
        let reference = visible_line(&record.reference);
        let (reference, line) = columns.beside(2 * MARGIN, &reference, &source_line(source));
        page.push_str(&format!("{:8}{}  {}\n", "", paint(NAME, &reference), paint(FAINT, &line)));
        if checked.verdict == Verdict::NotFound {
            let range = checked.bytes.clone().unwrap_or(0..record.text.len());
            let near = columns.fit(&visible_line(record.text.get(range).unwrap_or_default()), 2 * MARGIN + 9);
            page.push_str(&format!("{:8}nearest: {near}\n", ""));
        }
    }
    page
}

/// A difference on one line: `[-the draft's-] {+the source's+}`, as `wdiff` has it.
fn difference(diff: &[Difference]) -> String {
    let mut line = String::new();
    for part in diff {
        let words = visible_line(&part.text);
        let piece = match part.side {
            Side::Same => words,
            Side::Draft => paint(DROPPED, &format!("[-{words}-]")),
            Side::Source => paint(KEPT, &format!("{{+{words}+}}")),
        };
        let glued = part.side == Side::Same && !part.text.starts_with(' ');
        if !line.is_empty() && !glued {
            line.push(' ');
        }
        line.push_str(&piece);
    }
    line
}

fn counts(report: &Report, columns: Columns) -> String {
    let total = plural(report.quotations.len() as u64, "quotation");
    let counted = Verdict::ALL.iter().map(|&verdict| (report.count(verdict), verdict.word()));
    let parts: Vec<String> =
        counted.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count}\u{a0}{word}")).collect();
    if parts.is_empty() {
        return format!("{total}\n");
    }
    // A number stays with its word.
    columns.wrap_names(&paint(STRONG, &format!("{total}: {}", parts.join(", "))), 0, 4).replace('\u{a0}', " ")
}
