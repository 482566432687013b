//! Why a pasted text is not a link that works from a page.

use crate::input::InputError;

/// Why a text is not a link that works from a page. Names headers and parameters, never a value that is secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// Nothing was given.
    #[error("nothing was pasted")]
    Empty,
    /// It is no address of http or https.
    #[error("this is no link: one starts with https://")]
    NoLink,
    /// There is more than one link in it.
    #[error("these are several links: one at a time can be used")]
    Several,
    /// A user name, perhaps with a password, stands before the host.
    #[error("this link has a user name before its host, which browsers do not send")]
    UserInfo,
    /// The address itself is not acceptable.
    #[error("the address in this link cannot be used: {0}")]
    Address(InputError),
    /// It has characters that a link cannot have, is cut, or goes on in a text in a way that leaves its end open.
    #[error("this is not one whole link alone: it has characters or an ending that a link cannot have")]
    Malformed,
    /// It leads to a host, a bucket or a folder.
    #[error("this link names no object")]
    NoObject,
    /// It is an address without a signature.
    #[error("this address has no signature: it is not a presigned link")]
    NotPresigned,
    /// It has AWS's former signature, which does not say what it covers.
    #[error("this link has the former signature (version 2), which cannot carry SSE-C headers in a known way")]
    SignatureVersion2,
    /// It has AWS's signature for several regions at once.
    #[error(
        "this link has the signature for several regions (version 4A), which is not supported: ask for AWS4-HMAC-SHA256"
    )]
    SignatureVersion4A,
    /// A part of the signature is missing or unreadable.
    #[error("the link's {0} is missing or unreadable: it was probably cut")]
    Parameter(&'static str),
    /// It is to work for longer than storages accept, or for no time at all.
    #[error("the link's X-Amz-Expires is not from 1 to 604,800 seconds (7 days)")]
    Lifetime,
    /// The customer key is in the address.
    #[error(
        "this link carries the SSE-C key itself in its address, where logs and histories keep it: treat that key as known to others"
    )]
    KeyInAddress,
    /// SSE-C values were put into the address instead of the signed headers.
    #[error(
        "this link has {0} in its address instead of among its signed headers: servers refuse that, or store the object in clear"
    )]
    CustomerHeaderInAddress(&'static str),
    /// The checksum of an empty body is signed.
    #[error("this link was signed with the checksum of an empty body, so that it stores nothing but an empty object")]
    ChecksumOfNothing,
    /// It asks for an encryption that S3 does not have.
    #[error("this link asks for the encryption “{0}”, which S3 does not have")]
    Encryption(String),
    /// It was made for something else than reading or storing a whole object.
    #[error("this link was made for another operation ({0}), not for reading or storing an object")]
    OtherOperation(String),
    /// A signed header whose value is not known here.
    #[error("the signature covers the header {0}, whose value this page does not know")]
    SignedHeader(String),
}
