//! Names of people and of published works that speak ("the Scrum Guide says"): found by their capitals.

use std::ops::Range;

use super::speech;
use crate::text::sentences;

/// A name has at most so many words, particles and forms of address counted.
const MAX_WORDS: usize = 6;
/// A name with a title behind it, without a comma between.
const MAX_RUN_WORDS: usize = 12;

/// The name that `text` begins with, as a byte range; an article before it is left out.
///
/// At least one of its words must be none that heads sentences or names a role ("Product Owners" is no name).
pub(super) fn at_start(text: &str) -> Option<Range<usize>> {
    let name = capitalised_at_start(text)?;
    is_name(text.get(name.clone())?).then_some(name)
}

/// Capitalised words at the start of `text`, be they a name or not.
pub(super) fn capitalised_at_start(text: &str) -> Option<Range<usize>> {
    capitalised(text, MAX_WORDS)
}

/// The same, with room for a title behind the name.
pub(super) fn run_at_start(text: &str) -> Option<Range<usize>> {
    capitalised(text, MAX_RUN_WORDS)
}

fn capitalised(text: &str, max_words: usize) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let body = text.get(start..)?;
    let skipped = ["the ", "The "].iter().find_map(|article| body.starts_with(article).then_some(4)).unwrap_or(0);
    let mut at = start + skipped;
    let mut end = None;
    let mut before = "";
    for _ in 0..max_words {
        let rest = text.get(at..)?;
        let token = rest.split(' ').next().unwrap_or_default();
        let Some(part) = name_part(token).or_else(|| number_behind(before, token)) else { break };
        before = part;
        let particle = speech::is_particle(part);
        if particle && (end.is_none() || part.len() < token.len()) {
            break;
        }
        if !particle {
            end = Some(at + part.len());
        }
        if part.len() < token.len() || is_firm(token) {
            break;
        }
        at += token.len() + 1;
        if at >= text.len() {
            break;
        }
    }
    Some(start + skipped..end?)
}

/// The name that `text` ends with, as a byte range.
pub(super) fn at_end(text: &str) -> Option<Range<usize>> {
    let body = text.trim_end();
    let mut start = None;
    let mut at = body.len();
    for count in 0..MAX_WORDS {
        let head = body.get(..at)?;
        let token_start = head.rfind(' ').map_or(0, |space| space + 1);
        let token = head.get(token_start..)?;
        let clean = token.trim_start_matches(['(', '"', '“', '*', '_']);
        let is_number = || {
            let before = head.get(..token_start).unwrap_or_default().trim_end().rsplit(' ').next().unwrap_or_default();
            number_behind(before, clean) == Some(clean)
        };
        let other = is_firm(clean) && count > 0;
        if clean.is_empty() || other || (name_part(clean) != Some(clean) && !is_number()) {
            break;
        }
        let particle = speech::is_particle(clean);
        if particle && start.is_none() {
            break;
        }
        if !particle {
            // A word that heads a sentence is part of a name only between two that are none such.
            let heads = speech::is_no_name(clean) && !speech::is_title(clean);
            if heads && count > 0 && (token_start == 0 || clean.len() < 4) {
                break;
            }
            start = Some(token_start + (token.len() - clean.len()));
        }
        if clean.len() < token.len() || token_start == 0 {
            break;
        }
        at = token_start - 1;
    }
    let name = start?..body.len();
    is_name(body.get(name.clone())?).then_some(name)
}

/// Whom "he" and "she" stand for, by what stands before.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Antecedent {
    One(Range<usize>),
    /// Two are named, and nothing tells which of them is meant.
    Several,
    Nobody,
}

/// The full name (two words or more) that "he" and "she" stand for behind `text`: the one in the last sentence that has
/// any. A name behind a word of place is a place or an organisation.
pub(super) fn taken_up(text: &str) -> Antecedent {
    let found = sentences(text).filter_map(|sentence| {
        let words = text.get(sentence.clone())?;
        let name = first_full(words)?;
        let (first, rest) = (words.get(name.clone())?, words.get(name.end..)?);
        let second = first_full(rest).and_then(|second| rest.get(second)).filter(|&second| second != first);
        Some(match second {
            Some(_) => Antecedent::Several,
            None => Antecedent::One(sentence.start + name.start..sentence.start + name.end),
        })
    });
    found.last().unwrap_or(Antecedent::Nobody)
}

/// The names in a text, in order.
pub(super) fn all(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let name = at_start(rest);
            let from = name.as_ref().map_or(0, |name| name.end);
            at = rest.get(from..).and_then(|behind| behind.find(' ')).map_or(text.len(), |space| at + from + space + 1);
            if let Some(name) = name {
                return rest.get(name);
            }
        }
        None
    })
}

fn first_full(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(name) = at_start(rest) {
            // "Senior Product Manager Ann Lee" is Ann Lee.
            let mut start = name.start;
            let leads = |word: &str| speech::is_no_name(word) || speech::opens_title(word);
            while let Some((_, after)) =
                rest.get(start..name.end).and_then(|words| words.split_once(' ')).filter(|(first, _)| leads(first))
            {
                start = name.end - after.len();
            }
            let words = rest.get(start..name.end).unwrap_or_default();
            let owns = rest.get(name.end..).is_some_and(|next| next.starts_with(['\'', '’']));
            let before =
                text.get(..at + name.start).unwrap_or_default().trim_end().rsplit(' ').next().unwrap_or_default();
            let placed = matches!(before, "at" | "of" | "from" | "in" | "for" | "on" | "the" | "The");
            if words.contains(' ') && !owns && !placed && !words.split(' ').any(speech::is_no_name) {
                return Some(at + start..at + name.end);
            }
            at += name.end;
        }
        at += text.get(at..)?.find(' ')? + 1;
    }
    None
}

