//! Sealing and opening on this device, without any storage.

use std::ops::Range;

use futures_util::stream::{self, StreamExt};
use sealport_core::message::{
    ContentKeys, EncryptionContext, Header, HeaderLimits, HeaderProgress, Layout, WrappingKey,
};

use super::open::{Read, open_frames, sealed_range};
use super::seal::{Cut, SealedSource, reads};
use super::{ChunkOf, READS_IN_FLIGHT, SealedReceipt, SealingKeys};
use crate::Progress;
use crate::cancel::Cancel;
use crate::download::settle;
use crate::error::ClientError;
use crate::platform::{Chunk, Platform, Sink, Source, TransportError};

/// How much of a file is looked at first: more than the header of a file for a few keys, in bytes.
pub(super) const LOOK_LEN: u64 = 4096;

/// What a file on this device is.
#[derive(Clone, Debug)]
pub enum LocalFile {
    /// A sealed file.
    Sealed(SealedFile),
    /// Anything else: its first bytes, up to 4 KiB.
    Other(Vec<u8>),
}

/// A sealed file that can be opened, once a key fits.
#[derive(Clone, Debug)]
pub struct SealedFile {
    /// Its header. Nothing of it is believed before it was unlocked.
    pub header: Header,
    /// Where its frames lie, if its length is true.
    pub layout: Layout,
}

impl SealedFile {
    /// Unlocks it by the first of the keys that fits.
    ///
    /// # Errors
    ///
    /// `cannot-unlock` with the names of the keys that it asks for; `tampered` where the header was altered.
    pub fn unlock(&self, wrapping_keys: &[WrappingKey]) -> Result<ContentKeys, ClientError> {
        Ok(self.header.unlock(wrapping_keys, &EncryptionContext::empty())?)
    }
}

/// Finds out whether a file is sealed, and for whom. Reads no more than its header.
///
/// # Errors
///
/// [`ClientError`]: `unsupported-suite`, `tampered` (a damaged header), `truncated` or `too-large` for what begins like a
/// sealed file; source changed.
pub async fn look_at<P: Platform>(source: &P::Source) -> Result<LocalFile, ClientError> {
    let len = source.len();
    let mut bytes = Vec::new();
    let mut wanted = LOOK_LEN.min(len);
    loop {
        bytes.clear();
        source.read(0..wanted).await?.append_to(&mut bytes);
        if bytes.len() as u64 != wanted {
            return Err(TransportError::SourceChanged.into());
        }
        match recognise(&bytes, len)? {
            Recognised::Sealed(sealed) => return Ok(LocalFile::Sealed(sealed)),
            Recognised::Other => return Ok(LocalFile::Other(bytes)),
            Recognised::NeedsMore(more) => wanted = more,
        }
    }
}

/// What the first bytes of something are.
pub(super) enum Recognised {
    Sealed(SealedFile),
    Other,
    /// A header of which at least so many bytes are needed; never more than there are.
    NeedsMore(u64),
}

/// Reads a header from the first bytes of something that is `len` bytes long.
pub(super) fn recognise(bytes: &[u8], len: u64) -> Result<Recognised, ClientError> {
    use sealport_core::message::MessageError;
    match Header::parse(bytes, &HeaderLimits::default()) {
        Ok(HeaderProgress::Complete(header)) => {
            let layout = Layout::of_message(header.len(), header.frame_len(), len)?;
            Ok(Recognised::Sealed(SealedFile { header, layout }))
        }
        // A file of one or two bytes begins like many a thing.
        Ok(HeaderProgress::Incomplete { .. }) if bytes.len() as u64 == len && !bytes.starts_with(&Header::START) => {
            Ok(Recognised::Other)
        }
        Ok(HeaderProgress::Incomplete { need_at_least }) => {
            let wanted = (need_at_least as u64).max(bytes.len() as u64 * 2).min(len);
            if wanted <= bytes.len() as u64 {
                return Err(MessageError::CutShort { frames: 0 }.into());
            }
            Ok(Recognised::NeedsMore(wanted))
        }
        Err(MessageError::NotSealed { .. }) => Ok(Recognised::Other),
        Err(error) => Err(error.into()),
    }
}

/// Seals a file into a sink, which is committed when all of it was sealed and discarded otherwise.
///
/// # Errors
///
/// [`ClientError`]: source changed, storage full, memory fault, unsupported browser, cancelled.
pub async fn seal_file<P: Platform, S: Sink<Chunk = ChunkOf<P>>>(
    platform: &P,
    source: &P::Source,
    keys: &SealingKeys,
    mut sink: S,
    mut on_progress: impl FnMut(Progress),
    cancel: &Cancel,
) -> Result<SealedReceipt, ClientError> {
    let sealing = async {
        let sealed = SealedSource::new(platform, source, keys)?;
        let total = Some(sealed.message_len());
        let report = |transferred| on_progress(Progress { transferred, total, sealed: None });
        sealed.write_range(0..sealed.message_len(), &mut sink, report).await?;
        Ok(keys.receipt(sealed.layout()))
    };
    let outcome = cancel.guard(sealing).await;
    settle(sink, outcome.map_err(ClientError::from).and_then(|sealed| sealed)).await
}

/// Opens a sealed file into a sink, which is committed when all of it was opened and discarded otherwise. Returns the
/// length of the plaintext in bytes.
///
/// # Errors
///
/// [`ClientError`]: tampered (with the frame), truncated, source changed, storage full, unsupported browser, cancelled.
pub async fn open_file<P: Platform, S: Sink<Chunk = ChunkOf<P>>>(
    platform: &P,
    source: &P::Source,
    sealed: &SealedFile,
    keys: &ContentKeys,
    mut sink: S,
    mut on_progress: impl FnMut(Progress),
    cancel: &Cancel,
) -> Result<u64, ClientError> {
    let layout = sealed.layout;
    let opening = async {
        let total = Some(layout.plaintext_len());
        let report = |transferred| on_progress(Progress { transferred, total, sealed: None });
        let reads = stream::iter(reads(&layout, 0..layout.frames()))
            .map(|frames| read_sealed(source, &layout, frames))
            .buffered(READS_IN_FLIGHT);
        let cut = Cut { skip: 0, left: u64::MAX, written: 0 };
        open_frames(platform, keys, &layout, reads, cut, &mut sink, report).await?;
        unchanged(source).await?;
        Ok(layout.plaintext_len())
    };
    let outcome = cancel.guard(opening).await;
    settle(sink, outcome.map_err(ClientError::from).and_then(|opened| opened)).await
}

async fn read_sealed<S: Source>(
    source: &S,
    layout: &Layout,
    frames: Range<u32>,
) -> Result<Read<S::Chunk>, ClientError> {
    let range = sealed_range(layout, &frames).unwrap_or_default();
    let wanted = range.end - range.start;
    let chunk = source.read(range).await?;
    if chunk.len() as u64 != wanted {
        return Err(TransportError::SourceChanged.into());
    }
    Ok(Read { frames, chunk })
}

pub(crate) async fn unchanged<S: Source>(source: &S) -> Result<(), ClientError> {
    // An empty file has no byte to ask for.
    if source.is_empty() || source.is_unchanged().await { Ok(()) } else { Err(TransportError::SourceChanged.into()) }
}
