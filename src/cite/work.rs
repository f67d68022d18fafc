use super::Name;
use crate::{index::record::Source, source::Issued};

/// A source as a bibliography lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Citation key: letters, digits and `-`; unique in the index.
    pub key: String,
    /// Title; the file's name where the source gives none, see [`Work::missing`].
    pub title: Option<String>,
    /// Name of the file, for a work without a title.
    pub file: String,
    /// Authors in their order.
    pub author: Vec<Name>,
    /// Site or publication.
    pub container: Option<String>,
    /// Date of publication.
    pub issued: Option<Issued>,
    /// Address.
    pub url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Who posted the text on a forum; never the author.
    pub poster: Option<String>,
    /// What the source does not give and the citation therefore lacks: `title`, `author`, `date`, `URL`.
    pub missing: Vec<&'static str>,
}

impl Work {
    /// The citable side of a source.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        let lacks = [
            (source.title.is_none(), "title"),
            (source.author.is_empty(), "author"),
            (source.issued.is_none(), "date"),
            (source.url.is_none(), "URL"),
        ];
        Self {
            key: key(source),
            title: source.title.clone(),
            file: source.path.rsplit('/').next().unwrap_or(&source.path).to_owned(),
            author: source.author.iter().map(|name| Name::read(name)).collect(),
            container: source.site.clone(),
            issued: source.issued.clone(),
            url: source.url.clone().filter(|url| !url.contains(char::is_whitespace)),
            language: source.language.clone(),
            poster: source.poster.clone(),
            missing: lacks.iter().filter(|(is_missing, _)| *is_missing).map(|&(_, what)| what).collect(),
        }
    }

    /// What a reader must know that the fields do not say; nothing where the record is whole.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(poster) = &self.poster {
            parts.push(format!("Posted by {poster}, who is not taken for the author"));
        }
        if !self.missing.is_empty() {
            let missing = match self.missing.as_slice() {
                [one] => (*one).to_owned(),
                [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
                [] => String::new(),
            };
            parts.push(format!("Not known: {missing}"));
        }
        if self.title.is_none() {
            parts.push(format!("Saved copy: {}", self.file));
        }
        (!parts.is_empty()).then(|| parts.join(". "))
    }

    /// Authors as they are read: `Ada Quill and Bo Lind`; nothing where unknown.
    #[must_use]
    pub fn authors(&self) -> Option<String> {
        let names: Vec<String> = self
            .author
            .iter()
            .map(|name| match name {
                Name::Person { given, particle, family } if particle.is_empty() => format!("{given} {family}"),
                Name::Person { given, particle, family } => format!("{given} {particle} {family}"),
                Name::Literal(name) => name.clone(),
            })
            .collect();
        match names.as_slice() {
            [] => None,
            [rest @ .., last] if !rest.is_empty() => Some(format!("{} and {last}", rest.join(", "))),
            all => Some(all.concat()),
        }
    }
}

/// The short name, which the index never gives to another source. Where a key cannot hold it, its letters and digits
/// and the beginning of the source's id, which keeps two such names apart.
fn key(source: &Source) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let name = &source.name;
    let safe = !name.is_empty() && name.chars().all(plain) && !name.starts_with('-') && !name.ends_with('-');
    if safe {
        return name.clone();
    }
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let id: String = source.id.as_str().chars().take(8).collect();
    if slug.is_empty() { format!("source-{id}") } else { format!("{}-{id}", slug.trim_end_matches('-')) }
}
