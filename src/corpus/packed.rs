//! Sorted hashes as bytes: each as its distance from the one before, seven bits a byte, low bits first (LEB128). Two to
//! three bytes for a hash of an article's shingles, which has 24 bits.

/// Packs a sorted list.
#[must_use]
pub fn pack(sorted: &[u32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4 * sorted.len());
    let mut before = 0;
    for &number in sorted {
        let mut rest = number.wrapping_sub(before);
        before = number;
        while rest >= 0x80 {
            bytes.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push((rest & 0x7f) as u8);
    }
    bytes
}

/// The list that was packed. Bytes that are no such list give some list; none makes it panic.
#[must_use]
pub fn unpack(bytes: &[u8]) -> Vec<u32> {
    let (mut numbers, mut number, mut rest, mut shift) = (Vec::with_capacity(bytes.len() / 3), 0_u32, 0_u32, 0);
    for &byte in bytes {
        rest |= u32::from(byte & 0x7f).wrapping_shl(shift);
        shift += 7;
        if byte & 0x80 == 0 {
            number = number.wrapping_add(rest);
            numbers.push(number);
            (rest, shift) = (0, 0);
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(mut numbers in proptest::collection::vec(any::<u32>(), 0..200)) {
            numbers.sort_unstable();
            prop_assert_eq!(unpack(&pack(&numbers)), numbers);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }
}
