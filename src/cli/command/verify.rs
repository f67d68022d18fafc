//! `verify`: are the quotations of a draft really in the sources?

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use roledex::{index::Reader, present, source::Capture, verify};

use super::{format::JsonArgs, preview};
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `verify` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example: roledex verify draft.md

These pass: exact, normalised (marks, dashes, white space, cuts with …, words
in [ ]) and too-short. These do not, and the exit code is 1: altered,
wrong-source, out-of-context, ambiguous, not-found.")]
pub(crate) struct VerifyArgs {
    /// Markdown, HTML or plain text; `-` for standard input
    #[arg(value_name = "DRAFT")]
    draft: PathBuf,
    /// Write a copy with the sources' exact words beside the draft: draft.fixed.md. The draft stays as it is
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    output: JsonArgs,
}

pub(super) fn run(args: &VerifyArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    if args.fix && args.draft == Path::new("-") {
        bail!("`--fix` writes a copy beside the draft, and standard input has no place: name a file");
    }
    let capture = preview::read(&args.draft, settings)?;
    let reader = Reader::open(&settings.index)?;
    let report = verify::verify(&reader, &capture.text, capture.media_type)?;
    if args.output.json {
        let draft = args.draft.display().to_string();
        terminal.json(&present::VerifyView::new(&draft, &report))?;
    } else {
        terminal.page(&present::verify_text(&report, present::Columns(terminal.columns())))?;
        for note in &report.notes {
            terminal.warn(note);
        }
    }
    if args.fix {
        write_fixed(&args.draft, &capture, &report, &reader, terminal)?;
    }
    if report.quotations.is_empty() {
        terminal.note("the draft quotes nobody");
    }
    Ok(if report.passes() { Outcome::Done } else { Outcome::Nothing })
}

fn write_fixed(
    draft: &Path,
    capture: &Capture,
    report: &verify::Report,
    reader: &Reader,
    terminal: &mut Terminal,
) -> Result<()> {
    let fixed = verify::fix(report, &capture.text, capture.media_type);
    if fixed.replaced == 0 {
        terminal.note("there is nothing that `--fix` could put right: no copy was written");
    } else {
        let path = write_beside(draft, &fixed.text)?;
        let count = present::plural(fixed.replaced as u64, "quotation");
        terminal.note(&format!("wrote `{}`: {count} now in the exact words", path.display()));
        // Exact words may still be out of context or stand in several sources.
        let again = verify::verify(reader, &fixed.text, capture.media_type)?;
        let fails = again.quotations.iter().filter(|checked| !checked.verdict.passes());
        let fails: Vec<String> = fails.map(|checked| checked.lines.first.to_string()).collect();
        if !fails.is_empty() {
            terminal.note(&format!("what still fails in the copy is yours to settle: lines {}", fails.join(", ")));
        }
        return Ok(());
    }
    if !fixed.left.is_empty() {
        let lines: Vec<String> = fixed.left.iter().map(ToString::to_string).collect();
        terminal.note(&format!("what fails is yours to settle: lines {}", lines.join(", ")));
    }
    Ok(())
}

/// Writes `draft.fixed.md`, `draft.fixed-2.md`, …: whichever is not there yet.
fn write_beside(draft: &Path, text: &str) -> Result<PathBuf> {
    let stem = draft.file_stem().unwrap_or_default().to_string_lossy();
    let extension = draft.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    for number in 1_u32.. {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let path = draft.with_file_name(format!("{stem}.fixed{suffix}{extension}"));
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))?;
                return Ok(path);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("cannot write `{}`", path.display())),
        }
    }
    bail!("there is no free name beside `{}`", draft.display())
}
