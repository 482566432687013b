//! What a server is started with, and why it may not start.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use clap::ValueEnum;
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};

/// How a sandbox listens, where it keeps objects, and whom it lets in.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SandboxConfig {
    /// Where S3 is served; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder for objects; made when missing. One server at a time may use it.
    pub data_folder: PathBuf,
    /// The bucket to serve; made when missing.
    pub bucket: String,
    /// The region that signatures must name.
    pub region: String,
    /// The one pair of credentials that is let in; random when `None`.
    pub credentials: Option<SandboxCredentials>,
    /// Web origins (`http://127.0.0.1:8460`) whose pages may use the bucket, until a CORS configuration is put on it. The
    /// origins of `page` are added to them.
    pub cors_origins: Vec<String>,
    /// A web page to serve on a port of its own.
    pub page: Option<PageConfig>,
    /// Permits addresses that other machines can reach.
    pub allow_remote: bool,
    /// Whose behaviour is shown.
    pub like: Like,
    /// What happens to uploads that ask for no encryption, until an encryption configuration is put on the bucket.
    pub default_encryption: DefaultEncryption,
    /// A deliberate fault, for tests of clients.
    pub fault: Option<Fault>,
}

/// Whose behaviour a sandbox shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum Like {
    /// AWS S3.
    #[default]
    Aws,
    /// OVHcloud's gateway, by its published code. It never repeats the algorithm or the key's MD5, and answers
    /// `x-amz-server-side-encryption: AES256` for SSE-C and SSE-S3 alike; it does not compare the key's MD5, and demands
    /// no SSE-C header signed. Without the key header, or with SSE-C values in the query, it stores in clear. The ETag of
    /// an SSE-C object is the MD5 of the plaintext.
    Ovh,
}

/// What uploads get that ask for no encryption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum DefaultEncryption {
    /// Nothing: they are stored in clear, and the bucket starts without an encryption configuration. AWS was so before
    /// 2023.
    #[default]
    None,
    /// SSE-S3, as on AWS today: the bucket starts with that configuration, and has it again when another is deleted.
    SseS3,
}

/// What a sandbox does wrong on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum Fault {
    /// Takes SSE-C uploads with all three headers, stores them in clear, claims to have encrypted them, and gives them to
    /// anybody, with any key or none. It needs OVHcloud's behaviour: there no answer repeats the key's MD5, so that only
    /// asking for the object without the key shows it.
    StoreInClear,
}

/// A folder of static files, served on its own port so that page and objects never share an origin.
#[derive(Clone, Debug)]
pub struct PageConfig {
    /// The folder with `index.html`.
    pub folder: PathBuf,
    /// Where it is served; port 0 takes a free one.
    pub listen: SocketAddr,
}

impl SandboxConfig {
    /// A server on a free loopback port in region `us-east-1`, with random credentials and without a page.
    pub fn new(data_folder: impl Into<PathBuf>, bucket: impl Into<String>) -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            data_folder: data_folder.into(),
            bucket: bucket.into(),
            region: "us-east-1".to_owned(),
            credentials: None,
            cors_origins: Vec::new(),
            page: None,
            allow_remote: false,
            like: Like::default(),
            default_encryption: DefaultEncryption::default(),
            fault: None,
        }
    }
}

/// An access key id and its secret, throw-away values of a test server.
#[derive(Clone, PartialEq, Eq)]
pub struct SandboxCredentials {
    /// Names the credentials; not secret.
    pub access_key_id: String,
    /// Signs requests.
    pub secret_access_key: String,
}

impl SandboxCredentials {
    /// New random credentials in AWS's shape: 20 and 40 characters.
    ///
    /// # Errors
    ///
    /// When the system has no randomness to give.
    pub fn random() -> Result<Self, SandboxError> {
        let mut bytes = [0; 40];
        getrandom::fill(&mut bytes).map_err(|_| SandboxError::NoRandomness)?;
        let (id, secret) = bytes.split_at(10);
        Ok(Self {
            access_key_id: format!("SBOX{}", BASE32_NOPAD.encode(id)),
            secret_access_key: BASE64URL_NOPAD.encode(secret),
        })
    }
}

