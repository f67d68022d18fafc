//! Names that a site maker puts in: `“…” - {{ "ann-lee" | team_link }}`.
//!
//! Cleaning cuts the tag out of the words; its key still stands in the layer, as a reference marker does.

use super::{
    Attribution, Form, Quotation,
    credit::is_dash,
    marks,
    quotations::{Found, layer_behind, trimmed},
    speech,
    wording::is_whole_sentences,
};
use crate::text::Aligned;

/// The quotation of a text that ends with a dash, where the layer has the key of a person right behind it.
pub(super) fn signed(text: &Aligned, layer: &str) -> Option<Found> {
    let whole = text.as_str();
    let pair = marks::pairs(whole).pop()?;
    let dash = whole.get(pair.end..)?.trim();
    (!dash.is_empty() && dash.chars().all(is_dash)).then_some(())?;
    is_whole_sentences(whole.get(pair.words.clone())?).then_some(())?;
    let speaker = person(layer_behind(text, layer, whole.trim_end().len())?.trim_start())?;
    let attribution = Attribution { speaker, ..Attribution::default() };
    let quotation = Quotation { range: trimmed(whole, &pair.words), attribution, form: Form::Dash };
    Some(Found { quotation, whole: pair.open..whole.trim_end().len() })
}

/// `{{ "ann-lee" | team_link }}` is Ann Lee: a key of one word to three, given to what makes a person of it.
fn person(tag: &str) -> Option<String> {
    const MAX_BYTES: usize = 120;
    let inside = tag.strip_prefix("{{")?;
    let end = inside.find("}}").filter(|&end| end < MAX_BYTES)?;
    let (key, filter) = inside.get(..end)?.split_once('|')?;
    let key = key.trim().trim_matches(['"', '\'']);
    let makes_a_person = filter.split(|part: char| !part.is_alphanumeric()).any(speech::is_directory);
    let parts: Vec<&str> = key.split('-').collect();
    let is_name =
        |part: &&str| part.len() > 1 && part.chars().all(|letter| letter.is_alphabetic() && letter.is_lowercase());
    if !makes_a_person || parts.len() > 3 || !parts.iter().all(is_name) {
        return None;
    }
    let capital = |part: &str| part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect();
    Some(parts.into_iter().map(capital).collect::<Vec<String>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_behind_a_dash_is_a_name() {
        assert_eq!(person("{{ \"ann-lee\" | team_link }}").as_deref(), Some("Ann Lee"));
        assert_eq!(person("{{ 'ann' | author-link }}").as_deref(), Some("Ann"));
        assert_eq!(person("{{ \"ann-lee\" | url }}"), None);
        assert_eq!(person("{{ \"2019-report\" | team_link }}"), None);
        let layer = "“We order the list anew every week.” - {{ \"ann-lee\" | team_link }}";
        let text = Aligned::of(layer, 0..layer.find("{{").unwrap_or_default());
        let found = signed(&text, layer).expect("a name");
        assert_eq!(found.quotation.attribution.speaker, "Ann Lee");
        assert_eq!(text.as_str().get(found.quotation.range), Some("We order the list anew every week."));
    }
}
