use serde::Serialize;

use super::{
    SCHEMA,
    cite::CitationView,
    csv::{PLACE, place, table},
    layout::{Columns, marked},
    passage::{PassageView, place_text},
    search::QueryView,
    source::source_line,
    style::{FAINT, MATCH, NAME, STRONG, paint},
    visible::visible_line,
};
use crate::{
    cite::{self, ReferenceState, Selector, Work},
    discourse::Stance,
    index::record::SpanRecord,
    search::{Quote, Quotes, quote_highlights},
    source::SourceId,
};

/// What belongs to a quotation and is not in the index's record of it.
#[derive(Clone, Debug, Default)]
pub struct QuoteFacts {
    /// What became of the number of its reference.
    pub reference: Option<ReferenceState>,
    /// Link to the words where the URL is known.
    pub link: Option<String>,
}

/// The contract's `quotes`.
#[derive(Debug, Serialize)]
pub struct QuotesView<'quotes> {
    /// Version of the JSON.
    pub schema: &'static str,
    /// What was asked.
    pub query: QueryView<'quotes>,
    /// How many answer.
    pub total: usize,
    /// The page of them.
    pub quotations: Vec<QuoteView<'quotes>>,
    /// Where none answers: what comes nearest.
    pub nearest: Vec<QuoteView<'quotes>>,
    /// What is good to know.
    pub notes: &'quotes [String],
}

/// A quotation with its passage and citation.
#[derive(Debug, Serialize)]
pub struct QuoteView<'quotes> {
    /// Place, from 1.
    pub rank: usize,
    /// Comparable within one answer only.
    pub score: f32,
    /// For `roledex cite`: `004:85#1`.
    #[serde(rename = "ref")]
    pub reference: &'quotes str,
    /// The words and who said them.
    pub quotation: QuotationView<'quotes>,
    /// Topics of the words themselves.
    pub topics: Vec<&'quotes str>,
    /// How the source holds them.
    pub stance: Stance,
    /// What became of the number of the reference; nothing where there is none.
    pub reference_state: Option<&'quotes ReferenceState>,
    /// How to find the words again.
    pub selector: &'quotes Selector,
    /// The passage they stand in.
    pub passage: PassageView<'quotes>,
    /// Ready to paste.
    pub citation: CitationView,
    /// Other sources that hold the same words.
    pub copies: &'quotes [SourceId],
    /// What it lacks to be an answer, for one of the nearest.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub lacks: &'quotes [String],
}

/// The contract's `Quotation`; own words have the form `own-words` and no speaker but the author or poster.
#[derive(Debug, Serialize)]
pub struct QuotationView<'quotes> {
    /// The words, verbatim.
    pub text: &'quotes str,
    /// Who said them; nothing where the source does not name its author.
    pub speaker: Option<String>,
    /// Title or function.
    pub title: Option<&'quotes str>,
    /// Organisation.
    pub organisation: Option<&'quotes str>,
    /// How the source says so.
    pub form: String,
    /// Number of the reference that the source gives.
    pub reference: Option<&'quotes str>,
    /// Where the words stand.
    pub span: SpanRecord,
    /// Whom the first pronoun of own words stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub antecedent: Option<&'quotes str>,
}

impl<'quotes> QuoteView<'quotes> {
    /// The view of a quotation.
    #[must_use]
    pub fn new(quote: &'quotes Quote, facts: &'quotes QuoteFacts) -> Self {
        let record = quote.quotation.as_ref();
        let form = record.and_then(|record| serde_json::to_value(record.form).ok());
        let form = form.as_ref().and_then(|form| form.as_str()).unwrap_or("own-words").to_owned();
        let work = Work::of(&quote.source);
        Self {
            rank: quote.rank,
            score: quote.score,
            reference: &quote.reference,
            quotation: QuotationView {
                text: &quote.cited.words,
                speaker: speaker(quote),
                title: quote.cited.title.as_deref(),
                organisation: quote.cited.organisation.as_deref(),
                form,
                reference: record.and_then(|record| record.reference.as_deref()),
                span: quote.cited.place,
                antecedent: quote.antecedent.as_deref(),
            },
            topics: quote.topics.iter().map(|(topic, _)| topic.as_str()).collect(),
            stance: quote.stance,
            reference_state: facts.reference.as_ref(),
            selector: &quote.cited.selector,
            passage: PassageView::new(&quote.passage, &quote.source),
            citation: CitationView::new(&work, Some(&quote.cited), facts.link.clone()),
            copies: &quote.copies,
            lacks: &quote.lacks,
        }
    }
}

