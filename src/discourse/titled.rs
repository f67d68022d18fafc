//! Speakers whose title leads to their name: "Acme's head of product, Ann Lee", "Head of Product Ann Lee", "Acme's Ann Lee".

use super::{
    Attribution,
    details::{details_into, lower_title},
    names, speech,
};

/// Words of a title and its organisation before the name, at most.
const MAX_TITLE_WORDS: usize = 9;

/// Words of a title that begins with one, as offices have it.
const MAX_LONG_TITLE_WORDS: usize = 14;

/// The speaker that `text` begins with and the bytes it takes.
pub(super) fn at_start(text: &str) -> Option<(Attribution, usize)> {
    behind_a_comma(text)
        .or_else(|| behind_its_title(text))
        .or_else(|| behind_a_small_title(text))
        .or_else(|| behind_an_organisation(text))
        .or_else(|| behind_an_owner(text))
}

/// "Acme product director Ann Lee".
fn behind_an_organisation(text: &str) -> Option<(Attribution, usize)> {
    let organisation = names::at_start(text).filter(|name| name.start == 0)?;
    let rest = text.get(organisation.end..)?.strip_prefix(' ')?;
    let (title, skipped) = lower_title(rest);
    let name = person_at_start(rest.get(skipped..)?)?;
    let title = title.filter(|title| title.split(' ').next().is_some_and(speech::opens_title))?;
    let organisation = text.get(organisation)?;
    let (title, organisation) = match organisation.strip_prefix("Former ") {
        Some(organisation) => (format!("former {title}"), organisation.to_owned()),
        None => (title, organisation.to_owned()),
    };
    let attribution =
        Attribution { speaker: name.to_owned(), title: Some(title), organisation: Some(organisation), reference: None };
    Some((attribution, text.len() - rest.len() + skipped + name.len()))
}

/// "the company's CEO Ann Lee", "our head of product Ann Lee".
fn behind_a_small_title(text: &str) -> Option<(Attribution, usize)> {
    speech::is_determiner(text.split(' ').next()?).then_some(())?;
    let (title, skipped) = lower_title(text);
    let name = person_at_start(text.get(skipped..)?)?;
    let title = title.filter(|_| skipped > 0)?;
    let mut attribution = Attribution { speaker: name.to_owned(), ..Attribution::default() };
    details_into(&title, &mut attribution);
    Some((attribution, skipped + name.len()))
}

/// The speaker that `text` ends with and where it begins; a comma may close it.
pub(super) fn at_end(text: &str) -> Option<(Attribution, usize)> {
    let body = text.trim_end().trim_end_matches(',');
    let starts = body.rmatch_indices(' ').map(|(at, _)| at + 1).take(MAX_TITLE_WORDS + 4).chain([0]);
    let found = starts.filter_map(|at| {
        let (attribution, len) = at_start(body.get(at..)?)?;
        (at + len == body.len()).then_some((attribution, at))
    });
    found.last()
}

/// "the head of product at Acme, Ann Lee", "Acme's CEO, Ann Lee".
fn behind_a_comma(text: &str) -> Option<(Attribution, usize)> {
    let comma = text.find(", ")?;
    let phrase = text.get(..comma)?;
    let words = phrase.split(' ').count();
    let first = phrase.split(' ').next()?;
    let owned = owner(phrase);
    // "Acting Deputy Secretary for Lists of the Treasury"
    let is_title = first.starts_with(char::is_uppercase) && speech::opens_title(first);
    let leads = speech::is_determiner(first) || owned.is_some() || is_title;
    let is_small_title = |word: &str| word.chars().next().is_some_and(char::is_lowercase) && speech::is_person(word);
    let has_title = phrase.split(' ').any(|word| {
        is_small_title(word) || matches!(word, "CEO" | "CTO" | "CPO" | "VP") || (is_title && speech::is_title(word))
    });
    let most = if is_title { MAX_LONG_TITLE_WORDS } else { MAX_TITLE_WORDS };
    if words > most || !leads || !has_title || phrase.contains(['.', ':', '(', '"', '“']) {
        return None;
    }
    let name = person_at_start(text.get(comma + 2..)?)?;
    let mut attribution = Attribution { speaker: name.to_owned(), ..Attribution::default() };
    let title = match owned {
        Some((organisation, title)) => {
            attribution.organisation = Some(organisation.to_owned());
            title
        }
        None if is_title => phrase,
        None => phrase.get(first.len()..)?.trim_start(),
    };
    // "the firm's chief executive"
    let title = ["'s ", "’s "].iter().fold(title, |title, owns| title.rsplit_once(owns).map_or(title, |(_, own)| own));
    details_into(title, &mut attribution);
    Some((attribution, comma + 2 + name.len()))
}

