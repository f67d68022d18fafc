use std::borrow::Cow;

use ego_tree::NodeRef;
use html5ever::{local_name, ns};
use scraper::{Html, Node, node::Element};

/// How many ancestors of a date or an author's name are asked where it stands.
const MAX_ANCESTORS: usize = 12;

/// How many headings, dates and authors are kept: the first ones are the article's.
const MAX_KEPT: usize = 8;

/// Longest heading, author or date that is gathered, in bytes.
const MAX_TEXT_BYTES: usize = 400;

/// What a page holds that says something of the work, as it stands there.
#[derive(Default)]
pub(super) struct Collected<'page> {
    meta: Vec<(Cow<'page, str>, &'page str)>,
    pub(super) json_ld: Vec<String>,
    pub(super) canonical: Option<&'page str>,
    pub(super) language: Option<&'page str>,
    pub(super) title: Option<String>,
    /// Texts of `<h1>`.
    pub(super) headings: Vec<String>,
    /// Dates marked up as the article's.
    pub(super) dates: Vec<String>,
    /// Names marked up as the article's authors.
    pub(super) authors: Vec<String>,
    pub(super) saved: Saved,
}

/// What the program that saved the page wrote into a comment.
#[derive(Default)]
pub(super) struct Saved {
    pub(super) url: Option<String>,
    pub(super) accessed: Option<String>,
}

impl<'page> Collected<'page> {
    /// The first value of a `<meta>` name.
    pub(super) fn meta(&self, name: &str) -> Option<&'page str> {
        self.meta.iter().find(|(key, _)| key == name).map(|(_, value)| *value)
    }

    /// All values of a `<meta>` name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'page str> + 'a {
        self.meta.iter().filter(move |(key, _)| key == name).map(|(_, value)| *value)
    }
}

pub(super) fn collect(page: &Html) -> Collected<'_> {
    let mut collected = Collected::default();
    for node in page.tree.nodes() {
        match node.value() {
            Node::Element(element) if element.name.ns == ns!(html) => collected.element(node, element),
            Node::Comment(comment) => collected.comment(comment),
            _ => {}
        }
    }
    collected
}

fn attribute<'page>(element: &'page Element, name: &str) -> Option<&'page str> {
    element.attr(name).map(str::trim).filter(|value| !value.is_empty())
}

impl<'page> Collected<'page> {
    fn element(&mut self, node: NodeRef<'page, Node>, element: &'page Element) {
        match element.name.local {
            local_name!("meta") => self.meta_element(element),
            local_name!("link") => {
                let relation = attribute(element, "rel").unwrap_or_default();
                if self.canonical.is_none() && relation.eq_ignore_ascii_case("canonical") {
                    self.canonical = attribute(element, "href");
                }
            }
            local_name!("html") => {
                self.language = self.language.or(attribute(element, "lang")).or(attribute(element, "xml:lang"));
            }
            local_name!("title") if self.title.is_none() => self.title = Some(text_of(node)),
            local_name!("h1") if self.headings.len() < MAX_KEPT => {
                let heading = text_of(node);
                if !heading.trim().is_empty() {
                    self.headings.push(heading);
                }
            }
            local_name!("script") => {
                if attribute(element, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json")) {
                    let script = node.children().filter_map(|child| child.value().as_text());
                    self.json_ld.push(script.map(|text| &**text).collect());
                }
            }
            _ => self.marked_up(node, element),
        }
    }

