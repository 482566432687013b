//! The ports: what the client needs of the machine it runs on.
//!
//! Bulk bytes stay in the platform's own buffers: the client moves chunks it cannot look into, so that in a browser they
//! never enter wasm memory.

// Single-threaded by design (a page): no `Send` bounds are wanted.
#![allow(async_fn_in_trait)]

use std::ops::Range;

use sealport_core::message::{ContentKeys, FoundFrame, FramePosition};
use sealport_s3::{AnswerHeaders, SignedRequest, UnixTime};

/// A machine: its network, files and clock.
pub trait Platform: Clone + 'static {
    /// What is uploaded.
    type Source: Source<Chunk = <Self::Body as Body>::Chunk>;
    /// An answer's body.
    type Body: Body;
    /// Where a download goes.
    type Sink: Sink<Chunk = <Self::Body as Body>::Chunk>;
    /// What seals and opens frames.
    type Engine: Engine<Chunk = <Self::Body as Body>::Chunk>;
    /// Where something to upload is put together.
    type Assembly: Assembly<Chunk = <Self::Body as Body>::Chunk, Source = Self::Source>;

    /// The time of day.
    fn now(&self) -> UnixTime;

    /// Fills a buffer from the platform's cryptographic random source.
    ///
    /// # Errors
    ///
    /// [`NoEntropy`] where there is none: there is no other.
    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), NoEntropy>;

    /// A few bytes as something to upload: documents and test objects, never bulk.
    fn source_of(&self, bytes: &[u8]) -> Self::Source;

    /// A few bytes as a chunk: headers and frame heads, never bulk.
    fn chunk_of(&self, bytes: &[u8]) -> <Self::Body as Body>::Chunk;

    /// An engine for the frames of one message.
    ///
    /// # Errors
    ///
    /// [`EngineError::Unavailable`] where this platform has none.
    async fn engine(&self, keys: &ContentKeys) -> Result<Self::Engine, EngineError>;

    /// An empty assembly, for that many bytes.
    async fn assembly(&self, len: u64) -> Self::Assembly;

    /// Sends a request, with the whole of `upload` as its body if there is one. Any status is an answer.
    ///
    /// Uses no cache, follows no redirect, sends no cookies, and refuses where its own reading of the address has another
    /// origin than the request. Dropping the future aborts the request. `on_sent` hears how many bytes of the body were
    /// sent so far; what it hears last, before an answer, is all that was sent.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when there is no answer.
    async fn send<F: FnMut(u64)>(
        &self,
        request: &SignedRequest,
        upload: Option<Upload<'_, Self::Source>>,
        on_sent: F,
    ) -> Result<Answer<Self::Body>, TransportError>;

    /// Moves the rest of a body into a sink, and returns the number of bytes. Dropping the future stops it.
    ///
    /// `on_moved` hears from time to time how many bytes were moved so far. The loop given here is right everywhere; a
    /// platform whose streams can be joined without a turn through this code for each chunk is quicker with its own.
    ///
    /// # Errors
    ///
    /// [`PourError`]: of the way here or of the sink.
    async fn pour<F: FnMut(u64)>(
        &self,
        body: Self::Body,
        sink: &mut Self::Sink,
        on_moved: F,
    ) -> Result<u64, PourError> {
        pour_by_chunks(body, sink, on_moved).await
    }
}

/// Moves the rest of a body into a sink, one chunk after the other: what [`Platform::pour`] does where nothing is quicker.
///
/// # Errors
///
/// [`PourError`]: of the way here or of the sink.
pub async fn pour_by_chunks<B: Body, S: Sink<Chunk = B::Chunk>>(
    mut body: B,
    sink: &mut S,
    mut on_moved: impl FnMut(u64),
) -> Result<u64, PourError> {
    let mut moved: u64 = 0;
    while let Some(chunk) = body.next().await? {
        moved += chunk.len() as u64;
        sink.write(chunk).await?;
        on_moved(moved);
    }
    Ok(moved)
}

/// A body to send.
#[derive(Debug)]
pub struct Upload<'a, S> {
    /// Its bytes.
    pub source: &'a S,
    /// The answer must not come by a redirect, at the price of progress where a platform has only one of both.
    pub forbid_redirect: bool,
}

impl<S> Clone for Upload<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Upload<'_, S> {}

/// The platform's random source failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this device gives no random bytes")]
pub struct NoEntropy;

/// An answer whose body is still to be read.
#[derive(Debug)]
pub struct Answer<B> {
    /// HTTP status.
    pub status: u16,
    /// Headers, as far as the platform lets them be seen.
    pub headers: AnswerHeaders,
    /// Body.
    pub body: B,
}

/// A body that comes in chunks.
pub trait Body {
    /// A piece of it, in the platform's own memory.
    type Chunk: Chunk;

