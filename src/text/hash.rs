//! Hashes of words that are the same on every machine and in every version: they are stored. Not for security.

/// FNV-1a, 64 bits.
#[must_use]
pub fn word_hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finisher of `SplitMix64`: every bit of the result depends on every bit of `number`.
#[must_use]
pub const fn mix(mut number: u64) -> u64 {
    number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// One hash of a run of hashes, in their order.
#[must_use]
pub fn run_hash<'run>(run: impl IntoIterator<Item = &'run u64>) -> u64 {
    run.into_iter().fold(0, |joined, &word| mix(joined ^ word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_stay_what_they_are() {
        assert_eq!(word_hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(word_hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
        assert_ne!(run_hash(&[1, 2]), run_hash(&[2, 1]));
    }
}
