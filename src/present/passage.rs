use serde::Serialize;

use super::{
    layout::{Columns, marked},
    source::source_line,
    style::{FAINT, MATCH, NAME, paint},
    visible::visible_line,
};
use crate::{
    clean::{Layer, Post},
    discourse::Stance,
    index::record::{EditRecord, PassageRecord, QuotationRecord, SentenceRecord, Source, SpanRecord},
    passage::{PassageId, PassageKind},
    tag::{Evidence, Relation, RoleTag, TopicTag},
};

/// A passage as front ends get it: the contract's `Passage`.
#[derive(Clone, Debug, Serialize)]
pub struct PassageView<'record> {
    /// Identity.
    pub id: &'record PassageId,
    /// For people: `004:26`.
    #[serde(rename = "ref")]
    pub reference: &'record str,
    /// What it is made of.
    pub kind: PassageKind,
    /// The source's words, white space normalised.
    pub text: &'record str,
    /// Lead-in of a list, header of a table.
    pub context: &'record [String],
    /// Headings above it, outermost first.
    pub heading: &'record [String],
    /// The source that it stands in.
    pub source: &'record Source,
    /// What cleaning cut out of it.
    pub edits: &'record [EditRecord],
    /// Where it stands.
    pub span: SpanRecord,
    /// Who it is about or mentions.
    pub roles: &'record [RoleTag],
    /// What it is about.
    pub topics: &'record [TopicTag],
    /// How it holds what it says.
    pub stance: Stance,
    /// Whom it quotes.
    pub quotations: &'record [QuotationRecord],
    /// Sentences whose stance is not the passage's.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub sentences: &'record [SentenceRecord],
    /// The post of a thread, or the comment, that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<&'record Post>,
    /// Bytes of the text of each list item or paragraph, where there are several.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub parts: &'record [(u32, u32)],
}

impl<'record> PassageView<'record> {
    /// The view of a record and its source.
    #[must_use]
    pub fn new(record: &'record PassageRecord, source: &'record Source) -> Self {
        Self {
            id: &record.id,
            reference: &record.reference,
            kind: record.kind,
            text: &record.text,
            context: &record.context,
            heading: &record.heading,
            source,
            edits: &record.edits,
            span: record.span,
            roles: &record.roles,
            topics: &record.topics,
            stance: record.stance,
            quotations: &record.quotations,
            sentences: &record.sentences,
            post: record.post.as_ref(),
            parts: &record.parts,
        }
    }
}

/// Margin of what belongs to a passage, in columns.
const MARGIN: usize = 4;

/// A passage for a terminal: reference and source, headings, context, text with `highlights` (bytes) marked, tags.
#[must_use]
pub fn passage_text(
    record: &PassageRecord,
    source: &Source,
    highlights: &[(usize, usize)],
    columns: Columns,
) -> String {
    // `show` puts a mark before it.
    let head = Columns(columns.0.saturating_sub(MARGIN));
    let (reference, line) = head.beside(0, &visible_line(&record.reference), &source_line(source));
    let mut page = format!("{}  {}\n", paint(NAME, &reference), paint(FAINT, &line));
    page.push_str(&body_text(record, highlights, columns));
    page
}

/// The passage below its first line.
pub(super) fn body_text(record: &PassageRecord, highlights: &[(usize, usize)], columns: Columns) -> String {
    let mut page = String::new();
    let mut above: Vec<String> = record.heading.iter().map(|heading| visible_line(heading)).collect();
    if let Some(post) = &record.post {
        above.push(post_line(post));
    }
    if !above.is_empty() {
        page.push_str(&columns.wrap(&paint(FAINT, &above.join(" › ")), MARGIN));
    }
    for context in &record.context {
        page.push_str(&columns.wrap(&paint(FAINT, &visible_line(context)), MARGIN));
    }
    page.push_str(&words_text(record, highlights, columns));
    let tags = tags_text(record);
    if !tags.is_empty() {
        page.push_str(&columns.wrap(&paint(FAINT, &tags), MARGIN));
    }
    page
}

