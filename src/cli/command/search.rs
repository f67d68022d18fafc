//! `search`: ranked passages.

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use roledex::{
    discourse::Stance,
    index::Reader,
    passage::PassageKind,
    present::{self, Columns, HitView, SearchView},
    search::{self, Filters, Request, Results},
    source::Issued,
};

use super::format::{Format, FormatArgs};
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `search` takes.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_help = "Examples: roledex search \"what do product owners do\"
          roledex search '\"product backlog\" -scrum' --role po --topic prioritization
          roledex search --role cpo --since 2020 --group source

Any text is a query: words, \"exact phrases\", -not, AND OR NOT ( ), field:value, NEAR/5, prefix*, word~1.
docs/query-language.md shows each of them.")]
pub(crate) struct SearchArgs {
    /// What to look for; may be left out where a filter is given
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Hits to show [default: 10]
    #[arg(long, help_heading = "Output", value_name = "N", allow_negative_numbers = true)]
    limit: Option<usize>,
    /// Hits to pass over at the top
    #[arg(long, help_heading = "Output", value_name = "N", default_value_t = 0, hide_default_value = true)]
    offset: usize,
    /// Only the best hit of each source
    #[arg(long, help_heading = "Output", value_name = "BY")]
    group: Option<Group>,
    /// Readers' comments under articles, too
    #[arg(long, help_heading = "Output")]
    comments: bool,
    /// Copies of a passage as hits of their own
    #[arg(long, help_heading = "Output")]
    all: bool,
    /// Say how the query was understood and what each score is made of
    #[arg(long, help_heading = "Output")]
    explain: bool,
    /// Look in what cleaning dropped instead
    #[arg(long, help_heading = "Output")]
    dropped: bool,
    #[command(flatten)]
    output: FormatArgs,
}

/// What hits are folded by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Group {
    /// One hit a source
    Source,
}

/// Filters that commands on passages share. Repeated: any of the values; different ones: all of them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArgs {
    /// About this role (`roledex taxonomy` lists them)
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// Names this role, about it or not
    #[arg(long, value_name = "ROLE")]
    mentions: Vec<String>,
    /// About this topic
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// asserted, reported, rejected, hedged or question
    #[arg(long, value_name = "STANCE", value_parser = word::<Stance>)]
    stance: Vec<Stance>,
    /// Source whose name or path matches
    #[arg(long, value_name = "GLOB")]
    source: Vec<String>,
    /// Site whose name or host matches
    #[arg(long, value_name = "GLOB")]
    site: Vec<String>,
    /// Author whose name holds these words
    #[arg(long, value_name = "NAME")]
    author: Vec<String>,
    /// Published on this date or later: 2021, 2021-06, 2021-06-30
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Issued>,
    /// Published on this date or earlier
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Issued>,
    /// paragraph, list, table-row, quotation, code or comment
    #[arg(long, value_name = "KIND", value_parser = word::<PassageKind>)]
    kind: Vec<PassageKind>,
    /// Taken into the index on this date or later, or by the `last` ingestion that added anything
    #[arg(long, value_name = "DATE|last")]
    new_since: Option<String>,
}

/// A value of a closed list, by its word in the JSON.
pub(super) fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|error| error.to_string().replace("unknown variant ", ""))
}

fn date(text: &str) -> Result<Issued, String> {
    let number = |part: &str| part.parse::<i16>().ok();
    let parts: Vec<&str> = text.split('-').collect();
    let found = match parts.as_slice() {
        [year] => number(year).and_then(|year| Issued::new(year, None, None)),
        [year, month] => number(year).and_then(|year| Issued::new(year, month.parse().ok(), None)),
        [year, month, day] => number(year).and_then(|year| Issued::new(year, month.parse().ok(), day.parse().ok())),
        _ => None,
    };
    found.ok_or_else(|| "give a date as 2021, 2021-06 or 2021-06-30".to_owned())
}

impl FilterArgs {
    /// The filters in the search's terms.
    pub(super) fn filters(&self, reader: &Reader) -> Result<Filters> {
        in_order(self.since.as_ref(), self.until.as_ref())?;
        Ok(Filters {
            role: self.role.clone(),
            mentions: self.mentions.clone(),
            topic: self.topic.clone(),
            stance: self.stance.clone(),
            source: self.source.clone(),
            site: self.site.clone(),
            author: self.author.clone(),
            since: self.since.clone(),
            until: self.until.clone(),
            kind: self.kind.clone(),
            new_since: self.new_since.as_deref().map(|since| new_since(since, reader)).transpose()?,
            quoted: false,
        })
    }

    /// The filters as flags, for the JSON.
    pub(super) fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        let mut add = |name: &str, values: &[String]| {
            flags.extend(values.iter().map(|value| format!("--{name} {value}")));
        };
        add("role", &self.role);
        add("mentions", &self.mentions);
        add("topic", &self.topic);
        add("source", &self.source);
        add("site", &self.site);
        add("author", &self.author);
        add("stance", &self.stance.iter().map(spelled).collect::<Vec<_>>());
        add("kind", &self.kind.iter().map(spelled).collect::<Vec<_>>());
        add("since", &self.since.iter().map(ToString::to_string).collect::<Vec<_>>());
        add("until", &self.until.iter().map(ToString::to_string).collect::<Vec<_>>());
        add("new-since", &self.new_since.iter().cloned().collect::<Vec<_>>());
        flags
    }
}

