//! What the index stores of a passage, a source and a dropped block.
//!
//! In:  values of the stages before. Out: plain records whose JSON is the contract of every front end
//! (`docs/formats.md`). Always: field names and their order are part of the format; new fields only at the end.

use std::{collections::BTreeMap, ops::Range, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    clean::{Article, Damage, Layer, Outcome, Post},
    corpus::{
        Profile,
        copies::{Method, Reason},
        hex,
    },
    discourse::{Form, Quotation, Stance},
    passage::{Passage, PassageId, PassageKind},
    source::{Issued, MediaType, Reference, SourceId, Stamp as FileStamp},
    tag::{RoleTag, Tags, TopicTag},
    text::{Aligned, LineIndex, Lines, Span},
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

/// The bibliographic side of a source: the contract's `Source`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Identity.
    pub id: SourceId,
    /// Short name, unique in the index, never given to another source while this one stands.
    pub name: String,
    /// Path below the root, `/` between parts; `-` for standard input.
    pub path: String,
    /// Title of the work.
    pub title: Option<String>,
    /// Authors, as the source writes them.
    pub author: Vec<String>,
    /// Who posted the text on a forum; not its author.
    pub poster: Option<String>,
    /// Name of the site, else host of the URL.
    pub site: Option<String>,
    /// Date of publication.
    pub issued: Option<Issued>,
    /// Address of the work.
    pub url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// The source that looks original among those that hold the same text, where this is a copy.
    pub copies_of: Option<SourceId>,
    /// What the copy has lost.
    pub damage: Vec<Damage>,
}

impl Source {
    /// From what cleaning found out about a source.
    #[must_use]
    pub fn of(id: SourceId, name: String, path: String, reference: Reference, damage: Vec<Damage>) -> Self {
        let site = reference.container_title.or_else(|| reference.url.as_deref().and_then(host));
        Self {
            id,
            name,
            path,
            title: reference.title,
            author: reference.author,
            poster: reference.poster,
            site,
            issued: reference.issued,
            url: reference.url,
            language: reference.language,
            copies_of: None,
            damage,
        }
    }
}

/// Host of a URL, lower case, without `www.`; nothing for what is no URL with a host.
#[must_use]
pub fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map(|(_, rest)| rest)?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// A file as it was when it was read; what tells whether it has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Size and time of change of the file.
    pub file: FileStamp,
    /// The same of the sidecar, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sidecar: Option<FileStamp>,
    /// BLAKE3 of the text and the sidecar's reference, 32 hexadecimal digits.
    pub hash: String,
}

impl Stamp {
    /// Whether a file with these stamps is the one that was read.
    #[must_use]
    pub fn is_of(&self, file: FileStamp, sidecar: Option<FileStamp>) -> bool {
        self.file == file && self.sidecar == sidecar
    }
}

/// What cleaning did to the blocks of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerSummary {
    /// Blocks that stand as they were.
    pub kept: u32,
    /// Blocks dropped, by rule.
    pub dropped: BTreeMap<String, u32>,
    /// Blocks that stand less a few words.
    pub edited: u32,
}

impl LedgerSummary {
    /// Counts the blocks of an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let mut summary = Self::default();
        for block in &article.blocks {
            match block.verdict.outcome {
                Outcome::Kept => summary.kept += 1,
                Outcome::Edited => summary.edited += 1,
                Outcome::Dropped => match summary.dropped.get_mut(block.verdict.rule.0) {
                    Some(count) => *count += 1,
                    None => {
                        summary.dropped.insert(block.verdict.rule.0.to_owned(), 1);
                    }
                },
            }
        }
        summary
    }

    /// Adds what happened elsewhere.
    pub fn add(&mut self, other: &Self) {
        self.kept += other.kept;
        self.edited += other.edited;
        for (rule, count) in &other.dropped {
            *self.dropped.entry(rule.clone()).or_default() += count;
        }
    }

    /// How many blocks were dropped by any rule.
    #[must_use]
    pub fn dropped_total(&self) -> u32 {
        self.dropped.values().sum()
    }
}

