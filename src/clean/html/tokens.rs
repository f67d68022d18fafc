//! Tokens: which names of elements say something, and which only look as if they did.
//!
//! In:  one name, and how names are read. Out: its flags. A state of a page (`has-sidebar`) says nothing of the element, nor do the
//! letters of a number made at random (`1ad269af0d`).

use std::sync::LazyLock;

use super::names::{Effect, Flags, flag, flags_of};

/// First parts of names that tell of a state: what follows is there, or not.
const STATES: [&str; 4] = ["has", "with", "no", "without"];
/// Parts anywhere in a name that tell of a setting.
const SETTINGS: [&str; 5] = ["enabled", "disabled", "true", "false", "none"];
/// Shortest number to the base of sixteen that is taken for one.
const MIN_HEX: usize = 4;
/// So often do letters and digits follow each other in a name made at random, not in one that was thought of (`ad300x250`).
const MIN_CHANGES: usize = 4;
/// An identifier of so many parts is the heading of a section turned into one, not a name.
const MIN_SLUG_PARTS: usize = 5;

/// Flags that are looked for in every name.
struct Marks {
    source: Flags,
    footer: Flags,
    dropped: Flags,
}

static MARKS: LazyLock<Marks> = LazyLock::new(|| Marks {
    source: flag("quote-source"),
    footer: flag("page-footer"),
    dropped: flags_of(Effect::Drop).with(flags_of(Effect::Comments)),
});

/// The flags of one name; `read` is how a name is read.
pub(super) fn meaning(name: &str, mut read: impl FnMut(&str) -> Flags) -> Flags {
    let flags = read(name);
    if flags == Flags::default() {
        return flags;
    }
    let marks = &*MARKS;
    if flags.any(marks.source) {
        return Flags(flags.0 & !marks.footer.0);
    }
    if is_state(name) {
        return Flags(flags.0 & !marks.dropped.0);
    }
    if name.bytes().any(|byte| byte.is_ascii_digit()) && segments(name).any(is_random) {
        let mut thought_of = String::with_capacity(name.len());
        for segment in segments(name).filter(|segment| !is_random(segment)) {
            thought_of.push_str(segment);
            thought_of.push('-');
        }
        return read(&thought_of);
    }
    flags
}

/// Whether an identifier may be a heading in the form of a name.
pub(super) fn is_slug(id: &str) -> bool {
    let is_word = |segment: &&str| segment.bytes().any(|byte| byte.is_ascii_alphabetic());
    segments(id).filter(is_word).count() >= MIN_SLUG_PARTS
}

fn segments(name: &str) -> impl Iterator<Item = &str> {
    name.split(|character: char| !character.is_alphanumeric()).filter(|segment| !segment.is_empty())
}

fn is_state(name: &str) -> bool {
    let among = |words: &[&str], segment: &str| words.iter().any(|word| word.eq_ignore_ascii_case(segment));
    let mut parts = segments(name);
    let first = parts.next().is_some_and(|first| among(&STATES, first));
    first && parts.next().is_some() || segments(name).skip(1).any(|segment| among(&SETTINGS, segment))
}

fn is_random(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    let pairs = || bytes.iter().zip(bytes.iter().skip(1));
    let is_hex = bytes.len() >= MIN_HEX
        && bytes.iter().all(u8::is_ascii_hexdigit)
        && pairs().any(|(one, next)| one.is_ascii_digit() && next.is_ascii_alphabetic());
    let changes = pairs().filter(|(one, next)| one.is_ascii_digit() != next.is_ascii_digit()).count();
    is_hex || changes >= MIN_CHANGES
}

#[cfg(test)]
mod tests {
    use super::{
        super::names::{flag, flags_of_name},
        is_slug, meaning,
    };

    #[test]
    fn states_and_numbers_say_nothing_of_an_element() {
        let cases = [
            ("sidebar", true),
            ("sidebar-left", true),
            ("with-sidebar-layout", false),
            ("has-sidebar", false),
            ("sidebar-enabled--false", false),
        ];
        for (name, is) in cases {
            assert_eq!(meaning(name, flags_of_name).any(flag("sidebar")), is, "{name}");
        }
        let cases = [
            ("ad-300x250", true),
            ("ad300x250", true),
            ("component_1ad269af0d", false),
            ("old-record-id-Zl4adYBaWocTs7xmozIcqTwDnDc", false),
        ];
        for (name, is) in cases {
            assert_eq!(meaning(name, flags_of_name).any(flag("advert")), is, "{name}");
        }
        assert!(meaning("no-print", flags_of_name).any(flag("hidden")));
        assert!(!meaning("blockquote-footer", flags_of_name).any(flag("page-footer")));
    }

    #[test]
    fn an_identifier_of_many_words_is_a_heading() {
        assert!(is_slug("how-to-respond-to-comments"));
        assert!(!is_slug("related-posts-2"));
    }
}
