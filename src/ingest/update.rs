//! From the files that are to be read to an index that is true of all its sources: survey, corpus pass, finish.
//!
//! In:  jobs, an index open for writing, people's decisions. Out: the batches taken in, a report; not yet committed.
//!
//! Always: what the index says of a source depends on the sources in it and on the decisions, not on how it came to
//! hold them: where others change what cleaning makes of a source, or which group it is in, it is brought up to date.

use std::{collections::BTreeMap, num::NonZeroUsize, thread};

use super::{
    IngestError, IngestOptions, Progress, Report,
    decisions::digest,
    finish::{Ready, Surroundings},
    identity::Claims,
    pipeline::{Chunk, Work},
    plan::Job,
    report::{Failure, Outcome},
    seconds_since_1970,
    survey::Survey,
    wishes::Wishes,
};
use crate::{
    corpus::{self, Found, Member, Profile},
    corrections::Corrections,
    index::{
        Writer,
        record::{GroupRecord, SourceRecord},
    },
    source::SourceId,
    tag::Tagger,
    taxonomy::Taxonomy,
};

/// Sources that are named where not all are.
const NAMED: usize = 3;

/// What an update works with.
pub(super) struct Update<'run> {
    tagger: Tagger,
    options: &'run IngestOptions,
    progress: &'run dyn Progress,
    decisions: &'run Corrections,
    /// Whether sources of the index may be cleaned again: not with other settings than all the others were.
    may_clean: bool,
    /// Seconds since 1970.
    pub now: i64,
}

/// Why sources could not be finished after all, by their location.
type Refused = BTreeMap<String, Failure>;

/// What came of an attempt.
struct Done {
    chunks: Vec<Chunk>,
    outcomes: Vec<Outcome>,
    amended: Vec<SourceRecord>,
    cleaned_again: usize,
    /// Sources that should have been cleaned again and could not.
    kept: Vec<String>,
    notes: Vec<String>,
}

impl<'run> Update<'run> {
    /// An update at the present time.
    pub(super) fn new(
        taxonomy: &Taxonomy,
        options: &'run IngestOptions,
        progress: &'run dyn Progress,
        decisions: &'run Corrections,
        may_clean: bool,
    ) -> Self {
        Self { tagger: Tagger::new(taxonomy), options, progress, decisions, may_clean, now: seconds_since_1970() }
    }

    /// Does the jobs, and all that follows from them for other sources. Returns what the manifest is to say of the
    /// decisions: their digest, or nothing where something is left to do.
    pub(super) fn run(
        &self,
        writer: &mut Writer,
        jobs: &[Job],
        claims: &Claims,
        report: &mut Report,
    ) -> Result<String, IngestError> {
        let threads = self.options.threads.or_else(|| thread::available_parallelism().ok());
        let threads = threads.map_or(1, NonZeroUsize::get);
        let (options, progress, now) = (self.options, self.progress, self.now);
        let work = Work { tagger: &self.tagger, decisions: self.decisions, options, progress, threads, now };
        let mut refused = Refused::new();
        // A source that cannot be finished must not have a say on the others: they are done again without it. Each
        // round takes out one at least, and hardly ever is there a second.
        let done = loop {
            match self.attempt(&work, writer, jobs, claims, &refused)? {
                Ok(done) => break done,
                Err(more) => refused.extend(more),
            }
        };
        // All that changed its identity goes first: another file may be known by the old one now.
        for source in done.chunks.iter().flat_map(|chunk| &chunk.renamed) {
            writer.remove(source)?;
        }
        for chunk in done.chunks {
            writer.accept(chunk.finished)?;
        }
        report.sources.cleaned_again = done.cleaned_again;
        report.sources.regrouped = done.amended.len();
        if !done.amended.is_empty() {
            let mut batch = writer.batch()?;
            done.amended.into_iter().for_each(|record| batch.amend(record));
            writer.accept(batch.finish()?)?;
        }
        for (job, outcome) in jobs.iter().zip(done.outcomes) {
            report.take(outcome, job.before.is_some(), &job.path);
        }
        report.notes.extend(done.notes);
        report.notes.extend(self.note_on_kept(&done.kept));
        Ok(if done.kept.is_empty() { digest(self.decisions) } else { String::new() })
    }

