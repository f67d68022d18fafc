//! The first look: every new or changed source is read and cleaned as far as its own file goes.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{
    IngestOptions,
    plan::{Input, Job},
    report::{Failure, Skip},
};
use crate::{
    clean::{self, Draft},
    corpus::Profile,
    index::record::host,
    source::{self, Capture, MediaType, Reference, SourceError},
};

/// A source read and cleaned as far as its own file goes.
#[derive(Debug)]
pub(super) struct Drafted {
    pub media_type: MediaType,
    pub hash: String,
    /// The address by which it is known, where it gives one.
    pub address: Option<String>,
    /// What the corpus pass needs of it.
    pub profile: Profile,
    /// The shingles of its body.
    pub shingles: Vec<u32>,
    /// Nothing where memory was short: the file is read again.
    pub draft: Option<Draft>,
}

/// What a first look at a job gives.
#[derive(Debug)]
pub(super) enum Survey {
    Drafted(Box<Drafted>),
    Unchanged,
    Failed(Failure),
    Skipped(Skip),
}

/// Memory that drafts take which wait to be finished.
#[derive(Debug, Default)]
pub(super) struct Waiting(AtomicUsize);

impl Waiting {
    /// Whether a draft may wait, where all may take `max_bytes`.
    fn admits(&self, draft: &Draft, max_bytes: usize) -> bool {
        let bytes = draft.bytes();
        let admits = self.0.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= max_bytes;
        if !admits {
            self.0.fetch_sub(bytes, Ordering::Relaxed);
        }
        admits
    }
}

/// Reads and drafts one source. Nothing that is in it stops the others: even a fault of this program that it brings
/// to light is reported as this source's failure.
pub(super) fn survey(job: &Job, options: &IngestOptions, waiting: &Waiting) -> Survey {
    let looked = catch_unwind(AssertUnwindSafe(|| match look(job, options)? {
        Some(mut drafted) => {
            drafted.draft = drafted.draft.filter(|draft| waiting.admits(draft, options.max_draft_bytes));
            Ok(Survey::Drafted(Box::new(drafted)))
        }
        None => Ok(Survey::Unchanged),
    }));
    match looked {
        Ok(Ok(survey) | Err(survey)) => survey,
        Err(_) => Survey::Failed(fault(job)),
    }
}

/// The same for a source whose draft could not wait. Fails where the file is no longer the one that was surveyed.
pub(super) fn draft_again(job: &Job, hash: &str, options: &IngestOptions) -> Result<Draft, Failure> {
    let changed = || Failure {
        path: job.path.clone(),
        error: "it changed while it was being read".to_owned(),
        hint: Some("run it again".to_owned()),
    };
    let again = Job { forced: true, ..job.clone() };
    match look(&again, options) {
        Ok(Some(Drafted { hash: now, draft: Some(draft), .. })) if now == hash => Ok(draft),
        Err(Survey::Failed(failure)) => Err(failure),
        _ => Err(changed()),
    }
}

/// What is said of a source on which this program breaks.
pub(super) fn fault(job: &Job) -> Failure {
    Failure {
        path: job.path.clone(),
        error: "a fault in this program, which the text of this file brings to light".to_owned(),
        hint: Some("please report it, with the file".to_owned()),
    }
}

/// The draft, or nothing where the source is as it was, or why there is none.
fn look(job: &Job, options: &IngestOptions) -> Result<Option<Drafted>, Survey> {
    let read;
    let capture: &Capture = match &job.input {
        Input::Given(capture) => capture,
        Input::File(found) => match source::read(found, &options.read) {
            Ok(capture) => {
                read = capture;
                &read
            }
            Err(error) => return Err(unread(job, found.named, &error)),
        },
    };
    let hash = digest(capture);
    if !job.forced && job.before.as_ref().is_some_and(|before| before.stamp.hash == hash) {
        return Ok(None);
    }
    let draft = clean::draft(capture, &options.clean).map_err(|error| {
        let hint = error.hint().map(str::to_owned);
        Survey::Failed(Failure { path: job.path.clone(), error: error.to_string(), hint })
    })?;
    let address = super::identity::address(draft.reference()).map(str::to_owned);
    let (profile, shingles) = Profile::of(&draft, site(job, draft.reference()));
    Ok(Some(Drafted { media_type: capture.media_type, hash, address, profile, shingles, draft: Some(draft) }))
}

/// Host of the page's own address, else the top folder, else nothing: a block that three articles of nowhere share may
/// well be a quotation. Standard input has no site, for it cannot be read again when others come to share its blocks.
fn site(job: &Job, reference: &Reference) -> String {
    if matches!(job.input, Input::Given(_)) {
        return String::new();
    }
    let folder = || Some(format!("{}/{}", job.root, job.path.split_once('/')?.0));
    super::identity::address(reference).and_then(host).or_else(folder).unwrap_or_default()
}

/// A file that was met in a folder and is no text, or cannot be opened, is passed over; one that was named, or of
/// which the index has an earlier copy, has failed.
fn unread(job: &Job, named: bool, error: &SourceError) -> Survey {
    let path = job.path.clone();
    match error.skip_reason() {
        Some(reason) if !named && job.before.is_none() => Survey::Skipped(Skip { path, reason: reason.to_string() }),
        _ => Survey::Failed(Failure { path, error: in_full(error), hint: error.hint().map(str::to_owned) }),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Found, MediaType, Origin, Stamp};

    fn job(input: Input, path: &str) -> Job {
        let (root, path, location) = ("/articles".to_owned(), path.to_owned(), String::new());
        Job { input, root, path, location, name: String::new(), before: None, forced: false }
    }

    #[test]
    fn a_site_is_a_host_or_a_folder_and_standard_input_has_none() {
        let file = |path: &str| {
            let origin = Origin::File { root: "/articles".into(), relative: path.to_owned() };
            let found = Found { origin, path: path.into(), stamp: Stamp::default(), sidecar: None, named: false };
            job(Input::File(found), path)
        };
        let at = |url: &str, own: &str| Reference {
            url: (!url.is_empty()).then(|| url.to_owned()),
            own_url: (!own.is_empty()).then(|| own.to_owned()),
            ..Reference::default()
        };
        assert_eq!(site(&file("a/b/c.html"), &at("https://www.Blog.example/x", "")), "blog.example");
        assert_eq!(site(&file("a.html"), &at("https://blog.example/x", "https://wire.example/y")), "wire.example");
        assert_eq!(site(&file("a/b/c.html"), &at("", "")), "/articles/a");
        assert_eq!(site(&file("c.html"), &at("", "")), "");
        let given = Capture::of_text(Origin::StandardInput, MediaType::Plain, "Words.".to_owned());
        assert_eq!(site(&job(Input::Given(Box::new(given)), "-"), &at("https://blog.example/x", "")), "");
    }
}
