//! Promotion: what sells something, asks for something or praises its author, and is not what the article says.
//!
//! In:  an article whose furniture is out. Out: the same, promotional blocks dropped, promotional sentences inside
//! other paragraphs cut out as edits.
//!
//! Always: no single word decides. A sentence is scored by independent signs (an imperative at the head of a clause,
//! an offer, a price, the offerer, the reader, a place to go), each with a weight kept as data in `promotion.toml`;
//! a paragraph that merely names its author's firm stays.

mod score;

use std::{cell::OnceCell, ops::Range};

use self::score::Score;
use super::{
    Article, Block, BlockKind, CleanOptions, RuleId, Section,
    cut::{Cut, cut},
    furniture::{drop, is_of_post, quoted},
    splice::tells,
    vocabulary::Vocabulary,
};
use crate::text::{sentences, words};

const CALL: &str = "call-to-action";
/// What a link in a sentence counts for, where its words have no sign of a place to go.
const LINK_WEIGHT: f32 = 0.1;
/// A link to another site counts for more.
const OFF_SITE_WEIGHT: f32 = 0.25;
/// A sentence that is nothing but a link: a button.
const BUTTON_WEIGHT: f32 = 0.15;
/// How much more an item of a list, a heading or a description must score: they have no sentence around them.
const LISTED_MARGIN: f32 = 0.15;
/// How much more the words of a post must score: its poster speaks to readers, and recommends.
const POST_MARGIN: f32 = 0.3;

/// A sentence of more words is rarely a pitch.
const LONG_WORDS: usize = 32;
/// A block of one sentence of at most this many words may well be one.
const SHORT_WORDS: usize = 20;
/// Longest block that is also judged as one sentence, in bytes.
const MAX_PITCH_BYTES: usize = 200;
/// How much more such a block must score: more words hold more signs by chance.
const PITCH_MARGIN: f32 = 0.1;

/// What a short block of its own counts for that sells something and shares few of its telling words with the rest of the
/// article…
const FOREIGN_WEIGHT: f32 = 0.2;
/// …at most one in so many.
const SHARED_ONE_IN: usize = 3;
/// Shorter words say nothing, in bytes.
const MIN_CONTENT_BYTES: usize = 4;
/// What it counts for more where it shares none of at least so many…
const ALIEN_WEIGHT: f32 = 0.1;
const MIN_ALIEN_WORDS: usize = 3;
/// …and where the rest of the article speaks to no reader: less than once in so many words.
const ADDRESS_WEIGHT: f32 = 0.15;
const ADDRESSED_ONE_IN: usize = 250;
/// What speaks to a reader or presses for a deal: an instruction at work does neither.
const DIRECT: [&str; 6] = ["reader", "offerer", "deal", "urgency", "free", "brag"];
/// Words that speak to a reader.
const ADDRESS: [&str; 2] = ["you", "your"];

struct Judged {
    range: Range<usize>,
    score: Score,
}

/// Drops promotional blocks and cuts promotional sentences.
pub(super) fn drop_promotion(article: &mut Article, options: &CleanOptions) {
    let site = article.reference.url.as_deref().and_then(host).map(str::to_owned);
    let prose: Vec<usize> = (0..article.blocks.len())
        .filter(|&at| article.blocks.get(at).is_some_and(|block| block.is_kept() && can_be_promotion(block)))
        .collect();
    let count = prose.len();
    let vocabulary = OnceCell::new();
    for (place, at) in prose.into_iter().enumerate() {
        let Some(block) = article.blocks.get(at) else { continue };
        // A block that is not long is also judged as one sentence.
        let text = block.text.as_str();
        let whole = (text.len() <= MAX_PITCH_BYTES).then(|| score::score(text));
        let foreign = whole.as_ref().filter(|score| may_be_foreign(score) && is_alone(block)).map_or(0.0, |score| {
            let vocabulary = vocabulary.get_or_init(|| Vocabulary::of(article, std::iter::empty()));
            foreign_weight(block, score, vocabulary)
        });
        let Some(block) = article.blocks.get_mut(at) else { continue };
        // In a text of few blocks every block is at an edge, which then says nothing.
        let edge = count > 4 && (place == 0 || place + 2 >= count);
        judge(block, options, site.as_deref(), edge, foreign, whole);
    }
}

