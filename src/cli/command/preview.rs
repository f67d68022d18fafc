//! Reads one file as ingestion would, without an index.

use std::{
    io,
    path::{Path, PathBuf},
};

use anyhow::Result;
use roledex::{
    clean::{Article, CleanOptions, clean},
    index::record::{PassageRecord, PassageRecorder, Source},
    ingest,
    passage::{SplitOptions, split},
    source::{self, Capture, Origin, ReadOptions, WalkOptions},
    tag::Tagger,
};

use crate::cli::settings::Settings;

/// A file, cleaned.
pub(super) struct Cleaned {
    /// Its record, with the short name that its path alone gives.
    pub(super) source: Source,
    /// The article with its ledger.
    pub(super) article: Article,
}

/// How to clean under these settings. Fails where a rule is switched off that does not exist or cannot be.
pub(super) fn clean_options(settings: &Settings) -> Result<CleanOptions> {
    Ok(CleanOptions::without_rules(settings.rules_off.iter().cloned())?)
}

/// How to read under these settings.
pub(super) const fn read_options(settings: &Settings) -> ReadOptions {
    ReadOptions { max_bytes: settings.max_file_mib << 20 }
}

/// How to walk under these settings.
pub(super) fn walk_options(settings: &Settings) -> WalkOptions {
    WalkOptions {
        follow_links: settings.follow_links,
        max_bytes: settings.max_file_mib << 20,
        ..WalkOptions::default()
    }
}

/// Reads `path`, or standard input where it is `-`.
pub(super) fn read(path: &Path, settings: &Settings) -> Result<Capture> {
    if path == Path::new("-") {
        return Ok(source::read_stream(Origin::StandardInput, io::stdin(), None, &read_options(settings))?);
    }
    let walk = source::walk(&[PathBuf::from(path)], &walk_options(settings))?;
    match walk.files.as_slice() {
        [found] => Ok(source::read(found, &read_options(settings))?),
        found => anyhow::bail!("`{}` is a folder of {} files: name one file", path.display(), found.len()),
    }
}

/// Cleans a capture.
pub(super) fn cleaned(capture: &Capture, options: &CleanOptions) -> Result<Cleaned> {
    let article = clean(capture, options)?;
    let source = ingest::source_of(capture, &article);
    Ok(Cleaned { source, article })
}

/// The passages that the file would give.
pub(super) fn passages(cleaned: &Cleaned, tagger: &Tagger) -> Vec<PassageRecord> {
    let passages = split(&cleaned.article, &SplitOptions::default());
    let tags = tagger.tag(&cleaned.article, &passages);
    let source = &cleaned.source;
    let mut recorder = PassageRecorder::new(source.id.clone(), source.name.clone(), &cleaned.article);
    passages.into_iter().zip(tags).map(|(passage, tags)| recorder.record(passage, tags)).collect()
}
