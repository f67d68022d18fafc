//! Reading: the bytes of one file, decompressed, decoded and bounded.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use flate2::read::MultiGzDecoder;

use super::{Capture, Found, Origin, Reference, SourceError, charset, file_type, sidecar};

/// Default limit of a text, in bytes after decompression: 64 MiB, a hundred times the longest book page seen.
pub const DEFAULT_MAX_BYTES: u64 = 64 << 20;

/// Limit that no option exceeds. Offsets have 32 bits, and decoding makes a text at most three times as long.
const MOST_BYTES: u64 = 1 << 30;

/// How files are read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Limit of a text, in bytes after decompression and before decoding. More than 1 GiB counts as 1 GiB.
    pub max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { max_bytes: DEFAULT_MAX_BYTES }
    }
}

/// Reads a file that a walk found, with the reference that its sidecar gives.
///
/// Broken characters never fail. Errors: the file has vanished, cannot be read, is no text, is empty or larger than
/// the limit, or its sidecar cannot be understood.
pub fn read(found: &Found, options: &ReadOptions) -> Result<Capture, SourceError> {
    let bytes = bytes_of(&found.path, &found.origin, options)?;
    let name = found.path.file_name().map(|name| name.to_string_lossy().into_owned());
    // A link is named for what the reader saw; the file behind it may be called anything.
    let shown = match &found.origin {
        Origin::File { relative, .. } => relative.rsplit('/').next().map(str::to_owned),
        Origin::StandardInput => None,
    };
    let mut capture = read_bytes(found.origin.clone(), bytes, shown.or(name).as_deref().map(Path::new), options)?;
    if let Some(sidecar) = &found.sidecar {
        capture.sidecar = sidecar::read(&sidecar.path)?;
    }
    Ok(capture)
}

/// Reads bytes that are at hand: standard input, tests. `hint_path` is a name whose extension tells the type; without
/// one the content tells. Bytes of a name that ends in `.gz` are decompressed.
pub fn read_bytes(
    origin: Origin,
    bytes: Vec<u8>,
    hint_path: Option<&Path>,
    options: &ReadOptions,
) -> Result<Capture, SourceError> {
    let max_bytes = options.max_bytes.min(MOST_BYTES);
    let name = hint_path.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let bytes = match &name {
        Some(name) if file_type::is_compressed(name) && bytes.starts_with(b"\x1f\x8b") => {
            bounded(MultiGzDecoder::new(bytes.as_slice()), &origin, max_bytes)?
                .map_err(|source| SourceError::Decompress { path: name.into(), source })?
        }
        _ => bytes,
    };
    if bytes.len() as u64 > max_bytes {
        return Err(SourceError::TooLarge { origin, max_bytes });
    }
    if charset::utf16(&bytes).is_none()
        && let Some(kind) = file_type::binary_kind(&bytes)
    {
        return Err(SourceError::Binary { origin, kind });
    }
    let (text, charset) = charset::decode(bytes);
    if text.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}').is_empty() {
        return Err(SourceError::Empty { origin });
    }
    if let Some(kind) = file_type::data_kind(name.as_deref(), &text) {
        return Err(SourceError::Binary { origin, kind });
    }
    let media_type = file_type::media_type(name.as_deref(), &text);
    Ok(Capture { origin, media_type, text, charset, sidecar: Reference::default() })
}

/// Reads standard input, or any other stream, up to the limit.
pub fn read_stream(
    origin: Origin,
    stream: impl io::Read,
    hint_path: Option<&Path>,
    options: &ReadOptions,
) -> Result<Capture, SourceError> {
    let bytes = bounded(stream, &origin, options.max_bytes.min(MOST_BYTES))?
        .map_err(|source| SourceError::Read { path: origin.to_string().into(), source })?;
    read_bytes(origin, bytes, hint_path, options)
}

fn bytes_of(path: &Path, origin: &Origin, options: &ReadOptions) -> Result<Vec<u8>, SourceError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SourceError::Vanished { path: path.to_path_buf() },
        _ => SourceError::Read { path: path.to_path_buf(), source },
    };
    // Opening a pipe would wait for a writer.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(SourceError::NotAFile { path: path.to_path_buf() });
    }
    let file = fs::File::open(path).map_err(failed)?;
    bounded(file, origin, options.max_bytes.min(MOST_BYTES))?.map_err(failed)
}

