//! Lists in rendering: where a block stands in the lists that are open.
//!
//! In:  blocks in the order in which they are printed. Out: for each its indent, its number, and whether an empty line stands before it.

use super::close;
use crate::clean::{Block, BlockKind};

/// Deeper lists are shown as if they were this deep.
const MAX_SHOWN_DEPTH: u8 = 8;

/// The lists that are open.
#[derive(Default)]
pub(super) struct Lists {
    /// The number of the last item of each, outermost first.
    numbers: Vec<u32>,
}

/// Where a block stands.
pub(super) struct Place {
    /// On the line below the block before it.
    pub(super) is_close: bool,
    /// In how many lists it is indented.
    pub(super) depth: usize,
    /// The number of an item.
    pub(super) number: u32,
}

impl Lists {
    /// Goes on to the next block.
    pub(super) fn place(&mut self, before: Option<&Block>, block: &Block) -> Place {
        let before = before.filter(|before| before.section == block.section);
        let is_close = before.is_some_and(|before| close(before.kind, block.kind));
        let goes_on = before
            .is_some_and(|before| matches!(before.kind, BlockKind::ListItem { .. }) || before.markup.item.is_some());
        if !goes_on {
            self.numbers.clear();
        }
        if let BlockKind::ListItem { depth, .. } = block.kind {
            let depth = usize::from(depth.min(MAX_SHOWN_DEPTH));
            self.numbers.resize(depth + 1, 0);
            let number = self.numbers.last_mut().map_or(1, |last| {
                *last = block.markup.number.unwrap_or(last.saturating_add(1));
                *last
            });
            return Place { is_close, depth, number };
        }
        let item = block.markup.item.map(|depth| usize::from(depth.min(MAX_SHOWN_DEPTH)) + 1);
        let depth = item.filter(|&depth| depth <= self.numbers.len()).unwrap_or(0);
        self.numbers.truncate(depth);
        Place { is_close, depth, number: 1 }
    }
}

/// Lines behind an indent, less the first, which stands behind it already; empty lines stay empty.
pub(super) fn indented(lines: &str, indent: &str) -> String {
    let mut text = String::with_capacity(lines.len());
    for (number, line) in lines.split('\n').enumerate() {
        if number > 0 {
            text.push('\n');
            text.push_str(if line.is_empty() { "" } else { indent });
        }
        text.push_str(line);
    }
    text
}
