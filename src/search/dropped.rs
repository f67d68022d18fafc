//! Search in what cleaning dropped: never served as a hit, but said and shown on request.

use std::collections::BTreeSet;

use tantivy::{DocAddress, Term, query::FuzzyTermQuery, schema::Field};

use super::{
    SearchError, collect,
    highlight::Highlighter,
    look_alike::LookAlike,
    node::{Node, intersection, phrase_query, prefix_query, term_query, union},
    query::{self, Query},
};
use crate::{
    index::{
        Reader,
        analyser::{self, Stems},
        record::DroppedRecord,
    },
    text,
};

/// Letters from which on a beginning tells words apart; of shorter ones the whole word must stand.
const MIN_BEGINNING: usize = 3;

/// A dropped block that a query finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DroppedHit {
    /// Short name of its source.
    pub name: String,
    /// The block.
    pub block: DroppedRecord,
    /// Byte ranges of its text that the query finds.
    pub highlights: Vec<(usize, usize)>,
}

/// Dropped blocks that hold what a query asks for, by source and line. All words of a question must stand in a block.
pub fn search_dropped(reader: &Reader, query: &str) -> Result<Vec<DroppedHit>, SearchError> {
    let query = query::parse(query).query;
    let mut stems = Stems::default();
    let sources = sources(reader, &query, &mut stems)?;
    hits(reader, &query, &sources, &mut stems)
}

/// What dropped blocks hold of a query that finds no passage.
#[derive(Debug)]
pub(super) enum InDropped {
    /// The blocks that hold it.
    Hits(Vec<DroppedHit>),
    /// So many sources have a block that may hold it: too many to read for a note.
    MayHold(usize),
}

/// Sources that are read for a note beside an empty result, which must not cost more than a search: `a~1` can stand in
/// every one of them. A hundred took 70 ms of CPU.
const MOST_FOR_A_NOTE: usize = 40;

/// Looks for a query in dropped blocks as far as a note needs it.
pub(super) fn look(reader: &Reader, query: &Query, stems: &mut Stems) -> Result<InDropped, SearchError> {
    let sources = sources(reader, query, stems)?;
    if sources.len() > MOST_FOR_A_NOTE {
        return Ok(InDropped::MayHold(sources.len()));
    }
    hits(reader, query, &sources, stems).map(InDropped::Hits)
}

/// Where the dropped blocks of the sources are that can hold a match.
fn sources(reader: &Reader, query: &Query, stems: &mut Stems) -> Result<Vec<DocAddress>, SearchError> {
    let Some(node) = candidates(reader, query, stems) else { return Ok(Vec::new()) };
    collect::collect_addresses(reader, node.as_ref()).map_err(|error| SearchError::engine(reader, error))
}

fn hits(
    reader: &Reader,
    query: &Query,
    sources: &[DocAddress],
    stems: &mut Stems,
) -> Result<Vec<DroppedHit>, SearchError> {
    let highlighter = Highlighter::new(query, &[], stems);
    let mut found = Vec::new();
    for &address in sources {
        let blocks: Vec<DroppedRecord> = reader.dropped_at(address)?;
        let Some(first) = blocks.first() else { continue };
        let name = reader.source(&first.source)?.source.name;
        for block in blocks {
            if !holds(query, &block.text, stems) {
                continue;
            }
            let highlights = highlighter.ranges(&block.text, stems);
            found.push(DroppedHit { name: name.clone(), block, highlights });
        }
    }
    found.sort_by(|one, other| (&one.name, one.block.lines.first).cmp(&(&other.name, other.block.lines.first)));
    Ok(found)
}

/// The documents that can hold a match: for each word, those with one that begins as it and its stem do. Nothing for what
/// asks for no words.
fn candidates(reader: &Reader, query: &Query, stems: &mut Stems) -> Option<Node> {
    let field = reader.fields().dropped;
    match query {
        Query::Word(word) => {
            let tokens = analyser::exact_tokens(word);
            let nodes = tokens.iter().filter_map(|token| {
                let stem = stems.stem(&token.term)?;
                let shared = token.term.chars().zip(stem.chars()).take_while(|(one, other)| one == other);
                let beginning: String = shared.map(|(letter, _)| letter).collect();
                if beginning.chars().count() < MIN_BEGINNING {
                    return Some(term_query(field, &token.term));
                }
                prefix_query(field, &beginning)
            });
            intersection(nodes.collect())
        }
        Query::Phrase(words) => phrase(field, words),
        Query::Near { left, right, .. } => {
            intersection([left, right].into_iter().filter_map(|words| phrase(field, words)).collect())
        }
        Query::Prefix(prefix) => prefix_query(field, prefix),
        Query::Fuzzy { word, distance } => {
            let folded = text::fold(word);
            Some(Box::new(FuzzyTermQuery::new(Term::from_field_text(field, &folded), *distance, true)))
        }
        Query::Best(parts) | Query::All(parts) => {
            intersection(parts.iter().filter_map(|part| candidates(reader, part, stems)).collect())
        }
        Query::Any(parts) => union(parts.iter().filter_map(|part| candidates(reader, part, stems)).collect()),
        Query::Not(_) | Query::Nothing | Query::Text { .. } | Query::Value { .. } | Query::Years { .. } => None,
    }
}

