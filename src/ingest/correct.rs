//! Decisions on blocks and passages: a dropped block stands after all, a kept one does not, a passage has a tag or
//! stance or has it not. Each is written down with the words that it is about, and takes effect at once where the
//! source's file is still as it was read.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    IngestError, IngestOptions, Progress, Report, decisions, decisions::today, finish::article_of, forget::refresh,
};
use crate::{
    clean::{Article, Block},
    corrections::{Action, Correction, Corrections, Given, Selector},
    discourse::Stance,
    index::{
        Reader, Writer, WriterOptions,
        record::{PassageRecord, SourceRecord},
    },
    taxonomy::{RoleId, Taxonomy, TopicId},
    text::{LineIndex, collapse_white_space},
};

/// What a person wants done to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The dropped blocks at the named lines stand in the article.
    Restore,
    /// The blocks of the passage, or those at some of its lines, do not.
    Drop,
    /// The passage has the role.
    TagRole(RoleId, Given),
    /// The passage has it not.
    UntagRole(RoleId),
    /// The passage has the topic.
    TagTopic(TopicId),
    /// The passage has it not.
    UntagTopic(TopicId),
    /// The passage holds what it says so.
    Stance(Stance),
}

/// What came of wishes.
#[derive(Clone, Debug)]
pub struct Corrected {
    /// The decisions that were written down, with their names.
    pub corrections: Vec<(String, Correction)>,
    /// What followed from them.
    pub report: Report,
}

/// Writes down `wish` for each place in `wanted`, all or none, and brings the index up to date.
///
/// A place is a passage (`004:26` or its id); for [`Wish::Restore`] a line or lines of the source's own file (`004:5`,
/// `004:5-9`) in which cleaning dropped something; for [`Wish::Drop`] a passage as its hit names it, or else lines of
/// the file. Of blocks only those are meant that hold `holding`, white space and case aside. An earlier decision on the
/// same thing stays in the file and is overruled. `reason` is kept with each.
pub fn correct(
    wanted: &[String],
    wish: &Wish,
    holding: Option<&str>,
    reason: Option<&str>,
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
) -> Result<Corrected, IngestError> {
    let reader = Reader::open(&options.index)?;
    let decided = decisions::read(&options.index, &mut Vec::new())?;
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let mut new: Vec<Correction> = Vec::new();
    let mut notes = Vec::new();
    for wanted in wanted {
        let found = match wish {
            Wish::Restore => restored(&reader, wanted, holding, &decided, options)?,
            Wish::Drop => dropped(&reader, wanted, holding, &decided, options)?,
            _ => {
                let passage = reader.resolve(wanted)?;
                notes.extend(nothing_to_take(&passage, wish));
                vec![on_passage(&reader, &passage, wish)?]
            }
        };
        new.extend(found.into_iter().map(|found| Correction { reason: reason.map(str::to_owned), ..found }));
    }
    Correction::mark_together(&mut new);
    let writer = Writer::open(&options.index, &WriterOptions::default())?;
    decisions::record(&options.index, &new, &BTreeSet::new())?;
    let mut report = refresh(writer, taxonomy, options, progress, |manifest| manifest)?;
    report.notes.append(&mut notes);
    let corrections = new.into_iter().map(|correction| (correction.id(), correction)).collect();
    Ok(Corrected { corrections, report })
}

/// Takes decisions back, by their names, all or none; where none is named the last of the file and those made together
/// with it.
pub fn undo(
    ids: &[String],
    taxonomy: &Taxonomy,
    options: &IngestOptions,
    progress: &dyn Progress,
) -> Result<Corrected, IngestError> {
    Reader::open(&options.index)?;
    let decided = decisions::read(&options.index, &mut Vec::new())?;
    let mut gone: Vec<(String, Correction)> = Vec::new();
    for id in ids {
        let found = decided.iter().find(|(known, _)| known == id);
        let (known, correction) = found.ok_or_else(|| IngestError::NoSuchCorrection { id: id.clone() })?;
        gone.push((known.to_owned(), correction.clone()));
    }
    if ids.is_empty() {
        gone.extend_from_slice(decided.last_made());
    }
    if gone.is_empty() {
        return Err(IngestError::NoCorrections);
    }
    let writer = Writer::open(&options.index, &WriterOptions::default())?;
    let ids: BTreeSet<String> = gone.iter().map(|(id, _)| id.clone()).collect();
    decisions::record(&options.index, &[], &ids)?;
    let report = refresh(writer, taxonomy, options, progress, |manifest| manifest)?;
    Ok(Corrected { corrections: gone, report })
}

