use std::ops::Range;

use super::{
    Attribution, Form, Quotation,
    behind::behind,
    block::block_quotation,
    credit::{Credit, Speaker, is_dash, reference},
    dash::{dash, signature, whole_signature},
    lead_in,
    marks::{self, Quoted},
    names,
    resolve::resolve,
    said::is_own,
    signature::description,
    slug, speech, utterance,
    wording::{
        count, ends_there, is_sentence, is_speech, is_title_of_a_work, is_user_story, is_whole_sentences,
        speaks_of_self,
    },
};
use crate::text::{Aligned, sentences};

/// A quotation and the bytes of text that it takes with its attribution.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) quotation: Quotation,
    pub(super) whole: Range<usize>,
}

/// How far before a quotation its speaker is looked for, in bytes: a long sentence.
pub(super) const MAX_BEFORE_BYTES: usize = 300;

/// Titles in marks that may stand between a quotation and its speaker; keeps the search linear.
const MAX_TITLES: usize = 3;

/// The attributed quotations of a text, in order.
///
/// Words in quotation marks are a quotation when the text credits them to somebody by name: behind a dash, in the
/// sentence that leads to them, or by a verb of speech around them. Terms, titles and what nobody or anybody "might
/// say" are none. Linear in the text.
#[must_use]
pub fn quotations(text: &str) -> Vec<Quotation> {
    find(text, &[]).into_iter().map(|found| found.quotation).collect()
}

/// The same for a text that was put together from `parts`, its paragraphs or items, and knows its layer, so that a
/// reference or the key of a name which cleaning cut out right behind an attribution is still read; with
/// `is_quotation`, the text is known to be one block of quotation and attribution, and needs no marks around the words.
#[must_use]
pub fn quotations_in(text: &Aligned, parts: &[Range<usize>], layer: &str, is_quotation: bool) -> Vec<Quotation> {
    let mut found = find(text.as_str(), parts);
    // Words without marks around them hold marks of their own at most.
    let block = is_quotation.then(|| block_quotation(text.as_str(), parts)).flatten().filter(|block| {
        let all = block.quotation.range.len();
        let inside: usize = found.iter().map(|found| found.quotation.range.len()).sum();
        2 * inside < all
    });
    if let Some(block) = block {
        found = parted(text.as_str(), block, &marks::pairs(text.as_str())).collect();
    }
    if found.is_empty() {
        found.extend(slug::signed(text, layer));
    }
    for found in &mut found {
        if found.quotation.attribution.reference.is_none() {
            found.quotation.attribution.reference = [found.whole.end, found.quotation.range.end]
                .into_iter()
                .find_map(|end| cut_reference(text, layer, end));
        }
    }
    found.into_iter().map(|found| found.quotation).collect()
}

/// The reference that stood in the layer right behind byte `end` of the text.
fn cut_reference(text: &Aligned, layer: &str, end: usize) -> Option<String> {
    let behind = layer_behind(text, layer, end)?;
    reference(behind.trim_start_matches(['"', '”', '“', '»', '’', '\'', '.', '*', '_', ' '])).0
}

/// The layer from behind byte `end` of the text on.
pub(super) fn layer_behind<'layer>(text: &Aligned, layer: &'layer str, end: usize) -> Option<&'layer str> {
    let before = text.as_str().get(..end)?;
    let last = before.chars().next_back()?.len_utf8();
    layer.get(text.source_of(end - last..end)?.end()..)
}

/// What stands around a pair of marks and may credit it.
struct Around<'text> {
    /// Where its part begins.
    part: usize,
    /// Where the text before it begins: behind the last pair, and in the same part unless there the pair stands first.
    from: usize,
    /// What follows in its part, up to the next pair.
    after: &'text str,
    /// The next part, where nothing else follows in its own.
    below: Option<&'text str>,
    /// Where the next part begins.
    below_at: usize,
    /// Whether nothing stands before it in its part.
    stands_first: bool,
    /// Whether the pair before it stands first in its own part.
    follows_first: bool,
    /// Whether no other pair follows in the part, or in the next where that is `below`.
    is_last: bool,
}

