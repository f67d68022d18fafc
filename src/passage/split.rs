//! Splitting: the walk over an article's blocks that says where a passage ends.
//!
//! In:  an article. Out: its passages. Quotations ([`quotation`]) and tables ([`table`]) have rules of their own.

mod quotation;
mod table;

use std::collections::HashMap;

use super::{Passage, PassageKind, Piece, SplitOptions, headings::Headings, lead_in, pack, speaker::Speakers, strand};
use crate::{
    clean::{ACCESS_WALL, Article, Block, BlockKind, Outcome, Section},
    text::{Aligned, LineIndex},
};

/// Cuts an article into passages, in reading order.
///
/// Linear in the article. Headings become the `heading` path of what stands under them; the sentence that
/// introduces a list or a table becomes its `context`, as do the names of a table's columns; nothing else is left
/// out. A page that stands before the one that was asked for ([`ACCESS_WALL`]) has no passages.
#[must_use]
pub fn split(article: &Article, options: &SplitOptions) -> Vec<Passage> {
    if article.damage.iter().any(|damage| damage.kind == ACCESS_WALL) {
        return Vec::new();
    }
    let mut splitter = Splitter {
        article,
        options,
        lines: LineIndex::new(&article.layer_text),
        speakers: Speakers::of(article),
        headings: Headings::default(),
        section: Section::Body,
        run: Run::default(),
        lead_in: Vec::new(),
        columns: Vec::new(),
        passages: Vec::new(),
    };
    let mut at = 0;
    while at < article.blocks.len() {
        at += splitter.take(at).max(1);
    }
    splitter.close(article.blocks.len());
    number_repeats(&mut splitter.passages);
    splitter.passages
}

/// What may share a passage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Class {
    #[default]
    Prose,
    List,
    Table,
    BlockQuote,
    Code,
    Caption,
}

impl Class {
    const fn of(kind: BlockKind) -> Self {
        match kind {
            BlockKind::ListItem { .. } | BlockKind::Term | BlockKind::Description => Self::List,
            BlockKind::TableRow { .. } => Self::Table,
            BlockKind::Quote => Self::BlockQuote,
            BlockKind::Code => Self::Code,
            BlockKind::Caption => Self::Caption,
            BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::Furniture => Self::Prose,
        }
    }
}

/// Neighbouring blocks of one class, with nothing between them that a passage must not cross.
#[derive(Debug, Default)]
struct Run<'article> {
    class: Class,
    pieces: Vec<Piece<'article>>,
}

struct Splitter<'article> {
    article: &'article Article,
    options: &'article SplitOptions,
    lines: LineIndex,
    speakers: Speakers<'article>,
    headings: Headings,
    section: Section,
    run: Run<'article>,
    /// What introduces the list or table at hand.
    lead_in: Vec<String>,
    /// Names of the columns of the table at hand.
    columns: Vec<String>,
    passages: Vec<Passage>,
}

impl<'article> Splitter<'article> {
    /// Takes block `at`, and the blocks behind it that make one quotation with it; how many those are.
    fn take(&mut self, at: usize) -> usize {
        let Some(block) = self.article.blocks.get(at) else { return 1 };
        if block.verdict.outcome == Outcome::Dropped {
            if self.leads_to_quotation(at) {
                return 1;
            }
            self.close(at);
            if let BlockKind::Heading { level } = block.kind {
                self.headings.pass_dropped(level);
            }
            return 1;
        }
        if block.section != self.section {
            self.close(at);
            self.leave_list_and_table();
            self.section = block.section;
            self.headings.change_section(block.section);
        }
        if let BlockKind::Heading { level } = block.kind {
            self.close(at);
            self.leave_list_and_table();
            self.headings.enter(level, block.text.as_str(), block.section);
            return 1;
        }
        if block.text.is_empty() {
            return 1;
        }
        if block.quoted.as_ref().is_none_or(|quoted| quoted.speaker.is_none())
            && let Some(taken) = self.take_quotation(at)
        {
            return taken;
        }
        if let Some(quoted) = &block.quoted {
            return self.take_quoted(at, quoted);
        }
        let class = Class::of(block.kind);
        let new_list = matches!(
            (self.run.pieces.last().map(|last| last.block.kind), block.kind),
            (
                Some(BlockKind::ListItem { depth: 0, ordered: before }),
                BlockKind::ListItem { depth: 0, ordered },
            ) if before != ordered
        );
        let new_quotation = block.opens_quotation && class == Class::BlockQuote;
        if class != self.run.class || new_list || new_quotation || self.speakers.speaker(block).is_some() {
            self.close(at);
            self.run.class = class;
            if matches!(class, Class::Prose) {
                self.leave_list_and_table();
            }
        }
        if block.kind == (BlockKind::TableRow { header: true }) {
            self.close(at);
            self.columns = table::cell_texts(block);
            return 1;
        }
        self.run.pieces.push(Piece::whole(block));
        1
    }