/// What a person should know who takes away a tag that is not there.
fn nothing_to_take(passage: &PassageRecord, wish: &Wish) -> Option<String> {
    let (kind, id, has) = match wish {
        Wish::UntagRole(role) => ("role", role.as_str(), passage.roles.iter().any(|tag| tag.id == *role)),
        Wish::UntagTopic(topic) => ("topic", topic.as_str(), passage.topics.iter().any(|tag| tag.id == *topic)),
        _ => return None,
    };
    let place = &passage.reference;
    (!has).then(|| format!("`{place}` has no {kind} `{id}` now; the decision holds for whenever it would get it"))
}

/// The decision on the tags of a passage.
fn on_passage(reader: &Reader, passage: &PassageRecord, wish: &Wish) -> Result<Correction, IngestError> {
    let source = reader.source(&passage.source)?;
    let passages = reader.passages(&passage.source)?;
    let texts: Vec<&str> = passages.iter().map(|passage| passage.text.as_str()).collect();
    let at = passages.iter().position(|other| other.id == passage.id);
    let selector = at.and_then(|at| sure(&texts, at)).ok_or_else(|| not_told_apart(passage))?;
    let of = |action| Correction {
        made: Some(today()),
        ..Correction::new(action, source.identity.clone(), Some(selector.clone()))
    };
    let role = |role: &RoleId| Some(role.as_str().to_owned());
    let topic = |topic: &TopicId| Some(topic.as_str().to_owned());
    Ok(match wish {
        Wish::TagRole(id, relation) => Correction { role: role(id), relation: Some(*relation), ..of(Action::Tag) },
        Wish::UntagRole(id) => Correction { role: role(id), ..of(Action::Untag) },
        Wish::TagTopic(id) => Correction { topic: topic(id), ..of(Action::Tag) },
        Wish::UntagTopic(id) => Correction { topic: topic(id), ..of(Action::Untag) },
        Wish::Stance(stance) => Correction { stance: Some(*stance), ..of(Action::Stance) },
        Wish::Restore | Wish::Drop => of(Action::Drop),
    })
}

/// Whether cleaning took a block or words of it.
fn is_lacking(block: &Block) -> bool {
    !block.is_kept() || block.uncut.is_some()
}

/// The decisions that bring back what cleaning dropped at some lines of a file, or cut out of what stands there.
fn restored(
    reader: &Reader,
    wanted: &str,
    holding: Option<&str>,
    decided: &Corrections,
    options: &IngestOptions,
) -> Result<Vec<Correction>, IngestError> {
    let (name, first, last) = lines(wanted).ok_or_else(|| IngestError::NoLines { wanted: wanted.to_owned() })?;
    let source = reader.find_source(name)?;
    let article = article_of(&source, decided, options)?;
    let at_lines = |block: &Block| block.raw_lines.first <= last && block.raw_lines.last >= first;
    let found = on_blocks(&article, &source, Action::Restore, |block| {
        is_lacking(block) && at_lines(block) && holds(block, holding)
    });
    if found.is_empty() {
        let nearest = article.blocks.iter().filter(|block| is_lacking(block) && !block.text.is_empty());
        let nearest = nearest.map(|block| block.raw_lines.first).min_by_key(|line| line.abs_diff(first));
        return Err(IngestError::NothingDropped { name: source.source.name, first, last, nearest });
    }
    Ok(found)
}

/// The decisions that take out the blocks of a passage that is named as its hit names it; else those at some lines of a
/// file.
fn dropped(
    reader: &Reader,
    wanted: &str,
    holding: Option<&str>,
    decided: &Corrections,
    options: &IngestOptions,
) -> Result<Vec<Correction>, IngestError> {
    let passage = reader.resolve(wanted);
    let whole = passage.as_ref().is_ok_and(|passage| passage.reference == wanted || passage.id.as_str() == wanted);
    if let (false, Some((name, first, last))) = (whole, lines(wanted)) {
        let source = reader.find_source(name)?;
        let article = article_of(&source, decided, options)?;
        // Lines count as in the references of passages.
        let index = LineIndex::new(&article.layer_text);
        let at_lines = |block: &Block| {
            let lines = block.text.span().map(|span| index.lines_of(span));
            lines.is_some_and(|lines| lines.first <= last && lines.last >= first)
        };
        let found = on_blocks(&article, &source, Action::Drop, |block| {
            block.is_kept() && at_lines(block) && holds(block, holding)
        });
        return match (found.is_empty(), passage) {
            (false, _) => Ok(found),
            (true, Ok(passage)) => Err(not_told_apart(&passage)),
            (true, Err(error)) => Err(error.into()),
        };
    }
    let passage = passage?;
    let source = reader.source(&passage.source)?;
    let article = article_of(&source, decided, options)?;
    let (start, end) = (passage.span.bytes.start(), passage.span.bytes.end());
    let inside = |block: &Block| block.text.span().is_some_and(|span| span.start() < end && span.end() > start);
    let found = on_blocks(&article, &source, Action::Drop, |block| {
        block.is_kept() && !block.is_heading() && inside(block) && holds(block, holding)
    });
    if found.is_empty() { Err(not_told_apart(&passage)) } else { Ok(found) }
}