/// Whether a block stands by itself, so that the words around it might decide.
const fn is_alone(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Furniture)
}

/// Whether a block of this score may count for more where it is foreign to its article.
fn may_be_foreign(score: &Score) -> bool {
    score.total > 0.0 && (score.asks_for_something() || is_direct(score))
}

/// Whether it speaks to a reader or presses for a deal.
fn is_direct(score: &Score) -> bool {
    score.signs.iter().any(|sign| DIRECT.contains(sign))
}

/// What it counts for that a block has little in common with the rest of the article.
fn foreign_weight(block: &Block, score: &Score, vocabulary: &Vocabulary) -> f32 {
    let all: Vec<_> = words(block.text.as_str()).collect();
    let here = |text: &str| all.iter().filter(|other| other.text.eq_ignore_ascii_case(text)).count();
    let elsewhere = |text: &str| vocabulary.count(text).saturating_sub(here(text));
    let own: Vec<_> = all.iter().filter(|word| tells(word.text)).collect();
    let shared = own.iter().filter(|word| elsewhere(word.text) > 0).count();
    // Words of adverts do not tell, but make the block no more the article's own.
    let content = all.iter().filter(|word| word.text.len() >= MIN_CONTENT_BYTES).count();
    if shared * SHARED_ONE_IN > own.len().max(content) {
        return 0.0;
    }
    let mut weight = if score.asks_for_something() { FOREIGN_WEIGHT } else { 0.0 };
    if !is_direct(score) {
        return weight;
    }
    if shared == 0 && content >= MIN_ALIEN_WORDS {
        weight += ALIEN_WEIGHT;
    }
    if ADDRESS.iter().map(|word| elsewhere(word)).sum::<usize>() * ADDRESSED_ONE_IN < vocabulary.total() {
        weight += ADDRESS_WEIGHT;
    }
    weight
}

fn can_be_promotion(block: &Block) -> bool {
    matches!(
        block.kind,
        BlockKind::Paragraph
            | BlockKind::Furniture
            | BlockKind::ListItem { .. }
            | BlockKind::Heading { .. }
            | BlockKind::Description
    ) && !matches!(block.section, Section::Comment(_))
}

