//! The arguments that every command shares, and the list of commands.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::command;

/// Passage search for what sources say about product roles.
///
/// Roledex reads a folder of saved articles, cleans them of everything that is not the article, cuts them into
/// passages, tags each with the roles and topics that it is about, and finds them again. It can always say what it
/// dropped, why a passage carries a tag, why a hit ranks where it does, and which bytes a quotation stands at.
#[derive(Debug, Parser)]
#[command(name = "roledex", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Start here:  roledex demo        then:  roledex ingest FOLDER  and  roledex search QUERY")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Folder of the index [default: index]
    #[arg(long, global = true, env = "ROLEDEX_INDEX", value_name = "DIR", hide_env = true)]
    pub(crate) index: Option<PathBuf>,
    /// Folder or file of roles and topics that extend or replace the built-in ones
    #[arg(long, global = true, env = "ROLEDEX_TAXONOMY", value_name = "PATH", hide_env = true)]
    pub(crate) taxonomy: Vec<PathBuf>,
    /// Settings file to read instead of ./roledex.toml and the user's own
    #[arg(long, global = true, env = "ROLEDEX_CONFIG", value_name = "FILE", hide_env = true)]
    pub(crate) config: Option<PathBuf>,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    pub(crate) color: Color,
    /// No progress, no notes on stderr; errors still show
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Worker threads [default: one a core]
    #[arg(long, global = true, env = "ROLEDEX_THREADS", value_name = "N", hide_env = true)]
    pub(crate) threads: Option<usize>,
}

/// When output is coloured. `NO_COLOR` and `CLICOLOR_FORCE` are honoured with `auto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A guided tour over the bundled articles
    Demo(command::demo::DemoArgs),
    /// Read files and folders of saved articles into the index
    Ingest(command::ingest::IngestArgs),
    /// Find passages
    Search(command::search::SearchArgs),
    /// Find words that can be printed with their source
    Quotes(command::quotes::QuotesArgs),
    /// Show a keyword in its contexts, one under the other
    Concordance(command::concordance::ConcordanceArgs),
    /// Cite a passage, a quotation or a source
    Cite(command::cite::CiteArgs),
    /// Write the sources as a bibliography
    Export(command::export::ExportArgs),
    /// Who says what, who says otherwise, who is silent
    Compare(command::compare::CompareArgs),
    /// Roles, topics, sources, years: how often two of them meet
    Matrix(command::matrix::MatrixArgs),
    /// Check the quotations of a draft against the sources
    Verify(command::verify::VerifyArgs),
    /// Show a passage with what stands around it, or a whole source
    Show(command::show::ShowArgs),
    /// Say why: what cleaning dropped, why a tag, why a rank
    Why(command::why::WhyArgs),
    /// List the sources
    Sources(command::sources::SourcesArgs),
    /// Overrule the program: bring dropped lines back, change tags, take decisions back
    Correct(command::correct::CorrectArgs),
    /// List sources that hold the same text; split and join them
    Dupes(command::dupes::DupesArgs),
    /// Take sources out of the index
    Forget(command::forget::ForgetArgs),
    /// Print the article alone, without an index
    Clean(command::clean::CleanArgs),
    /// List or check roles and topics
    Taxonomy(command::taxonomy::TaxonomyArgs),
    /// Count what is in the index
    Stats(command::stats::StatsArgs),
    /// Measure against judged data
    Eval(command::eval::EvalArgs),
    /// Print completions for a shell
    Completions(command::completions::CompletionsArgs),
    /// Print the manual page
    Man(command::man::ManArgs),
}
