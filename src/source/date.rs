//! Dates as people and machines write them.
//!
//! In:  a text that is a date, or a line that holds one. Out: an [`Issued`] as precise as the text is certain.
//!
//! Always: nothing is guessed. Where day and month could be changed round (03/04/2021), only the year is taken.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::LazyLock,
};

use serde::Deserialize;

use super::Issued;

/// Longest line in which a date is looked for, in bytes. A line of prose is no date line.
const MAX_LINE_BYTES: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordLists {
    months: Vec<Vec<String>>,
    weekdays: HashSet<String>,
    joints: HashSet<String>,
    clock: HashSet<String>,
    labels: HashSet<String>,
    reading: HashSet<String>,
}

struct Words {
    lists: WordLists,
    months: HashMap<String, i8>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lists: WordLists = toml::from_str(include_str!("date.toml")).expect("the word list of dates is valid TOML");
    let months =
        (1..).zip(&lists.months).flat_map(|(month, names)| names.iter().map(move |name| (name.clone(), month)));
    Words { months: months.collect(), lists }
});

/// The date that the whole text is; a time of day, a zone and a weekday may stand with it, and a year may stand alone.
#[must_use]
pub fn parse(text: &str) -> Option<Issued> {
    let text = text.trim();
    if text.len() > MAX_LINE_BYTES {
        return None;
    }
    let tokens = tokens(text);
    if let [only] = tokens.as_slice()
        && let Some(year) = only.year()
    {
        return Issued::new(year, None, None);
    }
    let (issued, next) = date_at(&tokens, 0)?;
    let words = &WORDS.lists;
    let rest = tokens.get(next..)?;
    rest.iter()
        .all(|token| token.is_number() || words.clock.contains(&token.lower) || words.weekdays.contains(&token.lower))
        .then_some(issued)
}

/// The date of a line that holds a date and nothing else but its label ("Published on"), a time of day or a reading
/// time ("— 3 minutes reading time").
#[must_use]
pub fn find(line: &str) -> Option<Issued> {
    let line = line.trim();
    if line.len() > MAX_LINE_BYTES || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let tokens = tokens(line);
    let mut found = None;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((issued, next)) = date_at(&tokens, at) {
            found.get_or_insert(issued);
            at = next;
            continue;
        }
        let words = &WORDS.lists;
        let allowed = if token.is_number() {
            token.lower.len() <= 4
        } else {
            [&words.labels, &words.reading, &words.clock, &words.weekdays]
                .iter()
                .any(|list| list.contains(&token.lower))
        };
        if !allowed {
            return None;
        }
        at += 1;
    }
    found
}

/// The first date inside a line, precise to the month at least, and the bytes of the line that it takes: for lines
/// such as "Product Manager Dec 15, 2021". Lines of more than 200 bytes are prose and have none.
#[must_use]
pub fn within(line: &str) -> Option<(Range<usize>, Issued)> {
    if line.len() > MAX_LINE_BYTES || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let tokens = tokens(line);
    (0..tokens.len()).find_map(|at| {
        let (issued, next) = date_at(&tokens, at)?;
        let (first, last) = (tokens.get(at)?, tokens.get(next.checked_sub(1)?)?);
        Some((first.range.start..last.range.end, issued))
    })
}

/// The date that the name of a post starts with (`2021-12-15-who-decides.md`): site makers such as Jekyll take it from
/// there. For files that are a site maker's; a saved page may be named for the day on which it was saved.
#[must_use]
pub fn of_post_name(name: &str) -> Option<Issued> {
    let (date, rest) = (name.get(..10)?, name.get(10..)?);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = rest.starts_with(['-', '_']) && [year, month, day].into_iter().all(digits);
    fits.then(|| Issued::new(year.parse().ok()?, month.parse().ok(), day.parse().ok()))?
}

/// A run of digits or of letters.
struct Token<'text> {
    lower: String,
    range: Range<usize>,
    /// What stands between the token before and this one.
    gap: &'text str,
}

