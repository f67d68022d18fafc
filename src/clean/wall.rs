//! Walls: pages that stand before the one that was asked for, such as checks for robots and demands to log in.
//!
//! In:  an article whose furniture is out. Out: the same; [`Damage`] where the file holds such a page and not the article's words.
//!
//! A wall says little besides that it is one. An article on walls has more to say, and quotes them in its sentences. The signs are data:
//! `wall.toml`.

use std::sync::{LazyLock, OnceLock};

use regex::Regex;
use serde::Deserialize;

use super::{ACCESS_WALL, Article, Block, BlockKind, Damage, furniture::quoted};
use crate::text::Lines;

/// A page with more words than this has something of its own to say; the longest wall among the judged pages has 220.
const MAX_WORDS: usize = 400;
/// Where one sign stands alone, so many words more are no article.
const MAX_OTHER_WORDS: usize = 40;
/// Longest line that can be a standing sign, in bytes: the sign, and behind a mark the name of a site.
const MAX_LINE_BYTES: usize = 260;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    what: String,
    #[serde(default)]
    alone: bool,
    /// Blocks with signs hold at least one in so many words.
    share: usize,
    stands: Vec<String>,
    says: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    wall: Vec<Written>,
}

struct Wall {
    written: Written,
    stands: Vec<Regex>,
    /// Built where a page has one that stands.
    says: OnceLock<Vec<Regex>>,
}

/// A sign in words. Word boundaries of bytes: a pattern without Unicode's is built in less time.
fn pattern(written: &str) -> Regex {
    Regex::new(&written.replace(r"\b", r"(?-u:\b)")).expect("the signs of `wall.toml` are well formed")
}

static WALLS: LazyLock<Vec<Wall>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("wall.toml")).expect("`wall.toml` is well formed");
    let line = |sign: &String| pattern(&format!(r"^(?:{sign})(?:\s*[-.,:;!?…|·–—(“”»].*)?$"));
    let walls = file.wall.into_iter().map(|written| Wall {
        stands: written.stands.iter().map(line).collect(),
        says: OnceLock::new(),
        written,
    });
    walls.collect()
});

/// Notes a wall.
pub(super) fn note_wall(article: &mut Article) {
    let all = article.kept().flat_map(|block| block.text.as_str().split_whitespace());
    let words = all.take(MAX_WORDS + 1).count();
    if words > MAX_WORDS {
        return;
    }
    let blocks: Vec<(&Block, String)> = article.kept().map(|block| (block, straight(block.text.as_str()))).collect();
    let title = article.reference.title.as_deref();
    let found = WALLS.iter().find_map(|wall| wall.found(title, &blocks, words));
    if let Some(detail) = found {
        let last = article.blocks.iter().map(|block| block.raw_lines.last).max().unwrap_or(1);
        // That scripts fetch the words is no news of a wall.
        article.damage.retain(|damage| damage.kind != super::NOT_RENDERED);
        article.damage.push(Damage { kind: ACCESS_WALL.to_owned(), detail, lines: Lines { first: 1, last } });
    }
}

impl Wall {
    fn says(&self) -> &[Regex] {
        self.says.get_or_init(|| self.written.says.iter().map(|sign| pattern(sign)).collect())
    }

    /// What was seen, where a page of so many words is this wall.
    fn found(&self, title: Option<&str>, blocks: &[(&Block, String)], words: usize) -> Option<String> {
        let standing = |text: &str| {
            let mut signs = self.stands.iter().enumerate().filter(|_| text.len() <= MAX_LINE_BYTES);
            signs.find(|(_, sign)| sign.is_match(text)).map(|(at, _)| at)
        };
        let is_own = |block: &Block| matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Paragraph);
        // Nearly no page has a sign that stands alone, and none is a wall without.
        let title_stands = title.is_some_and(|title| standing(&straight(title)).is_some());
        if !title_stands && !blocks.iter().any(|(block, text)| is_own(block) && standing(text).is_some()) {
            return None;
        }
        let mut seen: Vec<bool> = vec![false; self.stands.len() + self.written.says.len()];
        let mut mark = |sign: usize| seen.get_mut(sign).into_iter().for_each(|seen| *seen = true);
        let mut shown: Option<&str> = None;
        if let Some((title, sign)) = title.and_then(|title| Some((title, standing(&straight(title))?))) {
            mark(sign);
            shown = Some(title);
        }
        // Words of the blocks that hold a sign.
        let mut telling = 0;
        for (block, text) in blocks {
            let stands = standing(text).filter(|_| is_own(block));
            let says = self.says().iter().enumerate().filter(|(_, sign)| sign.is_match(text)).map(|(at, _)| at);
            let says: Vec<usize> = says.collect();
            if stands.is_some() || !says.is_empty() {
                telling += count(text);
            }
            if let Some(sign) = stands {
                mark(sign);
                shown = shown.or(Some(block.text.as_str()));
            }
            for sign in says {
                mark(self.stands.len() + sign);
            }
        }
        let signs = seen.iter().filter(|&&seen| seen).count();
        let is_wall = match (shown, signs) {
            (Some(_), 2..) => telling * self.written.share >= words,
            (Some(_), _) => self.written.alone && words - telling <= MAX_OTHER_WORDS,
            (None, _) => false,
        };
        is_wall.then(|| {
            let shown = quoted(shown.unwrap_or_default());
            format!(
                "{} stands in the place of the page: {shown}; save it from a browser that shows the page",
                self.written.what
            )
        })
    }
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The text in lower case, with straight apostrophes.
fn straight(text: &str) -> String {
    text.trim().to_lowercase().replace(['’', '‘'], "'")
}
