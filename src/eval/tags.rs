//! How well roles and topics are tagged.
//!
//! In:  judgements (JSON lines) of raw lines of files below a corpus root. Out: a [`Report`].
//!
//! A judged text is matched to passages by its words: the tags of all passages that share at least half of the word
//! trigrams of the shorter of the two are united, less the tags whose evidence all stands outside the judged lines
//! (`about_whole` counts those, too). A judged text that cleaning has dropped has no passages and so no
//! tags. Judgements of boilerplate count only as served or not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    clean::{self, Article, CleanOptions},
    discourse::Stance,
    passage::{self, Passage, SplitOptions},
    source::{self, Capture, Origin, ReadOptions},
    tag::{Evidence, Relation, Tagger, Tags},
    text::{LineIndex, fold, words},
};

/// Share of the shorter text's word trigrams that a passage must hold to count as the judged text.
const LEAST_SHARED: f64 = 0.5;

/// What a person said of some lines of a file.
#[derive(Clone, Debug, Deserialize)]
pub struct Judgement {
    /// Name of the judgement.
    pub id: String,
    /// Path below the corpus root, with `/`.
    pub path: String,
    /// First line, from 1.
    pub line_start: u32,
    /// Last line, included.
    pub line_end: u32,
    /// First 16 hexadecimal digits of the BLAKE3 hash of the lines joined by line feeds, where it was noted.
    #[serde(default)]
    pub hash: Option<String>,
    /// Roles that it makes a claim on.
    pub roles_about: BTreeSet<String>,
    /// Roles that it only names.
    pub roles_mentioned: BTreeSet<String>,
    /// Topics.
    pub topics: BTreeSet<String>,
    /// No content: furniture or promotion.
    #[serde(default)]
    pub boilerplate: bool,
    /// What makes it hard.
    #[serde(default)]
    pub hard_case: Vec<String>,
    /// The judge was in doubt.
    #[serde(default)]
    pub uncertain: bool,
    /// `tune` or `held-out`.
    #[serde(default)]
    pub split: Option<String>,
    /// `own` where the path counts from the folder of the bundled articles' repository, else from the corpus.
    #[serde(default)]
    pub root: Option<String>,
    /// How the text holds what it says, where it was judged.
    #[serde(default)]
    pub stance: Option<Stance>,
    /// Words of persons in it, where they were judged.
    #[serde(default)]
    pub quotations: Vec<JudgedQuotation>,
}

/// A quotation as judged.
#[derive(Clone, Debug, Deserialize)]
pub struct JudgedQuotation {
    /// Who is quoted, where the passage names somebody.
    pub speaker: Option<String>,
    /// First line.
    pub line_start: u32,
    /// Last line, included.
    pub line_end: u32,
    /// How it begins, where that was noted.
    #[serde(default)]
    pub first_words: Option<String>,
}

/// Why an evaluation could not be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// The judgements or a file of the corpus could not be read.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A line of the judgements is not of their form.
    #[error("cannot parse judgement in `{path}`, line {line}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What the parser said.
        #[source]
        source: serde_json::Error,
    },
    /// The lines of the corpus are not those that were judged.
    #[error("`{path}` lines {first} to {last} have changed since judgement `{id}`")]
    Changed {
        /// The judgement.
        id: String,
        /// The file of the corpus.
        path: PathBuf,
        /// First line.
        first: u32,
        /// Last line.
        last: u32,
    },
}

/// Counts of right, wrong and missing decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Given and judged.
    pub right: u32,
    /// Given, not judged.
    pub wrong: u32,
    /// Judged, not given.
    pub missing: u32,
}

