use html5ever::tendril::StrTendril;
use proptest::prelude::*;

use html5ever::{
    TokenizerResult,
    buffer_queue::BufferQueue,
    tokenizer::{Tokenizer, TokenizerOpts},
};

use super::{fallback::Shifted, *};
use crate::{clean::Limits, text::Lines};

/// The tree of a page as HTML, and the lines of its elements.
fn tree(sink: Bounded) -> (String, Vec<Lines>) {
    let (html, lines) = sink.into_sink().into_tree();
    (html.html(), lines.into_iter().map(|(_, lines)| lines).collect())
}

fn bounded() -> Bounded {
    Bounded::new(&Limits::default(), 0)
}

fn scanned(source: &str) -> (String, Vec<Lines>) {
    let sink = bounded();
    scan(&StrTendril::from_slice(source), &sink);
    tree(sink)
}

/// The same by html5ever's tokenizer alone.
fn tokenized(source: &str) -> (String, Vec<Lines>) {
    let sink = bounded();
    let tokenizer = Tokenizer::new(Shifted { sink: &sink, lines: 0 }, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(source));
    while let TokenizerResult::Script(_) | TokenizerResult::EncodingIndicator(_) = tokenizer.feed(&input) {}
    tokenizer.end();
    tree(sink)
}

fn body(source: &str) -> String {
    let (html, _) = scanned(source);
    let body = html.split_once("<body>").and_then(|(_, body)| body.split_once("</body>"));
    body.map_or(html.clone(), |(body, _)| body.to_owned())
}

#[test]
fn what_no_rule_reads_is_left_out() {
    let cases = [
        ("<p onclick='a > b' class=x data-y>one</p>", "<p class=\"x\">one</p>"),
        ("<a href=\"/a?b=c&amp;d\" target=_blank>two</a>", "<a href=\"/a?b=c&amp;d\">two</a>"),
        ("<a target=\"_blank\"rel=\"nofollow\">two</a>", "<a rel=\"nofollow\">two</a>"),
        ("<br data-a=1 />x", "<br>x"),
        ("<p><script>if (a < b) {\n}</script>three", "<p><script></script>three</p>"),
        ("<p><script><!-- a\n--></script>three", "<p><script></script>three</p>"),
        ("<p><STYLE>p > a { }</STYLE>four", "<p><style></style>four</p>"),
        ("<p>five<!-- <p>\n -->six", "<p>five<!---->six</p>"),
        ("<p>a<img src=a alt=\"b > c\">b</p>", "<p>ab</p>"),
        ("<p>a<img\nsrc=a>b</p>", "<p>a\nb</p>"),
        ("<p><svg viewBox=\"0\"><g><path d=\"M0\"/></g></svg>seven", "<p><svg></svg>seven</p>"),
        ("<b style=\"color: red\">eight</b>", "<b>eight</b>"),
        ("a < b and 1 <2 <3", "a &lt; b and 1 &lt;2 &lt;3"),
        ("<p>nine \n\n  ten</p>\n\t<p>\n", "<p>nine\nten</p>\n<p>\n</p>"),
        ("<pre>a\n\n b</pre> \n c<b>", "<pre>a\n\n b</pre>\nc<b></b>"),
    ];
    for (source, slim) in cases {
        assert_eq!(body(source), slim, "{source}");
    }
}

#[test]
fn structured_data_and_raw_text_stay() {
    for source in [
        "<p><script type=\"application/ld+json\">{\"a\": \"<b>\"}</script></p>",
        "<textarea>a &lt;b&gt; c</textarea>text",
        "<svg><foreignObject><p>text</p></foreignObject></svg>",
        "<p style=\"display: none\">text</p>",
    ] {
        assert_eq!(body(source), source);
    }
    let (html, _) = scanned("<!-- saved from url=(0019)https://example.org/ --><meta content=Ada name=author>");
    assert!(html.starts_with("<!-- saved from url=(0019)https://example.org/ -->"), "{html}");
    assert!(html.contains("<meta content=\"Ada\" name=\"author\">"), "{html}");
}

#[test]
fn elements_know_their_lines() {
    let source =
        "<!DOCTYPE html>\n<body><p\n\ndata-a>one\n\n two<script>\n\n\n</script><img\n\nalt=\"\n\"><b>three\n four</b>";
    let first: Vec<u32> = scanned(source).1.iter().map(|lines| lines.first).collect();
    assert_eq!(first, [2, 2, 2, 4, 6, 12], "the page, its head, its body, a paragraph, a script, a word in bold");
}

/// Pieces of pages of which nothing is left out, so that the tree must be the one of html5ever's tokenizer.
const PARTS: &[&str] = &[
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "<a href=\"?a=b&copy=1\">",
    "<A HREF='x'class=y>",
    "</a>",
    "<div class=a>",
    "</div>",
    "<table>",
    "<tr><td>",
    "</table>",
    "<ul><li>",
    "<pre>",
    "</pre>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "</title>",
    "<iframe>",
    "</iframe>",
    "<svg/>",
    "<svg><foreignObject>",
    "</svg>",
    "<math><mi>",
    "<select><option>",
    "<br/>",
    "</br>",
    "<hr class = x >",
    "<plaintext>",
    "<!---->",
    "<!-->",
    "<!--->",
    "<!DOCTYPE html>",
    "<!doctype html public \"-//W3C//DTD HTML 3.2//EN\">",
    "</>",
    "a < b",
    "&amp;",
    "&lt",
    "&copy;",
    "&#65;",
    "&#x80",
    "&",
    "&;",
    "&notit;",
    " ",
    "\n",
    "word",
    " two words ",
    "é",
    "\u{feff}",
    "\0",
    ";",
    "=",
    "\"",
    ">",
    "/>",
    "<noscript>",
    "</noscript>",
    "<head>",
    "<body class=b>",
    "<html lang=en>",
    "</body>",
    "</html>",
    "<frameset>",
    "<template>",
    "</template>",
];

/// White space is collapsed on purpose: here only single line ends stand between words.
fn is_plain(source: &str) -> bool {
    ["\n ", " \n", "\n\n"].iter().all(|blank| !source.contains(blank))
}

fn parts() -> impl Strategy<Value = String> {
    let parts = proptest::collection::vec(proptest::sample::select(PARTS), 0..24);
    parts.prop_map(|parts| parts.concat()).prop_filter("white space is collapsed", |source| is_plain(source))
}

proptest! {
    #[test]
    fn the_tree_is_that_of_the_tokenizer(source in parts()) {
        prop_assert_eq!(scanned(&source).0, tokenized(&source).0);
    }
}
