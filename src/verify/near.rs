//! Where the words of a quotation stand, and what comes nearest where they stand nowhere.
//!
//! Candidates come from the index's posting lists: passages that hold the words, else those that are likest, with their
//! neighbours, else those that share a rare run of words.

use std::ops::Range;

use super::{
    align::{Alignment, align},
    context,
    credit::Credit,
    pattern::{Pattern, Placed},
    quoted::Quoted,
    stretch::Stretch,
    units::units,
};
use crate::{
    discourse::Stance,
    index::{Reader, record::PassageRecord},
    search::{Lookup, SearchError},
};

/// Passages that are read for one quotation where its words stand, and where they nearly do.
const MAX_HOLDING: usize = 24;
const MAX_LIKE: usize = 8;

/// Passages before and behind a likely one that a quotation may reach over.
const REACH: usize = 3;

/// Of the passages that nearly have the words, those that are read with their neighbours.
const MAX_WIDENED: usize = 3;

/// Runs of words that an altered quotation is looked for by.
const RUN_WORDS: usize = 4;
const MAX_RUNS: usize = 4;

/// A quotation is altered, and not another text, where so many of its words stand in order; fewer are enough where the
/// rare ones do. "A product owner is the …" begins a hundred sentences: common words alone do not make them one.
const ALTERED_SHARE: f32 = 0.75;
const ALTERED_SHARE_IF_RARE: f32 = 0.5;
const ALTERED_RARE_SHARE: f32 = 0.6;

/// Finds the words of one quotation after the other.
pub(super) struct Finder<'a> {
    reader: &'a Reader,
    lookup: Lookup<'a>,
}

/// A place where the words of a quotation stand.
pub(super) struct Match {
    pub(super) stretch: Stretch,
    pub(super) placed: Placed,
    pub(super) exact: bool,
    /// How the source holds it, where the draft hides it.
    pub(super) hidden: Option<Stance>,
    /// The passage that it begins in.
    pub(super) passage: usize,
}

/// What comes nearest to a quotation that stands nowhere.
pub(super) struct Nearest {
    /// Near enough to be the same words altered.
    pub(super) altered: bool,
    pub(super) alignment: Alignment,
    pub(super) stretch: Stretch,
}

impl Match {
    pub(super) fn record(&self) -> Option<&PassageRecord> {
        self.stretch.passages.get(self.passage)
    }
}

impl<'a> Finder<'a> {
    pub(super) fn new(reader: &'a Reader) -> Self {
        Self { reader, lookup: Lookup::new(reader) }
    }

    /// All places where the words stand; where none was found at once, also what comes near.
    pub(super) fn matches(
        &mut self,
        quoted: &Quoted,
        credit: &Credit,
        broken: bool,
    ) -> Result<(Vec<Match>, Option<Nearest>), SearchError> {
        let text = quoted.text.as_str();
        let literal = Pattern::literal(text);
        let holding =
            self.lookup.holding(text, MAX_HOLDING, &|id| credit.sources.iter().any(|known| known.as_str() == id))?;
        let mut found = Vec::new();
        for record in holding {
            let stretch = Stretch::new(vec![record]);
            found.extend(place(stretch, &[&literal], quoted, broken).ok());
        }
        if !found.is_empty() {
            return Ok((found, None));
        }
        let edited = Pattern::edited(text);
        let patterns: Vec<&Pattern> = std::iter::once(&literal).chain(&edited).collect();
        let mut likely: Vec<Stretch> = Vec::new();
        let likest = self.lookup.likest(text, MAX_LIKE)?;
        self.look(likest, &patterns, quoted, broken, (&mut found, &mut likely))?;
        let mut nearest = if found.is_empty() { self.nearest(text, credit, likely) } else { None };
        if found.is_empty() && nearest.as_ref().is_none_or(|nearest| !nearest.altered) {
            let mut more = Vec::new();
            for run in self.runs(text) {
                more.extend(self.lookup.holding(run, MAX_LIKE / 2, &|_| false)?);
            }
            let mut likely: Vec<Stretch> = nearest.take().map(|nearest| nearest.stretch).into_iter().collect();
            self.look(more, &patterns, quoted, broken, (&mut found, &mut likely))?;
            nearest = self.nearest(text, credit, likely);
        }
        Ok((found, nearest))
    }

