//! Quotations: the words of people that a query finds, or the sources' own quotable sentences.
//!
//! In:  a [`QuoteRequest`]. Out: [`Quotes`], best first, and the nearest where nothing answers.
//!
//! Always: a quotation is found by its *own* words, topics and speaker, not by what stands around it; role, source,
//! date and the other filters are those of its passage. The words are bytes of the passage's text. The order depends
//! on the index and the request alone.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{
    Term,
    query::{Bm25StatisticsProvider, BooleanQuery, TermQuery},
    schema::IndexRecordOption,
};

use super::{
    Filters, Request, SearchError, collect, dropped,
    filter::{self, passages},
    highlight::Highlighter,
    intent::Intent,
    query::{self, Field, Query},
    quotable::quotable,
    search,
    weights::Weights,
};
use crate::{
    cite::Cited,
    clean::{Article, Layer},
    discourse::Stance,
    index::{
        Reader,
        analyser::{self, Stems},
        record::{PassageRecord, QuotationRecord, Source},
    },
    passage::{Passage, PassageKind},
    source::{Reference, SourceId},
    tag::{Relation, Tagger},
    taxonomy::{Taxonomy, TopicId},
    text::{Aligned, Lines, Span, fold, words},
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

/// Passages that are looked through at most. Ranked ones come first, so that what is cut off is the tail.
const MAX_PASSAGES: usize = 5_000;
/// Passages whose own sentences are looked through for a query.
const MAX_OWN_PASSAGES: usize = 300;
/// Share of its passage's score that a quotation gets beside the score of its own words.
const PASSAGE_SHARE: f32 = 0.2;
/// Words of a quotation of middling length, for BM25: the mean over the bundled articles and the seeds is 27.
const MEAN_WORDS: f32 = 27.0;
/// What a quotation lacks that only stands near the words of the query.
const OWN_WORDS: &str = "the query in its own words";
/// How many of the nearest are shown.
const NEAREST: usize = 3;

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

    /// Looks up how rare the query's words and tags are.
    fn weigh(&mut self) -> Result<(), SearchError> {
        let mut written = Vec::new();
        self.query.visit(&mut |node, negated| match node {
            Query::Word(word) | Query::Prefix(word) | Query::Fuzzy { word, .. } if !negated => {
                written.push(word.clone());
            }
            Query::Phrase(words) if !negated => written.extend(words.iter().cloned()),
            Query::Near { left, right, .. } if !negated => written.extend(left.iter().chain(right).cloned()),
            _ => {}
        });
        let fields = *self.reader.fields();
        let statistics = self.reader.statistics();
        let engine = |error| SearchError::engine(self.reader, error);
        let total = statistics.total_num_docs().map_err(engine)?;
        let rarity = |term: Term| -> Result<f32, SearchError> {
            let frequency = statistics.doc_freq(&term).map_err(engine)?;
            #[expect(clippy::cast_precision_loss, reason = "counts of passages; a ratio needs no more")]
            let ratio = (total.saturating_sub(frequency) as f32 + 0.5) / (frequency as f32 + 0.5);
            Ok(ratio.ln_1p())
        };
        for word in written.iter().flat_map(|word| analyser::exact_tokens(word)) {
            if let Some(stem) = self.stems.stem(&word.term).map(str::to_owned) {
                let weight = rarity(Term::from_field_text(fields.stem, &stem))?;
                self.terms.insert(stem, weight);
            }
        }
        for role in &self.intent.roles {
            let weight = rarity(Term::from_field_text(fields.about, role.as_str()))? * self.weights.about;
            self.tag_weights.insert(role.to_string(), weight);
        }
        for topic in &self.intent.topics {
            let weight = rarity(Term::from_field_text(fields.topic, topic.as_str()))? * self.weights.topic;
            self.tag_weights.insert(topic.to_string(), weight);
        }
        Ok(())
    }

    /// What passages hold that pass the filters, topics aside; notes; the query as understood.
    fn candidates(&mut self, filters: &Filters, query: &str) -> Result<(Vec<Quote>, Vec<String>, String), SearchError> {
        let own = self.request.own_words;
        let request = Request {
            query: query.to_owned(),
            filters: Filters {
                topic: Vec::new(),
                stance: if own { Vec::new() } else { filters.stance.clone() },
                quoted: !own,
                ..filters.clone()
            },
            limit: if own && !query.is_empty() { MAX_OWN_PASSAGES } else { MAX_PASSAGES },
            all_copies: true,
            facets: false,
            ..Request::default()
        };
        // Own words may be listed without a query or another filter: everything.
        let request = if own && query.is_empty() && request.filters.is_empty() {
            Request { filters: Filters { source: vec!["*".to_owned()], ..Filters::default() }, ..request }
        } else {
            request
        };
        let results = search(self.reader, self.taxonomy, &request)?;
        let mut found = Vec::new();
        for hit in results.hits {
            if own {
                self.own_words(&hit.passage, &hit.source, hit.score, &mut found);
            } else {
                self.attributed(&hit.passage, &hit.source, hit.score, &mut found);
            }
        }
        let mut notes: Vec<String> = results.warnings.iter().map(ToString::to_string).collect();
        notes.extend(results.notes.into_iter().filter(|note| !note.contains("quotations only")));
        Ok((found, notes, results.understood))
    }

    fn attributed(&self, passage: &PassageRecord, source: &Source, score: f32, found: &mut Vec<Quote>) {
        let wanted: Vec<String> = self.request.speaker.iter().map(|name| fold(name).into_owned()).collect();
        for (number, quotation) in (1..).zip(&passage.quotations) {
            let speaker = fold(&quotation.speaker).into_owned();
            let speaks = |name: &String| words(name).all(|word| words(&speaker).any(|own| own.text == word.text));
            if !wanted.is_empty() && !wanted.iter().any(speaks) {
                continue;
            }
            let Some(cited) = Cited::quotation(passage, quotation) else { continue };
            found.push(Quote {
                rank: 0,
                score,
                reference: format!("{}#{number}", passage.reference),
                topics: own_topics(&self.tagger, source, &cited.words),
                cited,
                quotation: Some(quotation.clone()),
                stance: if passage.stance == Stance::Rejected { Stance::Rejected } else { Stance::Reported },
                antecedent: None,
                passage: passage.clone(),
                source: source.clone(),
                copies: Vec::new(),
                lacks: Vec::new(),
            });
        }
    }

    fn own_words(&self, passage: &PassageRecord, source: &Source, score: f32, found: &mut Vec<Quote>) {
        for sentence in quotable(passage, self.taxonomy, &self.request.filters.stance) {
            let Some(cited) = Cited::words(passage, sentence.range) else { continue };
            found.push(Quote {
                rank: 0,
                score,
                reference: passage.reference.clone(),
                topics: if self.needs_topics() { own_topics(&self.tagger, source, &cited.words) } else { Vec::new() },
                cited,
                quotation: None,
                stance: sentence.stance,
                antecedent: sentence.antecedent,
                passage: passage.clone(),
                source: source.clone(),
                copies: Vec::new(),
                lacks: Vec::new(),
            });
        }
    }

    fn needs_topics(&self) -> bool {
        !self.topics.is_empty() || !self.intent.topics.is_empty()
    }

    /// Scores each by its own words and says what it lacks.
    fn judge(&mut self, found: &mut [Quote]) {
        let browse = self.query.is_nothing();
        for quote in found.iter_mut() {
            let topics: BTreeSet<&TopicId> = quote.topics.iter().map(|(topic, _)| topic).collect();
            if !self.topics.is_empty() && !self.topics.iter().any(|wanted| topics.contains(wanted)) {
                let names: Vec<&str> = self.topics.iter().map(TopicId::as_str).collect();
                quote.lacks.push(format!("the topic {}", names.join(" or ")));
            }
            if browse {
                let confidence = quote.topics.iter().filter(|(topic, _)| self.topics.contains(topic));
                quote.score = confidence.map(|&(_, confidence)| confidence).fold(0.0, f32::max);
                continue;
            }
            let (own, tags) = self.own_score(quote);
            let strict = holds_strict(&self.query, &quote.cited.words, &mut self.stems);
            if !strict || own + tags <= 0.0 {
                quote.lacks.push(OWN_WORDS.to_owned());
            }
            quote.score = own + tags + PASSAGE_SHARE * quote.score;
        }
    }

    /// BM25 of the words, and what the tags that the query names add.
    fn own_score(&mut self, quote: &Quote) -> (f32, f32) {
        let mut counts: BTreeMap<&str, f32> = BTreeMap::new();
        let tokens = analyser::exact_tokens(&quote.cited.words);
        let tokens: Vec<Option<String>> =
            tokens.iter().map(|token| self.stems.stem(&token.term).map(str::to_owned)).collect();
        for stem in tokens.iter().flatten().filter(|stem| self.terms.contains_key(*stem)) {
            *counts.entry(stem).or_default() += 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "words of one quotation")]
        let length = tokens.len() as f32 / MEAN_WORDS;
        let norm = 1.2 * (0.25 + 0.75 * length);
        let own: f32 = counts
            .iter()
            .map(|(stem, &count)| self.terms.get(*stem).copied().unwrap_or_default() * count * 2.2 / (count + norm))
            .sum();
        let weight = |id: &str| self.tag_weights.get(id).copied().unwrap_or_default();
        let roles = quote.passage.roles.iter().filter(|role| role.relation == Relation::About);
        let roles: f32 = roles.map(|role| weight(role.id.as_str())).sum();
        let topics: f32 = quote.topics.iter().map(|(topic, _)| weight(topic.as_str())).sum();
        (own, roles + topics)
    }

    /// What there is when the query, then every filter, is let go.
    fn relaxed(&mut self) -> Result<Vec<Quote>, SearchError> {
        let (filters, none) = (self.request.filters.clone(), Filters::default());
        let query = self.request.query.clone();
        let steps: [(&Filters, &str, &str); 3] = [
            (&none, query.as_str(), "the filters"),
            (&filters, "", "the query"),
            (&none, "", "the filters and the query"),
        ];
        for (filters, query, lacks) in steps {
            if query.is_empty() && self.request.own_words && self.request.query.is_empty() && filters.is_empty() {
                continue;
            }
            let (mut found, _, _) = self.candidates(filters, query)?;
            if !found.is_empty() {
                self.judge(&mut found);
                for quote in &mut found {
                    quote.lacks.retain(|lacking| !query.is_empty() || lacking != OWN_WORDS);
                    quote.lacks.insert(0, lacks.to_owned());
                }
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// The nearest of those that do not answer: by score, and where a topic is asked for, by how often their own
    /// topics keep company with it in the passages of this index.
    fn nearest(&mut self, mut others: Vec<Quote>) -> Result<Vec<Quote>, SearchError> {
        if !self.topics.is_empty() {
            let mut company: BTreeMap<TopicId, f32> = BTreeMap::new();
            for quote in &mut others {
                let mut closest: f32 = 0.0;
                for (topic, _) in &quote.topics {
                    let near = if let Some(&near) = company.get(topic) {
                        near
                    } else {
                        let near = self.company(topic)?;
                        company.insert(topic.clone(), near);
                        near
                    };
                    closest = closest.max(near);
                }
                quote.score += closest;
            }
        }
        in_order(&mut others, false);
        let mut nearest = fold_copies(others);
        nearest.truncate(NEAREST);
        for (at, quote) in nearest.iter_mut().enumerate() {
            quote.rank = at + 1;
        }
        Ok(nearest)
    }

    /// Share of the passages with either topic that have both (Jaccard), best over the topics that are asked for.
    fn company(&self, topic: &TopicId) -> Result<f32, SearchError> {
        let fields = self.reader.fields();
        let term = |id: &TopicId| -> super::node::Node {
            Box::new(TermQuery::new(Term::from_field_text(fields.topic, id.as_str()), IndexRecordOption::Basic))
        };
        let count = |query: super::node::Node| {
            let both = BooleanQuery::intersection(vec![query, passages(fields)]);
            collect::count(self.reader, &both).map_err(|error| SearchError::engine(self.reader, error))
        };
        let mut best: f32 = 0.0;
        for wanted in &self.topics {
            let both = count(Box::new(BooleanQuery::intersection(vec![term(wanted), term(topic)])))?;
            let either = count(Box::new(BooleanQuery::union(vec![term(wanted), term(topic)])))?;
            #[expect(clippy::cast_precision_loss, reason = "counts of passages; a ratio needs no more")]
            let share = both as f32 / either.max(1) as f32;
            best = best.max(share);
        }
        Ok(best)
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

/// Whether words hold what a query insists on: phrases, `AND`, `NEAR`, what must not be there. Plain words are free.
fn holds_strict(query: &Query, words: &str, stems: &mut Stems) -> bool {
    match query {
        Query::Best(parts) => parts.iter().all(|part| holds_strict(part, words, stems)),
        Query::Word(_) | Query::Prefix(_) | Query::Fuzzy { .. } | Query::Nothing => true,
        strict => dropped::holds(strict, words, stems),
    }
}

/// The topics of words by themselves: no heading, no neighbours.
fn own_topics(tagger: &Tagger, source: &Source, words: &str) -> Vec<(TopicId, f32)> {
    let Some(span) = Span::of_bytes(0..words.len()) else { return Vec::new() };
    let reference = Reference { language: source.language.clone(), ..Reference::default() };
    let article = Article {
        reference,
        layer: Layer::Raw,
        layer_text: words.to_owned(),
        blocks: Vec::new(),
        posts: Vec::new(),
        damage: Vec::new(),
    };
    let passage = Passage {
        ordinal: 0,
        kind: PassageKind::Paragraph,
        text: Aligned::of(words, 0..words.len()),
        context: Vec::new(),
        heading: Vec::new(),
        parts: Vec::new(),
        cells: Vec::new(),
        edits: Vec::new(),
        span,
        lines: Lines { first: 1, last: 1 },
        post: None,
        occurrence: 0,
    };
    let tags = tagger.tag(&article, &[passage]);
    tags.into_iter().flat_map(|tags| tags.topics).map(|topic| (topic.id, topic.confidence)).collect()
}

/// Byte ranges of a quotation's words that a query finds.
#[must_use]
pub fn quote_highlights(query: &str, words: &str) -> Vec<(usize, usize)> {
    let mut stems = Stems::default();
    Highlighter::new(&query::parse(query).query, &[], &mut stems).ranges(words, &mut stems)
}
