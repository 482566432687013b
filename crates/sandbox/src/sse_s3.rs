//! SSE-S3: which requests may ask for it, and the server key that its objects are encrypted under.
//!
//! The server key lies in a file of its own in the data folder: whoever has the whole folder can read SSE-S3 objects,
//! whoever has only a bucket's files cannot. That is SSE-S3's promise on real storage too, where the provider has both.
//!
//! Spec: Amazon S3 User Guide, "Using server-side encryption with Amazon S3 managed keys".

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use data_encoding::BASE64;
use http::HeaderMap;
use s3s::{S3Error, S3ErrorCode, S3Result, dto::ServerSideEncryption};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use crate::{
    config::SandboxError,
    frames::FrameCipher,
    record::ServerEncryption,
    service::unsupported,
    ssec::{header_text, random_bytes},
};

/// The header that asks for SSE-S3 and that answers name it by.
const HEADER: &str = "x-amz-server-side-encryption";
/// The value that means SSE-S3.
pub(crate) const SERVER_ALGORITHM: &str = "AES256";
/// No bucket can have this name.
const KEY_FILE: &str = ".server-key";

/// Whether the header came, with whatever value.
pub(crate) fn is_named(headers: &HeaderMap) -> bool {
    headers.contains_key(HEADER)
}

/// Whether an upload asks for SSE-S3.
///
/// # Errors
///
/// `InvalidArgument` for a value that S3 does not know. `NotImplemented` for the KMS values: on AWS they are good
/// requests, and it is this server that lacks a key management service.
pub(crate) fn is_wanted(headers: &HeaderMap) -> S3Result<bool> {
    match header_text(headers, HEADER).as_deref() {
        None => Ok(false),
        Some(SERVER_ALGORITHM) => Ok(true),
        Some(kms @ (ServerSideEncryption::AWS_KMS | ServerSideEncryption::AWS_KMS_DSSE)) => {
            unsupported(kms, true).map(|()| false)
        }
        Some(_) => {
            let message = "The encryption method specified is not supported";
            Err(S3Error::with_message(S3ErrorCode::InvalidArgument, message))
        }
    }
}

/// Refuses a read that carries the header: how an object was stored is not for the reader to say.
///
/// # Errors
///
/// `InvalidArgument`.
pub(crate) fn refuse_on_read(headers: &HeaderMap) -> S3Result<()> {
    if !is_named(headers) {
        return Ok(());
    }
    let message = format!("{HEADER} header is not supported for this operation.");
    Err(S3Error::with_message(S3ErrorCode::InvalidArgument, message))
}

/// The key of a data folder, made when the first object needs it.
pub(crate) struct ServerKey {
    path: PathBuf,
    bytes: Mutex<Option<Zeroizing<[u8; 32]>>>,
}

impl ServerKey {
    /// Reads the key of a data folder, if it has one.
    ///
    /// # Errors
    ///
    /// When the file is damaged, or is missing although objects were encrypted under it: a new key would leave them
    /// unreadable without anybody being told why.
    pub(crate) fn open(data_folder: &Path, is_needed: bool) -> Result<Self, SandboxError> {
        let path = data_folder.join(KEY_FILE);
        let damaged = |reason: &str| SandboxError::ServerKey { path: path.clone(), reason: reason.to_owned() };
        let bytes = match fs::read(&path).map(Zeroizing::new) {
            Ok(text) => {
                let decoded = BASE64.decode(text.trim_ascii_end()).map(Zeroizing::new);
                let decoded = decoded.map_err(|_| damaged("it is not base64"))?;
                let bytes = <[u8; 32]>::try_from(decoded.as_slice()).map_err(|_| damaged("it has not 32 bytes"))?;
                Some(Zeroizing::new(bytes))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_needed => {
                return Err(damaged("it is missing, and objects are encrypted under it"));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(SandboxError::DataFolder { path, source }),
        };
        Ok(Self { path, bytes: Mutex::new(bytes) })
    }

    /// A new salt for an object, and the cipher that goes with it. Makes the key if there is none; blocks.
    ///
    /// # Errors
    ///
    /// When the key cannot be written, or the system has no randomness to give.
    pub(crate) fn new_encryption(
        &self,
        new_file: impl FnOnce() -> io::Result<NamedTempFile>,
    ) -> S3Result<(ServerEncryption, FrameCipher)> {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let server_key = match &mut *bytes {
            Some(server_key) => server_key,
            none => {
                let server_key = Zeroizing::new(random_bytes()?);
                self.write(&server_key, new_file).map_err(S3Error::internal_error)?;
                none.insert(server_key)
            }
        };
        let encryption = ServerEncryption { data_key_salt: random_bytes()? };
        let cipher = FrameCipher::under_server_key(server_key, &encryption.data_key_salt);
        Ok((encryption, cipher))
    }

    /// The cipher to read an object with.
    ///
    /// # Errors
    ///
    /// `InternalError` when there is no key, which [`open`](Self::open) rules out.
    pub(crate) fn cipher(&self, encryption: &ServerEncryption) -> S3Result<FrameCipher> {
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let server_key = bytes.as_ref().ok_or(S3ErrorCode::InternalError)?;
        Ok(FrameCipher::under_server_key(server_key, &encryption.data_key_salt))
    }

    /// On disk before any object is encrypted under it, and never over another key. Temporary files are made with mode
    /// 0600, and renaming keeps that.
    fn write(&self, server_key: &[u8; 32], new_file: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<()> {
        let mut file = new_file()?;
        let text = Zeroizing::new(BASE64.encode(server_key));
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&self.path)?;
        if let Some(folder) = self.path.parent() {
            // As far as the system lets a folder be opened.
            let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}
