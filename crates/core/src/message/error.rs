//! Every way in which sealing or opening is refused.

use super::lookalike::Lookalike;
use super::suite::Suite;
use super::wrapping::WrappingKeyName;

/// Why a sealed file could not be made, read, unlocked or opened. Holds names, numbers and lengths, no key and no text
/// of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// It is something else, or its first bytes were altered.
    #[error("not a sealed file")]
    NotSealed {
        /// What it is, where its first bytes tell.
        looks_like: Option<Lookalike>,
    },
    /// A message of the format, of a suite that is not supported.
    #[error("made with suite {suite}, which is not supported")]
    UnsupportedSuite {
        /// The suite.
        suite: Suite,
    },
    /// One block instead of frames: it could not be checked before its end.
    #[error("made without frames, which is not supported")]
    NotFramed,
    /// A header that breaks the rules of the format.
    #[error("the header is damaged at byte {offset}: {fault}")]
    MalformedHeader {
        /// What is wrong.
        fault: HeaderFault,
        /// Offset of the field in bytes.
        offset: usize,
    },
    /// A header longer than the reader's limit.
    #[error("the header is longer than {limit} bytes")]
    HeaderTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// More recipients than the reader's limit.
    #[error("the file is for {found} keys, more than {limit}")]
    TooManyDataKeys {
        /// Recipients in the header.
        found: u16,
        /// The limit.
        limit: u16,
    },
    /// Frames longer than are read.
    #[error("frames of {found} bytes are longer than the limit")]
    FrameTooLarge {
        /// Frame length in bytes.
        found: u32,
    },
    /// No key that was given is one of those that the file is for.
    #[error("the file is sealed for other keys")]
    NoKeyFits {
        /// Keys that the file asks for.
        wanted: Vec<WrappingKeyName>,
        /// Recipients of kinds that are not supported, such as keys kept by a service.
        foreign: usize,
    },
    /// A key of the right name did not unwrap the data key.
    #[error("wrong key or passphrase, or the header was altered")]
    CannotUnlock {
        /// The keys that were tried.
        tried: Vec<WrappingKeyName>,
        /// Pairs in the header's context. Of several, the Node SDK's default binds the wrap to another order than the
        /// header's: see FORMAT.md, "Order of context".
        context_pairs: usize,
    },
    /// The header carries another context than was expected.
    #[error("the file belongs elsewhere: its context is not the expected one")]
    ContextDiffers,
    /// The data key was unwrapped, and shows that the header was altered.
    #[error("the header was altered")]
    AlteredHeader,
    /// A frame is not what was sealed.
    #[error("damaged at frame {frame}")]
    TamperedFrame {
        /// Number of the frame, from 1.
        frame: u32,
    },
    /// A frame stands where another one belongs.
    #[error("frame {expected} is missing, another one stands there")]
    FrameOutOfOrder {
        /// Number of the frame that belongs there, from 1.
        expected: u32,
    },
    /// The end came before the last frame was whole.
    #[error("cut short after {frames} whole frames")]
    CutShort {
        /// Whole frames before the cut.
        frames: u32,
    },
    /// Bytes follow the last frame.
    #[error("there are bytes after the end of the sealed file")]
    TrailingBytes,
    /// No sealed file with this header has that length: it was cut or added to.
    #[error("no sealed file of this kind is {found} bytes long")]
    ImpossibleLength {
        /// Length of the message in bytes.
        found: u64,
    },
    /// More frames than the format can number.
    #[error("too long for this frame length")]
    TooManyFrames,
    /// A passphrase of the file asks for more work than is done for a file.
    #[error("the passphrase asks for too much work: {figure} {found}, the limit is {limit}")]
    KdfTooCostly {
        /// Which figure.
        figure: CostFigure,
        /// What the file asks for.
        found: u64,
        /// What is allowed.
        limit: u64,
    },
    /// More passphrases than are tried.
    #[error("the file has {found} passphrases, more than {limit}")]
    TooManyPassphrases {
        /// Passphrases in the header.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// Parameters of a passphrase that are not written as they must be.
    #[error("the parameters of the passphrase are damaged")]
    MalformedPassphrase,
    /// Not `NAMESPACE/NAME`, or too long.
    #[error("a key's name is NAMESPACE/NAME, each of 1 to {limit} bytes")]
    KeyNameNotAllowed {
        /// Longest part in bytes.
        limit: usize,
    },
    /// A key's name in a namespace of keys of another kind.
    #[error("the namespaces aws-kms and sealport-passphrase are for other keys than this")]
    KeyNameReserved,
    /// A key's name, which is written in clear, holds a key of the file or is its passphrase.
    #[error("a key's name holds a key or passphrase of the file, and names are written in clear")]
    KeyNameHoldsSecret,
    /// A context that is not written.
    #[error("this encryption context cannot be written")]
    ContextNotAllowed,
    /// A frame length that is not written.
    #[error("a frame length is a power of two from 128 to 67108864")]
    FrameLengthNotAllowed,
    /// No recipient, or too many.
    #[error("a file is sealed for 1 to {limit} keys")]
    RecipientsNotAllowed {
        /// The limit.
        limit: u16,
    },
    /// A frame, buffer or range that does not belong to this message: a mistake of the caller.
    #[error("no such frame or range in this message")]
    OutOfRange,
}

