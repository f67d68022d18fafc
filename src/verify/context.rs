//! Whether a quotation cuts away the clause by which its source reports or rejects what it quotes.

use std::{collections::BTreeSet, ops::Range};

use super::quoted::Quoted;
use crate::{
    discourse::{Stance, stances},
    index::{analyser, analyser::Stems, record::PassageRecord},
    text::sentences,
};

/// Words behind a quotation in which ", some say" still belongs to it.
const WORDS_BEHIND: usize = 6;

/// Share of the cut clause's words that tell that the draft says it in words of its own.
const RETOLD: f32 = 0.5;

/// How the source holds `range` of `passage`, where the words quoted alone do not show it: rejected or reported.
/// `quoted` is what is quoted, `draft` says what the draft's own words around it make of it.
pub(super) fn cut_away(passage: &PassageRecord, range: &Range<usize>, quoted: &str, draft: &Quoted) -> Option<Stance> {
    let text = passage.text.as_str();
    let shows = |stance: Stance| matches!(stance, Stance::Rejected | Stance::Reported);
    let quoted_as: Vec<Stance> = stances(quoted).into_iter().map(|(_, stance)| stance).collect();
    if quoted_as.contains(&Stance::Rejected) {
        return None;
    }
    let shows_reported = quoted_as.contains(&Stance::Reported);
    let is_speech = passage.quotations.iter().any(|quotation| {
        text.find(&quotation.text).is_some_and(|at| at <= range.start && range.end <= at + quotation.text.len() + 1)
    });
    for sentence in sentences(text).filter(|sentence| sentence.start < range.end && range.start < sentence.end) {
        let held = passage.sentences.iter().find(|held| held.bytes.range().contains(&sentence.start));
        let stance = held.map_or(passage.stance, |held| held.stance);
        if !shows(stance) || (is_speech && stance == Stance::Reported) {
            continue;
        }
        // "The thinking is that …", quoted whole, still shows that it is no view of the source's own.
        if shows_reported && (stance == Stance::Reported || range.start <= sentence.start) {
            continue;
        }
        let before = text.get(sentence.start..range.start.max(sentence.start)).unwrap_or_default();
        let behind = text.get(range.end.min(sentence.end)..sentence.end).unwrap_or_default();
        if stance == Stance::Reported && !reports(before, quoted, behind) {
            continue;
        }
        let own = stances(&draft.around).into_iter().filter(|(range, _)| range.start < draft.ends);
        let rejects = own.into_iter().any(|(_, stance)| stance == Stance::Rejected);
        if rejects || retells(&format!("{before} {behind}"), &draft.around) {
            continue;
        }
        return Some(stance);
    }
    None
}

/// Whether what stands before the quotation, or right behind it, reports it.
fn reports(before: &str, quoted: &str, behind: &str) -> bool {
    let near: Vec<&str> = behind.split_inclusive(' ').take(WORDS_BEHIND).collect();
    let read =
        |text: &str| stances(text).iter().any(|&(_, stance)| matches!(stance, Stance::Reported | Stance::Rejected));
    (!before.trim().is_empty() && read(&format!("{before}{quoted}"))) || read(&format!("{quoted}{}", near.concat()))
}

fn retells(clause: &str, around: &str) -> bool {
    let mut stems = Stems::default();
    let mut content = |text: &str| -> BTreeSet<String> {
        let tokens = analyser::exact_tokens(text);
        tokens.iter().filter_map(|token| stems.stem(&token.term).map(str::to_owned)).collect()
    };
    let (wanted, told) = (content(clause), content(around));
    #[expect(clippy::cast_precision_loss, reason = "counts of words in one sentence")]
    let share = wanted.intersection(&told).count() as f32 / wanted.len().max(1) as f32;
    !wanted.is_empty() && share >= RETOLD
}
