use std::ops::Range;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Cited, Work};
use crate::index::record::Source;

/// Characters of context on either side: what the W3C's examples and other annotators use.
const CONTEXT_CHARS: usize = 32;

/// How to find words again: the W3C `TextQuoteSelector`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Selector {
    /// The words.
    pub exact: String,
    /// What stands right before them in the passage; empty at its beginning.
    pub prefix: String,
    /// What stands right behind them in the passage; empty at its end.
    pub suffix: String,
}

impl Selector {
    /// For `range` of `text`.
    #[must_use]
    pub fn of(text: &str, range: Range<usize>) -> Self {
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        let from = before.char_indices().rev().nth(CONTEXT_CHARS - 1).map_or(0, |(at, _)| at);
        let to = after.char_indices().nth(CONTEXT_CHARS).map_or(after.len(), |(at, _)| at);
        Self {
            exact: text.get(range).unwrap_or_default().to_owned(),
            prefix: before.get(from..).unwrap_or_default().to_owned(),
            suffix: after.get(..to).unwrap_or_default().to_owned(),
        }
    }
}

/// A W3C Web Annotation (JSON-LD) on the words. The target is the work's URL, or a name made of the source's id where
/// none is known. Positions count characters of the layer of the saved copy.
#[must_use]
pub fn annotation(id: &str, source: &Source, work: &Work, cited: &Cited) -> Value {
    let target = work.url.clone().unwrap_or_else(|| format!("urn:roledex:source:{}", source.id));
    let mut selectors = vec![json!({
        "type": "TextQuoteSelector",
        "exact": cited.selector.exact,
        "prefix": cited.selector.prefix,
        "suffix": cited.selector.suffix,
    })];
    if let Some((start, end)) = cited.characters {
        selectors.push(json!({ "type": "TextPositionSelector", "start": start, "end": end }));
    }
    let (start, end) = (cited.place.bytes.start(), cited.place.bytes.end());
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("urn:roledex:passage:{id}:{start}-{end}"),
        "type": "Annotation",
        "motivation": "highlighting",
        "target": { "source": target, "selector": selectors },
    })
}
