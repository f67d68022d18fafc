use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How a quotation names its speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Form {
    /// `"…" – Name, Title, Company`.
    Dash,
    /// `As Name explains: "…"`.
    LeadIn,
    /// `"…", said Name` or `Name says "…"`.
    Said,
    /// A block quote with its source.
    BlockQuote,
    /// `According to Name, "…"`.
    AccordingTo,
    /// `"…" (Name, 2020)`.
    Parenthesis,
}

/// Who is credited with the words of a quotation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// Name of the speaker as written.
    pub speaker: String,
    /// Title or function (`Distinguished Product Manager`).
    pub title: Option<String>,
    /// Organisation (`Atlassian`).
    pub organisation: Option<String>,
    /// Number of the reference the source gives (`5` for `[5]`).
    pub reference: Option<String>,
}

/// Words of a person, verbatim, in a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Bytes of the passage's text that are the words, quotation marks left out.
    pub range: Range<usize>,
    /// Who said them.
    pub attribution: Attribution,
    /// How the source says so.
    pub form: Form,
}

impl Quotation {
    /// A text that is somebody's words as a whole, as its source marks it.
    #[must_use]
    pub fn whole(text: &str, speaker: &str) -> Self {
        let attribution = Attribution { speaker: speaker.to_owned(), ..Attribution::default() };
        Self { range: 0..text.len(), attribution, form: Form::BlockQuote }
    }
}
