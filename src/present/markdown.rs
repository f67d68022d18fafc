use super::{
    passage::tags_text,
    source::{Names, missing, original_of, source_line},
    visible::visible_line,
};
use crate::index::record::{PassageRecord, Source, SourceRecord};

/// Text that Markdown takes for text: markup characters escaped, on one line.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in visible_line(text).chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A passage as a block quote with its source under it.
#[must_use]
pub fn markdown_of_passage(record: &PassageRecord, source: &Source) -> String {
    let mut page = format!("> {}\n>\n> — {}", escape(&record.text), escape(&source_line(source)));
    if let Some(url) = &source.url {
        page.push_str(&format!(", <{}>", visible_line(url).replace(['<', '>', ' '], "")));
    }
    page.push_str(&format!(" ({})\n", escape(&record.reference)));
    page
}

/// Hits as Markdown: a numbered heading, the passage as a block quote, its tags.
#[must_use]
pub fn markdown_of_hits<'record>(
    title: &str,
    hits: impl Iterator<Item = (usize, f32, &'record PassageRecord, &'record Source)>,
) -> String {
    let mut page = format!("# {}\n", escape(title));
    for (rank, _, passage, source) in hits {
        let heading = passage.heading.last().map_or_else(|| passage.reference.clone(), Clone::clone);
        page.push_str(&format!("\n## {rank}. {}\n\n{}", escape(&heading), markdown_of_passage(passage, source)));
        let tags = tags_text(passage);
        if !tags.is_empty() {
            page.push_str(&format!("\n{}\n", escape(&tags)));
        }
    }
    page
}

/// Sources as a Markdown table. `names` has all of the index.
#[must_use]
pub fn markdown_of_sources(records: &[SourceRecord], names: &Names) -> String {
    let mut page = String::from("| name | source | passages | missing | copy of |\n| --- | --- | ---: | --- | --- |\n");
    for record in records {
        let source = &record.source;
        page.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            escape(&source.name),
            escape(&source_line(source)),
            record.passages,
            missing(source).join(", "),
            escape(&original_of(source, names).unwrap_or_default())
        ));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_stays_text() {
        assert_eq!(escape("a *b* [c](d)\n<e>"), "a \\*b\\* \\[c\\](d) \\<e\\>");
    }
}
