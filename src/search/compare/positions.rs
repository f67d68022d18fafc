//! The positions that sources take: to which role they give what was asked about, and which they deny it.

use std::{collections::BTreeMap, ops::Range};

use serde::Serialize;

use super::{super::claims::claims, Statement, asked::Asked, voices};
use crate::{
    discourse::Stance,
    index::{
        analyser::{self, Stems},
        record::{PassageRecord, Source},
    },
    taxonomy::{RoleId, TopicId},
};

/// To which role sources give what was asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The role; nothing where the statement as a whole is held or rejected.
    pub role: Option<RoleId>,
    /// References of passages that give it to the role.
    pub asserted: Vec<String>,
    /// References of passages that deny it to the role.
    pub rejected: Vec<String>,
    /// Sources that give it to the role, copies counted once.
    pub independent: usize,
    /// The words that say so, in the order of the references: first those that give it, then those that deny it.
    pub words: Vec<Words>,
}

/// Words that give something to a role or deny it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Reference of the passage.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The sentence, or for a statement as a whole nothing.
    pub text: String,
    /// Whether they deny it.
    pub denied: bool,
}

/// Where in a passage stands what was asked about.
fn focus_of(asked: &Asked, topics: &[TopicId], passage: &PassageRecord, stems: &mut Stems) -> Vec<Range<usize>> {
    if asked.focus.is_empty() {
        let tags = passage.topics.iter().filter(|tag| topics.contains(&tag.id));
        let bytes = tags.flat_map(|tag| tag.evidence.iter().filter_map(|evidence| evidence.bytes));
        return bytes.map(|(start, end)| start as usize..end as usize).collect();
    }
    let tokens = analyser::exact_tokens(&passage.text);
    let wanted = |term: &str, stems: &mut Stems| stems.stem(term).is_some_and(|stem| asked.focus.contains(stem));
    tokens.into_iter().filter(|token| wanted(&token.term, stems)).map(|token| token.range).collect()
}

/// The positions that sources take, where there is more than one.
pub(super) fn disagreement(
    asked: &Asked,
    topics: &[TopicId],
    statements: &[Statement],
    stems: &mut Stems,
) -> Vec<Position> {
    // A query that names a role is a statement on it; one that names none asks whose something is.
    let whole = !asked.roles.is_empty();
    let mut positions: BTreeMap<Option<RoleId>, (Position, Vec<&Source>)> = BTreeMap::new();
    for Statement { hit, stance } in statements {
        let mut take = |role: Option<RoleId>, denied: bool, words: &str| {
            let (position, sources) = positions.entry(role.clone()).or_default();
            position.role = role;
            let list = if denied { &mut position.rejected } else { &mut position.asserted };
            list.push(hit.passage.reference.clone());
            let reference = hit.passage.reference.clone();
            position.words.push(Words { reference, text: words.trim().to_owned(), denied });
            if !denied {
                sources.push(&hit.source);
            }
        };
        if whole {
            match stance {
                Stance::Asserted | Stance::Hedged => take(None, false, ""),
                Stance::Rejected => take(None, true, ""),
                Stance::Reported | Stance::Question => {}
            }
            continue;
        }
        let focus = focus_of(asked, topics, &hit.passage, stems);
        for claim in claims(&hit.passage, &focus, asked.verb) {
            let words = hit.passage.text.get(claim.sentence).unwrap_or_default();
            take(Some(claim.role), claim.denied, words);
        }
    }
    let mut found: Vec<Position> = positions
        .into_values()
        .map(|(mut position, sources)| {
            position.words.sort_by_key(|words| words.denied);
            (position, sources)
        })
        .map(|(position, sources)| Position { independent: voices(sources.into_iter()), ..position })
        .collect();
    let holders = found.iter().filter(|position| !position.asserted.is_empty()).count();
    let denied = found.iter().any(|position| !position.asserted.is_empty() && !position.rejected.is_empty());
    if holders < 2 && !denied {
        return Vec::new();
    }
    found.sort_by(|one, other| other.independent.cmp(&one.independent).then_with(|| one.role.cmp(&other.role)));
    found
}