impl Score {
    fn count<'id>(&mut self, given: &BTreeSet<&'id str>, judged: &BTreeSet<&'id str>) {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.right += narrow(given.intersection(judged).count());
        self.wrong += narrow(given.difference(judged).count());
        self.missing += narrow(judged.difference(given).count());
    }

    /// Share of what was given that is right, 0 to 1; 1 where nothing was given.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// Share of what was judged that was given, 0 to 1; 1 where nothing was judged.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missing)
    }

    /// Harmonic mean of precision and recall, 0 to 1.
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missing)
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { right, wrong, missing } = self;
        let (precision, recall, f1) = (self.precision(), self.recall(), self.f1());
        write!(
            formatter,
            "P {precision:.3}  R {recall:.3}  F1 {f1:.3}   {right} right, {wrong} wrong, {missing} missing"
        )
    }
}

/// A judged text that was tagged otherwise than judged.
#[derive(Clone, Debug)]
pub struct Miss {
    /// The judgement.
    pub id: String,
    /// Path and first line.
    pub place: String,
    /// What was given too much (`+po`) and missed (`-po`).
    pub differences: Vec<String>,
    /// Evidence of the tags that were given.
    pub evidence: Vec<String>,
    /// Beginning of the judged text.
    pub text: String,
}

/// How the tags of a set of judged texts compare with the judgements.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Judgements of content.
    pub judged: u32,
    /// Of these, how many have no passage.
    pub without_passage: u32,
    /// Judgements of boilerplate, and how many were served as passages.
    pub boilerplate: (u32, u32),
    /// Roles that passages are about, over roles that the judgements know.
    pub about: Score,
    /// The same over all roles of the taxonomy, also those that the judges had no word for.
    pub about_all: Score,
    /// The same with the tags of whole passages, also those whose evidence stands outside the judged lines.
    pub about_whole: Score,
    /// Quotations found, whoever is given as their speaker.
    pub quotations: Score,
    /// Of the quotations found, those with the right speaker.
    pub speakers_right: u32,
    /// Texts with a false friend, and those of them that were given no role beyond those judged.
    pub false_friends: (u32, u32),
    /// Judged stance against given stance.
    pub stance_confusion: BTreeMap<(&'static str, &'static str), u32>,
    /// Named roles, whatever the relation.
    pub named: Score,
    /// Topics.
    pub topics: Score,
    /// By role.
    pub by_role: BTreeMap<String, Score>,
    /// By topic.
    pub by_topic: BTreeMap<String, Score>,
    /// About-roles by what makes a text hard.
    pub by_hard_case: BTreeMap<String, Score>,
    /// By stance, of texts whose stance was judged: that of the first of their passages.
    pub by_stance: BTreeMap<String, Score>,
    /// Judged relation against given relation: (judged, given) to count; `none` where there is no tag.
    pub confusion: BTreeMap<(&'static str, &'static str), u32>,
    /// Texts tagged otherwise than judged, most differences first.
    pub misses: Vec<Miss>,
}

/// Reads judgements, one JSON object a line; blank lines are skipped.
pub fn read_judgements(path: &Path) -> Result<Vec<Judgement>, EvalError> {
    let text = fs::read_to_string(path).map_err(|source| EvalError::Unreadable { path: path.to_owned(), source })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|source| EvalError::Syntax {
                path: path.to_owned(),
                line: at + 1,
                source,
            })
        })
        .collect()
}

/// Tags the files that were judged and compares. Paths count from `corpus`, those of root `own` from `own`.
///
/// Fails where a file cannot be read or its lines are not those that were judged (by the judgement's hash).
pub fn evaluate(judgements: &[Judgement], corpus: &Path, own: &Path, tagger: &Tagger) -> Result<Report, EvalError> {
    let known: BTreeSet<&str> = judgements
        .iter()
        .flat_map(|judgement| judgement.roles_about.iter().chain(&judgement.roles_mentioned))
        .map(String::as_str)
        .collect();
    let mut by_path: BTreeMap<(&Path, &str), Vec<&Judgement>> = BTreeMap::new();
    for judgement in judgements {
        let root = if judgement.root.as_deref() == Some("own") { own } else { corpus };
        by_path.entry((root, &judgement.path)).or_default().push(judgement);
    }
    let mut report = Report::default();
    for ((root, path), judgements) in by_path {
        let tagged = Tagged::read(root, path, tagger)?;
        for judgement in judgements {
            report.add(judgement, &tagged, &known)?;
        }
    }
    report.misses.sort_by(|a, b| b.differences.len().cmp(&a.differences.len()).then_with(|| a.id.cmp(&b.id)));
    Ok(report)
}

