use serde::{Deserialize, Serialize};

/// How a source holds a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// As its own view, plainly.
    #[default]
    Asserted,
    /// As somebody's view.
    Reported,
    /// As a view that it denies.
    Rejected,
    /// As its own view, with reserve ("may", "typically").
    Hedged,
    /// It asks.
    Question,
}

impl Stance {
    /// How a source holds what somebody else, whom it quotes, says in this way.
    #[must_use]
    pub const fn of_another(self) -> Self {
        match self {
            Self::Rejected => Self::Rejected,
            Self::Asserted | Self::Reported | Self::Hedged | Self::Question => Self::Reported,
        }
    }

    /// The word for it, as in the JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Reported => "reported",
            Self::Rejected => "rejected",
            Self::Hedged => "hedged",
            Self::Question => "question",
        }
    }
}
