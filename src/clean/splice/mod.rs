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

use self::lexicon::{Lexicon, lexicon};
use super::{
    Article, Block, BlockKind, CleanOptions, Link, RuleId,
    cut::{Cut, cut},
    furniture::{is_of_post, quoted},
    promotion::{host, is_off_site},
    vocabulary::Vocabulary,
};
use crate::text::{Word, words};

const IN_TERM: RuleId = RuleId("splice-in-term");
const LINK: RuleId = RuleId("splice-link");
const FOREIGN: RuleId = RuleId("splice-foreign");
/// Longest phrase, in words.
const MAX_WORDS: usize = 8;
/// Longest run of advert words that is looked through for a phrase: its neighbours may be such words too.
const MAX_RUN_WORDS: usize = 14;
/// Shortest phrase that is cut for its words alone.
const MIN_BARE_WORDS: usize = 3;
/// A phrase is likely to have no more words than this…
const USUAL_WORDS: usize = 5;
/// …and each one more counts against it.
const UNUSUAL: f32 = -0.3;
/// What a phrase's likely beginning or end counts for, and a word in it that stands elsewhere in the document.
const EDGE: f32 = 0.5;
const SHARED: f32 = -0.4;

/// What bare words must weigh more in a post: its poster writes in haste, of what is sold too.
const POST_MARGIN: f32 = 0.6;

/// So many words of goods are as good as one that is hardly said of anything else.
const MIN_GOODS: usize = 2;
/// A word that is said of much else is the document's own when it stands elsewhere more often than this.
const MAX_MENTIONS: usize = 2;
/// Longest short form in capitals (`VPN`), in bytes.
const MAX_SHORT_FORM: usize = 4;
/// Shortest word of an address that tells what it leads to, in bytes.
const MIN_ADDRESS_WORD: usize = 4;

/// Words that may hold a splice, or be one.
struct Suspect {
    block: usize,
    range: Range<usize>,
    /// A link to another site: its words go all or not at all.
    href: Option<String>,
}

/// A phrase that goes.
struct Found {
    range: Range<usize>,
    rule: RuleId,
    weight: f32,
}

/// Cuts splices out of the sentences of an article.
pub(super) fn cut_splices(article: &mut Article, options: &CleanOptions) {
    let site = article.reference.url.as_deref().and_then(host).map(str::to_owned);
    let mut suspects: Vec<Suspect> = Vec::new();
    for (at, block) in article.blocks.iter().enumerate() {
        if block.is_kept() && can_hold(block) {
            suspect(at, block, site.as_deref(), &mut suspects);
        }
    }
    if suspects.is_empty() {
        return;
    }
    let vocabulary = Vocabulary::of(article, suspects.iter().map(|suspect| (suspect.block, &suspect.range)));
    let mut cuts: HashMap<usize, Vec<Cut>> = HashMap::new();
    let mut end_of_last = (usize::MAX, 0);
    for suspect in &suspects {
        let Some(block) = article.blocks.get(suspect.block) else { continue };
        let text = block.text.as_str();
        let words: Vec<Word<'_>> = words(text).collect();
        let Some(found) = judge(text, &words, suspect, &vocabulary) else { continue };
        let overlaps = end_of_last.0 == suspect.block && found.range.start < end_of_last.1;
        let loose = found.rule == FOREIGN && is_of_post(block) && found.weight < lexicon().bare + POST_MARGIN;
        if overlaps || loose || !options.allows(found.rule) {
            continue;
        }
        end_of_last = (suspect.block, found.range.end);
        let why = match found.rule {
            IN_TERM => "breaks a known term",
            LINK => "links to another site, foreign to the document",
            _ => "foreign to the document",
        };
        let phrase = text.get(found.range.clone()).unwrap_or_default();
        cuts.entry(suspect.block).or_default().push(Cut {
            evidence: format!("{}: words of adverts ({:.1}), {why}", quoted(phrase), found.weight),
            range: found.range,
            rule: found.rule,
        });
    }
    for (at, block) in article.blocks.iter_mut().enumerate() {
        if let Some(cuts) = cuts.remove(&at) {
            cut(block, cuts, true);
        }
    }
}

