//! Filters: what a passage must be, whatever its words.

use std::ops::Bound;

use globset::GlobBuilder;
use tantivy::{
    Term,
    query::{BooleanQuery, EmptyQuery, Occur, RangeQuery, TermQuery, TermSetQuery},
    schema::{Field as EngineField, IndexRecordOption},
};

use super::{
    node::{Node, everything, phrase_query, unscored},
    query::{self, Field, Parsed, Query},
};
use crate::{
    discourse::Stance,
    index::{
        Fields, Reader, analyser,
        schema::{PASSAGE, date_number},
    },
    passage::PassageKind,
    source::Issued,
    taxonomy::{RoleId, Taxonomy, TopicId},
    text,
};

/// What a passage must be. A list means any of its values; all lists that are not empty must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Ids, names or aliases of roles that it is about.
    pub role: Vec<String>,
    /// Ids, names or aliases of roles that it names.
    pub mentions: Vec<String>,
    /// Ids, names or aliases of topics.
    pub topic: Vec<String>,
    /// Stances.
    pub stance: Vec<Stance>,
    /// Globs over short name, path and id of its source.
    pub source: Vec<String>,
    /// Globs over site name or host.
    pub site: Vec<String>,
    /// Words of the author's name.
    pub author: Vec<String>,
    /// Issued on this date or later. Sources without a date do not pass.
    pub since: Option<Issued>,
    /// Issued on this date or earlier. Sources without a date do not pass.
    pub until: Option<Issued>,
    /// Kinds of passage.
    pub kind: Vec<PassageKind>,
    /// First taken in at this time or later, in seconds since 1970.
    pub new_since: Option<u64>,
    /// Holds an attributed quotation.
    pub quoted: bool,
}

/// A value of a filter that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) what: &'static str,
    pub(super) wanted: String,
    pub(super) nearest: Option<String>,
}

/// A filter as the user gave it, and what it comes to.
pub(super) struct Filter {
    /// For a message: `--role po`.
    pub(super) name: String,
    pub(super) query: Node,
}

/// All passages.
pub(super) fn passages(fields: &Fields) -> Node {
    any_term(fields.doc, [PASSAGE])
}

fn any_term<'a>(field: EngineField, values: impl IntoIterator<Item = &'a str>) -> Node {
    let mut terms: Vec<Term> = values.into_iter().map(|value| Term::from_field_text(field, value)).collect();
    if terms.len() == 1
        && let Some(term) = terms.pop()
    {
        return Box::new(TermQuery::new(term, IndexRecordOption::Basic));
    }
    if terms.is_empty() { Box::new(EmptyQuery) } else { Box::new(TermSetQuery::new(terms)) }
}

/// The role of an id, a name or an alias. Fails where there is none.
pub fn role_named(taxonomy: &Taxonomy, wanted: &str) -> Result<RoleId, super::SearchError> {
    Ok(roles(taxonomy, &[wanted.to_owned()])?.remove(0))
}

/// The topic of an id, a name or an alias. Fails where there is none.
pub fn topic_named(taxonomy: &Taxonomy, wanted: &str) -> Result<TopicId, super::SearchError> {
    Ok(topics(taxonomy, &[wanted.to_owned()])?.remove(0))
}

/// The roles of ids, names or aliases.
pub(super) fn roles(taxonomy: &Taxonomy, wanted: &[String]) -> Result<Vec<RoleId>, Unknown> {
    let resolve = |wanted: &String| {
        let known = taxonomy.role(wanted).map(|role| role.id.clone());
        let named = || {
            let is_named = |role: &&crate::taxonomy::Role| {
                let aliases = role.ambiguous.iter().map(|ambiguous| &ambiguous.alias);
                std::iter::once(&role.name).chain(&role.aliases).chain(aliases).any(|name| same(name, wanted))
            };
            taxonomy.roles.iter().find(is_named).map(|role| role.id.clone())
        };
        known.or_else(named).ok_or_else(|| Unknown {
            what: "role",
            wanted: wanted.clone(),
            nearest: taxonomy.suggest_role(wanted).map(ToString::to_string),
        })
    };
    wanted.iter().map(resolve).collect()
}

/// The topics of ids, names or aliases.
pub(super) fn topics(taxonomy: &Taxonomy, wanted: &[String]) -> Result<Vec<TopicId>, Unknown> {
    let resolve = |wanted: &String| {
        let known = taxonomy.topic(wanted).map(|topic| topic.id.clone());
        let named = || {
            let is_named = |topic: &&crate::taxonomy::Topic| {
                std::iter::once(&topic.name).chain(&topic.aliases).any(|name| same(name, wanted))
            };
            taxonomy.topics.iter().find(is_named).map(|topic| topic.id.clone())
        };
        known.or_else(named).ok_or_else(|| Unknown {
            what: "topic",
            wanted: wanted.clone(),
            nearest: taxonomy.suggest_topic(wanted).map(ToString::to_string),
        })
    };
    wanted.iter().map(resolve).collect()
}

