//! Walking: the files below the given roots that a reader takes, and a name and a reason for every other entry.
//!
//! Here are the roots, what overlaps among them and the order of what is found; what becomes of each entry below them is
//! in [`entry`].

mod entry;
#[cfg(test)]
mod fixture;

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{Found, Origin, SkipReason, Skipped, SourceError, Stamp, ignoring::Patterns, sidecar};
use entry::{Folder, printable};

/// How folders are walked.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// Follow symbolic links that lead out of the roots.
    pub follow_links: bool,
    /// Take files and folders whose name starts with a dot.
    pub hidden: bool,
    /// Obey `.gitignore`, `.ignore` and `.roledexignore` files.
    pub ignore_files: bool,
    /// A folder of the program's own that is never walked: the index.
    pub own_folder: Option<PathBuf>,
    /// Pass over files larger than this, in bytes. Compressed files count as they lie on the disk.
    pub max_bytes: u64,
}

impl Default for WalkOptions {
    fn default() -> Self {
        Self {
            follow_links: false,
            hidden: false,
            ignore_files: true,
            own_folder: None,
            max_bytes: super::DEFAULT_MAX_BYTES,
        }
    }
}

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// The roots as they were walked: absolute, links resolved, outer before inner, each once.
    pub roots: Vec<PathBuf>,
    /// Files to read, by root, then by path; no file twice.
    pub files: Vec<Found>,
    /// Everything else, in the same order.
    pub skipped: Vec<Skipped>,
}

/// Finds the files below `roots` that a reader takes, in an order that depends on names alone.
///
/// A file that is named is taken whatever its name; its content decides later. Errors: a root that is missing or
/// unreadable, or a folder among them in which there is nothing to read.
pub fn walk(roots: &[PathBuf], options: &WalkOptions) -> Result<Walk, SourceError> {
    let mut resolved = Vec::new();
    for root in roots {
        let path = fs::canonicalize(root).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SourceError::Missing { path: root.clone() },
            _ => SourceError::Read { path: root.clone(), source },
        })?;
        resolved.push((path, root));
    }
    // Outer folders come first, so that a file below two roots belongs to the outer one in whatever order they are named.
    resolved.sort();
    resolved.dedup_by(|(later, _), (earlier, _)| later == earlier);

    let mut walker = Walker {
        options,
        roots: resolved.iter().map(|(path, _)| path.clone()).collect(),
        taken: HashSet::new(),
        folders: HashSet::new(),
        walk: Walk::default(),
    };
    for (path, given) in &resolved {
        let metadata = fs::metadata(path).map_err(|source| SourceError::Read { path: (*given).clone(), source })?;
        if metadata.is_dir() {
            walker.root_folder(path, given)?;
        } else if metadata.is_file() {
            walker.root_file(path, &metadata);
        } else {
            return Err(SourceError::NotAFile { path: (*given).clone() });
        }
    }
    let Walker { mut walk, roots, taken, folders, .. } = walker;
    // An entry that one root passes over may have been named by another.
    walk.skipped.retain(|skipped| match &skipped.origin {
        Origin::File { root, relative } => {
            let path = root.join(relative);
            !taken.contains(&path) && !folders.contains(&path)
        }
        Origin::StandardInput => true,
    });
    for file in &mut walk.files {
        file.named |= roots.contains(&file.path);
    }
    walk.roots = roots;
    Ok(walk)
}

struct Walker<'options> {
    options: &'options WalkOptions,
    roots: Vec<PathBuf>,
    /// Files taken, by resolved path.
    taken: HashSet<PathBuf>,
    /// Folders walked, by resolved path.
    folders: HashSet<PathBuf>,
    walk: Walk,
}

