//! Entries: each file, folder and link below a root is taken, walked or followed, or passed over with a reason.
//!
//! In:  a folder, or a symbolic link in one. Out: files found, entries skipped, folders and links that wait their turn.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use super::Walker;
use crate::source::{
    Found, FoundSidecar, Origin, SkipReason, Skipped, Stamp,
    file_type::{self, NameSays},
    ignoring::Patterns,
    sidecar,
};

/// A folder that waits to be walked.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// Below its root.
    pub(super) relative: String,
    /// Patterns of this folder's parents, outermost first; shared by an index into `Patterns`.
    pub(super) patterns: Option<usize>,
}

impl Walker<'_> {
    pub(super) fn skip(&mut self, root: &Path, relative: String, reason: SkipReason) {
        let origin = Origin::File { root: root.to_path_buf(), relative };
        self.walk.skipped.push(Skipped { origin, reason });
    }

    /// Takes the entries of one folder; an error where it cannot be listed.
    pub(super) fn folder(
        &mut self,
        root: &Path,
        folder: &Folder,
        patterns: &mut Patterns,
        waiting: &mut Vec<Folder>,
        links: &mut Vec<Folder>,
    ) -> io::Result<()> {
        if !self.folders.insert(folder.path.clone()) {
            return Ok(());
        }
        let here =
            if self.options.ignore_files { patterns.enter(&folder.path, folder.patterns) } else { folder.patterns };
        let mut files = HashMap::new();
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder.path)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            names.push((printable(entry.file_name()), entry.path(), kind));
        }
        names.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        let mut sidecars = Vec::new();
        for (name, path, kind) in names {
            let relative =
                if folder.relative.is_empty() { name.clone() } else { format!("{}/{name}", folder.relative) };
            if name.starts_with('.') && !self.options.hidden {
                self.skip(root, relative, SkipReason::Hidden);
                continue;
            }
            if let Some(pattern) = patterns.ignoring(&path, kind.is_dir(), here) {
                self.skip(root, relative, SkipReason::Ignored { pattern });
                continue;
            }
            if kind.is_dir() && self.options.own_folder.as_ref() == Some(&path) {
                self.skip(root, relative, SkipReason::OwnFolder);
            } else if kind.is_dir() {
                waiting.push(Folder { path, relative, patterns: here });
            } else if kind.is_symlink() {
                links.push(Folder { path, relative, patterns: here });
            } else if sidecar::is_name(&name) {
                sidecars.push((name, path, relative));
            } else if kind.is_file() {
                files.insert(name, (path, relative));
            } else {
                self.skip(root, relative, SkipReason::NotAFile);
            }
        }
        self.files(root, files, sidecars);
        Ok(())
    }

    /// Takes the files of one folder, each with its sidecar.
    fn files(
        &mut self,
        root: &Path,
        files: HashMap<String, (PathBuf, String)>,
        sidecars: Vec<(String, PathBuf, String)>,
    ) {
        let beside: HashMap<&str, &Path> =
            sidecars.iter().map(|(name, path, _)| (name.as_str(), path.as_path())).collect();
        let mut used = HashSet::new();
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort();
        for (name, (path, relative)) in files {
            let own = sidecar::names(&name).into_iter().find(|name| beside.contains_key(name.as_str()));
            let found = own.as_deref().and_then(|name| beside.get(name)).and_then(|path| sidecar::found(path));
            used.extend(own);
            self.file(root, path, &name, relative, found);
        }
        for (name, _, relative) in sidecars {
            let reason = if used.contains(&name) { SkipReason::Sidecar } else { SkipReason::StraySidecar };
            self.skip(root, relative, reason);
        }
    }

    fn file(&mut self, root: &Path, path: PathBuf, name: &str, relative: String, sidecar: Option<FoundSidecar>) {
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) => return self.skip(root, relative, SkipReason::Unreadable { error: error.to_string() }),
        };
        if !self.roots.contains(&path) {
            let reason = match file_type::by_name(name) {
                NameSays::Other => {
                    Some(SkipReason::NoReader { extension: file_type::extension(name).unwrap_or_default() })
                }
                _ if metadata.len() == 0 => Some(SkipReason::Empty),
                _ if metadata.len() > self.options.max_bytes => {
                    Some(SkipReason::TooLarge { max_bytes: self.options.max_bytes })
                }
                _ => None,
            };
            if let Some(reason) = reason {
                return self.skip(root, relative, reason);
            }
        }
        if self.taken.insert(path.clone()) {
            let origin = Origin::File { root: root.to_path_buf(), relative };
            let stamp = Stamp::of(&metadata);
            self.walk.files.push(Found { origin, path, stamp, sidecar, named: false });
        }
    }

    /// Follows a symbolic link, or says why not.
    pub(super) fn link(&mut self, root: &Path, link: Folder, waiting: &mut Vec<Folder>) {
        let Folder { path, relative, patterns } = link;
        let Ok(target) = fs::canonicalize(&path) else {
            return self.skip(root, relative, SkipReason::BrokenLink);
        };
        if !self.options.follow_links && !self.roots.iter().any(|root| target.starts_with(root)) {
            return self.skip(root, relative, SkipReason::LinkLeavesRoots);
        }
        if self.taken.contains(&target) || self.folders.contains(&target) {
            return self.skip(root, relative, SkipReason::LinkToTaken);
        }
        if target.is_dir() {
            waiting.push(Folder { path: target, relative, patterns });
            return;
        }
        let name = path.file_name().map(printable).unwrap_or_default();
        let sidecar = sidecar::beside(&path, &name);
        if target.is_file() {
            self.file(root, target, &name, relative, sidecar);
        } else {
            self.skip(root, relative, SkipReason::NotAFile);
        }
    }
}

