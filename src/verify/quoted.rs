//! The quotations of a draft, each with the text around it that may credit it.

use std::ops::Range;

use super::{
    draft::{Block, Draft},
    marks,
};
use crate::{
    discourse::{quotations, quotations_in},
    text::{Aligned, sentences},
};

/// A quotation as the draft gives it.
#[derive(Clone, Debug)]
pub(super) struct Quoted {
    pub(super) block_quote: bool,
    /// The words, marks left out.
    pub(super) text: Aligned,
    /// Who says the words, by the draft.
    pub(super) speaker: Option<String>,
    /// Texts that may name the source, the likeliest first, each with the links and notes that stand in it.
    pub(super) near: Vec<Near>,
    /// The sentences around it with the words in them: what the draft makes of it.
    pub(super) around: String,
    /// Where the words end in it.
    pub(super) ends: usize,
}

/// Text near a quotation.
#[derive(Clone, Debug, Default)]
pub(super) struct Near {
    pub(super) text: String,
    pub(super) urls: Vec<String>,
    pub(super) notes: Vec<String>,
    /// Words in it that are marked as code.
    pub(super) code: Vec<String>,
}

/// Words behind a quotation that still credit it where they are no part of its sentence.
const MAX_BEHIND_BYTES: usize = 240;

/// All quotations in order, and the marks that open and never close, as bytes of the file.
pub(super) fn quoted(draft: &Draft, raw: &str) -> (Vec<Quoted>, Vec<usize>) {
    let (mut found, mut unclosed) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(block) = draft.blocks.get(at) {
        let Some(quote) = block.quote else {
            in_marks(block, &mut found, &mut unclosed);
            at += 1;
            continue;
        };
        let length = draft.blocks.iter().skip(at).take_while(|block| block.quote == Some(quote)).count();
        let blocks = draft.blocks.get(at..at + length).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|before| draft.blocks.get(before)).filter(|b| b.quote.is_none());
        let behind = draft.blocks.get(at + length).filter(|behind| behind.quote.is_none());
        found.extend(block_quote(blocks, raw, before, behind));
        at += length;
    }
    (found, unclosed)
}

impl Near {
    pub(super) fn of(block: &Block, range: Range<usize>) -> Self {
        let touches = |other: &Range<usize>| other.start < range.end && range.start < other.end.max(other.start + 1);
        Self {
            text: block.text.as_str().get(range.clone()).unwrap_or_default().to_owned(),
            urls: block.links.iter().filter(|(place, _)| touches(place)).map(|(_, url)| url.clone()).collect(),
            notes: block
                .notes
                .iter()
                .filter(|(at, _)| range.start <= *at && *at <= range.end)
                .map(|(_, label)| label.clone())
                .collect(),
            code: block
                .code
                .iter()
                .filter(|place| touches(place))
                .filter_map(|place| block.text.as_str().get(place.clone()).map(str::to_owned))
                .collect(),
        }
    }

    /// Both together.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.text.push(' ');
        self.text.push_str(&other.text);
        self.urls.extend(other.urls);
        self.notes.extend(other.notes);
        self.code.extend(other.code);
        self
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.urls.is_empty() && self.notes.is_empty()
    }
}

fn in_marks(block: &Block, found: &mut Vec<Quoted>, unclosed: &mut Vec<usize>) {
    let text = block.text.as_str();
    let (mut pairs, open) = marks::pairs(text, &block.code);
    pairs.extend(block.quoted.iter().map(|range| marks::Pair { words: range.clone(), whole: range.clone() }));
    pairs.sort_by_key(|pair| pair.whole.start);
    unclosed.extend(open.into_iter().filter_map(|at| block.text.source_of(at..at + 1)).map(|span| span.range().start));
    let credited = quotations(text);
    let bounds: Vec<Range<usize>> = sentences(text).collect();
    for (index, pair) in pairs.iter().enumerate() {
        let from = index.checked_sub(1).and_then(|before| pairs.get(before)).map_or(0, |before| before.whole.end);
        let until = pairs.get(index + 1).map_or(text.len(), |next| next.whole.start);
        let start = bounds.iter().rev().find(|range| range.start <= pair.whole.start).map_or(0, |range| range.start);
        let end = bounds.iter().find(|range| range.end >= pair.whole.end).map_or(text.len(), |range| range.end);
        let right_behind = right_behind(text, pair.whole.end, until);
        // The sentence may end before its citation does: "… ." (002)
        let reach = end.max(right_behind).min(until);
        let near = vec![
            Near::of(block, pair.whole.end..right_behind),
            Near::of(block, start.max(from)..pair.whole.start),
            Near::of(block, right_behind..reach.max(right_behind)),
            Near { text: String::new(), ..Near::of(block, pair.words.clone()) },
            Near::of(block, from..start.max(from)),
            Near::of(block, 0..from),
        ];
        let speaker = credited
            .iter()
            .find(|known| known.range.start < pair.words.end && pair.words.start < known.range.end)
            .map(|known| known.attribution.speaker.clone())
            .filter(|speaker| !speaker.is_empty());
        let next = bounds.iter().find(|range| range.start >= end).map_or(end, |range| range.end);
        found.push(Quoted {
            block_quote: false,
            text: trimmed(&block.text, pair.words.clone()),
            speaker,
            near: near.into_iter().filter(|near| !near.is_empty()).collect(),
            around: text.get(start..next).unwrap_or_default().to_owned(),
            ends: pair.whole.end.saturating_sub(start),
        });
    }
}

