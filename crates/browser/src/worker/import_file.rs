//! An `openssl enc` file on this device, surveyed and saved in bounded memory.

use std::fmt;

use js_sys::Uint8Array;
use sealport_client::openssl::{Form, NotTamperProof};
use sealport_client::{Chunk, ClientError, ErrorCode, Sink, SinkError, Source, TransportError};

use web_sys::Blob;

use super::{OpensslImport, WorkerError};
use crate::body::BrowserChunk;
use crate::sink::SaveSink;
use crate::source::FileSource;

/// How much of the file is read at once, in bytes.
const READ_LEN: u64 = 1 << 20;
/// First bytes that a survey needs of a file that is not in base64.
const START_LEN: u64 = 80;
/// Last bytes that a survey needs of it.
const END_LEN: u64 = 32;

/// Why a file of openssl was not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpensslFailure {
    /// The worker, or what it found.
    Worker(WorkerError),
    /// The file could not be read as it was chosen.
    Source(TransportError),
    /// What came out could not be saved.
    Sink(SinkError),
    /// The caller said stop.
    Cancelled,
}

impl OpensslFailure {
    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Worker(error) => error.code(),
            Self::Source(error) => ClientError::from(error.clone()).code(),
            Self::Sink(error) => ClientError::from(error.clone()).code(),
            Self::Cancelled => ErrorCode::Cancelled,
        }
    }
}

impl fmt::Display for OpensslFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Worker(error) => error.fmt(f),
            Self::Source(error) => error.fmt(f),
            Self::Sink(error) => error.fmt(f),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}

impl std::error::Error for OpensslFailure {}

impl From<WorkerError> for OpensslFailure {
    fn from(error: WorkerError) -> Self {
        Self::Worker(error)
    }
}

impl From<TransportError> for OpensslFailure {
    fn from(error: TransportError) -> Self {
        Self::Source(error)
    }
}

impl From<SinkError> for OpensslFailure {
    fn from(error: SinkError) -> Self {
        Self::Sink(error)
    }
}

/// What was saved of a file of openssl.
#[derive(Clone, Debug)]
pub struct SavedImport {
    /// How much it is. Nobody can tell whether it was altered.
    pub opened: NotTamperProof,
    /// The plaintext itself, where it was saved from memory.
    pub plaintext: Option<Blob>,
}

impl OpensslImport {
    /// Shows the worker what it needs of a file in order to find its settings: both ends, or in base64 all of it.
    ///
    /// # Errors
    ///
    /// [`OpensslFailure`]: it is no such file, or it changed.
    pub async fn survey_file(
        &self,
        source: &FileSource,
        form: Form,
        cancelled: impl Fn() -> bool,
    ) -> Result<(), OpensslFailure> {
        let len = source.len();
        if form == Form::Binary {
            let (mut start, mut end) = (Vec::new(), Vec::new());
            read(source, 0..START_LEN.min(len)).await?.append_to(&mut start);
            read(source, len.saturating_sub(END_LEN)..len).await?.append_to(&mut end);
            return Ok(self.survey_ends(&start, &end, len).await?);
        }
        let mut at = 0;
        while at < len {
            stop_if(&cancelled)?;
            let next = len.min(at + READ_LEN);
            self.survey_chunk(&read(source, at..next).await?.0).await?;
            at = next;
        }
        Ok(())
    }

    /// Decrypts the file with one of the settings found, by its place among them, and saves it. On any failure the sink is
    /// discarded: only what the padding at the end confirms shows under its name.
    ///
    /// `on_written` hears how many bytes were written so far.
    ///
    /// # Errors
    ///
    /// [`OpensslFailure`].
    pub async fn save_file(
        &self,
        candidate: u32,
        source: &FileSource,
        mut sink: SaveSink,
        on_written: impl FnMut(u64),
        cancelled: impl Fn() -> bool,
    ) -> Result<SavedImport, OpensslFailure> {
        match self.decrypt_into(candidate, source, &mut sink, on_written, cancelled).await {
            Ok(opened) => Ok(SavedImport { opened, plaintext: sink.commit_keeping().await? }),
            Err(failure) => {
                sink.discard().await;
                Err(failure)
            }
        }
    }

    async fn decrypt_into(
        &self,
        candidate: u32,
        source: &FileSource,
        sink: &mut SaveSink,
        mut on_written: impl FnMut(u64),
        cancelled: impl Fn() -> bool,
    ) -> Result<NotTamperProof, OpensslFailure> {
        self.decrypt(candidate).await?;
        let (len, mut at, mut written) = (source.len(), 0, 0);
        while at < len {
            stop_if(&cancelled)?;
            let next = len.min(at + READ_LEN);
            let plaintext = self.decrypt_chunk(&read(source, at..next).await?.0).await?;
            written += write(sink, plaintext).await?;
            on_written(written);
            at = next;
        }
        let (rest, opened) = self.decrypt_end().await?;
        write(sink, rest).await?;
        stop_if(&cancelled)?;
        Ok(opened)
    }
}

async fn read(source: &FileSource, range: std::ops::Range<u64>) -> Result<BrowserChunk, OpensslFailure> {
    let wanted = range.end - range.start;
    let chunk = source.read(range).await?;
    if chunk.len() as u64 == wanted { Ok(chunk) } else { Err(TransportError::SourceChanged.into()) }
}

async fn write(sink: &mut SaveSink, plaintext: Uint8Array) -> Result<u64, OpensslFailure> {
    let len = u64::from(plaintext.byte_length());
    if len > 0 {
        sink.write(BrowserChunk(plaintext)).await?;
    }
    Ok(len)
}

fn stop_if(cancelled: &impl Fn() -> bool) -> Result<(), OpensslFailure> {
    if cancelled() { Err(OpensslFailure::Cancelled) } else { Ok(()) }
}