    fn meta_element(&mut self, element: &'page Element) {
        let Some(value) = attribute(element, "content") else { return };
        for key in ["property", "name", "http-equiv", "itemprop"] {
            let Some(name) = attribute(element, key) else { continue };
            let name = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                Cow::Owned(name.to_ascii_lowercase())
            } else {
                Cow::Borrowed(name)
            };
            self.meta.push((name, value));
        }
    }

    /// Microdata, `<time>` and `rel=author` of the article's own header.
    fn marked_up(&mut self, node: NodeRef<'page, Node>, element: &'page Element) {
        let is_time = element.name.local == local_name!("time");
        let mut property = None;
        let mut relation = None;
        for (name, value) in &element.attrs {
            match name.local {
                local_name!("itemprop") => property = Some(&**value),
                local_name!("rel") => relation = Some(&**value),
                _ => {}
            }
        }
        let published = property == Some("datePublished");
        let by = property == Some("author")
            || relation.is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel == "author"));
        if (published || is_time) && self.dates.len() < MAX_KEPT {
            let place = place(node);
            let own = published || element.attr("pubdate").is_some() || place == Place::Header;
            if own && place != Place::Elsewhere && !element.attr("class").unwrap_or_default().contains("updated") {
                let given = attribute(element, "datetime").or(attribute(element, "content")).map(str::to_owned);
                self.dates.push(given.unwrap_or_else(|| text_of(node)));
            }
        } else if by && self.authors.len() < MAX_KEPT && place(node) != Place::Elsewhere {
            let given = attribute(element, "content").map(str::to_owned);
            self.authors.push(given.unwrap_or_else(|| text_of(node)));
        }
    }

    fn comment(&mut self, comment: &str) {
        let comment = comment.trim_start();
        if let Some(rest) = comment.strip_prefix("saved from url=(") {
            // The number in brackets is the length of the address.
            self.saved.url =
                rest.split_once(')').and_then(|(_, rest)| rest.split_whitespace().next()).map(str::to_owned);
        } else if comment.starts_with("Page saved with SingleFile") {
            for line in comment.lines().map(str::trim) {
                if let Some(url) = line.strip_prefix("url:") {
                    self.saved.url = Some(url.trim().to_owned());
                } else if let Some(saved) = line.strip_prefix("saved date:") {
                    self.saved.accessed = Some(saved.split('(').next().unwrap_or_default().trim().to_owned());
                }
            }
        } else if let Some(rest) = comment.strip_prefix("Mirrored from ") {
            let (place, by) = rest.split_once(" by ").unwrap_or((rest, ""));
            self.saved.url = Some(format!("http://{}", place.trim()));
            self.saved.accessed = by.rsplit_once("], ").map(|(_, date)| date.trim().to_owned());
        }
    }
}

/// Where in a page a date or a name stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the header of an article, or in what a theme names as its line of author and date.
    Header,
    /// In the page's text.
    Text,
    /// In a comment, a side bar, a list of other articles.
    Elsewhere,
}

fn place(node: NodeRef<'_, Node>) -> Place {
    const HEADER_WORDS: [&str; 12] = [
        "byline",
        "dateline",
        "entry-meta",
        "post-meta",
        "article-meta",
        "entry-header",
        "post-header",
        "article-header",
        "entry-date",
        "post-date",
        "published",
        "publish-date",
    ];
    const ELSEWHERE_WORDS: [&str; 12] = [
        "comment", "related", "sidebar", "widget", "recent", "teaser", "card", "footer", "reply", "popular", "archive",
        "listing",
    ];
    let mut place = Place::Text;
    for ancestor in std::iter::once(node).chain(node.ancestors()).take(MAX_ANCESTORS) {
        let Some(element) = ancestor.value().as_element() else { continue };
        match element.name.local {
            local_name!("aside") | local_name!("nav") | local_name!("footer") => return Place::Elsewhere,
            local_name!("header") => place = Place::Header,
            // Theme names of the whole page ("has-sidebar") say nothing of this part of it.
            local_name!("body") | local_name!("main") => break,
            _ => {}
        }
        for name in [element.attr("class"), element.attr("id")].into_iter().flatten() {
            if ELSEWHERE_WORDS.iter().any(|word| name.contains(word)) {
                return Place::Elsewhere;
            }
            if HEADER_WORDS.iter().any(|word| name.contains(word)) {
                place = Place::Header;
            }
        }
    }
    place
}

/// The text inside an element, up to a bound.
fn text_of(node: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        if let Some(piece) = inner.value().as_text() {
            text.push_str(piece);
            text.push(' ');
            if text.len() > MAX_TEXT_BYTES {
                break;
            }
        }
    }
    text
}
