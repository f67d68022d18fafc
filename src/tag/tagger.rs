use std::ops::Range;

use super::{
    NamedFeatures, Tags,
    document::{Document, Segment},
    features,
    matcher::Matcher,
    role::Subjects,
    topic::topics,
};
use crate::{
    clean::Article,
    discourse::{self, Form, Quotation, Stance},
    passage::{Passage, PassageKind},
    taxonomy::Taxonomy,
};

/// A taxonomy made ready to match. Make one and share it between threads.
#[derive(Debug)]
pub struct Tagger {
    taxonomy: Taxonomy,
    matcher: Matcher,
    /// 0, 1, 2…: a role as a list of one.
    identity: Vec<u16>,
}

impl Tagger {
    /// Compiles the taxonomy's names and phrases.
    #[must_use]
    pub fn new(taxonomy: &Taxonomy) -> Self {
        let identity = taxonomy.roles.iter().zip(0_u16..).map(|(_, index)| index).collect();
        Self { taxonomy: taxonomy.clone(), matcher: Matcher::new(taxonomy), identity }
    }

    /// The taxonomy that it was made of.
    #[must_use]
    pub const fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// The tags of an article's passages, one for each, in their order.
    ///
    /// The passages must be those of the article, all of them: abbreviations are resolved over the whole, and
    /// pronouns point back to passages before.
    #[must_use]
    pub fn tag(&self, article: &Article, passages: &[Passage]) -> Vec<Tags> {
        self.walk(article, passages, |document, subjects, passage, parts| {
            let text = passage.text.as_str();
            let mut sentences = discourse::stances_in(text, &passage.parts);
            let roles = subjects.next(passage, parts, &sentences, &self.taxonomy, None);
            let topics = topics(document, passage, parts, &roles, &self.taxonomy);
            let quotations = if let Some(quoted) = &passage.quoted {
                for (_, stance) in &mut sentences {
                    *stance = stance.of_another();
                }
                let speaker = quoted.speaker.as_deref();
                speaker.map(|speaker| Quotation::whole(text, speaker)).into_iter().collect()
            } else {
                let is_quotation = passage.kind == PassageKind::Quotation;
                let found = discourse::quotations_in(&passage.text, &passage.parts, &article.layer_text, is_quotation);
                credit_blocks(&found, &mut sentences);
                found
            };
            let stance = discourse::stance_of_passage(&sentences);
            Tags { roles: roles.tags, topics, stance, sentences, quotations }
        })
    }

    /// The roles that come into question for each passage, be they tagged or not, with the features from which
    /// that was decided. Same input as [`Tagger::tag`].
    #[must_use]
    pub fn candidates(&self, article: &Article, passages: &[Passage]) -> Vec<Vec<NamedFeatures>> {
        self.walk(article, passages, |_, subjects, passage, parts| {
            let mut watched = Vec::new();
            let sentences = discourse::stances_in(passage.text.as_str(), &passage.parts);
            subjects.next(passage, parts, &sentences, &self.taxonomy, Some(&mut watched));
            watched
        })
    }

    /// Reads the article once and goes through its passages in order.
    fn walk<'article, 'tagger, T>(
        &'tagger self,
        article: &'article Article,
        passages: &'article [Passage],
        mut each: impl FnMut(
            &Document<'article, 'tagger>,
            &mut Subjects<'article, '_, 'tagger>,
            &'article Passage,
            &[Segment<'article>],
        ) -> T,
    ) -> Vec<T> {
        let document = Document::read(&self.matcher, &self.identity, article, passages);
        let mut subjects = Subjects::new(&document);
        passages
            .iter()
            .zip(&document.parts)
            .map(|(passage, parts)| each(&document, &mut subjects, passage, parts))
            .collect()
    }
}

/// What stands in a block of quotation without marks is its speaker's view, like what stands in marks.
fn credit_blocks(quotations: &[Quotation], sentences: &mut [(Range<usize>, Stance)]) {
    for block in quotations.iter().filter(|quotation| quotation.form == Form::BlockQuote) {
        for (range, stance) in sentences.iter_mut() {
            let inside = block.range.end.min(range.end).saturating_sub(block.range.start.max(range.start));
            if 2 * inside > range.len() {
                *stance = stance.of_another();
            }
        }
    }
}

/// Names of the features of a role in a passage, in the order of [`NamedFeatures::values`].
#[must_use]
pub fn feature_names() -> Vec<&'static str> {
    features::names().collect()
}
