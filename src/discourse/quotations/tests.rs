use super::*;

/// Words, speaker, title, organisation, reference. ` ¶ ` parts paragraphs.
fn all(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for part in text.split(" ¶ ") {
        let start = parts.last().map_or(0, |part: &Range<usize>| part.end + 1);
        parts.push(start..start + part.len());
    }
    let text = Aligned::detached(&text.replace(" ¶ ", " "));
    let found = quotations_in(&text, &parts, "", false);
    let text = text.as_str();
    found
        .into_iter()
        .map(|quotation| {
            let Attribution { speaker, title, organisation, reference } = quotation.attribution;
            let mut line = format!("{} | {speaker}", text.get(quotation.range).unwrap_or_default());
            for detail in [title, organisation, reference].into_iter().flatten() {
                line.push_str(" | ");
                line.push_str(&detail);
            }
            line
        })
        .collect()
}

#[test]
fn a_dash_credits_name_title_organisation_and_reference() {
    assert_eq!(
        all("\"We ship what we can learn from.\" – Ann Lee, Principal Product Manager, Acme [5]"),
        ["We ship what we can learn from. | Ann Lee | Principal Product Manager | Acme | 5"]
    );
    assert_eq!(
        all("“Order is a choice.” — Cem Yilmaz, Head of Product at Borealis"),
        ["Order is a choice. | Cem Yilmaz | Head of Product | Borealis"]
    );
    assert_eq!(all("\"They differ and they agree.\" - Maz Adler [8]"), ["They differ and they agree. | Maz Adler | 8"]);
    assert_eq!(all("“Ship it, then look.”—Ann Lee"), ["Ship it, then look. | Ann Lee"]);
}

#[test]
fn a_lead_in_and_a_dash_are_one_attribution() {
    assert_eq!(
        all("As Ann Lee explains: \"Owners stand between two worlds.\" - Ann Lee [4]"),
        ["Owners stand between two worlds. | Ann Lee | 4"]
    );
}

#[test]
fn lead_ins_name_the_speaker() {
    assert_eq!(all("As Ann Lee explains: “The backlog is a promise.”"), ["The backlog is a promise. | Ann Lee"]);
    assert_eq!(
        all("Ben Okoro, CEO of Acme, puts it this way: \"No is a full sentence here.\""),
        ["No is a full sentence here. | Ben Okoro | CEO | Acme"]
    );
    assert_eq!(
        all("In her talk last year, Ann Lee said: \"I never order by volume.\""),
        ["I never order by volume. | Ann Lee"]
    );
    assert_eq!(all("Ann Lee: \"We tried it for a year.\""), ["We tried it for a year. | Ann Lee"]);
    assert_eq!(
        all("Acme CEO Ann Lee told us, \"we tried it for a year\"."),
        ["we tried it for a year | Ann Lee | CEO | Acme"]
    );
    assert_eq!(
        all("In the words of Ann Lee, “a roadmap is a guess with dates”."),
        ["a roadmap is a guess with dates | Ann Lee"]
    );
}

#[test]
fn verbs_of_speech_name_the_speaker_behind_before_and_in_the_middle() {
    assert_eq!(
        all("“The owner decides,” said Ann Lee, founder of Acme, “and the team builds.”"),
        ["The owner decides, | Ann Lee | founder | Acme", "and the team builds. | Ann Lee | founder | Acme"]
    );
    assert_eq!(all("“Who decides in the end?” Ann Lee asks."), ["Who decides in the end? | Ann Lee"]);
    assert_eq!(
        all("“It was a hard year,” explains product coach Ann Lee."),
        ["It was a hard year, | Ann Lee | product coach"]
    );
    assert_eq!(all("Ann Lee ran the team for years. “It was never calm,” she says."), ["It was never calm, | Ann Lee"]);
    assert_eq!(
        all("According to Ben Okoro, “nobody reads the second page of a roadmap”."),
        ["nobody reads the second page of a roadmap | Ben Okoro"]
    );
    assert_eq!(
        all("“Nobody reads the second page,” according to Ben Okoro."),
        ["Nobody reads the second page, | Ben Okoro"]
    );
    assert_eq!(
        all("Ann Lee wrote that “the order is the strategy made visible”."),
        ["the order is the strategy made visible | Ann Lee"]
    );
}