/// The host of an address, without `www.`.
pub(super) fn host(address: &str) -> Option<&str> {
    let rest = address.split_once("://").map(|(_, rest)| rest).or_else(|| address.strip_prefix("//"))?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

/// Whether an address leads to another site than the page's: not to it, nor to a part of it or the whole of it.
pub(super) fn is_off_site(address: &str, site: Option<&str>) -> bool {
    let part =
        |inner: &str, outer: &str| inner.strip_suffix(outer).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    host(address).is_some_and(|host| site.is_none_or(|site| !part(host, site) && !part(site, host)))
}

/// What its length counts for: a pitch is short, and stands alone.
fn length_weight(sentence: &str, alone: bool) -> f32 {
    match sentence.split_whitespace().take(LONG_WORDS + 1).count() {
        words if words > LONG_WORDS => -0.2,
        words if words <= SHORT_WORDS && alone => 0.14,
        _ if alone => 0.0,
        _ => -0.05,
    }
}

/// What the links of a sentence count for.
fn link_weight(block: &Block, sentence: &Range<usize>, site: Option<&str>) -> f32 {
    let inside = block.links.iter().filter(|link| sentence.start <= link.range.start && link.range.end <= sentence.end);
    let mut weight: f32 = 0.0;
    let mut bytes = 0;
    for link in inside {
        let off_site = is_off_site(&link.href, site);
        weight = weight.max(if off_site { OFF_SITE_WEIGHT } else { LINK_WEIGHT });
        bytes += link.range.len();
    }
    if bytes * 5 >= sentence.len() * 4 { weight + BUTTON_WEIGHT } else { weight }
}

/// Judges a block by its sentences, and as a `whole` where it has been scored as one.
fn judge(
    block: &mut Block,
    options: &CleanOptions,
    site: Option<&str>,
    edge: bool,
    foreign: f32,
    whole: Option<Score>,
) {
    let text = block.text.as_str();
    let listed = !is_alone(block);
    let margin = if is_of_post(block) {
        POST_MARGIN
    } else if listed {
        LISTED_MARGIN
    } else {
        0.0
    };
    let shift = if edge { score::edge_weight() } else { 0.0 } - margin + foreign;
    let mut judged: Vec<Judged> = sentences(text)
        .filter_map(|range| {
            let mut score = match &whole {
                Some(whole) if range.len() == text.len() => whole.clone(),
                _ => score::score(text.get(range.clone())?),
            };
            if score.total > 0.0 && !score.signs.contains(&"link") {
                score.total += link_weight(block, &range, site);
            }
            score.total += shift + length_weight(text.get(range.clone())?, range.len() == text.len());
            Some(Judged { range, score })
        })
        .collect();
    let firm = |judged: &Judged| judged.score.total >= score::threshold();
    if let Some(mut score) = whole.filter(|_| judged.len() > 1) {
        // A short pitch spreads its signs over its sentences: “Want more? Come to our next class.”
        score.total += shift;
        if score.total >= score::threshold() + PITCH_MARGIN {
            let (rule, evidence) = (rule_of(&score), evidence(text, &Judged { range: 0..text.len(), score }));
            drop(block, options, rule, evidence);
            return;
        }
    }
    if !judged.iter().any(firm) {
        return;
    }
    let taken = with_companions(&judged);
    let bytes = |judged: &[Judged], taken: &[bool]| {
        judged.iter().zip(taken).filter(|&(_, &taken)| taken).map(|(judged, _)| judged.range.len()).sum::<usize>()
    };
    #[expect(clippy::cast_precision_loss, reason = "a share of a block needs no more than a few digits")]
    let share = bytes(&judged, &taken) as f32 / text.len().max(1) as f32;
    if share >= score::block_share() {
        let heaviest = judged.iter().max_by(|a, b| a.score.total.total_cmp(&b.score.total));
        let Some(heaviest) = heaviest else { return };
        let (rule, evidence) = (rule_of(&heaviest.score), evidence(text, heaviest));
        drop(block, options, rule, evidence);
        return;
    }
    let cuts: Vec<Cut> = judged
        .drain(..)
        .zip(taken)
        .filter(|(judged, taken)| *taken && options.allows(RuleId(rule_of(&judged.score))))
        .map(|(judged, _)| Cut {
            evidence: evidence(text, &judged),
            rule: RuleId(rule_of(&judged.score)),
            range: judged.range,
        })
        .collect();
    if !cuts.is_empty() {
        cut(block, cuts, true);
    }
}

fn rule_of(score: &Score) -> &'static str {
    score.rule.unwrap_or(CALL)
}

fn evidence(text: &str, judged: &Judged) -> String {
    let words = text.get(judged.range.clone()).unwrap_or_default();
    // A pitch over several sentences has signs in each of them, and may have some that only its whole shows.
    let mut seen: Vec<(&str, String)> = Vec::new();
    for part in sentences(words).chain(std::iter::once(0..words.len())) {
        for (group, said) in score::words_of_signs(words.get(part).unwrap_or_default()) {
            if !seen.iter().any(|(known, _)| *known == group) {
                seen.push((group, said));
            }
        }
    }
    let signs: Vec<String> = seen.iter().map(|(group, said)| format!("{group} {}", quoted(said))).collect();
    format!("{} (score {:.2})", signs.join(", "), judged.score.total)
}

/// Which sentences go: those that are promotion, and those beside them that lead up to it or go on with it.
fn with_companions(judged: &[Judged]) -> Vec<bool> {
    let mut taken: Vec<bool> = judged.iter().map(|judged| judged.score.total >= score::threshold()).collect();
    let soft = |at: usize| judged.get(at).is_some_and(|judged| judged.score.total >= score::companion());
    for at in 1..taken.len() {
        if taken.get(at - 1) == Some(&true)
            && soft(at)
            && let Some(mark) = taken.get_mut(at)
        {
            *mark = true;
        }
    }
    for at in (1..taken.len()).rev() {
        if taken.get(at) == Some(&true)
            && soft(at - 1)
            && let Some(mark) = taken.get_mut(at - 1)
        {
            *mark = true;
        }
    }
    taken
}

#[cfg(test)]
mod tests;
