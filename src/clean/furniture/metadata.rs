use std::sync::LazyLock;

use regex::Regex;

use super::dates::dates;
use crate::source::Issued;

/// What a byline or date line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) rule: &'static str,
    pub(super) author: Vec<String>,
    pub(super) issued: Option<Issued>,
}

/// Longest line that can be a byline, in bytes.
const MAX_BYTES: usize = 160;
/// Longest name of a category beside a date, in words.
const MAX_CATEGORY_WORDS: usize = 4;

static READING_TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:reading time\s*:?\s*)?(?:about |approx\.? |~)?\b[0-9]{1,3}[ -]?(?:min(?:ute)?s?)\b\.?(?:\s*(?:reading time|read(?:ing)?|to read))?")
        .expect("the pattern of reading times is well formed")
});
static READING_WORDS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)reading time|read(?:ing)?$|to read").expect("the pattern is well formed"));
static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"(?:\p{Lu}[\p{L}.’'-]*)(?: (?:\p{Lu}[\p{L}.’'-]*|van|von|de|der|den|la|le|di|da|bin|al)){0,4}";
    Regex::new(&format!(
        r"^(?i:(?:written |posted |published |words |story |article |text |post )?by:?|authors?\s*:|written by:)\s+(?P<names>{name}(?:(?:, and |, | and | & ){name}){{0,5}}|admin|guest)$"
    ))
    .expect("the pattern of bylines is well formed")
});
static FILLER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:(?:last |first |originally |date )?(?:published|posted|updated|modified|edited|reviewed|created|written|added)(?: on| at| in)?|date|on|at|in|by|[0-9]+ (?:comments?|views?|likes?|shares?|reads?|claps?)|no comments|comments?|views?|[0-9]{1,2}:[0-9]{2}(?: ?[ap]m)?|[ap]m|[a-z]{3,4}|utc|gmt)?$",
    )
    .expect("the pattern of fillers is well formed")
});

/// Reads a line that holds nothing but dates, names of authors and reading times; else nothing.
///
/// `near_top` also takes a date with the name of a category beside it.
pub(super) fn metadata(text: &str, near_top: bool) -> Option<Metadata> {
    if text.len() > MAX_BYTES || text.ends_with(['?', '!', ':', ';']) {
        return None;
    }
    let dates = dates(text);
    let reading_time = READING_TIME.find(text).filter(|found| READING_WORDS.is_match(found.as_str()));
    let lower = text.to_ascii_lowercase();
    if dates.is_empty() && reading_time.is_none() && !lower.contains("by") && !lower.contains("author") {
        return None;
    }
    let mut rest = text.to_owned();
    let mut cuts: Vec<_> = dates.iter().map(|found| found.range.clone()).collect();
    cuts.extend(reading_time.map(|found| found.range()));
    cuts.sort_by_key(|range| std::cmp::Reverse(range.start));
    for range in cuts {
        if rest.is_char_boundary(range.start) && rest.is_char_boundary(range.end.min(rest.len())) {
            rest.replace_range(range.start..range.end.min(rest.len()), " | ");
        }
    }
    let mut found = Metadata::default();
    let mut category_words = 0;
    for segment in
        rest.replace(" — ", "|").replace(" – ", "|").replace(" - ", "|").split(['|', '·', '•', '/', '—', '»'])
    {
        let segment = segment.trim().trim_matches([',', '.', '(', ')', '-', '–', ':']).trim();
        let without_on = segment.strip_suffix(" on").unwrap_or(segment).trim_end_matches(',');
        if let Some(captures) = BYLINE.captures(without_on) {
            let names = captures.name("names").map_or("", |names| names.as_str());
            found.author.extend(names.replace(" and ", ",").replace(" & ", ",").split(',').filter_map(|name| {
                let name = name.trim();
                (!name.is_empty() && name != "admin" && name != "guest").then(|| name.to_owned())
            }));
        } else if !FILLER.is_match(segment) {
            category_words += segment.split_whitespace().count();
            if segment
                .split_whitespace()
                .any(|word| word.len() >= 4 && word.chars().next().is_some_and(char::is_lowercase))
            {
                return None;
            }
        }
    }
    let updated = |at: usize| {
        text.get(..at).is_some_and(|before| {
            let before = before.to_ascii_lowercase();
            before.trim_end().trim_end_matches([':', 'n', 'o']).trim_end().ends_with("updated")
                || before.contains("modified")
        })
    };
    found.issued = dates.iter().find(|date| !updated(date.range.start)).map(|date| date.date.clone());
    let told = !dates.is_empty() || reading_time.is_some();
    let category = category_words > 0;
    let sure_date = dates.iter().any(|date| date.to_the_day);
    if category && !(near_top && category_words <= MAX_CATEGORY_WORDS && (sure_date || reading_time.is_some())) {
        return None;
    }
    // Two words at least: “By Design” alone is as good a heading as a name, with a date it is a byline.
    let named = found.author.iter().any(|name| name.contains(' ')) || !found.author.is_empty() && told;
    if !told && !named {
        return None;
    }
    found.rule = if named {
        "byline"
    } else if dates.is_empty() {
        "reading-time"
    } else {
        "date-line"
    };
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::metadata;

    #[test]
    fn bylines_dates_and_reading_times_are_read() {
        let read = |text| {
            metadata(text, true)
                .map(|found| (found.rule, found.author.join(";"), found.issued.map(|date| date.to_string())))
        };
        let date = |text: &str| Some(text.to_owned());
        assert_eq!(
            read("By Ada Lovelace and Grace Hopper"),
            Some(("byline", "Ada Lovelace;Grace Hopper".into(), None))
        );
        assert_eq!(read("March 4, 2021 — 5 min read"), Some(("date-line", String::new(), date("2021-03-04"))));
        assert_eq!(read("Agile Coaching Mar 4, 2021"), Some(("date-line", String::new(), date("2021-03-04"))));
        assert_eq!(
            read("Written by Ada King on 4 March 2021 | 3 comments"),
            Some(("byline", "Ada King".into(), date("2021-03-04")))
        );
        assert_eq!(read("Last updated: 4 March 2021"), Some(("date-line", String::new(), None)));
        assert_eq!(read("7 minutes to read"), Some(("reading-time", String::new(), None)));
    }

    #[test]
    fn sentences_with_dates_and_names_are_not() {
        for text in [
            "The team met on March 4, 2021",
            "By design",
            "Sorted by value",
            "Each demo takes 20 minutes",
            "We shipped the first release in May 2020.",
            "Roadmap March 2021",
        ] {
            assert_eq!(metadata(text, true), None, "{text}");
        }
    }
}
