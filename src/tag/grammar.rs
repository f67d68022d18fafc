use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::LazyLock,
};

use serde::Deserialize;

/// Word classes of a word, as bits: a word may be noun and verb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class(u32);

macro_rules! classes {
    ($($bit:literal $field:ident $name:ident),* $(,)?) => {
        impl Class {
            $(pub(super) const $name: Self = Self(1 << $bit);)*
        }

        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Lists { $($field: String,)* }

        fn table(lists: &Lists) -> Table {
            let mut table = Table::default();
            $(for word in lists.$field.split_whitespace() {
                table.entry(word.to_owned()).or_default().0 |= Class::$name.0;
            })*
            table
        }
    };
}

classes! {
    0 determiner DETERMINER,
    1 modifier MODIFIER,
    2 adverb ADVERB,
    3 subordinator SUBORDINATOR,
    4 contrast CONTRAST,
    5 coordinator COORDINATOR,
    6 preposition PREPOSITION,
    7 auxiliary AUXILIARY,
    8 copula COPULA,
    9 verb VERB,
    10 compound COMPOUND,
    11 claim CLAIM,
    12 difference DIFFERENCE,
    13 pronoun PRONOUN,
    14 pronoun_contracted PRONOUN_CONTRACTED,
    15 pair PAIR,
    16 hire HIRE,
    17 causative CAUSATIVE,
    18 participle_of_agency AGENCY,
    19 speech SPEECH,
    20 duty DUTY,
    21 help HELP,
    22 serves SERVES,
    23 distinction DISTINCTION,
    24 first_person FIRST_PERSON,
    25 second_person SECOND_PERSON,
    26 past PAST,
    27 modal MODAL,
    28 opinion OPINION,
    29 trade TRADE,
}

impl Class {
    /// Whether the word belongs to any of the classes in `other`.
    pub(super) const fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Either class.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// In none of the lists.
    pub(super) const fn is_unknown(self) -> bool {
        self.0 == 0
    }
}

/// FNV-1a: words are short and the lists are ours, so no defence against crafted keys is needed.
#[derive(Clone)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

type Table = HashMap<String, Class, BuildHasherDefault<Fnv>>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let lists: Lists = toml::from_str(include_str!("grammar.toml")).expect("a test reads the word classes");
    table(&lists)
});

/// The classes of a folded word; of no class where it is in no list.
pub(super) fn class(word: &str) -> Class {
    TABLE.get(word).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_can_belong_to_several_classes() {
        assert!(class("is").is(Class::AUXILIARY) && class("is").is(Class::COPULA));
        assert!(class("work").is(Class::VERB) && class("work").is(Class::COMPOUND));
        assert!(class("zebra").is_unknown());
    }
}
