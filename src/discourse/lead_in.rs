//! Reads who is about to speak from the sentence before a quotation.

use super::{
    Attribution, Form,
    credit::{Credit, Speaker},
    details::{appositive, details_into, lower_title, split_leading_title},
    names,
    said::{MAX_ASIDE_BYTES, verb_at_start},
    speech,
    subject::{Subject, subject_before},
    titled,
    utterance::utterance,
};

/// Reads who is about to speak from the sentence that stands before a quotation.
///
/// `sentence` runs up to the opening mark.
pub(super) fn before(sentence: &str) -> Option<Credit> {
    let trimmed = sentence.trim_end();
    let mark = trimmed.chars().next_back().filter(|mark| matches!(mark, ':' | ',' | '-' | '–' | '—'));
    let body = trimmed.trim_end_matches([':', ',', '-', '–', '—']).trim_end();
    // "Her advice?"
    if let Some(asked) = body.strip_suffix('?') {
        let ends_so = asked.rsplit(' ').next().is_some_and(speech::is_utterance);
        // "Did she regret her words?" asks about them.
        return ends_so.then(|| utterance(asked, Some(':'))).flatten().filter(|credit| credit.at == 0);
    }
    if body.is_empty() || body.ends_with(['.', '!', '?', ';']) || body.ends_with("so-called") {
        return None;
    }
    // "Contrary to what Ann Lee says, “…”": not her words.
    let denied = ["Contrary to what ", "Despite what ", "Unlike what "].iter().any(|denied| body.starts_with(denied));
    let of_nobody =
        body.rsplit(' ').next().is_some_and(speech::is_utterance) && body.split(' ').any(speech::is_disowning);
    if of_nobody || (denied && !body.contains(',')) {
        return None;
    }
    according_to(body, mark)
        .or_else(|| subject_and_verb(body, mark))
        .or_else(|| label(body, mark))
        .or_else(|| utterance(body, mark))
}

/// The same for a sentence before a block of quotation, which has no marks to show where speech begins: it must end
/// with a colon, a comma or a dash, and a name alone must have a title.
pub(super) fn before_block(sentence: &str) -> Option<Credit> {
    let trimmed = sentence.trim_end_matches(|last: char| last.is_whitespace() || matches!(last, '*' | '_'));
    trimmed.ends_with([':', ',', '-', '–', '—']).then_some(())?;
    let credit = before(trimmed)?;
    let is_label = label(trimmed.trim_end_matches(':'), Some(':')).is_some();
    match &credit.speaker {
        Speaker::Named(attribution) if is_label && attribution.title.is_none() => None,
        _ => Some(credit),
    }
}

fn according_to(body: &str, mark: Option<char>) -> Option<Credit> {
    let (at, phrase) = speech::leading_phrase(body)?;
    let rest = body.get(at + phrase.len()..)?.strip_prefix(' ')?;
    let (attribution, len) = titled::at_start(rest).or_else(|| credited(rest))?;
    let tail_words = rest.get(len..)?.split_whitespace().count();
    let form = if phrase == "according to" { Form::AccordingTo } else { Form::LeadIn };
    let near = tail_words <= if mark.is_some() { 6 } else { 4 };
    near.then(|| Credit {
        speaker: Speaker::Named(attribution),
        form,
        at,
        between_words: if mark.is_some() { 0 } else { tail_words },
    })
}

