//! Drafts: an article as one file alone shows it, and what the other sources and people have to say on it.

use rustc_hash::FxHashSet;

use super::{
    Article, Block, BlockKind, CleanError, CleanOptions, Outcome, RuleId, Section, Verdict, anchor, damage, hyphens,
    judge, read, wall,
};
use crate::{
    corrections::Selector,
    source::{Capture, Reference},
    text::{fold, run_hash, word_hash, words},
};

const REPEATED: &str = "repeated-on-site";
const RESTORED: RuleId = RuleId("restored");
const DROPPED_BY_HAND: RuleId = RuleId("dropped-by-hand");

/// Fewer words may well be said in three articles: "Yes.", "In short".
const MIN_WORDS: usize = 3;
/// Where blocks seen elsewhere hold more than this share of a source's words, it is an excerpt of the others, or they
/// of it, and nothing is dropped.
const MAX_REPEATED_SHARE: f64 = 0.8;

/// An article judged by what its own file shows; [`Draft::finish`] makes the article of it.
#[derive(Clone, Debug)]
pub struct Draft {
    article: Article,
}

/// What lies outside the file and bears on its cleaning.
#[derive(Clone, Debug, Default)]
pub struct Context<'context> {
    /// [`block_hash`]es of blocks that stand in several sources of the site.
    pub repeated: &'context [u64],
    /// Blocks that a person wants back.
    pub restored: Vec<&'context Selector>,
    /// Blocks that a person wants gone.
    pub dropped: Vec<&'context Selector>,
}

/// For each block that a person decided on, whether its place was found; in the order of the [`Context`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// Blocks wanted back.
    pub restored: Vec<bool>,
    /// Blocks wanted gone.
    pub dropped: Vec<bool>,
}

/// Judges a capture by itself.
pub fn draft(capture: &Capture, options: &CleanOptions) -> Result<Draft, CleanError> {
    let mut article = read(capture, options)?;
    hyphens::join_broken_words(&mut article, capture.media_type, options);
    judge(&mut article, options);
    wall::note_wall(&mut article);
    Ok(Draft { article })
}

/// What identifies a block's words across sources, whatever case and white space.
#[must_use]
pub fn block_hash(text: &str) -> u64 {
    run_hash(&word_hashes(text))
}

fn word_hashes(text: &str) -> Vec<u64> {
    words(&fold(text)).map(|word| word_hash(word.text)).collect()
}

/// A block of a draft, as far as it is compared with those of other sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashedBlock {
    /// Hashes of its words, whatever their case.
    pub words: Vec<u64>,
    /// Whether it could be furniture of the site.
    pub may_repeat: bool,
    /// Whether it belongs to the body: what is kept, less headings and readers' comments.
    pub is_body: bool,
}

impl HashedBlock {
    /// Its [`block_hash`].
    #[must_use]
    pub fn hash(&self) -> u64 {
        run_hash(&self.words)
    }
}

/// Whether a block may be furniture for being repeated. A heading never is: it goes where all below it goes.
fn may_repeat(block: &Block) -> bool {
    block.is_kept() && !block.is_heading() && words(&fold(block.text.as_str())).take(MIN_WORDS).count() == MIN_WORDS
}

impl Draft {
    /// Bibliographic record so far.
    #[must_use]
    pub const fn reference(&self) -> &Reference {
        &self.article.reference
    }

    /// Whether the copy shows that it is a repost.
    #[must_use]
    pub fn is_repost(&self) -> bool {
        self.article.damage.iter().any(|damage| damage.kind == "repost")
    }

