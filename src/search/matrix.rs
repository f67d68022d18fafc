//! The matrix: how often, how widely and in which words two things meet, roles and topics, topics and sources.
//!
//! In:  two axes, a query and filters. Out: cells with counts, voices and the best passage.
//!
//! Always: a cell without passages says why: no source could have spoken, the sources are silent, or their copies are
//! damaged so that silence means little.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    Filters, Request, SearchError,
    compare::{in_question, is_damaged, year_of},
    search,
};
use crate::{
    discourse::Stance,
    index::{
        Reader,
        record::{PassageRecord, Source},
    },
    passage::PassageKind,
    source::SourceId,
    tag::Relation,
    taxonomy::Taxonomy,
};

/// What rows or columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// Roles that passages are about.
    Role,
    /// Topics.
    Topic,
    /// Sources.
    Source,
    /// Years of publication.
    Year,
    /// Stances.
    Stance,
    /// Sites.
    Site,
}

impl Axis {
    /// In one word, as flags have it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Topic => "topic",
            Self::Source => "source",
            Self::Year => "year",
            Self::Stance => "stance",
            Self::Site => "site",
        }
    }
}

/// What a matrix is made of.
#[derive(Clone, Debug)]
pub struct MatrixRequest {
    /// Which passages count; empty for all.
    pub query: String,
    /// What passages must be.
    pub filters: Filters,
    /// What rows are.
    pub rows: Axis,
    /// What columns are.
    pub cols: Axis,
}

/// A row or column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Id of the role, topic or source, the year, stance or site; empty for an unknown year or site.
    pub id: String,
    /// For people.
    pub name: String,
}

/// Where a row and a column meet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Passages, as places in [`Matrix::passages`], best first.
    pub passages: Vec<usize>,
    /// Sources that speak, copies of one text counted once.
    pub coverage: usize,
    /// No passage, and there are sources that could have spoken.
    pub silent: bool,
    /// No passage, and most sources that could have spoken are damaged copies.
    pub damaged: bool,
}

/// Rows, columns and cells.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Rows in order.
    pub rows: Vec<Key>,
    /// Columns in order.
    pub cols: Vec<Key>,
    /// Cells, row by row.
    pub cells: Vec<Vec<Cell>>,
    /// The passages that the cells refer to, each with its source.
    pub passages: Vec<(PassageRecord, Source)>,
}

/// Passages that a query or filter may bring into a matrix.
const MAX_PASSAGES: usize = 1_000_000;

/// Years and sites that are not known.
const UNKNOWN: &str = "unknown";

/// Counts passages where two axes meet.
pub fn matrix(reader: &Reader, taxonomy: &Taxonomy, request: &MatrixRequest) -> Result<Matrix, SearchError> {
    let asked = in_question(reader, taxonomy, &request.filters)?;
    let mut sources: Vec<Source> = reader.sources()?.into_iter().map(|record| record.source).collect();
    sources.retain(|source| asked.as_ref().is_none_or(|asked| asked.contains(source.id.as_str())));
    let passages = passages(reader, taxonomy, request, &sources)?;
    let keys = |axis| keys(axis, taxonomy, &sources, &passages);
    let (rows, cols) = (keys(request.rows), keys(request.cols));
    let place =
        |keys: &[Key]| -> BTreeMap<String, usize> { (0..).zip(keys).map(|(at, key)| (key.id.clone(), at)).collect() };
    let (row_of, col_of) = (place(&rows), place(&cols));
    let mut cells = vec![vec![Cell::default(); cols.len()]; rows.len()];
    for (number, (passage, source)) in passages.iter().enumerate() {
        for row in values(request.rows, passage, source).iter().filter_map(|id| row_of.get(id)) {
            for col in values(request.cols, passage, source).iter().filter_map(|id| col_of.get(id)) {
                if let Some(cell) = cells.get_mut(*row).and_then(|row| row.get_mut(*col)) {
                    cell.passages.push(number);
                }
            }
        }
    }
    for (row, line) in rows.iter().zip(&mut cells) {
        for (col, cell) in cols.iter().zip(line) {
            let voices: BTreeSet<&SourceId> = cell
                .passages
                .iter()
                .filter_map(|&number| passages.get(number))
                .map(|(_, source)| source.copies_of.as_ref().unwrap_or(&source.id))
                .collect();
            cell.coverage = voices.len();
            if cell.passages.is_empty() {
                let could =
                    |source: &&Source| is_of(request.rows, &row.id, source) && is_of(request.cols, &col.id, source);
                let speakers: Vec<&Source> = sources.iter().filter(could).collect();
                cell.silent = !speakers.is_empty();
                cell.damaged =
                    cell.silent && speakers.iter().filter(|source| is_damaged(source)).count() * 2 > speakers.len();
            }
            cell.passages.sort_by_cached_key(|&number| {
                let passage = passages.get(number).map(|(passage, _)| passage);
                let worth =
                    passage.map_or(0.0, |passage| worth(passage, [(request.rows, &row.id), (request.cols, &col.id)]));
                // As a whole number, so that the order is total; a thousandth of confidence is enough.
                #[expect(clippy::cast_possible_truncation, reason = "between 0 and 3000")]
                (-(worth * 1000.0) as i64, passage.map(|passage| passage.id.clone()))
            });
        }
    }
    Ok(Matrix { rows, cols, cells, passages })
}

