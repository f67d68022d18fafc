//! Names of elements: what the words in `class`, `id` and `role` say, and the names that platform rules look for.
//!
//! In:  attributes. Out: a [`Names`] for each element: flags, and the ids of known names.
//!
//! Always: each distinct attribute value is read once a page.

use std::{cell::RefCell, ops::Range, sync::LazyLock};

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{platforms, tokens};

/// What the words of an element's class, id or role say about it; several may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags(pub(super) u32);

impl Flags {
    /// Whether one of `other` is set.
    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A group of words of one meaning.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    /// Name, which is also the rule's id where blocks are dropped by it.
    pub(super) id: String,
    /// What to do with an element of this group.
    pub(super) effect: Effect,
    /// Words: one part of a name (`share`), or several joined by hyphens that stand next to each other.
    words: Vec<String>,
    /// Beginnings of parts, for names written without a gap (`newslettersignup`).
    #[serde(default)]
    starts: Vec<String>,
}

/// What a group of names does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Effect {
    /// The element holds the article.
    Content,
    /// Never article text, wherever it stands.
    Drop,
    /// Furniture unless it holds most of the prose.
    Weak,
    /// Readers' comments.
    Comments,
    /// Not shown.
    Hidden,
    /// Tells something of a post; no effect of its own.
    Mark,
}

#[derive(Deserialize)]
struct File {
    group: Vec<Group>,
}

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("names.toml")).expect("`names.toml` is well formed");
    assert!(file.group.len() <= 32, "flags have 32 bits");
    file.group
});

/// All groups; the index is the bit of its flag.
pub(super) fn groups() -> &'static [Group] {
    &GROUPS
}

struct Tables {
    words: FxHashMap<&'static str, Flags>,
    /// Beginnings, by their first bytes.
    starts: FxHashMap<&'static str, Vec<(&'static str, Flags)>>,
}

/// Longest sequence of parts that is looked up.
const MAX_PARTS: usize = 3;
/// Shortest beginning that `starts` may hold.
const MIN_START: usize = 5;

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables { words: FxHashMap::default(), starts: FxHashMap::default() };
    for (bit, group) in GROUPS.iter().enumerate() {
        let flag = Flags(1 << bit);
        for word in &group.words {
            let entry = tables.words.entry(word).or_default();
            *entry = entry.with(flag);
        }
        for start in &group.starts {
            let first = start.get(..MIN_START).expect("a beginning is not too short");
            tables.starts.entry(first).or_default().push((start, flag));
        }
    }
    tables
});

/// The flags of groups with one of these effects.
pub(super) fn flags_of(effect: Effect) -> Flags {
    let bits = GROUPS.iter().enumerate().filter(|(_, group)| group.effect == effect).map(|(bit, _)| 1 << bit);
    Flags(bits.fold(0, |all, bit| all | bit))
}

/// The flag of a group.
pub(super) fn flag(id: &str) -> Flags {
    Flags(GROUPS.iter().position(|group| group.id == id).map_or(0, |bit| 1 << bit))
}

/// What one attribute value says.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Groups of its words.
    pub(super) flags: Flags,
    /// An identifier that may be a heading in the form of a name.
    pub(super) is_slug: bool,
    /// Names that platform rules know, by `platforms::name_ids`.
    pub(super) known: Vec<u16>,
}

/// Reads attribute values, each once.
pub(super) struct Reader<'page> {
    read: FxHashMap<(char, &'page str), u32>,
    /// What was read; index 0 is empty.
    pub(super) names: Vec<Names>,
    key: String,
}

impl<'page> Reader<'page> {
    pub(super) fn new() -> Self {
        Self { read: FxHashMap::default(), names: vec![Names::default()], key: String::new() }
    }

    /// What names that were read say together.
    pub(super) fn flags_of(&self, names: [u32; 5]) -> Flags {
        let read = names.iter().filter_map(|&at| self.names.get(at as usize));
        read.fold(Flags::default(), |all, names| all.with(names.flags))
    }

