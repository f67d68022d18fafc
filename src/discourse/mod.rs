//! Discourse: what a sentence does with what it says, and whose words it gives.
//!
//! In:  a paragraph's text. Out: the stance of its sentences ([`stances`]) and the quotations in it ([`quotations`]).
//! A base module: passages must not cross a quotation or a change of stance, tags report both.
//!
//! Always: ranges are bytes of the text that was given; both are linear in it; the phrases and words that decide are
//! data (`cues.toml`, `speech.toml`).

mod attribution;
mod cues;
mod described;
mod lead_in;
mod marks;
mod names;
mod quotation;
mod quotations;
mod speech;
mod stance;
mod stances;
mod standing;
#[cfg(test)]
mod tests;
mod titled;

pub use quotation::{Attribution, Form, Quotation};
pub use quotations::{quotations, quotations_in};
pub use stance::Stance;
pub use stances::{Stretches, stance_of_passage, stances, stances_in, strands};
pub use standing::{Standing, ends_with_attribution, introduces_speech, is_attribution, is_signature, standing};
