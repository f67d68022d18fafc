use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Damage, Edit, Outcome, Verdict};
use crate::{
    source::{Issued, Reference},
    text::{Aligned, Lines},
};

/// Which text offsets count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// The capture's own text: plain text and Markdown.
    Raw,
    /// The article's text, as `clean` prints it: HTML.
    Article,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockKind {
    /// A heading, level 1 (outermost) to 6.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// A paragraph.
    Paragraph,
    /// One item of a list, without its nested items.
    ListItem {
        /// Nesting, from 0.
        depth: u8,
        /// Whether the list is numbered.
        ordered: bool,
    },
    /// One row of a table; [`Block::cells`] tells the cells.
    TableRow {
        /// Whether the row names the columns.
        header: bool,
    },
    /// A paragraph of a block quote.
    Quote,
    /// Code, preformatted text.
    Code,
    /// Caption of a table or picture.
    Caption,
    /// A term of a definition list.
    Term,
    /// A description of a definition list.
    Description,
    /// What stands alone and is no prose: rules, bare links, buttons, menu entries.
    Furniture,
}

/// Which part of the page a block belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The article.
    #[default]
    Body,
    /// A post of a thread: index into [`Article::posts`].
    Post(u32),
    /// A reader's comment under an article: index into [`Article::posts`].
    Comment(u32),
}

/// Who wrote a post of a thread, or a comment, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Name of the poster as shown.
    pub poster: Option<String>,
    /// Date of the post.
    pub issued: Option<Issued>,
    /// The date, and what stands with it, as the page shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<String>,
    /// Whom the post quotes, as shown; several in the order of their quotations, with a comma and a space between.
    pub quotes: Option<String>,
    /// `clean` prints no line with poster and date above the post: where many edit the posts, as on question-and-answer sites, the page names
    /// below each all who did.
    #[serde(skip)]
    pub unsigned: bool,
}

/// That a block of a post, or a passage of it, is somebody else's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quoted {
    /// Who said them, as the page names them; nothing where it does not.
    pub speaker: Option<String>,
    /// The line in which the page says so.
    pub label: Option<String>,
}

/// A link inside a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Bytes of the block's text that are the link's words.
    pub range: Range<usize>,
    /// Target as written.
    pub href: String,
}

/// One heading, paragraph, list item, table row or quote, kept or not.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words, less markup, citation markers and what was edited out. Runs point into [`Article::layer_text`];
    /// a dropped block of an HTML page has none, for it does not stand in the article.
    pub text: Aligned,
    /// Which part of the page it belongs to.
    pub section: Section,
    /// Whose words it has, where a post quotes them.
    pub quoted: Option<Quoted>,
    /// Whether a block quotation of its own begins here: what stands before it is no part of that.
    pub opens_quotation: bool,
    /// What cleaning decided and why.
    pub verdict: Verdict,
    /// What was cut out of it, in order.
    pub edits: Vec<Edit>,
    /// What it was before a rule cut words out of it that the rule took for somebody else's; nothing where none did.
    pub uncut: Option<Box<Uncut>>,
    /// Links in `text`, in order.
    pub links: Vec<Link>,
    /// Cells of a table row, as byte ranges of `text`, in order; an empty cell is an empty range.
    pub cells: Vec<Range<usize>>,
    /// What the markup tells besides, as Markdown shows it.
    pub markup: Markup,
    /// Lines of the capture's text (for HTML: of the page's source) that it came from.
    pub raw_lines: Lines,
}

/// What the markup of the source tells of a block besides its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    /// The language of code, as the source names it (`rust`).
    pub language: Option<String>,
    /// The number of an item of a numbered list, where it does not follow from the item before: the first, or one that says its own.
    pub number: Option<u32>,
    /// The nesting of the list item that the block goes on with: its second paragraph, code in it.
    pub item: Option<u8>,
}

/// A block before its words were cut, so that a person can have them back.
#[derive(Clone, Debug)]
pub struct Uncut {
    /// Its words.
    pub text: Aligned,
    /// What was cut out of it all the same: citation markers.
    pub edits: Vec<Edit>,
    /// Links in `text`.
    pub links: Vec<Link>,
    /// Cells of a table row.
    pub cells: Vec<Range<usize>>,
}

impl Block {
    /// Puts back the words that were cut out of it, if any were.
    pub(super) fn undo_cuts(&mut self) {
        if let Some(uncut) = self.uncut.take() {
            let Uncut { text, edits, links, cells } = *uncut;
            (self.text, self.edits, self.links, self.cells) = (text, edits, links, cells);
        }
    }

    /// Whether it stands in the article.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        !matches!(self.verdict.outcome, Outcome::Dropped)
    }

    /// Whether it is a heading.
    #[must_use]
    pub const fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Heading { .. })
    }
}

/// The source after cleaning.
#[derive(Clone, Debug)]
pub struct Article {
    /// Bibliographic record, from sidecar, front matter, metadata and bylines.
    pub reference: Reference,
    /// Which text the blocks' runs index.
    pub layer: Layer,
    /// That text.
    pub layer_text: String,
    /// All blocks, kept and dropped, in reading order.
    pub blocks: Vec<Block>,
    /// Posts and comments that [`Section`]s point to.
    pub posts: Vec<Post>,
    /// What the copy has lost.
    pub damage: Vec<Damage>,
}

impl Article {
    /// The blocks that stand in the article, in reading order.
    pub fn kept(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.is_kept())
    }
}
