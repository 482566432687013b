//! What can be wrong with what a person or a caller gives.

/// Why a name, address, credential or combination of them is refused before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The endpoint does not start with `https://` or `http://`.
    #[error("an endpoint starts with https:// (or http:// on this machine)")]
    EndpointScheme,
    /// The endpoint's host is no plain DNS name or IP address.
    #[error(
        "the endpoint's host must be a plain name or IP address, without user, spaces, percent signs or underscores"
    )]
    EndpointHost,
    /// The endpoint's port is no number from 1 to 65535.
    #[error("the endpoint's port must be a number from 1 to 65535")]
    EndpointPort,
    /// The endpoint has a path, query or fragment.
    #[error("an endpoint ends after its host and port; the bucket goes into its own field")]
    EndpointPath,
    /// Not a region name.
    #[error("a region is a short name such as gra or us-east-1: letters, digits, hyphens, at most 64 characters")]
    Region,
    /// Not a bucket name.
    #[error(
        "a bucket name has 3 to 63 characters: lower-case letters, digits, hyphens and single dots, and starts and ends with a letter or digit"
    )]
    BucketName,
    /// An empty object key would turn an operation on an object into one on the bucket.
    #[error("an object key cannot be empty")]
    ObjectKeyEmpty,
    /// The object key is too long.
    #[error("an object key has at most 1,024 bytes in UTF-8, this has {found}")]
    ObjectKeyTooLong {
        /// Bytes of UTF-8 found.
        found: usize,
    },
    /// `.` and `..` segments change what an address means.
    #[error(
        "an object key cannot have a segment that is just . or ..: browsers and servers would take it for another object"
    )]
    ObjectKeyDotSegment,
    /// Access key id of a wrong form.
    #[error("an access key id is one word of printable characters without a slash")]
    AccessKeyId,
    /// Secret access key of a wrong form.
    #[error("a secret access key is one word of printable characters")]
    SecretAccessKey,
    /// Session token of a wrong form.
    #[error("a session token is one word of printable characters")]
    SessionToken,
    /// A presigned request can live from 1 second to 7 days.
    #[error("a presigned request is valid for 1 second to 7 days (604,800 seconds), not {found} seconds")]
    Expiry {
        /// Seconds asked for.
        found: u64,
    },
    /// The customer key would cross the network in clear.
    #[error(
        "the SSE-C key would cross the network in clear: use an https endpoint (plain http is accepted for this machine only)"
    )]
    InsecureEndpoint,
    /// The presigned request was made for another customer key.
    #[error("this presigned request was made for another SSE-C key")]
    OtherCustomerKey,
    /// The link signs the header that asks for an encryption, and its value is in no link.
    #[error(
        "this link signs x-amz-server-side-encryption and does not tell its value: AES256, aws:kms or aws:kms:dsse has to be given"
    )]
    EncryptionUnsaid,
    /// A header value with line ends or other control characters.
    #[error("the value of {name} has characters that a header cannot carry")]
    HeaderValue {
        /// Header name.
        name: &'static str,
    },
    /// A byte range whose end lies before its start.
    #[error("a byte range ends at or after its start")]
    ByteRange,
    /// A list page holds 1 to 1,000 entries.
    #[error("a list page holds 1 to 1,000 entries, not {found}")]
    MaxKeys {
        /// Entries asked for.
        found: u16,
    },
}
