//! What stands above a passage hands its role down: the headings, the title, the line before a list.
//!
//! In:  the captions of a document. Out: the roles that they speak of, with a weight that falls with the distance and where the
//! sentences below are about others.

use super::{Gathered, Subjects, roles_of};
use crate::{
    passage::Passage,
    tag::{
        document::Segment,
        subject::{Name, standings},
        verdict::{Found, Way},
        weights::WEIGHTS,
    },
};

/// Roles that a heading, the title or a lead-in hands down to the passages below.
#[derive(Clone, Debug)]
pub(super) struct Inherited<'article> {
    pub(super) roles: Vec<u16>,
    pub(super) rule: &'static str,
    pub(super) weight: f32,
    pub(super) said: &'article str,
}

impl<'article> Subjects<'article, '_, '_> {
    /// The line before a list hands its subject to the items.
    pub(super) fn lead_in(&mut self, segment: &Segment<'article>) -> Option<Inherited<'article>> {
        let mut gathered = Gathered::default();
        self.part(segment, &mut gathered);
        let roles = gathered.facts.subjects.iter().flatten().copied().fold(Vec::new(), |mut roles, role| {
            if !roles.contains(&role) {
                roles.push(role);
            }
            roles
        });
        let named = self.roles_in(segment);
        if roles.is_empty() && named.len() == 1 {
            let weight = gathered.found.iter().map(|found| found.weight).fold(0.0, f32::max);
            let weight = weight.max(WEIGHTS.fragment);
            return Some(Inherited { roles: named, rule: "lead-in", weight, said: segment.text });
        }
        (!roles.is_empty()).then_some(Inherited { roles, rule: "lead-in", weight: WEIGHTS.lead_in, said: segment.text })
    }

    /// What the nearest heading that names a role hands down, else the title.
    pub(super) fn inherited(&self, passage: &'article Passage) -> Option<Inherited<'article>> {
        let title = self.document.title.as_ref();
        let mut distance = 0;
        for heading in passage.heading.iter().rev() {
            if title.is_some_and(|title| title.text == heading) {
                break;
            }
            let Some(segment) = self.document.captions.get(heading.as_str()) else { continue };
            let roles = self.roles_in(segment);
            if !roles.is_empty() {
                let farthest = WEIGHTS.heading.len() - 1;
                let single = WEIGHTS.heading.get(distance.min(farthest)).copied().unwrap_or_default();
                let weight = if roles.len() == 1 { single } else { WEIGHTS.heading_of_several };
                let long = segment.tokens.len() > WEIGHTS.longest_heading_words && roles.len() == 1;
                let weight = if long { weight * WEIGHTS.long_heading_factor } else { weight };
                return Some(Inherited { roles, rule: "heading", weight, said: heading });
            }
            distance += 1;
        }
        let title = title?;
        let roles = self.roles_in(title);
        let weight = if roles.len() == 1 { WEIGHTS.title } else { WEIGHTS.heading_of_several };
        (!roles.is_empty()).then_some(Inherited { roles, rule: "title", weight, said: title.text })
    }

    /// The roles that a heading speaks of; those it only works with ("Working with product owners") where there
    /// are no others.
    pub(super) fn roles_in(&self, segment: &Segment<'_>) -> Vec<u16> {
        let names: Vec<Name<'_>> = self
            .document
            .names_in(&segment.tokens)
            .iter()
            .copied()
            .filter(|name| name.sure > WEIGHTS.ambiguous)
            .collect();
        let standings = standings(&self.document.reading, &segment.tokens, &names, true);
        let strongest = standings.iter().map(|standing| standing.weight).fold(0.0, f32::max);
        let speaking: Vec<Name<'_>> = standings
            .iter()
            .filter(|standing| standing.weight > WEIGHTS.object || strongest <= WEIGHTS.object)
            .flat_map(|standing| names.get(standing.names.clone()).unwrap_or_default())
            .copied()
            .collect();
        roles_of(&speaking)
    }
}

/// Adds what a heading or lead-in hands down, less the share of sentences that are about others.
pub(super) fn hand_down<'article>(inherited: Option<Inherited<'article>>, gathered: &mut Gathered<'article>) {
    let Some(inherited) = inherited else { return };
    for &role in &inherited.roles {
        let spoken = gathered.facts.subjects.len().max(1);
        let by_others =
            gathered.facts.subjects.iter().filter(|roles| !roles.is_empty() && !roles.contains(&role)).count();
        let share = ratio(by_others, spoken);
        let weight = inherited.weight * (1.0 - WEIGHTS.other_subject_factor * share);
        gathered.found.push(Found {
            role,
            rule: inherited.rule,
            weight,
            bytes: None,
            said: inherited.said,
            of: None,
            names: false,
            way: Way::default(),
        });
    }
}

fn ratio(part: usize, whole: usize) -> f32 {
    let narrow = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    narrow(part) / narrow(whole).max(1.0)
}
