use std::ops::Range;

use super::{
    Attribution, Form, Quotation,
    attribution::{self, Credit, Speaker},
    lead_in,
    marks::{self, Quoted},
    names, speech,
    standing::block_quotation,
};
use crate::text::{Aligned, sentences, words};

/// A quotation and the bytes of text that it takes with its attribution.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) quotation: Quotation,
    pub(super) whole: Range<usize>,
}

/// How far before a quotation its speaker is looked for, in bytes: a long sentence.
pub(super) const MAX_BEFORE_BYTES: usize = 300;

/// The attributed quotations of a text, in order.
///
/// Words in quotation marks are a quotation when the text credits them to somebody by name: behind a dash, in the
/// sentence that leads to them, or by a verb of speech around them. Terms, titles and what nobody or anybody "might
/// say" are none. Linear in the text.
#[must_use]
pub fn quotations(text: &str) -> Vec<Quotation> {
    find(text).into_iter().map(|found| found.quotation).collect()
}

/// The same for a text that knows its layer, so that a reference marker which cleaning cut out right behind an
/// attribution still gives its number; with `is_quotation`, the text is known to be one block of quotation and
/// attribution, and needs no marks around the words.
#[must_use]
pub fn quotations_in(text: &Aligned, layer: &str, is_quotation: bool) -> Vec<Quotation> {
    let mut found = find(text.as_str());
    if found.is_empty() && is_quotation {
        found.extend(block_quotation(text.as_str()));
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
    let before = text.as_str().get(..end)?;
    let last = before.chars().next_back()?.len_utf8();
    let at = text.source_of(end - last..end)?.end();
    let behind = layer.get(at..)?.trim_start_matches(['"', '”', '“', '»', '’', '\'', '.', '*', '_', ' ']);
    attribution::reference(behind).0
}

pub(super) fn find(text: &str) -> Vec<Found> {
    if !marks::any(text) {
        return Vec::new();
    }
    let pairs = marks::pairs(text);
    let mut found: Vec<Found> = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        let from = index.checked_sub(1).and_then(|before| pairs.get(before)).map_or(0, |before| before.end);
        let until = pairs.get(index + 1).map_or(text.len(), |next| next.open);
        if let Some(quotation) = read(text, pair, from, until, found.last()) {
            found.push(quotation);
        }
    }
    found
}

/// Reads the attribution of one pair; `from..until` is the text around it that belongs to no other pair.
fn read(text: &str, pair: &Quoted, from: usize, until: usize, last: Option<&Found>) -> Option<Found> {
    let words_in = text.get(pair.words.clone())?;
    let after = text.get(pair.end..until)?;
    if let Some(credit) = attribution::dash(after)
        && count(words_in) >= 2
    {
        return Some(found(text, pair, credit, pair.end));
    }
    if until == text.len()
        && is_whole_sentences(words_in)
        && let Some(credit) = attribution::signature(after)
    {
        return Some(found(text, pair, credit, pair.end));
    }
    let end_mark = words_in.trim_end().chars().next_back();
    if let Some(credit) = attribution::behind(after, end_mark)
        && is_speech(words_in, 0)
        && let Some(credit) = resolve(text, credit, pair.open, last)
    {
        return Some(found(text, pair, credit, pair.end));
    }
    let near = boundary(text, pair.open.saturating_sub(MAX_BEFORE_BYTES).max(from));
    let before = text.get(near..pair.open)?;
    // `"First part," she said, "second part."` and `"One." "Two."` go on with the same speaker.
    let gap = last.and_then(|last| text.get(last.whole.end..pair.open));
    if let (Some(last), Some(gap)) = (last, gap)
        && gap.chars().all(|character| character.is_whitespace() || matches!(character, ',' | '.' | ';' | ':'))
        && last.quotation.form != Form::Dash
        && is_speech(words_in, 0)
    {
        let quotation = Quotation { range: trimmed(text, &pair.words), ..last.quotation.clone() };
        return Some(Found { quotation, whole: pair.open..pair.end });
    }
    let start = sentences(before).last().map_or(0, |sentence| sentence.start);
    let sentence = before.get(start..)?;
    let credit = lead_in::before(sentence).or_else(|| {
        let whole = is_whole_sentences(words_in) && ends_there(after);
        whole.then(|| lead_in::continued(sentence, speaks_of_self(words_in))).flatten()
    })?;
    if !is_speech(words_in, credit.between_words) || is_title_of_a_work(words_in) || is_user_story(words_in) {
        return None;
    }
    // Whom a pronoun stands for is named before it: "they told Ann Lee" is not said by her.
    let named_before = if credit.speaker == Speaker::Pronoun { near + start + credit.at } else { pair.open };
    let credit = resolve(text, credit, named_before, last)?;
    let (reference, _) = attribution::reference(after);
    let Speaker::Named(mut attribution) = credit.speaker else { return None };
    attribution.reference = reference;
    let quotation = Quotation { range: trimmed(text, &pair.words), attribution, form: credit.form };
    Some(Found { quotation, whole: near + start + credit.at..pair.end })
}

