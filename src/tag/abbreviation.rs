use std::collections::BTreeMap;

use super::{
    matcher::{Hit, Matcher, Meaning},
    reading::Reading,
};

/// What an abbreviation stands for in one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resolution {
    /// The document says so: "Product Owner (PO)".
    Defined(u16),
    /// The company of words says so.
    Company(u16),
    /// It may be a role, and nothing decides.
    Ambiguous,
    /// Something else, no role.
    Rival,
}

/// How much more must speak for one reading than against it.
const MAJORITY: u32 = 2;
/// A written-out name says as much as this many words of its field.
const NAME_WEIGHT: u32 = 3;

#[derive(Clone, Copy, Debug, Default)]
struct Support {
    speaks_for: u32,
    against: u32,
}

/// What the abbreviations of the matcher stand for in one document.
#[derive(Debug)]
pub(super) struct Resolutions {
    /// By abbreviation.
    of_document: Vec<Resolution>,
    /// By the token of an abbreviation that is written out beside it, or that its sentence speaks against.
    at_token: BTreeMap<usize, Resolution>,
}

impl Resolutions {
    /// What an abbreviation stands for at a token: what its own sentence says, else what holds in the document.
    pub(super) fn at(&self, abbreviation: u16, token: usize) -> Option<Resolution> {
        let whole = || self.of_document.get(usize::from(abbreviation));
        self.at_token.get(&token).or_else(whole).copied()
    }
}

