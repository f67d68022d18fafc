use std::{io, path::PathBuf, sync::Arc};

use tantivy::{
    TantivyError,
    directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
};

/// What can go wrong with an index. The last commit is whole whatever happens.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is no index where one was looked for.
    #[error("there is no index in `{}`", dir.display())]
    Missing {
        /// The directory.
        dir: PathBuf,
    },
    /// The directory holds something else; nothing is written there.
    #[error("`{}` is not an index: it holds `{found}`", dir.display())]
    NotAnIndex {
        /// The directory.
        dir: PathBuf,
        /// One of the things in it.
        found: String,
    },
    /// The index was made by another version.
    #[error("the index in `{}` has format {found}, this program reads and writes format {wanted}", dir.display())]
    OtherVersion {
        /// The directory.
        dir: PathBuf,
        /// Its version: format and analyser.
        found: String,
        /// The version of this program.
        wanted: String,
    },
    /// Another program is writing to the index.
    #[error("another program is writing to the index: it holds the lock `{}`", lock.display())]
    Locked {
        /// The lock file.
        lock: PathBuf,
    },
    /// A file of the index cannot be read or written.
    #[error("cannot {action} `{}`", path.display())]
    File {
        /// `read`, `write`, `create`, `remove`.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// The index is damaged: a file is missing or is not what it should be.
    #[error("the index in `{}` is damaged", dir.display())]
    Damaged {
        /// The directory.
        dir: PathBuf,
        /// What was found.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The engine failed in a way that has no name of its own.
    #[error("the index in `{}` could not be used", dir.display())]
    Engine {
        /// The directory.
        dir: PathBuf,
        /// What the engine says.
        source: TantivyError,
    },
    /// No source has this id, name or path.
    #[error("no source is called `{wanted}`")]
    NoSuchSource {
        /// As asked for.
        wanted: String,
        /// The name that comes closest.
        nearest: Option<String>,
    },
    /// No passage has this id or stands on this line.
    #[error("no passage is called `{wanted}`")]
    NoSuchPassage {
        /// As asked for.
        wanted: String,
        /// The reference that comes closest.
        nearest: Option<String>,
        /// The rule by which cleaning dropped what stands there.
        dropped: Option<String>,
    },
}

impl IndexError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing { .. } => Some("make one with `roledex ingest PATH`, or name another with `--index`".into()),
            Self::NotAnIndex { .. } => {
                Some("name the directory of an index with `--index`, or for `ingest` an empty or new one".into())
            }
            Self::OtherVersion { .. } | Self::Damaged { .. } => {
                Some("make it anew with `roledex ingest --rebuild PATH`".into())
            }
            Self::Locked { .. } => Some("wait until it has ended; the lock goes with the program that holds it".into()),
            Self::File { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    Some("name a directory that you may write to with `--index`".into())
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    Some("free some space and run it again; the index is as it was before".into())
                }
                _ => None,
            },
            Self::NoSuchSource { nearest, .. } => Some(match nearest {
                Some(name) => format!("did you mean `{name}`? `roledex sources` lists them all"),
                None => "`roledex sources` lists them all".into(),
            }),
            Self::NoSuchPassage { wanted, dropped: Some(rule), .. } => Some(format!(
                "cleaning dropped what stands there (`{rule}`); `roledex correct restore {wanted}` brings it back"
            )),
            Self::NoSuchPassage { nearest, .. } => {
                nearest.as_ref().map(|reference| format!("did you mean `{reference}`?"))
            }
            Self::Engine { .. } => {
                Some("if it happens again, make it anew with `roledex ingest --rebuild PATH`".into())
            }
        }
    }

    /// Gives an error of the system the file, and what was tried on it.
    pub(super) fn of_file(action: &'static str, path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { action, path, source: source.into() }
    }

    /// Gives an engine's error the path and the name it lacks.
    pub(crate) fn of_engine(dir: &std::path::Path, error: TantivyError) -> Self {
        let file = |action, path: PathBuf, source| Self::File { action, path: dir.join(path), source };
        // The engine's own threads hand errors of the system on as text.
        if let TantivyError::InternalError(message) = &error
            && let Some(source) = system_error(message)
        {
            return file("write", PathBuf::new(), source.into());
        }
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => {
                Self::Locked { lock: dir.join(&tantivy::directory::INDEX_WRITER_LOCK.filepath) }
            }
            TantivyError::LockFailure(LockError::IoError(source), _) => {
                file("write", tantivy::directory::INDEX_WRITER_LOCK.filepath.clone(), source)
            }
            TantivyError::IoError(source) => file("write", PathBuf::new(), source),
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
                file("write", filepath, io_error)
            }
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
                file("read", filepath, io_error)
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, directory_path }) => {
                file("read", directory_path, io_error)
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(_)) => Self::Missing { dir: dir.into() },
            error @ (TantivyError::DataCorruption(_)
            | TantivyError::OpenReadError(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::DeserializeError(_)) => Self::Damaged { dir: dir.into(), source: Box::new(error) },
            source => Self::Engine { dir: dir.into(), source },
        }
    }
}

/// The error of the system that a text ends with: `… (os error 28)`.
fn system_error(message: &str) -> Option<io::Error> {
    let (_, code) = message.rsplit_once("(os error ")?;
    Some(io::Error::from_raw_os_error(code.split(')').next()?.parse().ok()?))
}
