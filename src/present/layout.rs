use std::ops::Range;

use anstyle::Style;

use super::visible::visible;

/// Width of the page that text is laid out on, in terminal columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns(pub usize);

/// Running text: lines end between words, or behind a hyphen between two letters, not behind that of `35-37`.
fn running<'options>(columns: usize) -> textwrap::Options<'options> {
    textwrap::Options::new(columns).word_splitter(textwrap::WordSplitter::Custom(hyphens_in_words))
}

/// Where a word may be parted: behind its hyphens that have a letter on either side.
fn hyphens_in_words(word: &str) -> Vec<usize> {
    let is_letter = |character: Option<char>| character.is_some_and(char::is_alphabetic);
    let parts = |&at: &usize| {
        is_letter(word.get(..at).and_then(|head| head.chars().next_back()))
            && is_letter(word.get(at + 1..).and_then(|tail| tail.chars().next()))
    };
    word.match_indices('-').map(|(at, _)| at).filter(parts).map(|at| at + 1).collect()
}

impl Columns {
    /// `text` broken into lines, each after `indent` spaces. Escape codes take no width.
    #[must_use]
    pub fn wrap(self, text: &str, indent: usize) -> String {
        let margin = " ".repeat(indent);
        let options = running(self.0.max(indent + 20)).initial_indent(&margin).subsequent_indent(&margin);
        let mut wrapped = textwrap::fill(text, options);
        wrapped.push('\n');
        wrapped
    }

    /// An item of a list like [`wrap`](Self::wrap), behind a bullet.
    #[must_use]
    pub(super) fn wrap_item(self, text: &str, indent: usize) -> String {
        let (first, next) = (format!("{}• ", " ".repeat(indent)), " ".repeat(indent + 2));
        let options = running(self.0.max(indent + 20)).initial_indent(&first).subsequent_indent(&next);
        let mut wrapped = textwrap::fill(text, options);
        wrapped.push('\n');
        wrapped
    }

    /// `text` broken into lines between words only: names of sources, which hyphens hold together, stay whole.
    #[must_use]
    pub(super) fn wrap_names(self, text: &str, indent: usize, hanging: usize) -> String {
        let (first, next) = (" ".repeat(indent), " ".repeat(hanging));
        let options = textwrap::Options::new(self.0)
            .initial_indent(&first)
            .subsequent_indent(&next)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let mut wrapped = textwrap::fill(text, options);
        wrapped.push('\n');
        wrapped
    }

    /// `name` behind `used` columns, its middle cut out with `…` where it is longer: a line number at its end stays.
    #[must_use]
    pub fn middle(self, name: &str, used: usize) -> String {
        let room = self.0.saturating_sub(used).max(12);
        if textwrap::core::display_width(name) <= room {
            return name.to_owned();
        }
        let width = |character: char| textwrap::core::display_width(character.encode_utf8(&mut [0; 4]));
        let taken = |characters: &mut dyn Iterator<Item = char>, room: usize| -> Vec<char> {
            let mut left = room;
            let fits = |&character: &char| {
                let fits = width(character) <= left;
                left = left.saturating_sub(width(character));
                fits
            };
            characters.take_while(fits).collect()
        };
        let tail = taken(&mut name.chars().rev(), room / 2);
        let head = taken(&mut name.chars(), room - room / 2 - 1);
        head.into_iter().chain(std::iter::once('…')).chain(tail.into_iter().rev()).collect()
    }

    /// A name and what is said of it on one line behind `used` columns: the name whole where that can be, then as much of
    /// the rest as fits. Plain text, made safe already.
    #[must_use]
    pub(super) fn beside(self, used: usize, name: &str, rest: &str) -> (String, String) {
        let name = self.middle(name, used);
        let used = used + textwrap::core::display_width(&name) + 2;
        let rest = if used + 12 > self.0 { String::new() } else { self.fit(rest, used) };
        (name, rest)
    }

