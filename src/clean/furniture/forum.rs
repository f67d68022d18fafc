use std::sync::LazyLock;

use regex::Regex;

use super::{dates::dates, drop, patterns::is_loose, quoted};
use crate::{
    clean::{Article, Block, CleanOptions, Damage, Layer, Outcome, Post, Section},
    source::Issued,
    text::Lines,
};

/// Longest name of a user, in words.
const MAX_NAME_WORDS: usize = 3;
/// A sub-forum's tagline stands among this many blocks at the top.
const TAGLINE_WITHIN: usize = 6;
/// Longest tagline, in words.
const MAX_TAGLINE_WORDS: usize = 18;

static POST_BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:post(?:ed)? )?by:?\s+(?P<name>\S.{0,40}?)\s*(?:[»•]|,? on |,? at |$)")
        .expect("the pattern of posters is well formed")
});

fn is_dropped_by(block: &Block, rule: &str) -> bool {
    block.verdict.outcome == Outcome::Dropped && block.verdict.rule.0 == rule
}

/// Drops names of users that stand between the chrome of a forum, and reads who posted, when the account was made.
pub(super) fn drop_neighbours(article: &mut Article, chrome: &[bool], options: &CleanOptions) {
    if !chrome.contains(&true) {
        return;
    }
    let beside = |at: usize| chrome.get(at).copied().unwrap_or(false);
    let mut name = None;
    for at in 0..article.blocks.len() {
        let between = (at == 0 || beside(at - 1)) && beside(at + 1);
        let profile = article.blocks.get(at + 1).is_some_and(|next| {
            ["forum-post-count", "forum-joined", "forum-profile"].iter().any(|rule| is_dropped_by(next, rule))
        });
        let Some(block) = article.blocks.get_mut(at).filter(|block| block.is_kept() && is_loose(block)) else {
            continue;
        };
        let text = block.text.as_str().to_owned();
        let short = text.split_whitespace().count() <= MAX_NAME_WORDS && !text.ends_with(['.', '!', '?', ':']);
        if short
            && (between || profile)
            && drop(block, options, "forum-user-name", format!("{} between furniture of a forum", quoted(&text)))
        {
            name.get_or_insert(text);
        }
    }
    read_posts(article, name);
}

/// Reads “Post by” lines: one is the poster of the text, several are the posts of a thread.
fn read_posts(article: &mut Article, name: Option<String>) {
    let lines: Vec<usize> = (0..article.blocks.len())
        .filter(|&at| article.blocks.get(at).is_some_and(|block| is_dropped_by(block, "forum-post-by")))
        .collect();
    let posts: Vec<Post> = lines
        .iter()
        .filter_map(|&at| article.blocks.get(at))
        .map(|block| {
            let text = block.text.as_str();
            let poster = POST_BY.captures(text).and_then(|captures| Some(captures.name("name")?.as_str().to_owned()));
            let issued = dates(text).into_iter().next().map(|found| found.date);
            Post { poster, issued, ..Post::default() }
        })
        .collect();
    let first = posts.first().and_then(|post| post.poster.clone()).or(name);
    if article.reference.poster.is_none() {
        article.reference.poster = first;
    }
    if posts.len() < 2 || article.layer != Layer::Raw || !article.posts.is_empty() {
        return;
    }
    article.posts = posts;
    for (number, &start) in lines.iter().enumerate() {
        let end = lines.get(number + 1).copied().unwrap_or(article.blocks.len());
        let section = u32::try_from(number).map_or(Section::Body, Section::Post);
        for block in article.blocks.get_mut(start..end).unwrap_or_default() {
            block.section = section;
        }
    }
}

/// The date in a line that says since when an account exists.
fn joined(article: &Article) -> Option<(Issued, Lines)> {
    let block = article.blocks.iter().find(|block| is_dropped_by(block, "forum-joined"))?;
    let date = dates(block.text.as_str()).into_iter().next()?.date;
    Some((date, block.raw_lines))
}

/// An article that is older than its poster's account was written elsewhere.
pub(super) fn note_repost(article: &mut Article) {
    let Some(issued) = article.reference.issued.clone() else { return };
    let Some((joined, lines)) = joined(article) else { return };
    if issued < joined && !article.damage.iter().any(|damage| damage.kind == "repost") {
        let detail = format!("account made {joined}, article of {issued}");
        article.damage.push(Damage { kind: "repost".to_owned(), detail, lines });
    }
}

/// Drops the tagline of a sub-forum: a sentence of its own at the top, between the title and the chrome.
pub(super) fn drop_tagline(article: &mut Article, chrome: &[bool], options: &CleanOptions) {
    for at in 1..article.blocks.len().min(TAGLINE_WITHIN) {
        let after_title = article.blocks.get(..at).is_some_and(|before| {
            before.iter().all(|block| !block.is_kept()) && before.iter().any(|block| is_dropped_by(block, "title"))
        });
        let before_chrome = chrome.get(at + 1).copied().unwrap_or(false);
        let Some(block) = article.blocks.get_mut(at).filter(|block| block.is_kept() && is_loose(block)) else {
            continue;
        };
        let short = block.text.as_str().split_whitespace().count() <= MAX_TAGLINE_WORDS;
        if after_title && before_chrome && short {
            let evidence = format!("{} between the title and furniture of a forum", quoted(block.text.as_str()));
            drop(block, options, "forum-tagline", evidence);
        }
    }
}
