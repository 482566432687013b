//! Which `Host` a request may carry, and which bucket it names.
//!
//! A web page elsewhere can make a browser send requests here under a name that its owner lets point to 127.0.0.1
//! (DNS rebinding); such requests carry that name, and are refused.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, Uri, header};
use percent_encoding::percent_decode_str;
use s3s::{
    S3Result,
    host::{S3Host, VirtualHost},
};

/// The host in the `Host` header, without its port, if this server may answer it.
pub(crate) fn accepted_host(headers: &HeaderMap, listen: SocketAddr) -> Option<String> {
    let mut values = headers.get_all(header::HOST).iter();
    let host = without_port(values.next()?.to_str().ok()?)?.to_ascii_lowercase();
    if values.next().is_some() {
        return None;
    }
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    let is_accepted = match address {
        // Listening on every address there is no telling which one a client used; an address, unlike a name, cannot be
        // made to point here by somebody else.
        Some(address) => address.is_loopback() || address == listen.ip() || listen.ip().is_unspecified(),
        None => host == "localhost" || host.ends_with(".localhost"),
    };
    is_accepted.then_some(host)
}

/// Cuts the port off; `None` when what is left is no host or the port no number.
fn without_port(authority: &str) -> Option<&str> {
    let (host, port) = match authority.rfind(']') {
        Some(end) => authority.split_at(end + 1),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let is_port = |port: &str| port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    (!host.is_empty() && (port.is_empty() || is_port(port))).then_some(host)
}

/// `<bucket>.localhost` names a bucket; every other host is answered in path style.
pub(crate) struct LocalhostBuckets;

impl S3Host for LocalhostBuckets {
    fn parse_host_header<'a>(&'a self, host: &'a str) -> S3Result<VirtualHost<'a>> {
        let name = without_port(host).unwrap_or(host);
        match name.to_ascii_lowercase().strip_suffix(".localhost") {
            Some(bucket) if !bucket.is_empty() => Ok(VirtualHost::new("localhost").with_bucket(bucket.to_owned())),
            _ => Ok(VirtualHost::new(name)),
        }
    }
}

/// What a request is about, as far as it can be told from its address.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AddressedResource {
    /// The list of buckets.
    Service,
    Bucket(String),
    /// An object in the bucket of that name.
    Object(String),
}

impl AddressedResource {
    /// Reads the address as s3s does with [`LocalhostBuckets`].
    pub(crate) fn of(headers: &HeaderMap, uri: &Uri) -> Self {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let of_host = LocalhostBuckets.parse_host_header(host).ok();
        let path = percent_decode_str(uri.path()).decode_utf8_lossy();
        let path = path.strip_prefix('/').unwrap_or(&path);
        let (bucket, object_key) = match of_host.as_ref().and_then(VirtualHost::bucket) {
            Some(bucket) => (bucket, path),
            None => path.split_once('/').unwrap_or((path, "")),
        };
        match (bucket, object_key) {
            ("", _) => Self::Service,
            (bucket, "") => Self::Bucket(bucket.to_owned()),
            (bucket, _) => Self::Object(bucket.to_owned()),
        }
    }

    /// The bucket's name.
    pub(crate) fn bucket(&self) -> Option<&str> {
        match self {
            Self::Service => None,
            Self::Bucket(bucket) | Self::Object(bucket) => Some(bucket),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_accepted(host: &str, listen: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        accepted_host(&headers, listen.parse().unwrap()).is_some()
    }

    #[test]
    fn loopback_names_are_accepted_with_and_without_port() {
        for host in
            ["localhost", "LOCALHOST:9000", "demo.localhost:9000", "127.0.0.1:9000", "127.9.9.9", "[::1]:9000", "[::1]"]
        {
            assert!(is_accepted(host, "127.0.0.1:9000"), "{host}");
        }
    }

    #[test]
    fn foreign_names_are_refused() {
        for host in [
            "example.com",
            "example.com:9000",
            "localhost.example.com",
            "notlocalhost",
            "127.0.0.1.example.com",
            "10.0.0.1",
            "",
            ":9000",
            "localhost:",
            "localhost:x",
            "localhost:99999",
            "[::2]:9000",
            "127.0.0.1:9000:1",
            "0.0.0.0",
        ] {
            assert!(!is_accepted(host, "127.0.0.1:9000"), "{host}");
        }
    }

    #[test]
    fn the_address_listened_on_is_accepted() {
        assert!(is_accepted("10.0.0.1:9000", "10.0.0.1:9000"));
        assert!(!is_accepted("10.0.0.2:9000", "10.0.0.1:9000"));
        assert!(is_accepted("10.0.0.2:9000", "0.0.0.0:9000"));
        assert!(!is_accepted("example.com:9000", "0.0.0.0:9000"));
    }

    #[test]
    fn two_host_headers_are_refused() {
        let mut headers = HeaderMap::new();
        headers.append(header::HOST, "localhost".parse().unwrap());
        headers.append(header::HOST, "example.com".parse().unwrap());
        assert_eq!(accepted_host(&headers, "127.0.0.1:1".parse().unwrap()), None);
    }

    #[test]
    fn an_address_names_a_bucket_or_an_object_in_one() {
        let (bucket, object) = (AddressedResource::Bucket("demo".into()), AddressedResource::Object("demo".into()));
        for (host, path, resource) in [
            ("127.0.0.1:9000", "/", &AddressedResource::Service),
            ("127.0.0.1:9000", "/demo", &bucket),
            ("[::1]:9000", "/demo/", &bucket),
            ("localhost", "/demo?cors", &bucket),
            ("localhost", "/%64emo", &bucket),
            ("localhost", "/demo/a/b", &object),
            ("localhost", "/demo//", &object),
            ("demo.localhost:9000", "/", &bucket),
            ("demo.localhost", "/?encryption=", &bucket),
            ("demo.localhost", "/other", &object),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            assert_eq!(AddressedResource::of(&headers, &path.parse().unwrap()), *resource, "{host} {path}");
        }
    }

    #[test]
    fn a_name_under_localhost_is_a_bucket() {
        assert_eq!(LocalhostBuckets.parse_host_header("demo.localhost:9000").unwrap().bucket(), Some("demo"));
        assert_eq!(LocalhostBuckets.parse_host_header("localhost:9000").unwrap().bucket(), None);
    }
}
