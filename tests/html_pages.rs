//! Pages whose layout is known, or is not: one folder of `tests/fixtures` for each difficulty.

use std::{fs, path::Path};

use proptest::prelude::*;
use roledex::{
    clean::{BlockKind, CleanError, CleanOptions, Limits, clean, html},
    passage::{SplitOptions, split},
    source::{Capture, MediaType, Origin, Reference},
};

fn capture(text: &str) -> Capture {
    Capture {
        origin: Origin::StandardInput,
        media_type: MediaType::Html,
        text: text.to_owned(),
        charset: "UTF-8",
        sidecar: Reference::default(),
    }
}

#[test]
fn every_fixture_reads_as_expected() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for folder in fs::read_dir(fixtures).expect("the fixtures are there").flatten() {
        let (source, expected) = (folder.path().join("source.html"), folder.path().join("expected.md"));
        let (Ok(source), Ok(expected)) = (fs::read_to_string(source), fs::read_to_string(expected)) else { continue };
        seen += 1;
        let article = html::read(&capture(&source), &CleanOptions::default()).expect("the page is small");
        if article.text().trim() != expected.trim() {
            wrong.push(format!("## {}\n{}", folder.path().display(), article.text()));
        }
    }
    assert!(seen >= 10, "only {seen} fixtures");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_known_layout_is_met_by_a_fixture() {
    #[derive(serde::Deserialize)]
    struct Rule {
        name: String,
    }
    #[derive(serde::Deserialize)]
    struct Rules {
        platform: Vec<Rule>,
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules = fs::read_to_string(root.join("src/clean/html/platforms.toml")).expect("the rules are there");
    let rules: Rules = toml::from_str(&rules).expect("the rules are well formed");
    let mut met = std::collections::BTreeSet::new();
    for folder in fs::read_dir(root.join("tests/fixtures")).expect("the fixtures are there").flatten() {
        let Ok(source) = fs::read_to_string(folder.path().join("source.html")) else { continue };
        // What stands outside is dropped with the layout as evidence.
        let source = source.replace("</body>", "<p>Said below.</p></body>");
        let article = html::read(&capture(&source), &CleanOptions::default()).expect("the page is small");
        let evidence = article.blocks.iter().map(|block| block.verdict.evidence.clone());
        met.extend(evidence.filter_map(|said| said.split_once("the layout of ").map(|(_, name)| name.to_owned())));
    }
    let missing: Vec<_> =
        rules.platform.iter().map(|rule| rule.name.as_str()).filter(|name| !met.contains(*name)).collect();
    assert!(missing.is_empty(), "not met: {missing:?}; met: {met:?}");
}

#[test]
fn code_that_a_post_quotes_is_the_same_once_it_points_into_the_article() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/quoted-code-thread");
    let source = fs::read_to_string(fixture.join("source.html")).expect("the fixture is there");
    let article = clean(&capture(&source), &CleanOptions::default()).expect("the page is small");
    let expected = fs::read_to_string(fixture.join("expected.md")).expect("the fixture is there");
    assert_eq!(article.text().trim(), expected.trim());
    let code = article.kept().find(|block| block.kind == BlockKind::Code).expect("it is kept");
    let place = code.text.span().expect("it stands in the article");
    assert!(
        place
            .of(&article.layer_text)
            .is_some_and(|words| words.starts_with("def order") && words.ends_with("order(list)"))
    );
}

#[test]
fn raised_numbers_that_link_to_references_are_cut_as_markers() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/raised-references-article/source.html");
    let source = fs::read_to_string(fixture).expect("the fixture is there");
    let text = clean(&capture(&source), &CleanOptions::default()).expect("the page is small").text();
    for kept in [
        "can read it. Her",
        "four of them and",
        "harbour master, and",
        "larger one since",
        "storms of that year",
        "Kelp Ltd\n",
        "40 m2",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
}

#[test]
fn a_comment_under_an_article_is_kept_apart() {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wordpress-article-with-comments/source.html");
    let source = fs::read_to_string(fixture).expect("the fixture is there");
    let article = html::read(&capture(&source), &CleanOptions::default()).expect("the page is small");
    let comment = article.kept().find(|block| block.text.as_str().starts_with("We did just this")).expect("it is kept");
    assert_eq!(comment.verdict.rule.0, "comment");
    assert_eq!(article.posts.first().and_then(|post| post.poster.as_deref()), Some("Olga"));
}

