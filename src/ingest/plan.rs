use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{ByLocation, IngestError, IngestOptions, identity::Claims, report::Skip};
use crate::{
    index::{Manifest, Writer, assign_names, record::SourceRecord},
    source::{self, Capture, Found, Origin, SkipReason, SourceId, Walk, WalkOptions},
};

/// What a job reads.
#[derive(Clone, Debug)]
pub(super) enum Input {
    /// A file that a walk found.
    File(Found),
    /// What came in on standard input.
    Given(Box<Capture>),
}

/// One source to be read.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// What to read.
    pub input: Input,
    /// The root that it is known below, absolute; empty for standard input.
    pub root: String,
    /// Its path below the root.
    pub path: String,
    /// The absolute path of its file; empty for standard input.
    pub location: String,
    /// Its short name.
    pub name: String,
    /// What the index has of it.
    pub before: Option<SourceRecord>,
    /// Whether to take it in even where it is as it was.
    pub forced: bool,
}

impl Job {
    /// Reads a source of the index again, as it is known there. Nothing where its file is not there any more.
    pub(super) fn again(record: &SourceRecord, options: &IngestOptions) -> Option<Self> {
        let file = record.file()?;
        let found = source::walk(&[file], &options.walk).ok()?.files.into_iter().next()?;
        let origin = Origin::File { root: PathBuf::from(&record.root), relative: record.source.path.clone() };
        Some(Self {
            input: Input::File(Found { origin, ..found }),
            root: record.root.clone(),
            path: record.source.path.clone(),
            location: record.location.clone(),
            name: record.source.name.clone(),
            before: Some(record.clone()),
            forced: true,
        })
    }
}

/// What an ingestion has to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What to read, by root, then by path.
    pub jobs: Vec<Job>,
    /// How many files are as they were.
    pub unchanged: usize,
    /// Sources whose files are gone.
    pub vanished: Vec<SourceId>,
    /// Entries that were passed over.
    pub skipped: Vec<Skip>,
    /// Who holds which identity, the vanished left out.
    pub claims: Claims,
    /// All roots that the index has seen, by path.
    pub roots: Vec<String>,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// Compares what is below the roots with what is in the index.
pub(super) fn plan(
    roots: &[PathBuf],
    writer: &Writer,
    manifest: &Manifest,
    options: &IngestOptions,
) -> Result<Plan, IngestError> {
    let mut plan = Plan::default();
    let (streams, mut folders): (Vec<PathBuf>, Vec<PathBuf>) =
        roots.iter().cloned().partition(|root| root.as_os_str() == "-");
    let before = writer.last().manifest();
    let known = !writer.sources().is_empty();
    let forced = options.rebuild
        || known
            && (manifest.taxonomy.as_str(), manifest.settings.as_str())
                != (before.taxonomy.as_str(), before.settings.as_str());
    if forced {
        plan.take_in_again(&mut folders, writer, options.rebuild);
    }
    let own_folder = fs::canonicalize(&options.index).ok();
    let walking = WalkOptions { own_folder, ..options.walk.clone() };
    let walk = if folders.is_empty() { Walk::default() } else { source::walk(&folders, &walking)? };
    plan.roots = writer.known_roots().iter().cloned().chain(walk.roots.iter().map(|root| shown(root))).collect();
    plan.roots.sort();
    plan.roots.dedup();
    let by_location: ByLocation<'_> =
        writer.sources().values().map(|record| (record.location.as_str(), record)).collect();
    plan.find_vanished(&walk, &by_location);
    for skipped in walk.skipped.iter().filter(|skipped| skipped.reason != SkipReason::Sidecar) {
        plan.skipped.push(Skip { path: skipped.origin.to_string(), reason: skipped.reason.to_string() });
    }
    for found in walk.files {
        plan.file(found, &by_location, forced);
    }
    if !streams.is_empty() {
        plan.standard_input(&by_location, options)?;
    }
    let vanished: BTreeSet<&SourceId> = plan.vanished.iter().collect();
    let stay = || writer.sources().values().filter(|record| !vanished.contains(&record.source.id));
    let claims = Claims::of(stay());
    let taken: BTreeSet<String> = stay().map(|record| record.source.name.clone()).collect();
    plan.claims = claims;
    plan.name(&taken);
    Ok(plan)
}

