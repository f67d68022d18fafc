//! `taxonomy`: the roles and topics in force, and what is wrong with them.

use anyhow::Result;
use clap::{Args, Subcommand};
use roledex::{
    present::{self, style},
    taxonomy::{Severity, Taxonomy},
};

use super::format::JsonArgs;
use crate::cli::{Outcome, settings::Settings, terminal::Terminal};

/// What `taxonomy` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example: roledex --taxonomy my-roles.toml taxonomy check")]
pub(crate) struct TaxonomyArgs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    output: JsonArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List roles and topics (what `taxonomy` alone does)
    List,
    /// Find aliases that clash, unknown parents, patterns that cannot match; exit 1 where there are any
    Check,
}

pub(super) fn run(args: &TaxonomyArgs, settings: &Settings, terminal: &mut Terminal) -> Result<Outcome> {
    let taxonomy = super::taxonomy_of(settings)?;
    match args.action {
        None | Some(Action::List) => list(&taxonomy, args.output, terminal),
        Some(Action::Check) => check(&taxonomy, args.output, terminal),
    }
}

fn list(taxonomy: &Taxonomy, output: JsonArgs, terminal: &mut Terminal) -> Result<Outcome> {
    if output.json {
        terminal.json(&present::TaxonomyView::of(taxonomy))?;
    } else {
        terminal.print(&present::taxonomy_text(taxonomy, present::Columns(terminal.columns())))?;
    }
    Ok(Outcome::Done)
}

fn check(taxonomy: &Taxonomy, output: JsonArgs, terminal: &mut Terminal) -> Result<Outcome> {
    let findings = taxonomy.check();
    if output.json {
        terminal.json(&present::FindingsView::of(&findings))?;
    } else {
        for finding in &findings {
            let kind = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            let style = style::of_message(kind);
            terminal.line(&format!("{style}{kind}:{style:#} {}", present::visible(&finding.message)))?;
        }
        let (roles, topics) = (taxonomy.roles.len() as u64, taxonomy.topics.len() as u64);
        terminal.line(&format!(
            "{}, {}: {}",
            present::plural(roles, "role"),
            present::plural(topics, "topic"),
            if findings.is_empty() {
                "nothing wrong".into()
            } else {
                present::plural(findings.len() as u64, "finding")
            }
        ))?;
    }
    Ok(if findings.is_empty() { Outcome::Done } else { Outcome::Nothing })
}
