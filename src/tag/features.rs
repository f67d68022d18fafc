use std::collections::BTreeMap;

use super::{
    manner::{Article, Manner},
    verdict::Found,
};

/// A role that a passage may be about.
pub(super) struct Candidate<'evidence, 'article> {
    /// Strongest first, at least one.
    pub evidence: &'evidence [Found<'article>],
    /// The role's names also name people outside the field.
    pub generic: bool,
    /// How far the evidence goes by the weights alone.
    pub strength: f32,
}

/// What of a passage and its source speaks for or against any role in it.
#[derive(Clone, Debug, Default)]
pub(super) struct PassageFacts {
    /// Roles that each sentence is about.
    pub subjects: Vec<Vec<u16>>,
    /// Names of roles in the passage, by role.
    pub names: BTreeMap<u16, u16>,
    /// Names of roles in the source, by role.
    pub names_of_source: BTreeMap<u16, u16>,
    /// Words of the passage.
    pub words: u16,
    /// Words of the source.
    pub words_of_source: u32,
    /// Roles of the title, and of the nearest heading that names one.
    pub of_title: Vec<u16>,
    pub of_heading: Vec<u16>,
    /// Sentences of each [`Manner`].
    pub first_person: u16,
    pub second_person: u16,
    pub past: u16,
    pub modal: u16,
    /// Proper names.
    pub proper: u16,
    /// Sentences that tell a role's duty.
    pub duties: u16,
    pub is_row: bool,
    pub is_list: bool,
    pub is_quotation: bool,
}

/// The rules whose best weight is a feature of its own.
const RULES: [&str; 26] = [
    "subject",
    "contrasted",
    "condition",
    "pronoun",
    "pair",
    "label",
    "heading",
    "title",
    "lead-in",
    "column",
    "row-label",
    "possessive",
    "claim-of",
    "predicate",
    "as",
    "object",
    "agent",
    "fragment",
    "listed",
    "compared",
    "difference",
    "relative",
    "existential",
    "caused",
    "needed",
    "bare",
];

/// Rules whose evidence stands outside the passage's sentences.
const HANDED_DOWN: [&str; 5] = ["heading", "title", "lead-in", "column", "row-label"];

const OTHERS: [&str; 46] = [
    "strength",
    "best",
    "second",
    "handed-down",
    "unnamed",
    "handed-down-and-named",
    "only-handed-down",
    "names",
    "share-of-names",
    "roles",
    "sentences",
    "words",
    "share-of-subjects",
    "share-of-other-subjects",
    "first-subject",
    "first-other-subject",
    "generic",
    "generic-strength",
    "generic-handed-down",
    "share-of-source",
    "density-of-source",
    "title-names-it",
    "title-names-another",
    "heading-names-another",
    "first-person",
    "second-person",
    "past",
    "modal",
    "proper",
    "duties",
    "row",
    "list",
    "quotation",
    "subject-in-past",
    "best-indefinite",
    "best-definite",
    "best-owned",
    "best-plural",
    "best-past",
    "best-modal",
    "best-first-person",
    "best-second-person",
    "best-question",
    "best-duty",
    "best-proper",
    "duties-of-it",
];

/// Names of the features, in the order of [`PassageFacts::of`].
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    OTHERS.into_iter().chain(RULES)
}