    /// Looks into candidates, each by itself, the first few then with their neighbours.
    fn look(
        &self,
        candidates: Vec<PassageRecord>,
        patterns: &[&Pattern],
        quoted: &Quoted,
        broken: bool,
        (found, likely): (&mut Vec<Match>, &mut Vec<Stretch>),
    ) -> Result<(), SearchError> {
        let first = likely.len();
        for record in candidates {
            let known = |stretch: &Stretch| stretch.passages.iter().any(|passage| passage.id == record.id);
            if found.iter().any(|found: &Match| known(&found.stretch)) || likely.iter().any(known) {
                continue;
            }
            match place(Stretch::new(vec![record]), patterns, quoted, broken) {
                Ok(placed) => found.push(placed),
                Err(stretch) => likely.push(stretch),
            }
        }
        if !found.is_empty() {
            return Ok(());
        }
        for slot in likely.iter_mut().skip(first).take(MAX_WIDENED) {
            let Some(record) = slot.passages.first() else { continue };
            let all = self.reader.passages(&record.source)?;
            let at = all.iter().position(|passage| passage.id == record.id).unwrap_or_default();
            let from = at.saturating_sub(REACH);
            let around: Vec<PassageRecord> = all.into_iter().skip(from).take(at - from + 1 + REACH).collect();
            match place(Stretch::new(around), patterns, quoted, broken) {
                Ok(placed) => found.push(placed),
                Err(stretch) => *slot = stretch,
            }
        }
        Ok(())
    }

    /// The rarest runs of words of a text: where it is altered in one place, another run still stands.
    fn runs<'text>(&mut self, text: &'text str) -> Vec<&'text str> {
        let all = units(text);
        let words: Vec<_> = all.iter().filter(|unit| unit.word).collect();
        let mut runs: Vec<(f32, &str)> = Vec::new();
        for run in words.windows(RUN_WORDS) {
            let [first, .., last] = run else { continue };
            if !run.iter().all(|unit| self.lookup.knows(&unit.form)) {
                continue;
            }
            let rarity = run.iter().map(|unit| self.lookup.rarity(&unit.form)).sum();
            runs.extend(text.get(first.range.start..last.range.end).map(|words| (rarity, words)));
        }
        runs.sort_by(|one, other| other.0.total_cmp(&one.0));
        runs.into_iter().take(MAX_RUNS).map(|(_, words)| words).collect()
    }

    /// The stretch that comes nearest to a quotation.
    fn nearest(&mut self, text: &str, credit: &Credit, likely: Vec<Stretch>) -> Option<Nearest> {
        let quoted = units(text);
        let lookup = &mut self.lookup;
        let mut best: Option<(f32, Nearest)> = None;
        for stretch in likely {
            let Some(alignment) = align(&quoted, &stretch.units, &mut |word| lookup.rarity(word)) else { continue };
            let altered = alignment.share >= ALTERED_SHARE
                || (alignment.share >= ALTERED_SHARE_IF_RARE && alignment.weighted >= ALTERED_RARE_SHARE);
            let credited = stretch.passages.iter().any(|passage| credit.sources.contains(&passage.source));
            let score = alignment.share + alignment.weighted + if credited && altered { 1.0 } else { 0.0 };
            if best.as_ref().is_none_or(|(top, known)| (altered, score) > (known.altered, *top)) {
                best = Some((score, Nearest { altered, alignment, stretch }));
            }
        }
        best.map(|(_, nearest)| nearest)
    }
}

/// Where a quotation stands in a stretch; else gives the stretch back.
fn place(stretch: Stretch, patterns: &[&Pattern], quoted: &Quoted, broken: bool) -> Result<Match, Stretch> {
    let Some((literal, placed)) =
        patterns.iter().enumerate().find_map(|(number, pattern)| Some((number == 0, stretch.find(pattern)?)))
    else {
        return Err(stretch);
    };
    let text = quoted.text.as_str();
    let Some(first) = placed.pieces.first().cloned() else { return Err(stretch) };
    let passage = stretch.passage_at(first.start);
    let exact = literal && !broken && stretch.text.get(first) == Some(text);
    let own: Vec<&str> = placed.pieces.iter().filter_map(|piece| stretch.text.get(piece.clone())).collect();
    let own = own.join(" ");
    let hidden = placed.pieces.iter().find_map(|piece: &Range<usize>| {
        let (from, to) = (stretch.passage_at(piece.start), stretch.passage_at(piece.end.saturating_sub(1)));
        (from..=to).find_map(|number| {
            let range = stretch.inside(number, piece)?;
            context::cut_away(stretch.passages.get(number)?, &range, &own, quoted)
        })
    });
    Ok(Match { stretch, placed, exact, hidden, passage })
}
