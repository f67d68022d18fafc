//! Search: a query and filters become ranked passages.
//!
//! In:  a [`Request`] with a query in the language of [`query`], a taxonomy, an index. Out: [`Results`], plain data.
//!
//! Always: any query succeeds; the same index and request give the same results to the byte, whatever the history of
//! the index and the number of threads; every hit's contributions add up to its score; no type of the engine shows.

mod claims;
mod collect;
mod compare;
mod concordance;
mod copies;
mod dropped;
mod error;
mod explain;
mod facets;
mod feedback;
mod filter;
mod highlight;
mod intent;
mod look_alike;
mod lookup;
mod matrix;
mod node;
mod page;
mod profile;
pub mod query;
mod quotable;
mod quotes;
mod rank;
mod smooth;
mod suggest;
mod translate;
mod variety;
mod weights;

use serde::Serialize;

pub use compare::{
    By, CompareRequest, Comparison, Group, Pairing, Position, SideBySide, Silent, Stances, Statement, Words, compare,
    is_damaged, side_by_side,
};
pub use concordance::{Concordance, ConcordanceLine, Sort, concordance};
pub use dropped::{DroppedHit, search_dropped};
pub use error::SearchError;
pub use explain::{Contribution, Part};
pub use facets::{Count, Facets};
pub use filter::{Filters, role_named, topic_named};
pub use lookup::Lookup;
pub use matrix::{Axis, Cell, Key, Matrix, MatrixRequest, matrix};
pub use quotes::{Quote, QuoteRequest, Quotes, quote_highlights, quotes};
pub use weights::{SettingError, Weights};

use crate::{
    index::{
        Reader,
        analyser::Stems,
        record::{PassageRecord, Source},
    },
    passage::PassageKind,
    source::SourceId,
    taxonomy::Taxonomy,
};
use collect::Matches;
use dropped::InDropped;
use highlight::Highlighter;
use intent::Intent;
use page::page;
use query::{Query, Warning};
use translate::Translator;

/// What is asked of an index.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line, free of the others")]
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The query as typed. Empty with filters: all that passes them.
    pub query: String,
    /// What passages must be.
    pub filters: Filters,
    /// Most hits to give.
    pub limit: usize,
    /// Hits to leave out at the top.
    pub offset: usize,
    /// Only the best hit of each source.
    pub group_by_source: bool,
    /// Readers' comments too; who asks for that kind of passage wants them anyway.
    pub comments: bool,
    /// Copies of a passage, and passages that say nearly the same, as hits of their own.
    pub all_copies: bool,
    /// Count facets.
    pub facets: bool,
    /// How to rank.
    pub weights: Weights,
}

impl Request {
    /// Whether readers' comments may answer.
    fn wants_comments(&self) -> bool {
        self.comments || self.filters.kind.contains(&PassageKind::Comment)
    }
}

impl Default for Request {
    fn default() -> Self {
        Self {
            query: String::new(),
            filters: Filters::default(),
            limit: 10,
            offset: 0,
            group_by_source: false,
            comments: false,
            all_copies: false,
            facets: true,
            weights: Weights::default(),
        }
    }
}

impl Request {
    /// All that a query finds, copies too: what is counted, not read from the top.
    pub(crate) fn all(query: &str, filters: &Filters, limit: usize) -> Self {
        Self {
            query: query.to_owned(),
            filters: filters.clone(),
            limit,
            all_copies: true,
            facets: false,
            ..Self::default()
        }
    }
}

/// A passage that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Place among all hits, from 1.
    pub rank: usize,
    /// Sum of the contributions; comparable within one search only. Hits stand in its order, but for one that stands in
    /// the place of a copy that ranks higher.
    pub score: f32,
    /// The passage.
    pub passage: PassageRecord,
    /// Its source.
    pub source: Source,
    /// Byte ranges of the passage's text that the query finds, in order.
    pub highlights: Vec<(usize, usize)>,
    /// Other sources that hold the same passage: those of its source's group, then others whose passages were found
    /// further down and folded into this hit.
    pub copies: Vec<SourceId>,
    /// What adds up to the score. Empty for hits beyond the pool (`weights.pool`).
    pub explanation: Vec<Contribution>,
}

