//! The client's ports on this machine, so that the client itself meets real servers: requests by hyper, files in memory.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use bytes::Bytes;
use reqwest::header::CONTENT_LENGTH;
use reqwest::redirect::Policy;
use reqwest::{Client as Sender, Method, Response, Url};
use sealport_client::{
    AddressingStyle, Answer, AnswerHeaders, Body, BucketName, Chunk, Client, Credentials, Endpoint, NoEntropy,
    Platform, Region, SignedRequest, Sink, SinkError, Source, TransportError, UnixTime, Upload,
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
        Ok(Answer { status: answer.status().as_u16(), headers, body: AnswerBody(answer) })
    }
}

/// A file in memory.
#[derive(Clone, Debug)]
pub struct Memory(pub Bytes);

impl Source for Memory {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    async fn is_unchanged(&self) -> bool {
        true
    }
}

/// What follows an answer's headers.
#[derive(Debug)]
pub struct AnswerBody(Response);

impl Body for AnswerBody {
    type Chunk = Piece;

    async fn next(&mut self) -> Result<Option<Piece>, TransportError> {
        let chunk = self.0.chunk().await.map_err(|_| TransportError::NetworkOrCors)?;
        Ok(chunk.map(Piece))
    }
}

/// A piece of a body.
#[derive(Debug)]
pub struct Piece(Bytes);

impl Chunk for Piece {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn append_to(&self, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(&self.0);
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
