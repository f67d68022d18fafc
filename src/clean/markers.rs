//! Citation markers: `[12]`, `[12][13]`, `[2] [8]`.
//!
//! In:  the blocks of an article. Out: the same blocks with the markers cut out as edits, and damage where the list
//! that they point to is not there.
//!
//! A marker is not a word of the sentence: it must not stand in the way of a phrase, nor change a quotation. Cutting
//! it does not make the block *edited*.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Article, Block, BlockKind, CleanOptions, Damage, Layer, RuleId,
    cut::{Cut, cut},
};

const MARKER: RuleId = RuleId("citation-marker");
/// Markers that stand right behind a letter are markers only in a text that has this many; `list[1]` is code.
const MIN_GLUED: usize = 3;

static MARKERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[ ]?\[[1-9][0-9]{0,2}(?:[ ]?[,–-][ ]?[1-9][0-9]{0,2})*\])+")
        .expect("the pattern of markers is well formed")
});
static NUMBERS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[0-9]+").expect("the pattern of numbers is well formed"));

/// Cuts the markers out of every block and records damage where no list of references is left.
pub(super) fn cut_markers(article: &mut Article, options: &CleanOptions) {
    if !options.allows(MARKER) {
        return;
    }
    let bracketed = article.blocks.iter().map(|block| block.text.as_str()).filter(|text| text.contains('['));
    let glued = bracketed.map(|text| MARKERS.find_iter(text).filter(|marker| is_attached(text, marker)).count());
    let glued = glued.sum::<usize>();
    let mut seen = Seen::default();
    for block in &mut article.blocks {
        if block.kind == BlockKind::Code || !block.text.as_str().contains('[') {
            continue;
        }
        let cuts = markers_of(block, glued >= MIN_GLUED);
        for marker in &cuts {
            seen.note(block, marker);
        }
        if !cuts.is_empty() {
            cut(block, cuts, false);
        }
    }
    if seen.count > 0 && article.layer == Layer::Raw && !article.blocks.iter().any(is_reference) {
        article.damage.extend(seen.damage());
    }
}

fn markers_of(block: &Block, glued: bool) -> Vec<Cut> {
    let text = block.text.as_str();
    let found = MARKERS.find_iter(text).filter(|marker| marker.start() > 0 && (glued || !is_attached(text, marker)));
    found
        .map(|marker| {
            let lead = marker.as_str().len() - marker.as_str().trim_start().len();
            Cut { range: marker.start() + lead..marker.end(), rule: MARKER, evidence: String::new() }
        })
        .map(|marker| widened(text, marker))
        .collect()
}

/// Whether a marker stands right behind a letter or digit.
fn is_attached(text: &str, marker: &regex::Match<'_>) -> bool {
    let before = text.get(..marker.start()).unwrap_or_default();
    before.ends_with(char::is_alphanumeric) && !marker.as_str().starts_with(' ')
}

/// The space before a marker goes with it, whatever follows.
fn widened(text: &str, mut marker: Cut) -> Cut {
    if text.get(..marker.range.start).is_some_and(|before| before.ends_with(' ')) {
        marker.range.start -= 1;
    }
    marker
}

/// Whether a block is an entry of a list of references.
fn is_reference(block: &Block) -> bool {
    let text = block.text.as_str();
    if MARKERS.find(text).is_some_and(|marker| marker.start() == 0) {
        return true;
    }
    block.is_heading()
        && ["references", "sources", "bibliography", "works cited", "footnotes", "notes", "citations"]
            .iter()
            .any(|name| text.trim_end_matches(':').eq_ignore_ascii_case(name))
}

#[derive(Default)]
struct Seen {
    count: usize,
    least: u32,
    most: u32,
    lines: Option<crate::text::Lines>,
}

impl Seen {
    fn note(&mut self, block: &Block, marker: &Cut) {
        let words = block.text.as_str().get(marker.range.clone()).unwrap_or_default();
        self.count += words.matches('[').count();
        for number in NUMBERS.find_iter(words).filter_map(|number| number.as_str().parse().ok()) {
            self.least = if self.least == 0 { number } else { self.least.min(number) };
            self.most = self.most.max(number);
        }
        self.lines = Some(self.lines.map_or(block.raw_lines, |lines| lines.cover(block.raw_lines)));
    }

    fn damage(&self) -> Option<Damage> {
        Some(Damage {
            kind: "dangling-citations".to_owned(),
            detail: format!("{} markers [{}]–[{}], no list of references", self.count, self.least, self.most),
            lines: self.lines?,
        })
    }
}
