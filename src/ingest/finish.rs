//! The second step: a draft in its context becomes an article, its passages, their tags, the records of the index.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    pipeline::Work,
    plan::{Input, Job},
    report::Failure,
    survey::{Drafted, draft_again, fault},
    wishes::Wishes,
};
use crate::{
    index::{
        Entry,
        record::{GroupRecord, LedgerSummary, PassageRecorder, Source, SourceRecord, Stamp, dropped_blocks},
    },
    passage,
    source::SourceId,
};

/// What bears on a source's cleaning besides its own file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// Hashes of its blocks that stand in several sources of its site.
    pub repeated: Vec<u64>,
}

/// A source with all that is needed to finish it.
#[derive(Debug)]
pub(super) struct Ready {
    pub drafted: Drafted,
    /// The URL or path that it is known by.
    pub identity: String,
    pub surroundings: Surroundings,
    /// Where it stands among those that hold the same text.
    pub group: Option<GroupRecord>,
}

/// Finishes, splits and tags one source. As in the survey, nothing that is in it stops the others.
pub(super) fn finish(work: &Work<'_>, job: &Job, ready: Ready) -> Result<Entry, Failure> {
    catch_unwind(AssertUnwindSafe(|| entry(work, job, ready))).unwrap_or_else(|_| Err(fault(job)))
}

fn entry(work: &Work<'_>, job: &Job, ready: Ready) -> Result<Entry, Failure> {
    let Ready { drafted, identity, surroundings, group } = ready;
    let Drafted { media_type, hash, draft, profile, shingles, .. } = drafted;
    let draft = match draft {
        Some(draft) => draft,
        None => draft_again(job, &hash, work.options)?,
    };
    let wishes = Wishes::of(work.decisions, &identity);
    let (article, placed) = draft.finish(&work.options.clean, &wishes.context(&surroundings.repeated));
    let split = passage::split(&article, &work.options.split);
    let mut tags = work.tagger.tag(&article, &split);
    let corrections = wishes.apply(&placed, &split, &mut tags, work.tagger.taxonomy());
    let id = SourceId::of(&identity);
    let dropped = dropped_blocks(&id, &article);
    let mut recorder = PassageRecorder::new(id.clone(), job.name.clone(), &article);
    let passages: Vec<_> = split.into_iter().zip(tags).map(|(passage, tags)| recorder.record(passage, tags)).collect();
    let mut source = SourceRecord {
        root: job.root.clone(),
        location: job.location.clone(),
        identity,
        stamp: stamp(job, hash),
        media_type,
        layer: article.layer,
        passages: u32::try_from(passages.len()).unwrap_or(u32::MAX),
        ledger: LedgerSummary::of(&article),
        first_seen: job.before.as_ref().map_or(work.now, |before| before.first_seen),
        ingested_at: work.now,
        source: Source::of(id, job.name.clone(), job.path.clone(), article.reference, article.damage),
        group: None,
        repeated: surroundings.repeated,
        corrections,
    };
    source.set_group(group);
    Ok(Entry { source, passages, dropped, profile, shingles })
}

fn stamp(job: &Job, hash: String) -> Stamp {
    match &job.input {
        Input::File(found) => {
            Stamp { file: found.stamp, sidecar: found.sidecar.as_ref().map(|sidecar| sidecar.stamp), hash }
        }
        Input::Given(_) => Stamp { hash, ..Stamp::default() },
    }
}
