//! Keys and files of other tools, told by how they begin.

/// A kind of key or file that is not an SSE-C key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyContainer {
    /// PEM of a private key.
    PemPrivateKey,
    /// PEM of a public key.
    PemPublicKey,
    /// PEM of a certificate, or of a request for one.
    PemCertificate,
    /// PEM of anything else.
    Pem,
    /// A PGP block.
    Pgp,
    /// An OpenSSH private key.
    SshPrivateKey,
    /// An SSH public key, as in `authorized_keys`.
    SshPublicKey,
    /// A PuTTY key file.
    Putty,
    /// An age identity or recipient.
    AgeKey,
    /// A file encrypted by age.
    AgeFile,
    /// JSON, such as a JWK.
    Json,
    /// DER, such as PKCS#8 or PKCS#12.
    Der,
    /// A gzip file.
    Gzip,
    /// A zip file.
    Zip,
}

impl KeyContainer {
    /// Stable kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PemPrivateKey => "pem-private-key",
            Self::PemPublicKey => "pem-public-key",
            Self::PemCertificate => "pem-certificate",
            Self::Pem => "pem",
            Self::Pgp => "pgp",
            Self::SshPrivateKey => "ssh-private-key",
            Self::SshPublicKey => "ssh-public-key",
            Self::Putty => "putty",
            Self::AgeKey => "age-key",
            Self::AgeFile => "age-file",
            Self::Json => "json",
            Self::Der => "der",
            Self::Gzip => "gzip",
            Self::Zip => "zip",
        }
    }

    /// Recognises a text. Comments of `age-keygen` stand before the key, so that it is looked for anywhere.
    pub(super) fn of_text(text: &[u8]) -> Option<Self> {
        if let Some(label) = after(text, b"-----BEGIN ") {
            return Some(Self::of_pem_label(label));
        }
        if after(text, b"AGE-SECRET-KEY-").is_some() || text.starts_with(b"age1") {
            return Some(Self::AgeKey);
        }
        if text.starts_with(b"age-encryption.org/") {
            return Some(Self::AgeFile);
        }
        if text.starts_with(b"PuTTY-User-Key-File-") {
            return Some(Self::Putty);
        }
        let is_ssh = text.starts_with(b"ssh-") || text.starts_with(b"ecdsa-sha2-") || text.starts_with(b"sk-ssh-");
        if is_ssh && text.contains(&b' ') {
            return Some(Self::SshPublicKey);
        }
        let is_json = match text {
            [b'{', rest @ ..] => rest.trim_ascii_start().starts_with(b"\""),
            [b'[', rest @ ..] => !rest.contains(&b'x'),
            _ => false,
        };
        is_json.then_some(Self::Json)
    }

    /// By the text from the label on.
    fn of_pem_label(text: &[u8]) -> Self {
        let label = text.split(|byte| *byte == b'-').next().unwrap_or_default();
        if label.starts_with(b"PGP ") {
            Self::Pgp
        } else if label == b"OPENSSH PRIVATE KEY" {
            Self::SshPrivateKey
        } else if label.ends_with(b"PRIVATE KEY") {
            Self::PemPrivateKey
        } else if label.ends_with(b"PUBLIC KEY") {
            Self::PemPublicKey
        } else if after(label, b"CERTIFICATE").is_some() {
            Self::PemCertificate
        } else {
            Self::Pem
        }
    }

    /// Recognises bytes. Only longer ones than a key with a line end: of shorter ones a few first bytes say too
    /// little, they may be a damaged key's.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < 36 {
            return None;
        }
        match bytes {
            [0x30, 0x82, high, low, ..] if usize::from(u16::from_be_bytes([*high, *low])) + 4 == bytes.len() => {
                Some(Self::Der)
            }
            [0x30, 0x81, len, ..] if usize::from(*len) + 3 == bytes.len() => Some(Self::Der),
            [0x30, len @ ..0x7f, ..] if usize::from(*len) + 2 == bytes.len() => Some(Self::Der),
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Some(Self::Zip),
            _ => None,
        }
    }
}

/// What follows a part that may stand anywhere in a text.
fn after<'a>(text: &'a [u8], part: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(part.len()).position(|found| found == part)?;
    text.get(at + part.len()..)
}
