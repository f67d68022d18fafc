//! What holds of any string that is read as a query.

use proptest::prelude::*;

use super::parse;

/// Strings of what means something to the language.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("AND"),
        Just("OR"),
        Just("NOT"),
        Just("NEAR/3"),
        Just("("),
        Just(")"),
        Just("\""),
        Just("“"),
        Just("-"),
        Just("title:"),
        Just("year:"),
        Just("2020"),
        Just(".."),
        Just("role:"),
        Just("*"),
        Just("~"),
        Just("~1"),
        Just("owner's"),
        Just("po"),
        Just("a"),
        Just("产品"),
        Just("é"),
        Just("/"),
        Just(":"),
        Just("\u{200b}"),
        Just(" "),
        Just(" "),
        Just(" "),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_is_printed_parses_to_the_same_tree(text in prop_oneof![any::<String>(), pieces()]) {
        let parsed = parse(&text);
        let printed = parsed.to_string();
        let again = parse(&printed);
        prop_assert_eq!(&again.query, &parsed.query, "{}", printed);
        prop_assert!(again.warnings.is_empty(), "{}: {:?}", printed, again.warnings);
        for warning in &parsed.warnings {
            prop_assert!(text.get(warning.span.clone()).is_some());
        }
    }
}
