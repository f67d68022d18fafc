use std::collections::BTreeMap;

use serde::Serialize;

use super::{Role, Taxonomy, load::as_regex};
use crate::text::{fold, words};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Tags will be wrong or missing.
    Error,
    /// Something has no effect or is likely a slip.
    Warning,
    /// Works as it is written, which may be less than its writer thinks.
    Note,
}

/// Something in a taxonomy that does not do what its writer meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The role or topic.
    pub id: String,
    /// What is wrong and with which words.
    pub message: String,
}

impl Taxonomy {
    /// What is wrong with the data, errors first, then by id: aliases that clash, unknown parents, parents in a
    /// circle, phrases without words, phrases that a longer one of the same weight or less can add nothing to.
    #[must_use]
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.check_aliases(&mut findings);
        self.check_parents(&mut findings);
        self.check_patterns(&mut findings);
        self.check_phrases(&mut findings);
        findings.sort_by(|a, b| (a.severity, &a.id, &a.message).cmp(&(b.severity, &b.id, &b.message)));
        findings.dedup();
        findings
    }

    fn check_aliases(&self, findings: &mut Vec<Finding>) {
        let mut owners: BTreeMap<String, &Role> = BTreeMap::new();
        for role in &self.roles {
            for name in role.names() {
                let key = key(name);
                if key.is_empty() {
                    findings.push(error(role.id.as_str(), format!("alias `{name}` has no words")));
                    continue;
                }
                match owners.get(&key) {
                    // Who writes the name down among the aliases does no harm.
                    Some(other) if other.id == role.id && key == self::key(&role.name) => {}
                    Some(other) if other.id == role.id => {
                        findings.push(warning(role.id.as_str(), format!("alias `{name}` is there twice")));
                    }
                    Some(other) => {
                        findings
                            .push(error(role.id.as_str(), format!("alias `{name}` also names role `{}`", other.id)));
                    }
                    None => {
                        owners.insert(key, role);
                    }
                }
            }
        }
        for role in &self.roles {
            for ambiguous in &role.ambiguous {
                if let Some(other) = owners.get(&key(&ambiguous.alias)) {
                    findings.push(error(
                        role.id.as_str(),
                        format!("ambiguous alias `{}` always names role `{}`", ambiguous.alias, other.id),
                    ));
                }
                if ambiguous.alias.chars().any(char::is_lowercase) && !ambiguous.alias.chars().any(char::is_uppercase) {
                    findings.push(warning(
                        role.id.as_str(),
                        format!(
                            "ambiguous alias `{}` has no capital: abbreviations are matched with theirs",
                            ambiguous.alias
                        ),
                    ));
                }
            }
        }
    }

    fn check_parents(&self, findings: &mut Vec<Finding>) {
        for role in &self.roles {
            let mut above = role;
            let mut steps = 0;
            while let Some(parent) = &above.parent {
                let Some(next) = self.role(parent.as_str()) else {
                    if steps == 0 {
                        findings.push(error(role.id.as_str(), format!("parent `{parent}` is no role")));
                    }
                    break;
                };
                steps += 1;
                if steps > self.roles.len() {
                    findings.push(error(role.id.as_str(), format!("parent `{parent}` leads in a circle")));
                    break;
                }
                above = next;
            }
        }
    }

    fn check_patterns(&self, findings: &mut Vec<Finding>) {
        for role in &self.roles {
            for pattern in role.include.iter().chain(&role.exclude) {
                match as_regex(pattern) {
                    Some(inner) => {
                        if let Err(reason) = regex::Regex::new(inner) {
                            findings.push(error(
                                role.id.as_str(),
                                format!("pattern `{pattern}` does not compile: {reason}"),
                            ));
                        }
                    }
                    None if key(&pattern.replace("{}", "role")).is_empty() => {
                        findings.push(error(role.id.as_str(), format!("pattern `{pattern}` has no words")));
                    }
                    None => {}
                }
            }
            let own: Vec<String> = role.names().map(key).collect();
            for pattern in role.exclude.iter().filter(|pattern| as_regex(pattern).is_none()) {
                if own.contains(&key(pattern)) {
                    findings.push(error(role.id.as_str(), format!("`{pattern}` is both an alias and excluded")));
                }
            }
        }
    }

    fn check_phrases(&self, findings: &mut Vec<Finding>) {
        for topic in &self.topics {
            let id = topic.id.as_str();
            if topic.phrases.is_empty() && topic.headings.is_empty() {
                findings.push(warning(id, "has no phrases: it will never be found".to_owned()));
            }
            for list in [&topic.phrases, &topic.headings, &topic.against] {
                let mut seen: BTreeMap<String, &str> = BTreeMap::new();
                for weighted in list {
                    let key = key(&weighted.phrase);
                    if key.is_empty() {
                        findings.push(error(id, format!("phrase `{}` has no words", weighted.phrase)));
                    } else if let Some(other) = seen.insert(key, &weighted.phrase) {
                        findings.push(warning(id, format!("phrase `{}` is there twice (`{other}`)", weighted.phrase)));
                    }
                }
                for stem in list.iter().filter(|weighted| weighted.phrase.ends_with('*')) {
                    let root = key(&stem.phrase);
                    let root = root.trim_end_matches('*');
                    for other in list {
                        if key(&other.phrase) != key(&stem.phrase)
                            && other.weight <= stem.weight
                            && !root.is_empty()
                            && key(&other.phrase).starts_with(root)
                        {
                            findings.push(warning(
                                id,
                                format!(
                                    "phrase `{}` is shadowed by `{}`, which weighs as much",
                                    other.phrase, stem.phrase
                                ),
                            ));
                        }
                    }
                }
            }
        }
    }
}

