//! The subject of a verb of speech: who is named or described before it.

use super::{
    Attribution,
    credit::Speaker,
    described,
    details::{details_into, split_leading_title},
    names, speech, titled,
};

pub(super) enum Subject {
    Speaker(Speaker, usize),
    /// The speech is made up, or the writer's own.
    Nobody,
    Unknown,
}

pub(super) fn subject_before(head: &str, verb: &str) -> Subject {
    let sentence = head;
    let first = sentence.split(' ').next().unwrap_or_default();
    if speech::is_supposition(first) || (speech::plain(first) == "when" && !speech::is_past(verb)) {
        return Subject::Nobody;
    }
    // "Ann Lee, author of “The List,” says"
    let closed = head.trim_end().trim_end_matches(['”', '"', '’']);
    let mut head = if closed.ends_with(',') { closed } else { head.trim_end() };
    let (mut is_passive, mut is_infinitive) = (false, false);
    for _ in 0..4 {
        let start = head.rfind(' ').map_or(0, |space| space + 1);
        let word = head.get(start..).unwrap_or_default();
        let plain = speech::plain(word);
        if speech::is_hypothetical(&plain) || matches!(uncontracted(&plain), "i" | "we" | "you") {
            return Subject::Nobody;
        }
        if speech::is_pronoun(&plain) {
            return if is_passive && speech::has_hearer(verb) {
                Subject::Nobody
            } else {
                Subject::Speaker(Speaker::Pronoun, start)
            };
        }
        // "It was Ann Lee who said"
        let relative = plain == "who" && start > 0;
        if relative {
            head = head.get(..start).unwrap_or_default().trim_end().trim_end_matches(',');
            break;
        }
        is_passive |= speech::is_passive(&plain);
        is_infinitive |= plain == "to";
        if !speech::is_adverb(&plain) || word.ends_with(',') || word.chars().next().is_some_and(char::is_uppercase) {
            break;
        }
        head = head.get(..start).unwrap_or_default().trim_end();
    }
    if is_passive && speech::has_hearer(verb) {
        return Subject::Nobody;
    }
    // "Ann Lee has this to say"
    if is_infinitive {
        head = head.strip_suffix(" this").map_or(head, |head| head.trim_end_matches(" has").trim_end_matches(" had"));
    }
    if let Some(found) = document(head) {
        return Subject::Speaker(Speaker::Named(found.0), found.1);
    }
    let described = || {
        let told = speech::is_past(verb) || is_heard(head);
        described::at_end(head).filter(|_| told && !is_conditional(sentence))
    };
    // "Acme, another partner, shared" names the speaker; "our owner at Acme said" describes one.
    let subject = if let Some(found) = titled::at_end(head) {
        Some(found)
    } else if head.ends_with(',') {
        named_subject(head).or_else(described)
    } else {
        described().or_else(|| named_subject(head)).or_else(|| with_more(head))
    };
    // One person "says", several "say": "Wrong answer:" names nobody who answers.
    let agrees = |at: usize| {
        let before = head.get(..at).unwrap_or_default();
        is_infinitive
            || !speech::is_bare(verb)
            || before.ends_with("and ")
            || (before.ends_with("heard ") && is_heard(before))
    };
    match subject {
        Some((attribution, at)) if agrees(at) || attribution.speaker.contains(" and ") => {
            Subject::Speaker(Speaker::Named(attribution), at)
        }
        _ => Subject::Unknown,
    }
}

/// Whether somebody was heard, and not "nobody heard" or "if I had heard".
fn is_heard(head: &str) -> bool {
    let unheard = |word: &str| speech::is_unheard(word) || speech::is_hypothetical(word);
    head.split(' ').any(|word| word == "heard") && !head.split(' ').any(unheard)
}

/// "Developer and Product Manager Ann Lee" is one person with two titles.
fn two_titles(owner: &str, rest: &str) -> Option<(Attribution, usize)> {
    let last = owner.rsplit(' ').next().filter(|last| speech::is_title(last))?;
    let start = owner
        .rmatch_indices(' ')
        .map(|(at, _)| at + 1)
        .chain([0])
        .take_while(|&at| {
            let words = owner.get(at..).unwrap_or_default();
            words.starts_with(char::is_uppercase) && words.split(' ').all(speech::opens_title)
        })
        .last()
        .unwrap_or(owner.len() - last.len());
    let mut attribution = Attribution { speaker: rest.to_owned(), ..Attribution::default() };
    split_leading_title(&mut attribution);
    let title = attribution.title.take()?;
    attribution.title = Some(format!("{} and {title}", owner.get(start..)?));
    let before = owner.get(..start)?.trim_end();
    let maker = names::at_end(before).filter(|maker| maker.end == before.len());
    attribution.organisation = maker.clone().and_then(|maker| before.get(maker)).map(str::to_owned);
    Some((attribution, maker.map_or(start, |maker| maker.start)))
}

