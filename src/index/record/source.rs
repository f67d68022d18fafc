use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    clean::{Article, Damage, Layer, Outcome},
    corpus::{
        copies::{Method, Reason},
        hex,
    },
    source::{Issued, MediaType, Reference, SourceId, Stamp as FileStamp},
};

/// The bibliographic side of a source: the contract's `Source`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Identity.
    pub id: SourceId,
    /// Short name, unique in the index, never given to another source while this one stands.
    pub name: String,
    /// Path below the root, `/` between parts; `-` for standard input.
    pub path: String,
    /// Title of the work.
    pub title: Option<String>,
    /// Authors, as the source writes them.
    pub author: Vec<String>,
    /// Who posted the text on a forum; not its author.
    pub poster: Option<String>,
    /// Name of the site, else host of the URL.
    pub site: Option<String>,
    /// Date of publication.
    pub issued: Option<Issued>,
    /// Address of the work.
    pub url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// The source that looks original among those that hold the same text, where this is a copy.
    pub copies_of: Option<SourceId>,
    /// What the copy has lost.
    pub damage: Vec<Damage>,
}

impl Source {
    /// From what cleaning found out about a source.
    #[must_use]
    pub fn of(id: SourceId, name: String, path: String, reference: Reference, damage: Vec<Damage>) -> Self {
        let site = reference.container_title.or_else(|| reference.url.as_deref().and_then(host));
        Self {
            id,
            name,
            path,
            title: reference.title,
            author: reference.author,
            poster: reference.poster,
            site,
            issued: reference.issued,
            url: reference.url,
            language: reference.language,
            copies_of: None,
            damage,
        }
    }
}

/// Host of a URL, lower case, without `www.`; nothing for what is no URL with a host.
#[must_use]
pub fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map(|(_, rest)| rest)?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// A file as it was when it was read; what tells whether it has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Size and time of change of the file.
    pub file: FileStamp,
    /// The same of the sidecar, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sidecar: Option<FileStamp>,
    /// BLAKE3 of the text and the sidecar's reference, 32 hexadecimal digits.
    pub hash: String,
}

impl Stamp {
    /// Whether a file with these stamps is the one that was read.
    #[must_use]
    pub fn is_of(&self, file: FileStamp, sidecar: Option<FileStamp>) -> bool {
        self.file == file && self.sidecar == sidecar
    }
}

/// What cleaning did to the blocks of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerSummary {
    /// Blocks that stand as they were.
    pub kept: u32,
    /// Blocks dropped, by rule.
    pub dropped: BTreeMap<String, u32>,
    /// Blocks that stand less a few words.
    pub edited: u32,
}

impl LedgerSummary {
    /// Counts the blocks of an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let mut summary = Self::default();
        for block in &article.blocks {
            match block.verdict.outcome {
                Outcome::Kept => summary.kept += 1,
                Outcome::Edited => summary.edited += 1,
                Outcome::Dropped => match summary.dropped.get_mut(block.verdict.rule.0) {
                    Some(count) => *count += 1,
                    None => {
                        summary.dropped.insert(block.verdict.rule.0.to_owned(), 1);
                    }
                },
            }
        }
        summary
    }

    /// Adds what happened elsewhere.
    pub fn add(&mut self, other: &Self) {
        self.kept += other.kept;
        self.edited += other.edited;
        for (rule, count) in &other.dropped {
            *self.dropped.entry(rule.clone()).or_default() += count;
        }
    }

    /// How many blocks were dropped by any rule.
    #[must_use]
    pub fn dropped_total(&self) -> u32 {
        self.dropped.values().sum()
    }
}

/// Where a source stands among those that hold the same text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRecord {
    /// The one of them that looks original; it names the group.
    pub original: SourceId,
    /// Similarity of the bodies to the original's (Jaccard, shingles of five words), in thousandths.
    pub permille: u16,
    /// How it is known to hold the same text.
    pub method: Method,
    /// Why that one is taken for the original.
    pub reason: Reason,
}

/// A source as stored: its bibliographic side and what ingestion needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// What front ends show.
    pub source: Source,
    /// The file or folder that was named for ingestion, absolute; empty for standard input.
    pub root: String,
    /// The absolute path of the file; for standard input `-` and a hash of the text.
    pub location: String,
    /// The text that the identity is the hash of: the URL, else the path.
    pub identity: String,
    /// The file as it was.
    pub stamp: Stamp,
    /// What kind of text it is.
    pub media_type: MediaType,
    /// Which text the offsets of its passages count in.
    pub layer: Layer,
    /// How many passages it gave.
    pub passages: u32,
    /// What cleaning did.
    pub ledger: LedgerSummary,
    /// When it was first taken in, seconds since 1970.
    pub first_seen: i64,
    /// When it was last read, seconds since 1970.
    pub ingested_at: i64,
    /// Its group, where other sources hold the same text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupRecord>,
    /// Hashes of its blocks that stand in several sources of its site; it was cleaned with these in view.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "hex")]
    pub repeated: Vec<u64>,
    /// People's decisions on its blocks and passages that it was made with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<CorrectionRecord>,
}

/// A decision that a source was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionRecord {
    /// Name of the decision.
    pub id: String,
    /// Whether it found its place; where not, it has no effect.
    pub found: bool,
}

impl SourceRecord {
    /// Puts it into a group, or out of all.
    pub fn set_group(&mut self, group: Option<GroupRecord>) {
        let original = group.as_ref().map(|group| &group.original);
        self.source.copies_of = original.filter(|original| **original != self.source.id).cloned();
        self.group = group;
    }

    /// The file it was read from; nothing for standard input.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        (!self.root.is_empty()).then(|| PathBuf::from(&self.location))
    }

    /// Where a sidecar for it belongs: `NAME.meta.toml` beside the file.
    #[must_use]
    pub fn sidecar_path(&self) -> Option<PathBuf> {
        let file = self.file()?;
        let mut name = file.file_name()?.to_owned();
        name.push(".meta.toml");
        Some(file.with_file_name(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_the_name_of_the_machine_alone() {
        assert_eq!(host("https://user@www.Example.org:8080/a?b#c").as_deref(), Some("example.org"));
        assert_eq!(host("not a url"), None);
        assert_eq!(host("file:///tmp"), None);
    }
}
