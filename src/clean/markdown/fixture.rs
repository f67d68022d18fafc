//! Texts for the tests of Markdown, what is made of them in a line a block, and what must hold of it.

use super::read;
use crate::{
    clean::{Article, Block, BlockKind, Outcome, Section, fixture},
    source::{Capture, MediaType},
};

pub(super) fn capture(text: &str) -> Capture {
    fixture::capture(MediaType::Markdown, text)
}

/// One line a block: kind, text, and the rule where it is not kept as it is.
pub(super) fn told(text: &str) -> Vec<String> {
    let article = read(&capture(text));
    check(&article).expect("the blocks are sound");
    article.blocks.iter().map(told_block).collect()
}

pub(super) fn told_block(block: &Block) -> String {
    let kind = match block.kind {
        BlockKind::Heading { level } => format!("h{level}"),
        BlockKind::Paragraph => "p".to_owned(),
        BlockKind::ListItem { depth, ordered } => format!("{}{depth}", if ordered { "ol" } else { "ul" }),
        BlockKind::TableRow { header } => if header { "th" } else { "tr" }.to_owned(),
        BlockKind::Quote => "quote".to_owned(),
        BlockKind::Code => "code".to_owned(),
        BlockKind::Caption => "caption".to_owned(),
        BlockKind::Term => "dt".to_owned(),
        BlockKind::Description => "dd".to_owned(),
        _ => "-".to_owned(),
    };
    let rule = match block.verdict.outcome {
        Outcome::Kept => String::new(),
        Outcome::Dropped => format!(" [{}]", block.verdict.rule),
        Outcome::Edited => format!(" [edited: {}]", block.verdict.rule),
    };
    format!("{kind}: {}{rule}", block.text.as_str())
}

/// What always holds of a draft.
pub(super) fn check(article: &Article) -> Result<(), String> {
    let layer = article.layer_text.as_str();
    let mut end = 0;
    for block in &article.blocks {
        let words = block.text.as_str();
        let mut at = 0;
        for run in block.text.runs() {
            if run.at as usize != at {
                return Err(format!("run at {} instead of {at} in {words:?}", run.at));
            }
            at += run.len as usize;
            let here = words.get(run.at as usize..at);
            let there = layer.get(run.source as usize..(run.source + run.source_len) as usize);
            if there.is_none() || here.is_none() || (run.verbatim && here != there) {
                return Err(format!("{here:?} is not {there:?}"));
            }
        }
        if at != words.len() || words.trim() != words || words.is_empty() {
            return Err(format!("the runs cover {at} bytes of {words:?}"));
        }
        let span = block.text.span().ok_or("a block without a span")?;
        if span.start() < end {
            return Err(format!("{words:?} starts at {} before {end}", span.start()));
        }
        end = span.end();
        let mut last = 0;
        for link in &block.links {
            if words.get(link.range.clone()).is_none_or(str::is_empty) || link.range.start < last {
                return Err(format!("a link at {:?} of {words:?}", link.range));
            }
            last = link.range.start;
        }
        for cell in &block.cells {
            if words.get(cell.clone()).is_none() {
                return Err(format!("a cell at {cell:?} of {words:?}"));
            }
        }
        if block.section != Section::Body || block.raw_lines.first > block.raw_lines.last {
            return Err("section or lines are wrong".to_owned());
        }
    }
    Ok(())
}
