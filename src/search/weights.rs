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
    /// Share of its weight that an abbreviation of a role keeps as a word, 0 to 1, and weight of the role's name beside it.
    pub abbreviation: f32,
    /// The passage is about a role that the query names.
    pub about: f32,
    /// The passage names a role that the query names.
    pub mentioned: f32,
    /// The passage has a topic that the query asks for.
    pub topic: f32,
    /// Share of the score taken from a passage that asks, 0 to 1.
    pub question: f32,
    /// Share of the score taken from a passage whose view the source rejects, 0 to 1.
    pub rejected: f32,
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

impl Default for Weights {
    fn default() -> Self {
        toml::from_str(include_str!("weights.toml")).expect("the built-in weights are valid TOML")
    }
}
