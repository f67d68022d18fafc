use serde::Serialize;

use super::{
    SCHEMA,
    layout::{Columns, plural},
    passage::PassageView,
    source::source_line,
    style::{DROPPED, EDITED, FAINT, KEPT, NAME, paint},
    visible::visible_line,
};
use crate::{
    clean::{Article, Block, BlockKind, Layer, Outcome},
    index::record::Source,
    text::{LineIndex, Lines, Span},
};

/// The rule of blocks that a person brought back.
pub(super) const RESTORED: &str = "restored";

/// A block of a source and what cleaning decided on it.
#[derive(Clone, Debug, Serialize)]
pub struct BlockView<'article> {
    /// `heading`, `paragraph`, `list-item`, …
    pub kind: &'static str,
    /// The decision.
    pub verdict: Outcome,
    /// The rule that made it.
    pub rule: &'static str,
    /// What the rule saw.
    pub evidence: &'article str,
    /// The block's words.
    pub text: &'article str,
    /// Which text `lines` and `bytes` count in; for a block dropped from an HTML page `raw`, the page's own source.
    pub layer: Layer,
    /// Lines of the layer.
    pub lines: Lines,
    /// Bytes of the layer; nothing for a block dropped from an HTML page.
    pub bytes: Option<Span>,
    /// What was cut out of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<EditView<'article>>,
    /// Whose words it has, where a post quotes somebody by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<&'article str>,
}

/// Words that were cut out of a block.
#[derive(Clone, Debug, Serialize)]
pub struct EditView<'article> {
    /// Where they stood in the layer; nothing for HTML.
    pub bytes: Option<Span>,
    /// The rule that cut them.
    pub rule: &'static str,
    /// The words.
    pub removed: &'article str,
}

/// The contract's `why`: the whole ledger of a source and its passages.
#[derive(Debug, Serialize)]
pub struct WhyView<'record> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// The source.
    pub source: &'record Source,
    /// Its blocks.
    pub blocks: Vec<BlockView<'record>>,
    /// Its passages with tags and evidence.
    pub passages: Vec<PassageView<'record>>,
}

/// The contract's `clean`: the article alone.
#[derive(Debug, Serialize)]
pub struct CleanView<'record> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// Identity of the source.
    pub id: &'record str,
    /// The source.
    pub source: &'record Source,
    /// The article as text.
    pub text: String,
    /// The article as Markdown.
    pub markdown: String,
    /// The blocks that stand in it.
    pub blocks: Vec<CleanBlock<'record>>,
}

/// A block of a clean article.
#[derive(Clone, Debug, Serialize)]
pub struct CleanBlock<'record> {
    /// `heading`, `paragraph`, `list-item`, …
    pub kind: &'static str,
    /// The block's words.
    pub text: &'record str,
    /// Lines of the layer.
    pub lines: Lines,
    /// Bytes of the layer.
    pub bytes: Option<Span>,
    /// Whose words it has, where a post quotes somebody by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<&'record str>,
}

impl<'record> WhyView<'record> {
    /// The ledger of `article` and its `passages`.
    #[must_use]
    pub fn new(source: &'record Source, article: &'record Article, passages: Vec<PassageView<'record>>) -> Self {
        Self { schema: SCHEMA, source, blocks: block_views(article), passages }
    }
}

impl<'record> CleanView<'record> {
    /// The article alone.
    #[must_use]
    pub fn new(source: &'record Source, article: &'record Article) -> Self {
        let blocks = block_views(article)
            .into_iter()
            .filter(|block| block.verdict != Outcome::Dropped)
            .map(|block| CleanBlock {
                kind: block.kind,
                text: block.text,
                lines: block.lines,
                bytes: block.bytes,
                speaker: block.speaker,
            })
            .collect();
        let (text, markdown) = (article.text(), article.markdown());
        Self { schema: SCHEMA, id: source.id.as_str(), source, text, markdown, blocks }
    }
}

fn block_views(article: &Article) -> Vec<BlockView<'_>> {
    let lines = LineIndex::new(&article.layer_text);
    let shown = article.blocks.iter().filter(|block| !block.text.is_empty());
    shown.map(|block| block_view(block, article.layer, &lines)).collect()
}

