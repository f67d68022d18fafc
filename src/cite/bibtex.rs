use super::{Name, Work};

/// Months as BibTeX's own abbreviations.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A work as a BibTeX entry that classic BibTeX and biblatex read. Unknown fields are left out.
#[must_use]
pub fn bibtex(work: &Work) -> String {
    let mut entry = format!("@misc{{{},\n", work.key);
    let mut put = |name: &str, value: &str| entry.push_str(&format!("  {name} = {value},\n"));
    if !work.author.is_empty() {
        let names: Vec<String> = work
            .author
            .iter()
            .map(|name| match name {
                Name::Person { .. } => escape(&name.inverted()),
                Name::Literal(name) => format!("{{{}}}", escape(name)),
            })
            .collect();
        put("author", &format!("{{{}}}", names.join(" and ")));
    }
    // Twice braced: a style must not change the capitals of a title.
    if let Some(title) = &work.title {
        put("title", &format!("{{{{{}}}}}", escape(title)));
    }
    if let Some(container) = &work.container {
        put("howpublished", &format!("{{{}}}", escape(container)));
    }
    if let Some(issued) = &work.issued {
        put("year", &format!("{{{:04}}}", issued.year()));
        let mut parts = issued.as_str().split('-').skip(1).filter_map(|part| part.parse::<usize>().ok());
        if let Some(month) = parts.next().and_then(|month| MONTHS.get(month.checked_sub(1)?)) {
            put("month", month);
        }
        if let Some(day) = parts.next() {
            put("day", &format!("{{{day}}}"));
        }
    }
    if let Some(url) = &work.url {
        put("url", &format!("{{{}}}", address(url)));
    }
    if let Some(language) = &work.language {
        put("language", &format!("{{{}}}", escape(language)));
    }
    if let Some(note) = work.note() {
        put("note", &format!("{{{}}}", escape(&note)));
    }
    entry.push_str("}\n");
    entry
}

/// Text in which TeX finds no command.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\\' => escaped.push_str("{\\textbackslash}"),
            '~' => escaped.push_str("{\\textasciitilde}"),
            '^' => escaped.push_str("{\\textasciicircum}"),
            control if control.is_control() => escaped.push(' '),
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// An address, which BibTeX takes as it is as long as its braces are even.
fn address(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}
