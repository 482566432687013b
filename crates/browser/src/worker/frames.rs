//! Frames sealed and opened by the Rust engine, for pages whose browser has no cipher of its own.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use sealport_client::Zeroizing;
use sealport_client::message::{ContentKeys, FoundFrame, FramePosition, MessageError};
use sealport_worker_protocol::{Answer, Fault, MessageFacts, Request};

use super::link::{Failure, Link};
use super::{WorkerAddress, WorkerError};

/// A worker with the Rust engine. Cheap to clone; clones share the worker. Two of them work side by side.
#[derive(Clone)]
pub struct RustEngineWorker {
    link: Link,
    last_message: Rc<Cell<u32>>,
}

impl RustEngineWorker {
    /// For the worker at that address, which is not started yet.
    pub fn new(address: WorkerAddress) -> Self {
        Self { link: Link::new(address), last_message: Rc::default() }
    }

    /// What seals and opens the frames of a message there. The worker forgets its keys when the last clone is dropped.
    pub fn message(&self, keys: &ContentKeys) -> MessageFrames {
        let message = self.last_message.get().wrapping_add(1);
        self.last_message.set(message);
        let told = Cell::new(None);
        MessageFrames(Rc::new(Told { link: self.link.clone(), message, keys: keys.clone(), told }))
    }
}

impl fmt::Debug for RustEngineWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RustEngineWorker")
    }
}

/// Seals and opens frames of one message. Cheap to clone. Frames come back in the order in which they were handed in.
///
/// `Debug` shows no key.
#[derive(Clone, Debug)]
pub struct MessageFrames(Rc<Told>);

struct Told {
    link: Link,
    message: u32,
    keys: ContentKeys,
    /// The number of the worker that knows the message.
    told: Cell<Option<u32>>,
}

impl MessageFrames {
    /// Seals a frame and gives it whole: head, ciphertext, tag.
    ///
    /// The buffer of `plaintext` is given away where nothing else lies in it; otherwise it is copied and stays.
    ///
    /// # Errors
    ///
    /// [`MessageError::OutOfRange`] if the message has no such frame, or `plaintext` is not as long as it.
    ///
    /// # Security
    ///
    /// Two different plaintexts must never be sealed at one position of a message.
    pub async fn seal(&self, position: FramePosition, plaintext: Uint8Array) -> Result<Uint8Array, WorkerError> {
        let request = Request::Seal { message: self.0.message, frame: position.into() };
        self.bytes(&request, plaintext, position).await
    }

    /// Opens a whole frame and gives its plaintext, which was authenticated.
    ///
    /// The buffer of `frame` is given away as in [`MessageFrames::seal`].
    ///
    /// # Errors
    ///
    /// [`MessageError::TamperedFrame`] if the tag does not fit, [`MessageError::OutOfRange`] if `frame` is not exactly the
    /// frame.
    pub async fn open(&self, found: &FoundFrame, frame: Uint8Array) -> Result<Uint8Array, WorkerError> {
        let request = Request::Open { message: self.0.message, frame: found.position.into(), iv: found.iv };
        self.bytes(&request, frame, found.position).await
    }

    async fn bytes(
        &self,
        request: &Request,
        bytes: Uint8Array,
        position: FramePosition,
    ) -> Result<Uint8Array, WorkerError> {
        self.0.tell()?;
        match self.0.link.ask(request, Some(&alone(bytes))).await {
            Ok((Answer::Bytes, Some(bytes))) => Ok(bytes),
            Ok(_) => Err(WorkerError::Protocol),
            Err(Failure::Fault(Fault::Tampered)) => {
                Err(WorkerError::Message(MessageError::TamperedFrame { frame: position.sequence }))
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

impl Told {
    /// Tells the worker of the message, unless it knows.
    fn tell(&self) -> Result<(), WorkerError> {
        let worker = self.link.worker_number()?;
        if self.told.get() != Some(worker) {
            self.link.tell(&Request::AddMessage(MessageFacts {
                message: self.message,
                content_key: Zeroizing::new(*self.keys.expose_content_key()),
                message_id: *self.keys.message_id(),
                frame_len: self.keys.frame_len(),
            }));
            self.told.set(Some(worker));
        }
        Ok(())
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "message {} with {:?}", self.message, self.keys)
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.link.tell(&Request::ForgetMessage { message: self.message });
    }
}

/// The bytes in a buffer of their own, which can be given away.
fn alone(bytes: Uint8Array) -> Uint8Array {
    let buffer: ArrayBuffer = bytes.buffer();
    if buffer.byte_length() == bytes.length() { bytes } else { bytes.slice(0, bytes.length()) }
}