/// What each abbreviation of the matcher stands for in this document.
///
/// A definition decides; else the written-out names and the words of the field that the document uses, by a majority
/// of two to one; else it stays ambiguous. Where definitions contradict each other, each still holds where it stands; an
/// abbreviation that nobody defines is none of a role where its own sentence speaks against that.
pub(super) fn resolve(matcher: &Matcher, reading: &Reading, hits: &[Hit<'_>]) -> Resolutions {
    let used = used(matcher, reading, hits);
    if !used.contains(&true) {
        let of_document = vec![Resolution::Ambiguous; matcher.abbreviations.len()];
        return Resolutions { of_document, at_token: BTreeMap::new() };
    }
    let mut at_token = spelled_out(matcher, reading, hits);
    let definitions = definitions(matcher, hits, &at_token);
    let mut written_out: BTreeMap<u16, u32> = BTreeMap::new();
    let mut support: BTreeMap<(u16, u16), Support> = BTreeMap::new();
    for hit in hits {
        match hit.meaning {
            Meaning::Roles(roles) => roles.iter().for_each(|role| *written_out.entry(*role).or_default() += 1),
            Meaning::Company { abbreviation, candidate, speaks_for } => {
                let support = support.entry((*abbreviation, *candidate)).or_default();
                if *speaks_for { support.speaks_for += 1 } else { support.against += 1 }
            }
            Meaning::Rival { abbreviation, candidate } => {
                support.entry((*abbreviation, *candidate)).or_default().against += NAME_WEIGHT;
            }
            _ => {}
        }
    }
    let decide = |at: usize| {
        let candidates = matcher.abbreviations.get(at).map(|abbreviation| abbreviation.candidates.as_slice());
        let index = u16::try_from(at).unwrap_or(u16::MAX);
        let scored = candidates.unwrap_or_default().iter().zip(0_u16..).map(|(role, candidate)| {
            let support = support.get(&(index, candidate)).copied().unwrap_or_default();
            let named = written_out.get(role).copied().unwrap_or_default() * NAME_WEIGHT;
            (*role, support.speaks_for + named, support.against)
        });
        decide_by_company(scored)
    };
    let of_document = (0..matcher.abbreviations.len()).map(|at| {
        if used.get(at) == Some(&true) {
            definitions.get(at).copied().flatten().unwrap_or_else(|| decide(at))
        } else {
            Resolution::Ambiguous
        }
    });
    let of_document: Vec<Resolution> = of_document.collect();
    for hit in hits {
        if let Meaning::Abbreviation(at) = hit.meaning
            && !matches!(of_document.get(usize::from(*at)), Some(Resolution::Defined(_) | Resolution::Rival))
            && is_denied_nearby(matcher, reading, hits, *at, hit.first)
        {
            at_token.entry(hit.first).or_insert(Resolution::Rival);
        }
    }
    Resolutions { of_document, at_token }
}

/// Whether words of the same sentence speak against every role that the abbreviation at a token may stand for, and none
/// for one of them.
fn is_denied_nearby(matcher: &Matcher, reading: &Reading, hits: &[Hit<'_>], abbreviation: u16, token: usize) -> bool {
    /// What stands farther away says nothing of it.
    const MAX_TOKENS: usize = 15;
    // "p.m." and "Inc." end no sentence.
    let is_short_form = |word: &str| {
        word.len() == 1
            || matches!(
                word,
                "inc" | "ltd" | "co" | "corp" | "no" | "nos" | "vs" | "dr" | "mr" | "mrs" | "ms" | "st" | "etc"
            )
    };
    let ends =
        |at: &usize| matches!(reading.word(*at), "." | "!" | "?") && !is_short_form(reading.word(at.saturating_sub(1)));
    let first = (token.saturating_sub(MAX_TOKENS)..token)
        .rev()
        .find(ends)
        .map_or(token.saturating_sub(MAX_TOKENS), |at| at + 1);
    let last = (token + 1..token + MAX_TOKENS).find(ends).unwrap_or(token + MAX_TOKENS);
    let candidates = matcher.abbreviations.get(usize::from(abbreviation)).map_or(0, |known| known.candidates.len());
    let mut denied = vec![false; candidates];
    let from = hits.partition_point(|hit| hit.last < first);
    for hit in hits.get(from..).unwrap_or_default().iter().take_while(|hit| hit.last <= last) {
        let (of, candidate, speaks_for) = match *hit.meaning {
            Meaning::Company { abbreviation, candidate, speaks_for } => (abbreviation, candidate, speaks_for),
            Meaning::Rival { abbreviation, candidate } => (abbreviation, candidate, false),
            _ => continue,
        };
        if of != abbreviation || hit.first < first {
            continue;
        }
        if speaks_for {
            return false;
        }
        if let Some(denied) = denied.get_mut(usize::from(candidate)) {
            *denied = true;
        }
    }
    denied.iter().all(|denied| *denied) && candidates > 0
}

/// Candidates as role, what speaks for it, what against it.
fn decide_by_company(candidates: impl Iterator<Item = (u16, u32, u32)>) -> Resolution {
    let (mut best, mut open) = (None, false);
    for (role, speaks_for, against) in candidates {
        if speaks_for > 0 && speaks_for >= against * MAJORITY {
            if best.is_none_or(|(_, known)| speaks_for > known) {
                best = Some((role, speaks_for));
            }
        } else if against == 0 || speaks_for * MAJORITY > against {
            open = true;
        }
    }
    match best {
        Some((role, _)) => Resolution::Company(role),
        None if open => Resolution::Ambiguous,
        None => Resolution::Rival,
    }
}

fn used(matcher: &Matcher, reading: &Reading, hits: &[Hit<'_>]) -> Vec<bool> {
    let mut used = vec![false; matcher.abbreviations.len()];
    for hit in hits {
        if let Meaning::Abbreviation(at) = hit.meaning
            && !is_clock(reading, hit.first)
            && let Some(used) = used.get_mut(usize::from(*at))
        {
            *used = true;
        }
    }
    used
}

/// Whether the token is the half of the day: "5 PM", "12:10 PM PST".
pub(super) fn is_clock(reading: &Reading, token: usize) -> bool {
    const ZONES: [&str; 12] = ["pst", "pdt", "est", "edt", "et", "pt", "ct", "gmt", "utc", "ist", "bst", "cet"];
    let before = token.checked_sub(1).map(|before| reading.word(before)).unwrap_or_default();
    before.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) || ZONES.contains(&reading.word(token + 1))
}

/// Definitions, by abbreviation. Two that contradict each other decide nothing.
fn definitions(
    matcher: &Matcher,
    hits: &[Hit<'_>],
    spelled_out: &BTreeMap<usize, Resolution>,
) -> Vec<Option<Resolution>> {
    let mut found: Vec<Option<Resolution>> = vec![None; matcher.abbreviations.len()];
    for hit in hits {
        let Meaning::Abbreviation(at) = hit.meaning else { continue };
        let Some(&resolution) = spelled_out.get(&hit.first) else { continue };
        if let Some(slot) = found.get_mut(usize::from(*at)) {
            *slot = match *slot {
                Some(known) if known != resolution => Some(Resolution::Ambiguous),
                _ => Some(resolution),
            };
        }
    }
    found
}

/// What abbreviations stand for that are written out beside them, by their token: "Product Owner (PO)", "PO (Product
/// Owner)", "product owner, or PO,", and words with the right initials that name no role ("Post Office (PO)").
fn spelled_out(matcher: &Matcher, reading: &Reading, hits: &[Hit<'_>]) -> BTreeMap<usize, Resolution> {
    let mut found = BTreeMap::new();
    let mut starts: BTreeMap<usize, &Hit<'_>> = BTreeMap::new();
    let mut ends: BTreeMap<usize, &Hit<'_>> = BTreeMap::new();
    for hit in hits.iter().filter(|hit| matches!(hit.meaning, Meaning::Roles(_) | Meaning::Rival { .. })) {
        // A role's name wins over a rival's of the same words, the longer over the shorter.
        let better = |known: &&Hit<'_>| {
            let length = |hit: &Hit<'_>| (hit.last - hit.first, matches!(hit.meaning, Meaning::Roles(_)));
            length(known) < length(hit)
        };
        if starts.get(&hit.first).is_none_or(better) {
            starts.insert(hit.first, hit);
        }
        if ends.get(&hit.last).is_none_or(better) {
            ends.insert(hit.last, hit);
        }
    }
    for hit in hits {
        let Meaning::Abbreviation(at) = hit.meaning else { continue };
        let Some(abbreviation) = matcher.abbreviations.get(usize::from(*at)) else { continue };
        let token = hit.first;
        let before = |steps: usize| token.checked_sub(steps).map(|at| reading.word(at)).unwrap_or_default();
        let expansion = if before(1) == "(" {
            token.checked_sub(2).map(|end| (ends.get(&end), end))
        } else if before(1) == "or" && before(2) == "," {
            token.checked_sub(3).map(|end| (ends.get(&end), end))
        } else if reading.word(token + 1) == "(" {
            starts.get(&(token + 2)).map(|expansion| (Some(expansion), expansion.last))
        } else if matches!(reading.word(token + 1), "is" | "means") || reading.word(token + 1) == "stands" {
            let from = token + if reading.word(token + 1) == "stands" { 3 } else { 2 };
            let from = from + usize::from(matches!(reading.word(from), "a" | "an" | "the"));
            starts.get(&from).map(|expansion| (Some(expansion), expansion.last))
        } else {
            None
        };
        let Some((expansion, end)) = expansion else { continue };
        let resolution = match expansion.map(|expansion| expansion.meaning) {
            Some(Meaning::Roles(roles)) => match roles.as_slice() {
                [role] if abbreviation.candidates.contains(role) => Resolution::Defined(*role),
                _ => Resolution::Rival,
            },
            Some(_) => Resolution::Rival,
            None if has_initials(reading, end, &abbreviation.alias) => Resolution::Rival,
            None => continue,
        };
        found.insert(token, resolution);
    }
    found
}

/// Whether the words that end at token `end` have the letters of `alias` as their initials.
fn has_initials(reading: &Reading, end: usize, alias: &str) -> bool {
    let letters: Vec<char> = alias.chars().map(|letter| letter.to_ascii_lowercase()).collect();
    let Some(first) = (end + 1).checked_sub(letters.len()) else { return false };
    letters.iter().zip(first..).all(|(letter, token)| reading.word(token).starts_with(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::Taxonomy;

    fn resolution(alias: &str, text: &str) -> Option<String> {
        let taxonomy = Taxonomy::built_in();
        let matcher = Matcher::new(&taxonomy);
        let mut reading = Reading::default();
        reading.push(text);
        let hits = matcher.hits(&reading);
        let at = matcher.abbreviations.iter().position(|abbreviation| abbreviation.alias == alias)?;
        match *resolve(&matcher, &reading, &hits).of_document.get(at)? {
            Resolution::Defined(role) | Resolution::Company(role) => {
                taxonomy.roles.get(usize::from(role)).map(|role| role.id.to_string())
            }
            Resolution::Ambiguous => Some("ambiguous".into()),
            Resolution::Rival => None,
        }
    }

    #[test]
    fn a_definition_decides() {
        assert_eq!(resolution("PO", "The Product Owner (PO) decides."), Some("po".into()));
        assert_eq!(
            resolution("PM", "PMs (Project Managers) plan; product managers do not."),
            Some("project-manager".into())
        );
        assert_eq!(resolution("CPO", "Ask a Certified Professional Organizer (CPO)."), None);
        assert_eq!(resolution("PO", "The Post Office (PO) opens late."), None);
        assert_eq!(resolution("TPM", "A technical program manager, or TPM, plans."), Some("program-manager".into()));
    }

    #[test]
    fn without_a_definition_the_company_decides() {
        assert_eq!(resolution("PO", "Send the vendor's invoice with a PO."), None);
        assert_eq!(resolution("PO", "The PO orders the backlog before the sprint."), Some("po".into()));
        assert_eq!(resolution("PM", "Product managers lead. A PM decides."), Some("pm".into()));
        assert_eq!(resolution("PM", "The project manager plans. The PM reports."), Some("project-manager".into()));
    }

    #[test]
    fn what_nothing_decides_stays_ambiguous() {
        assert_eq!(resolution("PM", "The PM will call you back."), Some("ambiguous".into()));
        assert_eq!(
            resolution("PM", "Product managers and project managers meet. The PM speaks."),
            Some("ambiguous".into())
        );
    }

    #[test]
    fn hours_are_not_roles() {
        let mut reading = Reading::default();
        reading.push("from 11:20 AM to 5 PM PST");
        let pm = reading.tokens.len() - 2;
        assert!(is_clock(&reading, pm));
    }
}
