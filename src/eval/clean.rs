//! Main content against judged pages.
//!
//! In:  pages with the main content that a person marked, and what cleaning made of them. Out: precision, recall and
//! F1 on the bag of words, the share of snippets that are there and should be, and of those that should not.
//!
//! Words are runs of letters, digits and underscores, lower case, as Python's `\w+` finds them, so that the figures agree
//! with any scorer that counts so. A page that is missing counts as empty.

use std::{
    collections::{BTreeMap, HashMap},
    fmt, fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;

/// A page that was judged.
#[derive(Clone, Debug, Deserialize)]
pub struct JudgedPage {
    /// Name of the page: its file's name up to the first dot.
    pub id: String,
    /// What kind of page it is (`article`, `forum`, …).
    pub kind: String,
    /// What a person takes for the main content.
    pub main_content: Option<String>,
    /// Snippets that must be in the output.
    pub with: Option<Vec<String>>,
    /// Snippets that must not.
    pub without: Option<Vec<String>>,
}

/// Why judged pages could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PagesError {
    /// The file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line is not a judged page.
    #[error("line {line} of `{}` is not a judged page", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What the parser said.
        source: serde_json::Error,
    },
}

/// Precision, recall and F1 of one page, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    /// Share of the output's words that are judged.
    pub precision: f64,
    /// Share of the judged words that are in the output.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// Scores of one kind of page.
#[derive(Clone, Debug, Default)]
pub struct KindScore {
    /// One a page.
    pub pages: Vec<Overlap>,
    /// Snippets that are there, of those that should be.
    pub kept: (u32, u32),
    /// Snippets that are there, of those that should not be.
    pub leaked: (u32, u32),
}

/// Scores by kind, and the pages by F1, worst first.
#[derive(Clone, Debug, Default)]
pub struct CleanReport {
    /// By kind; `all`, and `article+forum` for the two together.
    pub kinds: BTreeMap<String, KindScore>,
    /// Id, kind and score of every page.
    pub pages: Vec<(String, String, Overlap)>,
    /// Judged pages without an output.
    pub missing: u32,
}

/// Reads judged pages, one JSON object a line; blank lines are skipped.
pub fn read_pages(path: &Path) -> Result<Vec<JudgedPage>, PagesError> {
    let text = fs::read_to_string(path).map_err(|source| PagesError::Unreadable { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|source| PagesError::Syntax {
                path: path.to_owned(),
                line: at + 1,
                source,
            })
        })
        .collect()
}

fn bag(text: &str) -> HashMap<String, u32> {
    let mut bag = HashMap::new();
    let lower = text.to_lowercase();
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    for word in lower.split(|character| !is_word(character)).filter(|word| !word.is_empty()) {
        *bag.entry(word.to_owned()).or_insert(0) += 1;
    }
    bag
}

impl Overlap {
    /// Of an output and the judged text. Two empty texts agree; an empty one and another do not.
    #[must_use]
    pub fn of(output: &str, judged: &str) -> Self {
        let (output, judged) = (bag(output), bag(judged));
        match (output.is_empty(), judged.is_empty()) {
            (true, true) => return Self { precision: 1.0, recall: 1.0, f1: 1.0 },
            (true, _) | (_, true) => return Self::default(),
            _ => {}
        }
        let shared: u32 =
            judged.iter().map(|(word, &count)| count.min(output.get(word).copied().unwrap_or_default())).sum();
        if shared == 0 {
            return Self::default();
        }
        let total = |bag: &HashMap<String, u32>| f64::from(bag.values().sum::<u32>());
        let (precision, recall) = (f64::from(shared) / total(&output), f64::from(shared) / total(&judged));
        Self { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
    }
}

impl KindScore {
    /// Means over the pages.
    #[must_use]
    pub fn mean(&self) -> Overlap {
        let count = f64::from(u32::try_from(self.pages.len()).unwrap_or(u32::MAX)).max(1.0);
        let mean = |of: fn(&Overlap) -> f64| self.pages.iter().map(of).sum::<f64>() / count;
        Overlap { precision: mean(|page| page.precision), recall: mean(|page| page.recall), f1: mean(|page| page.f1) }
    }
}

/// Scores outputs, by page id, against judged pages.
#[must_use]
pub fn score(judged: &[JudgedPage], outputs: &BTreeMap<String, String>) -> CleanReport {
    let mut report = CleanReport::default();
    for page in judged {
        let output = outputs.get(&page.id).map_or("", String::as_str);
        report.missing += u32::from(!outputs.contains_key(&page.id));
        let overlap = Overlap::of(output, page.main_content.as_deref().unwrap_or_default());
        let lower = output.to_lowercase();
        let there = |snippets: &Option<Vec<String>>| {
            let snippets = snippets.as_deref().unwrap_or_default();
            let found = snippets.iter().filter(|snippet| lower.contains(&snippet.to_lowercase())).count();
            (u32::try_from(found).unwrap_or(u32::MAX), u32::try_from(snippets.len()).unwrap_or(u32::MAX))
        };
        let (kept, leaked) = (there(&page.with), there(&page.without));
        let both = matches!(page.kind.as_str(), "article" | "forum").then_some("article+forum");
        for kind in [Some(page.kind.as_str()), Some("all"), both].into_iter().flatten() {
            let score = report.kinds.entry(kind.to_owned()).or_default();
            score.pages.push(overlap);
            score.kept = (score.kept.0 + kept.0, score.kept.1 + kept.1);
            score.leaked = (score.leaked.0 + leaked.0, score.leaked.1 + leaked.1);
        }
        report.pages.push((page.id.clone(), page.kind.clone(), overlap));
    }
    report.pages.sort_by(|(a, _, one), (b, _, other)| one.f1.total_cmp(&other.f1).then_with(|| a.cmp(b)));
    report
}

impl fmt::Display for CleanReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{:15}{:>6}{:>8}{:>8}{:>8}{:>8}{:>8}", "kind", "pages", "P", "R", "F1", "kept", "leaked")?;
        let share = |(part, whole): (u32, u32)| f64::from(part) / f64::from(whole.max(1));
        for (kind, score) in &self.kinds {
            let Overlap { precision, recall, f1 } = score.mean();
            let (kept, leaked) = (share(score.kept), share(score.leaked));
            let pages = score.pages.len();
            writeln!(formatter, "{kind:15}{pages:6}{precision:8.4}{recall:8.4}{f1:8.4}{kept:8.3}{leaked:8.3}")?;
        }
        writeln!(formatter, "missing from the output: {}", self.missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_as_often_as_they_stand() {
        let overlap = Overlap::of("the owner the owner", "The owner decides");
        assert!((overlap.precision - 0.5).abs() < 1e-9);
        assert!((overlap.recall - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_page_without_main_content_is_right_when_nothing_is_kept() {
        assert!((Overlap::of("", "").f1 - 1.0).abs() < 1e-9);
        assert!(Overlap::of("menu", "").f1.abs() < 1e-9);
    }
}
