//! Metadata of a web page: what its head, its structured data and its marked-up date and author say of the work.
//!
//! In:  a parsed page. Out: a [`Reference`]; what the page does not say for certain stays empty.
//!
//! Always: one pass over the nodes, no selectors. In order of trust: the canonical link, JSON-LD, OpenGraph, other
//! `<meta>`, microdata, the date and author of the article's header. The address of a site's home page is never
//! that of an article.

mod collect;
mod json_ld;
mod title;

use collect::Collected;
use json_ld::Work;
use scraper::Html;

use super::{Issued, Reference, address, author, date, language};
use crate::text;

/// `<meta>` names of each part of a reference, most trusted first; lower case.
const TITLES: [&str; 7] =
    ["og:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "twitter:title", "title"];
const AUTHORS: [&str; 11] = [
    "author",
    "article:author",
    "article:author_name",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "parsely-author",
    "sailthru.author",
    "byl",
    "twitter:creator:name",
];
const ISSUED: [&str; 24] = [
    "article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "parsely-pub-date",
    "publish-date",
    "publish_date",
    "publication_date",
    "published",
    "published_time",
    "published-date",
    "pubdate",
    "sailthru.date",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "date",
    "created",
];
const MODIFIED: [&str; 6] =
    ["article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "revised"];
const SITES: [&str; 5] =
    ["og:site_name", "citation_journal_title", "application-name", "dc.publisher", "apple-mobile-web-app-title"];

/// The reference that a page gives.
#[must_use]
pub fn from_html(page: &Html) -> Reference {
    let collected = collect::collect(page);
    let canonical = collected.canonical.and_then(address::of_work);
    let work = json_ld::work(&collected.json_ld, canonical.as_deref());
    let named = collected.meta("og:url").and_then(address::of_work);
    let saved = collected.saved.url.as_deref().and_then(address::of_work);
    let elsewhere = |own: &&String| canonical.as_deref().is_some_and(|url| address::host(url) != address::host(own));
    let own_url = [&named, &saved].into_iter().flatten().find(elsewhere).cloned();
    let url = canonical.or(named).or_else(|| work.url.as_deref().and_then(address::of_work)).or(saved);
    let container_title = SITES
        .iter()
        .take(1)
        .find_map(|name| collected.meta(name))
        .map(title::site)
        .or_else(|| work.site.clone())
        .or_else(|| SITES.iter().skip(1).find_map(|name| collected.meta(name)).map(title::site))
        .filter(|site| !site.is_empty() && !site.contains("://"));
    Reference {
        title: title(&collected, &work, container_title.as_deref(), url.as_deref()),
        author: authors(&collected, &work),
        issued: issued(&collected, &work),
        language: collected
            .language
            .and_then(language::tag)
            .or_else(|| work.language.as_deref().and_then(language::tag))
            .or_else(|| {
                ["og:locale", "content-language", "language", "dc.language"]
                    .iter()
                    .find_map(|name| language::tag(collected.meta(name)?))
            }),
        container_title,
        url,
        own_url,
        accessed: collected.saved.accessed.as_deref().and_then(date::parse),
        poster: work.poster.first().cloned(),
    }
}

fn title(collected: &Collected<'_>, work: &Work, site: Option<&str>, url: Option<&str>) -> Option<String> {
    let known = title::Known {
        sites: site
            .into_iter()
            .chain(work.site.as_deref())
            .flat_map(|site| std::iter::once(title::letters(site)).chain(title::initials(site)))
            .collect(),
        host: url.and_then(address::host),
        headings: collected.headings.iter().map(|heading| text::collapse_white_space(heading)).collect(),
    };
    let named = TITLES.iter().filter_map(|name| collected.meta(name));
    let given =
        work.headline.as_deref().into_iter().chain(named).chain(work.name.as_deref()).chain(collected.title.as_deref());
    given
        .map(|given| title::of_work(given, &known))
        .find(|title| title::is_title(title, &known))
        .or_else(|| known.headings.iter().find(|heading| title::is_title(heading, &known)).cloned())
}

fn authors(collected: &Collected<'_>, work: &Work) -> Vec<String> {
    // Whoever has posted in a forum stands in its `<meta>` as the author too.
    if !work.authors.is_empty() || !work.poster.is_empty() {
        return work.authors.clone();
    }
    for name in AUTHORS {
        let mut names: Vec<String> = collected.all(name).flat_map(author::names).collect();
        names.dedup();
        if !names.is_empty() {
            return names;
        }
    }
    // A page that lists articles marks the authors of all of them.
    let mut marked: Vec<String> = collected.authors.iter().flat_map(|given| author::names(given)).collect();
    marked.dedup();
    if marked.len() <= MAX_MARKED_AUTHORS { marked } else { Vec::new() }
}

/// More marked-up authors than this belong to several articles.
const MAX_MARKED_AUTHORS: usize = 3;

fn issued(collected: &Collected<'_>, work: &Work) -> Option<Issued> {
    let read = |given: &str| date::parse(given).filter(|issued| issued.as_str() != "1970-01-01");
    work.published
        .as_deref()
        .and_then(read)
        .or_else(|| ISSUED.iter().flat_map(|name| collected.all(name)).find_map(read))
        .or_else(|| collected.dates.iter().find_map(|given| read(given)))
        .or_else(|| work.modified.as_deref().and_then(read))
        .or_else(|| MODIFIED.iter().flat_map(|name| collected.all(name)).find_map(read))
}

#[cfg(test)]
mod tests;