/// All bytes of a stream, or the error that there are more than `max_bytes`; inside, what the stream itself reports.
fn bounded(stream: impl io::Read, origin: &Origin, max_bytes: u64) -> Result<io::Result<Vec<u8>>, SourceError> {
    let mut bytes = Vec::new();
    match stream.take(max_bytes + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > max_bytes => Err(SourceError::TooLarge { origin: origin.clone(), max_bytes }),
        Ok(_) => Ok(Ok(bytes)),
        Err(source) => Ok(Err(source)),
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Write as _, path::PathBuf};

    use flate2::{Compression, write::GzEncoder};

    use super::*;
    use crate::source::{MediaType, WalkOptions, walk};

    fn from_bytes(bytes: &[u8], name: &str) -> Result<Capture, SourceError> {
        let path = (!name.is_empty()).then(|| Path::new(name));
        read_bytes(Origin::StandardInput, bytes.to_vec(), path, &ReadOptions::default())
    }

    fn found(folder: &Path) -> Vec<Found> {
        walk(&[folder.to_path_buf()], &WalkOptions::default()).expect("the folder can be walked").files
    }

    #[test]
    fn a_file_is_read_with_its_sidecar() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::write(folder.path().join("a.md"), "# Who decides\n").expect("files can be written");
        fs::write(folder.path().join("a.meta.toml"), "author = \"A. One\"\n").expect("files can be written");
        let found = found(folder.path());
        let capture = read(found.first().expect("it is found"), &ReadOptions::default()).expect("it is read");
        assert_eq!((capture.media_type, capture.charset), (MediaType::Markdown, "UTF-8"));
        assert_eq!(capture.sidecar.author, ["A. One"]);
    }

    #[test]
    fn a_file_that_vanishes_before_it_is_read_is_named() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::write(folder.path().join("a.md"), "text").expect("files can be written");
        let found = found(folder.path());
        fs::remove_file(folder.path().join("a.md")).expect("files can be removed");
        let error = read(found.first().expect("it was found"), &ReadOptions::default()).expect_err("it is gone");
        assert!(matches!(&error, SourceError::Vanished { path } if path.ends_with("a.md")), "{error}");
    }

    #[test]
    fn a_compressed_page_is_read_and_a_cut_off_one_is_named() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"<html><body><p>The owner decides.").expect("bytes can be compressed");
        let packed = encoder.finish().expect("bytes can be compressed");
        let capture = from_bytes(&packed, "a.html.gz").expect("it is read");
        assert_eq!(capture.media_type, MediaType::Html);
        assert!(capture.text.contains("decides"));
        let half = packed.get(..packed.len() / 2).expect("half is less");
        assert!(matches!(from_bytes(half, "a.html.gz"), Err(SourceError::Decompress { .. })));
        assert!(matches!(from_bytes(&packed, "a.html"), Err(SourceError::Binary { kind: "a gzip file", .. })));
    }

    #[test]
    fn the_limit_holds_after_decompression() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b'a'; 1 << 20]).expect("bytes can be compressed");
        let packed = encoder.finish().expect("bytes can be compressed");
        let options = ReadOptions { max_bytes: 1 << 19 };
        let error = read_bytes(Origin::StandardInput, packed, Some(Path::new("a.txt.gz")), &options)
            .expect_err("it is larger than the limit");
        assert!(matches!(error, SourceError::TooLarge { max_bytes: 524_288, .. }), "{error}");
        let plain = read_stream(Origin::StandardInput, io::repeat(b'a'), None, &options);
        assert!(matches!(plain, Err(SourceError::TooLarge { .. })));
    }

    #[test]
    fn what_holds_no_text_is_named() {
        assert!(matches!(from_bytes(b"%PDF-1.4 x", "a.txt"), Err(SourceError::Binary { kind: "a PDF document", .. })));
        for data in [b"{\"a\": [1]}\n".as_slice(), b"{\"a\": 1}\n{\"a\": 2}\n", b"[1, 2]"] {
            assert!(matches!(from_bytes(data, "a.json"), Err(SourceError::Binary { kind: "JSON data", .. })));
        }
        assert!(from_bytes(b"[1] is where it begins", "notes").is_ok() && from_bytes(b"[1, 2]", "a.txt").is_ok());
        assert!(matches!(from_bytes(b"", ""), Err(SourceError::Empty { .. })));
        assert!(matches!(from_bytes(b"\xef\xbb\xbf \r\n", "a.md"), Err(SourceError::Empty { .. })));
    }

    #[test]
    fn utf16_is_text_for_all_its_zeros() {
        let bytes: Vec<u8> = "\u{feff}The owner decides.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let capture = from_bytes(&bytes, "a.txt").expect("it is text");
        assert_eq!((capture.text.as_str(), capture.charset), ("The owner decides.", "UTF-16LE"));
    }

    #[test]
    fn one_line_of_many_megabytes_is_read() {
        let line = "the owner decides ".repeat(1_000_000);
        let capture = from_bytes(line.as_bytes(), "a.txt").expect("it is below the limit");
        assert_eq!(capture.text.len(), line.len());
    }

    #[test]
    fn every_error_reads_as_a_sentence() {
        let path = || PathBuf::from("a/b.html");
        let origin = || Origin::File { root: "a".into(), relative: "b.html".to_owned() };
        let system = || io::Error::new(io::ErrorKind::PermissionDenied, "permission denied");
        let errors = [
            SourceError::Missing { path: path() },
            SourceError::NothingToRead { path: path(), skipped: 0, first: None },
            SourceError::NothingToRead {
                path: path(),
                skipped: 2,
                first: Some("`scan.pdf`, it is no text".to_owned()),
            },
            SourceError::NotAFile { path: path() },
            SourceError::Read { path: path(), source: system() },
            SourceError::Vanished { path: path() },
            SourceError::Decompress { path: path(), source: system() },
            SourceError::Binary { origin: origin(), kind: "a PDF document" },
            SourceError::TooLarge { origin: origin(), max_bytes: DEFAULT_MAX_BYTES },
            SourceError::Empty { origin: origin() },
            SourceError::Sidecar { path: path(), line: 2, detail: "unknown key `x`".to_owned() },
        ];
        let told: Vec<String> =
            errors.iter().map(|error| format!("{error}\n  {}", error.hint().unwrap_or("(no hint)"))).collect();
        insta::assert_snapshot!(told.join("\n"));
    }
}
