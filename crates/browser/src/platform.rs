//! The browser as the client's platform.

use js_sys::Uint8Array;
use sealport_client::message::ContentKeys;
use sealport_client::{
    Answer, EngineError, NoEntropy, Platform, PourError, SignedRequest, TransportError, UnixTime, Upload,
};
use web_sys::Url;

use crate::assembly::BlobAssembly;
use crate::body::{BrowserBody, BrowserChunk};
use crate::engine::BrowserEngine;
use crate::sink::SaveSink;
use crate::source::FileSource;
use crate::{fetch, pour, xhr};

/// This page's network, files and clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserPlatform;

impl BrowserPlatform {
    /// The browser that runs this code.
    pub fn new() -> Self {
        Self
    }
}

impl Platform for BrowserPlatform {
    type Source = FileSource;
    type Body = BrowserBody;
    type Sink = SaveSink;
    type Engine = BrowserEngine;
    type Assembly = BlobAssembly;

    fn now(&self) -> UnixTime {
        // Milliseconds as a double: exact for dates, and in the range of an i64.
        #[allow(clippy::cast_possible_truncation)]
        UnixTime::from_secs((js_sys::Date::now() / 1000.0) as i64)
    }

    fn fill_random(&self, buffer: &mut [u8]) -> Result<(), NoEntropy> {
        getrandom::fill(buffer).map_err(|_| NoEntropy)
    }

    fn source_of(&self, bytes: &[u8]) -> FileSource {
        FileSource::of_bytes(bytes)
    }

    fn chunk_of(&self, bytes: &[u8]) -> BrowserChunk {
        BrowserChunk(Uint8Array::from(bytes))
    }

    async fn engine(&self, keys: &ContentKeys) -> Result<BrowserEngine, EngineError> {
        BrowserEngine::new(keys).await
    }

    async fn assembly(&self, len: u64) -> BlobAssembly {
        BlobAssembly::new(len).await
    }

    /// Uploads go by XHR, which alone reports progress in every engine; all else by fetch, which alone can refuse
    /// redirects and the cache.
    async fn send<F: FnMut(u64)>(
        &self,
        request: &SignedRequest,
        upload: Option<Upload<'_, FileSource>>,
        on_sent: F,
    ) -> Result<Answer<BrowserBody>, TransportError> {
        refuse_other_reading(request)?;
        match upload {
            Some(Upload { source, forbid_redirect: false }) => xhr::send(request, source, on_sent).await,
            Some(Upload { source, forbid_redirect: true }) => fetch::send(request, Some(source)).await,
            None => fetch::send(request, None).await,
        }
    }

    async fn pour<F: FnMut(u64)>(&self, body: BrowserBody, sink: &mut SaveSink, on_moved: F) -> Result<u64, PourError> {
        pour::pour(body, sink, on_moved).await
    }
}

/// The last check before a key leaves: the browser must see the same origin in the address as the request was made for.
fn refuse_other_reading(request: &SignedRequest) -> Result<(), TransportError> {
    let url = Url::new(request.url().expose()).map_err(|_| TransportError::OriginMismatch)?;
    let as_signed = url.origin() == request.origin() && url.href() == request.url().expose();
    if as_signed { Ok(()) } else { Err(TransportError::OriginMismatch) }
}
