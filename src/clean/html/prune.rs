//! Pruning: what of the root is the article, and what is furniture inside it.
//!
//! In:  a page with its root, or its posts. Out: one [`Decision`] a block.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;
use scraper::Html;

use super::{
    comments::{Comments, is_said_in_comment},
    credits::FoundPost,
    names::{Effect, groups},
    page::{Element, ElementId, Page, RawBlock, Sight, to_f32},
    platforms::Platform,
    quotations::{self, Part},
    score::{self, is_prose},
    tags::Tag,
    threads::Thread,
};
use crate::{
    clean::{BlockKind, Quoted, RuleId, Section},
    text,
};

/// What becomes of one block.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) dropped: bool,
    pub(super) rule: RuleId,
    pub(super) evidence: String,
    pub(super) section: Section,
    /// Whose words the block has, where a post quotes them.
    pub(super) quoted: Option<Quoted>,
    /// How many bytes at its head only say so.
    pub(super) label: usize,
}

impl Decision {
    fn keep(rule: &'static str, section: Section) -> Self {
        Self { dropped: false, rule: RuleId(rule), evidence: String::new(), section, quoted: None, label: 0 }
    }

    /// Whether the block stands in the article so far.
    fn is_body(&self) -> bool {
        !self.dropped && self.section == Section::Body
    }

    fn drop(rule: &'static str, evidence: String) -> Self {
        Self { dropped: true, evidence, ..Self::keep(rule, Section::Body) }
    }
}

/// Decides on the blocks of a thread.
pub(super) fn of_thread(page: &Page, thread: &Thread, quoted: &[Option<Part>]) -> Vec<Decision> {
    let repeated = quotations::repeated(page, thread);
    page.blocks
        .iter()
        .enumerate()
        .map(|(at, block)| match thread.post_of.get(at).copied().flatten() {
            Some(_) if block.kind == BlockKind::Furniture => Decision::drop("control", "a button or label".to_owned()),
            Some(_) if block.sight == Sight::Hidden => Decision::drop("hidden", hidden_evidence(page, block)),
            Some(_) if is_unfilled(page, block) => Decision::drop("template-tag", UNFILLED.to_owned()),
            Some(post) if repeated.get(at).copied().unwrap_or(false) => Decision {
                section: Section::Post(post),
                ..Decision::drop("quoted-post", "its words stand in an earlier post of this page".to_owned())
            },
            Some(post) => {
                of_quotation(page.text_of(block), quoted.get(at).and_then(Option::as_ref), Section::Post(post))
            }
            None => Decision::drop("outside-posts", format!("not in the words of a post, by {}", thread.by)),
        })
        .collect()
}

/// Decides on words of a post that may be somebody else's.
fn of_quotation(text: &str, part: Option<&Part>, section: Section) -> Decision {
    match part {
        None => Decision::keep("post", section),
        Some(Part::Label) => {
            let evidence = format!("tells whose words follow: “{text}”");
            Decision { section, ..Decision::drop("quotation-label", evidence) }
        }
        Some(Part::Words { quoted, cut }) => {
            let unnamed = || "a quotation that names nobody".to_owned();
            let evidence = quoted.speaker.as_ref().map_or_else(unnamed, |name| format!("a quotation of {name}"));
            Decision { evidence, quoted: Some(quoted.clone()), label: *cut, ..Decision::keep("post", section) }
        }
    }
}

const UNFILLED: &str = "a place that a script would have filled";

/// Whether a block is nothing but the name of what a script would have put there: `{{ message.text }}`.
fn is_unfilled(page: &Page, block: &RawBlock) -> bool {
    let text = page.text_of(block);
    block.kind != BlockKind::Code
        && text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).is_some_and(|inside| !inside.contains("}}"))
}

fn hidden_evidence(page: &Page, block: &RawBlock) -> String {
    format!("out of sight in {}", describe(page, block.element))
}

/// An element in words for a person: what it is and how deep it lies.
fn describe(page: &Page, element: ElementId) -> String {
    let Some(found) = page.elements.get(element) else { return "the page".to_owned() };
    format!("{} at depth {}", found.tag.words(), found.depth)
}