/// Dates that leave no day between them are a slip, not a search without hits.
fn in_order(since: Option<&Issued>, until: Option<&Issued>) -> Result<()> {
    let (Some(since), Some(until)) = (since, until) else { return Ok(()) };
    // A month or day within the last year or month that is asked for, as in `--since 2021-06 --until 2021`.
    let within = since.as_str().starts_with(until.as_str());
    if since > until && !within {
        bail!("`--since {since}` is later than `--until {until}`: no date lies between; change one of them");
    }
    Ok(())
}

fn spelled(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn new_since(since: &str, reader: &Reader) -> Result<u64> {
    if since == "last" {
        return Ok(u64::try_from(reader.manifest().ingested_at).unwrap_or_default());
    }
    let full = match since.len() {
        4 => format!("{since}-01-01"),
        7 => format!("{since}-01"),
        _ => since.to_owned(),
    };
    let day: jiff::civil::Date =
        full.parse().with_context(|| format!("`--new-since {since}` is neither a date (2026-03-01) nor `last`"))?;
    let since_1970 = day.duration_since(jiff::civil::date(1970, 1, 1));
    Ok(u64::try_from(since_1970.as_secs()).unwrap_or_default())
}

pub(super) fn run(args: &SearchArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let query = args.query.join(" ");
    let flags = args.filters.flags();
    if args.query.is_empty() && flags.is_empty() {
        bail!("nothing to look for: give a query, or a filter such as `--role po`");
    }
    let reader = Reader::open(&settings.index)?;
    if args.dropped {
        let hits = search::search_dropped(&reader, &query)?;
        terminal.page(&present::dropped_hits_text(&hits, Columns(terminal.columns())))?;
        if !hits.is_empty() {
            terminal.note("bring a line back: `roledex correct restore SOURCE:LINE`");
        }
        return Ok(if hits.is_empty() { Outcome::Nothing } else { Outcome::Done });
    }
    let taxonomy = super::taxonomy_for(&reader, settings, terminal)?;
    let request = Request {
        query: query.clone(),
        filters: args.filters.filters(&reader)?,
        limit: args.limit.unwrap_or(settings.limit),
        offset: args.offset,
        group_by_source: args.group == Some(Group::Source),
        comments: args.comments,
        all_copies: args.all,
        facets: !matches!(args.output.format(), Format::Jsonl | Format::Csv | Format::Md),
        ..Request::default()
    };
    let results = search::search(&reader, &taxonomy, &request)?;
    print(args, &query, &flags, &results, &reader, terminal)?;
    Ok(if results.hits.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

fn print(
    args: &SearchArgs,
    query: &str,
    flags: &[String],
    results: &Results,
    reader: &Reader,
    terminal: &mut Terminal,
) -> Result<()> {
    let format = args.output.format();
    let hits = || results.hits.iter().map(|hit| (hit.rank, hit.score, &hit.passage, &hit.source));
    match format {
        Format::Text => {
            if args.explain {
                terminal.page(&format!("understood as: {}\n\n", present::visible(&results.understood)))?;
            }
            let name = |id: &str| {
                let found = reader.find_source(id);
                found.map_or_else(|_| id.to_owned(), |record| record.source.name)
            };
            let page =
                present::search_text(results, args.explain, args.group.is_some(), &name, Columns(terminal.columns()));
            terminal.page(&page)?;
        }
        Format::Json => terminal.json(&SearchView::new(query, flags, results, args.explain))?,
        Format::Jsonl => {
            for hit in &results.hits {
                terminal.json_line(&present::HitLine::new(HitView::new(hit, args.explain)))?;
            }
        }
        Format::Csv => terminal.print(&present::csv_of_hits(hits()))?,
        Format::Md => terminal.print(&present::markdown_of_hits(query, hits()))?,
    }
    if format != Format::Json {
        for warning in &results.warnings {
            terminal.warn(&warning.to_string());
        }
        for note in &results.notes {
            terminal.note(note);
        }
        if results.hits.is_empty() && results.total == 0 {
            terminal.note("nothing found");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(since: &str, until: &str) -> Result<()> {
        in_order(Some(&date(since).unwrap()), Some(&date(until).unwrap()))
    }

    #[test]
    fn dates_in_the_wrong_order_are_said_to_be() {
        for (since, until) in
            [("2022", "2021"), ("2021-06", "2021-05"), ("2021-06-30", "2021-06-29"), ("2022", "2021-12")]
        {
            let error = checked(since, until).unwrap_err().to_string();
            assert!(error.contains(since) && error.contains(until) && error.contains("later"), "{error}");
        }
    }

    #[test]
    fn dates_that_share_a_day_are_in_order() {
        for (since, until) in [("2021", "2021"), ("2021-06", "2021"), ("2021-06-30", "2021-06"), ("2021", "2021-06")] {
            checked(since, until).unwrap();
        }
        in_order(Some(&date("2022").unwrap()), None).unwrap();
    }
}
