//! A verb of speech and its subject, in either order: `said Ann Lee, CEO of Acme`, `Ann Lee once said`.

use std::ops::Range;

use super::{
    Attribution, Form,
    credit::{Credit, Speaker},
    described,
    details::{appositive, details_into, lower_title, split_leading_title},
    names, speech, titled,
};

/// What stands in brackets behind a name is no longer than this, in bytes.
pub(super) const MAX_ASIDE_BYTES: usize = 60;

/// `said Ann Lee, CEO of Acme`, `says author Ann Lee`, `according to Ann Lee`.
pub(super) fn verb_then_name(body: &str) -> Option<Credit> {
    let credits = |words: &str| body.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words));
    let (verb_len, form) = if credits("according to ") {
        ("according to ".len(), Form::AccordingTo)
    } else if credits("in the words of ") {
        ("in the words of ".len(), Form::LeadIn)
    } else {
        (verb_at_start(body)?, Form::Said)
    };
    let rest = body.get(verb_len..)?;
    let first = rest.split(' ').next().unwrap_or_default();
    if form == Form::Said && speech::is_pronoun(first) {
        return Some(Credit { speaker: Speaker::Pronoun, form, at: verb_len + first.len(), between_words: 0 });
    }
    if let Some((attribution, len)) = titled::at_start(rest) {
        return Some(Credit { speaker: Speaker::Named(attribution), form, at: verb_len + len, between_words: 0 });
    }
    let (title, skipped) = lower_title(rest);
    let named = rest.get(skipped..)?;
    let Some(name) = names::at_start(named).filter(|name| !qualifies(named, name)) else {
        let verb = body.get(..verb_len)?.trim_end();
        let (attribution, len) = described::at_start(rest)?;
        if described::is_definite(rest) && !speech::is_past(verb) {
            return None;
        }
        return Some(Credit { speaker: Speaker::Named(attribution), form, at: verb_len + len, between_words: 0 });
    };
    // "said Ann Lee's lawyer"
    if ["'s ", "’s "].iter().any(|owns| named.get(name.end..).is_some_and(|rest| rest.starts_with(owns))) {
        return None;
    }
    let mut attribution = Attribution { speaker: named.get(name.clone())?.to_owned(), ..Attribution::default() };
    split_leading_title(&mut attribution);
    if let Some(title) = title {
        attribution.title = Some(title);
    }
    let len = name.end + appositive(named.get(name.end..)?, &mut attribution);
    let len = len + and_another(named.get(len..)?, &mut attribution);
    Some(Credit { speaker: Speaker::Named(attribution), form, at: verb_len + skipped + len, between_words: 0 })
}

