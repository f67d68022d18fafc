//! Statistics for ranking: how many passages there are, and how many tokens each ranked field of theirs has.
//!
//! In:  passages of a segment, when they are written or taken out. Out: sums that a commit's manifest keeps, given to
//! the engine in place of its own, which count deleted documents too.

use tantivy::{DocId, SegmentReader, Term, query::Bm25StatisticsProvider, schema::Field};

use super::{FieldTokens, Fields, Reader, Statistics};

/// Statistics of some passages of a segment.
pub(super) fn of_passages(
    segment: &SegmentReader,
    fields: Fields,
    passages: impl Iterator<Item = DocId> + Clone,
) -> tantivy::Result<Statistics> {
    let tokens = |field| -> tantivy::Result<u64> {
        let norms = segment.get_fieldnorms_reader(field)?;
        Ok(passages.clone().map(|passage| u64::from(norms.fieldnorm(passage))).sum())
    };
    let tokens = FieldTokens {
        text: tokens(fields.text)?,
        stem: tokens(fields.stem)?,
        heading: tokens(fields.heading)?,
        context: tokens(fields.context)?,
        title: tokens(fields.title)?,
    };
    Ok(Statistics { sources: 0, passages: u64::try_from(passages.count()).unwrap_or(u64::MAX), tokens })
}

/// BM25's statistics of the passages alone, from the manifest.
#[derive(Clone, Copy, Debug)]
pub struct CollectionStatistics<'reader> {
    reader: &'reader Reader,
}

impl<'reader> CollectionStatistics<'reader> {
    pub(super) const fn of(reader: &'reader Reader) -> Self {
        Self { reader }
    }

    /// Sums over all passages.
    #[must_use]
    pub const fn sums(&self) -> Statistics {
        self.reader.manifest().statistics
    }
}

impl Bm25StatisticsProvider for CollectionStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let (fields, tokens) = (self.reader.fields(), self.sums().tokens);
        let known = [
            (fields.text, tokens.text),
            (fields.stem, tokens.stem),
            (fields.heading, tokens.heading),
            (fields.context, tokens.context),
            (fields.title, tokens.title),
        ];
        match known.into_iter().find(|&(known, _)| known == field) {
            Some((_, tokens)) => Ok(tokens),
            None => self.reader.searcher().total_num_tokens(field),
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.sums().passages)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        // Deleted passages count until a commit's clean-up has run; they must not make a frequency above the total.
        Ok(self.reader.searcher().doc_freq(term)?.min(self.sums().passages))
    }
}
