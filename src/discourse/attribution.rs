//! Reads who is credited with a quotation from the words behind it and before it.

use std::ops::Range;

use super::{Attribution, Form, described, names, speech, titled};

/// Who speaks, as the text says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// By name.
    Named(Attribution),
    /// "he", "she", "they": whoever was named last.
    Pronoun,
}

/// An attribution that was found beside a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Credit {
    pub(super) speaker: Speaker,
    pub(super) form: Form,
    /// Bytes of the text read: one past the attribution when it stands behind, its first byte when before.
    pub(super) at: usize,
    /// Words between the verb and the quotation ("says the owner is "the voice""): the more, the weaker.
    pub(super) between_words: usize,
}

/// No attribution is longer than this.
const MAX_BYTES: usize = 200;

const fn is_dash(character: char) -> bool {
    matches!(character, '-' | '–' | '—' | '―' | '‒' | '−' | '~')
}

fn head(text: &str) -> &str {
    let end = (0..=MAX_BYTES.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}

/// Reads `– Name, Title, Organisation` at the start of `after`.
pub(super) fn dash(after: &str) -> Option<Credit> {
    let (_, marker) = reference(after);
    let rest = after.get(marker..)?.trim_start();
    let undashed = rest.trim_start_matches(is_dash);
    if undashed.len() == rest.len() || rest.chars().take_while(|&character| is_dash(character)).count() > 3 {
        return None;
    }
    let body = undashed.trim_start().trim_start_matches(['*', '_']);
    let body = body.strip_prefix("by ").unwrap_or(body);
    let start = after.len() - body.len();
    let first = body.split([' ', ',', '.']).next().unwrap_or_default();
    if speech::is_no_name(first) && !speech::opens_title(first) && !matches!(first, "The" | "A" | "An") {
        return None;
    }
    let (attribution, len) = named_with_title(head(body))?;
    let to_the_end = trailing_is_empty(body.get(len..)?);
    (to_the_end || names::at_start(body).is_some()).then_some(Credit {
        speaker: Speaker::Named(attribution),
        form: Form::Dash,
        at: start + len,
        between_words: 0,
    })
}

fn trailing_is_empty(rest: &str) -> bool {
    let (_, marker) = reference(rest);
    rest.get(marker..).unwrap_or_default().chars().all(|character| !character.is_alphanumeric())
}

/// `Name, Title, Organisation` up to the end, a reference or the end of the sentence, and how long that is.
fn named_with_title(body: &str) -> Option<(Attribution, usize)> {
    let name = names::capitalised_at_start(body)?;
    let rest = body.get(name.end..)?;
    let follows = rest.trim_start();
    let attached = follows.len() == rest.len();
    let follows_well = match follows.chars().next() {
        None | Some(',' | '.' | ';' | '(' | '[' | '|' | ':' | '*' | '_' | '/') => true,
        Some(mark) if is_dash(mark) => !attached,
        _ => ["at ", "of ", "from ", "@", "in "].iter().any(|word| follows.starts_with(word)),
    };
    if !follows_well {
        return None;
    }
    let end = name.end + end_of_credit(rest);
    let details = body.get(name.end..end)?;
    let mut attribution = Attribution { speaker: body.get(name)?.to_owned(), ..Attribution::default() };
    if !split_trailing_title(&mut attribution) {
        split_leading_title(&mut attribution);
    }
    details_into(details, &mut attribution);
    Some((attribution, end))
}

/// Where an attribution ends: at a reference, a sentence end, a quotation mark, or the end.
fn end_of_credit(rest: &str) -> usize {
    let mut previous = None;
    for (at, character) in rest.char_indices() {
        match character {
            '[' | '"' | '“' | '”' | '«' | '\n' => return rest.get(..at).map_or(at, |head| head.trim_end().len()),
            '.' => {
                let after = rest.get(at + 1..).unwrap_or_default();
                let word = rest.get(..at).and_then(|head| head.rsplit([' ', ',']).next()).unwrap_or_default();
                let abbreviated =
                    word.len() < 2 || matches!(word, "Inc" | "Ltd" | "Co" | "Corp" | "Dr" | "St" | "Jr" | "Sr");
                if after.trim().is_empty() || (after.starts_with(' ') && !abbreviated) {
                    return at;
                }
            }
            '!' | '?' | ';' if previous.is_some() => return at,
            _ => {}
        }
        previous = Some(character);
    }
    rest.trim_end().len()
}

/// Sorts the parts behind a name into title and organisation.
pub(super) fn details_into(details: &str, attribution: &mut Attribution) {
    let details = details.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, ',' | '(' | ')' | '|' | '*' | '_' | ':') || is_dash(character)
    });
    for part in
        details.split([',', '|', '(', ')', ';']).flat_map(|part| part.split(" – ")).flat_map(|part| part.split(" - "))
    {
        let part =
            part.trim_matches(|character: char| character.is_whitespace() || matches!(character, '*' | '_' | '.'));
        let is_year = part.bytes().all(|byte| byte.is_ascii_digit());
        if part.is_empty() || is_year || speech::is_date(part) || part.starts_with("who ") || part.starts_with("in ") {
            continue;
        }
        detail_into(part, attribution);
    }
}

