//! Reads who is about to speak from the sentence before a quotation.

use super::{
    Attribution, Form,
    attribution::{Credit, Speaker, appositive, details_into, lower_title, split_leading_title, verb_at_start},
    described, names, speech, titled,
};

/// Reads who is about to speak from the sentence that stands before a quotation.
///
/// `sentence` runs up to the opening mark.
pub(super) fn before(sentence: &str) -> Option<Credit> {
    let trimmed = sentence.trim_end();
    let mark = trimmed.chars().next_back().filter(|mark| matches!(mark, ':' | ',' | '-' | '–' | '—'));
    let body = trimmed.trim_end_matches([':', ',', '-', '–', '—']).trim_end();
    if body.is_empty() || body.ends_with(['.', '!', '?', ';']) || body.ends_with("so-called") {
        return None;
    }
    according_to(body, mark)
        .or_else(|| subject_and_verb(body, mark))
        .or_else(|| label(body, mark))
        .or_else(|| utterance(body, mark))
}

/// Phrases that lead to who is credited, without the letter that may be a capital.
const LEADING_PHRASES: [&str; 9] = [
    "ccording to ",
    "n the words of ",
    "o quote ",
    "s quoted by ",
    "uoting ",
    "s stated in ",
    "s written in ",
    "s described in ",
    "s defined in ",
];

fn according_to(body: &str, mark: Option<char>) -> Option<Credit> {
    let (at, phrase) = LEADING_PHRASES.iter().find_map(|phrase| body.rfind(phrase).map(|at| (at, phrase)))?;
    let rest = body.get(at + phrase.len()..)?;
    let (attribution, len) = credited(rest)?;
    let tail_words = rest.get(len..)?.split_whitespace().count();
    let form = if phrase.starts_with("cc") { Form::AccordingTo } else { Form::LeadIn };
    let near = tail_words <= if mark.is_some() { 6 } else { 4 };
    near.then(|| Credit {
        speaker: Speaker::Named(attribution),
        form,
        at: at - 1,
        between_words: if mark.is_some() { 0 } else { tail_words },
    })
}

/// A name with what stands behind it in apposition.
fn credited(rest: &str) -> Option<(Attribution, usize)> {
    let (title, skipped) = lower_title(rest);
    let named = rest.get(skipped..)?;
    let name = names::at_start(named)?;
    let mut attribution = Attribution { speaker: named.get(name.clone())?.to_owned(), title, ..Attribution::default() };
    split_leading_title(&mut attribution);
    let len = name.end + appositive(named.get(name.end..)?, &mut attribution);
    Some((attribution, skipped + len))
}

fn subject_and_verb(body: &str, mark: Option<char>) -> Option<Credit> {
    let max_tail_words = match mark {
        Some(':') => 12,
        Some(_) => 4,
        None => 5,
    };
    let mut ends: Vec<usize> = vec![body.len()];
    ends.extend(body.rmatch_indices(' ').map(|(at, _)| at).take(max_tail_words + 2));
    for (tail_words, &end) in ends.iter().enumerate().take(max_tail_words + 1) {
        let start = ends.get(tail_words + 1).map_or(0, |&space| space + 1).min(end);
        let start = if ends.get(tail_words + 1).is_none() { 0 } else { start };
        let (verb_start, verb_end) = (start, end);
        let word = body.get(verb_start..verb_end).unwrap_or_default();
        if word.contains(' ') {
            break;
        }
        let two = body.get(verb_start..).and_then(verb_at_start).is_some();
        if !(two || speech::is_verb(word)) || word.chars().next().is_some_and(char::is_uppercase) && verb_start > 0 {
            continue;
        }
        let head = body.get(..verb_start).unwrap_or_default();
        let tail = body.get(verb_end..).unwrap_or_default().trim_start();
        let particle_words =
            usize::from(!speech::is_verb(word) || matches!(tail.split(' ').next(), Some("it" | "out" | "up")));
        let form = if mark == Some(':') || head.starts_with("As ") || head.contains(" as ") {
            Form::LeadIn
        } else {
            Form::Said
        };
        let between_words =
            if mark.is_some() || tail == "that" { 0 } else { tail_words.saturating_sub(particle_words) };
        match subject_before(head, word) {
            Subject::Speaker(speaker, at) => return Some(Credit { speaker, form, at, between_words }),
            Subject::Nobody => return None,
            Subject::Unknown => {}
        }
        // "As explained by Ann Lee:", "says Ann Lee:"
        let by = tail.strip_prefix("by ");
        if by.is_none() && speech::has_hearer(word) {
            continue;
        }
        let inverted = by.unwrap_or(tail);
        let (speaker, len) = match credited(inverted) {
            Some((attribution, len)) => (Speaker::Named(attribution), len),
            None => continue,
        };
        if inverted.get(len..).is_some_and(|rest| rest.split_whitespace().count() <= 4) && mark.is_some() {
            return Some(Credit { speaker, form, at: 0, between_words: 0 });
        }
    }
    None
}

