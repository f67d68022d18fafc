//! People's decisions on copies, in the file of corrections beside the index.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use jiff::{Timestamp, tz::TimeZone};

use super::IngestError;
use crate::{
    corrections::{Correction, Corrections, FILE},
    index::IndexError,
};

/// Reads people's decisions on the index in `index`; lines of the file that are not understood are noted.
pub fn read(index: &Path, notes: &mut Vec<String>) -> Result<Corrections, IngestError> {
    let corrections = Corrections::parse(&text(&index.join(FILE))?);
    for problem in corrections.problems() {
        notes.push(format!(
            "line {} of `{FILE}` is not understood and has no effect: {}",
            problem.line, problem.message
        ));
    }
    Ok(corrections)
}

/// Writes new decisions at the end of the file, in place of lines that say the same or are named in `instead`. All or
/// nothing. Returns all decisions as they stand then.
pub(super) fn record(index: &Path, new: &[Correction], instead: &BTreeSet<String>) -> Result<Corrections, IngestError> {
    let path = index.join(FILE);
    let before = text(&path)?;
    let gone = new.iter().map(Correction::id).chain(instead.iter().cloned()).collect();
    let mut after = Corrections::without(&before, &gone);
    if !after.is_empty() && !after.ends_with('\n') {
        after.push('\n');
    }
    for correction in new {
        after.push_str(&correction.line());
        after.push('\n');
    }
    let failed = file_error("write", &path);
    let scratch = path.with_extension("jsonl.new");
    write(&scratch, &after).and_then(|()| fs::rename(&scratch, &path)).map_err(failed)?;
    Ok(Corrections::parse(&after))
}

/// Tells whether two sets of decisions say the same, 16 hexadecimal digits.
pub(super) fn digest(decisions: &Corrections) -> String {
    let split: Vec<&str> = decisions.split().into_keys().collect();
    let mut joined = decisions.joined();
    joined.sort_unstable();
    // In their order: of two on the same thing the later one counts.
    let wishes: Vec<&str> = decisions.iter().map(|(id, _)| id).collect();
    let said = format!("{split:?} {joined:?} {wishes:?}");
    blake3::hash(said.as_bytes()).to_hex().chars().take(16).collect()
}

/// The date that decisions are noted with, in UTC.
pub(super) fn today() -> String {
    TimeZone::UTC.to_datetime(Timestamp::now()).date().to_string()
}

/// Writes a file and waits until it is on the disk: the one that it replaces is the only other copy.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn text(path: &PathBuf) -> Result<String, IngestError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(file_error("read", path)(error)),
    }
}

fn file_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> IngestError {
    let path = path.to_path_buf();
    move |source| IndexError::File { action, path, source: source.into() }.into()
}