#[test]
fn speakers_without_a_name_are_described() {
    assert_eq!(
        all("“I cut the list in half,” one product owner (P9, retail) told us."),
        ["I cut the list in half, | P9"]
    );
    assert_eq!(
        all("Our product owner at Velmar has said, “we asked the wrong people for a year.”"),
        ["we asked the wrong people for a year. | our product owner | Velmar"]
    );
    assert_eq!(
        all("Acme Labs, another long-term partner, said: “We sold it first.”"),
        ["We sold it first. | Acme Labs | another long-term partner"]
    );
    assert_eq!(all("Whenever a customer told us “just one more thing for Friday”, we wrote it down."), [""; 0]);
}

#[test]
fn titles_without_a_comma_are_told_from_names() {
    assert_eq!(
        all("“The order is the plan.” – Ann Lee Managing Director, Acme"),
        ["The order is the plan. | Ann Lee | Managing Director | Acme"]
    );
    assert_eq!(
        all("Front End Developer Ann Lee said: “We tried it for a year.”"),
        ["We tried it for a year. | Ann Lee | Front End Developer"]
    );
    assert_eq!(
        all("“We tried it for a year.” – Ann Lee (@annlee) March 25, 2017"),
        ["We tried it for a year. | Ann Lee"]
    );
}

#[test]
fn a_quotation_of_several_paragraphs_is_one_for_each() {
    for text in [
        "“The list is long. ¶ “We never cut it,” said Ann Lee.",
        "Ann Lee said: “The list is long. ¶ “We never cut it,” and left.",
        "“The list is long. ¶ “We never cut it,” ¶ – Ann Lee",
    ] {
        assert_eq!(all(text), ["The list is long. | Ann Lee", "We never cut it, | Ann Lee"], "{text}");
    }
    let block = Aligned::detached("“The list is long. “We never cut it.” Ann Lee");
    let found = quotations_in(&block, &[], "", true);
    let words: Vec<_> = found.into_iter().filter_map(|found| block.as_str().get(found.range)).collect();
    assert_eq!(words, ["The list is long.", "We never cut it."]);
}

#[test]
fn what_stands_alone_in_a_paragraph_is_not_of_who_spoke_in_the_one_before() {
    for text in [
        "“The list is long,” said Ann Lee. ¶ “We never liked it at all.”",
        "“The list is long,” Ann Lee said. ¶ “We never liked it at all.”",
        "Ann Lee told us: “The list is long,” ¶ “We never liked it at all.”",
    ] {
        assert_eq!(all(text), ["The list is long, | Ann Lee"], "{text}");
    }
    assert_eq!(all("Ann Lee said the list is long. ¶ “We never liked it at all.”"), [""; 0]);
    assert_eq!(
        all("Ann Lee told us: ¶ “The list is long.” ¶ “We never liked it at all.”"),
        ["The list is long. | Ann Lee", "We never liked it at all. | Ann Lee"]
    );
}

#[test]
fn the_second_half_is_of_who_said_the_first() {
    let both = ["We cut it, | Ann Lee", "We never liked it. | Ann Lee"];
    for between in [
        "Ann Lee told us.",
        "Ann Lee told the Velmar Times last year.",
        "said Ann Lee, laughing.",
        "says Ann Lee, who runs the list.",
        "said Ann Lee. She paused.",
    ] {
        assert_eq!(all(&format!("“We cut it,” {between} “We never liked it.”")), both, "{between}");
    }
    for between in ["said Ann Lee. It rained.", "said Ann Lee, but the clerk disagreed.", "said Ann Lee. A sign read:"]
    {
        assert_eq!(all(&format!("“We cut it,” {between} “We never liked it.”")), ["We cut it, | Ann Lee"], "{between}");
    }
}

