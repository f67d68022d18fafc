//! Comparison: who says something, who says otherwise, who is silent.
//!
//! In:  a query or topic. Out: the passages that answer it in groups by source, role or year, each group with its
//! stances and voices; roles to which sources give the same thing; sources that say nothing.
//!
//! Always: copies of one text are one voice; a source is either in a group or silent; a group's best passage is first.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::Serialize;

use super::{
    Filters, Hit, Lookup, Request, SearchError,
    claims::{asks_whose, claims, stance_at},
    filter,
    intent::Intent,
    query::{self, Query},
    search,
};
use crate::{
    discourse::Stance,
    index::{
        Reader,
        analyser::{self, Stems},
        record::{PassageRecord, Source},
    },
    source::SourceId,
    taxonomy::{RoleId, Taxonomy, TopicId},
    text,
};

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

/// To which role sources give what was asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The role; nothing where the statement as a whole is held or rejected.
    pub role: Option<RoleId>,
    /// References of passages that give it to the role.
    pub asserted: Vec<String>,
    /// References of passages that deny it to the role.
    pub rejected: Vec<String>,
    /// Sources that give it to the role, copies counted once.
    pub independent: usize,
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

/// Share of a query's words, by rarity, that a passage must have to speak to it; measured on the seeds: the two
/// passages that call the owner a CEO have all, the next one 0.2.
const MIN_COVERED: f32 = 0.6;

/// Passages that are looked through for those that speak to a query.
const MAX_PASSAGES: usize = 2000;

/// The kinds of damage that cost text.
const LOSSES: &[&str] = &["lost-list", "lost-section", "truncated"];

/// Whether a copy has lost text, so that its silence means little.
#[must_use]
pub fn is_damaged(source: &Source) -> bool {
    source.damage.iter().any(|damage| LOSSES.contains(&damage.kind.as_str()))
}

/// What a query asks for, to be looked for in passages.
struct Asked {
    /// Stems that must be there, each with its rarity and whether a tag stands for it.
    words: Vec<(String, f32)>,
    /// Roles that it names, each with the stems of its names.
    roles: Vec<(RoleId, BTreeSet<String>)>,
    /// Stems of what is had: neither role nor verb.
    focus: BTreeSet<String>,
}

/// Compares what sources say.
pub fn compare(reader: &Reader, taxonomy: &Taxonomy, request: &CompareRequest) -> Result<Comparison, SearchError> {
    let mut stems = Stems::default();
    let mut lookup = Lookup::new(reader);
    let parsed = query::parse(&request.query).query;
    let asked = asked(&parsed, taxonomy, &mut stems, &mut lookup);
    let topics = filter::topics(taxonomy, &request.filters.topic)?;
    let results = search(
        reader,
        taxonomy,
        &Request {
            query: request.query.clone(),
            filters: request.filters.clone(),
            limit: MAX_PASSAGES,
            all_copies: true,
            facets: false,
            ..Request::default()
        },
    )?;
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

fn asked(query: &Query, taxonomy: &Taxonomy, stems: &mut Stems, lookup: &mut Lookup) -> Asked {
    let intent = Intent::read(query, taxonomy, stems);
    let mut roles = Vec::new();
    for role in intent.roles.iter().filter_map(|id| taxonomy.role(id.as_str())) {
        let names =
            std::iter::once(&role.name).chain(&role.aliases).chain(role.ambiguous.iter().map(|short| &short.alias));
        let mut role_words = BTreeSet::new();
        for token in names.flat_map(|name| analyser::exact_tokens(name)) {
            role_words.extend(stems.stem(&token.term).map(str::to_owned));
        }
        roles.push((role.id.clone(), role_words));
    }
    let mut words: Vec<(String, f32)> = Vec::new();
    let mut focus = BTreeSet::new();
    query.visit(&mut |node, negated| {
        let found = match node {
            Query::Word(word) | Query::Fuzzy { word, .. } => std::slice::from_ref(word),
            Query::Phrase(words) => words,
            _ => return,
        };
        for token in found.iter().filter(|_| !negated).flat_map(|word| analyser::exact_tokens(word)) {
            if asks_whose(&token.term) {
                continue;
            }
            let Some(stem) = stems.stem(&token.term).map(str::to_owned) else { continue };
            if words.iter().all(|(known, _)| *known != stem) {
                words.push((stem.clone(), lookup.rarity(&token.term)));
                if !roles.iter().any(|(_, words)| words.contains(&stem)) {
                    focus.insert(stem);
                }
            }
        }
    });
    // "Product" in "product vision" is the field's own word and tells nothing by itself.
    focus.remove("product");
    Asked { words, roles, focus }
}

fn stems_of(texts: impl Iterator<Item = impl AsRef<str>>, stems: &mut Stems) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in texts {
        for token in analyser::exact_tokens(text.as_ref()) {
            found.extend(stems.stem(&token.term).map(str::to_owned));
        }
    }
    found
}

