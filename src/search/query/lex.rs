use std::ops::Range;

use super::{
    slips::{Slip, slip, suggest_field},
    tree::{Field, Query, Warning},
};
use crate::{index::analyser, text};

/// Words of one query that are searched. The longest question in the public collections has 240; beyond that a query is
/// a document, and its first page says what it is about.
pub(super) const MAX_WORDS: usize = 400;

/// Letters from which on `word*` is a prefix; a single letter would match a twentieth of all words.
const MIN_PREFIX_LETTERS: usize = 2;

/// Most letters in which a fuzzy word may differ: three would find any short word.
const MAX_FUZZY_DISTANCE: u8 = 2;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, phrase or field: an atom of the tree.
    Atom(Query),
    Open,
    Close,
    And,
    Or,
    Not,
    Near(u32),
}

#[derive(Clone, Debug)]
pub(super) struct Lexed {
    pub(super) token: Token,
    pub(super) span: Range<usize>,
}

pub(super) struct Lexer<'text> {
    text: &'text str,
    at: usize,
    words: usize,
    pub(super) tokens: Vec<Lexed>,
    pub(super) warnings: Vec<Warning>,
}

const fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{ff02}')
}

const fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn visible(word: &str) -> String {
    word.chars().filter(|&character| !text::is_invisible(character)).collect()
}

/// A word that stands alone; an operator's name among words is a word only in small letters.
pub(super) fn word(text: &str) -> Query {
    let word = visible(text);
    Query::Word(if matches!(word.as_str(), "AND" | "OR" | "NOT") { word.to_lowercase() } else { word })
}

impl<'text> Lexer<'text> {
    pub(super) const fn new(text: &'text str) -> Self {
        Self { text, at: 0, words: 0, tokens: Vec::new(), warnings: Vec::new() }
    }

    pub(super) fn run(mut self) -> Self {
        while let Some(character) = self.peek() {
            if self.words >= MAX_WORDS {
                self.warn(self.at..self.text.len(), format!("only the first {MAX_WORDS} words are searched"), None);
                break;
            }
            let start = self.at;
            match character {
                '(' | ')' => {
                    self.at += 1;
                    self.push(if character == '(' { Token::Open } else { Token::Close }, start);
                }
                _ if is_quote(character) => self.quoted(start),
                _ if character.is_whitespace() => self.at += character.len_utf8(),
                _ => self.bare(start),
            }
        }
        self
    }