impl<'text> Around<'text> {
    fn of(text: &'text str, parts: &[Range<usize>], pairs: &[Quoted], index: usize) -> Option<Self> {
        let pair = pairs.get(index)?;
        let is_title = |pair: &&Quoted| {
            let words = text.get(pair.words.clone()).unwrap_or_default();
            count(words) >= 3 && is_title_of_a_work(words)
        };
        // A title belongs to the sentence: "Ann Lee, author of “The List of Lists,” says:"
        let near = pairs.get(index.saturating_sub(MAX_TITLES)..index).unwrap_or_default();
        let said = near.iter().rev().find(|pair| !is_title(pair));
        let said = said.or_else(|| near.first().filter(|_| near.len() == MAX_TITLES));
        let behind = said.map_or(0, |said| said.end);
        let until = pairs.get(index + 1).map_or(text.len(), |next| next.open);
        let (first, last) = (part_at(parts, pair.open), part_at(parts, pair.end - 1));
        let own = parts.get(first)?.start.max(behind);
        let stands_first = text.get(own..pair.open)?.trim().is_empty();
        let before = first.checked_sub(1).and_then(|before| parts.get(before)).filter(|_| stands_first);
        let end = parts.get(last)?.end;
        let after = text.get(pair.end..until.min(end).max(pair.end))?;
        let next = parts.get(last + 1).filter(|next| after.trim().is_empty() && next.start < until);
        let previous = index.checked_sub(1).and_then(|before| pairs.get(before));
        let follows_first = previous.is_some_and(|previous| {
            let part = parts.get(part_at(parts, previous.open));
            part.and_then(|part| text.get(part.start..previous.open)).is_some_and(|head| head.trim().is_empty())
        });
        Some(Self {
            part: parts.get(first)?.start,
            stands_first,
            follows_first,
            from: before.map_or(own, |part| part.start.max(behind)),
            after,
            below: next.and_then(|next| text.get(next.start..next.end.min(until))),
            below_at: next.map_or(pair.end, |next| next.start),
            is_last: until >= next.map_or(end, |next| next.end),
        })
    }
}

/// The number of the part that holds a byte.
fn part_at(parts: &[Range<usize>], byte: usize) -> usize {
    parts.partition_point(|part| part.end <= byte).min(parts.len().saturating_sub(1))
}

pub(super) fn find(text: &str, parts: &[Range<usize>]) -> Vec<Found> {
    if !marks::any(text) {
        return Vec::new();
    }
    let whole = 0..text.len();
    let parts = if parts.is_empty() { std::slice::from_ref(&whole) } else { parts };
    let pairs = marks::pairs(text);
    let mut found = Vec::with_capacity(pairs.len());
    let mut last: Option<Found> = None;
    for (index, pair) in pairs.iter().enumerate() {
        let around = Around::of(text, parts, &pairs, index);
        let read = around.and_then(|around| read(text, pair, &around, last.as_ref()));
        last = read.clone().or(last);
        found.push(read);
    }
    credit_backwards(text, parts, &pairs, &mut found);
    let found = found.into_iter().zip(&pairs);
    found
        .filter_map(|(found, pair)| Some((found?, pair)))
        .flat_map(|(found, pair)| parted(text, found, std::slice::from_ref(pair)))
        .collect()
}

/// A quotation without the opening marks at the head of its further paragraphs: one for each.
fn parted(text: &str, found: Found, pairs: &[Quoted]) -> impl Iterator<Item = Found> {
    let all = found.quotation.range.clone();
    let marks = pairs.iter().flat_map(|pair| &pair.reopened).filter(|mark| all.contains(&mark.start));
    let mut ranges = Vec::new();
    let mut start = all.start;
    for mark in marks {
        ranges.push(trimmed(text, &(start..mark.start)));
        start = mark.end;
    }
    ranges.push(trimmed(text, &(start..all.end)));
    let last = ranges.len() - 1;
    ranges.into_iter().enumerate().map(move |(at, range)| {
        let from = if at == 0 { found.whole.start } else { range.start };
        let to = if at == last { found.whole.end } else { range.end };
        Found { quotation: Quotation { range, ..found.quotation.clone() }, whole: from..to }
    })
}

/// `"One." "Two." – Ann Lee` is both by her: gives words right before a quotation its attribution, where that stands
/// behind it.
fn credit_backwards(text: &str, parts: &[Range<usize>], pairs: &[Quoted], found: &mut [Option<Found>]) {
    for index in (1..pairs.len()).rev() {
        let (Some(pair), Some(next)) = (pairs.get(index - 1), pairs.get(index)) else { continue };
        let Some(Some(credited)) = found.get(index) else { continue };
        let words_in = text.get(pair.words.clone()).unwrap_or_default();
        let adjoins = text.get(pair.end..next.open).is_some_and(|gap| gap.trim().is_empty());
        let same_part = part_at(parts, pair.open) == part_at(parts, next.open);
        let stands_behind = credited.whole.start == next.open && credited.quotation.form != Form::LeadIn;
        if matches!(found.get(index - 1), Some(None)) && adjoins && same_part && stands_behind && is_sentence(words_in)
        {
            let quotation = Quotation { range: trimmed(text, &pair.words), ..credited.quotation.clone() };
            let earlier = Found { quotation, whole: pair.open..pair.end };
            if let Some(slot) = found.get_mut(index - 1) {
                *slot = Some(earlier);
            }
        }
    }
}

