//! Keys that are keys, but that no random source makes.

use crate::key_bytes::KeyBytes;

/// What makes a key easy to guess. It works all the same, and objects may exist under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyWarning {
    /// One byte, 32 times.
    AllBytesEqual,
    /// A pattern of 2, 4, 8 or 16 bytes that repeats.
    RepeatingPattern,
    /// Each byte is the one before plus the same number.
    CountingBytes,
    /// ASCII text only, line ends included: likely a password, or hex or base64 of a shorter key that was not decoded.
    LooksLikeText,
}

impl KeyWarning {
    /// Stable kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AllBytesEqual => "all-bytes-equal",
            Self::RepeatingPattern => "repeating-pattern",
            Self::CountingBytes => "counting-bytes",
            Self::LooksLikeText => "looks-like-text",
        }
    }
}

/// Why these bytes would be easy to guess as a key.
pub(crate) fn warning_of(key: &KeyBytes) -> Option<KeyWarning> {
    let bytes = key.expose();
    let repeats = |period: usize| bytes.iter().zip(bytes.iter().skip(period)).all(|(one, other)| one == other);
    let mut steps = bytes.iter().zip(bytes.iter().skip(1)).map(|(one, next)| next.wrapping_sub(*one));
    let first = steps.next();
    if repeats(1) {
        Some(KeyWarning::AllBytesEqual)
    } else if steps.all(|step| Some(step) == first) {
        Some(KeyWarning::CountingBytes)
    } else if [2, 4, 8, 16].into_iter().any(repeats) {
        Some(KeyWarning::RepeatingPattern)
    } else if key.looks_like_text() {
        Some(KeyWarning::LooksLikeText)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssec::SseCKey;

    fn warning(bytes: [u8; 32]) -> Option<KeyWarning> {
        SseCKey::from_bytes(bytes).warning()
    }

    #[test]
    fn keys_that_no_random_source_makes_are_warned_of() {
        let made = |byte: fn(u8) -> u8| warning(std::array::from_fn(|at| byte(at as u8)));
        assert_eq!(warning([0; 32]), Some(KeyWarning::AllBytesEqual));
        assert_eq!(warning([b'a'; 32]), Some(KeyWarning::AllBytesEqual));
        assert_eq!(made(|at| at), Some(KeyWarning::CountingBytes));
        assert_eq!(made(|at| 250u8.wrapping_add(3 * at)), Some(KeyWarning::CountingBytes));
        assert_eq!(made(|at| 31 - at), Some(KeyWarning::CountingBytes));
        assert_eq!(made(|at| [0xde, 0xad, 0xbe, 0xef][usize::from(at % 4)]), Some(KeyWarning::RepeatingPattern));
        assert_eq!(made(|at| (at % 16) * (at % 16)), Some(KeyWarning::RepeatingPattern));
        assert_eq!(warning(*b"12345678901234567890123456789012"), Some(KeyWarning::LooksLikeText));
        assert_eq!(warning(*b"d41d8cd98f00b204e9800998ecf8427e"), Some(KeyWarning::LooksLikeText));
    }

    #[test]
    fn a_key_of_which_one_byte_breaks_the_pattern_is_not_warned_of() {
        let mut bytes = [0u8; 32];
        bytes[31] = 1;
        assert_eq!(warning(bytes), None);
        let mut text = *b"12345678901234567890123456789012";
        text[7] = 0x80;
        assert_eq!(warning(text), None);
    }
}