    /// In how many places the copy is known to have lost something, as far as the draft tells.
    #[must_use]
    pub const fn damage(&self) -> usize {
        self.article.damage.len()
    }

    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        2 * self.article.layer_text.len() + 500 * self.article.blocks.len()
    }

    /// The blocks that are kept, headings left out.
    pub fn hashed(&self) -> impl Iterator<Item = HashedBlock> {
        let blocks = self.article.kept().filter(|block| !block.is_heading());
        blocks.map(|block| {
            let words = word_hashes(block.text.as_str());
            let may_repeat = words.len() >= MIN_WORDS;
            HashedBlock { words, may_repeat, is_body: !matches!(block.section, Section::Comment(_)) }
        })
    }

    /// The article in its context, and for each wish of a person whether its place was found.
    #[must_use]
    pub fn finish(self, options: &CleanOptions, context: &Context<'_>) -> (Article, Placed) {
        let mut article = self.article;
        let dropped = drop_by_hand(&mut article, &context.dropped);
        let restored = restore(&mut article, &context.restored);
        drop_repeated(&mut article, options, context.repeated);
        damage::drop_empty_headings(&mut article, options);
        // A heading that a person wants back stays, whatever is below it.
        restore(&mut article, &context.restored);
        anchor::anchor(&mut article);
        (article, Placed { restored, dropped })
    }
}

/// Where the blocks are that are meant.
fn places(article: &Article, wanted: &[&Selector]) -> Vec<Option<usize>> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let texts: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
    wanted.iter().map(|selector| selector.find(&texts)).collect()
}

/// Takes out the blocks that people do not want; tells for each wish whether its place was found.
fn drop_by_hand(article: &mut Article, unwanted: &[&Selector]) -> Vec<bool> {
    let places = places(article, unwanted);
    for place in places.iter().flatten() {
        let Some(block) = article.blocks.get_mut(*place).filter(|block| block.is_kept()) else { continue };
        let evidence = format!("a person wants it gone; `{}` kept it", block.verdict.rule);
        block.verdict = Verdict { outcome: Outcome::Dropped, rule: DROPPED_BY_HAND, evidence };
    }
    places.iter().map(Option::is_some).collect()
}

/// Puts back the blocks that people want, whole; tells for each wish whether its place was found.
fn restore(article: &mut Article, wanted: &[&Selector]) -> Vec<bool> {
    let places = places(article, wanted);
    for place in places.iter().flatten() {
        let can_be = |block: &&mut Block| !block.is_kept() || block.uncut.is_some();
        let Some(block) = article.blocks.get_mut(*place).filter(can_be) else { continue };
        let what = if block.is_kept() { "cut words out of it" } else { "dropped it" };
        let evidence = format!("a person wants it back; `{}` {what}", block.verdict.rule);
        block.undo_cuts();
        block.verdict = Verdict { outcome: Outcome::Kept, rule: RESTORED, evidence };
        if block.kind == BlockKind::Furniture {
            block.kind = BlockKind::Paragraph;
        }
    }
    places.iter().map(Option::is_some).collect()
}

/// Drops what stands in several sources of the site.
fn drop_repeated(article: &mut Article, options: &CleanOptions, repeated: &[u64]) {
    if repeated.is_empty() || !options.allows(RuleId(REPEATED)) {
        return;
    }
    let repeated: FxHashSet<u64> = repeated.iter().copied().collect();
    let mut marks: Vec<bool> = article
        .blocks
        .iter()
        .map(|block| {
            may_repeat(block) && block.verdict.rule != RESTORED && repeated.contains(&block_hash(block.text.as_str()))
        })
        .collect();
    keep_parts_of_lists(&article.blocks, &mut marks);
    let count = |marked: bool| -> usize {
        let blocks = article.blocks.iter().zip(&marks).filter(|(block, _)| block.is_kept() && !block.is_heading());
        blocks.filter(|&(_, &mark)| mark || !marked).map(|(block, _)| words(block.text.as_str()).count()).sum()
    };
    let (gone, all) = (count(true), count(false));
    #[expect(clippy::cast_precision_loss, reason = "counts of words")]
    let share = gone as f64 / all.max(1) as f64;
    if share > MAX_REPEATED_SHARE {
        return;
    }
    for (block, _) in article.blocks.iter_mut().zip(&marks).filter(|&(_, &mark)| mark) {
        let evidence = "stands in three or more sources of this site".to_owned();
        block.verdict = Verdict { outcome: Outcome::Dropped, rule: RuleId(REPEATED), evidence };
    }
}

