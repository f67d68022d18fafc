use crate::text::fold;

/// Words that show an organisation's name.
const ORGANISATIONS: &str = include_str!("organisations.txt");

/// Lower-case words before a family name that belong to it.
const PARTICLES: &[&str] = &[
    "af", "al", "bin", "da", "de", "dei", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le",
    "ten", "ter", "van", "vom", "von", "zu", "zur",
];

/// Name of an author as CSL has it.
///
/// A name is taken apart only where its form is plain: `Family, Given`, or two to four capitalised words in which
/// nothing shows an organisation. All else stays whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// A person.
    Person {
        /// Given names.
        given: String,
        /// Particle before the family name (`van der`), empty where there is none.
        particle: String,
        /// Family name.
        family: String,
    },
    /// An organisation, a single name, or what cannot be told.
    Literal(String),
}

impl Name {
    /// Reads a name as the source writes it.
    #[must_use]
    pub fn read(written: &str) -> Self {
        let written = written.trim();
        let literal = || Self::Literal(written.to_owned());
        let person = |given: &str, particle: String, family: &str| Self::Person {
            given: given.trim().to_owned(),
            particle,
            family: family.trim().to_owned(),
        };
        if let Some((family, given)) = written.split_once(", ") {
            let plain = !given.contains(',') && is_name(family) && is_name(given) && !is_organisation(written);
            return if plain { person(given, String::new(), family) } else { literal() };
        }
        let words: Vec<&str> = written.split_whitespace().collect();
        let is_particle = |word: &&str| PARTICLES.contains(word);
        let names = words.iter().filter(|word| !is_particle(word)).count();
        if !(2..=4).contains(&names) || !is_name(written) || is_organisation(written) {
            return literal();
        }
        let Some((last, before)) = words.split_last().filter(|(last, _)| !is_particle(last)) else { return literal() };
        let from = before.iter().rposition(|word| !is_particle(word)).map_or(0, |at| at + 1);
        let (given, particle) = before.split_at(from);
        if given.is_empty() { literal() } else { person(&given.join(" "), particle.join(" "), last) }
    }

    /// `Family, Given`, as bibliographies sort; a literal as it is.
    #[must_use]
    pub fn inverted(&self) -> String {
        match self {
            Self::Person { given, particle, family } if particle.is_empty() => format!("{family}, {given}"),
            Self::Person { given, particle, family } => format!("{particle} {family}, {given}"),
            Self::Literal(name) => name.clone(),
        }
    }
}

/// Whether every word is one of a Western name: capitalised letters, initials, hyphens, a particle.
fn is_name(text: &str) -> bool {
    text.split_whitespace().all(|word| {
        let letters = |character: char| character.is_alphabetic() || matches!(character, '.' | '-' | '\'' | '’');
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        word.chars().all(letters) && (capital || PARTICLES.contains(&word))
    })
}

fn is_organisation(text: &str) -> bool {
    let folded = fold(text);
    let mut words = folded.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let known = |word: &str| ORGANISATIONS.lines().any(|line| line == word);
    words.any(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_is_taken_apart_and_all_else_stays_whole() {
        let read = |written: &str| Name::read(written).inverted();
        assert_eq!(read("Ada Quill"), "Quill, Ada");
        assert_eq!(read("Quill, Ada"), "Quill, Ada");
        assert_eq!(read("Bo van der Lind"), "van der Lind, Bo");
        for whole in ["Rankwise Team", "The Correction Desk", "lumen_h", "Aristotle", "Quill & Sons, Inc.", "von"] {
            assert_eq!(read(whole), whole);
        }
    }
}