#[test]
fn titles_and_places_lead_to_the_speaker() {
    for (text, told) in [
        ("“We cut it,” the company’s CEO Ann Lee said on Monday.", "We cut it, | Ann Lee | CEO"),
        ("“We cut it,” said the firm’s chief executive, Ann Lee.", "We cut it, | Ann Lee | chief executive"),
        ("“We cut it,” a spokesperson for Acme told the Times.", "We cut it, | a spokesperson | Acme"),
        ("“We cut it,” one product owner at a large bank told me.", "We cut it, | one product owner"),
        ("Ann Lee (Acme): “We cut it.”", "We cut it. | Ann Lee | Acme"),
        ("Ann Lee, Acme's VP of Product: “We cut it.”", "We cut it. | Ann Lee | VP of Product | Acme"),
        ("Ann Lee, VP of Product at Acme, on lists: “We cut it.”", "We cut it. | Ann Lee | VP of Product | Acme"),
        ("My old boss, Ann Lee, used to say, “Cut it.”", "Cut it. | Ann Lee"),
        ("Ann Lee, who runs Acme, agrees. “We cut the list each year.”", "We cut the list each year. | Ann Lee"),
        ("“We cut it.” – Senior Product Manager at a bank", "We cut it. | Senior Product Manager | a bank"),
        ("“We cut it.” — Ann Lee, The List (2019)", "We cut it. | Ann Lee | The List"),
        (
            "“We cut it,” says Lee & Co. product director Ann Lee.",
            "We cut it, | Ann Lee | product director | Lee & Co.",
        ),
        ("“We cut it,” Ann Lee (Acme) says.", "We cut it, | Ann Lee | Acme"),
        ("“We cut it,” says Ann Lee, then a clerk at Acme.", "We cut it, | Ann Lee | then a clerk | Acme"),
        ("Product director Ann Lee: “We cut it.”", "We cut it. | Ann Lee | Product director"),
        ("Ann Lee, responding to Ben Okoro, wrote: “We cut it.”", "We cut it. | Ann Lee"),
        (
            "According to Deputy Secretary for Lists, Ann Lee, the list “has grown by half in a year”.",
            "has grown by half in a year | Ann Lee | Deputy Secretary for Lists",
        ),
        (
            "Ann Lee, author of “The List of Lists,” says: “We cut it.”",
            "We cut it. | Ann Lee | author of “The List of Lists”",
        ),
        ("Lee and Brook (2011) note: “We cut it.”", "We cut it. | Lee and Brook"),
        ("Lee (2011, p. 20) argues that “people cut no lists”.", "people cut no lists | Lee"),
    ] {
        assert_eq!(all(text), [told], "{text}");
    }
}

#[test]
fn a_surname_takes_up_the_full_name() {
    assert_eq!(all("Ann Lee ran Acme for years. Lee says: “We cut it.”"), ["We cut it. | Ann Lee"]);
    assert_eq!(
        all("“We cut it,” said Ann Lee, CEO of Acme. “We did so twice,” Lee added."),
        ["We cut it, | Ann Lee | CEO | Acme", "We did so twice, | Ann Lee | CEO | Acme"]
    );
    assert_eq!(all("Ann Lee left. “We cut it,” said Brook."), ["We cut it, | Brook"]);
}

#[test]
fn openings_and_afterthoughts_name_the_speaker() {
    for text in [
        "Listen to Ann Lee: “A list is a debt.”",
        "Ann Lee’s advice? “A list is a debt.”",
        "“A list is a debt.” That is what Ann Lee told me.",
        "“A list is a debt.” So says Ann Lee.",
        "“A list is a debt.” is Ann Lee’s motto.",
        "Ann Lee is blunt: “A list is a debt.”",
        "Ann Lee, in her foreword: “A list is a debt.”",
        "My favourite Ann Lee quote: “A list is a debt.”",
        "One of my favourite quotes is from Ann Lee: “A list is a debt.”",
        "I recently heard Ann Lee say, “A list is a debt.”",
        "Even Ann Lee admits: “A list is a debt.”",
        "»A list is a debt.« – Ann Lee",
    ] {
        assert_eq!(all(text), ["A list is a debt. | Ann Lee"], "{text}");
    }
    assert_eq!(
        all(
            "“The List of Lists” by Ann Lee came out in May. This line from the book stays: ¶ “A list is a debt to be paid.”"
        ),
        ["A list is a debt to be paid. | Ann Lee"]
    );
    assert_eq!(all("From the Velmar Guide: “A list is a debt.”"), ["A list is a debt. | Velmar Guide"]);
}

#[test]
fn titles_of_works_questions_spoken_of_and_nobody_are_no_speech() {
    assert_eq!(all("In “The Halving of the List,” Ann Lee writes, “Lists are debts.”"), ["Lists are debts. | Ann Lee"]);
    assert_eq!(all("Ann Lee answers the question “who owns the list?” in her book."), [""; 0]);
    assert_eq!(all("“A list is a debt.” — Unknown"), [""; 0]);
    assert_eq!(
        all("“A list is a debt to be paid back.” Ann Lee, head of product at Acme, does not mince words."),
        [""; 0]
    );
    assert_eq!(all("Ann Lee put up a sign: “No lists beyond this point.”"), [""; 0]);
    assert_eq!(all("Ann Lee disagrees with the claim that “a list is a debt to be paid”."), [""; 0]);
    assert_eq!(all("“A list is a debt.” – Anonymous"), [""; 0]);
}

