use super::{drop, is_inferred, is_of_post, patterns::opener, quoted};
use crate::clean::{Article, Block, BlockKind, CleanOptions};

/// From this many questions in a row without an answer on, they are links to answers elsewhere.
const MIN_QUESTIONS: usize = 3;
/// Longest entry of a list of links, in words.
const MAX_ENTRY_WORDS: usize = 20;
/// Share of a block's bytes that must be links for it to be a link and no prose.
const MIN_LINKED: f64 = 0.8;

/// Share of a block's text that is links, 0 to 1.
fn linked(block: &Block) -> f64 {
    let len = block.text.as_str().len();
    if len == 0 {
        return 0.0;
    }
    let bytes: usize = block.links.iter().map(|link| link.range.len()).sum();
    #[expect(clippy::cast_precision_loss, reason = "texts are far below 2^52 bytes")]
    let share = bytes as f64 / len as f64;
    share
}

fn is_entry(block: &Block) -> bool {
    let text = block.text.as_str();
    let short = text.split_whitespace().take(MAX_ENTRY_WORDS + 1).count() <= MAX_ENTRY_WORDS;
    let listed = matches!(block.kind, BlockKind::ListItem { .. }) || block.is_heading() && is_inferred(block);
    short && (linked(block) >= MIN_LINKED || listed && !text.ends_with(['.', '!']))
}

/// Drops headings such as “Related posts” or “On this page”, with the entries right after them.
pub(super) fn drop_link_blocks(article: &mut Article, options: &CleanOptions) {
    let mut at = 0;
    while at < article.blocks.len() {
        let Some(block) = article.blocks.get(at).filter(|block| block.is_kept()) else {
            at += 1;
            continue;
        };
        let stands_out = block.is_heading() || matches!(block.kind, BlockKind::Paragraph | BlockKind::Furniture);
        let stands_out = stands_out && !is_of_post(block);
        let rule = if stands_out { opener(block.text.as_str()) } else { None };
        let Some(rule) = rule.filter(|&rule| rule != "unanswered-questions") else {
            at += 1;
            continue;
        };
        let name = block.text.as_str().to_owned();
        let entries =
            article.blocks.iter().skip(at + 1).take_while(|block| !block.is_kept() || is_entry(block)).count();
        let any = article.blocks.iter().skip(at + 1).take(entries).any(Block::is_kept);
        if any || at + 1 + entries == article.blocks.len() {
            for entry in article.blocks.iter_mut().skip(at).take(entries + 1).filter(|block| block.is_kept()) {
                drop(entry, options, rule, format!("{} and links", quoted(&name)));
            }
        }
        at += entries + 1;
    }
}

fn is_question(block: &Block) -> bool {
    let listed = matches!(block.kind, BlockKind::ListItem { .. } | BlockKind::Heading { .. } | BlockKind::Paragraph);
    let text = block.text.as_str();
    listed && text.ends_with('?') && text.split_whitespace().take(MAX_ENTRY_WORDS + 11).count() <= MAX_ENTRY_WORDS + 10
}

/// Drops runs of questions that nothing answers, with their heading: links to answers elsewhere.
///
/// A list of questions that is content (“Ask yourself:”) has a lead-in or a heading of its own; a list of links is
/// nothing but links, or stands under a heading that announces frequent questions.
pub(super) fn drop_questions(article: &mut Article, options: &CleanOptions) {
    let kept: Vec<usize> =
        (0..article.blocks.len()).filter(|&at| article.blocks.get(at).is_some_and(Block::is_kept)).collect();
    let block = |article: &Article, at: usize| kept.get(at).and_then(|&at| article.blocks.get(at)).cloned();
    let questions: Vec<bool> = kept.iter().map(|&at| article.blocks.get(at).is_some_and(is_question)).collect();
    let mut at = 0;
    while at < kept.len() {
        let run = questions.iter().skip(at).take_while(|&&question| question).count();
        if run < MIN_QUESTIONS {
            at += run.max(1);
            continue;
        }
        let mut end = at + run;
        // A question in a line of its own may have its answer after it; one in a list has none.
        let last_is_heading = block(article, end - 1).is_some_and(|last| last.is_heading());
        let answered = block(article, end).is_some_and(|next| !next.is_heading());
        if last_is_heading && answered {
            end -= 1;
        }
        let heading = at.checked_sub(1).and_then(|before| block(article, before)).filter(|before| {
            before.is_heading() || before.kind == BlockKind::Paragraph && before.text.as_str().len() < 100
        });
        let announced =
            heading.as_ref().is_some_and(|heading| opener(heading.text.as_str()) == Some("unanswered-questions"));
        let all_links = (at..end).all(|at| {
            kept.get(at).and_then(|&at| article.blocks.get(at)).is_some_and(|block| linked(block) >= MIN_LINKED)
        });
        if end - at >= MIN_QUESTIONS && (announced || all_links) {
            let from = if announced { at - 1 } else { at };
            for &index in kept.get(from..end).unwrap_or_default() {
                if let Some(block) = article.blocks.get_mut(index) {
                    drop(
                        block,
                        options,
                        "unanswered-questions",
                        format!("{} questions in a row without an answer", end - at),
                    );
                }
            }
        }
        at = end.max(at + 1);
    }
}
