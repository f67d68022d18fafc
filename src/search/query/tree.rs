use std::{fmt, ops::Range};

/// A query as understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Nothing to look for: the string was empty or punctuation alone.
    Nothing,
    /// A word, in any of its forms.
    Word(String),
    /// A word that begins so.
    Prefix(String),
    /// A word that differs by a few letters.
    Fuzzy {
        /// As written.
        word: String,
        /// Letters that may differ, 1 or 2.
        distance: u8,
    },
    /// These words in this order, in exactly these forms; at least one.
    Phrase(Vec<String>),
    /// Two words or phrases, in exactly these forms and either order.
    Near {
        /// How many words the second may stand away from the first, 1 to [`Query::MAX_DISTANCE`].
        distance: u32,
        /// The words of the one.
        left: Vec<String>,
        /// The words of the other.
        right: Vec<String>,
    },
    /// Words in a field that is text.
    Text {
        /// [`Field::Title`] or [`Field::Heading`].
        field: Field,
        /// The words; at least one.
        words: Vec<String>,
        /// Whether they stand in this order and form.
        phrase: bool,
    },
    /// A value of a field that is no text.
    Value {
        /// Neither [`Field::Title`] nor [`Field::Heading`] nor [`Field::Year`].
        field: Field,
        /// As written, white space collapsed, no quotation marks.
        value: String,
    },
    /// Issued in these years, both ends included.
    Years {
        /// First year; none for all before.
        since: Option<i16>,
        /// Last year; none for all after.
        until: Option<i16>,
    },
    /// A question: the more of its words the better. Everything in it that is not a word, prefix or fuzzy word must hold.
    Best(Vec<Query>),
    /// All of these.
    All(Vec<Query>),
    /// At least one of these.
    Any(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
}

impl Query {
    /// Farthest that `NEAR/n` reaches, in words: longer than any passage is wide on purpose.
    pub const MAX_DISTANCE: u32 = 100;

