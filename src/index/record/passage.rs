use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{
    clean::{Layer, Post},
    discourse::{Form, Stance},
    passage::{PassageId, PassageKind},
    source::SourceId,
    tag::{RoleTag, TopicTag},
    text::{self, Lines, Span},
};

/// Where a passage or quotation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanRecord {
    /// Which text the offsets count in.
    pub layer: Layer,
    /// From the first to one past the last byte.
    pub bytes: Span,
    /// The same in lines, from 1, both ends in.
    pub lines: Lines,
}

/// Words that cleaning cut out of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditRecord {
    /// Where they stand in the layer; nothing for HTML, whose article text is without them.
    pub bytes: Option<Span>,
    /// The rule that cut them.
    pub rule: String,
    /// The words.
    pub removed: String,
}

/// Words of a person in a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotationRecord {
    /// The words, verbatim, quotation marks left out.
    pub text: String,
    /// Who said them, as written.
    pub speaker: String,
    /// Title or function.
    pub title: Option<String>,
    /// Organisation.
    pub organisation: Option<String>,
    /// How the source says so.
    pub form: Form,
    /// Number of the reference that the source gives.
    pub reference: Option<String>,
    /// Where the words stand; nothing where they have no place in the layer.
    pub span: Option<SpanRecord>,
}

/// A sentence that holds what it says otherwise than its passage does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentenceRecord {
    /// Bytes of the passage's text.
    pub bytes: Span,
    /// How it holds what it says.
    pub stance: Stance,
}

/// A stretch of a passage's text that is the layer's own bytes. Serialised as `[at, len, source, line, character]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "[u32; 5]", from = "[u32; 5]")]
pub struct RunRecord {
    /// First byte in the passage's text.
    pub at: u32,
    /// Length in bytes, the same in both texts.
    pub len: u32,
    /// First byte in the layer.
    pub source: u32,
    /// Line of that byte, from 1.
    pub line: u32,
    /// Characters of the layer before that byte.
    pub character: u32,
}

impl From<RunRecord> for [u32; 5] {
    fn from(run: RunRecord) -> Self {
        [run.at, run.len, run.source, run.line, run.character]
    }
}

impl From<[u32; 5]> for RunRecord {
    fn from([at, len, source, line, character]: [u32; 5]) -> Self {
        Self { at, len, source, line, character }
    }
}

/// A passage as stored. The JSON is the contract's `Passage` with the source's id in place of the source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassageRecord {
    /// Identity.
    pub id: PassageId,
    /// For people: `NAME:LINE`, `NAME:LINE.2` for the second passage that begins on a line.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What it is made of.
    pub kind: PassageKind,
    /// The source's words, white space normalised.
    pub text: String,
    /// Lead-in of a list, header of a table.
    pub context: Vec<String>,
    /// Headings above it, outermost first.
    pub heading: Vec<String>,
    /// The source that it stands in.
    pub source: SourceId,
    /// What cleaning cut out of it.
    pub edits: Vec<EditRecord>,
    /// Where it stands.
    pub span: SpanRecord,
    /// Who it is about or mentions.
    pub roles: Vec<RoleTag>,
    /// What it is about.
    pub topics: Vec<TopicTag>,
    /// How it holds what it says.
    pub stance: Stance,
    /// Whom it quotes.
    pub quotations: Vec<QuotationRecord>,
    /// Sentences whose stance is not the passage's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<SentenceRecord>,
    /// The post of a thread, or the comment, that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Post>,
    /// The stretches of its text that are the layer's own bytes, in order; what lies between stands for white space,
    /// markup or what was cut.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<RunRecord>,
    /// Bytes of the text of each list item or paragraph; empty where there is but one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<(u32, u32)>,
}

impl PassageRecord {
    /// Where `range` (bytes of the text) stands in the layer; nothing where the passage does not know.
    #[must_use]
    pub fn place_of(&self, range: Range<usize>) -> Option<SpanRecord> {
        self.text.get(range.clone()).filter(|words| !words.is_empty())?;
        let (from, to) = (u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?);
        let first = self.runs.iter().find(|run| run.at + run.len > from)?;
        let last = self.runs.iter().rev().find(|run| run.at < to)?;
        let start = first.source + from.saturating_sub(first.at);
        let end = last.source + to.min(last.at + last.len) - last.at;
        let bytes = Span::of_bytes(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?;
        Some(SpanRecord { layer: self.span.layer, bytes, lines: Lines { first: first.line, last: last.line } })
    }

    /// Bytes of the text of each list item or paragraph; the whole text where it is but one.
    pub fn parts(&self) -> impl Iterator<Item = Range<usize>> {
        let whole = self.parts.is_empty().then_some(0..self.text.len());
        whole.into_iter().chain(self.parts.iter().map(|&(start, end)| start as usize..end as usize))
    }

    /// Bytes of the text of each sentence; none runs over the end of an item or paragraph.
    pub fn sentences(&self) -> impl Iterator<Item = Range<usize>> {
        self.parts().flat_map(|part| {
            let words = self.text.get(part.clone()).unwrap_or_default();
            text::sentences(words).map(move |sentence| part.start + sentence.start..part.start + sentence.end)
        })
    }

    /// The same in characters of the layer, from 0, half open.
    #[must_use]
    pub fn characters_of(&self, range: Range<usize>) -> Option<(u32, u32)> {
        let (from, to) = (u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?);
        let first = self.runs.iter().find(|run| run.at + run.len > from)?;
        let last = self.runs.iter().rev().find(|run| run.at < to)?;
        let count = |run: &RunRecord, end: u32| {
            let words = self.text.get(run.at as usize..end as usize)?;
            Some(run.character + u32::try_from(words.chars().count()).ok()?)
        };
        Some((count(first, from.max(first.at))?, count(last, to.min(last.at + last.len))?))
    }
}
