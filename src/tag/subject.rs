use std::ops::Range;

use super::{
    grammar::{Class, class},
    phrase::{FEWEST_LISTED, Left, Phrase, Right},
    reading::Reading,
    weights::WEIGHTS,
};

/// A role's name in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'tagger> {
    /// First token.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// The role, or the roles of "product and project managers".
    pub roles: &'tagger [u16],
    /// How sure it is that the words mean the role: 1 for a name, less for an abbreviation.
    pub sure: f32,
}

/// Names that are joined ("Product Managers and Product Owners", "Product Owner (PO)") and how they stand in
/// their sentence.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// Names of the sentence that belong to it, as a range of the names given.
    pub names: Range<usize>,
    /// First and last token.
    pub first: usize,
    pub last: usize,
    /// How it stands, for the evidence.
    pub rule: &'static str,
    /// How far that shows that the sentence is about the role.
    pub weight: f32,
    /// It is the subject of a clause that another one leads ("while …").
    pub subordinate: bool,
    /// It is the subject of a verb that tells a duty ("owns", "must ensure").
    pub duty: bool,
}

impl Standing {
    /// Whether pronouns that follow can stand for it.
    pub(super) fn is_subject(&self) -> bool {
        self.weight >= WEIGHTS.about_threshold || self.rule == "contrasted"
    }
}

/// How the names of one sentence stand in it. `sentence` is a range of tokens; `names` lie in it, in order.
pub(super) fn standings(
    reading: &Reading,
    sentence: &Range<usize>,
    names: &[Name<'_>],
    starts_block: bool,
) -> Vec<Standing> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(head) = names.get(at) {
        let mut end = at + 1;
        let mut last = head.last;
        while let Some(next) = names.get(end) {
            if !joined(reading, last, next.first) {
                break;
            }
            last = next.last;
            end += 1;
        }
        let phrase = Phrase { reading, sentence, first: head.first, last, starts_block };
        let (mut rule, mut weight, subordinate) = phrase.standing();
        if weight < WEIGHTS.about_threshold || !matches!(rule, "label" | "as" | "difference") {
            let items = end - at + phrase.items_beside();
            if items >= FEWEST_LISTED && !matches!(rule, "subject" | "contrasted" | "condition") {
                (rule, weight) = ("listed", weight.min(WEIGHTS.listed));
            } else if items >= FEWEST_LISTED {
                weight *= WEIGHTS.listed_subject_factor;
            }
        }
        let duty = weight >= WEIGHTS.about_threshold && phrase.has_duty();
        found.push(Standing { names: at..end, first: head.first, last, rule, weight, subordinate, duty });
        at = end;
    }
    found
}

/// Whether only connectors and words of a noun phrase stand between two names.
fn joined(reading: &Reading, last: usize, next: usize) -> bool {
    const MOST_BETWEEN: usize = 4;
    let mut connected = false;
    let between = last + 1..next;
    if between.len() > MOST_BETWEEN {
        return false;
    }
    if reading.tokens.get(last).is_some_and(|token| token.shape.possessive) {
        return false;
    }
    for token in between {
        let word = reading.word(token);
        match word {
            "," | "/" | "&" | "(" | "vs" | "versus" | "and" | "or" | "nor" => connected = true,
            ")" => {}
            "." if connected => {}
            _ if class(word).is(Class::DETERMINER.or(Class::MODIFIER)) => {}
            _ => return false,
        }
    }
    connected
}

