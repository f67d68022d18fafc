use crate::{
    clean::{Block, BlockKind},
    discourse::{Standing, ends_with_attribution, introduces_speech, is_attribution, is_signature, standing},
};

use super::{Piece, lead_in};

/// Neighbouring blocks that make one quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// How many blocks.
    pub(super) blocks: usize,
    /// Whether its speaker is named inside; else the sentence before must name one.
    pub(super) attributed: bool,
}

/// A quotation has at most so many paragraphs with its attribution; keeps the search linear.
const MAX_BLOCKS: usize = 8;

/// The quotation that `blocks` begins with: a quoted paragraph with its attribution behind or on the next line, a
/// quotation over several paragraphs, a block quote.
pub(super) fn group(blocks: &[Block]) -> Option<Group> {
    let first = blocks.first()?;
    match first.kind {
        BlockKind::Quote => block_quote(blocks),
        BlockKind::Paragraph | BlockKind::ListItem { .. } => in_marks(blocks),
        _ => None,
    }
}

/// The blocks that may belong to the same quotation as the first.
fn joined(blocks: &[Block]) -> impl Iterator<Item = &Block> {
    let section = blocks.first().map(|first| first.section);
    blocks.iter().take(MAX_BLOCKS).take_while(move |block| block.is_kept() && Some(block.section) == section)
}

fn block_quote(blocks: &[Block]) -> Option<Group> {
    let mut count = 0;
    for block in joined(blocks) {
        let text = block.text.as_str();
        if block.kind != BlockKind::Quote {
            let attributed = match block.kind {
                BlockKind::Paragraph => is_attribution(text),
                BlockKind::Caption => is_attribution(text) || is_signature(text),
                _ => false,
            };
            return (count > 0).then_some(Group { blocks: count + usize::from(attributed), attributed });
        }
        count += 1;
        let signed = count > 1 && is_signature(text);
        if signed
            || ends_with_attribution(text)
            || matches!(standing(text), Standing::Quotation | Standing::Attribution)
        {
            return Some(Group { blocks: count, attributed: true });
        }
    }
    (count > 0).then_some(Group { blocks: count, attributed: false })
}

fn in_marks(blocks: &[Block]) -> Option<Group> {
    let mut count = 0;
    let mut joined = joined(blocks).peekable();
    while let Some(block) = joined.next() {
        if count > 0 && block.kind != BlockKind::Paragraph {
            return None;
        }
        count += 1;
        match standing(block.text.as_str()) {
            Standing::Quotation => return Some(Group { blocks: count, attributed: true }),
            Standing::Quoted => {
                let attributed = joined.peek().is_some_and(|next| {
                    matches!(next.kind, BlockKind::Paragraph | BlockKind::Quote | BlockKind::ListItem { .. })
                        && is_attribution(next.text.as_str())
                });
                return Some(Group { blocks: count + usize::from(attributed), attributed });
            }
            Standing::Opens => {}
            Standing::Attribution | Standing::Other => return None,
        }
    }
    None
}

/// Cuts the sentence that names who is about to speak off the end of `pieces` ("As Ann Lee explains:").
pub(super) fn take_introduction<'article>(pieces: &mut Vec<Piece<'article>>) -> Option<Piece<'article>> {
    let (before, introduction) = pieces.last().and_then(lead_in::take)?;
    introduces_speech(introduction.text()).then_some(())?;
    pieces.pop();
    pieces.extend(before);
    Some(introduction)
}
