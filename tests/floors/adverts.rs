//! Adverts pushed into the bundled articles, and what cleaning leaves of them: `scripts/inject-adverts` on pages that a clone has.
//!
//! Only the wordings of `eval/adverts.toml` that may be looked at. The same articles give the same pages.

use std::{collections::HashMap, fs, ops::Range, path::Path};

use roledex::{
    clean::{CleanOptions, clean},
    source::{Capture, MediaType, Origin},
};
use serde::Deserialize;

/// Shorter paragraphs hold no advert, in bytes.
const MIN_PARAGRAPH: usize = 160;

#[derive(Deserialize)]
struct File {
    tune: Wordings,
}

#[derive(Deserialize)]
struct Wordings {
    phrases: Vec<String>,
    calls: Vec<String>,
}

/// How many of how many.
#[derive(Default)]
pub(crate) struct Count {
    part: u32,
    whole: u32,
}

impl Count {
    pub(crate) fn share(&self) -> f64 {
        f64::from(self.part) / f64::from(self.whole.max(1))
    }

    fn add(&mut self, is: bool) {
        self.part += u32::from(is);
        self.whole += 1;
    }
}

/// Adverts taken out, by form, and words of the articles that stay beside them.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) linked_call: Count,
    pub(crate) plain_call: Count,
    pub(crate) linked_phrase: Count,
    pub(crate) bare_phrase: Count,
    pub(crate) own_words: Count,
}

/// Pushes four adverts into every two neighbouring paragraphs of every bundled page, a page each.
pub(crate) fn measure(root: &Path) -> Found {
    let file: File = toml::from_str(&fs::read_to_string(root.join("eval/adverts.toml")).unwrap()).unwrap();
    let mut pages: Vec<_> =
        fs::read_dir(root.join("corpus/articles")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|kind| kind == "html"));
    pages.sort();
    let (mut found, mut number) = (Found::default(), 0);
    for page in pages {
        let page = fs::read_to_string(page).unwrap();
        let clean = cleaned(&page);
        let paragraphs = paragraphs(&page);
        for pair in paragraphs.windows(2) {
            let [first, second] = pair else { continue };
            let with = Injected::new(&page, first, second, &file.tune, number);
            number += 1;
            with.count(&clean, &cleaned(&with.page), &mut found);
        }
    }
    found
}

fn cleaned(page: &str) -> String {
    let capture = Capture::of_text(Origin::StandardInput, MediaType::Html, page.to_owned());
    words(&clean(&capture, &CleanOptions::default()).unwrap().text())
}

/// The words of a text in lower case, one space between.
fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    lower
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A paragraph: where its words and it end, and a place between two words near its middle.
struct Paragraph {
    inside: Range<usize>,
    after: usize,
    gap: usize,
}

fn paragraphs(page: &str) -> Vec<Paragraph> {
    let opened = page.match_indices("<p>").filter_map(|(at, open)| {
        let start = at + open.len();
        let end = start + page.get(start..)?.find("</p>")?;
        let body = page.get(start..end)?;
        let gap = start + gap(body)?;
        (body.len() >= MIN_PARAGRAPH).then_some(Paragraph { inside: start..end, after: end + "</p>".len(), gap })
    });
    opened.collect()
}

/// The first place past the middle between two words in small letters, outside of tags and links.
fn gap(body: &str) -> Option<usize> {
    let bytes = body.as_bytes();
    (body.len() / 2..body.len().saturating_sub(1)).find(|&at| {
        let small = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
        let before = body.get(..at).unwrap_or_default();
        bytes[at] == b' '
            && small(at - 1)
            && small(at + 1)
            && before.rfind('<') <= before.rfind('>')
            && before.matches("<a").count() == before.matches("</a").count()
    })
}

/// A page with adverts in it.
struct Injected {
    page: String,
    linked_call: String,
    plain_call: String,
    linked_phrase: String,
    bare_phrase: String,
    /// The words before and after each phrase.
    around: [[String; 2]; 2],
}

impl Injected {
    fn new(page: &str, first: &Paragraph, second: &Paragraph, wordings: &Wordings, number: usize) -> Self {
        let phrase = |at: usize| wordings.phrases[at % wordings.phrases.len()].clone();
        let call = |at: usize| wordings.calls[at % wordings.calls.len()].clone();
        let (linked, bare) = (phrase(2 * number), phrase(2 * number + 1));
        let (linked_call, plain_call) = (call(2 * number), call(2 * number + 1));
        let pieces = [
            (first.gap, format!(" <a href=\"https://offers{}.example.net/go\">{linked}</a>", number % 17)),
            (
                first.after,
                format!(
                    "\n<p><a href=\"https://shop{}.example.org/start\">{linked_call}</a></p>\n<p>{plain_call}</p>\n",
                    number % 13
                ),
            ),
            (second.gap, format!(" {bare}")),
        ];
        let mut with = page.to_owned();
        for (at, piece) in pieces.iter().rev() {
            with.insert_str(*at, piece);
        }
        let around = [first, second].map(|paragraph| {
            let before = words_of(page.get(paragraph.inside.start..paragraph.gap).unwrap_or_default());
            let after = words_of(page.get(paragraph.gap..paragraph.inside.end).unwrap_or_default());
            [before[before.len().saturating_sub(3)..].join(" "), after[..after.len().min(3)].join(" ")]
        });
        Self { page: with, linked_call, plain_call, linked_phrase: linked, bare_phrase: bare, around }
    }

    fn count(&self, clean: &str, with: &str, found: &mut Found) {
        let [linked, bare] = &self.around;
        let joined = |around: &[String; 2]| around.join(" ");
        // Only where cleaning keeps the paragraph at all can it be told whether it took the advert out.
        let stays = |around: &[String; 2]| clean.contains(&joined(around));
        let is_gone = |advert: &str| !with.contains(&words(advert));
        if stays(linked) {
            found.linked_call.add(is_gone(&self.linked_call));
            found.plain_call.add(is_gone(&self.plain_call));
            found.linked_phrase.add(is_gone(&self.linked_phrase) && with.contains(&joined(linked)));
        }
        if stays(bare) {
            found.bare_phrase.add(is_gone(&self.bare_phrase) && with.contains(&joined(bare)));
        }
        let mut left: HashMap<&str, u32> = HashMap::new();
        for word in with.split(' ') {
            *left.entry(word).or_default() += 1;
        }
        for word in clean.split(' ') {
            let count = left.entry(word).or_default();
            found.own_words.add(*count > 0);
            *count = count.saturating_sub(1);
        }
    }
}

/// The words outside of tags.
fn words_of(html: &str) -> Vec<String> {
    let text: String = html
        .split('<')
        .enumerate()
        .map(|(at, piece)| if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) })
        .collect::<Vec<_>>()
        .join(" ");
    words(&text).split(' ').map(str::to_owned).collect()
}
