//! Credits: who wrote a post, and when.
//!
//! In:  a page and the frame of a post. Out: the poster's name and the date as they stand there, in a line each.
//!
//! A rule for the software names elements; where it finds nothing, names of elements, links to users and `time` elements
//! tell, and last a date written anywhere around the words.

use std::ops::Range;

use scraper::Html;

use super::{
    names::{Flags, flag},
    page::{ElementId, Page, Sight},
    platforms::Platform,
    tags::Tag,
};
use crate::{clean::furniture::dates, source::Issued};

/// Longest poster's name or date line, in characters.
const MAX_LINE_CHARS: usize = 60;
/// Longest name of a poster where only names of elements tell, in words.
const MAX_NAME_WORDS: usize = 4;
/// Words of lines that tell since when an account exists, not when it posted.
const OF_ACCOUNT: [&str; 4] = ["join", "regist", "member", "since"];
/// What stands before and after a date on its line.
const BEFORE_DATE: [&str; 6] = ["posted ", "posted: ", "replied ", "asked ", "answered ", "on: "];
const AFTER_DATE: [&str; 2] = ["(edited)", "author"];
/// How many elements around a name are asked whether it is an editor's.
const MAX_AROUND: usize = 4;
/// Beginnings of lines that tell when a post was changed, not when it was written.
const OF_CHANGE: [&str; 4] = ["edited", "last edited", "modified", "last modified"];
/// What stands in a name's place where an advertisement is laid out like a post, an account is gone, or many wrote.
const OF_NOBODY: [&str; 6] =
    ["advertisement", "advertisements", "sponsored", "sponsored post", "[deleted]", "community wiki"];

/// What stands behind a name on its line.
const SAYS: [&str; 4] = [" says", " said", " wrote", " schreibt"];

/// One post as found.
#[derive(Clone, Debug, Default)]
pub(super) struct FoundPost {
    pub(super) element: ElementId,
    pub(super) poster: Option<String>,
    pub(super) dated: Option<String>,
    /// The element that shows the date, and what that comes to.
    pub(super) dated_at: Option<ElementId>,
    pub(super) issued: Option<Issued>,
    /// The time that an attribute of its own element gives.
    pub(super) stamp: Option<String>,
    /// Whom it quotes.
    pub(super) quotes: Vec<String>,
    /// Which alternative of the rule found them: lower is surer.
    pub(super) poster_rank: usize,
    pub(super) dated_rank: usize,
    /// The text has no line with poster and date above the post.
    pub(super) unsigned: bool,
}

impl FoundPost {
    /// Takes the name that an attribute of the post's own element gives, and the date.
    pub(super) fn read_attributes(&mut self, page: &Page, platform: &Platform, tree: &Html) {
        let node = page.elements.get(self.element).and_then(|element| tree.tree.get(element.node));
        let Some(source) = node.and_then(|node| node.value().as_element()) else { return };
        let value =
            |names: &[String]| names.iter().filter_map(|name| source.attr(name)).find(|value| !value.is_empty());
        if let Some(name) = value(&platform.author_in) {
            self.poster = Some(name.trim().to_owned());
            self.tidy();
        }
        self.stamp = value(&platform.date_in).map(str::to_owned);
    }

    /// Takes from a frame around the post what it does not tell itself.
    pub(super) fn take_credits(&mut self, frame: &Self) {
        if self.poster.is_none() {
            (self.poster, self.poster_rank) = (frame.poster.clone(), frame.poster_rank);
        }
        if self.dated.is_none() {
            (self.dated, self.dated_rank, self.dated_at) = (frame.dated.clone(), frame.dated_rank, frame.dated_at);
        }
    }

    /// Takes the name of an element where none was found or the rule is surer of this one.
    pub(super) fn offer_poster(&mut self, page: &Page, at: ElementId, rank: usize) {
        if (self.poster.is_none() || rank < self.poster_rank)
            && let Some(text) =
                name_line(page, at).filter(|text| !has_date(text) && !is_address(text) && !is_of_change(text))
            && !self.is_editors(page, at)
        {
            (self.poster, self.poster_rank) = (Some(text), rank);
        }
    }