    fn attempt(
        &self,
        work: &Work<'_>,
        writer: &Writer,
        jobs: &[Job],
        claims: &Claims,
        refused: &Refused,
    ) -> Result<Result<Done, Refused>, IngestError> {
        let mut notes = Vec::new();
        let (mut ready, outcomes) = settle(jobs, work.survey(jobs)?, claims.clone(), refused, &mut notes);
        let is_old = writer.last().manifest().copies != digest(self.decisions);
        let (mut again, mut amended, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        if is_old || writer.is_changed() || ready.iter().any(Option::is_some) {
            let Verdicts { stale, regrouped } = self.pass(writer, jobs, &mut ready)?;
            amended = regrouped;
            (again, kept) = self.look_again(work, stale, jobs.len(), refused)?;
        }
        let cleaned_again = again.len();
        let again_done: Vec<SourceId> =
            again.iter().filter_map(|(job, _)| Some(job.before.as_ref()?.source.id.clone())).collect();
        amended.retain(|record| !again_done.contains(&record.source.id));
        let (more, more_ready): (Vec<Job>, Vec<Ready>) = again.into_iter().unzip();
        let all: Vec<Job> = jobs.iter().cloned().chain(more).collect();
        ready.extend(more_ready.into_iter().map(Some));
        let mut chunks = work.finish(&all, ready, writer)?;
        let failed: Vec<(usize, Failure)> =
            chunks.iter_mut().flat_map(|chunk| std::mem::take(&mut chunk.failed)).collect();
        if !failed.is_empty() {
            let named = failed.into_iter().filter_map(|(at, failure)| Some((all.get(at)?.location.clone(), failure)));
            return Ok(Err(named.collect()));
        }
        Ok(Ok(Done { chunks, outcomes, amended, cleaned_again, kept, notes }))
    }

    /// The corpus pass over all that the index will hold. Puts what it finds on new sources into `ready`.
    fn pass(&self, writer: &Writer, jobs: &[Job], ready: &mut [Option<Ready>]) -> Result<Verdicts, IngestError> {
        let last = writer.last();
        let profiles = last.profiles()?;
        let unknown = Profile::default();
        let mut holders: BTreeMap<SourceId, Holder<'_>> =
            writer.sources().iter().map(|(id, record)| (id.clone(), Holder::Old(record))).collect();
        let is_new = jobs.iter().zip(&*ready).filter(|(_, ready)| ready.is_some());
        for before in is_new.filter_map(|(job, _)| job.before.as_ref()) {
            holders.remove(&before.source.id);
        }
        for (at, new) in ready.iter().enumerate().filter_map(|(at, ready)| Some((at, ready.as_ref()?))) {
            holders.insert(SourceId::of(&new.identity), Holder::New(at));
        }
        let (ids, holders): (Vec<SourceId>, Vec<Holder<'_>>) = holders.into_iter().unzip();
        let new = |at: usize| ready.get(at).and_then(Option::as_ref);
        let members = ids.iter().zip(&holders).map(|(id, holder)| match holder {
            Holder::Old(record) => {
                Member { profile: profiles.get(id).unwrap_or(&unknown), identity: record.identity.as_str() }
            }
            Holder::New(at) => {
                let (profile, identity) = new(*at).map_or((&unknown, ""), |new| (&new.drafted.profile, &new.identity));
                Member { profile, identity }
            }
        });
        let members: Vec<Member<'_>> = members.collect();
        let found = corpus::pass(&members, self.decisions, |at| match (ids.get(at), holders.get(at)) {
            (_, Some(Holder::New(at))) => Ok(new(*at).map_or_else(Vec::new, |new| new.drafted.shingles.clone())),
            (Some(id), _) => last.shingles(id),
            _ => Ok(Vec::new()),
        })?;
        let mut verdicts = Verdicts::default();
        for (Found { standing, repeated }, holder) in found.into_iter().zip(holders) {
            let group = standing.and_then(|standing| {
                let original = ids.get(standing.original)?.clone();
                let corpus::Standing { permille, method, reason, .. } = standing;
                Some(GroupRecord { original, permille, method, reason })
            });
            match holder {
                Holder::New(at) => {
                    if let Some(new) = ready.get_mut(at).and_then(Option::as_mut) {
                        (new.surroundings, new.group) = (Surroundings { repeated }, group);
                    }
                }
                Holder::Old(record) => {
                    let mut grouped = record.clone();
                    grouped.set_group(group);
                    let wishes = Wishes::of(self.decisions, &record.identity);
                    if record.repeated != repeated || !wishes.are(&record.corrections) {
                        verdicts.stale.push(Stale { record: grouped.clone(), surroundings: Surroundings { repeated } });
                    }
                    if record.group != grouped.group {
                        verdicts.regrouped.push(grouped);
                    }
                }
            }
        }
        Ok(verdicts)
    }

    /// Reads the sources again that are to be cleaned again, where their files are as they were.
    fn look_again(
        &self,
        work: &Work<'_>,
        stale: Vec<Stale>,
        other_jobs: usize,
        refused: &Refused,
    ) -> Result<Again, IngestError> {
        let (mut jobs, mut waiting, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for stale in stale {
            let may = self.may_clean && !refused.contains_key(&stale.record.location);
            match may.then(|| Job::again(&stale.record, self.options)).flatten() {
                Some(job) => {
                    jobs.push(job);
                    waiting.push(stale);
                }
                None => kept.push(stale.record.source.path),
            }
        }
        if !jobs.is_empty() {
            self.progress.total(2 * (other_jobs + jobs.len()));
        }
        let surveys = work.survey(&jobs)?;
        let mut again = Vec::new();
        for ((job, Stale { record, surroundings }), survey) in jobs.into_iter().zip(waiting).zip(surveys) {
            match survey {
                Survey::Drafted(drafted) if drafted.hash == record.stamp.hash => {
                    let (identity, group) = (record.identity, record.group);
                    again.push((job, Ready { drafted: *drafted, identity, surroundings, group }));
                }
                _ => kept.push(record.source.path),
            }
        }
        kept.sort_unstable();
        Ok((again, kept))
    }

    fn note_on_kept(&self, kept: &[String]) -> Option<String> {
        let names = kept.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let more = if kept.len() > NAMED { format!(" and {} more", kept.len() - NAMED) } else { String::new() };
        let why = if self.may_clean {
            "not there any more as it was read"
        } else {
            "to be read with other settings now: `roledex ingest PATH` does that"
        };
        (!kept.is_empty()).then(|| {
            format!(
                "{names}{more}: what other sources of the site repeat, or what a person decided, is another now, but the \
                 file is {why}; it stays as it was"
            )
        })
    }
}

/// What the corpus pass finds on sources of the last commit.
#[derive(Default)]
struct Verdicts {
    /// To be cleaned again.
    stale: Vec<Stale>,
    /// In another group than before; records as they are to be.
    regrouped: Vec<SourceRecord>,
}

/// A source of the last commit that its surroundings make another one of.
struct Stale {
    /// Its record, in its new group.
    record: SourceRecord,
    surroundings: Surroundings,
}

/// Sources that are ready to be cleaned again, and the paths of those that cannot be.
type Again = (Vec<(Job, Ready)>, Vec<String>);

/// Who brings a source into the pass.
enum Holder<'writer> {
    /// The last commit.
    Old(&'writer SourceRecord),
    /// This run: place among the jobs.
    New(usize),
}

/// Between the two steps: gives the sources that were drafted their identities, and says what became of all.
fn settle(
    jobs: &[Job],
    surveys: Vec<Survey>,
    mut claims: Claims,
    refused: &Refused,
    notes: &mut Vec<String>,
) -> (Vec<Option<Ready>>, Vec<Outcome>) {
    let settled = jobs.iter().zip(surveys).map(|(job, survey)| match survey {
        Survey::Drafted(drafted) => {
            if let Some(failure) = refused.get(&job.location) {
                return (None, Outcome::Failed(failure.clone()));
            }
            let before = job.before.as_ref().map(|record| record.identity.as_str());
            let path = if job.path == "-" { job.location.as_str() } else { job.path.as_str() };
            let identity = claims.claim(&job.location, before, drafted.address.as_deref(), path);
            if let Some(rival) = &identity.rival {
                notes.push(format!(
                    "`{}` and `{rival}` say they are the same page: the former goes by its path",
                    job.path
                ));
            }
            let surroundings = Surroundings::default();
            let ready = Ready { drafted: *drafted, identity: identity.text, surroundings, group: None };
            (Some(ready), if job.before.is_some() { Outcome::Changed } else { Outcome::Added })
        }
        Survey::Unchanged => (None, Outcome::Unchanged),
        Survey::Failed(failure) => (None, Outcome::Failed(failure)),
        Survey::Skipped(skip) => (None, Outcome::Skipped(skip)),
    });
    settled.unzip()
}
