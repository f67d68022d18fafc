//! Parsing: tokens become a tree.
//!
//! `NOT` binds most, then words side by side, then `AND`, then `OR`; `NEAR` joins its neighbours.

use std::fmt;

use super::{
    brackets::{self, MAX_DEPTH},
    lex::{Lexed, Lexer, MAX_WORDS, Token, word},
    tree::{Query, Warning},
};
use crate::index::analyser;

/// A query as understood, and what was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The tree.
    pub query: Query,
    /// What was not understood, in the order of the string.
    pub warnings: Vec<Warning>,
}

impl fmt::Display for Parsed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.query.fmt(formatter)
    }
}

/// Reads a query. Any string is one.
///
/// ```
/// use roledex::search::query::{Query, parse};
///
/// let parsed = parse("who owns the “product backlog” -scrum");
/// assert_eq!(parsed.to_string(), "who owns the \"product backlog\" -scrum");
/// assert!(parsed.warnings.is_empty());
/// assert!(parse("?!").query.is_nothing());
/// ```
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let Lexer { tokens, warnings, .. } = Lexer::new(text).run();
    let (tokens, unmatched) = brackets::matched(tokens);
    let mut parser = Parser { tokens, at: 0, warnings };
    parser.warnings.extend(unmatched);
    let query = match parser.group(0) {
        Group::Plain(parts) => Query::best(parts),
        Group::Strict(query) => query,
    };
    let mut warnings = parser.warnings;
    warnings.sort_by_key(|warning| (warning.span.start, warning.span.end));
    Parsed { query, warnings }
}

/// A text that is not written in the query language: its words, the more of them the better, whatever its punctuation.
#[must_use]
pub fn words(text: &str) -> Query {
    let words = analyser::raw_words(text).take(MAX_WORDS).filter_map(|range| text.get(range)).map(word);
    Query::best(words.collect())
}

/// What stands between two brackets.
enum Group {
    /// Words side by side: a question.
    Plain(Vec<Query>),
    /// Joined by operators.
    Strict(Query),
}

