//! The work on all cores, in two steps: every source is surveyed, then those that are new or changed are finished.
//!
//! The second step works on chunks of sources, each finished and written by one thread. A chunk is decided by the
//! sizes of the files alone and becomes one segment of the index, so the result does not depend on how many threads
//! there are. Identities are given out between the steps, in the order of the jobs.

use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    IngestError, IngestOptions, Progress,
    finish::{Ready, finish},
    plan::{Input, Job, bytes_on_disk},
    report::Failure,
    survey::{Survey, Waiting, survey},
};
use crate::{
    corrections::Corrections,
    index::{Finished, Writer},
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
    pub tagger: &'run Tagger,
    pub decisions: &'run Corrections,
    pub options: &'run IngestOptions,
    pub progress: &'run dyn Progress,
    pub threads: usize,
    pub now: i64,
}

/// A chunk that is written and waits to be taken in.
#[derive(Debug)]
pub(super) struct Chunk {
    /// What could not be finished after all, by place among the jobs.
    pub failed: Vec<(usize, Failure)>,
    /// What sources of the chunk were known as before, where that has changed (a URL was filled in).
    pub renamed: Vec<SourceId>,
    pub finished: Finished,
}

impl Work<'_> {
    /// Surveys the jobs; the answers come back in their order.
    pub(super) fn survey(&self, jobs: &[Job]) -> Result<Vec<Survey>, IngestError> {
        let waiting = Waiting::default();
        self.on_threads(jobs, |job| {
            let survey = survey(job, self.options, &waiting);
            self.progress.advance(&job.path);
            Ok(survey)
        })
    }

    /// Finishes the jobs that are ready, each with its own; the chunks come back in the order of the jobs.
    pub(super) fn finish(
        &self,
        jobs: &[Job],
        ready: Vec<Option<Ready>>,
        writer: &Writer,
    ) -> Result<Vec<Chunk>, IngestError> {
        let ready: Vec<Mutex<Option<Ready>>> = ready.into_iter().map(Mutex::new).collect();
        self.on_threads(&chunks(jobs), |range| {
            let mut batch = writer.batch()?;
            let (mut failed, mut renamed) = (Vec::new(), Vec::new());
            for at in range.clone() {
                let (Some(job), Some(ready)) = (jobs.get(at), ready.get(at)) else { continue };
                self.check_stop()?;
                let ready = ready.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(ready) = ready {
                    match finish(self, job, ready) {
                        Ok(entry) => {
                            let before = job.before.as_ref();
                            let other = before.filter(|before| before.identity != entry.source.identity);
                            renamed.extend(other.map(|before| before.source.id.clone()));
                            batch.add(entry)?;
                        }
                        Err(failure) => failed.push((at, failure)),
                    }
                }
                self.progress.advance(&job.path);
            }
            Ok(Chunk { failed, renamed, finished: batch.finish()? })
        })
    }

    fn check_stop(&self) -> Result<(), IngestError> {
        if self.progress.is_stopped() { Err(IngestError::Stopped) } else { Ok(()) }
    }

    /// Does `step` for each of `items` on all threads; the results come back in the order of the items. After a
    /// failure no new item is begun.
    fn on_threads<I: Sync, T: Send>(
        &self,
        items: &[I],
        step: impl Fn(&I) -> Result<T, IngestError> + Sync,
    ) -> Result<Vec<T>, IngestError> {
        let (next, given_up) = (AtomicUsize::new(0), AtomicBool::new(false));
        let done: Mutex<Vec<(usize, Result<T, IngestError>)>> = Mutex::new(Vec::with_capacity(items.len()));
        thread::scope(|scope| {
            for _ in 0..self.threads.min(items.len()) {
                scope.spawn(|| {
                    while !given_up.load(Ordering::Relaxed) {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(item) = items.get(at) else { break };
                        let result = self.check_stop().and_then(|()| step(item));
                        if result.is_err() {
                            given_up.store(true, Ordering::Relaxed);
                        }
                        done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, result)| result).collect()
    }
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
