use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use tantivy::{
    DocAddress, DocSet, Index, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term,
    query::Bm25StatisticsProvider,
    schema::{Field, IndexRecordOption, Value},
};

use super::{
    Fields, IndexError, Manifest, Statistics, analyser,
    directory::ReadDirectory,
    document::key,
    manifest::FORMAT,
    record::{DroppedRecord, PassageRecord, ProfileRecord, SourceRecord},
    schema::{DROPPED, PASSAGE, PROFILE, SHINGLES, SOURCE, schema},
    vocabulary::Vocabulary,
};
use crate::{
    clean::Layer,
    corpus::{Profile, packed::unpack},
    corrections,
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

/// What there is in a directory.
pub(super) enum Found {
    /// It does not exist, or holds nothing but hidden files and people's corrections.
    Nothing,
    /// An index of ours, of this or another version.
    Index(Box<Manifest>),
    /// Something else.
    Other(String),
}

/// Folder in an index directory that the guided tour keeps its own articles and index in; not part of the index.
pub const TOUR: &str = "demo";

/// Looks what is in `dir` without opening it as an index.
pub(super) fn look(dir: &Path) -> Result<Found, IndexError> {
    let failed = |source: std::io::Error| IndexError::File { action: "read", path: dir.into(), source: source.into() };
    let meta = dir.join("meta.json");
    match fs::read(&meta) {
        Ok(bytes) => {
            let meta: serde_json::Value = serde_json::from_slice(&bytes)
                .map_err(|error| IndexError::Damaged { dir: dir.into(), source: Box::new(error) })?;
            let segments = meta.get("segments").and_then(|segments| segments.as_array()).map_or(0, Vec::len);
            match Manifest::parse(meta.get("payload").and_then(serde_json::Value::as_str)) {
                Some(manifest) => Ok(Found::Index(Box::new(manifest))),
                // A first ingestion that did not get as far as its commit leaves an index without a manifest.
                None if segments == 0 => Ok(Found::Nothing),
                None => Ok(Found::Other("meta.json".to_owned())),
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut entries = match fs::read_dir(dir) {
                Ok(entries) => entries,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
                Err(error) => return Err(failed(error)),
            };
            let other = entries.find_map(|entry| {
                let name = entry.ok()?.file_name().to_string_lossy().into_owned();
                (!name.starts_with('.') && name != TOUR && name != corrections::FILE).then_some(name)
            });
            Ok(other.map_or(Found::Nothing, Found::Other))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            let name = dir.file_name().unwrap_or(dir.as_os_str()).to_string_lossy().into_owned();
            Ok(Found::Other(name))
        }
        Err(error) => Err(failed(error)),
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
        CollectionStatistics { reader: self }
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

    /// The source that a person means: by short name, id, path below its root, or URL.
    pub fn find_source(&self, wanted: &str) -> Result<SourceRecord, IndexError> {
        let by_term = |field| -> Result<Option<SourceId>, IndexError> {
            let terms = [self.term(field, wanted), self.term(self.fields.doc, PASSAGE)];
            let Some(address) = self.addresses(&terms)?.into_iter().next() else { return Ok(None) };
            Ok(Some(self.passage_at(address)?.source))
        };
        for field in [self.fields.name, self.fields.path, self.fields.source] {
            if let Ok(Some(id)) = by_term(field) {
                return self.source(&id);
            }
        }
        // A source without passages is known by its record alone.
        let sources = self.sources()?;
        let is_wanted = |record: &&SourceRecord| {
            let source = &record.source;
            [source.name.as_str(), source.id.as_str(), source.path.as_str()].contains(&wanted)
                || source.url.as_deref() == Some(wanted)
        };
        if let Some(found) = sources.iter().find(is_wanted) {
            return Ok(found.clone());
        }
        // A name as a narrow terminal shows it, its middle cut out.
        if let Some((head, tail)) = wanted.split_once('…') {
            let name = |record: &&SourceRecord| {
                let name = record.source.name.as_str();
                name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
            };
            let mut named = sources.iter().filter(name);
            if let (Some(only), None) = (named.next(), named.next()) {
                return Ok(only.clone());
            }
        }
        let names = sources.iter().map(|record| record.source.name.as_str());
        Err(IndexError::NoSuchSource { wanted: wanted.to_owned(), nearest: nearest(wanted, names) })
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

    /// The passage that a person means: by id, or by `SOURCE:LINE` with any line inside it. Where two begin on the
    /// line, `SOURCE:LINE.2` is the second.
    pub fn resolve(&self, wanted: &str) -> Result<PassageRecord, IndexError> {
        if wanted.len() == 16 && wanted.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let digits = wanted.to_ascii_lowercase();
            if let Ok(id) = serde_json::from_value(digits.into()) {
                return self.passage(&id);
            }
        }
        let missing = |nearest| IndexError::NoSuchPassage { wanted: wanted.to_owned(), nearest, dropped: None };
        let Some((name, place)) = wanted.rsplit_once(':') else { return Err(missing(None)) };
        let (line, number) = place.split_once('.').unwrap_or((place, "1"));
        let (Ok(line), Ok(number)) = (line.parse::<u32>(), number.parse::<usize>()) else { return Err(missing(None)) };
        let source = self.find_source(name)?.source.id;
        let passages = self.passages(&source)?;
        let begins = passages.iter().filter(|passage| passage.span.lines.first == line).nth(number.max(1) - 1);
        let holds = || passages.iter().find(|passage| number == 1 && passage.span.lines.contains(line));
        if let Some(found) = begins.or_else(holds) {
            return Ok(found.clone());
        }
        let nearest = passages.iter().min_by_key(|passage| passage.span.lines.first.abs_diff(line));
        // Of a page's article the lines are its own, not those of the file.
        let of_file = nearest.is_none_or(|passage| passage.span.layer == Layer::Raw);
        let dropped = if of_file { self.dropped(&source)? } else { Vec::new() };
        let there = dropped.into_iter().find(|block| block.lines.contains(line)).map(|block| block.rule);
        let nearest = nearest.map(|passage| passage.reference.clone());
        Err(IndexError::NoSuchPassage { wanted: wanted.to_owned(), nearest, dropped: there })
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

pub(super) fn other_version(dir: &Path, manifest: &Manifest) -> IndexError {
    let wanted = format!("{FORMAT}.{}", analyser::VERSION);
    IndexError::OtherVersion { dir: dir.into(), found: manifest.version(), wanted }
}

/// The name closest to what was asked for, if any is close.
fn nearest<'name>(wanted: &str, names: impl Iterator<Item = &'name str>) -> Option<String> {
    let scored = names.map(|name| (strsim::normalized_damerau_levenshtein(wanted, name), name));
    let (score, name) = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (score >= 0.5).then(|| name.to_owned())
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

/// BM25's statistics of the passages alone, from the manifest.
#[derive(Clone, Copy, Debug)]
pub struct CollectionStatistics<'reader> {
    reader: &'reader Reader,
}

impl CollectionStatistics<'_> {
    /// Sums over all passages.
    #[must_use]
    pub const fn sums(&self) -> Statistics {
        self.reader.manifest.statistics
    }
}

impl Bm25StatisticsProvider for CollectionStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let (fields, tokens) = (&self.reader.fields, self.sums().tokens);
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