fn same(one: &str, other: &str) -> bool {
    let words = |text: &str| analyser::exact_tokens(text).into_iter().map(|token| token.term).collect::<Vec<_>>();
    words(one) == words(other)
}

/// The stance of this name.
pub(super) fn stance(name: &str) -> Option<Stance> {
    STANCES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, stance)| stance)
}

/// Every stance as it is indexed.
pub(super) const STANCES: &[(&str, Stance)] = &[
    ("asserted", Stance::Asserted),
    ("reported", Stance::Reported),
    ("rejected", Stance::Rejected),
    ("hedged", Stance::Hedged),
    ("question", Stance::Question),
];

const KINDS: &[(&str, PassageKind)] = &[
    ("paragraph", PassageKind::Paragraph),
    ("list", PassageKind::List),
    ("table-row", PassageKind::TableRow),
    ("quotation", PassageKind::Quotation),
    ("code", PassageKind::Code),
    ("comment", PassageKind::Comment),
];

pub(super) fn stance_name(stance: Stance) -> &'static str {
    STANCES.iter().find(|(_, known)| *known == stance).map_or("", |&(name, _)| name)
}

/// Passages of sources whose name, path or id a glob matches.
fn sources(reader: &Reader, glob: &str) -> Node {
    let fields = reader.fields();
    let nodes = [fields.name, fields.path, fields.source].map(|field| terms_like(reader, field, glob, false));
    Box::new(BooleanQuery::union(nodes.into_iter().collect()))
}

/// Passages with a term that a glob matches; `folded` compares folded.
fn terms_like(reader: &Reader, field: EngineField, glob: &str, folded: bool) -> Node {
    let glob = if folded { text::fold(glob).into_owned() } else { glob.to_owned() };
    let plain = !glob.contains(['*', '?', '[', '{']);
    if plain {
        return any_term(field, [glob.as_str()]);
    }
    let Ok(matcher) = GlobBuilder::new(&glob).literal_separator(false).build() else {
        return any_term(field, [glob.as_str()]);
    };
    let matcher = matcher.compile_matcher();
    let mut found = Vec::new();
    for segment in reader.searcher().segment_readers() {
        let Ok(inverted) = segment.inverted_index(field) else { continue };
        let Ok(mut terms) = inverted.terms().stream() else { continue };
        while terms.advance() {
            if let Ok(term) = std::str::from_utf8(terms.key())
                && matcher.is_match(term)
            {
                found.push(term.to_owned());
            }
        }
    }
    any_term(field, found.iter().map(String::as_str))
}

fn author(fields: &Fields, name: &str) -> Node {
    let words: Vec<String> = analyser::exact_tokens(name).into_iter().map(|token| token.term).collect();
    phrase_query(fields.author, &words, 0).unwrap_or_else(|| Box::new(EmptyQuery))
}

fn numbers(field: EngineField, from: Option<u64>, to: Option<u64>) -> Node {
    let bound = |value: Option<u64>| {
        value.map_or(Bound::Unbounded, |value| Bound::Included(Term::from_field_u64(field, value)))
    };
    if from.is_none() && to.is_none() {
        return everything();
    }
    Box::new(RangeQuery::new(bound(from), bound(to)))
}

/// Issued in these years.
pub(super) fn years(fields: &Fields, since: Option<i16>, until: Option<i16>) -> Node {
    let number = |year: i16, end| date_number(&format!("{year:04}"), end);
    numbers(fields.issued, since.and_then(|year| number(year, false)), until.and_then(|year| number(year, true)))
}

/// `field:value` of a query. Nothing where the value is none, which [`unknown_value`] tells beforehand.
pub(super) fn value(reader: &Reader, taxonomy: &Taxonomy, field: Field, value: &str) -> Node {
    let fields = reader.fields();
    let one = [value.to_owned()];
    let tags =
        |field, ids: Result<Vec<String>, Unknown>| any_term(field, ids.unwrap_or_default().iter().map(String::as_str));
    let role_ids = || Ok(roles(taxonomy, &one)?.iter().map(ToString::to_string).collect());
    match field {
        Field::Role => tags(fields.about, role_ids()),
        Field::Mentions => tags(fields.mentioned, role_ids()),
        Field::Topic => {
            tags(fields.topic, topics(taxonomy, &one).map(|ids| ids.iter().map(ToString::to_string).collect()))
        }
        Field::Stance => any_term(fields.stance, stance(value).map(stance_name)),
        Field::Source => sources(reader, value),
        Field::Site => terms_like(reader, fields.site, value, true),
        Field::Author => author(fields, value),
        Field::Title | Field::Heading | Field::Year => everything(),
    }
}

/// Reads a query; values that are none of their field's become words, with a note each.
pub(super) fn parse(text: &str, taxonomy: &Taxonomy) -> (Parsed, Vec<String>) {
    let mut parsed = query::parse(text);
    let mut notes = Vec::new();
    parsed.query = parsed.query.with_values_replaced(&mut |field, value| {
        notes.push(unknown_value(taxonomy, field, value)?);
        Some(analyser::exact_tokens(value).into_iter().map(|token| Query::Word(token.term)).collect())
    });
    (parsed, notes)
}

