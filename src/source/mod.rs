//! Sources: bytes and bibliographic record in.
//!
//! In:  paths, folders, standard input. Out: [`Capture`]s, each with the text decoded and what its surroundings
//! say of it (sidecar), and the [`Reference`] type that every later stage fills in or reads.
//!
//! Always: what is not read is named with the reason, never silently skipped; no bytes make a reader panic.

pub mod address;
pub mod author;
mod capture;
mod charset;
pub mod date;
pub(crate) mod entities;
mod error;
mod file_type;
mod found;
mod front_matter;
mod ignoring;
pub mod language;
pub mod metadata;
mod read;
mod reference;
pub mod sidecar;
mod walk;

pub use capture::{Capture, MediaType, Origin, SourceId};
pub use error::SourceError;
pub use found::{Found, FoundSidecar, SkipReason, Skipped, Stamp};
pub use front_matter::{FrontMatter, FrontMatterFormat, front_matter};
pub use read::{DEFAULT_MAX_BYTES, ReadOptions, read, read_bytes, read_stream};
pub use reference::{Issued, Reference};
pub use walk::{Walk, WalkOptions, walk};

#[cfg(test)]
mod properties {
    use proptest::prelude::*;

    use super::{
        Origin, ReadOptions, address, author, date, entities, front_matter, language, metadata, read_bytes, sidecar,
    };

    /// Pieces that mean something to one reader or another.
    const PARTS: &[&str] = &[
        "---\n",
        "+++\n",
        "title: ",
        "author:\n",
        "  - ",
        "date = ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        ": ",
        "#",
        "&a ",
        "*a ",
        "<<: ",
        "2021-12-15",
        "03/04/2021",
        "Dec ",
        "15, ",
        "\n",
        "\r",
        " ",
        "<meta name=\"author\" content=\"",
        "\">",
        "<title>",
        "</title>",
        "<script type=\"application/ld+json\">",
        "</script>",
        "{\"@type\":\"Article\",\"author\":",
        "\"@id\":\"x\"}",
        "<h1>",
        "<time datetime=",
        "<!-- saved from url=(",
        ")https://a.example/b -->",
        "&amp;",
        "&#",
        "x41;",
        " | ",
        "é",
        "\u{feff}",
    ];

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..30), any in "\\PC{0,60}") {
            let text = parts.concat() + &any;
            if let Some(front) = front_matter(&text) {
                prop_assert!(text.get(front.range).is_some());
            }
            let _ = sidecar::parse(&text, std::path::Path::new("a.meta.toml"));
            let _ = metadata::from_html(&scraper::Html::parse_document(&text));
            for line in text.lines() {
                let _ = (date::parse(line), date::find(line), date::of_post_name(line), author::names(line));
                let _ = (address::of_work(line), address::host(line), language::tag(line), entities::decode(line));
                if let Some((range, _)) = date::within(line) {
                    prop_assert!(line.get(range).is_some());
                }
            }
        }

        #[test]
        fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), name in "[a-z.]{0,12}") {
            let _ = read_bytes(Origin::StandardInput, bytes, Some(std::path::Path::new(&name)), &ReadOptions::default());
        }
    }
}
