//! Where downloads go: the save picker where there is one (Chromium), otherwise memory and the download folder.

use js_sys::{Array, Function, Object, Promise, Reflect};
use sealport_client::{Chunk, Sink, SinkError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FileSystemFileHandle, FileSystemWritableFileStream};

use crate::body::BrowserChunk;
use crate::save::{blob_of, exception_name, failed, save_blob};

/// The most that is held for one file where there is no save picker: 1 GiB, in bytes.
pub const MEMORY_LIMIT: u64 = 1 << 30;
/// Chunks are gathered into blobs of this size, which browsers can move to the disk; in bytes.
const FOLD_LEN: u64 = 32 << 20;

/// One file being saved. Nothing shows under its name before the commit.
#[derive(Debug)]
pub struct SaveSink(Kind);

#[derive(Debug)]
enum Kind {
    Picked { handle: FileSystemFileHandle, writable: FileSystemWritableFileStream, was_empty: bool },
    Memory { file_name: String, parts: Array, loose: Array, loose_len: u64, len: u64 },
}

impl SaveSink {
    /// Asks the person where to save, or prepares memory. Call it right in a click, or browsers will not ask.
    ///
    /// `expected_len` in bytes, where known: a file that memory cannot hold is refused before anything is fetched.
    ///
    /// # Errors
    ///
    /// [`SinkError::Dismissed`], [`SinkError::TooLarge`], or that the chosen file cannot be written.
    pub async fn open(file_name: &str, expected_len: Option<u64>) -> Result<Self, SinkError> {
        match pick(file_name).await? {
            Some(handle) => Self::picked(handle).await,
            None if expected_len.is_some_and(|len| len > MEMORY_LIMIT) => {
                Err(SinkError::TooLarge { limit: MEMORY_LIMIT })
            }
            None => Ok(Self(Kind::Memory {
                file_name: file_name.to_owned(),
                parts: Array::new(),
                loose: Array::new(),
                loose_len: 0,
                len: 0,
            })),
        }
    }

    async fn picked(handle: FileSystemFileHandle) -> Result<Self, SinkError> {
        // The picker creates an empty file; only such a one may be removed again.
        let file = JsFuture::from(handle.get_file()).await.map_err(failed)?;
        let was_empty = file.dyn_ref::<File>().is_some_and(|file| file.size() == 0.0);
        let writable = JsFuture::from(handle.create_writable()).await.map_err(failed)?;
        let writable = writable.dyn_into().map_err(failed)?;
        Ok(Self(Kind::Picked { handle, writable, was_empty }))
    }
}

impl Sink for SaveSink {
    type Chunk = BrowserChunk;

    async fn write(&mut self, chunk: BrowserChunk) -> Result<(), SinkError> {
        match &mut self.0 {
            Kind::Picked { writable, .. } => {
                let written = writable.write_with_buffer_source(&chunk.0).map_err(failed)?;
                JsFuture::from(written).await.map_err(failed)?;
            }
            Kind::Memory { parts, loose, loose_len, len, .. } => {
                let chunk_len = chunk.len() as u64;
                *len += chunk_len;
                if *len > MEMORY_LIMIT {
                    return Err(SinkError::TooLarge { limit: MEMORY_LIMIT });
                }
                loose.push(&chunk.0);
                *loose_len += chunk_len;
                if *loose_len >= FOLD_LEN {
                    parts.push(blob_of(loose)?.as_ref());
                    loose.set_length(0);
                    *loose_len = 0;
                }
            }
        }
        Ok(())
    }

    async fn commit(self) -> Result<(), SinkError> {
        match self.0 {
            // The browser writes beside the file and puts it in place on close.
            Kind::Picked { handle, writable, was_empty } => {
                let closed = JsFuture::from(writable.close()).await.map(drop).map_err(failed);
                if closed.is_err() && was_empty {
                    remove(&handle).await;
                }
                closed
            }
            Kind::Memory { file_name, parts, loose, .. } => {
                let rest: Blob = blob_of(&loose)?;
                parts.push(rest.as_ref());
                save_blob(&file_name, &blob_of(&parts)?)
            }
        }
    }

    async fn discard(self) {
        if let Kind::Picked { handle, writable, was_empty } = self.0 {
            let _ = JsFuture::from(writable.abort()).await;
            if was_empty {
                remove(&handle).await;
            }
        }
    }
}

/// Shows the save picker. `None` where there is none or this page may not show it now.
async fn pick(file_name: &str) -> Result<Option<FileSystemFileHandle>, SinkError> {
    // Not in web-sys's stable part: it is Chromium's alone.
    let picker = Reflect::get(&js_sys::global(), &JsValue::from_str("showSaveFilePicker")).ok();
    let Some(picker) = picker.and_then(|picker| picker.dyn_into::<Function>().ok()) else {
        return Ok(None);
    };
    let options = Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str("suggestedName"), &JsValue::from_str(file_name));
    let picked = match picker.call1(&js_sys::global(), &options) {
        Ok(promise) => JsFuture::from(Promise::from(promise)).await,
        Err(exception) => Err(exception),
    };
    match picked {
        Ok(handle) => handle.dyn_into().map(Some).map_err(failed),
        Err(exception) => match exception_name(&exception).as_str() {
            // No click behind the call, or a frame that may not ask; or a name that it does not take.
            "SecurityError" | "NotAllowedError" | "TypeError" => Ok(None),
            // What the picker says when it is closed; from any other call it is a failure to write.
            "AbortError" => Err(SinkError::Dismissed),
            _ => Err(failed(exception)),
        },
    }
}

/// Removes the empty file that the picker made; Chromium only, like the picker.
async fn remove(handle: &FileSystemFileHandle) {
    let remove = Reflect::get(handle, &JsValue::from_str("remove")).ok();
    if let Some(remove) = remove.and_then(|remove| remove.dyn_into::<Function>().ok())
        && let Ok(promise) = remove.call0(handle)
    {
        let _ = JsFuture::from(Promise::from(promise)).await;
    }
}
