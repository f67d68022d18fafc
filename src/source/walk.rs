//! Walking: the files below the given roots that a reader takes, and a name and a reason for every other entry.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Found, FoundSidecar, Origin, SkipReason, Skipped, SourceError, Stamp,
    file_type::{self, NameSays},
    ignoring::Patterns,
};

/// End of the name of a file that holds a reference beside its source.
pub(super) const SIDECAR_SUFFIX: &str = ".meta.toml";

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

/// A folder that waits to be walked.
struct Folder {
    path: PathBuf,
    relative: String,
    /// Patterns of this folder's parents, outermost first; shared by an index into `Patterns`.
    patterns: Option<usize>,
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
        let sidecar = path.parent().and_then(|folder| {
            let beside = sidecar_names(&name).map(|name| folder.join(name));
            beside.into_iter().find_map(|path| found_sidecar(&path))
        });
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
                    Err(error) => self.skip(root, folder.relative, SkipReason::Unreadable { error: error.to_string() }),
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

    fn skip(&mut self, root: &Path, relative: String, reason: SkipReason) {
        let origin = Origin::File { root: root.to_path_buf(), relative };
        self.walk.skipped.push(Skipped { origin, reason });
    }

    fn folder(
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
            } else if name.ends_with(SIDECAR_SUFFIX) {
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
            let sidecar = sidecar_names(&name).into_iter().find(|name| beside.contains_key(name.as_str()));
            let found = sidecar.as_deref().and_then(|name| beside.get(name)).and_then(|path| found_sidecar(path));
            used.extend(sidecar);
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
    fn link(&mut self, root: &Path, link: Folder, waiting: &mut Vec<Folder>) {
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
        let sidecar = path
            .parent()
            .and_then(|folder| sidecar_names(&name).iter().find_map(|name| found_sidecar(&folder.join(name))));
        if target.is_file() {
            self.file(root, target, &name, relative, sidecar);
        } else {
            self.skip(root, relative, SkipReason::NotAFile);
        }
    }
}

/// Names that the sidecar of a file may have: with the whole name, without one extension, without two.
fn sidecar_names(name: &str) -> [String; 3] {
    let stem = file_type::stem(name);
    [name, stem, file_type::stem(stem)].map(|name| format!("{name}{SIDECAR_SUFFIX}"))
}

fn found_sidecar(path: &Path) -> Option<FoundSidecar> {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(FoundSidecar { path: path.to_path_buf(), stamp: Stamp::of(&metadata) })
}

/// A file name as text; bytes that are no UTF-8 as `%FF`, so that two names stay two.
fn printable(name: impl AsRef<OsStr>) -> String {
    let mut text = String::new();
    for chunk in name.as_ref().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files, each holding its own name.
    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for file in files {
            write(folder.path(), file, file);
        }
        folder
    }

    fn write(folder: &Path, file: &str, text: &str) {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }

    fn relative(origin: &Origin) -> String {
        origin.to_string()
    }

    fn walked(roots: &[&Path], options: &WalkOptions) -> Walk {
        let roots: Vec<PathBuf> = roots.iter().map(|root| root.to_path_buf()).collect();
        walk(&roots, options).expect("the roots can be walked")
    }

    fn files(walk: &Walk) -> Vec<String> {
        walk.files.iter().map(|found| relative(&found.origin)).collect()
    }

    fn skipped(walk: &Walk) -> Vec<(String, String)> {
        walk.skipped.iter().map(|skipped| (relative(&skipped.origin), skipped.reason.to_string())).collect()
    }

    fn words(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(path, reason)| ((*path).to_owned(), (*reason).to_owned())).collect()
    }

    #[test]
    fn files_come_in_the_order_of_their_names() {
        let folder = folder(&["b.md", "a/z.html", "a.txt", "a/b.html.gz", "README", "c.html.markdown"]);
        let walk = walked(&[folder.path()], &WalkOptions::default());
        assert_eq!(files(&walk), ["README", "a.txt", "a/b.html.gz", "a/z.html", "b.md", "c.html.markdown"]);
        assert!(walk.skipped.is_empty());
    }

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

    #[test]
    fn a_very_deep_folder_is_walked() {
        let deep = format!("{}/a.md", ["d"; 300].join("/"));
        let folder = folder(&[&deep]);
        assert_eq!(files(&walked(&[folder.path()], &WalkOptions::default())), [deep]);
    }
}