/// Whether a block holds some words, white space and case aside; any block where there are none.
fn holds(block: &Block, words: Option<&str>) -> bool {
    let plain = |text: &str| collapse_white_space(&text.to_lowercase());
    let text = block.uncut.as_ref().map_or(&block.text, |uncut| &uncut.text);
    words.is_none_or(|words| plain(text.as_str()).contains(&plain(words)))
}

fn on_blocks(
    article: &Article,
    source: &SourceRecord,
    action: Action,
    chosen: impl Fn(&Block) -> bool,
) -> Vec<Correction> {
    let texts: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
    let places = article.blocks.iter().enumerate().filter(|(_, block)| !block.text.is_empty() && chosen(block));
    let selectors = places.filter_map(|(at, _)| sure(&texts, at));
    selectors
        .map(|selector| Correction {
            made: Some(today()),
            ..Correction::new(action, source.identity.clone(), Some(selector))
        })
        .collect()
}

/// The selector of a text, where it tells it from all others.
fn sure(texts: &[&str], at: usize) -> Option<Selector> {
    Selector::of(texts, at).filter(|selector| selector.find(texts) == Some(at))
}

fn not_told_apart(passage: &PassageRecord) -> IngestError {
    IngestError::NotToldApart { reference: passage.reference.clone() }
}

/// `NAME:5` or `NAME:5-9`.
fn lines(wanted: &str) -> Option<(&str, u32, u32)> {
    let (name, place) = wanted.rsplit_once(':')?;
    let (first, last) = place.split_once(['-', '–']).unwrap_or((place, place));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last && !name.is_empty()).then_some((name, first, last))
}

/// What is the matter with a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It is in force.
    Applied,
    /// It will be, at the next ingestion.
    Waiting,
    /// The words that it is about do not stand where they stood: it has no effect.
    Orphaned,
    /// A later decision of the file is on the same thing, and counts instead.
    Overruled,
    /// No source of the index is known by the address or path that it names.
    NoSource,
}

/// Every decision of the index with its name and how it stands with it, in the order of the file.
pub fn states(reader: &Reader) -> Result<Vec<(String, Correction, State)>, IngestError> {
    let decided = decisions::read(reader.dir(), &mut Vec::new())?;
    let sources = reader.sources()?;
    let of = |identity: &str| sources.iter().find(|source| source.identity == identity);
    let mut standing: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in &sources {
        let wishes = decided.wishes(&source.identity);
        standing.insert(&source.identity, wishes.into_iter().map(|(id, _)| id).collect());
    }
    let stands = |source: &str, id: &str| standing.get(source).is_some_and(|ids| ids.contains(id));
    let states = decided.iter().map(|(id, correction)| {
        let state = match of(&correction.target.source) {
            None => State::NoSource,
            Some(_) if matches!(correction.action, Action::Split | Action::Join) => {
                if correction.with.as_deref().is_some_and(|with| of(with).is_none()) {
                    State::NoSource
                } else {
                    State::Applied
                }
            }
            Some(source) => match source.corrections.iter().find(|applied| applied.id == id) {
                Some(applied) if applied.found => State::Applied,
                Some(_) => State::Orphaned,
                None if !stands(&source.identity, id) => State::Overruled,
                None => State::Waiting,
            },
        };
        (id.to_owned(), correction.clone(), state)
    });
    Ok(states.collect())
}

/// The decisions in force that bear on a passage: those on its tags and stance, and those that brought words of it
/// back.
pub fn on(reader: &Reader, passage: &PassageRecord) -> Result<Vec<(String, Correction, State)>, IngestError> {
    let source = reader.source(&passage.source)?;
    if source.corrections.is_empty() {
        return Ok(Vec::new());
    }
    let passages = reader.passages(&passage.source)?;
    let texts: Vec<&str> = passages.iter().map(|passage| passage.text.as_str()).collect();
    let is_on = |correction: &Correction| match &correction.target.selector {
        Some(selector) if correction.action.is_of_passage() => {
            selector.find(&texts).and_then(|at| passages.get(at)).is_some_and(|found| found.id == passage.id)
        }
        Some(selector) => correction.action == Action::Restore && passage.text.contains(&selector.exact),
        None => false,
    };
    let mut states = states(reader)?;
    states.retain(|(_, correction, state)| {
        *state == State::Applied && correction.target.source == source.identity && is_on(correction)
    });
    Ok(states)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_one_or_a_range() {
        assert_eq!(lines("004:5"), Some(("004", 5, 5)));
        assert_eq!(lines("a:b:5-9"), Some(("a:b", 5, 9)));
        for wrong in ["004", "004:", ":5", "004:9-5", "004:x", "004:-5"] {
            assert_eq!(lines(wrong), None, "{wrong}");
        }
    }
}
