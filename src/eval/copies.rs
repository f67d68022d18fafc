//! Which sources hold the same text: every pair compared, beside the pairs that the corpus pass looks at.
//!
//! In:  the texts of some folders, pairs that a person judged to be copies. Out: the pairs that are alike, for shingles of
//! several lengths; how far apart copies and others lie; what the pass finds of the one and of the other. Unlike the
//! pass this compares every pair: for hundreds of sources, not for ten thousand.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    clean::{CleanOptions, draft},
    corpus::{
        Profile, candidates,
        copies::{MIN_SIMILARITY, similarity},
        shingles_of,
    },
    source::{self, ReadOptions, SourceError, WalkOptions},
};

/// Lengths of shingles, in words, that are set side by side; the middle one is the corpus pass's own.
pub const LENGTHS: [usize; 3] = [3, 5, 8];
/// The place of the pass's own length.
const OWN: usize = 1;
/// Pairs that share fewer shingles than this are nothing to look at.
const LEAST_SHARED: usize = 6;

/// A source as far as it is compared.
#[derive(Clone, Debug)]
pub struct Text {
    /// Path below its root.
    pub name: String,
    /// Its shingles, for each of [`LENGTHS`].
    pub shingles: [Vec<u32>; 3],
    profile: Profile,
}

/// Two sources.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one, as a place among the texts.
    pub one: usize,
    /// The other.
    pub other: usize,
    /// Their similarity, for each of [`LENGTHS`].
    pub similarity: [f64; 3],
    /// Whether the pass looks at it.
    pub is_candidate: bool,
    /// Whether a person judged the two to be copies; nothing where nobody has.
    pub judged: Option<bool>,
}

impl Pair {
    /// Whether the pass takes the two for copies, by their own words.
    #[must_use]
    pub fn is_found(&self) -> bool {
        let [_, own, _] = self.similarity;
        self.is_candidate && own >= MIN_SIMILARITY
    }

    fn is_copy(&self) -> bool {
        let [_, own, _] = self.similarity;
        self.judged.unwrap_or(own >= MIN_SIMILARITY)
    }
}

/// Pairs that a person judged to be copies. A pair of their folders that is not listed was judged to be none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgements {
    /// Two paths each, below the folders that are compared.
    pub copies: Vec<[String; 2]>,
}

