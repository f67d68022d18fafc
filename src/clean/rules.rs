use std::sync::LazyLock;

use serde::Deserialize;

use super::RuleId;

/// Which step of cleaning a rule belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Stage {
    /// Reads a structure that the source marks or that is inferred; keeps the block.
    Structure,
    /// Tells the article from the rest of an HTML page.
    MainContent,
    /// Takes out what surrounds an article.
    Furniture,
    /// Takes out what sells something.
    Promotion,
    /// Takes out an advert's words pushed into a sentence.
    Splice,
}

/// One rule of cleaning.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its step.
    pub stage: Stage,
    /// What it does, in one line for a person.
    pub about: String,
    /// It is part of reading the source and cannot be switched off.
    #[serde(default)]
    pub fixed: bool,
}

#[derive(Deserialize)]
struct Table {
    rule: Vec<Rule>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("rules.toml")).expect("`rules.toml` is well formed");
    table.rule
});

/// Every rule of cleaning, in the order of `rules.toml`: the one table that configuration and documents read.
#[must_use]
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// The rule of an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id == id)
}

impl Rule {
    /// Its id as verdicts and edits carry it.
    #[must_use]
    pub fn id(&'static self) -> RuleId {
        RuleId(&self.id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::rules;

    #[test]
    fn every_rule_is_listed_once() {
        let ids: BTreeSet<&str> = rules().iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids.len(), rules().len());
        for id in crate::clean::furniture::rule_ids().chain(crate::clean::html::ending_rule_ids()) {
            assert!(ids.contains(id), "`{id}` is not in `rules.toml`");
        }
    }
}
