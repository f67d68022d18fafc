//! Names that stand apart behind a quotation: behind a dash, or as a signature.

use super::{
    Attribution, Form,
    credit::{Credit, Speaker, head, is_dash, nothing_but_marks, reference},
    details::{details_into, end_of_credit, split_leading_title, trailing_title},
    names, speech,
};

/// Reads `– Name, Title, Organisation` at the start of `after`.
pub(super) fn dash(after: &str) -> Option<Credit> {
    let (_, marker) = reference(after);
    let rest = after.get(marker..)?.trim_start();
    // “…”. – Ann Lee
    let rest = rest.strip_prefix(['.', ',']).filter(|rest| rest.starts_with(' ')).map_or(rest, str::trim_start);
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
    let to_the_end = nothing_but_marks(body.get(len..)?);
    (to_the_end || names::at_start(body).is_some()).then_some(Credit {
        speaker: Speaker::Named(attribution),
        form: Form::Dash,
        at: start + len,
        between_words: 0,
    })
}

/// `Name, Title, Organisation` up to the end, a reference or the end of the sentence, and how long that is.
fn named_with_title(body: &str) -> Option<(Attribution, usize)> {
    let run = names::run_at_start(body)?;
    // "Senior Product Manager" is all title.
    let is_named = |title: &usize| {
        let words = body.get(run.start..*title).unwrap_or_default().trim_end();
        !words.split(' ').all(|word| speech::is_no_name(word) || speech::opens_title(word))
    };
    let title = trailing_title(body.get(run.clone())?).map(|at| run.start + at).filter(is_named);
    let name = match title {
        Some(title) => run.start..title - 1,
        None => names::capitalised_at_start(body)?,
    };
    let rest = body.get(title.map_or(name.end, |_| run.end)..)?;
    let follows = rest.trim_start();
    let attached = follows.len() == rest.len();
    let follows_well = match follows.chars().next() {
        None | Some(',' | '.' | ';' | '(' | '[' | '|' | ':' | '*' | '_' | '/') => true,
        Some(mark) if is_dash(mark) => !attached || nothing_but_marks(follows),
        _ => ["at ", "of ", "from ", "@", "in "].iter().any(|word| follows.starts_with(word)),
    };
    if !follows_well {
        return None;
    }
    let end = body.len() - rest.len() + end_of_credit(rest);
    let details = body.get(name.end..end)?;
    let mut attribution = Attribution { speaker: body.get(name)?.to_owned(), ..Attribution::default() };
    if title.is_none() {
        split_leading_title(&mut attribution);
    }
    details_into(details, &mut attribution);
    Some((attribution, end))
}

/// A name and a title up to the very end, as below a testimonial: `Ann Lee, Programme Manager, Acme`.
pub(super) fn signature(rest: &str) -> Option<Credit> {
    let body = rest.trim_start();
    let (attribution, len) = named_with_title(head(body))?;
    let full = attribution.speaker.contains(' ') && !attribution.speaker.split(' ').any(speech::is_no_name);
    let line = body.get(..len)?;
    let is_verb = |word: &str| {
        is_told(word)
            || speech::is_copula(word)
            || matches!(word, "does" | "did" | "has" | "had" | "will" | "would" | "can" | "could")
    };
    let tells_more = line.ends_with(':') || line.split(' ').any(is_verb);
    let signed = full && !tells_more && attribution.title.is_some() && nothing_but_marks(body.get(len..)?);
    signed.then_some(Credit {
        speaker: Speaker::Named(attribution),
        form: Form::Dash,
        at: rest.len() - body.len() + len,
        between_words: 0,
    })
}

/// Whether the word is a verb of speech in a form that no title has.
fn is_told(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && speech::is_verb(word) && !speech::is_bare(word)
}

/// A line that is the full name of a person, alone or with title and organisation: `Ann Lee, Acme`.
pub(super) fn whole_signature(line: &str) -> Option<Attribution> {
    let (attribution, len) = named_with_title(head(line))?;
    let words = attribution.speaker.split(' ').count();
    let full = (2..=5).contains(&words) && !attribution.speaker.split(' ').any(speech::is_no_name);
    let nothing_more = line.get(len..).is_some_and(|rest| reference(rest).1 == rest.len());
    // "Ann Lee, Head of Product, told us:" leads to what she told.
    let leads = line.trim_end().ends_with([':', '!', '?']) || line.split(' ').any(is_told);
    (full && nothing_more && !leads).then_some(attribution)
}