    /// Whether what stands with a name says before it that the post was changed: “edited 3 May 2023”, “olga”.
    fn is_editors(&self, page: &Page, at: ElementId) -> bool {
        let name = page.elements.get(at).map_or(0, |name| name.text.start);
        let around = page.ancestors(at).skip(1).take(MAX_AROUND).take_while(|(around, _)| *around != self.element);
        let mut before = around.filter_map(|(_, around)| page.text.get(around.text.start..name));
        before.find(|before| !before.trim().is_empty()).is_some_and(is_of_change)
    }

    /// Takes the date of an element where none was found or the rule is surer of this one.
    pub(super) fn offer_date(&mut self, page: &Page, at: ElementId, rank: usize) {
        if (self.dated.is_none() || rank < self.dated_rank)
            && let Some((text, at)) = date_line(page, at).filter(|(text, _)| !is_of_change(text))
        {
            (self.dated, self.dated_rank, self.dated_at) = (Some(text), rank, Some(at));
        }
    }

    /// Looks for what is still unknown in the post's frame, outside `words`: the elements that hold its words.
    pub(super) fn complete(&mut self, page: &Page, words: &Range<ElementId>) {
        let Some(end) = page.elements.get(self.element).map(|frame| frame.end) else { return };
        let around = [self.element..words.start.min(end), words.end..end];
        for range in &around {
            read_marks(page, self, range.clone());
        }
        if self.dated.is_none() {
            self.dated = around.iter().find_map(|range| written_date(page, range));
        }
        self.tidy();
    }

    /// Takes the first line with a date that is written in some elements, and the name before it.
    pub(super) fn take_written(&mut self, page: &Page, range: Range<ElementId>) {
        let mut lines =
            page.blocks.iter().filter(|block| range.contains(&block.element) && block.sight != Sight::Hidden);
        let Some(found) = lines.find_map(|block| written(page.text_of(block))) else { return };
        self.dated = Some(found.dated);
        self.poster = self.poster.take().or(found.poster);
    }

    /// Leaves of the lines of name and date what is name and date: “by Ada » Tue Mar 3, 2020” is both in one.
    pub(super) fn tidy(&mut self) {
        if let Some(name) = &self.poster {
            let alone = name.split('»').next().unwrap_or_default().trim();
            let alone = alone.strip_prefix("by ").or_else(|| alone.strip_prefix("Post by ")).unwrap_or(alone).trim();
            // Software that knows a full name repeats the short one where there is none: “ada (ada)”.
            let alone = match alone.strip_suffix(')').and_then(|line| line.split_once(" (")) {
                Some((short, full)) if short.eq_ignore_ascii_case(full) => short,
                _ => alone,
            };
            // What a line of a comment says of its poster: “Ada says:”, “Otto said...”.
            let alone = alone.trim_end_matches([':', ' ']);
            let bare = alone.trim_end_matches(['.', '…', ':', ' ']);
            let alone = SAYS.iter().find_map(|says| bare.strip_suffix(says)).unwrap_or(alone).trim();
            // The number of the account stands behind the name: “ada ( 127135 )”.
            let alone = match alone.strip_suffix(')').and_then(|line| line.rsplit_once('(')) {
                Some((name, number)) if is_number(number.trim()) && !name.trim().is_empty() => name.trim(),
                _ => alone,
            };
            let nobody = alone.is_empty() || OF_NOBODY.iter().any(|word| word.eq_ignore_ascii_case(alone));
            self.poster = (!nobody).then(|| alone.to_owned());
        }
        if let Some(date) = &self.dated {
            // SMF writes the date between guillemets, phpBB behind one.
            let line = date.trim_matches(['«', '»', ' ']);
            let line = line.split_once('»').map_or(line, |(_, date)| date).trim();
            // The number of the post stands in the same line.
            let mut numbers = [" #", " (#", " ( #"].iter().filter_map(|lead| line.split_once(lead));
            let date = numbers.find(|(_, rest)| rest.starts_with(|first: char| first.is_ascii_digit()));
            let date = date.map_or(line, |(date, _)| date).trim();
            let date = date.strip_prefix("on ").unwrap_or(date);
            // phpBB 2 writes the title of the post behind its date.
            let date = date.split_once("Post subject").map_or(date, |(date, _)| date).trim();
            let lower = date.to_ascii_lowercase();
            let start = BEFORE_DATE.iter().filter_map(|word| Some(lower.find(word)? + word.len())).max().unwrap_or(0);
            let mut date = date.get(start..).unwrap_or(date).trim();
            for word in AFTER_DATE {
                let cut = date.len().checked_sub(word.len()).filter(|&cut| date.is_char_boundary(cut));
                if let Some((rest, tail)) = cut.map(|cut| date.split_at(cut))
                    && tail.eq_ignore_ascii_case(word)
                {
                    date = rest.trim();
                }
            }
            self.dated = Some(date.to_owned()).filter(|date| !date.is_empty());
        }
    }
}

