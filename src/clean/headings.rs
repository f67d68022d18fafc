//! Headings of pages that stay though nothing is below them.
//!
//! In:  an article of a page. Out: whether a heading that no words follow belongs to it all the same. A copy as text has lost what such a
//! heading announced; a page has not, it shows there what is no text, or goes on with a second heading.

use std::cell::OnceCell;

use super::{Article, Block, BlockKind, Layer, Outcome};

/// So many headings of a page that hold more words than all else: its author sets words as headings.
const MIN_HEADINGS: usize = 10;
/// Beyond this share of the blocks, 0 to 1, two headings in a row may well lead to other pages.
const MAX_BEFORE: f32 = 0.8;
/// Rules that take from below a heading what is no text of another page.
const NO_TEXT: [&str; 3] = ["control", "rating", "picture-caption"];

/// What the headings of an article are, as far as it is that of a page.
pub(super) struct PageHeadings {
    is_page: bool,
    /// They are its text; known once it is asked.
    are_text: OnceCell<bool>,
    /// Index of the block up to which two in a row are the author's.
    end: usize,
}

impl PageHeadings {
    pub(super) fn of(article: &Article) -> Self {
        let kept: Vec<usize> =
            (0..article.blocks.len()).filter(|&at| article.blocks.get(at).is_some_and(Block::is_kept)).collect();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a list"
        )]
        let last = (kept.len() as f32 * MAX_BEFORE) as usize;
        Self {
            is_page: article.layer == Layer::Article,
            are_text: OnceCell::new(),
            end: kept.get(last).copied().unwrap_or_default(),
        }
    }

    /// Whether the heading of a block stays; `next` is the kept heading after it, with its level, if no words stand between.
    pub(super) fn stays(&self, article: &Article, at: usize, next: Option<(usize, u8)>) -> bool {
        let Some(block) = article.blocks.get(at).filter(|_| self.is_page) else { return false };
        let BlockKind::Heading { level } = block.kind else { return false };
        let below = article.blocks.get(at + 1);
        let over_no_text = below
            .is_some_and(|below| below.verdict.outcome == Outcome::Dropped && NO_TEXT.contains(&below.verdict.rule.0));
        let has_second = at < self.end && next == Some((at + 1, level));
        over_no_text
            || has_second
            || is_numbered(block.text.as_str())
            || *self.are_text.get_or_init(|| are_text(article))
    }
}

/// Whether the headings of an article are many and hold more words than all else.
fn are_text(article: &Article) -> bool {
    let words = |heading: bool| -> usize {
        let blocks = article.kept().filter(|block| block.is_heading() == heading);
        blocks.map(|block| block.text.as_str().split_whitespace().count()).sum()
    };
    article.kept().filter(|block| block.is_heading()).count() >= MIN_HEADINGS && words(true) > words(false)
}

/// Whether a heading is one of a list: “3. Ask the team”.
fn is_numbered(text: &str) -> bool {
    let Some((first, _)) = text.trim_start_matches('#').split_once(' ') else { return false };
    let number = first.trim_end_matches(['.', ')', ':']);
    !number.is_empty() && number.len() < first.len() && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_numbered;

    #[test]
    fn a_number_with_a_mark_begins_one_of_a_list() {
        for (text, is) in [("3. Ask the team", true), ("#2) Wait", true), ("2024 in review", false), ("Ask", false)] {
            assert_eq!(is_numbered(text), is, "{text}");
        }
    }
}
