use std::path::{self, Path, PathBuf};

use globset::GlobBuilder;

use super::{
    IngestError, IngestOptions, Progress, Report, conclude, decisions, identity::Claims, settings_digest,
    update::Update,
};
use crate::{
    index::{Manifest, Reader, Writer, WriterOptions, record::SourceRecord},
    taxonomy::Taxonomy,
};

/// The sources that `wanted` means, by path: all below a file or folder that was ingested, there or not; those whose
/// name or path a pattern (`*`, `?`, `[…]`, `{…}`) matches; else the one of that short name, id, path or URL.
pub fn matching(reader: &Reader, wanted: &str) -> Result<Vec<SourceRecord>, IngestError> {
    let folder = folder_of(wanted);
    let mut found = reader.sources()?;
    let is_pattern = wanted.contains(['*', '?', '[', '{']);
    let pattern = GlobBuilder::new(wanted).literal_separator(false).build().ok().filter(|_| is_pattern);
    let pattern = pattern.map(|glob| glob.compile_matcher());
    found.retain(|record| {
        let source = &record.source;
        (!record.location.is_empty() && Path::new(&record.location).starts_with(&folder))
            || pattern.as_ref().is_some_and(|glob| glob.is_match(&source.name) || glob.is_match(&source.path))
    });
    if found.is_empty() {
        found.push(reader.find_source(wanted)?);
    }
    found.sort_by(|one, other| one.source.path.cmp(&other.source.path));
    Ok(found)
}

fn folder_of(wanted: &str) -> PathBuf {
    let folder = path::absolute(wanted).unwrap_or_else(|_| wanted.into());
    folder.canonicalize().unwrap_or(folder)
}

/// Takes out of the index what [`matching`] finds for each of `wanted`; all of it or, where one is unknown, nothing. The files themselves
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
        let folder = folder_of(wanted);
        gone.extend(matching(writer.last(), wanted)?);
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