/// A quotation whose attribution stands behind it.
fn found(text: &str, pair: &Quoted, credit: Credit, behind: usize) -> Found {
    let end = behind + credit.at;
    let (reference, _) = attribution::reference(text.get(end..).unwrap_or_default());
    let (between, _) = attribution::reference(text.get(behind..).unwrap_or_default());
    let mut attribution = match credit.speaker {
        Speaker::Named(attribution) => attribution,
        Speaker::Pronoun => Attribution::default(),
    };
    attribution.reference = between.or(reference);
    let quotation = Quotation { range: trimmed(text, &pair.words), attribution, form: credit.form };
    Found { quotation, whole: pair.open..end }
}

/// Names the speaker that a pronoun stands for: the full name since who spoke last, else who spoke last.
fn resolve(text: &str, credit: Credit, open: usize, last: Option<&Found>) -> Option<Credit> {
    if credit.speaker != Speaker::Pronoun {
        return Some(credit);
    }
    let near = boundary(text, open.saturating_sub(2 * MAX_BEFORE_BYTES));
    let since = last.map(|last| last.whole.end).filter(|&end| end >= near).unwrap_or(near);
    let between = text.get(since..open)?;
    let attribution = match names::taken_up(between) {
        Some(name) => Attribution { speaker: between.get(name)?.to_owned(), ..Attribution::default() },
        None => Attribution { reference: None, ..last?.quotation.attribution.clone() },
    };
    Some(Credit { speaker: Speaker::Named(attribution), ..credit })
}

/// Whether the words are long enough to be somebody's speech and not a term: four words, or two that end like a
/// sentence; one more where they are woven into the sentence of the writer.
fn is_speech(words_in: &str, between_words: usize) -> bool {
    let length = count(words_in);
    let ends = words_in.trim_end().ends_with(['.', ',', '!', '?', '…']);
    length >= 4 + usize::from(between_words > 0) || (ends && length >= 2)
}

/// Whether the words are one sentence or more, and not a title or an interjection.
fn is_whole_sentences(words_in: &str) -> bool {
    let starts = words_in.trim_start().chars().next().is_some_and(|first| !first.is_lowercase());
    let ends = words_in.trim_end().ends_with(['.', '!', '?', '…']);
    starts && ends && count(words_in) >= 6
}

/// Whether nothing, a new sentence or more words in marks stand behind a quotation.
fn ends_there(after: &str) -> bool {
    let (_, markers) = attribution::reference(after);
    let next = after.get(markers..).unwrap_or_default().trim_start().chars().next();
    next.is_none_or(|next| next.is_uppercase() || next.is_numeric() || (!next.is_alphanumeric() && next != ','))
}

/// Whether the words hold "I", "we" or another word of the first person.
fn speaks_of_self(words_in: &str) -> bool {
    words_in.split(' ').any(speech::is_first_person) && !is_user_story(words_in)
}

/// "As a nurse, I want to see the next bed": a sample, whoever wrote it down.
fn is_user_story(words_in: &str) -> bool {
    let start = words_in.trim_start();
    ["As a ", "As an ", "As the "].iter().any(|role| start.starts_with(role))
        && [" I want", " I need", " I can", " I would like", " I’d like", " I'd like"]
            .iter()
            .any(|wish| start.contains(wish))
}

/// Whether every long word has a capital, as in a title of a work; a stop or comma may be of the sentence around it.
fn is_title_of_a_work(words_in: &str) -> bool {
    let ends = words_in.trim_end().ends_with(['!', '?', '…']);
    let mut long = words(words_in).filter(|word| word.text.len() > 3).peekable();
    !ends && long.peek().is_some() && long.all(|word| word.text.chars().next().is_some_and(char::is_uppercase))
}

