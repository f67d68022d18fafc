use std::path::{self, Path};

use super::{
    IngestError, IngestOptions, Progress, Report, conclude, decisions, identity::Claims, settings_digest,
    update::Update,
};
use crate::{
    index::{IndexError, Manifest, Reader, Writer, WriterOptions, record::SourceRecord},
    taxonomy::Taxonomy,
};

/// Takes out of the index what each of `wanted` means: a source by short name, id, path or URL, or all sources below a
/// file or folder that was ingested, there or not; all of them or, where one is unknown, none. The files themselves
/// stay. What they had a say on is brought up to date: groups of copies, and blocks that they shared with others of
/// their site. Returns what was taken out, by path.
pub fn forget(
    wanted: &[String],
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
) -> Result<(Vec<SourceRecord>, Report), IngestError> {
    Reader::open(&options.index)?;
    let mut writer = Writer::open(&options.index, &WriterOptions::default())?;
    let mut roots = writer.last().manifest().roots.clone();
    let mut gone: Vec<SourceRecord> = Vec::new();
    for wanted in wanted {
        let folder = path::absolute(wanted).unwrap_or_else(|_| wanted.into());
        let folder = folder.canonicalize().unwrap_or(folder);
        gone.extend(find(&writer, wanted, &folder)?);
        roots.retain(|root| !Path::new(root).starts_with(&folder));
    }
    gone.sort_by(|one, other| (&one.source.path, &one.source.id).cmp(&(&other.source.path, &other.source.id)));
    gone.dedup_by(|later, earlier| later.source.id == earlier.source.id);
    for record in &gone {
        writer.remove(&record.source.id)?;
    }
    let report = refresh(writer, taxonomy, options, progress, |manifest| Manifest { roots, ..manifest })?;
    Ok((gone, report))
}

fn find(writer: &Writer, wanted: &str, folder: &Path) -> Result<Vec<SourceRecord>, IndexError> {
    let below = |record: &&SourceRecord| !record.location.is_empty() && Path::new(&record.location).starts_with(folder);
    let found: Vec<SourceRecord> = writer.sources().values().filter(below).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let one = writer.last().find_source(wanted).map_err(|error| match error {
        IndexError::NoSuchSource { nearest, .. } => IndexError::NoSuchSource { wanted: wanted.to_owned(), nearest },
        other => other,
    })?;
    Ok(vec![one])
}

/// Brings an index up to date without reading new files, and commits it. Sources are cleaned again only with the
/// settings that the index was made with.
pub(super) fn refresh(
    mut writer: Writer,
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
    change: impl FnOnce(Manifest) -> Manifest,
) -> Result<Report, IngestError> {
    let manifest = writer.last().manifest().clone();
    let same = (&manifest.taxonomy, &manifest.settings) == (&taxonomy.digest, &settings_digest(options));
    let mut report = Report::default();
    report.sources.removed = writer.last().manifest().statistics.sources.try_into().unwrap_or(usize::MAX);
    report.sources.removed -= writer.sources().len().min(report.sources.removed);
    report.sources.unchanged = writer.sources().len();
    let decisions = decisions::read(&options.index, &mut report.notes)?;
    let update = Update::new(taxonomy, options, progress, &decisions, same);
    let copies = update.run(&mut writer, &[], &Claims::default(), &mut report)?;
    progress.committing();
    conclude(writer, change(Manifest { copies, ..manifest }), &mut report)?;
    Ok(report)
}
