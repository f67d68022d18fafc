//! A query and filters to what the engine understands.

mod exclusion;
mod tags;
mod words;

use std::collections::BTreeMap;

use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur};

use self::exclusion::without;
use super::{
    explain::Part,
    filter,
    intent::{self, Intent},
    node::{Node, boosted, intersection, prefix_query, term_query, union, unscored},
    query::{Field, Query},
    weights::Weights,
};
use crate::{
    index::{
        Fields, Reader,
        analyser::{self, Stems},
    },
    taxonomy::Taxonomy,
    text,
};

/// Something that adds to a passage's score.
pub(super) struct Clause {
    /// What it is, for the explanation.
    pub(super) part: Part,
    /// Where it matches and what BM25 says of it.
    pub(super) query: Node,
    /// Its weight.
    pub(super) weight: f32,
}

/// What a query comes to.
pub(super) struct Plan {
    /// Which passages match, with a first score. Nothing where there is nothing to look for.
    pub(super) matching: Option<Node>,
    /// All that scores, in a fixed order.
    pub(super) clauses: Vec<Clause>,
    /// Stems of the query's words with their weights, for feedback.
    pub(super) stems: Vec<(String, f32)>,
    /// Values that were not understood.
    pub(super) notes: Vec<String>,
    /// The one word that is looked for, where there is but one and it names no role or topic.
    pub(super) only: Option<Only>,
}

/// The one word of a query.
pub(super) struct Only {
    pub(super) folded: String,
    pub(super) stem: String,
}

/// What a passage with the word itself, and one with its stem, score in the first run on top of BM25, which stays below:
/// so that the best of the first run hold them.
const EXACT_FIRST: f32 = 100.0;
const STEM_FIRST: f32 = 50.0;

pub(super) struct Translator<'a> {
    reader: &'a Reader,
    fields: Fields,
    taxonomy: &'a Taxonomy,
    weights: &'a Weights,
    stems: &'a mut Stems,
    clauses: Vec<Clause>,
    learned: Vec<(String, f32)>,
    notes: Vec<String>,
    /// Folded abbreviations of roles that the query holds, and the names that each may stand for.
    abbreviations: BTreeMap<String, Vec<String>>,
}

/// A word of the query in the forms that are looked up.
struct Forms {
    folded: String,
    stem: Option<String>,
}

impl<'a> Translator<'a> {
    pub(super) fn new(reader: &'a Reader, taxonomy: &'a Taxonomy, weights: &'a Weights, stems: &'a mut Stems) -> Self {
        let fields = *reader.fields();
        Self {
            reader,
            fields,
            taxonomy,
            weights,
            stems,
            clauses: Vec::new(),
            learned: Vec::new(),
            notes: Vec::new(),
            abbreviations: BTreeMap::new(),
        }
    }

    pub(super) fn plan(mut self, query: &Query, intent: &Intent) -> Plan {
        self.abbreviations.clone_from(&intent.abbreviations);
        let parts = match query {
            Query::Best(parts) => parts.as_slice(),
            Query::Nothing => &[],
            other => std::slice::from_ref(other),
        };
        let mut clauses = self.question(parts);
        let asks = !clauses.is_empty();
        if asks {
            let tags = self.tags(intent);
            clauses.extend(tags.into_iter().map(|tag| (Occur::Should, tag)));
        }
        clauses = with_any_required(parts, clauses);
        let only = self.only(parts).filter(|only| !intent.covered.contains(&only.folded));
        if let Some(only) = only.as_ref().filter(|_| asks) {
            for (query, score) in [
                (term_query(self.fields.text, &only.folded), EXACT_FIRST),
                (term_query(self.fields.stem, &only.stem), STEM_FIRST),
            ] {
                let lifted = boosted(Box::new(ConstScoreQuery::new(query, 1.0)), score);
                clauses.push((Occur::Should, lifted));
            }
        }
        let matching = (asks).then(|| self.occurrences(clauses));
        Plan { matching, clauses: self.clauses, stems: self.learned, notes: self.notes, only }
    }

