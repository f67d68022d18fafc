//! Names of authors, out of the ways in which pages and people give them.

use std::{collections::HashSet, sync::LazyLock};

use serde::Deserialize;

use super::entities;
use crate::text;

/// Longer than this is a sentence, not a name, in bytes.
const MAX_NAME_BYTES: usize = 80;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordLists {
    not_names: HashSet<String>,
}

static WORDS: LazyLock<WordLists> =
    LazyLock::new(|| toml::from_str(include_str!("author.toml")).expect("the word list of authors is valid TOML"));

/// The names in a text that gives one author or several: "By A. One and B. Two", "A. One; B. Two". None for what is
/// no name: an account ("admin"), an address, a handle, a sentence.
#[must_use]
pub fn names(given: &str) -> Vec<String> {
    let decoded = entities::decode(given);
    let given = text::collapse_white_space(&decoded);
    let given = strip_label(&given);
    let mut found = Vec::new();
    for part in given.split([';', '|']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" & ")) {
        // "One, Two" may be a name turned round; "A. One, B. Two" may not.
        let parts: Vec<&str> = part.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 && parts.iter().all(|part| part.contains(' ')) {
            found.extend(parts.into_iter().filter_map(name));
        } else {
            found.extend(name(part));
        }
    }
    let mut seen = HashSet::new();
    found.retain(|name| seen.insert(text::fold(name).into_owned()));
    found
}

/// A text that gives one name, as a list of authors does: not cut at "and" or commas.
#[must_use]
pub fn name(given: &str) -> Option<String> {
    let decoded = entities::decode(given);
    let given = text::collapse_white_space(&decoded);
    let given = strip_label(&given);
    // "A. One <one@example.org>", "A. One (one@example.org)"
    let bare = match given.find(['<', '(']) {
        Some(at) if given.get(at..).is_some_and(|rest| rest.contains('@')) => given.get(..at).unwrap_or_default(),
        _ => given,
    };
    let bare = bare.trim().trim_matches([',', ';', '"']).trim();
    let folded = text::fold(bare);
    let is_name = !bare.is_empty()
        && bare.len() <= MAX_NAME_BYTES
        && bare.chars().any(char::is_alphabetic)
        && !bare.contains(['@', '/', '{', '}', '<', '>', '='])
        && !is_account(&folded);
    is_name.then(|| of_slug(bare).unwrap_or_else(|| bare.to_owned()))
}

/// The name in the slug that static sites key their authors by: `ada-one` is Ada One. A single word may be an account.
fn of_slug(given: &str) -> Option<String> {
    let parts: Vec<&str> = given.split('-').collect();
    let is_part = |part: &&str| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    ((2..=3).contains(&parts.len()) && parts.iter().all(is_part)).then(|| {
        let capital = |part: &str| {
            part.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(part.chars().skip(1)).collect()
        };
        parts.into_iter().map(capital).collect::<Vec<String>>().join(" ")
    })
}

/// Whether a name is that of an account: `admin`, `site_admin`, `wp-admin`, but not "Ada Admin".
fn is_account(folded: &str) -> bool {
    WORDS.not_names.contains(folded)
        || (!folded.contains(' ') && folded.split(['_', '-', '.']).any(|part| WORDS.not_names.contains(part)))
}

fn strip_label(given: &str) -> &str {
    const LABELS: [&str; 5] = ["by ", "by: ", "author: ", "written by ", "von "];
    let label =
        LABELS.iter().find(|label| given.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label)));
    label.and_then(|label| given.get(label.len()..)).unwrap_or(given).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_authors_are_told_apart() {
        assert_eq!(names("By Ada One and Bo Two"), ["Ada One", "Bo Two"]);
        assert_eq!(names("Ada One, Bo Two & Cy Three"), ["Ada One", "Bo Two", "Cy Three"]);
        assert_eq!(names("One, Ada"), ["One, Ada"]);
        assert_eq!(names("ada-one"), ["Ada One"]);
        assert_eq!(names("adaone42"), ["adaone42"]);
        assert_eq!(names("Ada-Bo One"), ["Ada-Bo One"]);
        assert_eq!(names("Ada One; ada one"), ["Ada One"]);
    }

    #[test]
    fn what_is_no_name_is_no_author() {
        for junk in
            ["admin", "Guest Author", "https://a.example/ada", "ada@a.example", "@ada", "{{ page.author }}", "42", ""]
        {
            assert!(names(junk).is_empty(), "{junk}");
        }
        assert_eq!(names("Ada One <ada@a.example>"), ["Ada One"]);
        assert_eq!(names("D&#8217;Arcy O&#039;Neil"), ["D’Arcy O'Neil"]);
    }
}
