use std::path::{self, Path, PathBuf};

use globset::GlobBuilder;

use super::IngestError;
use crate::index::{Reader, Writer, WriterOptions, record::SourceRecord};

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

/// Takes out of the index in `index` what [`matching`] finds for `wanted`. The files themselves stay. Returns what was
/// taken out.
pub fn forget(index: &Path, wanted: &str) -> Result<Vec<SourceRecord>, IngestError> {
    Reader::open(index)?;
    let mut writer = Writer::open(index, &WriterOptions::default())?;
    let folder = folder_of(wanted);
    let gone = matching(writer.last(), wanted)?;
    for record in &gone {
        writer.remove(&record.source.id)?;
    }
    let mut manifest = writer.last().manifest().clone();
    manifest.roots.retain(|root| !Path::new(root).starts_with(&folder));
    writer.commit(manifest)?;
    Ok(gone)
}