/// What a line of name and date says.
pub(super) struct Written {
    pub(super) poster: Option<String>,
    pub(super) dated: String,
}

/// A name less what leads to it and from it to the date: “Posted by: Ada at”.
fn without_lead(line: &str) -> &str {
    const LEADS: [&str; 6] = ["comment", "posted", "submitted", "written", "reply", "by"];
    const BEHIND: [&str; 4] = ["at", "on", "in", "says"];
    let edge = |next: char| next.is_whitespace() || matches!(next, ':' | ',' | '-' | '–' | '|' | '·');
    let mut name = line.trim_matches(edge);
    let by = name.split_whitespace().take(2).any(|word| word.trim_matches(edge).eq_ignore_ascii_case("by"));
    while let Some((word, rest)) = name.split_once(edge).filter(|_| by) {
        if !LEADS.iter().any(|lead| lead.eq_ignore_ascii_case(word)) {
            break;
        }
        name = rest.trim_start_matches(edge);
    }
    while let Some((rest, word)) = name.rsplit_once(char::is_whitespace)
        && BEHIND.iter().any(|behind| behind.eq_ignore_ascii_case(word))
    {
        name = rest.trim_end_matches(edge);
    }
    if LEADS.iter().any(|lead| lead.eq_ignore_ascii_case(name)) { "" } else { name }
}

/// Reads a short line with a date to the day: “ada · 3 May 2023, 10:15”. What stands before the date, if it is short, is a name.
pub(super) fn written(text: &str) -> Option<Written> {
    if text.len() > MAX_LINE_CHARS || !has_digit(text) || is_of_account(text) {
        return None;
    }
    let found = dates(text).into_iter().find(|found| found.to_the_day)?;
    let edge = |character: char| !character.is_alphanumeric();
    let before = text.get(..found.range.start)?.trim_end_matches(" on").trim_matches(edge);
    let name = without_lead(before);
    let words = name.split_whitespace().count();
    let after = text.get(found.range.end..)?.split_whitespace().count();
    if words > MAX_NAME_WORDS || after > MAX_NAME_WORDS {
        return None;
    }
    let poster = (!name.is_empty()
        && !BEFORE_DATE.iter().any(|word| word.trim_end_matches([' ', ':']).eq_ignore_ascii_case(name)))
    .then(|| name.to_owned());
    Some(Written { poster, dated: text.get(found.range)?.trim().to_owned() })
}

/// Reads the name and the date from a range of elements, where they are still unknown.
pub(super) fn read_marks(page: &Page, post: &mut FoundPost, range: Range<ElementId>) {
    let (who, when) = (flag("who"), flag("when"));
    for at in range {
        if post.poster.is_some() && post.dated.is_some() {
            return;
        }
        let Some(element) = page.elements.get(at) else { continue };
        if element.sight == Sight::Hidden {
            continue;
        }
        if post.dated.is_none() && (element.tag == Tag::Time || element.flags.any(when)) {
            let found = date_line(page, at);
            let found = found.filter(|(text, _)| has_digit(text) && !is_of_account(text) && !is_of_change(text));
            if let Some((text, at)) = found {
                (post.dated, post.dated_at) = (Some(text), Some(at));
                continue;
            }
        }
        if post.poster.is_none() && (element.user_link || element.flags.any(who)) {
            // One letter stands for a picture.
            let is_name = |text: &str| {
                text.split_whitespace().count() <= MAX_NAME_WORDS
                    && text.chars().nth(1).is_some()
                    && !has_date(text)
                    && !is_address(text)
            };
            post.poster = name_in(page, at, who).or_else(|| line(page, at)).filter(|text| is_name(text));
        }
    }
}