struct Parser {
    tokens: Vec<Lexed>,
    at: usize,
    warnings: Vec<Warning>,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|lexed| &lexed.token)
    }

    /// Everything up to the closing bracket or the end. Brackets are balanced by now, at most [`MAX_DEPTH`] deep.
    fn group(&mut self, depth: usize) -> Group {
        let mut alternatives: Vec<Query> = Vec::new();
        let mut conjuncts: Vec<Query> = Vec::new();
        let mut sequence: Vec<Query> = Vec::new();
        let mut strict = false;
        while let Some(lexed) = self.tokens.get(self.at).cloned() {
            match lexed.token {
                Token::Close => break,
                Token::And | Token::Or => {
                    self.at += 1;
                    if sequence.is_empty() || !self.unit_follows() {
                        let name = if lexed.token == Token::And { "AND" } else { "OR" };
                        sequence.push(self.stray(&lexed, name));
                        continue;
                    }
                    strict = true;
                    conjuncts.append(&mut sequence);
                    if lexed.token == Token::Or {
                        alternatives.push(Query::all(std::mem::take(&mut conjuncts)));
                    }
                }
                Token::Near(distance) => {
                    self.at += 1;
                    self.near(&lexed, distance, &mut sequence);
                }
                _ => self.unit(depth, &mut sequence),
            }
        }
        if !strict {
            return Group::Plain(sequence);
        }
        conjuncts.append(&mut sequence);
        alternatives.push(Query::all(conjuncts));
        Group::Strict(Query::any(alternatives))
    }

    /// Whether a word, phrase, field, `NOT` or bracket comes next.
    fn unit_follows(&self) -> bool {
        matches!(self.peek(), Some(Token::Atom(_) | Token::Open | Token::Not))
    }

    /// An operator with nothing to work on: its name is a word.
    fn stray(&mut self, lexed: &Lexed, name: &str) -> Query {
        self.warnings.push(Warning {
            span: lexed.span.clone(),
            message: format!("`{name}` has nothing to join on one side; it is searched as a word"),
            suggestion: None,
        });
        word(&name.to_lowercase())
    }

    /// One word, phrase, field, negation or bracketed group, appended to `sequence`.
    fn unit(&mut self, depth: usize, sequence: &mut Vec<Query>) {
        let Some(lexed) = self.tokens.get(self.at).cloned() else { return };
        self.at += 1;
        match lexed.token {
            Token::Atom(query) => sequence.push(query),
            Token::Open => {
                let group = self.bracketed(depth);
                match group {
                    Group::Plain(parts) => sequence.extend(parts),
                    Group::Strict(query) => sequence.push(query),
                }
            }
            Token::Not => self.negated(depth, &lexed, sequence),
            Token::Close | Token::And | Token::Or | Token::Near(_) => {}
        }
    }

    fn bracketed(&mut self, depth: usize) -> Group {
        let group = if depth < MAX_DEPTH { self.group(depth + 1) } else { Group::Plain(Vec::new()) };
        if matches!(self.peek(), Some(Token::Close)) {
            self.at += 1;
        }
        group
    }

    fn negated(&mut self, depth: usize, lexed: &Lexed, sequence: &mut Vec<Query>) {
        // `NOT NOT NOT …` is counted, not followed, so that no query is too deep.
        let mut negations = 1_usize;
        while matches!(self.peek(), Some(Token::Not)) {
            negations += 1;
            self.at += 1;
        }
        if !self.unit_follows() {
            sequence.push(self.stray(lexed, "NOT"));
            return;
        }
        let inner = if matches!(self.peek(), Some(Token::Open)) {
            self.at += 1;
            match self.bracketed(depth) {
                Group::Plain(parts) => Query::any(parts),
                Group::Strict(query) => query,
            }
        } else {
            let mut one = Vec::new();
            self.unit(depth, &mut one);
            one.pop().unwrap_or(Query::Nothing)
        };
        let query = if negations % 2 == 1 { inner.not() } else { inner };
        if !query.is_nothing() {
            sequence.push(query);
        }
    }

    /// `left NEAR/n right`, where `left` is the end of `sequence`. A chain joins neighbours.
    fn near(&mut self, lexed: &Lexed, distance: u32, sequence: &mut Vec<Query>) {
        let left = sequence.last().and_then(|left| match left {
            Query::All(parts) => parts.last().and_then(last_operand),
            other => last_operand(other),
        });
        let right = match self.peek() {
            Some(Token::Atom(atom)) => operand(atom),
            _ => None,
        };
        let (Some(left), Some(right)) = (left, right) else {
            let query = self.stray(lexed, "NEAR");
            sequence.push(query);
            return;
        };
        self.at += 1;
        let near = Query::Near { distance, left, right };
        let joined = match sequence.pop() {
            Some(before @ (Query::Near { .. } | Query::All(_))) => Query::all(vec![before, near]),
            _ => near,
        };
        sequence.push(joined);
    }
}

/// The words of a side of `NEAR`.
fn operand(query: &Query) -> Option<Vec<String>> {
    match query {
        Query::Word(word) => Some(vec![word.clone()]),
        Query::Phrase(words) => Some(words.clone()),
        _ => None,
    }
}

