//! Names that stand apart behind a quotation: behind a dash, or as a signature.

use super::{
    Attribution, Form,
    credit::{Credit, Speaker, head, is_dash, reference},
    details::{details_into, end_of_credit, split_leading_title, split_trailing_title},
    names, speech,
};

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
