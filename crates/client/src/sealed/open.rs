//! From a sealed form to any range of its plaintext.

use std::ops::Range;

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use sealport_core::message::{ContentKeys, FoundFrame, FramePosition, Layout, MessageError};

use super::seal::Cut;
use super::{ChunkOf, FRAMES_IN_FLIGHT};
use crate::download::ended_early;
use crate::error::ClientError;
use crate::platform::{Body, Chunk, Engine, EngineError, Platform, Sink};

/// The longest head of a frame, in bytes.
const HEAD_LEN: usize = 24;

/// Some frames as they were read, and how many bytes were wanted.
pub(super) struct Read<C> {
    pub(super) frames: Range<u32>,
    pub(super) chunk: C,
}

/// Opens frames in their order as they come, and writes a part of their plaintext into a sink.
///
/// Only what was authenticated is written. Ends after the last frame of `reads`; whether something follows it is the
/// caller's to look at.
pub(super) async fn open_frames<P: Platform, S: Sink<Chunk = ChunkOf<P>>>(
    platform: &P,
    keys: &ContentKeys,
    layout: &Layout,
    reads: impl Stream<Item = Result<Read<ChunkOf<P>>, ClientError>>,
    mut cut: Cut,
    sink: &mut S,
    mut on_opened: impl FnMut(u64),
) -> Result<(), ClientError> {
    let engine = platform.engine(keys).await?;
    let opened = reads
        .map_ok(|read| stream::iter(frames_of(layout, read)))
        .try_flatten()
        .map(|frame| open_one(&engine, layout.frame_len(), frame))
        .buffered(FRAMES_IN_FLIGHT);
    let mut opened = std::pin::pin!(opened);
    while let Some(plaintext) = opened.try_next().await? {
        if let Some(piece) = cut.take(plaintext) {
            sink.write(piece).await?;
        }
        on_opened(cut.written);
    }
    Ok(())
}

/// Takes apart what was read at once. A frame that is not whole is an error at its place: those before it are opened.
fn frames_of<C: Chunk>(layout: &Layout, read: Read<C>) -> Vec<Result<(FramePosition, C), ClientError>> {
    let mut frames = Vec::with_capacity(read.frames.len());
    let mut at: usize = 0;
    for index in read.frames {
        let Some(position) = layout.frame(index) else {
            frames.push(Err(MessageError::OutOfRange.into()));
            break;
        };
        let end = usize::try_from(position.sealed_len()).ok().and_then(|len| at.checked_add(len));
        match end {
            Some(end) if end <= read.chunk.len() => {
                frames.push(Ok((position, read.chunk.slice(at..end))));
                at = end;
            }
            _ => {
                frames.push(Err(MessageError::CutShort { frames: index }.into()));
                break;
            }
        }
    }
    frames
}

async fn open_one<E: Engine>(
    engine: &E,
    frame_len: u32,
    frame: Result<(FramePosition, E::Chunk), ClientError>,
) -> Result<E::Chunk, ClientError> {
    let (position, frame) = frame?;
    let mut head = Vec::with_capacity(HEAD_LEN);
    frame.slice(0..HEAD_LEN).append_to(&mut head);
    let found = FoundFrame::parse_at(&head, position, frame_len)?;
    match engine.open(&found, frame.slice(position.head_len()..frame.len())).await {
        Ok(plaintext) => Ok(plaintext),
        Err(EngineError::NotAuthentic) => Err(MessageError::TamperedFrame { frame: position.sequence }.into()),
        Err(error) => Err(error.into()),
    }
}

/// The frames of a body, one read after the other.
pub(super) fn reads_of_body<B: Body>(
    body: &mut B,
    layout: Layout,
    frames: Range<u32>,
) -> impl Stream<Item = Result<Read<B::Chunk>, ClientError>> {
    let reads = super::seal::reads(&layout, frames);
    stream::try_unfold((body, reads), move |(body, mut reads)| async move {
        let Some(frames) = reads.next() else { return Ok(None) };
        let len = usize::try_from(sealed_range(&layout, &frames).map_or(0, |range| range.end - range.start));
        let len = len.unwrap_or(0);
        let chunk = body.next_exact(len).await?;
        // The layout is of the length that the storage announced: the connection's fault, not the object's.
        if chunk.len() < len {
            return Err(ended_early());
        }
        Ok(Some((Read { frames, chunk }, (body, reads))))
    })
}

/// Where consecutive frames lie in the message.
pub(super) fn sealed_range(layout: &Layout, frames: &Range<u32>) -> Option<Range<u64>> {
    let first = layout.frame_range(frames.start)?;
    let last = layout.frame_range(frames.end.checked_sub(1)?)?;
    Some(first.start..last.end)
}
