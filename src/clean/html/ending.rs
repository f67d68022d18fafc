//! The ending of a page: what stands below an article, in the same element and with no name that tells.
//!
//! In:  the draft of an article. Out: the same, less boxes about the author, lists of other pages, forms and small
//! print that a heading or a short line opens below the article.
//!
//! Always: only the last part of the words is looked at, and never much of them is dropped. What opens such a part is
//! data: `ending.toml`.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::clean::{
    Article, Block, BlockKind, CleanOptions, Section,
    furniture::{drop, quoted},
};

/// Share of the article's words that stand before its ending.
const MIN_BEFORE: f32 = 0.5;
/// Most words of an ending, as a share of the article's.
const MAX_SHARE: f32 = 0.3;
/// Longest line that opens something, in words.
const MAX_OPENER_WORDS: usize = 9;
/// A paragraph of this many words is no teaser.
const MIN_PROSE_WORDS: usize = 25;
/// A line about the author stands among this many blocks at the top or the end.
const EDGE: usize = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    opener: Vec<Opener>,
    bio: Bio,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opener {
    rule: String,
    r#match: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bio {
    after_name: String,
    whole: String,
}

struct Rules {
    openers: Vec<(String, Regex)>,
    after_name: Regex,
    bio: Regex,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let written: Written = toml::from_str(include_str!("ending.toml")).expect("`ending.toml` is well formed");
    let regex = |pattern: &str, fold: bool| {
        RegexBuilder::new(pattern)
            .case_insensitive(fold)
            .build()
            .expect("the patterns of `ending.toml` are well formed")
    };
    Rules {
        openers: written
            .opener
            .into_iter()
            .map(|opener| (opener.rule, regex(&format!("^(?:{})$", opener.r#match), true)))
            .collect(),
        after_name: regex(&written.bio.after_name, false),
        bio: regex(&written.bio.whole, false),
    }
});

/// Ids of the rules that openers name.
#[cfg(test)]
pub(in crate::clean) fn rule_ids() -> impl Iterator<Item = &'static str> {
    RULES.openers.iter().map(|(rule, _)| rule.as_str())
}

/// Drops what stands below the article.
pub(super) fn drop_ending(article: &mut Article, options: &CleanOptions) {
    let kept: Vec<usize> = (0..article.blocks.len())
        .filter(|&at| article.blocks.get(at).is_some_and(|block| block.is_kept() && block.section == Section::Body))
        .collect();
    let mut before = Vec::with_capacity(kept.len() + 1);
    let mut words = 0;
    for &at in &kept {
        before.push(words);
        words += article.blocks.get(at).map_or(0, |block| block.text.as_str().split_whitespace().count());
    }
    before.push(words);
    let ending = Ending { kept: &kept, before: &before, words };
    drop_authors(article, &ending, options);
    let mut place = 0;
    while place < kept.len() {
        let end = opened(article, &ending, place);
        if let Some((rule, end)) = end {
            let opener =
                kept.get(place).and_then(|&at| article.blocks.get(at)).map(|block| quoted(block.text.as_str()));
            let evidence = format!("{} below the article", opener.unwrap_or_default());
            for &at in kept.get(place..end).unwrap_or_default() {
                if let Some(block) = article.blocks.get_mut(at).filter(|block| block.is_kept()) {
                    drop(block, options, rule, evidence.clone());
                }
            }
            place = end;
        } else {
            place += 1;
        }
    }
}

/// The kept blocks and the words before each.
struct Ending<'a> {
    kept: &'a [usize],
    before: &'a [usize],
    words: usize,
}

impl Ending<'_> {
    fn words_before(&self, place: usize) -> usize {
        self.before.get(place).copied().unwrap_or(self.words)
    }

    fn share(&self, words: usize) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a share of an article needs no more than a few digits")]
        let share = words as f32 / self.words.max(1) as f32;
        share
    }
}

/// If the block at a place opens something that is no part of the article: the rule, and where it ends.
fn opened(article: &Article, ending: &Ending<'_>, place: usize) -> Option<(&'static str, usize)> {
    if ending.share(ending.words_before(place)) < MIN_BEFORE {
        return None;
    }
    let block = article.blocks.get(*ending.kept.get(place)?)?;
    let level = match block.kind {
        BlockKind::Heading { level } => level,
        BlockKind::Paragraph if block.is_kept() => u8::MAX,
        _ => return None,
    };
    let text = block.text.as_str();
    if text.split_whitespace().take(MAX_OPENER_WORDS + 1).count() > MAX_OPENER_WORDS || text.ends_with('.') {
        return None;
    }
    let text = text.trim_end_matches([':', '!', '?', ' ', '…']);
    let (rule, _) = RULES.openers.iter().find(|(_, opener)| opener.is_match(text))?;
    let rest = ending.kept.get(place + 1..)?;
    let next = rest.iter().position(|&at| {
        article
            .blocks
            .get(at)
            .is_some_and(|block| matches!(block.kind, BlockKind::Heading { level: other } if other <= level))
    });
    // It ends as well where the article goes on: what a mere line opens at a paragraph.
    let goes_on = |block: &Block| {
        matches!(block.kind, BlockKind::TableRow { .. } | BlockKind::Code)
            || level == u8::MAX && block.text.as_str().split_whitespace().count() >= MIN_PROSE_WORDS
    };
    let prose = rest.iter().position(|&at| article.blocks.get(at).is_some_and(goes_on));
    let end = next.into_iter().chain(prose).min().map_or(ending.kept.len(), |next| place + 1 + next);
    let share = ending.share(ending.words_before(end) - ending.words_before(place));
    (share <= MAX_SHARE).then_some((rule.as_str(), end))
}

/// Drops lines that say who the author is.
fn drop_authors(article: &mut Article, ending: &Ending<'_>, options: &CleanOptions) {
    let authors = article.reference.author.clone();
    for (place, &at) in ending.kept.iter().enumerate() {
        let (top, last) = (place < EDGE, place + EDGE >= ending.kept.len());
        let below = ending.share(ending.words_before(place)) >= MIN_BEFORE;
        if !top && !below {
            continue;
        }
        let Some(block) = article.blocks.get_mut(at) else { continue };
        if !is_about(block, &authors, below, last && below) {
            continue;
        }
        let evidence = quoted(block.text.as_str());
        drop(block, options, "author-box", evidence);
    }
}

fn is_about(block: &Block, authors: &[String], below: bool, last: bool) -> bool {
    let text = block.text.as_str();
    let named = authors
        .iter()
        .filter(|name| name.contains(' '))
        .find_map(|name| text.trim_start_matches(['*', ' ']).strip_prefix(name.as_str()));
    match (block.kind, named) {
        (BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::Furniture, Some("")) => below,
        (BlockKind::Paragraph, Some(rest)) => RULES.after_name.is_match(rest),
        (BlockKind::Paragraph, None) => last && RULES.bio.is_match(text),
        _ => false,
    }
}
