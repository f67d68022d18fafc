//! Two sources side by side, statement against statement.

use super::{CompareRequest, Filters, MAX_PASSAGES, SearchError, compare};
use crate::{
    discourse::Stance,
    index::{
        Reader,
        record::{PassageRecord, Source},
    },
    taxonomy::{Taxonomy, TopicId},
};

/// What two sources say on one topic.
#[derive(Clone, Debug)]
pub struct Pairing {
    /// The topic.
    pub topic: TopicId,
    /// The passage of either that says most on it.
    pub statements: [Option<PassageRecord>; 2],
}

/// Two sources side by side.
#[derive(Clone, Debug)]
pub struct SideBySide {
    /// The two.
    pub sources: [Source; 2],
    /// Topics of which both speak, then those of which one does, each in the order of the taxonomy.
    pub topics: Vec<Pairing>,
}

/// Puts two sources side by side, statement against statement on each topic; with a query or filters only passages that
/// answer them.
pub fn side_by_side(
    reader: &Reader,
    taxonomy: &Taxonomy,
    request: &CompareRequest,
    pair: [&str; 2],
) -> Result<SideBySide, SearchError> {
    let mut sources = Vec::with_capacity(2);
    let mut passages: Vec<Vec<PassageRecord>> = Vec::with_capacity(2);
    for name in pair {
        let source = reader.find_source(name)?.source;
        let all = if request.query.is_empty() && request.filters.is_empty() {
            reader.passages(&source.id)?
        } else {
            let filters = Filters { source: vec![source.id.to_string()], ..request.filters.clone() };
            let all = compare(reader, taxonomy, &CompareRequest { filters, limit: MAX_PASSAGES, ..request.clone() })?;
            all.groups.into_iter().flat_map(|group| group.statements).map(|statement| statement.hit.passage).collect()
        };
        sources.push(source);
        passages.push(all);
    }
    let best = |all: &[PassageRecord], topic: &TopicId| -> Option<PassageRecord> {
        let confidence = |passage: &PassageRecord| {
            let tag = passage.topics.iter().find(|tag| tag.id == *topic)?;
            let asserts = matches!(passage.stance, Stance::Asserted | Stance::Hedged);
            Some(tag.confidence + if asserts { 1.0 } else { 0.0 })
        };
        let scored = all.iter().filter_map(|passage| Some((confidence(passage)?, passage)));
        let first = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
        first.map(|(_, passage)| passage.clone())
    };
    let mut topics: Vec<Pairing> = Vec::new();
    for topic in taxonomy.topics.iter().map(|topic| &topic.id) {
        let of = |number: usize| passages.get(number).and_then(|all| best(all, topic));
        let statements = [of(0), of(1)];
        if statements.iter().any(Option::is_some) {
            topics.push(Pairing { topic: topic.clone(), statements });
        }
    }
    topics.sort_by_key(|pairing| pairing.statements.iter().filter(|statement| statement.is_none()).count());
    let sources: [Source; 2] =
        sources.try_into().map_err(|_| SearchError::Unknown { what: "pair", wanted: pair.join(" "), nearest: None })?;
    Ok(SideBySide { sources, topics })
}
