use std::ops::Range;

use super::{EditRecord, PassageRecord, QuotationRecord, RunRecord, SentenceRecord, SpanRecord};
use crate::{
    clean::Article,
    discourse::Quotation,
    passage::{Passage, PassageId},
    source::SourceId,
    tag::Tags,
    text::{Aligned, LineIndex, Span},
};

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
            parts: parts(&passage.parts),
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

/// The parts of a passage that has several.
fn parts(parts: &[Range<usize>]) -> Vec<(u32, u32)> {
    if parts.len() < 2 {
        return Vec::new();
    }
    let bytes = |part: &Range<usize>| Some((u32::try_from(part.start).ok()?, u32::try_from(part.end).ok()?));
    parts.iter().filter_map(bytes).collect()
}