fn phrase(field: Field, words: &[String]) -> Option<Node> {
    let terms: Vec<String> = analyser::exact_tokens(&words.join(" ")).into_iter().map(|token| token.term).collect();
    phrase_query(field, &terms, 0)
}

/// Whether a text holds what a query asks for: all of its parts, stop words and filters aside, and at least one.
pub(super) fn holds(query: &Query, text: &str, stems: &mut Stems) -> bool {
    let tokens = analyser::exact_tokens(text);
    let terms: Vec<&str> = tokens.iter().map(|token| token.term.as_str()).collect();
    let known: BTreeSet<String> = terms.iter().filter_map(|term| stems.stem(term).map(str::to_owned)).collect();
    holds_in(query, &terms, &known, stems) == Some(true)
}

/// Nothing for what asks for no words, as a filter or an exclusion: it neither finds a text nor rules one out.
fn holds_in(query: &Query, terms: &[&str], known: &BTreeSet<String>, stems: &mut Stems) -> Option<bool> {
    match query {
        Query::Word(word) => {
            let tokens = analyser::exact_tokens(word);
            let wanted: Vec<String> =
                tokens.iter().filter_map(|token| stems.stem(&token.term).map(str::to_owned)).collect();
            (!wanted.is_empty()).then(|| wanted.iter().all(|stem| known.contains(stem)))
        }
        Query::Phrase(words) => Some(holds_phrase(words, terms)),
        Query::Near { left, right, .. } => Some(holds_phrase(left, terms) && holds_phrase(right, terms)),
        Query::Prefix(prefix) => Some(terms.iter().any(|term| term.starts_with(&prefix.to_lowercase()))),
        Query::Fuzzy { word, distance } => {
            let look_alike = LookAlike::of(text::fold(word).into_owned(), *distance);
            Some(terms.iter().any(|term| look_alike.is(term)))
        }
        Query::Best(parts) | Query::All(parts) => {
            let held = parts.iter().filter_map(|part| holds_in(part, terms, known, stems));
            held.reduce(|one, other| one && other)
        }
        Query::Any(parts) => {
            let held = parts.iter().filter_map(|part| holds_in(part, terms, known, stems));
            held.reduce(|one, other| one || other)
        }
        Query::Not(inner) => holds_in(inner, terms, known, stems).filter(|&held| held).map(|_| false),
        Query::Nothing | Query::Text { .. } | Query::Value { .. } | Query::Years { .. } => None,
    }
}

fn holds_phrase(words: &[String], terms: &[&str]) -> bool {
    let wanted: Vec<String> = analyser::exact_tokens(&words.join(" ")).into_iter().map(|token| token.term).collect();
    !wanted.is_empty()
        && terms.windows(wanted.len()).any(|window| window.iter().zip(&wanted).all(|(term, word)| term == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str) -> bool {
        holds(&query::parse(query).query, "Post reply to the thread on product backlogs", &mut Stems::default())
    }

    #[test]
    fn all_words_of_a_question_must_stand_in_a_block() {
        assert!(found("reply to posts") && found("\"post reply\"") && found("zeppelin OR backlog") && found("back*"));
        assert!(!found("reply zeppelin") && !found("\"reply post\"") && !found("zeppelin OR balloon"));
    }

    #[test]
    fn what_asks_for_no_words_finds_no_block() {
        for query in [
            "role:po",
            "role:po OR zeppelin",
            "role:po OR (zeppelin AND balloon)",
            "NOT zeppelin",
            "the",
            "year:2020..",
        ] {
            assert!(!found(query), "{query}");
        }
        assert!(found("role:po reply") && found("reply NOT zeppelin") && !found("zeppelin NOT balloon"));
        assert!(!found("reply NOT thread"));
    }
}
