use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::{drop, is_inferred, quoted};
use crate::clean::{
    Article, Block, BlockKind, CleanOptions,
    sieve::{AtStart, Passed},
};

/// Longest block that is judged by its whole text, in bytes.
const MAX_BYTES: usize = 420;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kinds {
    #[default]
    Loose,
    Any,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    rule: String,
    #[serde(default)]
    kinds: Kinds,
    #[serde(default)]
    chrome: bool,
    #[serde(default)]
    beside_chrome: bool,
    /// Of these pieces of words, in lower case, a line must hold one to match: cheaper to look for than the pattern.
    #[serde(default)]
    needs: Vec<String>,
    r#match: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opener {
    rule: String,
    r#match: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    pattern: Vec<Pattern>,
    opener: Vec<Opener>,
}

struct Table {
    data: Data,
    /// One automaton a pattern: anchored, each gives up at the first letters. One for all has too many states to keep.
    lines: Vec<Regex>,
    openers: Vec<Regex>,
    /// Tells which patterns of lines are worth a look.
    sieve: AtStart,
    /// Those that are for blocks of any kind.
    of_any_kind: Passed,
}

/// A pattern of the whole line. Word boundaries are those of ASCII: the automaton has no states for others.
fn whole(pattern: &str) -> Regex {
    let pattern = format!("^(?i:{})$", pattern.replace(r"\b", r"(?-u:\b)"));
    Regex::new(&pattern).expect("the patterns of `furniture.toml` are well formed")
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let data: Data = toml::from_str(include_str!("furniture.toml")).expect("`furniture.toml` is well formed");
    let lines = data.pattern.iter().map(|pattern| whole(&pattern.r#match)).collect();
    let openers = data.opener.iter().map(|opener| whole(&opener.r#match)).collect();
    let sieve = AtStart::new(data.pattern.iter().map(|pattern| pattern.r#match.as_str()));
    let of_any = data.pattern.iter().enumerate().filter(|(_, pattern)| pattern.kinds == Kinds::Any);
    let of_any_kind = of_any.fold(Passed::default(), |all, (at, _)| all.with(Passed::of(at)));
    Table { data, lines, openers, sieve, of_any_kind }
});

/// Ids of the rules that the patterns name.
#[cfg(test)]
pub(in crate::clean) fn rule_ids() -> impl Iterator<Item = &'static str> {
    let openers = TABLE.data.opener.iter().map(|opener| opener.rule.as_str());
    TABLE.data.pattern.iter().map(|pattern| pattern.rule.as_str()).chain(openers)
}

/// Whether a block's structure is no sign that it belongs to the article: paragraphs, stray lines, inferred structure.
pub(super) fn is_loose(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Furniture | BlockKind::Caption | BlockKind::Term)
        || is_inferred(block) && !matches!(block.kind, BlockKind::Quote)
}

/// The patterns of a block's whole text, in the order of the table.
fn matching(text: &str, loose: bool) -> Vec<&'static Pattern> {
    let lower = text.to_lowercase();
    let passed = TABLE.sieve.pass(&lower);
    let passed = if loose { passed } else { passed.and(TABLE.of_any_kind) };
    let needed =
        |pattern: &Pattern| pattern.needs.is_empty() || pattern.needs.iter().any(|piece| lower.contains(piece));
    let patterns = passed.places().filter_map(|at| Some((TABLE.data.pattern.get(at)?, TABLE.lines.get(at)?)));
    patterns.filter(|(pattern, line)| needed(pattern) && line.is_match(text)).map(|(pattern, _)| pattern).collect()
}

/// Drops the lines that a pattern takes; tells for each block whether it is chrome of a forum.
///
/// Lines that count only beside chrome are left to a second look, once their neighbours are known.
pub(super) fn drop_lines(article: &mut Article, options: &CleanOptions) -> Vec<bool> {
    let mut chrome = vec![false; article.blocks.len()];
    let mut beside: Vec<(usize, &'static str)> = Vec::new();
    for (at, block) in article.blocks.iter_mut().enumerate() {
        if !block.is_kept() || block.kind == BlockKind::Code || block.text.as_str().len() > MAX_BYTES {
            continue;
        }
        let loose = is_loose(block);
        let text = block.text.as_str();
        for pattern in matching(text, loose) {
            if pattern.beside_chrome {
                beside.push((at, &pattern.rule));
            } else if drop(block, options, &pattern.rule, quoted(block.text.as_str())) {
                if let Some(mark) = chrome.get_mut(at) {
                    *mark = pattern.chrome;
                }
                break;
            }
        }
    }
    for (at, rule) in beside {
        let next = chrome.get(at + 1).copied().unwrap_or(false);
        let before = at.checked_sub(1).and_then(|before| chrome.get(before)).copied().unwrap_or(false);
        if let Some(block) = article.blocks.get_mut(at).filter(|block| block.is_kept() && (next || before)) {
            let evidence = format!("{} beside furniture of a forum", quoted(block.text.as_str()));
            if drop(block, options, rule, evidence)
                && let Some(mark) = chrome.get_mut(at)
            {
                *mark = true;
            }
        }
    }
    chrome
}

/// The rule of an opener: a heading of links to other pages, of a table of contents, of questions answered elsewhere.
pub(super) fn opener(text: &str) -> Option<&'static str> {
    let text = text.trim_end_matches([':', ' ', '…']);
    (text.len() <= MAX_BYTES / 4).then_some(())?;
    let at = TABLE.openers.iter().position(|opener| opener.is_match(text))?;
    TABLE.data.opener.get(at).map(|opener| opener.rule.as_str())
}
