//! The work on all cores: chunks of files, each read, cleaned, split, tagged and written by one thread.
//!
//! A chunk is decided by the sizes of the files alone and becomes one segment of the index, so the result does not
//! depend on how many threads there are. Identities are given out in the order of the chunks: a thread that has
//! prepared its chunk waits until those before it have theirs.

use std::{
    ops::Range,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    IngestError, IngestOptions, Progress,
    identity::{Claims, Identity},
    plan::{Input, Job, bytes_on_disk},
    prepare::{Preparation, Prepared, prepare},
    report::{Failure, Skip},
};
use crate::{
    index::{
        Entry, Finished, Writer,
        record::{LedgerSummary, PassageRecorder, Source, SourceRecord, Stamp, dropped_blocks},
    },
    source::SourceId,
    tag::Tagger,
};

/// A chunk takes files up to so many bytes of text: large enough that a segment's fixed cost (files, opening,
/// closing) vanishes, small enough that a chunk on each core fits in memory.
const CHUNK_BYTES: u64 = 4 << 20;

/// How many bytes of a saved page give one byte of text, about; it sizes chunks only.
const PAGE_BYTES_PER_TEXT_BYTE: u64 = 8;

/// What all threads share.
pub(super) struct Work<'run> {
    pub jobs: &'run [Job],
    pub tagger: &'run Tagger,
    pub options: &'run IngestOptions,
    pub progress: &'run dyn Progress,
    pub now: i64,
}

/// What became of a source.
#[derive(Debug)]
pub(super) enum Outcome {
    Added,
    Changed,
    Unchanged,
    Failed(Failure),
    Skipped(Skip),
}

/// A chunk that is written and waits to be taken in.
#[derive(Debug)]
pub(super) struct Chunk {
    /// In the order of the jobs.
    pub outcomes: Vec<Outcome>,
    pub notes: Vec<String>,
    /// What files of the chunk were known as before, where that has changed (a URL was filled in).
    pub renamed: Vec<SourceId>,
    pub finished: Finished,
}

/// Who may give out identities now.
struct Turnstile {
    state: Mutex<(usize, Claims)>,
    moved: Condvar,
    abandoned: AtomicBool,
}

