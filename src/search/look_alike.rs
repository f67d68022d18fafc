//! Words that differ from another by a few letters, as `word~1` means them.

/// A folded word and how many letters another may differ by: put in, left out, changed, or changed places with its neighbour.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LookAlike {
    word: String,
    letters: usize,
    distance: usize,
}

impl LookAlike {
    /// `word` as the analyser folds it.
    pub(super) fn of(word: String, distance: u8) -> Self {
        Self { letters: word.chars().count(), word, distance: usize::from(distance) }
    }

    /// Whether a folded term is the word or looks like it.
    pub(super) fn is(&self, term: &str) -> bool {
        // Most terms are told apart by their length, without a table of distances.
        term.chars().count().abs_diff(self.letters) <= self.distance
            && strsim::damerau_levenshtein(term, &self.word) <= self.distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_alike_differs_by_so_many_letters() {
        let owner = LookAlike::of("owner".to_owned(), 1);
        assert!(["owner", "owners", "ower", "onwer", "oxner"].iter().all(|term| owner.is(term)));
        assert!(["own", "ownerss", "xoxner", "", "renwo"].iter().all(|term| !owner.is(term)));
        let short = LookAlike::of("é".to_owned(), 1);
        assert!(short.is("") && short.is("a") && short.is("éa") && !short.is("ab"));
    }
}