/// A file of the corpus with its passages and their tags.
struct Tagged {
    path: PathBuf,
    raw: String,
    lines: LineIndex,
    passages: Vec<TaggedPassage>,
}

struct TaggedPassage {
    text: String,
    trigrams: BTreeSet<Trigram>,
    /// Folded words with their bytes in the passage's text.
    words: Vec<(String, Range<usize>)>,
    tags: Tags,
}

impl TaggedPassage {
    fn new(passage: &Passage, tags: Tags) -> Self {
        let text = passage.text.as_str();
        let words =
            words(text).map(|word| (fold(word.text).into_owned(), word.start..word.start + word.text.len())).collect();
        Self { text: text.to_owned(), trigrams: trigrams(text), words, tags }
    }

    /// Bytes of the passage's text that hold the judged words.
    fn judged_bytes(&self, judged: &BTreeSet<Trigram>) -> Vec<Range<usize>> {
        /// Words between two judged stretches, at most: a marker or a link.
        const MOST_BETWEEN: usize = 6;
        /// Shorter agreements are by chance.
        const FEWEST_WORDS: usize = 5;
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (at, window) in self.words.windows(3).enumerate() {
            let trigram = [0, 1, 2].map(|step| window.get(step).map(|(word, _)| word.clone()).unwrap_or_default());
            if judged.contains(&trigram) {
                match runs.last_mut() {
                    Some(run) if at <= run.end => run.end = at + 3,
                    _ => runs.push(at..at + 3),
                }
            }
        }
        let longest = runs.iter().map(Range::len).max().unwrap_or_default();
        runs.retain(|run| run.len() >= FEWEST_WORDS.min(longest));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for run in runs {
            match joined.last_mut() {
                Some(last) if run.start <= last.end + MOST_BETWEEN => last.end = run.end,
                _ => joined.push(run),
            }
        }
        let byte = |at: usize| self.words.get(at).map(|(_, bytes)| bytes.clone()).unwrap_or_default();
        joined.into_iter().map(|run| byte(run.start).start..byte(run.end - 1).end).collect()
    }
}

/// Whether a tag speaks of the judged bytes: its evidence stands in them, or comes from a heading and the like.
fn speaks_of(evidence: &[Evidence], judged: &[Range<usize>]) -> bool {
    evidence.is_empty()
        || evidence.iter().any(|evidence| {
            evidence.bytes.is_none_or(|(start, end)| {
                judged.iter().any(|range| (start as usize) < range.end && end as usize > range.start)
            })
        })
}

pub(super) type Trigram = [String; 3];

pub(super) fn trigrams(text: &str) -> BTreeSet<Trigram> {
    let folded: Vec<String> = words(text).map(|word| fold(word.text).into_owned()).collect();
    if folded.len() < 3 {
        return std::iter::once([0, 1, 2].map(|at| folded.get(at).cloned().unwrap_or_default())).collect();
    }
    folded.windows(3).filter_map(|window| <Trigram>::try_from(window.to_vec()).ok()).collect()
}

/// The words that a reader sees: without tags and the targets of links.
pub(super) fn visible(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let (mut in_tag, mut in_target) = (false, false);
    let mut before = ' ';
    for character in raw.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            '(' if before == ']' => in_target = true,
            ')' if in_target => in_target = false,
            _ if !in_tag && !in_target => text.push(character),
            _ => {}
        }
        before = character;
    }
    text
}

pub(super) fn shares_words(a: &BTreeSet<Trigram>, b: &BTreeSet<Trigram>) -> bool {
    let shorter = a.len().min(b.len());
    let shared = a.intersection(b).count();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    shared > 0 && share(count(shared), count(shorter)) >= LEAST_SHARED
}

