//! Transfers over ports: upload, list, download, details and delete.
//!
//! This crate decides in which order requests are made, what is checked before and after, and what becomes of a transfer
//! that fails or is cancelled. Sending, reading files and writing them are a [`Platform`]'s; what a request says and what
//! an answer means is `sealport-s3`'s.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod bindings;
mod bucket;
mod cancel;
mod client;
mod details;
mod download;
mod error;
mod file_name;
mod leftover;
mod link;
mod platform;
mod presign;
mod protection;
pub mod ring;
mod sealed;
mod test_object;
mod upload;
mod verification;

pub use bindings::{BindingSupports, KnownObject};
pub use bucket::EncryptionChange;
pub use cancel::Cancel;
pub use client::{Client, ListRequest};
pub use download::DownloadReceipt;
pub use error::{ClientError, StoredObject};
pub use file_name::clean_file_name;
pub use leftover::Deletion;
pub use link::{LinkClient, LinkUploadReceipt};
pub use platform::{
    Answer, Assembly, Body, Chunk, Engine, EngineError, NoEntropy, Platform, PourError, Sink, SinkError, Source,
    TransportError, Upload, pour_by_chunks,
};
pub use presign::PresignOptions;
pub use protection::{Confirmation, Doubt, Proof, Protection};
pub use sealed::{
    LocalFile, ReferenceEngine, SealedFile, SealedObject, SealedReceipt, SealedSource, SealingKeys, look_at, open_file,
    seal_file,
};
pub use upload::{MAX_SINGLE_PUT_LEN, UploadOptions, UploadReceipt};
pub use verification::bare_etag;

pub use sealport_core::{
    ALGORITHM, CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER, Fingerprint, FingerprintError,
    KeyContainer, KeyDiagnosis, KeyFile, KeyForm, KeyHasOtherJob, KeyJob, KeyWarning, Md5Covers, Md5Diagnosis, Md5Form,
    SealingKey, SseCHeader, SseCKey, SseCKeyMd5, SseCKeyMd5Error, Zeroizing, refuse_both_jobs,
};
pub use sealport_core::{message, openssl};
pub use sealport_s3::{
    AddressingStyle, AnswerHeaders, AtRest, Binding, BindingSupport, BucketEncryption, BucketName, ByteRange,
    CommandError, CommandFiles, CommandKeyFile, CompletionError, ContentCheck, CorsDocument, Credentials,
    DefaultEncryption, EncryptionHeaders, Endpoint, ErrorCode, Expiry, GetOptions, HeadOptions, Header, InputError,
    LinkEncryption, LinkError, LinkExtras, LinkKey, LinkOperation, LinkTarget, ListOptions, ListPage, ListedObject,
    Method, ObjectDetails, ObjectKey, ObjectPrefix, PayloadHash, PresignedLink, Provider, ProviderEncryption,
    PutOptions, Reason, Region, Remedy, Scheme, SecretUrl, Side, SignedRequest, SseCEcho, Storage, UnixTime,
    UnsignedRequest, aws_command, cors_document, curl_command, headers_with_key, is_hidden_mark,
};

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the object that crossed the network so far, in either direction.
    pub transferred: u64,
    /// Bytes of the whole object, where known.
    pub total: Option<u64>,
    /// Bytes of it that are sealed already and wait to be sent, in a sealed upload.
    pub sealed: Option<u64>,
}
