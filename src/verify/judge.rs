use std::ops::Range;

use super::{
    Checked, QuotationKind, Verdict,
    align::{Alignment, align},
    context,
    credit::{Credit, Directory, same_person},
    draft::Draft,
    pattern::{Pattern, Placed, bytes},
    quoted::{Near, Quoted},
    stretch::Stretch,
    units::{count_words, units},
};
use crate::{
    discourse::Stance,
    index::{Reader, record::PassageRecord},
    search::{Lookup, SearchError},
    source::SourceId,
    text::{LineIndex, fold},
};

/// Fewer words than this stand in too many texts to tell anything.
const MIN_WORDS: usize = 4;

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

/// Judges one quotation after the other.
pub(super) struct Judge<'a> {
    reader: &'a Reader,
    lookup: Lookup<'a>,
    directory: Directory,
    draft: &'a Draft,
}

/// A place where the words of a quotation stand.
struct Match {
    stretch: Stretch,
    placed: Placed,
    exact: bool,
    /// How the source holds it, where the draft hides it.
    hidden: Option<Stance>,
    /// The passage that it begins in.
    passage: usize,
}

/// What comes nearest to a quotation that stands nowhere.
struct Nearest {
    /// Near enough to be the same words altered.
    altered: bool,
    alignment: Alignment,
    stretch: Stretch,
}

impl Match {
    fn record(&self) -> Option<&PassageRecord> {
        self.stretch.passages.get(self.passage)
    }
}

impl<'a> Judge<'a> {
    pub(super) fn new(reader: &'a Reader, draft: &'a Draft) -> Result<Self, SearchError> {
        Ok(Self { reader, lookup: Lookup::new(reader), directory: Directory::new(reader.sources()?), draft })
    }

    /// The verdict on a quotation; nothing for the title of a source.
    pub(super) fn check(
        &mut self,
        quoted: &Quoted,
        raw: &str,
        lines: &LineIndex,
    ) -> Result<Option<Checked>, SearchError> {
        let text = quoted.text.as_str();
        let Some(span) = quoted.text.span() else { return Ok(None) };
        if !quoted.block_quote && self.directory.is_title(text) {
            return Ok(None);
        }
        let draft = self.draft;
        let notes = |label: &str| {
            let blocks = draft.notes.get(label)?;
            let all = blocks.iter().map(|block| Near::of(block, 0..block.text.as_str().len()));
            Some(all.fold(Near::default(), Near::and))
        };
        let credit = self.directory.credit(&quoted.near, &notes);
        let mut checked = Checked {
            lines: lines.lines_of(span),
            kind: if quoted.block_quote { QuotationKind::BlockQuote } else { QuotationKind::Quotation },
            text: text.to_owned(),
            credited: shown(quoted.speaker.as_deref(), &credit),
            verdict: Verdict::TooShort,
            reason: format!("fewer than {MIN_WORDS} words tell nothing"),
            passage: None,
            bytes: None,
            also: Vec::new(),
            diff: Vec::new(),
            raw: span.range(),
            exact: None,
        };
        if count_words(&units(text)) < MIN_WORDS {
            return Ok(Some(checked));
        }
        let broken = raw
            .get(span.range())
            .is_some_and(|words| words.contains(['\n', '\t', '\u{a0}', '\u{202f}']) || words.contains("  "));
        let (matches, nearest) = self.matches(quoted, &credit, broken)?;
        if matches.is_empty() {
            self.not_found(&mut checked, &credit, nearest);
        } else {
            self.found(&mut checked, quoted, &credit, matches);
        }
        Ok(Some(checked))
    }

