//! Folders of articles for the tests of this stage, each with a place for an index beside it.

use std::{fs, path::PathBuf};

use super::{IngestError, IngestOptions, Report, forget, ingest};
use crate::{
    index::{Reader, record::SourceRecord},
    taxonomy::Taxonomy,
};

/// A folder of articles and a place for an index beside it.
pub(super) struct Place {
    pub(super) dir: tempfile::TempDir,
    pub(super) options: IngestOptions,
}

impl Place {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let options = IngestOptions::new(dir.path().join("index"));
        let place = Self { dir, options };
        for (path, text) in files {
            place.write(path, text);
        }
        place
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join("articles").join(path)
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        fs::write(path, text).expect("it is written");
    }

    pub(super) fn try_ingest(&self, roots: &[&str]) -> Result<Report, IngestError> {
        let roots: Vec<PathBuf> = roots.iter().map(|root| self.path(root)).collect();
        ingest(&roots, &Taxonomy::built_in(), &self.options, &())
    }

    pub(super) fn ingest(&self, roots: &[&str]) -> Report {
        self.try_ingest(roots).expect("it goes in")
    }

    pub(super) fn forget(&self, wanted: &str) -> Result<Vec<SourceRecord>, IngestError> {
        forget(&[wanted.to_owned()], &Taxonomy::built_in(), &self.options, &()).map(|(gone, _)| gone)
    }

    pub(super) fn reader(&self) -> Reader {
        Reader::open(&self.options.index).expect("there is an index")
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.reader().sources().expect("they are read").into_iter().map(|record| record.source.name).collect()
    }
}

pub(super) const OWNER: &str = "The product owner orders the backlog and decides what is built next. Nobody else in the company \
                     may change that order, and the team asks her when a story is not clear to them.\n";
pub(super) const MANAGER: &str = "A product manager looks at the market and at what customers pay for. She writes the strategy \
                       down, argues for it with the board, and measures in every quarter whether it holds.\n";

/// Sources added, changed, unchanged, removed, failed, skipped.
pub(super) fn counts(report: &Report) -> [usize; 6] {
    let sources = &report.sources;
    [sources.added, sources.changed, sources.unchanged, sources.removed, sources.failed.len(), sources.skipped.len()]
}

/// What a reader sees, as one text.
pub(super) fn dump(reader: &Reader) -> String {
    let mut lines = Vec::new();
    for record in reader.sources().expect("they are read") {
        lines.push(format!("{} {} {}", record.source.name, record.source.id, record.passages));
        lines.push(format!("{:?} {:?} {:?}", record.source, record.group, record.repeated));
        for passage in reader.passages(&record.source.id).expect("they are read") {
            lines.push(serde_json::to_string(&passage).expect("it is plain"));
        }
        for block in reader.dropped(&record.source.id).expect("they are read") {
            lines.push(serde_json::to_string(&block).expect("it is plain"));
        }
    }
    lines.join("\n")
}