    /// The index in [`Self::names`] of an attribute's value; `kind` is `.` for class, `#` for id, `@` for itemprop,
    /// `%` for role, `=` for component, `~` for itemtype, `<` for an element's own name.
    pub(super) fn read(&mut self, kind: char, value: &'page str) -> u32 {
        if value.is_empty() || value.len() > 2_000 {
            return 0;
        }
        if let Some(&known) = self.read.get(&(kind, value)) {
            return known;
        }
        let mut names = Names::default();
        for token in value.split_ascii_whitespace() {
            self.key.clear();
            self.key.push(kind);
            self.key.push_str(token);
            names.known.extend(platforms::name_ids(&self.key));
            if !matches!(kind, '<' | '=' | '~') {
                let meaning = if kind == '.' { meaning_of_class(token) } else { tokens::meaning(token, flags_of_name) };
                names.flags = names.flags.with(meaning);
                names.is_slug = kind == '#' && tokens::is_slug(token);
            }
        }
        let index = if names.known.is_empty() && names.flags == Flags::default() {
            0
        } else {
            self.names.push(names);
            u32::try_from(self.names.len() - 1).unwrap_or(0)
        };
        self.read.insert((kind, value), index);
        index
    }
}

/// Classes that a thread remembers at most, and their longest, in bytes: about 2 MB.
const MAX_REMEMBERED: usize = 1 << 15;
const MAX_REMEMBERED_BYTES: usize = 32;

thread_local! {
    /// Meanings of classes that were read: pages of one site, and themes of many sites, share theirs.
    static MEANINGS: RefCell<FxHashMap<Box<str>, Flags>> = RefCell::default();
}

/// The flags of a class.
fn meaning_of_class(class: &str) -> Flags {
    if class.len() > MAX_REMEMBERED_BYTES {
        return tokens::meaning(class, flags_of_name);
    }
    MEANINGS.with_borrow_mut(|meanings| {
        if let Some(&known) = meanings.get(class) {
            return known;
        }
        let flags = tokens::meaning(class, flags_of_name);
        if meanings.len() < MAX_REMEMBERED {
            meanings.insert(class.into(), flags);
        }
        flags
    })
}

/// The groups of one name: parts between hyphens, underscores and changes of case, alone and joined.
pub(super) fn flags_of_name(name: &str) -> Flags {
    let mut flags = Flags::default();
    if name.len() > 120 {
        return flags;
    }
    // The parts in lower case with a hyphen between, and where each stands.
    let mut joined = String::with_capacity(name.len() + 4);
    let mut parts: Vec<Range<usize>> = Vec::with_capacity(8);
    let mut start = 0;
    let mut lower_before = false;
    let mut end_part = |joined: &mut String, start: &mut usize| {
        if *start < joined.len() {
            parts.push(*start..joined.len());
            joined.push('-');
            *start = joined.len();
        }
    };
    for character in name.chars() {
        if character.is_alphabetic() {
            if character.is_uppercase() && lower_before {
                end_part(&mut joined, &mut start);
            }
            lower_before = character.is_lowercase();
            joined.extend(character.to_lowercase());
        } else {
            lower_before = false;
            end_part(&mut joined, &mut start);
        }
    }
    end_part(&mut joined, &mut start);
    for (at, part) in parts.iter().enumerate() {
        for last in parts.iter().skip(at).take(MAX_PARTS) {
            let found = joined.get(part.start..last.end).and_then(|words| TABLES.words.get(words));
            flags = flags.with(found.copied().unwrap_or_default());
        }
        let part = joined.get(part.clone()).unwrap_or_default();
        let begun = part.get(..MIN_START).and_then(|first| TABLES.starts.get(first));
        for &(start, flag) in begun.into_iter().flatten() {
            if part.len() > start.len() && part.starts_with(start) {
                flags = flags.with(flag);
            }
        }
    }
    flags
}