fn detail_into(part: &str, attribution: &mut Attribution) {
    let part = part.trim_end_matches([',', ' ']);
    // The name of an account says nothing of where somebody works.
    if part.starts_with('@') && !part.starts_with("@ ") {
        return;
    }
    let part = ["the ", "a ", "an "].iter().find_map(|article| part.strip_prefix(article)).unwrap_or(part);
    for place in ["at ", "from ", "of ", "@ "] {
        if let Some(organisation) = part.strip_prefix(place) {
            attribution.organisation.get_or_insert_with(|| organisation.trim().to_owned());
            return;
        }
    }
    for place in [" at ", " @ ", " from ", " of "] {
        if let Some((title, organisation)) = part.split_once(place) {
            let leads = place != " of " || speech::heads_an_organisation(title);
            if leads && speech::is_title(title) {
                add_title(attribution, title.trim());
                attribution.organisation.get_or_insert_with(|| organisation.trim().to_owned());
                return;
            }
        }
    }
    // What runs on in small letters is the text behind the attribution, not a name.
    let runs_on =
        part.split(' ').count() > 8 || part.rsplit(' ').next().is_some_and(|last| last.starts_with(char::is_lowercase));
    if speech::is_title(part) {
        add_title(attribution, part);
    } else if attribution.organisation.is_none() && !runs_on {
        attribution.organisation = Some(part.to_owned());
    }
}

fn add_title(attribution: &mut Attribution, part: &str) {
    match &mut attribution.title {
        Some(title) => {
            title.push_str(", ");
            title.push_str(part);
        }
        None => attribution.title = Some(part.to_owned()),
    }
}

/// "Ann Lee Managing Director" is Ann Lee, Managing Director. Whether a title was found.
///
/// For a name that stands first, as behind a dash; where it leads, a name of two words or more must stand before it.
fn split_trailing_title(attribution: &mut Attribution) -> bool {
    let words: Vec<&str> = attribution.speaker.split(' ').collect();
    let Some(first) = words.iter().position(|word| speech::opens_title(word)).filter(|&first| first >= 2) else {
        return false;
    };
    let name = words.get(..first).unwrap_or_default().join(" ");
    let title = words.get(first..).unwrap_or_default().join(" ");
    attribution.speaker = name;
    add_title(attribution, &title);
    true
}

/// "Acme CEO Ann Lee" is Ann Lee, CEO, of Acme; "Front End Developer Ann Lee" has no organisation.
pub(super) fn split_leading_title(attribution: &mut Attribution) {
    let words: Vec<&str> = attribution.speaker.split(' ').collect();
    let Some(last_title) = words.iter().rposition(|word| speech::is_title(word)) else { return };
    let name = words.get(last_title + 1..).unwrap_or_default();
    if name.is_empty() || name.iter().all(|word| speech::is_no_name(word)) {
        return;
    }
    let first_title = words
        .iter()
        .position(|word| speech::is_no_name(word) || speech::opens_title(word))
        .unwrap_or(last_title)
        .min(last_title);
    let owned = first_title <= 1 || words.get(last_title).is_some_and(|title| speech::heads_an_organisation(title));
    let first_title = if owned { first_title } else { 0 };
    let organisation = words.get(..first_title).unwrap_or_default().join(" ");
    let title = words.get(first_title..=last_title).unwrap_or_default().join(" ");
    let name = name.join(" ");
    attribution.speaker = name;
    add_title(attribution, &title);
    if !organisation.is_empty() {
        attribution.organisation = Some(organisation);
    }
}

