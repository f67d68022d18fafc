use super::super::{Article, BlockKind, Edit, fixture::cleaned};
use crate::source::MediaType;

fn edits(article: &Article) -> Vec<&Edit> {
    article.blocks.iter().flat_map(|block| &block.edits).collect()
}

const AROUND: &str =
    "The group wrote down how it decides what to build, and who has the last word on the order of the work.\n\n";

#[test]
fn a_phrase_that_breaks_a_known_term_is_cut() {
    let text =
        format!("{AROUND}It reports to the Chief norway phone number list Technology Officer of the firm.\n\n{AROUND}");
    let article = cleaned(MediaType::Plain, &text);
    let edits = edits(&article);
    let [edit] = edits.as_slice() else { panic!("{edits:?}") };
    assert_eq!((edit.rule.0, edit.removed.as_str()), ("splice-in-term", "norway phone number list"));
    assert_eq!(edit.span.and_then(|span| span.of(&text)), Some("norway phone number list "));
    assert!(article.kept().any(|block| block.text.as_str().contains("the Chief Technology Officer of")));
}

#[test]
fn a_run_of_foreign_advert_words_is_cut_and_the_sentence_stays() {
    let text = format!(
        "{AROUND}Every owner keeps a list of buy instagram followers cheap open questions and works through it.\n\n{AROUND}"
    );
    let article = cleaned(MediaType::Plain, &text);
    let found: Vec<_> = edits(&article).into_iter().map(|edit| (edit.rule.0, edit.removed.as_str())).collect();
    assert_eq!(found, [("splice-foreign", "buy instagram followers cheap")]);
    assert!(article.text().contains("keeps a list of open questions and works"));
}

#[test]
fn what_the_document_is_about_stays() {
    for text in [
        "We sell cheap car insurance quotes online. Buyers of cheap car insurance quotes online compare the price of the insurance first.",
        "The team built an online casino for a client, and it learned much from the work.",
        "She moved from a payday loan company to a hospital, where she owns the booking system.",
        "Our first product was a database of hotel prices for travel agents.",
        "A mobile phone contract taught us how people compare prices.",
    ] {
        let article = cleaned(MediaType::Plain, &format!("{AROUND}{text}\n\n{AROUND}"));
        assert!(edits(&article).is_empty(), "{text}: {:?}", edits(&article));
    }
}

#[test]
fn a_block_of_prose_keeps_its_kind_when_it_is_edited() {
    let text = format!(
        "{AROUND}The order of the work is best casino bonus codes decided by the person who owns it.\n\n{AROUND}"
    );
    let article = cleaned(MediaType::Plain, &text);
    let edited: Vec<_> = article.blocks.iter().filter(|block| !block.edits.is_empty()).collect();
    assert_eq!(edited.len(), 1);
    assert!(edited.iter().all(|block| block.kind == BlockKind::Paragraph && block.is_kept()));
}