    fn leave_list_and_table(&mut self) {
        self.lead_in.clear();
        self.columns.clear();
    }

    /// The first block kept from `at` on, where it stands in the same section.
    fn next_kept(&self, at: usize) -> Option<&'article Block> {
        let next = self.article.blocks.iter().skip(at).find(|block| block.is_kept() && !block.text.is_empty())?;
        (next.section == self.section).then_some(next)
    }

    /// Makes passages of the run, which block `at` ends.
    fn close(&mut self, at: usize) {
        if self.run.pieces.is_empty() {
            return;
        }
        let pieces = std::mem::take(&mut self.run.pieces);
        match self.run.class {
            Class::Prose => self.close_prose(pieces, at),
            Class::BlockQuote => {
                self.emit_groups(pack::paragraphs(strand::parted(pieces, true), self.options), PassageKind::Paragraph);
            }
            Class::List => {
                self.emit_groups(pack::items(strand::parted(pieces, false), self.options), PassageKind::List);
            }
            Class::Code => {
                for piece in pieces {
                    self.emit(&[piece], PassageKind::Code);
                }
            }
            Class::Table => self.close_table(pieces, at),
            Class::Caption => self.close_captions(pieces, at),
        }
    }

    fn close_prose(&mut self, mut pieces: Vec<Piece<'article>>, at: usize) {
        let introduces = self.next_kept(at).is_some_and(|next| {
            matches!(Class::of(next.kind), Class::List | Class::Table)
                || (next.kind == BlockKind::Caption && self.introduces_table(at))
        });
        let mut lead_in = None;
        if introduces && let Some((before, introduction)) = pieces.last().and_then(lead_in::take) {
            pieces.pop();
            pieces.extend(before);
            lead_in = Some(introduction.text().to_owned());
        }
        self.emit_groups(pack::paragraphs(strand::parted(pieces, true), self.options), PassageKind::Paragraph);
        self.lead_in.extend(lead_in);
    }

    fn emit_groups(&mut self, groups: Vec<Vec<Piece<'article>>>, kind: PassageKind) {
        for group in groups {
            self.emit(&group, kind);
        }
    }

    fn emit(&mut self, pieces: &[Piece<'article>], kind: PassageKind) {
        if let Some(passage) = self.passage(pieces, kind) {
            self.push(passage);
        }
    }

    fn push(&mut self, mut passage: Passage) {
        passage.ordinal = u32::try_from(self.passages.len()).unwrap_or(u32::MAX);
        self.passages.push(passage);
    }

    /// A passage of these pieces; nothing where they have no text that stands in the layer.
    fn passage(&self, pieces: &[Piece<'article>], kind: PassageKind) -> Option<Passage> {
        let mut text = Aligned::new();
        let mut parts = Vec::with_capacity(pieces.len());
        let mut edits = Vec::new();
        for piece in pieces {
            let part = piece.aligned();
            if part.is_empty() {
                continue;
            }
            let len = part.as_str().len();
            if text.is_empty() {
                text = part;
            } else {
                text.append(&part);
            }
            parts.push(text.as_str().len() - len..text.as_str().len());
            edits.extend(piece.edits());
        }
        let span = text.span()?;
        let (post, of_comment) = match self.section {
            Section::Body => (None, false),
            Section::Post(index) => (self.article.posts.get(index as usize).cloned(), false),
            Section::Comment(index) => (self.article.posts.get(index as usize).cloned(), true),
        };
        Some(Passage {
            ordinal: 0,
            kind: if of_comment { PassageKind::Comment } else { kind },
            text,
            context: self.lead_in.clone(),
            heading: self.headings.path(),
            parts,
            cells: Vec::new(),
            edits,
            span,
            lines: self.lines.lines_of(span),
            quoted: None,
            post,
            occurrence: 0,
        })
    }
}

/// Counts, for each passage, how many before it in the source have the same text.
fn number_repeats(passages: &mut [Passage]) {
    let mut seen: HashMap<&str, u32> = HashMap::with_capacity(passages.len());
    let counts: Vec<u32> = passages
        .iter()
        .map(|passage| {
            let count = seen.entry(passage.text.as_str()).or_default();
            *count += 1;
            *count - 1
        })
        .collect();
    for (passage, count) in passages.iter_mut().zip(counts) {
        passage.occurrence = count;
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{article, passages, prose, texts};
    use super::*;

    #[test]
    fn short_neighbours_under_one_heading_merge_up() {
        assert_eq!(texts("# Roles\nShort one.\nShort two."), ["Short one. Short two."]);
    }

    #[test]
    fn a_heading_is_never_crossed_and_is_no_passage() {
        let found = passages("# Roles\n## Owner\nOwns things.\n## Manager\n## Lead\nLeads things.");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].heading, ["Roles", "Owner"]);
        assert_eq!(found[1].heading, ["Roles", "Lead"]);
    }

    #[test]
    fn a_dropped_block_is_never_crossed() {
        assert_eq!(texts("One here.\nx Buy now!\nTwo here."), ["One here.", "Two here."]);
    }

    #[test]
    fn long_enough_paragraphs_stand_alone() {
        let text = format!("{}\n{}\nTail.", prose(60), prose(60));
        let words: Vec<_> = texts(&text).iter().map(|text| text.split(' ').count()).collect();
        assert_eq!(words, [60, 61]);
    }

    #[test]
    fn a_long_paragraph_is_cut_at_sentence_ends_near_the_target() {
        let words: Vec<_> = texts(&prose(360)).iter().map(|text| text.split(' ').count()).collect();
        assert_eq!(words, [120, 120, 120]);
        let words: Vec<_> = texts(&prose(250)).iter().map(|text| text.split(' ').count()).collect();
        assert_eq!(words, [130, 120]);
    }

    #[test]
    fn a_list_has_its_lead_in_as_context() {
        let found = passages("Intro stands here. The owner does this:\n- Order\n- Explain");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].text.as_str(), "Intro stands here.");
        assert_eq!(found[1].text.as_str(), "Order Explain");
        assert_eq!(found[1].context, ["The owner does this:"]);
        assert_eq!(found[1].kind, PassageKind::List);
        assert_eq!(found[1].parts, [0..5, 6..13]);
    }

    #[test]
    fn a_long_list_goes_in_groups_with_the_lead_in_for_each() {
        let items: String = format!("- {}\n", prose(20)).repeat(30);
        let found = passages(&format!("Duties:\n{items}"));
        assert!(found.len() >= 5);
        assert!(found.iter().all(|passage| passage.context == ["Duties:"]));
        assert!(found.iter().all(|passage| passage.text.as_str().split(' ').count() <= 200));
    }

    #[test]
    fn a_lead_in_that_lost_its_list_is_a_passage() {
        assert_eq!(texts("I see the puzzle:\nIt fits."), ["I see the puzzle: It fits."]);
        assert_eq!(texts("I see the puzzle:"), ["I see the puzzle:"]);
    }

    #[test]
    fn a_lead_in_holds_past_a_dropped_block() {
        let found = passages("Duties:\nx Advert\n- Order\nx Advert\n- Explain\nDone.");
        assert_eq!(
            found.iter().map(|passage| passage.text.as_str()).collect::<Vec<_>>(),
            ["Order", "Explain", "Done."]
        );
        assert_eq!(found[1].context, ["Duties:"]);
        assert!(found[2].context.is_empty());
    }

    #[test]
    fn posts_and_comments_are_kept_apart() {
        let found = passages("# Thread\n@ Ann\nOne view.\n@ Ben\nOther view.\n~ Cem\nA remark.");
        assert_eq!(found.len(), 3);
        assert_eq!(found[1].post.as_ref().and_then(|post| post.poster.as_deref()), Some("Ben"));
        assert_eq!(found[2].kind, PassageKind::Comment);
        assert_eq!(found[2].heading, ["Thread"]);
    }

    #[test]
    fn speakers_of_a_dialogue_are_kept_apart() {
        let found = texts("Ann: I order it.\nBen: I build it.\nAnn: Fine.\nAnd now?\nBen: Ship.");
        assert_eq!(found, ["Ann: I order it.", "Ben: I build it.", "Ann: Fine. And now?", "Ben: Ship."]);
    }

    #[test]
    fn code_stands_alone() {
        let found = passages("Run this:\n= cargo run\nThen look.");
        assert_eq!(found[1].kind, PassageKind::Code);
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn repeats_are_numbered() {
        let found = passages("# A\nSame.\n# B\nSame.\n# C\nSame.");
        assert_eq!(found.iter().map(|passage| passage.occurrence).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn lines_and_span_point_at_the_layer() {
        let article = article("# A\nOne.\n\nTwo.");
        let found = split(&article, &SplitOptions::default());
        assert_eq!(<[u32; 2]>::from(found[0].lines), [2, 4]);
        assert_eq!(found[0].span.of(&article.layer_text), Some("One.\n\nTwo."));
    }
}