fn is_name(words: &str) -> bool {
    words.split(' ').any(|word| {
        !speech::is_no_name(word) && !speech::is_honorific(word) && !speech::is_particle(word) && word.len() > 1
    })
}

/// The last word of a firm's name.
fn is_firm(token: &str) -> bool {
    matches!(token, "Co." | "Inc." | "Ltd." | "Corp." | "Bros.")
}

/// The part of a token that belongs to a name: all of it, or what stands before a comma or another mark that ends it.
fn name_part(token: &str) -> Option<&str> {
    if speech::is_particle(token) || speech::is_honorific(token) || is_firm(token) {
        return Some(token);
    }
    let is_code = || {
        token.starts_with(|first: char| first.is_ascii_digit())
            && token.chars().any(char::is_uppercase)
            && !token.chars().any(char::is_lowercase)
    };
    if !token.chars().next()?.is_uppercase() && !is_code() {
        return None;
    }
    let is_initials = token.len() <= 6 && token.split_terminator('.').all(|letter| letter.chars().count() == 1);
    if token.contains('.') && is_initials {
        return Some(token.trim_end_matches(','));
    }
    let end = token
        .char_indices()
        .find(|&(_, character)| !character.is_alphanumeric() && !matches!(character, '-' | '’' | '\'' | '&'))
        .map_or(token.len(), |(at, _)| at);
    let part = token.get(..end)?;
    let part = part.strip_suffix("’s").or_else(|| part.strip_suffix("'s")).unwrap_or(part);
    Some(part.trim_end_matches(['\'', '’', '-'])).filter(|part| !part.is_empty())
}

/// The number that belongs to a name behind a word that is counted: "FAR Part 2.101", "ISO 29119".
fn number_behind<'text>(before: &str, token: &'text str) -> Option<&'text str> {
    if !speech::is_numbered(before) || !token.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let end = token.find(|next: char| !next.is_alphanumeric() && !matches!(next, '.' | '-')).unwrap_or(token.len());
    token.get(..end).map(|number| number.trim_end_matches(['.', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(text: &str) -> Option<&str> {
        at_start(text).and_then(|name| text.get(name))
    }

    fn end(text: &str) -> Option<&str> {
        at_end(text).and_then(|name| text.get(name))
    }

    #[test]
    fn names_have_particles_initials_and_titles() {
        assert_eq!(start("Ann Lee, CEO of Acme"), Some("Ann Lee"));
        assert_eq!(start("J. P. van der Berg said"), Some("J. P. van der Berg"));
        assert_eq!(start("Dr. Ada O’Neill-Smith explains"), Some("Dr. Ada O’Neill-Smith"));
        assert_eq!(start("the Scrum Guide says"), Some("Scrum Guide"));
        assert_eq!(start("Order Act Part 12.3, which"), Some("Order Act Part 12.3"));
        assert_eq!(start("9X Labs says"), Some("9X Labs"));
        assert_eq!(start("Lee & Co. says"), Some("Lee & Co."));
        assert_eq!(start("Ann Lee 2019"), Some("Ann Lee"));
    }

    #[test]
    fn roles_and_heads_of_sentences_are_no_names() {
        assert_eq!(start("Product Owners say"), None);
        assert_eq!(start("This is"), None);
        assert_eq!(start("lower case"), None);
    }

    #[test]
    fn a_name_is_found_before_its_verb() {
        assert_eq!(end("As Ann Lee"), Some("Ann Lee"));
        assert_eq!(end("In her talk, Maria de la Cruz"), Some("Maria de la Cruz"));
        assert_eq!(end("the Product Owner"), None);
    }

    #[test]
    fn a_pronoun_takes_up_the_only_name() {
        let up = |text: &'static str| match taken_up(text) {
            Antecedent::One(name) => text.get(name),
            _ => None,
        };
        assert_eq!(up("We asked Ann Lee of Acme about it. The Product Owner was there."), Some("Ann Lee"));
        assert_eq!(up("Ann Lee runs product at Tarn Labs. It is in Upper Holt."), Some("Ann Lee"));
        assert_eq!(up("Ben Okoro left. Then Ann Lee met the clerk. It rained."), Some("Ann Lee"));
        assert_eq!(up("Senior Product Manager Ann Lee runs the list."), Some("Ann Lee"));
        assert_eq!(taken_up("The office of Tarn Labs is old."), Antecedent::Nobody);
    }

    #[test]
    fn a_pronoun_takes_up_neither_of_two() {
        for text in ["Ben Okoro asked Ann Lee who reads it.", "Then Ann Lee met Ida Brook. It rained."] {
            assert_eq!(taken_up(text), Antecedent::Several, "{text}");
        }
    }

    #[test]
    fn all_names_are_found_in_order() {
        let names: Vec<_> = all("Then Ann Lee, of Acme, saw the list; Ben left.").collect();
        assert_eq!(names, ["Then Ann Lee", "Acme", "Ben"]);
    }
}