fn passages(
    reader: &Reader,
    taxonomy: &Taxonomy,
    request: &MatrixRequest,
    sources: &[Source],
) -> Result<Vec<(PassageRecord, Source)>, SearchError> {
    if request.query.is_empty() && request.filters.is_empty() {
        let mut all = Vec::new();
        for source in sources {
            let passages = reader.passages(&source.id)?;
            let kept = passages.into_iter().filter(|passage| passage.kind != PassageKind::Comment);
            all.extend(kept.map(|passage| (passage, source.clone())));
        }
        return Ok(all);
    }
    let asked = Request::all(&request.query, &request.filters, MAX_PASSAGES);
    Ok(search(reader, taxonomy, &asked)?.hits.into_iter().map(|hit| (hit.passage, hit.source)).collect())
}

fn keys(axis: Axis, taxonomy: &Taxonomy, sources: &[Source], passages: &[(PassageRecord, Source)]) -> Vec<Key> {
    let key = |id: &str, name: &str| Key { id: id.to_owned(), name: name.to_owned() };
    match axis {
        Axis::Role => {
            let met: BTreeSet<String> =
                passages.iter().flat_map(|(passage, source)| values(axis, passage, source)).collect();
            let known = taxonomy.roles.iter().filter(|role| met.contains(role.id.as_str()));
            known.map(|role| key(role.id.as_str(), &role.name)).collect()
        }
        Axis::Topic => taxonomy.topics.iter().map(|topic| key(topic.id.as_str(), &topic.name)).collect(),
        Axis::Stance => {
            let all = [Stance::Asserted, Stance::Hedged, Stance::Reported, Stance::Rejected, Stance::Question];
            all.iter().map(|stance| key(stance.word(), stance.word())).collect()
        }
        Axis::Source => {
            let mut keys: Vec<Key> = sources.iter().map(|source| key(source.id.as_str(), &source.name)).collect();
            keys.sort_by(|one, other| one.name.cmp(&other.name));
            keys
        }
        Axis::Year | Axis::Site => {
            let met: BTreeSet<String> = sources.iter().map(|source| of_source(axis, source)).collect();
            let mut keys: Vec<Key> = met.iter().map(|id| key(id, id)).collect();
            keys.sort_by_key(|key| (key.id == UNKNOWN, key.id.clone()));
            keys
        }
    }
}

/// The value of a source on an axis that belongs to sources.
fn of_source(axis: Axis, source: &Source) -> String {
    match axis {
        Axis::Year => year_of(source).unwrap_or_else(|| UNKNOWN.to_owned()),
        Axis::Site => source.site.clone().unwrap_or_else(|| UNKNOWN.to_owned()),
        _ => source.id.to_string(),
    }
}

/// Whether passages of a source could stand in a row or column.
fn is_of(axis: Axis, id: &str, source: &Source) -> bool {
    match axis {
        Axis::Role | Axis::Topic | Axis::Stance => true,
        Axis::Source | Axis::Year | Axis::Site => of_source(axis, source) == id,
    }
}

fn values(axis: Axis, passage: &PassageRecord, source: &Source) -> Vec<String> {
    match axis {
        Axis::Role => {
            let about = passage.roles.iter().filter(|tag| tag.relation == Relation::About);
            about.map(|tag| tag.id.to_string()).collect()
        }
        Axis::Topic => passage.topics.iter().map(|tag| tag.id.to_string()).collect(),
        Axis::Stance => vec![passage.stance.word().to_owned()],
        Axis::Source | Axis::Year | Axis::Site => vec![of_source(axis, source)],
    }
}

/// How much a passage speaks for a cell: its confidence in the tags that put it there, and a point for a plain assertion.
fn worth(passage: &PassageRecord, place: [(Axis, &String); 2]) -> f32 {
    let confidence = |(axis, id): (Axis, &String)| match axis {
        Axis::Role => passage.roles.iter().find(|tag| tag.id.as_str() == id).map_or(0.0, |tag| tag.confidence),
        Axis::Topic => passage.topics.iter().find(|tag| tag.id.as_str() == id).map_or(0.0, |tag| tag.confidence),
        _ => 0.0,
    };
    let asserts = if passage.stance == Stance::Asserted { 1.0 } else { 0.0 };
    place.into_iter().map(confidence).sum::<f32>() + asserts
}
