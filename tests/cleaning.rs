//! What always holds of cleaning, whatever the text; and the troubles of the seed articles in texts of our own.

use proptest::prelude::*;
use roledex::{
    clean::{Article, BlockKind, CleanOptions, Layer, clean},
    source::{Capture, MediaType, Origin, Reference},
    text::{Span, collapse_white_space, is_invisible},
};

fn cleaned_as(media_type: MediaType, text: &str, options: &CleanOptions) -> Article {
    let capture = Capture {
        origin: Origin::StandardInput,
        media_type,
        text: text.to_owned(),
        charset: "UTF-8",
        sidecar: Reference::default(),
    };
    clean(&capture, options).expect("a short text can always be cleaned")
}

fn cleaned(text: &str) -> Article {
    cleaned_as(MediaType::Plain, text, &CleanOptions::default())
}

/// Lines of the kinds that the rules look for, in any order, with and without blank lines between.
fn any_lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("The owner orders the work [3] and the team , in turn , builds it [4][5].".to_owned()),
        Just("- Startups: one person does both".to_owned()),
        Just("-".to_owned()),
        Just("What They Do:".to_owned()),
        Just("Aspect | Owner | Manager |".to_owned()),
        Just("---|---|---|".to_owned()),
        Just("\u{201c}We decide late.\u{201d} \u{2013} Ada King, Coach [2]".to_owned()),
        Just("Post by quillfan \u{bb}".to_owned()),
        Just("Posts: 12".to_owned()),
        Just("Sign up today for our free course and get 20% off!".to_owned()),
        Just("It reports to the Chief peru phone number list Technology Officer.".to_owned()),
        Just("What does the owner do?".to_owned()),
        Just("\u{feff}1. First\tstep".to_owned()),
        ".{0,60}",
    ];
    prop::collection::vec((line, prop_oneof![Just("\n"), Just("\n\n"), Just("\r\n"), Just(" ")]), 0..25)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end.to_owned()]).collect())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let article = cleaned(text);
    prop_assert_eq!(article.layer, Layer::Raw);
    let mut owner: Vec<Option<usize>> = vec![None; text.len()];
    for (at, block) in article.blocks.iter().enumerate() {
        for run in block.text.runs().iter().filter(|run| run.verbatim) {
            let source = run.source as usize..(run.source + run.source_len) as usize;
            let words = block.text.as_str().get(run.at as usize..(run.at + run.len) as usize);
            prop_assert_eq!(words, text.get(source), "a verbatim run is the layer's own bytes");
        }
        let spans = block.edits.iter().filter_map(|edit| edit.span).chain(block.text.span());
        let Some(whole) = spans.reduce(Span::cover) else { continue };
        let mut left = String::new();
        let mut from = whole.start();
        for edit in block.edits.iter().filter_map(|edit| edit.span) {
            left.push_str(text.get(from..edit.start()).unwrap_or_default());
            from = edit.end();
        }
        left.push_str(text.get(from..whole.end()).unwrap_or_default());
        prop_assert_eq!(collapse_white_space(&left), block.text.as_str(), "the span less the edits is the text");
        for slot in &mut owner[whole.range()] {
            prop_assert!(slot.is_none(), "no byte belongs to two blocks");
            *slot = Some(at);
        }
    }
    for (at, character) in text.char_indices() {
        if character.is_whitespace() || is_invisible(character) || owner[at].is_some() {
            continue;
        }
        // Only the marks of structure stand outside every block's text: bullets, numbers, pipes, hashes.
        let (before, rest) = text.split_at(at);
        let head = before.rsplit(['\n', '\r']).next().unwrap_or_default().trim_start();
        let mark = head.chars().count() <= 5 || rest.starts_with('|') || head.chars().all(|c| !c.is_alphanumeric());
        prop_assert!(mark, "byte {} ({:?}) belongs to no block", at, character);
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_byte_belongs_to_one_block_and_spans_less_edits_are_the_text(text in any_lines()) {
        check(&text)?;
    }

    #[test]
    fn arbitrary_text_is_cleaned_the_same_twice(text in "\\PC{0,400}") {
        let (once, twice) = (cleaned(&text), cleaned(&text));
        prop_assert_eq!(once.text(), twice.text());
        check(&text)?;
    }
}

#[test]
fn a_long_line_and_a_long_list_take_no_more_than_their_share() {
    let line = "The owner [1] decides cheap ".repeat(20_000);
    assert!(!cleaned(&line).blocks.is_empty());
    let list = "- What does it do?\nWhat They Do:\na | b\n".repeat(20_000);
    assert!(cleaned(&list).blocks.len() >= 60_000);
}

