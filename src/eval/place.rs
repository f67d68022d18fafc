//! Places of judged files: a path below a corpus, its name in full or, where that is a sentence long, only its beginning.
//!
//! In:  a corpus and a path of a judgement. Out: the path of the one file that is meant.

use std::{fs, io, path::Path};

use super::tags::EvalError;

/// What stands for the rest of a file's name.
const REST: char = '*';

/// The path of a file below `corpus`; `path` may end in `*`, which stands for the rest of its name.
///
/// Fails where no file, or more than one, has a name that begins so.
pub(super) fn whole_path(corpus: &Path, path: &str) -> Result<String, EvalError> {
    let Some(beginning) = path.strip_suffix(REST) else { return Ok(path.to_owned()) };
    let (folder, beginning) = beginning.rsplit_once('/').unwrap_or(("", beginning));
    let place = corpus.join(folder);
    let failed = |source: io::Error| EvalError::Unreadable { path: corpus.join(path), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(&place).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if name.starts_with(beginning) {
            found.push(name);
        }
    }
    match found.as_slice() {
        [name] if folder.is_empty() => Ok(name.clone()),
        [name] => Ok(format!("{folder}/{name}")),
        [] => Err(failed(io::Error::new(io::ErrorKind::NotFound, "no file has a name that begins so"))),
        _ => Err(failed(io::Error::other(format!("{} files have names that begin so", found.len())))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_name_stands_for_one_file() {
        let corpus = tempfile::tempdir().expect("a scratch directory");
        fs::create_dir(corpus.path().join("in")).expect("it is writable");
        for name in ["in/harbour-list.md", "in/harbour-lamps.md", "quay.md"] {
            fs::write(corpus.path().join(name), "x").expect("it is writable");
        }
        let whole = |path: &str| whole_path(corpus.path(), path).map_err(|error| error.to_string());
        assert_eq!(whole("in/harbour-li*").as_deref(), Ok("in/harbour-list.md"));
        assert_eq!(whole("qu*").as_deref(), Ok("quay.md"));
        assert_eq!(whole("in/any.md").as_deref(), Ok("in/any.md"), "a whole name is taken as it is");
        assert!(whole("in/harbour-*").is_err() && whole("in/z*").is_err());
    }
}
