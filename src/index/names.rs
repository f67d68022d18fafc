use std::collections::{BTreeMap, BTreeSet};

/// Short names for new sources, in the order of their paths.
///
/// A name is the file's stem up to its first `_` where no other source has that, else the shortest tail of the path
/// that no other has (without the extension, then with it), else the path with a number. `taken` are the names that
/// stand already; they are never given again, so a reference once cited keeps its meaning.
#[must_use]
pub fn assign_names(paths: &[&str], taken: &BTreeSet<String>) -> Vec<String> {
    let mut names: Vec<Option<String>> = vec![None; paths.len()];
    let mut taken = taken.clone();
    let deepest = paths.iter().map(|path| path.split('/').count()).max().unwrap_or(0);
    for level in 0..=2 * deepest {
        let mut wanted: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (at, path) in paths.iter().enumerate().filter(|&(at, _)| names.get(at).is_some_and(Option::is_none)) {
            if let Some(candidate) = candidate(path, level) {
                wanted.entry(candidate).and_modify(|only| *only = None).or_insert(Some(at));
            }
        }
        for (candidate, only) in wanted {
            if let Some(slot) = only.and_then(|at| names.get_mut(at))
                && taken.insert(candidate.clone())
            {
                *slot = Some(candidate);
            }
        }
    }
    let numbered = |path: &str, taken: &mut BTreeSet<String>| {
        let base = clean(path);
        // As many names as are taken, and one: one of them is free.
        let mut numbers = 2..=taken.len() + 2;
        let name = numbers.find_map(|number| Some(format!("{base}~{number}")).filter(|name| !taken.contains(name)));
        let name = name.unwrap_or(base);
        taken.insert(name.clone());
        name
    };
    names.into_iter().zip(paths).map(|(name, path)| name.unwrap_or_else(|| numbered(path, &mut taken))).collect()
}

/// Level 0: the stem up to `_`; then one part of the path more every second level, without and with the extension.
fn candidate(path: &str, level: usize) -> Option<String> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = stem(file);
    if level == 0 {
        let short = stem.split('_').next().filter(|short| !short.is_empty()).unwrap_or(stem);
        return Some(clean(short));
    }
    let parts = level.div_ceil(2);
    if parts > path.split('/').count() {
        return None;
    }
    let tail_start = path.rmatch_indices('/').nth(parts - 1).map_or(0, |(at, _)| at + 1);
    let tail = path.get(tail_start..)?;
    let with_extension = level.is_multiple_of(2);
    let kept = if with_extension { tail.len() } else { tail.len() - (file.len() - stem.len()) };
    tail.get(..kept).map(clean)
}

/// A file's name without its extension (`page.html.gz` is `page`); the whole name where nothing would be left.
fn stem(file: &str) -> &str {
    let unpacked = file.strip_suffix(".gz").unwrap_or(file);
    match unpacked.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => unpacked,
    }
}

/// Without what would break a reference (`NAME:LINE`) or a terminal.
fn clean(name: &str) -> String {
    if name == "-" {
        return "stdin".to_owned();
    }
    name.chars()
        .filter(|character| !character.is_control())
        .map(|character| if character == ':' || character.is_whitespace() { '-' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[&str], taken: &[&str]) -> Vec<String> {
        assign_names(paths, &taken.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn the_stem_up_to_the_first_underscore_is_enough_where_it_is_unique() {
        assert_eq!(names(&["004_roles.txt", "web/b.html.gz"], &[]), ["004", "b"]);
    }

    #[test]
    fn sources_that_share_a_stem_get_the_shortest_tail_that_tells_them_apart() {
        assert_eq!(
            names(&["a/index.html", "b/index.html", "post_1.md", "post_2.md", "x.md", "x.txt"], &[]),
            ["a/index", "b/index", "post_1", "post_2", "x.md", "x.txt"]
        );
    }

    #[test]
    fn a_name_that_stands_is_never_given_again() {
        assert_eq!(names(&["new/004_other.txt"], &["004"]), ["004_other"]);
        assert_eq!(names(&["004.txt"], &["004", "004.txt"]), ["004.txt~2"]);
    }

    #[test]
    fn a_name_holds_neither_colons_nor_spaces() {
        assert_eq!(names(&["a: b\u{7}.txt", "-"], &[]), ["a--b", "stdin"]);
    }
}