/// "Head of Product Ann Lee", "VP of Engineering Ann Lee".
fn behind_its_title(text: &str) -> Option<(Attribution, usize)> {
    let (head, rest) = text.split_once(" of ")?;
    if head.split(' ').count() > 3 || !head.split(' ').all(speech::opens_title) {
        return None;
    }
    let run = names::capitalised_at_start(rest).filter(|run| run.start == 0)?;
    let words: Vec<&str> = rest.get(run.clone())?.split(' ').collect();
    let field = words.iter().take_while(|word| speech::is_no_name(word)).count();
    let name = words.get(field..)?;
    if field == 0 || !(2..=4).contains(&name.len()) || name.iter().any(|word| speech::is_no_name(word)) {
        return None;
    }
    let title = format!("{head} of {}", words.get(..field)?.join(" "));
    let attribution = Attribution { speaker: name.join(" "), title: Some(title), ..Attribution::default() };
    Some((attribution, head.len() + " of ".len() + run.end))
}

/// "Acme's Ann Lee".
fn behind_an_owner(text: &str) -> Option<(Attribution, usize)> {
    let (organisation, rest) = owner(text)?;
    let name = person_at_start(rest)?;
    let attribution =
        Attribution { speaker: name.to_owned(), organisation: Some(organisation.to_owned()), ..Attribution::default() };
    Some((attribution, text.len() - rest.len() + name.len()))
}

/// "Acme's head" is "Acme" and "head".
fn owner(text: &str) -> Option<(&str, &str)> {
    let first = text.split(' ').next()?;
    let name = names::at_start(text).filter(|name| name.start == 0 && !speech::is_no_name(first))?;
    let rest = text.get(name.end..)?;
    let rest = rest.strip_prefix("'s ").or_else(|| rest.strip_prefix("’s "))?;
    Some((text.get(name)?, rest))
}

/// A name of two words or more, none of which heads sentences or names a role.
pub(super) fn person_at_start(text: &str) -> Option<&str> {
    let name = names::at_start(text).filter(|name| name.start == 0)?;
    let words = text.get(name.clone())?;
    let owns = text.get(name.end..).is_some_and(|next| next.starts_with("'s") || next.starts_with("’s"));
    (words.contains(' ') && !owns && !words.split(' ').any(speech::is_no_name)).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(text: &str) -> Option<(String, Option<String>, Option<String>)> {
        at_start(text).map(|(found, _)| (found.speaker, found.title, found.organisation))
    }

    fn told(
        speaker: &str,
        title: Option<&str>,
        organisation: Option<&str>,
    ) -> (String, Option<String>, Option<String>) {
        (speaker.to_owned(), title.map(str::to_owned), organisation.map(str::to_owned))
    }

    #[test]
    fn a_title_leads_to_the_name() {
        let head = Some("head of product");
        assert_eq!(start("Acme's head of product, Ann Lee, said"), Some(told("Ann Lee", head, Some("Acme"))));
        assert_eq!(start("the head of product at Acme, Ann Lee."), Some(told("Ann Lee", head, Some("Acme"))));
        assert_eq!(start("our head of product, Ann Lee, said"), Some(told("Ann Lee", head, None)));
        assert_eq!(start("Head of Product Ann Lee told us"), Some(told("Ann Lee", Some("Head of Product"), None)));
        assert_eq!(start("Head of Product, Ann Lee, told us"), Some(told("Ann Lee", Some("Head of Product"), None)));
        assert_eq!(start("Acme’s Ann Lee told us"), Some(told("Ann Lee", None, Some("Acme"))));
    }

    #[test]
    fn what_leads_to_no_name_is_no_speaker() {
        assert_eq!(start("Acme's head of product, who left,"), None);
        assert_eq!(start("the list, Ann Lee"), None);
        assert_eq!(start("Ann Lee's book says"), None);
    }

    #[test]
    fn the_end_is_read_as_the_start_is() {
        let at = |text| at_end(text).map(|(found, at)| (found.speaker, at));
        assert_eq!(at("Then our head of product, Ann Lee,"), Some(("Ann Lee".to_owned(), 5)));
        assert_eq!(at("The head of product at Acme, Ann Lee,"), Some(("Ann Lee".to_owned(), 0)));
        assert_eq!(at("As Acme's Ann Lee"), Some(("Ann Lee".to_owned(), 3)));
    }
}
