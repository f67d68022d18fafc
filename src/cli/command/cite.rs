//! `cite`: a passage, a quotation, a stretch of words or a source, as other programs and people cite it.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use roledex::{
    cite::{self, Cited, Page, Work},
    index::{
        IndexError, Reader,
        record::{PassageRecord, SourceRecord},
    },
    present::{self, CiteView, Columns},
};

use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `cite` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples: roledex cite 004:85#1 --format md       the first quotation of a passage
          roledex cite 004:26 --words \"own the backlog\"
          roledex cite 004 --format bibtex        the source")]
pub(crate) struct CiteArgs {
    /// A passage (`004:26`), a quotation in it (`004:85#1`), or a source (name, path or id)
    #[arg(value_name = "REF")]
    what: String,
    /// Cite these words of the passage
    #[arg(long, value_name = "WORDS")]
    words: Option<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: CiteFormat,
    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// Forms of a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CiteFormat {
    /// Laid out for reading
    Text,
    /// Every form in one JSON object
    Json,
    /// CSL-JSON of the source
    Csl,
    /// BibTeX of the source
    Bibtex,
    /// RIS of the source
    Ris,
    /// Markdown: block quote and footnote
    Md,
    /// pandoc: [@key, line 20]
    Pandoc,
    /// W3C annotation, JSON-LD
    W3c,
    /// Link to the words (#:~:text=)
    Link,
}

pub(super) fn run(args: &CiteArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let reader = Reader::open(&settings.index)?;
    let (record, cited) = resolve(&reader, args)?;
    let work = Work::of(&record.source);
    let mut link = None;
    let mut reference = record.source.name.clone();
    if let Some((passage, words)) = &cited {
        let passages = reader.passages(&record.source.id)?;
        let page = Page::of(record.source.title.as_deref(), &passages, &reader.dropped(&record.source.id)?);
        link = present::link_to(&work, passage, words, &page);
        let number = args.what.rsplit_once('#').map(|(_, number)| format!("#{number}")).unwrap_or_default();
        reference = format!("{}{number}", passage.reference);
    }
    let words = cited.as_ref().map(|(_, words)| words);
    let view = CiteView::new(&reference, &record.source, cited.as_ref().map(|(passage, words)| (passage, words)), link);
    let format = if args.json { CiteFormat::Json } else { args.format };
    match format {
        CiteFormat::Text => terminal.page(&present::cite_text(&view, Columns(terminal.columns())))?,
        CiteFormat::Json => terminal.json(&view)?,
        CiteFormat::Csl => terminal.json(&[&view.csl])?,
        CiteFormat::Bibtex => terminal.print(&present::visible(&view.bibtex))?,
        CiteFormat::Ris => terminal.print(&present::visible(&view.ris))?,
        CiteFormat::Md => terminal.print(&present::visible(&view.markdown))?,
        CiteFormat::Pandoc => terminal.line(&present::visible_line(&cite::pandoc(&work, words)))?,
        CiteFormat::W3c => match &view.annotation {
            Some(annotation) => terminal.json(annotation)?,
            None => bail!("a source has no words to annotate: name a passage, such as `{}:1`", record.source.name),
        },
        CiteFormat::Link => match (&view.citation.link, &work.url) {
            (Some(link), _) => terminal.line(&present::visible_line(link))?,
            (None, Some(url)) => terminal.line(&present::visible_line(url))?,
            (None, None) => {
                terminal.note(&format!("the URL of `{}` is not known, so nothing can link to it", record.source.name));
                return Ok(Outcome::Nothing);
            }
        },
    }
    let says_itself = matches!(format, CiteFormat::Text | CiteFormat::Json | CiteFormat::Link);
    if !work.missing.is_empty() && !says_itself {
        terminal.note(&format!("not known of `{}`: {}", record.source.name, work.missing.join(", ")));
    }
    Ok(Outcome::Done)
}

/// The source, and the words in it where not the whole source is meant.
fn resolve(reader: &Reader, args: &CiteArgs) -> Result<(SourceRecord, Option<(PassageRecord, Cited)>)> {
    let (what, number) = match args.what.rsplit_once('#') {
        Some((what, number)) => match number.parse::<usize>() {
            Ok(number @ 1..) => (what, Some(number)),
            _ => bail!("`#{number}` is no quotation: count them from 1, as in `{what}#1`"),
        },
        None => (args.what.as_str(), None),
    };
    let passage = match reader.resolve(what) {
        Ok(passage) => passage,
        Err(IndexError::NoSuchPassage { .. }) if !what.contains(':') && number.is_none() && args.words.is_none() => {
            return Ok((reader.find_source(what)?, None));
        }
        Err(error) => return Err(error.into()),
    };
    let record = reader.source(&passage.source)?;
    let cited = if let Some(number) = number {
        let Some(quotation) = passage.quotations.get(number - 1) else {
            let there = present::plural(passage.quotations.len() as u64, "quotation");
            bail!("`{}` holds {there}, none of the number {number}", passage.reference);
        };
        Cited::quotation(&passage, quotation)
    } else if let Some(words) = &args.words {
        let wanted = roledex::text::collapse_white_space(words);
        match passage.text.find(&wanted).filter(|_| !wanted.is_empty()) {
            Some(at) => Cited::words(&passage, at..at + wanted.len()),
            None => bail!("`{}` does not hold the words `{wanted}`, letter by letter", passage.reference),
        }
    } else {
        Cited::words(&passage, 0..passage.text.len())
    };
    match cited {
        Some(cited) => Ok((record, Some((passage, cited)))),
        None => bail!("`{}` holds no words that can be cited", passage.reference),
    }
}
