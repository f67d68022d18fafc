//! A passage's tags as one value of a column: passages share few combinations of roles, topics and stance, so that
//! whoever counts them reads one number a passage and takes apart a combination once.
//!
//! In:  the roles that a passage is about, its topics, its stance. Out: a text with `GROUP` between the three and
//! `VALUE` between the values of one. Always: the same tags give the same text, in whichever order they stand.

/// Stands between roles, topics and stance: ASCII's group separator, which no id holds.
const GROUP: char = '\u{1d}';

/// Stands between values: ASCII's unit separator.
const VALUE: char = '\u{1f}';

/// Writes one combination; ids in any order.
pub(super) fn pack(roles: Vec<&str>, topics: Vec<&str>, stance: &str) -> String {
    let mut packed = String::with_capacity(64);
    for mut values in [roles, topics] {
        values.sort_unstable();
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                packed.push(VALUE);
            }
            packed.push_str(value);
        }
        packed.push(GROUP);
    }
    packed.push_str(stance);
    packed
}

/// The values of each of the three: roles, topics, stance. Nothing in any of them for a document without tags.
pub fn unpack(packed: &str) -> [impl Iterator<Item = &str>; 3] {
    let mut groups = packed.split(GROUP);
    [(); 3].map(|()| groups.next().unwrap_or_default().split(VALUE).filter(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_there_again_whatever_the_order() {
        let packed = pack(vec!["po", "pm"], vec!["vision"], "asserted");
        assert_eq!(packed, pack(vec!["pm", "po"], vec!["vision"], "asserted"));
        assert_eq!(
            unpack(&packed).map(Iterator::collect::<Vec<_>>),
            [vec!["pm", "po"], vec!["vision"], vec!["asserted"]]
        );
        let bare = pack(Vec::new(), Vec::new(), "reported");
        assert_eq!(unpack(&bare).map(Iterator::collect::<Vec<_>>), [vec![], vec![], vec!["reported"]]);
        assert_eq!(unpack("").map(Iterator::count), [0, 0, 0]);
    }
}
