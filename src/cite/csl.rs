use serde_json::{Map, Value, json};

use super::{Cited, Name, Work};

/// A work as an item of CSL-JSON. Unknown fields are left out.
#[must_use]
pub fn csl(work: &Work) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| {
        item.insert(name.to_owned(), value);
    };
    put("id", json!(work.key));
    put("type", json!(kind(work)));
    if let Some(title) = &work.title {
        put("title", json!(title));
    }
    if !work.author.is_empty() {
        put("author", Value::Array(work.author.iter().map(name).collect()));
    }
    if let Some(container) = &work.container {
        put("container-title", json!(container));
    }
    if let Some(issued) = &work.issued {
        let parts: Vec<i64> = issued.as_str().split('-').filter_map(|part| part.parse().ok()).collect();
        put("issued", json!({ "date-parts": [parts] }));
    }
    if let Some(url) = &work.url {
        put("URL", json!(url));
    }
    if let Some(language) = &work.language {
        put("language", json!(language));
    }
    if let Some(note) = work.note() {
        put("note", json!(note));
    }
    Value::Object(item)
}

/// What kind of work it is, in CSL's words.
fn kind(work: &Work) -> &'static str {
    match (&work.poster, &work.url) {
        (Some(_), _) => "post",
        (None, Some(_)) => "webpage",
        (None, None) => "document",
    }
}

fn name(name: &Name) -> Value {
    match name {
        Name::Person { given, particle, family } if particle.is_empty() => json!({ "family": family, "given": given }),
        Name::Person { given, particle, family } => {
            json!({ "family": family, "given": given, "non-dropping-particle": particle })
        }
        Name::Literal(name) => json!({ "literal": name }),
    }
}

/// The citation of words in a work, as citation processors take it: key, locator, what stands before.
#[must_use]
pub fn citation_item(work: &Work, cited: &Cited) -> Value {
    let mut item = json!({ "id": work.key, "label": "line", "locator": cited.lines_text() });
    if let (Some(speaker), Some(fields)) = (&cited.speaker, item.as_object_mut()) {
        fields.insert("prefix".to_owned(), json!(format!("{speaker}, quoted in ")));
    }
    item
}
