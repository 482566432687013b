//! Answer bodies: a stream from fetch, or the whole from XHR.

use std::ops::Range;

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
    Stream {
        reader: ReadableStreamDefaultReader,
        guard: AbortOnDrop,
        /// What was read beyond the last exact read.
        rest: Option<Uint8Array>,
    },
    Whole(Option<Uint8Array>),
}

/// Bytes in the JS heap.
#[derive(Clone, Debug)]
pub struct BrowserChunk(pub(crate) Uint8Array);

impl Chunk for BrowserChunk {
    fn len(&self) -> usize {
        self.0.byte_length() as usize
    }

    fn slice(&self, range: Range<usize>) -> Self {
        let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self(self.0.subarray(at(range.start), at(range.end)))
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
        Self(Kind::Stream { reader, guard, rest: None })
    }

    /// The reader of its stream, with what aborts it; or the body itself, where it is there as a whole or was begun.
    pub(crate) fn into_reader(self) -> Result<(ReadableStreamDefaultReader, AbortOnDrop), Self> {
        match self.0 {
            Kind::Stream { reader, guard, rest: None } => Ok((reader, guard)),
            other => Err(Self(other)),
        }
    }

    pub(crate) fn whole(bytes: Option<Uint8Array>) -> Self {
        Self(Kind::Whole(bytes))
    }
}

impl BrowserBody {
    fn take_rest(&mut self) -> Option<Uint8Array> {
        match &mut self.0 {
            Kind::Stream { rest, .. } => rest.take(),
            Kind::Whole(bytes) => bytes.take(),
        }
    }

    fn put_rest(&mut self, beyond: Uint8Array) {
        match &mut self.0 {
            Kind::Stream { rest, .. } => *rest = Some(beyond),
            Kind::Whole(bytes) => *bytes = Some(beyond),
        }
    }
}

impl Body for BrowserBody {
    type Chunk = BrowserChunk;

    async fn next(&mut self) -> Result<Option<BrowserChunk>, TransportError> {
        match &mut self.0 {
            Kind::Whole(bytes) => Ok(bytes.take().map(BrowserChunk)),
            Kind::Stream { rest: Some(_), .. } => Ok(self.take_rest().map(BrowserChunk)),
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

    async fn next_exact(&mut self, len: usize) -> Result<BrowserChunk, TransportError> {
        // A chunk of a stream is far below 4 GiB, and so is what is read at once.
        let wanted = u32::try_from(len).map_err(|_| TransportError::Unsupported("reads of 4 GiB"))?;
        let gathered = Uint8Array::new_with_length(wanted);
        let mut at = 0;
        while at < wanted {
            let Some(BrowserChunk(chunk)) = self.next().await? else { break };
            let taken = chunk.byte_length().min(wanted - at);
            if taken < chunk.byte_length() {
                gathered.set(&chunk.subarray(0, taken), at);
                self.put_rest(chunk.subarray(taken, chunk.byte_length()));
            } else {
                gathered.set(&chunk, at);
            }
            at += taken;
        }
        Ok(BrowserChunk(if at < wanted { gathered.subarray(0, at) } else { gathered }))
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
