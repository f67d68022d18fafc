//! Platform rules: where forum and blog software puts the posts, their authors and dates, and the article.
//!
//! In:  the names of a page's elements. Out: the [`Platform`] that made it, if its rules are known. The rules are
//! data: `platforms.toml`, which also says how a rule is written.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::page::{Element, ElementId, Page};

/// One step of a selector: names that an element must have all of.
type Compound = Vec<u16>;

/// Alternatives of descendant steps: `.post .body, .message`.
#[derive(Clone, Debug, Default)]
pub(super) struct Selector(Vec<Vec<Compound>>);

impl Selector {
    /// Whether an element is selected.
    pub(super) fn matches(&self, page: &Page, at: ElementId) -> bool {
        self.rank(page, at).is_some()
    }

    /// Which alternative selects an element, counted from 0: the first are the surest.
    pub(super) fn rank(&self, page: &Page, at: ElementId) -> Option<usize> {
        let element = page.elements.get(at)?;
        if element.names == [0; 5] {
            return None;
        }
        self.0.iter().position(|steps| {
            let mut steps = steps.iter().rev();
            let Some(last) = steps.next() else { return false };
            if !has_all(page, element, last) {
                return false;
            }
            let mut above = page.ancestors(at).skip(1);
            steps.all(|step| above.by_ref().any(|(_, element)| has_all(page, element, step)))
        })
    }

    /// Whether there is nothing to match.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of last steps, to know quickly that a page has none.
    fn last_names(&self) -> impl Iterator<Item = u16> {
        self.0.iter().filter_map(|steps| steps.last()?.first().copied())
    }
}

fn has_all(page: &Page, element: &Element, names: &[u16]) -> bool {
    names.iter().all(|&name| page.has_name(element, name))
}

/// How one kind of software lays out its pages.
#[derive(Debug)]
pub(super) struct Platform {
    /// Its name, for evidence.
    pub(super) name: String,
    /// All of these select something on its pages.
    signs: Vec<Selector>,
    /// One post of a thread.
    pub(super) post: Selector,
    /// The words of a post, within it; the post itself where empty.
    pub(super) body: Selector,
    /// The poster's name, within a post.
    pub(super) author: Selector,
    /// The date, within a post.
    pub(super) date: Selector,
    /// Attributes of a post's element that name its poster.
    pub(super) author_in: Vec<String>,
    /// Attributes of a post's element that tell its date.
    pub(super) date_in: Vec<String>,
    /// What to leave out inside the words.
    pub(super) drop: Selector,
    /// The article, for software that makes articles.
    pub(super) article: Selector,
    /// No line with poster and date stands above a post in the text.
    pub(super) unsigned: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    signs: Vec<String>,
    #[serde(default)]
    post: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    date: String,
    #[serde(default, rename = "author-in")]
    author_in: Vec<String>,
    #[serde(default, rename = "date-in")]
    date_in: Vec<String>,
    #[serde(default)]
    drop: String,
    #[serde(default)]
    article: String,
    #[serde(default)]
    unsigned: bool,
}

#[derive(Deserialize)]
struct File {
    platform: Vec<Written>,
}

struct Rules {
    platforms: Vec<Platform>,
    ids: FxHashMap<String, u16>,
    /// Names that end in `*` or `+`: kind and beginning, and whether nothing but a number may follow.
    starts: Vec<Start>,
}

struct Start {
    name: String,
    numbered: bool,
    id: u16,
}

impl Start {
    fn matches(&self, name: &str) -> bool {
        let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
        name.strip_prefix(self.name.as_str()).is_some_and(|rest| !self.numbered || is_number(rest))
    }
}

#[derive(Default)]
struct Names {
    ids: FxHashMap<String, u16>,
    starts: Vec<Start>,
}

impl Names {
    fn id(&mut self, name: &str) -> u16 {
        let next = u16::try_from(self.ids.len()).expect("there are few names");
        let id = *self.ids.entry(name.to_owned()).or_insert(next);
        if id == next
            && let Some(start) = name.strip_suffix(['*', '+'])
        {
            self.starts.push(Start { name: start.to_owned(), numbered: name.ends_with('+'), id });
        }
        id
    }

    fn selector(&mut self, written: &str) -> Selector {
        let alternatives = written.split(',').map(str::trim).filter(|steps| !steps.is_empty());
        Selector(alternatives.map(|steps| steps.split_whitespace().map(|step| self.compound(step)).collect()).collect())
    }

    /// `.post.reply` is two names, `<shreddit-post` one.
    fn compound(&mut self, written: &str) -> Compound {
        let mut names = Vec::new();
        let mut start = 0;
        for (at, character) in written.char_indices().skip(1).chain([(written.len(), '.')]) {
            if matches!(character, '.' | '#' | '@' | '%' | '=' | '~') {
                names.push(self.id(written.get(start..at).unwrap_or_default()));
                start = at;
            }
        }
        names
    }
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("platforms.toml")).expect("`platforms.toml` is well formed");
    let mut names = Names::default();
    let platforms = file
        .platform
        .into_iter()
        .map(|written| Platform {
            signs: written.signs.iter().map(|sign| names.selector(sign)).collect(),
            post: names.selector(&written.post),
            body: names.selector(&written.body),
            author: names.selector(&written.author),
            date: names.selector(&written.date),
            drop: names.selector(&written.drop),
            article: names.selector(&written.article),
            author_in: written.author_in,
            date_in: written.date_in,
            name: written.name,
            unsigned: written.unsigned,
        })
        .collect();
    Rules { platforms, ids: names.ids, starts: names.starts }
});

/// The ids of a name (`.post`, `#content`) that some rule looks for.
pub(super) fn name_ids(name: &str) -> impl Iterator<Item = u16> {
    let exact = RULES.ids.get(name).copied();
    let begun = RULES.starts.iter().filter(move |start| start.matches(name)).map(|start| start.id);
    exact.into_iter().chain(begun)
}

/// The software that made a page: the first whose signs are all there and whose posts or article are.
pub(super) fn platform(page: &Page) -> Option<&'static Platform> {
    let mut seen: Vec<u16> = page.names.iter().flat_map(|names| names.known.iter().copied()).collect();
    seen.sort_unstable();
    seen.dedup();
    let may_match = |selector: &Selector| selector.last_names().any(|name| seen.binary_search(&name).is_ok());
    let selects =
        |selector: &Selector| may_match(selector) && (0..page.elements.len()).any(|at| selector.matches(page, at));
    RULES
        .platforms
        .iter()
        .find(|platform| platform.signs.iter().all(selects) && (selects(&platform.post) || selects(&platform.article)))
}
