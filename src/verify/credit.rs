//! Which source a draft credits: by name, reference, title, site, author, address or citation key.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::quoted::Near;
use crate::{
    index::{
        analyser,
        record::{Source, SourceRecord, host},
    },
    source::SourceId,
    text::fold_char,
};

/// What the draft says of where its words come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Credit {
    /// As the draft has it.
    pub(super) shown: Option<String>,
    /// The sources that it may mean; empty where nothing is said, or nothing that the index knows.
    pub(super) sources: BTreeSet<SourceId>,
    /// An address or citation key that belongs to no source of the index.
    pub(super) unknown: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Name,
    Title,
    /// Site or author: must be written with its capitals.
    Proper,
}

#[derive(Debug)]
struct Entry {
    terms: Vec<String>,
    written: String,
    kind: Kind,
    source: usize,
}

/// The sources of an index, to be found in text.
#[derive(Debug, Default)]
pub(super) struct Directory {
    sources: Vec<Source>,
    /// Entries by their first term.
    entries: BTreeMap<String, Vec<Entry>>,
    urls: BTreeMap<String, Vec<usize>>,
    hosts: BTreeMap<String, Vec<usize>>,
}

fn plain_url(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['#', '?']).next().unwrap_or_default().trim_end_matches('/');
    rest.strip_prefix("www.").unwrap_or(rest).to_lowercase()
}

fn plain_key(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Directory {
    pub(super) fn new(records: Vec<SourceRecord>) -> Self {
        let mut directory = Self::default();
        for (number, record) in records.into_iter().enumerate() {
            let source = record.source;
            directory.add(&source.name, Kind::Name, number);
            if let Some(title) = source.title.as_deref().filter(|title| title.split(' ').count() >= 2) {
                directory.add(title, Kind::Title, number);
            }
            for proper in source.site.iter().chain(&source.author) {
                directory.add(proper, Kind::Proper, number);
            }
            for author in &source.author {
                if let Some(family) = author.rsplit(' ').next().filter(|family| family.len() > 2 && *family != author) {
                    directory.add(family, Kind::Proper, number);
                }
            }
            if let Some(url) = &source.url {
                directory.urls.entry(plain_url(url)).or_default().push(number);
                if let Some(host) = host(url) {
                    directory.hosts.entry(host).or_default().push(number);
                }
            }
            directory.sources.push(source);
        }
        directory
    }

    fn add(&mut self, written: &str, kind: Kind, source: usize) {
        let terms: Vec<String> = analyser::exact_tokens(written).into_iter().map(|token| token.term).collect();
        let Some(first) = terms.first().cloned() else { return };
        let entry = Entry { terms, written: written.to_owned(), kind, source };
        self.entries.entry(first).or_default().push(entry);
    }

    pub(super) fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == *id)
    }

    /// Whether words in marks are the title of a source and no quotation.
    pub(super) fn is_title(&self, words: &str) -> bool {
        let terms: Vec<String> = analyser::exact_tokens(words).into_iter().map(|token| token.term).collect();
        let entries = terms.first().and_then(|first| self.entries.get(first));
        entries.is_some_and(|entries| entries.iter().any(|entry| entry.kind == Kind::Title && entry.terms == terms))
    }

    /// The nearest text that names a source decides.
    pub(super) fn credit(&self, near: &[Near], notes: &dyn Fn(&str) -> Option<Near>) -> Credit {
        let mut unknown = None;
        for near in near {
            let credit = self.of(near, notes);
            if !credit.sources.is_empty() {
                return credit;
            }
            if unknown.is_none() && credit.unknown.is_some() {
                unknown = Some(credit);
            }
        }
        unknown.unwrap_or_default()
    }

    fn of(&self, near: &Near, notes: &dyn Fn(&str) -> Option<Near>) -> Credit {
        let mut credit = Credit::default();
        let mut take = |shown: &str, numbers: &[usize]| {
            credit.sources.extend(numbers.iter().filter_map(|&n| self.sources.get(n)).map(|source| source.id.clone()));
            credit.shown.get_or_insert_with(|| shown.to_owned());
        };
        let mut strangers = Vec::new();
        for url in near.urls.iter().cloned().chain(bare_urls(&near.text)) {
            match self.urls.get(&plain_url(&url)) {
                Some(numbers) => take(&url, numbers),
                None => strangers.push(url),
            }
        }
        for key in keys(&near.text) {
            let known = self.by_key(key);
            if known.is_empty() { strangers.push(format!("@{key}")) } else { take(&format!("@{key}"), &known) }
        }
        for (range, numbers) in self.mentions(&near.text) {
            take(near.text.get(range).unwrap_or_default(), &numbers);
        }
        for code in &near.code {
            let known: Vec<usize> =
                (0..).zip(&self.sources).filter(|(_, source)| source.name == *code).map(|(number, _)| number).collect();
            if !known.is_empty() {
                take(code, &known);
            }
        }
        for label in &near.notes {
            if let Some(note) = notes(label) {
                let inner = self.of(&Near { notes: Vec::new(), ..note }, notes);
                credit.shown = credit.shown.or(inner.shown);
                credit.sources.extend(inner.sources);
                strangers.extend(inner.unknown);
            }
        }
        if credit.sources.is_empty()
            && let Some(stranger) = strangers.into_iter().next()
        {
            let site = host(&stranger)
                .and_then(|host| self.hosts.get(&host))
                .filter(|_| plain_url(&stranger).split('/').count() == 1);
            if let Some(numbers) = site {
                credit
                    .sources
                    .extend(numbers.iter().filter_map(|&n| self.sources.get(n)).map(|source| source.id.clone()));
            } else {
                credit.unknown = Some(stranger.clone());
            }
            credit.shown = Some(stranger);
        }
        credit
    }

    /// `[@name]`, `[@family2021]`, `[@family2021title]`.
    fn by_key(&self, key: &str) -> Vec<usize> {
        let wanted = plain_key(key);
        let fits = |source: &Source| {
            let year = source.issued.as_ref().map(|issued| issued.as_str().get(..4).unwrap_or_default().to_owned());
            let by_author = year.is_some_and(|year| {
                source.author.iter().any(|author| {
                    let family = plain_key(author.rsplit(' ').next().unwrap_or_default());
                    !family.is_empty() && wanted.starts_with(&format!("{family}{year}"))
                })
            });
            by_author || plain_key(&source.name) == wanted
        };
        (0..).zip(&self.sources).filter(|(_, source)| fits(source)).map(|(number, _)| number).collect()
    }

    /// Names, titles, sites and authors in a text; of those that overlap the longest.
    fn mentions(&self, text: &str) -> Vec<(Range<usize>, Vec<usize>)> {
        let tokens = analyser::exact_tokens(text);
        let mut found: Vec<(Range<usize>, Vec<usize>)> = Vec::new();
        let mut from = 0;
        while let Some(token) = tokens.get(from) {
            let mut best: Option<(usize, Vec<usize>)> = None;
            for entry in self.entries.get(&token.term).into_iter().flatten() {
                let length = entry.terms.len();
                let Some(window) = tokens.get(from..from + length) else { continue };
                let range = token.range.start..window.last().map_or(token.range.end, |last| last.range.end);
                if !window.iter().zip(&entry.terms).all(|(token, term)| token.term == *term)
                    || !names(text, &range, entry)
                {
                    continue;
                }
                match &mut best {
                    Some((longest, numbers)) if *longest == length => numbers.push(entry.source),
                    Some((longest, _)) if *longest > length => {}
                    _ => best = Some((length, vec![entry.source])),
                }
            }
            let Some((length, numbers)) = best else {
                from += 1;
                continue;
            };
            let end = tokens.get(from + length - 1).map_or(token.range.end, |last| last.range.end);
            found.push((token.range.start..end, numbers));
            from += length;
        }
        found
    }
}

