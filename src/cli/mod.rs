//! The command line: arguments in, text and an exit code out.
//!
//! Stdout is data, stderr is talk. Exit: 0 found or done, 1 nothing found, 2 trouble, 130 stopped; a closed pipe is
//! success. `anyhow` and everything that touches the terminal, the clock or the environment live here.

mod args;
mod command;
mod settings;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

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

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
