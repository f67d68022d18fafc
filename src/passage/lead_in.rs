use crate::text::sentences;

use super::Piece;

/// The sentence at the end of `piece` that introduces what follows ("The owner decides three things:"), and what
/// stands before it.
///
/// Nothing where the piece does not end with a colon.
pub(super) fn take<'article>(piece: &Piece<'article>) -> Option<(Option<Piece<'article>>, Piece<'article>)> {
    let text = piece.text();
    ends_with_colon(text).then_some(())?;
    let last = sentences(text).last()?;
    let introduction = Piece::part(piece.block, piece.range.start + last.start..piece.range.end);
    let before = text.get(..last.start).map(str::trim_end).filter(|before| !before.is_empty());
    let before = before.map(|before| Piece::part(piece.block, piece.range.start..piece.range.start + before.len()));
    Some((before, introduction))
}

fn ends_with_colon(text: &str) -> bool {
    text.trim_end_matches(|character: char| character.is_whitespace() || matches!(character, '*' | '_')).ends_with(':')
}
