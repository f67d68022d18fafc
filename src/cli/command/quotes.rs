//! `quotes`: words that can be printed with their source.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use roledex::{
    cite::{self, Page, Work},
    index::{
        Reader,
        record::{DroppedRecord, PassageRecord},
    },
    present::{self, Columns, QuoteFacts, QuotesView},
    search::{self, Quote, QuoteRequest, Quotes},
    source::SourceId,
};

use super::search::FilterArgs;
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `quotes` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples: roledex quotes \"saying no\" --role po
          roledex quotes --topic strategy-vision --format md
          roledex quotes --own-words \"who owns the backlog\"

A quotation is found by its own words and its own topics. Where none answers, the nearest are shown as such, and the
exit code is 1. `roledex cite REF` prints each for other programs.")]
pub(crate) struct QuotesArgs {
    /// What to look for; may be left out
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Quotable sentences of the sources themselves: plain assertions, unless --stance asks for others
    #[arg(long)]
    own_words: bool,
    /// Said by a person whose name holds these words
    #[arg(long, value_name = "NAME", conflicts_with = "own_words")]
    speaker: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Quotations to show [default: 10]
    #[arg(long, help_heading = "Output", value_name = "N")]
    limit: Option<usize>,
    /// Quotations to pass over at the top
    #[arg(long, help_heading = "Output", value_name = "N", default_value_t = 0, hide_default_value = true)]
    offset: usize,
    /// How to print
    #[arg(long, help_heading = "Output", value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: QuotesFormat,
    /// Short for --format json
    #[arg(long, help_heading = "Output", conflicts_with = "format")]
    json: bool,
}

/// How quotations are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum QuotesFormat {
    /// Laid out for reading
    Text,
    /// Block quotes with footnotes
    Md,
    /// One JSON object
    Json,
    /// Comma-separated values with a header line
    Csv,
}

pub(super) fn run(args: &QuotesArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let taxonomy = super::taxonomy_for(&reader, settings, terminal)?;
    let query = args.query.join(" ");
    let mut flags = args.filters.flags();
    if args.own_words && query.is_empty() && flags.is_empty() {
        bail!("every source has own words: give a query, or a filter such as `--role po`");
    }
    flags.extend(args.speaker.iter().map(|name| format!("--speaker {name}")));
    flags.extend(args.own_words.then(|| "--own-words".to_owned()));
    let request = QuoteRequest {
        query: query.clone(),
        filters: args.filters.filters(&reader)?,
        speaker: args.speaker.clone(),
        own_words: args.own_words,
        limit: args.limit.unwrap_or(settings.limit),
        offset: args.offset,
    };
    let found = search::quotes(&reader, &taxonomy, &request)?;
    let known = facts(&reader, &found)?;
    let none = QuoteFacts::default();
    let facts = |quote: &Quote| known.get(&key(quote)).unwrap_or(&none);
    let format = if args.json { QuotesFormat::Json } else { args.format };
    match format {
        QuotesFormat::Text => {
            let page = present::quotes_text(&found, &facts, &query, args.own_words, Columns(terminal.columns()));
            terminal.page(&page)?;
        }
        QuotesFormat::Md => terminal.print(&present::markdown_of_quotes(&found))?,
        QuotesFormat::Csv => terminal.print(&present::csv_of_quotes(&found, &facts))?,
        QuotesFormat::Json => terminal.json(&QuotesView::new(&query, &flags, &found, &facts))?,
    }
    if format != QuotesFormat::Json {
        for note in &found.notes {
            terminal.note(note);
        }
    }
    if found.total == 0 && format != QuotesFormat::Json {
        terminal.note("nothing found");
    }
    Ok(if found.quotes.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

/// What tells a quotation from all others.
fn key(quote: &Quote) -> (String, usize) {
    (quote.passage.id.to_string(), quote.cited.range.start)
}

/// References looked up and links made; each source is read once.
fn facts(reader: &Reader, found: &Quotes) -> Result<BTreeMap<(String, usize), QuoteFacts>> {
    type Texts = (Vec<PassageRecord>, Vec<DroppedRecord>, Page);
    let mut texts: BTreeMap<SourceId, Texts> = BTreeMap::new();
    let mut facts = BTreeMap::new();
    for quote in found.quotes.iter().chain(&found.nearest) {
        let source = &quote.source;
        if !texts.contains_key(&source.id) {
            let (passages, dropped) = (reader.passages(&source.id)?, reader.dropped(&source.id)?);
            let page = Page::of(source.title.as_deref(), &passages, &dropped);
            texts.insert(source.id.clone(), (passages, dropped, page));
        }
        let Some((passages, dropped, page)) = texts.get(&source.id) else { continue };
        let number = quote.quotation.as_ref().and_then(|quotation| quotation.reference.as_deref());
        facts.insert(
            key(quote),
            QuoteFacts {
                reference: number.map(|number| cite::reference_state(number, source, passages, dropped)),
                link: present::link_to(&Work::of(source), &quote.passage, &quote.cited, page),
            },
        );
    }
    Ok(facts)
}
