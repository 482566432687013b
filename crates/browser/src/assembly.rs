//! Something to upload that is made here: in memory where it is short, otherwise in the browser's private files.
//!
//! What lies there is sealed, so that it may be on a disk. It is removed when nobody needs it any more; what a tab that
//! crashed left is removed by the next one.

use std::rc::Rc;

use js_sys::{AsyncIterator, JsString, Reflect};
use sealport_client::{Assembly, Sink, SinkError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions, FileSystemWritableFileStream,
};

use crate::body::BrowserChunk;
use crate::folding::{Folding, readable};
use crate::gathered::Gathered;
use crate::save::{failed, finished};
use crate::source::FileSource;

/// The most that is put together in memory: 288 MiB, in bytes, so that 256 MiB and what sealing adds still fit. Chromium
/// loses Blobs from half a GiB on.
const MEMORY_LEN: u64 = 288 << 20;
/// What private files are called, before the time they were made at and a random part.
const PREFIX: &str = "sealed-upload-";
/// A private file older than this is nobody's: a day, in milliseconds.
const STALE_MS: f64 = 86_400_000.0;

/// A sealed file on its way into a request that sends it whole.
#[derive(Debug)]
pub struct BlobAssembly(Kind);

#[derive(Debug)]
enum Kind {
    Memory(Folding),
    Disk { file: PrivateFile, writable: FileSystemWritableFileStream, gathered: Gathered },
}

impl BlobAssembly {
    /// For that many bytes.
    pub(crate) async fn new(len: u64) -> Self {
        if len > MEMORY_LEN
            && let Ok(kind) = on_disk().await
        {
            return Self(kind);
        }
        Self(Kind::Memory(Folding::default()))
    }
}

async fn on_disk() -> Result<Kind, JsValue> {
    let folder = private_folder().await?;
    remove_stale(&folder).await;
    let now = js_sys::Date::now();
    let random = getrandom::u64().map_err(|_| JsValue::NULL)?;
    let name = format!("{PREFIX}{now}-{random:016x}");
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let handle = JsFuture::from(folder.get_file_handle_with_options(&name, &options)).await?;
    let handle: FileSystemFileHandle = handle.dyn_into()?;
    let file = PrivateFile { folder, name, handle };
    let writable = JsFuture::from(file.handle.create_writable()).await?.dyn_into()?;
    Ok(Kind::Disk { file, writable, gathered: Gathered::default() })
}

async fn private_folder() -> Result<FileSystemDirectoryHandle, JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &JsValue::from_str("navigator"))?;
    let storage = Reflect::get(&navigator, &JsValue::from_str("storage"))?;
    let storage: web_sys::StorageManager = storage.dyn_into()?;
    JsFuture::from(storage.get_directory()).await?.dyn_into()
}

/// Removes what a tab left that ended in the middle.
async fn remove_stale(folder: &FileSystemDirectoryHandle) {
    let names: AsyncIterator = folder.keys();
    let mut stale = Vec::new();
    while let Ok(next) = names.next()
        && let Ok(next) = JsFuture::from(next).await
        && let Ok(value) = Reflect::get(&next, &JsValue::from_str("value"))
        && let Some(name) = value.dyn_ref::<JsString>().map(String::from)
    {
        let made_ms = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()?.parse::<f64>().ok());
        if made_ms.is_some_and(|made_ms| js_sys::Date::now() - made_ms > STALE_MS) {
            stale.push(name);
        }
    }
    for name in stale {
        let _ = JsFuture::from(folder.remove_entry(&name)).await;
    }
}

/// A file that only this origin sees, and that goes with its last owner.
#[derive(Debug)]
pub(crate) struct PrivateFile {
    folder: FileSystemDirectoryHandle,
    name: String,
    handle: FileSystemFileHandle,
}

impl Drop for PrivateFile {
    fn drop(&mut self) {
        let removing = self.folder.remove_entry(&self.name);
        spawn_local(async move {
            // A file that is still being read is removed by a later visit.
            let _ = JsFuture::from(removing).await;
        });
    }
}

impl Sink for BlobAssembly {
    type Chunk = BrowserChunk;

    async fn write(&mut self, chunk: BrowserChunk) -> Result<(), SinkError> {
        match &mut self.0 {
            Kind::Memory(folding) => folding.push(&chunk.0),
            Kind::Disk { writable, gathered, .. } => match gathered.take(&chunk.0) {
                Some(full) => finished(writable.write_with_buffer_source(&full).map_err(failed)?).await,
                None => Ok(()),
            },
        }
    }

    async fn commit(self) -> Result<(), SinkError> {
        Ok(())
    }

    async fn discard(self) {
        if let Kind::Disk { writable, .. } = self.0 {
            let _ = JsFuture::from(writable.abort()).await;
        }
    }
}

impl Assembly for BlobAssembly {
    type Source = FileSource;

    async fn into_source(self) -> Result<FileSource, SinkError> {
        match self.0 {
            Kind::Memory(folding) => {
                let blob = folding.fold()?;
                readable(&blob).await?;
                Ok(FileSource::new(blob))
            }
            Kind::Disk { file, writable, mut gathered } => {
                if let Some(rest) = gathered.rest() {
                    finished(writable.write_with_buffer_source(&rest).map_err(failed)?).await?;
                }
                finished(writable.close()).await?;
                let made = JsFuture::from(file.handle.get_file()).await.map_err(failed)?;
                let made: File = made.dyn_into().map_err(failed)?;
                Ok(FileSource::private(made.into(), Rc::new(file)))
            }
        }
    }
}
