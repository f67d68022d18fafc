use super::{Piece, SplitOptions};
use crate::clean::BlockKind;

/// Puts neighbouring paragraphs together while they are short; cuts long ones at sentence ends.
pub(super) fn paragraphs<'article>(pieces: Vec<Piece<'article>>, options: &SplitOptions) -> Vec<Vec<Piece<'article>>> {
    let mut groups: Vec<Vec<Piece>> = Vec::new();
    let mut cut = Vec::with_capacity(pieces.len());
    for piece in pieces {
        piece.cut(options.target_words, options.max_words, &mut cut);
    }
    for piece in cut {
        match groups.last_mut() {
            Some(group) if words(group) < options.min_words && fits(group, &piece, options) => group.push(piece),
            _ => groups.push(vec![piece]),
        }
    }
    merge_short_ends(groups, options)
}

/// Keeps a short list whole; puts the items of a long one in groups near the target, broken before an item of the
/// outermost level where one is near.
pub(super) fn items<'article>(pieces: Vec<Piece<'article>>, options: &SplitOptions) -> Vec<Vec<Piece<'article>>> {
    let total: usize = pieces.iter().map(|piece| piece.words).sum();
    let mut cut = Vec::with_capacity(pieces.len());
    for piece in pieces {
        piece.cut(options.target_words, options.max_words, &mut cut);
    }
    let limit = if total <= options.max_words { options.max_words } else { options.target_words };
    let outermost = cut.iter().map(depth).min().unwrap_or_default();
    let mut groups: Vec<Vec<Piece>> = Vec::new();
    for piece in cut {
        match groups.last_mut() {
            Some(group)
                if fits(group, &piece, options)
                    && (words(group) + piece.words <= limit
                        || words(group) < options.min_words
                        || depth(&piece) > outermost) =>
            {
                group.push(piece);
            }
            _ => groups.push(vec![piece]),
        }
    }
    merge_short_ends(groups, options)
}

fn depth(piece: &Piece<'_>) -> u8 {
    match piece.block.kind {
        BlockKind::ListItem { depth, .. } => depth,
        BlockKind::Description => 1,
        _ => 0,
    }
}

fn words(group: &[Piece<'_>]) -> usize {
    group.iter().map(|piece| piece.words).sum()
}

/// Whether `piece` may join the group: the same strand, and not too long together. Pieces of one block that were
/// cut apart for their length are never joined again, for together they exceed the limit.
fn fits(group: &[Piece<'_>], piece: &Piece<'_>, options: &SplitOptions) -> bool {
    group.last().is_some_and(|last| last.strand == piece.strand) && words(group) + piece.words <= options.max_words
}

/// A group that stayed short because nothing followed joins the one before it.
fn merge_short_ends<'article>(groups: Vec<Vec<Piece<'article>>>, options: &SplitOptions) -> Vec<Vec<Piece<'article>>> {
    let mut merged: Vec<Vec<Piece>> = Vec::with_capacity(groups.len());
    for mut group in groups {
        let short = words(&group) < options.min_words;
        match merged.last_mut() {
            Some(before)
                if short
                    && group.first().is_some_and(|first| fits(before, first, options))
                    && words(before) + words(&group) <= options.max_words =>
            {
                before.append(&mut group);
            }
            _ => merged.push(group),
        }
    }
    merged
}