/// Takes the mark from items of a list or table that is not marked as a whole: articles of one site share items without being copies, short
/// ones ("Backlog refinement") and long ones. All eighteen of eight words or more that `../shared/corpus` has in three sources, in lists that
/// go on with others, are steps and principles of articles.
fn keep_parts_of_lists(blocks: &[Block], marks: &mut [bool]) {
    let listed = |block: &Block| {
        matches!(
            block.kind,
            BlockKind::ListItem { .. } | BlockKind::TableRow { .. } | BlockKind::Term | BlockKind::Description
        )
    };
    let mut at = 0;
    while at < blocks.len() {
        let run = blocks.iter().skip(at).take_while(|block| listed(block)).count();
        let end = at + run.max(1);
        let run_of = |marks: &[bool]| {
            let inside = blocks.iter().zip(marks).take(end).skip(at);
            inside.filter(|(block, _)| block.is_kept()).all(|(_, &mark)| mark)
        };
        if run > 0 && !run_of(marks) {
            marks.get_mut(at..end).unwrap_or_default().fill(false);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{MediaType, Origin};

    const TEXT: &str = "The owner of the backlog decides what the team builds in the next sprint.\n\n\
        Written by the desk of Harbour Notes, three times a week.\n\n\
        Nobody else may change the order without asking her first, and she answers for it.\n\n\
        - backlog and vision\n- a long list of what the people of Harbour Notes like\n";

    fn of(text: &str) -> Draft {
        let capture = Capture::of_text(Origin::StandardInput, MediaType::Markdown, text.to_owned());
        draft(&capture, &CleanOptions::default()).expect("it is clean")
    }

    fn kept(repeated: &[&str], restored: &[&Selector]) -> Vec<String> {
        let repeated: Vec<u64> = repeated.iter().map(|text| block_hash(text)).collect();
        let context = Context { repeated: &repeated, restored: restored.to_vec(), ..Context::default() };
        let (article, _) = of(TEXT).finish(&CleanOptions::default(), &context);
        article.kept().map(|block| block.text.as_str().to_owned()).collect()
    }

    const DESK: &str = "Written by the desk of Harbour Notes, three times a week.";

    #[test]
    fn a_block_that_stands_elsewhere_too_is_dropped() {
        assert_eq!(kept(&[DESK], &[]).len(), 4);
        assert!(!kept(&["WRITTEN by the desk of Harbour Notes — three times a week"], &[]).contains(&DESK.to_owned()));
    }

    #[test]
    fn a_person_may_want_it_back() {
        let draft = of(TEXT);
        let texts: Vec<&str> = draft.article.blocks.iter().map(|block| block.text.as_str()).collect();
        let selector = Selector::of(&texts, 1).expect("it is there");
        assert!(kept(&[DESK], &[&selector]).contains(&DESK.to_owned()));
    }

    #[test]
    fn a_person_may_want_it_gone() {
        let draft = of(TEXT);
        let texts: Vec<&str> = draft.article.blocks.iter().map(|block| block.text.as_str()).collect();
        let here = Selector::of(&texts, 1).expect("it is there");
        let elsewhere = Selector { prefix: "x".to_owned(), suffix: "y".to_owned(), ..here.clone() };
        let context = Context { dropped: vec![&here, &elsewhere], ..Context::default() };
        let (article, placed) = draft.clone().finish(&CleanOptions::default(), &context);
        assert_eq!(placed.dropped, [true, false]);
        assert!(article.kept().all(|block| block.text.as_str() != DESK));
    }

    #[test]
    fn an_item_goes_only_with_its_whole_list() {
        let long = "a long list of what the people of Harbour Notes like";
        assert_eq!(kept(&["backlog and vision"], &[]).len(), 5);
        assert_eq!(kept(&[long], &[]).len(), 5);
        assert_eq!(kept(&["backlog and vision", long], &[]).len(), 3);
    }

    #[test]
    fn a_source_that_is_nothing_but_repeated_keeps_its_words() {
        let draft = of(TEXT);
        let all: Vec<String> = draft.article.kept().map(|block| block.text.as_str().to_owned()).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(kept(&all, &[]).len(), 5);
    }
}
