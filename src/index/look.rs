//! Looking: what there is in a directory, before it is opened as an index.
//!
//! In:  a directory, there or not. Out: nothing, an index of this or another version, or something that is none.
//! Nothing is written, and nothing read but what a commit says of itself.

use std::{fs, io::ErrorKind, path::Path};

use super::{IndexError, Manifest, analyser, manifest::FORMAT};
use crate::corrections;

/// What there is in a directory.
pub(super) enum Found {
    /// It does not exist, or holds nothing but hidden files and people's corrections.
    Nothing,
    /// An index of ours, of this or another version.
    Index(Box<Manifest>),
    /// Something else.
    Other(String),
}

/// Folder in an index directory that the guided tour keeps its own articles and index in; not part of the index.
pub const TOUR: &str = "demo";

/// Looks what is in `dir` without opening it as an index.
pub(super) fn look(dir: &Path) -> Result<Found, IndexError> {
    let failed = IndexError::of_file("read", dir);
    let meta = dir.join("meta.json");
    match fs::read(&meta) {
        Ok(bytes) => {
            let meta: serde_json::Value = serde_json::from_slice(&bytes)
                .map_err(|error| IndexError::Damaged { dir: dir.into(), source: Box::new(error) })?;
            let segments = meta.get("segments").and_then(|segments| segments.as_array()).map_or(0, Vec::len);
            match Manifest::parse(meta.get("payload").and_then(serde_json::Value::as_str)) {
                Some(manifest) => Ok(Found::Index(Box::new(manifest))),
                // A first ingestion that did not get as far as its commit leaves an index without a manifest.
                None if segments == 0 => Ok(Found::Nothing),
                None => Ok(Found::Other("meta.json".to_owned())),
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut entries = match fs::read_dir(dir) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
                Err(error) => return Err(failed(error)),
            };
            let other = entries.find_map(|entry| {
                let name = entry.ok()?.file_name().to_string_lossy().into_owned();
                (!name.starts_with('.') && name != TOUR && name != corrections::FILE).then_some(name)
            });
            Ok(other.map_or(Found::Nothing, Found::Other))
        }
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            let name = dir.file_name().unwrap_or(dir.as_os_str()).to_string_lossy().into_owned();
            Ok(Found::Other(name))
        }
        Err(error) => Err(failed(error)),
    }
}

/// The error that an index of another version is met with.
pub(super) fn other_version(dir: &Path, manifest: &Manifest) -> IndexError {
    let wanted = format!("{FORMAT}.{}", analyser::VERSION);
    IndexError::OtherVersion { dir: dir.into(), found: manifest.version(), wanted }
}
