//! People's decisions on the blocks and passages of one source, applied to it.

use crate::{
    clean::{Context, Placed},
    corrections::{Action, Correction, Corrections, Given, Selector},
    index::record::CorrectionRecord,
    passage::Passage,
    tag::{Evidence, Relation, RoleTag, Tags, TopicTag},
    taxonomy::Taxonomy,
};

/// The rule that tags given by a person name as their evidence.
const BY_HAND: &str = "corrected";

/// Decisions on one source, with their names, in the order in which they are applied.
#[derive(Debug)]
pub(super) struct Wishes<'decisions>(Vec<(&'decisions str, &'decisions Correction)>);

impl<'decisions> Wishes<'decisions> {
    /// Those on the source that is known by `identity`.
    pub(super) fn of(decisions: &'decisions Corrections, identity: &str) -> Self {
        Self(decisions.wishes(identity))
    }

    /// Whether a source that was made with `made_with` was made with these.
    pub(super) fn are(&self, made_with: &[CorrectionRecord]) -> bool {
        self.0.iter().map(|(id, _)| *id).eq(made_with.iter().map(|applied| applied.id.as_str()))
    }

    /// What bears on the cleaning of the source.
    pub(super) fn context<'all>(&self, repeated: &'all [u64]) -> Context<'all>
    where
        'decisions: 'all,
    {
        Context { repeated, restored: self.selectors(Action::Restore), dropped: self.selectors(Action::Drop) }
    }

    fn selectors(&self, action: Action) -> Vec<&'decisions Selector> {
        let wanted = self.0.iter().filter(|(_, correction)| correction.action == action);
        wanted.filter_map(|(_, correction)| correction.target.selector.as_ref()).collect()
    }

    /// Corrects the tags of the source's passages; says of every decision whether it found its place, where `placed`
    /// tells it of those on blocks.
    pub(super) fn apply(
        &self,
        placed: &Placed,
        passages: &[Passage],
        tags: &mut [Tags],
        taxonomy: &Taxonomy,
    ) -> Vec<CorrectionRecord> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let texts: Vec<&str> = passages.iter().map(|passage| passage.text.as_str()).collect();
        let (mut restored, mut dropped) = (placed.restored.iter(), placed.dropped.iter());
        let mut applied = Vec::with_capacity(self.0.len());
        for (id, correction) in &self.0 {
            let found = match correction.action {
                Action::Restore => restored.next().copied().unwrap_or_default(),
                Action::Drop => dropped.next().copied().unwrap_or_default(),
                _ => {
                    let at = correction.target.selector.as_ref().and_then(|selector| selector.find(&texts));
                    let tags = at.and_then(|at| tags.get_mut(at));
                    tags.is_some_and(|tags| correct(tags, id, correction, taxonomy))
                }
            };
            applied.push(CorrectionRecord { id: (*id).to_owned(), found });
        }
        applied
    }
}

/// Does to one passage's tags what the decision says; false where the taxonomy knows no such role or topic.
fn correct(tags: &mut Tags, id: &str, correction: &Correction, taxonomy: &Taxonomy) -> bool {
    let gives = correction.action == Action::Tag;
    if let Some(stance) = correction.stance {
        tags.stance = stance;
        return true;
    }
    let evidence = || {
        let reason = correction.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let text = format!("a person says so (correction {id}){reason}");
        vec![Evidence { rule: BY_HAND.to_owned(), text, bytes: None }]
    };
    if let Some(wanted) = &correction.role {
        let Some(role) = taxonomy.roles.iter().find(|role| role.id.as_str() == wanted) else { return false };
        tags.roles.retain(|tag| tag.id != role.id);
        if gives {
            let relation = match correction.relation.unwrap_or_default() {
                Given::About => Relation::About,
                Given::Mentioned => Relation::Mentioned,
            };
            tags.roles.push(RoleTag { id: role.id.clone(), relation, confidence: 1.0, evidence: evidence() });
            tags.roles.sort_by(RoleTag::order);
        }
        return true;
    }
    let Some(topic) = taxonomy.topics.iter().find(|topic| Some(topic.id.as_str()) == correction.topic.as_deref())
    else {
        return false;
    };
    tags.topics.retain(|tag| tag.id != topic.id);
    if gives {
        tags.topics.push(TopicTag { id: topic.id.clone(), confidence: 1.0, evidence: evidence() });
        tags.topics.sort_by(TopicTag::order);
    }
    true
}