/// Reads judgements.
pub fn read_judgements(path: &Path) -> io::Result<Judgements> {
    toml::from_str(&fs::read_to_string(path)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Reads and drafts the files below `folders`; what cannot be read is left out.
pub fn read(folders: &[PathBuf]) -> Result<Vec<Text>, SourceError> {
    let walk = source::walk(folders, &WalkOptions::default())?;
    let texts = walk.files.iter().filter_map(|found| {
        let capture = source::read(found, &ReadOptions::default()).ok()?;
        let draft = draft(&capture, &CleanOptions::default()).ok()?;
        let shingles = LENGTHS.map(|length| shingles_of(&draft, length));
        let (profile, _) = Profile::of(&draft, String::new());
        Some(Text { name: found.origin.to_string(), shingles, profile })
    });
    Ok(texts.collect())
}

/// What comparing every pair shows.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Sources.
    pub texts: usize,
    /// Sources whose bodies are long enough to tell.
    pub comparable: usize,
    /// Pairs that the pass compares by their shingles.
    pub candidates: usize,
    /// Pairs that share more than a few shingles, most alike first.
    pub pairs: Vec<Pair>,
    names: Vec<String>,
}

/// Compares every pair of `texts`.
#[must_use]
pub fn evaluate(texts: &[Text], judgements: Option<&Judgements>) -> Report {
    let comparable: Vec<usize> =
        (0..texts.len()).filter(|&at| texts.get(at).is_some_and(|text| !text.profile.sketch.is_empty())).collect();
    let sketches: Vec<&[u32]> =
        comparable.iter().filter_map(|&at| Some(texts.get(at)?.profile.sketch.as_slice())).collect();
    let place = |at: usize| comparable.get(at).copied().unwrap_or_default();
    let looked_at: BTreeSet<(usize, usize)> =
        candidates(&sketches).iter().map(|pair| (place(pair.one), place(pair.other))).collect();
    let named = |one: usize, other: usize| {
        let name = |at: usize| texts.get(at).map_or("", |text| text.name.as_str());
        let judged = |judgements: &Judgements| {
            judgements.copies.iter().any(|[a, b]| {
                (a.as_str(), b.as_str()) == (name(one), name(other))
                    || (a.as_str(), b.as_str()) == (name(other), name(one))
            })
        };
        judgements.map(judged)
    };
    let mut pairs: Vec<Pair> = sharing(texts, &comparable)
        .into_iter()
        .map(|(one, other)| Pair {
            one,
            other,
            similarity: [0, 1, 2].map(|length| {
                let of =
                    |at: usize| texts.get(at).and_then(|text| text.shingles.get(length)).map_or(&[][..], Vec::as_slice);
                similarity(of(one), of(other))
            }),
            is_candidate: looked_at.contains(&(one, other)),
            judged: named(one, other),
        })
        .collect();
    let own = |pair: &Pair| pair.similarity.get(OWN).copied().unwrap_or_default();
    pairs.sort_by(|a, b| own(b).total_cmp(&own(a)).then((a.one, a.other).cmp(&(b.one, b.other))));
    let names = texts.iter().map(|text| text.name.clone()).collect();
    Report { texts: texts.len(), comparable: comparable.len(), candidates: looked_at.len(), pairs, names }
}

/// Pairs that share more than a few shingles.
fn sharing(texts: &[Text], comparable: &[usize]) -> Vec<(usize, usize)> {
    let mut holders: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for &at in comparable {
        for &shingle in texts.get(at).and_then(|text| text.shingles.get(OWN)).into_iter().flatten() {
            holders.entry(shingle).or_default().push(at);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for holders in holders.values() {
        for (place, &one) in holders.iter().enumerate() {
            for &other in holders.iter().skip(place + 1) {
                *shared.entry((one, other)).or_default() += 1;
            }
        }
    }
    shared.into_iter().filter(|&(_, count)| count >= LEAST_SHARED).map(|(pair, _)| pair).collect()
}

impl Report {
    /// Of the pairs that are copies, how many there are and how many the pass finds.
    #[must_use]
    pub fn recall(&self) -> (usize, usize) {
        let copies = || self.pairs.iter().filter(|pair| pair.is_copy());
        (copies().filter(|pair| pair.is_found()).count(), copies().count())
    }

    /// Of the pairs that the pass finds, how many are copies and how many there are.
    #[must_use]
    pub fn precision(&self) -> (usize, usize) {
        let found = || self.pairs.iter().filter(|pair| pair.is_found());
        (found().filter(|pair| pair.is_copy()).count(), found().count())
    }

    /// For one of [`LENGTHS`]: similarity of the least alike copies and of the most alike of the rest.
    #[must_use]
    pub fn gap(&self, length: usize) -> (f64, f64) {
        let of = |pair: &Pair| pair.similarity.get(length).copied().unwrap_or_default();
        let copies = self.pairs.iter().filter(|pair| pair.is_copy()).map(of);
        let rest = self.pairs.iter().filter(|pair| !pair.is_copy()).map(of);
        (copies.fold(1.0, f64::min), rest.fold(0.0, f64::max))
    }

    /// The `most` likest pairs, a line each.
    #[must_use]
    pub fn list(&self, most: usize) -> String {
        let name = |at: usize| self.names.get(at).map_or("", String::as_str);
        let lines = self.pairs.iter().take(most).map(|pair| {
            let [three, five, eight] = pair.similarity;
            let mark = if pair.is_copy() { "copy" } else { "" };
            let seen = if pair.is_candidate { "compared" } else { "" };
            format!("{three:.3} {five:.3} {eight:.3}  {mark:<4} {seen:<8}  {}  {}\n", name(pair.one), name(pair.other))
        });
        lines.collect::<Vec<_>>().concat()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.comparable * self.comparable.saturating_sub(1) / 2;
        writeln!(formatter, "{} sources, {} of them long enough to tell: {pairs} pairs", self.texts, self.comparable)?;
        writeln!(formatter, "{} pairs share runs of five words, {} are compared", self.pairs.len(), self.candidates)?;
        let ((found, copies), (right, taken)) = (self.recall(), self.precision());
        writeln!(formatter, "copies: {found} of {copies} found; of {taken} taken for copies {right} are")?;
        writeln!(formatter, "words of a run   least alike copies   most alike others   gap")?;
        for (place, length) in LENGTHS.iter().enumerate() {
            let (least, most) = self.gap(place);
            writeln!(formatter, "{length:<16} {least:<20.3} {most:<19.3} {:.3}", least - most)?;
        }
        Ok(())
    }
}
