/// How long passages are, in words. A word here is what stands between two spaces.
///
/// The figures are the design's (docs/decisions): a passage is short enough to be read as one hit and long enough
/// to be understood alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitOptions {
    /// A passage shorter than this takes its neighbour in, where nothing stands between them that a passage must
    /// not cross. 40 words are two sentences: less rarely says who it speaks of.
    pub min_words: usize,
    /// Long paragraphs and long lists are cut at the sentence or item end nearest to this. 120 words are the
    /// middle of the range between `min_words` and `max_words`, so neither piece of a cut falls out of it.
    pub target_words: usize,
    /// No merging beyond this, and what is longer is cut. 200 words are what a reader takes in at a glance.
    pub max_words: usize,
}

impl Default for SplitOptions {
    fn default() -> Self {
        Self { min_words: 40, target_words: 120, max_words: 200 }
    }
}
