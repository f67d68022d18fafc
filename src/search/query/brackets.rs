//! Brackets: those without a partner, and those that nest too deep, are passed over with a warning.
//!
//! In:  the tokens of a query. Out: the tokens without such brackets. Always: those left are balanced, at most
//! [`MAX_DEPTH`] deep.

use super::{
    lex::{Lexed, Token},
    tree::Warning,
};

/// Brackets inside brackets that are followed; deeper ones are passed over. People nest two or three.
pub(super) const MAX_DEPTH: usize = 32;

/// The tokens less the brackets that are passed over, and what is to be said of these.
pub(super) fn matched(mut tokens: Vec<Lexed>) -> (Vec<Lexed>, Option<Warning>) {
    let mut open = Vec::new();
    let mut keep = vec![true; tokens.len()];
    let mut pass_over = |at: usize| {
        if let Some(keep) = keep.get_mut(at) {
            *keep = false;
        }
    };
    for (at, lexed) in tokens.iter().enumerate() {
        match lexed.token {
            Token::Open => open.push(at),
            Token::Close => {
                let partner = open.pop();
                if open.len() >= MAX_DEPTH || partner.is_none() {
                    partner.into_iter().chain([at]).for_each(&mut pass_over);
                }
            }
            _ => {}
        }
    }
    open.into_iter().for_each(pass_over);
    let lost: Vec<_> = tokens.iter().zip(&keep).filter(|(_, keep)| !**keep).map(|(lexed, _)| &lexed.span).collect();
    let warning = lost.first().zip(lost.last()).map(|(first, last)| Warning {
        span: first.start..last.end,
        message: match lost.len() {
            1 => "a bracket has no partner; it is passed over".to_owned(),
            count => format!("{count} brackets without partners or nested too deep are passed over"),
        },
        suggestion: None,
    });
    let mut kept = keep.into_iter();
    tokens.retain(|_| kept.next().unwrap_or(true));
    (tokens, warning)
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn a_bracket_without_a_partner_is_passed_over() {
        for text in ["(product owner", "product) owner"] {
            let parsed = parse(text);
            assert_eq!((parsed.to_string().as_str(), parsed.warnings.len()), ("product owner", 1), "{text}");
        }
    }

    #[test]
    fn deep_brackets_do_no_harm() {
        let parsed = parse(&format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000)));
        assert_eq!(parsed.to_string(), "x");
    }
}
