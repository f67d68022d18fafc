//! Measures stance and quotations on the judged sentences in `eval/`, and holds the floors.

use serde::Deserialize;

use super::{Stance, quotations, stances};

#[derive(Deserialize)]
struct Judged<Case> {
    tuning: Vec<Case>,
    held_out: Vec<Case>,
    untouched: Vec<Case>,
}

#[derive(Deserialize)]
struct StanceCase {
    text: String,
    stances: String,
}

#[derive(Deserialize)]
struct QuotationCase {
    text: String,
    quotations: Vec<(String, String)>,
}

/// The untouched part is small: one sentence is two to four points.
const UNTOUCHED_FLOOR_PERCENT: usize = 80;

fn name(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserted => "asserted",
        Stance::Reported => "reported",
        Stance::Rejected => "rejected",
        Stance::Hedged => "hedged",
        Stance::Question => "question",
    }
}

/// Sentences right and sentences in all.
fn stance_score(cases: &[StanceCase]) -> (usize, usize) {
    let (mut right, mut all) = (0, 0);
    for case in cases {
        let judged: Vec<&str> = case.stances.split(' ').collect();
        let found: Vec<&str> = stances(&case.text).into_iter().map(|(_, stance)| name(stance)).collect();
        let hits = judged.iter().zip(&found).filter(|(judged, found)| judged == found).count();
        let hits = if judged.len() == found.len() { hits } else { 0 };
        if hits < judged.len() {
            println!("  judged {judged:?}, found {found:?}: {}", case.text);
        }
        right += hits;
        all += judged.len();
    }
    (right, all)
}

/// Quotations found with the right words and speaker, found in all, judged in all.
fn quotation_score(cases: &[QuotationCase]) -> (usize, usize, usize) {
    let (mut right, mut found_in_all, mut judged_in_all) = (0, 0, 0);
    for case in cases {
        let found: Vec<(String, String)> = quotations(&case.text)
            .into_iter()
            .map(|found| (case.text.get(found.range).unwrap_or_default().to_owned(), found.attribution.speaker))
            .collect();
        let hits = found.iter().filter(|found| case.quotations.contains(found)).count();
        if hits < case.quotations.len() || hits < found.len() {
            println!("  judged {:?}, found {found:?}", case.quotations);
        }
        right += hits;
        found_in_all += found.len();
        judged_in_all += case.quotations.len();
    }
    (right, found_in_all, judged_in_all)
}

#[test]
fn stance_of_judged_sentences_is_right_nine_times_in_ten() {
    let judged: Judged<StanceCase> =
        toml::from_str(include_str!("../../eval/stance.toml")).expect("well-formed judgements");
    for (half, cases) in [("tuning", &judged.tuning), ("held out", &judged.held_out), ("untouched", &judged.untouched)]
    {
        let (right, all) = stance_score(cases);
        println!("stance, {half}: {right} of {all} sentences");
        let floor = if half == "untouched" { UNTOUCHED_FLOOR_PERCENT } else { 90 };
        assert!(right * 100 >= all * floor, "stance, {half}: {right} of {all}");
    }
}

#[test]
fn judged_quotations_are_found_with_their_speakers_and_nothing_else_is() {
    let judged: Judged<QuotationCase> =
        toml::from_str(include_str!("../../eval/quotations.toml")).expect("well-formed judgements");
    for (half, cases) in [("tuning", &judged.tuning), ("held out", &judged.held_out), ("untouched", &judged.untouched)]
    {
        let (right, found, all) = quotation_score(cases);
        println!("quotations, {half}: {right} right of {found} found and {all} judged");
        let floor = if half == "untouched" { UNTOUCHED_FLOOR_PERCENT } else { 90 };
        assert!(right * 100 >= found * 97, "precision of quotations, {half}: {right} of {found}");
        assert!(right * 100 >= all * floor, "recall of quotations, {half}: {right} of {all}");
    }
}
