use std::{collections::HashSet, ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

/// What a phrase does to the sentence that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Rejected,
    StrongDenial,
    Denial,
    Belief,
    Reported,
    /// Reserve, in halves.
    Hedged(u8),
    Modal,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    rejected: Vec<String>,
    strong_denial: Vec<String>,
    denial: Vec<String>,
    belief: Vec<String>,
    reported: Vec<String>,
    hedged: Vec<String>,
    half_hedged: Vec<String>,
    modals: Vec<String>,
    subordinate: HashSet<String>,
    own: HashSet<String>,
}

/// The phrases of `cues.toml` as one automaton.
pub(super) struct Cues {
    automaton: AhoCorasick,
    effects: Vec<(Effect, bool)>,
    denying: AhoCorasick,
    subordinate: HashSet<String>,
    own: HashSet<String>,
}

/// A phrase found in a text.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    pub(super) range: Range<usize>,
    pub(super) effect: Effect,
    /// Counts only at the start of a sentence.
    pub(super) at_start: bool,
}

pub(super) static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let lists: Lists = toml::from_str(include_str!("cues.toml")).expect("the embedded phrases are valid");
    let mut phrases = Vec::new();
    let mut effects = Vec::new();
    let mut denying = Vec::new();
    let mut add = |list: &[String], effect: Effect, denies: bool| {
        for phrase in list {
            let (phrase, at_start) = phrase.strip_prefix('^').map_or((phrase.as_str(), false), |phrase| (phrase, true));
            let mut forms = vec![phrase.to_owned()];
            if phrase.contains('\'') {
                forms.push(phrase.replace('\'', "’"));
            }
            for form in forms {
                if denies {
                    denying.push(form.clone());
                }
                phrases.push(form);
                effects.push((effect, at_start));
            }
        }
    };
    add(&lists.rejected, Effect::Rejected, true);
    add(&lists.strong_denial, Effect::StrongDenial, true);
    add(&lists.denial, Effect::Denial, true);
    add(&lists.belief, Effect::Belief, false);
    add(&lists.reported, Effect::Reported, false);
    add(&lists.hedged, Effect::Hedged(2), false);
    add(&lists.half_hedged, Effect::Hedged(1), false);
    add(&lists.modals, Effect::Modal, false);
    denying.extend(["myth".to_owned(), "misconception".to_owned()]);
    let build = |phrases: &[String]| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(phrases)
            .expect("the embedded phrases make an automaton")
    };
    Cues {
        automaton: build(&phrases),
        effects,
        denying: build(&denying),
        subordinate: lists.subordinate,
        own: lists.own,
    }
});

impl Cues {
    /// The phrases in `text`, in the order of their ends; some lie inside others.
    pub(super) fn find(&self, text: &str) -> Vec<Cue> {
        let bytes = text.as_bytes();
        self.automaton
            .find_overlapping_iter(text)
            .filter(|found| is_whole(bytes, found.start(), found.end()))
            .filter_map(|found| {
                let &(effect, at_start) = self.effects.get(found.pattern().as_usize())?;
                Some(Cue { range: found.start()..found.end(), effect, at_start })
            })
            .collect()
    }

    /// Whether a sentence of the text may reject or deny a view. Cheap: most texts hold no such phrase.
    pub(super) fn may_deny(&self, text: &str) -> bool {
        self.denying.is_match(text)
    }

    pub(super) fn is_subordinate(&self, word: &str) -> bool {
        self.subordinate.contains(word.to_ascii_lowercase().as_str())
    }

    pub(super) fn is_own(&self, word: &str) -> bool {
        self.own.contains(word.to_lowercase().replace('’', "'").as_str())
    }
}

fn is_whole(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_letter =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0xC3 && *byte < 0xE2);
    let inner_end = end.checked_sub(1).and_then(|last| bytes.get(last));
    !is_letter(start.checked_sub(1).and_then(|before| bytes.get(before)))
        && (!is_letter(inner_end) || !is_letter(bytes.get(end)))
}