    fn rest(&self) -> &'text str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn push(&mut self, token: Token, start: usize) {
        self.tokens.push(Lexed { token, span: start..self.at });
    }

    fn warn(&mut self, span: Range<usize>, message: String, suggestion: Option<String>) {
        self.warnings.push(Warning { span, message, suggestion });
    }

    /// The inside of the quotation that opens here, or nothing where no mark closes it. Moves behind it.
    fn quotation(&mut self) -> Option<&'text str> {
        let mut characters = self.rest().char_indices();
        let (_, mark) = characters.next()?;
        let (end, close) = characters.find(|&(_, character)| is_quote(character))?;
        let inside = self.rest().get(mark.len_utf8()..end);
        self.at += end + close.len_utf8();
        inside
    }

    fn quoted(&mut self, start: usize) {
        let Some(inside) = self.quotation() else {
            self.at += self.peek().map_or(1, char::len_utf8);
            self.warn(
                start..self.at,
                "a quotation mark has no partner; its words are searched one by one".to_owned(),
                None,
            );
            return;
        };
        let words = self.take_words(inside);
        if words.is_empty() {
            return;
        }
        if let Some(distance) = self.slop() {
            return self.sloppy(words, distance, start);
        }
        self.push(Token::Atom(Query::Phrase(words)), start);
    }

    /// `~3` after a quotation.
    fn slop(&mut self) -> Option<u32> {
        let digits = self.rest().strip_prefix('~')?;
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        let distance = digits.get(..count)?.parse().ok()?;
        self.at += count + 1;
        Some(distance)
    }

    /// `"a b c"~3`: neighbours within that many words.
    fn sloppy(&mut self, words: Vec<String>, distance: u32, start: usize) {
        let distance = distance.clamp(1, Query::MAX_DISTANCE);
        let pairs = words
            .windows(2)
            .filter_map(|pair| match pair {
                [left, right] => Some(Query::Near { distance, left: vec![left.clone()], right: vec![right.clone()] }),
                _ => None,
            })
            .collect();
        let query = match Query::all(pairs) {
            Query::Nothing => Query::Phrase(words),
            near => near,
        };
        self.push(Token::Atom(query), start);
    }

    fn take_words(&mut self, text: &str) -> Vec<String> {
        let left = MAX_WORDS.saturating_sub(self.words);
        let mut words = Vec::new();
        for range in analyser::raw_words(text).take(left) {
            words.extend(text.get(range).map(visible));
        }
        self.words += words.len();
        words
    }

    /// A run of characters up to white space, a quotation mark or a bracket.
    fn bare(&mut self, start: usize) {
        let rest = self.rest();
        let end = rest
            .find(|character: char| character.is_whitespace() || is_quote(character) || matches!(character, '(' | ')'))
            .unwrap_or(rest.len());
        let run = rest.get(..end).unwrap_or_default();
        let next = rest.get(end..).and_then(|after| after.chars().next());
        let after_space = self.text.get(..start).is_none_or(|before| {
            before.chars().next_back().is_none_or(|character| character.is_whitespace() || character == '(')
        });
        if let Some(positive) = run.strip_prefix('-').filter(|_| after_space) {
            let group = positive.is_empty() && next.is_some_and(|next| next == '(' || is_quote(next));
            // `-2` is a number, in most texts.
            if group || positive.chars().next().is_some_and(char::is_alphabetic) {
                self.at += 1;
                self.push(Token::Not, start);
                if !positive.is_empty() {
                    self.run_of_words(positive, true);
                }
                return;
            }
        }
        self.run_of_words(run, false);
    }

    fn run_of_words(&mut self, run: &'text str, negated: bool) {
        let start = self.at;
        let operator = match run {
            "AND" | "&&" => Some(Token::And),
            "OR" | "||" => Some(Token::Or),
            "NOT" => Some(Token::Not),
            _ => run.strip_prefix("NEAR/").and_then(|distance| distance.parse().ok()).map(Token::Near),
        };
        if let Some(operator) = operator.filter(|_| !negated) {
            self.at += run.len();
            if let Token::Near(distance) = &operator
                && !(1..=Query::MAX_DISTANCE).contains(distance)
            {
                let near = distance.clamp(&1, &Query::MAX_DISTANCE);
                self.warn(
                    start..self.at,
                    format!("`NEAR` reaches 1 to {} words", Query::MAX_DISTANCE),
                    Some(format!("NEAR/{near}")),
                );
                let near = Token::Near(*near);
                return self.push(near, start);
            }
            return self.push(operator, start);
        }
        if self.field(run) {
            return;
        }
        if let Some(Slip { message, suggestion }) = slip(run) {
            self.warn(start..start + run.len(), message, Some(suggestion));
        }
        self.at = start + run.len();
        self.words_of_run(run, start, negated);
    }

    /// `name:value`; false where the run is none.
    fn field(&mut self, run: &'text str) -> bool {
        let start = self.at;
        let Some((name, value)) = run.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return false;
        }
        let name_end = start + name.len() + 1;
        let next = self.text.get(start + run.len()..).and_then(|after| after.chars().next());
        let outside = value.is_empty().then_some(next).flatten().filter(|&next| next == '(' || is_quote(next));
        let Some(field) = Field::named(name) else {
            if outside.is_some() || value.chars().next().is_some_and(char::is_alphanumeric) {
                let message = format!("there is no field `{name}`; its words are searched in the text");
                self.warn(start..name_end, message, suggest_field(name));
            }
            return false;
        };
        if value.is_empty() && outside.is_none() {
            let message = format!("`{name}:` has no value right after the colon; its words are searched in the text");
            self.warn(start..name_end, message, None);
            return false;
        }
        let (written, phrase, from) = match outside {
            None => {
                self.at = start + run.len();
                (value, false, name_end)
            }
            Some('(') => {
                self.at = name_end;
                let Some(close) = self.rest().find(')') else { return false };
                let inside = self.rest().get(1..close).unwrap_or_default();
                self.at += close + 1;
                (inside, false, name_end + 1)
            }
            Some(mark) => {
                self.at = name_end;
                let Some(inside) = self.quotation() else {
                    self.at = start;
                    return false;
                };
                (inside, true, name_end + mark.len_utf8())
            }
        };
        let value: String = written.chars().filter(|&character| !is_quote(character)).collect();
        let value = text::collapse_white_space(&value);
        if let Some(query) = self.field_query(field, &value, phrase) {
            if let Query::Years { since: Some(since), until: Some(until) } = query
                && since > until
            {
                let message = format!("`{since}` is later than `{until}`, so that no year is left");
                self.warn(start..self.at, message, Some(format!("year:{until}..{since}")));
            }
            self.push(Token::Atom(query), start);
        } else {
            let message = format!("`{value}` is no value of `{name}:`; it is searched as words");
            self.warn(start..self.at, message, hint_of(field));
            self.words_of_run(written, from, false);
        }
        true
    }

    fn field_query(&mut self, field: Field, value: &str, phrase: bool) -> Option<Query> {
        match field {
            Field::Title | Field::Heading => {
                let words = self.take_words(value);
                (!words.is_empty()).then_some(Query::Text { field, words, phrase })
            }
            Field::Year => years(value),
            _ => {
                let value = value.trim_end_matches([',', ';']).trim();
                self.words += 1;
                value.chars().any(char::is_alphanumeric).then(|| Query::Value { field, value: value.to_owned() })
            }
        }
    }

    /// Words with `*` and `~1` behind them. Several words in one negated run (`-cross-functional`) are one phrase.
    fn words_of_run(&mut self, run: &str, start: usize, negated: bool) {
        let left = MAX_WORDS.saturating_sub(self.words);
        let ranges: Vec<_> = analyser::raw_words(run).take(left).collect();
        self.words += ranges.len();
        if negated && ranges.len() > 1 && !run.contains('~') {
            let words = ranges.into_iter().filter_map(|range| run.get(range)).map(visible).collect();
            return self.push(Token::Atom(Query::Phrase(words)), start);
        }
        if negated && ranges.is_empty() {
            self.tokens.pop();
        }
        let mut skip = 0;
        for range in ranges {
            if range.start < skip {
                continue;
            }
            let (Some(written), Some(after)) = (run.get(range.clone()), run.get(range.end..)) else { continue };
            let span = start + range.start..start + range.end;
            let query = match after.chars().next() {
                Some('*') => self.prefix(written, after, &span),
                Some('~') => {
                    let digits = after.bytes().skip(1).take_while(u8::is_ascii_digit).count();
                    skip = range.end + 1 + digits;
                    self.fuzzy(written, after.get(1..=digits).unwrap_or_default(), &span)
                }
                _ => word(written),
            };
            self.tokens.push(Lexed { token: Token::Atom(query), span });
        }
    }

    fn prefix(&mut self, written: &str, after: &str, span: &Range<usize>) -> Query {
        let inner = after.chars().nth(1).is_some_and(char::is_alphanumeric);
        let letters = visible(written);
        if inner || letters.chars().count() < MIN_PREFIX_LETTERS {
            let message =
                format!("`*` stands for the end of a word of two letters or more; `{letters}` is searched as a word");
            self.warn(span.clone(), message, None);
            return word(written);
        }
        Query::Prefix(letters)
    }

    fn fuzzy(&mut self, written: &str, digits: &str, span: &Range<usize>) -> Query {
        let distance = if digits.is_empty() { 1 } else { digits.parse().unwrap_or(u8::MAX) };
        let word = visible(written);
        if !(1..=MAX_FUZZY_DISTANCE).contains(&distance) {
            let message = format!("`~` allows 1 or {MAX_FUZZY_DISTANCE} letters to differ");
            self.warn(span.clone(), message, Some(format!("{word}~{MAX_FUZZY_DISTANCE}")));
        }
        Query::Fuzzy { word, distance: distance.clamp(1, MAX_FUZZY_DISTANCE) }
    }
}

