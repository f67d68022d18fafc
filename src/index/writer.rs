//! Writing: sources are added, replaced and removed, and all of it is committed at once.
//!
//! What is added comes in batches (`batch.rs`), each a segment of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use tantivy::{
    DocAddress, DocId, Index, IndexSettings, IndexWriter, Term,
    directory::MmapDirectory,
    indexer::{IndexWriterOptions, NoMergePolicy},
};

use super::{
    Batch, Entry, Fields, Finished, IndexError, Manifest, Reader, Statistics, analyser, compact,
    look::{Found, look, other_version},
    rebuild,
    record::SourceRecord,
    removal::Removal,
    schema::{PASSAGE, SOURCE, schema},
    statistics,
};
use crate::source::SourceId;

/// How to open an index for writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriterOptions {
    /// Make the index anew where it is of another version or damaged. The old one stands until the commit.
    pub rebuild: bool,
}

/// The one that writes. Nothing is seen by readers before [`Writer::commit`]; dropping it leaves all as it was.
pub struct Writer {
    dir: PathBuf,
    index: Index,
    engine: IndexWriter,
    fields: Fields,
    last: Reader,
    roots: Vec<String>,
    sources: BTreeMap<SourceId, SourceRecord>,
    /// Documents of the last commit that the next will not have.
    gone: Vec<DocAddress>,
    /// Sources of the last commit that were removed or replaced.
    replaced: BTreeSet<SourceId>,
    statistics: Statistics,
    changed: bool,
    /// Where an index of another version is replaced: the directory that the new one is made in.
    anew: Option<PathBuf>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Writer").field("dir", &self.dir).field("changed", &self.changed).finish_non_exhaustive()
    }
}

impl Writer {
    /// Opens the index in `dir`, or makes an empty one where there is nothing.
    ///
    /// Fails where another program writes, where the directory holds something else, and where the index is of
    /// another version unless `options.rebuild` is set.
    pub fn open(dir: &Path, options: &WriterOptions) -> Result<Self, IndexError> {
        let mut anew = None;
        let mut roots = Vec::new();
        match look(dir) {
            Ok(Found::Other(found)) => return Err(IndexError::NotAnIndex { dir: dir.into(), found }),
            Ok(Found::Index(manifest)) if !manifest.is_current() => {
                if !options.rebuild {
                    return Err(other_version(dir, &manifest));
                }
                anew = Some(rebuild::place(dir));
                roots = manifest.roots;
            }
            Err(IndexError::Damaged { .. }) if options.rebuild => anew = Some(rebuild::place(dir)),
            Err(error) => return Err(error),
            Ok(Found::Index(manifest)) => roots = manifest.roots,
            Ok(Found::Nothing) => {}
        }
        let target = anew.clone().unwrap_or_else(|| dir.to_path_buf());
        if anew.is_some() {
            rebuild::clear(&target)?;
        }
        fs::create_dir_all(&target).map_err(IndexError::of_file("create", &target))?;
        let engine_error = |error| IndexError::of_engine(&target, error);
        let (schema, fields) = schema();
        let directory = MmapDirectory::open(&target).map_err(|error| engine_error(error.into()))?;
        let builder = Index::builder().schema(schema.clone()).settings(settings());
        let index = match builder.open_or_create(directory) {
            Ok(index) => index,
            // A first ingestion by another version that never came to its commit: nothing to lose.
            Err(tantivy::TantivyError::SchemaError(_)) => {
                let directory = MmapDirectory::open(&target).map_err(|error| engine_error(error.into()))?;
                Index::create(directory, schema, settings()).map_err(engine_error)?
            }
            Err(error) => return Err(engine_error(error)),
        };
        analyser::register(index.tokenizers());
        analyser::register(index.fast_field_tokenizer());
        let engine_options = IndexWriterOptions::builder().num_worker_threads(1).num_merge_threads(1).build();
        let engine: IndexWriter = index.writer_with_options(engine_options).map_err(engine_error)?;
        engine.set_merge_policy(Box::new(NoMergePolicy));
        let last = Reader::of_index(&target, &index)?;
        let sources = last.sources()?.into_iter().map(|record| (record.source.id.clone(), record)).collect();
        let statistics = last.manifest().statistics;
        let (dir, gone) = (dir.to_path_buf(), Vec::new());
        Ok(Self {
            dir,
            index,
            engine,
            fields,
            last,
            roots,
            sources,
            replaced: BTreeSet::new(),
            gone,
            statistics,
            changed: false,
            anew,
        })
    }

    /// The last commit, as it was when the writer was opened.
    #[must_use]
    pub const fn last(&self) -> &Reader {
        &self.last
    }

