//! JSON-LD: the work that a page's structured data describes, in the terms of schema.org.

use std::collections::BTreeMap;

use serde_json::Value;

use super::title;
use crate::source::{address, author};

/// Larger scripts hold catalogues, not the description of one article, in bytes.
const MAX_SCRIPT_BYTES: usize = 1 << 20;

/// How many objects are looked at.
const MAX_OBJECTS: usize = 2000;

/// Types of schema.org that are an article.
const ARTICLES: [&str; 15] = [
    "Article",
    "BlogPosting",
    "NewsArticle",
    "TechArticle",
    "ScholarlyArticle",
    "Report",
    "OpinionNewsArticle",
    "AnalysisNewsArticle",
    "BackgroundNewsArticle",
    "ReportageNewsArticle",
    "AdvertiserContentArticle",
    "Review",
    "HowTo",
    "LiveBlogPosting",
    "APIReference",
];

/// Types whose author has posted, not written an article.
const POSTS: [&str; 4] = ["DiscussionForumPosting", "SocialMediaPosting", "Question", "QAPage"];

/// Types of whole pages: less sure of headline and author, but dated.
const PAGES: [&str; 5] = ["WebPage", "ItemPage", "AboutPage", "FAQPage", "MedicalWebPage"];

/// What the structured data says of the work.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// Headline of an article.
    pub(super) headline: Option<String>,
    /// Name of the page; often ends in the site's.
    pub(super) name: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) poster: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) site: Option<String>,
}

/// The work among all objects of a page's scripts: an article before a post before a page; among equals the one whose
/// address is the page's, else the first.
pub(super) fn work(scripts: &[String], canonical: Option<&str>) -> Work {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let objects = objects(&values);
    let by_id: BTreeMap<&str, &Value> = objects
        .iter()
        .filter(|object| object.get("@type").is_some())
        .filter_map(|object| Some((object.get("@id")?.as_str()?, *object)))
        .collect();
    let mut work = Work::default();
    for (rank, types) in [ARTICLES.as_slice(), &POSTS, &PAGES].into_iter().enumerate() {
        let of_type = || objects.iter().filter(|object| is_a(object, types));
        let chosen = of_type().find(|object| canonical.is_some() && url(object).as_deref() == canonical);
        let Some(object) = chosen.or_else(|| of_type().next()) else { continue };
        work.fill(object, &by_id, rank);
    }
    let named = |types: &[&str]| {
        objects.iter().filter(|object| is_a(object, types)).find_map(|object| text(object.get("name")?))
    };
    work.site = work.site.or_else(|| named(&["WebSite"]));
    work
}

impl Work {
    fn fill(&mut self, object: &Value, by_id: &BTreeMap<&str, &Value>, rank: usize) {
        fn fill(known: &mut Option<String>, other: Option<String>) {
            if known.is_none() {
                *known = other;
            }
        }
        let get = |key: &str| object.get(key).and_then(text);
        let name = get("name").map(|name| title::plain(&name));
        if rank < 2 {
            fill(&mut self.headline, get("headline").map(|headline| title::plain(&headline)).or(name));
        } else {
            fill(&mut self.name, name);
        }
        let names = object.get("author").map(|author| people(author, by_id)).unwrap_or_default();
        let known = if rank == 1 { &mut self.poster } else { &mut self.authors };
        if known.is_empty() {
            *known = names;
        }
        fill(&mut self.published, get("datePublished").or_else(|| get("dateCreated")));
        fill(&mut self.modified, get("dateModified"));
        fill(&mut self.url, url(object));
        fill(&mut self.language, get("inLanguage"));
        let site = ["isPartOf", "publisher"].iter().find_map(|key| {
            let within = resolved(object.get(*key)?, by_id);
            let is_site = *key == "publisher" || is_a(within, &["WebSite", "Periodical", "Blog", "PublicationIssue"]);
            is_site.then(|| text(within.get("name")?))?
        });
        fill(&mut self.site, site.map(|site| title::site(&site)));
    }
}

/// The value of a script. Pages wrap it in comments and break lines inside its texts.
fn parse(script: &str) -> Option<Value> {
    if script.len() > MAX_SCRIPT_BYTES {
        return None;
    }
    let script = script.split_once("<![CDATA[").map_or(script, |(_, rest)| rest);
    let script = script.rsplit_once("]]>").map_or(script, |(rest, _)| rest);
    let start = script.find(['{', '['])?;
    let end = script.rfind(['}', ']'])?;
    let inner = script.get(start..=end)?;
    serde_json::from_str(inner).ok().or_else(|| {
        let repaired: String = inner.chars().map(|next| if next.is_control() { ' ' } else { next }).collect();
        serde_json::from_str(&repaired).ok()
    })
}

/// All objects that may be the work or be named by it, in order: graphs and lists opened, main entities followed.
fn objects(values: &[Value]) -> Vec<&Value> {
    let mut waiting: Vec<&Value> = values.iter().rev().collect();
    let mut objects = Vec::new();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(map) => {
                objects.push(value);
                if objects.len() > MAX_OBJECTS {
                    break;
                }
                let inner = ["mainEntityOfPage", "mainEntity", "@graph"].iter().filter_map(|key| map.get(*key));
                waiting.extend(inner.filter(|inner| inner.is_object() || inner.is_array()));
            }
            _ => {}
        }
    }
    objects
}

fn is_a(object: &Value, types: &[&str]) -> bool {
    let is_one = |value: &Value| {
        value.as_str().is_some_and(|name| types.contains(&name.rsplit(['/', ':']).next().unwrap_or(name)))
    };
    match object.get("@type") {
        Some(Value::Array(items)) => items.iter().any(is_one),
        Some(value) => is_one(value),
        None => false,
    }
}

/// A text, the text of a typed literal, or the first of a list of them.
fn text(value: &Value) -> Option<String> {
    let found = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => return items.iter().find(|item| !item.is_array()).and_then(text),
        Value::Object(map) => map.get("@value")?.as_str()?.trim().to_owned(),
        _ => return None,
    };
    (!found.is_empty()).then_some(found)
}

/// The object that a reference by `@id` names, else the value itself.
fn resolved<'a>(value: &'a Value, by_id: &BTreeMap<&str, &'a Value>) -> &'a Value {
    let value = value.as_array().and_then(|items| items.first()).unwrap_or(value);
    match value.get("@id").and_then(Value::as_str) {
        Some(id) if value.get("name").is_none() => by_id.get(id).copied().unwrap_or(value),
        _ => value,
    }
}

fn people(value: &Value, by_id: &BTreeMap<&str, &Value>) -> Vec<String> {
    let each: &[Value] = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    each.iter()
        .flat_map(|one| match resolved(one, by_id) {
            Value::String(names) => author::names(names),
            person => person.get("name").and_then(text).and_then(|name| author::name(&name)).into_iter().collect(),
        })
        .collect()
}

fn url(object: &Value) -> Option<String> {
    let candidates = [object.get("url"), object.get("mainEntityOfPage"), object.get("@id")];
    candidates.into_iter().flatten().find_map(|value| {
        let given = match value {
            Value::Object(map) => map.get("@id").or_else(|| map.get("url")).and_then(text)?,
            _ => text(value)?,
        };
        // `#article` names the object, not the page.
        address::of_work(given.split('#').next()?)
    })
}
