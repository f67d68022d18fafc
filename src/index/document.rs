//! Records to the documents of the engine.

use tantivy::TantivyDocument;

use super::{
    Fields,
    record::{DroppedRecord, PassageRecord, ProfileRecord, Source, SourceRecord, host},
    schema::{DROPPED, PASSAGE, PROFILE, SHINGLES, SOURCE, date_number},
    tags,
};
use crate::{corpus::packed::pack, passage::PassageId, tag::Relation, text::fold};

/// What the documents of all passages of a source have in common.
#[derive(Debug)]
pub(super) struct SourceTerms {
    id: String,
    name: String,
    path: String,
    title: Option<String>,
    author: Vec<String>,
    sites: Vec<String>,
    issued: Option<u64>,
    first_seen: u64,
}

impl SourceTerms {
    pub(super) fn new(source: &Source, first_seen: i64) -> Self {
        let mut sites: Vec<String> = source.site.iter().map(|site| fold(site).into_owned()).collect();
        sites.extend(source.url.as_deref().and_then(host));
        sites.dedup();
        Self {
            id: source.id.as_str().to_owned(),
            name: source.name.clone(),
            path: source.path.clone(),
            title: source.title.clone(),
            author: source.author.clone(),
            sites,
            issued: source.issued.as_ref().and_then(|date| date_number(date.as_str(), false)),
            first_seen: u64::try_from(first_seen).unwrap_or(0),
        }
    }
}

/// The number that orders and finds a passage: the first 64 bits of its id.
pub(super) fn key(id: &PassageId) -> Option<u64> {
    u64::from_str_radix(id.as_str().get(..16)?, 16).ok()
}

/// Turns records into documents, reusing one buffer.
#[derive(Debug)]
pub(super) struct DocumentMaker {
    fields: Fields,
    json: Vec<u8>,
}

impl DocumentMaker {
    pub(super) const fn new(fields: Fields) -> Self {
        Self { fields, json: Vec::new() }
    }

    fn json(&mut self, record: &impl serde::Serialize) -> serde_json::Result<&[u8]> {
        self.json.clear();
        serde_json::to_writer(&mut self.json, record)?;
        Ok(&self.json)
    }

    /// The document of a passage.
    pub(super) fn passage(
        &mut self,
        terms: &SourceTerms,
        ordinal: u32,
        record: &PassageRecord,
    ) -> serde_json::Result<TantivyDocument> {
        let fields = self.fields;
        let mut document = TantivyDocument::with_capacity(4 * record.text.len() + 1024);
        document.add_text(fields.doc, PASSAGE);
        document.add_text(fields.source, &terms.id);
        document.add_bytes(fields.record, self.json(record)?);
        document.add_text(fields.text, &record.text);
        for heading in &record.heading {
            document.add_text(fields.heading, heading);
            document.add_text(fields.stem, heading);
        }
        for context in &record.context {
            document.add_text(fields.context, context);
            document.add_text(fields.stem, context);
        }
        // Last: smoothing and feedback number stems in this order, and with it sums keep theirs.
        document.add_text(fields.stem, &record.text);
        if let Some(title) = &terms.title {
            document.add_text(fields.title, title);
        }
        for role in &record.roles {
            if role.relation == Relation::About {
                document.add_text(fields.about, role.id.as_str());
            }
            document.add_text(fields.mentioned, role.id.as_str());
        }
        for topic in &record.topics {
            document.add_text(fields.topic, topic.id.as_str());
        }
        document.add_text(fields.stance, stance_term(record.stance));
        let roles = record.roles.iter().filter(|role| role.relation == Relation::About).map(|role| role.id.as_str());
        let topics = record.topics.iter().map(|topic| topic.id.as_str());
        document.add_text(fields.tags, tags::pack(roles.collect(), topics.collect(), stance_term(record.stance)));
        document.add_text(fields.kind, kind_term(record.kind));
        document.add_text(fields.name, &terms.name);
        document.add_text(fields.path, &terms.path);
        for site in &terms.sites {
            document.add_text(fields.site, site);
        }
        for author in &terms.author {
            document.add_text(fields.author, author);
        }
        if let Some(issued) = terms.issued {
            document.add_u64(fields.issued, issued);
        }
        document.add_u64(fields.first_seen, terms.first_seen);
        document.add_u64(fields.ordinal, u64::from(ordinal));
        document.add_u64(fields.quotations, record.quotations.len() as u64);
        document.add_u64(fields.key, key(&record.id).unwrap_or(0));
        Ok(document)
    }

    /// The document of a source.
    pub(super) fn source(&mut self, record: &SourceRecord) -> serde_json::Result<TantivyDocument> {
        let fields = self.fields;
        let mut document = TantivyDocument::with_capacity(2048);
        document.add_text(fields.doc, SOURCE);
        document.add_text(fields.tags, "");
        document.add_text(fields.source, record.source.id.as_str());
        document.add_bytes(fields.record, self.json(record)?);
        if let Some(group) = &record.group {
            document.add_text(fields.group, group.original.as_str());
        }
        Ok(document)
    }

    /// The document of a source's profile.
    pub(super) fn profile(&mut self, record: &ProfileRecord) -> serde_json::Result<TantivyDocument> {
        let fields = self.fields;
        let mut document = TantivyDocument::with_capacity(2048);
        document.add_text(fields.doc, PROFILE);
        document.add_text(fields.tags, "");
        document.add_text(fields.source, record.source.as_str());
        document.add_bytes(fields.record, self.json(record)?);
        Ok(document)
    }

    /// The document of a source's shingles, sorted.
    pub(super) fn shingles(&self, source: &str, shingles: &[u32]) -> TantivyDocument {
        let fields = self.fields;
        let bytes = pack(shingles);
        let mut document = TantivyDocument::with_capacity(bytes.len() + 256);
        document.add_text(fields.doc, SHINGLES);
        document.add_text(fields.tags, "");
        document.add_text(fields.source, source);
        document.add_bytes(fields.record, &bytes);
        document
    }

    /// The document of a source's dropped blocks.
    pub(super) fn dropped(&mut self, source: &str, blocks: &[DroppedRecord]) -> serde_json::Result<TantivyDocument> {
        let fields = self.fields;
        let mut document = TantivyDocument::with_capacity(4096);
        document.add_text(fields.doc, DROPPED);
        document.add_text(fields.tags, "");
        document.add_text(fields.source, source);
        document.add_bytes(fields.record, self.json(&blocks)?);
        for block in blocks {
            document.add_text(fields.dropped, &block.text);
        }
        Ok(document)
    }
}

/// The stance as it is indexed and printed.
pub(super) const fn stance_term(stance: crate::discourse::Stance) -> &'static str {
    use crate::discourse::Stance;
    match stance {
        Stance::Asserted => "asserted",
        Stance::Reported => "reported",
        Stance::Rejected => "rejected",
        Stance::Hedged => "hedged",
        Stance::Question => "question",
    }
}

/// The kind of passage as it is indexed and printed.
pub(super) const fn kind_term(kind: crate::passage::PassageKind) -> &'static str {
    use crate::passage::PassageKind;
    match kind {
        PassageKind::Paragraph => "paragraph",
        PassageKind::List => "list",
        PassageKind::TableRow => "table-row",
        PassageKind::Quotation => "quotation",
        PassageKind::Code => "code",
        PassageKind::Comment => "comment",
    }
}
