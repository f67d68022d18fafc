use super::{
    Evidence, Relation, RoleTag,
    features::{Candidate, PassageFacts},
    manner::{Article, Manner},
    model::NamedFeatures,
    role_model::MODEL,
    weights::WEIGHTS,
};
use crate::taxonomy::Taxonomy;

/// One piece of evidence that a passage is about a role.
#[derive(Clone, Debug)]
pub(super) struct Found<'article> {
    pub role: u16,
    pub rule: &'static str,
    pub weight: f32,
    /// Bytes of the passage's text, where it stands in it.
    pub bytes: Option<(u32, u32)>,
    pub said: &'article str,
    /// What a pronoun stands for.
    pub of: Option<&'article str>,
    /// The role is named there.
    pub names: bool,
    pub way: Way,
}

/// How the sentence of a piece of evidence speaks of the role; of nothing for what is handed down.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Way {
    pub manner: Manner,
    pub article: Article,
    pub plural: bool,
    /// It tells a duty of the role.
    pub duty: bool,
}

/// The roles of a passage, and the features from which each was decided, where they are asked for.
pub(super) fn decide(
    mut found: Vec<Found<'_>>,
    facts: &PassageFacts,
    taxonomy: &Taxonomy,
    mut watch: Option<&mut Vec<NamedFeatures>>,
) -> Vec<RoleTag> {
    /// A person reads no more than this.
    const MOST_EVIDENCE: usize = 4;
    found.sort_by(|a, b| a.role.cmp(&b.role).then(b.weight.total_cmp(&a.weight)));
    let mut tags: Vec<RoleTag> = Vec::new();
    for evidence in found.chunk_by(|a, b| a.role == b.role) {
        let Some(role) = evidence.first().and_then(|best| taxonomy.roles.get(usize::from(best.role))) else { continue };
        let named = evidence.iter().any(|piece| piece.names);
        let ambiguous = evidence.iter().all(|piece| piece.rule == "ambiguous");
        let candidate = Candidate { evidence, generic: role.generic, strength: strength(evidence, role.generic) };
        let features = facts.of(&candidate);
        if let Some(watch) = watch.as_deref_mut() {
            watch.push(NamedFeatures { role: role.id.clone(), values: features.clone() });
        }
        let confident = MODEL.confidence(&features);
        // However often a name is only listed or an object, that makes no claim on it.
        let claims = evidence.first().is_some_and(|best| best.weight >= WEIGHTS.least_further);
        let about = claims && !ambiguous && confident >= 0.5;
        if !about && !named {
            continue;
        }
        let confidence = match (about, ambiguous) {
            (true, _) => confident,
            (false, true) => WEIGHTS.ambiguous,
            (false, false) => 1.0 - confident.min(0.5),
        };
        tags.push(RoleTag {
            id: role.id.clone(),
            relation: if about { Relation::About } else { Relation::Mentioned },
            confidence,
            evidence: evidence.iter().filter(|piece| piece.names || about).take(MOST_EVIDENCE).map(explain).collect(),
        });
    }
    tags.sort_by(RoleTag::order);
    tags
}

/// How far the pieces go together: the best counts whole, further ones in part. Strongest first.
fn strength(evidence: &[Found<'_>], generic: bool) -> f32 {
    let mut doubt = 1.0;
    for (at, piece) in evidence.iter().enumerate() {
        let handed_down = matches!(piece.rule, "heading" | "column" | "row-label" | "label" | "lead-in");
        let factor = if generic && !handed_down { WEIGHTS.generic_factor } else { 1.0 };
        // However often a name is only listed or an object, that makes no claim on it.
        let counted = match at {
            0 => 1.0,
            _ if piece.weight >= WEIGHTS.least_further => WEIGHTS.further_factor,
            _ => 0.0,
        };
        doubt *= 1.0 - factor * piece.weight * counted;
    }
    1.0 - doubt
}

fn explain(piece: &Found<'_>) -> Evidence {
    let text = match (piece.rule, piece.of) {
        (_, Some(of)) => format!("“{}” ← “{of}”", piece.said),
        ("ambiguous", _) => format!("“{}” may stand for this role: nothing in the source decides", piece.said),
        (rule, None) => format!("{} “{}”", rule.replace('-', " "), piece.said),
    };
    Evidence { rule: piece.rule.to_owned(), text, bytes: piece.bytes }
}
