//! Rendering: the kept blocks as one text, plain or Markdown.
//!
//! In:  an article. Out: what `clean` prints: body and posts in reading order, each post under a line with its poster
//! and date, what a post quotes behind `> ` under a line with the speaker; readers' comments apart, after them, and only where asked for.

mod lists;

use std::{fmt::Write as _, ops::Range};

use super::{Article, Block, BlockKind, Post, Section, furniture::names_year};
use lists::{Lists, Place, indented};

/// The text of an article and where in it each kept block stands (index of the block, bytes).
pub(super) struct Rendered {
    pub(super) text: String,
    pub(super) places: Vec<(usize, Range<usize>)>,
}

/// Whether two blocks stand on neighbouring lines, with no empty line between.
fn close(before: BlockKind, next: BlockKind) -> bool {
    matches!(
        (before, next),
        (BlockKind::ListItem { .. }, BlockKind::ListItem { .. })
            | (BlockKind::TableRow { .. }, BlockKind::TableRow { .. })
            | (BlockKind::Term, BlockKind::Description)
    )
}

/// The blocks of the body and of posts in reading order, then those of comments.
fn in_order(article: &Article, comments: bool) -> impl Iterator<Item = (usize, &Block)> {
    let kept = || article.blocks.iter().enumerate().filter(|(_, block)| block.is_kept());
    let is_comment = |block: &Block| matches!(block.section, Section::Comment(_));
    kept()
        .filter(move |(_, block)| !is_comment(block))
        .chain(kept().filter(move |(_, block)| comments && is_comment(block)))
}

/// The line above a block with which a post begins: poster, date.
fn post_line(article: &Article, before: Option<&Block>, block: &Block) -> Option<String> {
    let is_first = before.is_none_or(|before| before.section != block.section);
    let post = post_of(article, block.section).filter(|post| is_first && !post.unsigned)?;
    // “8 months ago” and “May 3” say when only on the day the page was saved.
    let shown = post.dated.clone().filter(|dated| post.issued.is_none() || names_year(dated));
    let dated = shown.or_else(|| post.issued.as_ref().map(ToString::to_string));
    let line = [post.poster.clone(), dated].into_iter().flatten().collect::<Vec<_>>().join(", ");
    (!line.is_empty()).then_some(line)
}

fn post_of(article: &Article, section: Section) -> Option<&Post> {
    match section {
        Section::Body => None,
        Section::Post(index) | Section::Comment(index) => article.posts.get(usize::try_from(index).ok()?),
    }
}

/// The article as plain text.
pub(super) fn plain(article: &Article, comments: bool) -> Rendered {
    let mut rendered = Rendered { text: String::new(), places: Vec::new() };
    let mut before: Option<&Block> = None;
    let mut lists = Lists::default();
    for (index, block) in in_order(article, comments) {
        let text = &mut rendered.text;
        let place = lists.place(before, block);
        if before.is_some() {
            text.push_str(if place.is_close { "\n" } else { "\n\n" });
        }
        if let Some(line) = post_line(article, before, block) {
            text.push_str(&line);
            text.push_str("\n\n");
        }
        if block.quoted.is_some() {
            if let Some(line) = quoted_line(before, block) {
                text.push_str(QUOTED);
                text.push_str(&line);
                text.push_str("\n\n");
            }
            text.push_str(QUOTED);
        }
        let indent = "  ".repeat(place.depth);
        text.push_str(&indent);
        if matches!(block.kind, BlockKind::ListItem { .. }) {
            text.push_str("- ");
        }
        let start = text.len();
        if block.kind == BlockKind::Code {
            let code = indented(&code(block, &article.layer_text), &indent);
            text.push_str(&quoted_lines(&code, block.quoted.is_some()));
        } else {
            push_words(text, block, &article.layer_text, &format!("\n\n{indent}  "));
        }
        rendered.places.push((index, start..text.len()));
        before = Some(block);
    }
    rendered
}

/// What stands before somebody's words that a post quotes.
pub(super) const QUOTED: &str = "> ";

/// The line above somebody's words that a post quotes, where they begin.
fn quoted_line(before: Option<&Block>, block: &Block) -> Option<String> {
    let goes_on = before.is_some_and(|before| before.section == block.section && before.quoted == block.quoted);
    let quoted = block.quoted.as_ref().filter(|_| !goes_on)?;
    quoted.label.clone().or_else(|| Some(format!("{}:", quoted.speaker.as_ref()?)))
}

/// What stands between two cells in plain text.
pub(super) const CELL_GAP: &str = " | ";