enum Subject {
    Speaker(Speaker, usize),
    /// The speech is made up, or the writer's own.
    Nobody,
    Unknown,
}

fn subject_before(head: &str, verb: &str) -> Subject {
    let sentence = head;
    let first = sentence.split(' ').next().unwrap_or_default();
    if speech::is_supposition(first) || (speech::plain(first) == "when" && !speech::is_past(verb)) {
        return Subject::Nobody;
    }
    let mut head = head.trim_end();
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
    let described = || described::at_end(head).filter(|_| speech::is_past(verb) && !is_conditional(sentence));
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
        is_infinitive || !speech::is_bare(verb) || head.get(..at).is_some_and(|before| before.ends_with("and "))
    };
    match subject {
        Some((attribution, at)) if agrees(at) || attribution.speaker.contains(" and ") => {
            Subject::Speaker(Speaker::Named(attribution), at)
        }
        _ => Subject::Unknown,
    }
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
fn named_subject(head: &str) -> Option<(Attribution, usize)> {
    if let Some(inner) = head.strip_suffix([',', ')']) {
        let commas = inner.rmatch_indices([',', '(']).map(|(at, _)| at).take(4);
        for comma in commas {
            let before = inner.get(..comma)?.trim_end();
            let Some(name) = names::at_end(before).filter(|name| name.end == before.len()) else { continue };
            let mut attribution =
                Attribution { speaker: before.get(name.clone())?.to_owned(), ..Attribution::default() };
            split_leading_title(&mut attribution);
            details_into(inner.get(comma + 1..)?, &mut attribution);
            return Some((attribution, name.start));
        }
        return None;
    }
    let name = names::at_end(head)?;
    let before = head.get(..name.start)?.trim_end();
    let preposition = before.rsplit(' ').next().unwrap_or_default();
    let words = head.get(name.clone())?.to_owned();
    if matches!(preposition, "of" | "at" | "from" | "in" | "for" | "with" | "to" | "about" | "and" | "than") {
        let owner = before.strip_suffix(preposition)?.trim_end();
        if preposition == "and" {
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

/// `Ann Lee:` or `Ann Lee, CEO of Acme:` with nothing before it.
fn label(body: &str, mark: Option<char>) -> Option<Credit> {
    if mark != Some(':') {
        return None;
    }
    let name = names::at_start(body)?;
    let words = body.get(name.clone())?;
    if !words.contains(' ') || words.split(' ').any(speech::is_no_name) {
        return None;
    }
    let (attribution, len) = credited(body)?;
    // "Ann Lee on lists:"
    let rest = body.get(len..)?;
    let on_a_topic = rest.starts_with(" on ") && rest.split(' ').count() <= 7;
    (rest.is_empty() || on_a_topic).then_some(Credit {
        speaker: Speaker::Named(attribution),
        form: Form::LeadIn,
        at: name.start,
        between_words: 0,
    })
}

/// Whether a sentence gives somebody's view without quotation marks: "As Ann Lee notes, …", "Ann Lee argues the
/// owner decides."
pub(super) fn speaks_indirectly(sentence: &str) -> bool {
    let (body, asserts) = match sentence.strip_prefix("As ") {
        Some(body) => (body, false),
        None => (sentence, true),
    };
    if !body.chars().next().is_some_and(char::is_uppercase) {
        return false;
    }
    let Some(name) = names::at_start(body) else { return false };
    let words = body.get(name.clone()).unwrap_or_default();
    if asserts && (words.split(' ').any(speech::is_no_name) || name.start > 0) {
        return false;
    }
    let mut ignored = Attribution::default();
    let mut at = name.end + body.get(name.end..).map_or(0, |rest| appositive(rest, &mut ignored));
    for _ in 0..3 {
        let Some(rest) = body.get(at..) else { return false };
        let trimmed = rest.trim_start_matches([',', ' ']);
        at += rest.len() - trimmed.len();
        let word = trimmed.split(' ').next().unwrap_or_default();
        if speech::is_view(word) || (!asserts && verb_at_start(trimmed).is_some()) {
            return true;
        }
        if !speech::is_adverb(word) {
            return false;
        }
        at += word.len();
    }
    false
}

/// A word for what is said that belongs to somebody, without a verb: "Ann Lee's advice is simple:", "her answer:".
fn utterance(body: &str, mark: Option<char>) -> Option<Credit> {
    if mark != Some(':') || body.split(' ').any(|word| speech::is_condition(word) || speech::is_writing(word)) {
        return None;
    }
    let named = |speaker, at| Some(Credit { speaker, form: Form::LeadIn, at, between_words: 0 });
    // "For Ann Lee, the point is trust:"
    if let Some(rest) = body.strip_prefix("For ")
        && let Some((attribution, len)) = credited(rest)
        && is_person(&attribution)
        && rest.get(len..)?.starts_with(',')
    {
        return named(Speaker::Named(attribution), 4);
    }
    let mut at = 0;
    let mut words = body.split(' ');
    while let Some(word) = words.next() {
        let start = at;
        at += word.len() + 1;
        let next_is_utterance = words.clone().take(3).any(speech::is_utterance);
        let owner = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).or_else(|| {
            // "Boris' answer"
            word.strip_suffix(['\'', '’']).filter(|owner| owner.ends_with('s'))
        });
        if let Some(owner) = owner.filter(|_| next_is_utterance)
            && let Some((attribution, name_at)) = named_subject(body.get(..start + owner.len())?)
            && attribution.speaker.split(' ').any(|word| !speech::is_no_name(word))
        {
            return named(Speaker::Named(attribution), name_at);
        }
        if matches!(speech::plain(word).as_str(), "his" | "her") && next_is_utterance {
            return named(Speaker::Pronoun, start);
        }
        let of = matches!(word, "from" | "by" | "of") && body.get(..start)?.split(' ').any(speech::is_utterance);
        if of
            && let Some((attribution, len)) = credited(body.get(at..)?)
            && attribution.speaker.contains(' ')
            && at + len == body.len()
        {
            return named(Speaker::Named(attribution), 0);
        }
    }
    None
}

/// Who a whole sentence shows to be speaking, so that words in marks right behind it are theirs: "Ann Lee says that
/// lists are long.", "Ann Lee, CEO of Acme, was pleased.", "She agreed."
///
/// Where the words speak of their speaker (`of_self`: "we", "my"), a colon and any verb will do: "She is blunt:".
pub(super) fn continued(sentence: &str, of_self: bool) -> Option<Credit> {
    let trimmed = sentence.trim();
    let body = trimmed.strip_suffix('.').or_else(|| trimmed.strip_suffix(':').filter(|_| of_self))?;
    if body.split(' ').any(|word| speech::is_condition(word) || speech::is_writing(word)) {
        return None;
    }
    let credit = |speaker, at| Some(Credit { speaker, form: Form::LeadIn, at, between_words: 0 });
    if let Some((head, _)) = body.split_once(" that ")
        && let Some((subject, verb)) = head.rsplit_once(' ')
        && speech::is_view(verb)
        && let Subject::Speaker(Speaker::Named(attribution), at) = subject_before(subject, verb)
        && is_person(&attribution)
    {
        return credit(Speaker::Named(attribution), at);
    }
    let first = body.split(' ').next().unwrap_or_default();
    if matches!(first, "He" | "She") {
        let few = body.split(' ').count() <= 3;
        if of_self && body.len() < trimmed.len() && trimmed.ends_with(':') {
            return credit(Speaker::Pronoun, 0);
        }
        return few
            .then_some(())
            .and_then(|()| body.split(' ').nth(1).filter(|verb| speech::is_verb(verb)))
            .and_then(|_| credit(Speaker::Pronoun, 0));
    }
    let subject_len = body
        .split(' ')
        .take_while(|word| {
            word.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit())
                || matches!(*word, "and" | "of" | "at" | "the")
                || speech::is_particle(word)
                || speech::is_title(word)
        })
        .map(|word| word.len() + 1)
        .sum::<usize>();
    let subject = body.get(..subject_len.checked_sub(1)?)?;
    let verb = body.get(subject_len..)?.split(' ').next().unwrap_or_default();
    let finite = speech::is_verb(verb)
        || matches!(verb, "was" | "is" | "has" | "had")
        || verb.ends_with("ed")
        || (of_self && verb.len() > 3 && verb.ends_with('s'));
    let (attribution, at) = titled::at_end(subject).or_else(|| named_subject(subject))?;
    (finite && is_person(&attribution)).then(|| credit(Speaker::Named(attribution), at)).flatten()
}

/// Whether the speaker has a full name, none of whose words heads sentences or names a role.
fn is_person(attribution: &Attribution) -> bool {
    attribution.speaker.contains(' ') && !attribution.speaker.split(' ').any(speech::is_no_name)
}
