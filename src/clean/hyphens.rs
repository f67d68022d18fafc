//! Words broken at a line end: “Prod-” and, on the next line, “uct”.
//!
//! In:  the blocks of an article whose layer has the lines of the file. Out: the same blocks, the two parts of such a word
//! joined, what stood between as an edit.
//!
//! A hyphen that belongs to the word (“self-”, “organising”) stays, and only the line end goes. Whose it is tell the other words
//! of the article, and short lists of parts. Joining does not make the block *edited*.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{
    Article, Block, BlockKind, CleanOptions, Layer, RuleId,
    cut::{Cut, cut},
    vocabulary::{Vocabulary, stem},
};
use crate::{source::MediaType, text::Span};

const LINE_END: RuleId = RuleId("line-end-hyphen");

/// The parts of words of `hyphens.toml`.
struct Parts {
    first: Vec<&'static str>,
    last: Vec<&'static str>,
    tens: Vec<&'static str>,
    inside: Vec<&'static str>,
    suspended: Vec<&'static str>,
}

static PARTS: LazyLock<Parts> = LazyLock::new(|| {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Data {
        first: &'static str,
        last: &'static str,
        tens: &'static str,
        inside: &'static str,
        suspended: &'static str,
    }
    let data: Data = toml::from_str(include_str!("hyphens.toml")).expect("`hyphens.toml` is well formed");
    let list = |words: &'static str| words.split_whitespace().collect();
    Parts {
        first: list(data.first),
        last: list(data.last),
        tens: list(data.tens),
        inside: list(data.inside),
        suspended: list(data.suspended),
    }
});

/// Shortest last part before which “self-” and the like keep their hyphen, in letters: “selfish” has none.
const MIN_LAST_LETTERS: usize = 5;

/// Joins the words of every block that line ends break.
pub(super) fn join_broken_words(article: &mut Article, media_type: MediaType, options: &CleanOptions) {
    if article.layer != Layer::Raw || !options.allows(LINE_END) {
        return;
    }
    let layer = &article.layer_text;
    let broken =
        |block: &Block| block.is_kept() && block.kind != BlockKind::Code && breaks(block, layer).next().is_some();
    if !article.blocks.iter().any(broken) {
        return;
    }
    let words = Words::of(article);
    let is_markdown = media_type == MediaType::Markdown;
    for block in article.blocks.iter_mut().filter(|block| broken(block)) {
        let text = block.text.as_str();
        let mut joined = Vec::new();
        let cuts: Vec<Cut> = breaks(block, layer)
            .map(|at| {
                joined.push(format!("{}- {}", first_part(text, at), last_part(text, at)));
                // The line end has become one space behind the hyphen.
                let start = if words.keep_hyphen(text, at, is_markdown) { at + 1 } else { at };
                Cut { range: start..at + 2, rule: LINE_END, evidence: String::new() }
            })
            .collect();
        cut(block, cuts, false);
        // What was cut alone says nothing to a reader of the ledger.
        for (edit, parts) in block.edits.iter_mut().filter(|edit| edit.rule == LINE_END).zip(joined) {
            edit.removed = parts;
        }
    }
}

/// Where hyphens at line ends stand between small letters. Linear in the block.
fn breaks<'block>(block: &'block Block, layer: &'block str) -> impl Iterator<Item = usize> + 'block {
    let text = block.text.as_str();
    // Whether a backtick of Markdown is open, counted up to a byte of the layer; one may stand right before the block.
    let mut counted = block.text.span().map_or(0, Span::start).saturating_sub(1);
    let mut is_code = false;
    text.match_indices("- ").map(|(at, _)| at).filter(move |&at| {
        let Some(hyphen) = block.text.source_of(at..at + 1) else { return false };
        let ends_line = || {
            let space = block.text.source_of(at + 1..at + 2).and_then(|span| span.of(layer));
            space.is_some_and(|space| space.contains('\n'))
        };
        is_code ^= layer.get(counted..hyphen.start()).is_some_and(|passed| passed.matches('`').count() % 2 == 1);
        counted = hyphen.start();
        !is_code
            && first_part(text, at).ends_with(char::is_lowercase)
            && last_part(text, at).starts_with(char::is_lowercase)
            && !is_suspended(text, at)
            && !is_address(text, at)
            && ends_line()
    })
}

/// Whether the hyphen stands for a part to come: “pre-”, “and post-sales”, but not “up-”, “to-date”.
fn is_suspended(text: &str, hyphen: usize) -> bool {
    let last = last_part(text, hyphen);
    let behind = text.get(hyphen + 2 + last.len()..).unwrap_or_default();
    PARTS.suspended.contains(&last) && !behind.starts_with('-')
}

/// Whether the hyphen belongs to an address or a name of a file.
fn is_address(text: &str, hyphen: usize) -> bool {
    let before = text.get(..hyphen).and_then(|before| before.rsplit(' ').next()).unwrap_or_default();
    let after = text.get(hyphen + 2..).and_then(|after| after.split(' ').next()).unwrap_or_default();
    let inner = after.trim_end_matches(|mark: char| !mark.is_alphanumeric());
    [before, inner].iter().any(|part| part.contains(['/', '@', ':', '.', '_', '=']))
}

