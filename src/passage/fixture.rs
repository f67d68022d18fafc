//! Articles for the tests of this stage, written as one line a block.

use crate::{
    clean::{Article, Block, BlockKind, Layer, Markup, Outcome, Post, RuleId, Section, Verdict},
    source::Reference,
    text::{Aligned, Lines},
};

use super::{Passage, SplitOptions, split};

/// Reads `# heading`, `- item`, `1. item`, `> quote`, `|! header | cells`, `| row | cells`, `^ caption`,
/// `x dropped block`, `x# dropped heading`, `@ poster` (a post begins), `~ reader` (a comment begins), `= code`,
/// and paragraphs.
pub(super) fn article(lines: &str) -> Article {
    let mut article = Article {
        reference: Reference::default(),
        layer: Layer::Raw,
        layer_text: lines.to_owned(),
        blocks: Vec::new(),
        posts: Vec::new(),
        damage: Vec::new(),
    };
    let mut section = Section::Body;
    let mut start = 0;
    for (number, line) in (1..).zip(lines.split('\n')) {
        let line_start = start;
        start += line.len() + 1;
        let (mark, words) = line.split_once(' ').unwrap_or((line, ""));
        let post = Post { poster: Some(words.to_owned()), ..Post::default() };
        let index = u32::try_from(article.posts.len()).unwrap_or_default();
        let (kind, kept) = match mark {
            "" => continue,
            "@" => {
                section = Section::Post(index);
                article.posts.push(post);
                continue;
            }
            "~" => {
                section = Section::Comment(index);
                article.posts.push(post);
                continue;
            }
            "#" | "##" | "###" => (BlockKind::Heading { level: u8::try_from(mark.len()).unwrap_or(1) }, true),
            "x#" => (BlockKind::Heading { level: 2 }, false),
            "x" => (BlockKind::Paragraph, false),
            "-" => (BlockKind::ListItem { depth: 0, ordered: false }, true),
            "--" => (BlockKind::ListItem { depth: 1, ordered: false }, true),
            "1." => (BlockKind::ListItem { depth: 0, ordered: true }, true),
            ">" => (BlockKind::Quote, true),
            "|!" => (BlockKind::TableRow { header: true }, true),
            "|" => (BlockKind::TableRow { header: false }, true),
            "^" => (BlockKind::Caption, true),
            "=" => (BlockKind::Code, true),
            _ => (BlockKind::Paragraph, true),
        };
        let is_plain = kind == BlockKind::Paragraph && kept;
        let words_start = if is_plain { line_start } else { line_start + mark.len() + 1 };
        let end = line_start + line.len();
        let outcome = if kept { Outcome::Kept } else { Outcome::Dropped };
        let mut text = Aligned::new();
        let mut cells = Vec::new();
        if matches!(kind, BlockKind::TableRow { .. }) {
            let mut at = words_start;
            for cell in lines.get(words_start..end).unwrap_or_default().split('|') {
                let cell_text = Aligned::of(lines, at..at + cell.len());
                at += cell.len() + 1;
                text.append(&cell_text);
                cells.push(text.as_str().len() - cell_text.as_str().len()..text.as_str().len());
            }
        } else {
            text = Aligned::of(lines, words_start..end);
        }
        article.blocks.push(Block {
            kind,
            text,
            section,
            quoted: None,
            verdict: Verdict { outcome, rule: RuleId("fixture"), evidence: String::new() },
            edits: Vec::new(),
            links: Vec::new(),
            cells,
            opens_quotation: false,
            uncut: None,
            markup: Markup::default(),
            raw_lines: Lines { first: number, last: number },
        });
    }
    article
}

pub(super) fn passages(lines: &str) -> Vec<Passage> {
    split(&article(lines), &SplitOptions::default())
}

/// The texts of the passages.
pub(super) fn texts(lines: &str) -> Vec<String> {
    passages(lines).into_iter().map(|passage| passage.text.as_str().to_owned()).collect()
}

/// `count` words, made of sentences of ten words.
pub(super) fn prose(count: usize) -> String {
    let mut text = String::new();
    for number in 1..=count {
        if number > 1 {
            text.push(' ');
        }
        text.push_str(if number % 10 == 1 { "Word" } else { "word" });
        if number % 10 == 0 || number == count {
            text.push('.');
        }
    }
    text
}
