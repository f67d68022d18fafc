//! A quotation as something to look for: words, gaps that an ellipsis stands for, words that brackets put in.

use std::ops::Range;

use super::units::{ELLIPSIS, Unit, units};

/// Words of the source that a pair of brackets may stand for, at most.
const MAX_BRACKETED: usize = 12;

/// A piece of so few words must stand within [`NEAR_UNITS`] of the piece before it, else any text would hold it.
const SHORT_WORDS: usize = 2;
const NEAR_UNITS: usize = 60;

/// Brackets for words in one piece; each multiplies the ways to place it.
const MAX_BRACKETS: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Unit(String),
    /// Brackets that stand for words.
    Words,
    /// A word with letters in brackets: how it begins and ends outside them.
    Word(String, String),
}

/// A quotation to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pieces: Vec<Vec<Part>>,
}

/// Where a quotation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Bytes of each piece.
    pub(super) pieces: Vec<Range<usize>>,
    /// Whether the first letter's case or a full stop or comma before the closing mark differs.
    pub(super) differs_at_ends: bool,
}

impl Pattern {
    /// All of `text` as it stands.
    pub(super) fn literal(text: &str) -> Self {
        Self { pieces: vec![units(text).into_iter().map(|unit| Part::Unit(unit.form)).collect()] }
    }

    /// With ellipses as gaps and brackets as the writer's words; nothing where there are none.
    pub(super) fn edited(text: &str) -> Option<Self> {
        let units = units(text);
        let mut pieces: Vec<Vec<Part>> = vec![Vec::new()];
        let (mut at, mut edited) = (0, false);
        while let Some(unit) = units.get(at) {
            if unit.form == ELLIPSIS {
                edited = true;
                pieces.push(Vec::new());
                at += 1;
                continue;
            }
            let close = (unit.form == "[")
                .then(|| units.iter().skip(at).take(2 + 2 * MAX_BRACKETED).position(|unit| unit.form == "]"))
                .flatten();
            let Some(length) = close else {
                if let Some(piece) = pieces.last_mut() {
                    piece.push(Part::Unit(unit.form.clone()));
                }
                at += 1;
                continue;
            };
            edited = true;
            let inner = units.get(at + 1..at + length).unwrap_or_default();
            if let [only] = inner
                && only.form == ELLIPSIS
            {
                pieces.push(Vec::new());
                at += length + 1;
                continue;
            }
            let end = units.get(at + length).map_or(0, |close| close.range.end);
            let glued_before =
                at.checked_sub(1).and_then(|at| units.get(at)).filter(|b| b.word && b.range.end == unit.range.start);
            let glued_after = units.get(at + length + 1).filter(|after| after.word && after.range.start == end);
            let piece = pieces.last_mut();
            let Some(piece) = piece else { break };
            let head = glued_before.map(|before| before.form.clone());
            if head.is_some() {
                piece.pop();
            }
            if head.is_none() && glued_after.is_none() {
                piece.push(Part::Words);
            } else {
                let tail = glued_after.map(|after| after.form.clone()).unwrap_or_default();
                piece.push(Part::Word(head.unwrap_or_default(), tail));
            }
            at += length + 1 + usize::from(glued_after.is_some());
        }
        pieces.retain(|piece| piece.iter().any(|part| *part != Part::Words && !is_closing(Some(part))));
        let brackets = |piece: &Vec<Part>| piece.iter().filter(|part| **part == Part::Words).count();
        edited &= pieces.iter().all(|piece| brackets(piece) <= MAX_BRACKETS);
        (edited && !pieces.is_empty()).then_some(Self { pieces })
    }

