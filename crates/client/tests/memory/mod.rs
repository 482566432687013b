//! An in-memory platform with scripted answers: what a client asks for is recorded, what it hears is prepared.

// Each test file that includes this uses a part of it.
#![allow(dead_code)]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use sealport_client::message::{ContentKeys, FoundFrame, FramePosition};
use sealport_client::{AddressingStyle, BucketName, Endpoint, Region, SignedRequest};
use sealport_client::{
    Answer, AnswerHeaders, Assembly, Body, Cancel, Chunk, Client, Credentials, Engine, EngineError, NoEntropy,
    Platform, ReferenceEngine, Sink, SinkError, Source, Storage, TransportError, UnixTime, Upload,
};

/// One prepared answer.
#[derive(Clone, Debug)]
pub enum Reply {
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        chunks: Vec<Result<Vec<u8>, TransportError>>,
    },
    Lost(TransportError),
    /// Never answers: what a cancelled request looks like from inside.
    Never,
}

pub fn reply(status: u16, headers: &[(&'static str, &str)], body: &str) -> Reply {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Reply::Answer { status, headers, chunks: vec![Ok(body.as_bytes().to_vec())] }
}

pub fn refusal(status: u16, s3_code: &str, message: &str) -> Reply {
    reply(status, &[], &format!("<Error><Code>{s3_code}</Code><Message>{message}</Message></Error>"))
}

/// One request as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body_len: Option<u64>,
    /// What was uploaded, where the test gave it a content or the client made it.
    pub body: Vec<u8>,
    pub forbids_redirect: bool,
}

impl Sent {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn carries_customer_key(&self) -> bool {
        self.header("x-amz-server-side-encryption-customer-key").is_some()
    }
}

#[derive(Clone, Default)]
pub struct Memory {
    pub replies: Rc<RefCell<VecDeque<Reply>>>,
    pub sent: Rc<RefCell<Vec<Sent>>>,
    /// Cancelled when this many bytes of an upload were sent, or an answer's first chunk was read.
    pub cancel_midway: Rc<RefCell<Option<Cancel>>>,
    pub random: Rc<Cell<u8>>,
    /// Bits that flip in this machine's memory right after a frame was sealed: frame number and bit.
    pub flip: Rc<Cell<Option<(u32, usize)>>>,
}

#[derive(Clone)]
pub struct Bytes(Rc<Vec<u8>>);

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Rc::new(bytes))
    }
}

impl Chunk for Bytes {
    fn len(&self) -> usize {
        self.0.len()
    }
    fn append_to(&self, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(&self.0);
    }
    fn slice(&self, range: Range<usize>) -> Self {
        let end = range.end.min(self.0.len());
        self.0[range.start.min(end)..end].to_vec().into()
    }
}

/// The reference engine, in a machine whose memory may be bad.
#[derive(Clone)]
pub struct MemoryEngine {
    engine: ReferenceEngine<Bytes>,
    flip: Rc<Cell<Option<(u32, usize)>>>,
}

impl Engine for MemoryEngine {
    type Chunk = Bytes;
    async fn seal(&self, position: FramePosition, plaintext: Bytes) -> Result<Bytes, EngineError> {
        let sealed = self.engine.seal(position, plaintext).await?;
        match self.flip.get() {
            Some((frame, bit)) if frame == position.sequence => {
                let mut bytes = sealed.0.to_vec();
                let bit = bit % (bytes.len() * 8);
                bytes[bit / 8] ^= 1 << (bit % 8);
                Ok(bytes.into())
            }
            _ => Ok(sealed),
        }
    }
    async fn open(&self, found: &FoundFrame, sealed: Bytes) -> Result<Bytes, EngineError> {
        self.engine.open(found, sealed).await
    }
}

#[derive(Default)]
pub struct MemoryAssembly(Vec<u8>);

impl Sink for MemoryAssembly {
    type Chunk = Bytes;
    async fn write(&mut self, chunk: Bytes) -> Result<(), SinkError> {
        self.0.extend_from_slice(&chunk.0);
        Ok(())
    }
    async fn commit(self) -> Result<(), SinkError> {
        Ok(())
    }
    async fn discard(self) {}
}

impl Assembly for MemoryAssembly {
    type Source = MemorySource;
    async fn into_source(self) -> Result<MemorySource, SinkError> {
        Ok(MemorySource::of(self.0))
    }
}

pub struct MemoryBody {
    chunks: VecDeque<Result<Vec<u8>, TransportError>>,
    cancel_midway: Option<Cancel>,
}

impl Body for MemoryBody {
    type Chunk = Bytes;
    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        let next = self.chunks.pop_front().transpose()?.map(Bytes::from);
        if next.is_none() && self.cancel_midway.is_some() {
            std::future::pending::<()>().await;
        }
        if let Some(cancel) = &self.cancel_midway {
            cancel.cancel();
        }
        Ok(next)
    }
    async fn next_exact(&mut self, len: usize) -> Result<Bytes, TransportError> {
        let mut bytes = Vec::new();
        while bytes.len() < len {
            let Some(chunk) = self.next().await? else { break };
            bytes.extend_from_slice(&chunk.0);
        }
        if bytes.len() > len {
            self.chunks.push_front(Ok(bytes.split_off(len)));
        }
        Ok(bytes.into())
    }
}

#[derive(Clone, Default)]
pub struct MemorySource {
    /// Its bytes, where a test cares for them.
    pub content: Rc<Vec<u8>>,
    pub len: u64,
    pub changed: bool,
    /// How much of it is sent, where that is another number than was said before.
    pub sent_len: Option<u64>,
    /// Made by the client itself.
    pub own: bool,
}

impl MemorySource {
    pub fn of(content: Vec<u8>) -> Self {
        Self { len: content.len() as u64, content: Rc::new(content), ..Default::default() }
    }
}

