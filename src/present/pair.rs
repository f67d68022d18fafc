use serde::Serialize;

use super::{
    SCHEMA,
    layout::Columns,
    passage::PassageView,
    source::source_line,
    style::{STRONG, paint},
    visible::visible_line,
};
use crate::{
    index::record::Source,
    search::{Pairing, SideBySide},
};

/// Two sources side by side, as JSON.
#[derive(Debug, Serialize)]
pub struct PairView<'a> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// The two.
    pub pair: [&'a Source; 2],
    /// Topics with what either says.
    pub topics: Vec<PairingView<'a>>,
}

/// What two sources say on one topic.
#[derive(Debug, Serialize)]
pub struct PairingView<'a> {
    /// The topic.
    pub topic: &'a str,
    /// The passage of the first source and of the second; nothing for silence.
    pub statements: [Option<PassageView<'a>>; 2],
}

impl<'a> PairView<'a> {
    /// The view of two sources side by side.
    #[must_use]
    pub fn new(both: &'a SideBySide) -> Self {
        let [one, other] = &both.sources;
        let view = |pairing: &'a Pairing| {
            let [left, right] = &pairing.statements;
            let left = left.as_ref().map(|passage| PassageView::new(passage, one));
            let right = right.as_ref().map(|passage| PassageView::new(passage, other));
            PairingView { topic: pairing.topic.as_str(), statements: [left, right] }
        };
        Self { schema: SCHEMA, pair: [one, other], topics: both.topics.iter().map(view).collect() }
    }
}

/// Two sources for a terminal, in two columns.
#[must_use]
pub fn pair_text(both: &SideBySide, columns: Columns) -> String {
    let width = columns.0.saturating_sub(3) / 2;
    let [one, other] = &both.sources;
    let mut page = beside(&visible_line(&one.name), &visible_line(&other.name), width);
    page.push_str(&beside(
        &Columns(width).fit(&source_line(one), 0),
        &Columns(width).fit(&source_line(other), 0),
        width,
    ));
    for pairing in &both.topics {
        page.push_str(&format!("\n{}\n", paint(STRONG, pairing.topic.as_str())));
        let [left, right] = pairing.statements.each_ref().map(|statement| {
            statement.as_ref().map_or_else(
                || "– silent –".to_owned(),
                |passage| {
                    let text = visible_line(&passage.text);
                    format!("{} ({}): {text}", visible_line(&passage.reference), passage.stance.word())
                },
            )
        });
        page.push_str(&beside(&left, &right, width));
    }
    page
}

/// Two texts in columns of `width`.
fn beside(left: &str, right: &str, width: usize) -> String {
    let (left, right) = (textwrap::wrap(left, width), textwrap::wrap(right, width));
    let mut page = String::new();
    for number in 0..left.len().max(right.len()) {
        let cell = |lines: &[std::borrow::Cow<'_, str>]| lines.get(number).map(ToString::to_string).unwrap_or_default();
        let (one, other) = (cell(&left), cell(&right));
        let gap = " ".repeat(width.saturating_sub(textwrap::core::display_width(&one)));
        page.push_str(format!("{one}{gap} │ {other}").trim_end());
        page.push('\n');
    }
    page
}