#[test]
fn a_comment_without_a_name_takes_none_from_its_neighbour() {
    let prose = "We did just this last year, and it worked far better than anybody at the table had expected.";
    let olga = "<li class=\"comment\"><cite class=\"fn\">Olga</cite> <time>May 1, 2023</time><p>Thanks!</p></li>";
    assert_eq!(posters(&format!("<li class=\"comment\"><p>{prose}</p></li>{olga}")), [None]);
    let answered = format!("<li class=\"comment\"><p>{prose}</p><ol class=\"children\">{olga}</ol></li>");
    assert_eq!(posters(&answered), [None]);
    assert_eq!(posters(&olga.replace("Thanks!", prose)), [Some("Olga".to_owned())]);
}

#[test]
fn a_bare_line_beside_a_comment_names_its_poster_where_it_can_only_be_a_name() {
    let prose = "We did just this last year, and it worked far better than anybody at the table had expected.";
    let of = |line: &str| {
        let found = posters(&format!(
            "<li class=\"comment\"><p>{line}</p><div class=\"comment-text\"><p>{prose}</p></div></li>"
        ));
        found.into_iter().flatten().next()
    };
    for (line, name) in [
        ("Posted by: Ida King at May 3, 2023", "Ida King"),
        ("by tomek on 3 May 2023, 10:15", "tomek"),
        ("Moon Jae-in, <time>3 May 2023</time>", "Moon Jae-in"),
    ] {
        assert_eq!(of(line).as_deref(), Some(name), "{line}");
    }
    for line in [
        "Last edited <time>3 May 2023</time>",
        "Permalink <time>3 May 2023</time>",
        "4 likes <time>3 May 2023</time>",
        "Edited by Ada, 3 May 2023",
        "By next week, 3 May 2023, done.",
    ] {
        assert_eq!(of(line), None, "{line}");
    }
}

/// The posters of the comments of a page, in page order.
fn posters(comments: &str) -> Vec<Option<String>> {
    let page = format!(
        "<html><body><article><h1>Saying no</h1><p>{}</p></article><section id=\"comments\"><ol class=\"comment-list\">{comments}</ol>\
         </section></body></html>",
        "A backlog of ninety items is a promise that nobody can keep, and everybody in the room knows it. ".repeat(4)
    );
    let article = html::read(&capture(&page), &CleanOptions::default()).expect("the page is small");
    article.posts.into_iter().map(|post| post.poster).collect()
}

#[test]
fn what_is_marked_as_the_source_of_a_block_quote_is_its_caption() {
    for source in ["<p class=\"blockquote-footer\">Ann Lee, Acme</p>", "<cite>Ann Lee, Acme</cite>"] {
        let page = format!(
            "<html><body><article><h1>Lists</h1><p>Product owners keep lists, and lists grow until nobody reads them.</p>\
             <blockquote><p>The owner of a list must read it every morning.</p></blockquote>{source}\
             <p>Few of the owners that we asked do so, and most of them are sorry.</p></article></body></html>"
        );
        let article = html::read(&capture(&page), &CleanOptions::default()).expect("the page is small");
        let block = article.kept().find(|block| block.text.as_str() == "Ann Lee, Acme").expect("it is kept");
        assert_eq!(block.kind, BlockKind::Caption);
    }
}

#[test]
fn prose_of_a_torn_page_stays_where_its_main_content_is_empty() {
    let page = "<html><body><div class=\"theme-doc-markdown markdown\"></div><div class=\"torn\">\
                <p>The owner of a list reads it every morning before anybody else does.</p><p>Home</p></div></body></html>";
    let article = html::read(&capture(page), &CleanOptions::default()).expect("the page is small");
    assert_eq!(article.text(), "The owner of a list reads it every morning before anybody else does.");
}

#[test]
fn what_frames_an_article_does_not_stand_in_a_post() {
    let post = |words: &str| {
        format!(
            "<article class=\"message message--post\"><h4 class=\"message-name\">ada</h4><div class=\"message-body\">{words}</div></article>"
        )
    };
    let page = format!(
        "<html><body>{}{}</body></html>",
        post(
            "<h3>Contents</h3><ul><li>Before the talk</li><li>After the talk</li></ul><p>So much for the plan.</p><h3>Link to my list</h3>"
        ),
        post("<p>We provide a service that sorts lists for other teams by mail.</p>")
    );
    let article = clean(&capture(&page), &CleanOptions::default()).expect("the page is small");
    for words in ["Contents", "After the talk", "Link to my list", "sorts lists for other teams"] {
        assert!(article.text().contains(words), "{words}: {}", article.text());
    }
}

