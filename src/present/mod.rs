//! Presentation: results as plain data for every front end, and as laid-out text.
//!
//! In:  records, articles, hits. Out: serialisable views (the JSON contract, `docs/formats.md`) and strings for a
//! terminal, Markdown or CSV. Nothing here prints. Always: text from sources is made safe before it is laid out.

mod cite;
mod compare;
mod concordance;
mod correct;
mod csv;
mod dupes;
mod heat_map;
mod heat_page;
mod html;
mod ingest;
mod layout;
mod ledger;
mod ledger_page;
mod markdown;
mod matrix;
mod pair;
mod passage;
mod quotes;
mod search;
mod source;
mod stats;
pub mod style;
mod taxonomy;
mod trial;
mod verify;
mod visible;

pub use cite::{CitationView, CiteView, WordsView, cite_text, link_to};
pub use compare::{Bounds, CompareView, GroupView, SilentView, compare_csv, compare_markdown, compare_text};
pub use concordance::{ConcordanceView, LineView, concordance_text, csv_of_concordance};
pub use correct::{CorrectionView, CorrectionsView};
pub use csv::{csv_of_hits, csv_of_sources};
pub use dupes::{CopiesView, DecisionView, DupesView, MemberView};
pub use heat_map::{HeatMap, matrix_svg};
pub use heat_page::matrix_html;
pub use ingest::report_text;
pub use layout::{Columns, plural};
pub use ledger::{BlockView, CleanView, WhyView, ledger_head, ledger_text};
pub use ledger_page::ledger_html;
pub use markdown::{markdown_of_hits, markdown_of_passage, markdown_of_sources};
pub use matrix::{CellContent, CellView, MatrixView, matrix_csv, matrix_markdown, matrix_text};
pub use pair::{PairView, PairingView, pair_text};
pub use passage::{PassageView, evidence_text, passage_text, tags_text};
pub use quotes::{
    QuotationView, QuoteFacts, QuoteView, QuotesView, csv_of_quotes, markdown_of_quotes, quote_text, quotes_text,
};
pub use search::{
    HitLine, HitView, QueryView, SearchView, dropped_hits_text, explanation_text, facets_text, hit_text, search_text,
};
pub use source::{Names, SourceView, SourcesView, missing, names_of, sidecar_skeleton, source_line, sources_text};
pub use stats::StatsView;
pub use taxonomy::{FindingsView, TaxonomyView, taxonomy_text};
pub use trial::{TotalView, TrialView, trial_text};
pub use verify::{CheckedView, VerifyView, verify_text};
pub use visible::{visible, visible_line};

/// Version of the JSON that every front end gets.
pub const SCHEMA: &str = "roledex/1";
