use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Selector;
use crate::discourse::Stance;

/// Name of the file, in the folder of the index.
pub const FILE: &str = "corrections.jsonl";

/// What a person wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Action {
    /// A block that cleaning dropped stands in the article.
    Restore,
    /// A block that cleaning kept does not.
    Drop,
    /// A passage has a role or topic.
    Tag,
    /// A passage has it not.
    Untag,
    /// A passage holds what it says in another way.
    Stance,
    /// The source is no copy of any other.
    Split,
    /// The source and the one in `with` hold the same text.
    Join,
}

impl Action {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Restore => "restore",
            Self::Drop => "drop",
            Self::Tag => "tag",
            Self::Untag => "untag",
            Self::Stance => "stance",
            Self::Split => "split",
            Self::Join => "join",
        }
    }

    /// Whether it is about a block of the article.
    #[must_use]
    pub const fn is_of_block(self) -> bool {
        matches!(self, Self::Restore | Self::Drop)
    }

    /// Whether it is about a passage.
    #[must_use]
    pub const fn is_of_passage(self) -> bool {
        matches!(self, Self::Tag | Self::Untag | Self::Stance)
    }
}

/// How a passage stands to a role that a person gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Given {
    /// It makes a claim on the role.
    #[default]
    About,
    /// It names the role in passing.
    Mentioned,
}

/// What a correction is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    /// Identity of the source: its URL, else its path below the root.
    pub source: String,
    /// The place in it; nothing where the source as a whole is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<Selector>,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// What to do.
    pub action: Action,
    /// Where.
    pub target: Target,
    /// The role of a [`Action::Tag`] or [`Action::Untag`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// How the passage stands to the role that it is given; about it where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Given>,
    /// The topic of a [`Action::Tag`] or [`Action::Untag`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The stance of a [`Action::Stance`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stance: Option<Stance>,
    /// The other source of a [`Action::Join`], by its identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// Why, in the person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Date on which it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// What several decisions have in common that were made at once: they are taken back at once, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<String>,
}

impl Correction {
    /// A decision on a whole source or, with a selector, on a place in it; what else it needs is to be filled in.
    #[must_use]
    pub const fn new(action: Action, source: String, selector: Option<Selector>) -> Self {
        let target = Target { source, selector };
        Self {
            action,
            target,
            role: None,
            relation: None,
            topic: None,
            stance: None,
            with: None,
            reason: None,
            made: None,
            together: None,
        }
    }

    /// Whether this one and `other` decide on the same thing, so that the later one counts.
    #[must_use]
    pub fn replaces(&self, other: &Self) -> bool {
        let same_kind = match self.action {
            Action::Restore | Action::Drop => other.action.is_of_block(),
            Action::Tag | Action::Untag => {
                matches!(other.action, Action::Tag | Action::Untag)
                    && (&self.role, &self.topic) == (&other.role, &other.topic)
            }
            Action::Stance => other.action == Action::Stance,
            Action::Split | Action::Join => false,
        };
        same_kind && self.target == other.target
    }

    /// Name of the decision: 8 hexadecimal digits of a hash of all but its date and what it was made together with.
    #[must_use]
    pub fn id(&self) -> String {
        let plain = Self { made: None, together: None, ..self.clone() };
        let text = serde_json::to_string(&plain).unwrap_or_default();
        blake3::hash(text.as_bytes()).to_hex().chars().take(8).collect()
    }

    /// Marks several decisions as made at once: by 8 hexadecimal digits of a hash of their names. One alone is not marked.
    pub fn mark_together(made: &mut [Self]) {
        if made.len() < 2 {
            return;
        }
        let names: Vec<String> = made.iter().map(Self::id).collect();
        let name: String = blake3::hash(names.concat().as_bytes()).to_hex().chars().take(8).collect();
        for one in made {
            one.together = Some(name.clone());
        }
    }

