use std::ops::Range;

use super::units::{Unit, is_ruled};
use crate::text::sentences;

/// What kind of heading a line looks like. Headings of one look are on one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Ends with a question mark.
    Question,
    /// Ends with a colon.
    Label,
    /// Ends with a short form in brackets: “Release Manager (RM)”.
    Name,
    /// Carries a number.
    Numbered,
    /// Marked by `#`, that many times.
    Marked(u8),
    /// Anything else.
    Line,
}

/// What a unit is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A ruled line, an ornament, a page number.
    Ruled,
    /// The ruled line under the head of a drawn table.
    Separator,
    Row {
        header: bool,
    },
    /// An item with a bullet or number.
    Item,
    /// An item told by the label at its head, or by its place after a lead-in.
    Unmarked,
    /// One turn of a dialogue.
    Turn,
    Heading(Look),
    Caption,
    Quotation,
    Prose,
}

const MAX_HEADING_WORDS: usize = 14;
const MAX_QUESTION_WORDS: usize = 22;
const MAX_LABEL_HEADING_WORDS: usize = 7;
const MAX_LABEL_WORDS: usize = 6;
/// Lines in a row that all look like headings are the items of a list from this many on.
const MIN_SHORT_RUN: usize = 4;
/// After a lead-in that ends with a colon, from this many on.
const MIN_LED_RUN: usize = 2;

/// What each unit is taken for.
pub(super) fn shapes(text: &str, units: &[Unit]) -> Vec<Shape> {
    let words: Vec<&str> = units.iter().map(|unit| text.get(unit.words.clone()).unwrap_or_default()).collect();
    let mut shapes: Vec<Shape> = units.iter().zip(&words).map(|(unit, words)| alone(unit, words)).collect();
    mark_tables(units, &words, &mut shapes);
    mark_labels(&words, &mut shapes);
    mark_numbered(&words, units, &mut shapes);
    mark_short_runs(units, &words, &mut shapes);
    mark_captions(units, &words, &mut shapes);
    settle_ends(units, &words, &mut shapes);
    shapes
}

/// What a unit looks like when nothing is known of its neighbours.
fn alone(unit: &Unit, words: &str) -> Shape {
    if !words.chars().any(char::is_alphabetic) && (is_ruled(words) || !words.contains(char::is_alphanumeric)) {
        return Shape::Ruled;
    }
    if unit.bullet.is_some() {
        return Shape::Item;
    }
    if unit.attributed || is_attributed_quotation(words) {
        return Shape::Quotation;
    }
    look(words).map_or(Shape::Prose, Shape::Heading)
}

/// Whether a unit is one quotation and nothing but its attribution after a dash.
fn is_attributed_quotation(words: &str) -> bool {
    let close = match words.chars().next() {
        Some('"') => '"',
        Some('“') => '”',
        Some('«') => '»',
        _ => return false,
    };
    let Some(end) = words.rfind(close).filter(|&end| end > 1) else { return false };
    let credit = words.get(end + close.len_utf8()..).unwrap_or_default().trim_start();
    credit.starts_with(['–', '—', '-', '―']) && credit.split_whitespace().count() <= 20
}

/// Share of the longer words that start with a capital, at least this much, in a title.
fn is_title_case(words: &str) -> bool {
    let (mut long, mut capital) = (0_usize, 0_usize);
    for word in words.split_whitespace() {
        if word.chars().count() >= 4 {
            long += 1;
            capital += usize::from(word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase()));
        }
    }
    capital * 5 >= long * 3
}

fn is_one_sentence(words: &str) -> bool {
    sentences(words).nth(1).is_none()
}

/// The look of a heading, for a line that can be one.
fn look(words: &str) -> Option<Look> {
    let hashes = words.bytes().take_while(|&byte| byte == b'#').count();
    if (1..=6).contains(&hashes) && words.get(hashes..).is_some_and(|rest| rest.starts_with(' ')) {
        return u8::try_from(hashes).ok().map(Look::Marked);
    }
    let first = words.chars().next()?;
    let count = words.split_whitespace().take(MAX_QUESTION_WORDS + 1).count();
    if count > MAX_QUESTION_WORDS || first.is_lowercase() || matches!(first, '"' | '“' | '(' | '[' | '@' | '–' | '—')
    {
        return None;
    }
    let last = words.chars().next_back()?;
    let look = match last {
        '?' => Look::Question,
        ':' if count <= 3 || count <= MAX_LABEL_HEADING_WORDS && is_title_case(words) => Look::Label,
        ')' if count <= 8 && ends_with_short_form(words) => Look::Name,
        '!' if count <= 8 && is_title_case(words) => Look::Line,
        ')' | '’' | '\'' | '"' | '”' | '+' | '%' | '™' | '®' if count <= MAX_HEADING_WORDS => Look::Line,
        _ if last.is_alphanumeric() && count <= MAX_HEADING_WORDS => Look::Line,
        _ => return None,
    };
    let plain = is_one_sentence(words) && !words.contains("://") && !words.contains('|') && !words.contains('@');
    plain.then_some(look)
}

