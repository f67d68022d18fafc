use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde::Deserialize;

use super::{Role, RoleId, Taxonomy, TaxonomyError, Topic};

/// The built-in files, as they stand in `taxonomy/` of the project: name and text.
#[must_use]
pub const fn built_in_sources() -> [(&'static str, &'static str); 2] {
    [
        ("roles.toml", include_str!("../../taxonomy/roles.toml")),
        ("topics.toml", include_str!("../../taxonomy/topics.toml")),
    ]
}

static BUILT_IN: LazyLock<Taxonomy> = LazyLock::new(|| {
    let mut taxonomy = Taxonomy::empty();
    for (name, text) in built_in_sources() {
        taxonomy.add(name, text).expect("a test reads the built-in taxonomy");
    }
    taxonomy
});

/// What a taxonomy file may hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Forget everything read before this file, the built-in entries included.
    #[serde(default)]
    replace: bool,
    #[serde(default)]
    role: Vec<Role>,
    #[serde(default)]
    topic: Vec<Topic>,
}

impl Taxonomy {
    /// The roles and topics that come with the program.
    #[must_use]
    pub fn built_in() -> Self {
        BUILT_IN.clone()
    }

    /// A taxonomy of nothing.
    #[must_use]
    pub fn empty() -> Self {
        let mut taxonomy = Self { roles: Vec::new(), topics: Vec::new(), digest: String::new() };
        taxonomy.seal();
        taxonomy
    }

    /// The built-in taxonomy, extended by the files and folders in `paths`, in order; a folder's `.toml` files by name.
    ///
    /// An entry with a known id replaces it. A file that says `replace = true` drops all that was read before it.
    ///
    /// Fails where a path cannot be read or a file is not a taxonomy; the error names file and line.
    pub fn load<P: AsRef<Path>>(paths: &[P]) -> Result<Self, TaxonomyError> {
        let mut taxonomy = Self::built_in();
        for path in paths {
            for file in files_of(path.as_ref())? {
                let text = fs::read_to_string(&file)
                    .map_err(|source| TaxonomyError::Unreadable { path: file.clone(), source })?;
                taxonomy.add(&file.display().to_string(), &text)?;
            }
        }
        Ok(taxonomy)
    }

    /// Adds what `text` defines; `name` is for messages. Nothing is added where it fails.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), TaxonomyError> {
        let file: File = toml::from_str(text).map_err(|error| TaxonomyError::Syntax {
            name: name.to_owned(),
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            reason: error.message().lines().next().unwrap_or_default().to_owned(),
        })?;
        validate(name, &file)?;
        if file.replace {
            self.roles.clear();
            self.topics.clear();
        }
        for role in file.role {
            put(&mut self.roles, role, |role| role.id.as_str().to_owned());
        }
        for topic in file.topic {
            put(&mut self.topics, topic, |topic| topic.id.as_str().to_owned());
        }
        self.seal();
        Ok(())
    }

    /// The role with this id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id.as_str() == id)
    }

    /// The topic with this id.
    #[must_use]
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id.as_str() == id)
    }

    /// Ids of all roles, in the order of the files.
    pub fn role_ids(&self) -> impl Iterator<Item = &RoleId> {
        self.roles.iter().map(|role| &role.id)
    }

    /// Writes the digest anew; the order of entries counts, for it decides ties.
    fn seal(&mut self) {
        let data = serde_json::to_vec(&(&self.roles, &self.topics)).expect("plain data serialises");
        self.digest = blake3::hash(&data).to_hex().chars().take(16).collect();
    }
}

fn put<T>(entries: &mut Vec<T>, entry: T, id: impl Fn(&T) -> String) {
    match entries.iter_mut().find(|known| id(known) == id(&entry)) {
        Some(known) => *known = entry,
        None => entries.push(entry),
    }
}

fn files_of(path: &Path) -> Result<Vec<PathBuf>, TaxonomyError> {
    let unreadable = |source| TaxonomyError::Unreadable { path: path.to_owned(), source };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|extension| extension == "toml") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() { Err(TaxonomyError::Empty { path: path.to_owned() }) } else { Ok(files) }
}

fn line_of(text: &str, byte: usize) -> u32 {
    crate::text::LineIndex::new(text).line_of(byte)
}

fn validate(name: &str, file: &File) -> Result<(), TaxonomyError> {
    unique(name, "role", file.role.iter().map(|role| role.id.as_str()))?;
    unique(name, "topic", file.topic.iter().map(|topic| topic.id.as_str()))?;
    for role in &file.role {
        for pattern in role.include.iter().chain(&role.exclude).filter_map(|pattern| as_regex(pattern)) {
            regex::Regex::new(pattern).map_err(|error| TaxonomyError::Pattern {
                name: name.to_owned(),
                role: role.id.to_string(),
                pattern: pattern.to_owned(),
                source: Box::new(error),
            })?;
        }
    }
    for topic in &file.topic {
        for weighted in topic.phrases.iter().chain(&topic.headings).chain(&topic.against) {
            if !(0.0..=1.0).contains(&weighted.weight) {
                return Err(TaxonomyError::Weight {
                    name: name.to_owned(),
                    topic: topic.id.to_string(),
                    phrase: weighted.phrase.clone(),
                    weight: weighted.weight,
                });
            }
        }
    }
    Ok(())
}

