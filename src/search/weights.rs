use serde::{Deserialize, Serialize};

/// Every weight of the ranking function; the values are in `weights.toml`, what was tried in `docs/ranking.md`.
///
/// A passage's score is the sum over all clauses of weight × BM25 (k1 1.2, b 0.75) of the clause, plus feedback, less
/// a share for its stance. A weight of 0 leaves its clause out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// A word's stem in the passage, its headings and its lead-in.
    pub stem: f32,
    /// A word in exactly the form of the query, in the passage: lifts the exact form above other forms.
    pub exact: f32,
    /// A word's stem in the headings.
    pub heading: f32,
    /// A word's stem in the title of the source.
    pub title: f32,
    /// Two words that follow one another in the query, one after the other in the passage.
    pub pair: f32,
    /// Two words that follow one another in the query, within [`Weights::window`] words in the passage.
    pub near: f32,
    /// Reach of [`Weights::near`], in words.
    pub window: u32,
    /// A phrase of the query, or `NEAR`, in the passage.
    pub phrase: f32,
    /// A prefix or fuzzy word; the score of a match is this weight.
    pub loose: f32,
    /// Share of its weight that an abbreviation of a role keeps as a word, 0 to 1; the role's name counts as a phrase beside it.
    pub abbreviation: f32,
    /// The passage is about a role that the query names.
    pub about: f32,
    /// The passage names a role that the query names.
    pub mentioned: f32,
    /// The passage has a topic that the query asks for.
    pub topic: f32,
    /// The passage is about two of the roles that the query names; for each pair.
    pub both: f32,
    /// Share of the score taken from a passage that asks, 0 to 1.
    pub question: f32,
    /// Share of the score taken from a passage whose view the source rejects, 0 to 1.
    pub rejected: f32,
    /// Share of the score taken from a passage of one word, 0 to 1; less from longer ones, none from [`Weights::whole`] words on.
    pub fragment: f32,
    /// Words that make a whole statement.
    pub whole: u32,
    /// How much feedback counts beside the query itself: both spread over the same range at 1.
    pub feedback: f32,
    /// Passages at the top that feedback learns from.
    pub feedback_passages: usize,
    /// Words that it learns.
    pub feedback_words: usize,
    /// Weight of the learned words beside the query's own within the feedback run.
    pub feedback_beta: f32,
    /// How far a passage's score moves towards those of the passages most like it, 0 to 1.
    pub smooth: f32,
    /// Passages at the top that are compared with one another.
    pub smooth_passages: usize,
    /// How many of the likest count.
    pub smooth_neighbours: usize,
    /// Mean cosine from which on neighbours are fully trusted.
    pub smooth_likeness: f32,
    /// Passages at the top of the first run that are scored by everything; the rest keep their order behind them.
    pub pool: usize,
}

/// Why a setting cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the setting `{setting}`: {reason}")]
pub struct SettingError {
    setting: String,
    reason: String,
}

impl Weights {
    /// BM25 over text, headings and lead-in and nothing else: what every other setting is measured against.
    #[must_use]
    pub fn plain() -> Self {
        Self {
            stem: 1.0,
            abbreviation: 1.0,
            exact: 0.0,
            heading: 0.0,
            title: 0.0,
            pair: 0.0,
            near: 0.0,
            about: 0.0,
            mentioned: 0.0,
            topic: 0.0,
            both: 0.0,
            question: 0.0,
            rejected: 0.0,
            fragment: 0.0,
            feedback: 0.0,
            smooth: 0.0,
            ..Self::default()
        }
    }

    /// These weights with some of them replaced: `heading=0.2 pool=100`.
    pub fn with(&self, setting: &str) -> Result<Self, SettingError> {
        let failed = |reason: String| SettingError { setting: setting.to_owned(), reason };
        let mut table = toml::Table::try_from(self).map_err(|error| failed(error.to_string()))?;
        for part in setting.split_whitespace() {
            let changed: toml::Table = part.parse().map_err(|_| failed(format!("`{part}` is not `name=number`")))?;
            for (name, value) in changed {
                if table.insert(name.clone(), value).is_none() {
                    return Err(failed(format!("there is no weight `{name}`")));
                }
            }
        }
        table.try_into().map_err(|error: toml::de::Error| failed(error.message().to_owned()))
    }
}

impl Default for Weights {
    fn default() -> Self {
        toml::from_str(include_str!("weights.toml")).expect("the built-in weights are valid TOML")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_replaces_what_it_names_and_nothing_else() {
        let weights = Weights::default().with("heading=0.25 pool=7").unwrap();
        assert_eq!((weights.heading, weights.pool), (0.25, 7));
        assert_eq!(
            Weights { heading: Weights::default().heading, pool: Weights::default().pool, ..weights },
            Weights::default()
        );
    }

    #[test]
    fn a_slip_in_a_setting_is_said() {
        for (setting, said) in
            [("headings=1", "no weight `headings`"), ("heading", "not `name=number`"), ("pool=-1", "")]
        {
            let message = Weights::default().with(setting).unwrap_err().to_string();
            assert!(message.contains(said), "{message}");
        }
    }
}