#[test]
fn a_word_that_is_no_subject_of_its_verb_speaks_not() {
    assert_eq!(all("Wrong answer: “We do not know that yet.” Right answer: “By Friday.”"), [""; 0]);
    assert_eq!(all("“A calm sea makes no sailor,” says the Velmar proverb."), [""; 0]);
    assert_eq!(
        all("“A calm sea makes no sailor,” says the Velmar Guide on page two."),
        ["A calm sea makes no sailor, | Velmar Guide"]
    );
}

#[test]
fn a_sentence_that_shows_its_subject_speaking_leads_to_whole_sentences() {
    assert_eq!(
        all("Ada Finch says that lists do not end. “A list that nobody finishes is no list.” We agree."),
        ["A list that nobody finishes is no list. | Ada Finch"]
    );
    assert_eq!(
        all("Lead Developer Ada Finch was pleased. “I heard three people say it was fast.”"),
        ["I heard three people say it was fast. | Ada Finch | Lead Developer"]
    );
    assert_eq!(all("Ada Finch was pleased. “A list of wishes” hung on the wall."), [""; 0]);
}

#[test]
fn every_kind_of_mark_will_do() {
    assert_eq!(
        all("«Wir ordnen neu», sagt sie. «We order anew every week.» – Ann Lee"),
        ["We order anew every week. | Ann Lee"]
    );
    assert_eq!(all("„We order anew every week.“ – Ann Lee"), ["We order anew every week. | Ann Lee"]);
    assert_eq!(all("‘We order anew every week,’ said Ann Lee."), ["We order anew every week, | Ann Lee"]);
    assert_eq!(
        all("\"Learn to say 'not yet' instead of 'no.' They wait for it.\" - Paul List, Author [16]"),
        ["Learn to say 'not yet' instead of 'no.' They wait for it. | Paul List | Author | 16"]
    );
}

#[test]
fn terms_scare_quotes_and_titles_are_left_alone() {
    for text in [
        "Managers focus on the \"why\" - setting the vision - and owners on the \"how\".",
        "When someone pitches a “business idea,” most folks see money.",
        "They act as the \"messenger of the market\", bringing insights [9].",
        "Ann Lee wrote \"The Ordered Backlog\" in 2015.",
        "The \"two-pizza rule\" says so.",
        "A stakeholder might say, \"I want it all by Friday.\"",
        "Ask yourself: \"Who would miss this feature?\"",
        "If a developer asks \"what comes next?\" the owner answers.",
        "As Ann Lee aptly puts it, the roles may change but never vanish.",
        "We say \"no to everything that is new\" too often.",
        "A 24\" screen and a 27\" screen stood there.",
        "The \"single source of truth\" is a term. Ann Lee said nothing.",
    ] {
        assert_eq!(all(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_block_of_quotation_needs_no_marks() {
    let text = Aligned::detached("The order is the plan. — Ann Lee, Acme");
    let found = quotations_in(&text, &[], "", true);
    assert_eq!(found.len(), 1);
    assert_eq!(text.as_str().get(found[0].range.clone()), Some("The order is the plan."));
    assert_eq!(found[0].form, Form::BlockQuote);
    assert!(quotations_in(&text, &[], "", false).is_empty());
}

#[test]
fn a_block_may_be_signed_in_brackets() {
    let text = Aligned::detached("The order is the plan. (Ann Lee, clerk at Acme)");
    let found = quotations_in(&text, &[], "", true);
    assert_eq!(text.as_str().get(found[0].range.clone()), Some("The order is the plan."));
    assert_eq!(found[0].attribution.organisation.as_deref(), Some("Acme"));
    for aside in ["Old Harbour, Velmar", "Velmar Depot, 2014", "Spelling Kept", "Ann Lee, Acme"] {
        let text = Aligned::detached(&format!("The order is the plan. ({aside})"));
        assert!(quotations_in(&text, &[], "", true).is_empty(), "{aside}");
    }
}

#[test]
fn a_marker_that_was_cut_still_gives_its_number() {
    let layer = "\"The order is the plan.\" – Ann Lee, Acme [7]";
    let text = Aligned::of(layer, 0..layer.len() - 4);
    let found = quotations_in(&text, &[], layer, false);
    assert_eq!(found[0].attribution.reference.as_deref(), Some("7"));
    assert_eq!(found[0].attribution.organisation.as_deref(), Some("Acme"));
}

#[test]
fn many_marks_take_linear_time() {
    let text = "\"one two three four\" said nobody. ".repeat(10_000);
    assert!(quotations(&text).is_empty());
    assert!(quotations(&"\"".repeat(10_000)).is_empty());
    assert!(quotations(&"“a ".repeat(10_000)).is_empty());
}
