use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    clean::Layer,
    corpus::Profile,
    discourse::Stance,
    index::{
        Entry, IndexError, Manifest, Reader, Writer, WriterOptions,
        record::{LedgerSummary, PassageRecord, Source, SourceRecord, SpanRecord, Stamp},
    },
    passage::{PassageId, PassageKind},
    search::SearchError,
    source::{MediaType, SourceId},
    text::{Lines, Span},
};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectionError {
    /// A file of the collection cannot be read.
    #[error("cannot read `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line is not what it should be.
    #[error("cannot read line {line} of `{}`: {expected} expected", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// The scratch index cannot be made or read.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A search failed.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Question {
    /// Id in the judgements.
    #[serde(rename = "_id")]
    pub id: String,
    /// As asked.
    pub text: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Document {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
}

/// Documents, questions and judgements.
#[derive(Clone, Debug)]
pub struct Collection {
    documents: Vec<Document>,
    /// All questions, judged or not.
    pub questions: Vec<Question>,
    /// Gain by question and document; what is not judged is not there.
    pub gains: BTreeMap<String, BTreeMap<String, i32>>,
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, CollectionError> {
    let file = File::open(path).map_err(|source| CollectionError::File { path: path.into(), source })?;
    let is_packed = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn Read> =
        if is_packed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    Ok(Box::new(BufReader::new(reader)))
}

fn lines<T>(path: &Path, expected: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, CollectionError> {
    let mut values = Vec::new();
    for (number, line) in (1..).zip(open(path)?.lines()) {
        let line = line.map_err(|source| CollectionError::File { path: path.into(), source })?;
        if !line.trim().is_empty() {
            let value = parse(&line).ok_or(CollectionError::Line { path: path.into(), line: number, expected })?;
            values.push(value);
        }
    }
    Ok(values)
}

fn judgement(line: &str) -> Option<(String, String, i32)> {
    let mut parts = line.split_whitespace();
    let (question, _, document) = (parts.next()?, parts.next()?, parts.next()?);
    Some((question.to_owned(), document.to_owned(), parts.next()?.parse().ok()?))
}

impl Collection {
    /// Reads a collection.
    pub fn read(dir: &Path) -> Result<Self, CollectionError> {
        let plain = dir.join("corpus.jsonl");
        let corpus = if plain.exists() { plain } else { dir.join("corpus.jsonl.gz") };
        let documents =
            lines(&corpus, "an object with `_id`, `title` and `text`", |line| serde_json::from_str(line).ok())?;
        let questions = lines(&dir.join("queries.jsonl"), "an object with `_id` and `text`", |line| {
            serde_json::from_str(line).ok()
        })?;
        let mut gains: BTreeMap<String, BTreeMap<String, i32>> = BTreeMap::new();
        for (question, document, gain) in lines(&dir.join("qrels.txt"), "`query 0 document gain`", judgement)? {
            gains.entry(question).or_default().insert(document, gain);
        }
        Ok(Self { documents, questions, gains })
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    pub(super) fn documents_by_key(&self) -> BTreeMap<u64, &str> {
        let key = |document: &Document| u64::from_str_radix(passage_id(document).as_str(), 16).ok();
        self.documents.iter().filter_map(|document| Some((key(document)?, document.id.as_str()))).collect()
    }

    pub(super) fn index(&self, dir: &Path) -> Result<Reader, CollectionError> {
        let mut writer = Writer::open(dir, &WriterOptions::default())?;
        let mut batch = writer.batch()?;
        for document in &self.documents {
            batch.add(entry(document))?;
        }
        writer.accept(batch.finish()?)?;
        writer.commit(Manifest::default())?;
        Ok(Reader::open(dir)?)
    }
}

fn source_id(document: &Document) -> SourceId {
    SourceId::of(&document.id)
}

fn passage_id(document: &Document) -> PassageId {
    PassageId::of(&source_id(document), &document.text, 0)
}

fn entry(document: &Document) -> Entry {
    let source = Source {
        id: source_id(document),
        name: document.id.clone(),
        path: document.id.clone(),
        title: None,
        author: Vec::new(),
        poster: None,
        site: None,
        issued: None,
        url: None,
        language: None,
        copies_of: None,
        damage: Vec::new(),
    };
    let bytes = Span::from([0, u32::try_from(document.text.len()).unwrap_or(u32::MAX)]);
    let passage = PassageRecord {
        id: passage_id(document),
        reference: format!("{}:1", document.id),
        kind: PassageKind::Paragraph,
        text: document.text.clone(),
        context: Vec::new(),
        heading: if document.title.is_empty() { Vec::new() } else { vec![document.title.clone()] },
        source: source.id.clone(),
        edits: Vec::new(),
        span: SpanRecord { layer: Layer::Raw, bytes, lines: Lines { first: 1, last: 1 } },
        roles: Vec::new(),
        topics: Vec::new(),
        stance: Stance::Asserted,
        quotations: Vec::new(),
        sentences: Vec::new(),
        post: None,
        runs: Vec::new(),
        parts: Vec::new(),
    };
    let source = SourceRecord {
        source,
        root: String::new(),
        identity: document.id.clone(),
        location: String::new(),
        stamp: Stamp::default(),
        media_type: MediaType::Plain,
        layer: Layer::Raw,
        passages: 1,
        ledger: LedgerSummary::default(),
        first_seen: 0,
        ingested_at: 0,
        group: None,
        repeated: Vec::new(),
        corrections: Vec::new(),
    };
    Entry { source, passages: vec![passage], dropped: Vec::new(), profile: Profile::default(), shingles: Vec::new() }
}
