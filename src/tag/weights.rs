use std::sync::LazyLock;

use serde::Deserialize;

/// What each kind of evidence is worth; see `weights.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weights {
    pub about_threshold: f32,
    pub subject: f32,
    pub subject_of_content_clause: f32,
    pub subject_of_condition: f32,
    pub subject_contrasted_first: f32,
    pub subject_contrasted_second: f32,
    pub subject_coordinated: f32,
    pub subject_likely: f32,
    pub label: f32,
    pub as_role: f32,
    pub as_role_later: f32,
    pub as_role_served: f32,
    pub think_of: f32,
    pub claim_of: f32,
    pub claim_of_object: f32,
    pub possessive_claim: f32,
    pub possessive_claim_object: f32,
    pub possessive: f32,
    pub difference: f32,
    pub agent: f32,
    pub up_to: f32,
    pub existential: f32,
    pub predicate: f32,
    pub predicate_expected: f32,
    pub predicate_first_person: f32,
    pub person: f32,
    pub speaker: f32,
    pub listed: f32,
    pub caused: f32,
    pub helped: f32,
    pub needed: f32,
    pub compared: f32,
    pub benefactive: f32,
    pub expected: f32,
    pub relative: f32,
    pub fragment: f32,
    pub object: f32,
    pub bare: f32,
    pub pronoun: f32,
    pub pair: f32,
    pub title_hold: f32,
    pub heading_hold: f32,
    pub heading: [f32; 3],
    pub title: f32,
    pub heading_of_several: f32,
    pub lead_in: f32,
    pub column: f32,
    pub row_label: f32,
    pub longest_heading_words: usize,
    pub long_heading_factor: f32,
    pub cell_factor: f32,
    pub generic_factor: f32,
    pub listed_subject_factor: f32,
    pub parenthesis_factor: f32,
    pub further_factor: f32,
    pub least_further: f32,
    pub other_subject_factor: f32,
    pub antecedent_decay: f32,
    pub defined: f32,
    pub company: f32,
    pub ambiguous: f32,
}

/// The weights in use.
pub(super) static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| toml::from_str(include_str!("weights.toml")).expect("a test reads the weights"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stronger_evidence_weighs_more() {
        let weights = &*WEIGHTS;
        assert!(weights.object < weights.about_threshold && weights.about_threshold < weights.subject);
        assert!(weights.heading.is_sorted_by(|a, b| a >= b));
    }
}
