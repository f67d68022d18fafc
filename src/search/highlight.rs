//! Which bytes of a passage's text a query finds.

use super::{look_alike::LookAlike, query::Query};
use crate::{
    index::analyser::{self, ExactToken, Stems},
    text,
};

/// What is looked for in a text.
enum Target {
    /// A word by its stem.
    Stem(String),
    /// Words one after the other, each as it is.
    Words(Vec<String>),
    /// The beginning of a word.
    Prefix(String),
    /// A word that differs in at most so many letters.
    Fuzzy(LookAlike),
    /// Two runs of words within so many words of one another.
    Near(u32, Vec<String>, Vec<String>),
}

/// Finds a query's words in texts.
pub(super) struct Highlighter {
    targets: Vec<Target>,
}

fn folded(words: &[String]) -> Vec<String> {
    analyser::exact_tokens(&words.join(" ")).into_iter().map(|token| token.term).collect()
}

impl Highlighter {
    /// For a query; `aliases` are phrases that mean what the query says in other words.
    pub(super) fn new(query: &Query, aliases: &[String], stems: &mut Stems) -> Self {
        let mut targets = Vec::new();
        let mut stopped = Vec::new();
        query.visit(&mut |node, negated| {
            if negated {
                return;
            }
            match node {
                Query::Word(word) => {
                    for token in analyser::exact_tokens(word) {
                        match stems.stem(&token.term) {
                            Some(stem) => targets.push(Target::Stem(stem.to_owned())),
                            None => stopped.push(Target::Words(vec![token.term])),
                        }
                    }
                }
                Query::Phrase(words) => targets.push(Target::Words(folded(words))),
                Query::Prefix(word) => {
                    let prefix = text::fold(word).replace('\'', "");
                    for british in ["is", "ys"] {
                        if let Some(stem) = prefix.strip_suffix(british) {
                            let first = british.chars().next().unwrap_or_default();
                            targets.push(Target::Prefix(format!("{stem}{first}z")));
                        }
                    }
                    targets.push(Target::Prefix(prefix));
                }
                Query::Fuzzy { word, distance } => {
                    targets.extend(
                        analyser::exact_tokens(word)
                            .into_iter()
                            .map(|token| Target::Fuzzy(LookAlike::of(token.term, *distance))),
                    );
                }
                Query::Near { distance, left, right } => {
                    targets.push(Target::Near(*distance, folded(left), folded(right)));
                }
                _ => {}
            }
        });
        if targets.is_empty() {
            targets = stopped;
        }
        targets.extend(aliases.iter().map(|alias| Target::Words(folded(std::slice::from_ref(alias)))));
        Self { targets }
    }

    /// Byte ranges of `text`, in order, apart from one another. Words of one phrase are one range.
    pub(super) fn ranges(&self, text: &str, stems: &mut Stems) -> Vec<(usize, usize)> {
        let tokens = analyser::exact_tokens(text);
        let mut found: Vec<(usize, usize)> = Vec::new();
        for target in &self.targets {
            match target {
                Target::Stem(stem) => each(&tokens, &mut found, |term| stems.stem(term) == Some(stem)),
                Target::Prefix(prefix) => each(&tokens, &mut found, |term| term.starts_with(prefix)),
                Target::Fuzzy(look_alike) => each(&tokens, &mut found, |term| look_alike.is(term)),
                Target::Words(words) => {
                    found.extend(runs(&tokens, words).filter_map(|at| cover(&tokens, at, words.len())));
                }
                Target::Near(distance, left, right) => near(&tokens, *distance, left, right, &mut found),
            }
        }
        found.sort_unstable();
        let mut apart: Vec<(usize, usize)> = Vec::with_capacity(found.len());
        for (start, end) in found {
            match apart.last_mut().filter(|last| start < last.1) {
                Some(last) => last.1 = last.1.max(end),
                None => apart.push((start, end)),
            }
        }
        apart
    }
}