fn cleaned(corpus: &Path, relative: &str) -> Result<(Capture, Article), EvalError> {
    let path = corpus.join(relative);
    let bytes = fs::read(&path).map_err(|source| EvalError::Unreadable { path: path.clone(), source })?;
    let unreadable = |source: Box<dyn std::error::Error + Send + Sync>| EvalError::Unreadable {
        path: path.clone(),
        source: io::Error::other(source),
    };
    let origin = Origin::File { root: corpus.to_owned(), relative: relative.to_owned() };
    let capture = source::read_bytes(origin, bytes, Some(&path), &ReadOptions::default())
        .map_err(|error| unreadable(Box::new(error)))?;
    let article = clean::clean(&capture, &CleanOptions::default()).map_err(|error| unreadable(Box::new(error)))?;
    Ok((capture, article))
}

impl Tagged {
    fn read(corpus: &Path, relative: &str, tagger: &Tagger) -> Result<Self, EvalError> {
        let path = corpus.join(relative);
        let (capture, article) = cleaned(corpus, relative)?;
        let passages = passage::split(&article, &SplitOptions::default());
        let tags = tagger.tag(&article, &passages);
        let passages = passages.iter().zip(tags).map(|(passage, tags)| TaggedPassage::new(passage, tags)).collect();
        let lines = LineIndex::new(&capture.text);
        Ok(Self { path, raw: capture.text, lines, passages })
    }

    fn visible_lines(&self, first: u32, last: u32) -> String {
        let start = self.lines.range_of(first).map_or(0, |range| range.start);
        let end = self.lines.range_of(last).map_or(start, |range| range.end);
        visible(self.raw.get(start..end).unwrap_or_default())
    }

    fn judged_text(&self, judgement: &Judgement) -> Result<&str, EvalError> {
        let changed = || EvalError::Changed {
            id: judgement.id.clone(),
            path: self.path.clone(),
            first: judgement.line_start,
            last: judgement.line_end,
        };
        let first = self.lines.range_of(judgement.line_start).ok_or_else(changed)?;
        let last = self.lines.range_of(judgement.line_end).ok_or_else(changed)?;
        let text = self.raw.get(first.start..last.end).ok_or_else(changed)?;
        match &judgement.hash {
            Some(hash) if *hash != hash_of(text) => Err(changed()),
            _ => Ok(text),
        }
    }
}

/// The hash that a judgement notes of its lines: 16 hexadecimal digits of BLAKE3 over the lines, joined by line
/// feeds, without the line end after the last.
#[must_use]
pub fn hash_of(lines: &str) -> String {
    let joined = lines.lines().collect::<Vec<_>>().join("\n");
    blake3::hash(joined.as_bytes()).to_hex().chars().take(16).collect()
}

