//! Cleaning: the article of a capture, and a ledger of all that is not.
//!
//! In:  one [`Capture`]. Out: one [`Article`] of [`Block`]s, every one with a [`Verdict`].
//!
//! Always: every byte of the visible text belongs to exactly one block; every block is kept, dropped or edited by
//! a named rule on stated evidence; the same capture gives the same article.
//!
//! A reader ([`plain`], [`markdown`], [`html`]) drafts the blocks; the rules then judge them, whatever format they came from.

mod anchor;
mod article;
mod cut;
mod damage;
mod draft;
#[cfg(test)]
mod fixture;
mod furniture;
mod headings;
pub mod html;
mod hyphens;
mod ledger;
pub mod markdown;
mod markers;
mod options;
pub mod plain;
mod promotion;
mod render;
mod rules;
mod sieve;
mod spans;
mod splice;
mod vocabulary;
mod wall;

pub use article::{Article, Block, BlockKind, Layer, Link, Markup, Post, Quoted, Section, Uncut};
pub use draft::{Context, Draft, HashedBlock, Placed, block_hash, draft};
pub use ledger::{ACCESS_WALL, Damage, Edit, NOT_RENDERED, Outcome, RuleId, Verdict};
pub use options::{CleanError, CleanOptions, Limits};
pub use rules::{Rule, Stage, rule, rules};

use crate::source::{Capture, MediaType};

/// Cleans one capture by itself: reads its blocks by media type, then judges them by the rules that are switched on.
///
/// What other sources of the site and people have to say on it is for [`Draft::finish`].
pub fn clean(capture: &Capture, options: &CleanOptions) -> Result<Article, CleanError> {
    let (article, _) = draft(capture, options)?.finish(options, &Context::default());
    Ok(article)
}

/// Reads the blocks and the reference; the sidecar's word counts first.
fn read(capture: &Capture, options: &CleanOptions) -> Result<Article, CleanError> {
    let mut article = match capture.media_type {
        MediaType::Html => html::read(capture, options)?,
        MediaType::Markdown => markdown::read(capture),
        MediaType::Plain => plain::read(capture),
    };
    let mut reference = capture.sidecar.clone();
    reference.fill_from(std::mem::take(&mut article.reference));
    article.reference = reference;
    Ok(article)
}

/// Applies the rules to the blocks, in an order in which each finds what it looks for: markers are out of the words
/// before patterns see them. Headings are left for last: one is empty only once all below it has been judged.
fn judge(article: &mut Article, options: &CleanOptions) {
    markers::cut_markers(article, options);
    furniture::drop_furniture(article, options);
    splice::cut_splices(article, options);
    promotion::drop_promotion(article, options);
}
