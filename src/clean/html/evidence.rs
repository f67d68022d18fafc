//! Evidence: what a page says of its own article in metadata.
//!
//! In:  JSON-LD. Out: the text of `articleBody`. Evidence only: many pages cut it short, or fill it with something else.

use serde_json::Value;

/// Deepest nesting of objects that is looked into.
const MAX_DEPTH: usize = 6;
/// Shorter texts tell nothing.
const MIN_CHARS: usize = 400;

/// The text of the first `articleBody` in a JSON-LD script.
pub(super) fn article_body(script: &str) -> Option<String> {
    if !script.contains("\"articleBody\"") {
        return None;
    }
    let value: Value = serde_json::from_str(script.trim()).ok()?;
    find(&value, 0).filter(|body| body.len() >= MIN_CHARS)
}

fn find(value: &Value, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Object(map) => match map.get("articleBody") {
            Some(Value::String(body)) => Some(body.clone()),
            _ => map.values().find_map(|inner| find(inner, depth + 1)),
        },
        Value::Array(values) => values.iter().find_map(|inner| find(inner, depth + 1)),
        _ => None,
    }
}
