use std::collections::{BTreeMap, BTreeSet};

use crate::{
    clean::Article,
    index::{
        assign_names,
        record::{Source, SourceRecord},
    },
    source::{Capture, Reference, SourceId},
};

/// Which file holds which identity. A source is its URL where it is known; else its path below the root; where two
/// files claim the same, the one that has it keeps it, and the other goes by its path, so that none is lost.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    holders: BTreeMap<String, String>,
}

/// An identity that a file got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// The URL or path.
    pub text: String,
    /// The file that already has the URL, where this one goes by its path for that reason.
    pub rival: Option<String>,
}

impl Claims {
    /// What the sources of the index hold.
    pub(super) fn of<'record>(records: impl Iterator<Item = &'record SourceRecord>) -> Self {
        Self { holders: records.map(|record| (record.identity.clone(), record.location.clone())).collect() }
    }

    /// Gives the file at `location` an identity; what it held before is free.
    pub(super) fn claim(&mut self, location: &str, before: Option<&str>, url: Option<&str>, path: &str) -> Identity {
        if let Some(before) = before
            && self.holders.get(before).is_some_and(|holder| holder == location)
        {
            self.holders.remove(before);
        }
        let url = url.map(without_fragment).filter(|url| !url.is_empty());
        let rival = url.and_then(|url| self.holders.get(url)).cloned();
        let whole_path = format!("file:{location}");
        let wanted = [url, Some(path), Some(&whole_path)];
        let free = wanted.into_iter().flatten().find(|wanted| !self.holders.contains_key(*wanted));
        // Two files never have the same location, so the last resort is free.
        let text = free.unwrap_or(&whole_path).to_owned();
        self.holders.insert(text.clone(), location.to_owned());
        Identity { text, rival }
    }
}

/// The record that a capture would get in an index where nobody else claims its identity or its name.
#[must_use]
pub fn source_of(capture: &Capture, article: &Article) -> Source {
    let path = capture.origin.to_string();
    let url = address(&article.reference).map(without_fragment).filter(|url| !url.is_empty());
    let id = SourceId::of(url.unwrap_or(&path));
    let name = assign_names(&[&path], &BTreeSet::new()).pop().unwrap_or_default();
    Source::of(id, name, path, article.reference.clone(), article.damage.clone())
}

/// The address by which a source is known: its own, also where it names another as the canonical one. A reprint and
/// its original are two sources.
pub(super) fn address(reference: &Reference) -> Option<&str> {
    reference.own_url.as_deref().or(reference.url.as_deref())
}

/// A URL without the place inside the page; `#!` addresses a page of its own.
fn without_fragment(url: &str) -> &str {
    let url = url.trim();
    match url.split_once('#') {
        Some((page, fragment)) if !fragment.starts_with('!') => page,
        _ => url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(text: &str, rival: Option<&str>) -> Identity {
        Identity { text: text.to_owned(), rival: rival.map(str::to_owned) }
    }

    #[test]
    fn the_second_file_of_a_url_goes_by_its_path() {
        let mut claims = Claims::default();
        let url = Some("https://example.org/a#top");
        assert_eq!(claims.claim("/x/a.html", None, url, "a.html"), identity("https://example.org/a", None));
        assert_eq!(claims.claim("/x/b.html", None, url, "b.html"), identity("b.html", Some("/x/a.html")));
    }

    #[test]
    fn the_same_path_below_two_roots_is_two_sources() {
        let mut claims = Claims::default();
        assert_eq!(claims.claim("/x/a.txt", None, None, "a.txt"), identity("a.txt", None));
        assert_eq!(claims.claim("/y/a.txt", None, None, "a.txt"), identity("file:/y/a.txt", None));
    }

    #[test]
    fn a_file_that_is_read_again_keeps_its_identity() {
        let mut claims = Claims::default();
        let first = claims.claim("/x/a.txt", None, None, "a.txt");
        assert_eq!(claims.claim("/x/a.txt", Some(&first.text), None, "a.txt"), first);
    }
}
