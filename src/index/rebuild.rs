//! Rebuilding: an index of another version is made anew inside its directory, then takes the place of the old one.
//!
//! In:  the directory. Always: the old index stands until the new one is committed.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
};

use super::IndexError;

/// Where an index is made that takes the place of one of another version.
const ANEW: &str = ".anew";

/// Where the new index for `dir` is made.
pub(super) fn place(dir: &Path) -> PathBuf {
    dir.join(ANEW)
}

/// Removes a directory, if it is there.
pub(super) fn clear(dir: &Path) -> Result<(), IndexError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(IndexError::of_file("remove", dir)(error)),
        _ => Ok(()),
    }
}

/// Puts a new index in the place of the old: its files first, under names that no other has, then in one step the
/// file that says which files make up the index. Last the old files go.
pub(super) fn move_in(anew: &Path, dir: &Path) -> Result<(), IndexError> {
    const META: &str = "meta.json";
    const MANAGED: &str = ".managed.json";
    let names = |dir: &Path| -> Result<BTreeSet<OsString>, IndexError> {
        let entries = fs::read_dir(dir).map_err(IndexError::of_file("read", dir))?;
        Ok(entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect())
    };
    let (old, new) = (names(dir)?, names(anew)?);
    let is_segment = |name: &&OsString| {
        let name = name.to_string_lossy();
        name.len() > 33 && name.chars().take(32).all(|digit| digit.is_ascii_hexdigit())
    };
    let rename = |name: &OsStr| {
        let target = dir.join(name);
        fs::rename(anew.join(name), &target).map_err(IndexError::of_file("write", &target))
    };
    for name in new.iter().filter(is_segment) {
        rename(name)?;
    }
    rename(MANAGED.as_ref())?;
    rename(META.as_ref())?;
    for name in old.iter().filter(is_segment) {
        let path = dir.join(name);
        fs::remove_file(&path).map_err(IndexError::of_file("remove", &path))?;
    }
    clear(anew)
}