fn first_part(text: &str, hyphen: usize) -> &str {
    text.get(..hyphen).and_then(|before| before.rsplit(|next: char| !next.is_alphabetic()).next()).unwrap_or_default()
}

fn last_part(text: &str, hyphen: usize) -> &str {
    text.get(hyphen + 2..).and_then(|after| after.split(|next: char| !next.is_alphabetic()).next()).unwrap_or_default()
}

/// The words of an article, and how many of them are only parts of broken ones.
struct Words {
    all: Vocabulary,
    parts: FxHashMap<String, usize>,
}

impl Words {
    fn of(article: &Article) -> Self {
        let mut parts = FxHashMap::default();
        for block in article.kept() {
            let text = block.text.as_str();
            for at in breaks(block, &article.layer_text) {
                for part in [first_part(text, at), last_part(text, at)] {
                    *parts.entry(stem(part).into_owned()).or_default() += 1;
                }
            }
        }
        Self { all: Vocabulary::of(article, std::iter::empty()), parts }
    }

    /// Whether something is a word elsewhere in the article.
    fn has(&self, part: &str) -> bool {
        self.all.count(part) > self.parts.get(&*stem(part)).copied().unwrap_or_default()
    }

    /// Whether the hyphen of a broken word is its own. No program breaks words in Markdown: there it is, unless the whole
    /// word stands elsewhere.
    fn keep_hyphen(&self, text: &str, hyphen: usize, is_markdown: bool) -> bool {
        let (first, last) = (first_part(text, hyphen), last_part(text, hyphen));
        let lower = first.to_lowercase();
        // “state-of-the-”, “art”; “up-”, “to-date”.
        let goes_on = text.get(hyphen + 2 + last.len()..).is_some_and(|behind| behind.starts_with('-'));
        let is_compound = goes_on || text.get(..hyphen - first.len()).is_some_and(|before| before.ends_with('-'));
        if is_compound || self.has(&format!("{first}{last}")) {
            return is_compound;
        }
        let is = |list: &[&str], part: &str| list.contains(&part);
        let makes_others = is(&PARTS.inside, &lower) || is(&PARTS.inside, last);
        is_markdown
            || is(&PARTS.tens, &lower)
            || is(&PARTS.first, &lower) && last.chars().count() >= MIN_LAST_LETTERS
            || !makes_others && self.has(first) && (is(&PARTS.last, last) || self.has(last))
    }
}

#[cfg(test)]
mod tests {
    use crate::{clean::fixture::cleaned, source::MediaType};

    fn text(media_type: MediaType, text: &str) -> String {
        cleaned(media_type, text).text()
    }

    #[test]
    fn a_word_broken_at_a_line_end_is_whole_again() {
        let plain = "In most of the companies that we asked, the Prod-\nuct Owner orders the backlog for a prod-\nuct, and a Scrum Mas-\n\
                     ter helps a self-\norganising team with pre-\nand post-release checks of a state-of-the-\nart list.\n";
        let whole = "In most of the companies that we asked, the Product Owner orders the backlog for a product, and a Scrum Master \
                     helps a self-organising team with pre- and post-release checks of a state-of-the-art list.";
        assert_eq!(text(MediaType::Plain, plain), whole);
    }

    #[test]
    fn parts_that_are_words_still_make_one_word() {
        let of = |parts: &str| {
            let others =
                "How it is with low lists: out on the side, long ago, ever in the well, less real, and once in ten.";
            text(
                MediaType::Plain,
                &format!(
                    "In the first weeks of the year the whole team met, and {parts} was all\nthat they talked of. {others}\n"
                ),
            )
        };
        for word in
            ["ex-ample", "with-out", "how-ever", "real-ly", "low-er", "out-side", "well-ness", "long-er", "self-ish"]
        {
            let (first, last) = word.split_once('-').expect("each has two parts");
            assert!(of(&format!("{first}-\n{last}")).contains(&format!("{first}{last}")), "{word}");
        }
        for word in ["twenty-one", "up-to-date", "self-organising", "list-driven"] {
            assert!(of(&word.replacen('-', "-\n", 1)).contains(word), "{word}");
        }
    }

    #[test]
    fn addresses_and_code_keep_theirs() {
        let plain = "Read all of it at https://example.org/some-\npage-here or ask jane-\ndoe@example.org before the week is over.\n";
        let kept = text(MediaType::Plain, plain);
        assert!(kept.contains("some- page-here") && kept.contains("jane- doe@"), "{kept}");
        let markdown =
            "Write `code-\nword` before the user-\ncentred list of the whole com-\npany. The company will know.\n";
        let kept = text(MediaType::Markdown, markdown);
        assert!(
            kept.contains("code- word") && kept.contains("user-centred") && kept.contains("whole company"),
            "{kept}"
        );
    }

    #[test]
    fn the_other_words_of_the_article_tell_whose_the_hyphen_is() {
        let of = |rest: &str| {
            text(MediaType::Plain, &format!("Every quarter the whole company comes to a risk-\nmap that {rest}.\n"))
        };
        assert!(of("shows each risk on the map").contains("risk-map"));
        assert!(of("is called the riskmap").contains("a riskmap"));
    }

    #[test]
    fn a_dash_within_a_line_is_none() {
        let dash = "The owner of the list - and nobody else- decides what the team builds next in this company.";
        assert_eq!(text(MediaType::Plain, dash), dash);
    }
}
