use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

use crate::source::Issued;

static DATES: LazyLock<Regex> = LazyLock::new(|| {
    let month = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    let weekday = "(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\\s+)?";
    let time = "(?:,?\\s+(?:at\\s+)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\\s*[ap]\\.?m\\.?)?)?";
    Regex::new(&format!(
        "(?i)\\b{weekday}(?:\
         (?P<m1>{month})\\.?\\s+(?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\\s+(?P<y1>[12][0-9]{{3}})\
         |(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?\\.?\\s+(?:of\\s+)?(?P<m2>{month})\\.?,?\\s+(?P<y2>[12][0-9]{{3}})\
         |(?P<y3>[12][0-9]{{3}})-(?P<m3>[0-9]{{2}})-(?P<d3>[0-9]{{2}})(?:T[0-9:.+Z-]+)?\
         |(?P<m4>{month})\\.?,?\\s+(?P<y4>[12][0-9]{{3}})\
         |(?P<a5>[0-9]{{1,2}})[/.](?P<b5>[0-9]{{1,2}})[/.](?P<y5>[12][0-9]{{3}})\
         ){time}\\b"
    ))
    .expect("the pattern of dates is well formed")
});

static YEARS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:19|20)[0-9]{2}\b|['’][0-9]{2}\b|[0-9][-/.][0-9]{1,2}[-/.][0-9]{2}\b")
        .expect("the pattern of years is well formed")
});

/// Whether a line that tells when something was written names the year, be it short: “May '23”, “3/5/23”.
pub(in crate::clean) fn names_year(line: &str) -> bool {
    YEARS.is_match(line)
}

/// A date in a line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::clean) struct Found {
    pub(in crate::clean) range: Range<usize>,
    pub(in crate::clean) date: Issued,
    /// Whether the day is known.
    pub(in crate::clean) to_the_day: bool,
}

/// The dates of a short text, in order. Of `3/4/2021` only the year is sure.
pub(in crate::clean) fn dates(text: &str) -> Vec<Found> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    DATES.captures_iter(text).filter_map(|captures| read(&captures)).collect()
}

fn read(captures: &Captures<'_>) -> Option<Found> {
    let number = |name: &str| captures.name(name).and_then(|found| found.as_str().parse::<i16>().ok());
    let month = |name: &str| captures.name(name).and_then(|found| month_of(found.as_str()));
    let small = |number: Option<i16>| number.and_then(|number| i8::try_from(number).ok());
    let (year, month, day) = if let Some(year) = number("y1") {
        (year, month("m1"), small(number("d1")))
    } else if let Some(year) = number("y2") {
        (year, month("m2"), small(number("d2")))
    } else if let Some(year) = number("y3") {
        (year, small(number("m3")), small(number("d3")))
    } else if let Some(year) = number("y4") {
        (year, month("m4"), None)
    } else {
        let (first, second) = (small(number("a5"))?, small(number("b5"))?);
        match (first > 12, second > 12) {
            (true, false) => (number("y5")?, Some(second), Some(first)),
            (false, true) => (number("y5")?, Some(first), Some(second)),
            _ if first == second => (number("y5")?, Some(first), Some(second)),
            _ => (number("y5")?, None, None),
        }
    };
    Some(Found {
        range: captures.get(0)?.range(),
        date: Issued::new(year, month, day)?,
        to_the_day: day.is_some() || captures.name("y5").is_some(),
    })
}

fn month_of(name: &str) -> Option<i8> {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let head = name.get(..3)?;
    let at = names.iter().position(|month| month.eq_ignore_ascii_case(head))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::{dates, names_year};

    #[test]
    fn a_line_names_its_year_or_is_of_no_use_later() {
        for line in ["Tue Mar 3, 2020 4:05 am", "May '23", "7/9/05 7:57 PM", "05-01-2019, 10:15"] {
            assert!(names_year(line), "{line}");
        }
        for line in ["8 months ago", "2y", "May 3", "Yesterday at 4:25 AM", "1 year ago"] {
            assert!(!names_year(line), "{line}");
        }
    }

    fn first(text: &str) -> Option<String> {
        dates(text).first().map(|found| found.date.to_string())
    }

    #[test]
    fn dates_are_read_as_far_as_they_are_sure() {
        let cases = [
            ("Tue Mar 3, 2020 4:05 am", Some("2020-03-03")),
            ("the 5th of May 2019", Some("2019-05-05")),
            ("2022-11-30T10:00:00Z", Some("2022-11-30")),
            ("Sept 2018", Some("2018-09")),
            ("3/4/2021", Some("2021")),
            ("25.12.2021", Some("2021-12-25")),
            ("February 30, 2021", None),
            ("version 2021", None),
        ];
        for (text, expected) in cases {
            assert_eq!(first(text).as_deref(), expected, "{text}");
        }
    }
}