impl Source for MemorySource {
    type Chunk = Bytes;
    async fn read(&self, range: Range<u64>) -> Result<Bytes, TransportError> {
        let part = self.content.get(range.start as usize..range.end as usize);
        part.map(|part| part.to_vec().into()).ok_or(TransportError::SourceChanged)
    }
    fn len(&self) -> u64 {
        self.len
    }
    async fn is_unchanged(&self) -> bool {
        !self.changed
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Open,
    Committed,
    Discarded,
}

/// A sink that remembers its content and its fate.
#[derive(Clone)]
pub struct MemorySink {
    pub content: Rc<RefCell<Vec<u8>>>,
    pub fate: Rc<RefCell<Fate>>,
    pub room: Rc<Cell<usize>>,
}

impl MemorySink {
    pub fn new() -> Self {
        Self { content: Rc::default(), fate: Rc::new(RefCell::new(Fate::Open)), room: Rc::new(Cell::new(usize::MAX)) }
    }

    pub fn fate(&self) -> Fate {
        self.fate.borrow().clone()
    }
}

impl Sink for MemorySink {
    type Chunk = Bytes;
    async fn write(&mut self, chunk: Bytes) -> Result<(), SinkError> {
        let mut content = self.content.borrow_mut();
        if content.len() + chunk.0.len() > self.room.get() {
            return Err(SinkError::StorageFull);
        }
        content.extend_from_slice(&chunk.0);
        Ok(())
    }
    async fn commit(self) -> Result<(), SinkError> {
        *self.fate.borrow_mut() = Fate::Committed;
        Ok(())
    }
    async fn discard(self) {
        *self.fate.borrow_mut() = Fate::Discarded;
        self.content.borrow_mut().clear();
    }
}

impl Platform for Memory {
    type Source = MemorySource;
    type Body = MemoryBody;
    type Sink = MemorySink;
    type Engine = MemoryEngine;
    type Assembly = MemoryAssembly;

    fn chunk_of(&self, bytes: &[u8]) -> Bytes {
        bytes.to_vec().into()
    }

    async fn engine(&self, keys: &ContentKeys) -> Result<MemoryEngine, EngineError> {
        Ok(MemoryEngine { engine: ReferenceEngine::new(keys), flip: self.flip.clone() })
    }

    async fn assembly(&self, _len: u64) -> MemoryAssembly {
        MemoryAssembly::default()
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(1_795_596_067)
    }

    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        // Counts on, so that no two draws are equal; the tests look at nothing else.
        for byte in buffer {
            self.random.set(self.random.get().wrapping_add(1));
            *byte = self.random.get();
        }
        Ok(())
    }

    fn source_of(&self, bytes: &[u8]) -> MemorySource {
        MemorySource { len: bytes.len() as u64, own: true, ..Default::default() }
    }

    async fn send<F: FnMut(u64)>(
        &self,
        request: &SignedRequest,
        upload: Option<Upload<'_, MemorySource>>,
        mut on_sent: F,
    ) -> Result<Answer<MemoryBody>, TransportError> {
        self.sent.borrow_mut().push(Sent {
            method: request.method().as_str(),
            url: request.url().expose().to_owned(),
            headers: request.headers().iter().map(|h| (h.name().to_owned(), h.expose().to_owned())).collect(),
            body_len: upload.map(|upload| upload.source.len()),
            body: upload.map(|upload| upload.source.content.to_vec()).unwrap_or_default(),
            forbids_redirect: upload.is_none_or(|upload| upload.forbid_redirect),
        });
        // Test objects of the client's own are no transfer that a person cancels.
        if let Some(Upload { source, .. }) = upload.filter(|upload| !upload.source.own) {
            on_sent(source.len() / 2);
            let cancel = self.cancel_midway.borrow().clone();
            if let Some(cancel) = cancel {
                cancel.cancel();
                std::future::pending::<()>().await;
            }
            on_sent(source.sent_len.unwrap_or(source.len()));
        }
        let reply = self.replies.borrow_mut().pop_front();
        match reply.expect("the client asked for more than the test prepared") {
            Reply::Lost(error) => Err(error),
            Reply::Never => std::future::pending().await,
            Reply::Answer { status, headers, chunks } => Ok(Answer {
                status,
                headers: AnswerHeaders::new(headers.into_iter().map(|(name, value)| (name.to_owned(), value))),
                body: MemoryBody { chunks: chunks.into(), cancel_midway: self.cancel_midway.borrow().clone() },
            }),
        }
    }
}

/// A client of a bucket on AWS, which repeats keys' MD5s, and the machine it runs on.
pub fn aws_client(replies: &[Reply]) -> (Client<Memory>, Memory) {
    let memory = Memory { replies: Rc::new(RefCell::new(replies.iter().cloned().collect())), ..Default::default() };
    (client_at("https://s3.eu-west-3.amazonaws.com", &memory), memory)
}

/// A client of a bucket on https, and the machine it runs on.
pub fn client(replies: &[Reply]) -> (Client<Memory>, Memory) {
    let memory = Memory { replies: Rc::new(RefCell::new(replies.iter().cloned().collect())), ..Default::default() };
    (client_at("https://s3.gra.io.cloud.ovh.net", &memory), memory)
}

pub fn client_at(endpoint: &str, memory: &Memory) -> Client<Memory> {
    let storage = Storage::new(
        Endpoint::parse(endpoint).unwrap(),
        Region::parse("gra").unwrap(),
        BucketName::parse("clinic-archive").unwrap(),
        AddressingStyle::Path,
    );
    Client::new(memory.clone(), storage, Credentials::new("AKID".into(), "secret".into(), None).unwrap())
}
