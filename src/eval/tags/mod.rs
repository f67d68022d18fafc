//! How well roles and topics are tagged.
//!
//! In:  judgements (JSON lines) of raw lines of files below a corpus root. Out: a [`Report`].
//!
//! A judged text is matched to passages by its words: the tags of all passages that share at least half of the word
//! trigrams of the shorter of the two are united, less the tags whose evidence all stands outside the judged lines
//! (`about_whole` counts those, too). A judged text that cleaning has dropped has no passages and so no
//! tags. Judgements of boilerplate count only as served or not.

mod candidates;
mod judgement;
mod score;
mod show;
mod tagged;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
};

pub use self::{
    candidates::{JudgedCandidate, candidates},
    judgement::{EvalError, JudgedQuotation, Judgement, hash_of, read_judgements},
    score::Score,
};
use self::{
    score::count_each,
    tagged::{TaggedPassage, speaks_of},
};
pub(super) use self::{
    score::share,
    tagged::{Tagged, Trigram, is_held, shares_words, trigrams, visible},
};
use crate::{
    tag::{Relation, Tagger, Tags},
    text::fold,
};

/// A judged text that was tagged otherwise than judged.
#[derive(Clone, Debug)]
pub struct Miss {
    /// The judgement.
    pub id: String,
    /// Path and first line.
    pub place: String,
    /// What was given too much (`+po`) and missed (`-po`).
    pub differences: Vec<String>,
    /// Evidence of the tags that were given.
    pub evidence: Vec<String>,
    /// Beginning of the judged text.
    pub text: String,
}

/// How the tags of a set of judged texts compare with the judgements.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Judgements of content.
    pub judged: u32,
    /// Of these, how many have no passage.
    pub without_passage: u32,
    /// Judgements of boilerplate, and how many were served as passages.
    pub boilerplate: (u32, u32),
    /// Roles that passages are about, over roles that the judgements know.
    pub about: Score,
    /// The same over all roles of the taxonomy, also those that the judges had no word for.
    pub about_all: Score,
    /// The same with the tags of whole passages, also those whose evidence stands outside the judged lines.
    pub about_whole: Score,
    /// Quotations found, whoever is given as their speaker.
    pub quotations: Score,
    /// Of the quotations found, those with the right speaker.
    pub speakers_right: u32,
    /// Texts with a false friend, and those of them that were given no role beyond those judged.
    pub false_friends: (u32, u32),
    /// Judged stance against given stance.
    pub stance_confusion: BTreeMap<(&'static str, &'static str), u32>,
    /// Named roles, whatever the relation.
    pub named: Score,
    /// Topics.
    pub topics: Score,
    /// By role.
    pub by_role: BTreeMap<String, Score>,
    /// By topic.
    pub by_topic: BTreeMap<String, Score>,
    /// About-roles by what makes a text hard.
    pub by_hard_case: BTreeMap<String, Score>,
    /// By stance, of texts whose stance was judged: that of the first of their passages.
    pub by_stance: BTreeMap<String, Score>,
    /// Judged relation against given relation: (judged, given) to count; `none` where there is no tag.
    pub confusion: BTreeMap<(&'static str, &'static str), u32>,
    /// Texts tagged otherwise than judged, most differences first.
    pub misses: Vec<Miss>,
}

/// Tags the files that were judged and compares. Paths count from `corpus`, those of root `own` from `own`.
///
/// Fails where a file cannot be read or its lines are not those that were judged (by the judgement's hash).
pub fn evaluate(judgements: &[Judgement], corpus: &Path, own: &Path, tagger: &Tagger) -> Result<Report, EvalError> {
    let known: BTreeSet<&str> = judgements
        .iter()
        .flat_map(|judgement| judgement.roles_about.iter().chain(&judgement.roles_mentioned))
        .map(String::as_str)
        .collect();
    let by_path = by_file(judgements.iter(), corpus, own);
    let mut report = Report::default();
    for ((root, path), judgements) in by_path {
        let tagged = Tagged::read(root, path, tagger)?;
        for judgement in judgements {
            report.add(judgement, &tagged, &known)?;
        }
    }
    report.misses.sort_by(|a, b| b.differences.len().cmp(&a.differences.len()).then_with(|| a.id.cmp(&b.id)));
    Ok(report)
}

