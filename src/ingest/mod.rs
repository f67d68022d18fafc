//! Ingestion: composes source, clean, passage, tag and index.
//!
//! In:  files, folders, standard input. Out: an index that holds what is in them, and a [`Report`].
//!
//! Always: one commit at the end or none; a file that is as it was is not read again; one bad file does not sink the
//! rest, and what was known of it stays; memory is bounded by the number of threads and the largest file, not by the
//! number of files; the result depends on the files and the order of their names, not on threads or time.

mod error;
mod forget;
mod identity;
mod pipeline;
mod plan;
mod prepare;
mod report;
#[cfg(test)]
mod tests;
mod trial;

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    path::PathBuf,
    thread,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

pub use error::IngestError;
pub use forget::{forget, matching};
pub use identity::source_of;
pub use report::{Blocks, Failure, Report, Skip, Sources};
pub use trial::{ChangedPassage, LeftOut, Standing, TagChange, TagKind, Trial, try_taxonomy};

use crate::{
    clean::CleanOptions,
    index::{Manifest, Writer, WriterOptions},
    passage::SplitOptions,
    source::{ReadOptions, WalkOptions},
    tag::Tagger,
    taxonomy::Taxonomy,
};
use pipeline::Outcome;

/// How to ingest.
#[derive(Clone, Debug)]
pub struct IngestOptions {
    /// The directory of the index.
    pub index: PathBuf,
    /// How folders are walked.
    pub walk: WalkOptions,
    /// How files are read.
    pub read: ReadOptions,
    /// How articles are cleaned.
    pub clean: CleanOptions,
    /// How articles are split.
    pub split: SplitOptions,
    /// Threads to work on; all cores where nothing is said.
    pub threads: Option<NonZeroUsize>,
    /// Read every file again; make an index of another version anew.
    pub rebuild: bool,
}

impl IngestOptions {
    /// All by default, into the index in `index`.
    #[must_use]
    pub fn new(index: PathBuf) -> Self {
        Self {
            index,
            walk: WalkOptions::default(),
            read: ReadOptions::default(),
            clean: CleanOptions::default(),
            split: SplitOptions::default(),
            threads: None,
            rebuild: false,
        }
    }
}

/// Who watches an ingestion. Called from several threads.
pub trait Progress: Sync {
    /// So many files are to be read. Called once, before the first.
    fn total(&self, files: usize) {
        let _ = files;
    }

    /// One more file has been read.
    fn advance(&self, path: &str) {
        let _ = path;
    }

    /// All files are read; the commit begins.
    fn committing(&self) {}

    /// Whether to stop; the index is then as it was before.
    fn is_stopped(&self) -> bool {
        false
    }
}

/// Nobody watches.
impl Progress for () {}

/// Takes `roots` in: files, folders, `-` for standard input. What vanished below them is removed.
pub fn ingest(
    roots: &[PathBuf],
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
) -> Result<Report, IngestError> {
    let begun = Instant::now();
    let now = seconds_since_1970();
    let mut writer = Writer::open(&options.index, &WriterOptions { rebuild: options.rebuild })?;
    let manifest = Manifest {
        taxonomy: taxonomy.digest.clone(),
        settings: settings_digest(options),
        ..writer.last().manifest().clone()
    };
    let plan = plan::plan(roots, &writer, &manifest, options)?;
    for source in &plan.vanished {
        writer.remove(source)?;
    }
    progress.total(plan.jobs.len());
    let tagger = Tagger::new(taxonomy);
    let threads = options.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let mut report = Report { notes: plan.notes, ..Report::default() };
    report.sources.skipped = plan.skipped;
    report.sources.unchanged = plan.unchanged;
    report.sources.removed = plan.vanished.len();
    let work = pipeline::Work { jobs: &plan.jobs, tagger: &tagger, options, progress, now };
    let chunks = pipeline::run(&work, plan.claims, &writer, threads)?;
    // All that changed its identity goes first: another file may be known by the old one now.
    for source in chunks.iter().flat_map(|chunk| &chunk.renamed) {
        writer.remove(source)?;
    }
    for chunk in chunks {
        for outcome in chunk.outcomes {
            match outcome {
                Outcome::Added => report.sources.added += 1,
                Outcome::Changed => report.sources.changed += 1,
                Outcome::Unchanged => report.sources.unchanged += 1,
                Outcome::Failed(failure) => report.sources.failed.push(failure),
                Outcome::Skipped(skip) => report.sources.skipped.push(skip),
            }
        }
        report.notes.extend(chunk.notes);
        writer.accept(chunk.finished)?;
    }
    progress.committing();
    for record in writer.sources().values() {
        report.count(record);
    }
    let ingested_at = if report.sources.added > 0 { now } else { manifest.ingested_at };
    let manifest = Manifest { roots: plan.roots, ingested_at, ..manifest };
    if writer.is_changed() || !manifest.says_the_same(writer.last().manifest()) {
        writer.commit(manifest)?;
    }
    report.seconds = begun.elapsed().as_secs_f64();
    Ok(report)
}

fn seconds_since_1970() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

/// Digest of all that decides what becomes of a file, but for the taxonomy, which has its own.
fn settings_digest(options: &IngestOptions) -> String {
    let settings = format!("{} {:?} {:?}", env!("CARGO_PKG_VERSION"), options.clean, options.split);
    blake3::hash(settings.as_bytes()).to_hex().chars().take(16).collect()
}

/// Sources of the index by the absolute path of their file.
type ByLocation<'index> = BTreeMap<&'index str, &'index crate::index::record::SourceRecord>;
