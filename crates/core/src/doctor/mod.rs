//! What is wrong with something that is not a key, and whether it has exactly one other reading.
//!
//! This module decides on the name of the fault. It never makes a key of a damaged one: a repair is done by
//! `import`, and only when the caller hands back the very diagnosis that a person was shown. It leaves to others the
//! words for people and the question.

use std::fmt;

mod container;
mod examine;
mod hex;
mod md5;
mod nearly;
mod warning;

pub use container::KeyContainer;
pub(crate) use examine::{Finding, MAX_FILE_LEN, examine_file, examine_text, read_file, read_text};
pub use md5::{Md5Covers, Md5Diagnosis, Md5Form};
pub use warning::KeyWarning;
pub(crate) use warning::warning_of;

/// In which form bytes were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyForm {
    /// The bytes themselves, as a file has them.
    Raw,
    /// Base64, in either alphabet.
    Base64,
    /// Hex digits.
    Hex,
}

impl KeyForm {
    /// Stable name: `raw`, `base64` or `hex`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Base64 => "base64",
            Self::Hex => "hex",
        }
    }
}

/// Why a text or file is no key, SSE-C or sealing. Carries lengths, positions and kinds, never content.
///
/// Lengths named `found` are bytes after decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyDiagnosis {
    /// Nothing was given.
    Empty,
    /// A file that is too long to be a key; its content was not looked at.
    FileTooLong {
        /// Bytes of the file.
        found: u64,
    },
    /// 29 to 31 bytes: what remains when a shell variable drops zero bytes, line ends and spaces of a random key.
    BytesLost {
        /// Bytes found.
        found: usize,
        /// How they were given.
        form: KeyForm,
    },
    /// Decoded well, but not to 32 bytes, and not in a way that has a name of its own.
    WrongLength {
        /// Bytes found.
        found: usize,
        /// How they were given.
        form: KeyForm,
    },
    /// 32 bytes and a line end after them. Repairable.
    LineEndAttached {
        /// Bytes found, 33 or 34.
        found: usize,
        /// How they were given.
        form: KeyForm,
    },
    /// A key that was encoded, then encoded again. Repairable.
    EncodedTwice {
        /// The encoding to undo first.
        outer: KeyForm,
        /// The encoding inside.
        inner: KeyForm,
    },
    /// A whole key with characters in or around it that do not count: spaces, line breaks, quotes, colons, `0x`,
    /// surplus `=`, percent-escapes. Repairable.
    ExtraCharacters {
        /// The encoding without them.
        form: KeyForm,
        /// How many.
        count: usize,
    },
    /// One base64 key with other words before or after it, such as a header line. Repairable.
    AmongText,
    /// Several keys, such as one on each line. Nothing tells which is meant.
    SeveralKeys {
        /// How many different ones.
        count: usize,
    },
    /// Base64 of 32 bytes in which each `+` became a space, as readers of forms and addresses make it. Repairable.
    PlusesBecameSpaces {
        /// How many.
        count: usize,
    },
    /// Base64 of 32 bytes with `+` or `/` beside `-` or `_`. Repairable.
    MixedAlphabets,
    /// Hex digits, but not 64.
    HexLength {
        /// Hex digits found.
        digits: usize,
    },
    /// Base64 with characters missing or too many: its length cannot come about by encoding, or not from a key.
    Base64Length {
        /// Characters without the `=` at the end.
        symbols: usize,
    },
    /// 43 characters of base64 of which the last one carries bits that no key has.
    Base64LastCharacter,
    /// Nearly base64 or hex of a key, but for a few characters that do not belong to it.
    ForeignCharacters {
        /// The encoding it nearly is.
        form: KeyForm,
        /// How many.
        count: usize,
        /// Where the first one stands, counted from 1, without white space around the text.
        position: usize,
    },
    /// 16 bytes: an MD5 has that length, the SSE-C MD5 header among them.
    LikeMd5 {
        /// How they were given.
        form: KeyForm,
    },
    /// 32 printable characters that are neither base64 nor hex of a key. Some tools take them as the 32 bytes.
    /// Repairable.
    ThirtyTwoCharacters,
    /// UTF-16, as some Windows programs write text. Repairable if it holds a key.
    Utf16 {
        /// Whether the text is a key.
        holds_key: bool,
    },
    /// A key as text behind a byte order mark. Repairable.
    ByteOrderMark,
    /// 32 bytes of which each was stored as a UTF-8 character, so that the high ones became two. Repairable.
    BytesAsCharacters {
        /// Bytes of the file.
        found: usize,
    },
    /// Bytes that a program could not read as text were replaced by U+FFFD: they are gone.
    ReplacedBytes {
        /// Bytes of the file.
        found: usize,
        /// Replacement characters found.
        count: usize,
    },
    /// Another kind of key or file.
    OtherFile {
        /// Which.
        container: KeyContainer,
    },
    /// Neither base64 nor hex, nor anything known.
    NotEncoded {
        /// Bytes of the text, without white space around it.
        found: usize,
    },
}