/// A passage's words; the items of a list each on lines of its own.
fn words_text(record: &PassageRecord, highlights: &[(usize, usize)], columns: Columns) -> String {
    if record.kind != PassageKind::List || record.parts.is_empty() {
        let ranges: Vec<_> = highlights.iter().map(|&(start, end)| start..end).collect();
        return columns.wrap(&marked(&record.text, &ranges, MATCH), MARGIN);
    }
    let mut page = String::new();
    for part in record.parts() {
        let words = record.text.get(part.clone()).unwrap_or_default();
        let within = highlights.iter().map(|&(start, end)| (start.max(part.start), end.min(part.end)));
        let ranges: Vec<_> = within
            .filter(|(start, end)| start < end)
            .map(|(start, end)| start - part.start..end - part.start)
            .collect();
        page.push_str(&columns.wrap_item(&marked(words, &ranges, MATCH), MARGIN));
    }
    page
}

fn post_line(post: &Post) -> String {
    let mut line = format!("post by {}", post.poster.as_deref().map_or("an unnamed poster".into(), visible_line));
    if let Some(issued) = &post.issued {
        line.push_str(&format!(", {issued}"));
    }
    if let Some(quoted) = &post.quotes {
        line.push_str(&format!(", quoting {}", visible_line(quoted)));
    }
    line
}

/// Tags on one line: `about po · mentions pm · topics backlog, skills · hedged`. Empty where there are none.
#[must_use]
pub fn tags_text(record: &PassageRecord) -> String {
    let roles = |relation| {
        let ids: Vec<_> =
            record.roles.iter().filter(|tag| tag.relation == relation).map(|tag| tag.id.as_str()).collect();
        ids.join(", ")
    };
    let topics: Vec<_> = record.topics.iter().map(|tag| tag.id.as_str()).collect();
    let stance = if record.stance == Stance::Asserted { "" } else { record.stance.word() };
    let speakers: Vec<_> = record.quotations.iter().map(|quotation| visible_line(&quotation.speaker)).collect();
    let parts = [
        ("about ", roles(Relation::About)),
        ("mentions ", roles(Relation::Mentioned)),
        ("topics ", topics.join(", ")),
        ("", stance.to_owned()),
        ("quotes ", speakers.join(", ")),
    ];
    let parts: Vec<_> =
        parts.iter().filter(|(_, what)| !what.is_empty()).map(|(word, what)| format!("{word}{what}")).collect();
    parts.join(" · ")
}

/// Why a passage carries its tags: a line a tag with its evidence, then what was cut out of it, then where it stands.
#[must_use]
pub fn evidence_text(record: &PassageRecord, columns: Columns) -> String {
    let mut page = String::new();
    let mut tag = |id: &str, relation: &str, confidence: f32, evidence: &[Evidence]| {
        let chain: Vec<_> = evidence.iter().map(|evidence| visible_line(&evidence.text)).collect();
        let line = format!("{} {relation} {confidence:.2}: {}", paint(NAME, id), chain.join(" · "));
        page.push_str(&columns.wrap(&line, MARGIN));
    };
    for role in &record.roles {
        let relation = match role.relation {
            Relation::About => "about",
            Relation::Mentioned => "mentioned",
        };
        tag(role.id.as_str(), relation, role.confidence, &role.evidence);
    }
    for topic in &record.topics {
        tag(topic.id.as_str(), "topic", topic.confidence, &topic.evidence);
    }
    page.push_str(&columns.wrap(&format!("stance: {}", record.stance.word()), MARGIN));
    for sentence in &record.sentences {
        let words = record.text.get(sentence.bytes.range()).unwrap_or_default();
        page.push_str(&columns.wrap(&format!("{}: “{}”", sentence.stance.word(), visible_line(words)), MARGIN + 2));
    }
    for quotation in &record.quotations {
        let line = format!("quotes {}: “{}”", visible_line(&quotation.speaker), visible_line(&quotation.text));
        page.push_str(&columns.wrap(&line, MARGIN));
    }
    for edit in &record.edits {
        page.push_str(&columns.wrap(&format!("cut “{}” ({})", visible_line(&edit.removed), edit.rule), MARGIN));
    }
    let place = format!("stands at {}", place_text(record.span));
    page.push_str(&columns.wrap(&paint(FAINT, &place), MARGIN));
    page
}

/// A place for a person: `lines 20–20, bytes 2437–2555 of the file`.
pub(super) fn place_text(span: SpanRecord) -> String {
    let layer = match span.layer {
        Layer::Raw => "the file",
        Layer::Article => "the article that `roledex clean` prints",
    };
    format!(
        "lines {}–{}, bytes {}–{} of {layer}",
        span.lines.first,
        span.lines.last,
        span.bytes.start(),
        span.bytes.end()
    )
}