impl Walker<'_> {
    fn root_file(&mut self, path: &Path, metadata: &fs::Metadata) {
        if !self.taken.insert(path.to_path_buf()) {
            return;
        }
        let name = path.file_name().map(printable).unwrap_or_default();
        let sidecar = sidecar::beside(path, &name);
        let origin = Origin::File { root: path.to_path_buf(), relative: name };
        self.walk.files.push(Found {
            origin,
            path: path.to_path_buf(),
            stamp: Stamp::of(metadata),
            sidecar,
            named: true,
        });
    }

    fn root_folder(&mut self, root: &Path, given: &Path) -> Result<(), SourceError> {
        if self.folders.contains(root) {
            return Ok(());
        }
        let (files, skipped) = (self.walk.files.len(), self.walk.skipped.len());
        let mut patterns = Patterns::default();
        let mut waiting = vec![Folder { path: root.to_path_buf(), relative: String::new(), patterns: None }];
        // Links wait until all else is walked: a file is taken under its own name rather than a link's.
        let mut links = Vec::new();
        let mut first = true;
        loop {
            while let Some(folder) = waiting.pop() {
                let walked = self.folder(root, &folder, &mut patterns, &mut waiting, &mut links);
                match walked {
                    Ok(()) => {}
                    Err(source) if first => {
                        return Err(SourceError::Read { path: given.to_path_buf(), source });
                    }
                    Err(error) => {
                        // It was not walked: nobody may take it for a folder that another root has.
                        self.folders.remove(&folder.path);
                        self.skip(root, folder.relative, SkipReason::Unreadable { error: error.to_string() });
                    }
                }
                first = false;
            }
            links.sort_by(|one: &Folder, other| other.relative.cmp(&one.relative));
            let Some(link) = links.pop() else { break };
            self.link(root, link, &mut waiting);
        }
        let by_path = |origin: &Origin| match origin {
            Origin::File { relative, .. } => relative.clone(),
            Origin::StandardInput => String::new(),
        };
        if let Some(found) = self.walk.files.get_mut(files..) {
            found.sort_by_cached_key(|found| by_path(&found.origin));
        }
        if let Some(skipped) = self.walk.skipped.get_mut(skipped..) {
            skipped.sort_by_cached_key(|skipped| by_path(&skipped.origin));
        }
        let (files, skipped) = (self.walk.files.len() - files, self.walk.skipped.len() - skipped);
        // A folder whose files all belong to another root is not empty.
        let shared = self.taken.iter().any(|taken| taken.starts_with(root));
        if files == 0 && !shared {
            let first = self.walk.skipped.iter().rev().take(skipped).next_back();
            let first = first.map(|first| format!("`{}`, {}", first.origin, first.reason));
            return Err(SourceError::NothingToRead { path: given.to_path_buf(), skipped, first });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        fixture::{files, folder, skipped, walked},
        *,
    };

    #[test]
    fn files_come_in_the_order_of_their_names() {
        let folder = folder(&["b.md", "a/z.html", "a.txt", "a/b.html.gz", "README", "c.html.markdown"]);
        let walk = walked(&[folder.path()], &WalkOptions::default());
        assert_eq!(files(&walk), ["README", "a.txt", "a/b.html.gz", "a/z.html", "b.md", "c.html.markdown"]);
        assert!(walk.skipped.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_listed_is_named() {
        use std::{fs::Permissions, os::unix::fs::PermissionsExt as _};
        let folder = folder(&["a.md", "in/b.md"]);
        let closed = folder.path().join("in");
        let allow = |mode| fs::set_permissions(&closed, Permissions::from_mode(mode)).expect("it is ours");
        allow(0o000);
        if fs::read_dir(&closed).is_ok() {
            eprintln!("skipped: this user may list every folder");
            return allow(0o755);
        }
        let walk = walked(&[folder.path()], &WalkOptions::default());
        allow(0o755);
        assert_eq!(files(&walk), ["a.md"]);
        let named = skipped(&walk);
        assert!(
            matches!(named.as_slice(), [(name, why)] if name == "in" && why.starts_with("unreadable")),
            "{named:?}"
        );
    }

    #[test]
    fn overlapping_roots_give_a_file_once_whatever_their_order() {
        let folder = folder(&["in/a.md", "in/deep/b.md", "c.md", ".hidden/d.md"]);
        let inner = folder.path().join("in");
        let file = folder.path().join("in/a.md");
        let hidden = folder.path().join(".hidden");
        let one = walked(&[folder.path(), &inner, &file, &hidden], &WalkOptions::default());
        let other = walked(&[&hidden, &file, &inner, folder.path()], &WalkOptions::default());
        assert_eq!(one.files, other.files);
        assert_eq!(files(&one), ["c.md", "in/a.md", "in/deep/b.md", "d.md"]);
        assert_eq!(one.files.iter().filter(|found| found.named).count(), 1);
        assert!(one.skipped.is_empty(), "what is hidden was named: {:?}", skipped(&one));
    }

    #[test]
    fn a_file_that_is_named_is_taken_whatever_its_extension() {
        let folder = folder(&["notes.log"]);
        let walk = walked(&[&folder.path().join("notes.log")], &WalkOptions::default());
        assert_eq!(files(&walk), ["notes.log"]);
    }

    #[test]
    fn a_missing_root_and_an_empty_folder_are_errors_that_name_them() {
        let folder = folder(&["pictures/a.png"]);
        let missing = folder.path().join("no-such");
        let error = walk(std::slice::from_ref(&missing), &WalkOptions::default()).expect_err("nothing is there");
        assert!(matches!(&error, SourceError::Missing { path } if *path == missing), "{error}");
        let empty = folder.path().join("pictures");
        let error = walk(std::slice::from_ref(&empty), &WalkOptions::default()).expect_err("nothing can be read");
        assert!(
            matches!(&error, SourceError::NothingToRead { path, skipped: 1, first: Some(_) } if *path == empty),
            "{error}"
        );
        assert!(error.hint().is_some());
    }

    #[test]
    fn a_very_deep_folder_is_walked() {
        let deep = format!("{}/a.md", ["d"; 300].join("/"));
        let folder = folder(&[&deep]);
        assert_eq!(files(&walked(&[folder.path()], &WalkOptions::default())), [deep]);
    }
}
