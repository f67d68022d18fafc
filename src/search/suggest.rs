//! What to say where little or nothing was found.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{Term, query::FuzzyTermQuery};

use super::{
    SearchError, collect,
    filter::{Filter, restrict},
    node::Node,
    query::Query,
};
use crate::index::{
    Reader,
    analyser::{self, Stems},
};

/// Letters from which on a word may be off by one, and by two: shorter words have too many neighbours.
const LETTERS_FOR_ONE: usize = 4;
const LETTERS_FOR_TWO: usize = 7;

/// Letters from which on nothing is suggested for a word: what compares it with others grows with its length, and no word
/// of the field is that long.
const MAX_LETTERS: usize = 24;

/// Missing words of a query for which the nearest is looked up: more are a foreign text, not slips.
const MAX_SUGGESTIONS: usize = 3;

/// Words of the query that no passage holds, each with the nearest that some do. Words that tags stand for (`covered`)
/// are not missed.
pub(super) fn missing_words(
    reader: &Reader,
    query: &Query,
    covered: &[String],
    stems: &mut Stems,
) -> Result<Vec<(String, Option<String>)>, SearchError> {
    let mut words = Vec::new();
    query.visit(&mut |node, negated| {
        let found = match node {
            Query::Word(word) => std::slice::from_ref(word),
            Query::Phrase(words) => words,
            _ => &[],
        };
        if !negated {
            words.extend(found.iter().cloned());
        }
    });
    let mut missing: Vec<(String, Option<String>)> = Vec::new();
    let mut seen = BTreeSet::new();
    let tokens = words.iter().flat_map(|word| analyser::exact_tokens(word).into_iter().map(move |token| (word, token)));
    for (typed, token) in tokens {
        let typed = typed.get(token.range).unwrap_or(&token.term).to_owned();
        let word = token.term;
        if analyser::is_stop_word(&word) || covered.contains(&word) || !seen.insert(word.clone()) {
            continue;
        }
        let stem = stems.stem(&word).unwrap_or(&word).to_owned();
        let fields = reader.fields();
        let terms = [Term::from_field_text(fields.text, &word), Term::from_field_text(fields.stem, &stem)];
        let mut known = 0;
        for term in &terms {
            known += reader.searcher().doc_freq(term).map_err(|error| SearchError::engine(reader, error))?;
        }
        if known == 0 {
            let helps = missing.len() < MAX_SUGGESTIONS && word.chars().count() <= MAX_LETTERS;
            let nearest = if helps { nearest(reader, &word) } else { Ok(None) };
            missing.push((typed, nearest.map_err(|error| SearchError::engine(reader, error))?));
        }
    }
    Ok(missing)
}

/// The word of the index that differs in the fewest letters, of those the most frequent.
fn nearest(reader: &Reader, word: &str) -> tantivy::Result<Option<String>> {
    let field = reader.fields().text;
    let letters = word.chars().count();
    for distance in 1..=2_u8 {
        if letters < if distance == 1 { LETTERS_FOR_ONE } else { LETTERS_FOR_TWO } {
            break;
        }
        let mut frequencies: BTreeMap<String, u64> = BTreeMap::new();
        let automaton = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true).automaton()?;
        for segment in reader.searcher().segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut terms = inverted.terms().search(&automaton).into_stream()?;
            while terms.advance() {
                if let Ok(term) = std::str::from_utf8(terms.key()) {
                    *frequencies.entry(term.to_owned()).or_default() += u64::from(terms.value().doc_freq);
                }
            }
        }
        let best = frequencies.into_iter().max_by(|one, other| one.1.cmp(&other.1).then_with(|| other.0.cmp(&one.0)));
        if let Some((word, _)) = best {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

/// Which filters emptied the result: for each, how many passages match without it.
pub(super) fn emptied_by(
    reader: &Reader,
    matching: &Node,
    filters: &[Filter],
    comments: bool,
) -> Result<Vec<String>, SearchError> {
    let fields = reader.fields();
    let count = |filters: &[Filter], comments| {
        let query = restrict(fields, matching.box_clone(), filters, comments);
        collect::count(reader, query.as_ref()).map_err(|error| SearchError::engine(reader, error))
    };
    let mut notes = Vec::new();
    for at in 0..filters.len() {
        let others: Vec<Filter> = filters
            .iter()
            .enumerate()
            .filter(|&(other, _)| other != at)
            .map(|(_, filter)| Filter { name: filter.name.clone(), query: filter.query.box_clone() })
            .collect();
        let without = count(&others, comments)?;
        if let (Some(filter), 1..) = (filters.get(at), without) {
            notes.push(format!("`{}` leaves none of {}", filter.name, passages(without)));
        }
    }
    if notes.is_empty() && filters.len() > 1 {
        let without = count(&[], comments)?;
        for filter in filters.iter().filter(|_| without > 0) {
            let alone = Filter { name: filter.name.clone(), query: filter.query.box_clone() };
            if count(&[alone], comments)? == 0 {
                notes.push(format!("`{}` alone leaves none of {}", filter.name, passages(without)));
            }
        }
        if without > 0 && notes.is_empty() {
            notes.push(format!("the filters together leave none of {}", passages(without)));
        }
    }
    if notes.is_empty() && !comments {
        let with = count(filters, true)?;
        if with > 0 {
            notes.push(format!("only readers' comments match, {}: `--comments` shows them", passages(with)));
        }
    }
    Ok(notes)
}

/// Whether a field in the query emptied the result: how many passages the rest of the query, `others`, matches without it.
pub(super) fn emptied_by_field(
    reader: &Reader,
    field: &Query,
    others: &Node,
    filters: &[Filter],
    comments: bool,
) -> Result<Option<String>, SearchError> {
    let query = restrict(reader.fields(), others.box_clone(), filters, comments);
    let without = collect::count(reader, query.as_ref()).map_err(|error| SearchError::engine(reader, error))?;
    Ok((without > 0).then(|| format!("`{field}` leaves none of {}", passages(without))))
}

fn passages(count: u64) -> String {
    if count == 1 { "1 passage".to_owned() } else { format!("{count} passages") }
}
