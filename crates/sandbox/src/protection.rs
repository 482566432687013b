//! How an upload is encrypted, and what answers say about it, on AWS and on a gateway like OVHcloud's.
//!
//! The headers themselves are read in `ssec` and `sse_s3`; the bytes are sealed in `frames`.

use http::HeaderMap;
use s3s::{S3Error, S3ErrorCode, S3Result, dto::ServerSideEncryption};

use crate::{
    config::{Fault, Like},
    encryption_document::BucketEncryption,
    frames::FrameCipher,
    record::{CustomerEncryption, ObjectRecord, ServerEncryption},
    sse_s3::{self, SERVER_ALGORITHM},
    ssec::{CUSTOMER_ALGORITHM, CustomerHeaders, CustomerKey, not_applicable},
    store::Store,
};

/// Whose behaviour a server shows.
#[derive(Clone, Copy)]
pub(crate) struct Behaviour {
    pub(crate) like: Like,
    pub(crate) fault: Option<Fault>,
}

/// What protects a new object on disk.
pub(crate) enum Protection {
    InClear,
    Server,
    Customer(CustomerKey),
    /// Stored in clear while answers claim otherwise; only by a fault that was asked for.
    Pretended,
}

/// What goes into the record of a new object, and the cipher to write it with.
#[derive(Default)]
pub(crate) struct NewEncryption {
    pub(crate) customer: Option<CustomerEncryption>,
    pub(crate) server: Option<ServerEncryption>,
    pub(crate) is_pretended: bool,
    pub(crate) cipher: Option<FrameCipher>,
}

impl Protection {
    /// What an upload asks for, or else what the bucket gives.
    ///
    /// # Errors
    ///
    /// AWS's error for headers that are malformed, contradict each other or are blocked in this bucket.
    pub(crate) fn of_upload(headers: &HeaderMap, bucket: BucketEncryption, behaviour: Behaviour) -> S3Result<Self> {
        let customer_headers = CustomerHeaders::of(headers);
        // AWS looks at this before the key, and tells nothing of the reason. OVHcloud documents no such block.
        if bucket.blocks_customer_keys && behaviour.like == Like::Aws && customer_headers.is_any() {
            return Err(S3Error::with_message(S3ErrorCode::AccessDenied, "Access Denied"));
        }
        let customer_key = customer_headers.parse(behaviour.like)?;
        if customer_key.is_some() && sse_s3::is_named(headers) {
            let message = "Server Side Encryption with Customer provided key is incompatible \
                           with the encryption method specified";
            return Err(S3Error::with_message(S3ErrorCode::InvalidArgument, message));
        }
        let is_server_wanted = sse_s3::is_wanted(headers)?;
        Ok(match customer_key {
            Some(_) if behaviour.fault == Some(Fault::StoreInClear) => Self::Pretended,
            Some(customer_key) => Self::Customer(customer_key),
            None if is_server_wanted || bucket.is_server_default => Self::Server,
            None => Self::InClear,
        })
    }

    /// New salts and the cipher that goes with them; may block.
    ///
    /// # Errors
    ///
    /// `InternalError` when the system has no randomness to give, or the server key cannot be written.
    pub(crate) fn new_encryption(&self, store: &Store) -> S3Result<NewEncryption> {
        Ok(match self {
            Self::InClear => NewEncryption::default(),
            Self::Pretended => NewEncryption { is_pretended: true, ..NewEncryption::default() },
            Self::Customer(customer_key) => {
                let (customer, cipher) = customer_key.new_encryption()?;
                NewEncryption { customer: Some(customer), cipher: Some(cipher), ..NewEncryption::default() }
            }
            Self::Server => {
                let (server, cipher) = store.new_server_encryption()?;
                NewEncryption { server: Some(server), cipher: Some(cipher), ..NewEncryption::default() }
            }
        })
    }

    /// Whether the ETag is the MD5 of the content. On AWS nothing about an SSE-C object may be guessed from its ETag.
    pub(crate) fn has_md5_etag(&self, behaviour: Behaviour) -> bool {
        behaviour.like == Like::Ovh || !matches!(self, Self::Customer(_))
    }
}

/// What an answer says about an object's encryption.
#[derive(Default)]
pub(crate) struct Echo {
    pub(crate) customer_algorithm: Option<String>,
    pub(crate) customer_key_md5: Option<String>,
    pub(crate) server_side_encryption: Option<ServerSideEncryption>,
}

impl Echo {
    /// For the answer to an upload.
    pub(crate) fn of_upload(protection: Protection, behaviour: Behaviour) -> Self {
        match protection {
            Protection::InClear => Self::default(),
            Protection::Customer(customer_key) => Self::of_customer_key(customer_key, behaviour),
            Protection::Server | Protection::Pretended => Self::aes256(),
        }
    }

    /// For the answer to a read. The key was found to be the right one.
    pub(crate) fn of_record(record: &ObjectRecord, customer_key: Option<CustomerKey>, behaviour: Behaviour) -> Self {
        match customer_key {
            Some(customer_key) if record.customer_encryption.is_some() => {
                Self::of_customer_key(customer_key, behaviour)
            }
            _ if record.server_encryption.is_some() || record.is_encryption_pretended => Self::aes256(),
            _ => Self::default(),
        }
    }

    fn of_customer_key(customer_key: CustomerKey, behaviour: Behaviour) -> Self {
        match behaviour.like {
            Like::Aws => Self {
                customer_algorithm: Some(CUSTOMER_ALGORITHM.to_owned()),
                customer_key_md5: Some(customer_key.into_md5()),
                server_side_encryption: None,
            },
            Like::Ovh => Self::aes256(),
        }
    }

    fn aes256() -> Self {
        let server_side_encryption = Some(ServerSideEncryption::from_static(SERVER_ALGORITHM));
        Self { server_side_encryption, ..Self::default() }
    }
}

/// The cipher to read an object with; `None` for an object in clear.
///
/// # Errors
///
/// AWS's error when a customer key is missing, is another one, or was given for an object that has none.
pub(crate) fn cipher_to_read(
    record: &ObjectRecord,
    customer_key: Option<&CustomerKey>,
    store: &Store,
) -> S3Result<Option<FrameCipher>> {
    match (&record.customer_encryption, &record.server_encryption, customer_key) {
        (Some(encryption), _, customer_key) => encryption.cipher(customer_key).map(Some),
        // The lie is the same whatever is sent.
        (None, None, _) if record.is_encryption_pretended => Ok(None),
        (None, _, Some(_)) => Err(not_applicable()),
        (None, Some(encryption), None) => store.server_cipher(encryption).map(Some),
        (None, None, None) => Ok(None),
    }
}
