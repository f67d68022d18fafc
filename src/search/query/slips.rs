//! What looks like a construct of the language, or of another one, and is none.

use super::tree::Field;

/// Flags of the command line that are no fields of a query.
const FLAGS: [&str; 5] = ["since", "until", "kind", "limit", "format"];

/// A slip: what was seen and how it is searched, and what was perhaps meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) message: String,
    pub(super) suggestion: String,
}

/// The slip that a run of characters is.
pub(super) fn slip(run: &str) -> Option<Slip> {
    if run.strip_prefix("NEAR/").is_some_and(|distance| !distance.is_empty()) {
        let message = format!("`{run}` gives no number of words; it is searched as words");
        return Some(Slip { message, suggestion: "NEAR/5".to_owned() });
    }
    let (word, weight) = run.split_once('^')?;
    let is_weight = !weight.is_empty() && weight.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (is_weight && word.chars().any(char::is_alphabetic)).then(|| Slip {
        message: format!("words have no weights here; `{run}` is searched as words"),
        suggestion: word.to_owned(),
    })
}

/// The field, or the flag of the command line, that an unknown name of a field is perhaps meant for.
pub(super) fn suggest_field(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    if let Some(flag) = FLAGS.iter().find(|&&flag| flag == name) {
        return Some(format!("--{flag}"));
    }
    Field::NAMES
        .iter()
        .map(|&(known, _)| (strsim::damerau_levenshtein(&name, known), known))
        .filter(|&(distance, known)| distance <= 2 && distance < known.len() / 2 || name.starts_with(known))
        .min()
        .map(|(_, known)| format!("{known}:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_languages_write_is_a_slip_and_words_are_none() {
        assert_eq!(slip("NEAR/abc").map(|slip| slip.suggestion).as_deref(), Some("NEAR/5"));
        assert_eq!(slip("backlog^2.5").map(|slip| slip.suggestion).as_deref(), Some("backlog"));
        for word in ["backlog", "x^y", "^2", "2^10", "NEAR/"] {
            assert_eq!(slip(word), None, "{word}");
        }
    }

    #[test]
    fn a_flag_written_as_a_field_is_named_as_a_flag() {
        assert_eq!(suggest_field("Since").as_deref(), Some("--since"));
        assert_eq!(suggest_field("titel").as_deref(), Some("title:"));
        assert_eq!(suggest_field("https"), None);
    }
}