/// The name in what is called an author, where an element in it is called a name too: “Ada says” holds “Ada”.
fn name_in(page: &Page, at: ElementId, who: Flags) -> Option<String> {
    let element = page.elements.get(at)?;
    let mut inner = (at + 1..element.end).filter(|&inner| {
        page.elements.get(inner).is_some_and(|inner| inner.sight != Sight::Hidden && inner.flags.any(who))
    });
    inner.find_map(|inner| line(page, inner))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a line is an address rather than a name.
fn is_address(text: &str) -> bool {
    text.contains("://")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line holds a date, to the day: then it is no name.
fn has_date(text: &str) -> bool {
    has_digit(text) && dates(text).iter().any(|found| found.to_the_day)
}

/// Whether a line tells of changes, not of who wrote the words and when.
fn is_of_change(text: &str) -> bool {
    let lower = text.to_lowercase();
    let line = lower.trim_start_matches(|first: char| !first.is_alphanumeric());
    // The words of many, counted: “3 revs, 2 users 60%”.
    let mut words = line.split_whitespace().map(|word| word.trim_end_matches(','));
    OF_CHANGE.iter().any(|start| line.starts_with(start))
        || (words.next().is_some_and(is_number) && words.next().is_some_and(|word| matches!(word, "rev" | "revs")))
}

fn is_of_account(text: &str) -> bool {
    let lower = text.to_lowercase();
    OF_ACCOUNT.iter().any(|word| lower.contains(word))
}

/// The text of a small element on one line.
fn line(page: &Page, at: ElementId) -> Option<String> {
    let element = page.elements.get(at)?;
    let text = page.node_text(element, MAX_LINE_CHARS);
    (!text.is_empty()).then_some(text)
}

/// The name in an element: all of it, or the first of its lines where there are several.
fn name_line(page: &Page, at: ElementId) -> Option<String> {
    let element = page.elements.get(at)?;
    match page.blocks.get(element.blocks.clone())? {
        [first, _, ..] => {
            let text = page.text_of(first).trim();
            (!text.is_empty() && text.chars().count() <= MAX_LINE_CHARS).then(|| text.to_owned())
        }
        _ => line(page, at),
    }
}

/// The date in an element: what its `time` says, if it has one, else all of it; and the element that says so.
fn date_line(page: &Page, at: ElementId) -> Option<(String, ElementId)> {
    let element = page.elements.get(at)?;
    let time = (at..element.end).find(|&inner| page.elements.get(inner).is_some_and(|inner| inner.tag == Tag::Time));
    let whole = || Some((line(page, at)?, at));
    let Some(time) = time else { return whole() };
    // A date for wide screens and one for narrow ones: the first is the fuller.
    let end = page.elements.get(time).map_or(time, |time| time.end);
    (time + 1..end)
        .chain([time])
        .filter_map(|inner| line(page, inner))
        .find(|text| has_digit(text))
        .map(|text| (text, time))
        .or_else(whole)
}

/// The first date written in the lines of some elements that is not that of an account.
fn written_date(page: &Page, range: &Range<ElementId>) -> Option<String> {
    let first = page.blocks.partition_point(|block| {
        block.text.start < page.elements.get(range.start).map_or(0, |element| element.text.start)
    });
    let lines =
        page.blocks.iter().skip(first).take_while(|block| block.element < range.end || range.contains(&block.element));
    let mut lines = lines.filter(|block| range.contains(&block.element) && block.sight != Sight::Hidden);
    lines.find_map(|block| {
        let text = page.text_of(block);
        if text.len() > 4 * MAX_LINE_CHARS || is_of_account(text) {
            return None;
        }
        let found = dates(text).into_iter().find(|found| found.to_the_day)?;
        text.get(found.range).map(str::to_owned)
    })
}
