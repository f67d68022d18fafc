//! The likest stretch of words to a quotation that does not stand anywhere as it is, and what differs.

use std::ops::Range;

use serde::Serialize;

use super::{pattern::same_but_first_letter, units::Unit};

/// Whose words a part of a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Both have it.
    Same,
    /// Only the draft has it.
    Draft,
    /// Only the source has it.
    Source,
}

/// A run of words that draft and source share or one of them alone has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Whose words they are.
    pub side: Side,
    /// The words, with the white space before them.
    pub text: String,
}

/// How a quotation lies on a text.
#[derive(Clone, Debug)]
pub(super) struct Alignment {
    /// Units of the text that it lies on.
    pub(super) window: Range<usize>,
    /// Shared words over the longer of both, 0 to 1.
    pub(super) share: f32,
    /// The same with each word of the quotation counted by its rarity.
    pub(super) weighted: f32,
    steps: Vec<(Side, usize)>,
}

/// Cells of the table that one alignment may fill.
const MAX_CELLS: usize = 6_000_000;

/// Lays `quoted` on the part of `text` that fits it best; nothing where no word fits.
pub(super) fn align(quoted: &[Unit], text: &[Unit], rarity: &mut dyn FnMut(&str) -> f32) -> Option<Alignment> {
    let (rows, columns) = (quoted.len() + 1, text.len() + 1);
    if rows.checked_mul(columns)? > MAX_CELLS {
        return None;
    }
    // Best score of the first so many units of both, ending at the cell. Text before and behind is free.
    let mut table = vec![0_i32; rows * columns];
    let cell = |row: usize, column: usize| row * columns + column;
    let get = |table: &[i32], row, column| table.get(cell(row, column)).copied().unwrap_or_default();
    for (row, unit) in (1..).zip(quoted) {
        for (column, other) in (1..).zip(text) {
            let gain = if !fits(row, unit, other) {
                i32::MIN / 2
            } else if unit.word {
                8
            } else {
                2
            };
            let along = get(&table, row - 1, column - 1) + gain;
            let skip_text = get(&table, row, column - 1) - i32::from(get(&table, row, column - 1) > 0);
            let best = along.max(skip_text).max(get(&table, row - 1, column));
            if let Some(slot) = table.get_mut(cell(row, column)) {
                *slot = best;
            }
        }
    }
    let mut column = (0..columns).max_by_key(|&column| (get(&table, rows - 1, column), std::cmp::Reverse(column)))?;
    let mut row = rows - 1;
    let mut steps = Vec::new();
    while row > 0 {
        let here = get(&table, row, column);
        let (unit, other) = (quoted.get(row - 1), column.checked_sub(1).and_then(|at| text.get(at)));
        let gain = if unit.is_some_and(|unit| unit.word) { 8 } else { 2 };
        let same = unit.zip(other).is_some_and(|(one, two)| fits(row, one, two));
        if same && here == get(&table, row - 1, column - 1) + gain {
            steps.push((Side::Same, column - 1));
            row -= 1;
            column -= 1;
        } else if let Some(left) = column.checked_sub(1).filter(|&left| {
            let before = get(&table, row, left);
            before > 0 && here == before - 1
        }) {
            // The draft's words come first where both have their own.
            steps.push((Side::Source, left));
            column = left;
        } else {
            steps.push((Side::Draft, row - 1));
            row -= 1;
        }
    }
    steps.reverse();
    let shared: Vec<usize> = steps.iter().filter(|(side, _)| *side == Side::Same).map(|&(_, at)| at).collect();
    let (&first, &last) = shared.first().zip(shared.last())?;
    let mut window = first..last + 1;
    widen(&mut window, &mut steps, quoted, text);
    let words = |units: &[Unit]| units.iter().filter(|unit| unit.word).count();
    let same = shared.iter().filter(|&&at| text.get(at).is_some_and(|unit| unit.word)).count();
    let longer = words(quoted).max(words(text.get(window.clone()).unwrap_or_default())).max(1);
    let (mut held, mut all) = (0.0, f32::EPSILON);
    let kept: Vec<&str> = shared.iter().filter_map(|&at| text.get(at)).map(|unit| unit.form.as_str()).collect();
    for unit in quoted.iter().filter(|unit| unit.word) {
        let weight = rarity(&unit.form);
        all += weight;
        if kept.contains(&unit.form.as_str()) {
            held += weight;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of words in one quotation")]
    let share = same as f32 / longer as f32;
    Some(Alignment { window, share, weighted: held / all, steps })
}

/// The case of a quotation's first letter is the draft's to choose.
fn fits(row: usize, unit: &Unit, other: &Unit) -> bool {
    unit.form == other.form || (row == 1 && same_but_first_letter(&unit.form, &other.form))
}

/// Where the quotation begins or ends with words that the text does not have, the text's own words in their place
/// belong to the window, as far as the sentence goes.
fn widen(window: &mut Range<usize>, steps: &mut Vec<(Side, usize)>, quoted: &[Unit], text: &[Unit]) {
    let is_word = |&(side, at): &(Side, usize)| side == Side::Draft && quoted.get(at).is_some_and(|unit| unit.word);
    let lead = steps.iter().take_while(|(side, _)| *side == Side::Draft).filter(|step| is_word(step)).count();
    let tail = steps.iter().rev().take_while(|(side, _)| *side == Side::Draft).filter(|step| is_word(step)).count();
    let stops = |unit: &Unit| matches!(unit.form.as_str(), "." | "!" | "?");
    let mut added = Vec::new();
    for _ in 0..lead {
        let Some(at) = window.start.checked_sub(1).filter(|&at| text.get(at).is_some_and(|unit| !stops(unit))) else {
            break;
        };
        window.start = at;
        added.push((Side::Source, at));
    }
    added.reverse();
    for _ in 0..tail {
        if text.get(window.end).is_none_or(stops) {
            break;
        }
        steps.push((Side::Source, window.end));
        window.end += 1;
    }
    steps.splice(0..0, added);
}

impl Alignment {
    /// What differs, as runs of words.
    pub(super) fn differences(&self, quoted: (&str, &[Unit]), source: (&str, &[Unit])) -> Vec<Difference> {
        let mut runs: Vec<Difference> = Vec::new();
        for &(side, at) in &self.steps {
            let (text, units) = if side == Side::Draft { quoted } else { source };
            let Some(unit) = units.get(at) else { continue };
            let from = at.checked_sub(1).and_then(|before| units.get(before)).map_or(unit.range.start, |b| b.range.end);
            let words = text.get(from..unit.range.end).unwrap_or_default();
            match runs.last_mut() {
                Some(last) if last.side == side => last.text.push_str(words),
                _ => runs.push(Difference { side, text: words.to_owned() }),
            }
        }
        if let Some(first) = runs.first_mut() {
            first.text = first.text.trim_start().to_owned();
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::super::units::units;
    use super::*;

    fn differences(quoted: &str, text: &str) -> String {
        let (one, other) = (units(quoted), units(text));
        let found = align(&one, &other, &mut |_| 1.0).expect("a word is shared");
        let runs = found.differences((quoted, &one), (text, &other));
        let runs: Vec<String> = runs.iter().map(|run| format!("{:?}<{}>", run.side, run.text.trim())).collect();
        runs.concat()
    }

    #[test]
    fn an_altered_word_is_shown_in_its_place() {
        let text = "Now hear this. The owner decides what the crew builds. The rest waits.";
        assert_eq!(
            differences("The owner decides what the team builds", text),
            "Same<The owner decides what the>Draft<team>Source<crew>Same<builds>"
        );
        assert_eq!(differences("An owner decides what", text), "Source<The>Draft<An>Same<owner decides what>");
    }
}
