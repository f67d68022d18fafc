//! The command line: arguments in, text and an exit code out.
//!
//! Stdout is data, stderr is talk. Exit: 0 found or done, 1 nothing found, 2 trouble, 130 stopped; a closed pipe is
//! success. `anyhow` and everything that touches the terminal, the clock or the environment live here.

mod args;
mod command;
mod settings;
mod terminal;

use std::process::ExitCode;

use clap::{
    Parser,
    error::{ContextKind, ContextValue, ErrorKind},
};

use self::{args::Args, terminal::Terminal};

/// How a command ended when nothing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Found or done.
    Done,
    /// Nothing found, or a check failed.
    Nothing,
    /// Done in part: something named on stderr failed.
    Trouble,
}

/// Reads the arguments, runs the command and says how it ended.
pub(crate) fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let error = with_tip(error);
            // A closed pipe under `--help` is no trouble.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let mut terminal = Terminal::new(args.global.color, args.global.quiet);
    let outcome = command::run(&args, &mut terminal).and_then(|outcome| Ok(terminal.flush().map(|()| outcome)?));
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Trouble) => ExitCode::from(2),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.report(&error);
            ExitCode::from(2)
        }
    }
}

/// `-word` leaves a word out of a search, but at the head of an argument it reads as an option: says how to write it.
fn with_tip(mut error: clap::Error) -> clap::Error {
    let is_word = |value: &str| value.starts_with('-') && !value.starts_with("--");
    let unknown = error.kind() == ErrorKind::UnknownArgument
        && matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(value)) if is_word(value));
    if unknown {
        let tip = "to leave a word out of a search, write `--` before the query: roledex search -- vision -scrum";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.to_owned().into()]));
    }
    error
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