impl Report {
    fn add(&mut self, judgement: &Judgement, tagged: &Tagged, known: &BTreeSet<&str>) -> Result<(), EvalError> {
        let raw = tagged.judged_text(judgement)?;
        let judged_words = trigrams(&visible(raw));
        let found: Vec<&TaggedPassage> =
            tagged.passages.iter().filter(|passage| shares_words(&passage.trigrams, &judged_words)).collect();
        let tags: Vec<&Tags> = found.iter().map(|passage| &passage.tags).collect();
        let judged_bytes: Vec<Vec<Range<usize>>> =
            found.iter().map(|passage| passage.judged_bytes(&judged_words)).collect();
        let spoken = || tags.iter().zip(&judged_bytes);
        if judgement.boilerplate {
            self.boilerplate.0 += 1;
            self.boilerplate.1 += u32::from(!tags.is_empty());
            return Ok(());
        }
        self.judged += 1;
        self.without_passage += u32::from(tags.is_empty());
        let relation = |wanted: Relation| -> BTreeSet<&str> {
            spoken()
                .flat_map(|(tags, bytes)| tags.roles.iter().filter(|role| speaks_of(&role.evidence, bytes)))
                .filter(|role| role.relation == wanted)
                .map(|role| role.id.as_str())
                .collect()
        };
        let whole = tags.iter().flat_map(|tags| &tags.roles).filter(|role| role.relation == Relation::About);
        let about_whole: BTreeSet<&str> = whole.map(|role| role.id.as_str()).filter(|id| known.contains(id)).collect();
        let all_about = relation(Relation::About);
        let about: BTreeSet<&str> = all_about.intersection(known).copied().collect();
        let mentioned: BTreeSet<&str> =
            relation(Relation::Mentioned).intersection(known).filter(|id| !about.contains(*id)).copied().collect();
        let topics: BTreeSet<&str> = spoken()
            .flat_map(|(tags, bytes)| tags.topics.iter().filter(|topic| speaks_of(&topic.evidence, bytes)))
            .map(|topic| topic.id.as_str())
            .collect();
        let judged_about: BTreeSet<&str> = judgement.roles_about.iter().map(String::as_str).collect();
        let judged_mentioned: BTreeSet<&str> = judgement.roles_mentioned.iter().map(String::as_str).collect();
        let judged_topics: BTreeSet<&str> = judgement.topics.iter().map(String::as_str).collect();

        self.about.count(&about, &judged_about);
        self.about_whole.count(&about_whole, &judged_about);
        self.about_all.count(&all_about, &judged_about);
        self.topics.count(&topics, &judged_topics);
        if let (Some(judged), Some(first)) = (judgement.stance, tags.first()) {
            count_each(&mut self.by_stance, &BTreeSet::from([first.stance.word()]), &BTreeSet::from([judged.word()]));
            *self.stance_confusion.entry((judged.word(), first.stance.word())).or_default() += 1;
        }
        self.count_quotations(judgement, tagged, &found, &judged_words);
        let named = |a: &BTreeSet<&'_ str>, b: &BTreeSet<&'_ str>| a.union(b).map(|id| (*id).to_owned()).collect();
        let (given_named, judged_named): (BTreeSet<String>, BTreeSet<String>) =
            (named(&about, &mentioned), named(&judged_about, &judged_mentioned));
        self.named.count(
            &given_named.iter().map(String::as_str).collect(),
            &judged_named.iter().map(String::as_str).collect(),
        );
        if judgement.hard_case.iter().any(|case| case == "false-friend") {
            self.false_friends.0 += 1;
            self.false_friends.1 += u32::from(given_named.is_subset(&judged_named));
        }
        count_each(&mut self.by_role, &about, &judged_about);
        count_each(&mut self.by_topic, &topics, &judged_topics);
        for case in &judgement.hard_case {
            self.by_hard_case.entry(case.clone()).or_default().count(&about, &judged_about);
        }
        let standing = |id: &str, about: &BTreeSet<&str>, mentioned: &BTreeSet<&str>| match id {
            id if about.contains(id) => "about",
            id if mentioned.contains(id) => "mentioned",
            _ => "none",
        };
        for id in given_named.union(&judged_named) {
            let judged = standing(id, &judged_about, &judged_mentioned);
            let given = standing(id, &about, &mentioned);
            *self.confusion.entry((judged, given)).or_default() += 1;
        }
        self.note_miss(judgement, raw, &tags, [(&about, &judged_about), (&topics, &judged_topics)]);
        Ok(())
    }