/// What a search gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// The query as understood; parses to the same query.
    pub understood: String,
    /// What in the query was not understood.
    pub warnings: Vec<Warning>,
    /// Passages that match, copies counted.
    pub total: u64,
    /// The page of hits.
    pub hits: Vec<Hit>,
    /// Whether there are hits after this page, what is folded not counted.
    pub more: bool,
    /// What the matches are about; empty where not asked for.
    pub facets: Facets,
    /// What is good to know: values not understood, words found nowhere, filters that emptied the result.
    pub notes: Vec<String>,
}

/// Passages that folding copies and grouping look through for a page, at least: a second look at the index costs more.
const MIN_KEPT: usize = 1000;

/// Answers a request.
///
/// Fails on unknown roles and topics in filters and where the index cannot be read; never on a query.
pub fn search(reader: &Reader, taxonomy: &Taxonomy, request: &Request) -> Result<Results, SearchError> {
    let (parsed, unknown) = filter::parse(&request.query, taxonomy);
    let mut stems = Stems::default();
    let intent = intent_of(&parsed.query, taxonomy, &request.weights, &mut stems);
    let filters = request.filters.translate(reader, taxonomy)?;
    let plan = Translator::new(reader, taxonomy, &request.weights, &mut stems).plan(&parsed.query, &intent);
    let mut results = Results {
        understood: parsed.to_string(),
        warnings: parsed.warnings,
        total: 0,
        hits: Vec::new(),
        more: false,
        facets: Facets::default(),
        notes: unknown.into_iter().chain(plan.notes.clone()).collect(),
    };
    let browse = parsed.query.is_nothing() && !filters.is_empty();
    let matching = if browse {
        Some(filter::passages(reader.fields()))
    } else {
        plan.matching.as_ref().map(|node| node.box_clone())
    };
    let Some(matching) = matching else {
        results.notes.push("there is no word to look for in the query".to_owned());
        return Ok(results);
    };
    let restricted = filter::restrict(reader.fields(), matching.box_clone(), &filters, request.wants_comments());
    let wanted = request.offset.saturating_add(request.limit);
    let keep = wanted.saturating_mul(2).max(request.weights.pool).max(MIN_KEPT);
    let matches = collect::collect(reader, restricted.as_ref(), keep, request.facets)
        .map_err(|error| SearchError::engine(reader, error))?;
    results.total = matches.total;
    results.notes.extend(notes(
        reader,
        taxonomy,
        &parsed.query,
        &intent.covered,
        &matches,
        &matching,
        &filters,
        request,
        &mut stems,
    )?);
    let ranking = rank::rank(reader, &plan, &request.weights, &matches)?;
    let highlighter = Highlighter::new(&parsed.query, &aliases(taxonomy, &intent), &mut stems);
    (results.hits, results.more) = page(reader, request, &ranking, &highlighter, &mut stems)?;
    if results.hits.is_empty() && results.total > 0 {
        results.notes.push(if request.limit == 0 {
            "no hits were asked for: `--limit` is 0".to_owned()
        } else {
            format!("no hit stands so far down: `--offset {}` is past the last one", request.offset)
        });
    }
    results.facets = matches.facets;
    Ok(results)
}

