//! Concordance: every place where a query's words stand, with what stands around them.
//!
//! In:  a query in the language of [`query`](super::query) and filters. Out: one [`ConcordanceLine`] a place, sorted.
//!
//! Always: keywords and context are bytes of the passage's text; neighbouring matches with only white space between
//! are one keyword; a passage that stands in several sources counts once. Ties stand by source and place.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Request, SearchError, collect, filter, highlight::Highlighter, intent::Intent, query::Warning, suggest,
    translate::Translator,
};
use crate::{
    index::{
        Reader,
        analyser::{self, Stems},
        record::{PassageRecord, Source, SpanRecord},
    },
    source::SourceId,
    taxonomy::Taxonomy,
    text::fold,
};

/// What lines are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The words left of the keyword, nearest first.
    Left,
    /// The words right of the keyword.
    #[default]
    Right,
    /// Source and place.
    Source,
}

/// A place where the keyword stands.
#[derive(Clone, Debug, PartialEq)]
pub struct ConcordanceLine {
    /// Bytes of the passage's text that are the keyword.
    pub range: Range<usize>,
    /// Where it stands.
    pub place: SpanRecord,
    /// The passage.
    pub passage: PassageRecord,
    /// Its source.
    pub source: Source,
}

/// A concordance.
#[derive(Clone, Debug, PartialEq)]
pub struct Concordance {
    /// The query as understood.
    pub understood: String,
    /// What in the query was not understood.
    pub warnings: Vec<Warning>,
    /// How many places there are, in how many sources.
    pub total: usize,
    /// Sources with a place.
    pub sources: usize,
    /// The page of lines.
    pub lines: Vec<ConcordanceLine>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// Words on a side that sorting looks at.
const SORT_WORDS: usize = 6;

/// Makes a concordance of the query's words, `limit` lines from `offset` on. `request.query` and its filters count,
/// and whether comments and copies are wanted.
pub fn concordance(
    reader: &Reader,
    taxonomy: &Taxonomy,
    request: &Request,
    sort: Sort,
) -> Result<Concordance, SearchError> {
    let (parsed, mut notes) = filter::parse(&request.query, taxonomy);
    let mut stems = Stems::default();
    let filters = request.filters.translate(reader, taxonomy)?;
    // No intent: only the words themselves are looked for, not what they stand for.
    let plan = Translator::new(reader, taxonomy, &request.weights, &mut stems).plan(&parsed.query, &Intent::default());
    let understood = parsed.to_string();
    let highlighter = Highlighter::new(&parsed.query, &[], &mut stems);
    let mut found: Vec<(Vec<String>, ConcordanceLine)> = Vec::new();
    notes.extend(plan.notes.clone());
    if let Some(matching) = &plan.matching {
        let restricted = filter::restrict(reader.fields(), matching.box_clone(), &filters, request.wants_comments());
        let addresses = collect::collect_addresses(reader, restricted.as_ref())
            .map_err(|error| SearchError::engine(reader, error))?;
        let mut passages = Vec::with_capacity(addresses.len());
        for address in addresses {
            passages.push(reader.passage_at(address)?);
        }
        let mut sources: std::collections::BTreeMap<SourceId, Source> = std::collections::BTreeMap::new();
        for passage in &passages {
            if !sources.contains_key(&passage.source) {
                sources.insert(passage.source.clone(), reader.source(&passage.source)?.source);
            }
        }
        let name = |passage: &PassageRecord| sources.get(&passage.source).map(|source| source.name.clone());
        passages.sort_by_cached_key(|passage| (name(passage), passage.span.bytes.start(), passage.id.clone()));
        let mut seen = BTreeSet::new();
        for passage in passages {
            if !request.all_copies && !seen.insert(fold(&passage.text).into_owned()) {
                continue;
            }
            let Some(source) = sources.get(&passage.source) else { continue };
            for range in keywords(&passage.text, highlighter.ranges(&passage.text, &mut stems)) {
                let place = passage.place_of(range.clone()).unwrap_or(passage.span);
                let key = sort_key(&passage.text, &range, sort);
                found.push((key, ConcordanceLine { range, place, passage: passage.clone(), source: source.clone() }));
            }
        }
        if found.is_empty() {
            notes.extend(suggest::emptied_by(reader, matching, &filters, request.wants_comments())?);
        }
    } else {
        notes.push("there is no word to look for in the query".to_owned());
    }
    for (word, nearest) in suggest::missing_words(reader, &parsed.query, &[], &mut stems)? {
        let meant = nearest.map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default();
        notes.push(format!("`{word}` stands in no passage{meant}"));
    }
    // Stable: lines with the same neighbours stay by source and place.
    found.sort_by(|one, other| one.0.cmp(&other.0));
    let sources: BTreeSet<&SourceId> = found.iter().map(|(_, line)| &line.source.id).collect();
    Ok(Concordance {
        understood,
        warnings: parsed.warnings,
        total: found.len(),
        sources: sources.len(),
        lines: found.into_iter().map(|(_, line)| line).skip(request.offset).take(request.limit).collect(),
        notes,
    })
}

/// Ranges with only white space between them become one.
fn keywords(text: &str, ranges: Vec<(usize, usize)>) -> Vec<Range<usize>> {
    let mut keywords: Vec<Range<usize>> = Vec::new();
    for (start, end) in ranges {
        match keywords.last_mut() {
            Some(last) if text.get(last.end..start).is_some_and(|gap| gap.trim().is_empty()) => last.end = end,
            _ => keywords.push(start..end),
        }
    }
    keywords
}

fn sort_key(text: &str, range: &Range<usize>, sort: Sort) -> Vec<String> {
    let folded = |side: &str| analyser::exact_tokens(side).into_iter().map(|token| token.term).collect::<Vec<_>>();
    match sort {
        Sort::Source => Vec::new(),
        Sort::Right => folded(text.get(range.end..).unwrap_or_default()).into_iter().take(SORT_WORDS).collect(),
        Sort::Left => folded(text.get(..range.start).unwrap_or_default()).into_iter().rev().take(SORT_WORDS).collect(),
    }
}

impl Concordance {
    /// Whether nothing was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.total == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_matches_are_one_keyword() {
        assert_eq!(keywords("a product owner, the owner", vec![(2, 9), (10, 15), (21, 26)]), [2..15, 21..26]);
    }

    #[test]
    fn lines_sort_by_the_nearest_word_of_a_side() {
        let text = "one two KEY three four";
        assert_eq!(sort_key(text, &(8..11), Sort::Left), ["two", "one"]);
        assert_eq!(sort_key(text, &(8..11), Sort::Right), ["three", "four"]);
    }
}