fn block_view<'article>(block: &'article Block, layer: Layer, lines: &LineIndex) -> BlockView<'article> {
    let bytes = block.text.span();
    BlockView {
        kind: kind_word(block.kind),
        verdict: block.verdict.outcome,
        rule: block.verdict.rule.0,
        evidence: &block.verdict.evidence,
        text: block.text.as_str(),
        layer: if bytes.is_some() { layer } else { Layer::Raw },
        lines: bytes.map_or(block.raw_lines, |bytes| lines.lines_of(bytes)),
        bytes,
        edits: block
            .edits
            .iter()
            .map(|edit| EditView { bytes: edit.span, rule: edit.rule.0, removed: &edit.removed })
            .collect(),
        speaker: block.quoted.as_ref().and_then(|quoted| quoted.speaker.as_deref()),
    }
}

pub(super) const fn kind_word(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading { .. } => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::ListItem { .. } => "list-item",
        BlockKind::TableRow { .. } => "table-row",
        BlockKind::Quote => "quote",
        BlockKind::Code => "code",
        BlockKind::Caption => "caption",
        BlockKind::Term => "term",
        BlockKind::Description => "description",
        BlockKind::Furniture => "furniture",
    }
}

/// The ledger for a terminal: a line a block, and under a block that is not simply kept the evidence.
///
/// With `only_changed`, blocks that stand as they were are left out; not those that a person brought back.
#[must_use]
pub fn ledger_text(article: &Article, only_changed: bool, columns: Columns) -> String {
    let mut page = String::new();
    for block in block_views(article) {
        if only_changed && block.verdict == Outcome::Kept && block.rule != RESTORED {
            continue;
        }
        let (mark, style, word) = match block.verdict {
            Outcome::Kept if block.rule == RESTORED => ('+', KEPT, "kept"),
            Outcome::Kept => (' ', KEPT, "kept"),
            Outcome::Dropped => ('-', DROPPED, "dropped"),
            Outcome::Edited => ('~', EDITED, "edited"),
        };
        let lines = if block.lines.first == block.lines.last {
            block.lines.first.to_string()
        } else {
            format!("{}–{}", block.lines.first, block.lines.last)
        };
        let text = columns.fit(&visible_line(block.text), 43);
        page.push_str(&format!(
            "{mark} {lines:>9}  {style}{word:<8}{style:#}{:<21} {text}\n",
            columns_of(block.rule, 21)
        ));
        if block.verdict != Outcome::Kept || block.rule == RESTORED {
            let evidence = columns.fit(&visible_line(block.evidence), 21);
            page.push_str(&format!("                     {}\n", paint(FAINT, &evidence)));
        }
        for edit in &block.edits {
            let cut = columns.fit(&format!("cut “{}” ({})", visible_line(edit.removed), edit.rule), 21);
            page.push_str(&format!("                     {}\n", paint(EDITED, &cut)));
        }
    }
    page
}

fn columns_of(text: &str, width: usize) -> String {
    Columns(width).fit(text, 0)
}

/// What stands above a ledger: the source's record, counts by verdict, damage.
#[must_use]
pub fn ledger_head(source: &Source, article: &Article, passages: usize, columns: Columns) -> String {
    let name = columns.fit(&visible_line(&source.name), 0);
    let used = name.chars().count() + 2;
    // A name that fills the line has the rest on the next one.
    let (gap, used) = if used + 12 > columns.0 { ("\n    ", 4) } else { ("  ", used) };
    let mut page = format!("{}{gap}{}\n", paint(NAME, &name), columns.fit(&source_line(source), used));
    let count = |outcome| article.blocks.iter().filter(|block| block.verdict.outcome == outcome).count() as u64;
    page.push_str(&format!(
        "{}: {} kept, {} edited, {} dropped; {}\n",
        plural(article.blocks.len() as u64, "block"),
        count(Outcome::Kept),
        count(Outcome::Edited),
        count(Outcome::Dropped),
        plural(passages as u64, "passage")
    ));
    let dropped = article.blocks.iter().any(|block| !block.is_kept());
    if article.layer == Layer::Article && dropped {
        page.push_str(
            &columns
                .wrap("Lines of what is dropped are the file's, all others those of the text that `clean` prints.", 0),
        );
    }
    if let Some(poster) = &source.poster {
        page.push_str(&format!("posted by {}, who is not taken for the author\n", visible_line(poster)));
    }
    for damage in &source.damage {
        let line = format!("damage: {} (line {}): {}", damage.kind, damage.lines.first, visible_line(&damage.detail));
        page.push_str(&columns.wrap(&paint(EDITED, &line), 0));
    }
    page.push('\n');
    page
}
