use serde::Serialize;
use serde_json::Value;

use super::{
    SCHEMA,
    layout::Columns,
    style::{FAINT, NAME, paint},
    visible::visible_line,
};
use crate::{
    cite::{self, Cited, Page, Selector, Work},
    index::record::{PassageRecord, Source, SpanRecord},
};

/// A ready citation of words in a source, or of the source.
#[derive(Clone, Debug, Serialize)]
pub struct CitationView {
    /// Key in bibliographies.
    pub key: String,
    /// In plain words.
    pub text: String,
    /// In pandoc's syntax.
    pub pandoc: String,
    /// Link to the words where the URL is known.
    pub link: Option<String>,
    /// What the source does not give.
    pub missing: Vec<&'static str>,
}

impl CitationView {
    /// The citation of `cited` in a source; of the source itself without.
    #[must_use]
    pub fn new(work: &Work, cited: Option<&Cited>, link: Option<String>) -> Self {
        Self {
            key: work.key.clone(),
            text: cite::plain(work, cited),
            pandoc: cite::pandoc(work, cited),
            link,
            missing: work.missing.clone(),
        }
    }
}

/// The link to words, where the source's URL is known.
#[must_use]
pub fn link_to(work: &Work, passage: &PassageRecord, cited: &Cited, page: &Page) -> Option<String> {
    cite::text_fragment(work.url.as_deref()?, passage, cited.range.clone(), page)
}

/// What `cite --json` prints: every form at once.
#[derive(Debug, Serialize)]
pub struct CiteView<'record> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// What was cited: a source's name, a passage, or a quotation (`004:85#1`).
    #[serde(rename = "ref")]
    pub reference: String,
    /// The source.
    pub source: &'record Source,
    /// The words, their place and how to find them again; nothing for a source.
    pub words: Option<WordsView>,
    /// Ready to paste.
    pub citation: CitationView,
    /// The work as CSL-JSON.
    pub csl: Value,
    /// The citation as citation processors take it; nothing for a source.
    pub cite: Option<Value>,
    /// The work as BibTeX.
    pub bibtex: String,
    /// The work as RIS.
    pub ris: String,
    /// The words with a footnote.
    pub markdown: String,
    /// The words as a W3C annotation; nothing for a source.
    pub annotation: Option<Value>,
}

/// Words that are cited.
#[derive(Debug, Serialize)]
pub struct WordsView {
    /// The words.
    pub text: String,
    /// Who said them, where that is not the source itself.
    pub speaker: Option<String>,
    /// Where they stand.
    pub span: SpanRecord,
    /// How to find them again.
    pub selector: Selector,
}

impl<'record> CiteView<'record> {
    /// All forms of the citation of `cited` (with the passage's id), or of a source.
    #[must_use]
    pub fn new(
        reference: &str,
        source: &'record Source,
        cited: Option<(&PassageRecord, &Cited)>,
        link: Option<String>,
    ) -> Self {
        let work = Work::of(source);
        let words = cited.map(|(_, cited)| cited);
        Self {
            schema: SCHEMA,
            reference: reference.to_owned(),
            source,
            words: words.map(|cited| WordsView {
                text: cited.words.clone(),
                speaker: cited.speaker.clone(),
                span: cited.place,
                selector: cited.selector.clone(),
            }),
            citation: CitationView::new(&work, words, link),
            csl: cite::csl(&work),
            cite: words.map(|cited| cite::citation_item(&work, cited)),
            bibtex: cite::bibtex(&work),
            ris: cite::ris(&work),
            markdown: cite::markdown(&work, words),
            annotation: cited.map(|(passage, cited)| cite::annotation(passage.id.as_str(), source, &work, cited)),
        }
    }
}

/// A citation for a terminal: the words, the citation, its key, its place, the link, and what is not known.
#[must_use]
pub fn cite_text(view: &CiteView<'_>, columns: Columns) -> String {
    let mut page = format!("{}\n", paint(NAME, &visible_line(&view.reference)));
    if let Some(words) = &view.words {
        page.push_str(&columns.wrap(&format!("“{}”", visible_line(&words.text)), 4));
    }
    page.push_str(&columns.wrap(&visible_line(&view.citation.text), 4));
    let mut fact = |name: &str, value: &str| {
        page.push_str(&format!("    {} {}\n", paint(FAINT, &format!("{name:<8}")), visible_line(value)));
    };
    fact("key", &view.citation.key);
    fact("pandoc", &view.citation.pandoc);
    if let Some(words) = &view.words {
        fact("place", &super::passage::place_text(words.span));
        match &view.citation.link {
            Some(link) => fact("link", link),
            None => fact("link", "none: the source's URL is not known"),
        }
    }
    if !view.citation.missing.is_empty() {
        fact("unknown", &view.citation.missing.join(", "));
    }
    if let Some(poster) = &view.source.poster {
        fact("poster", &format!("{poster}, who is not taken for the author"));
    }
    page
}