fn each(tokens: &[ExactToken], found: &mut Vec<(usize, usize)>, mut is_wanted: impl FnMut(&str) -> bool) {
    found
        .extend(tokens.iter().filter(|token| is_wanted(&token.term)).map(|token| (token.range.start, token.range.end)));
}

/// Where `words` stand one after the other.
fn runs<'a>(tokens: &'a [ExactToken], words: &'a [String]) -> impl Iterator<Item = usize> + 'a {
    let windows = tokens.windows(words.len().max(1)).enumerate();
    windows
        .filter(move |(_, window)| {
            !words.is_empty() && window.iter().zip(words).all(|(token, word)| token.term == *word)
        })
        .map(|(at, _)| at)
}

fn cover(tokens: &[ExactToken], at: usize, length: usize) -> Option<(usize, usize)> {
    let last = tokens.get(at + length.checked_sub(1)?)?;
    Some((tokens.get(at)?.range.start, last.range.end))
}

fn near(tokens: &[ExactToken], distance: u32, left: &[String], right: &[String], found: &mut Vec<(usize, usize)>) {
    let reach = usize::try_from(distance).unwrap_or(usize::MAX);
    let (lefts, rights): (Vec<_>, Vec<_>) = (runs(tokens, left).collect(), runs(tokens, right).collect());
    // Distance counts from the last word of the first to the first word of the second.
    let within = |one: usize, length: usize, other: usize| other > one && other + 1 - one <= reach + length;
    for &at in &lefts {
        let mut partners =
            rights.iter().filter(|&&other| within(at, left.len(), other) || within(other, right.len(), at));
        if let Some(&first) = partners.next() {
            found.extend(cover(tokens, at, left.len()));
            found
                .extend(std::iter::once(&first).chain(partners).filter_map(|&other| cover(tokens, other, right.len())));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::query::parse;

    fn marked(query: &str, text: &str) -> Vec<String> {
        let mut stems = Stems::default();
        let highlighter = Highlighter::new(&parse(query).query, &[], &mut stems);
        let ranges = highlighter.ranges(text, &mut stems);
        ranges.into_iter().filter_map(|(start, end)| text.get(start..end)).map(str::to_owned).collect()
    }

    #[test]
    fn words_are_marked_in_all_forms_and_stop_words_are_not() {
        let text = "The owners’ job is to prioritise what the PO’s backlog holds; prioritizing is owning.";
        assert_eq!(marked("what does the owner prioritise", text), ["owners", "prioritise", "prioritizing"]);
        assert_eq!(marked("POs backlogs", text), ["PO’s", "backlog"]);
    }

    #[test]
    fn phrases_are_marked_as_phrases_only() {
        let text = "A product owner owns the product. The “Product Owner” decides.";
        assert_eq!(marked("\"product owner\"", text), ["product owner", "Product Owner"]);
        assert_eq!(marked("\"owner product\"", text), Vec::<String>::new());
    }

    #[test]
    fn near_prefix_and_fuzzy_are_marked_where_they_match() {
        let text = "owner of a long and very long list, owner of backlog";
        assert_eq!(marked("owner NEAR/2 backlog", text), ["owner", "backlog"]);
        assert_eq!(marked("own* bakclog~", text), ["owner", "owner", "backlog"]);
    }

    #[test]
    fn what_is_excluded_is_not_marked() {
        assert_eq!(marked("owner -product", "product owner"), ["owner"]);
    }

    proptest! {
        #[test]
        fn marks_are_ranges_of_the_text_in_order(query in "[a-z“\" *~-]{0,12}", text in any::<String>()) {
            let mut stems = Stems::default();
            let highlighter = Highlighter::new(&parse(&query).query, &["a b".to_owned()], &mut stems);
            let mut last = 0;
            for (start, end) in highlighter.ranges(&text, &mut stems) {
                prop_assert!(last <= start && start < end && text.get(start..end).is_some());
                last = end;
            }
        }
    }
}
