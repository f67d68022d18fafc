//! Pairs of quotation marks in a draft. Unlike a source, a draft is written to be checked: single marks quote too, and
//! a mark that is never closed is reported.

use std::ops::Range;

/// Words between marks: the words' bytes, and those with the marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) words: Range<usize>,
    pub(super) whole: Range<usize>,
}

/// The outermost pairs in order, and where marks open that are never closed.
pub(super) fn pairs(text: &str, skip: &[Range<usize>]) -> (Vec<Pair>, Vec<usize>) {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut pairs: Vec<Pair> = Vec::new();
    let mut unclosed = Vec::new();
    // What no mark closes from here on, none closes later: keeps the search linear.
    let mut never_closed: Vec<char> = Vec::new();
    let mut index = 0;
    while let Some(&(at, mark)) = characters.get(index) {
        index += 1;
        let before = index.checked_sub(2).and_then(|before| characters.get(before)).map(|&(_, before)| before);
        let after = characters.get(index).map(|&(_, after)| after);
        if skip.iter().any(|code| code.contains(&at)) || never_closed.contains(&mark) || !opens(mark, before, after) {
            continue;
        }
        let end = characters.get(index..).unwrap_or_default().iter().enumerate().find(|&(offset, &(_, other))| {
            let inside = index + offset;
            let before = characters.get(inside - 1).map(|&(_, before)| before);
            let after = characters.get(inside + 1).map(|&(_, after)| after);
            closes(mark, other, before, after)
        });
        if let Some((offset, &(end, close))) = end {
            pairs.push(Pair { words: at + mark.len_utf8()..end, whole: at..end + close.len_utf8() });
            index += offset + 1;
        } else {
            never_closed.push(mark);
            unclosed.extend(matches!(mark, '"' | '“' | '„' | '«').then_some(at));
        }
    }
    (pairs, unclosed)
}

fn free(before: Option<char>) -> bool {
    before.is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '.' | ',' | '!' | '?' | '\'' | '’'))
}

fn opens(mark: char, before: Option<char>, after: Option<char>) -> bool {
    let starts = after.is_some_and(|after| !after.is_whitespace());
    match mark {
        '“' | '„' | '«' => true,
        '"' => free(before) && starts,
        '‘' | '\'' => free(before) && after.is_some_and(|after| after.is_alphabetic() || matches!(after, '[' | '…')),
        _ => false,
    }
}

fn closes(open: char, mark: char, before: Option<char>, after: Option<char>) -> bool {
    let ends = after.is_none_or(|after| !after.is_alphanumeric());
    match open {
        '“' => mark == '”',
        '„' => matches!(mark, '“' | '”'),
        '«' => mark == '»',
        '"' => mark == '"' && before.is_some_and(|before| !before.is_whitespace()) && ends,
        '‘' => mark == '’' && ends,
        _ => mark == '\'' && ends && before.is_some_and(|before| !before.is_whitespace() && before != 's'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        pairs(text, &[]).0.into_iter().filter_map(|pair| text.get(pair.words)).collect()
    }

    #[test]
    fn double_single_curly_and_angled_marks_quote() {
        assert_eq!(words("a \"b c\" d “e f” g ‘h i’ j 'k l' m «n o»"), ["b c", "e f", "h i", "k l", "n o"]);
    }

    #[test]
    fn apostrophes_quote_nothing_and_what_is_inside_stays_inside() {
        assert_eq!(words("the owners' team's 'tis"), Vec::<&str>::new());
        assert_eq!(words("\"say 'not yet' and 'no.'\" she said"), ["say 'not yet' and 'no.'"]);
    }

    #[test]
    fn a_mark_that_is_never_closed_is_reported() {
        assert_eq!(pairs("an “open mark", &[]), (Vec::new(), vec![3]));
        assert_eq!(pairs(&"“a ".repeat(100_000), &[]).1, [0]);
    }
}
