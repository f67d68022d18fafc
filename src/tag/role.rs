//! Roles: whom each sentence of an article is about, and whom it only mentions.
//!
//! In:  a document and its passages, in reading order. Out: the roles of each with their evidence.
//!
//! A subject holds from sentence to sentence, so that a pronoun can stand for it; `inherit` reads what stands above a passage, `row` the
//! cells of tables.

mod inherit;
mod row;

use std::{collections::BTreeMap, ops::Range};

use self::inherit::{Inherited, hand_down};
use super::{
    RoleTag,
    anaphor::anaphor,
    document::{Document, Segment},
    features::PassageFacts,
    grammar::{Class, class},
    manner::{article, manner},
    model::NamedFeatures,
    subject::{Name, standings},
    verdict::{Found, Way, decide},
    weights::WEIGHTS,
};
use crate::{
    discourse::Stance,
    passage::{Passage, PassageKind},
    taxonomy::Taxonomy,
    text::sentences,
};

/// The subject that a pronoun can stand for.
#[derive(Clone, Debug)]
struct Antecedent<'article> {
    roles: Vec<u16>,
    said: &'article str,
    /// How firmly it still holds.
    hold: f32,
    /// It stands in a heading or the title.
    overhead: bool,
}

/// Follows the subjects of an article from sentence to sentence.
pub(super) struct Subjects<'article, 'document, 'tagger> {
    document: &'document Document<'article, 'tagger>,
    antecedent: Option<Antecedent<'article>>,
    /// The roles that "both roles" stands for: of a heading above or of the title, else the last two that were
    /// subjects together.
    pair: Vec<u16>,
    pair_of_title: Vec<u16>,
    /// Names of roles in the whole source, by role, and its words.
    names: BTreeMap<u16, u16>,
    words: u32,
    path: Option<&'article [String]>,
    /// Bytes of the passage that hold what it denies, in order.
    rejected: Vec<Range<usize>>,
}

/// What the sentences of a passage said, as it is gathered.
#[derive(Default)]
struct Gathered<'article> {
    found: Vec<Found<'article>>,
    facts: PassageFacts,
}

/// The roles of a passage, and what topics want to know of how they stand.
#[derive(Debug, Default)]
pub(super) struct PassageRoles {
    pub tags: Vec<RoleTag>,
    /// Two roles are set against each other.
    pub contrasted: bool,
    /// Sentences that tell a role's duty.
    pub duties: u16,
}

impl<'article, 'document, 'tagger> Subjects<'article, 'document, 'tagger> {
    pub(super) fn new(document: &'document Document<'article, 'tagger>) -> Self {
        let words = document.parts.iter().flatten().map(|part| part.tokens.len()).sum::<usize>();
        let mut subjects = Self {
            document,
            antecedent: None,
            pair: Vec::new(),
            pair_of_title: Vec::new(),
            names: count_names(document.parts.iter().flatten().flat_map(|part| document.names_in(&part.tokens))),
            words: u32::try_from(words).unwrap_or(u32::MAX),
            path: None,
            rejected: Vec::new(),
        };
        if let Some(title) = &document.title {
            let roles = subjects.roles_in(title);
            if roles.len() > 1 {
                subjects.pair_of_title = roles;
            }
        }
        subjects
    }

