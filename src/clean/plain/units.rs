use std::ops::Range;

use crate::text::{Lines, is_invisible};

/// The mark at the head of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bullet {
    pub(super) ordered: bool,
    /// Columns of white space before it.
    pub(super) indent: usize,
}

/// One or more lines that belong together: a paragraph, an item, a row.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Bytes from the first to the last word, bullet included.
    pub(super) whole: Range<usize>,
    /// Bytes of the words, bullet left out; empty for a bullet alone.
    pub(super) words: Range<usize>,
    pub(super) bullet: Option<Bullet>,
    pub(super) lines: Lines,
    /// A blank line, or the start of the text, stands before it.
    pub(super) apart: bool,
    /// An attribution on a line of its own was joined to it.
    pub(super) attributed: bool,
}

struct Line {
    range: Range<usize>,
    number: u32,
    apart: bool,
    indent: usize,
    chars: usize,
}

/// Longest line of a text whose lines are broken by hand or by a mail program; longer ones are paragraphs.
const MAX_WRAP_CHARS: usize = 160;
/// Shortest line that can have been broken because it was full, unless all are shorter.
const MIN_WRAP_CHARS: usize = 40;
/// Longest attribution on a line of its own.
const MAX_ATTRIBUTION_CHARS: usize = 140;

fn is_blank(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// The lines that hold something, trimmed.
fn lines(text: &str) -> Vec<Line> {
    let index = crate::text::LineIndex::new(text);
    let mut found = Vec::new();
    let mut apart = true;
    for number in 1..=u32::try_from(index.count()).unwrap_or(u32::MAX) {
        let Some(range) = index.range_of(number) else { break };
        let line = text.get(range.clone()).unwrap_or_default();
        let body = line.trim_start_matches(is_blank);
        let start = range.end - body.len();
        let body = body.trim_end_matches(is_blank);
        if body.is_empty() {
            apart = true;
            continue;
        }
        let head = line.get(..start - range.start).unwrap_or_default();
        let indent = head.chars().map(|character| if character == '\t' { 4 } else { 1 }).sum();
        found.push(Line { range: start..start + body.len(), number, apart, indent, chars: body.chars().count() });
        apart = false;
    }
    found
}

/// Length of a bullet with the space after it, and whether it counts; a bullet alone has no words.
fn bullet_of(line: &str) -> Option<(usize, bool)> {
    let mut characters = line.chars();
    let first = characters.next()?;
    if matches!(
        first,
        '-' | '*'
            | '+'
            | '•'
            | '‣'
            | '◦'
            | '▪'
            | '●'
            | '○'
            | '■'
            | '·'
            | '–'
            | '—'
            | '►'
            | '➤'
            | '✓'
            | '✔'
            | '✅'
    ) {
        let rest = characters.as_str();
        let joined = matches!(first, '•' | '‣' | '◦' | '▪' | '●' | '■' | '►' | '➤' | '✓' | '✔' | '✅');
        let body = rest.trim_start();
        return (body.is_empty() || body.len() < rest.len() || joined).then(|| (line.len() - body.len(), false));
    }
    let open = usize::from(first == '(');
    let rest = line.get(open..)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let label = match digits {
        1..=3 => digits,
        0 if rest.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()) => 1,
        _ => return None,
    };
    let close = rest.get(label..)?.chars().next()?;
    let counts = if open == 1 { close == ')' } else { close == ')' || close == '.' && digits > 0 };
    let after = rest.get(label + 1..).filter(|_| counts)?;
    let body = after.trim_start();
    (body.len() < after.len() && !body.is_empty()).then(|| (line.len() - body.len(), true))
}

/// Whether `line` credits the quotation that ends in `before`: a dash, a name, the quotation's end before it.
fn credits(before: &str, line: &str) -> bool {
    let Some(name) = line.strip_prefix(['–', '—', '-', '―', '~']) else { return false };
    let name = name.trim_start();
    let before = before.trim_end_matches(|character: char| {
        character.is_whitespace() || character.is_ascii_digit() || matches!(character, '[' | ']')
    });
    line.chars().count() <= MAX_ATTRIBUTION_CHARS
        && before.ends_with(['"', '”', '»', '’', '\''])
        && name.chars().next().is_some_and(char::is_uppercase)
}

fn is_row(line: &str) -> bool {
    line.contains('|')
}