/// Longest list of names that evidence quotes, in characters.
const MAX_NAMES_CHARS: usize = 60;

/// The outermost element around `element` that is furniture.
fn holder_of(page: &Page, furniture: &[Option<u8>], element: ElementId) -> ElementId {
    let is_furniture = |at: ElementId| furniture.get(at).copied().flatten().is_some();
    page.ancestors(element).take_while(|&(at, _)| is_furniture(at)).last().map_or(element, |(at, _)| at)
}

/// What the page calls an element that is furniture.
fn names_evidence(page: &Page, html: &Html, holder: ElementId) -> String {
    let node = page.elements.get(holder).and_then(|found| html.tree.get(found.node));
    let mut evidence = String::new();
    for attribute in ["class", "id"] {
        let value = node.and_then(|node| node.value().as_element()?.attr(attribute));
        if let Some(value) = value.map(text::collapse_white_space).filter(|value| !value.is_empty()) {
            let shown: String = value.chars().take(MAX_NAMES_CHARS).collect();
            let rest = if shown.len() < value.len() { "…" } else { "" };
            let _ = write!(evidence, "{attribute} “{shown}{rest}” ");
        }
    }
    let of = if evidence.is_empty() { "" } else { "of " };
    format!("{evidence}{of}{}", describe(page, holder))
}

/// Decides on the blocks of an article.
pub(super) fn of_article(
    page: &Page,
    html: &Html,
    sight: &[Sight],
    platform: Option<&Platform>,
) -> (Vec<Decision>, Vec<FoundPost>) {
    let mut comments = Comments::default();
    let mut scored = score::score(page, sight);
    let mut by = String::new();
    if let Some(platform) = platform.filter(|platform| !platform.article.is_empty())
        && let Some(root) = (0..page.elements.len()).find(|&at| platform.article.matches(page, at))
    {
        scored.root = root;
        by = format!(", the article by the layout of {}", platform.name);
    }
    let dropped_by_platform: Vec<bool> = match platform {
        Some(platform) if !platform.drop.is_empty() => {
            let mut marks: Vec<bool> = Vec::with_capacity(page.elements.len());
            for (at, element) in page.elements.iter().enumerate() {
                let above = element.parent != at && marks.get(element.parent).copied().unwrap_or(false);
                marks.push(above || platform.drop.matches(page, at));
            }
            marks
        }
        _ => Vec::new(),
    };
    let mut said: Option<(ElementId, String)> = None;
    let mut decisions: Vec<Decision> = page
        .blocks
        .iter()
        .map(|block| {
            if !sight.contains(&block.sight) {
                return Decision::drop("hidden", hidden_evidence(page, block));
            }
            let inside = page.is_within(block.element, scored.root);
            if let Some(group) = scored.furniture.get(block.element).copied().flatten()
                && let Some(group) = groups().get(usize::from(group))
            {
                let holder = holder_of(page, &scored.furniture, block.element);
                // A menu has many entries: what holds them is described once.
                if said.as_ref().is_none_or(|(of, _)| *of != holder) {
                    said = Some((holder, names_evidence(page, html, holder)));
                }
                let evidence = said.as_ref().map(|(_, evidence)| evidence.clone()).unwrap_or_default();
                if group.effect == Effect::Comments && is_said_in_comment(page, block) {
                    let index = comments.number_of(page, block.element);
                    return Decision { evidence, ..Decision::keep("comment", Section::Comment(index)) };
                }
                return Decision::drop(&group.id, evidence);
            }
            if !inside {
                return Decision::drop("outside-main-content", format!("outside {}{by}", describe(page, scored.root)));
            }
            if dropped_by_platform.get(block.element).copied().unwrap_or(false) {
                return Decision::drop("platform-furniture", "furniture of the site's software".to_owned());
            }
            if block.kind == BlockKind::Furniture {
                return Decision::drop("control", "a button or label".to_owned());
            }
            if is_unfilled(page, block) {
                return Decision::drop("template-tag", UNFILLED.to_owned());
            }
            Decision::keep("main-content", Section::Body)
        })
        .collect();
    drop_link_lists(page, &mut decisions);
    drop_cards(page, &mut decisions);
    drop_repeated(page, &mut decisions);
    keep_what_is_left(page, &mut decisions);
    (decisions, comments.posts)
}

