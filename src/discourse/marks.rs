//! Pairs of quotation marks: straight, curly, low, angled and single.

use std::ops::Range;

/// Words between two quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quoted {
    /// First byte of the opening mark.
    pub(super) open: usize,
    /// The words, marks left out.
    pub(super) words: Range<usize>,
    /// One past the closing mark.
    pub(super) end: usize,
    /// Opening marks among the words, each at the head of a further paragraph: marks and no words.
    pub(super) reopened: Vec<Range<usize>>,
}

/// What opens later than this after an opening mark is no longer inside it: the closing mark was lost.
const MAX_QUOTED_BYTES: usize = 6_000;

/// Whether the text has a mark that may quote. One pass over the bytes, no allocation.
pub(super) fn any(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'"' | b'\'')) || text.contains(['“', '”', '„', '«', '‹', '‘'])
}

pub(super) const fn is_double(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '‟' | '«' | '»')
}

const fn is_single(character: char) -> bool {
    matches!(character, '\'' | '‘' | '’' | '‚')
}

/// The outermost pairs in order. Quotations inside a pair belong to its words.
///
/// Straight marks open after white space and close before it. A mark that opens again after the end of a sentence
/// goes on with a quotation of several paragraphs; elsewhere it shows that the one before was never closed.
pub(super) fn pairs(text: &str) -> Vec<Quoted> {
    let doubles = scan(text, is_double, opens_double, closes_double);
    if !text.contains(['\'', '‘', '‚']) {
        return doubles;
    }
    let singles = scan(text, is_single, opens_single, closes_single);
    merge(doubles, singles)
}

struct Around {
    before: Option<char>,
    after: Option<char>,
}

fn scan(
    text: &str,
    is_mark: fn(char) -> bool,
    opens: fn(char, &Around) -> bool,
    closes: fn(char, char, &Around) -> bool,
) -> Vec<Quoted> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut reopened = Vec::new();
    // A straight mark that opens inside curly ones is closed by a straight one before they are.
    let mut inner = false;
    let mut before = None;
    let mut last_visible = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if is_mark(character) {
            let around = Around { before, after: characters.peek().map(|&(_, next)| next) };
            open = open.filter(|&(start, _)| at - start < MAX_QUOTED_BYTES);
            inner &= open.is_some();
            match open {
                Some(_) if inner && character == '"' => inner = false,
                Some((_, '“')) if character == '"' && starts_a_word(&around) => inner = true,
                Some((start, mark)) if closes(mark, character, &around) => {
                    let words = start + mark.len_utf8()..at;
                    let reopened = std::mem::take(&mut reopened);
                    if !words.is_empty() {
                        found.push(Quoted { open: start, words, end: at + character.len_utf8(), reopened });
                    }
                    open = None;
                }
                Some((_, mark)) if opens(character, &around) => {
                    let goes_on = character == mark && matches!(last_visible, Some('.' | '!' | '?' | '…'));
                    if goes_on {
                        reopened.push(at..at + character.len_utf8());
                    } else if character == mark {
                        reopened.clear();
                        open = Some((at, character));
                    }
                }
                None if opens(character, &around) => {
                    reopened.clear();
                    open = Some((at, character));
                }
                _ => {}
            }
        }
        before = Some(character);
        if !character.is_whitespace() {
            last_visible = Some(character);
        }
    }
    found
}

fn starts_a_word(around: &Around) -> bool {
    let free = around.before.is_none_or(|before| {
        before.is_whitespace()
            || matches!(before, '(' | '[' | '{' | '-' | '–' | '—' | '/' | ':' | '“' | '"' | '‘' | '*' | '_' | '>')
    });
    free && around.after.is_some_and(|after| !after.is_whitespace())
}

fn ends_a_word(around: &Around) -> bool {
    around.before.is_some_and(|before| !before.is_whitespace())
        && around.after.is_none_or(|after| !after.is_alphanumeric())
}

fn ends_a_sentence(around: &Around) -> bool {
    around.before.is_some_and(|before| matches!(before, '.' | ',' | '!' | '?' | '…'))
}

fn opens_double(mark: char, around: &Around) -> bool {
    match mark {
        '“' | '„' | '«' => around.after.is_some_and(|after| after != '”'),
        // »German«
        '»' => starts_a_word(around) && around.after.is_some_and(char::is_alphanumeric),
        '"' | '”' | '‟' => starts_a_word(around),
        _ => false,
    }
}

