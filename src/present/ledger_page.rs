//! The ledger of a source as a page: what the file says beside what stands in the article.

use std::{collections::BTreeMap, ops::Range};

use super::{
    html::{safe, safe_lines},
    layout::plural,
    ledger::{RESTORED, kind_word},
    source::source_line,
};
use crate::{
    clean::{Article, Block, Layer, Outcome},
    index::record::Source,
    text::{LineIndex, Lines, words},
};

const STYLE: &str = include_str!("ledger_page.css");

/// Turns of the colour wheel between one rule and the next: the golden angle keeps any number of hues apart.
const GOLDEN_ANGLE: usize = 137;

/// A rule that changed something on the page.
struct Rule {
    /// Its number on the page, from 1: what tells it apart without colour.
    number: usize,
    blocks: u64,
    words: u64,
    cuts: u64,
    /// Rows that show it, in order.
    rows: Vec<usize>,
}

/// The ledger as a page complete in itself: no script, nothing loaded. Each row has what the file says on the left
/// and what stands in the article on the right; what was dropped or cut is coloured and numbered by rule, and the
/// evidence stands beside it.
#[must_use]
pub fn ledger_html(source: &Source, article: &Article, passages: usize) -> String {
    let rules = rules(article);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Ledger of {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        safe(&source.name)
    );
    page.push_str(&head(source, article, passages));
    page.push_str(&legend(&rules));
    page.push_str(
        "<input type=\"checkbox\" id=\"changed\"> <label for=\"changed\">only what was dropped or edited</label>\n<main>\n\
         <div class=\"row head\"><div class=\"line\">line</div><div>the file</div><div>the article</div></div>\n",
    );
    let lines = LineIndex::new(&article.layer_text);
    let mut until = 0;
    for (at, block) in article.blocks.iter().enumerate() {
        if article.layer == Layer::Raw
            && let Some(range) = range_of(block)
        {
            if range.start > until {
                page.push_str(&between(article, until..range.start, &lines));
            }
            until = until.max(range.end);
        }
        if !block.text.is_empty() {
            page.push_str(&row(article, at, block, &rules));
        }
    }
    if article.layer == Layer::Raw {
        page.push_str(&between(article, until..article.layer_text.len(), &lines));
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn rules(article: &Article) -> BTreeMap<&str, Rule> {
    let mut rules: BTreeMap<&str, Rule> = BTreeMap::new();
    for (at, block) in article.blocks.iter().enumerate().filter(|(_, block)| !block.text.is_empty()) {
        let mut note = |id, blocks, words, cuts| {
            let number = rules.len() + 1;
            let rule =
                rules.entry(id).or_insert_with(|| Rule { number, blocks: 0, words: 0, cuts: 0, rows: Vec::new() });
            rule.blocks += blocks;
            rule.words += words;
            rule.cuts += cuts;
            if rule.rows.last() != Some(&at) {
                rule.rows.push(at);
            }
        };
        if block.verdict.outcome == Outcome::Dropped {
            note(block.verdict.rule.0, 1, words(block.text.as_str()).count() as u64, 0);
        }
        for edit in &block.edits {
            note(edit.rule.0, 0, words(&edit.removed).count() as u64, 1);
        }
    }
    rules
}

fn head(source: &Source, article: &Article, passages: usize) -> String {
    let count = |outcome| article.blocks.iter().filter(|block| block.verdict.outcome == outcome).count() as u64;
    let mut head = format!(
        "<h1>{}</h1>\n<p class=\"faint\">{}</p>\n<p>{}: {} kept, {} edited, {} dropped; {}</p>\n",
        safe(source.title.as_deref().unwrap_or(&source.name)),
        safe(&source_line(source)),
        plural(article.blocks.len() as u64, "block"),
        count(Outcome::Kept),
        count(Outcome::Edited),
        count(Outcome::Dropped),
        plural(passages as u64, "passage")
    );
    for damage in &source.damage {
        head.push_str(&format!(
            "<p><strong>damage</strong>: {} (line {}): {}</p>\n",
            safe(&damage.kind),
            damage.lines.first,
            safe(&damage.detail)
        ));
    }
    head
}

fn legend(rules: &BTreeMap<&str, Rule>) -> String {
    if rules.is_empty() {
        return "<p>Nothing was dropped or cut.</p>\n".to_owned();
    }
    let mut entries: Vec<(&&str, &Rule)> = rules.iter().collect();
    entries.sort_by_key(|(_, rule)| rule.number);
    let mut legend = "<ul class=\"rules\" aria-label=\"Rules\">\n".to_owned();
    for (id, rule) in entries {
        let mut counts = Vec::new();
        if rule.blocks > 0 {
            counts.push(plural(rule.blocks, "block"));
        }
        if rule.cuts > 0 {
            counts.push(plural(rule.cuts, "cut"));
        }
        counts.push(plural(rule.words, "word"));
        let first = rule.rows.first().copied().unwrap_or_default();
        legend.push_str(&format!(
            "<li><a class=\"badge\" style=\"{}\" href=\"#b{first}\">{}</a> {} <small>{}</small></li>\n",
            hue(rule),
            rule.number,
            safe(id),
            counts.join(", ")
        ));
    }
    legend.push_str("</ul>\n");
    legend
}

fn hue(rule: &Rule) -> String {
    format!("--hue:{}", rule.number * GOLDEN_ANGLE % 360)
}

fn range_of(block: &Block) -> Option<Range<usize>> {
    let span = block.text.span()?;
    let cuts = block.edits.iter().filter_map(|edit| edit.span);
    let (start, end) =
        cuts.fold((span.start(), span.end()), |(start, end), cut| (start.min(cut.start()), end.max(cut.end())));
    Some(start..end)
}

/// What stands in the file between two blocks: markup, front matter. White space and marks alone are not shown.
fn between(article: &Article, range: Range<usize>, lines: &LineIndex) -> String {
    let text = article.layer_text.get(range.clone()).unwrap_or_default();
    if !text.contains(char::is_alphanumeric) {
        return String::new();
    }
    let start = range.start + (text.len() - text.trim_start().len());
    format!(
        "<div class=\"row between\"><div class=\"line\">{}</div><div class=\"raw\">{}</div><div class=\"clean\"><small>markup</small></div></div>\n",
        lines.line_of(start),
        safe_lines(text.trim())
    )
}

fn row(article: &Article, at: usize, block: &Block, rules: &BTreeMap<&str, Rule>) -> String {
    let verdict = &block.verdict;
    let outcome = match verdict.outcome {
        // What a person brought back is shown among what was changed.
        Outcome::Kept if verdict.rule.0 == RESTORED => "restored",
        Outcome::Kept => "kept",
        Outcome::Dropped => "dropped",
        Outcome::Edited => "edited",
    };
    let rule = rules.get(verdict.rule.0).filter(|_| verdict.outcome == Outcome::Dropped);
    let style = rule.map(|rule| format!(" style=\"{}\"", hue(rule))).unwrap_or_default();
    let tip = if verdict.outcome == Outcome::Kept {
        String::new()
    } else {
        format!(" title=\"{}: {}\"", safe(verdict.rule.0), safe(&verdict.evidence))
    };
    let clean = match (verdict.outcome, rule) {
        (Outcome::Dropped, Some(rule)) => {
            format!(
                "<small>{} dropped by {}: {}</small>",
                badge(rule, at),
                safe(verdict.rule.0),
                safe(&verdict.evidence)
            )
        }
        _ => safe(block.text.as_str()),
    };
    let mut cuts = String::new();
    if verdict.rule.0 == RESTORED {
        cuts.push_str(&format!("\n<small>{}</small>", safe(&verdict.evidence)));
    }
    for edit in &block.edits {
        if let Some(rule) = rules.get(edit.rule.0) {
            cuts.push_str(&format!(
                "\n<small>{} cut by {}: “{}”</small>",
                badge(rule, at),
                safe(edit.rule.0),
                safe(&edit.removed)
            ));
        }
    }
    format!(
        "<div class=\"row {outcome} {}\" id=\"b{at}\"{style}><div class=\"line\">{}</div><div class=\"raw\"{tip}>{}</div><div class=\"clean\">{clean}{cuts}</div></div>\n",
        kind_word(block.kind),
        line_label(block.raw_lines),
        raw(article, block, rules)
    )
}

/// The rule's number; a link to the next row that shows the rule, from the last one to the first.
fn badge(rule: &Rule, at: usize) -> String {
    let next = rule.rows.iter().find(|&&row| row > at).or(rule.rows.first()).copied().unwrap_or(at);
    format!(
        "<a class=\"badge\" style=\"{}\" href=\"#b{next}\" title=\"next of this rule\">{}</a>",
        hue(rule),
        rule.number
    )
}

fn line_label(lines: Lines) -> String {
    if lines.first == lines.last { lines.first.to_string() } else { format!("{}–{}", lines.first, lines.last) }
}

/// What the file says: the bytes themselves with the cuts marked; of an HTML page the words, with the cuts behind
/// them.
fn raw(article: &Article, block: &Block, rules: &BTreeMap<&str, Rule>) -> String {
    let mark = |rule: &str, text: &str| match rules.get(rule) {
        Some(found) => format!("<mark style=\"{}\" title=\"{}\">{}</mark>", hue(found), safe(rule), safe_lines(text)),
        None => safe_lines(text),
    };
    let range = range_of(block).filter(|_| article.layer == Layer::Raw);
    let Some(range) = range else {
        let mut words = safe(block.text.as_str());
        for edit in &block.edits {
            words.push_str(&format!(" … {}", mark(edit.rule.0, &edit.removed)));
        }
        return words;
    };
    let mut cuts: Vec<(Range<usize>, &str)> =
        block.edits.iter().filter_map(|edit| Some((edit.span?.start()..edit.span?.end(), edit.rule.0))).collect();
    cuts.sort_by_key(|(cut, _)| cut.start);
    let text = |range: Range<usize>| article.layer_text.get(range).unwrap_or_default();
    let mut shown = String::new();
    let mut at = range.start;
    for (cut, rule) in cuts {
        if cut.start < at {
            continue;
        }
        shown.push_str(&safe_lines(text(at..cut.start)));
        shown.push_str(&mark(rule, text(cut.clone())));
        at = cut.end;
    }
    shown.push_str(&safe_lines(text(at..range.end)));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clean::{CleanOptions, clean},
        ingest,
        source::{Capture, MediaType, Origin},
    };

    fn page_of(media_type: MediaType, text: &str) -> String {
        let capture = Capture::of_text(Origin::StandardInput, media_type, text.to_owned());
        let article = clean(&capture, &CleanOptions::default()).expect("it is clean");
        ledger_html(&ingest::source_of(&capture, &article), &article, 1)
    }

    const HTML: &str = "<html><body><nav><a href='/'>Home</a> <a href='/shop'>Shop</a></nav><article><h1>Order</h1>\
        <p>The owner of the list decides what &lt;b&gt; comes next, and she answers for it every single week.</p>\
        <p>Nobody else may change the order of the list without asking her, however loud he is on that day.</p>\
        </article></body></html>";

    #[test]
    fn what_was_dropped_is_there_with_its_rule_and_the_page_loads_nothing() {
        let page = page_of(MediaType::Html, HTML);
        assert!(page.contains("Home Shop") && page.contains("dropped by navigation"), "{page}");
        assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"), "{page}");
    }

    #[test]
    fn words_of_a_source_never_become_markup() {
        let page = page_of(MediaType::Html, HTML);
        assert!(page.contains("what &lt;b&gt; comes next") && !page.contains("what <b>"), "{page}");
    }

    #[test]
    fn front_matter_and_every_block_of_a_text_are_on_the_page() {
        let page = page_of(MediaType::Markdown, "---\ntitle: Order\n---\n\nThe owner decides what comes next.\n");
        assert!(page.contains("title: Order") && page.contains("The owner decides what comes next."), "{page}");
    }
}
