//! A stretch of a source: neighbouring passages as one text, so that a quotation may run over several.

use std::ops::Range;

use super::{
    pattern::{Pattern, Placed},
    units::{Unit, units},
};
use crate::index::record::PassageRecord;

/// Passages in their order, with the text that they make.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) passages: Vec<PassageRecord>,
    pub(super) text: String,
    pub(super) units: Vec<Unit>,
    /// Where the text of each passage begins.
    starts: Vec<usize>,
}

impl Stretch {
    /// Puts passages together; lead-ins and table headers stand before the first passage that has them.
    pub(super) fn new(passages: Vec<PassageRecord>) -> Self {
        let (mut text, mut starts) = (String::new(), Vec::new());
        let mut before: &[String] = &[];
        for passage in &passages {
            if passage.context != before {
                for context in &passage.context {
                    text.push_str(context);
                    text.push(' ');
                }
            }
            before = &passage.context;
            starts.push(text.len());
            text.push_str(&passage.text);
            text.push(' ');
        }
        text.truncate(text.trim_end().len());
        let units = units(&text);
        Self { passages, text, units, starts }
    }

    /// Where a quotation stands, in bytes of the text, one range a piece.
    pub(super) fn find(&self, pattern: &Pattern) -> Option<Placed> {
        pattern.place(&self.units)
    }

    /// The passage that `byte` stands in or before.
    pub(super) fn passage_at(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte).saturating_sub(1)
    }

    /// What of `range` stands in passage `number`, in bytes of the passage.
    pub(super) fn inside(&self, number: usize, range: &Range<usize>) -> Option<Range<usize>> {
        let (start, passage) = (*self.starts.get(number)?, self.passages.get(number)?);
        let from = range.start.max(start) - start;
        let to = range.end.min(start + passage.text.len()).checked_sub(start)?;
        (from < to).then_some(from..to)
    }
}
