//! Signs: what single elements and addresses tell by themselves, asked while walking.
//!
//! In:  a table, a style, classes, an address. Out: whether it lays out, hides, has the shape of another, leads to a user or
//! a discussion.

use std::{
    hash::{Hash, Hasher},
    sync::LazyLock,
};

use aho_corasick::AhoCorasick;
use rustc_hash::FxHasher;
use scraper::Node;

use super::tags::Tag;

/// Cells longer than this hold a part of the page, not data.
const MAX_CELL_CHARS: u32 = 700;

/// So do cells with more boxes below each other.
const MAX_CELL_BOXES: u32 = 3;

/// Whether a raised element points to references: numbers in links to a place on a page, or in such a link (`linked`). In
/// brackets already, they are text like any other.
pub(super) fn is_reference_mark(element: ego_tree::NodeRef<'_, Node>, linked: bool) -> bool {
    /// Nodes in a mark, at most: a handful of numbers with a link each.
    const MOST_NODES: usize = 16;
    const MOST_DIGITS: usize = 3;
    let mut has_number = false;
    let mut links = linked;
    for (at, node) in element.descendants().skip(1).enumerate() {
        if at >= MOST_NODES {
            return false;
        }
        match node.value() {
            Node::Text(text) => {
                for number in text.split([',', '–', '-']).map(str::trim).filter(|number| !number.is_empty()) {
                    if number.len() > MOST_DIGITS || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                        return false;
                    }
                    has_number = true;
                }
            }
            Node::Element(inner) if Tag::of(inner.name()).is_block() => return false,
            Node::Element(inner) => links |= inner.attr("href").is_some_and(is_place),
            _ => {}
        }
    }
    links && has_number
}

/// The language of code that a class names: `language-rust`, `lang-js`, `highlight-source-shell`.
pub(in crate::clean) fn code_language(class: &str) -> Option<&str> {
    const LEADS: [&str; 3] = ["language-", "lang-", "highlight-source-"];
    /// Names of no language.
    const NONE: [&str; 6] = ["plaintext", "text", "none", "plain", "txt", "default"];
    let is_name = |name: &&str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'#' | b'-' | b'_' | b'.'))
            && !NONE.contains(name)
    };
    let names = class.split_ascii_whitespace();
    names.filter_map(|name| LEADS.iter().find_map(|lead| name.strip_prefix(lead))).find(is_name)
}

/// Whether code is nothing but the numbers of lines, in order: they stand in a column beside the lines.
pub(super) fn is_line_numbers(code: &str) -> bool {
    let mut before: Option<u32> = None;
    let mut numbers = 0;
    code.split_whitespace().all(|word| {
        let number = word.parse().ok();
        let follows = number.is_some() && before.is_none_or(|before| number == before.checked_add(1));
        (before, numbers) = (number, numbers + 1);
        follows
    }) && numbers > 1
}

/// Whether a link leads to a place on a page.
pub(super) fn is_place(href: &str) -> bool {
    href.split_once('#').is_some_and(|(_, place)| !place.is_empty())
}

/// Whether a property of microdata says when something was written.
pub(super) fn is_date_property(property: &str) -> bool {
    matches!(property, "datePublished" | "dateCreated" | "commentTime")
}

/// Whether a table lays out the page: it holds another table, headings, articles or long cells, or is one row with a box
/// below words.
pub(super) fn is_layout(table: ego_tree::NodeRef<'_, Node>) -> bool {
    let (mut cell, mut rows_with_many) = (0_u32, 0_u32);
    let mut cells_in_row = 0_u32;
    // Boxes that open in a cell after words: parts of a page, where data has one or two lines.
    let (mut boxes, mut filled) = (0_u32, false);
    let (mut rows, mut has_heads, mut has_boxes) = (0_u32, false, false);
    for node in table.descendants().skip(1) {
        match node.value() {
            Node::Element(element) => match Tag::of(element.name()) {
                Tag::Table
                | Tag::Heading(_)
                | Tag::Article
                | Tag::Section
                | Tag::Main
                | Tag::Form
                | Tag::Nav
                | Tag::Preformatted => return true,
                Tag::Row => {
                    cells_in_row = 0;
                    rows += 1;
                }
                Tag::Box if filled => {
                    (filled, has_boxes) = (false, true);
                    boxes += 1;
                    if boxes >= MAX_CELL_BOXES {
                        return true;
                    }
                }
                Tag::Cell { head } => {
                    has_heads |= head;
                    (cell, boxes, filled) = (0, 0, false);
                    cells_in_row += 1;
                    rows_with_many += u32::from(cells_in_row == 2);
                }
                _ => {}
            },
            Node::Text(text) => {
                cell += u32::try_from(text.trim().len()).unwrap_or(u32::MAX / 2);
                filled |= !text.trim().is_empty();
                if cell > MAX_CELL_CHARS {
                    return true;
                }
            }
            _ => {}
        }
    }
    rows_with_many == 0 || (rows == 1 && has_boxes && !has_heads)
}

