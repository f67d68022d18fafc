use super::{
    fixture::{capture, check, told, told_block},
    *,
};
use crate::source::MediaType;

#[test]
fn headings_paragraphs_and_soft_breaks() {
    assert_eq!(
        told(
            "# Who *decides*\n\nThe owner\ndecides, **always**,  and\\\nalone.\n\nSmall\n-----\nLast &amp; \\* `x  y` ~~old~~\n"
        ),
        ["h1: Who decides", "p: The owner decides, always, and alone.", "h2: Small", "p: Last & * x y old"]
    );
}

#[test]
fn an_item_holds_its_paragraphs_and_nested_items_are_their_own() {
    assert_eq!(
        told("- one\n\n  more of one\n  - inner\n    1. deep\n  \n  after\n- [x] two\n\n3. third\n"),
        ["ul0: one more of one", "ul1: inner", "ol2: deep", "ul0: after", "ul0: two", "ol0: third"]
    );
}

#[test]
fn quotes_notes_and_code_are_told_apart() {
    assert_eq!(
        told(
            "> One\n> two.\n>\n> ## Three\n>\n> - item\n\n> [!NOTE]\n> Beware.\n\n```rust\nlet x = \"{{ y }}\";\n{% z %}\n```\n"
        ),
        ["quote: One two.", "quote: Three", "ul0: item", "p: Beware.", "code: let x = \"{{ y }}\"; {% z %}"]
    );
}

#[test]
fn rows_have_cells_and_a_header() {
    let article = read(&capture("| Who | What |\n|---|---|\n| owner | *decides* |\n| manager | |\n"));
    assert_eq!(
        article.blocks.iter().map(told_block).collect::<Vec<_>>(),
        ["th: Who | What", "tr: owner | decides", "tr: manager |"]
    );
    let cells = |at: usize| -> Vec<&str> {
        let block = article.blocks.get(at).expect("there are three rows");
        block.cells.iter().filter_map(|cell| block.text.as_str().get(cell.clone())).collect()
    };
    assert_eq!((cells(0), cells(1), cells(2)), (vec!["Who", "What"], vec!["owner", "decides"], vec!["manager", ""]));
}

#[test]
fn a_picture_on_the_line_after_html_is_no_words_either() {
    let article = read(&capture("<h2>Who decides</h2>\n![a cat](https://a.example/cat.png)\n\nThe owner decides.\n"));
    let told: Vec<_> = article.blocks.iter().map(told_block).collect();
    assert!(told.iter().all(|block| block.contains("[image]") || !block.contains("cat.png")), "{told:?}");
    assert!(told.iter().any(|block| block == "p: The owner decides."), "{told:?}");
}

#[test]
fn links_are_recorded_and_pictures_are_no_words() {
    let article = read(&capture(
        "See [the *guide*](/guide \"title\") and <https://a.example/x>, ![a cat](cat.png) too.\n\n![only a cat](cat.png)\n\n\
         [![badge](b.svg)](https://ci.example)\n",
    ));
    assert_eq!(
        article.blocks.iter().map(told_block).collect::<Vec<_>>(),
        [
            "p: See the guide and https://a.example/x, too.",
            "-: ![only a cat](cat.png) [image]",
            "-: ![badge](b.svg) [image]"
        ]
    );
    let first = article.blocks.first().expect("there is a paragraph");
    let links: Vec<_> =
        first.links.iter().map(|link| (first.text.as_str().get(link.range.clone()), link.href.as_str())).collect();
    assert_eq!(links, [(Some("the guide"), "/guide"), (Some("https://a.example/x"), "https://a.example/x")]);
    assert_eq!(first.edits.iter().map(|edit| edit.removed.as_str()).collect::<Vec<_>>(), ["a cat"]);
}