/// What is wrong with a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderFault {
    /// A suite in a message of a version that does not have it.
    #[error("the suite does not belong to the version")]
    SuiteOfOtherVersion,
    /// Context length, number of pairs and their lengths contradict each other.
    #[error("the lengths in the context do not add up")]
    ContextLength,
    /// A key or value is not UTF-8.
    #[error("the context is not UTF-8")]
    ContextNotUtf8,
    /// The same key twice.
    #[error("the context has a key twice")]
    ContextKeyTwice,
    /// A key that only signed messages have.
    #[error("the context has the key of a signature")]
    ContextKeyOfSignature,
    /// No recipient.
    #[error("it is for no key")]
    NoDataKeys,
    /// Neither framed nor unframed.
    #[error("unknown content type")]
    ContentType,
    /// Frames of length 0.
    #[error("the frame length is 0")]
    FrameLengthZero,
}

/// A figure of a passphrase's cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CostFigure {
    /// Memory in KiB.
    MemoryKib,
    /// Passes over the memory.
    Passes,
    /// Lanes.
    Lanes,
}

impl std::fmt::Display for CostFigure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::MemoryKib => "memory in KiB",
            Self::Passes => "passes",
            Self::Lanes => "lanes",
        })
    }
}

/// The coarse kind of a [`MessageError`], named as the error codes of the upper crates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MessageErrorKind {
    /// Caller: an argument is not acceptable.
    InvalidInput,
    /// Caller: beyond what is read or written.
    TooLarge,
    /// Key: none that was given opens it.
    CannotUnlock,
    /// Key: a passphrase asks for too much work.
    KdfTooCostly,
    /// Object: it was altered.
    Tampered,
    /// Object: its end is missing.
    Truncated,
    /// Object: no sealed file.
    NotSealed,
    /// Object: made in a way that is not supported.
    UnsupportedSuite,
    /// A mistake of ours.
    Bug,
}

impl MessageErrorKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::InvalidInput,
        Self::TooLarge,
        Self::CannotUnlock,
        Self::KdfTooCostly,
        Self::Tampered,
        Self::Truncated,
        Self::NotSealed,
        Self::UnsupportedSuite,
        Self::Bug,
    ];

    /// Stable kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid-input",
            Self::TooLarge => "too-large",
            Self::CannotUnlock => "cannot-unlock",
            Self::KdfTooCostly => "kdf-too-costly",
            Self::Tampered => "tampered",
            Self::Truncated => "truncated",
            Self::NotSealed => "not-sealed",
            Self::UnsupportedSuite => "unsupported-suite",
            Self::Bug => "bug",
        }
    }
}

impl MessageError {
    /// Whose side it is on and what happened, coarsely.
    pub fn kind(&self) -> MessageErrorKind {
        match self {
            Self::NotSealed { .. } => MessageErrorKind::NotSealed,
            Self::UnsupportedSuite { .. } | Self::NotFramed => MessageErrorKind::UnsupportedSuite,
            Self::HeaderTooLarge { .. }
            | Self::TooManyDataKeys { .. }
            | Self::FrameTooLarge { .. }
            | Self::TooManyFrames => MessageErrorKind::TooLarge,
            Self::NoKeyFits { .. } | Self::CannotUnlock { .. } => MessageErrorKind::CannotUnlock,
            Self::KdfTooCostly { .. } | Self::TooManyPassphrases { .. } => MessageErrorKind::KdfTooCostly,
            Self::MalformedHeader { .. }
            | Self::MalformedPassphrase
            | Self::ContextDiffers
            | Self::AlteredHeader
            | Self::TamperedFrame { .. }
            | Self::FrameOutOfOrder { .. }
            | Self::TrailingBytes => MessageErrorKind::Tampered,
            Self::CutShort { .. } | Self::ImpossibleLength { .. } => MessageErrorKind::Truncated,
            Self::KeyNameNotAllowed { .. }
            | Self::KeyNameReserved
            | Self::KeyNameHoldsSecret
            | Self::ContextNotAllowed
            | Self::FrameLengthNotAllowed
            | Self::RecipientsNotAllowed { .. } => MessageErrorKind::InvalidInput,
            Self::OutOfRange => MessageErrorKind::Bug,
        }
    }
}
