//! The verdict on a quotation: what was found, held against what the draft makes of it.

use super::{
    Checked, QuotationKind, Verdict,
    credit::{Credit, Directory, same_person},
    draft::Draft,
    near::{Finder, Match, Nearest},
    pattern::{Pattern, bytes},
    quoted::{Near, Quoted},
    stretch::Stretch,
    units::{count_words, units},
};
use crate::{
    discourse::Stance,
    index::Reader,
    search::SearchError,
    source::SourceId,
    text::{LineIndex, fold},
};

/// Fewer words than this stand in too many texts to tell anything.
const MIN_WORDS: usize = 4;

/// Where the draft's block quote ends a sentence and the source's sentence goes on by so many words at most, the exact
/// words go on with it: a block quote that breaks off in mid-sentence reads as if the source did.
const MAX_GOES_ON: usize = 25;

/// Judges one quotation after the other.
pub(super) struct Judge<'a> {
    finder: Finder<'a>,
    directory: Directory,
    draft: &'a Draft,
}

impl<'a> Judge<'a> {
    pub(super) fn new(reader: &'a Reader, draft: &'a Draft) -> Result<Self, SearchError> {
        Ok(Self { finder: Finder::new(reader), directory: Directory::new(reader.sources()?), draft })
    }

    /// The verdict on a quotation; nothing for the title of a source.
    pub(super) fn check(
        &mut self,
        quoted: &Quoted,
        raw: &str,
        lines: &LineIndex,
    ) -> Result<Option<Checked>, SearchError> {
        let draft = self.draft;
        let notes = |label: &str| {
            let blocks = draft.notes.get(label)?;
            let all = blocks.iter().map(|block| Near::of(block, 0..block.text.as_str().len()));
            Some(all.fold(Near::default(), Near::and))
        };
        let without = self.without_credit(quoted, &notes);
        let quoted = without.as_ref().unwrap_or(quoted);
        let text = quoted.text.as_str();
        let Some(span) = quoted.text.span() else { return Ok(None) };
        if !quoted.block_quote && self.directory.is_title(text) {
            return Ok(None);
        }
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
        let (matches, nearest) = self.finder.matches(quoted, &credit, broken)?;
        if matches.is_empty() {
            self.not_found(&mut checked, &credit, nearest);
        } else {
            self.found(&mut checked, quoted, &credit, matches);
        }
        Ok(Some(checked))
    }

    /// A block quote without the source that its last line names in brackets or behind a dash.
    fn without_credit(&self, quoted: &Quoted, notes: &dyn Fn(&str) -> Option<Near>) -> Option<Quoted> {
        let text = quoted.text.as_str();
        let ends = text.trim_end_matches('.');
        let open = match ends.chars().next_back().filter(|_| quoted.block_quote)? {
            ')' => ends.rfind('('),
            ']' => ends.rfind('['),
            _ => [" – ", " — ", " - "].iter().filter_map(|dash| ends.rfind(dash)).max(),
        };
        let (words, credit) = text.split_at_checked(open?)?;
        let near = Near { text: credit.to_owned(), ..Near::default() };
        let known = self.directory.credit(std::slice::from_ref(&near), notes);
        let is_credit = !known.sources.is_empty() || known.unknown.is_some();
        let words = words.trim_end();
        (is_credit && count_words(&units(words)) >= MIN_WORDS).then(|| {
            let mut without = Quoted { text: quoted.text.slice(0..words.len()), ..quoted.clone() };
            without.near.insert(0, near);
            without
        })
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
            if Pattern::edited(&checked.text).is_none() {
                let to = if checked.kind == QuotationKind::BlockQuote {
                    goes_on(checked, &stretch, window.end)
                } else {
                    window.end
                };
                checked.exact = stretch.text.get(window.start..to).map(str::to_owned);
            }
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

/// Where the source's sentence ends that the draft's block quote ends with a stop at `end`; `end` where it is far off.
fn goes_on(checked: &Checked, stretch: &Stretch, end: usize) -> usize {
    let stops = |text: &str| text.ends_with(['.', '!', '?']);
    if !stops(&checked.text) || stretch.text.get(..end).is_some_and(stops) {
        return end;
    }
    let sentence = crate::text::sentences(&stretch.text).find(|range| range.start < end && end < range.end);
    let rest = sentence.and_then(|range| Some((range.end, stretch.text.get(end..range.end)?)));
    rest.filter(|(_, rest)| count_words(&units(rest)) <= MAX_GOES_ON).map_or(end, |(to, _)| to)
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
