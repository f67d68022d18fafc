//! `man`: the manual page of the program or of one command.

use anyhow::{Result, bail};
use clap::{Args, CommandFactory};

use crate::cli::{Outcome, args, terminal::Terminal};

/// What `man` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example: roledex man search | man -l -")]
pub(crate) struct ManArgs {
    /// A command, for its own page
    command: Option<String>,
}

pub(super) fn run(args: &ManArgs, terminal: &mut Terminal) -> Result<Outcome> {
    let mut program = args::Args::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => bail!("`{name}` is no command: `roledex --help` lists them"),
        },
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    terminal.print(&String::from_utf8_lossy(&text))?;
    Ok(Outcome::Done)
}
