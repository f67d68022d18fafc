use std::{fmt::Write as _, ops::Range};

use super::range_of;
use crate::{
    clean::Layer,
    index::record::{DroppedRecord, PassageRecord},
    passage::PassageKind,
    text::{collapse_white_space, fold},
};

/// Bytes up to which words in one block are given whole; longer ones by their first and last words.
const MAX_WHOLE_BYTES: usize = 120;
/// Words at either end of a range to begin with; more are taken until the beginning is unique on the page.
const END_WORDS: usize = 5;

/// The texts of a page, folded, as far as the index has them: to see that a fragment finds one place only.
#[derive(Clone, Debug, Default)]
pub struct Page(String);

impl Page {
    /// From all passages and dropped blocks of a source, with titles and headings.
    #[must_use]
    pub fn of(title: Option<&str>, passages: &[PassageRecord], dropped: &[DroppedRecord]) -> Self {
        let mut texts: Vec<&str> = title.into_iter().collect();
        let mut last: &[String] = &[];
        for passage in passages {
            if passage.heading != last {
                texts.extend(passage.heading.iter().map(String::as_str));
                last = &passage.heading;
            }
            texts.push(&passage.text);
        }
        texts.extend(dropped.iter().map(|block| block.text.as_str()));
        let mut page = String::new();
        for text in texts {
            page.push('\n');
            page.push_str(&words_of(text));
        }
        Self(page)
    }

    fn count(&self, words: &str) -> usize {
        self.0.matches(&words_of(words)).take(2).count()
    }
}

/// As words are compared, with a space on each side so that none is found inside another.
fn words_of(text: &str) -> String {
    format!(" {} ", collapse_white_space(&fold(text)))
}

/// The link to the words at `range` of a passage: the URL with a text directive. Nothing where there are no words.
///
/// A directive cannot cross a block inside one of its terms, so that words over several blocks, or over a cut, are
/// given by their beginning and their end. What stands around is added where the beginning is not unique on the page.
#[must_use]
pub fn text_fragment(url: &str, passage: &PassageRecord, range: Range<usize>, page: &Page) -> Option<String> {
    let whole = passage.text.get(range.clone())?.trim();
    let pieces = pieces(passage, &range);
    // A page's words have places that the record does not tell: where something was cut, and where the attribution
    // under a quotation, a block of its own, was joined to it.
    let joined = passage.kind == PassageKind::Quotation && passage.span.layer == Layer::Article;
    let inside =
        |quotation| range_of(passage, quotation).is_some_and(|own| own.start <= range.start && range.end <= own.end);
    let unlocated =
        passage.edits.iter().any(|edit| edit.bytes.is_none()) || (joined && !passage.quotations.iter().any(inside));
    let first = pieces.first().map_or(whole, |piece| passage.text.get(piece.clone()).unwrap_or(whole)).trim();
    let last = pieces.last().map_or(whole, |piece| passage.text.get(piece.clone()).unwrap_or(whole)).trim();
    let mut directive = String::new();
    let start;
    if pieces.len() <= 1 && whole.len() <= MAX_WHOLE_BYTES && !unlocated {
        start = whole.to_owned();
        directive.push_str(&encode(whole));
    } else {
        start = unique_start(first, page, pieces.len() <= 1);
        let end = last_words(last, END_WORDS);
        directive.push_str(&encode(&start));
        if start.len() < whole.len() {
            directive.push(',');
            directive.push_str(&encode(end));
        }
    }
    if page.count(&start) > 1
        && let Some(prefix) = passage.text.get(..range.start).map(str::trim).filter(|prefix| !prefix.is_empty())
    {
        directive = format!("{}-,{directive}", encode(last_words(prefix, END_WORDS)));
    }
    let base = url.split_once('#').map_or(url, |(base, _)| base);
    // A fragment of the page's own stays before the directive.
    let own = url.split_once('#').map(|(_, own)| own.split(":~:").next().unwrap_or_default()).unwrap_or_default();
    Some(format!("{base}#{own}:~:text={directive}"))
}

/// The parts of `range` that stand in one stretch of the layer each.
fn pieces(passage: &PassageRecord, range: &Range<usize>) -> Vec<Range<usize>> {
    let runs = passage.runs.iter().map(|run| run.at as usize..(run.at + run.len) as usize);
    runs.map(|run| run.start.max(range.start)..run.end.min(range.end))
        .filter(|piece| passage.text.get(piece.clone()).is_some_and(|words| !words.trim().is_empty()))
        .collect()
}

/// The first words of `text`, as many as make them unique on the page; half of them at most where the end stands in
/// the same block, for the two must not overlap.
fn unique_start(text: &str, page: &Page, same_block: bool) -> String {
    let ends: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).chain([text.len()]).collect();
    let most = if same_block { ends.len().saturating_sub(END_WORDS).max(1) } else { ends.len() };
    let mut taken = END_WORDS.min(most);
    loop {
        let start = ends.get(taken - 1).and_then(|&end| text.get(..end)).unwrap_or(text);
        if taken >= most || page.count(start) <= 1 {
            return start.to_owned();
        }
        taken += 1;
    }
}

fn last_words(text: &str, count: usize) -> &str {
    let from = text.rmatch_indices(' ').nth(count - 1).map_or(0, |(at, _)| at + 1);
    text.get(from..).unwrap_or(text)
}

/// Percent-encoded, the directive's own signs (`-`, `,`, `&`) too.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'!' | b'*' | b'\'' | b'(' | b')') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
