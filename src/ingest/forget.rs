use std::path::{self, Path};

use super::IngestError;
use crate::index::{IndexError, Writer, WriterOptions, record::SourceRecord};

/// Takes out of the index in `index` what `wanted` means: a source by short name, id, path or URL, or all sources
/// below a file or folder that was ingested, there or not. The files themselves stay. Returns what was taken out.
pub fn forget(index: &Path, wanted: &str) -> Result<Vec<SourceRecord>, IngestError> {
    crate::index::Reader::open(index)?;
    let mut writer = Writer::open(index, &WriterOptions::default())?;
    let folder = path::absolute(wanted).unwrap_or_else(|_| wanted.into());
    let folder = folder.canonicalize().unwrap_or(folder);
    let below =
        |record: &&SourceRecord| !record.location.is_empty() && Path::new(&record.location).starts_with(&folder);
    let mut gone: Vec<SourceRecord> = writer.sources().values().filter(below).cloned().collect();
    if gone.is_empty() {
        gone.push(writer.last().find_source(wanted).map_err(|error| match error {
            IndexError::NoSuchSource { nearest, .. } => IndexError::NoSuchSource { wanted: wanted.to_owned(), nearest },
            other => other,
        })?);
    }
    gone.sort_by(|one, other| one.source.path.cmp(&other.source.path));
    for record in &gone {
        writer.remove(&record.source.id)?;
    }
    let mut manifest = writer.last().manifest().clone();
    manifest.roots.retain(|root| !Path::new(root).starts_with(&folder));
    writer.commit(manifest)?;
    Ok(gone)
}
