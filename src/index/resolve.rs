//! Resolving: the source or the passage that a person means.
//!
//! In:  what was typed: an id, a short name, a path, a URL, `SOURCE:LINE`. Out: its record, or an error that names what
//! comes closest and, for a line, the rule by which cleaning dropped what stands there.

use tantivy::Term;

use super::{
    IndexError, Reader,
    record::{PassageRecord, SourceRecord},
    schema::PASSAGE,
};
use crate::{clean::Layer, source::SourceId};

impl Reader {
    /// The source that a person means: by short name, id, path below its root, or URL.
    pub fn find_source(&self, wanted: &str) -> Result<SourceRecord, IndexError> {
        let by_term = |field| -> Result<Option<SourceId>, IndexError> {
            let terms = [(field, wanted), (self.fields().doc, PASSAGE)];
            let terms = terms.map(|(field, text)| Term::from_field_text(field, text));
            let Some(address) = self.addresses(&terms)?.into_iter().next() else { return Ok(None) };
            Ok(Some(self.passage_at(address)?.source))
        };
        let fields = self.fields();
        for field in [fields.name, fields.path, fields.source] {
            if let Some(id) = by_term(field)? {
                return self.source(&id);
            }
        }
        // A source without passages is known by its record alone.
        let sources = self.sources()?;
        let is_wanted = |record: &&SourceRecord| {
            let source = &record.source;
            [source.name.as_str(), source.id.as_str(), source.path.as_str()].contains(&wanted)
                || source.url.as_deref() == Some(wanted)
        };
        if let Some(found) = sources.iter().find(is_wanted) {
            return Ok(found.clone());
        }
        // A name as a narrow terminal shows it, its middle cut out.
        if let Some((head, tail)) = wanted.split_once('…') {
            let name = |record: &&SourceRecord| {
                let name = record.source.name.as_str();
                name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
            };
            let mut named = sources.iter().filter(name);
            if let (Some(only), None) = (named.next(), named.next()) {
                return Ok(only.clone());
            }
        }
        let names = sources.iter().map(|record| record.source.name.as_str());
        Err(IndexError::NoSuchSource { wanted: wanted.to_owned(), nearest: nearest(wanted, names) })
    }

    /// The passage that a person means: by id, or by `SOURCE:LINE` with any line inside it. Where two begin on the
    /// line, `SOURCE:LINE.2` is the second.
    pub fn resolve(&self, wanted: &str) -> Result<PassageRecord, IndexError> {
        if wanted.len() == 16 && wanted.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let digits = wanted.to_ascii_lowercase();
            if let Ok(id) = serde_json::from_value(digits.into()) {
                return self.passage(&id);
            }
        }
        let missing = |nearest| IndexError::NoSuchPassage { wanted: wanted.to_owned(), nearest, dropped: None };
        let Some((name, place)) = wanted.rsplit_once(':') else { return Err(missing(None)) };
        let (line, number) = place.split_once('.').unwrap_or((place, "1"));
        let (Ok(line), Ok(number)) = (line.parse::<u32>(), number.parse::<usize>()) else { return Err(missing(None)) };
        let source = self.find_source(name)?.source.id;
        let passages = self.passages(&source)?;
        let begins = passages.iter().filter(|passage| passage.span.lines.first == line).nth(number.max(1) - 1);
        let holds = || passages.iter().find(|passage| number == 1 && passage.span.lines.contains(line));
        if let Some(found) = begins.or_else(holds) {
            return Ok(found.clone());
        }
        let nearest = passages.iter().min_by_key(|passage| passage.span.lines.first.abs_diff(line));
        // Of a page's article the lines are its own; one behind its end can only be meant of the file.
        let behind = passages.iter().all(|passage| passage.span.lines.last < line);
        let of_file = behind || nearest.is_none_or(|passage| passage.span.layer == Layer::Raw);
        let dropped = if of_file { self.dropped(&source)? } else { Vec::new() };
        let there = dropped.into_iter().find(|block| block.lines.contains(line)).map(|block| block.rule);
        let nearest = nearest.map(|passage| passage.reference.clone());
        Err(IndexError::NoSuchPassage { wanted: wanted.to_owned(), nearest, dropped: there })
    }
}

/// The name closest to what was asked for, if any is close.
fn nearest<'name>(wanted: &str, names: impl Iterator<Item = &'name str>) -> Option<String> {
    let scored = names.map(|name| (strsim::normalized_damerau_levenshtein(wanted, name), name));
    let (score, name) = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (score >= 0.5).then(|| name.to_owned())
}
