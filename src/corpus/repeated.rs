//! Blocks that stand in several sources of one site: its furniture.

use std::collections::BTreeMap;

/// A block that stands in so many sources of a site is furniture. Copies of one text count as one source: three
/// copies of an article do not make furniture of its paragraphs.
const MIN_VOICES: usize = 3;

/// A source as far as its blocks matter here.
#[derive(Clone, Copy, Debug)]
pub struct Blocks<'profile> {
    /// Its site; blocks are not compared where it is empty.
    pub site: &'profile str,
    /// Its blocks, each once.
    pub blocks: &'profile [u64],
    /// The group of copies that it belongs to; a number of its own where it belongs to none.
    pub voice: usize,
}

/// For each source which of its blocks stand in three or more voices of its site, in the order of its blocks.
#[must_use]
pub fn repeated(sources: &[Blocks<'_>]) -> Vec<Vec<u64>> {
    let mut by_site: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, source) in sources.iter().enumerate().filter(|(_, source)| !source.site.is_empty()) {
        by_site.entry(source.site).or_default().push(at);
    }
    let mut repeated = vec![Vec::new(); sources.len()];
    for members in by_site.values().filter(|members| members.len() >= MIN_VOICES) {
        let of_site = || members.iter().filter_map(|&at| Some((at, sources.get(at)?)));
        let mut said: Vec<(u64, usize)> =
            of_site().flat_map(|(_, source)| source.blocks.iter().map(|&block| (block, source.voice))).collect();
        said.sort_unstable();
        said.dedup();
        let furniture: Vec<u64> = said
            .chunk_by(|(one, _), (other, _)| one == other)
            .filter(|voices| voices.len() >= MIN_VOICES)
            .filter_map(|voices| voices.first().map(|&(block, _)| block))
            .collect();
        for (at, source) in of_site() {
            let found = source.blocks.iter().filter(|block| furniture.binary_search(block).is_ok());
            if let Some(slot) = repeated.get_mut(at) {
                slot.extend(found);
            }
        }
    }
    repeated
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sources: &[(&str, &[u64], usize)]) -> Vec<Vec<u64>> {
        let sources: Vec<Blocks<'_>> =
            sources.iter().map(|&(site, blocks, voice)| Blocks { site, blocks, voice }).collect();
        repeated(&sources)
    }

    #[test]
    fn a_block_in_three_sources_of_one_site_is_furniture() {
        assert_eq!(of(&[("a", &[1, 2], 0), ("a", &[2, 3], 1), ("a", &[2], 2)]), [[2], [2], [2]]);
        assert_eq!(of(&[("a", &[2], 0), ("a", &[2], 1), ("b", &[2], 2)]), [[]; 3] as [[u64; 0]; 3]);
        assert_eq!(of(&[("", &[2], 0), ("", &[2], 1), ("", &[2], 2)]), [[]; 3] as [[u64; 0]; 3]);
    }

    #[test]
    fn copies_of_one_text_are_one_voice() {
        assert_eq!(of(&[("a", &[2], 0), ("a", &[2], 0), ("a", &[2], 0), ("a", &[2], 1)]), [[]; 4] as [[u64; 0]; 4]);
    }
}
