//! Sealed objects in a storage: recognised by their first bytes, opened whole or in part.

use std::ops::Range;

use sealport_core::SseCKey;
use sealport_core::message::{ContentKeys, EncryptionContext, Header, Layout, WrappingKey};
use sealport_s3::{ByteRange, ErrorCode, GetOptions, ObjectKey};

use super::ChunkOf;
use super::local::{LOOK_LEN, Recognised, SealedFile, recognise};
use super::open::{open_frames, reads_of_body, sealed_range};
use super::seal::Cut;
use crate::Progress;
use crate::cancel::Cancel;
use crate::client::Client;
use crate::download::{DownloadReceipt, ended_early, settle};
use crate::error::ClientError;
use crate::platform::{Answer, Body, Chunk, Platform, Sink};

/// A stored object that is a sealed file: its header, and which state of the object that belongs to.
///
/// Nothing of the header is believed before it was unlocked.
#[derive(Clone, Debug)]
pub struct SealedObject {
    object_key: ObjectKey,
    file: SealedFile,
    /// With its quotes: what is read afterwards must be of this state.
    etag: Option<String>,
}

impl SealedObject {
    /// The header: for whom it is sealed.
    pub fn header(&self) -> &Header {
        &self.file.header
    }

    /// Where its frames lie, if the length that the storage says is true.
    pub fn layout(&self) -> &Layout {
        &self.file.layout
    }

    /// Unlocks it by the first of the keys that fits.
    ///
    /// # Errors
    ///
    /// `cannot-unlock` with the names of the keys that it asks for; `tampered` where the header was altered.
    pub fn unlock(&self, wrapping_keys: &[WrappingKey]) -> Result<ContentKeys, ClientError> {
        Ok(self.file.header.unlock(wrapping_keys, &EncryptionContext::empty())?)
    }
}

impl<P: Platform> Client<P> {
    /// Finds out whether an object is a sealed file, and for whom. Reads no more than its header.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: `unsupported-suite`, `tampered` (a damaged header) or `truncated` for what begins like a sealed
    /// file, and what a download may meet.
    pub async fn sealed_object(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
        cancel: &Cancel,
    ) -> Result<Option<SealedObject>, ClientError> {
        cancel.guard(self.sealed_object_unguarded(object_key, ssec)).await?
    }

    async fn sealed_object_unguarded(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
    ) -> Result<Option<SealedObject>, ClientError> {
        let mut wanted = LOOK_LEN;
        loop {
            let range = Some(ByteRange::new(0, wanted - 1)?);
            let mut answer = match self.get_object(object_key, GetOptions { ssec, range, ..Default::default() }).await {
                Ok(answer) => answer,
                // An empty object has no range.
                Err(error) if error.status() == Some(416) => return Ok(None),
                Err(error) => return Err(error),
            };
            let etag = answer.headers.value("etag").map(str::to_owned);
            let len = total_len(&answer);
            let bytes = first_bytes(&mut answer.body, wanted).await?;
            let len = match len {
                Some(len) => len,
                // A CORS rule may hide Content-Range; a HEAD shows the length all the same.
                None => self.head_unguarded(object_key, ssec, None).await?.content_length.unwrap_or(bytes.len() as u64),
            };
            if (bytes.len() as u64) < wanted.min(len) {
                return Err(ended_early());
            }
            match recognise(&bytes, len)? {
                Recognised::Sealed(file) => {
                    return Ok(Some(SealedObject { object_key: object_key.clone(), file, etag }));
                }
                Recognised::Other => return Ok(None),
                Recognised::NeedsMore(more) => wanted = more,
            }
        }
    }

    /// Opens a sealed object into a sink, which is committed when all of it was opened and discarded otherwise.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: tampered (with the frame), truncated, object changed, and what a download may meet. After an error
    /// nothing is left under the final name.
    pub async fn download_sealed(
        &self,
        object: &SealedObject,
        keys: &ContentKeys,
        ssec: Option<&SseCKey>,
        mut sink: P::Sink,
        on_progress: impl FnMut(Progress),
        cancel: &Cancel,
    ) -> Result<DownloadReceipt, ClientError> {
        let opening = self.open_whole(object, keys, ssec, &mut sink, on_progress);
        let outcome = cancel.guard(opening).await;
        settle(sink, outcome.map_err(ClientError::from).and_then(|opened| opened)).await
    }