impl fmt::Debug for SandboxCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SandboxCredentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// Other machines could reach the address, and that was not permitted.
    #[error("{0} is not a loopback address; other machines could reach this test server")]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The bucket name breaks S3's rules.
    #[error("{0:?} is not a bucket name: 3 to 63 characters of a-z, 0-9, '.' and '-'")]
    BucketName(String),
    /// The region is empty or has characters that no region has.
    #[error("{0:?} is not a region: letters, digits and '-'")]
    Region(String),
    /// One of the credentials is empty or has characters that cannot be in a signed request.
    #[error("access key id and secret access key must be printable ASCII without spaces, '/' or ','")]
    Credentials,
    /// A CORS origin is not of the form that browsers send.
    #[error("{0:?} is not an origin: http:// or https://, a host, perhaps a port, and no slash at the end")]
    CorsOrigin(String),
    /// Another server uses the data folder.
    #[error("{0} is in use by another server")]
    DataFolderInUse(PathBuf),
    /// The data folder cannot be used.
    #[error("cannot use the data folder {path}: {source}")]
    DataFolder {
        /// The path that failed.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file in the data folder is not what this server wrote.
    #[error("{path} is not a description of an object: {reason}")]
    DamagedRecord {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file of the server key is damaged, or is missing although objects need it.
    #[error("the server key {path} cannot be used: {reason}")]
    ServerKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A stored bucket setting is not what this server wrote.
    #[error("{path} is not a bucket setting: {reason}")]
    DamagedSetting {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A fault was asked for that this behaviour cannot have.
    #[error("the fault store-in-clear needs the behaviour of OVHcloud's gateway (like ovh)")]
    FaultNeedsOvh,
    /// The page folder has no `index.html`.
    #[error("{0} has no index.html")]
    PageFolder(PathBuf),
    /// The system has no randomness to give.
    #[error("the system gives no random bytes")]
    NoRandomness,
}

/// Checks everything in a configuration that needs no file and no socket.
pub(crate) fn check(config: &SandboxConfig) -> Result<(), SandboxError> {
    let page_listen = config.page.as_ref().map(|page| page.listen);
    for address in [Some(config.listen), page_listen].into_iter().flatten() {
        if !address.ip().is_loopback() && !config.allow_remote {
            return Err(SandboxError::NotLoopback(address));
        }
    }
    if !s3s::path::check_bucket_name(&config.bucket) {
        return Err(SandboxError::BucketName(config.bucket.clone()));
    }
    let in_region = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if config.region.is_empty() || !config.region.bytes().all(in_region) {
        return Err(SandboxError::Region(config.region.clone()));
    }
    if let Some(credentials) = &config.credentials {
        let id_fits = |byte: u8| byte.is_ascii_graphic() && byte != b'/' && byte != b',';
        if credentials.access_key_id.is_empty()
            || !credentials.access_key_id.bytes().all(id_fits)
            || credentials.secret_access_key.is_empty()
            || !credentials.secret_access_key.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(SandboxError::Credentials);
        }
    }
    if config.fault.is_some() && config.like != Like::Ovh {
        return Err(SandboxError::FaultNeedsOvh);
    }
    for origin in &config.cors_origins {
        if !is_origin(origin) {
            return Err(SandboxError::CorsOrigin(origin.clone()));
        }
    }
    Ok(())
}

/// Browsers send scheme, host and port in lower case and compare byte by byte, so nothing else can ever match.
fn is_origin(text: &str) -> bool {
    let Some(host) = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")) else { return false };
    !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_others_reach_needs_permission() {
        let mut config = SandboxConfig::new("data", "demo");
        config.listen = SocketAddr::from(([0, 0, 0, 0], 0));
        assert!(matches!(check(&config), Err(SandboxError::NotLoopback(_))));
        config.allow_remote = true;
        check(&config).unwrap();
    }

    #[test]
    fn an_origin_has_no_path_and_no_upper_case() {
        for good in ["http://127.0.0.1:8460", "https://files.example", "http://[::1]:80"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in
            ["", "*", "null", "http://", "http://a/", "HTTP://a", "http://A", "ftp://a", "http://a?b", "http://u@a"]
        {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn the_secret_is_not_in_the_debug_output() {
        let credentials = SandboxCredentials::random().unwrap();
        assert!(!format!("{credentials:?}").contains(&credentials.secret_access_key));
        assert_eq!((credentials.access_key_id.len(), credentials.secret_access_key.len()), (20, 40));
    }
}
