//! What comes nearest where nothing answers: the query or the filters let go, and what each then lacks.

use std::collections::BTreeMap;

use tantivy::{
    Term,
    query::{BooleanQuery, TermQuery},
    schema::IndexRecordOption,
};

use super::{
    super::{Filters, SearchError, collect, filter::passages, node::Node},
    Finder, Quote, fold_copies, in_order,
    score::OWN_WORDS,
};
use crate::taxonomy::TopicId;

/// How many of the nearest are shown.
const NEAREST: usize = 3;

impl Finder<'_> {
    /// What there is when the query, then every filter, is let go.
    pub(super) fn relaxed(&mut self) -> Result<Vec<Quote>, SearchError> {
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
    pub(super) fn nearest(&mut self, mut others: Vec<Quote>) -> Result<Vec<Quote>, SearchError> {
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
        let term = |id: &TopicId| -> Node {
            Box::new(TermQuery::new(Term::from_field_text(fields.topic, id.as_str()), IndexRecordOption::Basic))
        };
        let count = |query: Node| {
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
