//! Phrases of one's own that are too weak to give their topic.

use super::topic::{FULL_WORDS, LEAST_LENGTH_FACTOR, TEXT_FACTOR, THRESHOLD};
use crate::taxonomy::{Finding, Severity, Taxonomy, Weighted};

/// The phrases of topics of `taxonomy` that `known` has not, or has otherwise, which cannot give their topic by
/// themselves: each in a note, or all in a warning where the topic has no other.
#[must_use]
pub fn weak(taxonomy: &Taxonomy, known: &Taxonomy) -> Vec<Finding> {
    let all = taxonomy.topics.iter().flat_map(|topic| {
        let id = topic.id.as_str();
        let before = known.topics.iter().find(|other| other.id == topic.id);
        let weak_phrases = topic.phrases.iter().filter(|one| !gives_topic(one, PHRASE_FLOOR));
        let weak_headings = topic.headings.iter().filter(|one| !gives_topic(one, THRESHOLD));
        let has_strong = topic.phrases.iter().any(|one| gives_topic(one, PHRASE_FLOOR))
            || topic.headings.iter().any(|one| gives_topic(one, THRESHOLD));
        let severity = if has_strong { Severity::Note } else { Severity::Warning };
        let phrases = weak_phrases
            .filter(move |one| before.is_none_or(|before| !before.phrases.contains(one)))
            .map(|one| (one, "phrase", of_text()));
        let headings = weak_headings
            .filter(move |one| before.is_none_or(|before| !before.headings.contains(one)))
            .map(|one| (one, "heading", format!("{THRESHOLD} or more")));
        phrases.chain(headings).map(move |(one, kind, takes)| {
            let message = format!(
                "{kind} `{}` of `{id}` weighs {}: by itself it gives no topic, which takes {takes}",
                one.phrase, one.weight
            );
            Finding { severity, id: id.to_owned(), message }
        })
    });
    all.collect()
}

/// What a phrase of the text must weigh to give its topic in a short passage.
const PHRASE_FLOOR: f32 = THRESHOLD / TEXT_FACTOR;

fn gives_topic(one: &Weighted, floor: f32) -> bool {
    one.weight >= floor
}

/// What a phrase of the text must weigh, rounded up to hundredths.
fn of_text() -> String {
    let shown = |weight: f32| (weight * 100.0).ceil() / 100.0;
    let (least, most) = (shown(PHRASE_FLOOR), shown(PHRASE_FLOOR / LEAST_LENGTH_FACTOR));
    format!("{least} or more, in a passage of more than {FULL_WORDS} words up to {most}")
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
        let note = "phrase `oil*` of `t` weighs 0.5: by itself it gives no topic, which takes 0.54 or more, in a passage of more than 70 words up to 0.71";
        assert_eq!(
            findings("phrases = [\"oil*\", [\"tallow\", 0.54]]\nheadings = [[\"lamp*\", 0.5]]"),
            [(Severity::Note, note.to_owned())]
        );
        let found = findings("phrases = [\"oil*\"]\nheadings = [[\"lamp*\", 0.4]]");
        assert!(found.iter().all(|(severity, _)| *severity == Severity::Warning), "{found:?}");
        let mut changed = Taxonomy::empty();
        let text = "[[topic]]\nid = \"t\"\nname = \"T\"\nphrases = [\"oil*\", \"wick*\"]\n";
        changed.add("own.toml", text).expect("it is a taxonomy");
        let mut known = Taxonomy::empty();
        known.add("own.toml", &text.replace(", \"wick*\"", "")).expect("it is a taxonomy");
        assert_eq!(weak(&changed, &known).len(), 1, "only the phrase that is new is named");
        assert_eq!(
            found[1].1,
            "heading `lamp*` of `t` weighs 0.4: by itself it gives no topic, which takes 0.5 or more"
        );
    }
}
