use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::features;

/// A logistic regression: how likely it is that a passage is about a role.
///
/// Weights are trained by `scripts/train-roles` on the tuning half of `eval/tags.jsonl`.
#[derive(Debug)]
pub(super) struct RoleModel {
    /// A role as likely as this is one that the passage is about.
    threshold: f32,
    bias: f32,
    /// In the order of [`features::names`].
    weights: Vec<f32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    threshold: f32,
    bias: f32,
    weights: BTreeMap<String, f32>,
}

/// The model in use.
pub(super) static MODEL: LazyLock<RoleModel> = LazyLock::new(|| {
    let stored: Stored = toml::from_str(include_str!("role_model.toml")).expect("a test reads the model");
    let weights = features::names().map(|name| stored.weights.get(name).copied().unwrap_or_default()).collect();
    RoleModel { threshold: stored.threshold, bias: stored.bias, weights }
});

impl RoleModel {
    /// How sure it is that the passage is about the role, 0 to 1: the probability, stretched so that the threshold lies
    /// at one half.
    pub(super) fn confidence(&self, features: &[f32]) -> f32 {
        let likely = self.probability(features);
        if likely < self.threshold {
            0.5 * likely / self.threshold
        } else {
            0.5 + 0.5 * (likely - self.threshold) / (1.0 - self.threshold)
        }
    }

    fn probability(&self, features: &[f32]) -> f32 {
        let sum: f32 = self.weights.iter().zip(features).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + (-(sum + self.bias)).exp())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_model_weighs_the_features_that_there_are() {
        let stored: Stored = toml::from_str(include_str!("role_model.toml")).expect("it is of its form");
        let known: BTreeSet<&str> = features::names().collect();
        let weighed: BTreeSet<&str> = stored.weights.keys().map(String::as_str).collect();
        assert_eq!(weighed, known);
        assert!(MODEL.threshold > 0.0 && MODEL.threshold < 1.0);
    }
}
