//! Lists of hashes as one string of hexadecimal digits: a third of the length of a list of numbers.

use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

/// A number of fixed width.
pub(crate) trait Digits: Copy {
    const WIDTH: usize;
    fn digits(self) -> String;
    fn parse(digits: &str) -> Option<Self>;
}

impl Digits for u32 {
    const WIDTH: usize = 8;
    fn digits(self) -> String {
        format!("{self:08x}")
    }
    fn parse(digits: &str) -> Option<Self> {
        Self::from_str_radix(digits, 16).ok()
    }
}

impl Digits for u64 {
    const WIDTH: usize = 16;
    fn digits(self) -> String {
        format!("{self:016x}")
    }
    fn parse(digits: &str) -> Option<Self> {
        Self::from_str_radix(digits, 16).ok()
    }
}

pub(crate) fn serialize<T: Digits, S: Serializer>(list: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let digits: String = list.iter().map(|number| number.digits()).collect();
    serializer.serialize_str(&digits)
}

pub(crate) fn deserialize<'de, T: Digits, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let digits = String::deserialize(deserializer)?;
    let pieces = digits.as_bytes().chunks(T::WIDTH).map(|piece| std::str::from_utf8(piece).ok().and_then(T::parse));
    pieces.collect::<Option<_>>().ok_or_else(|| D::Error::custom("a list of hashes is not in hexadecimal digits"))
}