/// The words of a block; the cells of a row with a pipe between them, `paragraph` before the second paragraph of an item.
fn push_words(text: &mut String, block: &Block, layer: &str, paragraph: &str) {
    let words = block.text.as_str();
    let mut at = 0;
    let gaps = gaps(block).map(|gap| (gap, CELL_GAP));
    let paragraphs = paragraph_ends(block, layer).into_iter().map(|end| (end, paragraph));
    for (gap, between) in gaps.chain(paragraphs) {
        text.push_str(words.get(at..gap.start).unwrap_or_default());
        text.push_str(between);
        at = gap.end;
    }
    text.push_str(words.get(at..).unwrap_or_default());
}

/// The spaces in the words of a list item or description that stand for an empty line: the item has several paragraphs.
fn paragraph_ends(block: &Block, layer: &str) -> Vec<Range<usize>> {
    if !matches!(block.kind, BlockKind::ListItem { .. } | BlockKind::Description) {
        return Vec::new();
    }
    let runs = block.text.runs();
    let between = runs.iter().enumerate().filter(|(_, run)| !run.verbatim && run.len == 1);
    let ends = between.filter_map(|(number, run)| {
        let before = number.checked_sub(1).and_then(|before| runs.get(before))?;
        let next = runs.get(number + 1)?;
        let source = layer.get((before.source + before.source_len) as usize..next.source as usize)?;
        let place = run.at as usize..(run.at + run.len) as usize;
        let mut lines = source.split('\n');
        // What ends the line before, and what stands before the words on theirs.
        lines.next();
        lines.next_back();
        let is_space = block.text.as_str().get(place.clone()) == Some(" ");
        (is_space && lines.any(|line| line.trim_matches([' ', '\t', '\r', '>']).is_empty())).then_some(place)
    });
    ends.collect()
}

/// The words of code in the lines of the layer, with the indents that remain when what all lines share is left out: code in
/// a list or behind the marks of a quotation has a margin.
fn code(block: &Block, layer: &str) -> String {
    let words = block.text.as_str();
    let mut lines: Vec<(&str, String)> = Vec::new();
    let first = block.text.span().and_then(|span| layer.get(..span.start())).map_or("", indent);
    let mut line = (first, String::new());
    let mut at = 0;
    for run in block.text.runs().iter().filter(|run| !run.verbatim) {
        let (start, end) = (run.at as usize, (run.at + run.len) as usize);
        let source = run.source as usize..(run.source + run.source_len) as usize;
        let Some(space) = layer.get(source).filter(|_| words.get(start..end) == Some(" ")) else { continue };
        line.1.push_str(words.get(at..start).unwrap_or_default());
        at = end;
        match space.matches('\n').count() {
            0 => line.1.push_str(if space.trim().is_empty() && !space.is_empty() { space } else { " " }),
            ends => {
                lines.push(std::mem::replace(&mut line, (indent(space), String::new())));
                lines.extend((1..ends).map(|_| ("", String::new())));
            }
        }
    }
    line.1.push_str(words.get(at..).unwrap_or_default());
    lines.push(line);
    let written = || lines.iter().filter(|(_, words)| !words.is_empty()).map(|(indent, _)| *indent);
    let margin = written().reduce(shared_start).map_or(0, str::len);
    let whole: Vec<String> =
        lines.iter().map(|(indent, words)| format!("{}{words}", indent.get(margin..).unwrap_or_default())).collect();
    whole.join("\n")
}

/// The white space at the end of `text`, as far as it is on the last line.
fn indent(text: &str) -> &str {
    text.get(text.trim_end().len()..).and_then(|space| space.rsplit('\n').next()).unwrap_or_default()
}

fn shared_start<'text>(one: &'text str, other: &str) -> &'text str {
    let len = one.bytes().zip(other.bytes()).take_while(|(left, right)| left == right).count();
    one.get(..len).unwrap_or_default()
}

/// Lines of code as they stand behind what marks a quotation, where they are one.
fn quoted_lines(code: &str, is_quoted: bool) -> String {
    if is_quoted { code.replace('\n', &format!("\n{QUOTED}")) } else { code.to_owned() }
}

/// The gaps between neighbouring cells that hold no pipe of their own.
pub(super) fn gaps(block: &Block) -> impl Iterator<Item = Range<usize>> {
    let words = block.text.as_str();
    block.cells.iter().zip(block.cells.iter().skip(1)).filter_map(move |(cell, next)| {
        let gap = cell.end..next.start;
        words.get(gap.clone()).is_some_and(|between| between == " ").then_some(gap)
    })
}