fn closes_double(open: char, mark: char, around: &Around) -> bool {
    match open {
        // "“We order.\"": closed by the wrong mark.
        '“' | '”' => mark == '”' || (mark == '"' && ends_a_word(around) && ends_a_sentence(around)),
        '„' => matches!(mark, '“' | '”'),
        '«' => mark == '»',
        '»' => mark == '«' && ends_a_word(around),
        '‟' => matches!(mark, '”' | '‟'),
        // An inch sign or a mark that opens the next one does not close.
        _ => {
            mark == '"' && around.before.is_some_and(|before| !before.is_whitespace())
                || (mark == '”' && ends_a_word(around))
        }
    }
}

fn opens_single(mark: char, around: &Around) -> bool {
    matches!(mark, '‘' | '\'' | '‚') && starts_a_word(around) && around.after.is_some_and(char::is_alphabetic)
}

fn closes_single(open: char, mark: char, around: &Around) -> bool {
    let kind = match open {
        '‘' => mark == '’',
        '‚' => matches!(mark, '‘' | '’'),
        _ => mark == '\'',
    };
    // Before a space, "owners’" is a plural that owns; only punctuation tells the end of a quotation.
    kind && ends_a_word(around)
        && (around.before.is_some_and(|before| matches!(before, '.' | ',' | '!' | '?' | '…'))
            || around.after.is_none_or(|after| matches!(after, ',' | '.' | ';' | ':' | '!' | '?' | ')')))
}

/// Puts both kinds in order and keeps the outermost; where two cross, the double one stands.
fn merge(doubles: Vec<Quoted>, singles: Vec<Quoted>) -> Vec<Quoted> {
    let mut all: Vec<(bool, Quoted)> = doubles.into_iter().map(|pair| (true, pair)).collect();
    all.extend(singles.into_iter().map(|pair| (false, pair)));
    all.sort_by_key(|(_, pair)| pair.open);
    let mut kept: Vec<(bool, Quoted)> = Vec::with_capacity(all.len());
    for (double, pair) in all {
        match kept.last() {
            Some((_, last)) if pair.end <= last.end => {}
            Some((last_double, last)) if pair.open < last.end => {
                if double && !last_double {
                    kept.pop();
                    kept.push((double, pair));
                }
            }
            _ => kept.push((double, pair)),
        }
    }
    kept.into_iter().map(|(_, pair)| pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        pairs(text).into_iter().filter_map(|pair| text.get(pair.words)).collect()
    }

    #[test]
    fn every_kind_of_mark_makes_a_pair() {
        assert_eq!(words("a “one” b \"two\" c „three“ d «four» e ‘five.’ f"), ["one", "two", "three", "four", "five."]);
        assert_eq!(words("a »one« b »two«, c « three », d"), ["one", "two", " three "]);
    }

    #[test]
    fn what_is_quoted_inside_stays_inside() {
        assert_eq!(
            words("\"Say 'not yet' instead of 'no.' They wait.\" - Ann"),
            ["Say 'not yet' instead of 'no.' They wait."]
        );
        assert_eq!(words("‘She said “no” to it.’"), ["She said “no” to it."]);
    }

    #[test]
    fn a_straight_mark_closes_a_curly_one_at_the_end_of_a_sentence() {
        assert_eq!(words("“We order anew.\" And “so on.”"), ["We order anew.", "so on."]);
        assert_eq!(words("“He said \"no.\" We left.” So"), ["He said \"no.\" We left."]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert_eq!(words("It's the owners' job, isn't it? 'Twas the team’s."), Vec::<&str>::new());
    }

    #[test]
    fn a_mark_never_closed_does_not_swallow_the_next_pair() {
        assert_eq!(words("A \"lost mark and then \"a whole pair\" here"), ["a whole pair"]);
    }

    #[test]
    fn a_quotation_of_two_paragraphs_opens_twice() {
        let text = "“One thing. “Another thing.” – Ann";
        assert_eq!(words(text), ["One thing. “Another thing."]);
        let again = text.rfind('“').expect("it opens again");
        let pair = pairs(text).pop().expect("a pair");
        assert_eq!(pair.reopened.as_slice(), std::slice::from_ref(&(again..again + '“'.len_utf8())));
    }

    #[test]
    fn ten_thousand_marks_take_one_pass() {
        assert_eq!(pairs(&"\"a\" ".repeat(5_000)).len(), 5_000);
        assert!(pairs(&"\" ".repeat(10_000)).len() < 10_000);
        assert!(pairs(&"‘a ".repeat(10_000)).is_empty());
    }
}
