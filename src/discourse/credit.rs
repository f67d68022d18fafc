//! Who is credited with a quotation, and the reference that goes with it.

use super::{Attribution, Form};

/// Who speaks, as the text says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// By name.
    Named(Attribution),
    /// "he", "she", "they": whoever was named last.
    Pronoun,
}

/// An attribution that was found beside a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Credit {
    pub(super) speaker: Speaker,
    pub(super) form: Form,
    /// Bytes of the text read: one past the attribution when it stands behind, its first byte when before.
    pub(super) at: usize,
    /// Words between the verb and the quotation ("says the owner is "the voice""): the more, the weaker.
    pub(super) between_words: usize,
}

/// The number of a reference marker (`[5]`, `[^5]`) at the start of `text`, and how many bytes the markers take.
pub(super) fn reference(text: &str) -> (Option<String>, usize) {
    let mut first = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let trimmed = rest.trim_start_matches([' ', '*', '_', '\\']);
        let Some(inner) = trimmed.strip_prefix('[') else { break };
        let inner = inner.strip_prefix('^').unwrap_or(inner);
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let closed = inner.get(digits..).is_some_and(|tail| tail.starts_with(']') || tail.starts_with("\\]"));
        if digits == 0 || digits > 3 || !closed {
            break;
        }
        if first.is_none() {
            first = inner.get(..digits).map(str::to_owned);
        }
        let close = inner.get(digits..).map_or(0, |tail| if tail.starts_with('\\') { 2 } else { 1 });
        at = text.len() - inner.len() + digits + close;
    }
    (first, at)
}

/// Whether nothing follows but references and punctuation.
pub(super) fn nothing_but_marks(rest: &str) -> bool {
    let (_, markers) = reference(rest);
    rest.get(markers..).unwrap_or_default().chars().all(|character| !character.is_alphanumeric())
}

/// No attribution is longer than this.
const MAX_BYTES: usize = 200;

/// As much of a text as an attribution can take.
pub(super) fn head(text: &str) -> &str {
    let end = (0..=MAX_BYTES.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}

pub(super) const fn is_dash(character: char) -> bool {
    matches!(character, '-' | '–' | '—' | '―' | '‒' | '−' | '~')
}