/// `Ann Lee says`, `Ann Lee, CEO of Acme, once said`, `she adds`.
pub(super) fn name_then_verb(body: &str) -> Option<Credit> {
    let first = body.split(' ').next().unwrap_or_default();
    let (mut only_past, mut is_one) = (false, false);
    let (speaker, len) = if speech::is_pronoun(first) {
        (Speaker::Pronoun, first.len())
    } else if let Some((attribution, len)) = titled::at_start(body) {
        is_one = true;
        (Speaker::Named(attribution), len)
    } else if let Some((attribution, len)) = described::at_start(body) {
        only_past = true;
        (Speaker::Named(attribution), len)
    } else {
        let name = names::at_start(body)?;
        let mut attribution = Attribution { speaker: body.get(name.clone())?.to_owned(), ..Attribution::default() };
        split_leading_title(&mut attribution);
        let len = name.end + appositive(body.get(name.end..)?, &mut attribution);
        let both = and_another(body.get(len..)?, &mut attribution);
        is_one = both == 0;
        (Speaker::Named(attribution), len + both)
    };
    let (mut speaker, mut len) = (speaker, len);
    // "Ann Lee (Acme) says"
    if let Speaker::Named(attribution) = &mut speaker
        && let Some(inside) = body.get(len..)?.strip_prefix(" (")
        && let Some(close) = inside.find(')').filter(|&close| close < MAX_ASIDE_BYTES)
    {
        details_into(inside.get(..close)?, attribution);
        len += " (".len() + close + 1;
    }
    let mut at = len + relative_clause(body.get(len..)?);
    let (mut is_passive, mut is_infinitive) = (false, false);
    for _ in 0..4 {
        let rest = body.get(at..)?;
        let trimmed = rest.trim_start().trim_start_matches(',').trim_start();
        at += rest.len() - trimmed.len();
        if let Some(verb_len) = verb_at_start(trimmed) {
            let verb = trimmed.get(..verb_len)?.trim_end();
            if is_passive && speech::has_hearer(verb) {
                return None;
            }
            if (only_past && !speech::is_past(verb)) || (is_one && !is_infinitive && speech::is_bare(verb)) {
                return None;
            }
            let end = at + verb.len();
            // "Ann Lee quotes Ben Okoro as saying"
            let behind = body.get(end..).unwrap_or_default().trim_start();
            if speech::plain(verb).starts_with("quot") && behind.starts_with(char::is_uppercase) {
                return None;
            }
            return Some(Credit { speaker, form: Form::Said, at: end, between_words: 0 });
        }
        let word = trimmed.split(' ').next().filter(|word| !word.is_empty())?;
        if speech::is_hypothetical(word) || !speech::is_adverb(word) {
            return None;
        }
        is_passive |= speech::is_passive(word);
        is_infinitive |= word == "to";
        at += word.len();
    }
    None
}

/// How long a clause in commas is that tells of who was named: ", who runs lists at Acme,".
pub(super) fn relative_clause(rest: &str) -> usize {
    /// A longer one is the sentence.
    const MAX_BYTES: usize = 80;
    let Some(inside) = rest.strip_prefix(", who ") else { return 0 };
    inside.find(',').filter(|&end| end < MAX_BYTES).map_or(0, |end| ", who ".len() + end)
}

/// Whether the writer says of themselves to have said what stands before: "“So what is it?” I asked." But "We agree."
/// is a sentence of its own.
pub(super) fn is_own(after: &str) -> bool {
    let body = after.trim_start().trim_start_matches(',').trim_start();
    let Some((first, rest)) = body.split_once(' ') else { return false };
    let verb = verb_at_start(rest).and_then(|len| rest.get(..len));
    matches!(first, "I" | "we" | "We") && verb.is_some_and(|verb| speech::is_past(speech::plain(verb).as_str()))
}

/// Adds a second speaker, " and Ben Okoro", to the first; how many bytes that takes.
fn and_another(rest: &str, attribution: &mut Attribution) -> usize {
    let Some(second) = rest.strip_prefix(" and ").and_then(titled::person_at_start) else { return 0 };
    attribution.speaker = format!("{} and {second}", attribution.speaker);
    " and ".len() + second.len()
}

/// Whether the name only qualifies the word behind it: "says the Acme proverb".
fn qualifies(text: &str, name: &Range<usize>) -> bool {
    let behind = text.get(name.end..).unwrap_or_default();
    let word = behind.strip_prefix(' ').and_then(|next| next.split([' ', '.', ',']).next()).unwrap_or_default();
    let has_article = name.start > 0;
    has_article && word.starts_with(char::is_lowercase) && !speech::joins(word) && !speech::is_adverb(word)
}

/// The length of a verb of speech at the start, with the space behind it.
pub(super) fn verb_at_start(body: &str) -> Option<usize> {
    let mut words = body.splitn(3, ' ');
    let (first, second) = (words.next()?, words.next());
    if let Some(second) = second {
        let two = format!("{} {}", speech::plain(first), speech::plain(second));
        if speech::is_verb(&two) {
            return Some((first.len() + second.len() + 2).min(body.len()));
        }
    }
    let lower = first.chars().next().is_some_and(char::is_lowercase);
    (lower && speech::is_verb(first)).then(|| (first.len() + 1).min(body.len()))
}
