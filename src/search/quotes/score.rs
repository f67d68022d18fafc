//! How well words answer a query by themselves: BM25 over the words, and what their tags add.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{Term, query::Bm25StatisticsProvider};

use super::{
    super::{SearchError, dropped, query::Query},
    Finder, Quote,
};
use crate::{
    index::analyser::{self, Stems},
    tag::Relation,
    taxonomy::TopicId,
};

/// Share of its passage's score that a quotation gets beside the score of its own words.
const PASSAGE_SHARE: f32 = 0.2;
/// Words of a quotation of middling length, for BM25: the mean over the bundled articles and the seeds is 27.
const MEAN_WORDS: f32 = 27.0;
/// What a quotation lacks that only stands near the words of the query.
pub(super) const OWN_WORDS: &str = "the query in its own words";

impl Finder<'_> {
    /// Looks up how rare the query's words and tags are.
    pub(super) fn weigh(&mut self) -> Result<(), SearchError> {
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

    /// Scores each by its own words and says what it lacks.
    pub(super) fn judge(&mut self, found: &mut [Quote]) {
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
}

/// Whether words hold what a query insists on: phrases, `AND`, `NEAR`, what must not be there. Plain words are free.
fn holds_strict(query: &Query, words: &str, stems: &mut Stems) -> bool {
    match query {
        Query::Best(parts) => parts.iter().all(|part| holds_strict(part, words, stems)),
        Query::Word(_) | Query::Prefix(_) | Query::Fuzzy { .. } | Query::Nothing => true,
        strict => dropped::holds(strict, words, stems),
    }
}