impl<'quotes> QuotesView<'quotes> {
    /// The view of an answer; `facts` gives what belongs to each.
    #[must_use]
    pub fn new(
        text: &'quotes str,
        filters: &'quotes [String],
        quotes: &'quotes Quotes,
        facts: &dyn Fn(&Quote) -> &'quotes QuoteFacts,
    ) -> Self {
        let view = |quote: &'quotes Quote| QuoteView::new(quote, facts(quote));
        Self {
            schema: SCHEMA,
            query: QueryView { text, understood: &quotes.understood, filters },
            total: quotes.total,
            quotations: quotes.quotes.iter().map(view).collect(),
            nearest: quotes.nearest.iter().map(view).collect(),
            notes: &quotes.notes,
        }
    }
}

/// Who speaks: the person quoted; for own words the poster of the post, else the authors; nothing where unknown.
fn speaker(quote: &Quote) -> Option<String> {
    let poster = quote.passage.post.as_ref().and_then(|post| post.poster.clone());
    quote.cited.speaker.clone().or(poster).or_else(|| Work::of(&quote.source).authors())
}

/// A quotation for a terminal.
#[must_use]
pub fn quote_text(quote: &Quote, facts: &QuoteFacts, query: &str, columns: Columns) -> String {
    let rank = format!("{:>2}.", quote.rank);
    let reference = visible_line(&quote.reference);
    let (reference, source) = columns.beside(rank.len() + 1, &reference, &source_line(&quote.source));
    let mut page = format!("{} {}  {}\n", paint(STRONG, &rank), paint(NAME, &reference), paint(FAINT, &source));
    let ranges: Vec<_> =
        quote_highlights(query, &quote.cited.words).into_iter().map(|(start, end)| start..end).collect();
    page.push_str(&columns.wrap(&format!("“{}”", marked(&quote.cited.words, &ranges, MATCH)), 4));
    let said = match (speaker(quote), quote.quotation.is_some()) {
        (Some(name), _) => quote.cited.said_by(&name),
        (None, true) => "somebody, unnamed".to_owned(),
        (None, false) => "the author, unnamed".to_owned(),
    };
    page.push_str(&columns.wrap(&format!("– {}", visible_line(&said)), 4));
    let mut facts_of = Vec::new();
    if let Some(antecedent) = &quote.antecedent {
        facts_of.push(format!("the pronoun stands for {antecedent}"));
    }
    if let Some(state) = &facts.reference {
        facts_of.push(match &state.entry {
            Some(entry) => format!("reference [{}]: {entry}", state.number),
            None => format!("reference [{}] dangling: the copy has no entry for it", state.number),
        });
    }
    match quote.stance {
        Stance::Rejected => facts_of.push("the source rejects this view: do not quote it as the source's".to_owned()),
        Stance::Asserted => {}
        Stance::Reported if quote.quotation.is_some() => {}
        other => facts_of.push(other.word().to_owned()),
    }
    let topics: Vec<_> = quote.topics.iter().map(|(topic, _)| topic.as_str()).collect();
    if !topics.is_empty() {
        facts_of.push(format!("topics {}", topics.join(", ")));
    }
    if !quote.copies.is_empty() {
        let copies = if quote.copies.len() == 1 { "copy" } else { "copies" };
        facts_of.push(format!("also in {} {copies}", quote.copies.len()));
    }
    if !quote.lacks.is_empty() {
        facts_of.push(format!("lacks {}", quote.lacks.join(" and ")));
    }
    if !facts_of.is_empty() {
        page.push_str(&columns.wrap(&paint(FAINT, &visible_line(&facts_of.join(" · "))), 4));
    }
    page.push_str(&columns.wrap(&paint(FAINT, &place_text(quote.cited.place)), 4));
    let citation = cite::plain(&Work::of(&quote.source), Some(&quote.cited));
    page.push_str(&columns.wrap(&paint(FAINT, &format!("cite: {}", visible_line(&citation))), 4));
    page
}

