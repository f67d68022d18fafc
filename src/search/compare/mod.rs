//! Comparison: who says something, who says otherwise, who is silent.
//!
//! In:  a query or topic. Out: the passages that answer it in groups by source, role or year, each group with its
//! stances and voices; roles to which sources give the same thing; sources that say nothing.
//!
//! Always: copies of one text are one voice; a source is either in a group or silent; a group's best passage is first.

mod asked;
mod pair;
mod positions;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use pair::{Pairing, SideBySide, side_by_side};
pub use positions::{Position, Words};

use super::{Filters, Hit, Lookup, Request, SearchError, filter, search};
use crate::{
    clean::{ACCESS_WALL, NOT_RENDERED},
    discourse::Stance,
    index::{Reader, analyser::Stems, record::Source},
    source::SourceId,
    taxonomy::Taxonomy,
};
use asked::{MIN_COVERED, asked, covered, stance_of};
use positions::disagreement;

/// What groups are made by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// One group a source.
    #[default]
    Source,
    /// One group a role that passages are about.
    Role,
    /// One group a year of publication.
    Year,
}

/// What is compared.
#[derive(Clone, Debug, Default)]
pub struct CompareRequest {
    /// The query; may be empty with a topic or role among the filters.
    pub query: String,
    /// What passages must be.
    pub filters: Filters,
    /// What groups are made by.
    pub by: By,
    /// Passages shown of each group.
    pub limit: usize,
}

/// How often a group holds what it says in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stances {
    /// As its own view.
    pub asserted: usize,
    /// With reserve.
    pub hedged: usize,
    /// As somebody's.
    pub reported: usize,
    /// As wrong.
    pub rejected: usize,
    /// As a question.
    pub question: usize,
}

impl Stances {
    fn add(&mut self, stance: Stance) {
        match stance {
            Stance::Asserted => self.asserted += 1,
            Stance::Hedged => self.hedged += 1,
            Stance::Reported => self.reported += 1,
            Stance::Rejected => self.rejected += 1,
            Stance::Question => self.question += 1,
        }
    }
}

/// A passage of a group, with the stance of the sentence that answers.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The passage.
    pub hit: Hit,
    /// How it holds what was asked.
    pub stance: Stance,
}

/// Passages of one source, role or year.
#[derive(Clone, Debug)]
pub struct Group {
    /// Id of the source or role, or the year; empty for an unknown year.
    pub id: String,
    /// For people.
    pub name: String,
    /// How often it is held in which way.
    pub stances: Stances,
    /// Its passages, best first; as many as were asked for.
    pub statements: Vec<Statement>,
    /// All its passages.
    pub total: usize,
    /// Its sources.
    pub sources: usize,
    /// Its sources, copies of one text counted once.
    pub independent: usize,
}

/// A source that says nothing.
#[derive(Clone, Debug)]
pub struct Silent {
    /// Which.
    pub source: Source,
    /// The copy has lost something: its silence means little.
    pub damaged: bool,
}

/// What a comparison gives.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The query as understood.
    pub understood: String,
    /// Groups: sources by their best passage, roles and years in order.
    pub groups: Vec<Group>,
    /// Sources that say nothing, by name.
    pub silent: Vec<Silent>,
    /// Sources that say something, and how many voices they are.
    pub sources: usize,
    /// The same with copies counted once.
    pub independent: usize,
    /// Where sources disagree: more than one position. Empty where they do not.
    pub disagreement: Vec<Position>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// Passages that are looked through for those that speak to a query.
const MAX_PASSAGES: usize = 2000;

/// The kinds of damage that cost text.
const LOSSES: &[&str] = &["lost-list", "lost-section", "truncated", NOT_RENDERED, ACCESS_WALL];

/// Whether a copy has lost text, so that its silence means little.
#[must_use]
pub fn is_damaged(source: &Source) -> bool {
    source.damage.iter().any(|damage| LOSSES.contains(&damage.kind.as_str()))
}

/// Compares what sources say.
pub fn compare(reader: &Reader, taxonomy: &Taxonomy, request: &CompareRequest) -> Result<Comparison, SearchError> {
    let mut stems = Stems::default();
    let mut lookup = Lookup::new(reader);
    let parsed = filter::parse(&request.query, taxonomy).0.query;
    let asked = asked(&parsed, taxonomy, &mut stems, &mut lookup);
    let topics = filter::topics(taxonomy, &request.filters.topic)?;
    let results = search(reader, taxonomy, &Request::all(&request.query, &request.filters, MAX_PASSAGES))?;
    let mut statements = Vec::new();
    for hit in results.hits {
        if covered(&asked, &hit.passage, &mut stems) >= MIN_COVERED {
            let stance = stance_of(&asked, &hit.passage, &mut stems);
            statements.push(Statement { hit, stance });
        }
    }
    let mut comparison = Comparison { understood: results.understood, notes: results.notes, ..Comparison::default() };
    comparison.notes.extend(results.warnings.iter().map(ToString::to_string));
    let sources: BTreeMap<SourceId, &Source> =
        statements.iter().map(|statement| (statement.hit.source.id.clone(), &statement.hit.source)).collect();
    (comparison.sources, comparison.independent) = (sources.len(), voices(sources.values().copied()));
    comparison.silent = silent(reader, taxonomy, request, &sources)?;
    comparison.disagreement = disagreement(&asked, &topics, &statements, &mut stems);
    comparison.groups = groups(request, taxonomy, statements);
    Ok(comparison)
}

