use serde::Serialize;

use super::{
    SCHEMA,
    layout::Columns,
    style::{FAINT, NAME, STRONG, paint},
};
use crate::taxonomy::{Finding, Role, Taxonomy, Topic};

/// The taxonomy as front ends get it.
#[derive(Debug, Serialize)]
pub struct TaxonomyView<'taxonomy> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// Digest of the data; an index tagged with another one is tagged anew at the next ingestion.
    pub digest: &'taxonomy str,
    /// Roles, in the order of the files.
    pub roles: &'taxonomy [Role],
    /// Topics, in the order of the files.
    pub topics: &'taxonomy [Topic],
}

impl<'taxonomy> TaxonomyView<'taxonomy> {
    /// The view of a taxonomy.
    #[must_use]
    pub fn of(taxonomy: &'taxonomy Taxonomy) -> Self {
        Self { schema: SCHEMA, digest: &taxonomy.digest, roles: &taxonomy.roles, topics: &taxonomy.topics }
    }
}

/// What is wrong with a taxonomy.
#[derive(Debug, Serialize)]
pub struct FindingsView<'finding> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// Each thing found.
    pub findings: &'finding [Finding],
}

impl<'finding> FindingsView<'finding> {
    /// The view of findings.
    #[must_use]
    pub const fn of(findings: &'finding [Finding]) -> Self {
        Self { schema: SCHEMA, findings }
    }
}

/// Roles and topics for a terminal: id, name, definition.
#[must_use]
pub fn taxonomy_text(taxonomy: &Taxonomy, columns: Columns) -> String {
    let mut page = format!("{}\n", paint(STRONG, "Roles (--role, --mentions)"));
    for role in &taxonomy.roles {
        page.push_str(&entry(role.id.as_str(), &role.name, &role.definition, columns));
    }
    page.push_str(&format!("\n{}\n", paint(STRONG, "Topics (--topic)")));
    for topic in &taxonomy.topics {
        page.push_str(&entry(topic.id.as_str(), &topic.name, &topic.definition, columns));
    }
    page
}

fn entry(id: &str, name: &str, definition: &str, columns: Columns) -> String {
    let used = 28 + name.chars().count() + 3;
    let definition = if definition.is_empty() { String::new() } else { columns.fit(definition, used) };
    format!(
        "  {}{} {name}  {}\n",
        paint(NAME, id),
        " ".repeat(25usize.saturating_sub(id.len())),
        paint(FAINT, &definition)
    )
}
