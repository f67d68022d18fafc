//! Damage: what the copy has lost.
//!
//! In:  an article after furniture and promotion are out. Out: the same, headings without a body dropped, and
//! [`Damage`] where that shows that the copy lost a list or its end.
//!
//! Silence after such a heading says nothing about the work; comparison needs to know.

use super::{
    Article, Block, BlockKind, CleanOptions, Damage, Layer, Outcome, Stage,
    furniture::{drop, is_inferred, is_of_post, quoted},
    headings::PageHeadings,
    rules::rule,
};

const EMPTY: &str = "empty-heading";

/// Drops headings that nothing follows and records what the copy lost.
pub(super) fn drop_empty_headings(article: &mut Article, options: &CleanOptions) {
    let mut lost = Vec::new();
    drop_label_runs(article, options, &mut lost);
    let lists_lost = !lost.is_empty();
    // From the end: a heading over a heading that was dropped is empty too.
    let mut next: Option<(usize, u8)> = None;
    let mut follows = false;
    let page = PageHeadings::of(article);
    for at in (0..article.blocks.len()).rev() {
        let Some(block) = article.blocks.get(at).filter(|block| block.is_kept()) else { continue };
        let section = block.section;
        let BlockKind::Heading { level } = block.kind else {
            follows = true;
            next = None;
            continue;
        };
        let same_section = article
            .blocks
            .iter()
            .skip(at + 1)
            .find(|block| block.is_kept())
            .is_none_or(|block| block.section == section);
        let has_body = same_section && next.map_or(follows, |(_, below)| below > level);
        // In a post a heading is a line that its poster set large.
        if has_body || is_of_post(block) || page.stays(article, at, next) {
            next = Some((at, level));
            continue;
        }
        let damage = damage_of(article, at, follows || next.is_some());
        let Some(block) = article.blocks.get_mut(at) else { continue };
        let evidence = format!("{} with nothing below it", quoted(block.text.as_str()));
        if drop(block, options, EMPTY, evidence) {
            lost.extend(damage);
        } else {
            next = Some((at, level));
        }
    }
    if lists_lost {
        lost.extend(lead_ins(article));
    }
    lost.sort_by_key(|damage| damage.lines);
    article.damage.extend(lost);
}

fn is_label(block: &Block) -> bool {
    block.is_kept() && block.is_heading() && is_inferred(block) && block.text.as_str().ends_with(':')
}

fn is_listed(block: &Block) -> bool {
    matches!(block.kind, BlockKind::ListItem { .. } | BlockKind::TableRow { .. } | BlockKind::Code)
}

/// Drops labels that stand close together with nothing between: each announced a list that the copy lost.
///
/// The last of them is as empty as the first, though a paragraph may follow: only a list would be its body.
fn drop_label_runs(article: &mut Article, options: &CleanOptions, lost: &mut Vec<Damage>) {
    let mut at = 0;
    while at < article.blocks.len() {
        let run = article.blocks.iter().skip(at).take_while(|block| is_label(block)).count();
        let listed = article.blocks.get(at + run).is_some_and(is_listed);
        let empty = if listed { run.saturating_sub(1) } else { run };
        if run >= 2 && empty > 0 {
            let labels: Vec<String> =
                article.blocks.iter().skip(at).take(empty).map(|block| quoted(block.text.as_str())).collect();
            let lines = article
                .blocks
                .iter()
                .skip(at)
                .take(empty)
                .map(|block| block.raw_lines)
                .reduce(crate::text::Lines::cover);
            let mut dropped = false;
            for block in article.blocks.iter_mut().skip(at).take(empty) {
                dropped |= drop(block, options, EMPTY, format!("{} without its list", quoted(block.text.as_str())));
            }
            if let Some(lines) = lines.filter(|_| dropped) {
                lost.push(Damage {
                    kind: "lost-list".to_owned(),
                    detail: format!("no list after {}", labels.join(", ")),
                    lines,
                });
            }
        }
        at += run.max(1);
    }
}

/// What an empty heading shows: nothing where its body was dropped by a rule, or where a page has no lines to lose.
fn damage_of(article: &Article, at: usize, more_follows: bool) -> Option<Damage> {
    let block = article.blocks.get(at)?;
    if article.layer != Layer::Raw {
        return None;
    }
    let body_dropped =
        article.blocks.iter().skip(at + 1).take_while(|block| !block.is_kept() && !block.is_heading()).any(|block| {
            block.verdict.outcome == Outcome::Dropped
                && rule(block.verdict.rule.0).is_some_and(|rule| {
                    rule.stage == Stage::Promotion
                        || ["related-link", "unanswered-questions", "table-of-contents", "repeated-on-site"]
                            .contains(&rule.id.as_str())
                })
        });
    if body_dropped {
        return None;
    }
    let (kind, what) = if is_label(block) {
        ("lost-list", "no list after")
    } else if more_follows {
        ("lost-section", "nothing after")
    } else {
        ("truncated", "the text stops after")
    };
    Some(Damage {
        kind: kind.to_owned(),
        detail: format!("{what} {}", quoted(block.text.as_str())),
        lines: block.raw_lines,
    })
}

/// Paragraphs that announce a list which is not there. Only in a copy that is known to have lost lists: elsewhere a
/// paragraph may well follow a colon.
fn lead_ins(article: &Article) -> Vec<Damage> {
    let kept: Vec<&Block> = article.kept().collect();
    let pairs = kept.iter().zip(kept.iter().skip(1).map(Some).chain([None]));
    pairs
        .filter(|(block, next)| {
            block.kind == BlockKind::Paragraph
                && block.text.as_str().ends_with(':')
                && next.is_none_or(|next| !is_listed(next) && next.kind != BlockKind::Quote)
        })
        .map(|(block, _)| Damage {
            kind: "lost-list".to_owned(),
            detail: format!("no list after the lead-in {}", quoted(block.text.as_str())),
            lines: block.raw_lines,
        })
        .collect()
}