/// The words of a phrase as they are compared, stems with their `*`.
fn key(phrase: &str) -> String {
    let mut key = String::new();
    for word in words(phrase) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&fold(word.text));
        if phrase.get(word.end()..).is_some_and(|rest| rest.starts_with('*')) {
            key.push('*');
        }
    }
    key
}

fn error(id: &str, message: String) -> Finding {
    Finding { severity: Severity::Error, id: id.to_owned(), message }
}

fn warning(id: &str, message: String) -> Finding {
    Finding { severity: Severity::Warning, id: id.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<String> {
        let mut taxonomy = Taxonomy::empty();
        taxonomy.add("test.toml", text).expect("it is a taxonomy");
        taxonomy.check().into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn the_built_in_taxonomy_has_nothing_to_find() {
        assert_eq!(Taxonomy::built_in().check(), []);
    }

    #[test]
    fn clashing_aliases_are_found_whatever_their_hyphens() {
        let found = findings(
            "[[role]]\nid = \"a\"\nname = \"Team Lead\"\n[[role]]\nid = \"b\"\nname = \"B\"\naliases = [\"team-lead\"]\n",
        );
        assert_eq!(found, ["alias `team-lead` also names role `a`"]);
    }

    #[test]
    fn unknown_and_circular_parents_are_found() {
        let role =
            |id: &str, parent: &str| format!("[[role]]\nid = \"{id}\"\nname = \"{id}\"\nparent = \"{parent}\"\n");
        assert_eq!(findings(&role("a", "z")), ["parent `z` is no role"]);
        assert_eq!(findings(&(role("a", "b") + &role("b", "a"))).len(), 2);
    }

    #[test]
    fn a_phrase_in_two_cases_is_found_once() {
        let found =
            findings("[[topic]]\nid = \"t\"\nname = \"T\"\nphrases = [[\"Metric*\", 0.6], [\"metric*\", 0.6]]\n");
        assert_eq!(found, ["phrase `metric*` is there twice (`Metric*`)"]);
    }

    #[test]
    fn shadowed_and_empty_phrases_are_found() {
        let found = findings(
            "[[topic]]\nid = \"t\"\nname = \"T\"\nphrases = [[\"metric*\", 0.6], [\"metrics\", 0.5], [\"!\", 0.1]]\n",
        );
        assert_eq!(
            found,
            ["phrase `!` has no words", "phrase `metrics` is shadowed by `metric*`, which weighs as much"]
        );
    }
}
