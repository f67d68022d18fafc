use std::{fmt, ops::Range};

use serde::{Deserialize, Serialize};

use crate::{
    clean::{Edit, Post, Quoted},
    source::SourceId,
    text::{Aligned, Lines, Span},
};

/// What a passage is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PassageKind {
    /// Paragraphs under one heading.
    Paragraph,
    /// Items of one list.
    List,
    /// A row of a table.
    TableRow,
    /// A quotation with its attribution.
    Quotation,
    /// Code or preformatted text.
    Code,
    /// Part of a reader's comment under an article.
    Comment,
}

/// Identity of a passage: 16 hexadecimal digits, stable while the source's identity and the words stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PassageId(String);

impl PassageId {
    /// BLAKE3 over the source, the normalised text and the number of the same text before it in the source.
    #[must_use]
    pub fn of(source: &SourceId, text: &str, occurrence: u32) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(source.as_str().as_bytes())
            .update(&[0])
            .update(text.as_bytes())
            .update(&occurrence.to_le_bytes());
        Self(hasher.finalize().to_hex().chars().take(16).collect())
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PassageId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A cell of a table row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What the header row calls its column.
    pub header: Option<String>,
    /// Its bytes in the passage's text.
    pub range: Range<usize>,
}

/// The unit that is tagged, ranked and cited.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Position in the source, from 0.
    pub ordinal: u32,
    /// What it is made of.
    pub kind: PassageKind,
    /// The source's words, white space normalised, aligned to the article's layer.
    pub text: Aligned,
    /// Lead-in of a list, header of a table: context, not part of the text.
    pub context: Vec<String>,
    /// Headings above it, outermost first.
    pub heading: Vec<String>,
    /// Where each block of the article begins in the text, as byte ranges of the text, in order.
    pub parts: Vec<Range<usize>>,
    /// Cells, for a table row.
    pub cells: Vec<Cell>,
    /// What cleaning cut out of it.
    pub edits: Vec<Edit>,
    /// From its first to its last byte in the layer.
    pub span: Span,
    /// The same in lines of the layer.
    pub lines: Lines,
    /// Whose words it has, where a post quotes them: all of it is theirs.
    pub quoted: Option<Quoted>,
    /// The post or comment it belongs to.
    pub post: Option<Post>,
    /// Number of the same text before it in the source, from 0; part of its identity.
    pub occurrence: u32,
}
