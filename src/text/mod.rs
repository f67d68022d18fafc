//! Text: spans, alignment, normal forms, words and sentences. The base that every stage stands on.
//!
//! In: any UTF-8 text. Out: byte ranges into it and texts made from it that know the way back.
//! Nothing here knows of files, markup or roles.

mod aligned;
mod fold;
mod hash;
mod lines;
mod sentences;
mod span;
mod words;

pub use aligned::{Aligned, Run};
pub use fold::{collapse_white_space, fold, fold_char, is_invisible};
pub use hash::{mix, run_hash, word_hash};
pub use lines::{LineIndex, Lines};
pub use sentences::{Sentences, sentences};
pub use span::Span;
pub use words::{Word, Words, words};
