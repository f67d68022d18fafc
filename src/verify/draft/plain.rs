use std::ops::Range;

use super::{Builder, Draft};

/// Reads plain text: paragraphs between empty lines, lines that begin with `>` as block quotes, `[^1]` as notes.
pub(super) fn read(text: &str) -> Draft {
    let mut builder = Builder::default();
    let mut quotes = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_start();
        let indent = line.len() - body.len();
        if body.is_empty() {
            builder.end();
            builder.open.quote = None;
            builder.note = None;
            continue;
        }
        let quoted = body.strip_prefix('>');
        if quoted.is_some() != builder.open.quote.is_some() {
            builder.end();
            quotes += u32::from(quoted.is_some());
            builder.open.quote = quoted.map(|_| quotes);
        }
        if quoted.is_some_and(|rest| rest.trim().is_empty()) {
            builder.end();
            continue;
        }
        let mut from = start + indent + usize::from(quoted.is_some());
        if let Some((label, length)) = note(body)
            && body.get(length..).is_some_and(|rest| rest.starts_with(':'))
        {
            builder.end();
            builder.note = Some(label.to_owned());
            from += length + 1;
        }
        push(&mut builder, text, from..at);
    }
    builder.end();
    builder.draft
}

/// The label of a note that `text` begins with, and its length.
fn note(text: &str) -> Option<(&str, usize)> {
    let label = text.strip_prefix("[^")?.split_once(']')?.0;
    (!label.is_empty() && label.len() <= 40).then_some((label, label.len() + 3))
}

fn push(builder: &mut Builder, text: &str, range: Range<usize>) {
    let mut from = range.start;
    while let Some(found) = text.get(from..range.end).and_then(|rest| rest.find("[^")) {
        let open = from + found;
        let Some((label, length)) = text.get(open..range.end).and_then(note) else {
            builder.open.text.push(text, from..open + 2);
            from = open + 2;
            continue;
        };
        builder.open.text.push(text, from..open);
        let at = builder.at();
        builder.open.notes.push((at, label.to_owned()));
        from = open + length;
    }
    builder.open.text.push(text, from..range.end);
}
