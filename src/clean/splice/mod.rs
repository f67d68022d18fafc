//! Splices: an advert's words pushed into a sentence that is not about them.
//!
//! In:  an article whose furniture is out. Out: the same, such words cut out as edits; the sentence stays.
//!
//! Always: a word is cut only with its phrase, only where the phrase is made of words of adverts and its words are
//! foreign to the document, and only where the sentence reads on without it: a sentence that needs the phrase is the
//! author's own. One of three things must mark it: a link to another site, a known term that it breaks
//! (“Chief … Technology Officer”), or a sum of advert words that no sentence of the author's reaches.

mod lexicon;
mod terms;

use std::{collections::HashMap, ops::Range};

use self::lexicon::{Lexicon, lexicon, stem};
use super::{
    Article, Block, BlockKind, CleanOptions, RuleId,
    cut::{Cut, cut},
    furniture::quoted,
    promotion::host,
};
use crate::text::{Word, words};

const IN_TERM: RuleId = RuleId("splice-in-term");
const LINK: RuleId = RuleId("splice-link");
const FOREIGN: RuleId = RuleId("splice-foreign");
/// Longest phrase, in words.
const MAX_WORDS: usize = 8;
/// Shortest phrase that is cut for its words alone.
const MIN_BARE_WORDS: usize = 3;

/// Longest short form in capitals (`VPN`), in bytes.
const MAX_SHORT_FORM: usize = 4;

/// A phrase that may be a splice.
struct Candidate {
    block: usize,
    range: Range<usize>,
    rule: RuleId,
    weight: f32,
}

/// Cuts splices out of the sentences of an article.
pub(super) fn cut_splices(article: &mut Article, options: &CleanOptions) {
    let site = article.reference.url.as_deref().and_then(host).map(str::to_owned);
    let mut candidates: Vec<Candidate> = Vec::new();
    for (at, block) in article.blocks.iter().enumerate() {
        if block.is_kept() && can_hold(block) {
            find(at, block, site.as_deref(), &mut candidates);
        }
    }
    candidates.retain(|candidate| options.allows(candidate.rule));
    if candidates.is_empty() {
        return;
    }
    let elsewhere = Elsewhere::count(article, &candidates);
    let mut cuts: HashMap<usize, Vec<Cut>> = HashMap::new();
    let mut end_of_last = (usize::MAX, 0);
    for candidate in &candidates {
        let Some(block) = article.blocks.get(candidate.block) else { continue };
        let phrase = block.text.as_str().get(candidate.range.clone()).unwrap_or_default();
        let overlaps = end_of_last.0 == candidate.block && candidate.range.start < end_of_last.1;
        if overlaps || candidate.rule != IN_TERM && !elsewhere.is_foreign(phrase) {
            continue;
        }
        end_of_last = (candidate.block, candidate.range.end);
        let why = match candidate.rule {
            IN_TERM => "breaks a known term",
            LINK => "links to another site, foreign to the document",
            _ => "foreign to the document",
        };
        cuts.entry(candidate.block).or_default().push(Cut {
            range: candidate.range.clone(),
            rule: candidate.rule,
            evidence: format!("{}: words of adverts ({:.1}), {why}", quoted(phrase), candidate.weight),
        });
    }
    for (at, block) in article.blocks.iter_mut().enumerate() {
        if let Some(cuts) = cuts.remove(&at) {
            cut(block, cuts, true);
        }
    }
}

fn can_hold(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::Quote | BlockKind::Description)
}

/// Adds the candidates of one block, in order: links first where they start at the same word.
fn find(at: usize, block: &Block, site: Option<&str>, candidates: &mut Vec<Candidate>) {
    let text = block.text.as_str();
    let lexicon = lexicon();
    if !lexicon.is_in(text) {
        return;
    }
    let words: Vec<Word<'_>> = words(text).collect();
    let mut found: Vec<Candidate> = Vec::new();
    for link in &block.links {
        let off_site = host(&link.href).is_some_and(|host| site.is_none_or(|site| host != site));
        let first = words.partition_point(|word| word.start < link.range.start);
        let last = words.partition_point(|word| word.end() <= link.range.end);
        if !off_site || last <= first || last - first > MAX_WORDS {
            continue;
        }
        let weight = lexicon.weight(words.get(first..last).unwrap_or_default());
        if weight >= lexicon.marked && reads_on(text, &words, first, last, lexicon) {
            found.push(Candidate { block: at, range: link.range.clone(), rule: LINK, weight });
        }
    }
    for phrase in phrases(text, &words, lexicon) {
        let members = words.get(phrase.clone()).unwrap_or_default();
        let weight = lexicon.weight(members);
        if weight < lexicon.marked || !reads_on(text, &words, phrase.start, phrase.end, lexicon) {
            continue;
        }
        let rule = if terms::is_broken(&words, &phrase) {
            IN_TERM
        } else if weight >= lexicon.bare && phrase.len() >= MIN_BARE_WORDS && sells(members, lexicon) {
            FOREIGN
        } else {
            continue;
        };
        let (Some(first), Some(last)) = (members.first(), members.last()) else { continue };
        found.push(Candidate { block: at, range: first.start..last.end(), rule, weight });
    }
    found.sort_by_key(|candidate| (candidate.range.start, candidate.rule != LINK));
    candidates.append(&mut found);
}

