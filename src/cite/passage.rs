use std::ops::Range;

use serde::Serialize;

use super::Selector;
use crate::{
    index::record::{DroppedRecord, PassageRecord, QuotationRecord, Source, SpanRecord},
    text::Lines,
};

/// Words of a passage that are to be cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The words, as the passage has them.
    pub words: String,
    /// Bytes of the passage's text.
    pub range: Range<usize>,
    /// Who said them, where that is not the source itself.
    pub speaker: Option<String>,
    /// The speaker's title or function.
    pub title: Option<String>,
    /// The speaker's organisation.
    pub organisation: Option<String>,
    /// Where they stand.
    pub place: SpanRecord,
    /// Characters of the layer, from 0, half open; nothing where the passage does not know.
    pub characters: Option<(u32, u32)>,
    /// How to find them again.
    pub selector: Selector,
}

impl Cited {
    /// The words at `range` of a passage's text; those of a passage that is somebody's words as a whole are theirs.
    /// Nothing where the range holds no words.
    #[must_use]
    pub fn words(passage: &PassageRecord, range: Range<usize>) -> Option<Self> {
        let words = passage.text.get(range.clone()).filter(|words| !words.trim().is_empty())?;
        let whole = passage.quotations.iter().find(|quotation| quotation.text == passage.text);
        Some(Self {
            words: words.to_owned(),
            speaker: whole.map(|whole| whole.speaker.clone()),
            title: whole.and_then(|whole| whole.title.clone()),
            organisation: whole.and_then(|whole| whole.organisation.clone()),
            place: passage.place_of(range.clone()).unwrap_or(passage.span),
            characters: passage.characters_of(range.clone()),
            selector: Selector::of(&passage.text, range.clone()),
            range,
        })
    }

    /// A quotation of a passage. Nothing where its words are not in the passage's text.
    #[must_use]
    pub fn quotation(passage: &PassageRecord, quotation: &QuotationRecord) -> Option<Self> {
        let mut cited = Self::words(passage, range_of(passage, quotation)?)?;
        cited.place = quotation.span.unwrap_or(cited.place);
        cited.speaker = Some(quotation.speaker.clone());
        cited.title.clone_from(&quotation.title);
        cited.organisation.clone_from(&quotation.organisation);
        Some(cited)
    }

    /// `20`, or `20-21`.
    #[must_use]
    pub fn lines_text(&self) -> String {
        let Lines { first, last } = self.place.lines;
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    }

    pub(super) const fn is_one_line(&self) -> bool {
        self.place.lines.first == self.place.lines.last
    }

    /// What tells the words from others of the same source: the line, and the first byte.
    pub(super) fn label(&self) -> String {
        format!("{}-{}", self.place.lines.first, self.place.bytes.start())
    }

    /// The speaker with title and organisation.
    #[must_use]
    pub fn said_by(&self, speaker: &str) -> String {
        let parts = [Some(speaker), self.title.as_deref(), self.organisation.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Where a quotation's words are in the passage's text. Two quotations of the same words are told by their places.
pub(crate) fn range_of(passage: &PassageRecord, quotation: &QuotationRecord) -> Option<Range<usize>> {
    let mut found = passage.text.match_indices(&quotation.text).map(|(at, words)| at..at + words.len());
    let first = found.next()?;
    let wanted = quotation.span.map(|span| span.bytes);
    let stands_there = |range: &Range<usize>| passage.place_of(range.clone()).map(|place| place.bytes) == wanted;
    if stands_there(&first) {
        return Some(first);
    }
    Some(found.find(stands_there).unwrap_or(first))
}

/// What became of the number of a reference that an attribution gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReferenceState {
    /// The number: `5` for `[5]`.
    pub number: String,
    /// `resolved` or `dangling`.
    pub state: &'static str,
    /// The entry that the source's list of references has for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

/// Looks a reference number up in what the source holds: passages, and blocks that cleaning dropped.
#[must_use]
pub fn reference_state(
    number: &str,
    source: &Source,
    passages: &[PassageRecord],
    dropped: &[DroppedRecord],
) -> ReferenceState {
    let dangling = || ReferenceState { number: number.to_owned(), state: "dangling", entry: None };
    if source.damage.iter().any(|damage| damage.kind == "dangling-citations") {
        return dangling();
    }
    let marker = format!("[{number}]");
    let texts =
        passages.iter().map(|passage| passage.text.as_str()).chain(dropped.iter().map(|block| block.text.as_str()));
    let mut entries = texts.filter_map(|text| {
        let at = if text.starts_with(&marker) { 0 } else { text.find(&format!(" {marker} "))? + 1 };
        let words = text.get(at + marker.len()..)?;
        let end = words.find(" [").unwrap_or(words.len());
        words.get(..end).map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned)
    });
    // Lists of references stand at the end.
    let entry = entries.next_back();
    if entry.is_none() {
        return dangling();
    }
    ReferenceState { number: number.to_owned(), state: "resolved", entry }
}