/// The number of a reference marker (`[5]`, `[^5]`) at the start of `text`, and how many bytes the markers take.
pub(super) fn reference(text: &str) -> (Option<String>, usize) {
    let mut first = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let trimmed = rest.trim_start_matches([' ', '*', '_', '\\']);
        let Some(inner) = trimmed.strip_prefix('[') else { break };
        let inner = inner.strip_prefix('^').unwrap_or(inner);
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let closed = inner.get(digits..).is_some_and(|tail| tail.starts_with(']') || tail.starts_with("\\]"));
        if digits == 0 || digits > 3 || !closed {
            break;
        }
        if first.is_none() {
            first = inner.get(..digits).map(str::to_owned);
        }
        let close = inner.get(digits..).map_or(0, |tail| if tail.starts_with('\\') { 2 } else { 1 });
        at = text.len() - inner.len() + digits + close;
    }
    (first, at)
}

/// Reads `said Name`, `Name says`, `according to Name` or `(Name, 2020)` behind a quotation that ends with `last`.
pub(super) fn behind(after: &str, last: Option<char>) -> Option<Credit> {
    let after = head(after);
    let (_, marker) = reference(after);
    let rest = after.get(marker..)?;
    if let Some(credit) = parenthesis(rest) {
        return Some(Credit { at: credit.at + marker, ..credit });
    }
    let comma_outside = rest.trim_start().starts_with(',');
    let body = rest.trim_start().trim_start_matches(',').trim_start();
    let start = after.len() - body.len();
    let ended = matches!(last, Some('.')) && !comma_outside;
    // "…", as Ann Lee puts it; "…" is how Ann Lee puts it.
    let how = ["as ", "is how ", "was how "].iter().find(|how| body.starts_with(*how));
    if let Some(how) = how
        && let Some(credit) = name_then_verb(body.get(how.len()..)?)
    {
        return Some(Credit { at: start + how.len() + credit.at, ..credit });
    }
    let credit = verb_then_name(body).or_else(|| {
        let credit = name_then_verb(body)?;
        let open = !ended && (comma_outside || matches!(last, Some(',' | '!' | '?' | '…')));
        // "…." Ann Lee said. What goes on behind the verb says something of its own.
        let whole = body.get(credit.at..).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        (open || whole).then_some(credit)
    })?;
    Some(Credit { at: start + credit.at, ..credit })
}

/// `(Ann Lee, 2020)`, `(Ann Lee)`, `(Ann Lee, Head of Product)` or the code of a participant, `(P17)`.
fn parenthesis(rest: &str) -> Option<Credit> {
    let inner = rest.trim_start().strip_prefix('(')?;
    let close = inner.find(')')?;
    let inside = inner.get(..close)?;
    let name = names::at_start(inside)?;
    let tail = inside.get(name.end..)?;
    let words = inside.get(name.clone())?;
    let year = tail.trim_start_matches([',', ' ', '.']).bytes().take_while(u8::is_ascii_digit).count() == 4;
    let full = words.contains(' ') && (tail.is_empty() || (tail.starts_with(", ") && speech::is_title(tail)));
    let code = described::is_code(words) && (tail.is_empty() || tail.starts_with(','));
    let mut attribution = Attribution { speaker: words.to_owned(), ..Attribution::default() };
    if full {
        details_into(tail, &mut attribution);
    }
    (name.start == 0 && (year || full || code)).then(|| Credit {
        speaker: Speaker::Named(attribution),
        form: Form::Parenthesis,
        at: rest.len() - inner.len() + close + 1,
        between_words: 0,
    })
}

/// A name and a title up to the very end, as below a testimonial: `Ann Lee, Programme Manager, Acme`.
pub(super) fn signature(rest: &str) -> Option<Credit> {
    let body = rest.trim_start();
    let (attribution, len) = named_with_title(head(body))?;
    let full = attribution.speaker.contains(' ') && !attribution.speaker.split(' ').any(speech::is_no_name);
    let signed = full && attribution.title.is_some() && trailing_is_empty(body.get(len..)?);
    signed.then_some(Credit {
        speaker: Speaker::Named(attribution),
        form: Form::Dash,
        at: rest.len() - body.len() + len,
        between_words: 0,
    })
}

/// A line that is the full name of a person, alone or with title and organisation: `Ann Lee, Acme`.
pub(super) fn whole_signature(line: &str) -> Option<Attribution> {
    let (attribution, len) = named_with_title(head(line))?;
    let words = attribution.speaker.split(' ').count();
    let full = (2..=5).contains(&words) && !attribution.speaker.split(' ').any(speech::is_no_name);
    let nothing_more = line.get(len..).is_some_and(|rest| reference(rest).1 == rest.len());
    (full && nothing_more).then_some(attribution)
}

