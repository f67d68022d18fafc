//! The few styles of the terminal. Meaning never hangs on them alone.

use anstyle::{AnsiColor, Style};

/// Names: a reference such as `004:26`, a rule, a command to type.
pub const NAME: Style = AnsiColor::Cyan.on_default();
/// What matters most on a line.
pub const STRONG: Style = Style::new().bold();
/// What may be skipped: headings above a passage, tags, counts.
pub const FAINT: Style = Style::new().dimmed();
/// Words that the query asked for.
pub const MATCH: Style = AnsiColor::Yellow.on_default().bold();
/// Kept.
pub const KEPT: Style = AnsiColor::Green.on_default();
/// Dropped.
pub const DROPPED: Style = AnsiColor::Red.on_default();
/// Edited.
pub const EDITED: Style = AnsiColor::Yellow.on_default();

/// The style of a message's first word: `error`, `warning`, `hint`, `note`.
#[must_use]
pub fn of_message(kind: &str) -> Style {
    match kind {
        "error" => AnsiColor::Red.on_default().bold(),
        "warning" => AnsiColor::Yellow.on_default().bold(),
        "hint" => AnsiColor::Green.on_default().bold(),
        _ => Style::new().bold(),
    }
}

/// `text` in `style`.
#[must_use]
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
