use tantivy::{
    Term,
    query::{BooleanQuery, ConstScoreQuery, FuzzyTermQuery, PhraseQuery},
    schema::Field as EngineField,
};

use super::{
    super::{
        explain::Part,
        node::{Node, boosted, intersection, phrase_query, term_query, union, unscored},
    },
    Clause, Forms, Translator,
};
use crate::index::analyser;

/// Words, phrases and pairs: each becomes a node that matches and the clauses that score it.
impl Translator<'_> {
    pub(super) fn clause(&mut self, part: Part, query: Node, weight: f32) {
        if weight > 0.0 {
            self.clauses.push(Clause { part, query, weight });
        }
    }

    /// A word that may stand in any form. Scored in the stem, exact, heading and title fields, found by its stem.
    pub(super) fn word(&mut self, forms: &Forms, count: f32) -> Option<Node> {
        let stem = forms.stem.as_deref()?;
        let (fields, weights) = (self.fields, self.weights);
        let is_abbreviation = self.abbreviations.contains_key(&forms.folded);
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

    pub(super) fn exact_word(&mut self, folded: &str, count: f32) -> Node {
        let found = term_query(self.fields.text, folded);
        self.clause(Part::Exact(folded.to_owned()), found.box_clone(), count);
        boosted(found, count)
    }

    /// A word that must stand, in any form; a stop word as it is.
    pub(super) fn strict_word(&mut self, forms: &Forms, positive: bool) -> Node {
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

    pub(super) fn loose(&mut self, query: Node, words: String, positive: bool) -> Node {
        let node: Node = Box::new(ConstScoreQuery::new(query, 1.0));
        if positive {
            self.clause(Part::Loose(words), node.box_clone(), self.weights.loose);
        }
        boosted(node, self.weights.loose)
    }

    /// The word itself, its other forms and its look-alikes, ranked in this order.
    pub(super) fn fuzzy(&mut self, word: &str, distance: u8, positive: bool) -> Option<Node> {
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

    pub(super) fn phrase_clause(&mut self, node: Node, words: String, positive: bool) -> Node {
        if positive {
            self.clause(Part::Phrase(words), node.box_clone(), self.weights.phrase);
        }
        boosted(node, self.weights.phrase)
    }

    /// The words in this order, `slop` words between them in all.
    #[expect(clippy::unused_self, reason = "reads like its neighbours")]
    pub(super) fn phrase(&self, field: EngineField, words: &str, slop: u32) -> Option<Node> {
        phrase_query(
            field,
            &analyser::exact_tokens(words).into_iter().map(|token| token.term).collect::<Vec<_>>(),
            slop,
        )
    }

    /// Either order, at most `distance` words from one to the other.
    pub(super) fn near(&self, distance: u32, left: &str, right: &str) -> Option<Node> {
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
    pub(super) fn neighbours(&mut self, order: &[(String, bool)]) {
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
}
