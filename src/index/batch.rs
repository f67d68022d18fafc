//! Batches: some sources become one segment of the index, written by one thread.
//!
//! In:  sources with all that is to be found in them, and records that replace older ones. Out: a segment on disk that
//! nobody sees until the writer takes it in and commits.

use std::path::{Path, PathBuf};

use tantivy::{
    DocId, Index, Opstamp, Segment, SegmentMeta, SegmentReader, TantivyDocument,
    indexer::{AddOperation, SegmentWriter},
};

use super::{
    Fields, IndexError, Statistics,
    document::{DocumentMaker, SourceTerms},
    record::{DroppedRecord, PassageRecord, ProfileRecord, SourceRecord},
    statistics,
};
use crate::{corpus::Profile, source::SourceId};

/// Memory that one batch's terms may take before the engine would rather see it written, in bytes. It sizes the
/// engine's first hash table; batches are bounded by their input, not by this.
const BATCH_MEMORY_BYTES: usize = 50_000_000;

/// A source with all that is to be found in it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its record.
    pub source: SourceRecord,
    /// Its passages, in order.
    pub passages: Vec<PassageRecord>,
    /// Its dropped blocks, in order.
    pub dropped: Vec<DroppedRecord>,
    /// What the corpus pass needs of it.
    pub profile: Profile,
    /// The shingles of its body, sorted.
    pub shingles: Vec<u32>,
}

/// Some sources on their way into the index: one segment of it, written by one thread.
///
/// Passages come first, then the sources, the profiles, the dropped blocks and the shingles, so that reading all
/// sources or all profiles touches few blocks.
pub struct Batch {
    dir: PathBuf,
    segment: Segment,
    writer: SegmentWriter,
    fields: Fields,
    maker: DocumentMaker,
    documents: DocId,
    passages: DocId,
    sources: Vec<SourceRecord>,
    amended: Vec<SourceRecord>,
    profiles: Vec<(ProfileRecord, Vec<u32>)>,
    dropped: Vec<(SourceId, Vec<DroppedRecord>)>,
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Batch").field("passages", &self.passages).finish_non_exhaustive()
    }
}

/// A batch that is written and waits to be taken in.
#[derive(Debug)]
pub struct Finished {
    /// Nothing where no document was written.
    pub(super) segment: Option<SegmentMeta>,
    pub(super) sources: Vec<SourceRecord>,
    pub(super) amended: Vec<SourceRecord>,
    pub(super) statistics: Statistics,
}

/// The engine asks for a time stamp with every document; deletions never look back into a batch, so one does.
const NO_STAMP: Opstamp = 0;

impl Batch {
    pub(super) fn new(index: &Index, fields: Fields, dir: &Path) -> Result<Self, IndexError> {
        let segment = index.new_segment();
        let writer = SegmentWriter::for_segment(BATCH_MEMORY_BYTES, segment.clone())
            .map_err(|error| IndexError::of_engine(dir, error))?;
        Ok(Self {
            dir: dir.into(),
            segment,
            writer,
            fields,
            maker: DocumentMaker::new(fields),
            documents: 0,
            passages: 0,
            sources: Vec::new(),
            amended: Vec::new(),
            profiles: Vec::new(),
            dropped: Vec::new(),
        })
    }

    /// Adds a source. No two of one batch may have the same id.
    pub fn add(&mut self, entry: Entry) -> Result<(), IndexError> {
        let terms = SourceTerms::new(&entry.source.source, entry.source.first_seen);
        for (ordinal, passage) in (0..).zip(&entry.passages) {
            let document = self.maker.passage(&terms, ordinal, passage);
            self.write(document)?;
        }
        self.passages = self.documents;
        if !entry.dropped.is_empty() {
            self.dropped.push((entry.source.source.id.clone(), entry.dropped));
        }
        let profile = ProfileRecord { source: entry.source.source.id.clone(), profile: entry.profile };
        self.profiles.push((profile, entry.shingles));
        self.sources.push(entry.source);
        Ok(())
    }

    /// Replaces the record of a source of the last commit; its passages and all else stay as they are.
    pub fn amend(&mut self, record: SourceRecord) {
        self.amended.push(record);
    }

    /// Writes all to disk, invisible until it is taken in and committed.
    pub fn finish(mut self) -> Result<Finished, IndexError> {
        let (sources, amended) = (std::mem::take(&mut self.sources), std::mem::take(&mut self.amended));
        for source in sources.iter().chain(&amended) {
            let document = self.maker.source(source);
            self.write(document)?;
        }
        let profiles = std::mem::take(&mut self.profiles);
        for (profile, _) in &profiles {
            let document = self.maker.profile(profile);
            self.write(document)?;
        }
        for (source, blocks) in std::mem::take(&mut self.dropped) {
            let document = self.maker.dropped(source.as_str(), &blocks);
            self.write(document)?;
        }
        for (profile, shingles) in profiles.iter().filter(|(_, shingles)| !shingles.is_empty()) {
            let document = self.maker.shingles(profile.source.as_str(), shingles);
            self.write(Ok(document))?;
        }
        let Self { dir, segment, writer, fields, documents, passages, .. } = self;
        if documents == 0 {
            return Ok(Finished { segment: None, sources, amended, statistics: Statistics::default() });
        }
        let engine_error = |error| IndexError::of_engine(&dir, error);
        writer.finalize().map_err(engine_error)?;
        let segment = segment.with_max_doc(documents);
        let reader = SegmentReader::open(&segment).map_err(engine_error)?;
        let statistics = statistics::of_passages(&reader, fields, 0..passages).map_err(engine_error)?;
        Ok(Finished { segment: Some(segment.meta().clone()), sources, amended, statistics })
    }

    fn write(&mut self, document: serde_json::Result<TantivyDocument>) -> Result<(), IndexError> {
        let document =
            document.map_err(|error| IndexError::Damaged { dir: self.dir.clone(), source: Box::new(error) })?;
        self.writer
            .add_document(AddOperation { opstamp: NO_STAMP, document })
            .map_err(|error| IndexError::of_engine(&self.dir, error))?;
        self.documents += 1;
        Ok(())
    }
}
