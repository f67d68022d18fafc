//! Labels: lines that tell whose words a quotation in a post has.
//!
//! In:  a line, or the first words of a quotation. Out: who is named, and how much of the text only says so. The words
//! are data: `labels.toml`.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

/// Longest line that tells whose words follow, in bytes.
pub(super) const MAX_BYTES: usize = 120;
/// Longest name of a user, in words.
const MAX_NAME_WORDS: usize = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    attributes: Vec<String>,
    alone: Vec<String>,
    before: Vec<String>,
    until: Vec<String>,
    said: Vec<String>,
    moments: Vec<String>,
    no_name: Vec<String>,
}

struct Rules {
    attributes: Vec<String>,
    /// “Quote:”.
    alone: Regex,
    /// “Originally posted by ada”.
    before: Regex,
    /// “ada wrote:”.
    behind: Regex,
    moments: Vec<String>,
    no_name: Vec<String>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("labels.toml")).expect("`labels.toml` is well formed");
    let compile = |pattern: String| Regex::new(&pattern).expect("the patterns of labels are well formed");
    let any = |words: &[String]| words.iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|");
    Rules {
        alone: compile(format!(r"(?i)^(?:{})[\s:↑]*$", any(&file.alone))),
        before: compile(format!(
            r"(?i)^(?:{})\b[\s:]*(?P<name>\S.*?)(?:,?\s+(?:{})\s.*[0-9].*)?[\s:↑»]*$",
            any(&file.before),
            any(&file.until)
        )),
        behind: compile(format!(r"(?i)^(?P<head>\S.*?),?\s+(?:{})\s*:[\s↑]*", any(&file.said))),
        attributes: file.attributes,
        moments: file.moments,
        no_name: file.no_name,
    }
});

/// What a line tells of whose words follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// Who, as the page names them.
    pub(super) speaker: Option<String>,
    /// How many bytes of the text are the label, with what separates it from the words.
    pub(super) end: usize,
    /// Only forum software writes such a line: “Quote:”, “Originally posted by ada”; people too write “ada said:”.
    pub(super) made: bool,
}

/// Attributes that name the speaker of a quotation.
pub(super) fn attributes() -> &'static [String] {
    &RULES.attributes
}

/// The label that a text is or begins with.
pub(super) fn label(text: &str) -> Option<Label> {
    let whole = text.len() <= MAX_BYTES;
    if whole && RULES.alone.is_match(text) {
        return Some(Label { speaker: None, end: text.len(), made: true });
    }
    if whole && let Some(found) = RULES.before.captures(text) {
        let speaker = name(found.name("name")?.as_str())?;
        return Some(Label { speaker: Some(speaker), end: text.len(), made: true });
    }
    let head = text.get(..MAX_BYTES.min(text.len())).or_else(|| {
        let end = (0..MAX_BYTES).rev().find(|&end| text.is_char_boundary(end))?;
        text.get(..end)
    })?;
    let found = RULES.behind.captures(head)?;
    let speaker = name(poster(found.name("head")?.as_str()))?;
    Some(Label { speaker: Some(speaker), end: found.get(0)?.end(), made: false })
}

/// The poster of “(3 May 2023, 10:15) ada”, “On 3 May 2023, ada”, “ada, on 3 May 2023”.
fn poster(head: &str) -> &str {
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let head = head.trim();
    let head = head.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(head, |(_, name)| name.trim());
    if let Some((name, date)) = head.split_once(", on ")
        && has_digit(date)
    {
        return name;
    }
    let is_moment = |text: &str| RULES.moments.iter().any(|moment| text.eq_ignore_ascii_case(moment));
    match head.rsplit_once(", ") {
        Some((date, name)) if has_digit(date) || is_moment(date) => name,
        _ => head,
    }
}

/// The name of a user, if it may be one.
fn name(text: &str) -> Option<String> {
    let text =
        text.trim_matches(|mark: char| mark.is_whitespace() || matches!(mark, '@' | '"' | '“' | '”' | ':' | ','));
    let first = text.split_whitespace().next()?;
    let is_name = text.split_whitespace().count() <= MAX_NAME_WORDS
        && !RULES.no_name.iter().any(|word| first.to_lowercase() == *word)
        && !text.contains(['?', '!', ';', '\n'])
        && !text.contains(". ");
    is_name.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn lines_that_tell_whose_words_follow_are_known() {
        for (line, speaker) in [
            ("Quote:", None),
            ("Zitat", None),
            ("Originally Posted by tomek", Some("tomek")),
            ("Quote from: tomek on May 03, 2023, 10:15:22 am", Some("tomek")),
            ("ada said:", Some("ada")),
            ("Ada Lind schrieb: ↑", Some("Ada Lind")),
            ("On 3 May 2023, mira wrote:", Some("mira")),
            ("Just now, mira said:", Some("mira")),
            ("On 5/3/2023 at 10:15 AM, mira said:", Some("mira")),
            ("mira, on 03 May 2023 - 10:15 AM, said:", Some("mira")),
            ("(05-03-2023, 10:15 AM)mira Wrote:", Some("mira")),
        ] {
            let found = label(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.speaker.as_deref(), found.end), (speaker, line.len()), "{line}");
        }
        for text in [
            "Quote of the day: keep the list short",
            "He said: stop",
            "I wrote it",
            "As she said: stop",
            "Everybody on the list that I asked last year said: stop",
        ] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn a_label_may_stand_before_the_words_in_one_line() {
        let text = "mira wrote: ↑The list is short.";
        let found = label(text).expect("it begins with a label");
        assert_eq!((found.speaker.as_deref(), text.get(found.end..)), (Some("mira"), Some("The list is short.")));
    }
}
