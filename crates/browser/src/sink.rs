//! Where downloads go: the save picker where there is one (Chromium), otherwise memory and the download folder.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use sealport_client::{Sink, SinkError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FileSystemFileHandle, FileSystemWritableFileStream};

use crate::body::BrowserChunk;
use crate::folding::{Folding, readable};
use crate::gathered::Gathered;
use crate::save::{exception_name, failed, finished, save_blob};

/// The most that is held for one file where there is no save picker: 1 GiB, in bytes.
pub const MEMORY_LIMIT: u64 = 1 << 30;

/// One file being saved. Nothing shows under its name before the commit.
#[derive(Debug)]
pub struct SaveSink(Rc<RefCell<Intake>>);

/// What takes the chunks, one after the other, and returns before they are on the disk.
#[derive(Debug)]
pub(crate) enum Intake {
    Picked {
        handle: FileSystemFileHandle,
        writable: FileSystemWritableFileStream,
        was_empty: bool,
        gathered: Gathered,
    },
    Memory {
        file_name: String,
        folding: Folding,
    },
    /// Committed or discarded: what a stream still brings is dropped.
    Over,
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
        let intake = match pick(file_name).await? {
            Some(handle) => Intake::picked(handle).await?,
            None => return Self::in_memory(file_name, expected_len),
        };
        Ok(Self(Rc::new(RefCell::new(intake))))
    }

    /// Goes to the download folder without a question, where the browser gives a new name to what would overwrite
    /// another file. For several files at once: one click shows one picker.
    ///
    /// # Errors
    ///
    /// [`SinkError::TooLarge`].
    pub fn in_memory(file_name: &str, expected_len: Option<u64>) -> Result<Self, SinkError> {
        if expected_len.is_some_and(|len| len > MEMORY_LIMIT) {
            return Err(SinkError::TooLarge { limit: MEMORY_LIMIT });
        }
        let intake = Intake::Memory { file_name: file_name.to_owned(), folding: Folding::default() };
        Ok(Self(Rc::new(RefCell::new(intake))))
    }

    /// Whether it goes to a place that the person chose. What does not is handed to the browser in the end, which tells
    /// nobody whether it kept it, and under which name.
    pub fn is_picked(&self) -> bool {
        matches!(*self.0.borrow(), Intake::Picked { .. })
    }

    /// A second hold of the intake, for a stream that writes into it by itself.
    pub(crate) fn intake(&self) -> Rc<RefCell<Intake>> {
        Rc::clone(&self.0)
    }

    /// Commits, and hands back what was saved where it is still in memory: nothing that went to the disk through the
    /// picker is.
    ///
    /// # Errors
    ///
    /// As [`Sink::commit`].
    pub async fn commit_keeping(self) -> Result<Option<Blob>, SinkError> {
        let writing = self.0.borrow_mut().flush();
        let flushed = match writing {
            Ok(writing) => written(writing).await,
            Err(error) => Err(error),
        };
        if let Err(error) = flushed {
            self.discard().await;
            return Err(error);
        }
        match self.0.replace(Intake::Over) {
            Intake::Picked { handle, writable, was_empty, .. } => {
                // The browser writes beside the file and puts it in place on close.
                let closed = finished(writable.close()).await;
                if closed.is_err() && was_empty {
                    // What is still being written cannot be removed.
                    let _ = JsFuture::from(writable.abort()).await;
                    remove(&handle).await;
                }
                closed.map(|()| None)
            }
            Intake::Memory { file_name, folding } => {
                let blob = folding.fold()?;
                readable(&blob).await?;
                save_blob(&file_name, &blob).await?;
                Ok(Some(blob))
            }
            Intake::Over => Ok(None),
        }
    }
}

impl Intake {
    async fn picked(handle: FileSystemFileHandle) -> Result<Self, SinkError> {
        // The picker creates an empty file; only such a one may be removed again.
        let file = JsFuture::from(handle.get_file()).await.map_err(failed)?;
        let was_empty = file.dyn_ref::<File>().is_some_and(|file| file.size() == 0.0);
        let writable = match JsFuture::from(handle.create_writable()).await {
            Ok(writable) => writable.dyn_into().map_err(failed)?,
            Err(exception) => {
                if was_empty {
                    remove(&handle).await;
                }
                return Err(failed(exception));
            }
        };
        Ok(Self::Picked { handle, writable, was_empty, gathered: Gathered::default() })
    }

    /// Takes a chunk. What it returns is a write under way, to be waited for before the next chunk.
    pub(crate) fn take(&mut self, chunk: &Uint8Array) -> Result<Option<Promise>, SinkError> {
        match self {
            Self::Picked { writable, gathered, .. } => match gathered.take(chunk) {
                Some(full) => writable.write_with_buffer_source(&full).map(Some).map_err(failed),
                None => Ok(None),
            },
            Self::Memory { folding, .. } => {
                if folding.len() + u64::from(chunk.byte_length()) > MEMORY_LIMIT {
                    return Err(SinkError::TooLarge { limit: MEMORY_LIMIT });
                }
                folding.push(chunk).map(|()| None)
            }
            Self::Over => Ok(None),
        }
    }

    /// Writes what is still gathered.
    fn flush(&mut self) -> Result<Option<Promise>, SinkError> {
        match self {
            Self::Picked { writable, gathered, .. } => match gathered.rest() {
                Some(rest) => writable.write_with_buffer_source(&rest).map(Some).map_err(failed),
                None => Ok(None),
            },
            Self::Memory { .. } | Self::Over => Ok(None),
        }
    }
}

impl Sink for SaveSink {
    type Chunk = BrowserChunk;

    async fn write(&mut self, chunk: BrowserChunk) -> Result<(), SinkError> {
        let writing = self.0.borrow_mut().take(&chunk.0)?;
        written(writing).await
    }

    async fn commit(self) -> Result<(), SinkError> {
        self.commit_keeping().await.map(drop)
    }

    async fn discard(self) {
        if let Intake::Picked { handle, writable, was_empty, .. } = self.0.replace(Intake::Over) {
            let _ = JsFuture::from(writable.abort()).await;
            if was_empty {
                remove(&handle).await;
            }
        }
    }
}

async fn written(writing: Option<Promise>) -> Result<(), SinkError> {
    match writing {
        Some(writing) => finished(writing).await,
        None => Ok(()),
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