/// Whether bare words read like an advert's: goods with how or where they are sold, and no names in them.
fn sells(words: &[Word<'_>], lexicon: &Lexicon) -> bool {
    let plain = |word: &str| {
        !word.chars().any(char::is_uppercase) || word.len() <= MAX_SHORT_FORM && !word.chars().any(char::is_lowercase)
    };
    let sold = words.iter().any(|word| lexicon.is_heavy(word.text));
    let pitched = words.iter().any(|word| lexicon.is_pitch(word.text));
    sold && pitched && words.iter().all(|word| plain(word.text))
}

/// Whether nothing but white space stands between two neighbouring words.
fn joined(text: &str, before: &Word<'_>, next: &Word<'_>) -> bool {
    text.get(before.end()..next.start).is_some_and(|gap| gap.trim().is_empty() || gap == "-" || gap == "/")
}

/// The longest runs of advert words that stand together, other words allowed only between them.
fn phrases(text: &str, words: &[Word<'_>], lexicon: &Lexicon) -> Vec<Range<usize>> {
    let known: Vec<bool> = words.iter().map(|word| lexicon.of(word.text) > 0.0).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if known.get(at) != Some(&true) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        // How far the run reaches while each word is joined to the one before.
        let mut next = end;
        while let (Some(before), Some(word)) = (words.get(next - 1), words.get(next)) {
            if next - at >= MAX_WORDS || !joined(text, before, word) {
                break;
            }
            // What stands before a small word must be an advert's for sure: “list of …” is not.
            let heavy = || words.get(at..end).is_some_and(|run| run.iter().any(|word| lexicon.is_heavy(word.text)));
            let bridged = next > end;
            if known.get(next) == Some(&true)
                && (!bridged || lexicon.is_heavy(word.text) || lexicon.is_place(word.text))
            {
                end = next + 1;
            } else if bridged || !lexicon.is_inner(word.text) || !heavy() {
                break;
            }
            next += 1;
        }
        found.push(at..end);
        at = end;
    }
    found
}

/// Whether the sentence reads on when words `first..last` are out: there is a word on either side, no punctuation
/// between, and the two can stand beside each other.
fn reads_on(text: &str, words: &[Word<'_>], first: usize, last: usize, lexicon: &Lexicon) -> bool {
    let (Some(before), Some(start)) = (first.checked_sub(1).and_then(|at| words.get(at)), words.get(first)) else {
        return false;
    };
    let (Some(end), Some(next)) = (last.checked_sub(1).and_then(|at| words.get(at)), words.get(last)) else {
        return false;
    };
    joined(text, before, start) && joined(text, end, next) && lexicon.may_follow(before.text, next.text)
}

/// How often words stand in the article outside the candidates.
struct Elsewhere {
    counts: HashMap<String, usize>,
}

impl Elsewhere {
    /// Counts the words of the kept blocks and of the title, less those of the candidates.
    fn count(article: &Article, candidates: &[Candidate]) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let title = article.reference.title.as_deref().unwrap_or_default();
        let texts = article.kept().map(|block| block.text.as_str()).chain([title]);
        for word in texts.flat_map(words) {
            *counts.entry(stem(word.text).into_owned()).or_default() += 1;
        }
        for candidate in candidates {
            let text = article.blocks.get(candidate.block).map(|block| block.text.as_str()).unwrap_or_default();
            for word in words(text.get(candidate.range.clone()).unwrap_or_default()) {
                if let Some(count) = counts.get_mut(&*stem(word.text)) {
                    *count = count.saturating_sub(1);
                }
            }
        }
        Self { counts }
    }

    /// Whether none of a phrase's telling words stands anywhere else.
    fn is_foreign(&self, phrase: &str) -> bool {
        let lexicon = lexicon();
        words(phrase)
            .filter(|word| lexicon.tells(word.text))
            .all(|word| self.counts.get(&*stem(word.text)).is_none_or(|&count| count == 0))
    }
}

#[cfg(test)]
mod tests;
