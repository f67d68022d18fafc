use super::visible::{visible, visible_line};

/// `text` on one line, ready to stand in HTML or SVG, inside an attribute, too.
#[must_use]
pub(super) fn safe(text: &str) -> String {
    escaped(&visible_line(text))
}

/// The same with its line breaks.
#[must_use]
pub(super) fn safe_lines(text: &str) -> String {
    escaped(&visible(text))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_source_says_is_text_and_no_markup() {
        assert_eq!(safe("<b title='x'>\n&"), "&lt;b title=&#39;x&#39;&gt; &amp;");
        assert_eq!(safe_lines("a\n<b>"), "a\n&lt;b&gt;");
    }
}