    /// The next chunk, `None` after the last.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when the connection breaks.
    async fn next(&mut self) -> Result<Option<Self::Chunk>, TransportError>;

    /// The next `len` bytes as one chunk; fewer only at the end of the body.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when the connection breaks.
    async fn next_exact(&mut self, len: usize) -> Result<Self::Chunk, TransportError>;
}

/// Bytes in the platform's own memory.
pub trait Chunk: Clone + 'static {
    /// Number of bytes.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies the bytes out: for errors and listings, never for bulk.
    fn append_to(&self, buffer: &mut Vec<u8>);

    /// A part of it, without a copy where the platform can. What is beyond the end is left out.
    fn slice(&self, range: Range<usize>) -> Self;
}

/// A file to upload.
pub trait Source: Clone + 'static {
    /// What it is read in.
    type Chunk: Chunk;

    /// Its length in bytes.
    fn len(&self) -> u64;

    /// Whether it has no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it can still be read as it was chosen: a file that changed on the disk since cannot.
    async fn is_unchanged(&self) -> bool;

    /// Reads a range of it, in bytes.
    ///
    /// # Errors
    ///
    /// [`TransportError::SourceChanged`] where not all of the range can be read any more.
    async fn read(&self, range: Range<u64>) -> Result<Self::Chunk, TransportError>;
}

/// Seals and opens the frames of one message, on the platform's own buffers. Calls may overlap.
pub trait Engine: Clone + 'static {
    /// What it works on.
    type Chunk: Chunk;

    /// The ciphertext and tag of a frame: 16 bytes longer than the plaintext. The head goes before it.
    ///
    /// # Errors
    ///
    /// [`EngineError::Unavailable`].
    async fn seal(&self, position: FramePosition, plaintext: Self::Chunk) -> Result<Self::Chunk, EngineError>;

    /// The plaintext of a frame, from its ciphertext and tag, after the tag was checked.
    ///
    /// # Errors
    ///
    /// [`EngineError::NotAuthentic`], [`EngineError::Unavailable`].
    async fn open(&self, found: &FoundFrame, sealed: Self::Chunk) -> Result<Self::Chunk, EngineError>;
}

/// Something to upload, put together of chunks. Memory stays bounded where the platform can keep the bytes elsewhere.
pub trait Assembly: Sink {
    /// What it becomes.
    type Source;

    /// All that was written.
    ///
    /// # Errors
    ///
    /// [`SinkError`] where it cannot be made.
    async fn into_source(self) -> Result<Self::Source, SinkError>;
}

/// Where a download is written. Nothing shows under the final name before [`Sink::commit`].
pub trait Sink {
    /// What it takes.
    type Chunk;

    /// Appends a chunk.
    ///
    /// # Errors
    ///
    /// [`SinkError`] when it cannot take more.
    async fn write(&mut self, chunk: Self::Chunk) -> Result<(), SinkError>;

    /// Makes the file appear, whole.
    ///
    /// # Errors
    ///
    /// [`SinkError`] when that fails; then nothing appears.
    async fn commit(self) -> Result<(), SinkError>;

    /// Forgets all that was written.
    async fn discard(self);
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection, or an answer that this page may not read, or a redirect: a browser does not tell them apart.
    #[error("there was no answer, or one that this page may not read")]
    NetworkOrCors,
    /// The source could not be read, most likely since the file changed after it was chosen.
    #[error("the file changed or vanished while it was read")]
    SourceChanged,
    /// The answer came from another origin than the one asked.
    #[error("the storage passed the request on to another server")]
    Redirected,
    /// The platform reads the address as another origin than the request was made for.
    #[error("the address of the request is read differently here; it was not sent")]
    OriginMismatch,
    /// The platform lacks something.
    #[error("this browser lacks {0}")]
    Unsupported(&'static str),
}

/// Why a download could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// The disk or the quota is full.
    #[error("there is no room for the file on this device")]
    StorageFull,
    /// More than this sink can hold, in bytes.
    #[error("this browser can save at most {limit} bytes of one file in memory")]
    TooLarge {
        /// The most it holds, in bytes.
        limit: u64,
    },
    /// The person closed the save dialog.
    #[error("no place to save was chosen")]
    Dismissed,
    /// Any other failure to write; what the platform calls it.
    #[error("the file could not be written ({0})")]
    Failed(String),
}

/// What stopped a body on its way into a sink.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PourError {
    /// The connection.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The sink.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

/// Why a frame was not sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The frame is not what was sealed, or not under this key.
    #[error("the tag does not belong to the frame")]
    NotAuthentic,
    /// The platform cannot do it; what it says of that.
    #[error("this browser cannot encrypt here ({0})")]
    Unavailable(String),
}
