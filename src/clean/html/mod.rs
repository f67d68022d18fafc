//! HTML: the main content of a saved page.
//!
//! In:  a capture of HTML. Out: a draft article: all visible text in blocks, in page order; those outside the article
//! dropped, with the rule and what it saw.
//!
//! Always: one parse; no recursion; each block's text is a stretch of the draft's layer, in order.
//!
//! Steps: `scan` reads the source into tokens (`start_tag`, `references`) and leaves out what no rule reads, `bounds` keeps the tree
//! small, `sink` takes it, `walk` flattens it into a `page` of elements and blocks,
//! `platforms` and `threads` look for software whose layout is known and for posts, `score` finds the root of
//! an article, `prune` takes the furniture out of it, `ending` what stands below it.
//! `credits` reads who wrote a post and when, `comments` the same of readers' comments, `stamps` the day, `quotations` tells what only repeats an earlier one and whose words
//! the others have (`labels` reads the lines that say so), `opening` finds the first post of a thread where it is laid out unlike the answers.

mod attributes;
mod bounds;
mod captions;
mod comments;
mod credits;
mod ending;
mod evidence;
mod generic;
mod labels;
mod names;
mod opening;
mod page;
mod parse;
mod platforms;
mod prune;
mod quotations;
mod references;
mod scan;
mod score;
mod signs;
mod sink;
mod stamps;
mod start_tag;
mod tags;
mod threads;
mod tokens;
mod walk;

#[cfg(test)]
pub(super) use self::ending::rule_ids as ending_rule_ids;
use memchr::memmem;

use self::{
    credits::FoundPost,
    page::{Page, Sight},
    prune::Decision,
};
use super::{
    Article, Block, BlockKind, CleanError, CleanOptions, Damage, Edit, Layer, NOT_RENDERED, Outcome, Post, RuleId,
    Section, Verdict,
};
use crate::{
    source::{Capture, Reference, metadata},
    text::{Aligned, Lines},
};

pub(super) use self::signs::code_language;

/// Whether a class says that an element names who said what the quotation before it holds.
pub(super) fn names_quote_source(class: &str) -> bool {
    class.split_ascii_whitespace().any(|name| names::flags_of_name(name).any(names::flag("quote-source")))
}

/// Drafts the article of a page.
///
/// Fails where the page's tree is larger than the limits.
pub fn read(capture: &Capture, options: &CleanOptions) -> Result<Article, CleanError> {
    let parsed = parse::parse(&capture.text, &options.limits).map_err(|parse::Excess::Nodes| {
        CleanError::TooManyNodes { origin: capture.origin.to_string(), limit: options.limits.max_nodes }
    })?;
    let page = walk::walk(&parsed);
    let sight = sights(&page);
    let platform = platforms::platform(&page);
    let mut thread = platform
        .and_then(|platform| threads::by_platform(&page, platform, &parsed.html))
        .or_else(|| generic::thread(&page).filter(|_| platform.is_none_or(|platform| platform.article.is_empty())));
    if let Some(thread) = &mut thread {
        opening::add(&page, thread);
    }
    let is_thread = thread.is_some();
    let (decisions, mut posts) = match thread {
        Some(mut thread) => {
            let quoted = quotations::parts(&page, &thread, &parsed.html);
            quotations::name_quoted(&mut thread, &quoted);
            (prune::of_thread(&page, &thread, &quoted), thread.posts)
        }
        None => prune::of_article(&page, &parsed.html, sight, platform),
    };
    stamps::date_posts(&page, &mut posts, &parsed.html);
    let words = words_of(&page);
    let mut article = draft(page, &decisions, posts, options);
    article.damage.extend(not_rendered(&article, words, &capture.text));
    article.reference = metadata::from_html(&parsed.html);
    if is_thread {
        name_opener(&mut article);
    } else {
        ending::drop_ending(&mut article, options);
    }
    Ok(article)
}

/// Who opens a thread is its poster: nobody who stands on a later page of it. Nobody is its author, whatever the page
/// calls those who post.
fn name_opener(article: &mut Article) {
    article.reference.author.clear();
    if article.reference.poster.is_none() && !article.reference.url.as_deref().is_some_and(signs::is_later_page) {
        article.reference.poster = article.posts.first().and_then(|post| post.poster.clone());
    }
}

/// Which text counts: what is shown, and what is not where that holds nearly all of the page's words.
fn sights(page: &Page) -> &'static [Sight] {
    let words = |sight: Sight| -> u32 {
        page.blocks.iter().filter(|block| block.sight == sight && block.link_density() < 0.5).map(|b| b.words).sum()
    };
    let shown = words(Sight::Shown);
    if words(Sight::NoScript) > shown.max(40) * 2 {
        &[Sight::Shown, Sight::NoScript]
    } else if words(Sight::Hidden) > shown.max(40) {
        &[Sight::Shown, Sight::Hidden]
    } else {
        &[Sight::Shown]
    }
}

