//! Speakers without a name: "one product owner", "our product owner at Acme", "one of our developers".

use super::{Attribution, details::appositive, speech};

/// Words between the determiner and the word for a person, that word counted, at most.
const MAX_WORDS: usize = 4;

/// The speaker that `text` begins with and the bytes it takes, apposition included.
///
/// Described in the words of the text, with a small letter; where a code of a participant follows in brackets
/// ("(P17, logistics)"), the code is the speaker.
pub(super) fn at_start(text: &str) -> Option<(Attribution, usize)> {
    let first = text.split(' ').next()?;
    if speech::is_somebody(first) {
        return Some(somebody(text, first));
    }
    if !speech::is_determiner(first) {
        return None;
    }
    let mut at = first.len();
    if first.eq_ignore_ascii_case("one") && text.get(at..)?.starts_with(" of ") {
        let owner = text.get(at + 4..)?.split(' ').next()?;
        speech::is_determiner(owner).then_some(())?;
        at += 4 + owner.len();
    }
    let mut end = None;
    for word in text.get(at..)?.split(' ').skip(1).take(MAX_WORDS) {
        let bare = word.trim_end_matches([',', '.', ':', ';']);
        let person = speech::is_person(bare) || bare.strip_suffix('s').is_some_and(speech::is_person);
        let is_told = speech::is_verb(bare) && !speech::is_bare(bare);
        if !person && (end.is_some() || is_told || bare.len() < word.len()) {
            break;
        }
        at += 1 + bare.len();
        if person {
            end = Some(at);
        }
        if bare.len() < word.len() {
            break;
        }
    }
    let mut end = end?;
    // "a friend of mine"
    let owner = text.get(end..)?.strip_prefix(" of ").and_then(|rest| rest.split([' ', ',']).next());
    if let Some(owner) = owner.filter(|owner| speech::is_owner(owner)) {
        end += " of ".len() + owner.len();
    }
    let mut attribution = Attribution { speaker: small(text.get(..end)?), ..Attribution::default() };
    let mut len = end + appositive(text.get(end..)?, &mut attribution);
    let rest = text.get(len..)?;
    if let Some(inside) = rest.strip_prefix(" (")
        && let Some(close) = inside.find(')')
    {
        let code = inside.get(..close)?.split([',', ';']).next().unwrap_or_default();
        if is_code(code) {
            code.clone_into(&mut attribution.speaker);
        }
        len += 2 + close + 1;
    } else {
        len += aside(rest);
    }
    len += place(text.get(len..)?, &mut attribution);
    Some((attribution, len))
}

fn small(words: &str) -> String {
    words.chars().take(1).flat_map(char::to_lowercase).chain(words.chars().skip(1)).collect()
}

/// "someone", "somebody on the team".
fn somebody(text: &str, first: &str) -> (Attribution, usize) {
    let place = [" on the team", " in the room", " from the team", " in the team", " in the audience"];
    let rest = text.get(first.len()..).unwrap_or_default();
    let len = first.len() + place.iter().find(|place| rest.starts_with(**place)).map_or(0, |place| place.len());
    let speaker = small(text.get(..len).unwrap_or(first));
    (Attribution { speaker, ..Attribution::default() }, len)
}

/// How long the words behind the person are that say where they belong, up to the verb: " at a large bank", " for Acme".
fn place(rest: &str, attribution: &mut Attribution) -> usize {
    /// Longer ones tell of something else.
    const MAX_WORDS: usize = 5;
    let word = rest.strip_prefix(' ').and_then(|rest| rest.split(' ').next()).unwrap_or_default();
    if !matches!(word, "at" | "from" | "in" | "for" | "on" | "with") {
        return 0;
    }
    let start = 1 + word.len() + 1;
    let mut len = start;
    for (at, word) in rest.get(start..).unwrap_or_default().split(' ').take(MAX_WORDS + 1).enumerate() {
        if at > 0 && speech::is_verb(word) && speech::is_past(word) {
            let place = rest.get(start..len).unwrap_or_default().trim_end();
            if place.starts_with(char::is_uppercase) {
                attribution.organisation.get_or_insert_with(|| place.to_owned());
            }
            return len - 1;
        }
        if word.contains([',', '.', ':', ';']) {
            return 0;
        }
        len += word.len() + 1;
    }
    0
}

/// Whether a description is of somebody who may be anybody by the article alone: "the customer" speaks only where
/// something is told that has happened.
pub(super) fn is_definite(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    first.eq_ignore_ascii_case("the") || speech::is_somebody(first)
}

/// How long a phrase in commas behind the person is: ", and interested member of the public,".
fn aside(rest: &str) -> usize {
    /// A longer one is a clause of its own.
    const MAX_WORDS: usize = 8;
    let Some(inside) = rest.strip_prefix(", ") else { return 0 };
    let phrase = inside.split(',').next().unwrap_or_default();
    let closes = inside.len() > phrase.len();
    let opens = ["and ", "a ", "an ", "the ", "who "].iter().any(|word| phrase.starts_with(word));
    let fits = phrase.split(' ').count() <= MAX_WORDS && !phrase.contains(['.', ':', '“', '"']);
    if closes && opens && fits { ", ".len() + phrase.len() } else { 0 }
}

/// The speaker that `text` ends with, and where it begins.
pub(super) fn at_end(text: &str) -> Option<(Attribution, usize)> {
    let whole = text.trim_end();
    let body = whole.trim_end_matches(',');
    let spaces = body.rmatch_indices(' ').map(|(at, _)| at + 1).take(4 * MAX_WORDS).chain([0]);
    let found = spaces.filter_map(|at| {
        let (attribution, len) = at_start(whole.get(at..)?)?;
        (at + len == body.len()).then_some((attribution, at))
    });
    found.last()
}

/// Whether the word is the code of a participant in a study: one to three capitals and one to three digits.
pub(super) fn is_code(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = word.get(letters..).unwrap_or_default();
    (1..=3).contains(&letters) && (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}
