//! Strands: stretches of one stance. A view that is rejected never shares a passage with what the source holds.

use super::{Piece, piece::count_words};
use crate::discourse;

/// Parts the pieces where the stance changes: where a view begins to be rejected or ceases to be and, between
/// paragraphs, where somebody's view ends and the source's own begins.
pub(super) fn parted(pieces: Vec<Piece<'_>>, parts_reports: bool) -> Vec<Piece<'_>> {
    let texts: Vec<&str> = pieces.iter().map(Piece::text).collect();
    let Some(strands) = discourse::strands(&texts, parts_reports && texts.len() > 1) else { return pieces };
    let mut parted = Vec::with_capacity(pieces.len());
    for (piece, stretches) in pieces.iter().zip(strands) {
        match stretches.as_slice() {
            [(_, strand)] => parted.push(Piece { strand: *strand, ..piece.clone() }),
            _ => parted.extend(stretches.into_iter().map(|(range, strand)| {
                let words = piece.text().get(range.clone()).map_or(0, count_words);
                Piece { strand, ..piece.sub(range, words) }
            })),
        }
    }
    parted
}

#[cfg(test)]
mod tests {
    use super::super::fixture::texts;

    #[test]
    fn a_rejected_view_never_shares_a_passage_with_what_is_held() {
        let found = texts(
            "Titles differ.\nA common misconception is that owners only write stories.\nThe thinking is that they \
             have no voice.\nThat's not what we see.\nOwners decide.",
        );
        assert_eq!(found.len(), 3);
        assert!(found[1].starts_with("A common") && found[1].ends_with("what we see."));
    }

    #[test]
    fn a_view_that_is_reported_does_not_merge_with_the_source_s_own() {
        assert_eq!(texts("According to Ann Lee, owners decide.\nWe let them.").len(), 2);
    }
}