impl Phrase<'_> {
    fn standing(&self) -> (&'static str, f32, bool) {
        let weights = &*WEIGHTS;
        let left = self.left();
        let possessive = self.reading.tokens.get(self.last).is_some_and(|token| token.shape.possessive);
        if possessive && !self.class(self.last + 1).is(Class::AUXILIARY.or(Class::DETERMINER)) {
            return self.possessive(left);
        }
        let (right, compound) = self.right();
        let verbal = matches!(right, Right::Verb | Right::LaterVerb | Right::Relative) || possessive;
        // "Start with the product owner, who flies lowest": the clause that hangs on it makes the claim.
        if right == Right::Relative && matches!(left, Left::Preposition(_) | Left::Verb(_) | Left::Noun) {
            let (rule, weight, subordinate) = self.behind(left, verbal, compound);
            return (
                if weight < weights.relative { "relative" } else { rule },
                weight.max(weights.relative),
                subordinate,
            );
        }
        match left {
            Left::Start { parenthesis } => {
                let aside = parenthesis || self.in_parenthesis();
                let factor = if aside { weights.parenthesis_factor } else { 1.0 };
                if right == Right::Colon && self.starts_block && self.opens_sentence() {
                    return ("label", weights.label, false);
                }
                if verbal {
                    let speaks = self.verb_after().is_some_and(|token| self.class(token).is(Class::SPEECH));
                    let weight = if speaks { weights.speaker } else { weights.subject };
                    return ("subject", weight * factor, false);
                }
                if compound && self.opens_sentence() {
                    return ("subject", weights.subject_likely * factor, false);
                }
                ("fragment", weights.fragment * factor, false)
            }
            Left::Contrast(token) if verbal => {
                if token == self.sentence.start {
                    ("contrasted", weights.subject_contrasted_first, true)
                } else {
                    ("contrasted", weights.subject_contrasted_second, true)
                }
            }
            Left::Clause(token) if verbal => match self.word(token) {
                "that" | "how" | "what" | "why" | "which" => ("subject", weights.subject_of_content_clause, false),
                _ => ("condition", weights.subject_of_condition, true),
            },
            Left::Coordinator if verbal => ("subject", weights.subject_coordinated, false),
            Left::Auxiliary(token) => self.after_auxiliary(token, verbal),
            left => self.behind(left, verbal, compound),
        }
    }

    /// How a name stands that a verb, a preposition or a noun precedes.
    fn behind(&self, left: Left, verbal: bool, compound: bool) -> (&'static str, f32, bool) {
        let weights = &*WEIGHTS;
        match left {
            Left::Verb(token) => self.after_verb(token, verbal),
            Left::Preposition(token) => self.after_preposition(token, compound),
            Left::Noun if verbal => ("subject", weights.subject_likely, false),
            _ => ("object", weights.object, false),
        }
    }

    fn possessive(&self, left: Left) -> (&'static str, f32, bool) {
        let weights = &*WEIGHTS;
        let mut head = self.last + 1;
        while self.class(head).is(Class::MODIFIER.or(Class::ADVERB)) {
            head += 1;
        }
        let claim = self.class(head).is(Class::CLAIM);
        match left {
            Left::Start { .. } | Left::Clause(_) | Left::Contrast(_) | Left::Coordinator if claim => {
                ("possessive", weights.possessive_claim, false)
            }
            Left::Auxiliary(_) if claim => ("possessive", weights.possessive_claim, false),
            Left::Start { .. } | Left::Clause(_) => ("possessive", weights.possessive, false),
            _ if claim => ("possessive", weights.possessive_claim_object, false),
            _ => ("object", weights.object, false),
        }
    }

    fn after_auxiliary(&self, token: usize, verbal: bool) -> (&'static str, f32, bool) {
        let weights = &*WEIGHTS;
        let before = self.before(token);
        let inverted = token == self.sentence.start
            || class(before).is(Class::SUBORDINATOR)
            || matches!(before, "," | "which" | "-" | ":");
        if before == "there" {
            return ("existential", weights.existential, false);
        }
        if inverted
            && (verbal
                || self.class(token).is(Class::COPULA)
                || matches!(self.word(token), "do" | "does" | "can" | "should"))
        {
            return ("subject", weights.subject, false);
        }
        if self.class(token).is(Class::COPULA) {
            // "Ann Smith is a product manager at …" tells of Ann Smith.
            let of_person = token > self.sentence.start + 1
                && self.reading.tokens.get(token - 1).is_some_and(|token| token.shape.capital && !token.shape.upper);
            let first_person = matches!(self.word(token), "i'm" | "we're" | "you're") || matches!(before, "i" | "we");
            let weight = match self.word(token) {
                _ if first_person => weights.predicate_first_person,
                _ if of_person || self.modifies() => weights.person,
                "be" => weights.predicate_expected,
                _ => weights.predicate,
            };
            return ("predicate", weight, false);
        }
        if self.class(token).is(Class::HIRE) {
            return ("needed", weights.needed, false);
        }
        ("object", weights.object, false)
    }

    fn after_verb(&self, token: usize, verbal: bool) -> (&'static str, f32, bool) {
        let weights = &*WEIGHTS;
        let class = self.class(token);
        if self.class(token).is(Class::COPULA) || matches!(self.word(token), "becoming" | "being" | "called" | "named")
        {
            return ("predicate", weights.predicate, false);
        }
        if class.is(Class::CAUSATIVE) && (verbal || self.word(self.last + 1) == "to") {
            return ("caused", weights.caused, false);
        }
        if class.is(Class::HELP) && (verbal || self.word(self.last + 1) == "to") {
            return ("helped", weights.helped, false);
        }
        if class.is(Class::OPINION) && verbal {
            return ("subject", weights.subject_of_content_clause, false);
        }
        if class.is(Class::HIRE) {
            return ("needed", weights.needed, false);
        }
        ("object", weights.object, false)
    }

    fn after_preposition(&self, token: usize, compound: bool) -> (&'static str, f32, bool) {
        let weights = &*WEIGHTS;
        let before = self.before(token);
        let before_class = class(before);
        match self.word(token) {
            "as" => {
                let opens = token == self.sentence.start || self.is_mark(token.saturating_sub(1));
                let first_person = before_class.is(Class::COORDINATOR.or(Class::ADVERB)) || before == "on";
                let weight = if before_class.is(Class::SERVES) {
                    weights.as_role_served
                } else if opens || first_person {
                    weights.as_role
                } else {
                    weights.as_role_later
                };
                ("as", weight, false)
            }
            "of" if matches!(before, "think" | "thought" | "thinks") => ("subject", weights.think_of, false),
            "of" | "for" if before_class.is(Class::CLAIM) => {
                let weight = if self.leads_clause(token - 1) { weights.claim_of } else { weights.claim_of_object };
                ("claim-of", weight, false)
            }
            "between" if before_class.is(Class::DIFFERENCE) => {
                let told = before_class.is(Class::DISTINCTION) || self.leads_clause(token - 1);
                ("difference", if told { weights.difference } else { weights.compared }, false)
            }
            "by" if before_class.is(Class::AGENCY) => ("agent", weights.agent, false),
            "to" if matches!(before, "up" | "belongs" | "belong" | "down") => ("agent", weights.up_to, false),
            "than" | "like" | "unlike" | "vs" | "versus" | "between" => ("compared", weights.compared, false),
            "for" if self.word(self.last + 1) == "to" => ("expected", weights.expected, false),
            "from" | "for" => ("compared", weights.benefactive, false),
            "of" | "in" if compound => ("predicate", weights.needed, false),
            _ => ("object", weights.object, false),
        }
    }
}