/// How many sources there are with copies of one text counted once.
fn voices<'source>(sources: impl Iterator<Item = &'source Source>) -> usize {
    sources.map(|source| source.copies_of.as_ref().unwrap_or(&source.id)).collect::<BTreeSet<_>>().len()
}

fn groups(request: &CompareRequest, taxonomy: &Taxonomy, statements: Vec<Statement>) -> Vec<Group> {
    let mut order: Vec<String> = Vec::new();
    let mut by: BTreeMap<String, Vec<Statement>> = BTreeMap::new();
    for statement in statements {
        let ids: Vec<String> = match request.by {
            By::Source => vec![statement.hit.source.id.to_string()],
            By::Role => {
                let about =
                    statement.hit.passage.roles.iter().filter(|tag| tag.relation == crate::tag::Relation::About);
                about.map(|tag| tag.id.to_string()).collect()
            }
            By::Year => vec![year_of(&statement.hit.source).unwrap_or_default()],
        };
        for id in ids {
            if !by.contains_key(&id) {
                order.push(id.clone());
            }
            by.entry(id).or_default().push(statement.clone());
        }
    }
    if request.by == By::Year {
        order.sort_by(|one, other| (one.is_empty(), one).cmp(&(other.is_empty(), other)));
    } else if request.by == By::Role {
        let place = |id: &String| taxonomy.roles.iter().position(|role| role.id.as_str() == id);
        order.sort_by_key(place);
    }
    let mut groups = Vec::with_capacity(order.len());
    for id in order {
        let Some(mut statements) = by.remove(&id) else { continue };
        let mut stances = Stances::default();
        for statement in &statements {
            stances.add(statement.stance);
        }
        let sources: BTreeMap<&SourceId, &Source> =
            statements.iter().map(|statement| (&statement.hit.source.id, &statement.hit.source)).collect();
        let name = match request.by {
            By::Source => statements.first().map(|statement| statement.hit.source.name.clone()).unwrap_or_default(),
            By::Role => taxonomy.role(&id).map_or_else(|| id.clone(), |role| role.name.clone()),
            By::Year if id.is_empty() => "no date".to_owned(),
            By::Year => id.clone(),
        };
        let (count, independent, total) = (sources.len(), voices(sources.values().copied()), statements.len());
        statements.truncate(request.limit.max(1));
        groups.push(Group { id, name, stances, statements, total, sources: count, independent });
    }
    groups
}

/// The year of publication, where it is known.
pub(super) fn year_of(source: &Source) -> Option<String> {
    source.issued.as_ref().and_then(|issued| issued.as_str().get(..4)).map(str::to_owned)
}

/// Ids of the sources that pass those filters which are on sources; nothing where there is none.
pub(super) fn in_question(
    reader: &Reader,
    taxonomy: &Taxonomy,
    filters: &Filters,
) -> Result<Option<BTreeSet<String>>, SearchError> {
    let filters = of_sources(filters);
    if filters.is_empty() {
        return Ok(None);
    }
    let all = search(reader, taxonomy, &Request { filters, limit: 0, ..Request::default() })?;
    Ok(Some(all.facets.source.into_iter().map(|count| count.id).collect()))
}

/// Filters on sources alone: they say who could have spoken.
fn of_sources(filters: &Filters) -> Filters {
    Filters {
        source: filters.source.clone(),
        site: filters.site.clone(),
        author: filters.author.clone(),
        since: filters.since.clone(),
        until: filters.until.clone(),
        new_since: filters.new_since,
        ..Filters::default()
    }
}

fn silent(
    reader: &Reader,
    taxonomy: &Taxonomy,
    request: &CompareRequest,
    speaking: &BTreeMap<SourceId, &Source>,
) -> Result<Vec<Silent>, SearchError> {
    let asked = in_question(reader, taxonomy, &request.filters)?;
    let mut silent: Vec<Silent> = Vec::new();
    for record in reader.sources()? {
        let source = record.source;
        let in_question = asked.as_ref().is_none_or(|asked| asked.contains(source.id.as_str()));
        if in_question && !speaking.contains_key(&source.id) {
            silent.push(Silent { damaged: is_damaged(&source), source });
        }
    }
    silent.sort_by(|one, other| one.source.name.cmp(&other.source.name));
    Ok(silent)
}
