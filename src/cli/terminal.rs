//! The terminal: the one place that prints.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::args::Color;

/// Columns assumed where stdout is no terminal: what a printed page or a pasted transcript holds.
const COLUMNS: usize = 100;

/// Widest text column: longer lines are hard to read.
const MAX_COLUMNS: usize = 110;

/// Stdout for data, stderr for talk.
pub(crate) struct Terminal {
    out: AutoStream<io::Stdout>,
    columns: usize,
    quiet: bool,
    choice: ColorChoice,
}

impl Terminal {
    /// Looks at what stdout is.
    pub(crate) fn new(color: Color, quiet: bool) -> Self {
        let choice = match color {
            Color::Auto => AutoStream::choice(&io::stdout()),
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        let columns = if io::stdout().is_terminal() {
            terminal_size::terminal_size().map_or(COLUMNS, |(width, _)| usize::from(width.0))
        } else {
            std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(COLUMNS)
        };
        Self { out: AutoStream::new(io::stdout(), choice), columns: columns.clamp(40, MAX_COLUMNS), quiet, choice }
    }

    /// Columns to lay text out in, 40 to 110.
    pub(crate) const fn columns(&self) -> usize {
        self.columns
    }

    /// Whether a moving progress bar makes sense.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Prints to stdout as it is.
    pub(crate) fn print(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    /// Prints text for people to stdout, no line wider than the terminal.
    pub(crate) fn page(&mut self, text: &str) -> io::Result<()> {
        let held = roledex::present::Columns(self.columns).hold(text);
        self.print(&held)
    }

    /// Prints a line to stdout.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        self.print(text)?;
        self.print("\n")
    }

    /// Prints a value to stdout as one JSON object, indented.
    pub(crate) fn json(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        let text = serde_json::to_string_pretty(value).map_err(io::Error::other)?;
        self.line(&text)
    }

    /// Prints a value to stdout as one line of JSON.
    pub(crate) fn json_line(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        let text = serde_json::to_string(value).map_err(io::Error::other)?;
        self.line(&text)
    }

    /// Says something on stderr, unless told to be quiet.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.say("note", text);
        }
    }

    /// Warns on stderr.
    pub(crate) fn warn(&mut self, text: &str) {
        self.say("warning", text);
    }

    /// Says that something failed while the rest went on, and what to do.
    pub(crate) fn failure(&mut self, text: &str, hint: Option<&str>) {
        self.say("error", text);
        if let Some(hint) = hint {
            self.say("hint", hint);
        }
    }

    /// Hands over what is buffered.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Prints an error with its causes, and what to do where that is known.
    pub(crate) fn report(&mut self, error: &anyhow::Error) {
        let mut message = error.to_string();
        for cause in error.chain().skip(1) {
            let cause = cause.to_string();
            if !message.contains(cause.trim_end()) {
                message.push_str(": ");
                message.push_str(cause.trim_end());
            }
        }
        self.say("error", &message);
        if let Some(hint) = super::command::hint(error) {
            self.say("hint", &hint);
        }
    }

    fn say(&mut self, kind: &str, text: &str) {
        // What was found so far comes first.
        let _ = self.flush();
        let choice =
            if self.choice == ColorChoice::AlwaysAnsi { self.choice } else { AutoStream::choice(&io::stderr()) };
        let mut stderr = AutoStream::new(io::stderr().lock(), choice);
        let style = roledex::present::style::of_message(kind);
        // Nothing can be done where stderr itself is closed.
        let _ = writeln!(stderr, "{style}{kind}:{style:#} {}", roledex::present::visible(text));
    }
}
