//! Where requests go: endpoint, region, bucket, object key, each a type with a strict grammar.
//!
//! Strict, because a lenient reading here and another one in the browser would send a key to another host.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::encode;
use crate::input::InputError;

/// How requests travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// TLS.
    Https,
    /// In clear.
    Http,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Name(String),
    V4(Ipv4Addr),
    V6(Ipv6Addr),
}

/// The address of an S3 service: scheme, host and port, nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    scheme: Scheme,
    host: Host,
    port: Option<u16>,
}

impl Endpoint {
    /// Reads `https://host`, `https://host:port` or the same with `http`; one trailing slash is allowed.
    ///
    /// # Errors
    ///
    /// [`InputError`] for anything that is more, or that a browser could read in another way: user info, backslash,
    /// percent, space, a path, numbers that only look like an IPv4 address.
    pub fn parse(text: &str) -> Result<Self, InputError> {
        let text = text.trim();
        let (scheme, rest) = if let Some(rest) = strip_prefix_ignoring_case(text, "https://") {
            (Scheme::Https, rest)
        } else if let Some(rest) = strip_prefix_ignoring_case(text, "http://") {
            (Scheme::Http, rest)
        } else {
            return Err(InputError::EndpointScheme);
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#']) {
            return Err(InputError::EndpointPath);
        }
        let (host, port) = split_port(rest)?;
        let host = Host::parse(host)?;
        let default = match scheme {
            Scheme::Https => 443,
            Scheme::Http => 80,
        };
        Ok(Self { scheme, host, port: port.filter(|port| *port != default) })
    }

    /// Scheme of the endpoint.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether requests travel in TLS.
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// Exactly 127.0.0.0/8, `[::1]`, `localhost` and `*.localhost`.
    pub fn is_loopback(&self) -> bool {
        match &self.host {
            Host::V4(ip) => ip.is_loopback(),
            Host::V6(ip) => *ip == Ipv6Addr::LOCALHOST,
            Host::Name(name) => name == "localhost" || name.ends_with(".localhost"),
        }
    }

    /// Whether a customer key may be sent there.
    ///
    /// # Errors
    ///
    /// [`InputError::InsecureEndpoint`] for plain http to anything but this machine.
    pub fn accepts_customer_keys(&self) -> Result<(), InputError> {
        if self.is_https() || self.is_loopback() { Ok(()) } else { Err(InputError::InsecureEndpoint) }
    }

    /// Whether the host is an IPv6 address, which a page's content security policy cannot name.
    pub fn is_ipv6(&self) -> bool {
        matches!(self.host, Host::V6(_))
    }

    /// Host without port; an IPv6 address in brackets.
    pub fn host(&self) -> String {
        self.host.to_string()
    }

    /// `https://host` or `https://host:port`, as a browser writes an origin.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme_str(), self.authority(None))
    }

    fn scheme_str(&self) -> &'static str {
        match self.scheme {
            Scheme::Https => "https",
            Scheme::Http => "http",
        }
    }

    fn authority(&self, label: Option<&BucketName>) -> String {
        let host = match label {
            Some(bucket) => format!("{bucket}.{}", self.host),
            None => self.host.to_string(),
        };
        match self.port {
            Some(port) => format!("{host}:{port}"),
            None => host,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

impl Host {
    fn parse(text: &str) -> Result<Self, InputError> {
        if let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            let ip = Ipv6Addr::from_str(inner).map_err(|_| InputError::EndpointHost)?;
            // Browsers write an IPv4-mapped address in hex groups, Rust with dots: refused rather than read in two ways.
            return if ip.to_ipv4_mapped().is_some() { Err(InputError::EndpointHost) } else { Ok(Self::V6(ip)) };
        }
        let name = text.to_ascii_lowercase();
        let labels: Vec<&str> = name.split('.').collect();
        let last = labels.last().copied().unwrap_or_default();
        // A host whose last label is a number is an IPv4 address to a browser, in any of several spellings
        // (127.1, 0x7f000001): only the usual one is taken.
        if last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x") {
            let ip = Ipv4Addr::from_str(&name).map_err(|_| InputError::EndpointHost)?;
            return Ok(Self::V4(ip));
        }
        let label_is_plain = |label: &&str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if name.len() <= 253 && labels.iter().all(label_is_plain) {
            Ok(Self::Name(name))
        } else {
            Err(InputError::EndpointHost)
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::V4(ip) => ip.fmt(f),
            Self::V6(ip) => write!(f, "[{ip}]"),
        }
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn split_port(text: &str) -> Result<(&str, Option<u16>), InputError> {
    let after_host = text.rfind(']').map_or(0, |end| end + 1);
    let Some(colon) = text.rfind(':').filter(|colon| *colon >= after_host) else {
        return Ok((text, None));
    };
    let (host, port) = text.split_at_checked(colon).ok_or(InputError::EndpointPort)?;
    let digits = port.trim_start_matches(':');
    if port.len() != digits.len() + 1 || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InputError::EndpointPort);
    }
    match digits.parse::<u16>() {
        Ok(port) if port > 0 => Ok((host, Some(port))),
        _ => Err(InputError::EndpointPort),
    }
}

