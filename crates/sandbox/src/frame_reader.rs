//! From a data file to a response body: the frames that a range touches, read and opened in blocking threads while
//! earlier ones are being sent.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    ops::Range,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryFutureExt as _, stream};
use s3s::{
    S3Error, S3Result, StdError,
    dto::StreamingBlob,
    stream::{ByteStream, RemainingLength},
};
use tokio::task::spawn_blocking;

use crate::{
    frames::{FRAME_LEN, FrameCipher, TAG_LEN},
    record::ObjectRecord,
};

/// Frames that are read and opened while earlier ones are being sent.
const FRAMES_AHEAD: usize = 3;

/// Reads plaintext frames of one object.
pub(crate) struct FrameReader {
    file: Mutex<File>,
    cipher: Option<FrameCipher>,
    record: Arc<ObjectRecord>,
}

impl FrameReader {
    /// A reader without a cipher takes the file for the object itself.
    pub(crate) fn new(file: File, cipher: Option<FrameCipher>, record: Arc<ObjectRecord>) -> Self {
        Self { file: Mutex::new(file), cipher, record }
    }

    /// The bytes of a range, read ahead by a few frames.
    ///
    /// # Errors
    ///
    /// When the first frame is damaged: then nothing of the object is sent, not even a status. Damage further in ends
    /// the connection before the promised length is reached.
    pub(crate) async fn stream(self, range: Range<u64>) -> S3Result<StreamingBlob> {
        let reader = Arc::new(self);
        let frame_len = FRAME_LEN as u64;
        let first_index = range.start / frame_len;
        let end_index = range.end.div_ceil(frame_len).max(first_index + 1);
        let remaining = range.end - range.start;
        let frame = move |frame_index: u64| {
            let (reader, range) = (Arc::clone(&reader), range.clone());
            spawn_blocking(move || reader.read(frame_index, &range))
                .unwrap_or_else(|panic| Err(io::Error::other(panic)))
        };
        let first = frame(first_index).await.map_err(S3Error::internal_error)?;
        let rest = stream::iter(first_index + 1..end_index).map(frame).buffered(FRAMES_AHEAD);
        let frames = stream::once(async move { Ok(first) }).chain(rest);
        Ok(StreamingBlob::new(SizedStream { frames: Box::pin(frames), remaining }))
    }

    /// The part of a frame's plaintext that is in the range.
    fn read(&self, frame_index: u64, range: &Range<u64>) -> io::Result<Bytes> {
        let tag_len = if self.cipher.is_some() { TAG_LEN as u64 } else { 0 };
        let is_last = frame_index + 1 == self.record.frame_count();
        let frame_start = frame_index * FRAME_LEN as u64;
        let plaintext_len = (self.record.len - frame_start).min(FRAME_LEN as u64);
        let stored_len = usize::try_from(plaintext_len + tag_len).map_err(io::Error::other)?;
        let mut frame = vec![0; stored_len];
        {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            // A file of another length was cut or grew behind our back.
            if file.metadata()?.len() != self.record.stored_len() {
                return Err(io::Error::other("the data file has another length than its object"));
            }
            file.seek(SeekFrom::Start(frame_index * (FRAME_LEN as u64 + tag_len)))?;
            file.read_exact(&mut frame)?;
        }
        if let Some(cipher) = &self.cipher {
            cipher.open(frame_index, is_last, &mut frame).map_err(io::Error::other)?;
        }
        let start = range.start.saturating_sub(frame_start).min(plaintext_len);
        let end = range.end.saturating_sub(frame_start).min(plaintext_len);
        let (start, end) =
            (usize::try_from(start).map_err(io::Error::other)?, usize::try_from(end).map_err(io::Error::other)?);
        Ok(Bytes::from(frame).slice(start..end))
    }
}

/// A stream that says how much is left, so that the answer gets its `Content-Length`.
struct SizedStream<S> {
    frames: Pin<Box<S>>,
    remaining: u64,
}

impl<S: Stream<Item = io::Result<Bytes>>> Stream for SizedStream<S> {
    type Item = Result<Bytes, StdError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.frames.as_mut().poll_next(context).map(|item| {
            item.map(|frame| {
                let frame = frame?;
                self.remaining = self.remaining.saturating_sub(frame.len() as u64);
                Ok(frame)
            })
        })
    }
}

impl<S: Stream<Item = io::Result<Bytes>>> ByteStream for SizedStream<S> {
    fn remaining_length(&self) -> RemainingLength {
        RemainingLength::new_exact(usize::try_from(self.remaining).unwrap_or(usize::MAX))
    }
}