    /// The one word that is looked for, filters and exclusions aside.
    fn only(&mut self, parts: &[Query]) -> Option<Only> {
        let mut found = None;
        for (part, framed) in parts.iter().zip(framed(parts)) {
            match part {
                Query::Word(word) | Query::Fuzzy { word, .. } if !framed => {
                    for Forms { folded, stem } in self.forms(word) {
                        let Some(stem) = stem else { continue };
                        if found.is_some() {
                            return None;
                        }
                        found = Some(Only { folded, stem });
                    }
                }
                Query::Word(_) | Query::Not(_) | Query::Value { .. } | Query::Years { .. } => {}
                _ => return None,
            }
        }
        found
    }

    /// Puts clauses together; where all are negative, everything else matches.
    fn occurrences(&self, mut clauses: Vec<(Occur, Node)>) -> Node {
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, unscored(filter::passages(&self.fields))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// Words side by side: the more the better; what is no word must hold.
    fn question(&mut self, parts: &[Query]) -> Vec<(Occur, Node)> {
        let mut clauses = Vec::new();
        let mut words: Vec<(Forms, f32)> = Vec::new();
        let mut order = Vec::new();
        let framed = framed(parts);
        for (part, framed) in parts.iter().zip(framed) {
            match part {
                Query::Word(_) if framed => {}
                Query::Word(word) => {
                    for forms in self.forms(word) {
                        order.push((forms.folded.clone(), forms.stem.is_some()));
                        match words.iter_mut().find(|(known, _)| known.folded == forms.folded) {
                            Some((_, count)) => *count += 1.0,
                            None => words.push((forms, 1.0)),
                        }
                    }
                }
                Query::Prefix(_) | Query::Fuzzy { .. } => {
                    clauses.extend(self.node(part, true).map(|node| (Occur::Should, node)));
                }
                Query::Not(inner) => {
                    clauses.extend(self.node(inner, false).map(without));
                }
                other => clauses.extend(self.node(other, true).map(|node| (Occur::Must, node))),
            }
        }
        let stopped = words.iter().all(|(forms, _)| forms.stem.is_none());
        if stopped && clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            // A question of stop words alone: they are all there is to go by.
            clauses.extend(words.iter().map(|(forms, count)| (Occur::Should, self.exact_word(&forms.folded, *count))));
        } else {
            for (forms, count) in &words {
                clauses.extend(self.word(forms, *count).map(|node| (Occur::Should, node)));
            }
        }
        self.neighbours(&order);
        clauses
    }

    /// What a node matches; nothing where it does not restrict (a stop word).
    fn node(&mut self, query: &Query, positive: bool) -> Option<Node> {
        match query {
            Query::Nothing => None,
            Query::Word(word) => {
                let forms = self.forms(word);
                let nodes = forms.iter().map(|forms| self.strict_word(forms, positive)).collect();
                intersection(nodes)
            }
            Query::Prefix(word) => {
                Some(self.loose(prefix_query(self.fields.text, word)?, format!("{word}*"), positive))
            }
            Query::Fuzzy { word, distance } => self.fuzzy(word, *distance, positive),
            Query::Phrase(words) => {
                let node = self.phrase(self.fields.text, &words.join(" "), 0)?;
                Some(self.phrase_clause(node, words.join(" "), positive))
            }
            Query::Near { distance, left, right } => {
                let node = self.near(*distance, &left.join(" "), &right.join(" "))?;
                let words = format!("{} NEAR/{distance} {}", left.join(" "), right.join(" "));
                Some(self.phrase_clause(node, words, positive))
            }
            Query::Text { field, words, .. } => self.text(*field, words),
            Query::Value { field, value } => Some(unscored(filter::value(self.reader, self.taxonomy, *field, value))),
            Query::Years { since, until } => Some(unscored(filter::years(&self.fields, *since, *until))),
            Query::Best(parts) => {
                let clauses = self.question(parts);
                let clauses = with_any_required(parts, clauses);
                (!clauses.is_empty()).then(|| self.occurrences(clauses))
            }
            Query::All(parts) => self.all(parts, positive),
            Query::Any(parts) => {
                let nodes = parts.iter().filter_map(|part| match part {
                    Query::Not(inner) => {
                        let inner = self.node(inner, false)?;
                        Some(self.occurrences(vec![without(inner)]))
                    }
                    other => self.node(other, positive),
                });
                union(nodes.collect())
            }
            Query::Not(inner) => {
                let inner = self.node(inner, !positive)?;
                Some(self.occurrences(vec![without(inner)]))
            }
        }
    }

