use super::{RoleId, Taxonomy, TopicId};
use crate::text::fold;

/// Words less alike than this (Jaro-Winkler, 0 to 1) are no slip of the same word: "owner" and "order" score .83.
const LEAST_LIKENESS: f64 = 0.85;

impl Taxonomy {
    /// The role that `text` most likely means: by id, name or alias, else by likeness to one.
    #[must_use]
    pub fn suggest_role(&self, text: &str) -> Option<&RoleId> {
        let names = self.roles.iter().flat_map(|role| {
            std::iter::once(role.id.as_str())
                .chain(role.names())
                .chain(role.ambiguous.iter().map(|ambiguous| ambiguous.alias.as_str()))
                .map(move |name| (name, &role.id))
        });
        likest(text, names)
    }

    /// The topic that `text` most likely means: by id, name or alias, else by likeness to one.
    #[must_use]
    pub fn suggest_topic(&self, text: &str) -> Option<&TopicId> {
        let names = self.topics.iter().flat_map(|topic| {
            [topic.id.as_str(), topic.name.as_str()]
                .into_iter()
                .chain(topic.aliases.iter().map(String::as_str))
                .map(move |name| (name, &topic.id))
        });
        likest(text, names)
    }
}

fn plain(text: &str) -> String {
    let words: Vec<String> = crate::text::words(text).map(|word| fold(word.text).into_owned()).collect();
    words.join(" ")
}

/// The first of the likest; earlier entries win ties, so the answer depends on the data alone.
fn likest<'name, T>(text: &str, names: impl Iterator<Item = (&'name str, T)>) -> Option<T> {
    /// Longer input is no name; bounds the work.
    const MAX_BYTES: usize = 200;
    let wanted = plain(text.get(..MAX_BYTES).unwrap_or(text));
    if wanted.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let mut best: Option<(f64, T)> = None;
    for (name, id) in names {
        let name = plain(name);
        let singular = wanted.strip_suffix('s').unwrap_or(&wanted);
        let likeness = if name == wanted || name == singular { 2.0 } else { strsim::jaro_winkler(&wanted, &name) };
        if likeness >= LEAST_LIKENESS && best.as_ref().is_none_or(|(known, _)| likeness > *known) {
            best = Some((likeness, id));
        }
    }
    best.map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_an_alias_and_a_plural_find_their_role() {
        let taxonomy = Taxonomy::built_in();
        let suggest = |text| taxonomy.suggest_role(text).map(RoleId::as_str);
        assert_eq!(suggest("prodct-owner"), Some("po"));
        assert_eq!(suggest("Product Owners"), Some("po"));
        assert_eq!(suggest("scrummaster"), Some("scrum-master"));
        assert_eq!(suggest("projectmanager"), Some("project-manager"));
        assert_eq!(suggest("PM"), Some("pm"));
        assert_eq!(suggest("xyzzy"), None);
        assert_eq!(suggest(""), None);
    }

    #[test]
    fn the_words_of_a_query_find_their_topic() {
        let taxonomy = Taxonomy::built_in();
        let suggest = |text| taxonomy.suggest_topic(text).map(TopicId::as_str);
        assert_eq!(suggest("duties"), Some("responsibilities"));
        assert_eq!(suggest("prioritisation"), Some("prioritization"));
        assert_eq!(suggest("raodmap"), Some("roadmap"));
    }
}