impl Token<'_> {
    fn is_number(&self) -> bool {
        self.lower.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn number(&self, digits: Range<usize>) -> Option<i16> {
        (self.is_number() && digits.contains(&self.lower.len())).then(|| self.lower.parse().ok())?
    }

    fn year(&self) -> Option<i16> {
        self.number(4..5).filter(|year| (1000..3000).contains(year))
    }

    fn day(&self) -> Option<i8> {
        self.number(1..3).filter(|day| (1..=31).contains(day)).and_then(|day| i8::try_from(day).ok())
    }

    fn month(&self) -> Option<i8> {
        WORDS.months.get(&self.lower).copied()
    }

    fn is_joint(&self) -> bool {
        WORDS.lists.joints.contains(&self.lower)
    }

    /// Whether the token may go on a date that the one before began: little stands between, and no line end.
    fn goes_on(&self) -> bool {
        self.gap.chars().count() <= 3
            && self.gap.chars().all(|next| matches!(next, ' ' | '\u{a0}' | '.' | ',' | '-' | '/' | '’' | '\''))
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut characters = text.char_indices().peekable();
    let mut gap_from = 0;
    while let Some((start, character)) = characters.next() {
        if !character.is_alphanumeric() {
            continue;
        }
        let digit = character.is_ascii_digit();
        let mut end = start + character.len_utf8();
        while let Some(&(at, next)) = characters.peek() {
            if !next.is_alphanumeric() || next.is_ascii_digit() != digit {
                break;
            }
            end = at + next.len_utf8();
            characters.next();
        }
        let lower = text.get(start..end).unwrap_or_default().to_lowercase();
        tokens.push(Token { lower, range: start..end, gap: text.get(gap_from..start).unwrap_or_default() });
        gap_from = end;
    }
    tokens
}

/// The date that starts at token `at`, and the token after it.
fn date_at(tokens: &[Token<'_>], at: usize) -> Option<(Issued, usize)> {
    let mut at = at;
    let first = tokens.get(at)?;
    if !first.is_number() && first.month().is_none() {
        if !WORDS.lists.weekdays.contains(&first.lower) || !tokens.get(at + 1)?.goes_on() {
            return None;
        }
        at += 1;
    }
    let first = tokens.get(at)?;
    if let Some(year) = first.year() {
        return year_first(tokens, at, year);
    }
    if let Some(digits) = first.is_number().then_some(first.lower.as_str()).filter(|digits| digits.len() == 8) {
        let part = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<i16>().ok());
        let (month, day) = (i8::try_from(part(4..6)?).ok(), i8::try_from(part(6..8)?).ok());
        return Issued::new(part(0..4)?, month, day).map(|issued| (issued, at + 1));
    }
    if first.month().is_some() {
        return month_first(tokens, at);
    }
    first.day()?;
    numbers(tokens, at).or_else(|| day_first(tokens, at))
}

/// `2021-12-15`, `2021/12/15`, `2021-12`, `2021 Dec 15`.
fn year_first(tokens: &[Token<'_>], at: usize, year: i16) -> Option<(Issued, usize)> {
    let second = tokens.get(at + 1).filter(|token| token.goes_on())?;
    let day = |at: usize, gap: Option<&str>| {
        let day = tokens.get(at).filter(|token| token.goes_on() && gap.is_none_or(|gap| token.gap == gap))?;
        day.day()
    };
    if let Some(month) = second.month() {
        let issued = Issued::new(year, Some(month), Some(day(at + 2, None)?))?;
        return Some((issued, at + 3));
    }
    if !matches!(second.gap, "-" | "/" | ".") {
        return None;
    }
    let month = second.day()?;
    if let Some(issued) = day(at + 2, Some(second.gap)).and_then(|day| Issued::new(year, Some(month), Some(day))) {
        return Some((issued, at + 3));
    }
    // "2021-12" is a month; "2021/7" might be an issue number, "2021-7-…" something else again.
    let alone = second.lower.len() == 2 && second.gap == "-" && tokens.get(at + 2).is_none_or(|next| next.gap != "-");
    Issued::new(year, alone.then_some(month), None).filter(|_| alone).map(|issued| (issued, at + 2))
}

/// `July 2, 2024`, `Dec 24 10:22:31 CET 2024`, `March 2021`.
fn month_first(tokens: &[Token<'_>], at: usize) -> Option<(Issued, usize)> {
    let month = tokens.get(at)?.month()?;
    let second = tokens.get(at + 1).filter(|token| token.goes_on())?;
    if let Some(year) = second.year() {
        return Issued::new(year, Some(month), None).map(|issued| (issued, at + 2));
    }
    let day = second.day()?;
    let mut next = at + 2;
    while tokens.get(next).is_some_and(Token::is_joint) {
        next += 1;
    }
    if let Some(year) = tokens.get(next).filter(|token| token.goes_on()).and_then(Token::year) {
        return Issued::new(year, Some(month), Some(day)).map(|issued| (issued, next + 1));
    }
    // A clock and a zone before the year, as `date` prints it.
    let clock = tokens.get(next..)?.iter().take(5);
    let skipped =
        clock.take_while(|token| token.year().is_none() && (token.is_number() || token.lower.len() <= 4)).count();
    let year = tokens.get(next + skipped).filter(|token| skipped >= 2 && token.gap == " ").and_then(Token::year)?;
    let timed = tokens.get(next + 1).is_some_and(|token| token.gap == ":");
    Issued::new(year, Some(month), Some(day)).filter(|_| timed).map(|issued| (issued, next + skipped + 1))
}

/// `2 July 2024`, `2nd of July, 2024`, `2. Juli 2024`, `15-Dec-2021`.
fn day_first(tokens: &[Token<'_>], at: usize) -> Option<(Issued, usize)> {
    let day = tokens.get(at)?.day()?;
    let skip_joints = |mut at: usize| {
        while tokens.get(at).is_some_and(|token| token.is_joint() && token.goes_on()) {
            at += 1;
        }
        at
    };
    let at_month = skip_joints(at + 1);
    let month = tokens.get(at_month).filter(|token| token.goes_on())?.month()?;
    let at_year = skip_joints(at_month + 1);
    let year = tokens.get(at_year).filter(|token| token.goes_on())?.year()?;
    Issued::new(year, Some(month), Some(day)).map(|issued| (issued, at_year + 1))
}

/// `15.12.2021`, `12/15/2021`, and `03/04/2021`, which is only a year.
fn numbers(tokens: &[Token<'_>], at: usize) -> Option<(Issued, usize)> {
    let (first, second, third) = (tokens.get(at)?, tokens.get(at + 1)?, tokens.get(at + 2)?);
    let separator = second.gap.trim();
    if !matches!(separator, "." | "/" | "-") || third.gap.trim() != separator {
        return None;
    }
    let (one, two, year) = (first.day()?, second.day()?, third.year()?);
    let issued = match (one > 12, two > 12) {
        // Full stops are the continental way, which has the day first.
        (true, false) => Issued::new(year, Some(two), Some(one)),
        (false, false) if separator == "." || one == two => Issued::new(year, Some(two), Some(one)),
        (false, true) => Issued::new(year, Some(one), Some(two)),
        (false, false) => Issued::new(year, None, None),
        (true, true) => None,
    };
    issued.map(|issued| (issued, at + 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        parse(text).map(|issued| issued.to_string())
    }

    #[test]
    fn every_common_way_to_write_a_date_is_read() {
        for (text, expected) in [
            ("2024-07-02", "2024-07-02"),
            ("2024-07-02T10:11:12.345+02:00", "2024-07-02"),
            ("2024-07-02T10:11:12Z", "2024-07-02"),
            ("20240702T101112Z", "2024-07-02"),
            ("2016-03-21 12:00:00 -4", "2016-03-21"),
            ("2024/07/02", "2024-07-02"),
            ("2024-07", "2024-07"),
            ("2024", "2024"),
            ("July 2, 2024", "2024-07-02"),
            ("July 2nd, 2024", "2024-07-02"),
            ("2 July 2024", "2024-07-02"),
            ("2nd of July 2024", "2024-07-02"),
            ("Dec 15, 2021", "2021-12-15"),
            ("Dec. 15, 2021", "2021-12-15"),
            ("15-Dec-2021", "2021-12-15"),
            ("Tue Dec 24, 2024 3:22 am", "2024-12-24"),
            ("Tue, 24 Dec 2024 03:22:00 +0000", "2024-12-24"),
            ("Tue Dec 24 03:22:00 CET 2024", "2024-12-24"),
            ("Tuesday, December 24, 2024 at 3:22 p.m.", "2024-12-24"),
            ("15.12.2021", "2021-12-15"),
            ("3.4.2021", "2021-04-03"),
            ("12/15/2021", "2021-12-15"),
            ("15/12/2021", "2021-12-15"),
            ("03/04/2021", "2021"),
            ("04/04/2021", "2021-04-04"),
            ("Mar 2021", "2021-03"),
            ("März 2021", "2021-03"),
            ("2. Juli 2024", "2024-07-02"),
            ("Dienstag, 24. Dezember 2024, 15:22 Uhr", "2024-12-24"),
            ("2 de julio de 2024", "2024-07-02"),
        ] {
            assert_eq!(parsed(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "12",
            "2021-13-45",
            "31 February 2021",
            "2021-2022",
            "version 2.4.2021 of it",
            "May",
            "12:30",
            "July 2",
            "99/99/2021",
            "2021-12-15-a-post",
            "0001-01-01T00:00:00",
            "{{ page.date }}",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_line_may_have_a_label_and_a_reading_time() {
        for line in [
            "July 2, 2024 — 3 minutes reading time",
            "Published on July 2, 2024",
            "Last updated: 2 July 2024 | 5 min read",
            "5 min read · Jul 2, 2024",
            "Tue Jul 02, 2024 3:22 am",
        ] {
            assert_eq!(find(line).map(|issued| issued.to_string()).as_deref(), Some("2024-07-02"), "{line}");
        }
        for line in ["Product Manager Dec 15, 2021", "In July 2024 the team was new.", "Lesezeit: 4 Minuten", "2024"] {
            assert_eq!(find(line), None, "{line}");
        }
    }

    #[test]
    fn a_post_is_named_for_its_date() {
        let of_name = |name: &str| of_post_name(name).map(|issued| issued.to_string());
        assert_eq!(of_name("2021-12-15-who-decides.md").as_deref(), Some("2021-12-15"));
        assert_eq!(of_name("2021-12-15.md"), None);
        assert_eq!(of_name("2021-13-15-who.md"), None);
        assert_eq!(of_name("who-decides.md"), None);
    }

    #[test]
    fn a_date_is_found_within_a_line() {
        let line = "Product Manager Dec 15, 2021";
        let (range, issued) = within(line).expect("there is a date");
        assert_eq!((line.get(range), issued.as_str()), (Some("Dec 15, 2021"), "2021-12-15"));
        assert_eq!(within("founded in 2021 by three"), None);
    }
}
