//! Roles that come into question for judged texts, with their features: what a model of roles is trained on.

use std::{collections::BTreeSet, path::Path};

use serde::Serialize;

use super::{
    by_file,
    judgement::{EvalError, Judgement},
    tagged::{Tagged, shares_words, trigrams, visible},
};
use crate::{eval::place::whole_path, tag::Tagger};

/// A role that comes into question for a judged text.
#[derive(Clone, Debug, Serialize)]
pub struct JudgedCandidate {
    /// The judgement.
    pub id: String,
    /// The judged file.
    pub path: String,
    /// `tune` or `held-out`, where the judgement says so.
    pub split: Option<String>,
    /// The role.
    pub role: String,
    /// Whether it was judged that the text is about it.
    pub about: bool,
    /// The judge was in doubt.
    pub uncertain: bool,
    /// Share of the passage's word trigrams that stand in the judged lines.
    pub share: f64,
    /// In the order of [`feature_names`](crate::tag::feature_names).
    pub values: Vec<f32>,
}

/// The candidates of each judged text that is no boilerplate: of the passage that holds most of its words.
///
/// Fails as [`evaluate`](super::evaluate) does.
pub fn candidates(
    judgements: &[Judgement],
    corpus: &Path,
    own: &Path,
    tagger: &Tagger,
) -> Result<Vec<JudgedCandidate>, EvalError> {
    let by_path = by_file(judgements.iter().filter(|judgement| !judgement.boilerplate), corpus, own);
    let mut rows = Vec::new();
    for ((root, path), judgements) in by_path {
        let whole = whole_path(root, path)?;
        let tagged = Tagged::read(root, &whole, tagger)?;
        let candidates = tagged.candidates(tagger);
        for judgement in judgements {
            let judged_words = trigrams(&visible(tagged.judged_text(judgement)?));
            let shared = |words: &BTreeSet<_>| words.intersection(&judged_words).count();
            let best = tagged
                .passages
                .iter()
                .zip(&candidates)
                .filter(|(passage, _)| shares_words(&passage.trigrams, &judged_words))
                .max_by_key(|(passage, _)| shared(&passage.trigrams));
            let Some((passage, found)) = best else { continue };
            let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
            let share = number(shared(&passage.trigrams)) / number(passage.trigrams.len().max(1));
            rows.extend(found.iter().map(|candidate| JudgedCandidate {
                id: judgement.id.clone(),
                path: whole.clone(),
                split: judgement.split.clone(),
                role: candidate.role.as_str().to_owned(),
                about: judgement.roles_about.contains(candidate.role.as_str()),
                uncertain: judgement.uncertain,
                share,
                values: candidate.values.clone(),
            }));
        }
    }
    Ok(rows)
}