#[test]
fn front_matter_is_dropped_and_fills_the_reference() {
    let article = read(&capture("---\ntitle: Who decides\nauthor: Ada One\n---\n# Another title\n\ntext\n"));
    assert_eq!(
        article.blocks.iter().map(told_block).collect::<Vec<_>>(),
        ["-: --- title: Who decides author: Ada One --- [front-matter]", "h1: Another title", "p: text"]
    );
    assert_eq!(article.reference.title.as_deref(), Some("Who decides"));
    assert_eq!(article.reference.author, ["Ada One"]);
    let untitled = read(&capture("\u{feff}# Another title\n\ntext\n"));
    assert_eq!(untitled.reference.title.as_deref(), Some("Another title"));
    assert_eq!(untitled.blocks.iter().map(|block| block.raw_lines.first).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn template_tags_are_cut_and_links_with_them_survive() {
    assert_eq!(
        told(
            "{% include head.html title=\"x\" %}\nSee [the guide]({{ site.baseurl }}/guide \"t\") or {{ \"ada\" | link }} now.\n\
             {: .note }\nNext{:.small} one.\n\n## Title {#id}\n\n{% comment %}\nnot\n\nthis\n{% endcomment %}\n\nLast [1]{: .x}\n"
        ),
        [
            "-: {% include head.html title=\"x\" %} [template-tag]",
            "p: See the guide or now. [edited: template-tag]",
            "-: {: .note } [template-tag]",
            "p: Next one.",
            "h2: Title",
            "-: {% comment %} not this {% endcomment %} [template-tag]",
            "p: Last [1]",
        ]
    );
    let article = read(&capture("See [the guide]({{ site.baseurl }}/guide).\n"));
    let link = article.blocks.first().and_then(|block| block.links.first());
    assert_eq!(link.map(|link| link.href.as_str()), Some("{{ site.baseurl }}/guide"));
}

#[test]
fn braces_that_are_no_tags_stay() {
    assert_eq!(
        told("A {brace} and {{ one never closed, 100 % {sure}.\n"),
        ["p: A {brace} and {{ one never closed, 100 % {sure}."]
    );
}

#[test]
fn mdx_and_directives_are_taken_out() {
    assert_eq!(
        told(
            "import Tabs from '@theme/Tabs';\nexport const x = {\n  a: 1,\n};\n\n<Tabs items={['a', \"b\"]}>\n\nInside.\n\n</Tabs>\n\n\
             {/* a comment */}\n\n:::tip Remember this\nA hint.\n:::\n"
        ),
        [
            "-: import Tabs from '@theme/Tabs'; [template-tag]",
            "-: export const x = { a: 1, }; [template-tag]",
            "-: <Tabs items={['a', \"b\"]}> [template-tag]",
            "p: Inside.",
            "-: {/* a comment */} [template-tag]",
            "-: :::tip [template-tag]",
            "p: Remember this",
            "p: A hint.",
            "-: ::: [template-tag]",
        ]
    );
}

#[test]
fn tags_that_hold_or_open_a_quotation_give_words_and_names() {
    assert_eq!(
        told(
            "{% include \"testimonial.html\",\n  quote: \"Order is a choice.\",\n  author: \"Ada One\", role: \"Owner\" %}\n\n\
             {{< quote author=\"Ada One\" >}}\nWords *of another*.\n{{< /quote >}}\n\nAfter.\n\n{{< quote author=\"Ada One\" >}}\n"
        ),
        [
            "-: {% include \"testimonial.html\", quote: \" [template-tag]",
            "quote: Order is a choice.",
            "caption: Ada One",
            "caption: Owner",
            "-: {{< quote author=\" [template-tag]",
            "caption: Ada One",
            "quote: Words of another.",
            "-: {{< /quote >}} [template-tag]",
            "p: After.",
            "-: {{< quote author=\" [template-tag]",
            "-: Ada One [template-tag]",
        ]
    );
}

#[test]
fn what_is_marked_as_the_source_of_a_block_quote_is_its_caption() {
    assert_eq!(
        told(
            "<blockquote>Order is a choice.</blockquote>\n<p class=\"blockquote-footer\">Ada One, Acme</p>\n\n\
             <blockquote><p>It is.</p></blockquote>\n<cite>Ada Two</cite>\n\n<p class=\"blockquote-footer\">Not here.</p>\n"
        ),
        ["quote: Order is a choice.", "caption: Ada One, Acme", "quote: It is.", "caption: Ada Two", "p: Not here."]
    );
}

#[test]
fn an_indented_note_is_no_code() {
    assert_eq!(
        told("!!! warning \"Look out\"\n    The owner\n    decides.\n\n    - item\n\nAfter.\n"),
        ["-: !!! warning \" [template-tag]", "p: Look out", "p: The owner decides.", "ul0: item", "p: After."]
    );
}

#[test]
fn html_blocks_give_their_words() {
    assert_eq!(
        told(
            "<!-- a comment\nof two lines -->\n<h2 id=x>Part <b>two</b></h2>\n<p>One &amp; <a href='/x'>two</a>.<br>Three.</p>\n\n\
             <details><summary>More</summary>\n\nInside *it*.\n\n</details>\n\n<script>\nvar a = '<p>no</p>';\n</script>\n\n\
             <ul><li>first</li><li>second</li></ul>\n<iframe src=x></iframe>\n"
        ),
        [
            "-: <!-- a comment of two lines --> [html-comment]",
            "h2: Part two",
            "p: One & two. Three.",
            "p: More",
            "p: Inside it.",
            "-: var a = '<p>no</p>'; [embedded-code]",
            "ul0: first",
            "ul0: second",
        ]
    );
}

#[test]
fn an_html_quote_may_hold_markdown_and_a_table_has_rows() {
    assert_eq!(
        told(
            "<blockquote>\n\nWords *of another*.\n\n</blockquote>\n\nAfter.\n\n<table><tr><th>Who</th><th>What</th></tr>\n\
             <tr><td>owner</td><td>decides<br>alone</td></tr></table>\n"
        ),
        ["quote: Words of another.", "p: After.", "th: Who What", "tr: owner decides alone"]
    );
}

#[test]
fn indented_html_is_html_and_not_code() {
    assert_eq!(
        told(
            "<div>\n\n    <blockquote>\n    Words of <i>another</i>.\n    {{ who }}\n    </blockquote>\n\n</div>\n\n    let x = 1;\n"
        ),
        ["quote: Words of another. [edited: template-tag]", "code: let x = 1;"]
    );
}

#[test]
fn what_is_preformatted_keeps_its_braces() {
    assert_eq!(told("<pre>\n{{ x }}\n\ny {{ z }}\n</pre>\n"), ["code: {{ x }} y {{ z }}"]);
}

#[test]
fn footnotes_stand_where_they_are_defined() {
    assert_eq!(
        told("The owner decides[^1]. Sources differ [12].\n\n[^1]: Says the *guide*.\n\nEnd.\n"),
        ["p: The owner decides. Sources differ [12].", "p: Says the guide.", "p: End."]
    );
}

#[test]
fn inline_html_is_markup_and_scripts_are_cut() {
    assert_eq!(
        told("One<br/>two <span class=x>three</span> <!-- no --> four <script>alert(1)</script>five.\n"),
        ["p: One two three four five. [edited: embedded-code]"]
    );
}

#[test]
fn a_mark_for_the_contents_is_dropped() {
    assert_eq!(told("* TOC\n{:toc}\n\n[[_TOC_]]\n\ntext\n").len(), 4);
    assert!(told("[TOC]\n\ntext\n").first().is_some_and(|first| first.ends_with("[contents-mark]")));
}

#[test]
fn every_kind_of_line_end_is_read() {
    let expected = ["h1: Title", "p: One two.", "ul0: item"];
    for end in ["\n", "\r\n", "\r"] {
        assert_eq!(told(&["# Title", "", "One", "two.", "", "- item", ""].join(end)), expected, "{end:?}");
    }
}

/// Words of the file outside markup, counted against the words of its blocks: a rough check that nothing is lost.
#[test]
fn no_word_of_the_corpus_is_lost() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/web");
    if !root.is_dir() {
        println!("skipped: ../shared is not here");
        return;
    }
    let walk = crate::source::walk(&[root], &crate::source::WalkOptions::default()).expect("the corpus can be walked");
    let (mut files, mut expected, mut missing) = (0, 0_usize, 0_usize);
    for found in &walk.files {
        let capture = crate::source::read(found, &crate::source::ReadOptions::default()).expect("it can be read");
        if capture.media_type != MediaType::Markdown {
            continue;
        }
        files += 1;
        let article = read(&capture);
        check(&article).unwrap_or_else(|error| panic!("{}: {error}", found.origin));
        let (of_file, lost) = lost_words(&capture.text, &article);
        expected += of_file;
        missing += lost.len();
        if std::env::var_os("SHOW_LOST").is_some() && !lost.is_empty() {
            println!("{}: {}", found.origin, lost.join(" "));
        }
    }
    assert!(files > 300, "only {files} files are Markdown");
    println!("{files} files, {expected} words, {missing} in no block");
    assert!(missing * 200 < expected, "{missing} of {expected} words are in no block");
}

/// How many words stand outside URLs, tags and link definitions, and those of them that no block covers.
fn lost_words<'text>(text: &'text str, article: &Article) -> (usize, Vec<&'text str>) {
    let markup = regex::Regex::new(
        r"(?s)\]\([^)\n]*\)|<[a-zA-Z/!][^>]*>|(?m)^ {0,3}\[[^\]\n]+\]:.*$|https?://[^\s)>\]]+|&#?\w+;|(?m)^\s*(```|~~~).*$|\[\^[^\]]+\]|\[![A-Z]+\]|(?m)^\s*\d+[.)]\s|\{[:%{#.][^}]*\}",
    )
    .expect("the pattern of markup is well formed");
    let mut hidden = vec![false; text.len()];
    for found in markup.find_iter(text) {
        hidden.get_mut(found.range()).expect("a match is inside the text").fill(true);
    }
    let mut covered = vec![false; text.len()];
    for block in &article.blocks {
        for run in block.text.runs() {
            covered
                .get_mut(run.source as usize..(run.source + run.source_len) as usize)
                .expect("runs are inside the text")
                .fill(true);
        }
        for span in block.edits.iter().filter_map(|edit| edit.span) {
            covered.get_mut(span.range()).expect("edits are inside the text").fill(true);
        }
    }
    let words = crate::text::words(text).filter(|word| !hidden.get(word.start).copied().unwrap_or_default());
    let mut count = 0;
    let mut lost = Vec::new();
    for word in words {
        count += 1;
        if !covered.get(word.start).copied().unwrap_or_default() {
            lost.push(word.text);
        }
    }
    (count, lost)
}