impl KeyDiagnosis {
    /// Stable kebab-case name of the variant.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::FileTooLong { .. } => "file-too-long",
            Self::BytesLost { .. } => "bytes-lost",
            Self::WrongLength { .. } => "wrong-length",
            Self::LineEndAttached { .. } => "line-end-attached",
            Self::EncodedTwice { .. } => "encoded-twice",
            Self::ExtraCharacters { .. } => "extra-characters",
            Self::AmongText => "among-text",
            Self::SeveralKeys { .. } => "several-keys",
            Self::PlusesBecameSpaces { .. } => "pluses-became-spaces",
            Self::MixedAlphabets => "mixed-alphabets",
            Self::HexLength { .. } => "hex-length",
            Self::Base64Length { .. } => "base64-length",
            Self::Base64LastCharacter => "base64-last-character",
            Self::ForeignCharacters { .. } => "foreign-characters",
            Self::LikeMd5 { .. } => "like-md5",
            Self::ThirtyTwoCharacters => "thirty-two-characters",
            Self::Utf16 { .. } => "utf-16",
            Self::ByteOrderMark => "byte-order-mark",
            Self::BytesAsCharacters { .. } => "bytes-as-characters",
            Self::ReplacedBytes { .. } => "replaced-bytes",
            Self::OtherFile { .. } => "other-file",
            Self::NotEncoded { .. } => "not-encoded",
        }
    }

    /// Bytes found, where the diagnosis is about a number of bytes.
    pub fn found(&self) -> Option<u64> {
        match *self {
            Self::Empty => Some(0),
            Self::FileTooLong { found } => Some(found),
            Self::BytesLost { found, .. }
            | Self::WrongLength { found, .. }
            | Self::LineEndAttached { found, .. }
            | Self::BytesAsCharacters { found }
            | Self::ReplacedBytes { found, .. }
            | Self::NotEncoded { found } => Some(found as u64),
            Self::LikeMd5 { .. } => Some(16),
            _ => None,
        }
    }

    /// Whether what was given has exactly one reading as a key, so that a person may ask for it
    /// (`repair_text` and `repair_file` of either type of key).
    pub fn is_repairable(&self) -> bool {
        matches!(
            self,
            Self::LineEndAttached { .. }
                | Self::EncodedTwice { .. }
                | Self::ExtraCharacters { .. }
                | Self::AmongText
                | Self::PlusesBecameSpaces { .. }
                | Self::MixedAlphabets
                | Self::ThirtyTwoCharacters
                | Self::Utf16 { holds_key: true }
                | Self::ByteOrderMark
                | Self::BytesAsCharacters { .. }
        )
    }
}

/// One short line of the kind and the number of bytes; the page has words for people.
impl fmt::Display for KeyDiagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a 256-bit key (")?;
        f.write_str(self.kind())?;
        if let Some(found) = self.found() {
            write!(f, ", {found} bytes found")?;
        }
        f.write_str("): 32 bytes are needed, in base64, in hex or as a file")
    }
}

impl std::error::Error for KeyDiagnosis {}

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
