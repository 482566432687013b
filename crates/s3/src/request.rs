//! A signed request as a value.

use std::fmt;

use sealport_core::Zeroizing;

use crate::input::InputError;
use crate::time::UnixTime;

/// The HTTP methods that S3 objects need here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Read an object or a listing.
    Get,
    /// Read an object's details.
    Head,
    /// Store an object.
    Put,
    /// Remove an object.
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A URL that gives access by itself; `Debug` and `Display` do not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(Zeroizing<String>);

impl SecretUrl {
    pub(crate) fn new(url: String) -> Self {
        Self(Zeroizing::new(url))
    }

    /// The URL itself.
    ///
    /// # Security
    ///
    /// Whoever has a presigned URL can use it until it expires: keep it out of logs and errors.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretUrl(hidden)")
    }
}

/// One header to send.
#[derive(Clone)]
pub struct Header {
    name: &'static str,
    value: Zeroizing<String>,
    secret: bool,
    signed: bool,
}

impl Header {
    pub(crate) fn new(
        name: &'static str,
        value: impl Into<String>,
        secret: bool,
        signed: bool,
    ) -> Result<Self, InputError> {
        let value = Zeroizing::new(value.into());
        // Visible ASCII, space and tab: what every server reads alike, and what a signature can be computed of.
        let plain = value.bytes().all(|b| (0x20..0x7f).contains(&b)) && value.trim() == value.as_str();
        if plain && !value.is_empty() {
            Ok(Self { name, value, secret, signed })
        } else {
            Err(InputError::HeaderValue { name })
        }
    }

    /// Lower-case name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The value; a secret when [`Header::is_secret`] says so.
    pub fn expose(&self) -> &str {
        &self.value
    }

    /// Whether the value is a key or a signature, and is to be masked where people see it.
    pub fn is_secret(&self) -> bool {
        self.secret
    }

    /// Whether the signature covers this header.
    pub fn is_signed(&self) -> bool {
        self.signed
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.secret { "(hidden)" } else { self.value.as_str() };
        write!(f, "{}: {value}", self.name)
    }
}

/// How long a presigned request is valid: 1 second to 7 days.
///
/// Spec: AWS SigV4, "Authenticating Requests: Using Query Parameters", `X-Amz-Expires`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry(u32);

impl Expiry {
    /// Seven days, in seconds.
    pub const MAX_SECS: u64 = 604_800;

    /// Takes a number of seconds.
    ///
    /// # Errors
    ///
    /// [`InputError::Expiry`] outside 1 to 604,800.
    pub fn from_secs(secs: u64) -> Result<Self, InputError> {
        match u32::try_from(secs) {
            Ok(small) if (1..=Self::MAX_SECS).contains(&secs) => Ok(Self(small)),
            _ => Err(InputError::Expiry { found: secs }),
        }
    }

    /// Seconds.
    pub fn as_secs(self) -> u32 {
        self.0
    }
}

/// A request ready to be sent: all that a transport needs, and nothing it has to decide.
#[derive(Clone, Debug)]
pub struct SignedRequest {
    pub(crate) method: Method,
    pub(crate) url: SecretUrl,
    pub(crate) origin: String,
    pub(crate) headers: Vec<Header>,
    pub(crate) sender_adds: Vec<&'static str>,
    pub(crate) signed_header_names: Vec<String>,
    pub(crate) expires_at: UnixTime,
}

impl SignedRequest {
    /// HTTP method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Address, with the signature in its query when the request is presigned.
    pub fn url(&self) -> &SecretUrl {
        &self.url
    }

    /// `https://host` or `https://host:port` of the address: a transport refuses to send where its own reading of the
    /// address has another origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Headers to send; `host` is left to the transport.
    pub fn headers(&self) -> &[Header] {
        &self.headers
    }

    /// Names of customer headers that whoever sends this request has to add, since the signer does not know them (see
    /// [`SignedRequest::with_customer_key`]). Empty for a request that is complete.
    pub fn sender_adds(&self) -> &[&'static str] {
        &self.sender_adds
    }

    /// Names that the signature covers, lower case, sorted, `host` among them.
    pub fn signed_header_names(&self) -> &[String] {
        &self.signed_header_names
    }

    /// When the signature stops being accepted.
    pub fn expires_at(&self) -> UnixTime {
        self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_is_one_second_to_seven_days() {
        for secs in [1, 60, 604_800] {
            assert_eq!(Expiry::from_secs(secs).map(|e| u64::from(e.as_secs())), Ok(secs));
        }
        for secs in [0, 604_801, u64::MAX, 1 << 32 | 5] {
            assert_eq!(Expiry::from_secs(secs), Err(InputError::Expiry { found: secs }));
        }
    }

    #[test]
    fn header_values_cannot_smuggle_lines() {
        for value in ["", " a", "a ", "a\r\nb", "a\0", "é"] {
            assert!(Header::new("content-type", value, false, false).is_err(), "{value:?}");
        }
        assert!(Header::new("content-type", "text/plain; charset=utf-8", false, false).is_ok());
    }

    #[test]
    fn debug_output_hides_secret_headers_and_urls() {
        let header = Header::new("authorization", "AWS4 Signature=abc", true, false).unwrap();
        let shown = format!("{header:?} {:?}", SecretUrl::new("https://h/?X-Amz-Signature=abc".into()));
        assert!(!shown.contains("abc"), "{shown}");
    }
}
