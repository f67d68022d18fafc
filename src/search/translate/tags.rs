use tantivy::query::ConstScoreQuery;

use super::{
    super::{
        explain::Part,
        intent::Intent,
        node::{Node, boosted, intersection, term_query, unscored},
    },
    Translator,
};
use crate::text;

impl Translator<'_> {
    /// What raises passages with the tags that the query asks for, and finds those that say it in other words.
    pub(super) fn tags(&mut self, intent: &Intent) -> Vec<Node> {
        let (fields, weights) = (self.fields, self.weights);
        let mut found = Vec::new();
        for role in &intent.roles {
            if let Some(name) = self.taxonomy.role(role.as_str()).map(|role| role.name.clone())
                && let Some(share) = share_of(intent, &name)
                && let Some(phrase) = self.phrase(fields.text, &name, 0)
            {
                found.push(boosted(phrase.box_clone(), share));
                self.clause(Part::Phrase(text::fold(&name).into_owned()), phrase, share);
            }
            let about = term_query(fields.about, role.as_str());
            self.clause(Part::About(role.clone()), about.box_clone(), weights.about);
            found.push(boosted(about, weights.about));
            self.clause(Part::Mentioned(role.clone()), term_query(fields.mentioned, role.as_str()), weights.mentioned);
        }
        for (at, one) in intent.roles.iter().enumerate() {
            for other in intent.roles.iter().skip(at + 1) {
                let about = [one, other].map(|role| unscored(term_query(fields.about, role.as_str())));
                if let Some(both) = intersection(about.into_iter().collect()) {
                    let both = Box::new(ConstScoreQuery::new(both, 1.0));
                    self.clause(Part::Both(format!("{one} {other}")), both, weights.both);
                }
            }
        }
        for topic in &intent.topics {
            let topical = term_query(fields.topic, topic.as_str());
            self.clause(Part::Topic(topic.clone()), topical.box_clone(), weights.topic);
            found.push(boosted(topical, weights.topic));
        }
        found
    }
}

/// What the name of a role counts, as a phrase, in a query that has an abbreviation of it: as much as a word, shared by the
/// roles that the abbreviation may stand for. Nothing where the query has none.
fn share_of(intent: &Intent, name: &str) -> Option<f32> {
    let named = intent.abbreviations.values().find(|names| names.iter().any(|one| one == name))?;
    Some(1.0 / named.iter().map(|_| 1.0).sum::<f32>())
}