/// Keeps the prose outside of the main content where nothing in it is left: a page that was torn has its root elsewhere.
fn keep_what_is_left(page: &Page, decisions: &mut [Decision]) {
    if decisions.iter().any(Decision::is_body) {
        return;
    }
    for (block, decision) in page.blocks.iter().zip(decisions) {
        if decision.rule.0 == "outside-main-content" && is_prose(page, block) {
            *decision = Decision::keep("main-content", Section::Body);
            "nothing else of the page is left".clone_into(&mut decision.evidence);
        }
    }
}

/// Fewer words may well be said twice.
const MIN_REPEATED_WORDS: u32 = 8;
/// What a page shows for another width stands within so many blocks of what it repeats, or is at least so long, in blocks. A line that
/// comes again farther on is said again: the head of each table, a note under each picture.
const NEAR: usize = 10;
const MIN_FAR_BLOCKS: usize = 4;

/// Drops what the page shows twice: once for wide screens, once for narrow ones.
fn drop_repeated(page: &Page, decisions: &mut [Decision]) {
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    // Repeated blocks in a row, and how far the first is from what it repeats.
    let mut runs: Vec<(Vec<usize>, usize)> = Vec::new();
    let mut in_repeat = false;
    for (at, (block, _)) in
        page.blocks.iter().zip(&*decisions).enumerate().filter(|(_, (_, decision))| decision.is_body())
    {
        let first = *seen.entry(page.text_of(block)).or_insert(at);
        let repeats = first != at;
        if repeats && in_repeat {
            runs.last_mut().into_iter().for_each(|(run, _)| run.push(at));
        } else if repeats && block.words >= MIN_REPEATED_WORDS {
            runs.push((vec![at], at - first));
            in_repeat = true;
        } else {
            in_repeat = false;
        }
    }
    for at in runs.iter().filter(|(run, far)| *far <= NEAR || run.len() >= MIN_FAR_BLOCKS).flat_map(|(run, _)| run) {
        if let Some(decision) = decisions.get_mut(*at) {
            *decision = Decision::drop("repeated-block", "the same words stand earlier on the page".to_owned());
        }
    }
}

/// Fewer neighbours of one shape are no row of cards.
const MIN_CARDS: usize = 3;
/// A card has at most this many words.
const MAX_CARD_WORDS: u32 = 50;
/// Share of the neighbours that are cards for all of them to be.
const MIN_CARD_SHARE: f32 = 0.75;
/// Cards with a greater share of the article's words are the article: a page that lists things.
const MAX_CARDS_SHARE: f32 = 0.35;

/// Drops rows of cards: neighbours of one shape, each a linked title with a picture, a date or a line of teaser.
///
/// They lead to other pages. The items of a list article have more to say, or no title that is a link.
fn drop_cards(page: &Page, decisions: &mut [Decision]) {
    let mut rows: Vec<(ElementId, u32)> = Vec::new();
    let mut cards: FxHashMap<(ElementId, u32), (Vec<ElementId>, u32)> = FxHashMap::default();
    for (at, element) in page.elements.iter().enumerate() {
        if !matches!(element.tag, Tag::Box | Tag::Section | Tag::Article | Tag::Item) || element.blocks.is_empty() {
            continue;
        }
        let Some(blocks) = page.blocks.get(element.blocks.clone()) else { continue };
        let Some(inside) = decisions.get(element.blocks.clone()) else { continue };
        let mut kept = blocks.iter().zip(inside).filter(|(_, decision)| decision.is_body()).map(|(block, _)| block);
        let words: u32 = kept.clone().map(|block| block.words).sum();
        if words == 0 {
            continue;
        }
        let titled = kept.any(|block| block.words >= 3 && block.link_density() > 0.9 && block.leads_away());
        let row = (element.parent, element.shape);
        let (members, count) = cards.entry(row).or_insert_with(|| {
            rows.push(row);
            Default::default()
        });
        members.push(at);
        *count += u32::from(titled && words <= MAX_CARD_WORDS && element.blocks.len() >= 2);
    }
    for row in rows {
        let Some((members, count)) = cards.get(&row) else { continue };
        let share = to_f32(*count) / to_f32(u32::try_from(members.len()).unwrap_or(u32::MAX));
        if members.len() < MIN_CARDS || share < MIN_CARD_SHARE {
            continue;
        }
        let words_in = |element: &Element| -> u32 {
            let blocks = page.blocks.get(element.blocks.clone()).unwrap_or_default();
            let inside = decisions.get(element.blocks.clone()).unwrap_or_default();
            blocks.iter().zip(inside).filter(|(_, decision)| decision.is_body()).map(|(block, _)| block.words).sum()
        };
        let held: u32 = members.iter().filter_map(|&member| page.elements.get(member)).map(words_in).sum();
        let all: u32 = page.elements.first().map(words_in).unwrap_or_default();
        if to_f32(held) > MAX_CARDS_SHARE * to_f32(all) {
            continue;
        }
        for &member in members {
            let Some(element) = page.elements.get(member) else { continue };
            for decision in decisions.get_mut(element.blocks.clone()).unwrap_or_default() {
                if decision.is_body() {
                    *decision =
                        Decision::drop("cards", format!("one of {} linked titles with a teaser", members.len()));
                }
            }
        }
    }
}

