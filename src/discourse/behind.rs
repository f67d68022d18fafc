//! Who is credited in the sentence that goes on behind a quotation: `said Name`, `Name says`, `(Name, 2020)`.

use super::{
    Attribution, Form,
    credit::{Credit, Speaker, head, reference},
    described,
    details::details_into,
    names,
    said::{name_then_verb, verb_then_name},
    speech,
};

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
    // "…" is Ann Lee's motto.
    if let Some(credit) = is_owned(body) {
        return Some(Credit { at: start + credit.at, ..credit });
    }
    if let Some(rest) = body.strip_prefix("So ")
        && let Some(credit) = verb_then_name(rest)
    {
        let is_told = rest.split(' ').next().is_some_and(speech::gives_words);
        let ends = is_told && rest.get(credit.at..).is_some_and(is_end_or_occasion);
        return ends.then(|| Credit { at: start + "So ".len() + credit.at, ..credit });
    }
    // "…", as Ann Lee puts it; "…" is how Ann Lee puts it; "…" That is what Ann Lee told us.
    let how = speech::leads_back().find(|how| body.starts_with(*how));
    if let Some(how) = how
        && let Some(told) = body.get(how.len()..)
        && let Some(credit) = name_then_verb(told)
    {
        let leads = how == "as " || leads_no_further(told, credit.at);
        return leads.then(|| Credit { at: start + how.len() + credit.at, ..credit });
    }
    let credit = verb_then_name(body).or_else(|| {
        let credit = name_then_verb(body)?;
        let open = !ended && (comma_outside || matches!(last, Some(',' | '!' | '?' | '…')));
        // "…." Ann Lee said. What goes on behind the verb says something of its own.
        // “…” Ann Lee said, leads to what follows.
        let leads = body.get(..credit.at)?.ends_with([',', ':']);
        let whole = !leads && body.get(credit.at..).is_some_and(is_occasion);
        (open || whole).then_some(credit)
    })?;
    Some(Credit { at: start + credit.at, ..credit })
}

/// Whether the verb that ends at byte `end` gives the words back and has nothing behind it but who heard them, where and
/// when: "That is what Ann Lee told us in May", but not "what Ann Lee said nobody believes".
fn leads_no_further(told: &str, end: usize) -> bool {
    let (Some(head), Some(rest)) = (told.get(..end), told.get(end..)) else { return false };
    let head = head.trim_end_matches(|last: char| !last.is_alphanumeric());
    let head = head.strip_suffix(" it").unwrap_or(head);
    if !head.rsplit(' ').next().is_some_and(speech::gives_words) {
        return false;
    }
    let rest = rest.trim_start();
    let rest = ["it", "this"].iter().find_map(|it| rest.strip_prefix(it)).filter(|rest| !goes_on(rest)).unwrap_or(rest);
    if is_end_or_occasion(rest) {
        return true;
    }
    let hearer = ["me", "us", "him", "her", "them"]
        .iter()
        .find(|hearer| rest.strip_prefix(**hearer).is_some_and(|behind| !goes_on(behind)));
    let heard = hearer.map(|hearer| hearer.len()).or_else(|| names::at_start(rest).map(|name| name.end));
    let behind = heard.filter(|_| speech::has_hearer(head.rsplit(' ').next().unwrap_or_default()));
    behind
        .and_then(|end| rest.get(end..))
        .is_some_and(|behind| is_end_or_occasion(behind) && !behind.trim_start().starts_with("to "))
}

/// Whether a word goes on.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '\'' | '’'))
}

/// Whether a mark follows, nothing at all, or only where or when.
fn is_end_or_occasion(rest: &str) -> bool {
    rest.trim_start().starts_with([',', '.', ';', '!', '?', ':', '“', '"']) || is_occasion(rest)
}

/// `is Ann Lee's motto`: a word for words that somebody stands for, with nothing behind it, and whose it is.
fn is_owned(body: &str) -> Option<Credit> {
    let rest = ["is ", "was ", "are ", "were "].iter().find_map(|copula| body.strip_prefix(copula))?;
    let name = names::at_start(rest).filter(|name| name.start == 0)?;
    let owned = rest.get(name.end..)?;
    let owned = owned.strip_prefix("'s ").or_else(|| owned.strip_prefix("’s "))?;
    let owned = ["own ", "favourite ", "favorite "].iter().find_map(|more| owned.strip_prefix(more)).unwrap_or(owned);
    let word = owned.split(|next: char| !next.is_alphabetic()).next()?;
    let ends =
        owned.get(word.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with([',', '.', '!', '?', ';']));
    (ends && speech::is_owned_word(word)).then_some(())?;
    let attribution = Attribution { speaker: rest.get(name.clone())?.to_owned(), ..Attribution::default() };
    let at = body.len() - rest.len() + name.end;
    Some(Credit { speaker: Speaker::Named(attribution), form: Form::Said, at, between_words: 0 })
}

/// Whether nothing more is said than where or when: "…." Ann Lee said in an interview.
fn is_occasion(rest: &str) -> bool {
    /// Longer than this it says something of its own.
    const MAX_WORDS: usize = 8;
    let end = rest.find(['.', '!', '?', '“', '"']).unwrap_or(rest.len());
    let told = rest.get(..end).unwrap_or_default().trim();
    let mut words = told.split(' ').peekable();
    told.is_empty()
        || (words.peek().is_some_and(|first| speech::tells_occasion(first))
            && told.split(' ').count() <= MAX_WORDS
            && !words.any(|word| word == "that"))
}

/// `(source: Acme)`.
fn source(inside: &str) -> Option<Credit> {
    let rest = ["source", "Source"].iter().find_map(|word| inside.strip_prefix(word))?.trim_start_matches([':', ' ']);
    let name = names::at_start(rest).filter(|name| name.start == 0 && name.end == rest.len())?;
    let attribution = Attribution { speaker: rest.get(name)?.to_owned(), ..Attribution::default() };
    let speaker = Speaker::Named(attribution);
    Some(Credit { speaker, form: Form::Parenthesis, at: 0, between_words: 0 })
}

/// `(Ann Lee, 2020)`, `(Ann Lee)`, `(Ann Lee, Head of Product)` or the code of a participant, `(P17)`.
fn parenthesis(rest: &str) -> Option<Credit> {
    let inner = rest.trim_start().strip_prefix('(')?;
    let close = inner.find(')')?;
    let inside = inner.get(..close)?;
    if let Some(credit) = source(inside) {
        return Some(Credit { at: rest.len() - inner.len() + close + 1, ..credit });
    }
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
