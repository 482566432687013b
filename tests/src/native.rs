//! The client's ports on this machine, so that the client itself meets real servers: requests by hyper, files in memory.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use bytes::{Bytes, BytesMut};
use reqwest::header::CONTENT_LENGTH;
use reqwest::redirect::Policy;
use reqwest::{Client as Sender, Method, Response, Url};
use sealport_client::message::ContentKeys;
use sealport_client::{
    AddressingStyle, Answer, AnswerHeaders, Assembly, Body, BucketName, Chunk, Client, Credentials, Endpoint,
    EngineError, NoEntropy, Platform, ReferenceEngine, Region, SignedRequest, Sink, SinkError, Source, TransportError,
    UnixTime, Upload,
};

use crate::storage::Storage;

/// This machine.
#[derive(Clone, Debug)]
pub struct Native(Sender);

impl Native {
    /// A sender that follows no redirect and knows no proxy.
    ///
    /// # Errors
    ///
    /// When the sender cannot be made.
    pub fn new() -> Result<Self> {
        Ok(Self(Sender::builder().no_proxy().redirect(Policy::none()).build()?))
    }

    /// A client of that bucket on this machine.
    ///
    /// # Errors
    ///
    /// When the client's types do not take a value.
    pub fn client(storage: &Storage) -> Result<Client<Self>> {
        let bucket = sealport_client::Storage::new(
            Endpoint::parse(&storage.endpoint)?,
            Region::parse(&storage.region)?,
            BucketName::parse(&storage.bucket)?,
            AddressingStyle::Path,
        );
        let (id, secret) = (storage.access_key_id.clone(), storage.secret_access_key.clone());
        Ok(Client::new(Self::new()?, bucket, Credentials::new(id, secret, None)?))
    }
}

impl Platform for Native {
    type Source = Memory;
    type Body = AnswerBody;
    type Sink = MemorySink;
    type Engine = ReferenceEngine<Piece>;
    type Assembly = MemoryAssembly;

    fn chunk_of(&self, bytes: &[u8]) -> Piece {
        Piece(Bytes::copy_from_slice(bytes))
    }

    async fn engine(&self, keys: &ContentKeys) -> Result<ReferenceEngine<Piece>, EngineError> {
        Ok(ReferenceEngine::new(keys))
    }

    async fn assembly(&self, _len: u64) -> MemoryAssembly {
        MemoryAssembly::default()
    }

    fn now(&self) -> UnixTime {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixTime::from_secs(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
    }

    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        getrandom::fill(buffer).map_err(|_| NoEntropy)
    }

    fn source_of(&self, bytes: &[u8]) -> Memory {
        Memory(Bytes::copy_from_slice(bytes))
    }

    async fn send<F: FnMut(u64)>(
        &self,
        request: &SignedRequest,
        upload: Option<Upload<'_, Memory>>,
        mut on_sent: F,
    ) -> Result<Answer<AnswerBody>, TransportError> {
        let url = Url::parse(request.url().expose()).map_err(|_| TransportError::OriginMismatch)?;
        if url.origin().ascii_serialization() != request.origin() {
            return Err(TransportError::OriginMismatch);
        }
        let method = Method::from_bytes(request.method().as_str().as_bytes());
        let mut sending = self.0.request(method.map_err(|_| TransportError::Unsupported("this HTTP method"))?, url);
        for header in request.headers() {
            sending = sending.header(header.name(), header.expose());
        }
        if let Some(Upload { source: Memory(bytes), .. }) = upload {
            // hyper leaves the length of an empty body out, and S3 wants it.
            sending = sending.header(CONTENT_LENGTH, bytes.len()).body(bytes.clone());
        }
        let answer = sending.send().await.map_err(|_| TransportError::NetworkOrCors)?;
        on_sent(upload.map_or(0, |upload| upload.source.len()));
        let headers = answer.headers().iter().filter_map(|(name, value)| {
            let value = value.to_str().ok()?;
            Some((name.as_str().to_owned(), value.to_owned()))
        });
        let headers = AnswerHeaders::new(headers);
        Ok(Answer {
            status: answer.status().as_u16(),
            headers,
            body: AnswerBody { response: answer, rest: BytesMut::new() },
        })
    }
}

/// A file in memory.
#[derive(Clone, Debug)]
pub struct Memory(pub Bytes);

impl Source for Memory {
    type Chunk = Piece;

    async fn read(&self, range: Range<u64>) -> Result<Piece, TransportError> {
        let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(self.0.len());
        Ok(Piece(Bytes::copy_from_slice(self.0.get(index(range.start)..index(range.end)).unwrap_or_default())))
    }

    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    async fn is_unchanged(&self) -> bool {
        true
    }
}

/// What follows an answer's headers.
#[derive(Debug)]
pub struct AnswerBody {
    response: Response,
    rest: BytesMut,
}

impl Body for AnswerBody {
    type Chunk = Piece;

    async fn next(&mut self) -> Result<Option<Piece>, TransportError> {
        if !self.rest.is_empty() {
            return Ok(Some(Piece(self.rest.split().freeze())));
        }
        let chunk = self.response.chunk().await.map_err(|_| TransportError::NetworkOrCors)?;
        Ok(chunk.map(Piece))
    }

    async fn next_exact(&mut self, len: usize) -> Result<Piece, TransportError> {
        while self.rest.len() < len {
            match self.response.chunk().await.map_err(|_| TransportError::NetworkOrCors)? {
                Some(chunk) => self.rest.extend_from_slice(&chunk),
                None => break,
            }
        }
        let taken = len.min(self.rest.len());
        Ok(Piece(self.rest.split_to(taken).freeze()))
    }
}

/// A piece of a body.
#[derive(Clone, Debug)]
pub struct Piece(Bytes);

impl From<Vec<u8>> for Piece {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl Chunk for Piece {
    fn slice(&self, range: Range<usize>) -> Self {
        let end = range.end.min(self.0.len());
        Self(self.0.slice(range.start.min(end)..end))
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn append_to(&self, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(&self.0);
    }
}

/// Something to upload, as it is put together.
#[derive(Debug, Default)]
pub struct MemoryAssembly(Vec<u8>);

impl Sink for MemoryAssembly {
    type Chunk = Piece;

    async fn write(&mut self, chunk: Piece) -> Result<(), SinkError> {
        chunk.append_to(&mut self.0);
        Ok(())
    }

    async fn commit(self) -> Result<(), SinkError> {
        Ok(())
    }

    async fn discard(self) {}
}

impl Assembly for MemoryAssembly {
    type Source = Memory;

    async fn into_source(self) -> Result<Memory, SinkError> {
        Ok(Memory(self.0.into()))
    }
}

/// A place for one download. Clones are of the same place.
#[derive(Clone, Debug, Default)]
pub struct MemorySink {
    written: Rc<RefCell<Vec<u8>>>,
    committed: Rc<Cell<bool>>,
}

impl MemorySink {
    /// The file, once it was committed.
    #[must_use]
    pub fn file(&self) -> Option<Vec<u8>> {
        self.committed.get().then(|| self.written.borrow().clone())
    }
}

impl Sink for MemorySink {
    type Chunk = Piece;

    async fn write(&mut self, chunk: Piece) -> Result<(), SinkError> {
        chunk.append_to(&mut self.written.borrow_mut());
        Ok(())
    }

    async fn commit(self) -> Result<(), SinkError> {
        self.committed.set(true);
        Ok(())
    }

    async fn discard(self) {
        self.written.borrow_mut().clear();
    }
}
