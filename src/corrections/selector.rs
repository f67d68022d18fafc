use serde::{Deserialize, Serialize};

/// Characters of the neighbouring blocks that a selector remembers on each side.
const CONTEXT_CHARS: usize = 32;

/// A text quote selector of the W3C's annotation model: a block by its words and by what stands around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "type", rename = "TextQuoteSelector")]
pub struct Selector {
    /// The block's words.
    pub exact: String,
    /// The last characters of the block before it; empty at the start of the text.
    #[serde(default)]
    pub prefix: String,
    /// The first characters of the block after it; empty at the end of the text.
    #[serde(default)]
    pub suffix: String,
}

impl Selector {
    /// The selector of the block at `at` of `blocks`, the texts of all blocks of a source in reading order.
    #[must_use]
    pub fn of(blocks: &[&str], at: usize) -> Option<Self> {
        let exact = (*blocks.get(at)?).to_owned();
        let (prefix, suffix) = context(blocks, at);
        Some(Self { exact, prefix, suffix })
    }

    /// The block that is meant: the words are the same, and so is what stands before or after it. Where several fit,
    /// the one with both; where that does not tell either, none: a correction never moves to a look-alike.
    #[must_use]
    pub fn find(&self, blocks: &[&str]) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        let mut tied = false;
        for (at, _) in blocks.iter().enumerate().filter(|&(_, &text)| text == self.exact) {
            let (prefix, suffix) = context(blocks, at);
            let fits = usize::from(prefix == self.prefix) + usize::from(suffix == self.suffix);
            match best {
                Some((most, _)) if fits == most => tied = true,
                Some((most, _)) if fits < most => {}
                _ => (best, tied) = (Some((fits, at)), false),
            }
        }
        best.filter(|&(fits, _)| fits > 0 && !tied).map(|(_, at)| at)
    }
}

fn context(blocks: &[&str], at: usize) -> (String, String) {
    let before = blocks.iter().take(at).rev().find(|text| !text.is_empty());
    let after = blocks.iter().skip(at + 1).find(|text| !text.is_empty());
    let prefix = before.map(|text| {
        let skipped = text.chars().count().saturating_sub(CONTEXT_CHARS);
        text.chars().skip(skipped).collect()
    });
    let suffix = after.map(|text| text.chars().take(CONTEXT_CHARS).collect());
    (prefix.unwrap_or_default(), suffix.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_found_again_though_one_neighbour_has_changed() {
        let selector = Selector::of(&["one", "two", "three"], 1).expect("it is there");
        assert_eq!(selector.find(&["new", "two", "three"]), Some(1));
        assert_eq!(selector.find(&["zero", "one", "two", "new"]), Some(2));
    }

    #[test]
    fn a_look_alike_elsewhere_is_not_taken_for_it() {
        let selector = Selector::of(&["one", "Post Reply", "two", "Post Reply", "three"], 1).expect("it is there");
        assert_eq!(selector.find(&["one", "Post Reply", "two", "Post Reply", "three"]), Some(1));
        assert_eq!(selector.find(&["a", "b", "Post Reply", "c"]), None, "the words stand in another context");
        assert_eq!(selector.find(&["one", "Post Reply!", "two"]), None, "the words are others");
    }

    #[test]
    fn where_two_fit_equally_well_none_is_taken() {
        let selector = Selector { exact: "x".to_owned(), prefix: "a".to_owned(), suffix: "b".to_owned() };
        assert_eq!(selector.find(&["a", "x", "b", "a", "x", "b"]), None);
        assert_eq!(selector.find(&["a", "x", "c", "a", "x", "b"]), Some(4));
    }
}