/// The article as Markdown, with its title.
pub(super) fn markdown(article: &Article) -> String {
    let mut text = String::new();
    if let Some(title) = &article.reference.title {
        text.push_str("# ");
        escape(&mut text, title);
    }
    let mut before: Option<&Block> = None;
    let mut lists = Lists::default();
    for (_, block) in in_order(article, false) {
        let place = lists.place(before, block);
        if !text.is_empty() {
            text.push_str(if place.is_close { "\n" } else { "\n\n" });
        }
        if let Some(line) = post_line(article, before, block) {
            text.push_str("## ");
            escape(&mut text, &line);
            text.push_str("\n\n");
        }
        if block.quoted.is_some() {
            if let Some(line) = quoted_line(before, block) {
                text.push_str(QUOTED);
                escape(&mut text, &line);
                text.push_str("\n\n");
            }
            if block.kind != BlockKind::Quote {
                text.push_str(QUOTED);
            }
        }
        push_markdown(&mut text, block, &article.layer_text, &place);
        before = Some(block);
    }
    text
}

/// What one list is indented by in another.
const LIST_INDENT: &str = "    ";

fn push_markdown(text: &mut String, block: &Block, layer: &str, place: &Place) {
    let indent = LIST_INDENT.repeat(place.depth);
    text.push_str(&indent);
    match block.kind {
        BlockKind::Heading { level } => {
            text.extend(std::iter::repeat_n('#', usize::from(level.clamp(1, 6))));
            text.push(' ');
            push_linked(text, block, 0..block.text.as_str().len());
        }
        BlockKind::ListItem { ordered, .. } => {
            if ordered {
                let _ = write!(text, "{}. ", place.number);
            } else {
                text.push_str("- ");
            }
            let mut at = 0;
            for end in paragraph_ends(block, layer) {
                push_linked(text, block, at..end.start);
                let _ = write!(text, "\n\n{indent}{LIST_INDENT}");
                at = end.end;
            }
            push_linked(text, block, at..block.text.as_str().len());
        }
        BlockKind::TableRow { .. } if !block.cells.is_empty() => {
            text.push('|');
            for cell in &block.cells {
                text.push(' ');
                push_linked(text, block, cell.clone());
                text.push_str(" |");
            }
            if !place.is_close {
                text.push_str("\n|");
                text.extend(std::iter::repeat_n(" --- |", block.cells.len()));
            }
        }
        BlockKind::Quote => {
            text.push_str("> ");
            push_linked(text, block, 0..block.text.as_str().len());
        }
        BlockKind::Code => {
            let code = code(block, layer);
            let fence = "`".repeat(longest_ticks(&code).max(2) + 1);
            let language = block.markup.language.as_deref().unwrap_or_default();
            let lines = indented(&format!("{fence}{language}\n{code}\n{fence}"), &indent);
            text.push_str(&quoted_lines(&lines, block.quoted.is_some()));
        }
        BlockKind::Term => {
            text.push_str("**");
            escape(text, block.text.as_str());
            text.push_str("**");
        }
        BlockKind::Description => {
            text.push_str(": ");
            push_linked(text, block, 0..block.text.as_str().len());
        }
        BlockKind::Caption => {
            text.push('*');
            escape(text, block.text.as_str());
            text.push('*');
        }
        _ => push_linked(text, block, 0..block.text.as_str().len()),
    }
}

/// How many backticks stand together at most.
fn longest_ticks(code: &str) -> usize {
    code.split(|mark| mark != '`').map(str::len).max().unwrap_or(0)
}

/// The words of `range` with the links in them.
fn push_linked(text: &mut String, block: &Block, range: Range<usize>) {
    let words = block.text.as_str();
    let mut at = range.start;
    for link in block.links.iter().filter(|link| link.range.start >= range.start && link.range.end <= range.end) {
        if link.range.start < at || !is_shown(&link.href) {
            continue;
        }
        escape(text, words.get(at..link.range.start).unwrap_or_default());
        text.push('[');
        escape(text, words.get(link.range.clone()).unwrap_or_default());
        let _ = write!(text, "]({})", link.href.replace(' ', "%20").replace('(', "%28").replace(')', "%29"));
        at = link.range.end;
    }
    escape(text, words.get(at..range.end).unwrap_or_default());
}

/// Whether a target may stand in Markdown: an address of the web, of mail or of the same page.
fn is_shown(href: &str) -> bool {
    let scheme = href.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '#', '?']));
    !href.contains(['\n', '\r', '<', '>'])
        && scheme
            .is_none_or(|scheme| ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}

fn escape(text: &mut String, words: &str) {
    for character in words.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|') {
            text.push('\\');
        }
        text.push(character);
    }
}

impl Article {
    /// The article as plain text: body and posts, a blank line between blocks, `- ` before list items.
    #[must_use]
    pub fn text(&self) -> String {
        plain(self, false).text
    }

    /// The article as Markdown, under its title.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown(self)
    }
}
