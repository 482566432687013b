//! Sealed files: what their bytes mean, free of I/O, clock and random source.
//!
//! This module decides how a header is written and read, which wrap is tried with which key, when a header or a frame
//! is believed, and where every byte of a sealed file lies. It leaves to others where bytes come from and go to, the
//! derivation of passphrases (Argon2id), and bulk encryption where something faster than [`RustEngine`] is at hand:
//! head, IV, associated data and content key of every frame are public for it.
//!
//! The usual ways:
//! * sealing: [`NewMessage::generate`], [`NewMessage::seal`], then [`Layout`] with [`RustEngine`] (any frame at any time)
//!   or a [`Sealer`] (in order, of unknown length);
//! * opening: [`HeaderReader`] until there is a [`Header`], [`Header::unlock`], then [`Layout::of_message`] with
//!   [`FoundFrame::parse_at`] (any frame at any time) or an [`Opener`] (in order).
//!
//! Spec: AWS Encryption SDK message format, version 2, suite 0x0478.

mod aead;
mod bytes;
mod content_keys;
mod context;
mod data_key;
mod engine;
mod error;
mod frame;
mod header;
mod header_reader;
mod layout;
mod lookalike;
mod new_message;
mod opener;
mod passphrase;
mod sealer;
mod spilled;
mod suite;
mod unlock;
mod wrapping;

pub use bytes::ShortBytes;
pub use content_keys::ContentKeys;
pub use context::EncryptionContext;
pub use data_key::DataKey;
pub use engine::RustEngine;
pub use error::{CostFigure, HeaderFault, MessageError, MessageErrorKind};
pub use frame::{FRAME_OVERHEAD, FoundFrame, FramePosition, HeadProgress};
pub use header::{EncryptedDataKey, Header, HeaderLimits, HeaderProgress};
pub use header_reader::HeaderReader;
pub use layout::{FinalForm, Layout, MessageSpan, PlaintextSpan};
pub use lookalike::Lookalike;
pub use new_message::{DEFAULT_FRAME_LEN, MAX_OWN_NAME_LEN, NewMessage, Recipient, SealedHeader, assemble};
pub use opener::Opener;
pub use passphrase::{PassphraseParams, passphrase_bytes};
pub use sealer::Sealer;
pub use suite::Suite;
pub use wrapping::{WRAP_IV_LEN, WrappingKey, WrappingKeyName};

/// Longest frame that is read, in bytes.
pub const MAX_FRAME_LEN: u32 = 64 << 20;

/// Length of a GCM tag in bytes.
pub const TAG_LEN: usize = 16;

#[cfg(test)]
mod tests;
