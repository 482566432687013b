//! The bucket's settings: the documents that were put, word for word, and what they mean.
//!
//! Each lies in a file of its own beside the objects, which is replaced in one step. What a document may say is decided
//! by its type; what is answered for it, in `settings_route`.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use s3s::S3Result;

use crate::{config::SandboxError, cors_document::CorsRules, encryption_document::EncryptionDocument};

/// The meaning of a document.
pub(crate) trait SettingDocument: Sized {
    /// Where it is kept, in the bucket's folder.
    const FILE_NAME: &'static str;
    /// Whether deleting it brings the initial document back.
    const DELETING_RESTORES_INITIAL: bool;

    /// Reads a document.
    ///
    /// # Errors
    ///
    /// AWS's error for a document that it does not take.
    fn parse(text: &str) -> S3Result<Self>;
}

/// A document and its meaning.
pub(crate) struct Stored<Document> {
    /// As it came, so that elements which this server does not know survive.
    pub(crate) text: String,
    pub(crate) document: Document,
}

impl<Document: SettingDocument> Stored<Document> {
    /// Reads a document and keeps its text.
    ///
    /// # Errors
    ///
    /// AWS's error for a document that it does not take.
    pub(crate) fn parse(text: String) -> S3Result<Self> {
        let document = Document::parse(&text)?;
        Ok(Self { text, document })
    }
}

/// One setting. Its methods that change it block.
pub(crate) struct Setting<Document> {
    path: PathBuf,
    initial: Option<Arc<Stored<Document>>>,
    current: RwLock<Option<Arc<Stored<Document>>>>,
    /// Held while it changes, so that file and memory say the same.
    changing: Mutex<()>,
}

impl<Document: SettingDocument> Setting<Document> {
    /// The stored document, or else the initial one.
    ///
    /// # Errors
    ///
    /// When the stored document cannot be read or is not one that this server wrote.
    pub(crate) fn open(folder: &Path, initial: Option<Stored<Document>>) -> Result<Self, SandboxError> {
        let path = folder.join(Document::FILE_NAME);
        let initial = initial.map(Arc::new);
        let current = match fs::read_to_string(&path) {
            Ok(text) => {
                let stored = Stored::parse(text).map_err(|error| SandboxError::DamagedSetting {
                    path: path.clone(),
                    reason: error.message().unwrap_or("this server does not take it").to_owned(),
                })?;
                Some(Arc::new(stored))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => initial.clone(),
            Err(source) => return Err(SandboxError::DataFolder { path, source }),
        };
        Ok(Self { path, initial, current: RwLock::new(current), changing: Mutex::new(()) })
    }

    /// What holds now.
    pub(crate) fn current(&self) -> Option<Arc<Stored<Document>>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the document.
    ///
    /// # Errors
    ///
    /// When it cannot be written; then the old one still holds.
    pub(crate) fn put(&self, stored: Stored<Document>) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        // A name that the store removes at the next start, should this one be killed here.
        let mut file = tempfile::Builder::new().prefix("setting-").suffix(".tmp").tempfile_in(folder)?;
        file.write_all(stored.text.as_bytes())?;
        file.as_file().sync_all()?;
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        file.persist(&self.path)?;
        // As far as the system lets a folder be opened.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(stored));
        Ok(())
    }

    /// Removes the document, if there is one.
    ///
    /// # Errors
    ///
    /// When its file cannot be removed.
    pub(crate) fn delete(&self) -> io::Result<()> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let left = self.initial.clone().filter(|_| Document::DELETING_RESTORES_INITIAL);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = left;
        Ok(())
    }
}

/// All settings of the bucket.
pub(crate) struct BucketSettings {
    pub(crate) encryption: Setting<EncryptionDocument>,
    pub(crate) cors: Setting<CorsRules>,
}