impl Turnstile {
    fn lock(&self) -> MutexGuard<'_, (usize, Claims)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of chunk `at`, then does `give` and lets the next one in. Nothing where all is given up.
    fn pass<T>(&self, at: usize, give: impl FnOnce(&mut Claims) -> T) -> Option<T> {
        let mut state = self.lock();
        while state.0 != at {
            if self.abandoned.load(Ordering::Relaxed) {
                return None;
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let given = give(&mut state.1);
        state.0 += 1;
        drop(state);
        self.moved.notify_all();
        Some(given)
    }

    fn abandon(&self) {
        let state = self.lock();
        self.abandoned.store(true, Ordering::Relaxed);
        drop(state);
        self.moved.notify_all();
    }
}

/// Does the work on `threads` threads. The chunks come back in the order of the jobs.
pub(super) fn run(work: &Work<'_>, claims: Claims, writer: &Writer, threads: usize) -> Result<Vec<Chunk>, IngestError> {
    let chunks = chunks(work.jobs);
    let next = AtomicUsize::new(0);
    let turnstile =
        Turnstile { state: Mutex::new((0, claims)), moved: Condvar::new(), abandoned: AtomicBool::new(false) };
    let done: Mutex<Vec<(usize, Result<Chunk, IngestError>)>> = Mutex::new(Vec::with_capacity(chunks.len()));
    thread::scope(|scope| {
        for _ in 0..threads.min(chunks.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(range) = chunks.get(at).cloned() else { break };
                    let Some(chunk) = work.chunk(at, range, &turnstile, writer).transpose() else { break };
                    if chunk.is_err() {
                        turnstile.abandon();
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, chunk));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, chunk)| chunk).collect()
}

/// Cuts the jobs into chunks, by their sizes alone.
fn chunks(jobs: &[Job]) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, job) in jobs.iter().enumerate() {
        let text_bytes = match &job.input {
            Input::File(found) if is_page(&found.path) => bytes_on_disk(job) / PAGE_BYTES_PER_TEXT_BYTE,
            _ => bytes_on_disk(job),
        };
        if at > start && bytes + text_bytes > CHUNK_BYTES {
            chunks.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += text_bytes;
    }
    if start < jobs.len() {
        chunks.push(start..jobs.len());
    }
    chunks
}

fn is_page(path: &std::path::Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm"))
}

impl Work<'_> {
    /// Nothing where another thread has given up.
    fn chunk(
        &self,
        at: usize,
        range: Range<usize>,
        turnstile: &Turnstile,
        writer: &Writer,
    ) -> Result<Option<Chunk>, IngestError> {
        let jobs = self.jobs.get(range).unwrap_or_default();
        let mut preparations = Vec::with_capacity(jobs.len());
        for job in jobs {
            if self.progress.is_stopped() {
                return Err(IngestError::Stopped);
            }
            if turnstile.abandoned.load(Ordering::Relaxed) {
                return Ok(None);
            }
            preparations.push(prepare(job, self.tagger, self.options));
            self.progress.advance(&job.path);
        }
        let identities = turnstile.pass(at, |claims| -> Vec<Option<Identity>> {
            let pairs = jobs.iter().zip(&preparations);
            pairs.map(|(job, preparation)| identity(claims, job, preparation)).collect()
        });
        let Some(identities) = identities else { return Ok(None) };
        let mut batch = writer.batch()?;
        let (mut outcomes, mut notes, mut renamed) = (Vec::with_capacity(jobs.len()), Vec::new(), Vec::new());
        for ((job, preparation), identity) in jobs.iter().zip(preparations).zip(identities) {
            let outcome = match (preparation, identity) {
                (Preparation::Ready(prepared), Some(identity)) => {
                    if let Some(rival) = &identity.rival {
                        notes.push(format!(
                            "`{}` and `{rival}` say they are the same page: the former goes by its path",
                            job.path
                        ));
                    }
                    let before = job.before.as_ref().filter(|before| before.identity != identity.text);
                    renamed.extend(before.map(|before| before.source.id.clone()));
                    batch.add(self.entry(job, *prepared, identity))?;
                    if job.before.is_some() { Outcome::Changed } else { Outcome::Added }
                }
                (Preparation::Ready(_) | Preparation::Unchanged, _) => Outcome::Unchanged,
                (Preparation::Failed(failure), _) => {
                    if job.before.is_some() {
                        notes.push(format!("the earlier copy of `{}` stays in the index", job.path));
                    }
                    Outcome::Failed(failure)
                }
                (Preparation::Skipped(skip), _) => Outcome::Skipped(skip),
            };
            outcomes.push(outcome);
        }
        Ok(Some(Chunk { outcomes, notes, renamed, finished: batch.finish()? }))
    }

    fn entry(&self, job: &Job, prepared: Prepared, identity: Identity) -> Entry {
        let Prepared { media_type, hash, article, passages, tags } = prepared;
        let id = SourceId::of(&identity.text);
        let dropped = dropped_blocks(&id, &article);
        let mut recorder = PassageRecorder::new(id.clone(), job.name.clone(), &article);
        let passages: Vec<_> =
            passages.into_iter().zip(tags).map(|(passage, tags)| recorder.record(passage, tags)).collect();
        let source = SourceRecord {
            root: job.root.clone(),
            location: job.location.clone(),
            identity: identity.text,
            stamp: stamp(job, hash),
            media_type,
            layer: article.layer,
            passages: u32::try_from(passages.len()).unwrap_or(u32::MAX),
            ledger: LedgerSummary::of(&article),
            first_seen: job.before.as_ref().map_or(self.now, |before| before.first_seen),
            ingested_at: self.now,
            source: Source::of(id, job.name.clone(), job.path.clone(), article.reference, article.damage),
        };
        Entry { source, passages, dropped }
    }
}

fn identity(claims: &mut Claims, job: &Job, preparation: &Preparation) -> Option<Identity> {
    let Preparation::Ready(prepared) = preparation else { return None };
    let before = job.before.as_ref().map(|record| record.identity.as_str());
    let path = if job.path == "-" { job.location.as_str() } else { job.path.as_str() };
    Some(claims.claim(&job.location, before, prepared.article.reference.url.as_deref(), path))
}

fn stamp(job: &Job, hash: String) -> Stamp {
    match &job.input {
        Input::File(found) => {
            Stamp { file: found.stamp, sidecar: found.sidecar.as_ref().map(|sidecar| sidecar.stamp), hash }
        }
        Input::Given(_) => Stamp { hash, ..Stamp::default() },
    }
}