/// Judgements by the file that they are of: its root and its path below.
fn by_file<'judged>(
    judgements: impl Iterator<Item = &'judged Judgement>,
    corpus: &'judged Path,
    own: &'judged Path,
) -> BTreeMap<(&'judged Path, &'judged str), Vec<&'judged Judgement>> {
    let mut by_file: BTreeMap<(&Path, &str), Vec<&Judgement>> = BTreeMap::new();
    for judgement in judgements {
        let root = if judgement.root.as_deref() == Some("own") { own } else { corpus };
        by_file.entry((root, &judgement.path)).or_default().push(judgement);
    }
    by_file
}

impl Report {
    fn add(&mut self, judgement: &Judgement, tagged: &Tagged, known: &BTreeSet<&str>) -> Result<(), EvalError> {
        let raw = tagged.judged_text(judgement)?;
        let judged_words = trigrams(&visible(raw));
        let found: Vec<&TaggedPassage> =
            tagged.passages.iter().filter(|passage| shares_words(&passage.trigrams, &judged_words)).collect();
        let tags: Vec<&Tags> = found.iter().map(|passage| &passage.tags).collect();
        let judged_bytes: Vec<Vec<Range<usize>>> =
            found.iter().map(|passage| passage.judged_bytes(&judged_words)).collect();
        let spoken = || tags.iter().zip(&judged_bytes);
        if judgement.boilerplate {
            self.boilerplate.0 += 1;
            self.boilerplate.1 += u32::from(!tags.is_empty());
            return Ok(());
        }
        self.judged += 1;
        self.without_passage += u32::from(tags.is_empty());
        let relation = |wanted: Relation| -> BTreeSet<&str> {
            spoken()
                .flat_map(|(tags, bytes)| tags.roles.iter().filter(|role| speaks_of(&role.evidence, bytes)))
                .filter(|role| role.relation == wanted)
                .map(|role| role.id.as_str())
                .collect()
        };
        let whole = tags.iter().flat_map(|tags| &tags.roles).filter(|role| role.relation == Relation::About);
        let about_whole: BTreeSet<&str> = whole.map(|role| role.id.as_str()).filter(|id| known.contains(id)).collect();
        let all_about = relation(Relation::About);
        let about: BTreeSet<&str> = all_about.intersection(known).copied().collect();
        let mentioned: BTreeSet<&str> =
            relation(Relation::Mentioned).intersection(known).filter(|id| !about.contains(*id)).copied().collect();
        let topics: BTreeSet<&str> = spoken()
            .flat_map(|(tags, bytes)| tags.topics.iter().filter(|topic| speaks_of(&topic.evidence, bytes)))
            .map(|topic| topic.id.as_str())
            .collect();
        let judged_about: BTreeSet<&str> = judgement.roles_about.iter().map(String::as_str).collect();
        let judged_mentioned: BTreeSet<&str> = judgement.roles_mentioned.iter().map(String::as_str).collect();
        let judged_topics: BTreeSet<&str> = judgement.topics.iter().map(String::as_str).collect();

        self.about.count(&about, &judged_about);
        self.about_whole.count(&about_whole, &judged_about);
        self.about_all.count(&all_about, &judged_about);
        self.topics.count(&topics, &judged_topics);
        if let (Some(judged), Some(first)) = (judgement.stance, tags.first()) {
            count_each(&mut self.by_stance, &BTreeSet::from([first.stance.word()]), &BTreeSet::from([judged.word()]));
            *self.stance_confusion.entry((judged.word(), first.stance.word())).or_default() += 1;
        }
        let quotations = self.count_quotations(judgement, tagged, &found, &judged_words);
        let named = |a: &BTreeSet<&'_ str>, b: &BTreeSet<&'_ str>| a.union(b).map(|id| (*id).to_owned()).collect();
        let (given_named, judged_named): (BTreeSet<String>, BTreeSet<String>) =
            (named(&about, &mentioned), named(&judged_about, &judged_mentioned));
        self.named.count(
            &given_named.iter().map(String::as_str).collect(),
            &judged_named.iter().map(String::as_str).collect(),
        );
        if judgement.hard_case.iter().any(|case| case == "false-friend") {
            self.false_friends.0 += 1;
            self.false_friends.1 += u32::from(given_named.is_subset(&judged_named));
        }
        count_each(&mut self.by_role, &about, &judged_about);
        count_each(&mut self.by_topic, &topics, &judged_topics);
        for case in &judgement.hard_case {
            self.by_hard_case.entry(case.clone()).or_default().count(&about, &judged_about);
        }
        let standing = |id: &str, about: &BTreeSet<&str>, mentioned: &BTreeSet<&str>| match id {
            id if about.contains(id) => "about",
            id if mentioned.contains(id) => "mentioned",
            _ => "none",
        };
        for id in given_named.union(&judged_named) {
            let judged = standing(id, &judged_about, &judged_mentioned);
            let given = standing(id, &about, &mentioned);
            *self.confusion.entry((judged, given)).or_default() += 1;
        }
        self.note_miss(judgement, raw, &tags, [(&about, &judged_about), (&topics, &judged_topics)], quotations);
        Ok(())
    }

