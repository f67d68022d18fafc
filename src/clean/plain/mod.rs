//! Plain text: structure inferred from lines.
//!
//! In:  a capture of plain text. Out: a draft [`Article`], nothing judged but ruled lines.
//!
//! Always: every byte that is neither white space nor invisible stands in the text of exactly one block, bullets and
//! the pipes of tables apart; blocks are in the order of the text; the layer is the capture's own text.
//!
//! Lines are gathered into units (`units`), units are told apart by their shape (`shapes`), and headings are given
//! levels (`levels`), each in one pass.

mod blocks;
mod levels;
mod shapes;
mod units;

use crate::{
    clean::{Article, Layer},
    source::{Capture, Reference},
};

/// Reads the blocks of a plain text.
#[must_use]
pub fn read(capture: &Capture) -> Article {
    let text = capture.text.as_str();
    let units = units::units(text);
    let shapes = shapes::shapes(text, &units);
    Article {
        reference: Reference::default(),
        layer: Layer::Raw,
        layer_text: capture.text.clone(),
        blocks: blocks::blocks(text, &units, &shapes),
        posts: Vec::new(),
        damage: Vec::new(),
    }
}
