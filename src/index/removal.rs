//! Deleting the documents of the last commit by their place, so that no new document of the same source is met.

use std::{collections::BTreeMap, sync::Arc};

use tantivy::{
    DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError,
    index::SegmentId,
    query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight},
};

/// Documents of one commit, by segment. Matches nothing in segments that are written later.
#[derive(Clone, Debug, Default)]
pub(super) struct Removal {
    by_segment: Arc<BTreeMap<SegmentId, Vec<DocId>>>,
}

impl Removal {
    /// The documents at `addresses`, as `searcher` counts them.
    pub(super) fn new(searcher: &Searcher, addresses: &[DocAddress]) -> Self {
        let mut by_segment: BTreeMap<SegmentId, Vec<DocId>> = BTreeMap::new();
        for address in addresses {
            let segment = searcher.segment_reader(address.segment_ord).segment_id();
            by_segment.entry(segment).or_default().push(address.doc_id);
        }
        for documents in by_segment.values_mut() {
            documents.sort_unstable();
            documents.dedup();
        }
        Self { by_segment: Arc::new(by_segment) }
    }
}

impl Query for Removal {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Removal {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let documents = self.by_segment.get(&segment.segment_id()).cloned().unwrap_or_default();
        Ok(Box::new(ConstScorer::new(Listed { documents, at: 0 }, boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("a removal has no score to explain".to_owned()))
    }
}

/// A list of documents, in order, as the engine walks it.
struct Listed {
    documents: Vec<DocId>,
    at: usize,
}

impl DocSet for Listed {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.documents.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.documents.len()).unwrap_or(u32::MAX)
    }
}