/// A page of more words than a menu, a notice and a footer have says something for itself.
const MAX_FRAME_WORDS: u32 = 40;
/// More markup than this around so few words framed something; the barest frames of the judged pages have 9,700 bytes.
const MIN_FRAME_BYTES: usize = 4000;

/// How many words the file holds that a browser could show.
fn words_of(page: &Page) -> u32 {
    page.blocks.iter().map(|block| block.words).sum()
}

/// Whether words only bridge the time until scripts have fetched the page's own, or say that they cannot.
fn is_bridge(words: &str) -> bool {
    let words = words.to_lowercase();
    words.starts_with("loading") || words.contains("enable javascript") || words.contains("requires javascript")
}

/// That the file is only the frame of a page: hardly any words, and none of them kept but such as stand in for others.
fn not_rendered(article: &Article, words: u32, source: &str) -> Option<Damage> {
    let has_script = || {
        memmem::find_iter(source.as_bytes(), b"<script")
            .chain(memmem::find_iter(source.as_bytes(), b"<SCRIPT"))
            .next()
            .is_some()
    };
    let is_frame = words < MAX_FRAME_WORDS
        && article.kept().all(|block| is_bridge(block.text.as_str()))
        && (source.len() >= MIN_FRAME_BYTES || has_script());
    let bytes = source.len();
    is_frame.then(|| Damage {
        kind: NOT_RENDERED.to_owned(),
        detail: format!(
            "{words} words in {bytes} bytes of markup: as a rule scripts fetch the rest when a browser shows the page; save it from there"
        ),
        lines: Lines { first: 1, last: source.lines().count().max(1).try_into().unwrap_or(u32::MAX) },
    })
}

/// For each block whether it is the first of a block quotation.
fn opened_quotations(page: &Page) -> Vec<bool> {
    // For each element the outermost quotation around it.
    let mut around: Vec<Option<usize>> = Vec::with_capacity(page.elements.len());
    for (at, element) in page.elements.iter().enumerate() {
        let above = if element.parent == at { None } else { around.get(element.parent).copied().flatten() };
        around.push(above.or((element.tag == tags::Tag::Quote).then_some(at)));
    }
    let mut before = None;
    let opens = page.blocks.iter().map(|block| {
        let here = around.get(block.element).copied().flatten();
        here.is_some() & (here != std::mem::replace(&mut before, here))
    });
    opens.collect()
}

fn draft(page: Page, decisions: &[Decision], posts: Vec<FoundPost>, options: &CleanOptions) -> Article {
    let mut blocks = Vec::with_capacity(page.blocks.len());
    let opens = opened_quotations(&page);
    for ((raw, decision), opens_quotation) in page.blocks.into_iter().zip(decisions).zip(opens) {
        let mut words = raw.text.clone();
        let mut edits = Vec::new();
        let dropped = decision.dropped && options.allows(decision.rule);
        let mut outcome = if dropped { Outcome::Dropped } else { Outcome::Kept };
        let label = RuleId("quotation-label");
        if decision.label > 0 && !dropped && options.allows(label) {
            words.start = (words.start + decision.label).min(words.end);
            outcome = Outcome::Edited;
            let removed = page.text.get(raw.text.start..words.start).unwrap_or_default().trim_end().to_owned();
            edits.push(Edit { span: None, removed, rule: label });
        }
        let mut text = Aligned::of(&page.text, words.clone());
        if text.is_empty() {
            text = Aligned::new();
        }
        let (mut links, cells) = (raw.links, raw.cells);
        let cut = words.start - raw.text.start;
        links.retain_mut(|link| {
            link.range = link.range.start.saturating_sub(cut)..link.range.end.saturating_sub(cut);
            !link.range.is_empty()
        });
        let verbatim = text.as_str().len() == words.len() && (cut == 0 || cells.is_empty());
        blocks.push(Block {
            kind: match (raw.kind, decision.section, &decision.quoted) {
                (BlockKind::Paragraph | BlockKind::Caption, _, Some(_)) => BlockKind::Quote,
                // Software that writes a whole post as a block quote.
                (BlockKind::Quote, Section::Post(_), None) => BlockKind::Paragraph,
                (kind, ..) => kind,
            },
            links: if verbatim { links } else { Vec::new() },
            cells: if verbatim { cells } else { Vec::new() },
            text,
            section: decision.section,
            quoted: decision.quoted.clone(),
            verdict: Verdict { outcome, rule: decision.rule, evidence: decision.evidence.clone() },
            edits,
            opens_quotation,
            uncut: None,
            markup: raw.markup,
            raw_lines: raw.lines,
        });
    }
    blocks.retain(|block| !block.text.is_empty());
    Article {
        reference: Reference::default(),
        layer: Layer::Article,
        layer_text: page.text,
        blocks,
        posts: posts
            .into_iter()
            .map(|post| Post {
                issued: post.issued,
                quotes: (!post.quotes.is_empty()).then(|| post.quotes.join(", ")),
                poster: post.poster,
                dated: post.dated,
                unsigned: post.unsigned,
            })
            .collect(),
        damage: Vec::new(),
    }
}
