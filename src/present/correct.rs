use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    SCHEMA,
    layout::Columns,
    style::{EDITED, FAINT, NAME, paint},
    visible::visible_line,
};
use crate::{
    corrections::{Correction, Given, Problem},
    discourse::Stance,
    ingest::State,
};

/// People's decisions, as front ends get them.
#[derive(Debug, Serialize)]
pub struct CorrectionsView<'decisions> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// The decisions, in the order of the file.
    pub corrections: Vec<CorrectionView<'decisions>>,
    /// Lines of the file that are not understood.
    pub problems: &'decisions [Problem],
}

/// One decision.
#[derive(Debug, Serialize)]
pub struct CorrectionView<'decisions> {
    /// Its name.
    pub id: &'decisions str,
    /// `restore`, `drop`, `tag`, `untag`, `stance`, `split` or `join`.
    pub action: &'static str,
    /// The source, by its URL or path.
    pub source: &'decisions str,
    /// Its short name; nothing where the index has no such source.
    pub name: Option<&'decisions str>,
    /// The words that it is about; nothing where it is the source as a whole.
    pub exact: Option<&'decisions str>,
    /// The role that a passage has or has not.
    pub role: Option<&'decisions str>,
    /// How it stands to the role.
    pub relation: Option<Given>,
    /// The topic that a passage has or has not.
    pub topic: Option<&'decisions str>,
    /// The stance of a passage.
    pub stance: Option<Stance>,
    /// The other source of a join.
    pub with: Option<&'decisions str>,
    /// Why it was made, in the person's words.
    pub reason: Option<&'decisions str>,
    /// Date on which it was made.
    pub made: Option<&'decisions str>,
    /// `applied`, `waiting`, `orphaned`, `overruled` or `no-source`; nothing where that was not asked.
    pub state: Option<&'static str>,
}

impl<'decisions> CorrectionsView<'decisions> {
    /// Decisions with how it stands with them; `names` are the short names of sources by what they are known by.
    #[must_use]
    pub fn of(
        states: &'decisions [(String, Correction, State)],
        names: &'decisions BTreeMap<String, String>,
        problems: &'decisions [Problem],
    ) -> Self {
        let corrections =
            states.iter().map(|(id, correction, state)| CorrectionView::new(id, correction, names, Some(*state)));
        Self { schema: SCHEMA, corrections: corrections.collect(), problems }
    }

    /// For a terminal, a line or two each.
    #[must_use]
    pub fn text(&self, columns: Columns) -> String {
        let mut page: String = self.corrections.iter().map(|correction| correction.text(columns)).collect();
        for problem in self.problems {
            let message = visible_line(&problem.message);
            page.push_str(&columns.wrap(&format!("line {}: not understood: {message}", problem.line), 0));
        }
        page
    }
}

impl<'decisions> CorrectionView<'decisions> {
    /// One decision; see [`CorrectionsView::of`].
    #[must_use]
    pub fn new(
        id: &'decisions str,
        correction: &'decisions Correction,
        names: &'decisions BTreeMap<String, String>,
        state: Option<State>,
    ) -> Self {
        let source = correction.target.source.as_str();
        Self {
            id,
            action: correction.action.as_str(),
            source,
            name: names.get(source).map(String::as_str),
            exact: correction.target.selector.as_ref().map(|selector| selector.exact.as_str()),
            role: correction.role.as_deref(),
            relation: correction.relation,
            topic: correction.topic.as_deref(),
            stance: correction.stance,
            with: correction.with.as_deref(),
            reason: correction.reason.as_deref(),
            made: correction.made.as_deref(),
            state: state.map(state_word),
        }
    }

    /// What is done to the passage that it is on, its name, and why.
    #[must_use]
    pub fn on_passage(&self) -> String {
        let reason = self.reason.map(|reason| format!(": {}", visible_line(reason))).unwrap_or_default();
        let exact = self.exact.filter(|_| self.action == "restore");
        let exact = exact.map(|exact| format!(": “{}”", visible_line(exact))).unwrap_or_default();
        format!("{} ({}){reason}{exact}", self.what(), self.id)
    }

    /// For a terminal: name, what is done, where; below it why, and what is the matter.
    #[must_use]
    pub fn text(&self, columns: Columns) -> String {
        let mut place = format!("{} in {}", self.what(), visible_line(self.name.unwrap_or(self.source)));
        if let Some(with) = self.with {
            place.push_str(&format!(" and {}", visible_line(with)));
        }
        if let Some(exact) = self.exact {
            place.push_str(&format!(": “{}”", visible_line(exact)));
        }
        let used = self.id.chars().count() + 2;
        let mut text = format!("{}  {}\n", paint(NAME, self.id), columns.fit(&place, used));
        if let Some(reason) = self.reason {
            text.push_str(&columns.wrap(&paint(FAINT, &visible_line(reason)), 4));
        }
        let matter = match self.state {
            Some("waiting") => "is not in force yet: `roledex ingest` brings it into force",
            Some("orphaned") => {
                "its words do not stand where they stood: nothing is changed; take it back or make it anew"
            }
            Some("overruled") => {
                "a later correction is on the same thing and counts instead: this one can be taken back"
            }
            Some("no-source") => "no source of the index is known so",
            _ => return text,
        };
        text.push_str(&columns.wrap(&paint(EDITED, matter), 4));
        text
    }

    fn what(&self) -> String {
        let mut what = self.action.to_owned();
        if let Some(role) = self.role {
            let relation = if self.relation == Some(Given::Mentioned) { " (mentioned)" } else { "" };
            what.push_str(&format!(" role {}{relation}", visible_line(role)));
        }
        if let Some(topic) = self.topic {
            what.push_str(&format!(" topic {}", visible_line(topic)));
        }
        if let Some(stance) = self.stance {
            what.push_str(&format!(" to {}", stance.word()));
        }
        what
    }
}

const fn state_word(state: State) -> &'static str {
    match state {
        State::Applied => "applied",
        State::Waiting => "waiting",
        State::Orphaned => "orphaned",
        State::Overruled => "overruled",
        State::NoSource => "no-source",
    }
}
