use super::{Block, Builder, Draft};
use crate::source::entities;

/// Elements that begin and end a block.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "figure",
    "figcaption",
    "table",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
    "body",
    "main",
    "hr",
];

/// Elements whose text is no prose.
const SKIPPED: &[&str] = &["script", "style", "head", "template", "pre", "noscript"];

/// Reads HTML by its tags, without mending it: a parser that mends does not say where a word stands in the file.
pub(super) fn read(text: &str) -> Draft {
    let mut builder = Builder::default();
    let mut state = State::default();
    let mut at = 0;
    while at < text.len() {
        let Some(rest) = text.get(at..) else { break };
        let next = rest.find(['<', '&']).unwrap_or(rest.len());
        if next > 0 {
            builder.open.text.push(text, at..at + next);
            at += next;
        } else if let Some((words, length)) = entities::at_start(rest) {
            builder.open.text.push_replaced(&words, at..at + length);
            at += length;
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            at += comment.find("-->").map_or(rest.len(), |end| end + 7);
        } else if let Some((tag, length)) = tag(rest) {
            at += length;
            let name =
                tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            let name = name.to_ascii_lowercase();
            if SKIPPED.contains(&name.as_str()) && !tag.starts_with('/') {
                let close = format!("</{name}");
                let lower = text.get(at..).unwrap_or_default().to_ascii_lowercase();
                at += lower.find(&close).unwrap_or(lower.len());
                builder.end();
            } else {
                state.tag(&mut builder, &name, tag);
            }
        } else {
            builder.open.text.push(text, at..at + 1);
            at += 1;
        }
    }
    builder.end();
    let mut draft = builder.draft;
    // A block whose id a link of the page points at is a note.
    let targets: Vec<String> =
        draft.blocks.iter().flat_map(|block| block.notes.iter().map(|(_, label)| label.clone())).collect();
    let (mut kept, mut ids) = (Vec::new(), state.ids.into_iter().peekable());
    for (number, block) in draft.blocks.into_iter().enumerate() {
        let mut label: Option<String> = None;
        while let Some((_, id)) = ids.next_if(|(at, _)| *at <= number) {
            label = targets.contains(&id).then_some(id).or(label);
        }
        match label {
            Some(label) => draft.notes.entry(label).or_default().push(block),
            None => kept.push(block),
        }
    }
    Draft { blocks: kept, notes: draft.notes }
}

#[derive(Default)]
struct State {
    quotes: u32,
    depth: u32,
    links: Vec<(usize, String)>,
    marked: Vec<usize>,
    /// Ids, each with the number of the block that it begins.
    ids: Vec<(usize, String)>,
}

impl State {
    fn tag(&mut self, builder: &mut Builder, name: &str, tag: &str) {
        let closes = tag.starts_with('/');
        if BLOCKS.contains(&name) {
            builder.end();
        }
        if name == "br" {
            let end = builder.open.text.span().map_or(0, crate::text::Span::end);
            builder.open.text.push_break(end);
        }
        if let Some(id) = attribute(tag, "id").filter(|_| !closes) {
            self.ids.push((builder.draft.blocks.len(), id));
        }
        let at = builder.at();
        match (name, closes) {
            ("blockquote", false) => {
                self.depth += 1;
                if self.depth == 1 {
                    self.quotes += 1;
                    builder.open = Block { quote: Some(self.quotes), cite: attribute(tag, "cite"), ..Block::default() };
                }
            }
            ("blockquote", true) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    builder.open = Block::default();
                }
            }
            ("q", false) => self.marked.push(at),
            ("q", true) => builder.open.quoted.extend(self.marked.pop().filter(|&from| from < at).map(|from| from..at)),
            ("a", false) => {
                let url = attribute(tag, "href").unwrap_or_default();
                match url.strip_prefix('#') {
                    Some(label) => builder.open.notes.push((at, label.to_owned())),
                    None => self.links.push((at, url)),
                }
            }
            ("a", true) => builder.open.links.extend(self.links.pop().map(|(from, url)| (from.min(at)..at, url))),
            _ => {}
        }
    }
}

/// What stands between the angle brackets that `text` begins with, and the bytes that they take.
fn tag(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('<')?;
    inner.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?')).then_some(())?;
    let end = inner.find('>')?;
    Some((inner.get(..end)?, end + 2))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.to_ascii_lowercase().find(&format!(" {name}="))? + name.len() + 2;
    let value = tag.get(start..)?;
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split_whitespace().next()?,
    };
    Some(entities::decode(value).into_owned())
}