fn number(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

impl PassageFacts {
    /// Counts one more sentence.
    pub(super) fn note(&mut self, manner: Manner) {
        self.first_person += u16::from(manner.first_person);
        self.second_person += u16::from(manner.second_person);
        self.past += u16::from(manner.past);
        self.modal += u16::from(manner.modal);
        self.proper = self.proper.saturating_add(manner.proper);
    }

    /// The features of a role in this passage, in the order of [`names`]; each about 0 to 1, logarithms to 6.
    pub(super) fn of(&self, candidate: &Candidate<'_, '_>) -> Vec<f32> {
        let role = candidate.evidence.first().map_or(0, |best| best.role);
        let weight_where = |holds: &dyn Fn(&Found<'_>) -> bool| {
            candidate.evidence.iter().filter(|piece| holds(piece)).map(|piece| piece.weight).fold(0.0, f32::max)
        };
        let is_handed_down = |piece: &Found<'_>| HANDED_DOWN.contains(&piece.rule);
        let handed_down = weight_where(&is_handed_down);
        let best = weight_where(&|piece| !is_handed_down(piece));
        let mut own: Vec<f32> =
            candidate.evidence.iter().filter(|piece| !is_handed_down(piece)).map(|piece| piece.weight).collect();
        own.sort_by(|a, b| b.total_cmp(a));
        let second = own.get(1).copied().unwrap_or_default();
        let count = |names: &BTreeMap<u16, u16>| f32::from(names.get(&role).copied().unwrap_or_default());
        let all = |names: &BTreeMap<u16, u16>| names.values().map(|&count| f32::from(count)).sum::<f32>().max(1.0);
        let (named, named_in_source) = (count(&self.names), count(&self.names_of_source));
        let sentences = number(self.subjects.len()).max(1.0);
        let share = |count: f32| count / sentences;
        let as_subject = number(self.subjects.iter().filter(|roles| roles.contains(&role)).count());
        let is_other = |roles: &Vec<u16>| !roles.is_empty() && !roles.contains(&role);
        let by_others = number(self.subjects.iter().filter(|roles| is_other(roles)).count());
        let first = self.subjects.first();
        let source_words = f32::from(u16::try_from(self.words_of_source / 100).unwrap_or(u16::MAX)).max(1.0);
        let names_another = |roles: &[u16]| flag(!roles.is_empty() && !roles.contains(&role));
        let generic = flag(candidate.generic);
        let past = share(f32::from(self.past));
        let strongest = candidate.evidence.iter().find(|piece| !is_handed_down(piece));
        let way = strongest.map(|piece| piece.way).unwrap_or_default();
        let if_best = |holds: bool| if holds { best } else { 0.0 };
        let duties_of_it = number(candidate.evidence.iter().filter(|piece| piece.way.duty).count());
        let others = [
            candidate.strength,
            best,
            second,
            handed_down,
            flag(named < 1.0),
            if named > 0.0 { handed_down } else { 0.0 },
            if own.is_empty() { handed_down } else { 0.0 },
            named.ln_1p(),
            named / all(&self.names),
            number(self.names.len()).ln_1p(),
            sentences.ln(),
            f32::from(self.words).ln_1p(),
            share(as_subject),
            share(by_others),
            flag(first.is_some_and(|roles| roles.contains(&role))),
            flag(first.is_some_and(is_other)),
            generic,
            generic * candidate.strength,
            generic * handed_down,
            named_in_source / all(&self.names_of_source),
            (named_in_source / source_words).ln_1p(),
            flag(self.of_title.contains(&role)),
            names_another(&self.of_title),
            names_another(&self.of_heading),
            share(f32::from(self.first_person)),
            share(f32::from(self.second_person)),
            past,
            share(f32::from(self.modal)),
            share(f32::from(self.proper)).min(3.0),
            f32::from(self.duties).ln_1p(),
            flag(self.is_row),
            flag(self.is_list),
            flag(self.is_quotation),
            share(as_subject) * past,
            if_best(way.article == Article::Indefinite),
            if_best(way.article == Article::Definite),
            if_best(way.article == Article::Owned),
            if_best(way.plural),
            if_best(way.manner.past),
            if_best(way.manner.modal),
            if_best(way.manner.first_person),
            if_best(way.manner.second_person),
            if_best(way.manner.question),
            if_best(way.duty),
            if_best(way.manner.proper > 0),
            duties_of_it.ln_1p(),
        ];
        let by_rule = RULES.iter().map(|rule| weight_where(&|piece| piece.rule == *rule));
        others.into_iter().chain(by_rule).collect()
    }
}
