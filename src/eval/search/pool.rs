//! What is to be judged: the first hits of several rankings, put together without a trace of rank or ranking.

use std::{collections::BTreeMap, path::Path};

use serde::Serialize;

use super::{
    SearchEvalError, hits_of,
    judged::{Files, Graded, JudgedQuery, Raw},
    matching,
};
use crate::{
    eval::tags::{hash_of, shares_words, trigrams, visible},
    index::Reader,
    search::Weights,
    taxonomy::Taxonomy,
    text::{fold, words},
};

/// A passage that waits for a grade.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    /// Id of the query.
    pub id: String,
    /// The query.
    pub query: String,
    /// Where it stands; grade 0 until somebody has read it.
    pub judgement: Graded,
    /// Title of the source and headings above.
    pub heading: Vec<String>,
    /// Lead-in or table header.
    pub context: Vec<String>,
    /// The passage.
    pub text: String,
}

/// The passages among the first `depth` hits of any of `settings` that nobody has judged, a query's in the order of a
/// hash.
pub fn pool(
    query: &JudgedQuery,
    corpus: &Path,
    reader: &Reader,
    taxonomy: &Taxonomy,
    settings: &[Weights],
    depth: usize,
) -> Result<Vec<Candidate>, SearchEvalError> {
    let mut files = Files::new(corpus);
    let mut judged = Vec::new();
    for graded in &query.judged {
        judged.push(files.text_of(graded)?);
    }
    let mut found: BTreeMap<String, Candidate> = BTreeMap::new();
    for weights in settings {
        for hit in hits_of(query, reader, taxonomy, weights, depth)? {
            let path = &hit.source.path;
            if !matching(&judged, path, &trigrams(&hit.passage.text)).is_empty() {
                continue;
            }
            let Some((lines, hash)) = lines_of(files.raw(path)?, &hit.passage.text) else { continue };
            let judgement = Graded { path: path.clone(), lines, hash, grade: 0, boilerplate: false };
            let heading = hit.source.title.iter().chain(&hit.passage.heading).cloned().collect();
            let key = hash_of(&format!("{} {}", query.id, hit.passage.id));
            let (id, text) = (query.id.clone(), hit.passage.text);
            let candidate =
                Candidate { id, query: query.query.clone(), judgement, heading, context: hit.passage.context, text };
            found.insert(key, candidate);
        }
    }
    Ok(found.into_values().collect())
}

/// The lines of a file that hold a passage, and their hash: from the first to the last line of the stretch that has the
/// most of its words in their order. Nothing where that is less than half of the passage.
fn lines_of(raw: &Raw, passage: &str) -> Option<([u32; 2], String)> {
    let wanted = trigrams(passage);
    let length = words(passage).count();
    let mut seen: Vec<(u32, String)> = Vec::new();
    for line in (1..).take(raw.lines.count()) {
        let text = visible(raw.between(line, line)?);
        seen.extend(words(&text).map(|word| (line, fold(word.text).into_owned())));
    }
    let hits: Vec<bool> = seen
        .windows(3)
        .map(|window| match window {
            [(_, one), (_, two), (_, three)] => wanted.contains(&[one.clone(), two.clone(), three.clone()]),
            _ => false,
        })
        .collect();
    let reach = (length + length / 4 + 4).min(hits.len());
    let mut inside = hits.iter().take(reach).filter(|hit| **hit).count();
    let mut best = (inside, 0);
    for start in 1..=hits.len().saturating_sub(reach) {
        inside += usize::from(*hits.get(start + reach - 1)?);
        inside -= usize::from(*hits.get(start - 1)?);
        if inside > best.0 {
            best = (inside, start);
        }
    }
    let window = hits.get(best.1..best.1 + reach)?;
    let first = best.1 + window.iter().position(|hit| *hit)?;
    let last = best.1 + window.iter().rposition(|hit| *hit)? + 2;
    let lines = [seen.get(first)?.0, seen.get(last)?.0];
    let text = raw.between(lines[0], lines[1])?;
    shares_words(&trigrams(&visible(text)), &wanted).then(|| (lines, hash_of(text)))
}