/// Whether the last word is a short form in brackets that stands for the words before it.
fn ends_with_short_form(words: &str) -> bool {
    words.rsplit_once(" (").is_some_and(|(_, short)| {
        let short = short.trim_end_matches(')');
        (2..=6).contains(&short.len()) && short.chars().filter(|c| c.is_uppercase()).count() * 2 > short.len()
    })
}

/// The cells of a drawn row, as byte ranges of `words`: what stands between pipes, trimmed. An empty cell is empty.
pub(super) fn cells(words: &str) -> Vec<Range<usize>> {
    let inner = words.strip_prefix('|').unwrap_or(words);
    let start = words.len() - inner.len();
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut found = Vec::new();
    let mut at = start;
    for cell in inner.split('|') {
        let trimmed = cell.trim();
        let from = at + (cell.len() - cell.trim_start().len());
        found.push(if trimmed.is_empty() { at..at } else { from..from + trimmed.len() });
        at += cell.len() + 1;
    }
    found
}

fn is_separator(words: &str) -> bool {
    words.contains("--")
        && words.contains(['|', '+'])
        && words.chars().all(|c| matches!(c, '|' | '-' | ':' | '+' | '=' | ' ' | '\t'))
}

/// Finds runs of lines drawn with `|`: two or more with about as many cells, or one beside a separator.
fn mark_tables(units: &[Unit], words: &[&str], shapes: &mut [Shape]) {
    let drawn = |at: usize| words.get(at).is_some_and(|words| words.contains('|') || is_separator(words));
    let mut at = 0;
    while at < words.len() {
        if !drawn(at) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while drawn(end) && units.get(end).is_some_and(|unit| !unit.apart) {
            end += 1;
        }
        mark_table(words.get(at..end).unwrap_or_default(), shapes.get_mut(at..end).unwrap_or_default());
        at = end;
    }
}

fn mark_table(words: &[&str], shapes: &mut [Shape]) {
    let ruled = words.iter().any(|words| is_separator(words));
    let counts = || words.iter().filter(|words| !is_separator(words)).map(|words| cells(words).len());
    let (least, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
    if !ruled && (words.len() < 2 || least < 2 || most > least + 1) {
        return;
    }
    let head = words.iter().position(|words| is_separator(words)).unwrap_or(0);
    // A table with a frame of its own starts with a separator: its head is the row between the first two.
    let head = if head == 0 && ruled { 1 } else { head.wrapping_sub(1) };
    for (at, (words, shape)) in words.iter().zip(shapes).enumerate() {
        *shape = if is_separator(words) { Shape::Separator } else { Shape::Row { header: ruled && at == head } };
    }
}

/// The label at the head of a line such as “Release notes: written every week”, without the colon.
fn label_of(words: &str) -> Option<&str> {
    let (label, rest) = words.split_once(": ")?;
    let few = label.split_whitespace().take(MAX_LABEL_WORDS + 1).count() <= MAX_LABEL_WORDS;
    let plain = !label.contains(['.', '!', '?', ';', '"', '“', '/', '|']) && !label.is_empty();
    let capital = label.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_ascii());
    (few && plain && capital && !rest.trim().is_empty()).then_some(label)
}

/// Finds runs of two or more lines with a label at the head: items of a list, or turns of a dialogue where few
/// labels come again and again.
fn mark_labels(words: &[&str], shapes: &mut [Shape]) {
    let labelled = |at: usize, shapes: &[Shape]| {
        matches!(shapes.get(at), Some(Shape::Prose | Shape::Heading(Look::Line | Look::Question)))
            && words.get(at).copied().and_then(label_of).is_some()
    };
    let mut at = 0;
    while at < words.len() {
        let mut end = at;
        while labelled(end, shapes) {
            end += 1;
        }
        if end >= at + 2 {
            let run = words.get(at..end).unwrap_or_default();
            let mut labels: Vec<&str> = run.iter().copied().filter_map(label_of).collect();
            labels.sort_unstable();
            labels.dedup();
            let shape = if labels.len() * 2 <= run.len() { Shape::Turn } else { Shape::Unmarked };
            shapes.get_mut(at..end).unwrap_or_default().fill(shape);
        }
        at = end.max(at + 1);
    }
}