/// The end of what follows the closing mark at once: brackets, a note, a dash with a name.
fn right_behind(text: &str, from: usize, until: usize) -> usize {
    let rest = text.get(from..until).unwrap_or_default();
    let body = rest.trim_start_matches(['.', ',', ' ', ';']);
    let skipped = rest.len() - body.len();
    let mut length = match body.chars().next() {
        Some('(') => body.find(')').map_or(0, |end| end + 1),
        Some('[') => body.find(']').map_or(0, |end| end + 1),
        Some('–' | '—' | '-') => body.len().min(MAX_BEHIND_BYTES),
        _ => 0,
    };
    // A dash with a name may be followed by the source in brackets.
    while !body.is_char_boundary(length) {
        length += 1;
    }
    from + skipped + length
}

fn block_quote(blocks: &[Block], raw: &str, before: Option<&Block>, behind: Option<&Block>) -> Option<Quoted> {
    let dashed = |block: &Block| block.text.as_str().starts_with(['–', '—', '-', '―']);
    let count = blocks.iter().skip(1).position(dashed).map_or(blocks.len(), |at| at + 1);
    let mut text = Aligned::new();
    for block in blocks.iter().take(count) {
        text.append(&block.text);
    }
    let mut near: Vec<Near> = Vec::new();
    near.extend(blocks.iter().skip(count).map(|block| Near::of(block, 0..block.text.as_str().len())));
    let credited = quotations_in(&text, &[], raw, true);
    let whole = text.as_str().to_owned();
    let mut speaker = None;
    // "> words\n> — Name": what a dash on a line of its own begins is no part of the words.
    let tail = whole.char_indices().rev().take(MAX_BEHIND_BYTES).find(|&(at, mark)| {
        let begins = at > 0 && matches!(mark, '–' | '—' | '-' | '―');
        begins && text.source_of(at - 1..at).and_then(|space| space.of(raw)).is_some_and(|space| space.contains('\n'))
    });
    if let Some((at, _)) = tail {
        let last = blocks.get(count - 1)?;
        let offset = at.saturating_sub(whole.len() - last.text.as_str().len());
        near.insert(0, Near::of(last, offset..last.text.as_str().len()));
        text = text.slice(0..at);
        text.trim_end();
    }
    if let [only] = credited.as_slice() {
        speaker = Some(only.attribution.speaker.clone()).filter(|speaker| !speaker.is_empty());
        if only.range.end <= text.as_str().len() && tail.is_none() {
            let rest = whole.get(only.range.end..).unwrap_or_default().to_owned();
            near.insert(0, Near { text: rest, ..Near::default() });
            text = text.slice(only.range.clone());
        }
    } else if let Some(tail) = near.first() {
        let marked = format!("“{}” {}", text.as_str(), tail.text);
        speaker = quotations(&marked).first().map(|known| known.attribution.speaker.clone());
    }
    // Marks around all of it are not its words.
    let (pairs, _) = marks::pairs(text.as_str(), &[]);
    let all = pairs.first().filter(|pair| pair.whole == (0..text.as_str().len())).map(|pair| pair.words.clone());
    let text = all.map_or_else(|| text.clone(), |words| trimmed(&text, words));
    let own: Vec<Near> = blocks.iter().take(count).map(|block| Near::of(block, 0..block.text.as_str().len())).collect();
    near.extend(own.into_iter().map(|near| Near { text: String::new(), ..near }));
    near.extend(
        blocks.first().and_then(|first| first.cite.clone()).map(|url| Near { urls: vec![url], ..Near::default() }),
    );
    if let Some(behind) = behind.filter(|block| block.text.as_str().starts_with(['–', '—', '-', '(', '['])) {
        near.push(Near::of(behind, 0..behind.text.as_str().len().min(MAX_BEHIND_BYTES)));
    }
    let lead = before.map(|before| before.text.as_str()).unwrap_or_default();
    let start = sentences(lead).last().map_or(0, |last| last.start);
    if let Some(before) = before {
        near.push(Near::of(before, start..lead.len()));
    }
    let around = format!("{} {}", lead.get(start..).unwrap_or_default(), text.as_str());
    let near = near.into_iter().filter(|near| !near.is_empty()).collect();
    (!text.is_empty()).then_some(Quoted { block_quote: true, ends: around.len(), text, speaker, near, around })
}

fn trimmed(text: &Aligned, range: Range<usize>) -> Aligned {
    let inner = text.as_str().get(range.clone()).unwrap_or_default();
    let start = range.start + inner.len() - inner.trim_start().len();
    text.slice(start..start + inner.trim().len())
}
