use serde::Deserialize;

use super::super::{Outcome, fixture::cleaned};
use crate::source::MediaType;

#[derive(Deserialize)]
struct Case {
    text: String,
    promotion: bool,
    held_out: bool,
}

#[derive(Deserialize)]
struct Set {
    case: Vec<Case>,
}

/// The sentence in the middle of an article of plain paragraphs.
fn is_removed(text: &str) -> bool {
    let around = "The group met twice that spring and wrote down what it had seen of the work.\n\n";
    let article = cleaned(MediaType::Plain, &format!("{}{text}\n\n{}", around.repeat(3), around.repeat(3)));
    let block = article.blocks.get(3).expect("the sentence is the fourth block");
    block.verdict.outcome != Outcome::Kept
}

#[test]
fn adverts_go_and_their_look_alikes_stay() {
    let set: Set = toml::from_str(include_str!("../../../eval/promotion.toml")).expect("the set is well formed");
    // Below these the rules have got worse. Unseen wordings are taken less often than those the signs were made from.
    for (held_out, recall_floor) in [(false, 0.98), (true, 0.85)] {
        let cases: Vec<_> = set.case.iter().filter(|case| case.held_out == held_out).collect();
        let (mut hits, mut misses, mut false_alarms) = (0_u32, 0_u32, 0_u32);
        for case in &cases {
            match (case.promotion, is_removed(&case.text)) {
                (true, true) => hits += 1,
                (true, false) => {
                    misses += 1;
                    println!("missed: {}", case.text);
                }
                (false, true) => {
                    false_alarms += 1;
                    println!("wrongly taken: {}", case.text);
                }
                (false, false) => {}
            }
        }
        let recall = f64::from(hits) / f64::from(hits + misses);
        let precision = f64::from(hits) / f64::from(hits + false_alarms);
        println!("promotion, held out {held_out}: {} cases, precision {precision:.3}, recall {recall:.3}", cases.len());
        assert!(precision >= 0.95, "precision {precision:.3}");
        assert!(recall >= recall_floor, "recall {recall:.3}");
    }
}
