//! S3 requests and answers as values.
//!
//! This crate decides what is sent (addresses, signed headers, encryption headers) and what an answer means (listings,
//! details, typed errors). It leaves sending, waiting and the time of day to others: time is an argument, a request is
//! a value.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod address;
mod answer;
mod at_rest;
mod binding;
mod bucket_encryption;
mod commands;
mod cors;
mod credentials;
mod encode;
mod error;
mod input;
mod link;
mod operation;
mod provider;
mod reason;
mod request;
mod rules;
mod shell;
mod sigv4;
mod time;
mod versions;
mod xml;

pub use address::{AddressingStyle, BucketName, Endpoint, ObjectKey, ObjectPrefix, Region, Scheme, Storage};
pub use answer::{
    AnswerHeaders, EncryptionHeaders, ListPage, ListedObject, ObjectDetails, SseCEcho, parse_list_page,
    parse_object_details, sse_c_echo,
};
pub use at_rest::{AtRest, ProviderEncryption, SERVER_SIDE_ENCRYPTION_HEADER};
pub use binding::{Binding, LinkOperation, LinkTarget};
pub use bucket_encryption::{BucketEncryption, DefaultEncryption, NoBucketEncryption};
pub use commands::{CommandError, CommandFiles, CommandKeyFile, aws_command, curl_command};
pub use cors::{CorsDocument, cors_document};
pub use credentials::Credentials;
pub use error::{AnswerContext, ErrorCode, ServiceError, decode_error};
pub use input::InputError;
pub use link::{
    CompletionError, ContentCheck, LinkEncryption, LinkError, LinkExtras, LinkKey, PresignedLink, headers_with_key,
};
pub use operation::{ByteRange, GetOptions, HeadOptions, ListOptions, Operation, PutOptions, UnsignedRequest};
pub use provider::{BindingSupport, Provider};
pub use reason::{Reason, Remedy, Side};
pub use request::{Expiry, Header, Method, SecretUrl, SignedRequest};
pub use shell::is_hidden_mark;
pub use sigv4::PayloadHash;
pub use time::UnixTime;
pub use versions::{ListedVersion, parse_versions};

pub use sealport_core::{SseCKey, SseCKeyMd5};
