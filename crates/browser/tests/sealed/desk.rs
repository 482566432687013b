//! The browser as a platform, but for what tests must see: a sink that keeps what it was given, and a network that gives
//! one object in pieces of a chosen length.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use sealport_browser::{BlobAssembly, BrowserChunk, BrowserEngine, BrowserPlatform, FileSource};
use sealport_client::message::{ContentKeys, EncryptionContext, WrappingKey};
use sealport_client::{
    AddressingStyle, Answer, AnswerHeaders, Body, BucketName, Cancel, Chunk, Client, ClientError, Credentials,
    Endpoint, EngineError, LocalFile, NoEntropy, ObjectKey, Platform, Region, SignedRequest, Sink, SinkError, Storage,
    TransportError, UnixTime, Upload, look_at, open_file,
};

/// The browser, with one object in its network.
#[derive(Clone)]
pub struct Desk {
    object: Rc<Vec<u8>>,
    piece: usize,
}

/// What was written, and whether it was kept. A sink that is discarded has still given out what was written to it.
#[derive(Clone, Default)]
pub struct Tray {
    pub written: Rc<RefCell<Vec<u8>>>,
    pub kept: Rc<RefCell<bool>>,
}

pub struct Pieces {
    left: Range<usize>,
    desk: Desk,
}

/// What came out of a message, and how it ended.
pub struct Opened {
    pub outcome: Result<u64, ClientError>,
    /// Everything that left the opener, kept or not.
    pub released: Vec<u8>,
    pub kept: bool,
}

impl Desk {
    pub fn with(object: &[u8], piece: usize) -> Self {
        Self { object: Rc::new(object.to_vec()), piece }
    }

    pub fn file_of(bytes: &[u8]) -> FileSource {
        BrowserPlatform::new().source_of(bytes)
    }

    fn client(&self) -> Client<Self> {
        let storage = Storage::new(
            Endpoint::parse("https://s3.gra.io.cloud.ovh.net").unwrap(),
            Region::parse("gra").unwrap(),
            BucketName::parse("clinic-archive").unwrap(),
            AddressingStyle::Path,
        );
        Client::new(self.clone(), storage, Credentials::new("AKID".into(), "secret".into(), None).unwrap())
    }
}

impl Sink for Tray {
    type Chunk = BrowserChunk;

    async fn write(&mut self, chunk: BrowserChunk) -> Result<(), SinkError> {
        chunk.append_to(&mut self.written.borrow_mut());
        Ok(())
    }

    async fn commit(self) -> Result<(), SinkError> {
        *self.kept.borrow_mut() = true;
        Ok(())
    }

    async fn discard(self) {}
}

impl Body for Pieces {
    type Chunk = BrowserChunk;

    async fn next(&mut self) -> Result<Option<BrowserChunk>, TransportError> {
        let len = self.left.len().min(self.desk.piece);
        Ok((len > 0).then(|| self.take(len)))
    }

    async fn next_exact(&mut self, len: usize) -> Result<BrowserChunk, TransportError> {
        let mut bytes = Vec::new();
        while bytes.len() < len {
            let wanted = (len - bytes.len()).min(self.desk.piece).min(self.left.len());
            if wanted == 0 {
                break;
            }
            self.take(wanted).append_to(&mut bytes);
        }
        Ok(self.desk.chunk_of(&bytes))
    }
}

impl Pieces {
    fn take(&mut self, len: usize) -> BrowserChunk {
        let end = self.left.start + len;
        let chunk = self.desk.chunk_of(&self.desk.object[self.left.start..end]);
        self.left.start = end;
        chunk
    }
}

impl Platform for Desk {
    type Source = FileSource;
    type Body = Pieces;
    type Sink = Tray;
    type Engine = BrowserEngine;
    type Assembly = BlobAssembly;

    fn now(&self) -> UnixTime {
        BrowserPlatform::new().now()
    }

    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        BrowserPlatform::new().fill_random(buffer)
    }

    fn source_of(&self, bytes: &[u8]) -> FileSource {
        BrowserPlatform::new().source_of(bytes)
    }

    fn chunk_of(&self, bytes: &[u8]) -> BrowserChunk {
        BrowserPlatform::new().chunk_of(bytes)
    }

    async fn engine(&self, keys: &ContentKeys) -> Result<BrowserEngine, EngineError> {
        BrowserPlatform::new().engine(keys).await
    }

    async fn assembly(&self, len: u64) -> BlobAssembly {
        BrowserPlatform::new().assembly(len).await
    }

    async fn send<F: FnMut(u64)>(
        &self,
        request: &SignedRequest,
        _: Option<Upload<'_, FileSource>>,
        _: F,
    ) -> Result<Answer<Pieces>, TransportError> {
        let len = self.object.len();
        let asked = request.headers().iter().find(|header| header.name() == "range");
        let last = asked.map(|header| header.expose().rsplit('-').next().unwrap().parse::<usize>().unwrap());
        let (status, left) = match last {
            Some(_) if len == 0 => (416, 0..0),
            Some(last) => (206, 0..len.min(last + 1)),
            None => (200, 0..len),
        };
        let mut headers = vec![("etag", "\"v1\"".to_owned()), ("content-length", left.len().to_string())];
        if status == 206 {
            headers.push(("content-range", format!("bytes 0-{}/{len}", left.end - 1)));
        }
        let headers = AnswerHeaders::new(headers.into_iter().map(|(name, value)| (name.to_owned(), value)));
        Ok(Answer { status, headers, body: Pieces { left, desk: self.clone() } })
    }
}

/// Opens a message as a file of this device.
pub async fn opened(message: &[u8], keys: &[WrappingKey], expected: &EncryptionContext) -> Opened {
    let (tray, file) = (Tray::default(), Desk::file_of(message));
    let outcome = async {
        let LocalFile::Sealed(sealed) = look_at::<Desk>(&file).await? else { return Err(not_sealed()) };
        let keys = sealed.header.unlock(keys, expected)?;
        open_file(&Desk::with(&[], 1), &file, &sealed, &keys, tray.clone(), |_| {}, &Cancel::new()).await
    };
    let outcome = outcome.await;
    Opened { outcome, released: tray.written.take(), kept: tray.kept.take() }
}

/// Opens a message as an object of a storage that sends it in pieces.
pub async fn downloaded(message: &[u8], piece: usize, keys: &[WrappingKey]) -> Opened {
    let (tray, client) = (Tray::default(), Desk::with(message, piece).client());
    let (object_key, cancel) = (ObjectKey::parse("a.sealed").unwrap(), Cancel::new());
    let outcome = async {
        let object = client.sealed_object(&object_key, None, &cancel).await?.ok_or_else(not_sealed)?;
        let keys = object.unlock(keys)?;
        let receipt = client.download_sealed(&object, &keys, None, tray.clone(), |_| {}, &cancel).await?;
        Ok(receipt.len)
    };
    let outcome = outcome.await;
    Opened { outcome, released: tray.written.take(), kept: tray.kept.take() }
}

fn not_sealed() -> ClientError {
    sealport_client::message::MessageError::NotSealed { looks_like: None }.into()
}
