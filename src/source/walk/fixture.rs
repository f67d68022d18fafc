//! Folders for the tests of the walk, and what it says of them in words.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Walk, WalkOptions, walk};
use crate::source::Origin;

/// A folder with these files, each holding its own name.
pub(super) fn folder(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for file in files {
        write(folder.path(), file, file);
    }
    folder
}

pub(super) fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

fn relative(origin: &Origin) -> String {
    origin.to_string()
}

pub(super) fn walked(roots: &[&Path], options: &WalkOptions) -> Walk {
    let roots: Vec<PathBuf> = roots.iter().map(|root| root.to_path_buf()).collect();
    walk(&roots, options).expect("the roots can be walked")
}

pub(super) fn files(walk: &Walk) -> Vec<String> {
    walk.files.iter().map(|found| relative(&found.origin)).collect()
}

pub(super) fn skipped(walk: &Walk) -> Vec<(String, String)> {
    walk.skipped.iter().map(|skipped| (relative(&skipped.origin), skipped.reason.to_string())).collect()
}

pub(super) fn words(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(path, reason)| ((*path).to_owned(), (*reason).to_owned())).collect()
}
