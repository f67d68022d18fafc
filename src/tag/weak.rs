//! Phrases of one's own that are too weak to give their topic.

use super::topic::{TEXT_FACTOR, THRESHOLD};
use crate::taxonomy::{Finding, Severity, Taxonomy, Weighted};

/// The phrases of topics of `taxonomy` that `known` has not, or has otherwise, which cannot give their topic by
/// themselves: each in a note, or all in a warning where the topic has no other.
#[must_use]
pub fn weak(taxonomy: &Taxonomy, known: &Taxonomy) -> Vec<Finding> {
    let own = taxonomy.topics.iter().filter(|topic| !known.topics.contains(topic));
    own.flat_map(|topic| {
        let id = topic.id.as_str();
        let zones = [("phrase", &topic.phrases, THRESHOLD / TEXT_FACTOR), ("heading", &topic.headings, THRESHOLD)];
        let all = zones.into_iter().flat_map(|(kind, list, least)| list.iter().map(move |one| (kind, one, least)));
        let (strong, weak): (Vec<_>, Vec<_>) = all.partition(|(_, one, least)| one.weight >= *least);
        let message = |(kind, one, least): &(&str, &Weighted, f32)| {
            let least = (least * 100.0).ceil() / 100.0;
            format!(
                "{kind} `{}` of `{id}` weighs {}: by itself it gives no topic, which takes {least}",
                one.phrase, one.weight
            )
        };
        let severity = if strong.is_empty() { Severity::Warning } else { Severity::Note };
        weak.iter().map(|one| Finding { severity, id: id.to_owned(), message: message(one) }).collect::<Vec<_>>()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(phrases: &str) -> Vec<(Severity, String)> {
        let mut taxonomy = Taxonomy::empty();
        let text = format!("[[topic]]\nid = \"t\"\nname = \"T\"\n{phrases}\n");
        taxonomy.add("own.toml", &text).expect("it is a taxonomy");
        assert_eq!(weak(&taxonomy, &taxonomy), []);
        weak(&taxonomy, &Taxonomy::empty()).into_iter().map(|finding| (finding.severity, finding.message)).collect()
    }

    #[test]
    fn a_phrase_that_gives_no_topic_by_itself_is_named() {
        let note = "phrase `oil*` of `t` weighs 0.5: by itself it gives no topic, which takes 0.54";
        assert_eq!(
            findings("phrases = [\"oil*\", [\"tallow\", 0.54]]\nheadings = [[\"lamp*\", 0.5]]"),
            [(Severity::Note, note.to_owned())]
        );
        let found = findings("phrases = [\"oil*\"]\nheadings = [[\"lamp*\", 0.4]]");
        assert!(found.iter().all(|(severity, _)| *severity == Severity::Warning), "{found:?}");
        assert_eq!(found[1].1, "heading `lamp*` of `t` weighs 0.4: by itself it gives no topic, which takes 0.5");
    }
}