    /// A quotation given is right where the judged lines hold its words and, if noted, it begins as judged.
    fn count_quotations(
        &mut self,
        judgement: &Judgement,
        tagged: &Tagged,
        found: &[&TaggedPassage],
        judged_words: &BTreeSet<Trigram>,
    ) {
        if judgement.stance.is_none() {
            return;
        }
        let mut open: Vec<&JudgedQuotation> = judgement.quotations.iter().collect();
        let holds = |all: &BTreeSet<Trigram>, text: &str| {
            let own = trigrams(text);
            own.intersection(all).count() * 2 >= own.len().max(1)
        };
        let given = found.iter().flat_map(|passage| passage.tags.quotations.iter().map(move |given| (passage, given)));
        for (passage, given) in given {
            let text = passage.text.get(given.range.clone()).unwrap_or_default();
            if !holds(judged_words, text) {
                continue;
            }
            let begins = fold(text.trim_start_matches(|first: char| !first.is_alphanumeric())).into_owned();
            let same = |judged: &&JudgedQuotation| {
                let lines = tagged.visible_lines(judged.line_start, judged.line_end);
                let begins_so =
                    judged.first_words.as_ref().is_none_or(|first| begins.starts_with(fold(first).as_ref()));
                begins_so && holds(&trigrams(&lines), text)
            };
            match open.iter().position(same) {
                Some(at) => {
                    let judged = open.remove(at);
                    self.quotations.right += 1;
                    self.speakers_right +=
                        u32::from(same_speaker(judged.speaker.as_deref(), Some(given.attribution.speaker.as_str())));
                }
                None => self.quotations.wrong += 1,
            }
        }
        self.quotations.missing += u32::try_from(open.len()).unwrap_or(u32::MAX);
    }

    /// Texts whose stance is as judged, of those whose stance was judged.
    fn stances(&self) -> (u32, u32) {
        self.by_stance
            .values()
            .fold((0, 0), |(right, all), score| (right + score.right, all + score.right + score.missing))
    }

    /// Share of texts whose stance is as judged; 1 where none was judged.
    #[must_use]
    pub fn stance_accuracy(&self) -> f64 {
        let (right, all) = self.stances();
        share(right, all)
    }

    fn note_miss(
        &mut self,
        judgement: &Judgement,
        raw: &str,
        tags: &[&Tags],
        compared: [(&BTreeSet<&str>, &BTreeSet<&str>); 2],
    ) {
        /// Enough to see what it is about.
        const MOST_CHARACTERS: usize = 900;
        let mut differences = Vec::new();
        for (given, judged) in compared {
            differences.extend(given.difference(judged).map(|id| format!("+{id}")));
            differences.extend(judged.difference(given).map(|id| format!("-{id}")));
        }
        if differences.is_empty() {
            return;
        }
        let evidence_of = |id: &str, confidence: f32, evidence: &[crate::tag::Evidence]| {
            let words: Vec<&str> = evidence.iter().map(|evidence| evidence.text.as_str()).collect();
            format!("{id} {confidence:.2}: {}", words.join(" · "))
        };
        let mut evidence = Vec::new();
        for tags in tags {
            evidence.extend(tags.roles.iter().map(|role| {
                let relation = if role.relation == Relation::About { "about" } else { "mentioned" };
                evidence_of(&format!("{} {relation}", role.id), role.confidence, &role.evidence)
            }));
            evidence.extend(
                tags.topics.iter().map(|topic| evidence_of(topic.id.as_str(), topic.confidence, &topic.evidence)),
            );
        }
        self.misses.push(Miss {
            id: judgement.id.clone(),
            place: format!("{}:{}", judgement.path, judgement.line_start),
            differences,
            evidence,
            text: visible(raw).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_CHARACTERS).collect(),
        });
    }
}

fn same_speaker(judged: Option<&str>, given: Option<&str>) -> bool {
    match (judged, given) {
        (Some(judged), Some(given)) => {
            let (judged, given) = (fold(judged), fold(given));
            judged.contains(given.as_ref()) || given.contains(judged.as_ref())
        }
        (None, None) => true,
        _ => false,
    }
}

fn count_each(scores: &mut BTreeMap<String, Score>, given: &BTreeSet<&str>, judged: &BTreeSet<&str>) {
    for id in given.union(judged) {
        let only = |set: &BTreeSet<&'_ str>| u32::from(set.contains(id));
        let (given, judged) = (only(given), only(judged));
        let score = scores.entry((*id).to_owned()).or_default();
        score.right += given * judged;
        score.wrong += given * (1 - judged);
        score.missing += (1 - given) * judged;
    }
}

