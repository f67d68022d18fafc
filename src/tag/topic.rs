use std::collections::{BTreeMap, BTreeSet};

use super::{
    Evidence, TopicTag,
    document::{Document, Segment},
    matcher::{Meaning, Zone},
    role::PassageRoles,
};
use crate::{passage::Passage, taxonomy::Taxonomy};

/// A topic with less confidence than this is not tagged.
pub(super) const THRESHOLD: f32 = 0.5;
/// What a heading's phrase counts, by its distance from the passage.
const HEADING_FACTORS: [f32; 3] = [1.0, 0.6, 0.4];
const TITLE_FACTOR: f32 = 0.3;
const LEAD_IN_FACTOR: f32 = 0.8;
/// What a phrase counts when it comes again.
const AGAIN_FACTOR: f32 = 0.4;
/// Two roles set against each other show a comparison.
const CONTRAST_WEIGHT: f32 = 0.4;
const BOTH_ABOUT_WEIGHT: f32 = 0.25;
/// A sentence that tells what a role has to do, and several.
const DUTY_WEIGHT: f32 = 0.45;
const DUTIES_WEIGHT: f32 = 0.56;
/// What a phrase of the text counts in a passage of this many words or fewer; less in a longer one, in which more
/// phrases stand by chance. F1 of topics on the `tune` rows of `eval/tags.jsonl`: .497 at .78, .546 at .94, .537 at 1.05.
pub(super) const TEXT_FACTOR: f32 = 0.94;
pub(super) const FULL_WORDS: u16 = 70;
pub(super) const LEAST_LENGTH_FACTOR: f32 = 0.75;

/// Evidence for one topic, as it is gathered.
#[derive(Default)]
struct Case<'article> {
    /// Product of the doubts that the pieces leave.
    doubt: Option<f32>,
    against: f32,
    /// Last piece: its last token and weight, so that overlapping phrases count once.
    last: Option<(usize, f32)>,
    seen: BTreeSet<u32>,
    pieces: Vec<(f32, Piece<'article>)>,
}

enum Piece<'article> {
    Phrase { said: &'article str, bytes: (u32, u32) },
    Caption { rule: &'static str, said: &'article str },
    Structure(&'static str),
}

impl<'article> Case<'article> {
    fn add(&mut self, weight: f32, piece: Piece<'article>) {
        *self.doubt.get_or_insert(1.0) *= 1.0 - weight;
        self.pieces.push((weight, piece));
    }

    fn confidence(&self) -> f32 {
        (1.0 - self.doubt.unwrap_or(1.0)) * (1.0 - self.against)
    }
}

/// The topics of a passage.
pub(super) fn topics<'article>(
    document: &Document<'article, '_>,
    passage: &'article Passage,
    parts: &[Segment<'article>],
    roles: &PassageRoles,
    taxonomy: &Taxonomy,
) -> Vec<TopicTag> {
    let mut cases: BTreeMap<u16, Case<'article>> = BTreeMap::new();
    let words = parts.iter().map(|part| part.tokens.len()).sum::<usize>();
    let words = f32::from(u16::try_from(words).unwrap_or(u16::MAX)).max(1.0);
    let length_factor = (f32::from(FULL_WORDS) / words).sqrt().clamp(LEAST_LENGTH_FACTOR, 1.0);
    for part in parts {
        text_evidence(document, part, TEXT_FACTOR * length_factor, &mut cases);
    }
    for context in &passage.context {
        if let Some(segment) = document.captions.get(context.as_str()) {
            caption_evidence(document, segment, "lead-in", LEAD_IN_FACTOR, &mut cases);
        }
    }
    let farthest = HEADING_FACTORS.len() - 1;
    for (distance, heading) in passage.heading.iter().rev().enumerate() {
        let is_title = document.title.as_ref().is_some_and(|title| title.text == heading);
        let factor = HEADING_FACTORS.get(distance.min(farthest)).copied().unwrap_or_default();
        if let Some(segment) = document.captions.get(heading.as_str()).filter(|_| !is_title) {
            caption_evidence(document, segment, "heading", factor, &mut cases);
        }
    }
    if let Some(title) = &document.title {
        caption_evidence(document, title, "title", TITLE_FACTOR, &mut cases);
    }
    structural_evidence(roles, taxonomy, &mut cases);
    let mut tags: Vec<TopicTag> = cases
        .into_iter()
        .filter(|(_, case)| case.confidence() >= THRESHOLD)
        .filter_map(|(index, case)| {
            let topic = taxonomy.topics.get(usize::from(index))?;
            Some(TopicTag { id: topic.id.clone(), confidence: case.confidence(), evidence: explain(case.pieces) })
        })
        .collect();
    tags.sort_by(TopicTag::order);
    tags
}

fn text_evidence<'article>(
    document: &Document<'article, '_>,
    part: &Segment<'article>,
    factor: f32,
    cases: &mut BTreeMap<u16, Case<'article>>,
) {
    for hit in document.hits_in(&part.tokens) {
        let Meaning::Topic { topic, weight, zone } = hit.meaning else { continue };
        let case = cases.entry(*topic).or_default();
        match zone {
            Zone::Heading => continue,
            Zone::Against => {
                case.against = case.against.max(*weight);
                continue;
            }
            Zone::Text => {}
        }
        let again = !case.seen.insert(hit.phrase);
        let weight = factor * if again { weight * AGAIN_FACTOR } else { *weight };
        if let Some((last, known)) = case.last
            && hit.first <= last
        {
            if weight <= known {
                continue;
            }
            if let Some(doubt) = &mut case.doubt {
                *doubt /= 1.0 - known;
            }
            case.pieces.pop();
        }
        case.last = Some((hit.last, weight));
        let said = document.said(part.text, hit.first, hit.last);
        case.add(weight, Piece::Phrase { said, bytes: document.bytes(hit.first, hit.last) });
    }
}