/// The words that a further `NEAR` joins on to.
fn last_operand(query: &Query) -> Option<Vec<String>> {
    match query {
        Query::Near { right, .. } => Some(right.clone()),
        other => operand(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The query as printed, and its warnings.
    fn read(text: &str) -> (String, Vec<String>) {
        let parsed = parse(text);
        (parsed.to_string(), parsed.warnings.iter().map(ToString::to_string).collect())
    }

    fn clean(text: &str) -> String {
        let (printed, warnings) = read(text);
        assert_eq!(warnings, Vec::<String>::new(), "{text}");
        printed
    }

    #[test]
    fn a_question_is_its_words() {
        assert_eq!(clean("What's a product owner's job?"), "What's a product owner's job");
        assert_eq!(
            clean("Product Owner (PO) duties/rights, e.g. C++ & node.js"),
            "Product Owner PO duties rights e g C node js"
        );
    }

    #[test]
    fn phrases_stand_anywhere_in_any_quotation_marks() {
        assert_eq!(clean("who “owns the” backlog"), "who \"owns the\" backlog");
        assert_eq!(clean("«product vision»"), "\"product vision\"");
        assert_eq!(clean("\"\""), "");
    }

    #[test]
    fn minus_and_not_exclude_and_a_hyphen_does_not() {
        assert_eq!(clean("backlog -scrum"), "backlog -scrum");
        assert_eq!(clean("backlog NOT \"sprint goal\""), "backlog -\"sprint goal\"");
        assert_eq!(clean("cross-functional team"), "cross functional team");
        assert_eq!(clean("team -cross-functional"), "team -\"cross functional\"");
        assert_eq!(clean("a - b"), "a b");
        assert_eq!(clean("E2F-1, -2 and -3 cells"), "E2F 1 2 and 3 cells");
        assert_eq!(clean("NOT NOT x"), "x");
        assert_eq!(clean("x -(a b)"), "x -(a OR b)");
    }

    #[test]
    fn a_text_can_be_taken_as_words_alone() {
        assert_eq!(words("NOT the \"type\" of a (module) -x").to_string(), "not the type of a module x");
    }

    #[test]
    fn operators_bind_not_then_words_then_and_then_or() {
        assert_eq!(clean("product owner AND vision OR roadmap"), "(product AND owner AND vision) OR roadmap");
        assert_eq!(clean("(roadmap OR vision) owner"), "(roadmap OR vision) owner");
        assert_eq!(clean("a AND (b OR NOT c)"), "a AND (b OR -c)");
    }

    #[test]
    fn an_operator_without_a_side_is_a_word() {
        let (printed, warnings) = read("AND backlog OR");
        assert_eq!(printed, "and backlog or");
        assert_eq!(warnings.len(), 2);
        assert_eq!(read("NEAR/5 x").0, "near x");
    }

    #[test]
    fn fields_take_words_phrases_and_values() {
        assert_eq!(clean("title:backlog"), "title:(backlog)");
        assert_eq!(clean("HEADING:\"Product Owner\" x"), "heading:\"Product Owner\" x");
        assert_eq!(clean("role:po about:scrum-master"), "role:\"po\" role:\"scrum-master\"");
        assert_eq!(clean("-source:004* vision"), "-source:\"004*\" vision");
        assert_eq!(clean("Note: the owner"), "Note the owner");
    }

    #[test]
    fn an_unknown_field_is_words_with_a_warning_that_points_at_it() {
        let parsed = parse("who titel:backlog");
        assert_eq!(parsed.to_string(), "who titel backlog");
        let [warning] = parsed.warnings.as_slice() else { panic!("one warning") };
        assert_eq!(warning.span, 4..10);
        assert_eq!(warning.suggestion.as_deref(), Some("title:"));
        assert!(parse("see https://example.org/a").warnings.is_empty());
    }

    #[test]
    fn years_come_in_ranges() {
        assert_eq!(clean("year:2021"), "year:2021");
        assert_eq!(clean("year:2019-2023"), "year:2019..2023");
        assert_eq!(clean("year:>=2020"), "year:2020..");
        assert_eq!(clean("year:<2020"), "year:..2019");
        let (printed, warnings) = read("year:soon");
        assert_eq!((printed.as_str(), warnings.len()), ("soon", 1));
    }

    #[test]
    fn near_prefix_and_fuzzy() {
        assert_eq!(clean("owner NEAR/5 \"product vision\""), "owner NEAR/5 \"product vision\"");
        assert_eq!(clean("a NEAR/2 b NEAR/3 c"), "a NEAR/2 b AND b NEAR/3 c");
        assert_eq!(clean("\"owner backlog\"~3"), "owner NEAR/3 backlog");
        assert_eq!(clean("prior* roadmp~ vison~2"), "prior* roadmp~1 vison~2");
        assert_eq!(read("vision~9").1.len(), 1);
        assert_eq!(read("o*n").1.len(), 1);
    }

    #[test]
    fn what_has_no_partner_is_passed_over_with_a_warning() {
        assert_eq!(read("\"product owner").0, "product owner");
        assert_eq!(read("product) \"owner").1.len(), 2);
    }

    #[test]
    fn punctuation_alone_is_nothing() {
        for text in ["", "?!…", "\"\"", "()", "- + * ~ : /", "-", "--", "-()", "“”"] {
            assert!(parse(text).query.is_nothing(), "{text}");
        }
    }

    #[test]
    fn a_document_as_query_is_cut_and_says_so() {
        let parsed = parse(&"word ".repeat(10_000));
        assert_eq!(parsed.warnings.len(), 1);
        assert!(matches!(parsed.query, Query::Best(words) if words.len() == super::super::lex::MAX_WORDS));
    }

    #[test]
    fn a_long_chain_of_negations_does_no_harm() {
        assert_eq!(parse(&format!("{} x", "NOT ".repeat(100_000))).to_string(), "x");
    }
}