    /// A quotation given is right where the judged lines hold its words and, if noted, it begins as judged. Returns
    /// the differences: quotations given too much, missed, or with another speaker.
    fn count_quotations(
        &mut self,
        judgement: &Judgement,
        tagged: &Tagged,
        found: &[&TaggedPassage],
        judged_words: &BTreeSet<Trigram>,
    ) -> Vec<String> {
        let mut differences = Vec::new();
        let Some(judged) = &judgement.quotations else { return differences };
        let mut open: Vec<&JudgedQuotation> = judged.iter().collect();
        let given = found.iter().flat_map(|passage| passage.tags.quotations.iter().map(move |given| (passage, given)));
        for (passage, given) in given {
            let text = passage.text.get(given.range.clone()).unwrap_or_default();
            let own_words = trigrams(text);
            if !is_held(&own_words, judged_words) {
                continue;
            }
            let begins = fold(text.trim_start_matches(|first: char| !first.is_alphanumeric())).into_owned();
            let same = |judged: &&JudgedQuotation| {
                let lines = tagged.visible_lines(judged.line_start, judged.line_end);
                let begins_so =
                    judged.first_words.as_ref().is_none_or(|first| begins.starts_with(fold(first).as_ref()));
                begins_so && is_held(&own_words, &trigrams(&lines))
            };
            let Some(at) = open.iter().position(same) else {
                self.quotations.wrong += 1;
                differences.push(format!("+quotation:`{}`", text.chars().take(40).collect::<String>()));
                continue;
            };
            self.quotations.right += 1;
            let speaker = given.attribution.speaker.as_str();
            if is_speaker(open.remove(at).speaker.as_deref(), speaker) {
                self.speakers_right += 1;
            } else {
                differences.push(format!("speaker:`{speaker}`"));
            }
        }
        self.quotations.missing += u32::try_from(open.len()).unwrap_or(u32::MAX);
        differences.extend(open.iter().map(|judged| {
            let (speaker, line) = (judged.speaker.as_deref().unwrap_or("unnamed"), judged.line_start);
            format!("-quotation:`{speaker}, line {line}`")
        }));
        differences
    }

    /// Texts whose stance is as judged, of those whose stance was judged.
    fn stances(&self) -> (u32, u32) {
        self.by_stance
            .values()
            .fold((0, 0), |(right, all), score| (right + score.right, all + score.right + score.missing))
    }