/// The first `depth` passages for a query, best first, as the first 64 bits of their ids and their scores. For
/// evaluation: no passage is read that ranking itself does not read.
pub fn ranking(
    reader: &Reader,
    taxonomy: &Taxonomy,
    query: &Query,
    weights: &Weights,
    depth: usize,
) -> Result<Vec<(u64, f32)>, SearchError> {
    let mut stems = Stems::default();
    let intent = intent_of(query, taxonomy, weights, &mut stems);
    let plan = Translator::new(reader, taxonomy, weights, &mut stems).plan(query, &intent);
    let Some(matching) = &plan.matching else { return Ok(Vec::new()) };
    let matches = collect::collect(reader, matching.as_ref(), depth.max(weights.pool), false)
        .map_err(|error| SearchError::engine(reader, error))?;
    let ranking = rank::rank(reader, &plan, weights, &matches)?;
    Ok(ranking.passages.into_iter().take(depth).map(|ranked| (ranked.found.key, ranked.score)).collect())
}

/// What a query asks for besides its words; nothing where the weights give tags no say.
fn intent_of(query: &Query, taxonomy: &Taxonomy, weights: &Weights, stems: &mut Stems) -> Intent {
    if weights.about > 0.0 || weights.mentioned > 0.0 || weights.topic > 0.0 || weights.both > 0.0 {
        Intent::read(query, taxonomy, stems)
    } else {
        Intent::default()
    }
}

/// Names of the roles that a query names, to be marked in passages like the query's own words.
fn aliases(taxonomy: &Taxonomy, intent: &Intent) -> Vec<String> {
    let roles = intent.roles.iter().filter_map(|id| taxonomy.role(id.as_str()));
    roles
        .flat_map(|role| {
            let ambiguous = role.ambiguous.iter().map(|ambiguous| ambiguous.alias.clone());
            [role.name.clone(), format!("{}s", role.name)].into_iter().chain(ambiguous)
        })
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "all that a search knows by then, once")]
fn notes(
    reader: &Reader,
    taxonomy: &Taxonomy,
    query: &Query,
    covered: &[String],
    matches: &Matches,
    matching: &node::Node,
    filters: &[filter::Filter],
    request: &Request,
    stems: &mut Stems,
) -> Result<Vec<String>, SearchError> {
    let mut notes = Vec::new();
    for (word, nearest) in suggest::missing_words(reader, query, covered, stems)? {
        let meant = nearest.map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default();
        notes.push(format!("`{word}` stands in no passage{meant}"));
    }
    if matches.total > 0 {
        return Ok(notes);
    }
    let mut emptied = suggest::emptied_by(reader, matching, filters, request.wants_comments())?;
    for (field, others) in query.without_each_field() {
        let intent = intent_of(&others, taxonomy, &request.weights, stems);
        let plan = Translator::new(reader, taxonomy, &request.weights, stems).plan(&others, &intent);
        if let Some(matching) = &plan.matching {
            emptied.extend(suggest::emptied_by_field(reader, field, matching, filters, request.wants_comments())?);
        }
    }
    if !emptied.is_empty() {
        notes.extend(emptied);
        return Ok(notes);
    }
    notes.extend(dropped_note(&query.to_string(), &dropped::look(reader, query, stems)?));
    Ok(notes)
}

/// Says that only dropped lines hold what was asked for, where they do.
fn dropped_note(query: &str, dropped: &InDropped) -> Option<String> {
    let shows = format!("`roledex search --dropped '{}'` shows them", query.replace('\'', r"'\''"));
    match dropped {
        InDropped::MayHold(sources) => Some(format!("dropped blocks of {sources} sources may hold it: {shows}")),
        InDropped::Hits(hits) => {
            let first = hits.first()?;
            let mut names: Vec<&str> = hits.iter().map(|hit| hit.name.as_str()).collect();
            names.dedup();
            let lines = match hits.len() {
                1 => "1 dropped block holds".to_owned(),
                count => format!("{count} dropped blocks hold"),
            };
            let why = format!("`roledex why {}` says why they were dropped", first.name);
            Some(format!("{lines} it, in {}: {shows}, {why}", some(&names)))
        }
    }
}

/// The first few of a list, for a message.
fn some(names: &[&str]) -> String {
    const SHOWN: usize = 3;
    let shown = names.get(..SHOWN).unwrap_or(names).join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}
