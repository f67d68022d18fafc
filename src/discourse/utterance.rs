//! Speech that is shown without a verb before the marks: by a word for what is said, by a whole sentence, or indirectly.

use super::{
    Attribution, Form,
    credit::{Credit, Speaker},
    described,
    details::appositive,
    lead_in::credited,
    names,
    said::{relative_clause, verb_at_start},
    speech,
    subject::{Subject, is_person, named_subject, subject_before},
    titled,
};
use crate::text::sentences;

/// A word for what is said that belongs to somebody, without a verb: "Ann Lee's advice is simple:", "her answer:".
pub(super) fn utterance(body: &str, mark: Option<char>) -> Option<Credit> {
    let is_none = |word: &str| speech::is_condition(word) || speech::is_writing(word) || speech::is_disowning(word);
    if body.split(' ').any(is_none) {
        return None;
    }
    // "Ann Lee's motto “…”" needs no colon where the word for what is said stands right before the marks.
    let last = body.rsplit(' ').next().unwrap_or_default();
    if mark != Some(':') && !speech::is_utterance(last) {
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
    // "Acme Labs recommendation:", but not "Wrong answer:"
    let is_maker = |name: &str| name.contains(' ') || !name.contains(char::is_lowercase);
    if let Some(name) = names::at_start(body).filter(|name| name.start == 0)
        && body.get(name.clone()).is_some_and(is_maker)
        && body.get(name.end..).is_some_and(|rest| rest.strip_prefix(' ') == Some(last))
        && last.starts_with(char::is_lowercase)
        && speech::is_utterance(last)
    {
        let attribution = Attribution { speaker: body.get(name)?.to_owned(), ..Attribution::default() };
        return named(Speaker::Named(attribution), 0);
    }
    // "my favourite Ann Lee quote:"
    if matches!(last, "quote" | "line" | "saying" | "tweet")
        && let Some(before) = body.strip_suffix(last).map(str::trim_end)
        && let Some(name) = names::at_end(before).filter(|name| name.end == before.len())
    {
        let attribution = Attribution { speaker: before.get(name.clone())?.to_owned(), ..Attribution::default() };
        if is_person(&attribution) {
            return named(Speaker::Named(attribution), name.start);
        }
    }
    let mut at = 0;
    let mut words = body.split(' ');
    while let Some(word) = words.next() {
        let start = at;
        at += word.len() + 1;
        // "her boss saying"
        let is_other = |word: &&str| speech::is_person(word.trim_end_matches("'s").trim_end_matches("’s"));
        let next_is_utterance = words.clone().take(3).take_while(|word| !is_other(word)).any(speech::is_utterance);
        let owner = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).or_else(|| {
            // "Boris' answer"
            word.strip_suffix(['\'', '’']).filter(|owner| owner.ends_with('s'))
        });
        if let Some(owner) = owner.filter(|_| next_is_utterance) {
            let owned = body.get(..start + owner.len())?;
            // "the focus on Ann Lee's idea": whatever stands before the name, it owns.
            let alone = || {
                let name = names::at_end(owned)?;
                let speaker = owned.get(name.clone())?.to_owned();
                Some((Attribution { speaker, ..Attribution::default() }, name.start))
            };
            if let Some((attribution, name_at)) = named_subject(owned).or_else(alone)
                && attribution.speaker.split(' ').any(|word| !speech::is_no_name(word))
            {
                return named(Speaker::Named(attribution), name_at);
            }
            if let Some((attribution, described_at)) = described::at_end(owned) {
                return named(Speaker::Named(attribution), described_at);
            }
        }
        if matches!(speech::plain(word).as_str(), "his" | "her") && next_is_utterance {
            return named(Speaker::Pronoun, start);
        }
        let of = matches!(word, "from" | "by" | "of") && body.get(..start)?.split(' ').any(speech::is_utterance);
        if of
            && let Some((attribution, len)) = credited(body.get(at..)?)
            && (attribution.speaker.contains(' ') || word == "from")
            && body.get(at + len..).is_some_and(|rest| rest.is_empty() || speech::is_copula(rest))
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
    // "Ann Lee, who runs the list, agrees."
    let behind = body.get(subject.len()..)?;
    let clause = if subject.ends_with(',') { relative_clause(body.get(subject.len() - 1..)?) } else { 0 };
    let behind = if clause > 0 { behind.get(clause..)?.trim_start() } else { body.get(subject_len..)? };
    let subject = if clause > 0 { subject.trim_end_matches(',') } else { subject };
    let verb = behind.split(' ').next().unwrap_or_default();
    let finite = speech::is_verb(verb)
        || matches!(verb, "was" | "is" | "has" | "had" | "does" | "did")
        || verb.ends_with("ed")
        || (of_self && verb.len() > 3 && verb.ends_with('s'));
    let (attribution, at) = titled::at_end(subject).or_else(|| named_subject(subject))?;
    (finite && is_person(&attribution)).then(|| credit(Speaker::Named(attribution), at)).flatten()
}

/// "The following statement from the book says it all": whose book it is was said before.
pub(super) fn points_at_a_work(sentence: &str) -> bool {
    let Some((head, tail)) = sentence.trim().split_once(" from ") else { return false };
    let points = head.split(' ').any(|word| matches!(speech::plain(word).as_str(), "following" | "this" | "these"));
    let mut work = tail.split(' ');
    let owned = matches!(work.next(), Some("the" | "this" | "his" | "her"));
    let is_work = work.next().map(speech::plain).is_some_and(|word| matches!(word.as_str(), "book" | "article"));
    let says = points && head.split(' ').any(speech::is_utterance);
    says && owned && is_work && !tail.contains(char::is_uppercase)
}

/// By whom the work is at which a sentence points, where the sentence before tells it of one person ("“The List” by Ann
/// Lee", "Ann Lee's book").
pub(super) fn from_the_work(before: &str, sentence: &str) -> Option<Credit> {
    if !points_at_a_work(sentence) {
        return None;
    }
    let told = before.get(sentences(before).last()?)?;
    let is_written =
        |head: &str| head.ends_with(['”', '"', '*', '_']) || head.ends_with("book") || head.ends_with("article");
    let by = told.match_indices(" by ").filter_map(|(at, by)| {
        is_written(told.get(..at)?).then(|| titled::person_at_start(told.get(at + by.len()..)?)).flatten()
    });
    let owns = ["'s ", "’s "].iter().flat_map(|owns| told.match_indices(*owns)).filter_map(|(at, owns)| {
        let of_work = told.get(at + owns.len()..)?.split(' ').take(2).map(speech::plain);
        of_work.into_iter().any(|word| matches!(word.as_str(), "book" | "article")).then_some(())?;
        let owner = told.get(..at)?;
        owner.get(names::at_end(owner)?)
    });
    let mut writers = by.chain(owns);
    let speaker = writers.next().filter(|_| writers.next().is_none())?.to_owned();
    let attribution = Attribution { speaker, ..Attribution::default() };
    is_person(&attribution).then_some(Credit {
        speaker: Speaker::Named(attribution),
        form: Form::LeadIn,
        at: 0,
        between_words: 0,
    })
}

/// Who a sentence before a block of quotation shows to be speaking, though it ends like any other: "Ann Lee explains
/// this in her book."
pub(super) fn tells(sentence: &str) -> Option<Credit> {
    let ends = |last: char| last.is_whitespace() || matches!(last, '.' | '”' | '"' | '’' | '*' | '_');
    let body = sentence.trim_end_matches(ends);
    let name = names::at_start(body).filter(|name| name.start == 0)?;
    let mut attribution = Attribution { speaker: body.get(name.clone())?.to_owned(), ..Attribution::default() };
    let len = name.end + appositive(body.get(name.end..)?, &mut attribution);
    let rest = body.get(len..)?.trim_start_matches([',', ' ']);
    let told = verb_at_start(rest)?;
    let verb = rest.get(..told)?.trim_end();
    // "Ann Lee said the list is long." has said it.
    let says_it = speech::is_view(verb) && rest.get(told..)?.split(' ').count() > 12;
    let conditional = body.split(' ').any(|word| speech::is_condition(word) || speech::is_writing(word));
    let speaks = !says_it && !conditional && !speech::is_bare(verb) && !speech::has_hearer(verb);
    (speaks && is_person(&attribution)).then_some(Credit {
        speaker: Speaker::Named(attribution),
        form: Form::LeadIn,
        at: 0,
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