fn unique<'id>(name: &str, kind: &'static str, ids: impl Iterator<Item = &'id str>) -> Result<(), TaxonomyError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        let well_formed =
            !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !well_formed {
            return Err(TaxonomyError::Id { name: name.to_owned(), kind, id: id.to_owned() });
        }
        if !seen.insert(id) {
            return Err(TaxonomyError::Duplicate { name: name.to_owned(), kind, id: id.to_owned() });
        }
    }
    Ok(())
}

/// The regular expression in a pattern that is written between slashes.
pub(crate) fn as_regex(pattern: &str) -> Option<&str> {
    pattern.strip_prefix('/')?.strip_suffix('/').filter(|inner| !inner.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_taxonomy_reads_and_has_the_roles_of_the_field() {
        let taxonomy = Taxonomy::built_in();
        for id in ["po", "pm", "tpm", "cpo", "cto", "project-manager", "scrum-master", "stakeholder"] {
            assert!(taxonomy.role(id).is_some(), "{id}");
        }
        assert_eq!(taxonomy.topics.len(), 21);
    }

    #[test]
    fn five_lines_add_a_role_and_five_a_topic() {
        let mut taxonomy = Taxonomy::built_in();
        let before = taxonomy.digest.clone();
        taxonomy
            .add(
                "mine.toml",
                "[[role]]\nid = \"data-steward\"\nname = \"Data Steward\"\naliases = [\"data custodian\"]\n\n\
                 [[topic]]\nid = \"ethics\"\nname = \"Ethics\"\nphrases = [\"ethic*\", [\"harm\", 0.4]]\n",
            )
            .expect("it is a taxonomy");
        assert!(taxonomy.role("data-steward").is_some());
        let ethics = taxonomy.topic("ethics").expect("it was added");
        assert_eq!(ethics.phrases.iter().map(|phrase| phrase.weight).collect::<Vec<_>>(), [0.5, 0.4]);
        assert_ne!(taxonomy.digest, before);
    }

    #[test]
    fn an_entry_with_a_known_id_replaces_it_and_replace_drops_the_rest() {
        let mut taxonomy = Taxonomy::built_in();
        taxonomy.add("a.toml", "[[role]]\nid = \"po\"\nname = \"Owner\"\n").expect("it is a taxonomy");
        assert_eq!(taxonomy.role("po").map(|role| role.name.as_str()), Some("Owner"));
        assert!(taxonomy.role("pm").is_some());
        taxonomy.add("b.toml", "replace = true\n[[role]]\nid = \"x\"\nname = \"X\"\n").expect("it is a taxonomy");
        assert_eq!(taxonomy.roles.len(), 1);
        assert!(taxonomy.topics.is_empty());
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let error = Taxonomy::built_in().add("mine.toml", "[[role]]\nid = \"a\"\nname = \"A\"\nalias = []\n");
        let message = error.expect_err("the field is unknown").to_string();
        assert!(message.starts_with("cannot parse taxonomy `mine.toml`, line 4: unknown field `alias`"), "{message}");
    }

    #[test]
    fn a_bad_pattern_weight_or_id_is_an_error() {
        let add = |text: &str| Taxonomy::empty().add("mine.toml", text).expect_err("it is wrong");
        assert!(matches!(
            add("[[role]]\nid = \"a\"\nname = \"A\"\ninclude = [\"/(a/\"]\n"),
            TaxonomyError::Pattern { .. }
        ));
        assert!(matches!(
            add("[[topic]]\nid = \"a\"\nname = \"A\"\nphrases = [[\"b\", 2]]\n"),
            TaxonomyError::Weight { .. }
        ));
        assert!(matches!(add("[[role]]\nid = \"A b\"\nname = \"A\"\n"), TaxonomyError::Id { .. }));
        let twice = "[[role]]\nid = \"a\"\nname = \"A\"\n[[role]]\nid = \"a\"\nname = \"B\"\n";
        assert!(matches!(add(twice), TaxonomyError::Duplicate { .. }));
    }

    #[test]
    fn a_folder_is_read_file_by_file_and_an_empty_one_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(matches!(Taxonomy::load(&[folder.path()]), Err(TaxonomyError::Empty { .. })));
        fs::write(folder.path().join("mine.toml"), "[[role]]\nid = \"x\"\nname = \"X\"\n").expect("it is writable");
        let taxonomy = Taxonomy::load(&[folder.path()]).expect("it is a taxonomy");
        assert!(taxonomy.role("x").is_some() && taxonomy.role("po").is_some());
        let gone = folder.path().join("gone");
        assert!(matches!(Taxonomy::load(&[gone]), Err(TaxonomyError::Unreadable { .. })));
    }
}
