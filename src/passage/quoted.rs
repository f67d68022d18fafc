use crate::{
    clean::{Block, BlockKind},
    discourse::{
        Introduction, Place, Standing, ends_with_attribution, introduces, introduces_speech, is_attribution,
        leaves_open, quotations, signs, standing,
    },
    text::sentences,
};

use super::Piece;

/// Neighbouring blocks that make one quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// How many blocks.
    pub(super) blocks: usize,
    /// Whether its speaker is named inside; else the sentence before must name one.
    pub(super) attributed: bool,
}

/// A quotation has at most so many paragraphs with its attribution; keeps the search linear.
const MAX_BLOCKS: usize = 8;
/// Lines that sign, at most: name, title, organisation.
const MAX_LINES: usize = 3;

/// The quotation that `blocks` begins with: a quoted paragraph with its attribution behind or on the next lines, a
/// quotation over several paragraphs, a block quote, a caption that names who speaks in the block quote behind it.
pub(super) fn group(blocks: &[Block]) -> Option<Group> {
    let first = blocks.first()?;
    match first.kind {
        BlockKind::Quote => block_quote(blocks),
        BlockKind::Caption => captioned(blocks),
        BlockKind::Paragraph | BlockKind::ListItem { .. } => in_marks(blocks),
        _ => None,
    }
}

/// The blocks that may belong to the same quotation as the first.
fn joined(blocks: &[Block]) -> impl Iterator<Item = &Block> {
    let section = blocks.first().map(|first| first.section);
    blocks.iter().take(MAX_BLOCKS).take_while(move |block| block.is_kept() && Some(block.section) == section)
}

fn block_quote(blocks: &[Block]) -> Option<Group> {
    let joined: Vec<&Block> = joined(blocks).collect();
    let is_quote = |block: &&&Block| block.kind == BlockKind::Quote;
    let one =
        joined.iter().enumerate().take_while(|(at, block)| is_quote(block) && (*at == 0 || !block.opens_quotation));
    let one = one.count();
    // What signs may stand in a box of its own, what another says is another's.
    let all = joined.iter().take_while(is_quote).count();
    let signed = joined.get(one..all).filter(|rest| !rest.is_empty()).map_or(0, |rest| signing(rest, Place::Inside));
    let count = one + signed;
    let (quoted, behind) = joined.split_at(count);
    for (at, block) in quoted.iter().enumerate() {
        let signing = if at > 0 { signing(quoted.get(at..)?, Place::Inside) } else { 0 };
        if signing > 0 {
            return Some(Group { blocks: at + signing, attributed: true });
        }
        let text = block.text.as_str();
        if ends_with_attribution(text) || standing(text) == Standing::Quotation {
            return Some(Group { blocks: at + 1, attributed: true });
        }
    }
    let is_caption = behind.first().is_some_and(|next| next.kind == BlockKind::Caption);
    let signing = signing(behind, if is_caption { Place::Marked } else { Place::Apart });
    let lines: Vec<&str> = quoted.iter().map(|block| block.text.as_str()).collect();
    let signed_above = signs(&lines, Place::Apart) > 0 && signs(&lines, Place::Inside) < count;
    (count > 0).then_some(Group { blocks: count + signing, attributed: signing > 0 || signed_above })
}

/// How many of the blocks sign what stands before them: those of the first's kind.
fn signing(blocks: &[&Block], place: Place) -> usize {
    let Some(first) = blocks.first() else { return 0 };
    let same = |block: &&&Block| std::mem::discriminant(&block.kind) == std::mem::discriminant(&first.kind);
    let of_kind = blocks.iter().take_while(same).map(|block| block.text.as_str());
    let lines: Vec<&str> = of_kind.take(MAX_LINES + 1).collect();
    match first.kind {
        BlockKind::Quote | BlockKind::Paragraph | BlockKind::Caption => {
            signs(lines.get(..MAX_LINES.min(lines.len())).unwrap_or_default(), place)
        }
        // "- Ann Lee" is a dash where it stands alone, an item where others follow.
        BlockKind::ListItem { .. } if lines.len() == 1 => signs(&lines, place),
        _ => 0,
    }
}

