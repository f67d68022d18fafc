//! A query and filters to what the engine understands.

use tantivy::{
    Term,
    query::{BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhraseQuery},
    schema::Field as EngineField,
};

use super::{
    explain::Part,
    filter,
    intent::{self, Intent},
    node::{Node, boosted, intersection, phrase_query, prefix_query, term_query, union, unscored},
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
    /// Folded abbreviations of roles that the query names.
    abbreviations: Vec<String>,
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
            abbreviations: Vec::new(),
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
                    clauses.extend(self.node(inner, false).map(|node| (Occur::MustNot, node)));
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
        let is_filter = |part: &Query| matches!(part, Query::Value { .. } | Query::Years { .. } | Query::Text { .. });
        let is_word = |part: &Query| matches!(part, Query::Word(_) | Query::Prefix(_) | Query::Fuzzy { .. });
        let filters_alone = parts.iter().all(|part| is_filter(part) || is_word(part) || matches!(part, Query::Not(_)));
        if filters_alone && parts.iter().any(is_filter) {
            return with_any_required(clauses);
        }
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
            Query::Text { field, words, phrase } => self.text(*field, words, *phrase),
            Query::Value { field, value } => self.value(*field, value, positive),
            Query::Years { since, until } => Some(unscored(filter::years(&self.fields, *since, *until))),
            Query::Best(parts) => {
                let clauses = self.question(parts);
                (!clauses.is_empty()).then(|| self.occurrences(clauses))
            }
            Query::All(parts) => self.all(parts, positive),
            Query::Any(parts) => {
                let nodes = parts.iter().filter_map(|part| match part {
                    Query::Not(inner) => {
                        let inner = self.node(inner, false)?;
                        Some(self.occurrences(vec![(Occur::MustNot, inner)]))
                    }
                    other => self.node(other, positive),
                });
                union(nodes.collect())
            }
            Query::Not(inner) => {
                let inner = self.node(inner, !positive)?;
                Some(self.occurrences(vec![(Occur::MustNot, inner)]))
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
                Query::Not(inner) => clauses.extend(self.node(inner, false).map(|node| (Occur::MustNot, node))),
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

    fn clause(&mut self, part: Part, query: Node, weight: f32) {
        if weight > 0.0 {
            self.clauses.push(Clause { part, query, weight });
        }
    }

    /// A word that may stand in any form. Scored in the stem, exact, heading and title fields, found by its stem.
    fn word(&mut self, forms: &Forms, count: f32) -> Option<Node> {
        let stem = forms.stem.as_deref()?;
        let (fields, weights) = (self.fields, self.weights);
        let is_abbreviation = self.abbreviations.contains(&forms.folded);
        let count = if is_abbreviation { count * weights.abbreviation } else { count };
        let word = || forms.folded.clone();
        let found = term_query(fields.stem, stem);
        self.clause(Part::Stem(stem.to_owned()), found.box_clone(), weights.stem * count);
        self.clause(Part::Exact(word()), term_query(fields.text, &forms.folded), weights.exact * count);
        self.clause(Part::Heading(stem.to_owned()), term_query(fields.heading, stem), weights.heading * count);
        self.clause(Part::Title(stem.to_owned()), term_query(fields.title, stem), weights.title * count);
        match self.learned.iter_mut().find(|(known, _)| known == stem) {
            Some((_, weight)) => *weight += count,
            None => self.learned.push((stem.to_owned(), count)),
        }
        Some(boosted(found, weights.stem * count))
    }

    fn exact_word(&mut self, folded: &str, count: f32) -> Node {
        let found = term_query(self.fields.text, folded);
        self.clause(Part::Exact(folded.to_owned()), found.box_clone(), count);
        boosted(found, count)
    }

    /// A word that must stand, in any form; a stop word as it is.
    fn strict_word(&mut self, forms: &Forms, positive: bool) -> Node {
        if !positive {
            return match &forms.stem {
                Some(stem) => term_query(self.fields.stem, stem),
                None => term_query(self.fields.text, &forms.folded),
            };
        }
        match self.word(forms, 1.0) {
            Some(node) => node,
            None => self.exact_word(&forms.folded, 1.0),
        }
    }

    fn loose(&mut self, query: Node, words: String, positive: bool) -> Node {
        let node: Node = Box::new(ConstScoreQuery::new(query, 1.0));
        if positive {
            self.clause(Part::Loose(words), node.box_clone(), self.weights.loose);
        }
        boosted(node, self.weights.loose)
    }

    /// The word itself, its other forms and its look-alikes, ranked in this order.
    fn fuzzy(&mut self, word: &str, distance: u8, positive: bool) -> Option<Node> {
        let mut nodes = Vec::new();
        for forms in self.forms(word) {
            let term = Term::from_field_text(self.fields.text, &forms.folded);
            let alike = Box::new(FuzzyTermQuery::new(term, distance, true));
            nodes.push(self.loose(alike, format!("{}~{distance}", forms.folded), positive));
            if positive {
                nodes.extend(self.word(&forms, 1.0));
            }
        }
        union(nodes)
    }

    fn phrase_clause(&mut self, node: Node, words: String, positive: bool) -> Node {
        if positive {
            self.clause(Part::Phrase(words), node.box_clone(), self.weights.phrase);
        }
        boosted(node, self.weights.phrase)
    }

    /// The words in this order, `slop` words between them in all.
    #[expect(clippy::unused_self, reason = "reads like its neighbours")]
    fn phrase(&self, field: EngineField, words: &str, slop: u32) -> Option<Node> {
        phrase_query(
            field,
            &analyser::exact_tokens(words).into_iter().map(|token| token.term).collect::<Vec<_>>(),
            slop,
        )
    }

    /// Either order, at most `distance` words from one to the other.
    fn near(&self, distance: u32, left: &str, right: &str) -> Option<Node> {
        let field = self.fields.text;
        let slop = distance.saturating_sub(1);
        let orders = [format!("{left} {right}"), format!("{right} {left}")];
        let mut nodes = vec![union(orders.iter().filter_map(|order| self.phrase(field, order, slop)).collect())?];
        for side in [left, right] {
            if analyser::exact_tokens(side).len() > 1 {
                nodes.extend(self.phrase(field, side, 0).map(unscored));
            }
        }
        intersection(nodes)
    }

    /// Pairs of words that follow one another in the query lift passages where they stand together.
    fn neighbours(&mut self, order: &[(String, bool)]) {
        let (field, weights) = (self.fields.text, self.weights);
        let content: Vec<(usize, &str)> = order
            .iter()
            .enumerate()
            .filter(|(_, (_, content))| *content)
            .map(|(at, (word, _))| (at, word.as_str()))
            .collect();
        let mut known: Vec<(&str, &str)> = Vec::new();
        for pair in content.windows(2) {
            let &[(left_at, left), (right_at, right)] = pair else { continue };
            if left == right || known.contains(&(left, right)) {
                continue;
            }
            known.push((left, right));
            let terms = |words: [&str; 2]| words.map(|word| Term::from_field_text(field, word));
            if right_at == left_at + 1 && weights.pair > 0.0 {
                let pair = PhraseQuery::new(terms([left, right]).to_vec());
                self.clause(Part::Pair(format!("{left} {right}")), Box::new(pair), weights.pair);
            }
            if weights.near > 0.0 {
                let slop = weights.window.saturating_sub(1);
                let orders = [[left, right], [right, left]].map(|words| {
                    let [one, other] = terms(words);
                    let near: Node = Box::new(PhraseQuery::new_with_offset_and_slop(vec![(0, one), (1, other)], slop));
                    near
                });
                let near = BooleanQuery::union(orders.into_iter().collect());
                self.clause(Part::Near(format!("{left} {right}")), Box::new(near), weights.near);
            }
        }
    }

    fn text(&mut self, field: Field, words: &[String], phrase: bool) -> Option<Node> {
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
        // The field holds stems without their places: a phrase is all of its words.
        let _ = phrase;
        intersection(nodes)
    }

    fn value(&mut self, field: Field, value: &str, positive: bool) -> Option<Node> {
        match filter::value(self.reader, self.taxonomy, field, value) {
            Ok(node) => Some(unscored(node)),
            Err(note) => {
                self.notes.push(note);
                let words: Vec<Query> =
                    analyser::exact_tokens(value).into_iter().map(|token| Query::Word(token.term)).collect();
                self.all(&words, positive)
            }
        }
    }

    /// What raises passages with the tags that the query asks for, and finds those that say it in other words.
    fn tags(&mut self, intent: &Intent) -> Vec<Node> {
        let (fields, weights) = (self.fields, self.weights);
        let mut found = Vec::new();
        for role in &intent.roles {
            if let Some(name) = self.taxonomy.role(role.as_str()).map(|role| role.name.clone())
                && !intent.abbreviations.is_empty()
                && let Some(phrase) = self.phrase(fields.text, &name, 0)
            {
                self.clause(Part::Phrase(text::fold(&name).into_owned()), phrase, weights.abbreviation);
            }
            let about = term_query(fields.about, role.as_str());
            self.clause(Part::About(role.clone()), about.box_clone(), weights.about);
            found.push(boosted(about, weights.about));
            self.clause(Part::Mentioned(role.clone()), term_query(fields.mentioned, role.as_str()), weights.mentioned);
        }
        for (at, one) in intent.roles.iter().enumerate() {
            for other in intent.roles.iter().skip(at + 1) {
                let about = [one, other].map(|role| unscored(term_query(fields.about, role.as_str())));
                if let Some(both) = intersection(about.into_iter().collect()) {
                    let both = Box::new(ConstScoreQuery::new(both, 1.0));
                    self.clause(Part::Both(format!("{one} {other}")), both, weights.both);
                }
            }
        }
        for topic in &intent.topics {
            let topical = term_query(fields.topic, topic.as_str());
            self.clause(Part::Topic(topic.clone()), topical.box_clone(), weights.topic);
            found.push(boosted(topical, weights.topic));
        }
        found
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

/// The clauses, where there are optional ones with at least one of them required: `year:2024 owner` means passages of
/// 2024 that hold the word, as `owner --since 2024 --until 2024` does.
fn with_any_required(clauses: Vec<(Occur, Node)>) -> Vec<(Occur, Node)> {
    let (optional, mut rest): (Vec<_>, Vec<_>) = clauses.into_iter().partition(|(occur, _)| *occur == Occur::Should);
    if !optional.is_empty() {
        rest.push((Occur::Must, Box::new(BooleanQuery::new(optional))));
    }
    rest
}
