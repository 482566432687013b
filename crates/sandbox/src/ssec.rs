//! The three SSE-C request headers: which are complete, which are refused, and with which of AWS's texts.
//!
//! Spec: Amazon S3 User Guide, "Using server-side encryption with customer-provided keys".

use data_encoding::BASE64;
use md5::{Digest as _, Md5};
use s3s::{S3Error, S3ErrorCode, S3Result};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{
    frames::{FrameCipher, customer_key_hash, is_customer_key},
    record::{CustomerEncryption, ObjectRecord},
};

/// The only algorithm of SSE-C.
pub(crate) const CUSTOMER_ALGORITHM: &str = "AES256";

/// A customer key whose MD5 was right.
pub(crate) struct CustomerKey {
    bytes: Zeroizing<[u8; 32]>,
    md5: String,
}

/// The values of the three headers as they came.
#[derive(Default)]
pub(crate) struct CustomerHeaders {
    pub(crate) algorithm: Option<String>,
    pub(crate) customer_key: Option<String>,
    pub(crate) key_md5: Option<String>,
}

impl CustomerHeaders {
    /// The key, or `None` when none of the three headers came.
    ///
    /// # Errors
    ///
    /// AWS's error when they are incomplete, the key is not 32 bytes, or its MD5 is another one.
    pub(crate) fn parse(self) -> S3Result<Option<CustomerKey>> {
        let customer_key = self.customer_key.map(Zeroizing::new);
        if self.algorithm.is_none() && customer_key.is_none() && self.key_md5.is_none() {
            return Ok(None);
        }
        let Some(algorithm) = self.algorithm else { return Err(must_provide("a valid encryption algorithm")) };
        if algorithm != CUSTOMER_ALGORITHM {
            return Err(S3Error::with_message(
                S3ErrorCode::InvalidEncryptionAlgorithmError,
                "The Encryption request you specified is not valid. Supported value: AES256.",
            ));
        }
        let Some(customer_key) = customer_key else { return Err(must_provide("an appropriate secret key")) };
        let Some(key_md5) = self.key_md5 else {
            return Err(must_provide("the client calculated MD5 of the secret key"));
        };
        let decoded = Zeroizing::new(BASE64.decode(customer_key.as_bytes()).unwrap_or_default());
        let Ok(bytes) = <[u8; 32]>::try_from(decoded.as_slice()).map(Zeroizing::new) else {
            return Err(argument("The secret key was invalid for the specified algorithm."));
        };
        let md5 = BASE64.encode(&Md5::digest(*bytes));
        if !bool::from(md5.as_bytes().ct_eq(key_md5.as_bytes())) {
            return Err(argument("The calculated MD5 hash of the key did not match the hash that was provided."));
        }
        Ok(Some(CustomerKey { bytes, md5 }))
    }
}

impl CustomerKey {
    /// The value that answers repeat in `x-amz-server-side-encryption-customer-key-MD5`.
    pub(crate) fn md5(&self) -> &str {
        &self.md5
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

/// The cipher to read an object with; `None` for an object in clear.
///
/// # Errors
///
/// AWS's error when a key is missing, is another one, or was given for an object in clear.
pub(crate) fn cipher_to_read(
    record: &ObjectRecord,
    customer_key: Option<&CustomerKey>,
) -> S3Result<Option<FrameCipher>> {
    match (&record.customer_encryption, customer_key) {
        (None, None) => Ok(None),
        (None, Some(_)) => {
            let message = "The encryption parameters are not applicable to this object.";
            Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message))
        }
        (Some(_), None) => {
            let message = "The object was stored using a form of Server Side Encryption. \
                           The correct parameters must be provided to retrieve the object.";
            Err(S3Error::with_message(S3ErrorCode::InvalidRequest, message))
        }
        (Some(encryption), Some(customer_key)) => {
            if !is_customer_key(&customer_key.bytes, &encryption.key_hash_salt, &encryption.key_hash) {
                let message = "Requests specifying Server Side Encryption with Customer provided keys \
                               must provide the correct secret key.";
                return Err(S3Error::with_message(S3ErrorCode::AccessDenied, message));
            }
            Ok(Some(FrameCipher::new(&customer_key.bytes, &encryption.data_key_salt)))
        }
    }
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
