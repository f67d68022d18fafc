//! Character sets: bytes to text, and the name of the set they were decoded from.
//!
//! In order: a byte order mark; UTF-16 that shows by its zeros; bytes that are UTF-8; what the page declares; a guess
//! from the bytes. Broken bytes never fail: they become U+FFFD.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Name given to UTF-8 with some bytes that are not; they were replaced.
const DAMAGED_UTF8: &str = "UTF-8 (with bad bytes)";

/// How far into a page a declared character set is looked for, in bytes. The HTML standard says 1024; saved pages
/// put comments and scripts before it.
const DECLARATION_BYTES: usize = 4096;

/// How many bytes tell UTF-16 without a byte order mark.
const UTF16_SAMPLE_BYTES: usize = 512;

/// The UTF-16 that the bytes are in, by their byte order mark or by zeros in every other byte.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let sample = bytes.get(..UTF16_SAMPLE_BYTES).unwrap_or(bytes);
    let pairs = sample.len() / 2;
    if pairs < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 >= pairs * 7 && even == 0 {
        Some(UTF_16LE)
    } else if even * 10 >= pairs * 7 && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The text of the bytes and the name of their character set. A UTF-8 byte order mark stays, so that offsets in the
/// text are offsets in the file.
pub(super) fn decode(bytes: Vec<u8>) -> (String, &'static str) {
    if let Some(encoding) = utf16(&bytes) {
        return decode_as(encoding, &bytes);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => {
            // Only a set that shifts by escape sequences makes something else of plain ASCII.
            return match declared(text.as_bytes()).filter(|encoding| !encoding.is_ascii_compatible()) {
                Some(encoding) => decode_as(encoding, text.as_bytes()),
                None if text.contains("\x1b$") => decode_as(guess(text.as_bytes()), text.as_bytes()),
                None => (text, UTF_8.name()),
            };
        }
        // Text in another set is UTF-8 by accident too rarely to believe a declaration instead.
        Ok(text) => return (text, UTF_8.name()),
        Err(error) => error.into_bytes(),
    };
    if mostly_utf8(&bytes) {
        return (String::from_utf8_lossy(&bytes).into_owned(), DAMAGED_UTF8);
    }
    let encoding = declared(&bytes).filter(|&encoding| encoding != UTF_8).unwrap_or_else(|| guess(&bytes));
    decode_as(encoding, &bytes)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> (String, &'static str) {
    let (text, used, _) = encoding.decode(bytes);
    (text.into_owned(), used.name())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether bytes that are not all UTF-8 are UTF-8 all the same: its longer sequences outnumber the bad ones. In the
/// one-byte sets a letter beyond ASCII is next to never followed by what UTF-8 asks for.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad
}

/// The character set that a page declares: `<meta charset=…>`, `<meta http-equiv … charset=…>`, `<?xml encoding=…?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes);
    let lower: Cow<'_, str> = String::from_utf8_lossy(start);
    let lower = lower.to_ascii_lowercase();
    let mut rest = lower.as_str();
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..)?;
        let key = if rest.starts_with("meta") {
            "charset"
        } else if rest.starts_with("?xml") {
            "encoding"
        } else {
            continue;
        };
        let tag = rest.split('>').next()?;
        let Some((_, value)) = tag.split_once(key) else { continue };
        let Some(value) = value.trim_start().strip_prefix('=') else { continue };
        let label = value.trim_start_matches(|next: char| next.is_whitespace() || matches!(next, '"' | '\''));
        let end = label.find(|next: char| next.is_whitespace() || matches!(next, '"' | '\'' | ';' | '/' | '?'));
        let label = end.and_then(|end| label.get(..end)).unwrap_or(label);
        if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
            // A declaration that could be read is in no UTF-16, whatever it says (HTML standard, prescan).
            return Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use encoding_rs::{ISO_2022_JP, SHIFT_JIS, WINDOWS_1252};

    use super::*;

    #[test]
    fn a_utf8_byte_order_mark_stays() {
        assert_eq!(decode(b"\xef\xbb\xbfOwner".to_vec()), ("\u{feff}Owner".to_owned(), "UTF-8"));
    }

    #[test]
    fn utf16_is_decoded_with_and_without_its_mark() {
        let text = "Rôle of the owner";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode([b"\xff\xfe".as_slice(), &little].concat()), (text.to_owned(), "UTF-16LE"));
        assert_eq!(decode([b"\xfe\xff".as_slice(), &big].concat()), (text.to_owned(), "UTF-16BE"));
        assert_eq!(decode(little), (text.to_owned(), "UTF-16LE"));
        assert_eq!(decode(big), (text.to_owned(), "UTF-16BE"));
    }

    #[test]
    fn a_declared_set_is_believed_where_the_bytes_are_not_utf8() {
        let page = "<html><head><meta charset=\"Shift_JIS\"><title>プロダクトオーナー</title>";
        let (bytes, ..) = SHIFT_JIS.encode(page);
        assert_eq!(decode(bytes.into_owned()), (page.to_owned(), "Shift_JIS"));
        let page = "<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'><p>Entscheidungsträger";
        let (bytes, ..) = WINDOWS_1252.encode(page);
        assert_eq!(decode(bytes.into_owned()), (page.to_owned(), "windows-1252"));
        let page = "<meta charset=iso-2022-jp><p>製品の責任者";
        let (bytes, ..) = ISO_2022_JP.encode(page);
        assert_eq!(decode(bytes.into_owned()), (page.to_owned(), "ISO-2022-JP"));
    }

    #[test]
    fn a_wrong_declaration_does_not_spoil_utf8() {
        let page = "<meta charset=windows-1252><p>a naïve “owner”";
        assert_eq!(decode(page.as_bytes().to_vec()), (page.to_owned(), "UTF-8"));
    }

    #[test]
    fn an_undeclared_set_is_guessed() {
        let text = "プロダクトオーナーは、製品の価値を最大にすることに責任を持つ人です。";
        let (bytes, ..) = SHIFT_JIS.encode(text);
        assert_eq!(decode(bytes.into_owned()), (text.to_owned(), "Shift_JIS"));
        let text = "The team\u{2019}s owner said \u{201c}yes\u{201d} to the caf\u{e9}.";
        let (bytes, ..) = WINDOWS_1252.encode(text);
        assert_eq!(decode(bytes.into_owned()), (text.to_owned(), "windows-1252"));
    }

    #[test]
    fn a_few_bad_bytes_do_not_turn_utf8_into_something_else() {
        let (text, charset) = decode([&b"na\xc3\xafve \xe2\x80\x9cowner\xe2\x80\x9d "[..], b"\xff end"].concat());
        assert_eq!(text, "naïve “owner” \u{fffd} end");
        assert_eq!(charset, DAMAGED_UTF8);
    }
}