/// A name with what stands behind it in apposition.
pub(super) fn credited(rest: &str) -> Option<(Attribution, usize)> {
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
        // "answers the question “who decides?”"; but "asks the question" asks it.
        let asks = speech::plain(word).starts_with("ask");
        if mark.is_none() && tail_words > 0 && !asks && body.rsplit(' ').next().is_some_and(speech::is_spoken_of) {
            return None;
        }
        let plain = speech::plain(word);
        let head = body.get(..verb_start).unwrap_or_default();
        let tail = body.get(verb_end..).unwrap_or_default().trim_start();
        // "disagrees with the claim that": not the words of who is named; but "disagreed with her and said".
        let mut last_words = tail.rsplit(' ');
        let says_too = last_words.next().is_some_and(speech::is_verb) && last_words.next() == Some("and");
        let of_others =
            !says_too && (plain.starts_with("disagree") || plain.starts_with("object") || tail.starts_with("against "));
        // "Ann Lee quotes Ben Okoro:"
        let of_another = plain.starts_with("quot") && tail.starts_with(char::is_uppercase);
        // "puts up a sign:"
        let writes_up = matches!(plain.as_str(), "put" | "puts")
            && tail.split(' ').next() != Some("it")
            && body.split(' ').any(speech::is_writing);
        if tail_words > 0 && (of_others || of_another || writes_up) {
            continue;
        }
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
        // "Ann Lee recalls her first manager saying,"
        let before = head.trim_end().rsplit(' ').next().unwrap_or_default();
        let joins =
            before.ends_with(',') || speech::joins(before) || speech::is_verb(before) || speech::is_adverb(before);
        if plain == "saying" && tail.is_empty() && !joins {
            return None;
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

/// `Product director Ann Lee:`.
fn titled_label(body: &str) -> Option<Credit> {
    let name = names::at_end(body).filter(|name| name.end == body.len())?;
    let title = body.get(..name.start)?.strip_suffix(' ')?;
    let speaker = body.get(name)?.to_owned();
    let is_title = speech::is_title(title) && title.split(' ').all(speech::opens_title);
    let is_person = speaker.contains(' ') && !speaker.split(' ').any(speech::is_no_name);
    (is_title && is_person).then(|| Credit {
        speaker: Speaker::Named(Attribution { speaker, title: Some(title.to_owned()), ..Attribution::default() }),
        form: Form::LeadIn,
        at: 0,
        between_words: 0,
    })
}

/// `Ann Lee:` or `Ann Lee, CEO of Acme:` with nothing before it.
fn label(body: &str, mark: Option<char>) -> Option<Credit> {
    if mark != Some(':') {
        return None;
    }
    let led = speech::label_opening(body);
    let (opening, body) = (body.get(..led)?.trim_end(), body.get(led..)?);
    if let Some(credit) = titled_label(body) {
        return Some(Credit { at: credit.at + led, ..credit });
    }
    let name = names::at_start(body)?;
    let words = body.get(name.clone())?;
    if body.get(name.end..)?.starts_with(" at ") {
        return None;
    }
    // "From the Scrum Guide:" is no heading.
    if !words.contains(' ') || (led == 0 && words.split(' ').any(speech::is_no_name)) {
        return None;
    }
    let (attribution, len) = credited(body)?;
    // "Ann Lee on lists:", "Ann Lee (Acme):"
    let rest = body.get(len..)?;
    let mut attribution = attribution;
    let inside = rest.strip_prefix(" (").and_then(|inside| inside.strip_suffix(')'));
    if let Some(inside) = inside.filter(|inside| inside.len() < MAX_ASIDE_BYTES && !inside.contains(['(', ')'])) {
        details_into(inside, &mut attribution);
    }
    let rest = if inside.is_some() { "" } else { rest };
    let topic = rest.strip_prefix(',').unwrap_or(rest);
    let on_a_topic = (topic.starts_with(" on ") && rest.split(' ').count() <= 7) || is_in_a_work(topic);
    // "Here is New York:", but "Here is Ann Lee, CEO of Acme:".
    let is_document = words.rsplit(' ').next().is_some_and(speech::is_document);
    if led > 0 && speech::is_loose_opening(opening) && attribution.title.is_none() && !is_document {
        return None;
    }
    (rest.is_empty() || on_a_topic).then_some(Credit {
        speaker: Speaker::Named(attribution),
        form: Form::LeadIn,
        at: name.start,
        between_words: 0,
    })
}

/// " in her foreword", " in an interview last year".
fn is_in_a_work(topic: &str) -> bool {
    let Some(rest) = topic.strip_prefix(" in ") else { return false };
    let mut words = rest.split(' ');
    let owned = matches!(words.next(), Some("her" | "his" | "their" | "the" | "an" | "a"));
    let is_work = |word: &str| speech::is_document(word) || matches!(word, "interview" | "foreword" | "speech");
    owned && rest.split(' ').count() <= 6 && words.take(2).any(is_work)
}