    /// The roles of the next passage, in reading order; `sentences` are those of its text, each with its stance.
    pub(super) fn next(
        &mut self,
        passage: &'article Passage,
        parts: &[Segment<'article>],
        sentences: &[(Range<usize>, Stance)],
        taxonomy: &Taxonomy,
        watch: Option<&mut Vec<NamedFeatures>>,
    ) -> PassageRoles {
        if self.path != Some(passage.heading.as_slice()) {
            self.antecedent = None;
            self.path = Some(&passage.heading);
            self.pair.clone_from(&self.pair_of_title);
            for heading in &passage.heading {
                if let Some(segment) = self.document.captions.get(heading.as_str()) {
                    let roles = self.roles_in(segment);
                    if roles.len() > 1 {
                        self.pair = roles;
                    }
                }
            }
        }
        if self.antecedent.is_none() {
            self.antecedent = self.overhead(passage);
        }
        let mut gathered = Gathered::default();
        // Headings and lead-ins are texts of their own.
        self.rejected.clear();
        let mut lead_in = None;
        for context in &passage.context {
            if let Some(segment) = self.document.captions.get(context.as_str())
                && passage.cells.is_empty()
            {
                lead_in = self.lead_in(segment).or(lead_in);
            }
        }
        let rejected = sentences.iter().filter(|(_, stance)| *stance == Stance::Rejected);
        self.rejected.extend(rejected.map(|(range, _)| range.clone()));
        if passage.cells.is_empty() {
            for part in parts {
                self.part(part, &mut gathered);
            }
        } else {
            self.row(passage, parts, &mut gathered);
        }
        let inherited = self.inherited(passage);
        self.note_facts(passage, parts, inherited.as_ref(), &mut gathered.facts);
        hand_down(lead_in, &mut gathered);
        hand_down(inherited, &mut gathered);
        let contrasted = gathered.found.iter().any(|found| found.rule == "contrasted" || found.rule == "difference");
        let tags = decide(gathered.found, &gathered.facts, taxonomy, watch);
        PassageRoles { tags, contrasted, duties: gathered.facts.duties }
    }

    /// What of the passage as a whole speaks for or against a role.
    fn note_facts(
        &self,
        passage: &Passage,
        parts: &[Segment<'article>],
        inherited: Option<&Inherited<'_>>,
        facts: &mut PassageFacts,
    ) {
        facts.names = count_names(parts.iter().flat_map(|part| self.document.names_in(&part.tokens)));
        facts.names_of_source.clone_from(&self.names);
        facts.words_of_source = self.words;
        let words = parts.iter().map(|part| part.tokens.len()).sum::<usize>();
        facts.words = u16::try_from(words).unwrap_or(u16::MAX);
        facts.of_title = self.document.title.as_ref().map(|title| self.roles_in(title)).unwrap_or_default();
        facts.of_heading = inherited
            .filter(|inherited| inherited.rule == "heading")
            .map(|above| above.roles.clone())
            .unwrap_or_default();
        facts.is_row = !passage.cells.is_empty();
        facts.is_list = passage.kind == PassageKind::List;
        facts.is_quotation = passage.kind == PassageKind::Quotation;
    }

    /// Whom a pronoun stands for before any sentence has named a subject: the one role of the headings or the title.
    fn overhead(&self, passage: &'article Passage) -> Option<Antecedent<'article>> {
        let inherited = self.inherited(passage)?;
        let hold = if inherited.rule == "title" { WEIGHTS.title_hold } else { WEIGHTS.heading_hold };
        let [_] = inherited.roles.as_slice() else { return None };
        Some(Antecedent { roles: inherited.roles, said: inherited.said, hold, overhead: true })
    }

    fn part(&mut self, part: &Segment<'article>, gathered: &mut Gathered<'article>) {
        let tokens = &self.document.reading.tokens;
        let Some(first) = tokens.get(part.tokens.start) else { return };
        let end = tokens.get(part.tokens.end.saturating_sub(1)).map_or(0, |token| token.end as usize);
        let base = first.start as usize;
        let mut at = part.tokens.start;
        for sentence in sentences(part.text.get(base..end).unwrap_or_default()) {
            let stop = base + sentence.end;
            let from = at;
            while at < part.tokens.end && tokens.get(at).is_some_and(|token| (token.start as usize) < stop) {
                at += 1;
            }
            self.sentence(part.text, from..at, from == part.tokens.start, gathered);
        }
    }

    fn sentence(
        &mut self,
        text: &'article str,
        tokens: Range<usize>,
        starts_block: bool,
        gathered: &mut Gathered<'article>,
    ) {
        let document = self.document;
        let names = document.names_in(&tokens);
        let manner = manner(document, &tokens, names);
        gathered.facts.note(manner);
        let standings = standings(&document.reading, &tokens, names, starts_block);
        let mut subjects: Vec<u16> = Vec::new();
        let mut main: Option<Antecedent<'article>> = None;
        gathered.facts.duties += u16::from(standings.iter().any(|standing| standing.duty));
        // "It is a myth that an owner is a project manager" makes no claim on project managers, nor does "an owner is no
        // project manager".
        let has_subject = standings.iter().any(|other| other.rule != "predicate" && other.is_subject());
        let denied = has_subject && self.denies(&tokens);
        for standing in &standings {
            let denied = standing.rule == "predicate"
                && (denied || has_subject && is_negated(document, &tokens, standing.first));
            let (rule, weight) = if denied { ("object", WEIGHTS.object) } else { (standing.rule, standing.weight) };
            let said = document.said(text, standing.first, standing.last);
            let bytes = Some(document.bytes(standing.first, standing.last));
            let group = names.get(standing.names.clone()).unwrap_or_default();
            let article = article(document, &tokens, standing.first);
            let plural = document.reading.word(standing.last).ends_with('s');
            let way = Way { manner, article, plural, duty: standing.duty };
            for name in group {
                let decided = name.sure > WEIGHTS.ambiguous;
                let weight = if decided { weight * name.sure } else { 0.0 };
                let rule = if decided { rule } else { "ambiguous" };
                for &role in name.roles {
                    gathered.found.push(Found { role, rule, weight, bytes, said, of: None, names: true, way });
                    if weight >= WEIGHTS.about_threshold && !subjects.contains(&role) {
                        subjects.push(role);
                    }
                }
            }
            if !denied && standing.is_subject() && (main.is_none() || !standing.subordinate) {
                let roles = roles_of(group);
                main = (!roles.is_empty()).then_some(Antecedent { roles, said, hold: 1.0, overhead: false }).or(main);
            }
        }
        if subjects.len() > 1 && self.pair.is_empty() {
            self.pair.clone_from(&subjects);
        }
        if subjects.is_empty() {
            self.pronouns(text, &tokens, Way { manner, ..Way::default() }, gathered, &mut subjects);
        }
        match main {
            Some(main) => self.antecedent = Some(main),
            None if subjects.is_empty() => {
                if let Some(antecedent) = &mut self.antecedent {
                    antecedent.hold *= WEIGHTS.antecedent_decay;
                }
            }
            None => {}
        }
        gathered.facts.subjects.push(subjects);
    }

    /// Whether a sentence of the passage holds what the passage denies.
    fn denies(&self, tokens: &Range<usize>) -> bool {
        let start = self.document.reading.tokens.get(tokens.start).map_or(0, |token| token.start as usize);
        let at = self.rejected.partition_point(|range| range.end <= start);
        self.rejected.get(at).is_some_and(|range| range.start <= start)
    }

    /// Gives a sentence without a role for a subject the one that its pronoun stands for.
    fn pronouns(
        &mut self,
        text: &'article str,
        tokens: &Range<usize>,
        way: Way,
        gathered: &mut Gathered<'article>,
        subjects: &mut Vec<u16>,
    ) {
        let document = self.document;
        let Some(reference) = anaphor(document, tokens) else { return };
        let said = document.said(text, reference.first, reference.last);
        let bytes = Some(document.bytes(reference.first, reference.last));
        if reference.both {
            if self.pair.len() > 1 {
                for &role in &self.pair {
                    let of = Some("the roles compared");
                    gathered.found.push(Found {
                        role,
                        rule: "pair",
                        weight: WEIGHTS.pair,
                        bytes,
                        said,
                        of,
                        names: false,
                        way,
                    });
                    subjects.push(role);
                }
                self.antecedent = Some(Antecedent { roles: self.pair.clone(), said, hold: 1.0, overhead: false });
            }
            return;
        }
        let Some(antecedent) = &mut self.antecedent else { return };
        let singular = matches!(document.reading.word(reference.first), "he" | "she" | "him" | "his" | "her" | "hers");
        if singular && !antecedent.overhead && antecedent.said.ends_with('s') {
            return;
        }
        let weight = WEIGHTS.pronoun * antecedent.hold;
        let after = reference.last + 1..tokens.end.min(reference.last + 5);
        if after.into_iter().any(|token| class(document.reading.word(token)).is(Class::DUTY)) {
            gathered.facts.duties += 1;
        }
        for &role in &antecedent.roles {
            let of = Some(antecedent.said);
            gathered.found.push(Found { role, rule: "pronoun", weight, bytes, said, of, names: false, way });
            subjects.push(role);
        }
    }
}

fn count_names<'name, 'tagger: 'name>(names: impl Iterator<Item = &'name Name<'tagger>>) -> BTreeMap<u16, u16> {
    let mut counts = BTreeMap::<u16, u16>::new();
    for name in names.filter(|name| name.sure > WEIGHTS.ambiguous) {
        for &role in name.roles {
            let count = counts.entry(role).or_default();
            *count = count.saturating_add(1);
        }
    }
    counts
}

fn roles_of(names: &[Name<'_>]) -> Vec<u16> {
    let mut roles = Vec::new();
    for name in names.iter().filter(|name| name.sure > WEIGHTS.ambiguous) {
        for &role in name.roles {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    roles
}

/// Whether a negation stands before what a sentence says of its subject: "is not a …", "isn't the …", "is no …", and not "is not
/// only a …".
fn is_negated(document: &Document<'_, '_>, sentence: &Range<usize>, first: usize) -> bool {
    /// A verb, its negation, an article and a word that describes stand before a name.
    const FARTHEST: usize = 4;
    let from = first.saturating_sub(FARTHEST).max(sentence.start);
    let words: Vec<&str> = (from..first).map(|at| document.reading.word(at)).collect();
    let last_mark =
        words.iter().rposition(|word| matches!(*word, "," | ";" | ":" | "(" | "but")).map_or(0, |at| at + 1);
    let near = words.get(last_mark..).unwrap_or_default();
    near.iter().any(|word| matches!(*word, "not" | "no" | "never" | "isn't" | "aren't" | "wasn't" | "weren't"))
        && !near.iter().any(|word| matches!(*word, "only" | "just" | "merely" | "simply"))
}