    /// The place where all pieces stand in order over the shortest stretch.
    pub(super) fn place(&self, units: &[Unit]) -> Option<Placed> {
        let first = self.pieces.first()?;
        let mut best: Option<(usize, Placed)> = None;
        for start in 0..units.len() {
            let Some((mut end, mut differs)) = piece_at(first, units, start, true) else { continue };
            let mut pieces = Vec::with_capacity(self.pieces.len());
            pieces.push(start..end);
            for piece in self.pieces.iter().skip(1) {
                let words = piece
                    .iter()
                    .filter(|part| matches!(part, Part::Unit(form) if form.starts_with(char::is_alphanumeric)))
                    .count();
                let reach = if words <= SHORT_WORDS { (end + NEAR_UNITS).min(units.len()) } else { units.len() };
                let found = (end..reach).find_map(|at| Some((at, piece_at(piece, units, at, true)?)));
                let Some((at, (stop, ends))) = found else { break };
                pieces.push(at..stop);
                end = stop;
                differs |= ends;
            }
            if pieces.len() == self.pieces.len() && best.as_ref().is_none_or(|(length, _)| end - start < *length) {
                let ranges = pieces.into_iter().filter_map(|piece| bytes(units, &piece)).collect();
                best = Some((end - start, Placed { pieces: ranges, differs_at_ends: differs }));
                if self.pieces.len() == 1 && !differs {
                    break;
                }
            }
        }
        best.map(|(_, placed)| placed)
    }
}

/// Bytes from the first to the last of some units.
pub(super) fn bytes(units: &[Unit], range: &Range<usize>) -> Option<Range<usize>> {
    let (first, last) = (units.get(range.start)?, units.get(range.end.checked_sub(1)?)?);
    Some(first.range.start..last.range.end)
}

fn is_closing(part: Option<&Part>) -> bool {
    matches!(part, Some(Part::Unit(form)) if matches!(form.as_str(), "." | ","))
}

/// Where a piece that begins at `at` ends, and whether it differs at its ends.
fn piece_at(piece: &[Part], units: &[Unit], at: usize, first: bool) -> Option<(usize, bool)> {
    if let Some((end, cased)) = parts_at(piece, units, at, first) {
        return Some((end, cased));
    }
    let (last, rest) = piece.split_last()?;
    (is_closing(Some(last)) && !rest.is_empty()).then_some(())?;
    parts_at(rest, units, at, first).map(|(end, _)| (end, true))
}

fn parts_at(parts: &[Part], units: &[Unit], at: usize, first: bool) -> Option<(usize, bool)> {
    let Some((part, rest)) = parts.split_first() else { return Some((at, false)) };
    match part {
        Part::Words => (at..=(at + MAX_BRACKETED).min(units.len())).find_map(|at| parts_at(rest, units, at, false)),
        Part::Unit(form) => {
            let unit = units.get(at)?;
            let cased = first && unit.form != *form && same_but_first_letter(&unit.form, form);
            (cased || unit.form == *form).then_some(())?;
            parts_at(rest, units, at + 1, false).map(|(end, differs)| (end, differs || cased))
        }
        Part::Word(head, tail) => {
            let form = &units.get(at).filter(|unit| unit.word)?.form;
            (form.starts_with(head.as_str()) && form.ends_with(tail.as_str()) && form.len() >= head.len() + tail.len())
                .then_some(())?;
            parts_at(rest, units, at + 1, false)
        }
    }
}

/// Whether two words differ in nothing or in the case of the first letter alone.
pub(super) fn same_but_first_letter(one: &str, other: &str) -> bool {
    let (mut ones, mut others) = (one.chars(), other.chars());
    let first = ones.next().zip(others.next()).is_some_and(|(a, b)| a.to_lowercase().eq(b.to_lowercase()));
    first && ones.as_str() == others.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "The owner, who never sleeps, decides what is built. Nobody else may, and she knows it.";

    fn holds(quotation: &str) -> bool {
        let source = units(SOURCE);
        let literal = Pattern::literal(quotation).place(&source);
        literal.or_else(|| Pattern::edited(quotation)?.place(&source)).is_some()
    }

    #[test]
    fn pieces_must_stand_in_order() {
        assert!(holds("The owner … decides what is built."));
        assert!(holds("The owner [...] decides what is built . . . she knows it"));
        assert!(!holds("decides what is built … The owner, who never sleeps"));
    }

    #[test]
    fn brackets_stand_for_words_or_letters() {
        assert!(holds("[Ann] decides what is built."));
        assert!(holds("[t]he owner, who never sleep[s]"));
        assert!(holds("Nobody [in the team] may, and she knows it"));
        assert!(!holds("[Ann] decides what is sold."));
    }

    #[test]
    fn the_first_letter_and_the_last_stop_may_differ_and_nothing_else() {
        assert!(holds("the owner, who never sleeps."));
        assert!(!holds("The Owner, who never sleeps"));
        assert!(!holds("The owner who never sleeps"));
    }
}