    /// All places where the words stand; where none was found at once, also what comes near.
    fn matches(
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

    fn found(&self, checked: &mut Checked, quoted: &Quoted, credit: &Credit, mut matches: Vec<Match>) {
        matches.sort_by_cached_key(|found| {
            let record = found.record();
            let credited = record.is_some_and(|record| credit.sources.contains(&record.source));
            let name = record.map(|record| self.name(&record.source));
            let said = quoted.speaker.as_ref().is_none_or(|speaker| self.says(found, speaker));
            (!credited, !said, found.hidden.is_some(), !found.exact, name, record.map(|record| record.span.lines.first))
        });
        let mut voices: Vec<&SourceId> = Vec::new();
        for found in &matches {
            let Some(record) = found.record() else { continue };
            let voice = self.directory.source(&record.source).and_then(|source| source.copies_of.as_ref());
            let voice = voice.unwrap_or(&record.source);
            if !voices.contains(&voice) {
                voices.push(voice);
            }
        }
        let several = voices.len() > 1;
        checked.also = matches.iter().skip(1).filter_map(|found| Some(found.record()?.reference.clone())).collect();
        checked.also.sort();
        checked.also.dedup();
        let Some(best) = matches.first() else { return };
        let Some(record) = best.record() else { return };
        let source = self.directory.source(&record.source);
        let whole = best.placed.pieces.first().map_or(0, |piece| piece.start)
            ..best.placed.pieces.last().map_or(0, |piece| piece.end);
        checked.bytes = best.stretch.inside(best.passage, &whole);
        checked.passage = source.map(|source| (record.clone(), source.clone()));
        if best.placed.pieces.len() == 1 && Pattern::edited(&checked.text).is_none() && !best.exact {
            let own = best.stretch.text.get(whole).filter(|own| **own != checked.text && !best.placed.differs_at_ends);
            checked.exact = own.map(str::to_owned);
        }
        let in_credited = credit.sources.contains(&record.source);
        let (verdict, reason) = if !credit.sources.is_empty() && !in_credited {
            let shown = credit.shown.as_deref().unwrap_or("the source named");
            (Verdict::WrongSource, format!("the words stand in {}, not in {shown}", record.reference))
        } else if let Some(address) = credit.unknown.as_ref().filter(|address| self.differs(address, &record.source)) {
            (Verdict::WrongSource, format!("the words stand in {}, which is not {address}", record.reference))
        } else if let Some(speaker) = quoted.speaker.as_ref().filter(|speaker| !self.says(best, speaker)) {
            let said = speaker_of(best)
                .map_or_else(|| "names no such speaker".to_owned(), |name| format!("gives them as words of {name}"));
            (
                Verdict::WrongSource,
                format!("{} {said}, not {speaker}", record.reference)
                    .replace("names no such speaker, not", "does not name"),
            )
        } else if several && credit.sources.is_empty() && quoted.speaker.is_none() {
            (Verdict::Ambiguous, format!("{} sources have these words and the draft names none", voices.len()))
        } else if let Some(stance) = best.hidden {
            let what = if stance == Stance::Rejected { "rejects" } else { "only reports" };
            (Verdict::OutOfContext, format!("{} {what} this, and the draft cuts that away", record.reference))
        } else if best.exact {
            (Verdict::Exact, String::new())
        } else {
            (Verdict::Normalised, why_normalised(checked, best))
        };
        (checked.verdict, checked.reason) = (verdict, reason);
        if let (true, Some(unknown)) = (checked.verdict.passes(), &credit.unknown) {
            checked.reason = format!(
                "{}{}{unknown} cannot be compared: the source has no address or author on record",
                checked.reason,
                if checked.reason.is_empty() { "" } else { "; " }
            );
        }
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

    /// The verdict where the words stand nowhere as they are.
    fn not_found(&self, checked: &mut Checked, credit: &Credit, nearest: Option<Nearest>) {
        let quoted = units(&checked.text);
        checked.verdict = Verdict::NotFound;
        "no passage has these words".clone_into(&mut checked.reason);
        let Some(Nearest { altered, alignment: found, stretch }) = nearest else { return };
        let Some(window) = bytes(&stretch.units, &found.window) else { return };
        let number = stretch.passage_at(window.start);
        let Some(record) = stretch.passages.get(number) else { return };
        checked.bytes = stretch.inside(number, &window);
        checked.passage = self.directory.source(&record.source).map(|source| (record.clone(), source.clone()));
        if !altered {
            checked.reason = format!("no passage has these words; the nearest is {}", record.reference);
            return;
        }
        checked.diff = found.differences((&checked.text, &quoted), (&stretch.text, &stretch.units));
        if credit.sources.is_empty() || credit.sources.contains(&record.source) {
            checked.verdict = Verdict::Altered;
            checked.reason = format!("{} has other words", record.reference);
            let edited = Pattern::edited(&checked.text).is_some();
            checked.exact =
                stretch.text.get(window).filter(|_| !edited).map(|own| keep_first_letter(own, &checked.text));
        } else {
            checked.verdict = Verdict::WrongSource;
            let shown = credit.shown.as_deref().unwrap_or("the source named");
            checked.reason = format!("not in {shown}; {} has something like it", record.reference);
        }
    }

    fn name(&self, id: &SourceId) -> String {
        self.directory.source(id).map(|source| source.name.clone()).unwrap_or_default()
    }

    /// Whether an address or key that the index does not know can be told not to mean a source.
    fn differs(&self, address: &str, id: &SourceId) -> bool {
        let Some(source) = self.directory.source(id) else { return false };
        if address.starts_with('@') {
            !source.author.is_empty() && source.issued.is_some()
        } else {
            source.url.is_some()
        }
    }

    /// Whether `speaker` says the words, by the passage or by the source's record.
    fn says(&self, found: &Match, speaker: &str) -> bool {
        let Some(record) = found.record() else { return false };
        if let Some(name) = speaker_of(found) {
            return same_person(&name, speaker);
        }
        let source = self.directory.source(&record.source);
        let known = source.into_iter().flat_map(|source| {
            source
                .author
                .iter()
                .chain(&source.poster)
                .chain(&source.site)
                .chain(&source.title)
                .chain(std::iter::once(&source.name))
        });
        let poster = record.post.as_ref().and_then(|post| post.poster.as_ref());
        if known.chain(poster).any(|known| same_person(known, speaker)) {
            return true;
        }
        let near = fold(&record.text).into_owned();
        let family = speaker.rsplit(' ').next().unwrap_or(speaker);
        near.contains(fold(family).as_ref())
    }
}

/// Who the passage says speaks the words.
fn speaker_of(found: &Match) -> Option<String> {
    let record = found.record()?;
    let start = found.stretch.inside(found.passage, found.placed.pieces.first()?)?;
    let speaks =
        |text: &str| record.text.find(text).is_some_and(|at| at <= start.start && start.end <= at + text.len() + 1);
    record.quotations.iter().find(|quotation| speaks(&quotation.text)).map(|quotation| quotation.speaker.clone())
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

/// The source's words with the draft's first letter, where only its case differs.
fn keep_first_letter(own: &str, draft: &str) -> String {
    let first = |text: &str| text.chars().next().unwrap_or_default();
    let (theirs, ours) = (first(own), first(draft));
    if !theirs.to_lowercase().eq(ours.to_lowercase()) {
        return own.to_owned();
    }
    format!("{ours}{}", own.get(theirs.len_utf8()..).unwrap_or_default())
}

fn why_normalised(checked: &Checked, found: &Match) -> String {
    let mut differs = Vec::new();
    if found.placed.pieces.len() > 1 {
        differs.push("cuts");
    } else if Pattern::edited(&checked.text).is_some() {
        differs.push("words in brackets");
    } else {
        differs.push("quotation marks, dashes or white space");
    }
    if found.placed.differs_at_ends {
        differs.push("its first letter or last mark");
    }
    format!("differs in {}", differs.join(" and "))
}

fn shown(speaker: Option<&str>, credit: &Credit) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    parts.extend(speaker);
    parts.extend(credit.shown.as_deref().filter(|shown| Some(*shown) != speaker));
    (!parts.is_empty()).then(|| parts.join(", "))
}