/// A page of quotations for a terminal, or the nearest as such.
#[must_use]
pub fn quotes_text<'quotes>(
    quotes: &'quotes Quotes,
    facts: &dyn Fn(&Quote) -> &'quotes QuoteFacts,
    query: &str,
    own_words: bool,
    columns: Columns,
) -> String {
    let mut page = String::new();
    if quotes.quotes.is_empty() && !quotes.nearest.is_empty() {
        page.push_str("Nothing answers; the nearest, as such:\n\n");
    }
    for quote in quotes.quotes.iter().chain(&quotes.nearest) {
        page.push_str(&quote_text(quote, facts(quote), query, columns));
        page.push('\n');
    }
    if let (Some(first), Some(last)) = (quotes.quotes.first(), quotes.quotes.last()) {
        let word = if own_words { "sentence" } else { "quotation" };
        let total = super::plural(quotes.total as u64, word);
        let next =
            if last.rank < quotes.total { format!("; next page: --offset {}", last.rank) } else { String::new() };
        page.push_str(&format!("{}–{} of {total}{next}\n", first.rank, last.rank));
    }
    page
}

/// Quotations as Markdown: block quotes with footnotes; the nearest under a heading that says what they are.
#[must_use]
pub fn markdown_of_quotes(quotes: &Quotes) -> String {
    let mut page = String::new();
    let write = |page: &mut String, list: &[Quote]| {
        for quote in list {
            if !page.is_empty() {
                page.push('\n');
            }
            page.push_str(&super::visible(&cite::markdown(&Work::of(&quote.source), Some(&quote.cited))));
        }
    };
    write(&mut page, &quotes.quotes);
    if !quotes.nearest.is_empty() {
        page.push_str("# Nothing answers; the nearest\n");
        write(&mut page, &quotes.nearest);
    }
    page
}

/// Quotations as CSV, a line each; the column `answers` is `no` for the nearest.
#[must_use]
pub fn csv_of_quotes<'quotes>(quotes: &'quotes Quotes, facts: &dyn Fn(&Quote) -> &'quotes QuoteFacts) -> String {
    let header = [
        "rank",
        "answers",
        "ref",
        "text",
        "speaker",
        "title",
        "organisation",
        "stance",
        "topics",
        "reference",
        "reference_state",
        "source",
        "source_title",
        "author",
        "issued",
        "url",
    ];
    let header = [&header, PLACE.as_slice(), &["citation", "link"]].concat();
    let row = |quote: &Quote, answers: &str| {
        let work = Work::of(&quote.source);
        let facts = facts(quote);
        let text = |known: Option<&str>| known.unwrap_or_default().to_owned();
        let topics: Vec<_> = quote.topics.iter().map(|(topic, _)| topic.as_str()).collect();
        let mut row = vec![
            quote.rank.to_string(),
            answers.to_owned(),
            quote.reference.clone(),
            quote.cited.words.clone(),
            speaker(quote).unwrap_or_default(),
            text(quote.cited.title.as_deref()),
            text(quote.cited.organisation.as_deref()),
            quote.stance.word().to_owned(),
            topics.join("; "),
            text(facts.reference.as_ref().map(|state| state.number.as_str())),
            text(facts.reference.as_ref().map(|state| state.state)),
            quote.source.path.clone(),
            text(quote.source.title.as_deref()),
            quote.source.author.join("; "),
            quote.source.issued.as_ref().map(ToString::to_string).unwrap_or_default(),
            text(quote.source.url.as_deref()),
        ];
        row.extend(place(quote.cited.place));
        row.extend([cite::plain(&work, Some(&quote.cited)), text(facts.link.as_deref())]);
        row
    };
    let answers = quotes.quotes.iter().map(|quote| row(quote, "yes"));
    table(&header, answers.chain(quotes.nearest.iter().map(|quote| row(quote, "no"))))
}
