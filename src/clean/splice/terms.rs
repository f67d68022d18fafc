use std::{ops::Range, sync::LazyLock};

use rustc_hash::FxHashSet;

use crate::{
    clean::vocabulary::stem,
    taxonomy::{Role, Taxonomy},
    text::{Word, words},
};

/// Longest term, in words.
const MAX_TERM_WORDS: usize = 4;

/// Names of roles and topics of two words or more, as stems joined by spaces.
static TERMS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let taxonomy = Taxonomy::built_in();
    let roles = taxonomy.role_ids().filter_map(|id| taxonomy.role(id.as_str())).flat_map(Role::names);
    let mut terms = FxHashSet::default();
    for name in roles {
        let stems: Vec<_> = words(name).map(|word| stem(word.text).into_owned()).collect();
        if (2..=MAX_TERM_WORDS).contains(&stems.len()) {
            terms.insert(stems.join(" "));
        }
    }
    terms
});

/// Whether `phrase` stands inside a known term: the words before and after it make one together, and neither it nor
/// they do with it.
pub(super) fn is_broken(words: &[Word<'_>], phrase: &Range<usize>) -> bool {
    for before in 1..MAX_TERM_WORDS {
        let Some(start) = phrase.start.checked_sub(before) else { break };
        for after in 1..=MAX_TERM_WORDS - before {
            let Some(tail) = words.get(phrase.end..phrase.end + after) else { break };
            let head = words.get(start..phrase.start).unwrap_or_default();
            let stems: Vec<_> = head.iter().chain(tail).map(|word| stem(word.text)).collect();
            if TERMS.contains(&stems.join(" ")) {
                return true;
            }
        }
    }
    false
}