fn macro_f1(scores: &BTreeMap<String, Score>) -> f64 {
    let judged: Vec<f64> = scores.values().filter(|score| score.right + score.missing > 0).map(Score::f1).collect();
    judged.iter().sum::<f64>() / f64::from(u32::try_from(judged.len().max(1)).unwrap_or(u32::MAX))
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (boilerplate, served) = self.boilerplate;
        writeln!(formatter, "{} judged texts, {} without a passage", self.judged, self.without_passage)?;
        writeln!(formatter, "{boilerplate} judged boilerplate, {served} served all the same")?;
        writeln!(formatter, "roles about      micro {}   macro F1 {:.3}", self.about, macro_f1(&self.by_role))?;
        writeln!(formatter, "  all roles      micro {}", self.about_all)?;
        writeln!(formatter, "  whole passages micro {}", self.about_whole)?;
        writeln!(formatter, "roles named      micro {}", self.named)?;
        writeln!(formatter, "topics           micro {}   macro F1 {:.3}", self.topics, macro_f1(&self.by_topic))?;
        if !self.by_stance.is_empty() {
            let (right, all) = self.stances();
            writeln!(formatter, "stance           accuracy {:.3}   {right} of {all}", self.stance_accuracy())?;
        }
        if self.quotations != Score::default() {
            let Score { right, missing, .. } = self.quotations;
            let with_speaker = share(self.speakers_right, right + missing);
            writeln!(formatter, "quotations       {}", self.quotations)?;
            writeln!(formatter, "  right speaker  R {with_speaker:.3}   {} of {right} found", self.speakers_right)?;
        }
        if self.false_friends.0 > 0 {
            let (all, rejected) = self.false_friends;
            writeln!(formatter, "false friends    {:.3} rejected   {rejected} of {all}", share(rejected, all))?;
        }
        for case in ["heading-inherited", "pronoun"] {
            if let Some(score) = self.by_hard_case.get(case) {
                writeln!(formatter, "{case:<17}  recall {:.3}", score.recall())?;
            }
        }
        for (title, scores) in [
            ("about, by role", &self.by_role),
            ("about, by hard case", &self.by_hard_case),
            ("topics", &self.by_topic),
            ("stance", &self.by_stance),
        ] {
            if scores.is_empty() {
                continue;
            }
            writeln!(formatter, "\n{title}")?;
            for (id, score) in scores {
                writeln!(formatter, "  {id:<26} {score}")?;
            }
        }
        writeln!(formatter, "\njudged → given")?;
        for ((judged, given), count) in &self.confusion {
            writeln!(formatter, "  {judged:<10} → {given:<10} {count}")?;
        }
        for ((judged, given), count) in &self.stance_confusion {
            writeln!(formatter, "  {judged:<10} → {given:<10} {count}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Taxonomy;

    #[test]
    fn scores_count_right_wrong_and_missing() {
        let mut score = Score::default();
        score.count(&BTreeSet::from(["po", "pm"]), &BTreeSet::from(["po", "cpo"]));
        assert_eq!(score, Score { right: 1, wrong: 1, missing: 1 });
        assert!((score.f1() - 0.5).abs() < 1e-9);
        assert!((Score::default().precision() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn judged_text_finds_its_passage_through_markup() {
        let judged = trigrams(&visible("<p>The <b>owner</b> [decides](http://example.org/x) what comes next.</p>"));
        assert!(shares_words(&judged, &trigrams("The owner decides what comes next. And more words follow here.")));
        assert!(!shares_words(&judged, &trigrams("Nothing of this kind was ever said by anybody.")));
    }

    #[test]
    fn the_development_judgements_are_met_as_well_as_when_last_measured() {
        let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
        let path = shared.join("judgements/tagging-dev.jsonl");
        if !path.exists() {
            println!("skipped: ../shared is not here");
            return;
        }
        let judgements = read_judgements(&path).expect("they are judgements");
        let tagger = Tagger::new(&Taxonomy::built_in());
        let report =
            evaluate(&judgements, &shared.join("corpus"), Path::new("."), &tagger).expect("the corpus is there");
        println!("{report}");
        assert!(report.about.f1() >= 0.5, "{}", report.about);
        assert!(report.topics.f1() >= 0.5, "{}", report.topics);
    }
}