macro_rules! text_type {
    ($name:ident) => {
        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// A region's name, part of what a signature covers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region(String);

text_type!(Region);

impl Region {
    /// Reads a region name: letters, digits, hyphens and underscores, 1 to 64 characters.
    ///
    /// # Errors
    ///
    /// [`InputError::Region`].
    pub fn parse(text: &str) -> Result<Self, InputError> {
        let text = text.trim();
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if plain && (1..=64).contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(InputError::Region) }
    }
}

/// A bucket's name.
///
/// Spec: Amazon S3 User Guide, "Bucket naming rules".
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BucketName(String);

text_type!(BucketName);

impl BucketName {
    /// Reads a bucket name of 3 to 63 characters.
    ///
    /// # Errors
    ///
    /// [`InputError::BucketName`].
    pub fn parse(text: &str) -> Result<Self, InputError> {
        let text = text.trim();
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
        let ends = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        let well_formed = (3..=63).contains(&text.len())
            && plain
            && ends(bytes.first())
            && ends(bytes.last())
            && text.split('.').all(|label| !label.is_empty())
            && Ipv4Addr::from_str(text).is_err();
        if well_formed { Ok(Self(text.to_owned())) } else { Err(InputError::BucketName) }
    }
}

/// The name of an object within its bucket: 1 to 1,024 bytes of UTF-8.
///
/// Spec: Amazon S3 User Guide, "Naming Amazon S3 objects".
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey(String);

text_type!(ObjectKey);

impl ObjectKey {
    /// Longest object key, in bytes of UTF-8.
    pub const MAX_LEN: usize = 1024;

    /// Takes an object key as it is: no trimming, no normalisation.
    ///
    /// # Errors
    ///
    /// [`InputError`] for an empty key (which would address the bucket), one over 1,024 bytes, or one with a `.` or `..`
    /// segment (which browsers and servers resolve, so that it would address another object).
    pub fn parse(text: &str) -> Result<Self, InputError> {
        if text.is_empty() {
            return Err(InputError::ObjectKeyEmpty);
        }
        if text.len() > Self::MAX_LEN {
            return Err(InputError::ObjectKeyTooLong { found: text.len() });
        }
        if text.split('/').any(|segment| segment == "." || segment == "..") {
            return Err(InputError::ObjectKeyDotSegment);
        }
        Ok(Self(text.to_owned()))
    }

    /// The part after the last slash; the whole key when there is nothing after it.
    pub fn file_name(&self) -> &str {
        match self.0.rsplit('/').next() {
            Some(name) if !name.is_empty() => name,
            _ => &self.0,
        }
    }
}

/// What object keys in a listing start with; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ObjectPrefix(String);

text_type!(ObjectPrefix);

impl ObjectPrefix {
    /// Takes a prefix as it is.
    ///
    /// # Errors
    ///
    /// [`InputError::ObjectKeyTooLong`] over 1,024 bytes.
    pub fn parse(text: &str) -> Result<Self, InputError> {
        if text.len() > ObjectKey::MAX_LEN {
            return Err(InputError::ObjectKeyTooLong { found: text.len() });
        }
        Ok(Self(text.to_owned()))
    }
}

/// Where the bucket's name goes in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressingStyle {
    /// `https://host/bucket/object`.
    Path,
    /// `https://bucket.host/object`.
    VirtualHost,
}

/// One bucket at one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storage {
    endpoint: Endpoint,
    region: Region,
    bucket: BucketName,
    style: AddressingStyle,
}

/// The address of a bucket or object, taken apart as a signature wants it.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    pub(crate) origin: String,
    /// Value of the `host` header.
    pub(crate) host: String,
    /// Percent-encoded, starts with a slash.
    pub(crate) path: String,
}

impl Storage {
    /// Names a bucket. The style is a wish: a bucket name with dots on https (whose certificate would not match) and an
    /// endpoint that is an IP address use path style.
    pub fn new(endpoint: Endpoint, region: Region, bucket: BucketName, style: AddressingStyle) -> Self {
        let dotted = endpoint.is_https() && bucket.0.bytes().any(|b| b == b'.');
        let style = if dotted || !matches!(endpoint.host, Host::Name(_)) { AddressingStyle::Path } else { style };
        Self { endpoint, region, bucket, style }
    }

    /// The service's address.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The region that signatures name.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The bucket.
    pub fn bucket(&self) -> &BucketName {
        &self.bucket
    }

    /// The style in force.
    pub fn style(&self) -> AddressingStyle {
        self.style
    }

    /// The origin that requests go to; with virtual-host style it names the bucket.
    pub fn origin(&self) -> String {
        self.locate(None).origin
    }

    /// The bucket's own address, without a signature: servers that send a browser from `/` to a page (MinIO, AWS) do not
    /// do so from here.
    pub fn bucket_address(&self) -> String {
        let Location { origin, path, .. } = self.locate(None);
        format!("{origin}{path}")
    }

    /// As [`Endpoint::accepts_customer_keys`].
    ///
    /// # Errors
    ///
    /// The same.
    pub fn accepts_customer_keys(&self) -> Result<(), InputError> {
        self.endpoint.accepts_customer_keys()
    }

    pub(crate) fn locate(&self, object_key: Option<&ObjectKey>) -> Location {
        let object = object_key.map(|key| encode::path(key.as_str())).unwrap_or_default();
        let (label, path) = match self.style {
            AddressingStyle::VirtualHost => (Some(&self.bucket), format!("/{object}")),
            // A listing goes to `/bucket`: `/bucket/` means the same, but not to every server's signature check.
            AddressingStyle::Path if object_key.is_none() => (None, format!("/{}", self.bucket)),
            AddressingStyle::Path => (None, format!("/{}/{object}", self.bucket)),
        };
        let host = self.endpoint.authority(label);
        Location { origin: format!("{}://{host}", self.endpoint.scheme_str()), host, path }
    }
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
