//! Reads each page of a folder of `.html.gz` with dom_smoothie on one thread; prints how many had content.

use std::{env, error::Error, fs, io::Read as _};

use dom_smoothie::Readability;
use flate2::read::MultiGzDecoder;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("which folder?")?;
    let mut with_content = 0;
    for entry in fs::read_dir(folder)? {
        let mut page = Vec::new();
        MultiGzDecoder::new(fs::File::open(entry?.path())?).read_to_end(&mut page)?;
        let page = String::from_utf8_lossy(&page).into_owned();
        let content = Readability::new(page, None, None).and_then(|mut reader| reader.parse());
        with_content += usize::from(content.is_ok_and(|content| !content.text_content.is_empty()));
    }
    println!("{with_content} pages with content");
    Ok(())
}