    /// Share of texts whose stance is as judged; 1 where none was judged.
    #[must_use]
    pub fn stance_accuracy(&self) -> f64 {
        let (right, all) = self.stances();
        share(right, all)
    }

    fn note_miss(
        &mut self,
        judgement: &Judgement,
        raw: &str,
        tags: &[&Tags],
        compared: [(&BTreeSet<&str>, &BTreeSet<&str>); 2],
        quotations: Vec<String>,
    ) {
        /// Enough to see what it is about.
        const MOST_CHARACTERS: usize = 900;
        let mut differences = Vec::new();
        for (given, judged) in compared {
            differences.extend(given.difference(judged).map(|id| format!("+{id}")));
            differences.extend(judged.difference(given).map(|id| format!("-{id}")));
        }
        differences.extend(quotations);
        if differences.is_empty() {
            return;
        }
        let evidence_of = |id: &str, confidence: f32, evidence: &[crate::tag::Evidence]| {
            let words: Vec<&str> = evidence.iter().map(|evidence| evidence.text.as_str()).collect();
            format!("{id} {confidence:.2}: {}", words.join(" · "))
        };
        let mut evidence = Vec::new();
        for tags in tags {
            evidence.extend(tags.roles.iter().map(|role| {
                let relation = if role.relation == Relation::About { "about" } else { "mentioned" };
                evidence_of(&format!("{} {relation}", role.id), role.confidence, &role.evidence)
            }));
            evidence.extend(
                tags.topics.iter().map(|topic| evidence_of(topic.id.as_str(), topic.confidence, &topic.evidence)),
            );
        }
        self.misses.push(Miss {
            id: judgement.id.clone(),
            place: format!("{}:{}", judgement.path, judgement.line_start),
            differences,
            evidence,
            text: visible(raw).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_CHARACTERS).collect(),
        });
    }
}

/// Whether one name holds the other; without a judged name, whether none is given either. A description ("our product
/// owner") is no name.
pub(super) fn is_speaker(judged: Option<&str>, given: &str) -> bool {
    match judged {
        Some(judged) => {
            let (judged, given) = (fold(judged), fold(given));
            !given.is_empty() && (judged.contains(given.as_ref()) || given.contains(judged.as_ref()))
        }
        None => !given.chars().next().is_some_and(char::is_uppercase),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Taxonomy;

    #[test]
    fn scores_count_right_wrong_and_missing() {
        let mut score = Score::default();
        score.count(&BTreeSet::from(["po", "pm"]), &BTreeSet::from(["po", "cpo"]));
        assert_eq!(score, Score { right: 1, wrong: 1, missing: 1 });
        assert!((score.f1() - 0.5).abs() < 1e-9);
        assert!((Score::default().precision() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn judged_text_finds_its_passage_through_markup() {
        let judged = trigrams(&visible("<p>The <b>owner</b> [decides](http://example.org/x) what comes next.</p>"));
        assert!(shares_words(&judged, &trigrams("The owner decides what comes next. And more words follow here.")));
        assert!(!shares_words(&judged, &trigrams("Nothing of this kind was ever said by anybody.")));
    }

    #[test]
    fn the_development_judgements_are_met_as_well_as_when_last_measured() {
        let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
        let path = shared.join("judgements/tagging-dev.jsonl");
        if !path.exists() {
            println!("skipped: ../shared is not here");
            return;
        }
        let judgements = read_judgements(&path).expect("they are judgements");
        let tagger = Tagger::new(&Taxonomy::built_in());
        let report =
            evaluate(&judgements, &shared.join("corpus"), Path::new("."), &tagger).expect("the corpus is there");
        println!("{report}");
        assert!(report.about.f1() >= 0.5, "{}", report.about);
        assert!(report.topics.f1() >= 0.5, "{}", report.topics);
    }
}
