//! Quotations: the words of people that a query finds, or the sources' own quotable sentences.
//!
//! In:  a [`QuoteRequest`]. Out: [`Quotes`], best first, and the nearest where nothing answers.
//!
//! Always: a quotation is found by its *own* words, topics and speaker, not by what stands around it; role, source,
//! date and the other filters are those of its passage. The words are bytes of the passage's text. The order depends
//! on the index and the request alone.

mod candidates;
mod nearest;
mod score;

use std::collections::BTreeMap;

use super::{
    Filters, SearchError, filter,
    highlight::Highlighter,
    intent::Intent,
    query::{self, Field, Query},
    weights::Weights,
};
use crate::{
    cite::Cited,
    discourse::Stance,
    index::{
        Reader,
        analyser::Stems,
        record::{PassageRecord, QuotationRecord, Source},
    },
    source::SourceId,
    tag::Tagger,
    taxonomy::{Taxonomy, TopicId},
    text::fold,
};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct QuoteRequest {
    /// The query as typed; empty with filters: all that passes them.
    pub query: String,
    /// What the passages must be; topics must be those of the words, and with `own_words` stances too.
    pub filters: Filters,
    /// Words of the speaker's name; any of them.
    pub speaker: Vec<String>,
    /// The sources' own sentences instead of quotations.
    pub own_words: bool,
    /// Most to give.
    pub limit: usize,
    /// How many to leave out at the top.
    pub offset: usize,
}

/// A quotation that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Place, from 1.
    pub rank: usize,
    /// Comparable within one answer only.
    pub score: f32,
    /// `004:85#1`: passage and number of the quotation in it; the passage alone for own words.
    pub reference: String,
    /// The words, where they stand, how to find them again.
    pub cited: Cited,
    /// The quotation as stored; nothing for own words.
    pub quotation: Option<QuotationRecord>,
    /// Topics of the words themselves, with confidence.
    pub topics: Vec<(TopicId, f32)>,
    /// How the source holds them.
    pub stance: Stance,
    /// Whom the first pronoun of own words stands for.
    pub antecedent: Option<String>,
    /// The passage.
    pub passage: PassageRecord,
    /// Its source.
    pub source: Source,
    /// Other sources that hold the same words.
    pub copies: Vec<SourceId>,
    /// What it lacks to be an answer, for one of the nearest: `--topic backlog`, `the words of the query`.
    pub lacks: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotes {
    /// The query as understood.
    pub understood: String,
    /// How many answer.
    pub total: usize,
    /// The page of them.
    pub quotes: Vec<Quote>,
    /// Where none answers: those that come nearest, and what each lacks.
    pub nearest: Vec<Quote>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// Finds quotations, or with `own_words` quotable sentences.
pub fn quotes(reader: &Reader, taxonomy: &Taxonomy, request: &QuoteRequest) -> Result<Quotes, SearchError> {
    let mut finder = Finder::new(reader, taxonomy, request)?;
    let (mut found, mut notes, understood) = finder.candidates(&request.filters, &request.query)?;
    finder.judge(&mut found);
    let (mut answers, mut others): (Vec<Quote>, Vec<Quote>) =
        found.into_iter().partition(|quote| quote.lacks.is_empty());
    let mut nearest = Vec::new();
    if answers.is_empty() {
        let is_filtered = request.filters != Filters::default() || !finder.topics.is_empty();
        if others.is_empty() && is_filtered {
            // Nothing even with the words and topics around it: let go of the query, then of the filters.
            others = finder.relaxed()?;
        }
        nearest = finder.nearest(others)?;
    } else {
        notes.retain(|note| !note.contains("leaves none"));
    }
    in_order(&mut answers, request.query.is_empty());
    let answers = fold_copies(answers);
    let total = answers.len();
    let page = answers.into_iter().enumerate().map(|(at, quote)| Quote { rank: at + 1, ..quote });
    let quotes = page.skip(request.offset).take(request.limit).collect();
    Ok(Quotes { understood, total, quotes, nearest, notes })
}

struct Finder<'a> {
    reader: &'a Reader,
    taxonomy: &'a Taxonomy,
    request: &'a QuoteRequest,
    query: Query,
    intent: Intent,
    stems: Stems,
    tagger: Tagger,
    weights: Weights,
    /// Topics that are asked for by a filter or by `topic:` in the query; any of them.
    topics: Vec<TopicId>,
    /// Stems of the query's words and their weight by rarity.
    terms: BTreeMap<String, f32>,
    /// What each role and topic that the query names adds.
    tag_weights: BTreeMap<String, f32>,
}

impl<'a> Finder<'a> {
    fn new(reader: &'a Reader, taxonomy: &'a Taxonomy, request: &'a QuoteRequest) -> Result<Self, SearchError> {
        let query = query::parse(&request.query).query;
        let mut stems = Stems::default();
        let intent = Intent::read(&query, taxonomy, &mut stems);
        let mut wanted = request.filters.topic.clone();
        query.visit(&mut |node, negated| {
            if let (Query::Value { field: Field::Topic, value }, false) = (node, negated) {
                wanted.push(value.clone());
            }
        });
        let mut topics = filter::topics(taxonomy, &request.filters.topic)?;
        for value in wanted.into_iter().skip(request.filters.topic.len()) {
            topics.extend(filter::topics(taxonomy, &[value]).unwrap_or_default());
        }
        let mut finder = Self {
            reader,
            taxonomy,
            request,
            intent,
            stems,
            tagger: Tagger::new(taxonomy),
            weights: Weights::default(),
            topics,
            terms: BTreeMap::new(),
            tag_weights: BTreeMap::new(),
            query,
        };
        finder.weigh()?;
        Ok(finder)
    }
}

/// Best first; without a query those of the same score by source and place.
fn in_order(quotes: &mut [Quote], by_place: bool) {
    quotes.sort_by(|one, other| {
        let place = |quote: &Quote| (quote.source.path.clone(), quote.cited.place.bytes.start());
        let key = |quote: &Quote| (quote.passage.id.clone(), quote.cited.range.start);
        let score = other.score.total_cmp(&one.score);
        let tie = || if by_place { place(one).cmp(&place(other)) } else { key(one).cmp(&key(other)) };
        score.then_with(tie).then_with(|| key(one).cmp(&key(other)))
    });
}

/// The same words in several sources are one quotation with copies; of a group of copies the source that looks original
/// stands for it. Other words are another quotation, also in a copy: what is printed has to be there verbatim.
fn fold_copies(quotes: Vec<Quote>) -> Vec<Quote> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Quote> = Vec::new();
    for quote in quotes {
        let words = fold(&quote.cited.words).into_owned();
        if let Some(known) = first.get(&words).and_then(|&at| kept.get_mut(at)) {
            if known.source.id == quote.source.id || known.copies.contains(&quote.source.id) {
                continue;
            }
            if known.source.copies_of.as_ref() == Some(&quote.source.id) {
                let copies = std::mem::take(&mut known.copies);
                let copy = std::mem::replace(known, quote);
                known.copies = copies;
                known.copies.push(copy.source.id);
            } else {
                known.copies.push(quote.source.id);
            }
            continue;
        }
        first.insert(words, kept.len());
        kept.push(quote);
    }
    kept
}

/// Byte ranges of a quotation's words that a query finds.
#[must_use]
pub fn quote_highlights(query: &str, words: &str) -> Vec<(usize, usize)> {
    let mut stems = Stems::default();
    Highlighter::new(&query::parse(query).query, &[], &mut stems).ranges(words, &mut stems)
}