/// `said Ann Lee, CEO of Acme`, `says author Ann Lee`, `according to Ann Lee`.
fn verb_then_name(body: &str) -> Option<Credit> {
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
        let (attribution, len) = described::at_start(rest)?;
        return Some(Credit { speaker: Speaker::Named(attribution), form, at: verb_len + len, between_words: 0 });
    };
    let mut attribution = Attribution { speaker: named.get(name.clone())?.to_owned(), ..Attribution::default() };
    split_leading_title(&mut attribution);
    if let Some(title) = title {
        attribution.title = Some(title);
    }
    let len = name.end + appositive(named.get(name.end..)?, &mut attribution);
    let len = len + and_another(named.get(len..)?, &mut attribution);
    Some(Credit { speaker: Speaker::Named(attribution), form, at: verb_len + skipped + len, between_words: 0 })
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

/// Small words with a title or another word for a person among them before a name: "product coach ", "my colleague ".
///
/// Gives the title, if it is one, and the bytes to skip.
pub(super) fn lower_title(rest: &str) -> (Option<String>, usize) {
    let mut at = 0;
    let mut has_title = false;
    for word in rest.split(' ').take(5) {
        if !word.chars().next().is_some_and(char::is_lowercase) || speech::is_particle(word) {
            break;
        }
        has_title |= speech::is_person(word);
        at += word.len() + 1;
    }
    if !has_title {
        return (None, 0);
    }
    let words = rest.get(..at).unwrap_or_default().trim().trim_end_matches(',');
    let first = words.split(' ').next().unwrap_or_default();
    let words = if speech::is_determiner(first) { words.get(first.len()..).unwrap_or_default().trim() } else { words };
    (speech::is_title(words).then(|| words.to_owned()), at.min(rest.len()))
}

/// `Ann Lee says`, `Ann Lee, CEO of Acme, once said`, `she adds`.
fn name_then_verb(body: &str) -> Option<Credit> {
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
    let mut at = len;
    let mut is_passive = false;
    for _ in 0..4 {
        let rest = body.get(at..)?;
        let trimmed = rest.trim_start().trim_start_matches(',').trim_start();
        at += rest.len() - trimmed.len();
        if let Some(verb_len) = verb_at_start(trimmed) {
            let verb = trimmed.get(..verb_len)?.trim_end();
            if is_passive && speech::has_hearer(verb) {
                return None;
            }
            if (only_past && !speech::is_past(verb)) || (is_one && speech::is_bare(verb)) {
                return None;
            }
            let end = at + verb.len();
            return Some(Credit { speaker, form: Form::Said, at: end, between_words: 0 });
        }
        let word = trimmed.split(' ').next().filter(|word| !word.is_empty())?;
        if speech::is_hypothetical(word) || !speech::is_adverb(word) {
            return None;
        }
        is_passive |= speech::is_passive(word);
        at += word.len();
    }
    None
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

/// Reads `, CEO of Acme` behind a name; how many bytes belong to it.
pub(super) fn appositive(rest: &str, attribution: &mut Attribution) -> usize {
    for place in [" at ", " of ", " from "] {
        if let Some(tail) = rest.strip_prefix(place)
            && let Some(name) = names::capitalised_at_start(tail)
        {
            let organisation = tail.get(..name.end).unwrap_or_default();
            attribution.organisation.get_or_insert_with(|| organisation.to_owned());
            return place.len() + name.end;
        }
    }
    let Some(tail) = rest.strip_prefix(", ") else { return 0 };
    let end = end_of_credit(tail);
    let body = tail.get(..end).unwrap_or_default();
    let mut used = 0;
    let mut at = 0;
    for part in body.split(", ").take(3) {
        let capitalised = part.split(' ').all(|word| word.chars().next().is_some_and(char::is_uppercase));
        let subject = part.split(' ').next().is_some_and(|word| speech::is_pronoun(word) || speech::is_verb(word));
        if part.is_empty() || subject || !(speech::is_title(part) || capitalised) {
            break;
        }
        detail_into(part, attribution);
        at += part.len();
        used = at;
        at += 2;
    }
    if used == 0 { 0 } else { used + 2 }
}
