use std::{collections::HashMap, ops::Range};

use super::{
    abbreviation::{self, Resolution, Resolutions},
    grammar::{Class, class},
    matcher::{Hit, Matcher, Meaning},
    reading::Reading,
    subject::Name,
    weights::WEIGHTS,
};
use crate::{clean::Article, passage::Passage};

/// A text that was read: its words and its tokens.
#[derive(Clone, Debug)]
pub(super) struct Segment<'article> {
    pub text: &'article str,
    pub tokens: Range<usize>,
}

/// Everything of an article that tags are drawn from, read and matched once.
pub(super) struct Document<'article, 'tagger> {
    pub reading: Reading,
    pub hits: Vec<Hit<'tagger>>,
    /// Names of roles, abbreviations resolved, in reading order; they do not overlap.
    pub names: Vec<Name<'tagger>>,
    pub title: Option<Segment<'article>>,
    /// Headings and lead-ins, by their words.
    pub captions: HashMap<&'article str, Segment<'article>>,
    /// Parts of each passage (its blocks, the cells of a table row), in order.
    pub parts: Vec<Vec<Segment<'article>>>,
}

impl<'article, 'tagger> Document<'article, 'tagger> {
    pub(super) fn read(
        matcher: &'tagger Matcher,
        identity: &'tagger [u16],
        article: &'article Article,
        passages: &'article [Passage],
    ) -> Self {
        let mut reading = Reading::default();
        let title = article.reference.title.as_deref().map(|title| segment(&mut reading, title, 0..title.len()));
        let mut captions = HashMap::new();
        let mut parts = Vec::with_capacity(passages.len());
        for passage in passages {
            let headers = passage.cells.iter().filter_map(|cell| cell.header.as_ref());
            for caption in passage.heading.iter().chain(&passage.context).chain(headers) {
                if !captions.contains_key(caption.as_str()) {
                    let read = segment(&mut reading, caption, 0..caption.len());
                    captions.insert(caption.as_str(), read);
                }
            }
            let text = passage.text.as_str();
            let read = part_ranges(passage).into_iter().map(|range| segment(&mut reading, text, range)).collect();
            parts.push(read);
        }
        let hits = matcher.hits(&reading);
        let resolutions = abbreviation::resolve(matcher, &reading, &hits);
        let mut names = names(matcher, identity, &reading, &hits, &resolutions);
        add_regex_names(matcher, &reading, parts.iter().flatten(), &mut names);
        Self { reading, hits, names, title, captions, parts }
    }

    /// The names inside a range of tokens.
    pub(super) fn names_in(&self, tokens: &Range<usize>) -> &[Name<'tagger>] {
        let from = self.names.partition_point(|name| name.first < tokens.start);
        let to = self.names.partition_point(|name| name.first < tokens.end);
        self.names.get(from..to).unwrap_or_default()
    }

    /// The hits inside a range of tokens.
    pub(super) fn hits_in(&self, tokens: &Range<usize>) -> &[Hit<'tagger>] {
        let from = self.hits.partition_point(|hit| hit.last < tokens.start);
        let to = self.hits.partition_point(|hit| hit.last < tokens.end);
        self.hits.get(from..to).unwrap_or_default()
    }

    /// Bytes of the segment's text from one token to another.
    pub(super) fn bytes(&self, first: usize, last: usize) -> (u32, u32) {
        let start = self.reading.tokens.get(first).map_or(0, |token| token.start);
        let end = self.reading.tokens.get(last).map_or(start, |token| token.end);
        (start, end)
    }

    /// Words of the segment from one token to another.
    pub(super) fn said(&self, text: &'article str, first: usize, last: usize) -> &'article str {
        let (start, end) = self.bytes(first, last);
        text.get(start as usize..end as usize).unwrap_or_default()
    }
}

fn segment<'article>(reading: &mut Reading, text: &'article str, part: Range<usize>) -> Segment<'article> {
    Segment { text, tokens: reading.push_part(text, part) }
}

/// The blocks of a passage, or the cells of a table row, as ranges that cover its text.
fn part_ranges(passage: &Passage) -> Vec<Range<usize>> {
    if !passage.cells.is_empty() {
        return passage.cells.iter().map(|cell| cell.range.clone()).collect();
    }
    let length = passage.text.as_str().len();
    let mut starts: Vec<usize> = passage.parts.iter().map(|part| part.start).filter(|&start| start > 0).collect();
    starts.insert(0, 0);
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([length]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end.max(start)).collect()
}

