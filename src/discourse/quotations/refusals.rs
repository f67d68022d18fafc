use super::*;

/// Who speaks each quotation, in order.
fn speakers(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for part in text.split(" ¶ ") {
        let start = parts.last().map_or(0, |part: &Range<usize>| part.end + 1);
        parts.push(start..start + part.len());
    }
    let text = Aligned::detached(&text.replace(" ¶ ", " "));
    quotations_in(&text, &parts, "", false).into_iter().map(|quotation| quotation.attribution.speaker).collect()
}

#[track_caller]
fn nobody(texts: &[&str]) {
    for text in texts {
        assert_eq!(speakers(text), [""; 0], "{text}");
    }
}

#[track_caller]
fn only(speaker: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(speakers(text), [speaker], "{text}");
    }
}

#[test]
fn words_from_a_work_are_of_who_wrote_it() {
    nobody(&[
        "Ben Okoro keeps lists. This line from the Velmar Guide helps: “A list is a debt to be paid.”",
        "Ben Okoro keeps lists. This idea from the book by Ida Brook helps: “A list is a debt to be paid.”",
        "Ben Okoro keeps lists. I like this line from the book: “A list is a debt to be paid.”",
        "Ben Okoro keeps lists. The following statement from the report is clear: “A list is a debt to be paid.”",
        "“The List” by Ida Brook and “The Debt” by Ben Okoro came out. This line from the book stays: “A list is a debt to be paid.”",
    ]);
    only(
        "Ida Brook",
        &[
            "Ben Okoro praised “The List” by Ida Brook. This line from the book stays: “A list is a debt to be paid.”",
            "Ben Okoro read Ida Brook’s latest book. The following line from the book stays: “A list is a debt to be paid.”",
        ],
    );
}

#[test]
fn what_goes_on_behind_the_verb_is_not_led_back_to() {
    nobody(&[
        "“A list is a debt.” That is what Ann Lee said no clerk believes.",
        "“A list is a debt.” This is what Ann Lee argued against.",
        "“A list is a debt.” This is what Ann Lee claimed Ben Okoro wrote.",
        "“A list is a debt.” That’s what Ann Lee asked Ben Okoro to say.",
        "“A list is a debt.” That’s what Ann Lee told Ben Okoro to say.",
        "“A list is a debt.” That is how Ann Lee described the worst idea of all.",
        "“A list is a debt” is what Ann Lee said she would not sign.",
        "“A list is a debt.” So believed Ann Lee until May.",
        "“A list is a debt.” So said Ann Lee until May.",
    ]);
    only(
        "Ann Lee",
        &[
            "“A list is a debt.” That is what Ann Lee told Ben Okoro.",
            "“A list is a debt.” That is what Ann Lee said in May.",
            "“A list is a debt” is how Ann Lee puts it.",
            "“A list is a debt.” So said Ann Lee in an interview.",
        ],
    );
}

#[test]
fn a_word_for_what_is_said_is_owned_as_a_head() {
    nobody(&[
        "“Pay the list each Friday” is Ann Lee’s least favourite motto.",
        "“Pay the list each Friday” is Ann Lee’s worst advice.",
        "“Pay the list each Friday” is Ann Lee’s idea of a joke.",
        "“Pay the list each Friday” is Ann Lee’s line manager’s advice.",
        "“Pay the list each Friday” was Ann Lee’s answer machine.",
        "“Pay the list each Friday” is not Ann Lee’s motto.",
    ]);
    only(
        "Ann Lee",
        &["“Pay the list each Friday” is Ann Lee’s own motto.", "“Pay the list each Friday” was Ann Lee’s answer."],
    );
}

#[test]
fn disowned_words_are_nobodys() {
    nobody(&[
        "A fake Ann Lee quote: “A list is a debt.”",
        "My least favourite Ann Lee line: “A list is a debt.”",
        "An apocryphal Ann Lee saying: “A list is a debt.”",
        "Ann Lee’s supposed answer: “A list is a debt.”",
        "Ann Lee’s least favourite saying: “A list is a debt.”",
    ]);
}

