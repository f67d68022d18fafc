//! How well quotations are found over whole articles, and how well their speakers are.
//!
//! In:  judged files (JSON lines): every quotation of a file by its raw lines, speaker and, where the file gives
//! them, title and organisation. Out: a [`QuotationReport`].
//!
//! As the whole file was judged, each quotation that the program gives is right or wrong: right where judged lines
//! hold its words. A judged quotation may be given in parts (`"One," she said, "two."`): further parts by the same
//! speaker count neither as right nor as wrong.

mod judgement;
mod pairing;
mod show;

use std::{collections::BTreeMap, path::Path};

pub use self::judgement::{JudgedFile, JudgedWords, read_judged_files};
use self::{
    judgement::is_same_name,
    pairing::{Given, Paired, pair},
};
use super::tags::{EvalError, Score, Tagged};
use crate::tag::Tagger;

/// What is wrong with a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Given where no judged quotation stands, with this speaker.
    Invented(String),
    /// Judged to be there, said by this speaker or by nobody who is named, and not given.
    Missed(Option<String>),
    /// Given with another speaker: the judged one, then the given.
    Speaker(Option<String>, String),
    /// Given with another title or organisation: the judged ones, then the given.
    Details(String, String),
}

/// A quotation that was given otherwise than judged.
#[derive(Clone, Debug)]
pub struct QuotationMiss {
    /// The file, as the judgements name it.
    pub path: String,
    /// The judged lines; nothing where none were.
    pub lines: Option<(u32, u32)>,
    /// What is wrong.
    pub fault: Fault,
    /// Its words, or what the judged lines hold.
    pub text: String,
}

/// How the quotations of a set of judged files compare with the judgements.
#[derive(Clone, Debug, Default)]
pub struct QuotationReport {
    /// Judged files.
    pub files: u32,
    /// Quotations found, whoever is given as their speaker; without the uncertain ones.
    pub quotations: Score,
    /// Of the quotations found, those with the right speaker.
    pub speakers_right: u32,
    /// Quotations found whose speaker was judged to be named, and those of them with the right speaker.
    pub named: (u32, u32),
    /// Quotations found with the right speaker whose title or organisation was judged, and those with both right.
    pub details: (u32, u32),
    /// Quotations of which the judge was in doubt, and those of them that were found.
    pub uncertain: (u32, u32),
    /// By the form of the attribution, where it was noted: judged, found, found with the right speaker.
    pub by_form: BTreeMap<String, (u32, u32, u32)>,
    /// What was given otherwise than judged: files with most of it first, within a file in order.
    pub misses: Vec<QuotationMiss>,
}

impl QuotationReport {
    /// Share of the judged quotations that were found with the right speaker, 0 to 1; 1 where nothing was judged.
    #[must_use]
    pub fn recall_with_speaker(&self) -> f64 {
        super::tags::share(self.speakers_right, self.quotations.right + self.quotations.missing)
    }

    /// Share of the quotations found that have the right speaker, 0 to 1; 1 where none was found.
    #[must_use]
    pub fn right_speakers(&self) -> f64 {
        super::tags::share(self.speakers_right, self.quotations.right)
    }

    fn add(&mut self, judged: &JudgedFile, tagged: &Tagged) {
        let given: Vec<Given> = tagged
            .passages
            .iter()
            .flat_map(|passage| passage.tags.quotations.iter().map(|found| Given::new(&passage.text, found)))
            .collect();
        let held: Vec<_> = judged.quotations.iter().map(|words| tagged.words_in(words.lines)).collect();
        let paired = pair(&judged.quotations, &held, &given);
        self.files += 1;
        let mut misses = Vec::new();
        for given in &paired.invented {
            self.quotations.wrong += 1;
            let fault = Fault::Invented(given.attribution.speaker.clone());
            misses.push(QuotationMiss { path: judged.path.clone(), lines: None, fault, text: given.text.to_owned() });
        }
        for (words, found) in judged.quotations.iter().zip(&paired.found) {
            if let Some(fault) = self.count(words, found.as_ref()) {
                let text = found.as_ref().map_or_else(
                    || tagged.visible_lines(words.lines.0, words.lines.1),
                    |found| found.given.text.to_owned(),
                );
                misses.push(QuotationMiss { path: judged.path.clone(), lines: Some(words.lines), fault, text });
            }
        }
        misses.sort_by_key(|miss| miss.lines);
        self.misses.append(&mut misses);
    }