/// Whether sharing a word tells that words belong to a document.
pub(super) fn tells(word: &str) -> bool {
    lexicon().tells(word)
}

fn can_hold(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::Quote | BlockKind::Description)
}

/// Adds the suspects of one block, in order: links first where they start at the same word.
fn suspect(at: usize, block: &Block, site: Option<&str>, suspects: &mut Vec<Suspect>) {
    let text = block.text.as_str();
    let lexicon = lexicon();
    let off_site = |link: &&Link| is_off_site(&link.href, site);
    let heavy = lexicon.is_in(text);
    if !heavy && !block.links.iter().any(|link| off_site(&link)) {
        return;
    }
    let words: Vec<Word<'_>> = words(text).collect();
    let mut found: Vec<Suspect> = Vec::new();
    for link in block.links.iter().filter(off_site) {
        let Some(members) = inside(&words, &link.range).filter(|members| members.len() <= MAX_WORDS) else { continue };
        let weight = lexicon.weight(words.get(members.clone()).unwrap_or_default());
        if weight >= lexicon.linked && reads_on(text, &words, &members, lexicon) {
            found.push(Suspect { block: at, range: link.range.clone(), href: Some(link.href.clone()) });
        }
    }
    for run in if heavy { runs(text, &words, lexicon) } else { Vec::new() } {
        let members = words.get(run.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (members.first(), members.last()) else { continue };
        let weight = lexicon.weight(members);
        if weight >= lexicon.bare || weight >= lexicon.marked && breaks_a_term(&words, &run, lexicon) {
            found.push(Suspect { block: at, range: first.start..last.end(), href: None });
        }
    }
    found.sort_by_key(|suspect| (suspect.range.start, suspect.href.is_none()));
    suspects.append(&mut found);
}

/// Which of the words stand in a range of bytes; nothing where there are none.
fn inside(words: &[Word<'_>], range: &Range<usize>) -> Option<Range<usize>> {
    let first = words.partition_point(|word| word.start < range.start);
    let last = words.partition_point(|word| word.end() <= range.end);
    (first < last).then_some(first..last)
}

fn judge(text: &str, words: &[Word<'_>], suspect: &Suspect, vocabulary: &Vocabulary) -> Option<Found> {
    let lexicon = lexicon();
    let all = inside(words, &suspect.range)?;
    let foreign = |members: &[Word<'_>]| {
        members.iter().all(|word| {
            let count = vocabulary.count(word.text);
            count == 0 || !lexicon.tells(word.text) && (count <= MAX_MENTIONS || !lexicon.is_goods(word.text))
        })
    };
    if let Some(href) = &suspect.href {
        let members = words.get(all)?;
        let weight = lexicon.weight(members);
        // An author's link says in small words what it leads to. Below the sum of bare words most words must be an
        // advert's, and name what is sold or be many.
        let own = members.iter().any(|word| lexicon.is_small(word.text) && !lexicon.is_inner(word.text));
        let known = members.iter().filter(|word| lexicon.of(word.text) > 0.0 || lexicon.is_inner(word.text)).count();
        let plain = members.iter().all(|word| is_plain(word.text));
        let goods = members.iter().any(|word| lexicon.is_goods(word.text));
        let long = members.len() >= MIN_BARE_WORDS + usize::from(!goods);
        let most = plain && known * 2 > members.len() && (long || goods && weight >= lexicon.marked);
        let marked =
            weight >= lexicon.bare || most || plain && members.len() >= MIN_BARE_WORDS && known == members.len();
        let marked = marked && !own;
        return (marked && foreign(members) && !is_of_document(href, vocabulary)).then(|| Found {
            range: suspect.range.clone(),
            rule: LINK,
            weight,
        });
    }
    let mut best: Option<(f32, Range<usize>, RuleId, f32)> = None;
    for first in all.clone() {
        for end in first + 1..=all.end.min(first + MAX_WORDS) {
            let phrase = first..end;
            let members = words.get(phrase.clone())?;
            let weight = lexicon.weight(members);
            if weight < lexicon.marked || !is_known(words, first, lexicon) || !is_known(words, end - 1, lexicon) {
                continue;
            }
            let broken = terms::is_broken(words, &phrase);
            let bare = || {
                weight >= floor(words, &phrase, lexicon) && members.len() >= MIN_BARE_WORDS && sells(members, lexicon)
            };
            let is_advert = broken || bare() && foreign(members);
            if !is_advert || !reads_on(text, words, &phrase, lexicon) {
                continue;
            }
            let rule = if broken { IN_TERM } else { FOREIGN };
            let worth = worth(members, lexicon, vocabulary) + if broken { lexicon.bare } else { 0.0 };
            if best.as_ref().is_none_or(|(other, ..)| worth > *other) {
                best = Some((worth, phrase, rule, weight));
            }
        }
    }
    let (_, phrase, rule, weight) = best?;
    let members = words.get(phrase)?;
    Some(Found { range: members.first()?.start..members.last()?.end(), rule, weight })
}

/// Whether a word is one of adverts; “near me” is one.
fn is_known(words: &[Word<'_>], at: usize, lexicon: &Lexicon) -> bool {
    let is = |at: Option<usize>, text: &str| {
        at.and_then(|at| words.get(at)).is_some_and(|word| word.text.eq_ignore_ascii_case(text))
    };
    words.get(at).is_some_and(|word| lexicon.of(word.text) > 0.0) || is(Some(at), "me") && is(at.checked_sub(1), "near")
}

/// Whether a part of a run stands inside a known term.
fn breaks_a_term(words: &[Word<'_>], run: &Range<usize>, lexicon: &Lexicon) -> bool {
    run.clone().any(|first| {
        (first + 1..=run.end).any(|end| {
            lexicon.weight(words.get(first..end).unwrap_or_default()) >= lexicon.marked
                && terms::is_broken(words, &(first..end))
        })
    })
}

/// The sum from which bare words go. Three words with a small word beside them may well be the author's.
fn floor(words: &[Word<'_>], phrase: &Range<usize>, lexicon: &Lexicon) -> f32 {
    let small = |at: Option<usize>| at.and_then(|at| words.get(at)).is_none_or(|word| lexicon.is_small(word.text));
    // Nor is it sure that words are an advert's around one that is none.
    let mixed = phrase
        .clone()
        .any(|at| words.get(at).is_some_and(|word| lexicon.of(word.text) == 0.0 && !lexicon.is_inner(word.text)));
    if mixed || phrase.len() <= MIN_BARE_WORDS && (small(phrase.start.checked_sub(1)) || small(Some(phrase.end))) {
        lexicon.short
    } else {
        lexicon.bare
    }
}

/// Whether a word of adverts is the document's own all the same: of how things are sold every text says something.
fn is_own(word: &str, lexicon: &Lexicon, vocabulary: &Vocabulary) -> bool {
    vocabulary.count(word) > if lexicon.is_goods(word) { 0 } else { MAX_MENTIONS }
}

/// How likely a phrase is the whole advert and nothing but it.
fn worth(members: &[Word<'_>], lexicon: &Lexicon, vocabulary: &Vocabulary) -> f32 {
    let of = |word: &Word<'_>| match lexicon.of(word.text) {
        weight if weight > 0.0 && is_own(word.text, lexicon, vocabulary) => SHARED,
        weight => weight,
    };
    let mut worth: f32 = members.iter().map(of).sum();
    if members.first().is_some_and(|word| lexicon.opens(word.text)) {
        worth += EDGE;
    }
    if members.last().is_some_and(|word| lexicon.closes(word.text)) {
        worth += EDGE;
    }
    for _ in USUAL_WORDS..members.len() {
        worth += UNUSUAL;
    }
    worth
}

/// Whether an address names something that the document is about.
fn is_of_document(href: &str, vocabulary: &Vocabulary) -> bool {
    let path = href.split_once("://").map_or(href, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    words(path).any(|word| {
        word.text.len() >= MIN_ADDRESS_WORD
            && word.text.bytes().all(|byte| byte.is_ascii_alphabetic())
            && vocabulary.count(word.text) > 0
    })
}

/// Whether a word is no name: no capitals but in a short form.
fn is_plain(word: &str) -> bool {
    !word.chars().any(char::is_uppercase) || word.len() <= MAX_SHORT_FORM && !word.chars().any(char::is_lowercase)
}

/// Whether a word that is not known may stand within an advert: a plain word of no closed class.
fn is_filler(word: &str, lexicon: &Lexicon) -> bool {
    word.len() >= MIN_ADDRESS_WORD && word.bytes().all(|byte| byte.is_ascii_lowercase()) && !lexicon.is_small(word)
}

/// Whether bare words read like an advert's: goods with how or where they are sold, and no names in them.
fn sells(words: &[Word<'_>], lexicon: &Lexicon) -> bool {
    let sold = words.iter().any(|word| lexicon.is_heavy(word.text))
        || words.iter().filter(|word| lexicon.is_goods(word.text)).count() >= MIN_GOODS;
    let pitched = words.iter().any(|word| lexicon.is_pitch(word.text));
    sold && pitched && words.iter().all(|word| is_plain(word.text))
}

/// Whether nothing but white space stands between two neighbouring words.
fn joined(text: &str, before: &Word<'_>, next: &Word<'_>) -> bool {
    text.get(before.end()..next.start).is_some_and(|gap| gap.trim().is_empty() || gap == "-" || gap == "/")
}

/// The longest runs of advert words that stand together, other words allowed only between them.
fn runs(text: &str, words: &[Word<'_>], lexicon: &Lexicon) -> Vec<Range<usize>> {
    let known: Vec<bool> = (0..words.len()).map(|at| is_known(words, at, lexicon)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if known.get(at) != Some(&true) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        // How far the run reaches while each word is joined to the one before; one word of none's may stand in it.
        let mut next = end;
        let mut filled = false;
        while let (Some(before), Some(word)) = (words.get(next - 1), words.get(next)) {
            if next - at >= MAX_RUN_WORDS || !joined(text, before, word) {
                break;
            }
            // What stands before a small word must be an advert's for sure: “list of …” is not.
            let heavy = || words.get(at..end).is_some_and(|run| run.iter().any(|word| lexicon.is_goods(word.text)));
            let bridged = next > end;
            let over_small = words.get(next - 1).is_some_and(|before| lexicon.is_inner(before.text));
            if known.get(next) == Some(&true)
                && (!bridged || !over_small || lexicon.is_heavy(word.text) || lexicon.closes(word.text))
            {
                end = next + 1;
            } else if bridged || !heavy() {
                break;
            } else if !lexicon.is_inner(word.text) {
                if filled || !is_filler(word.text, lexicon) {
                    break;
                }
                filled = true;
            }
            next += 1;
        }
        found.push(at..end);
        at = end;
    }
    found
}

/// Whether the sentence reads on when a phrase is out: there is a word on either side, no punctuation
/// between, and the two can stand beside each other.
fn reads_on(text: &str, words: &[Word<'_>], phrase: &Range<usize>, lexicon: &Lexicon) -> bool {
    let (first, last) = (phrase.start, phrase.end);
    let (Some(before), Some(start)) = (first.checked_sub(1).and_then(|at| words.get(at)), words.get(first)) else {
        return false;
    };
    let (Some(end), Some(next)) = (last.checked_sub(1).and_then(|at| words.get(at)), words.get(last)) else {
        return false;
    };
    joined(text, before, start)
        && joined(text, end, next)
        && lexicon.may_follow(before.text, next.text)
        && !lexicon.governs(before.text, start.text)
}

#[cfg(test)]
mod tests;
