//! What words in quotation marks are, from the words alone: speech, whole sentences, a title, a sample.

use super::{credit::reference, speech};
use crate::text::words;

/// Whether the words are long enough to be somebody's speech and not a term: four words, or two that end like a
/// sentence; one more where they are woven into the sentence of the writer.
pub(super) fn is_speech(words_in: &str, between_words: usize) -> bool {
    let length = count(words_in);
    let ends = words_in.trim_end().ends_with(['.', ',', '!', '?', '…']);
    length >= 4 + usize::from(between_words > 0) || (ends && length >= 2)
}

/// Whether the words begin and end like a sentence, be it short.
pub(super) fn is_sentence(words_in: &str) -> bool {
    let starts = words_in.trim_start().chars().next().is_some_and(|first| !first.is_lowercase());
    starts && words_in.trim_end().ends_with(['.', '!', '?', '…']) && count(words_in) >= 3
}

/// Whether the words are one sentence or more, and not a title or an interjection.
pub(super) fn is_whole_sentences(words_in: &str) -> bool {
    is_sentence(words_in) && count(words_in) >= 6
}

/// Whether nothing, a new sentence or more words in marks stand behind a quotation.
pub(super) fn ends_there(after: &str) -> bool {
    let (_, markers) = reference(after);
    let next = after.get(markers..).unwrap_or_default().trim_start().chars().next();
    next.is_none_or(|next| next.is_uppercase() || next.is_numeric() || (!next.is_alphanumeric() && next != ','))
}

/// Whether the words hold "I", "we" or another word of the first person.
pub(super) fn speaks_of_self(words_in: &str) -> bool {
    words_in.split(' ').any(speech::is_first_person) && !is_user_story(words_in)
}

/// "As a nurse, I want to see the next bed": a sample, whoever wrote it down.
pub(super) fn is_user_story(words_in: &str) -> bool {
    let start = words_in.trim_start();
    ["As a ", "As an ", "As the "].iter().any(|role| start.starts_with(role))
        && [" I want", " I need", " I can", " I would like", " I’d like", " I'd like"]
            .iter()
            .any(|wish| start.contains(wish))
}

/// Whether every long word has a capital, as in a title of a work; a stop or comma may be of the sentence around it.
pub(super) fn is_title_of_a_work(words_in: &str) -> bool {
    let ends = words_in.trim_end().ends_with(['!', '?', '…']);
    let mut long = words(words_in).filter(|word| word.text.len() > 3 && !speech::joins(word.text)).peekable();
    !ends && long.peek().is_some() && long.all(|word| word.text.chars().next().is_some_and(char::is_uppercase))
}

pub(super) fn count(text: &str) -> usize {
    words(text).take(8).count()
}
