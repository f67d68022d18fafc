//! What holds of a draft whatever the text.

use proptest::prelude::*;

use super::{
    fixture::{capture, check},
    read,
};

#[test]
fn deep_nesting_and_long_lines_are_survived() {
    for text in [
        format!("{} deep", ">".repeat(100_000)),
        format!("{} deep", "> ".repeat(100_000)),
        format!("{}deep", "- ".repeat(100_000)),
        format!("{}deep{}", "*".repeat(100_000), "*".repeat(100_000)),
        format!("{}deep{}", "[".repeat(100_000), "](x)".repeat(100_000)),
        format!("{}deep", "![".repeat(100_000)),
        format!("{}deep", "<div>".repeat(100_000)),
        format!("deep {}", "{{".repeat(100_000)),
        format!("deep {}", "{: ".repeat(100_000)),
        format!("deep {}", "{% x %}".repeat(100_000)),
        format!("deep {}", "<A x={".repeat(100_000)),
        format!("deep {}", "`".repeat(100_000)),
        format!("| deep |\n|---|\n{}", "| x |\n".repeat(20_000)),
        "the owner decides ".repeat(200_000),
    ] {
        let article = read(&capture(&text));
        check(&article).expect("the blocks are sound");
        assert!(!article.blocks.is_empty(), "{}", text.get(..20).unwrap_or_default());
    }
}

proptest! {
    #[test]
    fn blocks_are_sound_whatever_the_text(text in "(\\PC|[\\n\\r\\t ]|[-*>#|`\\[\\](){}%<>:!&;=\"'~^_+.1]){0,200}") {
        let article = read(&capture(&text));
        prop_assert_eq!(check(&article), Ok(()));
    }

    #[test]
    fn blocks_are_sound_whatever_the_markup(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..40)) {
        let text = parts.concat();
        let article = read(&capture(&text));
        prop_assert_eq!(check(&article), Ok(()), "{:?}", text);
    }
}

#[test]
fn a_template_tag_in_a_definition_within_a_raw_quotation_is_sound() {
    let article = read(&capture("<br><blockquote>\n: \t+++\n{{ x }}  \n    +++\n"));
    assert_eq!(check(&article), Ok(()));
}

/// Pieces of markup that get in each other's way.
const PARTS: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "# ",
    "---\n",
    "+++\n",
    "title: x\n",
    "| a | b |\n",
    "|---|---|\n",
    "```\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "[",
    "](x)",
    "![",
    "[^1]",
    "[^1]: ",
    "<b>",
    "</b>",
    "<div>\n",
    "</div>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<a href=\"x\">",
    "</a>",
    "<td>",
    "<tr>",
    "<li>",
    "<blockquote>\n",
    "</blockquote>",
    "<br>",
    "{{ x }}",
    "{% y %}",
    "{% comment %}",
    "{% endcomment %}",
    "{: .z}",
    "{#id}",
    "<%= e %>",
    "import a from 'b'\n",
    "export const a = {\n",
    ":::tip\n",
    "::: tip Title\n",
    "!!! note \"T\"\n",
    "<Tab x={1}>",
    "&amp;",
    "&",
    "\\*",
    "\\\n",
    "owner",
    "décide",
    "\u{feff}",
    "\u{200b}",
    "TOC",
    "~~",
    ": ",
    "<https://a.example>",
    "  \n",
    "=",
    "word ",
];