/// Whether the lines of a text are broken at a margin, so that several make one paragraph.
///
/// Told by how often a full line stops in mid-sentence and the next goes on in lower case. Lines in a narrow column
/// could be a list or verse: there it takes more of them, and ends of sentences within lines.
fn is_wrapped(text: &str, lines: &[Line], margin: usize) -> bool {
    let narrow = margin <= MIN_WRAP_CHARS;
    let least = if narrow { margin / 2 } else { MIN_WRAP_CHARS };
    let (mut breaks, mut inside, mut stops) = (0_usize, 0_usize, 0_usize);
    for (before, line) in lines.iter().zip(lines.iter().skip(1)) {
        let (Some(head), Some(tail)) = (text.get(before.range.clone()), text.get(line.range.clone())) else { continue };
        if line.apart || is_row(head) || bullet_of(tail).is_some() {
            continue;
        }
        breaks += 1;
        let full = (least..=MAX_WRAP_CHARS).contains(&before.chars);
        inside += usize::from(full && goes_on(head, tail));
        stops += usize::from(head.contains(". "));
    }
    if narrow { inside >= 5 && inside * 5 >= breaks * 3 && stops > 0 } else { inside > 0 && inside * 5 >= breaks * 2 }
}

/// Whether `tail` goes on with the sentence that `head` left open.
fn goes_on(head: &str, tail: &str) -> bool {
    tail.chars().next().is_some_and(char::is_lowercase) && !head.ends_with(['.', '!', '?', ':', '”', '"'])
}

/// The lines of a text, gathered into units.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let lines = lines(text);
    let width = margin(&lines);
    let wrapped = is_wrapped(text, &lines, width);
    let mut units: Vec<Unit> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &lines {
        let words = text.get(line.range.clone()).unwrap_or_default();
        if let (Some(unit), Some(before)) = (units.last_mut(), before)
            && joins(text, unit, before, line, words, wrapped.then_some(width))
        {
            unit.attributed |=
                !unit.words.is_empty() && credits(text.get(unit.words.clone()).unwrap_or_default(), words);
            unit.words = if unit.words.is_empty() { line.range.clone() } else { unit.words.start..line.range.end };
            unit.whole.end = line.range.end;
            unit.lines.last = line.number;
        } else {
            units.push(unit_of(line, words));
        }
        before = Some(line);
    }
    units
}

fn unit_of(line: &Line, words: &str) -> Unit {
    let bullet = bullet_of(words).filter(|_| !is_ruled(words));
    Unit {
        whole: line.range.clone(),
        words: line.range.start + bullet.map_or(0, |(len, _)| len)..line.range.end,
        bullet: bullet.map(|(_, ordered)| Bullet { ordered, indent: line.indent }),
        lines: Lines { first: line.number, last: line.number },
        apart: line.apart,
        attributed: false,
    }
}

/// Whether a line is drawn, not written: at least three marks and no letter or digit.
pub(super) fn is_ruled(line: &str) -> bool {
    line.len() >= 3 && !line.chars().any(char::is_alphanumeric)
}

/// The length that full lines have: nine tenths of the lines are no longer.
fn margin(lines: &[Line]) -> usize {
    let mut chars: Vec<usize> = lines.iter().map(|line| line.chars).filter(|&chars| chars <= MAX_WRAP_CHARS).collect();
    chars.sort_unstable();
    chars.get(chars.len() * 9 / 10).copied().unwrap_or(MAX_WRAP_CHARS)
}

fn joins(text: &str, unit: &Unit, before: &Line, line: &Line, words: &str, width: Option<usize>) -> bool {
    if unit.words.is_empty() {
        return bullet_of(words).is_none();
    }
    let head = text.get(before.range.clone()).unwrap_or_default();
    if line.apart || is_row(head) || is_row(words) || is_ruled(head) || is_ruled(words) {
        return false;
    }
    if unit.bullet.is_none() && credits(head, words) {
        return true;
    }
    if bullet_of(words).is_some() {
        return false;
    }
    if unit.bullet.is_some_and(|bullet| line.indent >= bullet.indent + 2) {
        return true;
    }
    match width {
        // Three quarters of the margin: a longer word would still have fitted on a line that is shorter.
        Some(width) => before.chars * 4 >= width * 3 && before.chars <= MAX_WRAP_CHARS || goes_on(head, words),
        None => before.chars >= MIN_WRAP_CHARS && goes_on(head, words),
    }
}
