//! The second step: a draft in its context becomes an article, its passages, their tags, the records of the index.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    IngestError, IngestOptions, decisions,
    pipeline::Work,
    plan::{Input, Job},
    report::Failure,
    survey::{Drafted, draft_again, fault},
    wishes::Wishes,
};
use crate::{
    clean::{Article, Draft},
    corrections::Corrections,
    index::{
        Entry, Reader,
        record::{
            CorrectionRecord, GroupRecord, LedgerSummary, PassageRecord, PassageRecorder, Source, SourceRecord, Stamp,
            dropped_blocks,
        },
    },
    passage,
    source::SourceId,
    tag::Tagger,
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
    let id = SourceId::of(&identity);
    let wishes = Wishes::of(work.decisions, &identity);
    let Finished { article, passages, corrections } =
        finished(draft, &id, &job.name, &wishes, &surroundings.repeated, work.tagger, work.options);
    let dropped = dropped_blocks(&id, &article);
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

/// What a draft becomes.
#[derive(Debug)]
pub struct Finished {
    /// The article with its ledger.
    pub article: Article,
    /// Its passages.
    pub passages: Vec<PassageRecord>,
    /// People's decisions on it, each with whether it found its place.
    pub corrections: Vec<CorrectionRecord>,
}

fn finished(
    draft: Draft,
    id: &SourceId,
    name: &str,
    wishes: &Wishes<'_>,
    repeated: &[u64],
    tagger: &Tagger,
    options: &IngestOptions,
) -> Finished {
    let (article, placed) = draft.finish(&options.clean, &wishes.context(repeated));
    let split = passage::split(&article, &options.split);
    let mut tags = tagger.tag(&article, &split);
    let corrections = wishes.apply(&placed, &split, &mut tags, tagger.taxonomy());
    let mut recorder = PassageRecorder::new(id.clone(), name.to_owned(), &article);
    let passages = split.into_iter().zip(tags).map(|(passage, tags)| recorder.record(passage, tags)).collect();
    Finished { article, passages, corrections }
}

/// A source of the index read from its file again, with what other sources repeat of it and what people decided on it;
/// the index stays as it is. Fails where the file is no longer as it was read.
pub fn as_indexed(
    reader: &Reader,
    source: &SourceRecord,
    tagger: &Tagger,
    options: &IngestOptions,
) -> Result<Finished, IngestError> {
    let decided = decisions::read(reader.dir(), &mut Vec::new())?;
    let draft = draft_of(source, options)?;
    let wishes = Wishes::of(&decided, &source.identity);
    Ok(finished(draft, &source.source.id, &source.source.name, &wishes, &source.repeated, tagger, options))
}

/// The article alone, as [`as_indexed`].
pub(super) fn article_of(
    source: &SourceRecord,
    decided: &Corrections,
    options: &IngestOptions,
) -> Result<Article, IngestError> {
    let wishes = Wishes::of(decided, &source.identity);
    Ok(draft_of(source, options)?.finish(&options.clean, &wishes.context(&source.repeated)).0)
}

fn draft_of(source: &SourceRecord, options: &IngestOptions) -> Result<Draft, IngestError> {
    let changed = || IngestError::FileChanged { name: source.source.name.clone() };
    let job = Job::again(source, options).ok_or_else(changed)?;
    draft_again(&job, &source.stamp.hash, options).map_err(|_| changed())
}

fn stamp(job: &Job, hash: String) -> Stamp {
    match &job.input {
        Input::File(found) => {
            Stamp { file: found.stamp, sidecar: found.sidecar.as_ref().map(|sidecar| sidecar.stamp), hash }
        }
        Input::Given(_) => Stamp { hash, ..Stamp::default() },
    }
}
