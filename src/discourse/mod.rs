//! Discourse: what a sentence does with what it says, and whose words it gives.
//!
//! In:  a paragraph's text. Out: the stance of its sentences ([`stances`]) and the quotations in it ([`quotations`]).
//! A base module: passages must not cross a quotation or a change of stance, tags report both.
//!
//! Always: ranges are bytes of the text that was given; both are linear in it; the phrases and words that decide are
//! data (`cues.toml`, `speech.toml`).

mod behind;
mod block;
mod credit;
mod cues;
mod dash;
mod described;
mod details;
mod lead_in;
mod marks;
mod names;
mod quotation;
mod quotations;
mod resolve;
mod said;
mod signature;
mod slug;
mod speech;
mod stance;
mod stances;
mod standing;
mod strands;
mod subject;
#[cfg(test)]
mod tests;
mod titled;
mod utterance;
mod view;
mod wording;

pub use quotation::{Attribution, Form, Quotation};
pub use quotations::{quotations, quotations_in};
pub use signature::Place;
pub use stance::Stance;
pub use stances::{stance_of_passage, stances, stances_in};
pub use standing::{
    Introduction, Standing, ends_with_attribution, introduces, introduces_speech, is_attribution, leaves_open, signs,
    standing,
};
pub use strands::{Stretches, strands};
