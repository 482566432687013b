//! Sealed files as virtual files: any range of the sealed form from a plaintext, any range of a plaintext from the sealed
//! form, frame by frame, over the ports.
//!
//! What a header, a frame and a length are is `sealport-core`'s; which cipher runs where is the platform's. Here is
//! decided what is read, how much of it is under way at once, and that nothing is handed on before it was checked.

mod keys;
mod local;
mod object;
mod open;
mod reference;
mod seal;

use crate::platform::{Body, Platform};

pub use keys::{SealedReceipt, SealingKeys};
pub use local::{LocalFile, SealedFile, look_at, open_file, seal_file};
pub use object::SealedObject;
pub use reference::ReferenceEngine;
pub use seal::SealedSource;

/// What a platform moves bytes in.
type ChunkOf<P> = <<P as Platform>::Body as Body>::Chunk;

/// Frames that are in the cipher at once. Four to sixteen are as quick as any number (performance.md).
const FRAMES_IN_FLIGHT: usize = 8;
/// How much is read at once, in bytes: at least a frame.
const READ_LEN: u64 = 4 << 20;
/// Reads under way at once: one while the frames of another are in the cipher.
const READS_IN_FLIGHT: usize = 2;
