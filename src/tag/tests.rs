//! What sentences say of roles and topics, read the whole way through the tagger.

use super::{Relation, Tagger, Tags};
use crate::{
    clean::{self, CleanOptions},
    discourse::Stance,
    passage::{self, SplitOptions},
    source::{self, Origin, ReadOptions},
    taxonomy::Taxonomy,
};

/// Tags of the passages of a Markdown text.
fn tags(text: &str) -> Vec<Tags> {
    let bytes = text.as_bytes().to_vec();
    let capture =
        source::read_bytes(Origin::StandardInput, bytes, Some("a.md".as_ref()), &ReadOptions::default()).expect("text");
    let article = clean::clean(&capture, &CleanOptions::default()).expect("it is clean");
    let passages = passage::split(&article, &SplitOptions::default());
    Tagger::new(&Taxonomy::built_in()).tag(&article, &passages)
}

fn related(text: &str, wanted: Relation) -> Vec<String> {
    let mut ids: Vec<String> = tags(text)
        .iter()
        .flat_map(|tags| &tags.roles)
        .filter(|role| role.relation == wanted)
        .map(|role| role.id.to_string())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

fn about(text: &str) -> Vec<String> {
    related(text, Relation::About)
}

fn mentioned(text: &str) -> Vec<String> {
    related(text, Relation::Mentioned)
}

#[test]
fn the_subject_of_a_sentence_is_what_it_is_about() {
    let text = "A product owner orders the backlog and works with the scrum master on each sprint.";
    assert_eq!(about(text), ["po"]);
    assert_eq!(mentioned(text), ["scrum-master"]);
}

#[test]
fn a_subject_keeps_its_verb_over_the_words_that_belong_to_it() {
    let text = "The product owner of the ferry line orders the list every Monday before the ships leave.";
    assert_eq!(about(text), ["po"]);
    assert_eq!(about("Product owners for mobile teams decide what the team builds next in this firm."), ["po"]);
    assert!(about("A letter to the product owner of the ferry line orders is on the table.").is_empty());
    assert!(about("We met the product owner of the ferry line works that the city had closed.").is_empty());
}

#[test]
fn what_somebody_thinks_of_a_role_is_about_it() {
    assert_eq!(about("Many people think a product owner decides alone on everything that is built."), ["po"]);
    assert!(about("Many people mean the product owner when they talk of the boss of the list.").is_empty());
}

#[test]
fn an_object_is_only_mentioned() {
    assert!(about("We asked the product owner for a date and got none for several weeks.").is_empty());
    assert_eq!(mentioned("We send the report to a product manager every second Friday."), ["pm"]);
}

#[test]
fn as_and_think_of_and_the_role_of_name_the_subject() {
    assert_eq!(about("As a product owner, I said no more often than yes in that year."), ["po"]);
    assert_eq!(about("Think of the product owner as the editor of a magazine that never ends."), ["po"]);
    assert_eq!(about("The role of the scrum master is to make himself superfluous within a year."), ["scrum-master"]);
    assert_eq!(about("It is the product owner's job to say what comes first and what waits."), ["po"]);
}

#[test]
fn contrast_gives_a_sentence_two_subjects() {
    let text = "Product managers look outward at the market, whereas product owners look at the next two weeks.";
    assert_eq!(about(text), ["pm", "po"]);
}

#[test]
fn a_pronoun_carries_the_subject_on() {
    let tagged = tags("Product owners hold the list. They sort it every Monday before anybody else is in the office.");
    let po = tagged.first().and_then(|tags| tags.roles.first()).expect("it is tagged");
    assert!(po.evidence.iter().any(|evidence| evidence.text == "“They” ← “Product owners”"), "{:?}", po.evidence);
}

#[test]
fn a_heading_hands_its_role_down_and_a_heading_of_two_needs_the_text() {
    let text = "# Notes\n\n## What is a Product Owner?\n\nSorting work by worth, week after week, until the list is \
                short enough to be understood by everybody in the room.\n";
    assert_eq!(about(text), ["po"]);
    let both = "# Notes\n\n## Product Owners and Product Managers\n\nA product manager watches what rivals sell and \
                what buyers leave on the shelf.\n";
    assert_eq!(about(both), ["pm"]);
}

#[test]
fn the_column_of_a_table_names_the_role_of_a_cell() {
    let text = "# Notes\n\n| Aspect | Product Manager | Product Owner |\n|---|---|---|\n\
                | Scope | The market and its needs | The work of the team |\n";
    assert_eq!(about(text), ["pm", "po"]);
}

#[test]
fn names_are_found_over_line_ends_hyphens_and_emphasis() {
    assert_eq!(about("Let the product\nowner make the last call after everybody else has spoken."), ["po"]);
    assert_eq!(about("The **product**\u{2011}owner decides on the order of all the work."), ["po"]);
    assert_eq!(
        about("Product and project managers decide on quite different things every day."),
        ["pm", "project-manager"]
    );
    assert_eq!(about("Product owner/manager decides alone on what is built in this firm."), ["pm", "po"]);
}

#[test]
fn false_friends_are_no_roles() {
    for text in [
        "Attach the purchase order (PO) to the invoice. The PO is checked by the vendor before it is paid.",
        "Doors open at 5 PM on Friday, and the last talk ends at 9:30 PM EST sharp.",
        "A Certified Professional Organizer (CPO) sorts attics. The CPO charges by the hour.",
        "Our product owner course runs twice a year; the product owner training is fully booked.",
        "The decisive factor was the price of steel in that quarter and nothing else.",
        "My sisters are doctors, engineers, teachers and bankers, and one of them keeps bees on the roof.",
        "A customer engineer answers what buyers ask, and the Corps of Engineers dredges the harbour.",
        "The interior designer chose the paint, and the beta testers liked the colour of the doors.",
    ] {
        assert!(about(text).is_empty() && mentioned(text).is_empty(), "{text}: {:?}", tags(text));
    }
}

#[test]
fn an_abbreviation_is_what_is_written_out_beside_it() {
    let text = "The Chief Product Officer (CPO) leads the product teams of the firm and reports to its board. A \
                Certified Professional Organizer (CPO) sorts attics and charges by the hour for it.";
    let tagged = tags(text);
    let roles: Vec<_> = tagged.iter().flat_map(|tags| &tags.roles).collect();
    assert_eq!(roles.len(), 1, "{roles:?}");
    assert!(roles[0].evidence.iter().all(|evidence| evidence.rule != "ambiguous"), "{roles:?}");
    for text in [
        "The PO was signed at 5 p.m. by the purchasing department.",
        "PO means purchase order. The PO was signed on Monday by the product team.",
        "A product is a product. The PO was signed at 5 p.m. by the purchasing department of the firm.",
        "Send the clerk a DM in Slack, and the message will reach them all.",
        "PO means purchase order.\n\nA product needs a PO before it is shipped to the store.",
    ] {
        assert!(about(text).is_empty() && mentioned(text).is_empty(), "{text}: {:?}", tags(text));
    }
}

#[test]
fn a_denied_claim_only_mentions_what_it_likens_a_role_to() {
    let text = "It is a myth that a product owner is a project manager.";
    assert_eq!(about(text), ["po"]);
    assert_eq!(mentioned(text), ["project-manager"]);
    for text in
        ["The product owner is not a project manager.", "A product owner isn't the project manager of the team."]
    {
        assert_eq!(about(text), ["po"], "{text}");
        assert_eq!(mentioned(text), ["project-manager"], "{text}");
    }
    assert!(mentioned("The product owner is not only a project manager.").is_empty());
}

#[test]
fn project_and_program_managers_are_never_product_managers() {
    assert_eq!(about("The project manager keeps the plan and the budget of the whole project."), ["project-manager"]);
    assert_eq!(about("A technical program manager keeps five teams in step with each other."), ["program-manager"]);
    assert_eq!(
        about("Project managers (PMs) plan. A PM reports to the steering board each month."),
        ["project-manager"]
    );
}

#[test]
fn an_abbreviation_that_nothing_decides_is_said_to_be_ambiguous() {
    let text = "The PM decides on Monday what the rest of the week will look like for everybody.";
    assert!(about(text).is_empty());
    let tagged = tags(text);
    let roles: Vec<_> = tagged.iter().flat_map(|tags| &tags.roles).collect();
    assert!(roles.iter().all(|role| role.evidence.iter().all(|evidence| evidence.rule == "ambiguous")), "{roles:?}");
}

#[test]
fn topics_need_more_than_one_weak_word() {
    let topics = |text: &str| -> Vec<String> {
        tags(text).iter().flat_map(|tags| &tags.topics).map(|topic| topic.id.to_string()).collect()
    };
    assert_eq!(topics("The product backlog is never finished, and refining it takes an hour a week."), ["backlog"]);
    assert!(topics("Customers came and went while it rained on the roof of the old station.").is_empty());
}

#[test]
fn a_block_of_quotation_is_reported_without_marks_too() {
    let stances = |text: &str| -> Vec<Stance> { tags(text).iter().map(|tags| tags.stance).collect() };
    let text = "So it went on.\n\n> The product owner orders the list.\n>\n> — Ann Lee, Acme\n\nSo we do.\n";
    assert_eq!(stances(text), [Stance::Asserted, Stance::Reported, Stance::Asserted]);
    assert_eq!(stances("> The product owner orders the list, and this is how we do it here.\n"), [Stance::Asserted]);
}

#[test]
fn an_endless_list_of_names_is_about_none_of_them() {
    let text = "product owners, cats, ".repeat(20_000);
    let tagged = tags(&text);
    assert!(!tagged.is_empty());
    assert!(tagged.iter().flat_map(|tags| &tags.roles).all(|role| role.relation == Relation::Mentioned));
}
