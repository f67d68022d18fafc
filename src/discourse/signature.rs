//! Who signs a quotation on lines of their own, below it or over it: name, title, organisation; or a description.

use super::{
    Attribution,
    credit::{is_dash, nothing_but_marks},
    dash::{dash, whole_signature},
    details::details_into,
    speech,
};

/// Where lines stand that may sign a quotation: the less there tells that they do, the more they must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the markup of an attribution or a caption: a name or a description.
    Marked,
    /// In the quotation: a name, or anything short behind a dash.
    Inside,
    /// Behind a paragraph in quotation marks: a name, or a name behind a dash.
    Below,
    /// Behind a block of quotation: a name with a title or behind a dash.
    Apart,
}

/// Lines that sign are no longer than this, in bytes.
const MAX_LINE_BYTES: usize = 160;
/// Lines behind the one with the name, at most: title and organisation.
const MAX_MORE: usize = 2;

/// The attribution that `lines` begin with, and how many of them it takes.
pub(super) fn signature_lines(lines: &[&str], place: Place) -> Option<(Attribution, usize)> {
    let (first, rest) = lines.split_first()?;
    let mut attribution = name_line(first.trim(), place)?;
    let mut used = 1;
    for line in rest.iter().take(MAX_MORE) {
        if !is_detail(line.trim(), &attribution, place) {
            break;
        }
        details_into(line, &mut attribution);
        used += 1;
    }
    let bare = attribution.title.is_none() && attribution.organisation.is_none() && !first.trim().starts_with(is_dash);
    (!bare || place != Place::Apart).then_some((attribution, used))
}

fn name_line(line: &str, place: Place) -> Option<Attribution> {
    if line.len() > MAX_LINE_BYTES {
        return None;
    }
    if !line.starts_with(is_dash) {
        return whole_signature(line).or_else(|| (place == Place::Marked).then(|| description(line)).flatten());
    }
    if let Some(attribution) = whole_dash(line) {
        return Some(attribution);
    }
    matches!(place, Place::Marked | Place::Inside).then(|| description(line.trim_start_matches(is_dash))).flatten()
}

/// `– Name, Title, Organisation` and nothing else.
pub(super) fn whole_dash(line: &str) -> Option<Attribution> {
    let credit = dash(line)?;
    let ends = line.get(credit.at..).is_some_and(nothing_but_marks);
    match credit.speaker {
        super::credit::Speaker::Named(attribution) if ends => Some(attribution),
        _ => None,
    }
}

/// Whether a line behind a name tells what its bearer does, or, in the markup of a quotation, where.
fn is_detail(line: &str, attribution: &Attribution, place: Place) -> bool {
    const MAX_BYTES: usize = 100;
    let ends = line.ends_with(['.', '!', '?', ':', ';', '”', '"']) && !line.ends_with("Inc.");
    if line.is_empty() || line.len() > MAX_BYTES || ends || line.starts_with(is_dash) {
        return false;
    }
    let own = line.split(',').next().unwrap_or_default();
    let capitals = own.split(' ').all(|word| word.starts_with(|first: char| !first.is_lowercase()) || is_small(word));
    let inside = matches!(place, Place::Inside | Place::Marked);
    (attribution.title.is_none() && speech::is_title(line) && line.split(' ').count() <= 12)
        || (attribution.organisation.is_none() && inside && capitals && line.split(' ').count() <= 10)
}

/// Words that are written small in the name of an organisation.
fn is_small(word: &str) -> bool {
    speech::is_particle(word) || matches!(word, "of" | "the" | "and" | "for" | "&" | "on" | "in" | "at")
}

