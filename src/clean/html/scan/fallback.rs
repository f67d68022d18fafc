//! What the scan leaves to html5ever's own tokenizer: document types, and the rest of a page that is not as plain as expected.

use std::cell::RefCell;

use html5ever::{
    TokenizerResult,
    buffer_queue::BufferQueue,
    tendril::StrTendril,
    tokenizer::{Doctype, DoctypeToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
};

use super::{Bounded, Handle, Scanner, shared};

/// Bytes handed to html5ever's tokenizer at once: small enough to stop soon after a limit is crossed.
const PIECE_BYTES: usize = 1 << 20;

impl Scanner<'_> {
    /// Hands the rest of the page to html5ever's tokenizer.
    pub(super) fn hand_over(&mut self) {
        let tokenizer = Tokenizer::new(
            Shifted { sink: self.sink, lines: self.line - 1 },
            TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() },
        );
        let input = BufferQueue::default();
        while self.at < self.text.len() {
            let mut end = self.text.len().min(self.at + PIECE_BYTES);
            while !self.text.is_char_boundary(end) {
                end += 1;
            }
            input.push_back(shared(self.page, self.at, end));
            self.at = end;
            while let TokenizerResult::Script(_) | TokenizerResult::EncodingIndicator(_) = tokenizer.feed(&input) {}
            if self.sink.is_full() {
                return;
            }
        }
        tokenizer.end();
    }
}

/// Reads a `<!DOCTYPE …>`: there is one a page, so html5ever's tokenizer may do it.
pub(super) fn doctype(source: &str) -> Doctype {
    struct Taken(RefCell<Doctype>);
    impl TokenSink for Taken {
        type Handle = ();
        fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
            if let DoctypeToken(doctype) = token {
                self.0.replace(doctype);
            }
            TokenSinkResult::Continue
        }
    }
    let tokenizer = Tokenizer::new(Taken(RefCell::default()), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(source));
    let _ = tokenizer.feed(&input);
    tokenizer.sink.0.take()
}

/// Counts the lines before the place where html5ever's tokenizer began.
pub(super) struct Shifted<'page> {
    pub(super) sink: &'page Bounded,
    pub(super) lines: u64,
}

impl TokenSink for Shifted<'_> {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Self::Handle> {
        self.sink.process_token(token, self.lines + line)
    }

    fn end(&self) {
        self.sink.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.sink.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
