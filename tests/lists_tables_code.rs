//! Lists, tables and code, from the source to what `clean` prints.

use roledex::{
    clean::{Article, BlockKind, CleanOptions, clean},
    source::{Capture, MediaType, Origin, Reference},
};

const END: &str =
    "<p>Few of the owners that we asked do so, and most of them are sorry for it by the end of the year.</p>";
const PROSE: &str =
    "<p>Product owners keep lists, and lists grow until nobody reads them or wants to know what is in them at all.</p>";

fn cleaned(media_type: MediaType, text: String) -> Article {
    let capture =
        Capture { origin: Origin::StandardInput, media_type, text, charset: "UTF-8", sidecar: Reference::default() };
    clean(&capture, &CleanOptions::default()).expect("the file is small")
}

fn page(inside: &str) -> Article {
    cleaned(MediaType::Html, format!("<html><body><article><h1>Lists</h1>{PROSE}{inside}{END}</article></body></html>"))
}

fn markdown(text: &str) -> Article {
    cleaned(MediaType::Markdown, text.to_owned())
}

/// The words of each cell of each row.
fn rows(article: &Article) -> Vec<Vec<&str>> {
    let rows = article.kept().filter(|block| matches!(block.kind, BlockKind::TableRow { .. }));
    rows.map(|row| row.cells.iter().map(|cell| row.text.as_str().get(cell.clone()).unwrap_or_default()).collect())
        .collect()
}

#[test]
fn what_stands_below_a_column_stays_there() {
    let article = page(
        "<table><tr><th>Role</th><th>Task</th><th>When</th></tr><tr><td rowspan=2>Owner</td><td>orders the list</td><td>daily</td></tr>\
         <tr><td>says no</td><td>often</td></tr><tr><td>Team</td><td colspan=\"2\">builds</td></tr>\
         <tr><td>Users</td><td>wait</td><td rowspan=\"9\">always</td></tr><tr><td>Sponsor</td><td>pays</td></tr><tr></tr></table>",
    );
    let expected = [
        vec!["Role", "Task", "When"],
        vec!["Owner", "orders the list", "daily"],
        vec!["Owner", "says no", "often"],
        vec!["Team", "builds", ""],
        vec!["Users", "wait", "always"],
        vec!["Sponsor", "pays", "always"],
    ];
    assert_eq!(rows(&article), expected);
    assert!(article.text().contains("Owner | says no | often\nTeam | builds\n"), "{}", article.text());
    assert!(article.markdown().contains("| Team | builds |  |\n"), "{}", article.markdown());
}

#[test]
fn what_stands_below_a_column_of_html_in_markdown_stays_there() {
    let article = markdown(
        "Said before.\n\n<table>\n<tr><th>Role</th><th>Task</th><th>When</th></tr>\n<tr><td rowspan=\"2\">Owner</td><td>orders</td><td>daily</td></tr>\n\
         <tr><td>says no</td><td>often</td></tr>\n<tr><td>Team</td><td colspan=2>builds</td></tr>\n<tr><td>Users<td>wait</tr>\n</table>\n",
    );
    let expected = [
        vec!["Role", "Task", "When"],
        vec!["Owner", "orders", "daily"],
        vec!["", "says no", "often"],
        vec!["Team", "builds", ""],
        vec!["Users", "wait"],
    ];
    assert_eq!(rows(&article), expected);
}

#[test]
fn a_cell_that_covers_a_million_rows_is_not_said_a_million_times() {
    let long = format!("<td rowspan=65534>{}</td>", "w".repeat(150)).repeat(30);
    let table = format!("<table><tr>{long}<td>a</td></tr>{}</table>", "<tr><td>b</td></tr>".repeat(5000));
    assert!(page(&table).layer_text.len() < 200_000);
    let article = page(&format!(
        "<table><tr><td colspan=100000>a</td><td>b</td></tr>{}</table>",
        "<tr><td>c</td></tr>".repeat(9)
    ));
    assert!(rows(&article).iter().all(|row| row.len() < 40));
}

#[test]
fn items_have_the_numbers_that_the_source_gives_them() {
    let article = page(
        "<ol start=5><li>five</li><li>six<ul><li>inner</li></ul></li><li value=9><p>nine</p></li><li>ten</li></ol><ol><li>one</li></ol>",
    );
    let printed = article.markdown();
    assert!(printed.contains("5. five\n6. six\n    - inner\n9. nine\n10. ten\n1. one\n"), "{printed}");
    let printed = markdown(
        "5. five\n6. six\n   - inner\n9. seven\n\n<ol start=\"3\"><li>three</li><li value=\"7\">seven</li></ol>\n",
    )
    .markdown();
    assert!(printed.contains("5. five\n6. six\n    - inner\n7. seven\n3. three\n7. seven"), "{printed}");
}