#[test]
fn lines_broken_at_a_margin_make_one_paragraph() {
    let article = cleaned(
        "The person who owns the product orders the work so that the team\nbuilds the thing that matters most, and says no to the rest of it\nwithout a long debate.\n\nA second paragraph starts here and goes on until the margin is met\nagain by the words.\n",
    );
    let lines: Vec<_> = article.blocks.iter().map(|block| (block.raw_lines.first, block.raw_lines.last)).collect();
    assert_eq!(lines, [(1, 3), (5, 6)]);
}

#[test]
fn a_run_of_labels_is_a_list_and_a_run_of_speakers_is_a_dialogue() {
    let article =
        cleaned("Duties of the lead:\n\nPlanning: Decide what comes next.\nReview: Look at what was built.\n");
    assert!(article.blocks.iter().skip(1).all(|block| matches!(block.kind, BlockKind::ListItem { .. })));
    let article =
        cleaned("Anna: Who decides?\nBen: The owner does.\nAnna: And if she is ill?\nBen: Then nobody does.\n");
    assert!(article.blocks.iter().all(|block| block.verdict.rule.0 == "inferred-dialogue"), "{:?}", article.blocks);
}

#[test]
fn a_thread_in_plain_text_keeps_who_posted() {
    let article = cleaned(
        "Who owns the roadmap?\n\nPost by marlow \u{bb} Mon Mar 2, 2020 9:10 am\nI think the manager does, as she answers for it.\n\nPost by teagan \u{bb} Tue Mar 3, 2020 8:00 am\nWith us the owner writes it and the manager signs it.\n",
    );
    let posters: Vec<_> = article.posts.iter().map(|post| post.poster.as_deref().unwrap_or_default()).collect();
    assert_eq!(posters, ["marlow", "teagan"]);
    assert!(article.text().contains("teagan, 2020-03-03\n\nWith us"));
}

#[test]
fn a_list_of_questions_that_is_content_stays() {
    let text = "Before a release, ask yourself:\n- Who will use it?\n- What will they stop doing?\n- How will we know?\n\nThen write the answers down and keep them.\n";
    assert!(cleaned(text).blocks.iter().all(roledex::clean::Block::is_kept));
}

#[test]
fn every_rule_of_cleaning_is_in_the_documents() {
    let documented = include_str!("../docs/rules.md");
    for rule in roledex::clean::rules() {
        let star = if rule.fixed { " *" } else { "" };
        let row = format!("| `{}`{star} | {} |", rule.id, rule.about.replace('|', "\\|"));
        assert!(documented.contains(&row), "docs/rules.md lacks: {row}");
    }
}

const PAGE: &str = "<html><head><title>Who decides</title></head><body><article><h1>Who decides</h1>
<p>The owner of a product decides what comes next, and the team decides how it is built; both write down why they did.</p>
<h2>Duties</h2><ul><li>Order the work and say why one thing comes before another thing.</li>
<li>Talk to the people who use what was built, once a week at least.</li></ul>
<p>Every quarter the owner and the lead go through the <a href=\"https://spam.example.net/x\">best online casino bonus</a> plan and
strike out what nobody has asked for since the last time that they met about it.</p>
<p><a href=\"https://shop.example.net/\">Sign up now for our free newsletter and save 20% today!</a></p>
<table><tr><th>Role</th><th>Decides</th></tr><tr><td>Owner</td><td>what &amp; when</td></tr></table>
<p>In the end the role is less a matter of titles than of who is there when a choice has to be made and nobody likes it.</p>
</article></body></html>";

#[test]
fn the_blocks_of_a_page_point_into_the_article_text() {
    let article = cleaned_as(MediaType::Html, PAGE, &CleanOptions::default());
    assert_eq!(article.layer, Layer::Article);
    assert!(article.layer_text.starts_with(&article.text()));
    for block in article.kept() {
        assert!(!block.text.runs().is_empty(), "{:?}", block.text.as_str());
        for run in block.text.runs().iter().filter(|run| run.verbatim) {
            let words = block.text.as_str().get(run.at as usize..(run.at + run.len) as usize);
            assert_eq!(words, article.layer_text.get(run.source as usize..(run.source + run.source_len) as usize));
        }
        assert!(block.edits.iter().all(|edit| edit.span.is_none()));
    }
    assert!(article.blocks.iter().filter(|block| !block.is_kept()).all(|block| block.text.runs().is_empty()));
}

#[test]
fn an_advert_in_a_page_is_cut_and_can_be_left_by_switching_the_rule_off() {
    let article = cleaned_as(MediaType::Html, PAGE, &CleanOptions::default());
    assert!(article.text().contains("go through the plan and strike"), "{}", article.text());
    assert!(!article.text().contains("newsletter"));
    let off = ["splice-link", "splice-foreign"].map(str::to_owned);
    let options = CleanOptions::without_rules(off).expect("these rules exist");
    let article = cleaned_as(MediaType::Html, PAGE, &options);
    assert!(article.text().contains("casino bonus plan"), "{}", article.text());
    assert!(!article.text().contains("newsletter"), "the other rules still hold");
}

