use std::{io, path::PathBuf};

/// Why a taxonomy could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TaxonomyError {
    /// A file or folder could not be read.
    #[error("cannot read taxonomy `{path}`")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A folder without any `.toml` file.
    #[error("no `.toml` file in taxonomy folder `{path}`")]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// A file that is not TOML or not of the form of a taxonomy.
    #[error("cannot parse taxonomy `{name}`, line {line}: {reason}")]
    Syntax {
        /// The file.
        name: String,
        /// Line of the file, from 1.
        line: u32,
        /// What the parser expected, in its words.
        reason: String,
    },
    /// Two entries of one file with the same id.
    #[error("taxonomy `{name}` defines {kind} `{id}` twice")]
    Duplicate {
        /// The file.
        name: String,
        /// `role` or `topic`.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// An id that could not be written as a flag or in a query.
    #[error("taxonomy `{name}` has a {kind} with the id `{id}`: ids are lower-case letters, digits and hyphens")]
    Id {
        /// The file.
        name: String,
        /// `role` or `topic`.
        kind: &'static str,
        /// The id.
        id: String,
    },
    /// A weight that is not between 0 and 1.
    #[error("taxonomy `{name}`: phrase `{phrase}` of topic `{topic}` weighs {weight}")]
    Weight {
        /// The file.
        name: String,
        /// The topic.
        topic: String,
        /// The phrase.
        phrase: String,
        /// The weight given.
        weight: f32,
    },
    /// A regular expression that does not compile.
    #[error("taxonomy `{name}`: cannot compile pattern `{pattern}` of role `{role}`")]
    Pattern {
        /// The file.
        name: String,
        /// The role.
        role: String,
        /// The pattern, without its slashes.
        pattern: String,
        /// What the compiler said.
        #[source]
        source: Box<regex::Error>,
    },
}

impl TaxonomyError {
    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable { .. } => Some("name a `.toml` file or a folder of them with `--taxonomy`"),
            Self::Empty { .. } => Some("put `roles.toml` or `topics.toml` into the folder"),
            Self::Syntax { .. } => {
                Some("a role needs `[[role]]`, `id` and `name`; a topic `[[topic]]`, `id` and `name`")
            }
            Self::Duplicate { .. } => Some("join the two entries or give one another id"),
            Self::Id { .. } => Some("write the id like `scrum-master`"),
            Self::Weight { .. } => Some("give a weight from 0 to 1"),
            Self::Pattern { .. } => {
                Some("a pattern between slashes is a regular expression; write a plain phrase without them")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_where_and_what_next() {
        let pattern = regex::Regex::new(&["(", "po"].concat()).expect_err("the bracket is open");
        let name = || "roles.toml".to_owned();
        let errors = [
            TaxonomyError::Unreadable { path: "gone".into(), source: io::ErrorKind::NotFound.into() },
            TaxonomyError::Empty { path: "folder".into() },
            TaxonomyError::Syntax { name: name(), line: 3, reason: "unknown field `nmae`".into() },
            TaxonomyError::Duplicate { name: name(), kind: "role", id: "po".into() },
            TaxonomyError::Id { name: name(), kind: "topic", id: "Big Ideas".into() },
            TaxonomyError::Weight { name: name(), topic: "ethics".into(), phrase: "harm".into(), weight: 3.0 },
            TaxonomyError::Pattern {
                name: name(),
                role: "po".into(),
                pattern: "(po".into(),
                source: Box::new(pattern),
            },
        ];
        let words: Vec<String> =
            errors.iter().map(|error| format!("{error} | {}", error.hint().unwrap_or_default())).collect();
        insta::assert_snapshot!(words.join("\n"), @r"
        cannot read taxonomy `gone` | name a `.toml` file or a folder of them with `--taxonomy`
        no `.toml` file in taxonomy folder `folder` | put `roles.toml` or `topics.toml` into the folder
        cannot parse taxonomy `roles.toml`, line 3: unknown field `nmae` | a role needs `[[role]]`, `id` and `name`; a topic `[[topic]]`, `id` and `name`
        taxonomy `roles.toml` defines role `po` twice | join the two entries or give one another id
        taxonomy `roles.toml` has a topic with the id `Big Ideas`: ids are lower-case letters, digits and hyphens | write the id like `scrum-master`
        taxonomy `roles.toml`: phrase `harm` of topic `ethics` weighs 3 | give a weight from 0 to 1
        taxonomy `roles.toml`: cannot compile pattern `(po` of role `po` | a pattern between slashes is a regular expression; write a plain phrase without them
        ");
    }
}
