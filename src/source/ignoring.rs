//! Ignore files: which entries of a folder a person has asked to leave out, by the rules of `.gitignore`.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Files whose patterns say what is left out of a folder and the folders below it; a later one wins.
const IGNORE_FILES: [&str; 3] = [".gitignore", ".ignore", ".roledexignore"];

/// Ignore files met so far, each with the one that holds above it.
#[derive(Default)]
pub(super) struct Patterns(Vec<(Gitignore, Option<usize>)>);

impl Patterns {
    pub(super) fn enter(&mut self, folder: &Path, above: Option<usize>) -> Option<usize> {
        let mut builder = GitignoreBuilder::new(folder);
        let mut any = false;
        for name in IGNORE_FILES {
            let file = folder.join(name);
            if file.is_file() {
                // A pattern that cannot be understood leaves nothing out, as in git.
                let _ = builder.add(file);
                any = true;
            }
        }
        match builder.build() {
            Ok(patterns) if any && !patterns.is_empty() => {
                self.0.push((patterns, above));
                Some(self.0.len() - 1)
            }
            _ => above,
        }
    }

    /// The pattern that leaves `path` out.
    pub(super) fn ignoring(&self, path: &Path, is_folder: bool, from: Option<usize>) -> Option<String> {
        let mut at = from;
        while let Some((patterns, above)) = at.and_then(|at| self.0.get(at)) {
            match patterns.matched(path, is_folder) {
                ignore::Match::Ignore(glob) => return Some(glob.original().to_owned()),
                ignore::Match::Whitelist(_) => return None,
                ignore::Match::None => at = *above,
            }
        }
        None
    }
}
