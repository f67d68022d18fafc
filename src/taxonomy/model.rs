use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// An identifier as written in the taxonomy.
            #[must_use]
            pub fn new(id: &str) -> Self {
                Self(id.to_owned())
            }

            /// As written in the taxonomy.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

id! {
    /// Identifier of a role: `po`, `pm`, `scrum-master`.
    RoleId
}
id! {
    /// Identifier of a topic: `backlog`, `strategy-vision`.
    TopicId
}

/// Who a passage can be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Role {
    /// Identifier.
    pub id: RoleId,
    /// Name for people: `Product Owner`.
    pub name: String,
    /// One sentence on what the role is.
    #[serde(default)]
    pub definition: String,
    /// The role that it is a kind of.
    #[serde(default)]
    pub parent: Option<RoleId>,
    /// Its words also name people outside the field ("developers", "stakeholders"), so that a passage is about the
    /// role only on stronger evidence.
    #[serde(default)]
    pub generic: bool,
    /// Words that always mean the role, singular; the plural and possessive are matched too.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Abbreviations that may mean something else (`PO`, `PM`).
    #[serde(default)]
    pub ambiguous: Vec<Ambiguous>,
    /// Phrases, or regular expressions between slashes, that also name the role; `{}` stands for any alias.
    #[serde(default)]
    pub include: Vec<String>,
    /// Phrases, or regular expressions between slashes, that hold an alias but do not mean the role
    /// (`{} course`, where `{}` stands for any alias).
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// An alias that means the role only in the right company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ambiguous {
    /// As written: `PO`.
    pub alias: String,
    /// What else it may stand for, as written out in a text: `purchase order`.
    #[serde(default)]
    pub rivals: Vec<String>,
    /// Words near it or in the document that speak for the role.
    #[serde(default)]
    pub with: Vec<String>,
    /// Words near it that speak against the role.
    #[serde(default)]
    pub without: Vec<String>,
}

/// What a passage can be about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Topic {
    /// Identifier.
    pub id: TopicId,
    /// Name for people.
    pub name: String,
    /// One sentence on what belongs to it.
    #[serde(default)]
    pub definition: String,
    /// Words that ask for the topic in a query (`duties` for responsibilities).
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Phrases and what each is worth as evidence, 0 to 1.
    #[serde(default)]
    pub phrases: Vec<Weighted>,
    /// Phrases in a heading and what each is worth.
    #[serde(default)]
    pub headings: Vec<Weighted>,
    /// Phrases that speak against the topic and how strongly.
    #[serde(default)]
    pub against: Vec<Weighted>,
}

/// A phrase and its weight as evidence. In TOML `["phrase", 0.8]`, or `"phrase"` with the weight 0.5.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "WrittenPhrase")]
pub struct Weighted {
    /// The phrase; a word ending in `*` matches any ending.
    pub phrase: String,
    /// 0 to 1.
    pub weight: f32,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a phrase is `\"words\"` or `[\"words\", weight]`")]
enum WrittenPhrase {
    Bare(String),
    Pair(String, f32),
    Table { phrase: String, weight: f32 },
}

impl From<WrittenPhrase> for Weighted {
    fn from(written: WrittenPhrase) -> Self {
        const BARE_WEIGHT: f32 = 0.5;
        match written {
            WrittenPhrase::Bare(phrase) => Self { phrase, weight: BARE_WEIGHT },
            WrittenPhrase::Pair(phrase, weight) | WrittenPhrase::Table { phrase, weight } => Self { phrase, weight },
        }
    }
}

impl Role {
    /// All that always means the role: the name, then the aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// The roles and topics in use.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// Roles, in the order of the files.
    pub roles: Vec<Role>,
    /// Topics, in the order of the files.
    pub topics: Vec<Topic>,
    /// BLAKE3 digest of the data, so that an index knows what it was tagged with.
    pub digest: String,
}