#[test]
fn who_was_not_heard_said_nothing() {
    nobody(&[
        "I never heard Ann Lee say: “A list is a debt.”",
        "No one heard Ann Lee say: “A list is a debt.”",
        "We wish we had heard Ann Lee say: “A list is a debt.”",
        "The clerk has not heard Ann Lee say, “A list is a debt.”",
    ]);
}

#[test]
fn a_pronoun_between_may_be_of_somebody_else() {
    for between in [
        "said Ann Lee. They had asked her twice.",
        "Ann Lee told Ben Okoro. He laughed.",
        "said Ann Lee. She read from the guide.",
        "said Ann Lee. She pointed at the wall.",
    ] {
        assert_eq!(speakers(&format!("“We cut it,” {between} “We never liked it.”")), ["Ann Lee"], "{between}");
    }
    assert_eq!(
        speakers("Ben Okoro was there. “We cut it,” said Ann Lee. He shook his head. “We never liked it.”"),
        ["Ann Lee"]
    );
}

#[test]
fn of_two_names_a_pronoun_takes_up_neither() {
    nobody(&[
        "Ann Lee asked Ben Okoro for the list. She said: “A list is a debt.”",
        "Ben Okoro hired Ann Lee in 2011. She said: “A list is a debt.”",
        "Ann Lee met Ben Okoro in Velmar. “A list is a debt,” he said.",
    ]);
    only("Ann Lee", &["Ann Lee keeps the list at Acme. She said: “A list is a debt.”"]);
}

#[test]
fn a_surname_that_two_share_stays_a_surname() {
    only(
        "Lee",
        &["Ann Lee met Bo Lee. “A list is a debt,” Lee said.", "In Bo Lee Street, Lee said: “A list is a debt.”"],
    );
    assert_eq!(speakers("Bo Lee left. Then “We cut it,” said Ann Lee. “We did,” Lee added."), ["Ann Lee", "Lee"]);
}

#[test]
fn a_place_or_a_thing_with_a_colon_is_no_speaker() {
    nobody(&[
        "Velmar Lists via Post: “A list is a debt.”",
        "Upper Holt in 2011: “A list is a debt.”",
        "Blue Monday at Acme: “A list is a debt.”",
        "This is Velmar School: “A list is a debt.”",
        "Here is Upper Holt: “A list is a debt.”",
        "From Monday To Sunday: “A list is a debt.”",
        "Via Velmar North: “A list is a debt.”",
        "Enter Ann Lee: “A list is a debt.”",
    ]);
    only(
        "Ann Lee",
        &["Here is Ann Lee, CEO of Acme: “A list is a debt.”", "Ann Lee in an interview: “A list is a debt.”"],
    );
}

#[test]
fn who_speaks_for_another_is_not_the_other() {
    assert!(!speakers("“We cut it,” said a spokesman for Ann Lee.").contains(&"Ann Lee".to_owned()));
    assert!(!speakers("“We cut it,” said a friend of Ann Lee.").contains(&"Ann Lee".to_owned()));
    nobody(&[
        "“We cut it,” said Ann Lee’s lawyer.",
        "“We cut the list,” Ann Lee quotes Ben Okoro as saying.",
        "Ann Lee argues against the view that “a list is a debt to be paid”.",
        "Contrary to what Ann Lee says, “a list is a debt to be paid”.",
        "Ann Lee remembers her first boss saying, “A list is a debt.”",
    ]);
    assert!(!speakers("Ann Lee quotes Ben Okoro: “A list is a debt.”").contains(&"Ann Lee".to_owned()));
    only("Ann Lee", &["Contrary to a common belief, Ann Lee says, “A list is a debt.”"]);
}

#[test]
fn a_title_and_a_question_are_no_speech() {
    nobody(&[
        "Ann Lee shared a post titled “Why a list is a debt to be paid”.",
        "“Why a list is a debt” is a talk. Ann Lee wrote a post called “How to pay the debt of a list”.",
        "Does Ann Lee regret her words? “A list is a debt.”",
    ]);
}

#[test]
fn a_verb_far_off_leaves_the_near_one() {
    only(
        "Ann Lee",
        &[
            "Ann Lee puts it well on her title page: “A list is a debt.”",
            "Ann Lee disagreed with him and said “a list is a debt to be paid”.",
        ],
    );
}