#[test]
fn whose_words_a_quotation_has_stays_beside_it() {
    let source = "<p class=\"blockquote-footer\">Ann Lee, Acme</p>";
    let quotation = "<blockquote><p>The owner of a list must read it every morning.</p>";
    for page in [format!("{quotation}{source}</blockquote>"), format!("{quotation}</blockquote>{source}")] {
        let page = format!(
            "<html><body><article><p>Product owners keep lists, and lists grow until nobody reads them.</p>{page}\
             <p>Few of the owners that we asked do so, and most of them are sorry.</p></article></body></html>"
        );
        let article = clean(&capture(&page), &CleanOptions::default()).expect("the page is small");
        let kept: Vec<_> = article.kept().map(|block| block.text.as_str()).collect();
        assert_eq!(kept.get(2), Some(&"Ann Lee, Acme"), "{kept:?}");
        let passages = split(&article, &SplitOptions::default());
        let together = passages.iter().any(|passage| {
            passage.text.as_str().contains("every morning") && passage.text.as_str().contains("Ann Lee")
        });
        assert!(together, "{passages:?}");
    }
}

#[test]
fn the_footer_of_a_block_quote_stays_and_that_of_the_page_goes() {
    let page = "<html><body><article><h1>Lists</h1><p>Product owners keep lists, and lists grow until nobody reads them.</p>\
                <blockquote><p>The owner of a list must read it every morning.</p>\
                <footer class=\"blockquote-footer\">Ann Lee, Acme</footer></blockquote>\
                <p>Few of the owners that we asked do so, and most of them are sorry.</p></article>\
                <footer><p>All rights reserved by the makers of this page.</p></footer></body></html>";
    let article = html::read(&capture(page), &CleanOptions::default()).expect("the page is small");
    assert!(article.text().contains("Ann Lee, Acme"), "{}", article.text());
    assert!(!article.text().contains("All rights"), "{}", article.text());
}

#[test]
fn a_hundred_thousand_nested_tags_end_with_their_text() {
    for tag in ["div", "b", "table", "span", "blockquote", "p"] {
        let page =
            format!("{}the words inside{}", format!("<{tag}>").repeat(100_000), format!("</{tag}>").repeat(100_000));
        let article = html::read(&capture(&page), &CleanOptions::default()).expect("the limits hold");
        assert!(article.layer_text.contains("the words inside"), "{tag}");
    }
}

#[test]
fn misnested_formatting_does_not_blow_up() {
    let mut page = String::new();
    for number in 0..20_000 {
        page.push_str(&format!("<p><b id={number}>word</p>"));
    }
    let read = html::read(&capture(&page), &CleanOptions::default());
    assert!(matches!(read, Ok(_) | Err(CleanError::TooManyNodes { .. })));
}

#[test]
fn too_many_nodes_are_named() {
    let options = CleanOptions { limits: Limits { max_nodes: 100, ..Limits::default() }, ..CleanOptions::default() };
    let error = html::read(&capture(&"<p>word".repeat(200)), &options).expect_err("the limit is crossed");
    assert_eq!(error.to_string(), "cannot clean `-`: more than 100 nodes");
}

fn tag() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z A-Z.,é]{0,24}",
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<div class='post'>",
            "</div>",
            "<li>",
            "<ul>",
            "</ul>",
            "<table>",
            "<tr>",
            "<td>",
            "</td>",
            "<a href='/u/x'>",
            "</a>",
            "<br>",
            "<pre>",
            "</pre>",
            "<h2>",
            "</h2>",
            "<blockquote>",
            "<time>",
            "</table>",
            "<noscript>",
            "<svg>",
            "<b>",
            "<i>",
            "</b>",
            "<button>",
            "<template>",
            "<select>",
            "<dt>",
            "<dd>",
            "&amp;",
            "<div hidden>",
            "<span style='display:none'>",
            "\u{a0}",
            "\u{200b}",
            "\n\t ",
            "<script>",
            "</script>",
            "<x-y>",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn blocks_stand_in_the_layer_in_order(pieces in prop::collection::vec(tag(), 0..60)) {
        let article = html::read(&capture(&pieces.concat()), &CleanOptions::default()).expect("the page is small");
        let mut end = 0;
        for block in &article.blocks {
            let span = block.text.span().expect("a block of a draft has a span");
            prop_assert!(span.start() >= end);
            end = span.end();
            for run in block.text.runs().iter().filter(|run| run.verbatim) {
                let (at, source, len) = (run.at as usize, run.source as usize, run.len as usize);
                prop_assert_eq!(block.text.as_str().get(at..at + len), article.layer_text.get(source..source + len));
            }
            for link in &block.links {
                prop_assert!(block.text.as_str().get(link.range.clone()).is_some());
            }
            for cell in &block.cells {
                prop_assert!(block.text.as_str().get(cell.clone()).is_some());
            }
        }
    }
}
