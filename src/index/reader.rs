//! Reading: one commit of an index, and the records in it by id, kind and address.
//!
//! What a person types is resolved to a record in `resolve.rs`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use tantivy::{
    DocAddress, DocSet, Index, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term,
    schema::{Field, IndexRecordOption, Value},
};

use super::{
    CollectionStatistics, Fields, IndexError, Manifest, analyser,
    directory::ReadDirectory,
    document::key,
    look::{Found, look, other_version},
    record::{DroppedRecord, PassageRecord, ProfileRecord, SourceRecord},
    schema::{DROPPED, PASSAGE, PROFILE, SHINGLES, SOURCE, schema},
    vocabulary::Vocabulary,
};
use crate::{
    corpus::{Profile, packed::unpack},
    passage::PassageId,
    source::SourceId,
};

/// One commit of an index. Cheap to open: nothing is read until it is asked for.
#[derive(Debug)]
pub struct Reader {
    dir: PathBuf,
    searcher: SearcherHandle,
    fields: Fields,
    manifest: Manifest,
    pub(super) vocabulary: Vocabulary,
}

struct SearcherHandle(Searcher);

impl std::fmt::Debug for SearcherHandle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Searcher")
    }
}

impl Reader {
    /// Opens the last commit of the index in `dir`. Fails where there is none, or one of another version.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        let engine = |error| IndexError::of_engine(dir, error);
        match look(dir)? {
            Found::Index(manifest) if manifest.is_current() => {}
            Found::Index(manifest) => return Err(other_version(dir, &manifest)),
            Found::Nothing => return Err(IndexError::Missing { dir: dir.into() }),
            Found::Other(found) => return Err(IndexError::NotAnIndex { dir: dir.into(), found }),
        }
        let directory = ReadDirectory::open(dir).map_err(|error| engine(error.into()))?;
        let index = Index::open(directory).map_err(engine)?;
        Self::of_index(dir, &index)
    }

    pub(super) fn of_index(dir: &Path, index: &Index) -> Result<Self, IndexError> {
        let engine = |error| IndexError::of_engine(dir, error);
        analyser::register(index.tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(engine)?;
        let payload = index.load_metas().map_err(engine)?.payload;
        let manifest = Manifest::parse(payload.as_deref()).unwrap_or_else(Manifest::empty);
        let (_, fields) = schema();
        let (dir, searcher, vocabulary) = (dir.into(), SearcherHandle(reader.searcher()), Vocabulary::default());
        Ok(Self { dir, searcher, fields, manifest, vocabulary })
    }

    /// Where the index is.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The engine's view of the commit.
    #[must_use]
    pub const fn searcher(&self) -> &Searcher {
        &self.searcher.0
    }

    /// Handles of the fields.
    #[must_use]
    pub const fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What the commit says of itself.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Statistics for ranking, the same for the same sources whatever happened before. Give them to
    /// `Searcher::search_with_statistics_provider`.
    #[must_use]
    pub const fn statistics(&self) -> CollectionStatistics<'_> {
        CollectionStatistics::of(self)
    }

    /// All sources, by root and path. Reads every source record: not for a search's common path.
    pub fn sources(&self) -> Result<Vec<SourceRecord>, IndexError> {
        let mut sources: Vec<SourceRecord> = self.records(&[self.term(self.fields.doc, SOURCE)])?;
        sources.sort_by(|one, other| (&one.root, &one.source.path).cmp(&(&other.root, &other.source.path)));
        Ok(sources)
    }

    /// The source of an id.
    pub fn source(&self, id: &SourceId) -> Result<SourceRecord, IndexError> {
        self.documents_of(id, SOURCE)?
            .pop()
            .ok_or_else(|| IndexError::NoSuchSource { wanted: id.to_string(), nearest: None })
    }

    /// The sources that hold the same text as `original`, which looks original among them, and it itself.
    pub fn group(&self, original: &SourceId) -> Result<Vec<SourceId>, IndexError> {
        let terms = [self.term(self.fields.group, original.as_str()), self.term(self.fields.doc, SOURCE)];
        let records: Vec<SourceRecord> = self.records(&terms)?;
        Ok(records.into_iter().map(|record| record.source.id).collect())
    }

    /// The passages of a source, in its order.
    pub fn passages(&self, source: &SourceId) -> Result<Vec<PassageRecord>, IndexError> {
        self.documents_of(source, PASSAGE)
    }

    /// The dropped blocks of a source, in its order.
    pub fn dropped(&self, source: &SourceId) -> Result<Vec<DroppedRecord>, IndexError> {
        let lists: Vec<Vec<DroppedRecord>> = self.documents_of(source, DROPPED)?;
        Ok(lists.into_iter().flatten().collect())
    }

    /// What the corpus pass needs of every source.
    pub fn profiles(&self) -> Result<BTreeMap<SourceId, Profile>, IndexError> {
        let records: Vec<ProfileRecord> = self.records(&[self.term(self.fields.doc, PROFILE)])?;
        Ok(records.into_iter().map(|record| (record.source, record.profile)).collect())
    }

    /// The shingles of a source's body, sorted; empty where it has none.
    pub fn shingles(&self, source: &SourceId) -> Result<Vec<u32>, IndexError> {
        let terms = [self.term(self.fields.source, source.as_str()), self.term(self.fields.doc, SHINGLES)];
        let Some(address) = self.addresses(&terms)?.into_iter().next() else { return Ok(Vec::new()) };
        Ok(unpack(&self.bytes_at(address)?))
    }

    /// The passage of an id.
    pub fn passage(&self, id: &PassageId) -> Result<PassageRecord, IndexError> {
        let missing = || IndexError::NoSuchPassage { wanted: id.to_string(), nearest: None, dropped: None };
        let key = key(id).ok_or_else(missing)?;
        for (ordinal, segment) in (0..).zip(self.searcher().segment_readers()) {
            let column = segment.fast_fields().u64("key").map_err(|error| self.engine(error))?;
            let mut found = Vec::new();
            column.get_docids_for_value_range(key..=key, 0..segment.max_doc(), &mut found);
            for doc in found.into_iter().filter(|&doc| !segment.is_deleted(doc)) {
                let record = self.passage_at(DocAddress::new(ordinal, doc))?;
                if record.id == *id {
                    return Ok(record);
                }
            }
        }
        Err(missing())
    }

    /// The passage at an address that the engine gave.
    pub fn passage_at(&self, address: DocAddress) -> Result<PassageRecord, IndexError> {
        self.record_at(address)
    }

    /// The dropped blocks of the source at an address that the engine gave.
    pub fn dropped_at(&self, address: DocAddress) -> Result<Vec<DroppedRecord>, IndexError> {
        self.record_at(address)
    }

    fn engine(&self, error: tantivy::TantivyError) -> IndexError {
        IndexError::of_engine(&self.dir, error)
    }

    #[expect(clippy::unused_self, reason = "reads like the other ways to ask the index")]
    fn term(&self, field: Field, text: &str) -> Term {
        Term::from_field_text(field, text)
    }

    fn documents_of<R: DeserializeOwned>(&self, source: &SourceId, kind: &str) -> Result<Vec<R>, IndexError> {
        self.records(&[self.term(self.fields.source, source.as_str()), self.term(self.fields.doc, kind)])
    }

    fn records<R: DeserializeOwned>(&self, terms: &[Term]) -> Result<Vec<R>, IndexError> {
        self.addresses(terms)?.into_iter().map(|address| self.record_at(address)).collect()
    }

    /// Where the documents are that hold all of `terms`, in the order in which they were written.
    pub(super) fn addresses(&self, terms: &[Term]) -> Result<Vec<DocAddress>, IndexError> {
        let mut addresses = Vec::new();
        for (ordinal, segment) in (0..).zip(self.searcher().segment_readers()) {
            let found = documents_with(segment, terms).map_err(|error| self.engine(error))?;
            addresses.extend(found.into_iter().map(|doc| DocAddress::new(ordinal, doc)));
        }
        Ok(addresses)
    }

    fn bytes_at(&self, address: DocAddress) -> Result<Vec<u8>, IndexError> {
        let document: TantivyDocument = self.searcher().doc(address).map_err(|error| self.engine(error))?;
        Ok(document.get_first(self.fields.record).and_then(|value| value.as_bytes()).unwrap_or_default().to_vec())
    }

    fn record_at<R: DeserializeOwned>(&self, address: DocAddress) -> Result<R, IndexError> {
        let document: TantivyDocument = self.searcher().doc(address).map_err(|error| self.engine(error))?;
        let json = document.get_first(self.fields.record).and_then(|value| value.as_bytes()).unwrap_or_default();
        serde_json::from_slice(json)
            .map_err(|error| IndexError::Damaged { dir: self.dir.clone(), source: Box::new(error) })
    }
}

fn documents_with(segment: &SegmentReader, terms: &[Term]) -> tantivy::Result<Vec<u32>> {
    let mut postings = Vec::with_capacity(terms.len());
    for term in terms {
        let Some(found) = segment.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)? else {
            return Ok(Vec::new());
        };
        postings.push(found);
    }
    let mut found = Vec::new();
    let Some((first, rest)) = postings.split_first_mut() else { return Ok(found) };
    let mut doc = first.doc();
    'documents: while doc != TERMINATED {
        for other in rest.iter_mut() {
            let at = if other.doc() < doc { other.seek(doc) } else { other.doc() };
            if at != doc {
                doc = if at == TERMINATED { TERMINATED } else { first.seek(at) };
                continue 'documents;
            }
        }
        if !segment.is_deleted(doc) {
            found.push(doc);
        }
        doc = first.advance();
    }
    Ok(found)
}