/// Most of an element's characters stand in links.
const MIN_LINK_LIST_DENSITY: f32 = 0.7;

/// A block of so many words outside of links says something of its own.
const MIN_PROSE_WORDS: usize = 20;

/// How many words of a block stand outside of links.
fn words_outside_links(page: &Page, block: &RawBlock) -> usize {
    let text = page.text_of(block);
    let count = |text: Option<&str>| text.map_or(0, |text| text.split_whitespace().count());
    let linked: usize = block.links.iter().map(|link| count(text.get(link.range.clone()))).sum();
    count(Some(text)).saturating_sub(linked)
}

/// Drops elements that are nothing but links, and single blocks that are one.
fn drop_link_lists(page: &Page, decisions: &mut [Decision]) {
    // Between paragraphs of the article a list of links is part of it.
    let kept_prose = |(block, decision): &(&RawBlock, &Decision)| decision.is_body() && is_prose(page, block);
    let first = page.blocks.iter().zip(&*decisions).position(|pair| kept_prose(&pair)).unwrap_or(0);
    let last = page.blocks.len()
        - page.blocks.iter().rev().zip(decisions.iter().rev()).position(|pair| kept_prose(&pair)).unwrap_or(0);
    for element in &page.elements {
        if !matches!(element.tag, Tag::List { .. } | Tag::Box | Tag::Section | Tag::Paragraph | Tag::Table) {
            continue;
        }
        let Some(blocks) = page.blocks.get(element.blocks.clone()) else { continue };
        let Some(inside) = decisions.get_mut(element.blocks.clone()) else { continue };
        let within = element.blocks.start > first && element.blocks.end < last;
        if within && matches!(element.tag, Tag::List { .. } | Tag::Paragraph | Tag::Table) {
            continue;
        }
        if inside.iter().all(|decision| !decision.is_body()) {
            continue;
        }
        let (mut chars, mut linked, mut prose) = (0_u32, 0_u32, false);
        for (block, _) in blocks.iter().zip(inside.iter()).filter(|(_, decision)| decision.is_body()) {
            chars += block.chars;
            // A heading that opens what is below it is no link, nor is a sentence that names many.
            let opens = matches!(block.kind, BlockKind::Heading { .. }) && !block.leads_away();
            linked += if opens { 0 } else { block.link_chars };
            let may = block.words >= 20;
            prose |= is_prose(page, block) || may && words_outside_links(page, block) >= MIN_PROSE_WORDS;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of characters")]
        let density = if chars == 0 { 0.0 } else { linked as f32 / chars as f32 };
        if prose || density < MIN_LINK_LIST_DENSITY {
            continue;
        }
        for decision in inside.iter_mut().filter(|decision| decision.is_body()) {
            *decision = Decision::drop("link-list", format!("link density {density:.2}"));
        }
    }
}