/// Where a source stands among those that hold the same text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRecord {
    /// The one of them that looks original; it names the group.
    pub original: SourceId,
    /// Similarity of the bodies to the original's (Jaccard, shingles of five words), in thousandths.
    pub permille: u16,
    /// How it is known to hold the same text.
    pub method: Method,
    /// Why that one is taken for the original.
    pub reason: Reason,
}

/// A source as stored: its bibliographic side and what ingestion needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// What front ends show.
    pub source: Source,
    /// The file or folder that was named for ingestion, absolute; empty for standard input.
    pub root: String,
    /// The absolute path of the file; for standard input `-` and a hash of the text.
    pub location: String,
    /// The text that the identity is the hash of: the URL, else the path.
    pub identity: String,
    /// The file as it was.
    pub stamp: Stamp,
    /// What kind of text it is.
    pub media_type: MediaType,
    /// Which text the offsets of its passages count in.
    pub layer: Layer,
    /// How many passages it gave.
    pub passages: u32,
    /// What cleaning did.
    pub ledger: LedgerSummary,
    /// When it was first taken in, seconds since 1970.
    pub first_seen: i64,
    /// When it was last read, seconds since 1970.
    pub ingested_at: i64,
    /// Its group, where other sources hold the same text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupRecord>,
    /// Hashes of its blocks that stand in several sources of its site; it was cleaned with these in view.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "hex")]
    pub repeated: Vec<u64>,
    /// People's decisions on its blocks and passages that it was made with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<CorrectionRecord>,
}

/// A decision that a source was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionRecord {
    /// Name of the decision.
    pub id: String,
    /// Whether it found its place; where not, it has no effect.
    pub found: bool,
}

impl SourceRecord {
    /// Puts it into a group, or out of all.
    pub fn set_group(&mut self, group: Option<GroupRecord>) {
        let original = group.as_ref().map(|group| &group.original);
        self.source.copies_of = original.filter(|original| **original != self.source.id).cloned();
        self.group = group;
    }

    /// The file it was read from; nothing for standard input.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        (!self.root.is_empty()).then(|| PathBuf::from(&self.location))
    }

    /// Where a sidecar for it belongs: `NAME.meta.toml` beside the file.
    #[must_use]
    pub fn sidecar_path(&self) -> Option<PathBuf> {
        let file = self.file()?;
        let mut name = file.file_name()?.to_owned();
        name.push(".meta.toml");
        Some(file.with_file_name(name))
    }
}

/// What the corpus pass needs of a source, stored apart from its record, which every command reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRecord {
    /// The source.
    pub source: SourceId,
    /// Its profile.
    pub profile: Profile,
}

/// A block that cleaning dropped: search never serves it, but can say that only it holds the words asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedRecord {
    /// The source that it stood in.
    pub source: SourceId,
    /// Its words.
    pub text: String,
    /// The rule that dropped it.
    pub rule: String,
    /// What the rule saw.
    pub evidence: String,
    /// Lines of the capture's text.
    pub lines: Lines,
}

/// All dropped blocks of an article, in reading order; blocks without words left out.
#[must_use]
pub fn dropped_blocks(source: &SourceId, article: &Article) -> Vec<DroppedRecord> {
    let dropped = article.blocks.iter().filter(|block| !block.is_kept() && !block.text.is_empty());
    dropped
        .map(|block| DroppedRecord {
            source: source.clone(),
            text: block.text.as_str().to_owned(),
            rule: block.verdict.rule.0.to_owned(),
            evidence: block.verdict.evidence.clone(),
            lines: block.raw_lines,
        })
        .collect()
}

/// Makes the records of one source's passages; give it the passages in order.
#[derive(Debug)]
pub struct PassageRecorder<'article> {
    source: SourceId,
    name: String,
    article: &'article Article,
    lines: Option<LineIndex>,
    begun: Option<(u32, u32)>,
    /// A byte of the layer and the characters before it: counting goes on from there.
    counted: (usize, u32),
}