    /// `page` with no line wider than the page: what is wider goes on below, as far in as it began. A word that is wider
    /// by itself (an address) stays whole.
    #[must_use]
    pub fn hold(self, page: &str) -> String {
        let mut held = String::with_capacity(page.len());
        for line in page.split_inclusive('\n') {
            let text = line.trim_end_matches('\n');
            let plain = anstream::adapter::strip_str(text).to_string();
            if textwrap::core::display_width(&plain) <= self.0 {
                held.push_str(line);
                continue;
            }
            let margin = " ".repeat((plain.len() - plain.trim_start().len()).min(self.0 / 2));
            let options = textwrap::Options::new(self.0)
                .initial_indent(&margin)
                .subsequent_indent(&margin)
                .break_words(false)
                .word_separator(textwrap::WordSeparator::AsciiSpace)
                .word_splitter(textwrap::WordSplitter::NoHyphenation);
            let lines = textwrap::wrap(text.trim_start(), options);
            held.push_str(&lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n"));
            held.push_str(line.get(text.len()..).unwrap_or_default());
        }
        held
    }

    /// `text` on one line of what is left after `used` columns, its end cut off with `…` where it does not fit.
    #[must_use]
    pub fn fit(self, text: &str, used: usize) -> String {
        let room = self.0.saturating_sub(used).max(12);
        if textwrap::core::display_width(text) <= room {
            return text.to_owned();
        }
        let mut width = 0;
        let mut fitted: String = text
            .chars()
            .take_while(|&character| {
                width += textwrap::core::display_width(character.encode_utf8(&mut [0; 4]));
                width < room
            })
            .collect();
        fitted.truncate(fitted.trim_end().len());
        fitted.push('…');
        fitted
    }
}

/// `text` made safe, with the words in `ranges` (bytes, in order, not overlapping) in `style`. Each word is styled by
/// itself, so that a line break inside a phrase does not colour the margin.
#[must_use]
pub(super) fn marked(text: &str, ranges: &[Range<usize>], style: Style) -> String {
    let mut marked = String::with_capacity(text.len() + ranges.len() * 10);
    let mut at = 0;
    for range in ranges {
        let (Some(before), Some(inside)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
        marked.push_str(&visible(before));
        for (number, word) in inside.split(' ').enumerate() {
            if number > 0 {
                marked.push(' ');
            }
            if !word.is_empty() {
                marked.push_str(&format!("{style}{}{style:#}", visible(word)));
            }
        }
        at = range.end;
    }
    marked.push_str(&visible(text.get(at..).unwrap_or_default()));
    marked
}

/// `1 passage`, `2 passages`; `word` is the singular.
#[must_use]
pub fn plural(count: u64, word: &str) -> String {
    match (count, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o']) => format!("{count} {stem}ies"),
        _ => format!("{count} {word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::style;

    #[test]
    fn matches_are_marked_word_by_word() {
        let text = "the product owner decides";
        let shown = marked(text, std::slice::from_ref(&(4..17)), style::STRONG);
        assert_eq!(shown.matches("\u{1b}[1m").count(), 2);
        assert_eq!(anstream::adapter::strip_str(&shown).to_string(), text);
    }

    #[test]
    fn a_line_that_does_not_fit_says_so() {
        assert_eq!(Columns(20).fit("a line that is far too long for it", 0), "a line that is far…");
    }

    #[test]
    fn a_long_name_is_cut_in_its_middle_and_a_page_is_held_to_its_width() {
        assert_eq!(Columns(20).middle("a-name-that-is-far-too-long:68", 0), "a-name-th…oo-long:68");
        assert_eq!(Columns(20).middle("short:68", 0), "short:68");
        let page = Columns(20).hold("  one two three four five six\nhttps://long.example/address/of/a/page\n");
        assert_eq!(page, "  one two three four\n  five six\nhttps://long.example/address/of/a/page\n");
    }

    #[test]
    fn a_line_ends_behind_the_hyphen_of_a_word_and_not_of_numbers() {
        assert_eq!(Columns(20).wrap("as it says on pages 35-37", 0), "as it says on pages\n35-37\n");
        assert_eq!(Columns(20).wrap("they are all cross-functional", 0), "they are all cross-\nfunctional\n");
    }

    #[test]
    fn counts_read_like_words() {
        assert_eq!([plural(1, "passage"), plural(0, "query"), plural(2, "day")], ["1 passage", "0 queries", "2 days"]);
    }
}