/// A numbered line is a heading, not an item, where it is short and its number's neighbours stand far away.
fn mark_numbered(words: &[&str], units: &[Unit], shapes: &mut [Shape]) {
    for at in 0..shapes.len() {
        let numbered = units.get(at).and_then(|unit| unit.bullet).is_some_and(|bullet| bullet.ordered);
        let followed = matches!(shapes.get(at + 1), Some(Shape::Prose | Shape::Quotation));
        let beside_item = at.checked_sub(1).and_then(|before| shapes.get(before)) == Some(&Shape::Item);
        let short = words.get(at).is_some_and(|words| {
            words.split_whitespace().count() <= 10 && is_title_case(words) && look(words).is_some()
        });
        if numbered
            && followed
            && short
            && !beside_item
            && let Some(shape) = shapes.get_mut(at)
        {
            *shape = Shape::Heading(Look::Numbered);
        }
    }
}

/// Short lines without a bullet, close together, that follow a lead-in or are too many to be headings, are items.
fn mark_short_runs(units: &[Unit], words: &[&str], shapes: &mut [Shape]) {
    let plain = |at: usize, shapes: &[Shape]| shapes.get(at) == Some(&Shape::Heading(Look::Line));
    let mut at = 0;
    while at < words.len() {
        let mut end = at;
        while plain(end, shapes) && (end == at || units.get(end).is_some_and(|unit| !unit.apart)) {
            end += 1;
        }
        let led = at.checked_sub(1).is_some_and(|before| {
            words.get(before).is_some_and(|words| words.ends_with(':'))
                && matches!(shapes.get(before), Some(Shape::Prose | Shape::Heading(Look::Label)))
        });
        let items = match end - at {
            run if led && run >= MIN_LED_RUN => at..end,
            run if run >= MIN_SHORT_RUN => at + 1..end,
            _ => at..at,
        };
        // The last of them is the heading of the paragraph that follows closely and is not set apart from it.
        let headed = !items.is_empty()
            && !led
            && shapes.get(end) == Some(&Shape::Prose)
            && units.get(end).is_some_and(|unit| !unit.apart);
        let items = items.start..items.end - usize::from(headed);
        shapes.get_mut(items).unwrap_or_default().fill(Shape::Unmarked);
        at = end.max(at + 1);
    }
}

fn names_a_table(words: &str) -> bool {
    words.split(|c: char| !c.is_alphanumeric()).any(|word| {
        ["table", "chart", "figure", "matrix", "comparison", "overview"]
            .iter()
            .any(|name| word.eq_ignore_ascii_case(name))
    })
}

/// The short line or lead-in right before a table is its caption, and a line before that which names a table.
fn mark_captions(units: &[Unit], words: &[&str], shapes: &mut [Shape]) {
    for at in 1..shapes.len() {
        let starts = matches!(shapes.get(at), Some(Shape::Row { .. } | Shape::Separator))
            && !matches!(shapes.get(at - 1), Some(Shape::Row { .. } | Shape::Separator));
        if !starts {
            continue;
        }
        let close = units.get(at).is_some_and(|unit| !unit.apart);
        let before = words.get(at - 1).copied().unwrap_or_default();
        let short = matches!(shapes.get(at - 1), Some(Shape::Heading(_)));
        let leads_in = shapes.get(at - 1) == Some(&Shape::Prose) && before.ends_with(':') && is_one_sentence(before);
        if !(short && (close || names_a_table(before)) || leads_in) {
            continue;
        }
        if let Some(shape) = shapes.get_mut(at - 1) {
            *shape = Shape::Caption;
        }
        if leads_in
            && let Some(above) = at.checked_sub(2)
            && matches!(shapes.get(above), Some(Shape::Heading(_)))
            && words.get(above).is_some_and(|words| names_a_table(words))
            && let Some(shape) = shapes.get_mut(above)
        {
            *shape = Shape::Caption;
        }
    }
}

/// A line that has nothing after it, and no heading before it, is a sentence without a full stop.
fn settle_ends(units: &[Unit], words: &[&str], shapes: &mut [Shape]) {
    let Some(last) = shapes.len().checked_sub(1) else { return };
    let others = shapes.iter().take(last).any(|shape| matches!(shape, Shape::Heading(_)));
    let short = words.get(last).is_some_and(|words| words.split_whitespace().count() < 3);
    let alone = units.len() == 1 || short || !others;
    if alone
        && let Some(shape @ Shape::Heading(Look::Line | Look::Label | Look::Question | Look::Name)) =
            shapes.get_mut(last)
    {
        *shape = Shape::Prose;
    }
}
