use std::ops::Range;

use super::{Block, Edit, Outcome, RuleId, Uncut, Verdict};

/// Words to cut out of a block, as bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) range: Range<usize>,
    pub(super) rule: RuleId,
    /// What the rule saw; stands in the block's verdict where the cut changes what the block says.
    pub(super) evidence: String,
}

/// Cuts `cuts` out of a block and records each as an edit, with the white space that stood before or after it, so
/// that the layer's bytes less the edits are the text.
///
/// Where the cut changes what the block says, the block keeps what it was ([`Block::uncut`]). Links and cells move with the words. Cuts must not overlap; they may come in any order. Those that would
/// leave no words are left undone: dropping a whole block is a verdict, not an edit.
pub(super) fn cut(block: &mut Block, mut cuts: Vec<Cut>, changes_words: bool) {
    cuts.sort_by_key(|cut| cut.range.start);
    let text = block.text.as_str();
    let cuts = merged(text, cuts);
    let mut ranges: Vec<Range<usize>> = Vec::with_capacity(cuts.len());
    let mut edits = Vec::with_capacity(cuts.len());
    let mut seen = None;
    for cut in cuts {
        let floor = ranges.last().map_or(0, |range| range.end);
        let range = with_white_space(text, &cut.range, floor);
        if range.start < floor || range.is_empty() {
            continue;
        }
        let removed = text.get(range.clone()).unwrap_or_default().trim().to_owned();
        edits.push(Edit { span: block.text.source_of(range.clone()), removed, rule: cut.rule });
        ranges.push(range);
        seen.get_or_insert((cut.rule, cut.evidence));
    }
    let left = text.len() - ranges.iter().map(ExactSizeIterator::len).sum::<usize>();
    if ranges.is_empty() || left == 0 {
        return;
    }
    if changes_words && block.uncut.is_none() {
        block.uncut = Some(Box::new(Uncut {
            text: block.text.clone(),
            edits: block.edits.clone(),
            links: block.links.clone(),
            cells: block.cells.clone(),
        }));
    }
    let text = block.text.without_all(&ranges);
    let removed: Vec<usize> = ranges
        .iter()
        .scan(0, |sum, range| {
            let before = *sum;
            *sum += range.len();
            Some(before)
        })
        .collect();
    let moved = |at: usize| {
        let next = ranges.partition_point(|range| range.start < at);
        let inside = next.checked_sub(1).and_then(|last| Some((ranges.get(last)?, removed.get(last)?)));
        at - inside.map_or(0, |(range, before)| before + range.end.min(at) - range.start)
    };
    for link in &mut block.links {
        link.range = moved(link.range.start)..moved(link.range.end);
    }
    block.links.retain(|link| !link.range.is_empty());
    for cell in &mut block.cells {
        *cell = moved(cell.start)..moved(cell.end);
    }
    block.text = text;
    block.edits.append(&mut edits);
    // A cut takes what was cut out inside it before (a marker in a sentence that goes) with it.
    block.edits.sort_by_key(|edit| edit.span.map(|span| (span.start(), std::cmp::Reverse(span.end()))));
    block.edits.dedup_by(|edit, before| edit.span.zip(before.span).is_some_and(|(inner, outer)| outer.contains(inner)));
    if let Some((rule, evidence)) = seen.filter(|_| changes_words) {
        block.verdict = Verdict { outcome: Outcome::Edited, rule, evidence };
    }
}

/// Neighbouring cuts with nothing but white space between as one.
fn merged(text: &str, cuts: Vec<Cut>) -> Vec<Cut> {
    let mut merged: Vec<Cut> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match merged.last_mut() {
            Some(last) if text.get(last.range.end..cut.range.start).is_some_and(|gap| gap.trim().is_empty()) => {
                last.range.end = cut.range.end;
            }
            _ => merged.push(cut),
        }
    }
    merged
}

/// `range` with the white space on the side where it would be left over.
fn with_white_space(text: &str, range: &Range<usize>, floor: usize) -> Range<usize> {
    let before = text.get(floor..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let spaces_after = after.len() - after.trim_start().len();
    let spaces_before = before.len() - before.trim_end().len();
    let closes = after.is_empty() || after.starts_with(['.', ',', ';', ':', '!', '?', ')', ']', '”', '"', '…']);
    if spaces_before == before.len() && floor == 0 {
        0..range.end + spaces_after
    } else if spaces_before > 0 && closes {
        range.start - spaces_before..range.end
    } else if spaces_before > 0 {
        range.start..range.end + spaces_after
    } else {
        range.clone()
    }
}
