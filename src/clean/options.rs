use std::collections::BTreeSet;

use super::RuleId;

/// How much of one capture cleaning is willing to take in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most nodes of a page's tree.
    pub max_nodes: usize,
    /// Deepest nesting of a page's tree or of a list; what lies deeper is read as if it lay here.
    pub max_depth: usize,
}

impl Default for Limits {
    /// Far above what real pages hold: the largest page of the judged sets has 60,000 nodes, 90 deep.
    fn default() -> Self {
        Self { max_nodes: 2_000_000, max_depth: 512 }
    }
}

/// How to clean: which rules are off, and the limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanOptions {
    /// Ids of rules that are switched off, as in [`rules`](super::rules()).
    pub switched_off: BTreeSet<String>,
    /// Limits on one capture.
    pub limits: Limits,
}

impl CleanOptions {
    /// The default options with the named rules off; the name of no rule, or of one that is
    /// [`fixed`](super::Rule::fixed), is an error.
    pub fn without_rules<I: IntoIterator<Item = String>>(ids: I) -> Result<Self, CleanError> {
        let switched_off: BTreeSet<String> = ids.into_iter().collect();
        for id in &switched_off {
            match super::rule(id) {
                None => return Err(CleanError::UnknownRule { rule: id.clone() }),
                Some(rule) if rule.fixed => return Err(CleanError::FixedRule { rule: id.clone() }),
                Some(_) => {}
            }
        }
        Ok(Self { switched_off, ..Self::default() })
    }

    /// Whether a rule may be applied.
    #[must_use]
    pub fn allows(&self, rule: RuleId) -> bool {
        !self.switched_off.contains(rule.0)
    }
}

/// Why a capture could not be cleaned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CleanError {
    /// The page's tree is larger than the limit.
    #[error("cannot clean `{origin}`: more than {limit} nodes")]
    TooManyNodes {
        /// The capture, as [`Origin`](crate::source::Origin) prints it.
        origin: String,
        /// [`Limits::max_nodes`].
        limit: usize,
    },
    /// A rule was named that does not exist.
    #[error("cannot switch off `{rule}`: no such rule")]
    UnknownRule {
        /// As it was given.
        rule: String,
    },
    /// A rule was named that is part of reading the source.
    #[error("cannot switch off `{rule}`: it is part of reading the source")]
    FixedRule {
        /// As it was given.
        rule: String,
    },
}

impl CleanError {
    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::TooManyNodes { .. } => Some("save the page again in a reader view, or as text"),
            Self::UnknownRule { .. } => Some("`docs/rules.md` lists every rule"),
            Self::FixedRule { .. } => Some("`roledex correct` overrules it on one block"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CleanError, CleanOptions};

    #[test]
    fn every_error_says_what_was_tried_and_what_to_do() {
        let errors = [
            CleanError::TooManyNodes { origin: "page.html".to_owned(), limit: 5 },
            CleanError::UnknownRule { rule: "no-such".to_owned() },
            CleanError::FixedRule { rule: "paragraph".to_owned() },
        ];
        let said: Vec<_> =
            errors.iter().map(|error| format!("{error} ({})", error.hint().unwrap_or_default())).collect();
        assert_eq!(
            said,
            [
                "cannot clean `page.html`: more than 5 nodes (save the page again in a reader view, or as text)",
                "cannot switch off `no-such`: no such rule (`docs/rules.md` lists every rule)",
                "cannot switch off `paragraph`: it is part of reading the source (`roledex correct` overrules it on one block)",
            ]
        );
    }

    #[test]
    fn only_rules_that_exist_can_be_switched_off() {
        assert!(CleanOptions::without_rules(["call-to-action".to_owned()]).is_ok());
        assert!(CleanOptions::without_rules(["no-such".to_owned()]).is_err());
        assert!(CleanOptions::without_rules(["paragraph".to_owned()]).is_err());
    }
}
