//! Words broken at a line end: “Prod-” and, on the next line, “uct”.
//!
//! In:  the blocks of an article whose layer has the lines of the file. Out: the same blocks, the two parts of such a word
//! joined, what stood between as an edit.
//!
//! A hyphen that belongs to the word (“self-”, “organising”) stays, and only the line end goes. Whose it is tell the other words
//! of the article, and short lists of first and last parts. Joining does not make the block *edited*.

use rustc_hash::FxHashMap;

use super::{
    Article, Block, BlockKind, CleanOptions, Layer, RuleId,
    cut::{Cut, cut},
    vocabulary::{Vocabulary, stem},
};

const LINE_END: RuleId = RuleId("line-end-hyphen");

/// First parts that keep their hyphen before any word.
const FIRST_PARTS: [&str; 12] =
    ["self", "non", "well", "ill", "cross", "ex", "high", "low", "long", "short", "full", "real"];
/// Last parts that keep the hyphen behind a word of the article.
const LAST_PARTS: [&str; 16] = [
    "led", "driven", "based", "oriented", "focused", "minded", "specific", "related", "wide", "facing", "level",
    "free", "like", "ready", "first", "side",
];
/// Words before which a hyphen stands for a part to come: “pre- and post-sales”.
const SUSPENDED: [&str; 6] = ["and", "or", "nor", "to", "und", "oder"];

/// Joins the words of every block that line ends break.
pub(super) fn join_broken_words(article: &mut Article, options: &CleanOptions) {
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
    for block in article.blocks.iter_mut().filter(|block| broken(block)) {
        let text = block.text.as_str();
        let cuts: Vec<Cut> = breaks(block, layer)
            .map(|at| {
                // The line end has become one space behind the hyphen.
                let start = if words.keep_hyphen(text, at) { at + 1 } else { at };
                Cut { range: start..at + 2, rule: LINE_END, evidence: String::new() }
            })
            .collect();
        cut(block, cuts, false);
    }
}

/// Where hyphens at line ends stand between small letters.
fn breaks<'block>(block: &'block Block, layer: &'block str) -> impl Iterator<Item = usize> + 'block {
    let text = block.text.as_str();
    text.match_indices("- ").map(|(at, _)| at).filter(move |&at| {
        let ends_line = || {
            let space = block.text.source_of(at + 1..at + 2).and_then(|span| span.of(layer));
            space.is_some_and(|space| space.contains('\n'))
        };
        first_part(text, at).ends_with(char::is_lowercase)
            && last_part(text, at).starts_with(char::is_lowercase)
            && !SUSPENDED.contains(&last_part(text, at))
            && ends_line()
    })
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

    /// Whether the hyphen of a broken word is its own.
    fn keep_hyphen(&self, text: &str, hyphen: usize) -> bool {
        let (first, last) = (first_part(text, hyphen), last_part(text, hyphen));
        // “state-of-the-”, “art”.
        let is_compound = text.get(..hyphen - first.len()).is_some_and(|before| before.ends_with('-'));
        is_compound
            || !self.has(&format!("{first}{last}"))
                && (FIRST_PARTS.iter().any(|part| part.eq_ignore_ascii_case(first))
                    || self.has(first) && (LAST_PARTS.contains(&last) || self.has(last)))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        clean::{CleanOptions, clean},
        source::{Capture, MediaType, Origin, Reference},
    };

    fn text(media_type: MediaType, text: &str) -> String {
        let capture = Capture {
            origin: Origin::StandardInput,
            media_type,
            text: text.to_owned(),
            charset: "UTF-8",
            sidecar: Reference::default(),
        };
        clean(&capture, &CleanOptions::default()).expect("a short text can be cleaned").text()
    }

    #[test]
    fn a_word_broken_at_a_line_end_is_whole_again() {
        let plain = "In most of the companies that we asked, the Prod-\nuct Owner orders the backlog for a prod-\nuct, and a Scrum Mas-\n\
                     ter helps a self-\norganising team with pre-\nand post-release checks of a state-of-the-\nart list.\n";
        let whole = "In most of the companies that we asked, the Product Owner orders the backlog for a product, and a Scrum Master \
                     helps a self-organising team with pre- and post-release checks of a state-of-the-art list.";
        assert_eq!(text(MediaType::Plain, plain), whole);
        assert_eq!(text(MediaType::Markdown, &format!("> {}", plain.replace('\n', "\n> "))), whole);
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
