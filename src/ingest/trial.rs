use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use rayon::prelude::*;
use serde::Serialize;

use super::{IngestError, IngestOptions, decisions, wishes::Wishes};
use crate::{
    clean,
    corrections::Corrections,
    index::{
        Reader,
        record::{PassageRecord, SourceRecord},
    },
    passage::{self, PassageId},
    source,
    tag::{Evidence, Relation, Tagger, Tags},
};

/// What another taxonomy would tag differently.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Trial {
    /// Passages that were tagged anew.
    pub passages: u64,
    /// Those of them that would be tagged differently, in the order of the sources and their text.
    pub changed: Vec<ChangedPassage>,
    /// Sources whose passages could not be compared.
    pub left_out: Vec<LeftOut>,
}

/// A passage that would be tagged differently.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangedPassage {
    /// For people.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its words.
    pub text: String,
    /// What would change, roles first.
    pub changes: Vec<TagChange>,
}

/// How a passage stands to a role or topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// No tag.
    None,
    /// The role is named in passing.
    Mentioned,
    /// It makes a claim on the role, or has the topic.
    About,
}

/// Whether a tag is one of a role or of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TagKind {
    /// A role.
    Role,
    /// A topic.
    Topic,
}

/// One tag that would change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TagChange {
    /// Role or topic.
    pub kind: TagKind,
    /// Its id.
    pub id: String,
    /// As the index has it.
    pub before: Standing,
    /// As the other taxonomy would have it.
    pub after: Standing,
    /// Why it would be so; empty where the tag goes.
    pub evidence: Vec<Evidence>,
}

/// A source whose passages could not be compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its name.
    pub source: String,
    /// Why.
    pub reason: String,
}

/// Tags every source of the index anew and compares with the tags that the index has; nothing is written.
///
/// Sources are read from where they were ingested. One that is gone or has changed since is left out: a difference
/// would not be the taxonomy's.
pub fn try_taxonomy(reader: &Reader, tagger: &Tagger, options: &IngestOptions) -> Result<Trial, IngestError> {
    let mut sources = reader.sources()?;
    sources.sort_by(|a, b| a.source.name.cmp(&b.source.name));
    let decisions = decisions::read(reader.dir(), &mut Vec::new())?;
    let compared: Vec<Result<Compared, IngestError>> =
        sources.par_iter().map(|record| compare(reader, record, tagger, options, &decisions)).collect();
    let mut trial = Trial::default();
    for (record, compared) in sources.iter().zip(compared) {
        match compared? {
            Compared::Passages { count, changed } => {
                trial.passages += count;
                trial.changed.extend(changed);
            }
            Compared::LeftOut(reason) => {
                trial.left_out.push(LeftOut { source: record.source.name.clone(), reason });
            }
        }
    }
    Ok(trial)
}

enum Compared {
    Passages { count: u64, changed: Vec<ChangedPassage> },
    LeftOut(String),
}

fn compare(
    reader: &Reader,
    record: &SourceRecord,
    tagger: &Tagger,
    options: &IngestOptions,
    decisions: &Corrections,
) -> Result<Compared, IngestError> {
    let Some(file) = record.file() else {
        return Ok(Compared::LeftOut("came from standard input".to_owned()));
    };
    let tagged = match tag_anew(&file, record, tagger, options, decisions) {
        Ok(tagged) => tagged,
        Err(reason) => return Ok(Compared::LeftOut(reason)),
    };
    let mut count = 0;
    let mut changed = Vec::new();
    for passage in reader.passages(&record.source.id)? {
        let Some(tags) = tagged.get(&passage.id) else { continue };
        count += 1;
        let changes = changes(&passage, tags);
        if !changes.is_empty() {
            changed.push(ChangedPassage { reference: passage.reference, text: passage.text, changes });
        }
    }
    Ok(Compared::Passages { count, changed })
}

/// The tags of a source's passages as its file gives them now.
fn tag_anew(
    file: &Path,
    record: &SourceRecord,
    tagger: &Tagger,
    options: &IngestOptions,
    decisions: &Corrections,
) -> Result<BTreeMap<PassageId, Tags>, String> {
    let walk = source::walk(&[file.to_owned()], &options.walk).map_err(|error| error.to_string())?;
    let [found] = walk.files.as_slice() else { return Err("its file is gone".to_owned()) };
    let capture = source::read(found, &options.read).map_err(|error| error.to_string())?;
    if super::survey::digest(&capture) != record.stamp.hash {
        return Err("its file has changed since: ingest first".to_owned());
    }
    let draft = clean::draft(&capture, &options.clean).map_err(|error| error.to_string())?;
    let wishes = Wishes::of(decisions, &record.identity);
    let (article, placed) = draft.finish(&options.clean, &wishes.context(&record.repeated));
    let passages = passage::split(&article, &options.split);
    let mut tags = tagger.tag(&article, &passages);
    wishes.apply(&placed, &passages, &mut tags, tagger.taxonomy());
    let id = |passage: &passage::Passage| PassageId::of(&record.source.id, passage.text.as_str(), passage.occurrence);
    Ok(passages.iter().map(id).zip(tags).collect())
}

/// What is different between the tags of a passage and new ones.
fn changes(before: &PassageRecord, after: &Tags) -> Vec<TagChange> {
    let standing = |relation| if relation == Relation::About { Standing::About } else { Standing::Mentioned };
    let old_roles = before.roles.iter().map(|tag| (tag.id.as_str(), standing(tag.relation))).collect();
    let new_roles: Vec<(&str, Standing, &[Evidence])> =
        after.roles.iter().map(|tag| (tag.id.as_str(), standing(tag.relation), tag.evidence.as_slice())).collect();
    let old_topics = before.topics.iter().map(|tag| (tag.id.as_str(), Standing::About)).collect();
    let new_topics: Vec<(&str, Standing, &[Evidence])> =
        after.topics.iter().map(|tag| (tag.id.as_str(), Standing::About, tag.evidence.as_slice())).collect();
    let mut changes = Vec::new();
    differences(TagKind::Role, &old_roles, &new_roles, &mut changes);
    differences(TagKind::Topic, &old_topics, &new_topics, &mut changes);
    changes
}

fn differences(
    kind: TagKind,
    before: &BTreeMap<&str, Standing>,
    after: &[(&str, Standing, &[Evidence])],
    changes: &mut Vec<TagChange>,
) {
    let new: BTreeMap<&str, (Standing, &[Evidence])> =
        after.iter().map(|&(id, standing, evidence)| (id, (standing, evidence))).collect();
    let ids: BTreeSet<&str> = before.keys().chain(new.keys()).copied().collect();
    for id in ids {
        let old = before.get(id).copied().unwrap_or(Standing::None);
        let (standing, evidence) = new.get(id).copied().unwrap_or((Standing::None, &[]));
        if old != standing {
            let evidence = evidence.to_vec();
            changes.push(TagChange { kind, id: id.to_owned(), before: old, after: standing, evidence });
        }
    }
}
