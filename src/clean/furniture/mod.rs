//! Furniture: what surrounds an article and is not part of it, in every format.
//!
//! In:  a draft article. Out: the same blocks, those of furniture dropped; dates, bylines, posters and the title that
//! they told entered in the reference.
//!
//! Always: only short blocks are judged by their words alone; a rule that looks at neighbours looks at a bounded
//! number of them. The patterns are data: `furniture.toml`.

mod dates;
mod forum;
mod links;
mod metadata;
mod patterns;
mod title;

use super::{Article, Block, CleanOptions, Outcome, RuleId, Section, Verdict};

/// Most characters of a block's words that evidence quotes.
const MAX_EVIDENCE_CHARS: usize = 60;
/// Bylines and dates stand among this many blocks at the top, counted after what has been dropped…
const TOP_BLOCKS: usize = 8;
/// …or among this many at the end.
const LAST_BLOCKS: usize = 3;

pub(super) use dates::{dates, names_year};
#[cfg(test)]
pub(super) use patterns::rule_ids;

/// Drops the furniture of an article and enters what it tells in the reference.
pub(super) fn drop_furniture(article: &mut Article, options: &CleanOptions) {
    let chrome = patterns::drop_lines(article, options);
    forum::drop_neighbours(article, &chrome, options);
    drop_metadata(article, options);
    title::drop_titles(article, options);
    forum::drop_tagline(article, &chrome, options);
    forum::note_repost(article);
    links::drop_link_blocks(article, options);
    links::drop_questions(article, options);
}

/// Drops a block by a rule, unless the rule is switched off; tells whether it did.
pub(super) fn drop(block: &mut Block, options: &CleanOptions, rule: &'static str, evidence: String) -> bool {
    let rule = RuleId(rule);
    if !options.allows(rule) {
        return false;
    }
    block.verdict = Verdict { outcome: Outcome::Dropped, rule, evidence };
    true
}

/// The first words of a text in quotation marks, for evidence.
pub(super) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_EVIDENCE_CHARS).collect();
    if shown.len() < text.len() {
        shown.truncate(shown.trim_end().len());
        shown.push('…');
    }
    format!("“{shown}”")
}

/// Whether structure was read into the block's line, not marked by the source.
pub(super) fn is_inferred(block: &Block) -> bool {
    block.verdict.rule.0.starts_with("inferred-")
}

/// Whether a block is the words of a post, as the markup of a page tells: what frames an article does not stand in it.
pub(super) fn is_of_post(block: &Block) -> bool {
    block.verdict.rule.0 == "post"
}

/// Drops lines of dates, names and reading times near the top and the end, and reads them.
fn drop_metadata(article: &mut Article, options: &CleanOptions) {
    let kept: Vec<usize> = (0..article.blocks.len())
        .filter(|&at| article.blocks.get(at).is_some_and(|block| block.is_kept() && block.section == Section::Body))
        .collect();
    let last = kept.len().saturating_sub(LAST_BLOCKS).max(TOP_BLOCKS);
    let near = kept.iter().take(TOP_BLOCKS).map(|&at| (at, true)).chain(kept.iter().skip(last).map(|&at| (at, false)));
    for (at, top) in near {
        let Some(block) = article.blocks.get_mut(at) else { continue };
        if !patterns::is_loose(block) {
            continue;
        }
        let Some(found) = metadata::metadata(block.text.as_str(), top) else { continue };
        let evidence = quoted(block.text.as_str());
        if drop(block, options, found.rule, evidence) {
            if article.reference.issued.is_none() {
                article.reference.issued = found.issued;
            }
            if article.reference.author.is_empty() {
                article.reference.author = found.author;
            }
        }
    }
}
