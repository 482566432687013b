//! Objects as files. Every object has a JSON file, named by a hash of its object key, and a data file with a random name.
//!
//! Renaming the JSON file is the one instant at which an object appears or changes: a reader either has the old data
//! file open, which stays readable until it is closed, or finds the new one. What a stopped or killed server left
//! unfinished is removed at the next start.

use std::{
    collections::{BTreeMap, HashSet},
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use data_encoding::HEXLOWER;
use s3s::S3Result;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::{
    config::SandboxError,
    frames::FrameCipher,
    record::{ObjectRecord, RECORD_FORMAT, ServerEncryption},
    sse_s3::ServerKey,
};

type Index = BTreeMap<String, Arc<ObjectRecord>>;

/// One bucket in one folder. Its methods that touch files block.
pub(crate) struct Store {
    folder: PathBuf,
    /// Everything but the bytes, for listings and reads; the files say the same.
    index: RwLock<Index>,
    /// Held while an object changes on disk, so that conditions and what they allow are one step.
    changing: Mutex<()>,
    server_key: ServerKey,
    /// Keeps other servers out for as long as it lives.
    _lock: File,
}

/// An object that may be read to its end, whatever happens to its name meanwhile.
pub(crate) struct OpenObject {
    pub(crate) record: Arc<ObjectRecord>,
    pub(crate) file: File,
}

/// Why an object was not changed.
pub(crate) enum ChangeError<Refusal> {
    /// The condition said no.
    Refused(Refusal),
    Io(io::Error),
}

impl<Refusal> From<io::Error> for ChangeError<Refusal> {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Store {
    /// Opens the bucket's folder, makes it when missing, and removes what is unfinished.
    pub(crate) fn open(data_folder: &Path, bucket: &str) -> Result<Self, SandboxError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| SandboxError::DataFolder { path, source }
        };
        let folder = data_folder.join(bucket);
        fs::create_dir_all(&folder).map_err(failed(&folder))?;
        // No bucket can have this name.
        let lock_path = data_folder.join(".lock");
        let lock = File::options().create(true).append(true).open(&lock_path).map_err(failed(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SandboxError::DataFolderInUse(data_folder.to_owned())),
            Err(TryLockError::Error(source)) => return Err(failed(&lock_path)(source)),
        }
        let index = load(&folder, failed)?;
        let is_key_needed = index.values().any(|record| record.server_encryption.is_some());
        let server_key = ServerKey::open(data_folder, is_key_needed)?;
        Ok(Self { folder, index: RwLock::new(index), changing: Mutex::new(()), server_key, _lock: lock })
    }

    /// What is known about an object.
    pub(crate) fn find(&self, object_key: &str) -> Option<Arc<ObjectRecord>> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).get(object_key).cloned()
    }

    /// Runs a query over all objects in the order of their object keys.
    pub(crate) fn query<T>(&self, query: impl FnOnce(&Index) -> T) -> T {
        query(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Opens an object's data file.
    pub(crate) fn open_object(&self, object_key: &str) -> io::Result<Option<OpenObject>> {
        let mut missing: Option<Arc<ObjectRecord>> = None;
        while let Some(record) = self.find(object_key) {
            match File::open(self.folder.join(&record.data_file)) {
                Ok(file) => return Ok(Some(OpenObject { record, file })),
                // Replaced or deleted since it was looked up: look again, unless it is the very same object.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    if missing.is_some_and(|missing| Arc::ptr_eq(&missing, &record)) {
                        return Err(error);
                    }
                    missing = Some(record);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// A new file for an upload; it removes itself unless it is [committed](Self::commit).
    pub(crate) fn new_upload(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new().prefix("upload-").suffix(".tmp").tempfile_in(&self.folder)
    }

    /// What a new SSE-S3 object is encrypted by; makes the server key at first need.
    ///
    /// # Errors
    ///
    /// `InternalError` when the server key cannot be written or the system has no randomness to give.
    pub(crate) fn new_server_encryption(&self) -> S3Result<(ServerEncryption, FrameCipher)> {
        self.server_key.new_encryption(|| self.new_upload())
    }

    /// The cipher to read an SSE-S3 object with.
    ///
    /// # Errors
    ///
    /// `InternalError` when there is no server key.
    pub(crate) fn server_cipher(&self, encryption: &ServerEncryption) -> S3Result<FrameCipher> {
        self.server_key.cipher(encryption)
    }

    /// Puts a finished upload under its object key, if `condition` on the present object permits it.
    pub(crate) fn commit<Refusal>(
        &self,
        upload: NamedTempFile,
        record: ObjectRecord,
        condition: impl FnOnce(Option<&ObjectRecord>) -> Result<(), Refusal>,
    ) -> Result<(), ChangeError<Refusal>> {
        let mut description = self.new_upload()?;
        serde_json::to_writer_pretty(description.as_file_mut(), &record).map_err(io::Error::from)?;
        description.as_file().sync_all()?;
        upload.as_file().sync_all()?;

        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let previous = self.find(&record.object_key);
        condition(previous.as_deref()).map_err(ChangeError::Refused)?;
        let data_path = self.folder.join(&record.data_file);
        upload.persist(&data_path).map_err(|error| error.error)?;
        if let Err(error) = description.persist(self.record_path(&record.object_key)) {
            let _ = fs::remove_file(&data_path);
            return Err(error.error.into());
        }
        self.sync_folder();
        let object_key = record.object_key.clone();
        self.index.write().unwrap_or_else(PoisonError::into_inner).insert(object_key, Arc::new(record));
        if let Some(previous) = previous {
            // Nobody can find it any more; if this fails, the next start removes it.
            let _ = fs::remove_file(self.folder.join(&previous.data_file));
        }
        Ok(())
    }

    /// Removes an object, if there is one and `condition` permits it.
    pub(crate) fn remove<Refusal>(
        &self,
        object_key: &str,
        condition: impl FnOnce(Option<&ObjectRecord>) -> Result<(), Refusal>,
    ) -> Result<(), ChangeError<Refusal>> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let previous = self.find(object_key);
        condition(previous.as_deref()).map_err(ChangeError::Refused)?;
        let Some(previous) = previous else { return Ok(()) };
        match fs::remove_file(self.record_path(object_key)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        self.index.write().unwrap_or_else(PoisonError::into_inner).remove(object_key);
        let _ = fs::remove_file(self.folder.join(&previous.data_file));
        self.sync_folder();
        Ok(())
    }

    fn record_path(&self, object_key: &str) -> PathBuf {
        self.folder.join(record_name(object_key))
    }

    /// Makes renames survive a power cut. Not every system lets a folder be opened; there nothing more can be done.
    fn sync_folder(&self) {
        let _ = File::open(&self.folder).and_then(|folder| folder.sync_all());
    }
}

/// Any object key fits a file name by its hash; the key itself is in the file.
fn record_name(object_key: &str) -> String {
    format!("{}.json", HEXLOWER.encode(&Sha256::digest(object_key.as_bytes())))
}

fn load<Failed>(folder: &Path, failed: impl Fn(&Path) -> Failed) -> Result<Index, SandboxError>
where
    Failed: FnOnce(io::Error) -> SandboxError,
{
    let mut index = Index::new();
    let mut data_files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let entry = entry.map_err(failed(folder))?;
        let path = entry.path();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => {
                let record = read_record(&path, &failed)?;
                index.insert(record.object_key.clone(), Arc::new(record));
            }
            Some("data") => data_files.push(path),
            Some("tmp") => fs::remove_file(&path).map_err(failed(&path))?,
            // Not ours: a person's file is left alone.
            _ => {}
        }
    }
    let known: HashSet<&str> = index.values().map(|record| record.data_file.as_str()).collect();
    for path in data_files {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !known.contains(name) {
            fs::remove_file(&path).map_err(failed(&path))?;
        }
    }
    Ok(index)
}

fn read_record<Failed>(path: &Path, failed: impl Fn(&Path) -> Failed) -> Result<ObjectRecord, SandboxError>
where
    Failed: FnOnce(io::Error) -> SandboxError,
{
    let damaged = |reason: String| SandboxError::DamagedRecord { path: path.to_owned(), reason };
    let contents = fs::read(path).map_err(failed(path))?;
    let record: ObjectRecord = serde_json::from_slice(&contents).map_err(|error| damaged(error.to_string()))?;
    if record.format != RECORD_FORMAT {
        return Err(damaged(format!("format {} instead of {RECORD_FORMAT}", record.format)));
    }
    // Both names are used as paths.
    if path.file_name().and_then(|name| name.to_str()) != Some(&record_name(&record.object_key)) {
        return Err(damaged("it belongs to another object key".to_owned()));
    }
    let stem = record.data_file.strip_suffix(".data").unwrap_or_default();
    if stem.is_empty() || !stem.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(damaged("the name of its data file is not one of ours".to_owned()));
    }
    Ok(record)
}
