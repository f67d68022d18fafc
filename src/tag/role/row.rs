//! Rows of tables: a column's header names the role of its cells, a label that of its row.

use std::ops::Range;

use super::{Gathered, Subjects, roles_of};
use crate::{
    passage::Passage,
    tag::{
        document::Segment,
        verdict::{Found, Way},
        weights::WEIGHTS,
    },
};

impl<'article> Subjects<'article, '_, '_> {
    pub(super) fn row(
        &mut self,
        passage: &'article Passage,
        parts: &[Segment<'article>],
        gathered: &mut Gathered<'article>,
    ) {
        let document = self.document;
        let words = |part: &Segment<'_>| part.tokens.len();
        let others: usize = parts.iter().skip(1).map(words).sum();
        for (at, (part, cell)) in parts.iter().zip(&passage.cells).enumerate() {
            let header = cell.header.as_deref().and_then(|header| document.captions.get(header));
            let column = header.map(|header| self.roles_in(header)).unwrap_or_default();
            let bytes = Some(narrow(&cell.range));
            if !column.is_empty() && words(part) > 0 {
                let said = header.map_or("", |header| header.text);
                for role in column {
                    gathered.found.push(Found {
                        role,
                        rule: "column",
                        weight: WEIGHTS.column,
                        bytes,
                        said,
                        of: None,
                        names: false,
                        way: Way::default(),
                    });
                }
                continue;
            }
            let names = document.names_in(&part.tokens);
            let covered: usize = names.iter().map(|name| name.last + 1 - name.first).sum();
            let bare = !names.is_empty() && words(part) <= covered + 2;
            if bare {
                /// A row whose label has fewer words beside it is a list of names.
                const FEWEST_WORDS: usize = 4;
                let labels = at == 0 && others >= FEWEST_WORDS;
                let (rule, weight) = if labels { ("row-label", WEIGHTS.row_label) } else { ("bare", WEIGHTS.bare) };
                let said = part.text.get(cell.range.clone()).unwrap_or_default();
                for name in names {
                    for &role in name.roles {
                        let weight = if name.sure > WEIGHTS.ambiguous { weight * name.sure } else { 0.0 };
                        gathered.found.push(Found {
                            role,
                            rule,
                            weight,
                            bytes,
                            said,
                            of: None,
                            names: true,
                            way: Way::default(),
                        });
                    }
                }
                gathered.facts.subjects.push(if labels { roles_of(names) } else { Vec::new() });
            } else {
                let before = gathered.found.len();
                self.part(part, gathered);
                for found in gathered.found.iter_mut().skip(before) {
                    found.weight *= WEIGHTS.cell_factor;
                }
            }
        }
    }
}

fn narrow(range: &Range<usize>) -> (u32, u32) {
    let narrow = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    (narrow(range.start), narrow(range.end))
}
