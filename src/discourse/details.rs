//! Title and organisation of a speaker, from what stands before and behind the name.

use super::{Attribution, credit::is_dash, names, speech};

/// Where an attribution ends: at a reference, a sentence end, a quotation mark, or the end.
pub(super) fn end_of_credit(rest: &str) -> usize {
    let mut previous = None;
    for (at, character) in rest.char_indices() {
        match character {
            '[' | '"' | '“' | '”' | '«' | '\n' => return rest.get(..at).map_or(at, |head| head.trim_end().len()),
            '.' => {
                let after = rest.get(at + 1..).unwrap_or_default();
                // "– Ann Lee. While the list grows, …"
                if at == 0 {
                    return 0;
                }
                let word = rest.get(..at).and_then(|head| head.rsplit([' ', ',']).next()).unwrap_or_default();
                // "U.S. Tax Court"
                let abbreviated = word.len() < 2
                    || word.contains('.')
                    || matches!(word, "Inc" | "Ltd" | "Co" | "Corp" | "Dr" | "St" | "Jr" | "Sr");
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
    for part in parts(details).into_iter().flat_map(|part| part.split(" – ")).flat_map(|part| part.split(" - ")) {
        let part =
            part.trim_matches(|character: char| character.is_whitespace() || matches!(character, '*' | '_' | '.'));
        let is_year = part.bytes().all(|byte| byte.is_ascii_digit());
        if part.is_empty() || is_year || speech::is_date(part) || part.starts_with("who ") || part.starts_with("in ") {
            continue;
        }
        detail_into(part, attribution);
    }
}

/// Cuts at commas and the like; a bracket that stands first falls, one inside a part belongs to it.
fn parts(details: &str) -> Vec<&str> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, character) in details.char_indices() {
        let opens_part = details.get(start..at).is_some_and(|before| before.trim().is_empty());
        let cuts = match character {
            ',' | '|' | ';' => depth == 0,
            '(' => {
                depth += usize::from(!opens_part);
                opens_part
            }
            ')' if depth == 0 => true,
            ')' => {
                depth -= 1;
                false
            }
            _ => false,
        };
        if cuts {
            found.push(details.get(start..at).unwrap_or_default());
            start = at + 1;
        }
    }
    found.push(details.get(start..).unwrap_or_default());
    found
}

fn detail_into(part: &str, attribution: &mut Attribution) {
    // "Acme – a maker of lists – says"
    let part = [" – ", " — "].iter().fold(part, |part, dash| part.split_once(dash).map_or(part, |(first, _)| first));
    // "The List (2019" of "The List (2019)"
    let part = if part.contains(')') { part } else { part.split('(').next().unwrap_or(part) };
    let part = part.trim_end_matches([',', ' ']);
    // "p. 20"
    if ["p. ", "pp. "].iter().any(|page| part.starts_with(page)) {
        return;
    }
    // The name of an account says nothing of where somebody works.
    if part.starts_with('@') && !part.starts_with("@ ") {
        return;
    }
    // What somebody was before stays told with it: "then a clerk", "formerly CEO".
    let part = ["now ", "currently "].iter().find_map(|when| part.strip_prefix(when)).unwrap_or(part);
    let part = ["the ", "a ", "an "].iter().find_map(|article| part.strip_prefix(article)).unwrap_or(part);
    // "Acme's head of product"
    if let Some((owner, title)) = part.split_once("'s ").or_else(|| part.split_once("’s "))
        && owner.starts_with(char::is_uppercase)
        && speech::is_title(title)
        && attribution.organisation.is_none()
    {
        attribution.organisation = Some(owner.to_owned());
        detail_into(title, attribution);
        return;
    }
    for place in ["at ", "from ", "of ", "@ "] {
        if let Some(organisation) = part.strip_prefix(place) {
            attribution.organisation.get_or_insert_with(|| organisation.trim().to_owned());
            return;
        }
    }
    for place in [" at ", " @ ", " from ", " of "] {
        if let Some((title, organisation)) = part.split_once(place) {
            let is_name = organisation.starts_with(char::is_uppercase);
            let leads = place != " of " || (speech::heads_an_organisation(title) && is_name);
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
    } else if attribution.organisation.is_none() && !runs_on && !is_small(part) {
        attribution.organisation = Some(part.to_owned());
    }
}

/// Whether the words begin with one that no name begins with: "responding to Ben Okoro", but "eBay".
fn is_small(part: &str) -> bool {
    let first = part.split(' ').next().unwrap_or_default();
    !matches!(first, "the" | "a" | "an" | "our") && first.chars().all(|letter| letter.is_lowercase() || letter == '-')
}

fn add_title(attribution: &mut Attribution, part: &str) {
    let part = part.split_once(" who ").map_or(part, |(title, _)| title);
    // "author of “The List" of "author of “The List,”"
    let part = &if part.contains('“') && !part.contains('”') { format!("{part}”") } else { part.to_owned() };
    match &mut attribution.title {
        Some(title) => {
            title.push_str(", ");
            title.push_str(part);
        }
        None => attribution.title = Some(part.to_owned()),
    }
}

/// Where the title begins in "Ann Lee Managing Director": for a name that stands first, as behind a dash.
///
/// A name of two words or more must stand before it.
pub(super) fn trailing_title(run: &str) -> Option<usize> {
    let mut at = 0;
    for (count, word) in run.split(' ').enumerate() {
        if count >= 2 && speech::opens_title(word) {
            return Some(at);
        }
        at += word.len() + 1;
    }
    None
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
    // "9X Front End Developer Ann Lee"
    let is_acronym = |word: &&str| word.len() > 1 && !word.contains(char::is_lowercase) && !speech::is_title(word);
    let first_title = if words.first().is_some_and(is_acronym) { first_title.min(1) } else { first_title };
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

/// Small words with a title or another word for a person among them before a name: "product coach ", "my colleague ".
///
/// Gives the title, if it is one, and the bytes to skip.
pub(super) fn lower_title(rest: &str) -> (Option<String>, usize) {
    let mut at = 0;
    let mut has_title = false;
    let mut before = "";
    for word in rest.split(' ').take(5) {
        // "a spokesman for Ann Lee", "a friend of Ann Lee"; but "head of product Ann Lee".
        let of_others = matches!(word, "for" | "to" | "under" | "who" | "against");
        if of_others || (word == "of" && !speech::is_title(before)) {
            return (None, 0);
        }
        before = word;
        // "the firm's CEO"
        let acronym = at > 0 && word.len() > 1 && word.chars().all(char::is_uppercase) && speech::is_title(word);
        if !(acronym || word.chars().next().is_some_and(char::is_lowercase)) || speech::is_particle(word) {
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
    // "firm's chief executive"
    let words =
        ["'s ", "’s "].iter().fold(words, |words, owns| words.rsplit_once(owns).map_or(words, |(_, title)| title));
    (speech::is_title(words).then(|| words.to_owned()), at.min(rest.len()))
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
        // ", but the clerk disagreed" is a sentence of its own.
        let subject = part.split(' ').next().is_some_and(|word| {
            speech::is_pronoun(word)
                || speech::is_verb(word)
                || matches!(word, "and" | "but" | "while" | "who" | "so" | "as" | "though" | "although")
        });
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