fn caption_evidence<'article>(
    document: &Document<'article, '_>,
    segment: &Segment<'article>,
    rule: &'static str,
    factor: f32,
    cases: &mut BTreeMap<u16, Case<'article>>,
) {
    let mut best: BTreeMap<u16, f32> = BTreeMap::new();
    for hit in document.hits_in(&segment.tokens) {
        if let Meaning::Topic { topic, weight, zone: Zone::Text | Zone::Heading } = hit.meaning {
            let known = best.entry(*topic).or_default();
            *known = known.max(*weight);
        }
    }
    for (topic, weight) in best {
        cases.entry(topic).or_default().add(weight * factor, Piece::Caption { rule, said: segment.text });
    }
}

/// What the way in which roles stand says of the topic.
fn structural_evidence(roles: &PassageRoles, taxonomy: &Taxonomy, cases: &mut BTreeMap<u16, Case<'_>>) {
    let topic = |id: &str| {
        taxonomy.topics.iter().zip(0_u16..).find(|(topic, _)| topic.id.as_str() == id).map(|(_, index)| index)
    };
    let about = roles.tags.iter().filter(|tag| tag.relation == super::Relation::About).count();
    if about > 1
        && let Some(comparison) = topic("comparison-of-roles")
    {
        let case = cases.entry(comparison).or_default();
        case.add(BOTH_ABOUT_WEIGHT, Piece::Structure("several roles"));
        if roles.contrasted {
            case.add(CONTRAST_WEIGHT, Piece::Structure("roles set against each other"));
        }
    }
    if roles.duties > 0
        && let Some(responsibilities) = topic("responsibilities")
    {
        let weight = if roles.duties > 1 { DUTIES_WEIGHT } else { DUTY_WEIGHT };
        let piece = Piece::Structure("says what a role has to do");
        cases.entry(responsibilities).or_default().add(weight, piece);
    }
}

fn explain(mut pieces: Vec<(f32, Piece<'_>)>) -> Vec<Evidence> {
    /// A person reads no more than this.
    const MOST_EVIDENCE: usize = 4;
    pieces.sort_by(|a, b| b.0.total_cmp(&a.0));
    pieces
        .into_iter()
        .take(MOST_EVIDENCE)
        .map(|(_, piece)| match piece {
            Piece::Phrase { said, bytes } => {
                Evidence { rule: "phrase".to_owned(), text: format!("“{said}”"), bytes: Some(bytes) }
            }
            Piece::Caption { rule, said } => {
                Evidence {
                    rule: rule.to_owned(), text: format!("{} “{said}”", rule.replace('-', " ")), bytes: None
                }
            }
            Piece::Structure(what) => Evidence { rule: "structure".to_owned(), text: what.to_owned(), bytes: None },
        })
        .collect()
}