/// A caption over a block quote that does not name its speaker otherwise.
fn captioned(blocks: &[Block]) -> Option<Group> {
    let captions: Vec<&Block> = joined(blocks).take_while(|block| block.kind == BlockKind::Caption).collect();
    let signing = signing(&captions, Place::Inside);
    let quote = blocks.get(signing..).filter(|_| signing > 0 && signing == captions.len())?;
    let quote = quote.first().filter(|first| first.kind == BlockKind::Quote).and_then(|_| block_quote(quote))?;
    (!quote.attributed).then_some(Group { blocks: signing + quote.blocks, attributed: true })
}

/// A paragraph in which a quotation opens that goes on in the next ones, if its speaker is named there.
fn opened(joined: &[&Block]) -> Option<Group> {
    let first = joined.first().filter(|first| leaves_open(first.text.as_str()))?;
    let is_open =
        |block: &&&Block| block.kind == BlockKind::Paragraph && standing(block.text.as_str()) == Standing::Opens;
    let between = joined.iter().skip(1).take_while(is_open).count();
    let last = joined.get(between + 1).filter(|last| last.kind == BlockKind::Paragraph)?;
    last.text.as_str().starts_with('“').then_some(())?;
    let texts: Vec<&str> = joined.iter().take(between + 2).map(|block| block.text.as_str()).collect();
    let quoted = quotations(&texts.join("\n")).iter().any(|found| found.range.end > first.text.as_str().len());
    quoted.then_some(Group { blocks: between + 2, attributed: true })
}

fn in_marks(blocks: &[Block]) -> Option<Group> {
    let joined: Vec<&Block> = joined(blocks).collect();
    if let Some(group) = opened(&joined) {
        return Some(group);
    }
    for (count, block) in joined.iter().enumerate() {
        if count > 0 && block.kind != BlockKind::Paragraph {
            return None;
        }
        let text = block.text.as_str();
        match standing(text) {
            Standing::Quotation => return Some(Group { blocks: count + 1, attributed: true }),
            Standing::Quoted => {
                let rest = joined.get(count + 1..).unwrap_or_default();
                let signing = signing_marks(rest);
                if signing > 0 {
                    return Some(Group { blocks: count + 1 + signing, attributed: true });
                }
                let more = if count == 0 { quoted_too(rest) } else { 0 };
                return Some(Group { blocks: count + 1 + more, attributed: false });
            }
            Standing::Opens => {}
            Standing::Attribution | Standing::Other => return None,
        }
    }
    None
}

/// How many of the blocks sign a paragraph in quotation marks.
fn signing_marks(blocks: &[&Block]) -> usize {
    match blocks.first() {
        Some(next) if next.kind == BlockKind::Quote => usize::from(is_attribution(next.text.as_str())),
        Some(next) if next.kind == BlockKind::Caption => signing(blocks, Place::Marked),
        Some(_) => signing(blocks, Place::Below),
        None => 0,
    }
}

/// How many paragraphs follow that are words in marks and nothing else, none of them signed: who is about to speak
/// before the first of them says them all.
fn quoted_too(blocks: &[&Block]) -> usize {
    let is_quoted =
        |block: &&&Block| block.kind == BlockKind::Paragraph && standing(block.text.as_str()) == Standing::Quoted;
    let count = blocks.iter().take_while(is_quoted).count();
    let next = blocks.get(count..).unwrap_or_default();
    if signing_marks(next) > 0 { count.saturating_sub(1) } else { count }
}

/// Cuts the sentence that names who is about to speak off the end of `pieces` ("As Ann Lee explains:"); where it has
/// but a pronoun, the sentences before it too, from the one with the name. A sentence that leads to nothing by its end
/// is cut off only where the quotation is not `attributed` otherwise.
pub(super) fn take_introduction<'article>(
    pieces: &mut Vec<Piece<'article>>,
    attributed: bool,
) -> Option<Piece<'article>> {
    let last = pieces.last()?;
    let start = introduction_start(last.text()).filter(|_| !attributed || leads(last.text()))?;
    let (block, range) = (last.block, last.range.clone());
    let introduction = Piece::part(block, range.start + start..range.end);
    let before = last.text().get(..start).map(str::trim_end).filter(|before| !before.is_empty());
    let before = before.map(|before| Piece::part(block, range.start..range.start + before.len()));
    pieces.pop();
    pieces.extend(before);
    Some(introduction)
}

