//! Transfers over ports: upload, list, download, details and delete.
//!
//! This crate decides in which order requests are made, what is checked before and after, and what becomes of a transfer
//! that fails or is cancelled. Sending, reading files and writing them are a [`Platform`]'s; what a request says and what
//! an answer means is `sealport-s3`'s.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod cancel;
mod client;
mod details;
mod download;
mod error;
mod file_name;
mod platform;
mod upload;

pub use cancel::Cancel;
pub use client::{Client, ListRequest, PresignOperation};
pub use download::DownloadReceipt;
pub use error::ClientError;
pub use file_name::{clean_file_name, is_hidden_mark};
pub use platform::{Answer, Body, Chunk, Platform, Sink, SinkError, Source, TransportError};
pub use upload::{Confirmation, MAX_SINGLE_PUT_LEN, UploadOptions, UploadReceipt};

pub use sealport_core::{
    ALGORITHM, CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER, Fingerprint, FingerprintError,
    KeyContainer, KeyDiagnosis, KeyFile, KeyForm, KeyJob, KeyWarning, Md5Covers, Md5Diagnosis, Md5Form, SseCHeader,
    SseCKey, Zeroizing,
};
pub use sealport_s3::{
    AddressingStyle, AnswerHeaders, BucketName, ByteRange, CorsDocument, Credentials, EncryptionHeaders, Endpoint,
    ErrorCode, Expiry, GetOptions, Header, InputError, ListOptions, ListPage, ListedObject, Method, ObjectDetails,
    ObjectKey, ObjectPrefix, PayloadHash, PutOptions, Region, Scheme, SecretUrl, SignedRequest, Storage, UnixTime,
    UnsignedRequest, cors_document,
};

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the object that crossed the network so far, in either direction.
    pub transferred: u64,
    /// Bytes of the whole object, where known.
    pub total: Option<u64>,
}