#[test]
fn markdown_shows_headings_lists_and_tables() {
    let markdown = cleaned_as(MediaType::Html, PAGE, &CleanOptions::default()).markdown();
    for line in ["# Who decides", "## Duties", "- Order the work", "| Owner | what & when |"] {
        assert!(markdown.contains(line), "{line} is not in:\n{markdown}");
    }
}

#[test]
fn code_keeps_its_lines_in_a_quotation_too() {
    let text = "> Their script says:\n>\n> ````python\n> def risk(item):\n>     mark = '```'\n>\n>     return item.mark == mark\n> ````\n";
    let article = cleaned_as(MediaType::Markdown, text, &CleanOptions::default());
    let code = "def risk(item):\n    mark = '```'\n\n    return item.mark == mark";
    assert!(article.text().contains(code), "{}", article.text());
    assert!(article.markdown().contains(&format!("````python\n{code}\n````")), "{}", article.markdown());
}

#[test]
fn a_page_that_scripts_fill_is_known_as_such() {
    let frame = |body: &str| {
        format!("<html><head><title>Owners</title><script src=\"app.js\"></script></head><body>{body}</body></html>")
    };
    let damage = |page: &str| {
        let article = cleaned_as(MediaType::Html, page, &CleanOptions::default());
        article.damage.iter().map(|damage| damage.kind.clone()).collect::<Vec<_>>()
    };
    assert_eq!(damage(&frame("<section id=\"main\"></section><nav>Home</nav>")), [roledex::clean::NOT_RENDERED]);
    let article = "<article><h1>Owners</h1><p>The owner of a list reads it every morning before anybody else has come in.</p></article>".repeat(3);
    assert_eq!(damage(&frame(&article)), [""; 0]);
    assert_eq!(
        damage("<html><body><p>Home</p></body></html>"),
        [""; 0],
        "without scripts the page is as short as it is"
    );
}

#[test]
fn lines_of_a_narrow_column_make_one_paragraph_and_a_list_of_words_does_not() {
    let column = "The product\nowner of our team\ndecides what comes\nnext, and she says\nwhy. The product\nmanager looks at\n\
                  the market and at\nwhat others sell.\n\nThe scrum master\nremoves what is in\nthe way of the team.\n";
    let article = cleaned(column);
    let paragraphs: Vec<_> = article.kept().map(|block| block.text.as_str()).collect();
    assert_eq!(paragraphs.len(), 2, "{paragraphs:?}");
    assert!(article.kept().all(|block| block.kind == BlockKind::Paragraph));
    let list = "order the list\nsay what it is for\ntalk to the users\nask who pays for it\nread the numbers\nthrow things away\n";
    assert_eq!(cleaned(list).kept().count(), 6);
}

#[test]
fn items_of_a_numbered_list_count_beside_those_of_the_lists_in_them() {
    let text = "Before a release:\n\n1. Read the list.\n    1. Strike out half of it.\n    2. Strike out more.\n2. Order the rest.\n3. Stop.\n";
    let markdown = cleaned_as(MediaType::Markdown, text, &CleanOptions::default()).markdown();
    for line in ["1. Read", "    1. Strike out half", "    2. Strike out more", "2. Order", "3. Stop"] {
        assert!(markdown.lines().any(|written| written.starts_with(line)), "{line}: {markdown}");
    }
}

#[test]
fn how_long_ago_a_post_was_written_is_no_paragraph() {
    let text = "# Two owners\n\nu/mira\n\n• 8mo ago\n\nA backlog without an owner is a wish list, and the loudest wish is built first.\n\n2y ago\n\n\
                Ours has two owners, and the team asks whichever of them is in the room that day.\n\n10 years ago\n\nNobody asked.\n";
    let kept = cleaned_as(MediaType::Markdown, text, &CleanOptions::default()).text();
    assert!(!kept.contains("8mo ago") && !kept.contains("2y ago"), "{kept}");
    assert!(kept.contains("10 years ago"), "{kept}");
}

/// Kinds of damage of a page with a title and some paragraphs.
fn damage_of(title: &str, paragraphs: &[&str]) -> Vec<String> {
    let words = format!("<p>{}</p>", paragraphs.join("</p><p>"));
    let page =
        format!("<html><head><title>{title}</title></head><body><main><h1>{title}</h1>{words}</main></body></html>");
    let article = cleaned_as(MediaType::Html, &page, &CleanOptions::default());
    article.damage.into_iter().map(|damage| damage.kind).collect()
}

