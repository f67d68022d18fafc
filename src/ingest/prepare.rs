use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    IngestOptions,
    plan::{Input, Job},
    report::{Failure, Skip},
};
use crate::{
    clean::{self, Article},
    passage::{self, Passage},
    source::{self, Capture, MediaType, SourceError},
    tag::{Tagger, Tags},
};

/// A source read, cleaned, split and tagged.
#[derive(Debug)]
pub(super) struct Prepared {
    pub media_type: MediaType,
    pub hash: String,
    pub article: Article,
    pub passages: Vec<Passage>,
    pub tags: Vec<Tags>,
}

/// What became of a job before anything is written.
#[derive(Debug)]
pub(super) enum Preparation {
    Ready(Box<Prepared>),
    Unchanged,
    Failed(Failure),
    Skipped(Skip),
}

/// Reads, cleans, splits and tags one source. Nothing that is in it stops the others: even a fault of this program
/// that it brings to light is reported as this source's failure.
pub(super) fn prepare(job: &Job, tagger: &Tagger, options: &IngestOptions) -> Preparation {
    catch_unwind(AssertUnwindSafe(|| attempt(job, tagger, options))).unwrap_or_else(|_| {
        Preparation::Failed(Failure {
            path: job.path.clone(),
            error: "a fault in this program, which the text of this file brings to light".to_owned(),
            hint: Some("please report it, with the file".to_owned()),
        })
    })
}

fn attempt(job: &Job, tagger: &Tagger, options: &IngestOptions) -> Preparation {
    let read;
    let capture: &Capture = match &job.input {
        Input::Given(capture) => capture,
        Input::File(found) => match source::read(found, &options.read) {
            Ok(capture) => {
                read = capture;
                &read
            }
            Err(error) => return unread(job, found.named, &error),
        },
    };
    let hash = digest(capture);
    if !job.forced && job.before.as_ref().is_some_and(|before| before.stamp.hash == hash) {
        return Preparation::Unchanged;
    }
    let article = match clean::clean(capture, &options.clean) {
        Ok(article) => article,
        Err(error) => {
            let hint = error.hint().map(str::to_owned);
            return Preparation::Failed(Failure { path: job.path.clone(), error: error.to_string(), hint });
        }
    };
    let passages = passage::split(&article, &options.split);
    let tags = tagger.tag(&article, &passages);
    Preparation::Ready(Box::new(Prepared { media_type: capture.media_type, hash, article, passages, tags }))
}

/// A file that was met in a folder and is no text, or cannot be opened, is passed over; one that was named, or of
/// which the index has an earlier copy, has failed.
fn unread(job: &Job, named: bool, error: &SourceError) -> Preparation {
    let path = job.path.clone();
    match error.skip_reason() {
        Some(reason) if !named && job.before.is_none() => {
            Preparation::Skipped(Skip { path, reason: reason.to_string() })
        }
        _ => Preparation::Failed(Failure { path, error: in_full(error), hint: error.hint().map(str::to_owned) }),
    }
}

/// An error with its causes.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// What tells whether a source's words or its sidecar have changed, 32 hexadecimal digits.
pub(super) fn digest(capture: &Capture) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(capture.text.as_bytes());
    hasher.update(format!("{:?} {:?}", capture.media_type, capture.sidecar).as_bytes());
    hasher.finalize().to_hex().chars().take(32).collect()
}
