//! From a plaintext to any range of its sealed form.

use std::ops::Range;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use sealport_core::message::{FoundFrame, FramePosition, Layout, SealedHeader};
use sealport_s3::ErrorCode;

use super::SealingKeys;
use super::local::unchanged;
use super::{ChunkOf, READ_LEN, READS_IN_FLIGHT};
use crate::error::ClientError;
use crate::platform::{Assembly, Chunk, Engine, EngineError, Platform, Sink, Source, TransportError};

/// The sealed form of a plaintext as a virtual file: its length is known, and any range of it can be made, again too.
#[derive(Debug)]
pub struct SealedSource<P: Platform> {
    platform: P,
    plaintext: P::Source,
    header: SealedHeader,
    layout: Layout,
    /// Whether each frame is opened again before it is handed on.
    verify: bool,
    frames_in_flight: usize,
}

impl<P: Platform> SealedSource<P> {
    /// A new message for a plaintext: fresh data key and message id, so that nothing is ever sealed twice under the same.
    /// Reads nothing yet.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: invalid input for no key or too many of them, too large, no random bytes on this device.
    pub fn new(platform: &P, plaintext: &P::Source, keys: &SealingKeys) -> Result<Self, ClientError> {
        let (header, layout) = keys.begin(platform, plaintext.len())?;
        let (platform, plaintext) = (platform.clone(), plaintext.clone());
        let (verify, frames_in_flight) = (keys.verifies(), keys.frames_in_flight());
        Ok(Self { platform, plaintext, header, layout, verify, frames_in_flight })
    }

    /// Where its frames lie; how long it is.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Length of the sealed form in bytes.
    pub fn message_len(&self) -> u64 {
        self.layout.message_len()
    }

    /// Writes a range of the sealed form, in bytes, into a sink. `on_sealed` hears how many of them are written so far.
    ///
    /// Frames that the range cuts are sealed whole and cut then: the same bytes whatever the ranges are.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: source changed, memory fault, unsupported browser, and what the sink refuses.
    pub async fn write_range<S: Sink<Chunk = ChunkOf<P>>>(
        &self,
        range: Range<u64>,
        sink: &mut S,
        mut on_sealed: impl FnMut(u64),
    ) -> Result<(), ClientError> {
        let span = self.layout.message_span(range)?;
        let mut cut = Cut { skip: span.skip, left: span.len, written: 0 };
        if let Some(header) = slice_of(&self.header.bytes, &span.header).filter(|header| !header.is_empty()) {
            sink.write(self.platform.chunk_of(header)).await?;
            cut.written += header.len() as u64;
            on_sealed(cut.written);
        }
        if span.frames.is_empty() {
            return Ok(());
        }
        let engine = self.platform.engine(&self.header.keys).await?;
        let sealed = stream::iter(reads(&self.layout, span.frames))
            .map(|frames| self.read(frames))
            .buffered(READS_IN_FLIGHT)
            .map_ok(|frames| stream::iter(frames).map(Ok))
            .try_flatten()
            .map(|read| seal_one(&engine, self.verify, read))
            .buffered(self.frames_in_flight);
        let mut sealed = std::pin::pin!(sealed);
        while let Some((position, body)) = sealed.try_next().await? {
            let head = self.platform.chunk_of(&position.head());
            for piece in [head, body] {
                if let Some(piece) = cut.take(piece) {
                    sink.write(piece).await?;
                }
            }
            on_sealed(cut.written);
        }
        unchanged(&self.plaintext).await
    }

    /// The whole sealed form as something to upload. `on_sealed` hears how many bytes of it are made.
    ///
    /// # Errors
    ///
    /// As [`SealedSource::write_range`].
    pub async fn assemble(&self, on_sealed: impl FnMut(u64)) -> Result<P::Source, ClientError> {
        let mut assembly = self.platform.assembly(self.message_len()).await;
        match self.write_range(0..self.message_len(), &mut assembly, on_sealed).await {
            Ok(()) => Ok(assembly.into_source().await?),
            Err(error) => {
                assembly.discard().await;
                Err(error)
            }
        }
    }

    /// Reads the plaintext of some frames at once, and takes it apart.
    async fn read(&self, frames: Range<u32>) -> Result<Vec<(FramePosition, ChunkOf<P>)>, ClientError> {
        let plaintext = |index| self.layout.frame_plaintext(index).unwrap_or_default();
        let start = plaintext(frames.start).start;
        let end = plaintext(frames.end.saturating_sub(1)).end;
        let chunk = self.plaintext.read(start..end).await?;
        if chunk.len() as u64 != end - start {
            return Err(TransportError::SourceChanged.into());
        }
        let mut pieces = Vec::with_capacity(frames.len());
        let mut at = 0;
        for position in frames.filter_map(|index| self.layout.frame(index)) {
            let len = position.len as usize;
            pieces.push((position, chunk.slice(at..at + len)));
            at += len;
        }
        Ok(pieces)
    }
}

/// Seals a frame, and where that is wanted opens it again: the very bytes that are handed on.
async fn seal_one<E: Engine>(
    engine: &E,
    verify: bool,
    read: Result<(FramePosition, E::Chunk), ClientError>,
) -> Result<(FramePosition, E::Chunk), ClientError> {
    let (position, plaintext) = read?;
    let sealed = engine.seal(position, plaintext).await?;
    if verify {
        let found = FoundFrame { position, iv: position.iv() };
        match engine.open(&found, sealed.clone()).await {
            Ok(_) => {}
            Err(EngineError::NotAuthentic) => {
                let what = format!("frame {} changed in this device's memory after it was sealed", position.sequence);
                return Err(ClientError::new(ErrorCode::MemoryFault, what));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok((position, sealed))
}

/// Consecutive frames, as many as are read at once.
pub(super) fn reads(layout: &Layout, frames: Range<u32>) -> impl Iterator<Item = Range<u32>> + use<> {
    let at_once = u32::try_from(READ_LEN / u64::from(layout.frame_len())).unwrap_or(u32::MAX).max(1);
    let end = frames.end;
    let mut start = frames.start;
    std::iter::from_fn(move || {
        let read = start..end.min(start.saturating_add(at_once));
        start = read.end;
        (!read.is_empty()).then_some(read)
    })
}

/// Leaves out what is before a range and after it.
pub(super) struct Cut {
    pub(super) skip: u64,
    pub(super) left: u64,
    /// Bytes of the range that came so far.
    pub(super) written: u64,
}

impl Cut {
    pub(super) fn take<C: Chunk>(&mut self, chunk: C) -> Option<C> {
        let len = chunk.len() as u64;
        let from = self.skip.min(len);
        let to = len.min(from.saturating_add(self.left));
        self.skip -= from;
        self.left -= to - from;
        self.written += to - from;
        if from == to {
            return None;
        }
        let whole = from == 0 && to == len;
        // Both are at most the chunk's length.
        #[allow(clippy::cast_possible_truncation)]
        Some(if whole { chunk } else { chunk.slice(from as usize..to as usize) })
    }
}

fn slice_of<'a>(bytes: &'a [u8], range: &Range<u64>) -> Option<&'a [u8]> {
    bytes.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
}