/// Reads the attribution of one pair.
fn read(text: &str, pair: &Quoted, around: &Around, last: Option<&Found>) -> Option<Found> {
    let words_in = text.get(pair.words.clone())?;
    if let Some(found) = set_apart(text, pair, around, words_in) {
        return Some(found);
    }
    if is_own(around.after) {
        return None;
    }
    if names_a_work(text.get(around.from..pair.open)?) {
        return None;
    }
    let end_mark = words_in.trim_end().chars().next_back();
    if let Some(credit) = behind(around.after, end_mark)
        && is_speech(words_in, 0)
        && (!is_title_of_a_work(words_in) || begins_a_sentence(text, around, pair))
        && let Some(credit) = resolve(text, credit, pair.open, last)
    {
        return Some(found(text, pair, credit, pair.end));
    }
    if let Some(last) = last.filter(|last| goes_on(text, pair, around, last) && is_speech(words_in, 0)) {
        return Some(further(text, pair, last));
    }
    let near = boundary(text, pair.open.saturating_sub(MAX_BEFORE_BYTES).max(around.from));
    let before = text.get(near..pair.open)?;
    let start = sentences(before).last().map_or(0, |sentence| sentence.start);
    let sentence = before.get(start..)?;
    let whole = is_whole_sentences(words_in) && ends_there(around.after);
    let credit = lead_in::before(sentence);
    let alone = is_sentence(words_in) && ends_there(around.after) && !is_title_of_a_work(words_in);
    if credit.is_none() && alone && last.is_some_and(|last| goes_on_behind(text, pair, around, last)) {
        return Some(further(text, pair, last?));
    }
    // A sentence that says something of its own leads to nothing in the next paragraph.
    let led_to = around.part <= near + start || !utterance::speaks_indirectly(sentence.trim());
    let of_the_work = || {
        let from = boundary(text, (near + start).saturating_sub(MAX_BEFORE_BYTES));
        utterance::from_the_work(text.get(from..near + start)?, sentence)
    };
    let credit = credit
        .or_else(|| whole.then(of_the_work).flatten())
        .or_else(|| (whole && led_to).then(|| utterance::continued(sentence, speaks_of_self(words_in))).flatten())?;
    if !is_speech(words_in, credit.between_words) || is_title_of_a_work(words_in) || is_user_story(words_in) {
        return None;
    }
    // Whom a pronoun stands for is named before it: "they told Ann Lee" is not said by her.
    let named_before = if credit.speaker == Speaker::Pronoun { near + start + credit.at } else { pair.open };
    let credit = resolve(text, credit, named_before, last)?;
    let Speaker::Named(mut attribution) = credit.speaker else { return None };
    attribution.reference = reference(around.after).0;
    let quotation = Quotation { range: trimmed(text, &pair.words), attribution, form: credit.form };
    Some(Found { quotation, whole: near + start + credit.at..pair.end })
}

/// Who is named behind a dash or signs, in the part of the words or right below it.
fn set_apart(text: &str, pair: &Quoted, around: &Around, words_in: &str) -> Option<Found> {
    let (behind, at) = around.below.map_or((around.after, pair.end), |below| (below, around.below_at));
    if let Some(credit) = dash(behind)
        && count(words_in) >= 2
    {
        return Some(found(text, pair, credit, at));
    }
    if !around.is_last || !is_whole_sentences(words_in) {
        return None;
    }
    if let Some(credit) = signature(behind) {
        return Some(found(text, pair, credit, at));
    }
    // A paragraph that is the words and a name, or the words and, behind a dash, who it was.
    let alone = around.stands_first && around.below.is_none() && at == pair.end;
    let signed = behind.trim();
    let attribution = match signed.trim_start_matches(is_dash) {
        described if described.len() < signed.len() => alone.then(|| description(described)).flatten()?,
        name => alone.then(|| whole_signature(name.trim_start_matches("by "))).flatten()?,
    };
    let credit = Credit { speaker: Speaker::Named(attribution), form: Form::Dash, at: behind.len(), between_words: 0 };
    Some(found(text, pair, credit, at))
}