/// Whether the words at `range` stand for the entry and are not words like any others.
fn names(text: &str, range: &Range<usize>, entry: &Entry) -> bool {
    let written = text.get(range.clone()).unwrap_or_default();
    match entry.kind {
        Kind::Title => {
            let plain = |text: &str| text.chars().map(fold_char).collect::<String>();
            plain(written) == plain(entry.written.trim_end_matches(['.', '?', '!']))
        }
        Kind::Proper => written == entry.written && written.starts_with(char::is_uppercase),
        Kind::Name => {
            let before = text.get(..range.start).unwrap_or_default().chars().next_back();
            let after = text.get(range.end..).unwrap_or_default();
            let glued = |mark: Option<char>| mark.is_some_and(|mark| matches!(mark, '-' | '_' | '/'));
            let reference = after.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let odd = written.contains(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_'));
            let bracketed = before.is_some_and(|mark| matches!(mark, '(' | '[' | '`'));
            written == entry.written
                && !glued(before)
                && !glued(after.chars().next())
                && (reference || odd || bracketed)
        }
    }
}

fn bare_urls(text: &str) -> Vec<String> {
    let starts = text.match_indices("http").map(|(at, _)| text.get(at..).unwrap_or_default());
    let urls = starts.filter(|rest| rest.starts_with("http://") || rest.starts_with("https://"));
    urls.map(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | ']' | '"')).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',']).to_owned()
    })
    .collect()
}

/// Keys of pandoc citations: `[@key, p. 3]`, `@key`.
fn keys(text: &str) -> Vec<&str> {
    text.match_indices('@')
        .filter(|&(at, _)| !text.get(..at).unwrap_or_default().ends_with(|c: char| c.is_alphanumeric()))
        .filter_map(|(at, _)| {
            let rest = text.get(at + 1..)?;
            let end =
                rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))).unwrap_or(rest.len());
            rest.get(..end)
                .map(|key| key.trim_end_matches(['.', ':']))
                .filter(|key| key.starts_with(char::is_alphanumeric))
        })
        .collect()
}

/// Whether two spellings may name the same person: all words of the shorter stand in the longer.
pub(super) fn same_person(one: &str, other: &str) -> bool {
    let words =
        |name: &str| -> BTreeSet<String> { analyser::exact_tokens(name).into_iter().map(|token| token.term).collect() };
    let (one, other) = (words(one), words(other));
    !one.is_empty() && !other.is_empty() && (one.is_subset(&other) || other.is_subset(&one))
}