pub(super) fn is_hidden_style(style: &str) -> bool {
    if !style.contains("none") && !style.contains("hidden") {
        return false;
    }
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(property, value)| {
        let value = value.trim().trim_end_matches("!important").trim();
        match property.trim() {
            "display" => value.eq_ignore_ascii_case("none"),
            "visibility" => value.eq_ignore_ascii_case("hidden"),
            _ => false,
        }
    })
}

/// Hash of an element's name and classes without digits, so that `post-123 odd` and `post-124 odd` agree.
pub(super) fn shape(name: &str, class: &str) -> u32 {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    for class in class.split_ascii_whitespace().take(8) {
        if matches!(class, "odd" | "even" | "first" | "last" | "alt" | "active" | "row1" | "row2" | "bg1" | "bg2") {
            continue;
        }
        for byte in class.bytes().filter(|byte| !byte.is_ascii_digit()) {
            hasher.write_u8(byte);
        }
        hasher.write_u8(b' ');
    }
    let hash = hasher.finish();
    u32::try_from((hash >> 32) ^ (hash & 0xffff_ffff)).unwrap_or_default()
}

/// Parts of addresses that lead to the page of a user.
const USER_PATHS: [&str; 11] = [
    "/user/",
    "/users/",
    "/member/",
    "/members/",
    "/profile/",
    "/profiles/",
    "/u/",
    "/~",
    "viewprofile",
    "action=profile",
    "member.php",
];

static USER_PATH: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(USER_PATHS).expect("a few short pieces make an automaton"));

pub(super) fn is_user_link(href: &str) -> bool {
    USER_PATH.is_match(href)
}

/// Words in addresses of discussions.
const FORUM_WORDS: [&str; 16] = [
    "forum",
    "forums",
    "thread",
    "threads",
    "topic",
    "viewtopic",
    "showthread",
    "showtopic",
    "discussion",
    "discussions",
    "boards",
    "community",
    "talk",
    "discuss",
    "bbs",
    "showforum",
];

pub(super) fn is_forum_address(url: &str) -> bool {
    let address = url.split_once("://").map_or(url, |(_, rest)| rest);
    // `gardenforum.example` is a forum; what is longer than a host's name may be anything.
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    let named = host.split('.').any(|part| part.ends_with("forum") || part.ends_with("forums"));
    named || address.split(|c: char| !c.is_alphanumeric()).any(|part| FORUM_WORDS.contains(&part))
}

/// Parameters and parts of a path before the number of a page, or of the first post on it.
const PAGE_WORDS: [&str; 6] = ["page", "pg", "p", "start", "offset", "st"];

/// Whether an address is that of a later page of a thread: `?page=2`, `&start=30`, `/page-3`, `/thread/8/p2`.
pub(super) fn is_later_page(url: &str) -> bool {
    let address = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let (path, query) = address.split('#').next().unwrap_or_default().split_once('?').unwrap_or((address, ""));
    let counts = |word: &str, number: &str| {
        // Posts count from 0, pages from 1.
        let first = u32::from(!matches!(word, "start" | "offset" | "st"));
        PAGE_WORDS.contains(&word) && number.parse::<u32>().is_ok_and(|number| number > first)
    };
    let in_query = query.split(['&', ';']).filter_map(|part| part.split_once('='));
    let parts: Vec<&str> = path.split('/').collect();
    let neighbours = parts.iter().zip(parts.iter().skip(1)).map(|(word, number)| (*word, *number));
    let joined = parts.iter().filter_map(|part| {
        let word = part.trim_end_matches(|next: char| next.is_ascii_digit());
        Some((word.trim_end_matches('-'), part.get(word.len()..)?))
    });
    // `?p=4821` and `/p/4821` number a post.
    let apart = in_query.chain(neighbours).filter(|(word, _)| *word != "p");
    apart.chain(joined).any(|(word, number)| counts(word, number))
}

#[cfg(test)]
mod tests {
    use super::is_later_page;

    #[test]
    fn addresses_tell_later_pages_of_a_thread() {
        for later in [
            "https://f.example/viewtopic.php?f=20&t=487157&start=25",
            "https://f.example/threads/backlogs.8/page-3",
            "https://f.example/thread/8/page/2",
            "https://f.example/topic/8-backlogs?page=2#post9",
            "https://f.example/discussion/8/backlogs/p2",
        ] {
            assert!(is_later_page(later), "{later}");
        }
        for first in [
            "https://f.example/viewtopic.php?t=487157&start=0",
            "https://f.example/threads/backlogs.8/",
            "https://f.example/viewtopic.php?p=4821",
            "https://f.example/thread/8/page/1",
            "https://page2.example/p/4821",
            "",
        ] {
            assert!(!is_later_page(first), "{first}");
        }
    }
}