    /// Its line in the file, without a line end.
    #[must_use]
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What is wrong with it though it reads well.
    fn lacks(&self) -> Option<&'static str> {
        match self.action {
            Action::Restore if self.target.selector.is_none() => Some("`restore` needs a selector"),
            Action::Drop if self.target.selector.is_none() => Some("`drop` needs a selector"),
            Action::Tag | Action::Untag | Action::Stance if self.target.selector.is_none() => {
                Some("`tag`, `untag` and `stance` need a selector")
            }
            Action::Tag | Action::Untag if self.role.is_some() == self.topic.is_some() => {
                Some("`tag` and `untag` need either `role` or `topic`")
            }
            Action::Stance if self.stance.is_none() => Some("`stance` needs `stance`"),
            Action::Join if self.with.is_none() => Some("`join` needs `with`, the other source"),
            _ => None,
        }
    }
}

/// A line of the file that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// What is wrong with a line that does not read; its place in the line, not in the file.
fn fault(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}

/// All decisions, in the order of the file; the same decision twice counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    list: Vec<(String, Correction)>,
    problems: Vec<Problem>,
}

impl Corrections {
    /// Reads the text of the file. What is not understood is a [`Problem`], the rest counts.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut corrections = Self::default();
        let mut seen = BTreeSet::new();
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let read: Result<Correction, String> = serde_json::from_str(line).map_err(|error| fault(&error));
            let checked = read.and_then(|read| match read.lacks() {
                Some(lack) => Err(lack.to_owned()),
                None => Ok(read),
            });
            match checked {
                Ok(correction) => {
                    let id = correction.id();
                    if seen.insert(id.clone()) {
                        corrections.list.push((id, correction));
                    }
                }
                Err(message) => corrections.problems.push(Problem { line: at + 1, message }),
            }
        }
        corrections
    }

    /// The decisions with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Correction)> {
        self.list.iter().map(|(id, correction)| (id.as_str(), correction))
    }

    /// The last decision, after those that were made together with it.
    #[must_use]
    pub fn last_made(&self) -> &[(String, Correction)] {
        let together = self.list.last().and_then(|(_, last)| last.together.as_ref());
        let others =
            self.list.iter().rev().take_while(|(_, one)| together.is_some() && one.together.as_ref() == together);
        let from = self.list.len().saturating_sub(others.count().max(1));
        self.list.get(from..).unwrap_or_default()
    }

    /// Lines that are not understood.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What is to be done to the blocks and passages of a source, with the names of the decisions, in the order of
    /// the file; of two on the same thing the later one.
    #[must_use]
    pub fn wishes(&self, source: &str) -> Vec<(&str, &Correction)> {
        let of_source = self.iter().filter(|(_, correction)| {
            correction.target.source == source && (correction.action.is_of_block() || correction.action.is_of_passage())
        });
        let mut wishes: Vec<(&str, &Correction)> = Vec::new();
        for (id, correction) in of_source {
            wishes.retain(|(_, earlier)| !correction.replaces(earlier));
            wishes.push((id, correction));
        }
        wishes
    }

    /// Sources that were taken out of their group, as far as nobody put them back: identity to place in the file.
    #[must_use]
    pub fn split(&self) -> BTreeMap<&str, usize> {
        let split = self.list.iter().enumerate().filter(|(_, (_, correction))| correction.action == Action::Split);
        split.map(|(at, (_, correction))| (correction.target.source.as_str(), at)).collect()
    }

    /// Pairs of sources that were put together and not split afterwards.
    #[must_use]
    pub fn joined(&self) -> Vec<(&str, &str)> {
        let split = self.split();
        let stands = |source: &str, at: usize| split.get(source).is_none_or(|&split| split < at);
        let joins = self.list.iter().enumerate().filter(|(_, (_, correction))| correction.action == Action::Join);
        joins
            .filter_map(|(at, (_, correction))| {
                let (one, other) = (correction.target.source.as_str(), correction.with.as_deref()?);
                (stands(one, at) && stands(other, at)).then_some((one, other))
            })
            .collect()
    }

    /// The file's text without the decisions called `ids`; every other line stays as it is.
    #[must_use]
    pub fn without(text: &str, ids: &BTreeSet<String>) -> String {
        let stays = |line: &&str| {
            let read: Result<Correction, _> = serde_json::from_str(line.trim_start_matches('\u{feff}'));
            read.map_or(true, |correction| !ids.contains(&correction.id()))
        };
        text.split_inclusive('\n').filter(stays).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(action: Action, source: &str, with: Option<&str>) -> String {
        let with = with.map(str::to_owned);
        let made = Some("2026-01-02".to_owned());
        Correction { with, made, ..Correction::new(action, source.to_owned(), None) }.line()
    }

    #[test]
    fn a_line_that_is_not_understood_is_named_and_the_rest_counts() {
        let text = format!("{}\n\n{{\"action\":\"retitle\"}}\n{}\n", line(Action::Split, "a", None), "not json");
        let read = Corrections::parse(&text);
        assert_eq!(read.iter().count(), 1);
        assert_eq!(read.problems().iter().map(|problem| problem.line).collect::<Vec<_>>(), [3, 4]);
        assert!(read.problems().iter().all(|problem| !problem.message.contains("line 1")), "{:?}", read.problems());
        let gone = Corrections::without(&text, &read.iter().map(|(id, _)| id.to_owned()).collect());
        assert_eq!(gone, "\n{\"action\":\"retitle\"}\nnot json\n", "what is not understood stays");
    }

    #[test]
    fn the_later_of_split_and_join_wins() {
        let (split, join) = (line(Action::Split, "a", None), line(Action::Join, "a", Some("b")));
        assert_eq!(Corrections::parse(&format!("{split}\n{join}\n")).joined(), [("a", "b")]);
        assert!(Corrections::parse(&format!("{join}\n{split}\n")).joined().is_empty());
    }

    #[test]
    fn a_decision_made_twice_counts_once_whatever_its_date() {
        let text =
            format!("{}\n{{\"action\":\"split\",\"target\":{{\"source\":\"a\"}}}}\n", line(Action::Split, "a", None));
        assert_eq!(Corrections::parse(&text).iter().count(), 1);
    }

    #[test]
    fn a_restoration_without_a_place_is_a_problem() {
        let read = Corrections::parse("{\"action\":\"restore\",\"target\":{\"source\":\"a\"}}");
        assert_eq!(read.problems().len(), 1);
    }

    #[test]
    fn of_two_decisions_on_the_same_thing_the_later_one_counts() {
        let selector = Selector { exact: "words".to_owned(), prefix: String::new(), suffix: "next".to_owned() };
        let of = |action| Correction::new(action, "a".to_owned(), Some(selector.clone()));
        let po = |action| Correction { role: Some("po".to_owned()), ..of(action) };
        let lines = [of(Action::Drop), po(Action::Tag), of(Action::Restore), po(Action::Untag)].map(|one| one.line());
        let text = lines.join("\n");
        let read = Corrections::parse(&text);
        let actions: Vec<Action> = read.wishes("a").iter().map(|(_, correction)| correction.action).collect();
        assert_eq!(actions, [Action::Restore, Action::Untag]);
        assert!(read.wishes("b").is_empty());
    }

    #[test]
    fn a_tag_needs_one_role_or_one_topic() {
        let place = "\"target\":{\"source\":\"a\",\"selector\":{\"type\":\"TextQuoteSelector\",\"exact\":\"w\"}}";
        let lines = [
            format!("{{\"action\":\"tag\",{place}}}"),
            format!("{{\"action\":\"tag\",\"role\":\"po\",\"topic\":\"backlog\",{place}}}"),
            format!("{{\"action\":\"stance\",\"stance\":\"doubted\",{place}}}"),
            format!("{{\"action\":\"tag\",\"role\":\"po\",{place}}}"),
        ];
        let read = Corrections::parse(&lines.join("\n"));
        assert_eq!(read.problems().iter().map(|problem| problem.line).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
