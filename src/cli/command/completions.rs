//! `completions`: tab completion for a shell.

use anyhow::Result;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::{Outcome, args, terminal::Terminal};

/// What `completions` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example: roledex completions bash > ~/.local/share/bash-completion/completions/roledex")]
pub(crate) struct CompletionsArgs {
    /// Which shell
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, terminal: &mut Terminal) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::Args::command(), "roledex", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}