    async fn open_whole(
        &self,
        object: &SealedObject,
        keys: &ContentKeys,
        ssec: Option<&SseCKey>,
        sink: &mut P::Sink,
        mut on_progress: impl FnMut(Progress),
    ) -> Result<DownloadReceipt, ClientError> {
        let layout = *object.layout();
        let options = GetOptions { ssec, if_match: object.etag.as_deref(), ..Default::default() };
        let mut answer = self.get_object(&object.object_key, options).await?;
        let announced = answer.headers.value("content-length").and_then(|len| len.parse::<u64>().ok());
        let expected = object.header().as_bytes();
        let header = answer.body.next_exact(expected.len()).await?;
        let mut header_bytes = Vec::new();
        header.append_to(&mut header_bytes);
        // Not every answer announces its length. What it begins with is ours: it broke off.
        let may_be_ours =
            announced.is_none_or(|len| len == layout.message_len()) && expected.starts_with(&header_bytes);
        if may_be_ours && header_bytes.len() < expected.len() {
            return Err(ended_early());
        }
        // Storages that do not know If-Match answer with whatever is there now.
        if announced.is_some_and(|len| len != layout.message_len()) || header_bytes != expected {
            return Err(changed());
        }
        let total = Some(layout.plaintext_len());
        on_progress(Progress { transferred: 0, total, sealed: None });
        let report = |transferred| on_progress(Progress { transferred, total, sealed: None });
        let cut = Cut { skip: 0, left: u64::MAX, written: 0 };
        let reads = reads_of_body(&mut answer.body, layout, 0..layout.frames());
        open_frames(&self.platform, keys, &layout, reads, cut, sink, report).await?;
        if answer.body.next().await?.is_some_and(|chunk| !chunk.is_empty()) {
            return Err(sealport_core::message::MessageError::TrailingBytes.into());
        }
        Ok(DownloadReceipt {
            len: layout.plaintext_len(),
            content_type: answer.headers.value("content-type").map(str::to_owned),
            etag: answer.headers.value("etag").map(str::to_owned),
        })
    }

    /// Opens a range of the plaintext, in bytes, into a sink, and returns the length of the whole plaintext. Reads the
    /// frames that the range touches, and before them the final frame: only that shows that the object is as long as the
    /// storage says.
    ///
    /// # Errors
    ///
    /// As [`Client::download_sealed`], and `invalid-input` for a range that is not within the plaintext. The sink is left to
    /// the caller; only what was authenticated was written.
    pub async fn open_range<S: Sink<Chunk = ChunkOf<P>>>(
        &self,
        object: &SealedObject,
        keys: &ContentKeys,
        ssec: Option<&SseCKey>,
        range: Range<u64>,
        sink: &mut S,
        cancel: &Cancel,
    ) -> Result<u64, ClientError> {
        let opening = async {
            let layout = *object.layout();
            if range.start > range.end || range.end > layout.plaintext_len() {
                return Err(ClientError::new(ErrorCode::InvalidInput, "the range is not within the file"));
            }
            let last = layout.frames() - 1;
            let none = Cut { skip: u64::MAX, left: 0, written: 0 };
            self.open_span(object, keys, ssec, last..last + 1, none, sink).await?;
            let span = layout.plaintext_span(range)?;
            let cut = Cut { skip: span.skip, left: span.len, written: 0 };
            self.open_span(object, keys, ssec, span.frames, cut, sink).await?;
            Ok(layout.plaintext_len())
        };
        cancel.guard(opening).await?
    }

    async fn open_span<S: Sink<Chunk = ChunkOf<P>>>(
        &self,
        object: &SealedObject,
        keys: &ContentKeys,
        ssec: Option<&SseCKey>,
        frames: Range<u32>,
        cut: Cut,
        sink: &mut S,
    ) -> Result<(), ClientError> {
        let layout = *object.layout();
        let Some(sealed) = sealed_range(&layout, &frames) else { return Ok(()) };
        let range = Some(ByteRange::new(sealed.start, sealed.end.saturating_sub(1))?);
        let options = GetOptions { ssec, range, if_match: object.etag.as_deref(), version_id: None };
        let mut answer = self.get_object(&object.object_key, options).await?;
        if answer.status != 206 && sealed != (0..layout.message_len()) {
            return Err(ClientError::new(ErrorCode::NotOffered, "the storage does not read parts of objects"));
        }
        let reads = reads_of_body(&mut answer.body, layout, frames);
        open_frames(&self.platform, keys, &layout, reads, cut, sink, |_| {}).await
    }
}

/// The length of the whole object, as the answer to a range says it.
fn total_len<B>(answer: &Answer<B>) -> Option<u64> {
    if answer.status == 206 {
        return answer.headers.value("content-range")?.rsplit('/').next()?.parse().ok();
    }
    answer.headers.value("content-length")?.parse().ok()
}

/// The first bytes of a body that may be longer: some storages ignore ranges.
async fn first_bytes<B: Body>(body: &mut B, wanted: u64) -> Result<Vec<u8>, ClientError> {
    let chunk = body.next_exact(usize::try_from(wanted).unwrap_or(usize::MAX)).await?;
    let mut bytes = Vec::new();
    chunk.append_to(&mut bytes);
    Ok(bytes)
}

fn changed() -> ClientError {
    ClientError::new(ErrorCode::ObjectChanged, "the object was replaced while it was read")
}