impl<'article> PassageRecorder<'article> {
    /// For the passages of `article`, which is known as `source` and `name`.
    #[must_use]
    pub const fn new(source: SourceId, name: String, article: &'article Article) -> Self {
        Self { source, name, article, lines: None, begun: None, counted: (0, 0) }
    }

    /// The record of the next passage.
    pub fn record(&mut self, passage: Passage, tags: Tags) -> PassageRecord {
        let text = passage.text.as_str();
        let id = PassageId::of(&self.source, text, passage.occurrence);
        let reference = self.reference(passage.lines.first);
        let quotations = tags.quotations.into_iter().map(|found| self.quotation(&passage.text, found)).collect();
        let sentences = tags
            .sentences
            .into_iter()
            .filter(|(_, stance)| *stance != tags.stance)
            .filter_map(|(range, stance)| Some(SentenceRecord { bytes: Span::new(text, range)?, stance }))
            .collect();
        let edits = passage
            .edits
            .into_iter()
            .map(|edit| EditRecord { bytes: edit.span, rule: edit.rule.0.to_owned(), removed: edit.removed })
            .collect();
        PassageRecord {
            id,
            reference,
            kind: passage.kind,
            text: text.to_owned(),
            context: passage.context,
            heading: passage.heading,
            source: self.source.clone(),
            edits,
            span: SpanRecord { layer: self.article.layer, bytes: passage.span, lines: passage.lines },
            roles: tags.roles,
            topics: tags.topics,
            stance: tags.stance,
            quotations,
            sentences,
            post: passage.post,
            runs: self.runs(&passage.text),
        }
    }

    fn runs(&mut self, text: &Aligned) -> Vec<RunRecord> {
        let article = self.article;
        let lines = self.lines.get_or_insert_with(|| LineIndex::new(&article.layer_text));
        let mut runs: Vec<RunRecord> = Vec::with_capacity(text.runs().len());
        for run in text.runs().iter().filter(|run| run.verbatim && run.len > 0) {
            let source = run.source as usize;
            if source < self.counted.0 {
                self.counted = (0, 0);
            }
            let between = article.layer_text.get(self.counted.0..source).unwrap_or_default();
            let more = u32::try_from(between.chars().count()).unwrap_or(u32::MAX);
            self.counted = (source, self.counted.1.saturating_add(more));
            let (line, character) = (lines.line_of(source), self.counted.1);
            runs.push(RunRecord { at: run.at, len: run.len, source: run.source, line, character });
        }
        runs
    }

    fn reference(&mut self, line: u32) -> String {
        let number = match self.begun {
            Some((before, number)) if before == line => number + 1,
            _ => 1,
        };
        self.begun = Some((line, number));
        if number == 1 { format!("{}:{line}", self.name) } else { format!("{}:{line}.{number}", self.name) }
    }

    fn quotation(&mut self, text: &Aligned, found: Quotation) -> QuotationRecord {
        let span = self.span_of(text, found.range.clone());
        let attribution = found.attribution;
        QuotationRecord {
            text: text.as_str().get(found.range).unwrap_or_default().to_owned(),
            speaker: attribution.speaker,
            title: attribution.title,
            organisation: attribution.organisation,
            form: found.form,
            reference: attribution.reference,
            span,
        }
    }

    fn span_of(&mut self, text: &Aligned, range: Range<usize>) -> Option<SpanRecord> {
        let bytes = text.source_of(range)?;
        let article = self.article;
        let lines = self.lines.get_or_insert_with(|| LineIndex::new(&article.layer_text)).lines_of(bytes);
        Some(SpanRecord { layer: article.layer, bytes, lines })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_the_name_of_the_machine_alone() {
        assert_eq!(host("https://user@www.Example.org:8080/a?b#c").as_deref(), Some("example.org"));
        assert_eq!(host("not a url"), None);
        assert_eq!(host("file:///tmp"), None);
    }
}
