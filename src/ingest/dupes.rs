//! Decisions on copies: a source is none, or two hold the same text. Each is written down and takes effect at once.

use std::collections::BTreeSet;

use super::{
    IngestError, IngestOptions, Progress, Report,
    decisions::{self, today},
    forget::refresh,
};
use crate::{
    corrections::{Action, Correction},
    index::{IndexError, Reader, Writer, WriterOptions, record::SourceRecord},
    taxonomy::Taxonomy,
};

/// What a decision came to.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The sources that were named, as they were before.
    pub sources: Vec<SourceRecord>,
    /// What followed from it.
    pub report: Report,
}

/// Takes each of `wanted` out of its group: it holds a text of its own. A source is named as for `Reader::find_source`,
/// or by one of its passages. Fails, and decides nothing, where one is in no group.
pub fn split(
    wanted: &[String],
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
) -> Result<Decided, IngestError> {
    let writer = open(options)?;
    let mut sources: Vec<SourceRecord> = Vec::new();
    for wanted in wanted {
        let source = find(writer.last(), wanted)?;
        if source.group.is_none() {
            return Err(IngestError::NoCopy { name: source.source.name });
        }
        if sources.iter().all(|known| known.identity != source.identity) {
            sources.push(source);
        }
    }
    let new: Vec<Correction> = sources.iter().map(|source| correction(Action::Split, source, None)).collect();
    decisions::record(&options.index, &new, &BTreeSet::new())?;
    let report = refresh(writer, taxonomy, options, progress, |manifest| manifest)?;
    Ok(Decided { sources, report })
}

/// Puts two sources, and the groups that they are in, together. Fails where they are already, or are one and the same.
pub fn join(
    one: &str,
    other: &str,
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
) -> Result<Decided, IngestError> {
    let writer = open(options)?;
    let (one, other) = (find(writer.last(), one)?, find(writer.last(), other)?);
    if one.identity == other.identity {
        return Err(IngestError::JoinedToItself { name: one.source.name });
    }
    let group = |record: &SourceRecord| record.group.as_ref().map(|group| group.original.clone());
    if group(&one).is_some() && group(&one) == group(&other) {
        return Err(IngestError::AlreadyJoined { one: one.source.name, other: other.source.name });
    }
    let new = correction(Action::Join, &one, Some(&other));
    let reversed = correction(Action::Join, &other, Some(&one));
    decisions::record(&options.index, &[new], &BTreeSet::from([reversed.id()]))?;
    let report = refresh(writer, taxonomy, options, progress, |manifest| manifest)?;
    Ok(Decided { sources: vec![one, other], report })
}

fn open(options: &IngestOptions) -> Result<Writer, IngestError> {
    Reader::open(&options.index)?;
    Ok(Writer::open(&options.index, &WriterOptions::default())?)
}

fn find(reader: &Reader, wanted: &str) -> Result<SourceRecord, IngestError> {
    match reader.find_source(wanted) {
        Err(error @ IndexError::NoSuchSource { .. }) => match reader.resolve(wanted) {
            Ok(passage) => Ok(reader.source(&passage.source)?),
            Err(_) => Err(error.into()),
        },
        found => Ok(found?),
    }
}

fn correction(action: Action, source: &SourceRecord, with: Option<&SourceRecord>) -> Correction {
    let with = with.map(|with| with.identity.clone());
    Correction { with, made: Some(today()), ..Correction::new(action, source.identity.clone(), None) }
}