fn hint_of(field: Field) -> Option<String> {
    (field == Field::Year).then(|| "year:2019..2023".to_owned())
}

/// `2021`, `2019..2023`, `2019-2023`, `2020..`, `..2020`, `>2020`, `<=2020`.
fn years(value: &str) -> Option<Query> {
    let end = value.trim_end_matches([',', ';', '?', '!']);
    let value = if end.ends_with("..") { end } else { end.trim_end_matches('.') };
    let year = |text: &str| text.parse::<i16>().ok().filter(|year| (1000..3000).contains(year));
    let open = |text: &str| if text.is_empty() { Some(None) } else { year(text).map(Some) };
    let (since, until) = if let Some(rest) = value.strip_prefix(">=") {
        (Some(year(rest)?), None)
    } else if let Some(rest) = value.strip_prefix('>') {
        (Some(year(rest)? + 1), None)
    } else if let Some(rest) = value.strip_prefix("<=") {
        (None, Some(year(rest)?))
    } else if let Some(rest) = value.strip_prefix('<') {
        (None, Some(year(rest)? - 1))
    } else if let Some((since, until)) = value.split_once("..").or_else(|| value.split_once(is_dash)) {
        (open(since.trim())?, open(until.trim())?)
    } else {
        let year = year(value)?;
        (Some(year), Some(year))
    };
    (since.is_some() || until.is_some()).then_some(Query::Years { since, until })
}