/// A text by its maker's name: "a recent Acme study".
fn document(head: &str) -> Option<(Attribution, usize)> {
    let head = head.trim_end();
    let (before, last) = head.rsplit_once(' ')?;
    (last.starts_with(char::is_lowercase) && speech::is_document(last)).then_some(())?;
    // "Ann Lee's book says": her words.
    if let Some(owner) = ["'s", "’s"].iter().find_map(|owns| before.strip_suffix(owns)) {
        let name = names::at_end(owner)?;
        let attribution = Attribution { speaker: owner.get(name.clone())?.to_owned(), ..Attribution::default() };
        return Some((attribution, name.start));
    }
    speech::speaks_for_its_maker(last).then_some(())?;
    let name = names::at_end(before).filter(|name| name.end == before.len())?;
    let attribution = Attribution { speaker: head.get(name.start..)?.to_owned(), ..Attribution::default() };
    Some((attribution, name.start))
}

/// A full name with words behind it that no comma closes: "Ann Lee, who ran the list", "Ann Lee the product coach".
fn with_more(head: &str) -> Option<(Attribution, usize)> {
    for (more, max_words) in [(" who ", 12), (" the ", 4)] {
        let Some((before, rest)) = head.rsplit_once(more) else { continue };
        let before = before.trim_end_matches(',');
        let fits = rest.split(' ').count() <= max_words && !rest.contains([',', ':', ';']);
        let Some(name) = names::at_end(before).filter(|_| fits && (more == " who " || speech::is_title(rest))) else {
            continue;
        };
        let mut attribution = Attribution { speaker: before.get(name.clone())?.to_owned(), ..Attribution::default() };
        split_leading_title(&mut attribution);
        if more == " the " {
            details_into(rest, &mut attribution);
        }
        return is_person(&attribution).then_some((attribution, name.start));
    }
    None
}

/// "i'll" is "i".
fn uncontracted(plain: &str) -> &str {
    plain.split('\'').next().unwrap_or(plain)
}

/// Whether a sentence tells what is said in some case, not what was said: "whenever a customer told us".
fn is_conditional(sentence: &str) -> bool {
    sentence.split(' ').any(|word| speech::is_condition(word) || speech::is_hypothetical(word))
}

/// The name that ends `head`, with an apposition in commas between the name and the end.
pub(super) fn named_subject(head: &str) -> Option<(Attribution, usize)> {
    if let Some(inner) = head.strip_suffix([',', ')']) {
        let commas = inner.rmatch_indices([',', '(']).map(|(at, _)| at).take(4);
        for comma in commas {
            let before = inner.get(..comma)?.trim_end();
            // "Lee et al. (2011)"
            let several =
                before.strip_suffix(" et al.").and_then(|first| names::at_end(first).map(|name| (first, name)));
            if let Some((_, name)) = several.filter(|(first, name)| name.end == first.len()) {
                let speaker = before.get(name.start..)?.to_owned();
                return Some((Attribution { speaker, ..Attribution::default() }, name.start));
            }
            let Some(name) = names::at_end(before).filter(|name| name.end == before.len()) else { continue };
            let mut attribution =
                Attribution { speaker: before.get(name.clone())?.to_owned(), ..Attribution::default() };
            split_leading_title(&mut attribution);
            let aside = inner.get(comma + 1..)?;
            details_into(aside, &mut attribution);
            // "Lee and Brook (2011)"
            let first = before
                .get(..name.start)?
                .strip_suffix(" and ")
                .filter(|_| aside.starts_with(|first: char| first.is_ascii_digit()));
            if let Some(first) = first.and_then(names::at_end) {
                before.get(first.start..)?.clone_into(&mut attribution.speaker);
                return Some((attribution, first.start));
            }
            return Some((attribution, name.start));
        }
        return None;
    }
    let name = names::at_end(head)?;
    let before = head.get(..name.start)?.trim_end();
    let preposition = before.rsplit(' ').next().unwrap_or_default();
    let words = head.get(name.clone())?.to_owned();
    if matches!(
        preposition,
        "of" | "at" | "from" | "in" | "for" | "with" | "to" | "about" | "and" | "than" | "on" | "over" | "behind"
    ) {
        let owner = before.strip_suffix(preposition)?.trim_end();
        if preposition == "and" {
            if let Some(found) = two_titles(owner, &words) {
                return Some(found);
            }
            let first = names::at_end(owner).filter(|first| first.end == owner.len());
            let both = first.and_then(|first| Some((owner.get(first.clone())?.to_owned(), first.start)));
            let (speaker, at) = match both {
                Some((first, at)) if first.contains(' ') && words.contains(' ') => (format!("{first} and {words}"), at),
                _ => (words, name.start),
            };
            return Some((Attribution { speaker, ..Attribution::default() }, at));
        }
        let person = names::at_end(owner).filter(|_| matches!(preposition, "of" | "at" | "from"))?;
        let mut attribution = Attribution {
            speaker: owner.get(person.clone())?.to_owned(),
            organisation: Some(words),
            ..Attribution::default()
        };
        split_leading_title(&mut attribution);
        return Some((attribution, person.start));
    }
    let mut attribution = Attribution { speaker: words, ..Attribution::default() };
    split_leading_title(&mut attribution);
    Some((attribution, name.start))
}

/// Whether the speaker has a full name, none of whose words heads sentences or names a role.
pub(super) fn is_person(attribution: &Attribution) -> bool {
    attribution.speaker.contains(' ') && !attribution.speaker.split(' ').any(speech::is_no_name)
}
