use std::borrow::Cow;

use super::{drop, is_inferred, quoted};
use crate::{
    clean::{Article, Block, BlockKind, CleanOptions, Section},
    text::{fold, words},
};

/// Longest title, in bytes.
const MAX_TITLE_BYTES: usize = 300;

/// Drops lines that repeat the title. An unknown title is the heading that the text begins with.
pub(super) fn drop_titles(article: &mut Article, options: &CleanOptions) {
    let title = article.reference.title.clone().or_else(|| {
        let first = article.kept().find(|block| block.section == Section::Body)?;
        begins(first, article).then(|| first.text.as_str().to_owned())
    });
    let Some(title) = title.filter(|title| title.len() <= MAX_TITLE_BYTES) else { return };
    let known = normal(&title);
    if known.is_empty() {
        return;
    }
    for block in article.blocks.iter_mut().filter(|block| block.is_kept()) {
        let text = block.text.as_str();
        let can_be = block.is_heading() || block.kind == BlockKind::Paragraph || is_inferred(block);
        if !can_be
            || text.len() > MAX_TITLE_BYTES
            || !(is(text, &known) || block.kind == BlockKind::Heading { level: 1 } && is_part(text, &known))
        {
            continue;
        }
        let evidence = format!("repeats the title: {}", quoted(text));
        drop(block, options, "title", evidence);
    }
    article.reference.title.get_or_insert(title);
}

/// Whether the first block is a title: the outermost heading, or a title-like first line where nothing is marked.
fn begins(first: &Block, article: &Article) -> bool {
    match first.kind {
        BlockKind::Heading { level: 1 } => true,
        BlockKind::Heading { .. } => is_inferred(first) && article.kept().nth(1).is_some(),
        _ => false,
    }
}

/// A line in the form in which words are compared; the mark of an answer (`Re:`) left out.
fn folded(line: &str) -> Cow<'_, str> {
    let line = line.trim_start();
    fold(line.strip_prefix("Re: ").or_else(|| line.strip_prefix("RE: ")).unwrap_or(line))
}

/// The words of a line.
fn normal(line: &str) -> Vec<String> {
    words(&folded(line)).map(|word| word.text.to_owned()).collect()
}

/// Whether a line is the title.
fn is(line: &str, title: &[String]) -> bool {
    words(&folded(line)).map(|word| word.text).eq(title.iter().map(String::as_str))
}

/// Whether a line is the title less the name of the site, which a page's head has before or after it.
fn is_part(line: &str, title: &[String]) -> bool {
    let line = normal(line);
    line.len() >= 3 && (title.starts_with(&line) || title.ends_with(&line))
}
