//! Sieves: which of many patterns may match a text at all, told by the literal words that each begins with.
//!
//! In:  patterns in the syntax of `regex`, then texts. Out: the patterns worth a run of their automaton.
//!
//! Always: a pattern that matches passes; one that passes may still not match.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex_syntax::hir::literal::Extractor;
use rustc_hash::FxHashMap;

/// Most patterns of one sieve.
const MOST_PATTERNS: usize = u64::BITS as usize;
/// Most beginnings of one pattern: with more it passes always.
const MOST_BEGINNINGS: usize = 4096;
/// Longest beginning that is looked for anywhere, in bytes. Half as many let half as much more through; half again as many take four times as
/// long to build.
const LONGEST: usize = 8;
/// Shorter ones stand in nearly every text.
const SHORTEST: usize = 2;

/// A set of patterns, each by its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Passed(u64);

impl Passed {
    /// The pattern at `place` alone.
    pub(super) const fn of(place: usize) -> Self {
        Self(1 << place)
    }

    /// Both sets.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both sets have.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What only this set has.
    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The places in ascending order.
    pub(super) fn places(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let place = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(place)
        })
    }
}

/// The bytes that every match of a pattern begins with one of, none longer than `longest`; nothing where that is not known.
fn beginnings(pattern: &str, longest: usize) -> Option<Vec<Vec<u8>>> {
    let parsed = regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern);
    let mut extractor = Extractor::new();
    extractor.limit_total(MOST_BEGINNINGS).limit_literal_len(longest);
    let mut found = extractor.extract(&parsed.expect("the pattern is well formed"));
    found.dedup();
    found.literals().map(|all| all.iter().map(|literal| literal.as_bytes().to_vec()).collect())
}

/// A sieve for patterns that may match anywhere in a text.
pub(super) struct Anywhere {
    pieces: AhoCorasick,
    /// For each piece the patterns that begin with it.
    of_piece: Vec<Passed>,
    /// Patterns that may begin with anything.
    always: Passed,
}

impl Anywhere {
    /// A sieve of at most 64 patterns; panics with more, or where one is not well formed.
    pub(super) fn new<'pattern>(patterns: impl Iterator<Item = &'pattern str>) -> Self {
        let mut always = Passed::default();
        let mut pieces: FxHashMap<Vec<u8>, Passed> = FxHashMap::default();
        for (place, pattern) in patterns.enumerate() {
            assert!(place < MOST_PATTERNS, "a sieve has room for {MOST_PATTERNS} patterns");
            match beginnings(pattern, LONGEST) {
                Some(found) if found.iter().all(|piece| piece.len() >= SHORTEST) => {
                    for piece in found {
                        let entry = pieces.entry(piece).or_default();
                        *entry = entry.with(Passed::of(place));
                    }
                }
                _ => always = always.with(Passed::of(place)),
            }
        }
        let mut pieces: Vec<_> = pieces.into_iter().collect();
        pieces.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let (pieces, of_piece): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
        let built = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&pieces);
        Self { pieces: built.expect("some thousand short pieces make an automaton"), of_piece, always }
    }

    /// The patterns that may match in `text`.
    pub(super) fn pass(&self, text: &str) -> Passed {
        let found = self.pieces.find_overlapping_iter(text);
        found.fold(self.always, |all, piece| {
            all.with(self.of_piece.get(piece.pattern().as_usize()).copied().unwrap_or_default())
        })
    }
}

/// A sieve for patterns that match a text from its first byte on, whatever its case.
pub(super) struct AtStart {
    /// By the first byte and by the first two, patterns for which no more is known.
    one: FxHashMap<u8, Passed>,
    two: FxHashMap<[u8; 2], Passed>,
    always: Passed,
}

impl AtStart {
    /// A sieve of at most 64 patterns in lower case; panics with more, or where one is not well formed.
    pub(super) fn new<'pattern>(patterns: impl Iterator<Item = &'pattern str>) -> Self {
        let mut sieve = Self { one: FxHashMap::default(), two: FxHashMap::default(), always: Passed::default() };
        for (place, pattern) in patterns.enumerate() {
            assert!(place < MOST_PATTERNS, "a sieve has room for {MOST_PATTERNS} patterns");
            let this = Passed::of(place);
            let found = beginnings(pattern, 2).filter(|found| found.iter().all(|piece| !piece.is_empty()));
            let Some(found) = found else {
                sieve.always = sieve.always.with(this);
                continue;
            };
            for piece in found {
                let entry = match *piece.as_slice() {
                    [first, second, ..] => sieve.two.entry([first, second]).or_default(),
                    [first] => sieve.one.entry(first).or_default(),
                    [] => continue,
                };
                *entry = entry.with(this);
            }
        }
        sieve
    }

    /// The patterns that may match `lower`, a text in lower case.
    pub(super) fn pass(&self, lower: &str) -> Passed {
        let of_one = lower.as_bytes().first().and_then(|first| self.one.get(first));
        let of_two = lower.as_bytes().first_chunk::<2>().and_then(|first| self.two.get(first));
        [of_one, of_two].into_iter().flatten().fold(self.always, |all, &found| all.with(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(passed: Passed) -> Vec<usize> {
        passed.places().collect()
    }

    #[test]
    fn a_pattern_passes_where_one_of_its_beginnings_stands() {
        let sieve =
            Anywhere::new([r"\b(?:sign up|subscribe)\b", r"(?:buy|order) (?:now|today)", r"[0-9]+ %"].into_iter());
        assert_eq!(places(sieve.pass("please subscribe")), [0, 2]);
        assert_eq!(places(sieve.pass("to order toda")), [1, 2]);
        assert_eq!(places(sieve.pass("nothing")), [2]);
    }

    #[test]
    fn at_the_start_only_what_begins_there_passes() {
        let sieve = AtStart::new([r"share (?:this|it)", r".{0,9}\bnow", r"x|re: \d+", r"\s*page \d+"].into_iter());
        assert_eq!(places(sieve.pass("share it")), [0, 1, 3]);
        assert_eq!(places(sieve.pass("now share it")), [1, 3]);
        assert_eq!(places(sieve.pass("x")), [1, 2, 3]);
        assert_eq!(places(sieve.pass("")), [1, 3]);
    }
}