    /// Counts one judged quotation; what is wrong with it.
    fn count(&mut self, judged: &JudgedWords, found: Option<&Paired>) -> Option<Fault> {
        if judged.uncertain {
            self.uncertain.0 += 1;
            self.uncertain.1 += u32::from(found.is_some());
            return None;
        }
        let by_form = judged.form.as_ref().map(|form| self.by_form.entry(form.clone()).or_default());
        let speaks = found.is_some_and(|found| found.right_speaker);
        if let Some((all, given, right)) = by_form {
            *all += 1;
            *given += u32::from(found.is_some());
            *right += u32::from(speaks);
        }
        let Some(found) = found else {
            self.quotations.missing += 1;
            return Some(Fault::Missed(judged.speaker.clone()));
        };
        self.quotations.right += 1;
        self.speakers_right += u32::from(speaks);
        if judged.speaker.is_some() {
            self.named.0 += 1;
            self.named.1 += u32::from(speaks);
        }
        let attribution = found.given.attribution;
        if !speaks {
            return Some(Fault::Speaker(judged.speaker.clone(), attribution.speaker.clone()));
        }
        if judged.speaker.is_none() || (judged.title.is_none() && judged.organisation.is_none()) {
            return None;
        }
        let agrees = |judged: Option<&str>, given: Option<&str>| {
            judged.is_none_or(|judged| given.is_some_and(|given| is_same_name(judged, given)))
        };
        let right = agrees(judged.title.as_deref(), attribution.title.as_deref())
            && agrees(judged.organisation.as_deref(), attribution.organisation.as_deref());
        self.details.0 += 1;
        self.details.1 += u32::from(right);
        let line = |title: Option<&str>, organisation: Option<&str>| {
            [title, organisation].into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        (!right).then(|| {
            Fault::Details(
                line(judged.title.as_deref(), judged.organisation.as_deref()),
                line(attribution.title.as_deref(), attribution.organisation.as_deref()),
            )
        })
    }
}

/// Reads the judged files below `corpus` (those of root `own` below `own`) and compares.
///
/// Fails where a file cannot be read or is not the one that was judged (by the judgement's hash).
pub fn evaluate(
    judged: &[JudgedFile],
    corpus: &Path,
    own: &Path,
    tagger: &Tagger,
) -> Result<QuotationReport, EvalError> {
    let mut report = QuotationReport::default();
    for file in judged {
        let root = if file.root == "own" { own } else { corpus };
        let tagged = Tagged::read(root, &file.path, tagger)?;
        tagged.expect_hash(&file.hash)?;
        report.add(file, &tagged);
    }
    let mut of_file: BTreeMap<String, usize> = BTreeMap::new();
    for miss in &report.misses {
        *of_file.entry(miss.path.clone()).or_default() += 1;
    }
    let count = |path: &str| of_file.get(path).copied().unwrap_or_default();
    report.misses.sort_by(|a, b| count(&b.path).cmp(&count(&a.path)).then_with(|| a.path.cmp(&b.path)));
    Ok(report)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{eval::tags::hash_of, taxonomy::Taxonomy};

    const ARTICLE: &str = "# On lists\n\n“The list is never done,” says Ann Lee, head of product at Acme, “and nobody \
                           reads the second page of it.” We agree.\n\n“We cut it twice a year,” said Ben Okoro.\n\nIda \
                           Brook is our clerk. What she told us about it was that order is a choice and no more.\n";

    fn judged(quotations: &str) -> Vec<JudgedFile> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("judged.jsonl");
        let row = format!(
            r#"{{"root": "shared", "path": "a.md", "hash": "{}", "split": "tune", "quotations": {quotations}}}"#,
            hash_of(ARTICLE)
        );
        fs::write(&path, row).unwrap();
        read_judged_files(&path).unwrap()
    }

    fn measured(article: &str, quotations: &str) -> Result<QuotationReport, EvalError> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.md"), article).unwrap();
        evaluate(&judged(quotations), folder.path(), Path::new("."), &Tagger::new(&Taxonomy::built_in()))
    }

    #[test]
    fn a_quotation_in_two_parts_is_one_and_what_was_not_judged_is_wrong() {
        let report = measured(
            ARTICLE,
            r#"[{"lines": [3, 3], "speaker": "Ann Lee", "title": "head of product", "organisation": "Acme"}, {"lines": [7, 7], "speaker": "Ida Brook"}]"#,
        )
        .unwrap();
        assert_eq!(report.quotations, Score { right: 1, wrong: 1, missing: 1 });
        assert_eq!((report.speakers_right, report.details), (1, (1, 1)));
        assert!((report.recall_with_speaker() - 0.5).abs() < 1e-9);
        assert_eq!(report.misses.len(), 2, "{:?}", report.misses);
        assert_eq!(report.misses[0].fault, Fault::Invented("Ben Okoro".to_owned()));
        assert_eq!(report.misses[1].fault, Fault::Missed(Some("Ida Brook".to_owned())));
    }

    #[test]
    fn speakers_are_compared_and_doubtful_rows_stand_apart() {
        let report = measured(
            ARTICLE,
            r#"[{"lines": [3, 3], "speaker": "Ada Finch"}, {"lines": [5, 5], "speaker": null, "uncertain": true}]"#,
        )
        .unwrap();
        assert_eq!(report.quotations, Score { right: 1, wrong: 0, missing: 0 });
        assert_eq!((report.speakers_right, report.uncertain), (0, (1, 1)));
        assert!(report.to_string().contains("uncertain"), "{report}");
    }

    #[test]
    fn a_file_that_has_changed_is_refused() {
        let error = measured("# On lists\n", "[]").unwrap_err();
        assert!(error.to_string().contains("has changed since it was judged"), "{error}");
    }
}
