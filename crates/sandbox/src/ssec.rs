//! The three SSE-C request headers: which are complete, which are refused, and with which of AWS's texts.
//!
//! Spec: Amazon S3 User Guide, "Using server-side encryption with customer-provided keys".

use data_encoding::BASE64;
use http::HeaderMap;
use md5::{Digest as _, Md5};
use s3s::{S3Error, S3ErrorCode, S3Result};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{
    config::Like,
    frames::{FrameCipher, customer_key_hash, is_customer_key},
    record::CustomerEncryption,
};

/// The only algorithm of SSE-C.
pub(crate) const CUSTOMER_ALGORITHM: &str = "AES256";

/// A customer key whose MD5 was right.
pub(crate) struct CustomerKey {
    bytes: Zeroizing<[u8; 32]>,
    md5: String,
}

/// The values of the three headers as they came.
pub(crate) struct CustomerHeaders {
    algorithm: Option<String>,
    customer_key: Option<Zeroizing<String>>,
    key_md5: Option<String>,
}

impl CustomerHeaders {
    /// Takes them from the request itself: s3s takes an empty header for one that did not come, and an upload whose key
    /// got lost on its way into the header would be stored in clear.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            algorithm: header_text(headers, "x-amz-server-side-encryption-customer-algorithm"),
            customer_key: header_text(headers, "x-amz-server-side-encryption-customer-key").map(Zeroizing::new),
            key_md5: header_text(headers, "x-amz-server-side-encryption-customer-key-md5"),
        }
    }

    /// Whether any of the three came.
    pub(crate) fn is_any(&self) -> bool {
        self.algorithm.is_some() || self.customer_key.is_some() || self.key_md5.is_some()
    }

    /// The key, or `None` when none of the three headers came.
    ///
    /// OVHcloud's gateway takes a request without the key header for one without SSE-C, whatever else came, and does not
    /// look at the MD5.
    ///
    /// # Errors
    ///
    /// AWS's error when they are incomplete, the key is not 32 bytes, or its MD5 is another one.
    pub(crate) fn parse(self, like: Like) -> S3Result<Option<CustomerKey>> {
        if !self.is_any() || (like == Like::Ovh && self.customer_key.is_none()) {
            return Ok(None);
        }
        let Some(algorithm) = self.algorithm else { return Err(must_provide("a valid encryption algorithm")) };
        if algorithm != CUSTOMER_ALGORITHM {
            return Err(S3Error::with_message(
                S3ErrorCode::InvalidEncryptionAlgorithmError,
                "The Encryption request you specified is not valid. Supported value: AES256.",
            ));
        }
        let Some(customer_key) = self.customer_key else { return Err(must_provide("an appropriate secret key")) };
        let key_md5 = match (self.key_md5, like) {
            (key_md5, Like::Ovh) => key_md5.unwrap_or_default(),
            (Some(key_md5), Like::Aws) => key_md5,
            (None, Like::Aws) => return Err(must_provide("the client calculated MD5 of the secret key")),
        };
        let decoded = Zeroizing::new(BASE64.decode(customer_key.as_bytes()).unwrap_or_default());
        let Ok(bytes) = <[u8; 32]>::try_from(decoded.as_slice()).map(Zeroizing::new) else {
            return Err(argument("The secret key was invalid for the specified algorithm."));
        };
        let md5 = BASE64.encode(&Md5::digest(*bytes));
        if like == Like::Aws && !bool::from(md5.as_bytes().ct_eq(key_md5.as_bytes())) {
            return Err(argument("The calculated MD5 hash of the key did not match the hash that was provided."));
        }
        Ok(Some(CustomerKey { bytes, md5 }))
    }
}

impl CustomerKey {
    /// The value that answers repeat in `x-amz-server-side-encryption-customer-key-MD5`.
    pub(crate) fn into_md5(self) -> String {
        self.md5
    }

    /// New salts for an object, and the cipher that goes with them.
    ///
    /// # Errors
    ///
    /// `InternalError` when the system has no randomness to give.
    pub(crate) fn new_encryption(&self) -> S3Result<(CustomerEncryption, FrameCipher)> {
        let encryption =
            CustomerEncryption { key_hash_salt: random_bytes()?, key_hash: [0; 32], data_key_salt: random_bytes()? };
        let key_hash = customer_key_hash(&self.bytes, &encryption.key_hash_salt);
        let cipher = FrameCipher::new(&self.bytes, &encryption.data_key_salt);
        Ok((CustomerEncryption { key_hash, ..encryption }, cipher))
    }
}

impl CustomerEncryption {
    /// The cipher to read the object with.
    ///
    /// # Errors
    ///
    /// AWS's error when the key is missing or another one.
    pub(crate) fn cipher(&self, customer_key: Option<&CustomerKey>) -> S3Result<FrameCipher> {
        let Some(customer_key) = customer_key else {
            let message = "The object was stored using a form of Server Side Encryption. \
                           The correct parameters must be provided to retrieve the object.";
            return Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message));
        };
        if !is_customer_key(&customer_key.bytes, &self.key_hash_salt, &self.key_hash) {
            let message = "Requests specifying Server Side Encryption with Customer provided keys \
                           must provide the correct secret key.";
            return Err(S3Error::with_message(S3ErrorCode::AccessDenied, message));
        }
        Ok(FrameCipher::new(&customer_key.bytes, &self.data_key_salt))
    }
}

/// The error for a customer key that came with a request for an object stored without one.
pub(crate) fn not_applicable() -> S3Error {
    let message = "The encryption parameters are not applicable to this object.";
    S3Error::with_message(S3ErrorCode::InvalidRequest, message)
}

/// The value of a header, empty when it is no text; values of several headers of that name are one list, as HTTP has it.
pub(crate) fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Vec<&str> = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default()).collect();
    if values.is_empty() { None } else { Some(values.join(",")) }
}

/// Bytes from the system's random source.
///
/// # Errors
///
/// `InternalError` when it has none to give.
pub(crate) fn random_bytes<const LEN: usize>() -> S3Result<[u8; LEN]> {
    let mut bytes = [0; LEN];
    getrandom::fill(&mut bytes).map_err(|_| S3Error::new(S3ErrorCode::InternalError))?;
    Ok(bytes)
}

fn must_provide(what: &str) -> S3Error {
    argument(&format!("Requests specifying Server Side Encryption with Customer provided keys must provide {what}."))
}

fn argument(message: &str) -> S3Error {
    S3Error::with_message(S3ErrorCode::InvalidArgument, message.to_owned())
}