#[test]
fn a_page_that_stands_before_the_one_that_was_asked_for_is_known_as_such() {
    let explained = "The keepers of this site have set up Anubis to protect it from machines that read every page of it twice an hour, \
                     and some of those never say who sent them, so that people who only wish to read a page had to wait.";
    for (title, paragraphs) in [
        (
            "Making sure you&#39;re not a bot!",
            vec!["Loading...", explained, "Sadly, you must enable JavaScript to get past this challenge."],
        ),
        (
            "Just a moment...",
            vec!["lists.example needs to review the security of your connection before proceeding.", "Ray ID: 7f0c2"],
        ),
        (
            "Attention Required! | Cloudflare",
            vec!["Sorry, you have been blocked", "You are unable to access lists.example"],
        ),
        (
            "Two owners",
            vec!["You must be logged in to view this thread.", "Forgot your password?", "Don’t have an account?"],
        ),
        (
            "Two owners",
            vec![
                "New to Lists?",
                "Continue with Email",
                "By continuing, you agree to our terms and have read how we keep data.",
            ],
        ),
        ("Access denied", vec!["You don't have permission to access “/owners” on this server."]),
        (
            "Lists Forum",
            vec![
                "You are not logged in or you do not have permission to access this page. This could be due to one of several reasons:",
                "You are not logged in. Fill in the form at the bottom of this page and try again.",
                "You may not have sufficient privileges to access this page.",
            ],
        ),
        ("Log into Lists", vec!["You must log in to continue.", "Forgotten account?"]),
        ("Sign Up | Lists", vec!["By clicking Join, you agree to our terms.", "Already on Lists? Sign in"]),
        (
            "https://lists.example",
            vec![
                "Our systems have detected unusual traffic from your computer network. Please try later, not as a robot.",
            ],
        ),
    ] {
        assert_eq!(damage_of(title, &paragraphs), [roledex::clean::ACCESS_WALL], "{title}: {paragraphs:?}");
    }
}

#[test]
fn an_article_on_such_pages_is_none() {
    let long =
        "The owner of a list reads it every morning before anybody else does, and writes down what has changed since. "
            .repeat(5);
    for (title, paragraphs) in [
        ("Just a moment", vec![long.as_str(), "She waits for the team, for a moment, and the team waits for her."]),
        (
            "What “Making sure you’re not a bot” means",
            vec![
                "A site that shows this line is protected by Anubis, which asks the browser to do some sums. You must enable JavaScript to \
                  get past it, and then the page appears.",
            ],
        ),
        (
            "Login walls lose readers",
            vec![
                "“Log in to continue” was what half of our readers saw last. We took the wall down in May, and a third of them came back.",
                "Those who have an account were never asked twice, and nobody has asked for the wall since.",
            ],
        ),
        (
            "Access denied",
            vec![
                "The boy in the harbour had no card. He waited, and the guard looked at the list of names, which was long. Nobody had \
                 written his down, so that he went home and told his sister about it at length, and she laughed until the soup was cold on the stove.",
            ],
        ),
        (
            "Log in",
            vec!["The log in the river was older than the bridge, and the owner of the mill liked to sit on it."],
        ),
        (
            "Why lists grow",
            vec![
                "A backlog of ninety items is a promise that nobody can keep, and everybody in the room knows it, and so it goes on.",
                "Log in to continue reading",
                "Create a free account",
                "Already have an account?",
            ],
        ),
        ("Two owners", vec!["Already a member of two teams, she left both."]),
    ] {
        assert_eq!(damage_of(title, &paragraphs), [""; 0], "{title}: {paragraphs:?}");
    }
}

#[test]
fn a_wall_has_no_passages_and_ingest_names_it() {
    let page = "<html><head><title>Just a moment...</title></head><body><h1>Just a moment...</h1><p>Checking your browser before accessing \
                lists.example.</p></body></html>";
    let article = cleaned_as(MediaType::Html, page, &CleanOptions::default());
    assert!(!article.text().is_empty());
    assert_eq!(roledex::passage::split(&article, &roledex::passage::SplitOptions::default()).len(), 0);
    let dir = tempfile::tempdir().expect("a scratch directory");
    let file = dir.path().join("saved.html");
    std::fs::write(&file, page).expect("the scratch directory is writable");
    let options = roledex::ingest::IngestOptions::new(dir.path().join("index"));
    let taxonomy = roledex::taxonomy::Taxonomy::built_in();
    let report = roledex::ingest::ingest(&[file], &taxonomy, &options, &()).expect("the file is readable");
    assert_eq!((report.not_rendered, report.empty), (vec!["saved".to_owned()], vec!["saved".to_owned()]));
}
