//! Titles: the work's own out of what pages give, which often adds the site's name.

use crate::{source::entities, text};

/// What pages put between the title of a work and the name of the site.
const SEPARATORS: [&str; 10] = [" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » ", " « ", " / "];

/// A longer title is a description, in bytes.
const MAX_TITLE_BYTES: usize = 400;

/// What is known when a title is judged.
pub(super) struct Known {
    /// Names of the site, as [`letters`].
    pub(super) sites: Vec<String>,
    /// Host of the page.
    pub(super) host: Option<String>,
    /// Main headings of the page.
    pub(super) headings: Vec<String>,
}

/// Text with its character references decoded and white space normalised: pages encode twice.
pub(super) fn plain(given: &str) -> String {
    text::collapse_white_space(&entities::decode(given))
}

/// Name of a site as pages give it, less a separator that was left at an end of it.
pub(super) fn site(given: &str) -> String {
    let is_separator =
        |next: char| next.is_whitespace() || matches!(next, '|' | '-' | '–' | '—' | '·' | '•' | '»' | '«');
    plain(given).trim_matches(is_separator).to_owned()
}

/// First letters of the words of a name, folded: pages shorten their names so.
pub(super) fn initials(given: &str) -> Option<String> {
    let first: String = text::words(&plain(given)).filter_map(|word| word.text.chars().next()).collect();
    (first.chars().count() > 2).then(|| letters(&first))
}

/// The letters and digits alone, folded: "Mountain Goat" and "mountaingoat" are the same.
pub(super) fn letters(given: &str) -> String {
    text::fold(&plain(given)).chars().filter(|next| next.is_alphanumeric()).collect()
}

/// Whether it can be the title of a work: not a placeholder, not the site's name alone.
pub(super) fn is_title(title: &str, known: &Known) -> bool {
    const PLACEHOLDERS: [&str; 7] = ["untitled", "untitleddocument", "document", "home", "homepage", "index", "newtab"];
    let letters = letters(title);
    !letters.is_empty()
        && title.len() <= MAX_TITLE_BYTES
        && !PLACEHOLDERS.contains(&letters.as_str())
        && !title.contains("{{")
        && !known.sites.contains(&letters)
}

/// The title less the site's name, where that is known to be the site's: it is named elsewhere on the page, it is the
/// host's, or the rest is the page's main heading.
pub(super) fn of_work(given: &str, known: &Known) -> String {
    let given = plain(given);
    let splits = SEPARATORS
        .iter()
        .flat_map(|separator| given.match_indices(separator).map(|(at, separator)| (at, at + separator.len())));
    let mut splits: Vec<(usize, usize)> = splits.collect();
    splits.sort_unstable();
    let head_of = |(end, _): (usize, usize)| given.get(..end).unwrap_or_default().trim();
    let tail_of = |(_, start): (usize, usize)| given.get(start..).unwrap_or_default().trim();

    for &split in &splits {
        let is_heading = |part: &str| known.headings.iter().any(|heading| letters(heading) == letters(part));
        if is_heading(head_of(split)) && !is_site(head_of(split), known) {
            return head_of(split).to_owned();
        }
    }
    // The first cut whose whole tail is the site's name takes sections before the name with it only if they are part of it.
    if let Some(&split) = splits.iter().find(|&&split| is_site(tail_of(split), known)) {
        return head_of(split).to_owned();
    }
    if let Some(&split) = splits.first().filter(|&&split| is_site(head_of(split), known)) {
        return tail_of(split).to_owned();
    }
    given
}

fn is_site(part: &str, known: &Known) -> bool {
    let part = letters(part);
    if part.is_empty() {
        return false;
    }
    let of_host = known.host.as_deref().is_some_and(|host| {
        letters(host) == part || host.rsplit('.').skip(1).any(|label| label.len() > 3 && letters(label) == part)
    });
    of_host || known.sites.contains(&part)
}