/// Share of the query's words that a passage has, by rarity; a role's tag stands for its name.
fn covered(asked: &Asked, passage: &PassageRecord, stems: &mut Stems) -> f32 {
    let all: f32 = asked.words.iter().map(|(_, rarity)| rarity).sum();
    if asked.words.is_empty() || all <= 0.0 {
        return 1.0;
    }
    let tagged: Vec<&BTreeSet<String>> = asked
        .roles
        .iter()
        .filter(|(role, _)| passage.roles.iter().any(|tag| tag.id == *role))
        .map(|(_, words)| words)
        .collect();
    if !asked.roles.is_empty() && tagged.is_empty() {
        return 0.0;
    }
    let texts = passage.heading.iter().chain(&passage.context).chain(std::iter::once(&passage.text));
    let known = stems_of(texts, stems);
    let has = |word: &str| known.contains(word) || tagged.iter().any(|words| words.contains(word));
    asked.words.iter().filter(|(word, _)| has(word)).map(|(_, rarity)| rarity).sum::<f32>() / all
}

/// How the sentence that has most of the query's words is held.
fn stance_of(asked: &Asked, passage: &PassageRecord, stems: &mut Stems) -> Stance {
    let mut best: Option<(f32, usize)> = None;
    for sentence in text::sentences(&passage.text) {
        let words = stems_of(passage.text.get(sentence.clone()).into_iter(), stems);
        let score: f32 = asked.words.iter().filter(|(word, _)| words.contains(word)).map(|(_, rarity)| rarity).sum();
        if score > best.map_or(0.0, |(best, _)| best) {
            best = Some((score, sentence.start));
        }
    }
    best.map_or(passage.stance, |(_, start)| stance_at(passage, start))
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

/// Where in a passage stands what was asked about.
fn focus_of(asked: &Asked, topics: &[TopicId], passage: &PassageRecord, stems: &mut Stems) -> Vec<Range<usize>> {
    if asked.focus.is_empty() {
        let tags = passage.topics.iter().filter(|tag| topics.contains(&tag.id));
        let bytes = tags.flat_map(|tag| tag.evidence.iter().filter_map(|evidence| evidence.bytes));
        return bytes.map(|(start, end)| start as usize..end as usize).collect();
    }
    let tokens = analyser::exact_tokens(&passage.text);
    let wanted = |term: &str, stems: &mut Stems| stems.stem(term).is_some_and(|stem| asked.focus.contains(stem));
    tokens.into_iter().filter(|token| wanted(&token.term, stems)).map(|token| token.range).collect()
}

/// The positions that sources take, where there is more than one.
fn disagreement(asked: &Asked, topics: &[TopicId], statements: &[Statement], stems: &mut Stems) -> Vec<Position> {
    // A query that names a role is a statement on it; one that names none asks whose something is.
    let whole = !asked.roles.is_empty();
    let mut positions: BTreeMap<Option<RoleId>, (Position, Vec<&Source>)> = BTreeMap::new();
    for Statement { hit, stance } in statements {
        let mut take = |role: Option<RoleId>, denied: bool| {
            let (position, sources) = positions.entry(role.clone()).or_default();
            position.role = role;
            let list = if denied { &mut position.rejected } else { &mut position.asserted };
            list.push(hit.passage.reference.clone());
            if !denied {
                sources.push(&hit.source);
            }
        };
        if whole {
            match stance {
                Stance::Asserted | Stance::Hedged => take(None, false),
                Stance::Rejected => take(None, true),
                Stance::Reported | Stance::Question => {}
            }
            continue;
        }
        let focus = focus_of(asked, topics, &hit.passage, stems);
        for claim in claims(&hit.passage, &focus) {
            take(Some(claim.role), claim.denied);
        }
    }
    let mut found: Vec<Position> = positions
        .into_values()
        .map(|(position, sources)| Position { independent: voices(sources.into_iter()), ..position })
        .collect();
    let holders = found.iter().filter(|position| !position.asserted.is_empty()).count();
    let denied = found.iter().any(|position| !position.asserted.is_empty() && !position.rejected.is_empty());
    if holders < 2 && !denied {
        return Vec::new();
    }
    found.sort_by(|one, other| other.independent.cmp(&one.independent).then_with(|| one.role.cmp(&other.role)));
    found
}

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
