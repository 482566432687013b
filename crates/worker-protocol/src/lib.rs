//! What a page and its workers say to each other: requests, answers, and how both travel in a `postMessage`.
//!
//! This crate decides the form of messages, for both sides at once. It leaves to the worker what is done for a request
//! and to the page when one is sent. Every request has exactly one answer, in the order of the requests.
//!
//! Passphrases, frames and chunks travel beside a message as a `Uint8Array` whose buffer is transferred, so that they are
//! moved and not copied, and their length is not limited by the message.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod answer;
mod desk;
mod parcel;
mod request;
mod strength;

pub use answer::{Answer, Fault, FoundSettings, ImportFault, Reply};
pub use desk::{Outcome, answered, secret};
pub use parcel::{Packed, Parcel};
pub use request::{DeriveCosts, FrameId, MessageFacts, Request, SettingsCode};
pub use strength::{Hint, Strength, Weakness};

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

/// Longer than any message that has a secret in it: its buffer never moves, so no copy of the secret is left behind.
const ROOM: usize = 1024;

/// A message as bytes; nothing for one that cannot be written, of which there is none.
pub fn encode<T: Serialize>(value: &T) -> Option<Zeroizing<Vec<u8>>> {
    postcard::to_extend(value, Vec::with_capacity(ROOM)).ok().map(Zeroizing::new)
}

/// The message of those bytes; nothing if they are of another version of this crate, or of somebody else.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(value)
}

#[cfg(test)]
mod tests;
