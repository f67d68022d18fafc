use super::{Report, Verdict};
use crate::source::MediaType;

/// A copy of a draft with its sources' exact words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// How many quotations were replaced.
    pub replaced: usize,
    /// Lines of quotations that fail and cannot be replaced: what their source says is not known.
    pub left: Vec<u32>,
}

/// Puts the exact words in place of altered ones and of those that differ in marks or white space. Cuts and words in
/// brackets are the writer's and stay.
#[must_use]
pub fn fix(report: &Report, draft: &str, media_type: MediaType) -> Fixed {
    let mut fixed = Fixed { text: String::with_capacity(draft.len()), replaced: 0, left: Vec::new() };
    let mut at = 0;
    for checked in &report.quotations {
        let wanted = matches!(checked.verdict, Verdict::Altered | Verdict::Normalised);
        match checked.exact.as_deref().filter(|_| wanted && checked.raw.start >= at) {
            Some(exact) => {
                fixed.text.push_str(draft.get(at..checked.raw.start).unwrap_or_default());
                fixed.text.push_str(&written(exact, media_type));
                at = checked.raw.end;
                fixed.replaced += 1;
            }
            None if !checked.verdict.passes() => fixed.left.push(checked.lines.first),
            None => {}
        }
    }
    fixed.text.push_str(draft.get(at..).unwrap_or_default());
    fixed
}

fn written(words: &str, media_type: MediaType) -> String {
    let mut written = String::with_capacity(words.len());
    for character in words.chars() {
        match (media_type, character) {
            (MediaType::Markdown, '*' | '_' | '[' | ']' | '<' | '`' | '\\') => written.extend(['\\', character]),
            (MediaType::Html, '&') => written.push_str("&amp;"),
            (MediaType::Html, '<') => written.push_str("&lt;"),
            _ => written.push(character),
        }
    }
    written
}