/// Says of a value in a query that it is none of its field's, where its field has a list of them.
fn unknown_value(taxonomy: &Taxonomy, field: Field, value: &str) -> Option<String> {
    let one = [value.to_owned()];
    let unknown = match field {
        Field::Role | Field::Mentions => roles(taxonomy, &one).err()?,
        Field::Topic => topics(taxonomy, &one).err()?,
        Field::Stance if stance(value).is_none() => {
            Unknown { what: "stance", wanted: value.to_owned(), nearest: likest_stance(value) }
        }
        _ => return None,
    };
    Some(unknown.note())
}

fn likest_stance(wanted: &str) -> Option<String> {
    let near = STANCES.iter().map(|&(name, _)| (strsim::damerau_levenshtein(&wanted.to_lowercase(), name), name));
    near.min().filter(|&(distance, _)| distance <= 3).map(|(_, name)| name.to_owned())
}

impl Unknown {
    /// For a value inside a query, which is then searched as words.
    fn note(&self) -> String {
        let meant = self.nearest.as_ref().map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default();
        format!("there is no {} `{}`; its words are searched in the text{meant}", self.what, self.wanted)
    }
}

impl Filters {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// One engine query a filter that is set.
    pub(super) fn translate(&self, reader: &Reader, taxonomy: &Taxonomy) -> Result<Vec<Filter>, Unknown> {
        let fields = reader.fields();
        let mut filters = Vec::new();
        let mut add = |name: &str, values: &[String], query: Node| {
            let values: Vec<String> = values.iter().map(|value| format!("{name} {value}")).collect();
            filters.push(Filter { name: values.join(" "), query: unscored(query) });
        };
        if !self.role.is_empty() {
            let ids = roles(taxonomy, &self.role)?;
            add("--role", &self.role, any_term(fields.about, ids.iter().map(RoleId::as_str)));
        }
        if !self.mentions.is_empty() {
            let ids = roles(taxonomy, &self.mentions)?;
            add("--mentions", &self.mentions, any_term(fields.mentioned, ids.iter().map(RoleId::as_str)));
        }
        if !self.topic.is_empty() {
            let ids = topics(taxonomy, &self.topic)?;
            add("--topic", &self.topic, any_term(fields.topic, ids.iter().map(TopicId::as_str)));
        }
        if !self.stance.is_empty() {
            let names: Vec<String> = self.stance.iter().map(|&stance| stance_name(stance).to_owned()).collect();
            add("--stance", &names, any_term(fields.stance, names.iter().map(String::as_str)));
        }
        if !self.kind.is_empty() {
            let name = |kind| KINDS.iter().find(|(_, known)| *known == kind).map_or("", |&(name, _)| name);
            let names: Vec<String> = self.kind.iter().map(|&kind| name(kind).to_owned()).collect();
            add("--kind", &names, any_term(fields.kind, names.iter().map(String::as_str)));
        }
        let any = |nodes: Vec<Node>| -> Node { Box::new(BooleanQuery::union(nodes)) };
        if !self.source.is_empty() {
            add("--source", &self.source, any(self.source.iter().map(|glob| sources(reader, glob)).collect()));
        }
        if !self.site.is_empty() {
            let like = |glob: &String| terms_like(reader, fields.site, glob, true);
            add("--site", &self.site, any(self.site.iter().map(like).collect()));
        }
        if !self.author.is_empty() {
            add("--author", &self.author, any(self.author.iter().map(|name| author(fields, name)).collect()));
        }
        if let Some(since) = &self.since {
            let from = date_number(since.as_str(), false);
            add("--since", &[since.to_string()], numbers(fields.issued, from, None));
        }
        if let Some(until) = &self.until {
            let to = date_number(until.as_str(), true);
            add("--until", &[until.to_string()], numbers(fields.issued, None, to));
        }
        if let Some(seconds) = self.new_since {
            add("--new-since", &[seconds.to_string()], numbers(fields.first_seen, Some(seconds), None));
        }
        if self.quoted {
            filters.push(Filter {
                name: "quotations only".to_owned(),
                query: unscored(numbers(fields.quotations, Some(1), None)),
            });
        }
        Ok(filters)
    }
}

/// Puts a query under filters. Comments are left out unless they are wanted.
pub(super) fn restrict(fields: &Fields, query: Node, filters: &[Filter], comments: bool) -> Node {
    let mut clauses: Vec<(Occur, Node)> = vec![(Occur::Must, query)];
    clauses.extend(filters.iter().map(|filter| (Occur::Must, filter.query.box_clone())));
    if !comments {
        clauses.push((Occur::MustNot, any_term(fields.kind, ["comment"])));
    }
    Box::new(BooleanQuery::new(clauses))
}
