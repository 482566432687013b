//! Answer bodies: a stream from fetch, or the whole from XHR.

use js_sys::{Reflect, Uint8Array};
use sealport_client::{Body, Chunk, TransportError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader};

/// An answer's body. Dropping it aborts what is still under way.
#[derive(Debug)]
pub struct BrowserBody(Kind);

#[derive(Debug)]
enum Kind {
    Stream { reader: ReadableStreamDefaultReader, guard: AbortOnDrop },
    Whole(Option<Uint8Array>),
}

/// Bytes in the JS heap.
#[derive(Clone, Debug)]
pub struct BrowserChunk(pub(crate) Uint8Array);

impl Chunk for BrowserChunk {
    fn len(&self) -> usize {
        self.0.byte_length() as usize
    }

    fn append_to(&self, buffer: &mut Vec<u8>) {
        let start = buffer.len();
        buffer.resize(start + self.len(), 0);
        if let Some(to) = buffer.get_mut(start..) {
            self.0.copy_to(to);
        }
    }
}

impl BrowserBody {
    pub(crate) fn stream(reader: ReadableStreamDefaultReader, guard: AbortOnDrop) -> Self {
        Self(Kind::Stream { reader, guard })
    }

    /// The reader of its stream, with what aborts it; or the body itself, where it is there as a whole.
    pub(crate) fn into_reader(self) -> Result<(ReadableStreamDefaultReader, AbortOnDrop), Self> {
        match self.0 {
            Kind::Stream { reader, guard } => Ok((reader, guard)),
            Kind::Whole(bytes) => Err(Self(Kind::Whole(bytes))),
        }
    }

    pub(crate) fn whole(bytes: Option<Uint8Array>) -> Self {
        Self(Kind::Whole(bytes))
    }
}

impl Body for BrowserBody {
    type Chunk = BrowserChunk;

    async fn next(&mut self) -> Result<Option<BrowserChunk>, TransportError> {
        match &mut self.0 {
            Kind::Whole(bytes) => Ok(bytes.take().map(BrowserChunk)),
            Kind::Stream { reader, .. } => {
                let lost = |_: JsValue| TransportError::NetworkOrCors;
                let read = JsFuture::from(reader.read()).await.map_err(lost)?;
                if Reflect::get(&read, &JsValue::from_str("done")).map_err(lost)?.is_truthy() {
                    return Ok(None);
                }
                let value = Reflect::get(&read, &JsValue::from_str("value")).map_err(lost)?;
                Ok(Some(BrowserChunk(value.dyn_into().map_err(lost)?)))
            }
        }
    }
}

/// Aborts a fetch when dropped; after its end that does nothing.
#[derive(Debug)]
pub(crate) struct AbortOnDrop(pub(crate) AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