/// An absolute path as it is stored.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

impl Plan {
    /// Adds the roots of earlier ingestions: with other settings all sources are to be read again, not some.
    fn take_in_again(&mut self, folders: &mut Vec<PathBuf>, writer: &Writer, asked: bool) {
        if !asked {
            self.notes.push("the taxonomy or other settings have changed: all sources are read again".to_owned());
        }
        for root in writer.known_roots() {
            let path = PathBuf::from(root);
            if path.exists() {
                folders.push(path);
            } else {
                self.notes.push(format!("`{root}` is not there: its sources stay as they were"));
            }
        }
    }

    /// Sources below the roots that the walk did not meet, less those that it could not have met.
    fn find_vanished(&mut self, walk: &Walk, by_location: &ByLocation<'_>) {
        let met: BTreeSet<String> = walk.files.iter().map(|found| shown(&found.path)).collect();
        let closed: Vec<PathBuf> = walk
            .skipped
            .iter()
            .filter(|skipped| matches!(skipped.reason, SkipReason::Unreadable { .. }))
            .filter_map(|skipped| match &skipped.origin {
                Origin::File { root, relative } => Some(root.join(relative)),
                Origin::StandardInput => None,
            })
            .collect();
        for (location, record) in by_location {
            let path = Path::new(location);
            let below = !location.is_empty() && walk.roots.iter().any(|root| path.starts_with(root));
            if !below || met.contains(*location) {
                continue;
            }
            if closed.iter().any(|closed| path.starts_with(closed)) {
                self.notes.push(format!("`{}` cannot be read now: its passages stay", record.source.path));
            } else {
                self.vanished.push(record.source.id.clone());
            }
        }
    }

    fn file(&mut self, found: Found, by_location: &ByLocation<'_>, forced: bool) {
        let location = shown(&found.path);
        let before = by_location.get(location.as_str()).copied();
        let sidecar = found.sidecar.as_ref().map(|sidecar| sidecar.stamp);
        if !forced && before.is_some_and(|record| record.stamp.is_of(found.stamp, sidecar)) {
            self.unchanged += 1;
            return;
        }
        let (root, path) = match (before, &found.origin) {
            (Some(record), _) => (record.root.clone(), record.source.path.clone()),
            (None, Origin::File { root, relative }) => (shown(root), relative.clone()),
            (None, Origin::StandardInput) => (String::new(), "-".to_owned()),
        };
        let (name, before) = (String::new(), before.cloned());
        self.jobs.push(Job { input: Input::File(found), root, path, location, name, before, forced });
    }

    /// A text on standard input is a source of its own: it is known by its words, not by where it came from.
    fn standard_input(&mut self, by_location: &ByLocation<'_>, options: &IngestOptions) -> Result<(), IngestError> {
        let capture = source::read_stream(Origin::StandardInput, io::stdin().lock(), None, &options.read)?;
        let location = format!("-{}", super::survey::digest(&capture));
        let before = by_location.get(location.as_str()).map(|record| (*record).clone());
        self.jobs.push(Job {
            input: Input::Given(Box::new(capture)),
            root: String::new(),
            path: "-".to_owned(),
            location,
            name: String::new(),
            before,
            forced: false,
        });
        Ok(())
    }

    /// Gives each job its name: the one that it had, or a new one.
    fn name(&mut self, taken: &BTreeSet<String>) {
        let new: Vec<&str> = self.jobs.iter().filter(|job| job.before.is_none()).map(|job| job.path.as_str()).collect();
        let mut names = assign_names(&new, taken).into_iter();
        for job in &mut self.jobs {
            job.name = match &job.before {
                Some(record) => record.source.name.clone(),
                None => names.next().unwrap_or_default(),
            };
        }
    }
}

/// The size of a file on disk, now.
pub(super) fn bytes_on_disk(job: &Job) -> u64 {
    match &job.input {
        Input::File(found) => found.stamp.bytes,
        Input::Given(capture) => capture.text.len() as u64,
    }
}
