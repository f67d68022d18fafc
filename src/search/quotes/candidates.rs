//! What a passage offers: the quotations in it, or its own quotable sentences, with the topics of the words alone.

use super::{
    super::{Filters, Request, SearchError, quotable::quotable, search},
    Finder, Quote,
};
use crate::{
    cite::Cited,
    clean::{Article, Layer},
    discourse::Stance,
    index::record::{PassageRecord, Source},
    passage::{Passage, PassageKind},
    source::Reference,
    tag::Tagger,
    taxonomy::TopicId,
    text::{Aligned, Lines, Span, fold, words},
};

/// Passages that are looked through at most. Ranked ones come first, so that what is cut off is the tail.
const MAX_PASSAGES: usize = 5_000;
/// Passages whose own sentences are looked through for a query.
const MAX_OWN_PASSAGES: usize = 300;

impl Finder<'_> {
    /// What passages hold that pass the filters, topics aside; notes; the query as understood.
    pub(super) fn candidates(
        &mut self,
        filters: &Filters,
        query: &str,
    ) -> Result<(Vec<Quote>, Vec<String>, String), SearchError> {
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
        quoted: None,
        post: None,
        occurrence: 0,
    };
    let tags = tagger.tag(&article, &[passage]);
    tags.into_iter().flat_map(|tags| tags.topics).map(|topic| (topic.id, topic.confidence)).collect()
}