    /// Whether there is nothing to look for.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// All of these, flattened.
    pub(super) fn all(parts: Vec<Self>) -> Self {
        Self::gather(parts, Self::All, |part| match part {
            Self::All(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// At least one of these, flattened.
    pub(super) fn any(parts: Vec<Self>) -> Self {
        Self::gather(parts, Self::Any, |part| match part {
            Self::Any(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// As many of these as may be.
    pub(super) fn best(parts: Vec<Self>) -> Self {
        Self::gather(parts, Self::Best, Err)
    }

    /// Not this; twice not is the thing itself.
    pub(super) fn not(self) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    fn gather(parts: Vec<Self>, join: fn(Vec<Self>) -> Self, flatten: fn(Self) -> Result<Vec<Self>, Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match flatten(part) {
                Ok(inner) => flat.extend(inner),
                Err(Self::Nothing) => {}
                Err(other) => flat.push(other),
            }
        }
        if flat.len() > 1 { join(flat) } else { flat.pop().unwrap_or(Self::Nothing) }
    }

    /// The query with each value of a field that `other` gives words for replaced by them: by all of them, but in a
    /// question, of which the more words the better.
    #[must_use]
    pub(in crate::search) fn with_values_replaced(
        self,
        other: &mut impl FnMut(Field, &str) -> Option<Vec<Self>>,
    ) -> Self {
        let each = |parts: Vec<Self>, other: &mut _| -> Vec<Self> {
            parts.into_iter().map(|part| part.with_values_replaced(other)).collect()
        };
        match self {
            Self::Best(parts) => {
                let of_part = |part: Self| match &part {
                    Self::Value { field, value } => other(*field, value).unwrap_or_else(|| vec![part]),
                    _ => vec![part.with_values_replaced(other)],
                };
                Self::best(parts.into_iter().flat_map(of_part).collect())
            }
            Self::All(parts) => Self::all(each(parts, other)),
            Self::Any(parts) => Self::any(each(parts, other)),
            Self::Not(inner) => inner.with_values_replaced(other).not(),
            Self::Value { field, ref value } => other(field, value).map_or(self, Self::all),
            leaf => leaf,
        }
    }

    /// The fields at the top of the query, each with the query that is left without it: what may have emptied a result.
    pub(in crate::search) fn without_each_field(&self) -> Vec<(&Self, Self)> {
        let (Self::Best(parts) | Self::All(parts)) = self else { return Vec::new() };
        let join = if matches!(self, Self::All(_)) { Self::all } else { Self::best };
        let is_field = |part: &Self| matches!(part, Self::Text { .. } | Self::Value { .. } | Self::Years { .. });
        let fields = parts.iter().enumerate().filter(|(_, part)| is_field(part));
        let others = |at: usize| parts.iter().enumerate().filter(move |&(other, _)| other != at).map(|(_, part)| part);
        fields.map(|(at, part)| (part, join(others(at).cloned().collect()))).collect()
    }

    /// Calls `visit` on this node and all below, outermost first. Negated parts are visited with `negated` true.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Self, bool)) {
        self.visit_in(false, visit);
    }

    fn visit_in<'a>(&'a self, negated: bool, visit: &mut impl FnMut(&'a Self, bool)) {
        visit(self, negated);
        match self {
            Self::Best(parts) | Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.visit_in(negated, visit);
                }
            }
            Self::Not(inner) => inner.visit_in(!negated, visit),
            _ => {}
        }
    }
}

/// What a query can ask for besides the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Title of the source.
    Title,
    /// Headings above the passage.
    Heading,
    /// Name of the source, a glob.
    Source,
    /// Author of the source.
    Author,
    /// Site of the source.
    Site,
    /// Role that the passage is about.
    Role,
    /// Role that the passage names.
    Mentions,
    /// Topic of the passage.
    Topic,
    /// How the passage holds what it says.
    Stance,
    /// Year of the source.
    Year,
}

impl Field {
    /// Every field with its names, the one that is printed first.
    pub const NAMES: &[(&str, Self)] = &[
        ("title", Self::Title),
        ("heading", Self::Heading),
        ("source", Self::Source),
        ("author", Self::Author),
        ("site", Self::Site),
        ("role", Self::Role),
        ("about", Self::Role),
        ("mentions", Self::Mentions),
        ("topic", Self::Topic),
        ("stance", Self::Stance),
        ("year", Self::Year),
    ];

    /// The field of this name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, field)| field)
    }

    /// As written in a query.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|&&(_, field)| field == self).map_or("", |&(name, _)| name)
    }
}

/// What was not understood, where, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Bytes of the query.
    pub span: Range<usize>,
    /// What was seen and how it is searched.
    pub message: String,
    /// What was perhaps meant.
    pub suggestion: Option<String>,
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(formatter, "; did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Word(word) => formatter.write_str(word),
            Self::Prefix(word) => write!(formatter, "{word}*"),
            Self::Fuzzy { word, distance } => write!(formatter, "{word}~{distance}"),
            Self::Phrase(words) => write!(formatter, "\"{}\"", words.join(" ")),
            Self::Near { distance, left, right } => {
                write!(formatter, "{} NEAR/{distance} {}", Operand(left), Operand(right))
            }
            Self::Text { field, words, phrase: true } => write!(formatter, "{}:\"{}\"", field.name(), words.join(" ")),
            Self::Text { field, words, phrase: false } => write!(formatter, "{}:({})", field.name(), words.join(" ")),
            Self::Value { field, value } => write!(formatter, "{}:\"{value}\"", field.name()),
            Self::Years { since, until } if since == until => {
                write!(formatter, "year:{}", since.map(|year| year.to_string()).unwrap_or_default())
            }
            Self::Years { since, until } => {
                let year = |year: &Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
                write!(formatter, "year:{}..{}", year(since), year(until))
            }
            Self::Best(parts) => join(formatter, parts, " "),
            Self::All(parts) => join(formatter, parts, " AND "),
            Self::Any(parts) => join(formatter, parts, " OR "),
            Self::Not(inner) => {
                let number = matches!(inner.as_ref(),
                    Self::Word(word) | Self::Prefix(word) | Self::Fuzzy { word, .. } if !word.starts_with(char::is_alphabetic));
                formatter.write_str(if number { "NOT " } else { "-" })?;
                join(formatter, std::slice::from_ref(inner), "")
            }
        }
    }
}

fn join(formatter: &mut fmt::Formatter<'_>, parts: &[Query], between: &str) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            formatter.write_str(between)?;
        }
        let negated_near = between.is_empty() && matches!(part, Query::Near { .. });
        if matches!(part, Query::All(_) | Query::Any(_) | Query::Best(_)) || negated_near {
            write!(formatter, "({part})")?;
        } else {
            write!(formatter, "{part}")?;
        }
    }
    Ok(())
}

/// A side of `NEAR`: a bare word or a phrase.
struct Operand<'a>(&'a [String]);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [word] if !matches!(word.as_str(), "AND" | "OR" | "NOT") => formatter.write_str(word),
            words => write!(formatter, "\"{}\"", words.join(" ")),
        }
    }
}