pub(super) fn count(text: &str) -> usize {
    words(text).take(8).count()
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
mod tests {
    use super::*;

    /// Words, speaker, title, organisation, reference.
    fn all(text: &str) -> Vec<String> {
        quotations(text)
            .into_iter()
            .map(|quotation| {
                let Attribution { speaker, title, organisation, reference } = quotation.attribution;
                let mut line = format!("{} | {speaker}", text.get(quotation.range).unwrap_or_default());
                for detail in [title, organisation, reference].into_iter().flatten() {
                    line.push_str(" | ");
                    line.push_str(&detail);
                }
                line
            })
            .collect()
    }

    #[test]
    fn a_dash_credits_name_title_organisation_and_reference() {
        assert_eq!(
            all("\"We ship what we can learn from.\" – Ann Lee, Principal Product Manager, Acme [5]"),
            ["We ship what we can learn from. | Ann Lee | Principal Product Manager | Acme | 5"]
        );
        assert_eq!(
            all("“Order is a choice.” — Cem Yilmaz, Head of Product at Borealis"),
            ["Order is a choice. | Cem Yilmaz | Head of Product | Borealis"]
        );
        assert_eq!(
            all("\"They differ and they agree.\" - Maz Adler [8]"),
            ["They differ and they agree. | Maz Adler | 8"]
        );
        assert_eq!(all("“Ship it, then look.”—Ann Lee"), ["Ship it, then look. | Ann Lee"]);
    }

    #[test]
    fn a_lead_in_and_a_dash_are_one_attribution() {
        assert_eq!(
            all("As Ann Lee explains: \"Owners stand between two worlds.\" - Ann Lee [4]"),
            ["Owners stand between two worlds. | Ann Lee | 4"]
        );
    }

    #[test]
    fn lead_ins_name_the_speaker() {
        assert_eq!(all("As Ann Lee explains: “The backlog is a promise.”"), ["The backlog is a promise. | Ann Lee"]);
        assert_eq!(
            all("Ben Okoro, CEO of Acme, puts it this way: \"No is a full sentence here.\""),
            ["No is a full sentence here. | Ben Okoro | CEO | Acme"]
        );
        assert_eq!(
            all("In her talk last year, Ann Lee said: \"I never order by volume.\""),
            ["I never order by volume. | Ann Lee"]
        );
        assert_eq!(all("Ann Lee: \"We tried it for a year.\""), ["We tried it for a year. | Ann Lee"]);
        assert_eq!(
            all("Acme CEO Ann Lee told us, \"we tried it for a year\"."),
            ["we tried it for a year | Ann Lee | CEO | Acme"]
        );
        assert_eq!(
            all("In the words of Ann Lee, “a roadmap is a guess with dates”."),
            ["a roadmap is a guess with dates | Ann Lee"]
        );
    }

    #[test]
    fn verbs_of_speech_name_the_speaker_behind_before_and_in_the_middle() {
        assert_eq!(
            all("“The owner decides,” said Ann Lee, founder of Acme, “and the team builds.”"),
            ["The owner decides, | Ann Lee | founder | Acme", "and the team builds. | Ann Lee | founder | Acme"]
        );
        assert_eq!(all("“Who decides in the end?” Ann Lee asks."), ["Who decides in the end? | Ann Lee"]);
        assert_eq!(
            all("“It was a hard year,” explains product coach Ann Lee."),
            ["It was a hard year, | Ann Lee | product coach"]
        );
        assert_eq!(
            all("Ann Lee ran the team for years. “It was never calm,” she says."),
            ["It was never calm, | Ann Lee"]
        );
        assert_eq!(
            all("According to Ben Okoro, “nobody reads the second page of a roadmap”."),
            ["nobody reads the second page of a roadmap | Ben Okoro"]
        );
        assert_eq!(
            all("“Nobody reads the second page,” according to Ben Okoro."),
            ["Nobody reads the second page, | Ben Okoro"]
        );
        assert_eq!(
            all("Ann Lee wrote that “the order is the strategy made visible”."),
            ["the order is the strategy made visible | Ann Lee"]
        );
    }

    #[test]
    fn speakers_without_a_name_are_described() {
        assert_eq!(
            all("“I cut the list in half,” one product owner (P9, retail) told us."),
            ["I cut the list in half, | P9"]
        );
        assert_eq!(
            all("Our product owner at Velmar has said, “we asked the wrong people for a year.”"),
            ["we asked the wrong people for a year. | our product owner | Velmar"]
        );
        assert_eq!(
            all("Acme Labs, another long-term partner, said: “We sold it first.”"),
            ["We sold it first. | Acme Labs | another long-term partner"]
        );
        assert_eq!(all("Whenever a customer told us “just one more thing for Friday”, we wrote it down."), [""; 0]);
    }

    #[test]
    fn titles_without_a_comma_are_told_from_names() {
        assert_eq!(
            all("“The order is the plan.” – Ann Lee Managing Director, Acme"),
            ["The order is the plan. | Ann Lee | Managing Director | Acme"]
        );
        assert_eq!(
            all("Front End Developer Ann Lee said: “We tried it for a year.”"),
            ["We tried it for a year. | Ann Lee | Front End Developer"]
        );
        assert_eq!(
            all("“We tried it for a year.” – Ann Lee (@annlee) March 25, 2017"),
            ["We tried it for a year. | Ann Lee"]
        );
    }

    #[test]
    fn a_word_that_is_no_subject_of_its_verb_speaks_not() {
        assert_eq!(all("Wrong answer: “We do not know that yet.” Right answer: “By Friday.”"), [""; 0]);
        assert_eq!(all("“A calm sea makes no sailor,” says the Velmar proverb."), [""; 0]);
        assert_eq!(
            all("“A calm sea makes no sailor,” says the Velmar Guide on page two."),
            ["A calm sea makes no sailor, | Velmar Guide"]
        );
    }

    #[test]
    fn a_sentence_that_shows_its_subject_speaking_leads_to_whole_sentences() {
        assert_eq!(
            all("Ada Finch says that lists do not end. “A list that nobody finishes is no list.” We agree."),
            ["A list that nobody finishes is no list. | Ada Finch"]
        );
        assert_eq!(
            all("Lead Developer Ada Finch was pleased. “I heard three people say it was fast.”"),
            ["I heard three people say it was fast. | Ada Finch | Lead Developer"]
        );
        assert_eq!(all("Ada Finch was pleased. “A list of wishes” hung on the wall."), [""; 0]);
    }

    #[test]
    fn every_kind_of_mark_will_do() {
        assert_eq!(
            all("«Wir ordnen neu», sagt sie. «We order anew every week.» – Ann Lee"),
            ["We order anew every week. | Ann Lee"]
        );
        assert_eq!(all("„We order anew every week.“ – Ann Lee"), ["We order anew every week. | Ann Lee"]);
        assert_eq!(all("‘We order anew every week,’ said Ann Lee."), ["We order anew every week, | Ann Lee"]);
        assert_eq!(
            all("\"Learn to say 'not yet' instead of 'no.' They wait for it.\" - Paul List, Author [16]"),
            ["Learn to say 'not yet' instead of 'no.' They wait for it. | Paul List | Author | 16"]
        );
    }

    #[test]
    fn terms_scare_quotes_and_titles_are_left_alone() {
        for text in [
            "Managers focus on the \"why\" - setting the vision - and owners on the \"how\".",
            "When someone pitches a “business idea,” most folks see money.",
            "They act as the \"messenger of the market\", bringing insights [9].",
            "Ann Lee wrote \"The Ordered Backlog\" in 2015.",
            "The \"two-pizza rule\" says so.",
            "A stakeholder might say, \"I want it all by Friday.\"",
            "Ask yourself: \"Who would miss this feature?\"",
            "If a developer asks \"what comes next?\" the owner answers.",
            "As Ann Lee aptly puts it, the roles may change but never vanish.",
            "We say \"no to everything that is new\" too often.",
            "A 24\" screen and a 27\" screen stood there.",
            "The \"single source of truth\" is a term. Ann Lee said nothing.",
        ] {
            assert_eq!(all(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_block_of_quotation_needs_no_marks() {
        let text = Aligned::detached("The order is the plan. — Ann Lee, Acme");
        let found = quotations_in(&text, "", true);
        assert_eq!(found.len(), 1);
        assert_eq!(text.as_str().get(found[0].range.clone()), Some("The order is the plan."));
        assert_eq!(found[0].form, Form::BlockQuote);
        assert!(quotations_in(&text, "", false).is_empty());
    }

    #[test]
    fn a_marker_that_was_cut_still_gives_its_number() {
        let layer = "\"The order is the plan.\" – Ann Lee, Acme [7]";
        let text = Aligned::of(layer, 0..layer.len() - 4);
        let found = quotations_in(&text, layer, false);
        assert_eq!(found[0].attribution.reference.as_deref(), Some("7"));
        assert_eq!(found[0].attribution.organisation.as_deref(), Some("Acme"));
    }

    #[test]
    fn many_marks_take_linear_time() {
        let text = "\"one two three four\" said nobody. ".repeat(10_000);
        assert!(quotations(&text).is_empty());
        assert!(quotations(&"\"".repeat(10_000)).is_empty());
        assert!(quotations(&"“a ".repeat(10_000)).is_empty());
    }
}