/// Whether a text ends with a mark that leads to what follows.
pub(super) fn leads(text: &str) -> bool {
    let ends = |last: char| last.is_whitespace() || matches!(last, '*' | '_');
    text.trim_end_matches(ends).ends_with([':', ',', '-', '–', '—'])
}

/// Where the sentences begin at the end of a text that say who is about to speak.
pub(super) fn introduction_start(text: &str) -> Option<usize> {
    /// The name that a pronoun stands for is no farther before it.
    const MAX_SENTENCES: usize = 4;
    let starts: Vec<usize> = sentences(text).map(|sentence| sentence.start).collect();
    let last = *starts.last()?;
    match introduces(text.get(last..)?) {
        Introduction::Named => Some(last),
        Introduction::Pronoun => starts
            .iter()
            .rev()
            .take(MAX_SENTENCES)
            .copied()
            .find(|&start| text.get(start..).is_some_and(introduces_speech)),
        Introduction::None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        PassageKind,
        fixture::{passages, texts},
    };

    #[test]
    fn an_attributed_quotation_stands_alone() {
        let found = passages("Order is a choice.\n\"Say no to most of it.\" – Ann Lee, Acme\nSo we do.");
        assert_eq!(found.len(), 3);
        assert_eq!(found[1].kind, PassageKind::Quotation);
    }

    #[test]
    fn a_quotation_keeps_its_attribution_from_the_next_line() {
        let found = passages("Order is a choice.\n\"Say no to most of it.\"\n– Ann Lee, Acme\nSo we do.");
        assert_eq!(found[1].text.as_str(), "\"Say no to most of it.\" – Ann Lee, Acme");
        assert_eq!(found[1].parts.len(), 2);
        assert_eq!(found[2].text.as_str(), "So we do.");
    }

    #[test]
    fn a_quotation_takes_the_sentence_that_names_its_speaker() {
        let found = passages("Order is a choice. As Ann Lee explains:\n\"Say no to most of it.\"\nSo we do.");
        assert_eq!(found[0].text.as_str(), "Order is a choice.");
        assert_eq!(found[1].text.as_str(), "As Ann Lee explains: \"Say no to most of it.\"");
        assert_eq!(found[1].kind, PassageKind::Quotation);
    }

    #[test]
    fn quoted_words_of_nobody_merge_like_others() {
        assert_eq!(texts("Ask one thing:\n\"Who would miss it?\"\nThen cut.").len(), 1);
    }

    #[test]
    fn a_block_quote_runs_up_to_its_attribution() {
        let found = passages(
            "So she wrote.\n> The order is the plan.\n> It is all we have.\n> — Ann Lee, Acme\n> Another voice here.",
        );
        assert_eq!(found[1].text.as_str(), "The order is the plan. It is all we have. — Ann Lee, Acme");
        assert_eq!(found[1].kind, PassageKind::Quotation);
        assert_eq!(found[2].kind, PassageKind::Paragraph);
    }

    #[test]
    fn a_block_quote_may_be_signed_without_a_dash() {
        for text in [
            "So it went.\n> The order is the plan.\n> Ann Lee, Head of Product\nSo we do.",
            "So it went.\n> The order is the plan.\n^ Ann Lee, Head of Product\nSo we do.",
        ] {
            let found = passages(text);
            assert_eq!(found[1].text.as_str(), "The order is the plan. Ann Lee, Head of Product");
            assert_eq!(found[1].kind, PassageKind::Quotation);
        }
    }

    #[test]
    fn a_quotation_of_several_paragraphs_is_one() {
        let found = passages("“We ordered it anew.\n“Then we built it.” – Ann Lee\nSo it went.");
        assert_eq!(found[0].text.as_str(), "“We ordered it anew. “Then we built it.” – Ann Lee");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn name_title_and_organisation_may_stand_on_lines_of_their_own() {
        for text in [
            "So it went.\n> The order is the plan.\n> Ann Lee\n> Head of Product, Acme\nSo we do.",
            "So it went.\n> The order is the plan.\n^ Ann Lee\n^ Head of Product, Acme\nSo we do.",
            "So it went.\n> The order is the plan.\nAnn Lee\nHead of Product, Acme\nSo we do.",
            "So it went.\n“The order is the plan.”\nAnn Lee\nHead of Product, Acme\nSo we do.",
        ] {
            let found = passages(text);
            assert_eq!(found[1].kind, PassageKind::Quotation, "{text}");
            assert!(found[1].text.as_str().ends_with("Ann Lee Head of Product, Acme"), "{text}");
            assert_eq!(found[2].text.as_str(), "So we do.", "{text}");
        }
    }

    #[test]
    fn a_name_may_stand_over_a_block_quote_in_its_caption() {
        let found = passages("So it went.\n^ Ann Lee\n^ Head of Product\n> The order is the plan.\nSo we do.");
        assert_eq!(found[1].text.as_str(), "Ann Lee Head of Product The order is the plan.");
        assert_eq!(found[1].kind, PassageKind::Quotation);
    }

    #[test]
    fn what_does_not_sign_stays_outside() {
        for text in [
            "> The order is the plan.\nAnn Lee\nWe went on with the list.",
            "> The order is the plan.\nAnn Lee, Head of Product at Acme, told us more:\n> It is all we have.",
            "^ Ann Lee\n> The order is the plan. – Ben Okoro",
        ] {
            let found = passages(text);
            let joined = found.iter().any(|passage| passage.text.as_str().contains("plan. Ann Lee"));
            assert!(!joined && !found[0].text.as_str().contains("Ann Lee The order"), "{text}");
        }
    }

    #[test]
    fn who_is_about_to_speak_says_all_the_words_in_marks_that_follow() {
        let found = passages("So it went. Ann Lee told us:\n“We order it anew.”\n“Each week we do it.”\nSo we do.");
        assert_eq!(found[1].text.as_str(), "Ann Lee told us: “We order it anew.” “Each week we do it.”");
        let found = passages("Ann Lee told us:\n“We order it anew.”\n“We do not do so.”\n– Ben Okoro");
        assert_eq!(found[0].text.as_str(), "Ann Lee told us: “We order it anew.”");
    }

    #[test]
    fn the_name_of_a_pronoun_comes_along() {
        let found = passages("It rained. Ann Lee keeps the list. She puts it this way:\n> The order is the plan.");
        assert_eq!(found[0].text.as_str(), "It rained.");
        assert_eq!(found[1].text.as_str(), "Ann Lee keeps the list. She puts it this way: The order is the plan.");
    }

    #[test]
    fn a_statement_from_a_book_comes_with_whose_it_is() {
        let found = passages(
            "It rained. The book by Ann Lee is short. This line from the book stays.\n“A list is a debt to be paid.”\nSo.",
        );
        assert_eq!(found[0].text.as_str(), "It rained.");
        assert_eq!(found[1].kind, PassageKind::Quotation);
        assert!(found[1].text.as_str().starts_with("The book by Ann Lee is short."), "{}", found[1].text.as_str());
    }

    #[test]
    fn a_quotation_that_opens_in_a_paragraph_goes_on_in_the_next() {
        let found = passages("Ann Lee told us: “We order anew.\n“Then we build it.”\nSo it went.");
        assert_eq!(found[0].text.as_str(), "Ann Lee told us: “We order anew. “Then we build it.”");
        assert_eq!(found[0].kind, PassageKind::Quotation);
    }

    #[test]
    fn a_long_dash_and_a_name_behind_a_sentence_make_an_epigraph() {
        let found = passages("The order of a list is a plan.  — Ann Lee\nWe went on with the list.");
        assert_eq!(found[0].kind, PassageKind::Quotation);
        assert_eq!(passages("Thanks for reading this to the end. — Ann Lee")[0].kind, PassageKind::Paragraph);
    }
}