/// A speaker without a name, or a text that speaks: "a customer", "Calendar clerk, Acme Court", "our partner".
///
/// What begins like a sentence or goes on like one is none.
pub(super) fn description(line: &str) -> Option<Attribution> {
    const MAX_WORDS: usize = 9;
    let line = line.trim().trim_end_matches(['.', '*', '_']).trim();
    let ends_inside = line
        .match_indices(". ")
        .any(|(at, _)| line.get(..at).is_some_and(|before| before.ends_with(char::is_lowercase)));
    let marks = line.contains(['“', '”', '"', '!', '?', ';', '[', '{']);
    if line.len() > MAX_LINE_BYTES || marks || ends_inside {
        return None;
    }
    let cut = line.find([',', ':', '(', '|']).unwrap_or(line.len());
    let head = line.get(..cut)?.trim_end();
    let words: Vec<&str> = head.split(' ').collect();
    let first = words.first().filter(|first| !first.is_empty())?;
    if words.len() > MAX_WORDS || words.iter().any(|word| speech::is_copula(word) || speech::is_pronoun(word)) {
        return None;
    }
    let last_person = words.iter().rposition(|word| speech::is_someone(word));
    let is_of_person = last_person.is_some_and(|last| {
        let begins = first.starts_with(|first: char| !first.is_lowercase())
            || speech::is_determiner(first)
            || speech::is_someone(first)
            || speech::opens_title(first);
        let ends = |next: &&str| speech::joins(next) || next.bytes().all(|byte| byte.is_ascii_digit());
        begins && words.get(last + 1).is_none_or(ends)
    });
    let is_named = || {
        let own = |word: &&str| !speech::is_no_name(word) && word.len() > 1;
        let capital = |word: &&str| word.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit());
        words.iter().all(|word| capital(word) || is_small(word)) && capital(first) && words.iter().any(own)
    };
    let says_who = is_of_person || (words.len() > 1 && is_named());
    says_who.then_some(())?;
    let mut attribution = Attribution { speaker: uncapitalised(head), ..Attribution::default() };
    details_into(line.get(cut..)?, &mut attribution);
    Some(attribution)
}

/// With a small letter where nothing else in it is a name: "Calendar clerk" but "CMS partner".
fn uncapitalised(head: &str) -> String {
    let mut words = head.split(' ');
    let first = words.next().unwrap_or_default();
    let is_acronym = first.chars().skip(1).any(|letter| letter.is_uppercase() || letter.is_ascii_digit());
    let small = words.all(|word| word.starts_with(char::is_lowercase));
    if is_acronym || !(small || speech::is_determiner(first)) {
        return head.to_owned();
    }
    head.chars().take(1).flat_map(char::to_lowercase).chain(head.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(lines: &[&str], place: Place) -> Option<String> {
        let (found, used) = signature_lines(lines, place)?;
        let Attribution { speaker, title, organisation, .. } = found;
        Some(format!("{used}: {speaker} | {} | {}", title.unwrap_or_default(), organisation.unwrap_or_default()))
    }

    #[test]
    fn name_title_and_organisation_may_stand_on_lines_of_their_own() {
        let whole = Some("3: Ann Lee | Head of Product | Acme Labs".to_owned());
        assert_eq!(signed(&["Ann Lee", "Head of Product", "Acme Labs"], Place::Inside), whole);
        assert_eq!(signed(&["Ann Lee", "Acme Labs", "Head of Product"], Place::Inside), whole);
        assert_eq!(signed(&["– Ann Lee, Acme", "We went on."], Place::Apart), Some("1: Ann Lee |  | Acme".to_owned()));
        assert_eq!(
            signed(&["Ann Lee", "Head of Product, Acme"], Place::Apart),
            Some("2: Ann Lee | Head of Product | Acme".to_owned())
        );
    }

    #[test]
    fn a_name_alone_signs_only_where_something_else_tells_that_it_does() {
        assert_eq!(signed(&["Ann Lee", "We went on with the list."], Place::Apart), None);
        assert_eq!(
            signed(&["Ann Lee", "We went on with the list."], Place::Below),
            Some("1: Ann Lee |  | ".to_owned())
        );
        assert_eq!(signed(&["Product Owner"], Place::Inside), None);
    }

    #[test]
    fn speakers_without_a_name_sign_behind_a_dash() {
        for (line, speaker) in [
            ("- CMX partner", "CMX partner"),
            ("- Calendar clerk, U.S. Acme Court", "calendar clerk"),
            ("– A legal aid attorney in Velmar", "a legal aid attorney in Velmar"),
            ("— Our partner", "our partner"),
            ("- Assessment panel, Department of Order", "assessment panel"),
            ("- The Ordering Handbook", "Ordering Handbook"),
        ] {
            let found = signature_lines(&[line], Place::Inside).map(|(found, _)| found.speaker);
            assert_eq!(found.as_deref(), Some(speaker), "{line}");
        }
        for line in [
            "- it’s been great to do so",
            "– Ship it and see",
            "- Owners decide",
            "- Important",
            "– We are done here today",
            "- The list is long",
        ] {
            assert_eq!(signature_lines(&[line], Place::Inside), None, "{line}");
        }
        assert_eq!(signature_lines(&["- a customer"], Place::Below), None);
    }
}