#[test]
fn the_second_paragraph_of_an_item_goes_on_with_the_item() {
    let text = "- ten is first\n\n  and this is its second paragraph.\n\n- eleven\n";
    let printed = "- ten is first\n\n    and this is its second paragraph.\n\n- eleven";
    let html = "<ul><li><p>ten is first</p><p>and this is its second paragraph.</p></li><li>eleven</li></ul>";
    let of_page = page(html);
    assert!(of_page.text().contains(text), "{}", of_page.text());
    assert!(of_page.markdown().contains(printed), "{}", of_page.markdown());
    for source in [text, html] {
        let article = markdown(source);
        let printed = if source == text { printed.replace("\n\n- eleven", "\n- eleven") } else { printed.to_owned() };
        assert!(article.markdown().contains(&printed), "{}", article.markdown());
    }
    let numbered =
        page("<ol><li>one<p>more of it</p><pre>make\n  it</pre></li><li>two</li></ol><p>After the list.</p>")
            .markdown();
    assert!(
        numbered
            .contains("1. one\n\n    more of it\n\n    ```\n    make\n      it\n    ```\n\n2. two\n\nAfter the list."),
        "{numbered}"
    );
    let numbered = markdown("1. one\n\n   ```sh\n   make\n     it\n   ```\n\n2. two\n\nAfter the list.\n").markdown();
    assert!(
        numbered.contains("1. one\n\n    ```sh\n    make\n      it\n    ```\n\n2. two\n\nAfter the list."),
        "{numbered}"
    );
}

#[test]
fn a_page_points_into_what_clean_prints_of_items_with_paragraphs_and_code() {
    let article = page("<ol><li><p>one</p><p>more of it</p><pre>make\n  it</pre></li></ol>");
    assert_eq!(article.layer_text, article.text());
    for block in article.kept() {
        let place = block.text.span().expect("it stands in the article");
        let words = place.of(&article.layer_text).map(roledex::text::collapse_white_space);
        assert_eq!(words.as_deref(), Some(block.text.as_str()));
    }
}

#[test]
fn code_keeps_its_language() {
    for (fence, language) in [("```rust,ignore", "rust"), ("~~~ python", "python"), ("```c++", "c++"), ("```", "")] {
        let text = format!("{fence}\nlet x = 1;\nlet y;\n{}\n", fence.get(..3).unwrap_or_default());
        let printed = markdown(&text).markdown();
        assert!(printed.contains(&format!("```{language}\nlet x = 1;\nlet y;\n```")), "{fence}: {printed}");
    }
    for code in [
        "<pre><code class=\"language-js\">let x = 1;\nlet y;\n</code></pre>",
        "<div class=\"highlight highlight-source-js\"><pre>let x = 1;\nlet y;\n</pre></div>",
        "<pre class=\"lang-js prettyprint\"><code><span>let</span> x = 1;\n<span>let</span> y;</code></pre>",
    ] {
        let printed = page(code).markdown();
        assert!(printed.contains("```js\nlet x = 1;\nlet y;\n```"), "{printed}");
    }
    let printed =
        markdown("<pre><code class=\"language-js\">let x = 1;\nlet y;\n</code></pre>\n\n```\nplain\n```\n").markdown();
    assert!(printed.contains("```js\nlet x = 1;\nlet y;\n```\n\n```\nplain\n```"), "{printed}");
}

#[test]
fn code_in_a_table_keeps_its_lines_and_loses_their_numbers() {
    let jekyll = "<figure class=\"highlight\"><pre><code class=\"language-rb\" data-lang=\"rb\"><table class=\"rouge-table\"><tbody><tr>\
                  <td class=\"gutter gl\"><pre class=\"lineno\">1\n2\n3\n</pre></td><td class=\"code\"><pre><span>def</span> show\n  puts 1\nend\n</pre>\
                  </td></tr></tbody></table></code></pre></figure>";
    let octopress = "<figure class=\"code\"><div class=\"highlight\"><table><tr><td class=\"gutter\"><pre class=\"line-numbers\">\
                     <span class=\"line-number\">1</span>\n<span class=\"line-number\">2</span>\n<span class=\"line-number\">3</span>\n</pre></td>\
                     <td class=\"code\"><pre><code class=\"rb\">def show\n  puts 1\nend</code></pre></td></tr></table></div></figure>";
    for (code, language) in [(jekyll, "rb"), (octopress, "")] {
        let printed = page(code).markdown();
        assert!(printed.contains(&format!("```{language}\ndef show\n  puts 1\nend\n```")), "{printed}");
        assert!(!printed.contains('2'), "{printed}");
        let printed = markdown(&format!("Said before.\n\n{code}\n\nSaid after.\n")).markdown();
        assert!(printed.contains("\ndef show\n  puts 1\nend\n```"), "{printed}");
    }
}
