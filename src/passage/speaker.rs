use std::collections::HashMap;

use crate::clean::{Article, Block, BlockKind};

/// Names that stand before a colon at the head of several paragraphs: the speakers of a dialogue.
#[derive(Debug, Default)]
pub(super) struct Speakers<'article> {
    /// How many paragraphs each label heads.
    labels: HashMap<&'article str, u32>,
    /// Whether there are two who speak; one label alone that recurs ("Note:") is no dialogue.
    dialogue: bool,
}

/// A label is at most so many bytes.
const MAX_LABEL_BYTES: usize = 48;

impl<'article> Speakers<'article> {
    pub(super) fn of(article: &'article Article) -> Self {
        let mut labels: HashMap<&str, u32> = HashMap::new();
        for block in article.kept() {
            if let Some(label) = label(block) {
                *labels.entry(label).or_default() += 1;
            }
        }
        let recurring = labels.values().filter(|&&count| count > 1).count();
        let dialogue = recurring > 1 || (labels.contains_key("Q") && labels.contains_key("A"));
        Self { labels, dialogue }
    }

    /// The speaker that a block begins with.
    pub(super) fn speaker(&self, block: &'article Block) -> Option<&'article str> {
        let label = self.dialogue.then(|| label(block)).flatten()?;
        let recurs = self.labels.get(label).is_some_and(|&count| count > 1);
        (recurs || matches!(label, "Q" | "A")).then_some(label)
    }
}

/// Up to four capitalised words, or Q or A, before a colon at the head of a paragraph.
fn label(block: &Block) -> Option<&str> {
    if block.kind != BlockKind::Paragraph {
        return None;
    }
    let text = block.text.as_str();
    let colon = memchr::memchr(b':', text.as_bytes().get(..MAX_LABEL_BYTES.min(text.len()))?)?;
    let (label, after) = (text.get(..colon)?.trim_matches('*'), text.get(colon + 1..)?);
    let spoken = after.trim_start_matches('*').starts_with(' ');
    let named = !label.is_empty()
        && label.split(' ').count() <= 4
        && label.split(' ').all(|word| word.chars().next().is_some_and(char::is_uppercase));
    (spoken && named).then_some(label)
}
