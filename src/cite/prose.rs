use super::{Cited, Work};

/// A citation in plain words: who said it, in what, where.
#[must_use]
pub fn plain(work: &Work, cited: Option<&Cited>) -> String {
    assemble(work, cited, &|title| format!("“{title}”"), &str::to_owned, &str::to_owned)
}

/// The words as a block quote with a footnote; a work alone as a list item.
#[must_use]
pub fn markdown(work: &Work, cited: Option<&Cited>) -> String {
    let link = |url: &str| format!("<{}>", url.replace(['<', '>', ' '], ""));
    let citation = assemble(work, cited, &|title| format!("*{}*", escape(title)), &escape, &link);
    match cited {
        Some(cited) => {
            let note = format!("{}-{}", work.key, cited.label());
            format!("> {}[^{note}]\n\n[^{note}]: {citation}\n", escape(&cited.words))
        }
        None => format!("- {citation}\n"),
    }
}

/// The citation in pandoc's syntax: `[@key, line 20]`. The key must be in the bibliography that goes with the text.
#[must_use]
pub fn pandoc(work: &Work, cited: Option<&Cited>) -> String {
    match cited {
        None => format!("[@{}]", work.key),
        Some(cited) => {
            let before = cited.speaker.as_ref().map(|speaker| {
                let safe = |character: char| if "[];@".contains(character) { ' ' } else { character };
                format!("{}, quoted in ", speaker.chars().map(safe).collect::<String>())
            });
            let word = if cited.is_one_line() { "line" } else { "lines" };
            format!("[{}@{}, {word} {}]", before.unwrap_or_default(), work.key, cited.lines_text())
        }
    }
}

fn assemble(
    work: &Work,
    cited: Option<&Cited>,
    title: &dyn Fn(&str) -> String,
    text: &dyn Fn(&str) -> String,
    link: &dyn Fn(&str) -> String,
) -> String {
    let mut parts = Vec::new();
    let mut lead = String::new();
    if let Some(cited) = cited
        && let Some(speaker) = &cited.speaker
    {
        lead = format!("{}, quoted in ", text(&cited.said_by(speaker)));
    }
    if let Some(authors) = work.authors() {
        parts.push(text(&authors));
    }
    parts.push(work.title.as_deref().map_or_else(|| text(&work.file), title));
    parts.extend(work.container.as_deref().map(text));
    parts.extend(work.issued.as_ref().map(ToString::to_string));
    parts.extend(work.url.as_deref().map(link));
    if let Some(cited) = cited {
        let word = if cited.is_one_line() { "line" } else { "lines" };
        parts.push(format!("{word} {} of the saved copy", cited.lines_text()));
    }
    format!("{lead}{}.", parts.join(", "))
}

/// Text that Markdown takes for text, on one line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in crate::text::collapse_white_space(text).chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
