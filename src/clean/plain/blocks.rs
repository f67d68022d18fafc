use std::ops::Range;

use super::{
    levels::levels,
    shapes::{Look, Shape, cells},
    units::Unit,
};
use crate::{
    clean::{Block, BlockKind, Markup, Outcome, RuleId, Section, Verdict},
    text::Aligned,
};

/// The blocks of a text, one a unit.
pub(super) fn blocks(text: &str, units: &[Unit], shapes: &[Shape]) -> Vec<Block> {
    let mut indents: Vec<usize> = Vec::new();
    let mut found = Vec::with_capacity(units.len());
    for ((unit, shape), level) in units.iter().zip(shapes).zip(levels(shapes)) {
        let depth = depth_in(&mut indents, unit, *shape);
        let words = text.get(unit.words.clone()).unwrap_or_default();
        let (kind, rule, evidence) = judge(unit, *shape, level, depth);
        let drawn = if matches!(shape, Shape::Row { .. }) { cells(words) } else { Vec::new() };
        let range = match (shape, drawn.first(), drawn.last()) {
            (Shape::Row { .. }, Some(first), Some(last)) => {
                unit.words.start + first.start..unit.words.start + last.end.max(first.start)
            }
            (Shape::Heading(Look::Marked(hashes)), ..) => unit.words.start + usize::from(*hashes)..unit.words.end,
            // A bullet without words is all there is of its unit.
            _ if unit.words.is_empty() => unit.whole.clone(),
            _ => unit.words.clone(),
        };
        let (aligned, cells) = if drawn.is_empty() {
            (Aligned::of(text, range), Vec::new())
        } else {
            row(text, range, unit.words.start, &drawn)
        };
        let outcome = if matches!(shape, Shape::Ruled | Shape::Separator) || aligned.is_empty() {
            Outcome::Dropped
        } else {
            Outcome::Kept
        };
        found.push(Block {
            kind,
            text: aligned,
            section: Section::Body,
            quoted: None,
            verdict: Verdict { outcome, rule, evidence },
            edits: Vec::new(),
            links: Vec::new(),
            cells,
            opens_quotation: false,
            uncut: None,
            markup: Markup::default(),
            raw_lines: unit.lines,
        });
    }
    found
}

/// The words of a row with the pipes between them, and its cells as ranges of that text.
fn row(text: &str, range: Range<usize>, words_start: usize, drawn: &[Range<usize>]) -> (Aligned, Vec<Range<usize>>) {
    let aligned = Aligned::of(text, range);
    let len = aligned.as_str().len();
    let cells = drawn
        .iter()
        .map(|cell| {
            let at = |byte: usize| aligned.position_of(words_start + byte).unwrap_or(len).min(len);
            if cell.is_empty() { at(cell.start)..at(cell.start) } else { at(cell.start)..at(cell.end) }
        })
        .collect();
    (aligned, cells)
}

/// Nesting of an item: how many items with less white space before them are open.
fn depth_in(indents: &mut Vec<usize>, unit: &Unit, shape: Shape) -> u8 {
    let Some(bullet) = unit.bullet.filter(|_| shape == Shape::Item) else {
        indents.clear();
        return 0;
    };
    // Two columns: less is a bullet out of line.
    while indents.last().is_some_and(|&open| bullet.indent < open + 2) {
        indents.pop();
    }
    indents.push(bullet.indent);
    u8::try_from(indents.len() - 1).unwrap_or(u8::MAX)
}

fn judge(unit: &Unit, shape: Shape, level: u8, depth: u8) -> (BlockKind, RuleId, String) {
    let ordered = unit.bullet.is_some_and(|bullet| bullet.ordered);
    let (kind, rule, evidence) = match shape {
        Shape::Ruled => (BlockKind::Furniture, "rule-line", "no word"),
        Shape::Separator => (BlockKind::Furniture, "table-separator", "drawn with `-` and `|`"),
        Shape::Row { header: true } => {
            (BlockKind::TableRow { header: true }, "table-row", "`|` between cells, a ruled line below")
        }
        Shape::Row { header: false } => (BlockKind::TableRow { header: false }, "table-row", "`|` between cells"),
        Shape::Item => {
            (BlockKind::ListItem { depth, ordered }, "inferred-list-item", if ordered { "number" } else { "bullet" })
        }
        Shape::Unmarked => (
            BlockKind::ListItem { depth: 0, ordered: false },
            "inferred-list-item",
            "one of a run of lines with labels, or of short lines after a lead-in",
        ),
        Shape::Turn => {
            (BlockKind::Paragraph, "inferred-dialogue", "one of a run of lines that start with the same labels")
        }
        Shape::Heading(look) => (BlockKind::Heading { level }, "inferred-heading", evidence_of(look)),
        Shape::Caption => (BlockKind::Caption, "inferred-caption", "right before a table"),
        Shape::Quotation => (BlockKind::Quote, "inferred-quotation", "quotation marks, a dash and a name"),
        Shape::Prose => (BlockKind::Paragraph, "paragraph", ""),
    };
    (kind, RuleId(rule), evidence.to_owned())
}

const fn evidence_of(look: Look) -> &'static str {
    match look {
        Look::Question => "short question on a line of its own",
        Look::Label => "short line that ends with a colon",
        Look::Name => "short line that ends with a short form in brackets",
        Look::Numbered => "numbered short line with text below",
        Look::Marked(_) => "`#` before it",
        Look::Line => "short line without end punctuation",
    }
}
