use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use tantivy::{
    DocAddress, DocId, Index, IndexSettings, IndexWriter, Opstamp, Segment, SegmentMeta, SegmentReader,
    TantivyDocument, Term,
    directory::MmapDirectory,
    indexer::{AddOperation, IndexWriterOptions, NoMergePolicy, SegmentWriter},
};

use super::{
    FieldTokens, Fields, IndexError, Manifest, Reader, Statistics, analyser, compact,
    document::{DocumentMaker, SourceTerms},
    reader::{Found, look, other_version},
    record::{DroppedRecord, PassageRecord, ProfileRecord, SourceRecord},
    removal::Removal,
    schema::{PASSAGE, SOURCE, schema},
};
use crate::{corpus::Profile, source::SourceId};

/// Memory that one batch's terms may take before the engine would rather see it written, in bytes. It sizes the
/// engine's first hash table; batches are bounded by their input, not by this.
const BATCH_MEMORY_BYTES: usize = 50_000_000;

/// How to open an index for writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriterOptions {
    /// Make the index anew where it is of another version or damaged. The old one stands until the commit.
    pub rebuild: bool,
}

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
                anew = Some(dir.join(ANEW));
                roots = manifest.roots;
            }
            Err(IndexError::Damaged { .. }) if options.rebuild => anew = Some(dir.join(ANEW)),
            Err(error) => return Err(error),
            Ok(Found::Index(manifest)) => roots = manifest.roots,
            Ok(Found::Nothing) => {}
        }
        let target = anew.clone().unwrap_or_else(|| dir.to_path_buf());
        if anew.is_some() {
            remove_dir(&target)?;
        }
        create_dir(&target)?;
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
            move_in(&anew, &self.dir)?;
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
            let gone = statistics_of(segment, self.fields, passages.into_iter())
                .map_err(|error| IndexError::of_engine(&self.dir, error))?;
            self.statistics = self.statistics.less(gone);
        }
        self.gone.extend(self.last.addresses(&[source])?);
        Ok(())
    }
}

/// Statistics of some passages of a segment.
fn statistics_of(
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

fn settings() -> IndexSettings {
    // Batches are filled on all cores already; a thread more for each would only pass blocks around.
    IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() }
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
    segment: Option<SegmentMeta>,
    sources: Vec<SourceRecord>,
    amended: Vec<SourceRecord>,
    statistics: Statistics,
}

/// The engine asks for a time stamp with every document; deletions never look back into a batch, so one does.
const NO_STAMP: Opstamp = 0;

impl Batch {
    fn new(index: &Index, fields: Fields, dir: &Path) -> Result<Self, IndexError> {
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
        let statistics = statistics_of(&reader, fields, 0..passages).map_err(engine_error)?;
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

/// Where an index is made that takes the place of one of another version.
const ANEW: &str = ".anew";

fn file_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> IndexError {
    let path = path.to_path_buf();
    move |source| IndexError::File { action, path, source: source.into() }
}

fn create_dir(dir: &Path) -> Result<(), IndexError> {
    fs::create_dir_all(dir).map_err(file_error("create", dir))
}

fn remove_dir(dir: &Path) -> Result<(), IndexError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(file_error("remove", dir)(error)),
        _ => Ok(()),
    }
}

/// Puts a new index in the place of the old: its files first, under names that no other has, then in one step the
/// file that says which files make up the index. Last the old files go.
fn move_in(anew: &Path, dir: &Path) -> Result<(), IndexError> {
    const META: &str = "meta.json";
    const MANAGED: &str = ".managed.json";
    let names = |dir: &Path| -> Result<BTreeSet<std::ffi::OsString>, IndexError> {
        let entries = fs::read_dir(dir).map_err(file_error("read", dir))?;
        Ok(entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect())
    };
    let (old, new) = (names(dir)?, names(anew)?);
    let is_segment = |name: &&std::ffi::OsString| {
        let name = name.to_string_lossy();
        name.len() > 33 && name.chars().take(32).all(|digit| digit.is_ascii_hexdigit())
    };
    let rename = |name: &std::ffi::OsStr| {
        let target = dir.join(name);
        fs::rename(anew.join(name), &target).map_err(file_error("write", &target))
    };
    for name in new.iter().filter(is_segment) {
        rename(name)?;
    }
    rename(MANAGED.as_ref())?;
    rename(META.as_ref())?;
    for name in old.iter().filter(is_segment) {
        let path = dir.join(name);
        fs::remove_file(&path).map_err(file_error("remove", &path))?;
    }
    remove_dir(anew)
}
