//! Elements of HTML by what they mean for the text.

/// What an element is to the reader of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Tag {
    /// Flows within a line: `span`, `b`, `em`, unknown names.
    Inline,
    /// `a`.
    Anchor,
    /// A box without meaning: `div`, `center`, custom elements.
    Box,
    /// `section`.
    Section,
    /// `article`.
    Article,
    /// `main`.
    Main,
    /// `body`.
    Body,
    /// `html`.
    Html,
    /// `nav`, `menu`.
    Nav,
    /// `aside`.
    Aside,
    /// `header`, `hgroup`.
    Header,
    /// `footer`.
    Footer,
    /// `p`.
    Paragraph,
    /// `h1` to `h6`.
    Heading(u8),
    /// `ul`, `ol`, `dir`.
    List {
        /// `ol`.
        ordered: bool,
    },
    /// `li`.
    Item,
    /// `dl`.
    DefinitionList,
    /// `dt`.
    Term,
    /// `dd`.
    Description,
    /// `table`.
    Table,
    /// `tbody`, `thead`, `tfoot`, `colgroup`; the head is `true`.
    RowGroup {
        /// `thead`.
        head: bool,
    },
    /// `tr`.
    Row,
    /// `td`, `th`.
    Cell {
        /// `th`.
        head: bool,
    },
    /// `blockquote`.
    Quote,
    /// `pre`, `listing`, `xmp`.
    Preformatted,
    /// `figure`.
    Figure,
    /// `figcaption`, `caption`.
    Caption,
    /// `form`, `fieldset`.
    Form,
    /// `button`, `label`, `legend`, `output`, `input`: controls.
    Control,
    /// `details`, `summary`.
    Summary,
    /// `br`.
    Break,
    /// `hr`.
    Rule,
    /// `time`.
    Time,
    /// `noscript`.
    NoScript,
    /// Never part of the visible text: scripts, styles, frames, drawings, choices of a form.
    Unseen,
}

impl Tag {
    /// The meaning of a local name.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "a" => Self::Anchor,
            "div" | "center" | "address" | "details" | "dialog" | "search" | "multicol" => Self::Box,
            "section" => Self::Section,
            "article" => Self::Article,
            "main" => Self::Main,
            "body" => Self::Body,
            "html" => Self::Html,
            "nav" | "menu" => Self::Nav,
            "aside" => Self::Aside,
            "header" | "hgroup" => Self::Header,
            "footer" => Self::Footer,
            "p" => Self::Paragraph,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "ul" | "dir" => Self::List { ordered: false },
            "ol" => Self::List { ordered: true },
            "li" => Self::Item,
            "dl" => Self::DefinitionList,
            "dt" => Self::Term,
            "dd" => Self::Description,
            "table" => Self::Table,
            "thead" => Self::RowGroup { head: true },
            "tbody" | "tfoot" | "colgroup" => Self::RowGroup { head: false },
            "tr" => Self::Row,
            "td" => Self::Cell { head: false },
            "th" => Self::Cell { head: true },
            "blockquote" => Self::Quote,
            "pre" | "listing" | "xmp" | "plaintext" => Self::Preformatted,
            "figure" => Self::Figure,
            "figcaption" | "caption" => Self::Caption,
            "form" | "fieldset" => Self::Form,
            "button" | "legend" | "output" | "progress" | "meter" => Self::Control,
            "summary" => Self::Summary,
            "br" => Self::Break,
            "hr" => Self::Rule,
            "time" => Self::Time,
            "noscript" => Self::NoScript,
            "head" | "script" | "style" | "template" | "svg" | "iframe" | "object" | "embed" | "audio" | "video"
            | "canvas" | "map" | "select" | "textarea" | "datalist" | "input" | "img" | "picture" | "source"
            | "track" | "link" | "meta" | "title" | "base" | "noembed" | "noframes" | "applet" | "annotation"
            | "annotation-xml" | "option" => Self::Unseen,
            _ if name.contains('-') => Self::Box,
            _ => Self::Inline,
        }
    }

    /// What it is, in words for a person.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Inline => "a stretch of a line",
            Self::Anchor => "a link",
            Self::Box => "a box",
            Self::Section => "a section",
            Self::Article => "an article",
            Self::Main => "the main part",
            Self::Body | Self::Html => "the page",
            Self::Nav => "a menu",
            Self::Aside => "an aside",
            Self::Header => "a header",
            Self::Footer => "a footer",
            Self::Paragraph => "a paragraph",
            Self::Heading(_) => "a heading",
            Self::List { .. } => "a list",
            Self::Item => "a list item",
            Self::DefinitionList => "a list of definitions",
            Self::Term => "a term",
            Self::Description => "a description",
            Self::Table | Self::RowGroup { .. } => "a table",
            Self::Row => "a table row",
            Self::Cell { .. } => "a table cell",
            Self::Quote => "a quotation",
            Self::Preformatted => "a block of code",
            Self::Figure => "a figure",
            Self::Caption => "a caption",
            Self::Form => "a form",
            Self::Control => "a control",
            Self::Summary => "a fold",
            Self::Break | Self::Rule => "a break",
            Self::Time => "a time",
            Self::NoScript => "a stand-in for a script",
            Self::Unseen => "an unseen part",
        }
    }

    /// Whether the element ends the line of text before it.
    pub(super) const fn is_block(self) -> bool {
        !matches!(self, Self::Inline | Self::Anchor | Self::Break | Self::Time | Self::Unseen | Self::NoScript)
    }
}
