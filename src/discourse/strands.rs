//! Where the stance of neighbouring paragraphs changes.

use std::ops::Range;

use super::{
    cues::CUES,
    stances::{read_part, resolve},
    view::{Denial, Sentence, View},
};

/// The stretches of one paragraph, as bytes of it, each with the number of its strand.
pub type Stretches = Vec<(Range<usize>, u32)>;

/// Where the stance of neighbouring paragraphs changes so that they must not share a passage: for each paragraph its
/// stretches, numbered over all of them so that equal numbers may stand together.
///
/// It changes where a view begins to be rejected or ceases to be, inside a paragraph too; with `parts_reports`, also
/// between a paragraph that mostly reports and one that does not. Nothing where it does not change.
#[must_use]
pub fn strands(paragraphs: &[&str], parts_reports: bool) -> Option<Vec<Stretches>> {
    if !parts_reports && !paragraphs.iter().any(|paragraph| CUES.may_deny(paragraph)) {
        return None;
    }
    let mut held = Vec::new();
    let mut of_paragraph = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let from = held.len();
        read_part(paragraph, 0, &mut held);
        of_paragraph.push(from..held.len());
    }
    resolve(&mut held);
    let mut strand = 0;
    let mut before = None;
    let mut stretches = Vec::with_capacity(paragraphs.len());
    for sentences in of_paragraph {
        let sentences = held.get(sentences).unwrap_or_default();
        let reports = parts_reports && mostly_reports(sentences);
        let mut of_this: Vec<(Range<usize>, u32)> = Vec::new();
        for sentence in sentences {
            // The sentence that denies stays with what it denies.
            let after_rejected = before.is_some_and(|(rejects, _)| rejects);
            let rejects = sentence.view == View::Rejected || (after_rejected && sentence.denial != Denial::None);
            let now = (rejects, reports && !rejects);
            if before.is_some_and(|before| before != now) {
                strand += 1;
            }
            before = Some(now);
            match of_this.last_mut() {
                Some((range, last)) if *last == strand => range.end = sentence.range.end,
                _ => of_this.push((sentence.range.clone(), strand)),
            }
        }
        stretches.push(of_this);
    }
    (strand > 0).then_some(stretches)
}

fn mostly_reports(sentences: &[Sentence]) -> bool {
    let bytes = |reports: bool| -> usize {
        let of_kind =
            sentences.iter().filter(|sentence| matches!(sentence.view, View::Reported | View::Belief) == reports);
        of_kind.map(|sentence| sentence.range.len()).sum()
    };
    bytes(true) > bytes(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strands_part_what_is_rejected_from_what_is_held() {
        let found = strands(
            &["Owners decide.", "A myth is that they code.", "That's not so. They order.", "They serve."],
            false,
        )
        .expect("a view is rejected");
        let numbers: Vec<Vec<u32>> =
            found.iter().map(|stretches| stretches.iter().map(|(_, strand)| *strand).collect()).collect();
        assert_eq!(numbers, [vec![0], vec![1], vec![1, 2], vec![2]]);
        assert_eq!(strands(&["Owners decide.", "They order."], true), None);
        assert!(strands(&["Owners decide.", "Some say they order."], true).is_some());
    }
}