    /// The roots that were ingested into the index before, whichever version it is of.
    #[must_use]
    pub fn known_roots(&self) -> &[String] {
        &self.roots
    }

    /// The sources as they will be after a commit now.
    #[must_use]
    pub const fn sources(&self) -> &BTreeMap<SourceId, SourceRecord> {
        &self.sources
    }

    /// Whether there is anything to commit.
    #[must_use]
    pub const fn is_changed(&self) -> bool {
        self.changed
    }

    /// Takes a source out.
    pub fn remove(&mut self, id: &SourceId) -> Result<(), IndexError> {
        if self.sources.remove(id).is_some() {
            self.forget(id)?;
            self.changed = true;
        }
        Ok(())
    }

    /// Begins a batch of sources. Batches may be filled on several threads at once.
    pub fn batch(&self) -> Result<Batch, IndexError> {
        Batch::new(&self.index, self.fields, &self.dir)
    }

    /// Takes a finished batch in: its sources are added, or replace those of the same id; of those that it amends, the
    /// records alone are replaced.
    pub fn accept(&mut self, batch: Finished) -> Result<(), IndexError> {
        for record in batch.sources {
            self.forget(&record.source.id)?;
            self.sources.insert(record.source.id.clone(), record);
            self.changed = true;
        }
        for record in batch.amended {
            let terms = [(self.fields.source, record.source.id.as_str()), (self.fields.doc, SOURCE)];
            self.gone.extend(self.last.addresses(&terms.map(|(field, text)| Term::from_field_text(field, text)))?);
            self.sources.insert(record.source.id.clone(), record);
            self.changed = true;
        }
        if let Some(segment) = batch.segment {
            self.engine.add_segment(segment).map_err(|error| IndexError::of_engine(&self.dir, error))?;
        }
        self.statistics = self.statistics.plus(batch.statistics);
        Ok(())
    }

    /// Adds one source, or replaces the one of the same id. For many, fill a [`Batch`].
    pub fn add(&mut self, entry: Entry) -> Result<(), IndexError> {
        let mut batch = self.batch()?;
        batch.add(entry)?;
        self.accept(batch.finish()?)
    }

    /// Makes all changes visible at once and for good. `manifest` gives all but version and statistics.
    ///
    /// Afterwards segments that hold deleted documents are rewritten, so that these no longer count.
    pub fn commit(mut self, manifest: Manifest) -> Result<Manifest, IndexError> {
        let dir = self.dir.clone();
        let engine_error = |error| IndexError::of_engine(&dir, error);
        let sources = u64::try_from(self.sources.len()).unwrap_or(u64::MAX);
        let statistics = Statistics { sources, ..self.statistics };
        let manifest = Manifest { statistics, ..manifest }.of_this_version();
        let payload = serde_json::to_string(&manifest)
            .map_err(|error| IndexError::Damaged { dir: dir.clone(), source: Box::new(error) })?;
        let removal = Removal::new(self.last.searcher(), &self.gone);
        self.engine.delete_query(Box::new(removal)).map_err(engine_error)?;
        let mut prepared = self.engine.prepare_commit().map_err(engine_error)?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(engine_error)?;
        compact::compact(&self.index, &mut self.engine).map_err(engine_error)?;
        self.engine.wait_merging_threads().map_err(engine_error)?;
        if let Some(anew) = self.anew.take() {
            drop(self.last);
            rebuild::move_in(&anew, &self.dir)?;
        }
        Ok(manifest)
    }

    /// Leaves out what the last commit has of a source, and takes it out of the statistics.
    fn forget(&mut self, id: &SourceId) -> Result<(), IndexError> {
        if !self.replaced.insert(id.clone()) {
            return Ok(());
        }
        let source = Term::from_field_text(self.fields.source, id.as_str());
        let passage = Term::from_field_text(self.fields.doc, PASSAGE);
        let mut by_segment: BTreeMap<u32, Vec<DocId>> = BTreeMap::new();
        for address in self.last.addresses(&[source.clone(), passage])? {
            by_segment.entry(address.segment_ord).or_default().push(address.doc_id);
        }
        for (segment, passages) in by_segment {
            let segment = self.last.searcher().segment_reader(segment);
            let gone = statistics::of_passages(segment, self.fields, passages.into_iter())
                .map_err(|error| IndexError::of_engine(&self.dir, error))?;
            self.statistics = self.statistics.less(gone);
        }
        self.gone.extend(self.last.addresses(&[source])?);
        Ok(())
    }
}

fn settings() -> IndexSettings {
    // Batches are filled on all cores already; a thread more for each would only pass blocks around.
    IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() }
}
