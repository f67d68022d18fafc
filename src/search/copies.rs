//! Copies of a passage: the other sources of its source's group that hold it, as far as an editor left it alike.

use std::collections::BTreeMap;

use super::{SearchError, variety::SeenWords};
use crate::{
    index::{Reader, record::SourceRecord},
    passage::PassageId,
    source::SourceId,
};

/// Sources of one group that are looked at, by their ids: a group is small but for mirrors of a whole site.
const MAX_MEMBERS: usize = 100;

/// Looks copies up; each group is read once.
#[derive(Debug)]
pub(super) struct Copies<'reader> {
    reader: &'reader Reader,
    groups: BTreeMap<SourceId, Vec<Member>>,
}

/// A source of a group, with the ids and words of its passages.
#[derive(Debug)]
struct Member {
    id: SourceId,
    passages: Vec<(PassageId, SeenWords)>,
}

impl<'reader> Copies<'reader> {
    pub(super) const fn new(reader: &'reader Reader) -> Self {
        Self { reader, groups: BTreeMap::new() }
    }

    /// Other sources that hold `passage` of `source`, the one that looks original first, then by id.
    pub(super) fn of(&mut self, source: &SourceRecord, passage: &SeenWords) -> Result<Vec<SourceId>, SearchError> {
        let others = self.members(source)?.iter().filter(|member| member.id != source.source.id);
        let holding = others.filter(|member| member.passages.iter().any(|(_, other)| passage.is_copy_of(other)));
        Ok(holding.map(|member| member.id.clone()).collect())
    }

    /// The same passage in the source that looks original, where `source` is a copy of it.
    pub(super) fn original(
        &mut self,
        source: &SourceRecord,
        passage: &SeenWords,
    ) -> Result<Option<PassageId>, SearchError> {
        let Some(original) = &source.source.copies_of else { return Ok(None) };
        let member = self.members(source)?.iter().find(|member| member.id == *original);
        let mut passages = member.into_iter().flat_map(|member| &member.passages);
        Ok(passages.find(|(_, other)| passage.is_copy_of(other)).map(|(id, _)| id.clone()))
    }

    fn members(&mut self, source: &SourceRecord) -> Result<&[Member], SearchError> {
        let Some(group) = &source.group else { return Ok(&[]) };
        if !self.groups.contains_key(&group.original) {
            let read = self.read(&group.original)?;
            self.groups.insert(group.original.clone(), read);
        }
        Ok(self.groups.get(&group.original).map_or(&[], Vec::as_slice))
    }

    fn read(&self, original: &SourceId) -> Result<Vec<Member>, SearchError> {
        let mut members = self.reader.group(original)?;
        members.sort_by_key(|id| (id != original, id.clone()));
        let words = |id: SourceId| {
            let passages = self.reader.passages(&id)?;
            let words = passages.into_iter().map(|passage| (passage.id, SeenWords::of(&passage.text)));
            Ok(Member { id, passages: words.collect() })
        };
        members.into_iter().take(MAX_MEMBERS).map(words).collect()
    }
}
