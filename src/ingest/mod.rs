//! Ingestion: composes source, clean, passage, tag and index.
//!
//! First every new or changed source is read and drafted (`survey.rs`), then each draft is finished with what the rest
//! of the index has to say on it (`finish.rs`), so that a file is read and parsed once.
//!
//! In:  files, folders, standard input. Out: an index that holds what is in them, and a [`Report`].
//!
//! Always: one commit at the end or none; a file that is as it was is not read again; one bad file does not sink the
//! rest, and what was known of it stays; memory is bounded by the number of threads, the largest file and a fixed
//! sum for drafts that wait, not by the number of files; the result depends on the files and the order of their names, not on threads or time.

mod correct;
mod decisions;
mod dupes;
mod error;
mod finish;
#[cfg(test)]
mod fixture;
mod forget;
mod identity;
mod pipeline;
mod plan;
mod report;
mod survey;
#[cfg(test)]
mod tests;
mod trial;
mod update;
mod wishes;

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    path::PathBuf,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

pub use correct::{Corrected, State, Wish, correct, on as corrections_on, states, undo};
pub use decisions::read as decisions;
pub use dupes::{Decided, join, split};
pub use error::IngestError;
pub use finish::{Finished, as_indexed};
pub use forget::{forget, matching};
pub use identity::source_of;
pub use report::{Blocks, Failure, Report, Skip, Sources};
pub use trial::{ChangedPassage, LeftOut, Standing, TagChange, TagKind, Trial, try_taxonomy};

use crate::{
    clean::CleanOptions,
    index::{Manifest, Writer, WriterOptions},
    passage::SplitOptions,
    source::{ReadOptions, WalkOptions},
    taxonomy::Taxonomy,
};
use update::Update;

/// Enough for 5,000 articles of 2,000 words.
const DRAFT_BYTES: usize = 256 << 20;

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
    /// Memory that drafts may take which wait for the corpus pass, in bytes; what is beyond is read again when its turn
    /// comes.
    pub max_draft_bytes: usize,
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
            max_draft_bytes: DRAFT_BYTES,
            rebuild: false,
        }
    }
}

/// Who watches an ingestion. Called from several threads.
pub trait Progress: Sync {
    /// So many steps are to be done, two a file: it is read, then finished. Called before the first, and again where
    /// more turn up.
    fn total(&self, steps: usize) {
        let _ = steps;
    }

    /// One more step has been done.
    fn advance(&self, path: &str) {
        let _ = path;
    }

    /// All steps are done; the commit begins.
    fn committing(&self) {}

    /// Whether to stop; the index is then as it was before.
    fn is_stopped(&self) -> bool {
        false
    }
}

/// Nobody watches.
impl Progress for () {}

/// Takes `roots` in: files, folders, `-` for standard input. What vanished below them is removed. Without roots what
/// is in the index is grouped and cleaned by people's decisions as they stand.
pub fn ingest(
    roots: &[PathBuf],
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
) -> Result<Report, IngestError> {
    let begun = Instant::now();
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
    progress.total(2 * plan.jobs.len());
    let mut report = Report { notes: plan.notes, ..Report::default() };
    report.sources.skipped = plan.skipped;
    report.sources.unchanged = plan.unchanged;
    report.sources.removed = plan.vanished.len();
    let decisions = decisions::read(&options.index, &mut report.notes)?;
    let update = Update::new(taxonomy, options, progress, &decisions, true);
    let copies = update.run(&mut writer, &plan.jobs, &plan.claims, &mut report)?;
    progress.committing();
    let ingested_at = if report.sources.added > 0 { update.now } else { manifest.ingested_at };
    conclude(writer, Manifest { roots: plan.roots, ingested_at, copies, ..manifest }, &mut report)?;
    report.seconds = begun.elapsed().as_secs_f64();
    Ok(report)
}

/// Counts what the index holds now, and commits where it is another than before.
fn conclude(writer: Writer, manifest: Manifest, report: &mut Report) -> Result<(), IngestError> {
    let mut orphans = 0;
    for record in writer.sources().values() {
        report.count(record);
        orphans += record.corrections.iter().filter(|applied| !applied.found).count();
    }
    if orphans > 0 {
        let what = if orphans == 1 {
            "1 correction does not find its words any more and has".to_owned()
        } else {
            format!("{orphans} corrections do not find their words any more and have")
        };
        report.notes.push(format!("{what} no effect: `roledex correct check`"));
    }
    if writer.is_changed() || !manifest.says_the_same(writer.last().manifest()) {
        writer.commit(manifest)?;
    }
    Ok(())
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
