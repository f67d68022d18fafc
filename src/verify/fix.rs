//! A copy of a draft with its sources' exact words.
//!
//! Always: nothing outside the quotations that were replaced changes by a byte, but for a stop or comma of the draft's
//! own, which goes behind the closing mark; and the copy reads, quotation for quotation, as it is meant to. Where it
//! would not (words with marks of their own inside the same marks), the quotation is left alone.

use super::{Checked, QuotationKind, Report, Verdict, draft, markup, quoted};
use crate::source::MediaType;

/// A copy of a draft with its sources' exact words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// How many quotations were replaced.
    pub replaced: usize,
    /// Lines of quotations that fail and are left as they are: what their source says is not known, or cannot be put
    /// between their marks.
    pub left: Vec<u32>,
}

/// Puts the exact words in place of altered ones and of those that differ in marks or white space. Cuts and words in
/// brackets are the writer's and stay.
#[must_use]
pub fn fix(report: &Report, draft: &str, media_type: MediaType) -> Fixed {
    let mut wanted: Vec<Change<'_>> = Vec::new();
    let mut at = 0;
    for (number, checked) in report.quotations.iter().enumerate() {
        let replaceable = matches!(checked.verdict, Verdict::Altered | Verdict::Normalised) && checked.raw.start >= at;
        if let Some(exact) = checked.exact.as_deref().filter(|_| replaceable) {
            wanted.push(Change { number, checked, exact });
            at = checked.raw.end;
        }
    }
    let fixer = Fixer { draft, media_type, before: Reading::of(draft, media_type) };
    let mut accepted: Vec<Change<'_>> = Vec::with_capacity(wanted.len());
    fixer.accept(&wanted, &mut accepted);
    let replaced = |number: usize| accepted.iter().any(|change| change.number == number);
    let fails = report.quotations.iter().enumerate().filter(|(_, checked)| !checked.verdict.passes());
    let left = fails.filter(|&(number, _)| !replaced(number)).map(|(_, checked)| checked.lines.first).collect();
    Fixed { text: fixer.written(&accepted), replaced: accepted.len(), left }
}

/// One quotation to be replaced.
#[derive(Clone, Copy)]
struct Change<'a> {
    number: usize,
    checked: &'a Checked,
    exact: &'a str,
}

/// What a reader sees of a draft.
struct Reading {
    /// Each quotation's words and where they begin in the file.
    quotations: Vec<(usize, String)>,
    /// All text without white space.
    visible: String,
}

impl Reading {
    fn of(text: &str, media_type: MediaType) -> Self {
        let draft = draft::read(text, media_type);
        let (found, _) = quoted::quoted(&draft, text);
        let start = |quoted: &quoted::Quoted| quoted.text.span().map_or(0, |span| span.range().start);
        let quotations = found.iter().map(|quoted| (start(quoted), quoted.text.as_str().to_owned())).collect();
        Self { quotations, visible: draft.blocks.iter().map(|block| solid(block.text.as_str())).collect() }
    }
}

struct Fixer<'a> {
    draft: &'a str,
    media_type: MediaType,
    before: Reading,
}