    fn all(&mut self, parts: &[Query], positive: bool) -> Option<Node> {
        // Stop words beside other words only say how people talk; alone they are what is asked.
        let is_stopped = |part: &Query| matches!(part, Query::Word(word) if stopped(word));
        let ignore = parts.iter().any(|part| !is_stopped(part) && !matches!(part, Query::Not(_)));
        let mut clauses = Vec::new();
        let mut order = Vec::new();
        for part in parts.iter().filter(|part| !(ignore && is_stopped(part))) {
            match part {
                Query::Not(inner) => clauses.extend(self.node(inner, false).map(without)),
                other => clauses.extend(self.node(other, positive).map(|node| (Occur::Must, node))),
            }
            if let (Query::Word(word), true) = (part, positive) {
                order.extend(self.forms(word).into_iter().map(|forms| (forms.folded, forms.stem.is_some())));
            }
        }
        self.neighbours(&order);
        (!clauses.is_empty()).then(|| self.occurrences(clauses))
    }

    fn forms(&mut self, word: &str) -> Vec<Forms> {
        analyser::exact_tokens(word)
            .into_iter()
            .map(|token| Forms { stem: self.stems.stem(&token.term).map(str::to_owned), folded: token.term })
            .collect()
    }

    /// All of the words: the field holds stems without their places, so that a phrase is no more.
    fn text(&mut self, field: Field, words: &[String]) -> Option<Node> {
        let engine_field = if field == Field::Title { self.fields.title } else { self.fields.heading };
        let mut nodes = Vec::new();
        for word in words {
            for forms in self.forms(word) {
                nodes.extend(forms.stem.map(|stem| boosted(term_query(engine_field, &stem), self.weights.heading)));
            }
        }
        if nodes.is_empty() {
            let name = field.name();
            self.notes.push(format!("`{name}:` is searched without words such as `{}`", words.join(" ")));
        }
        intersection(nodes)
    }
}

/// Which of the parts are words that only frame the question. None where nothing else would be left.
fn framed(parts: &[Query]) -> Vec<bool> {
    let folded = |part: &Query| match part {
        Query::Word(word) => text::fold(word).into_owned(),
        _ => String::new(),
    };
    let words: Vec<String> = parts.iter().map(folded).collect();
    let mut framed = vec![false; parts.len()];
    for at in 0..words.len() {
        let length = words.get(at..).map_or(0, intent::frame);
        for word in framed.iter_mut().skip(at).take(length) {
            *word = true;
        }
    }
    let left = |(part, framed): (&Query, &bool)| !framed && !matches!(part, Query::Word(word) if stopped(word));
    if parts.iter().zip(&framed).any(left) { framed } else { vec![false; parts.len()] }
}

fn stopped(word: &str) -> bool {
    analyser::exact_tokens(word).iter().all(|token| analyser::is_stop_word(&token.term))
}

/// The clauses of a question, one optional one required where fields stand beside words: `year:2024 owner` means
/// passages of 2024 that hold the word or what it asks for, as `owner --since 2024 --until 2024` does.
fn with_any_required(parts: &[Query], clauses: Vec<(Occur, Node)>) -> Vec<(Occur, Node)> {
    let is_filter = |part: &Query| matches!(part, Query::Value { .. } | Query::Years { .. } | Query::Text { .. });
    let is_word = |part: &Query| matches!(part, Query::Word(_) | Query::Prefix(_) | Query::Fuzzy { .. });
    let filters_alone = parts.iter().all(|part| is_filter(part) || is_word(part) || matches!(part, Query::Not(_)));
    if !(filters_alone && parts.iter().any(is_filter) && parts.iter().any(is_word)) {
        return clauses;
    }
    let (optional, mut rest): (Vec<_>, Vec<_>) = clauses.into_iter().partition(|(occur, _)| *occur == Occur::Should);
    if !optional.is_empty() {
        rest.push((Occur::Must, Box::new(BooleanQuery::new(optional))));
    }
    rest
}
