use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Builder, Draft};

/// Reads Markdown with foot-notes, tables and front matter.
pub(super) fn read(text: &str) -> Draft {
    let options = Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut builder = Builder::default();
    let mut links: Vec<(usize, String)> = Vec::new();
    let (mut quotes, mut depth, mut skipping) = (0, 0_u32, false);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => {
                builder.end();
                skipping = true;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_)) => skipping = false,
            Event::Start(Tag::BlockQuote(_)) => {
                builder.end();
                depth += 1;
                if depth == 1 {
                    quotes += 1;
                    builder.open.quote = Some(quotes);
                }
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                builder.end();
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    builder.open.quote = None;
                }
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                builder.end();
                builder.note = Some(label.to_string());
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                builder.end();
                builder.note = None;
            }
            Event::Start(Tag::Link { dest_url, .. }) => links.push((builder.at(), dest_url.to_string())),
            Event::End(TagEnd::Link) => {
                if let Some((from, url)) = links.pop() {
                    let to = builder.at();
                    builder.open.links.push((from..to, url));
                }
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Image { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Image) => {}
            Event::Start(_) | Event::End(_) | Event::Rule => builder.end(),
            Event::Text(words) if !skipping => push(&mut builder, text, &words, range),
            Event::Code(words) if !skipping => {
                let from = builder.at();
                builder.open.text.push_replaced(&words, range);
                let to = builder.at();
                builder.open.code.push(from..to);
            }
            Event::SoftBreak | Event::HardBreak => builder.open.text.push(text, range),
            Event::FootnoteReference(label) => {
                let at = builder.at();
                builder.open.notes.push((at, label.to_string()));
            }
            _ => {}
        }
    }
    builder.end();
    builder.draft
}

fn push(builder: &mut Builder, text: &str, words: &str, range: Range<usize>) {
    if text.get(range.clone()) == Some(words) {
        builder.open.text.push(text, range);
    } else {
        builder.open.text.push_replaced(words, range);
    }
}