/// What the names in a document mean: the longest at each place, abbreviations resolved, false friends left out.
fn names<'tagger>(
    matcher: &'tagger Matcher,
    identity: &'tagger [u16],
    reading: &Reading,
    hits: &[Hit<'tagger>],
    resolutions: &Resolutions,
) -> Vec<Name<'tagger>> {
    let mut found: Vec<&Hit<'tagger>> = hits
        .iter()
        .filter(|hit| matches!(hit.meaning, Meaning::Roles(_) | Meaning::Excluded | Meaning::Abbreviation(_)))
        .collect();
    found.sort_by_key(|hit| (hit.first, std::cmp::Reverse(hit.last), !matches!(hit.meaning, Meaning::Excluded)));
    let mut names = Vec::with_capacity(found.len());
    let mut free_from = 0;
    let is_generic = |role: &u16| matcher.generic.get(usize::from(*role)) == Some(&true);
    let role = |role: &u16| identity.get(usize::from(*role)..=usize::from(*role)).unwrap_or_default();
    for hit in found {
        if hit.first < free_from {
            continue;
        }
        let (roles, sure): (&[u16], f32) = match hit.meaning {
            Meaning::Roles(roles) if roles.iter().all(is_generic) && is_among_trades(reading, hit) => (&[], 0.0),
            Meaning::Roles(roles) => (roles, 1.0),
            Meaning::Abbreviation(at) if !abbreviation::is_clock(reading, hit.first) => {
                match resolutions.at(*at, hit.first) {
                    Some(Resolution::Defined(index)) => (role(&index), WEIGHTS.defined),
                    Some(Resolution::Company(index)) => (role(&index), WEIGHTS.company),
                    Some(Resolution::Ambiguous) => (
                        matcher
                            .abbreviations
                            .get(usize::from(*at))
                            .map_or(&[], |abbreviation| &abbreviation.candidates),
                        WEIGHTS.ambiguous,
                    ),
                    _ => continue,
                }
            }
            Meaning::Excluded => (&[], 0.0),
            _ => continue,
        };
        free_from = hit.last + 1;
        if !roles.is_empty() {
            names.push(Name { first: hit.first, last: hit.last, roles, sure });
        }
    }
    names
}

/// Whether a name stands in a list of people of other trades: "doctors, engineers, teachers and bankers".
fn is_among_trades(reading: &Reading, hit: &Hit<'_>) -> bool {
    /// A list has its next items no farther away.
    const MAX_TOKENS: usize = 8;
    /// One may be a customer of the team.
    const LEAST: usize = 2;
    let is_trade = |at: &usize| class(reading.word(*at)).is(Class::TRADE);
    let joins = |at: &usize| matches!(reading.word(*at), "," | "and" | "or" | "the" | "a" | "an" | "other");
    let of_list = |at: &usize| is_trade(at) || joins(at);
    let before = (hit.first.saturating_sub(MAX_TOKENS)..hit.first).rev().take_while(of_list);
    let behind = (hit.last + 1..=hit.last + MAX_TOKENS).take_while(of_list);
    before.chain(behind).filter(is_trade).take(LEAST).count() == LEAST
}

/// Adds what the taxonomy's regular expressions name and takes away what they exclude.
fn add_regex_names<'tagger, 'article: 'segments, 'segments>(
    matcher: &'tagger Matcher,
    reading: &Reading,
    segments: impl Iterator<Item = &'segments Segment<'article>>,
    names: &mut Vec<Name<'tagger>>,
) {
    if matcher.regexes.is_empty() {
        return;
    }
    let mut claimed: Vec<(usize, usize)> = Vec::new();
    let mut added = Vec::new();
    for segment in segments {
        let Some(tokens) = reading.tokens.get(segment.tokens.clone()) else { continue };
        let (Some(head), Some(tail)) = (tokens.first(), tokens.last()) else { continue };
        let range = head.start as usize..tail.end as usize;
        let text = segment.text.get(range.clone()).unwrap_or_default();
        for (regex, meaning) in &matcher.regexes {
            for found in regex.find_iter(text) {
                let (start, end) = (range.start + found.start(), range.start + found.end());
                let first = segment.tokens.start + tokens.partition_point(|token| token.end as usize <= start);
                let past = segment.tokens.start + tokens.partition_point(|token| (token.start as usize) < end);
                let Some(last) = past.checked_sub(1).filter(|&last| last >= first) else { continue };
                claimed.push((first, last));
                if let Meaning::Roles(roles) = meaning {
                    added.push(Name { first, last, roles, sure: 1.0 });
                }
            }
        }
    }
    claimed.sort_unstable();
    names.retain(|name| {
        let after = claimed.partition_point(|&(first, _)| first <= name.last);
        after.checked_sub(1).and_then(|at| claimed.get(at)).is_none_or(|&(_, last)| last < name.first)
    });
    names.append(&mut added);
    names.sort_by_key(|name| (name.first, name.last));
}
