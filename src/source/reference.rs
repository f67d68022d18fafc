use std::fmt;

use serde::{Deserialize, Serialize};

/// A date as precise as it is known: `2021`, `2021-12` or `2021-12-15`. Orders by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Issued(String);

impl Issued {
    /// A date from its parts; nothing where the parts are no date of the years 1000 to 2999.
    #[must_use]
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        if !(1000..3000).contains(&year) {
            return None;
        }
        match (month, day) {
            (None, None) => Some(Self(format!("{year:04}"))),
            (Some(month), None) => (1..=12).contains(&month).then(|| Self(format!("{year:04}-{month:02}"))),
            (Some(month), Some(day)) => {
                jiff::civil::Date::new(year, month, day).ok().map(|date| Self(date.to_string()))
            }
            (None, Some(_)) => None,
        }
    }

    /// As in ISO 8601, as far as known.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The year; 0 for a date that was deserialised from something else than a date.
    #[must_use]
    pub fn year(&self) -> i16 {
        self.0.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
    }
}

impl fmt::Display for Issued {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Bibliographic record of a source; the names follow CSL-JSON. What is unknown is `None` or empty, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reference {
    /// Title of the work.
    pub title: Option<String>,
    /// Authors in their order, as the source writes them.
    pub author: Vec<String>,
    /// Name of the site or publication (CSL `container-title`).
    pub container_title: Option<String>,
    /// Date of publication.
    pub issued: Option<Issued>,
    /// Address of the work, canonical where the page says so.
    #[serde(alias = "URL")]
    pub url: Option<String>,
    /// Address that the copy gives of itself, where it names a page of another site as the canonical one: a reprint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_url: Option<String>,
    /// BCP 47 tag of the language (`en`, `en-GB`).
    pub language: Option<String>,
    /// Date on which the copy was saved.
    pub accessed: Option<Issued>,
    /// Who posted the text on a forum; not its author.
    pub poster: Option<String>,
}

impl Reference {
    /// Fills what is unknown here from `other`.
    pub fn fill_from(&mut self, other: Self) {
        fn fill<T>(known: &mut Option<T>, other: Option<T>) {
            if known.is_none() {
                *known = other;
            }
        }
        fill(&mut self.title, other.title);
        if self.author.is_empty() {
            self.author = other.author;
        }
        fill(&mut self.container_title, other.container_title);
        fill(&mut self.issued, other.issued);
        fill(&mut self.url, other.url);
        fill(&mut self.own_url, other.own_url);
        fill(&mut self.language, other.language);
        fill(&mut self.accessed, other.accessed);
        fill(&mut self.poster, other.poster);
    }
}