/// A file name as text; bytes that are no UTF-8 as `%FF`, so that two names stay two.
pub(super) fn printable(name: impl AsRef<OsStr>) -> String {
    let mut text = String::new();
    for chunk in name.as_ref().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{
        WalkOptions,
        fixture::{files, folder, skipped, walked, words, write},
    };
    use super::*;

    #[test]
    fn what_is_not_taken_is_named_with_the_reason() {
        let folder =
            folder(&["a.md", "a.png", ".secret.md", "drafts/x.md", "keep/drafts.md", "b.tar.gz", "a.meta.toml"]);
        write(folder.path(), ".gitignore", "drafts/\n*.log\n");
        write(folder.path(), "empty.txt", "");
        write(folder.path(), "large.txt", "twenty bytes of text");
        write(folder.path(), "stray.meta.toml", "");
        write(folder.path(), "keep/x.log", "x");
        let options = WalkOptions { max_bytes: 15, ..WalkOptions::default() };
        let walk = walked(&[folder.path()], &options);
        assert_eq!(files(&walk), ["a.md", "keep/drafts.md"]);
        assert_eq!(
            skipped(&walk),
            words(&[
                (".gitignore", "hidden"),
                (".secret.md", "hidden"),
                ("a.meta.toml", "sidecar, read with its file"),
                ("a.png", "no reader for `.png`"),
                ("b.tar.gz", "no reader for `.gz`"),
                ("drafts", "ignored by the pattern `drafts/`"),
                ("empty.txt", "empty"),
                ("keep/x.log", "ignored by the pattern `*.log`"),
                ("large.txt", "larger than 15 bytes"),
                ("stray.meta.toml", "sidecar without its file"),
            ])
        );
    }

    #[test]
    fn an_inner_ignore_file_may_take_a_file_back() {
        let folder = folder(&["in/a.md", "in/b.md"]);
        write(folder.path(), ".gitignore", "*.md\n");
        write(folder.path(), "in/.ignore", "!a.md\n");
        assert_eq!(files(&walked(&[folder.path()], &WalkOptions::default())), ["in/a.md"]);
        let all = WalkOptions { ignore_files: false, ..WalkOptions::default() };
        assert_eq!(files(&walked(&[folder.path()], &all)), ["in/a.md", "in/b.md"]);
    }

    #[test]
    fn a_sidecar_is_found_by_the_whole_name_or_less_its_extensions() {
        let folder = folder(&[
            "a.html",
            "a.html.meta.toml",
            "a.meta.toml",
            "b.md",
            "b.meta.toml",
            "c.html.gz",
            "c.meta.toml",
            "d.md",
        ]);
        let walk = walked(&[folder.path()], &WalkOptions::default());
        let sidecars: Vec<_> = walk
            .files
            .iter()
            .map(|found| {
                let sidecar = found.sidecar.as_ref()?;
                Some(sidecar.path.file_name()?.to_string_lossy().into_owned())
            })
            .collect();
        let expected = [Some("a.html.meta.toml"), Some("b.meta.toml"), Some("c.meta.toml"), None];
        assert_eq!(sidecars, expected.map(|name| name.map(str::to_owned)));
        let named = walked(&[&folder.path().join("b.md")], &WalkOptions::default());
        assert!(named.files.iter().all(|found| found.named && found.sidecar.is_some()));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_inside_the_roots() {
        use std::os::unix::fs::symlink;
        let outside = folder(&["far.md", "more/x.md"]);
        let folder = folder(&["a.md", ".hidden/b.md"]);
        let link = |target: &Path, name: &str| symlink(target, folder.path().join(name)).expect("links can be made");
        link(&outside.path().join("far.md"), "away.md");
        link(outside.path(), "elsewhere");
        link(&folder.path().join("a.md"), "0-same.md");
        link(&folder.path().join(".hidden"), "shown");
        link(folder.path(), "loop");
        link(Path::new("nowhere"), "broken.md");
        let walk = walked(&[folder.path()], &WalkOptions::default());
        assert_eq!(files(&walk), ["a.md", "shown/b.md"]);
        assert_eq!(
            skipped(&walk),
            words(&[
                ("0-same.md", "symbolic link to what is read under its own name"),
                ("away.md", "symbolic link that leaves the given folders"),
                ("broken.md", "symbolic link to nothing"),
                ("elsewhere", "symbolic link that leaves the given folders"),
                ("loop", "symbolic link to what is read under its own name"),
            ])
        );
        let all = walked(&[folder.path()], &WalkOptions { follow_links: true, ..WalkOptions::default() });
        assert_eq!(files(&all), ["a.md", "away.md", "elsewhere/more/x.md", "shown/b.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_utf8_can_still_be_told_and_opened() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = folder(&["a.md"]);
        fs::write(folder.path().join(OsStr::from_bytes(b"n\xff.md")), "x").expect("files can be written");
        let walk = walked(&[folder.path()], &WalkOptions::default());
        assert_eq!(files(&walk), ["a.md", "n%FF.md"]);
        assert!(walk.files.iter().all(|found| fs::read(&found.path).is_ok()));
    }
}
