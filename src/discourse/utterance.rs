//! Speech that is shown without a verb before the marks: by a word for what is said, by a whole sentence, or indirectly.

use super::{
    Attribution, Form,
    credit::{Credit, Speaker},
    details::appositive,
    lead_in::credited,
    names,
    said::verb_at_start,
    speech,
    subject::{Subject, is_person, named_subject, subject_before},
    titled,
};

/// A word for what is said that belongs to somebody, without a verb: "Ann Lee's advice is simple:", "her answer:".
pub(super) fn utterance(body: &str, mark: Option<char>) -> Option<Credit> {
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