/// Whether a pair stands where a sentence begins, or behind a mark that leads to it: not so a title, "In “The List,” she
/// writes".
fn begins_a_sentence(text: &str, around: &Around, pair: &Quoted) -> bool {
    let before = text.get(around.from..pair.open).unwrap_or_default().trim_end();
    !before.ends_with(|last: char| last.is_alphanumeric())
}

/// Whether the words before a mark lead to the title of a work: "a post titled “Lists”".
fn names_a_work(before: &str) -> bool {
    let before = before.trim_end();
    let last = before.rsplit(' ').next().unwrap_or_default();
    matches!(last, "titled" | "called" | "entitled" | "named") || before.ends_with("author of")
}

/// Another quotation of who spoke last.
fn further(text: &str, pair: &Quoted, last: &Found) -> Found {
    let quotation = Quotation { range: trimmed(text, &pair.words), ..last.quotation.clone() };
    Found { quotation, whole: pair.open..pair.end }
}

/// `"First part," she said, "second part."`, `"One." "Two."` and `She said: "One" and "two"` go on with the speaker; in
/// the next paragraph only what a sentence before the first has led to.
fn goes_on(text: &str, pair: &Quoted, around: &Around, last: &Found) -> bool {
    let Some(gap) = text.get(last.whole.end..pair.open) else { return false };
    let joined = matches!(gap.trim_matches([' ', ',']), "and" | "or") && last.quotation.form == Form::LeadIn;
    let between = |character: char| character.is_whitespace() || matches!(character, ',' | '.' | ';' | ':');
    let led_to = around.part <= last.whole.end || (around.follows_first && last.quotation.form == Form::LeadIn);
    (joined || gap.chars().all(between)) && last.quotation.form != Form::Dash && led_to
}

/// `"First half," she told us over tea. "Second half."`: the sentence ends that credits the first, and the same speaker
/// goes on in whole sentences.
fn goes_on_behind(text: &str, pair: &Quoted, around: &Around, last: &Found) -> bool {
    /// A longer one tells of something else.
    const MAX_BYTES: usize = 160;
    let gap = text.get(last.whole.end..pair.open).filter(|gap| gap.len() < MAX_BYTES);
    let Some(gap) = gap.filter(|_| around.part <= last.whole.start) else { return false };
    let told = gap.trim_start_matches([',', '.', ' ']);
    // "…," said Ann Lee. She paused. "…": what tells more of her.
    let of_credit = usize::from(!gap.starts_with('.'));
    let speaker = last.quotation.attribution.speaker.as_str();
    // Somebody else who is named may be whom the pronoun takes up.
    let alone = || {
        let earlier = text.get(around.part..last.whole.start).unwrap_or_default();
        let other = |name: &str| !speaker.contains(name);
        !names::all(gap).any(other) && !names::all(earlier).any(|name| name.contains(' ') && other(name))
    };
    let is_of_speaker =
        |sentence: Range<usize>| match told.get(sentence).and_then(|sentence| sentence.split(' ').next()) {
            Some("He" | "She") => alone(),
            Some("They") => speaker.contains(" and "),
            _ => false,
        };
    let of_others = |word: &str| {
        let plain = speech::plain(word);
        ["read", "cite", "citing", "quot", "point"].iter().any(|verb| plain.starts_with(verb))
    };
    let ends = told.trim_end().ends_with('.') && !told.contains(marks::is_double);
    let ends = ends && sentences(told).count() <= 2 && sentences(told).skip(of_credit).all(is_of_speaker);
    let behind = last.whole.end > last.quotation.range.end + 2 && last.quotation.form == Form::Said;
    let says = |word: &str| speech::is_verb(word) && !speech::is_bare(word);
    ends && behind && !gap.split(' ').any(|word| says(word) || of_others(word))
}

/// A quotation whose attribution stands behind it.
fn found(text: &str, pair: &Quoted, credit: Credit, behind: usize) -> Found {
    let end = behind + credit.at;
    let (behind_all, _) = reference(text.get(end..).unwrap_or_default());
    let (between, _) = reference(text.get(behind..).unwrap_or_default());
    let mut attribution = match credit.speaker {
        Speaker::Named(attribution) => attribution,
        Speaker::Pronoun => Attribution::default(),
    };
    attribution.reference = between.or(behind_all);
    let quotation = Quotation { range: trimmed(text, &pair.words), attribution, form: credit.form };
    Found { quotation, whole: pair.open..end }
}

pub(super) fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let inner = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (inner.len() - inner.trim_start().len());
    start..start + inner.trim().len()
}

/// The next character boundary at or behind `at`.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

#[cfg(test)]
mod refusals;
#[cfg(test)]
mod tests;