impl<'a> Fixer<'a> {
    /// Accepts those of `wanted`, in order, that leave the copy readable as it is meant to be. Halves what does not, so
    /// that a few bad ones cost few readings.
    fn accept(&self, wanted: &[Change<'a>], accepted: &mut Vec<Change<'a>>) {
        let all: Vec<Change<'_>> = accepted.iter().chain(wanted).copied().collect();
        if wanted.is_empty() || self.reads_well(&all) {
            *accepted = all;
        } else if wanted.len() > 1 {
            let (first, second) = wanted.split_at(wanted.len() / 2);
            self.accept(first, accepted);
            self.accept(second, accepted);
        }
    }

    fn written(&self, changes: &[Change<'_>]) -> String {
        let mut text = String::with_capacity(self.draft.len());
        let mut at = 0;
        for change in changes {
            let raw = &change.checked.raw;
            text.push_str(self.draft.get(at..raw.start).unwrap_or_default());
            let replaced = self.draft.get(raw.clone()).unwrap_or_default();
            let (opening, closing) = markup::across(replaced, self.media_type);
            let mut written = String::new();
            for character in change.exact.chars() {
                markup::escape(character, self.media_type, &mut written);
            }
            text.push_str(&format!("{opening}{written}{closing}"));
            at = raw.end;
            if let Some((mark, behind)) = self.moved(change) {
                text.push_str(self.draft.get(at..behind).unwrap_or_default());
                text.push(mark);
                at = behind;
            }
        }
        text.push_str(self.draft.get(at..).unwrap_or_default());
        text
    }

    /// A stop or comma that the draft has before its closing mark and the source has not, with the byte behind the
    /// closing mark, where it goes.
    fn moved(&self, change: &Change<'_>) -> Option<(char, usize)> {
        let mark = own_stop(change)?;
        let rest = self.draft.get(change.checked.raw.end..)?;
        let close = markup::closing_mark(rest, self.media_type)?;
        let ends = rest.get(close..)?.chars().next();
        let stops = ends.is_some_and(|next| matches!(next, '.' | ',' | ';' | ':' | '!' | '?'));
        (!stops).then_some((mark, change.checked.raw.end + close))
    }

    /// Whether the copy with these changes has the quotations that it is meant to have, and beside them the same text.
    fn reads_well(&self, changes: &[Change<'_>]) -> bool {
        let after = Reading::of(&self.written(changes), self.media_type);
        let mut left = changes.iter().peekable();
        let mut expected: Vec<(&str, bool)> = Vec::with_capacity(self.before.quotations.len());
        for (start, text) in &self.before.quotations {
            let change = left.next_if(|change| change.checked.raw.start == *start);
            expected.push(change.map_or((text, false), |change| {
                // Behind the words of a block quote its credit may stand.
                (change.exact, change.checked.kind == QuotationKind::BlockQuote)
            }));
        }
        let same = |((_, found), (wanted, open)): (&(usize, String), &(&str, bool))| {
            found == wanted || (*open && found.starts_with(wanted))
        };
        left.next().is_none()
            && after.quotations.len() == expected.len()
            && after.quotations.iter().zip(&expected).all(same)
            && self.visible(changes).is_some_and(|visible| visible == after.visible)
    }

    /// The text that the copy is meant to show, without white space.
    fn visible(&self, changes: &[Change<'_>]) -> Option<String> {
        let (mut visible, mut at) = (String::new(), 0);
        for change in changes {
            let before = solid(&change.checked.text);
            let from = at + self.before.visible.get(at..)?.find(&before)?;
            visible.push_str(self.before.visible.get(at..from)?);
            visible.push_str(&solid(change.exact));
            at = from + before.len();
            if let Some((mark, _)) = self.moved(change) {
                let rest = self.before.visible.get(at..)?;
                // `<q>` shows no mark.
                let close = markup::closing_mark(rest, MediaType::Plain).unwrap_or(0);
                visible.push_str(rest.get(..close)?);
                visible.push(mark);
                at += close;
            }
        }
        visible.push_str(self.before.visible.get(at..)?);
        Some(visible)
    }
}

/// The stop or comma that ends the draft's words and not the source's.
fn own_stop(change: &Change<'_>) -> Option<char> {
    let quotes = change.checked.kind == QuotationKind::Quotation;
    let mark = change.checked.text.chars().next_back().filter(|mark| quotes && matches!(mark, '.' | ','))?;
    let ends = change.exact.chars().next_back()?;
    (!matches!(ends, '.' | ',' | '!' | '?' | ';' | ':' | '”' | '’' | '"' | '\'')).then_some(mark)
}

fn solid(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}
