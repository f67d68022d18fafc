//! Stamps: when a post was written, as precisely as the page tells.
//!
//! In:  a page and its posts, each with the line that shows its date. Out: the posts' dates.
//!
//! The line that readers see counts first. Where it is short (“Jan '21”, “3 hours ago”) the attributes of its element tell more, and
//! where it could be read in two ways (05-01-2019) the dates of the page's other posts decide.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::Html;

use super::{
    credits::FoundPost,
    page::{ElementId, Page},
    signs::is_date_property,
    tags::Tag,
};
use crate::source::{Issued, date};

/// Attributes with a time: in the words of ISO 8601, in seconds or milliseconds since 1970, in those of a person.
const TIMES: [&str; 2] = ["datetime", "data-time"];
const TITLES: [&str; 2] = ["title", "data-tippy-content"];
/// That of microdata.
const CONTENT: &str = "content";
/// Elements in that of the date, or around it, that are looked at.
const MAX_INSIDE: usize = 6;
const MAX_AROUND: usize = 2;

static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([12][0-9]{3})\b")
        .expect("the pattern of dates in numbers is well formed")
});

/// Dates the posts.
pub(super) fn date_posts(page: &Page, posts: &mut [FoundPost], tree: &Html) {
    let mut unseen = published(page, posts);
    for post in &mut *posts {
        let shown = post.dated.as_deref().and_then(date::find);
        let own = post.stamp.as_deref().and_then(|stamp| read(stamp.trim()));
        let stamp =
            own.or_else(|| post.dated_at.and_then(|at| stamp(page, at, tree))).or_else(|| unseen.remove(&post.element));
        post.issued = match (shown, stamp) {
            (Some(shown), Some(stamp)) if stamp.as_str().starts_with(shown.as_str()) => Some(stamp),
            (shown, stamp) => shown.or(stamp),
        };
    }
    let numbers = |post: &FoundPost| numbers(post.dated.as_deref()?);
    let all = || posts.iter().filter_map(numbers);
    let (day_first, month_first) = (all().any(|(first, ..)| first > 12), all().any(|(_, second, _)| second > 12));
    if day_first == month_first {
        return;
    }
    for post in &mut *posts {
        let Some((first, second, year)) = numbers(post) else { continue };
        let (day, month) = if day_first { (first, second) } else { (second, first) };
        if post.issued.as_ref().is_none_or(|issued| issued.as_str().len() == 4) {
            post.issued = Issued::new(year, Some(month), Some(day)).or(post.issued.take());
        }
    }
}

/// The dates that microdata gives of posts, by the posts' elements: the first that stands in a post and in none inside it.
fn published(page: &Page, posts: &[FoundPost]) -> FxHashMap<ElementId, Issued> {
    let of_posts: FxHashSet<ElementId> = posts.iter().map(|post| post.element).collect();
    let mut found = FxHashMap::default();
    for (holder, content) in &page.published {
        if let Some((post, _)) = page.ancestors(*holder).find(|(at, _)| of_posts.contains(at))
            && let Some(issued) = read(content.trim())
        {
            found.entry(post).or_insert(issued);
        }
    }
    found
}

/// The three numbers of a date such as 05-01-2019.
fn numbers(line: &str) -> Option<(i8, i8, i16)> {
    let found = NUMBERS.captures(line)?;
    let text = |at: usize| found.get(at).map(|found| found.as_str());
    Some((text(1)?.parse().ok()?, text(2)?.parse().ok()?, text(3)?.parse().ok()?))
}

/// The date that attributes give of an element, of those in it, or of those that hold nothing else.
fn stamp(page: &Page, at: ElementId, tree: &Html) -> Option<Issued> {
    let element = page.elements.get(at)?;
    let inside = (at..element.end).take(MAX_INSIDE);
    let around = page.ancestors(at).skip(1).take(MAX_AROUND);
    let around = around.take_while(|(_, around)| around.text == element.text).map(|(at, _)| at);
    inside.chain(around).find_map(|at| {
        let found = page.elements.get(at)?;
        let source = tree.tree.get(found.node)?.value().as_element()?;
        let content = source.attr(CONTENT).filter(|_| source.attr("itemprop").is_some_and(is_date_property));
        let mut times = TIMES.iter().filter_map(|name| source.attr(name)).chain(content);
        // A link beside the date tells of the page that it leads to.
        let is_beside = found.tag == Tag::Anchor && found.text.start > element.text.start;
        let mut titles = TITLES.iter().filter_map(|name| source.attr(name)).filter(|_| !is_beside);
        let time = times.find_map(|value| read(value.trim()));
        time.or_else(|| titles.find_map(|title| date::find(title).or_else(|| read(title.trim()))))
            .filter(|issued| issued.as_str().len() > 4)
    })
}

/// The date of a time in ISO 8601 or since 1970.
fn read(value: &str) -> Option<Issued> {
    if matches!(value.len(), 9 | 10 | 13) && value.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i64 = value.parse().ok()?;
        // Later than the year 5000, in seconds: milliseconds.
        let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
        let time = jiff::Timestamp::from_second(seconds).ok()?;
        let day = jiff::tz::TimeZone::UTC.to_datetime(time).date();
        return Issued::new(day.year(), Some(day.month()), Some(day.day()));
    }
    // A time and the same since 1970: “2021-01-02T10:15:00 1609582500”.
    let first =
        || value.split_once(' ').filter(|(first, _)| first.contains('T')).and_then(|(first, _)| date::parse(first));
    date::parse(value).or_else(first)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn times_of_machines_are_dates() {
        let known = Some("2021-01-02".to_owned());
        for value in
            ["1609582500", "1609582500000", "2021-01-02T10:15:00Z", "2021-01-02", "2021-01-02T10:15:00 1609582500"]
        {
            assert_eq!(read(value).map(|issued| issued.as_str().to_owned()), known, "{value}");
        }
        assert_eq!(read("12"), None);
        assert!(read("20190105101500").is_none_or(|issued| issued.as_str().starts_with("2019")));
    }
}
